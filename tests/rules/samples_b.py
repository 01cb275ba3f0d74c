"""Samples for the rules of shapes, indexing, products, linear algebra and sorting."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform import runtime
from tests.rules.sample import Sample, Samples, fortran, strided, values

V3, V4, M23, M34, M33 = values(3), values(4), values(2, 3), values(3, 4), values(3, 3)
T234 = values(2, 3, 4)
C3, C23, C34, C33 = (values(*shape, dtype=complex) for shape in ((3,), (2, 3), (3, 4), (3, 3)))
S3, S23 = values(3, dtype=np.float32), values(2, 3, dtype=np.float32)
X = 0.7


def other(*shape: int, dtype: Any = float) -> Any:
    """A second operand, so that no two of a product are alike."""
    return values(*shape, low=-1.0, high=1.6, seed=5, dtype=dtype)


def regular(*shape: int, seed: int = 0, dtype: Any = float) -> Any:
    """Square matrices that are far from singular and from symmetric, with well separated singular values."""
    size = shape[-1]
    return (values(*shape, low=-0.6, high=0.6, seed=seed, dtype=dtype) + np.diag(1.0 + 0.8 * np.arange(size))).astype(
        dtype
    )


def definite(*shape: int, dtype: Any = float) -> Any:
    """Positive definite matrices; the triangle that is not read holds something else."""
    return (values(*shape, low=-0.5, high=0.5, dtype=dtype) + np.diag(3.0 + np.arange(shape[-1]))).astype(dtype)


def calls(*args: Any, **kwargs: Any) -> list[Sample]:
    """One sample for each first argument in a list, with the other arguments the same."""
    firsts, *rest = args
    return [Sample((first, *rest), kwargs) for first in firsts]


ANY_SHAPE = [values(), V3, M23, T234, C23, S23, strided(2, 3), fortran(2, 3), values(1, 3), values(0, 3)]
MATRICES = [M23, T234, C23, S23, strided(2, 3), fortran(2, 3), values(1, 3), values(3, 1), values(0, 3)]

SHAPES: Samples = {
    np.reshape: [
        *calls([M23, S23, C23, strided(2, 3), fortran(2, 3)], (3, 2)),
        *calls([M23, fortran(2, 3)], (3, -1), order="F"),
        *calls([M23, values(2, 1, 3)], -1),
        *calls([values(), values(1, 1)], (1,)),
        *calls([values(1), values(1, 1)], ()),
        *calls([values(0, 3)], (3, 0)),
    ],
    np.ravel: [*calls(ANY_SHAPE), *calls([M23, fortran(2, 3), C23], "F")],
    np.transpose: [
        *calls(ANY_SHAPE),
        *calls([T234], (1, 2, 0)),
        *calls([T234], [2, 0, -2]),
        *calls([C23], axes=(1, 0)),
    ],
    np.matrix_transpose: calls(MATRICES),
    np.linalg.matrix_transpose: calls(MATRICES),
    np.swapaxes: [*calls([T234, strided(2, 3, 2)], 0, 2), *calls([C23, S23], 0, -1)],
    np.moveaxis: [*calls([T234], 0, -1), *calls([T234], (0, 2), (1, 0)), *calls([C23], [1], [0])],
    np.rollaxis: [
        Sample((values(2, 3, 4, 2), axis, start)) for axis in (0, 1, 3, -1, -3) for start in (0, 1, 2, 4, -1, -4)
    ]
    + calls([C23], 1),
    np.squeeze: [
        *calls([values(2, 1, 3, 1), values(1, 1), M23, values(1, 3, dtype=complex)]),
        *calls([values(2, 1, 3, 1)], 1),
        *calls([values(2, 1, 3, 1)], (1, -1)),
        *calls([values(2, 1, 3, 1)], axis=-1),
    ],
    np.expand_dims: [
        *calls([values(), V3, C23, S23], 0),
        *calls([V3, M23], -1),
        *calls([M23], (0, -1)),
        *calls([M23], [1, 2]),
    ],
    np.atleast_1d: [*calls(ANY_SHAPE), Sample((values(), V3))],
    np.atleast_2d: [*calls(ANY_SHAPE), Sample((values(), V3, T234))],
    np.atleast_3d: [*calls(ANY_SHAPE), Sample((C23, V3))],
    np.broadcast_to: [
        *calls([values(), V3, values(1, 3), values(2, 1), M23, C3, S3], (4, 2, 3)),
        *calls([values(2, 1)], (2, 0)),
    ],
    np.broadcast_arrays: [Sample((V3, values(2, 1), X)), Sample((C3, M23))],
    np.meshgrid: [
        Sample((V3, V4)),
        Sample((V3, V4, values(2)), {"indexing": "ij"}),
        Sample((V3, C3, values(2))),
        Sample((V3, V4), {"sparse": True}),
        Sample((V3,)),
        Sample((V3, X)),
    ],
    np.concatenate: [
        Sample(((V3, values(2), values(0), values(1)),)),
        Sample(((M23, values(4, 3)),)),
        Sample(((M23, values(2, 1)), 1)),
        Sample(((T234, values(2, 1, 4)),), {"axis": -2}),
        Sample(((M23, V3, X), None)),
        Sample(((C3, V3),)),
        Sample(((S3, V3),)),
        Sample(([V3, values(2)],)),
        Sample((T234,)),
        Sample(((strided(2, 3), fortran(2, 3)), 1)),
        Sample(((V3, np.arange(2)),)),
    ],
    np.stack: [
        Sample(((V3, V3 * 2),)),
        Sample(((V3, S3), 1)),
        Sample(((M23, C23, M23), -1)),
        Sample(((values(), X),)),
        Sample(([M23, strided(2, 3)], 1)),
        Sample((T234, 2)),
    ],
    np.hstack: [
        Sample(((V3, values(2)),)),
        Sample(((X, V3, values()),)),
        Sample(((M23, values(2, 1)),)),
        Sample(((T234, values(2, 1, 4)),)),
        Sample(([C3, V3],)),
        Sample((M23,)),
    ],
    np.vstack: [
        Sample(((V3, V3 * 2),)),
        Sample(((V3, M23),)),
        Sample(((X, values()),)),
        Sample(((T234, T234),)),
        Sample(([C23, V3],)),
    ],
    np.dstack: [
        Sample(((V3, V3 * 2),)),
        Sample(((M23, values(2, 3, 4)),)),
        Sample(((X, values()),)),
        Sample(([C23, M23],)),
    ],
    np.column_stack: [Sample(((V3, V3 * 2),)), Sample(((V3, values(3, 2)),)), Sample(([C3, values(3, 1)],))],
    np.append: [
        Sample((V3, X)),
        Sample((M23, V4)),
        Sample((M23, values(1, 3), 0)),
        Sample((C23, values(2, 2)), {"axis": 1}),
    ],
    np.split: [
        *calls([values(6), values(6, dtype=complex)], 3),
        *calls([values(7)], [2, 5]),
        *calls([values(7)], [2, 2, 9]),
        *calls([values(3, 4)], 2, 1),
        *calls([values(3, 4)], (-3,), axis=-1),
    ],
    np.array_split: [*calls([values(7), values(7, 2)], 3), *calls([values(3, 5)], 2, 1)],
    np.hsplit: [*calls([values(4), values(3, 4)], 2), *calls([values(2, 3, 4)], [1])],
    np.vsplit: calls([values(4, 3), values(2, 3, 4)], [1]),
    np.dsplit: calls([values(2, 3, 4)], 2),
    np.flip: [*calls(ANY_SHAPE), *calls([T234, C23, S23], 1), *calls([T234], (0, -1))],
    np.fliplr: calls(MATRICES),
    np.flipud: calls([V3, *MATRICES]),
    np.roll: [
        *calls(ANY_SHAPE, 1),
        *calls([M23, C23], -2, 1),
        *calls([T234], (1, -2), (0, 2)),
        *calls([T234], [1, 2], axis=(-1, 0)),
        *calls([T234], 1, (0, 2)),
        *calls([V3], 7),
    ],
    np.rot90: [
        *calls(MATRICES),
        *[Sample((M23, k)) for k in (-1, 0, 2, 3, 4)],
        *calls([T234], 1, (1, 2)),
        *calls([T234], k=3, axes=(2, 0)),
    ],
    np.tile: [
        *calls(ANY_SHAPE, 2),
        *calls([values(), V3, M23, T234], (3, 2)),
        *calls([M23], [2, 1, 2]),
        *calls([C23], (2, 0)),
        *calls([M23], ()),
    ],
    np.repeat: [
        *calls(ANY_SHAPE, 2),
        *calls([M23, C23], 3, 1),
        *calls([M23, S23], 2, axis=-2),
        *calls([V3], [2, 0, 3]),
        *calls([M23], np.array([1, 2, 0]), 1),
        *calls([V3], 0),
    ],
    np.diag: [
        *calls([V3, C3, S3, M23, C23, M33, fortran(3, 3), values(1)]),
        *calls([V3, M34, C23], 1),
        *calls([V3, M34, values(4, 2)], -1),
        *calls([M23], k=5),
    ],
    np.diagflat: [*calls([V3, C3, M23, values()]), *calls([V3, M23], -2)],
    np.diagonal: [
        *calls([M23, C23, M33, T234]),
        *calls([M34, values(4, 2)], -1),
        *calls([T234, strided(2, 3, 3)], 1, 2, 1),
        *calls([T234], axis1=-1, axis2=0, offset=-1),
        *calls([M23], 7),
    ],
    np.linalg.diagonal: [*calls([M23, C23, T234]), *calls([T234], offset=1)],
    np.tril: [*calls([M23, M33, C33, S23, T234, V3]), *calls([M34, C3], 1), *calls([M34], k=-1)],
    np.triu: [*calls([M23, M33, C33, S23, T234, V3]), *calls([M34, C3], 1), *calls([M34], k=-1)],
    np.pad: [
        *[Sample((a, 2), wrt=(0,)) for a in (V3, M23, C23, S23, strided(2, 3))],
        *[Sample((M23, w), wrt=(0,)) for w in ((1, 2), ((1, 2), (0, 3)), [(2, 0), (1, 1)], 0)],
        Sample((V3, 1), {"constant_values": 5.0}, wrt=(0,)),
        *[Sample((M34, ((2, 1), (3, 0)), mode)) for mode in ("edge", "reflect", "symmetric", "wrap")],
        *[Sample((C3, (7, 8), mode)) for mode in ("edge", "reflect", "symmetric", "wrap")],
    ],
    np.block: [
        Sample(([V3, values(2)],)),
        Sample(([[M23, values(2, 1)], [values(1, 1), values(1, 3)]],)),
        Sample(([[values(1), V3], [values(4)]],)),
        Sample(([[X, values()], [values(2)]],)),
        Sample(([T234, values(2, 3, 1)],)),
        Sample(([[T234, values(2, 3, 1)], [C23[:, :1, np.newaxis], values(2, 1, 4)]],)),
        Sample((M23,)),
    ],
    runtime.unblock: [
        Sample((values(3, 4), [[M23, values(2, 1)], [values(1, 1), values(1, 3)]]), wrt=(0,)),
        Sample((values(5), [V3, values(2)]), wrt=(0,)),
    ],
    np.lib.stride_tricks.sliding_window_view: [
        *calls([values(5), values(5, dtype=complex)], 3),
        *calls([M34], (2, 2)),
        *calls([M34], 2, -1),
        *calls([M34], (2, 2), axis=(1, 1)),
        *calls([strided(3, 4)], [2, 3], (1, 0)),
    ],
    runtime.unwindow: [
        Sample((values(3, 3), (5,), 3)),
        Sample((values(3, 3, 2), (3, 4), 2, 1)),
        Sample((values(3, 2, 2, 2), (3, 4), (2, 2), (1, 1))),
    ],
    runtime.unconcatenate: [
        Sample((values(5), (V3, values(2))), wrt=(0,)),
        Sample((values(2, 4), [M23, values(2, 1)], 1), wrt=(0,)),
        Sample((values(2, 4), [M23, values(2, 1)], -1), wrt=(0,)),
        Sample((values(10), (M23, V3, X), None), wrt=(0,)),
        Sample((values(3, 3), (V3, M23), 0), wrt=(0,)),
        Sample((values(2, 3, 2), (M23, M23), 2), wrt=(0,)),
        Sample((values(6, 4), T234, 0), wrt=(0,)),
    ],
    runtime.reconcatenate: [
        Sample(((V3, values(2)), values(5)), wrt=(0,)),
        Sample(([M23, values(2, 1)], values(2, 4), -1), wrt=(0,)),
        Sample(((M23, V3, X), values(10), None), wrt=(0,)),
        Sample(((V3, M23), values(3, 3), 0), wrt=(0,)),
    ],
    runtime.unstack: [
        Sample((values(2, 3), (V3, V3)), wrt=(0,)),
        Sample((values(3, 2), [V3, V3], 1), wrt=(0,)),
        Sample((values(2), (X, X)), wrt=(0,)),
        Sample((values(3, 2, 4), T234, 1), wrt=(0,)),
    ],
    runtime.untile: [
        Sample((values(2, 6), (2, 3), 2)),
        Sample((values(6), (), 6)),
        Sample((C34, (1, 2), (3, 2))),
    ],
    runtime.unrepeat: [
        Sample((values(6), (3,), 2)),
        Sample((values(5), (3,), [2, 0, 3])),
        Sample((C34, (3, 2), 2, 1)),
    ],
    runtime.undiagonal: [
        Sample((V3, (3, 3))),
        Sample((values(2), (2, 3), 1)),
        Sample((values(4, 2), (2, 3, 4), 0, 1, 0)),
        Sample((values(1), (3, 3))),
        Sample((C3, (3, 4), 0, -2, -1)),
    ],
    runtime.unpad: [
        Sample((values(7), (3,), 2)),
        Sample((values(5, 5), (2, 3), ((1, 2), (0, 2)))),
        Sample((values(7), (3,), 2, "wrap")),
        Sample((values(3, 5), (2, 3), ((0, 1), (1, 1)), "reflect")),
    ],
}
if np.lib.NumpyVersion(np.__version__) >= "2.3.0":
    SHAPES[np.pad].append(Sample((M23, {-1: (1, 2)}), wrt=(0,)))
if hasattr(np, "unstack"):
    SHAPES[np.unstack] = [*calls([V3, M23, C23]), *calls([T234], axis=1)]

MASK = np.array([[True, False, True], [False, False, True]])
SORTED = np.array([-1.5, -0.4, 0.3, 1.1, 2.0])
INNER = np.array([-1.1, 0.0, 0.8, 1.9, 1.75])
OUTER = np.array([-2.5, -1.2, 0.1, 2.2])
INDEXING: Samples = {
    np.where: [
        Sample((MASK, M23, other(2, 3))),
        Sample((MASK, X, M23)),
        Sample((MASK, C23, X)),
        Sample((MASK, V3, values(2, 1))),
        Sample((True, X, -X)),
        Sample((MASK, S23, S23 * 2)),
        Sample((MASK[0], values(2, 1), values(4, 1, 1))),
        Sample((MASK, M23, 0)),
    ],
    np.choose: [
        Sample((np.array([0, 2, 1]), (V3, V3 * 2, X))),
        Sample((np.array([[0, 1, 1], [1, 0, 1]]), [C3, values(2, 1)])),
    ],
    np.select: [
        Sample(([MASK, ~MASK & MASK[0]], [M23, other(2, 3)])),
        Sample(((MASK, MASK[0]), (V3, C23), X)),
        Sample(([MASK], [X], M23)),
    ],
    np.take: [
        *calls([V3, C3, S3, strided(3)], [2, 0, 2, -1]),
        *calls([V3, M23], 1),
        *calls([M23], [[0, 4], [5, -6]]),
        *calls([M23, C23], np.array([[0, 2], [1, 1]]), 1),
        *calls([T234], -1, 1),
        *calls([T234], [1, 1, 0], axis=-3),
        *calls([V3], [-4, 7, 2], mode="wrap"),
        *calls([V3], [-4, 7, 2], mode="clip"),
        *calls([V3], np.zeros(0, int)),
    ],
    np.take_along_axis: [
        Sample((V3, np.array([2, 0, 2, -1]), -1)),
        Sample((M23, np.array([[0, 2, 1, 1], [2, 2, 0, -1]]), 1)),
        Sample((M23, np.array([[0, 1, 1]]), 0)),
        Sample((C23, np.array([[2]]), 1)),
        Sample((values(1, 3), np.array([[0], [2]]), -1)),
        Sample((M23, np.array([5, 0, 5]), None)),
    ],
    np.compress: [
        Sample(([True, False, True], V3)),
        Sample((np.array([False, True]), M23), {"axis": 0}),
        Sample(([True, True], C23, 1)),
        Sample(([True, False, False, True], M23)),
    ],
    np.extract: [Sample((MASK, M23)), Sample((M23 > 0, C23)), Sample(([1, 0, 1], V3))],
    np.delete: [
        *calls([V3, C3], 1),
        *calls([M23], [0, -1], 1),
        *calls([M23], slice(1, None, 2)),
        *calls([M23], np.array([True, False]), axis=0),
    ],
    np.bincount: [
        Sample((np.array([0, 2, 2, 5]), V4)),
        Sample((np.array([0, 2, 2]), V3, 7)),
        Sample((np.array([1, 0]),), {"weights": values(2), "minlength": 3}),
    ],
    np.interp: [
        Sample((INNER, SORTED, values(5))),
        Sample((OUTER, SORTED, values(5))),
        Sample((X, SORTED, values(5))),
        Sample((OUTER.reshape(2, 2), SORTED, values(5), X, -X)),
        Sample((OUTER, SORTED, values(5)), {"right": 2.5}),
        Sample((INNER, SORTED, values(5, dtype=complex))),
        Sample((np.array([-0.3, 0.7]), [-1.0, 0.5, 2.0], values(3)), wrt=(0, 2)),
        Sample((OUTER, np.array([0.25]), np.array([1.5])), wrt=(2,)),
    ],
    runtime.untake: [
        Sample((V3, (4,), [3, 0, 3])),
        Sample((values(2, 2), (2, 3), [2, 2], 1)),
        Sample((values(2, 4), (2, 3, 4), -1, 1)),
        Sample((C3, (2,), [-4, 7, 2], None, "wrap")),
        Sample((V3, (2,), [-4, 7, 2], 0, "clip")),
        Sample((X, (2, 3), 4)),
    ],
    runtime.untake_along_axis: [
        Sample((M23, (2, 2), np.array([[0, 1, 1], [1, 1, 0]]))),
        Sample((C3, (2, 2), np.array([3, 0, 3]), None)),
    ],
    runtime.divide_or_zero: [
        Sample((M23, other(3))),
        Sample((X, V3)),
        Sample((V3, X)),
        Sample((X, -X)),
        Sample((C3, V3)),
        Sample((C3, C3 * 1j + 1)),
        Sample((S3, S3 + 5)),
        Sample((np.zeros(3), np.array([1.0, 2.0, 3.0]))),
    ],
}


def pairs(*ranks: tuple[Any, Any]) -> list[Sample]:
    return [Sample(pair) for pair in ranks]


MATMUL = pairs(
    (V3, other(3)),
    (M23, other(3)),
    (values(2), other(2, 3)),
    (M23, other(3, 4)),
    (strided(2, 3), fortran(3, 2)),
    (C3, other(3, dtype=complex)),
    (C23, other(3)),
    (V3, other(3, 2, dtype=complex)),
    (C23, other(3, 4, dtype=complex)),
    (S23, S3),
    (S23, other(3, 2)),
    (T234, other(4)),
    (V3, other(2, 3, 4)),
    (T234, other(4, 2)),
    (M23, other(4, 3, 2)),
    (values(2, 4, dtype=complex), other(3, 4, 2, dtype=complex)),
    (values(2, 3, 4, dtype=complex), other(4, 2, dtype=complex)),
    (values(2, 3, 4, dtype=complex), other(4, dtype=complex)),
    (C3, other(2, 3, 4, dtype=complex)),
    (T234, other(2, 4, 3)),
    (values(5, 1, 2, 3), other(4, 3, 2)),
    (values(1, 2, 3), other(4, 3, 1)),
    (values(1, 1), other(1, 1)),
    (values(2, 0), other(0, 3)),
    (values(0, 3), other(3)),
)
PRODUCTS: Samples = {
    operator.matmul: MATMUL,
    np.matmul: MATMUL,
    np.linalg.matmul: MATMUL[3:6],
    np.dot: MATMUL[:13]
    + pairs(
        (X, other(3)),
        (M23, X),
        (X, X),
        (1j, other(2, dtype=complex)),
        (M23, other(4, 3, 2)),
        (T234, other(2, 4, 3)),
        (V3, other(2, 3, 4)),
        (T234, other(4, 2)),
        (T234, other(4)),
        (values(2, 2, 3, dtype=complex), other(2, 3, 2, dtype=complex)),
        (values(2, 0), other(0, 3)),
    ),
    np.vdot: pairs(
        (V3, other(3)), (C3, other(3, dtype=complex)), (C23, other(3, 2, dtype=complex)), (M23, C23), (X, X)
    ),
    np.inner: pairs(
        (V3, other(3)),
        (C3, other(3, dtype=complex)),
        (M23, other(4, 3)),
        (M23, other(3)),
        (V3, other(2, 3)),
        (X, other(3)),
        (M23, X),
        (T234, other(2, 4, dtype=complex)),
        (S23, S3),
    ),
    np.outer: pairs(
        (V3, other(2)),
        (C3, other(2, dtype=complex)),
        (C3, other(2)),
        (M23, other(2, 2)),
        (X, other(3)),
        (V3, X),
        (S3, other(2)),
        (values(0), other(3)),
    ),
    np.linalg.outer: pairs((V3, other(2)), (C3, other(2, dtype=complex))),
    np.tensordot: [
        Sample((M23, other(2, 3))),
        Sample((T234, other(3, 4, 2))),
        Sample((T234, other(4, 2), 1)),
        Sample((V3, other(2), 0)),
        Sample((X, M23, 0)),
        Sample((T234, other(4, 3, 2, 5)), {"axes": ([1, 0], [1, 2])}),
        Sample((T234, other(2, 4, 3), ([2, 0, 1], [1, 0, 2]))),
        Sample((T234, other(5, 4, 2), ((-1, 0), (1, -1)))),
        Sample((T234, other(5, 3), (1, 1))),
        Sample((T234, other(5, 3), [1, -1])),
        Sample((values(2, 3, 2, dtype=complex), other(2, 3, 4, dtype=complex), ((0, 1), (0, 1)))),
        Sample((values(3, 3, 2), other(3, 3, 4), ((1, 0), (0, 1)))),
        Sample((values(2, 3, 3, 3), other(3, 3, 3), ((3, 1, 2), (0, 2, 1)))),
        Sample((strided(2, 3), fortran(3, 2), 1)),
    ],
    np.linalg.tensordot: [
        Sample((T234, other(4, 2)), {"axes": 1}),
        Sample((T234, other(5, 3)), {"axes": ((1,), (1,))}),
    ],
    np.einsum: [
        Sample(("ij,jk->ik", M23, other(3, 4))),
        Sample(("ij,jk", M23, other(3, 4))),
        Sample(("ji,jk", M23, other(2, 4))),
        Sample((" ij , j -> i ", M23, other(3))),
        Sample(("ij->ji", C23)),
        Sample(("ij->", M23)),
        Sample(("ij->j", C23)),
        Sample(("ij", M23)),
        Sample(("ba", M23)),
        Sample(("i,i", V3, other(3))),
        Sample(("i,i->", C3, other(3, dtype=complex))),
        Sample(("i,j", C3, other(2))),
        Sample(("i,->i", V3, X)),
        Sample((",", X, X)),
        Sample(("ii", M33)),
        Sample(("ii->i", M33)),
        Sample(("ii->", C33)),
        Sample(("iij->j", values(3, 3, 2))),
        Sample(("iji->ij", values(2, 3, 2))),
        Sample(("iii->i", values(3, 3, 3))),
        Sample(("ii,i->i", M33, other(3))),
        Sample(("ii,jj->ij", C33, other(2, 2, dtype=complex))),
        Sample(("ii,jk->k", M33, other(2, 4))),
        Sample(("ij,kl->ik", M23, other(3, 2))),
        Sample(("ij,ij->ij", M23, other(2, 3))),
        Sample(("ij,ij->ij", values(1, 3), other(2, 3))),
        Sample(("ij,ij->ij", values(2, 1), other(1, 3))),
        Sample(("ij,ij->i", values(2, 3), other(2, 1))),
        Sample(("ij,ij->", values(1, 3), other(2, 1))),
        Sample(("ij,jk->ik", values(2, 1), other(3, 4))),
        Sample(("ij,jk->ik", [[0.4, 0.3, 0.2]], other(3, 4))),
        Sample(("ij,jk,kl->il", M23, other(3, 4), values(4, 2, seed=3))),
        Sample(("ij,jk,kl->il", M23, other(3, 4), values(4, 2, seed=3)), {"optimize": True}),
        Sample(("ij,jk,kl->il", M23, other(3, 4), values(4, 2, seed=3)), {"optimize": ["einsum_path", (0, 1), (0, 1)]}),
        Sample(("i,i,i->i", V3, other(3), values(3, seed=3))),
        Sample(("...ij,...jk->...ik", T234, other(2, 4, 3))),
        Sample(("...ij,...jk->...ik", T234, other(4, 3))),
        Sample(("...ij,...jk", values(5, 1, 2, 3), other(4, 3, 2))),
        Sample(("...ij,...jk->...ik", values(1, 2, 3), other(4, 3, 1))),
        Sample(("ij...,j->i...", T234, other(3))),
        Sample(("...ii->...i", values(2, 3, 3))),
        Sample(("i...->...", values(2, 3, 4))),
        Sample(("i...,i...", values(2, 3), other(2, 1))),
        Sample(("...,...", values(2, 3), other(3))),
        Sample(("bij,bjk->bik", T234, other(2, 4, 3))),
        Sample(("ij,kj->ik", S23, S23)),
        Sample(("ij,jk->ik", S23, other(3, 2))),
        Sample(("ij,jk->ik", values(2, 0), other(0, 3))),
        Sample(("ij,jk->ik", strided(2, 3), fortran(3, 2))),
    ],
    np.linalg.multi_dot: [
        Sample(((M23, other(3, 4)),)),
        Sample(((M23, other(3, 4), values(4, 2, seed=3)),)),
        Sample(((values(2), other(2, 3), values(3, 4, seed=3), values(4, seed=4)),)),
        Sample(((V3, other(3)),)),
        Sample(((V3, other(3, 2)),)),
        Sample(([C23, other(3, 4), values(4, seed=3, dtype=complex)],)),
    ],
    np.trace: [
        *calls([M33, M23, C33, T234, S23]),
        *calls([M34, values(4, 2)], 1),
        *calls([T234], -1, 2, 1),
        *calls([T234], axis1=0, axis2=-1),
        *calls([M23], 9),
    ],
    np.linalg.trace: [*calls([M23, C33, T234]), *calls([T234], offset=1)],
    np.kron: pairs(
        (V3, other(2)),
        (M23, other(2, 2)),
        (V3, other(2, 2)),
        (T234, other(2)),
        (C23, other(2, dtype=complex)),
        (X, other(2, 2)),
        (M23, X),
        (S3, other(2)),
    ),
    np.cross: [
        *pairs(
            (V3, other(3)),
            (values(4, 3), other(3)),
            (V3, other(4, 3)),
            (values(4, 1, 3), other(2, 3)),
            (C3, other(3, dtype=complex)),
            (S3, other(3)),
        ),
        Sample((values(3, 4), other(3, 4)), {"axis": 0}),
        Sample((values(3, 4), other(4, 3)), {"axisa": 0}),
        Sample((values(3, 4), other(2, 4, 3), 0, 2, 0)),
        Sample((values(3, 4), other(3), 0, 0, 1)),
    ],
    np.linalg.cross: [Sample((V3, other(3))), Sample((values(3, 4), other(3, 4)), {"axis": 0})],
    np.vecdot: [
        *pairs((V3, other(3)), (M23, other(3)), (values(2, 1, 3), other(4, 3))),
        Sample((C23, other(2, 3, dtype=complex)), {"axis": 0}),
        Sample((T234, other(3, 4)), {"axis": -2}),
    ],
    np.linalg.vecdot: [Sample((C3, other(3, dtype=complex))), Sample((M23, other(2, 1)), {"axis": 0})],
    np.convolve: [
        Sample((a, v, mode))
        for mode in ("full", "same", "valid")
        for a in (values(5), values(4, dtype=complex))
        for v in (other(1), other(3), other(6), other(4, dtype=complex), other(5))
    ]
    + [Sample((V3, other(2)))],
    np.correlate: [
        Sample((a, v, mode))
        for mode in ("full", "same", "valid")
        for a in (values(5), values(4, dtype=complex))
        for v in (other(1), other(3), other(6), other(7), other(4, dtype=complex), other(6, dtype=complex), other(5))
    ]
    + [Sample((V3, other(2)))],
    runtime.uncut_convolution: [
        Sample((values(5), 5, 2, "same")),
        Sample((values(6), 3, 6, "same", True)),
        Sample((C3, 4, 2, "valid")),
        Sample((values(5), 4, 2, "full")),
    ],
    runtime.cut_convolution: [
        Sample((values(6), 5, 2, "same")),
        Sample((values(8), 3, 6, "same", True)),
        Sample((values(5, dtype=complex), 4, 2, "valid")),
        Sample((values(5), 4, 2, "full")),
    ],
    runtime.contracted: [
        Sample(("ij,jk->ik", M23, other(3, 4))),
        Sample(("kij,nkj->nki", T234, other(5, 2, 4))),
        Sample(("kij,lk->ijl", T234, other(3, 2))),
        Sample(("ij,jk->ki", M23, other(1, 2))),
        Sample(("ijk,kjl->li", T234, other(4, 3, 2))),
        Sample(("ij,kj->ik", C23, other(4, 3, dtype=complex))),
    ],
    runtime.uneinsum: [
        Sample((M23, (2, 3))),
        Sample((M23, (1, 3))),
        Sample((values(1, 3), (2, 3))),
        Sample((V3, (2, 3), "j", "ij")),
        Sample((C3, (3, 3), "i", "ii")),
        Sample((V3, (2, 3, 2, 1), "j", "ijik")),
        Sample((X, (2, 2), "", "ii")),
    ],
}
if hasattr(np, "matvec"):
    PRODUCTS[np.matvec] = pairs(
        (M23, other(3)), (T234, other(2, 4)), (T234, other(4)), (C23, other(5, 3, dtype=complex))
    )
    PRODUCTS[np.vecmat] = pairs((values(2), other(2, 3)), (M23, other(2, 3, 4)), (C3, other(5, 3, 2, dtype=complex)))


def of_first(*given: tuple[tuple[Any, ...], dict[str, Any]]) -> list[Sample]:
    """Samples in which only the first argument is differentiated: another number is an exponent."""
    return [Sample(args, kwargs, wrt=(0,)) for args, kwargs in given]


AXES: list[dict[str, Any]] = [{}, {"axis": 0}, {"axis": -1, "keepdims": True}, {"keepdims": True}]
PAIRS: list[dict[str, Any]] = [{"axis": (0, 1)}, {"axis": (2, 0), "keepdims": True}, {"axis": (-1, 1)}]
N23 = np.array([[0.3, -1.2, 0.9], [1.1, 0.45, -0.25]])
UNTIED = np.array([2.0, -1.0, 3.0, 0.5])
INVERTIBLE = [regular(3, 3), regular(2, 2, dtype=complex), regular(4, 2, 2), regular(1, 1), regular(3, 3).T.copy("F")]
INVERTIBLE += [regular(2, 2, dtype=np.float32), regular(2, 3, 2, 2, dtype=complex), np.zeros((0, 2, 2))]
TALL, WIDE = values(4, 2) + np.eye(4, 2), values(2, 4) + np.eye(2, 4)
LINALG: Samples = {
    np.linalg.norm: of_first(
        *[((x,), k) for x in (V3, M23, C23, T234, S23, strided(2, 3)) for k in ({}, {"keepdims": True})],
        *[((x, p), k) for p in (None, 1, 2, 3, 0.5, 2.5, -1, np.inf, -np.inf) for x in (M23, C23) for k in AXES[1:3]],
        *[((x, p), {}) for p in (1, 2, 3, 0.5, np.inf, -np.inf) for x in (V3, C3, S3, UNTIED)],
        *[((x, p), {}) for p in ("fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf) for x in (N23, C23, regular(3, 3))],
        *[((T234, p), k) for p in (None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf) for k in PAIRS],
        ((M23, None, (1,)), {}),
        ((M23,), {"ord": 1, "axis": (1,), "keepdims": True}),
        ((M23, 2), {"keepdims": True}),
        ((V3, 0), {}),
        ((M23, 0, 1), {}),
    ),
    np.linalg.vector_norm: of_first(
        *[((x,), k) for x in (V3, M23, C23) for k in AXES],
        *[((T234,), {"axis": (0, 2), "ord": p}) for p in (1, 2, 3, np.inf)],
        *[((M23,), {"ord": p}) for p in (0, 1, 2.5, -np.inf)],
    ),
    np.linalg.matrix_norm: of_first(
        *[((x,), {"ord": p}) for x in (N23, T234, C23) for p in ("fro", "nuc", 1, -1, 2, -2, np.inf)],
        ((T234,), {"keepdims": True}),
    ),
    np.linalg.inv: calls(INVERTIBLE),
    np.linalg.pinv: calls([regular(3, 3), TALL, WIDE, TALL + 1j * other(4, 2), np.stack([WIDE, WIDE - 1])]),
    runtime.pinv_of_rank: [Sample((TALL, 2)), Sample((WIDE + 1j * other(2, 4), 2))],
    np.linalg.solve: pairs(
        (regular(3, 3), V3),
        (regular(3, 3), M34),
        (regular(3, 3), values(3, 1)),
        (regular(3, 3, dtype=complex), C3),
        (regular(3, 3, dtype=complex), M34),
        (regular(3, 3), C34),
        (regular(3, 3), C3),
        (regular(3, 3, dtype=complex), V3),
        (regular(2, 3, 3), V3),
        (regular(2, 3, 3, dtype=complex), V3),
        (regular(2, 3, 3), M34),
        (regular(2, 3, 3), values(2, 3, 4)),
        (regular(3, 3), values(2, 3, 4)),
        (regular(4, 1, 2, 2), values(3, 2, 1)),
        (regular(2, 2, dtype=np.float32), values(2, dtype=np.float32)),
        (regular(2, 2, dtype=np.float32), values(2)),
    ),
    np.linalg.lstsq: [
        Sample((TALL, V4)),
        Sample((TALL, values(4, 3))),
        Sample((WIDE, values(2))),
        Sample((WIDE, values(2, 3))),
        Sample((regular(3, 3), V3)),
        Sample((TALL + 1j * other(4, 2), values(4, 2, dtype=complex))),
    ],
    np.linalg.matrix_power: [
        Sample((a, n))
        for n in (0, 1, 2, 3, 5, -1, -3)
        for a in (regular(3, 3), regular(2, 2, dtype=complex), regular(4, 2, 2))
    ],
    np.linalg.det: calls(INVERTIBLE),
    np.linalg.slogdet: calls([*INVERTIBLE, -regular(3, 3)]),
}
SPLIT = np.diag([1.0, 2.5, 4.0]) + values(3, 3, low=-0.3, high=0.3)
# LAPACK may turn a vector round when a matrix moves a little; near these it does not.
LOWER = np.array([[-1.8, -1.4, -1.8], [-0.9, 3.0, -1.4], [-1.5, 0.8, 4.2]])
UPPER = np.array([[-0.1, -0.2, 1.7], [-0.2, 2.4, 1.0], [-1.4, 0.9, 5.2]])
LOWER_2 = np.array([[0.0, 1.8], [-1.4, 3.8]])
TURNED = np.array([[-0.9, 1.8, 0.4], [-1.2, 0.6, -0.1], [-2.0, 0.1, 5.7]])
FACTORISATIONS: Samples = {
    np.linalg.cholesky: [
        *calls([definite(3, 3), definite(4, 2, 2), definite(2, 2, dtype=np.float32), definite(1, 1)]),
        *calls([definite(3, 3, dtype=complex), definite(2, 2, 2, dtype=complex)]),
        *calls([definite(3, 3), definite(3, 3, dtype=complex), definite(2, 2, 2)], upper=True),
    ],
    np.linalg.eigh: [
        *calls([LOWER, np.stack([LOWER_2, LOWER_2 + 0.1]), LOWER.astype(np.float32), np.array([[3.0]])]),
        *calls([UPPER], "U"),
        *calls([UPPER], UPLO="u"),
    ],
    np.linalg.eigvalsh: [
        *calls([SPLIT, np.stack([SPLIT, -SPLIT]), SPLIT + 1j * values(3, 3, low=-0.3, high=0.3, seed=2)]),
        *calls([SPLIT + 1j * values(3, 3, low=-0.3, high=0.3, seed=2)], "U"),
    ],
    np.linalg.svd: [
        *calls([TURNED, regular(2, 2, 2)]),
        *calls([TURNED, TALL, WIDE, np.stack([TALL, TALL + 1])], False),
        *calls([TALL, WIDE, M23 + 1j * other(2, 3), T234], compute_uv=False),
    ],
    np.linalg.svdvals: calls([TALL, WIDE, M23 + 1j * other(2, 3), T234]),
    np.linalg.qr: [
        *calls([regular(3, 3), TALL, WIDE, np.stack([TALL, TALL + 1]), np.stack([WIDE, WIDE - 1])]),
        *calls([regular(3, 3, dtype=complex), TALL + 1j * other(4, 2), WIDE + 1j * other(2, 4)]),
        *calls([TALL, WIDE, TALL + 1j * other(4, 2)], "r"),
    ],
    runtime.inverse_gaps: calls([np.array([1.0, 2.5, 4.0]), np.array([[1.0, 3.0], [-1.0, 2.0]])]),
    runtime.refuse_phase: calls([M33, np.stack([M33, M33])]),
    runtime.first_columns: [],
    runtime.pad_columns: [Sample((M23, values(2, 5)), wrt=(0,)), Sample((C23, values(2, 3)), wrt=(0,))],
}
SORTING: Samples = {
    np.sort: [
        *calls([V3, C3, S3, values(0), strided(5)]),
        *calls([M23, T234, fortran(2, 3)], 0),
        *calls([M23, C23], None),
        *calls([T234], axis=1),
    ],
    np.partition: [*calls([values(7), values(7, dtype=complex)], 3), *calls([M34], (1, 2)), *calls([M34], 1, None)],
    runtime.average_ties: [
        Sample((V4, np.array([1.0, 2.0, 2.0, 3.0])), wrt=(0,)),
        Sample((M23, np.array([[0.0, 1.0, 1.0], [2.0, 2.0, 2.0]])), wrt=(0,)),
        Sample((C23, np.array([[0.0, 1.0, 1.0], [0.0, 2.0, 2.0]]), 0), wrt=(0,)),
        Sample((M23, M23), wrt=(0,)),
    ],
}
POLYNOMIALS: Samples = {
    np.polyval: [
        *[Sample((p, x)) for p in (V3, values(1), C3) for x in (X, other(4), other(2, 2), other(2, dtype=complex))],
        Sample(([1.0, -2.0, 0.5], other(3)), wrt=(1,)),
        Sample((values(0), other(2)), wrt=(1,)),
    ],
    np.vander: [
        *calls([other(3), other(3, dtype=complex)]),
        *calls([other(2)], 4),
        *calls([other(2)], 3, True),
        *calls([other(2)], N=1),
        *calls([other(2)], 0),
        *calls([np.array([0.0, 2.0])]),
    ],
}
SAMPLES: Samples = {**SHAPES, **INDEXING, **PRODUCTS, **LINALG, **FACTORISATIONS, **SORTING, **POLYNOMIALS}

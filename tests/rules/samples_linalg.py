"""More samples of linear algebra: general eigenvalues, options of the factorisations, definitions."""

from __future__ import annotations

from typing import Any

import numpy as np

import srcxform.rules.library  # noqa: F401  (registers the rules)
from srcxform import runtime
from tests.rules.sample import Sample, Samples, fortran, strided, values
from tests.rules.samples_b import C23, LOWER, M23, SPLIT, T234, TALL, WIDE, calls, definite, other, regular

R33, RC, R32 = regular(3, 3), regular(3, 3, dtype=complex), regular(3, 3, dtype=np.float32)
STACK = np.stack([R33, regular(3, 3, seed=4)])
APART = np.array([[1.0, 0.3, -0.2], [0.1, 2.5, 0.4], [0.3, -0.2, 4.0]])
"""A matrix with real eigenvalues: their vectors have no phases."""
ROTATED = np.array([[0.3, -1.2, 0.1], [1.4, 0.4, 0.2], [-0.3, 0.5, 2.1]])
"""A real matrix with a pair of complex eigenvalues."""
INDEFINITE = np.diag([3.0, -1.0, -5.0]) + values(3, 3, low=-0.3, high=0.3)
TALL_C, WIDE_C = TALL + 1j * other(4, 2), WIDE + 1j * other(2, 4)
PINV = [R33, TALL, WIDE, TALL_C, np.stack([WIDE, WIDE - 1]), TALL.astype(np.float32), np.asfortranarray(TALL)]


def near(size: int, *shifts: float, dtype: Any = float) -> Any:
    """Matrices whose singular values are about 1, 2, 3, ..., moved a little."""
    turned = np.linalg.qr(values(size, size, seed=3, dtype=dtype))[0]
    return turned * (1.0 + np.arange(size)) + 0.1 * values(size, size, seed=7, dtype=dtype)


EIGEN: Samples = {
    np.linalg.eigvals: calls(
        [R33, RC, STACK, ROTATED, np.stack([ROTATED, 2 * ROTATED]), R32, regular(1, 1), np.asfortranarray(ROTATED)]
    ),
    np.linalg.eig: calls(
        [APART, np.stack([APART, APART.T]), APART.astype(np.float32), regular(1, 1), np.asfortranarray(APART)]
    ),
    runtime.average_close: [
        Sample((values(3), np.array([1.0, 2.0, 2.0])), wrt=(0,)),
        Sample((values(2, 3), np.array([[1.0, 2.0, 1.0], [1.0, 2.0, 3.0]])), wrt=(0,)),
        Sample((values(3, dtype=complex), np.array([1.0, 2j, 2j]), np.eye(3, dtype=complex)), wrt=(0,)),
    ],
    runtime.require_equal: [Sample((values(3), np.array([1.0, 2.0, 3.0]), np.eye(3)), wrt=(0,))],
    runtime.over: [
        Sample((R33, R33 + 4.0, values(3)), wrt=(0, 1)),
        Sample((RC, R33 + 4.0, values(3)), wrt=(0, 1)),
        Sample((values(4, 3), values(1, 3, low=1.0), values(3)), wrt=(0, 1)),
    ],
    runtime.independent: calls([np.triu(R33), np.triu(STACK)]),
    runtime.refuse_turn: [Sample((values(3, 2), np.zeros((3, 2))), wrt=(0,))],
    runtime.cofactors: [],
}
OPTIONS: Samples = {
    np.linalg.svd: [
        *calls([INDEFINITE, np.stack([INDEFINITE, -INDEFINITE])], hermitian=True),
        *calls([INDEFINITE, SPLIT + 1j * values(3, 3, low=-0.3, high=0.3)], compute_uv=False, hermitian=True),
        *calls([TALL.astype(np.float32), np.asfortranarray(WIDE)], full_matrices=False),
    ],
    np.linalg.pinv: [
        *calls(PINV),
        *[Sample((a, 0.6), wrt=(0,)) for a in (near(3), near(3, dtype=complex), near(3)[:, :2], near(3)[:2])],
        *[Sample((near(4),), {"rtol": cut}, (0,)) for cut in (0.1, 0.3, 0.6, 0.8)],
        Sample((np.stack([near(3), near(3).T]), np.array([0.5, 0.1])), wrt=(0,)),
        Sample((INDEFINITE,), {"hermitian": True}),
        Sample((SPLIT + 1j * values(3, 3, low=-0.3, high=0.3),), {"hermitian": True}),
        Sample((INDEFINITE, 0.4, True), wrt=(0,)),
    ],
    np.linalg.lstsq: [
        *[Sample((near(4)[:, :3], other(4), cut), wrt=(0, 1)) for cut in (0.5, -1, 1e-9)],
        Sample((near(4)[:3], other(3, 2), 0.5), wrt=(0, 1)),
        Sample((near(4, dtype=complex)[:, :3], other(4, 2, dtype=complex), 0.5), wrt=(0, 1)),
        Sample((TALL, other(4).astype(np.float32))),
        Sample((TALL.astype(np.float32), other(4).astype(np.float32))),
        Sample((fortran(4, 2), strided(4, 3))),
    ],
    np.linalg.qr: [
        *calls([R33, RC, WIDE, WIDE_C, np.stack([WIDE, WIDE - 1])], "complete"),
        *calls([R32, np.asfortranarray(TALL), TALL[::-1]]),
    ],
    np.linalg.matrix_power: [
        *[Sample((a, n)) for n in (4, 6, 7, 11, -2, -6) for a in (R33 / 2, RC / 2, STACK / 2, R32 / 2)],
        Sample((values(0, 0), 3)),
    ],
    np.linalg.det: calls([R32, np.asfortranarray(R33), R33[::-1], values(0, 0), values(0, 2, 2)]),
    np.linalg.norm: [
        *[Sample((a, p), wrt=(0,)) for p in (-2, -3, -0.5, 4) for a in (values(3), values(3, dtype=complex))],
        *[Sample((T234, p, axis), wrt=(0,)) for p in (-1, 3, -np.inf) for axis in (0, -2)],
        *[
            Sample((x.astype(dtype), p, (-2, 0), keep), wrt=(0,))
            for p in ("nuc", 2, -2, np.inf, -1, None)
            for keep in (False, True)
            for x, dtype in ((T234, complex), (T234, np.float32))
        ],
    ],
    np.linalg.cholesky: calls([definite(2, 2, 2, dtype=np.complex64), np.asfortranarray(definite(3, 3))]),
    np.linalg.eigvalsh: calls([LOWER, LOWER.astype(np.float32)], "U"),
}
SAMPLES: Samples = {**EIGEN, **OPTIONS}
DEFINITIONS: Samples = {
    np.linalg.cond: [
        *calls([R33, RC, TALL, WIDE_C, T234, STACK, R32, M23, C23]),
        *[Sample((a, p)) for p in (2, -2) for a in (R33, TALL, STACK)],
        *[Sample((a, p), wrt=(0,)) for p in (1, -1, np.inf, -np.inf, "fro", "nuc") for a in (R33, RC, STACK)],
        Sample((R32, "fro")),
    ],
    np.linalg.tensorsolve: [
        Sample((values(2, 3, 6) + 9.0 * np.eye(6).reshape(2, 3, 6), other(2, 3))),
        Sample((regular(6, 6).reshape(6, 3, 2), other(6))),
        Sample((np.moveaxis(regular(6, 6).reshape(2, 3, 6), 2, 0), other(2, 3)), {"axes": (0,)}),
        Sample((regular(4, 4).reshape(2, 2, 2, 2).transpose(0, 2, 1, 3), other(2, 2), (1, 3))),
        Sample((regular(4, 4, dtype=complex).reshape(4, 2, 2), other(4))),
        Sample((regular(4, 4).reshape(4, 4), other(4).astype(np.float32))),
    ],
    np.linalg.tensorinv: [
        Sample((regular(6, 6).reshape(2, 3, 6),)),
        Sample((regular(6, 6).reshape(6, 3, 2), 1)),
        Sample((regular(8, 8).reshape(4, 2, 2, 4),), {"ind": 2}),
        Sample((regular(4, 4, dtype=complex).reshape(2, 2, 4),)),
        Sample((regular(4, 4, dtype=np.float32).reshape(4, 2, 2), 1)),
    ],
}

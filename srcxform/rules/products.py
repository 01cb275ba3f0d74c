"""Products of vectors, matrices and tensors: linear in each operand, so an adjoint is again a product.

With complex operands the adjoint of a linear map is the Hermitian one: hence `np.conj`, which folds away for real ones.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform.rules.axes import axis_back, axis_last
from srcxform.rules.quantiles import stored
from srcxform.rules.registry import adjoint, linear, nondifferentiable, other_forms, tangent
from srcxform.runtime import (
    chain_subscripts,
    contracted,
    contraction_transpose,
    einsum_core,
    interleaved_shape,
    inverse_permutation,
    kronecker_axes,
    matrix_axes,
    unbroadcast,
    undiagonal,
    uneinsum,
)

# Matrix product


@adjoint(operator.matmul, np.matmul, np.linalg.matmul)
def matmul(x1: Any, x2: Any, *, out_bar: Any) -> Any:
    """`x1 @ x2`, for vectors, matrices and stacks that broadcast."""
    return matmul_left(x1, x2, out_bar), matmul_right(x1, x2, out_bar)


@tangent(operator.matmul, np.matmul, np.linalg.matmul)
def matmul_tangent(x1: Any, x2: Any, *, x1_dot: Any, x2_dot: Any) -> Any:
    """Linear in each factor."""
    return x1_dot @ x2, x1 @ x2_dot


def matmul_left(a: Any, b: Any, g: Any) -> Any:
    """The adjoint of `a` in `a @ b`."""
    if np.ndim(b) == 1:
        if np.ndim(a) == 1:
            return g * np.conj(b)
        return np.outer(g, np.conj(b)) if np.ndim(a) == 2 else np.expand_dims(g, -1) * np.conj(b)
    if np.ndim(a) == 1:
        if np.ndim(b) == 2:
            return np.conj(b) @ g
        return unbroadcast((np.conj(b) @ np.expand_dims(g, -1))[..., 0], a)
    if np.ndim(b) == 2:
        return g @ np.transpose(np.conj(b))
    return unbroadcast(g @ np.swapaxes(np.conj(b), -1, -2), a)


def matmul_right(a: Any, b: Any, g: Any) -> Any:
    """The adjoint of `b` in `a @ b`."""
    if np.ndim(a) == 1:
        if np.ndim(b) == 1:
            return g * np.conj(a)
        if np.ndim(b) == 2:
            return np.outer(np.conj(a), g)
        return np.expand_dims(np.conj(a), -1) * np.expand_dims(g, -2)
    if np.ndim(a) == 2:
        if np.ndim(b) <= 2:
            return np.transpose(np.conj(a)) @ g
        return unbroadcast(np.transpose(np.conj(a)) @ g, b)
    if np.ndim(b) <= 2:
        # One product with all the rows, instead of one for each matrix of the stack and then a sum.
        return summed_over(np.conj(a), g, np.ndim(a) - 1)
    return unbroadcast(np.swapaxes(np.conj(a), -1, -2) @ g, b)


def summed_over(a: Any, b: Any, count: Any) -> Any:
    """The contraction of two arrays over the first axes of both."""
    return np.tensordot(a, b, (list(range(count)), list(range(count))))


if hasattr(np, "matvec"):

    @adjoint(np.matvec)
    def matvec(x1: Any, x2: Any, *, out_bar: Any) -> Any:
        """Stacks of matrices times stacks of vectors."""
        x1_bar = np.expand_dims(out_bar, -1) * np.expand_dims(np.conj(x2), -2)
        x2_bar = np.matvec(np.swapaxes(np.conj(x1), -1, -2), out_bar)
        return unbroadcast(x1_bar, x1), unbroadcast(x2_bar, x2)

    @tangent(np.matvec)
    def matvec_tangent(x1: Any, x2: Any, *, x1_dot: Any, x2_dot: Any) -> Any:
        """Linear in each factor."""
        return np.matvec(x1_dot, x2), np.matvec(x1, x2_dot)

    @adjoint(np.vecmat)
    def vecmat(x1: Any, x2: Any, *, out_bar: Any) -> Any:
        """Stacks of conjugated vectors times stacks of matrices."""
        x1_bar = np.matvec(x2, np.conj(out_bar))
        x2_bar = np.expand_dims(x1, -1) * np.expand_dims(out_bar, -2)
        return unbroadcast(x1_bar, x1), unbroadcast(x2_bar, x2)

    @tangent(np.vecmat)
    def vecmat_tangent(x1: Any, x2: Any, *, x1_dot: Any, x2_dot: Any) -> Any:
        """Linear in each factor, over the real numbers."""
        return np.vecmat(x1_dot, x2), np.vecmat(x1, x2_dot)


# Dot products


@adjoint(np.vecdot, np.linalg.vecdot)
def vecdot(x1: Any, x2: Any, *, axis: Any = -1, out_bar: Any) -> Any:
    """Stacks of vectors, the first ones conjugated."""
    g = np.expand_dims(out_bar, -1)
    left, right = axis_last(x1, axis), axis_last(x2, axis)
    x1_bar = unbroadcast(np.conj(g) * right, left)
    x2_bar = unbroadcast(g * left, right)
    return axis_back(x1_bar, axis), axis_back(x2_bar, axis)


@tangent(np.vecdot, np.linalg.vecdot)
def vecdot_tangent(x1: Any, x2: Any, *, axis: Any = -1, x1_dot: Any, x2_dot: Any) -> Any:
    """Linear in each factor, over the real numbers."""
    left, right = axis_last(x1, axis), axis_last(x2, axis)
    return np.vecdot(axis_last(x1_dot, axis), right), np.vecdot(left, axis_last(x2_dot, axis))


@adjoint(np.dot)
def dot(a: Any, b: Any, *, out_bar: Any) -> Any:
    """The matrix product, a multiple, or the sum over the last axis of `a` and the last but one of `b`."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(out_bar * np.conj(b), a), unbroadcast(out_bar * np.conj(a), b)
    if np.ndim(b) <= 2 and (np.ndim(a) <= 2 or np.ndim(b) == 1):
        return matmul_left(a, b, out_bar), matmul_right(a, b, out_bar)
    return tensordot_left(a, b, out_bar, (-1, -2)), tensordot_right(a, b, out_bar, (-1, -2))


@tangent(np.dot)
def dot_tangent(a: Any, b: Any, *, a_dot: Any, b_dot: Any) -> Any:
    """Linear in each factor."""
    return np.dot(a_dot, b), np.dot(a, b_dot)


@adjoint(np.vdot)
def vdot(a: Any, b: Any, *, out_bar: Any) -> Any:
    """The flattened arrays, the first one conjugated."""
    a_bar = np.multiply(np.conj(out_bar), b)
    b_bar = np.multiply(out_bar, a)
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return a_bar, b_bar
    return np.reshape(a_bar, np.shape(a)), np.reshape(b_bar, np.shape(b))


@tangent(np.vdot)
def vdot_tangent(a: Any, b: Any, *, a_dot: Any, b_dot: Any) -> Any:
    """Linear in each factor, over the real numbers."""
    return np.vdot(a_dot, b), np.vdot(a, b_dot)


@adjoint(np.inner)
def inner(a: Any, b: Any, *, out_bar: Any) -> Any:
    """The sum over the last axes of both."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(out_bar * np.conj(b), a), unbroadcast(out_bar * np.conj(a), b)
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return out_bar * np.conj(b), out_bar * np.conj(a)
    return tensordot_left(a, b, out_bar, (-1, -1)), tensordot_right(a, b, out_bar, (-1, -1))


@tangent(np.inner)
def inner_tangent(a: Any, b: Any, *, a_dot: Any, b_dot: Any) -> Any:
    """Linear in each factor."""
    return np.inner(a_dot, b), np.inner(a, b_dot)


@adjoint(np.outer, np.linalg.outer)
def outer(a: Any, b: Any, *, out_bar: Any) -> Any:
    """All products of an element of `a` with one of `b`."""
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return out_bar @ np.conj(b), np.conj(a) @ out_bar
    a_bar = out_bar @ np.conj(np.ravel(b))
    b_bar = np.conj(np.ravel(a)) @ out_bar
    return np.reshape(a_bar, np.shape(a)), np.reshape(b_bar, np.shape(b))


@tangent(np.outer, np.linalg.outer)
def outer_tangent(a: Any, b: Any, *, a_dot: Any, b_dot: Any) -> Any:
    """Linear in each factor."""
    return np.outer(a_dot, b), np.outer(a, b_dot)


# Tensor contractions


@adjoint(np.tensordot)
def tensordot(a: Any, b: Any, axes: Any = 2, *, out_bar: Any) -> Any:
    """The sum over chosen axes of both."""
    return tensordot_left(a, b, out_bar, axes), tensordot_right(a, b, out_bar, axes)


@tangent(np.tensordot)
def tensordot_tangent(a: Any, b: Any, axes: Any = 2, *, a_dot: Any, b_dot: Any) -> Any:
    """Linear in each factor."""
    return np.tensordot(a_dot, b, axes), np.tensordot(a, b_dot, axes)


@adjoint(np.linalg.tensordot)
def linalg_tensordot(x1: Any, x2: Any, *, axes: Any = 2, out_bar: Any) -> Any:
    """The sum over chosen axes of both."""
    return tensordot_left(x1, x2, out_bar, axes), tensordot_right(x1, x2, out_bar, axes)


@tangent(np.linalg.tensordot)
def linalg_tensordot_tangent(x1: Any, x2: Any, *, axes: Any = 2, x1_dot: Any, x2_dot: Any) -> Any:
    """Linear in each factor."""
    return np.tensordot(x1_dot, x2, axes), np.tensordot(x1, x2_dot, axes)


def tensordot_left(a: Any, b: Any, g: Any, axes: Any) -> Any:
    """The adjoint of `a` in `np.tensordot(a, b, axes)`."""
    places, order = contraction_transpose(axes, np.ndim(a), np.ndim(b), True)
    product = np.tensordot(g, np.conj(b), places)
    return product if order is None else np.transpose(product, order)


def tensordot_right(a: Any, b: Any, g: Any, axes: Any) -> Any:
    """The adjoint of `b` in `np.tensordot(a, b, axes)`."""
    places, order = contraction_transpose(axes, np.ndim(a), np.ndim(b), False)
    product = np.tensordot(g, np.conj(a), places)
    return product if order is None else np.transpose(product, order)


@adjoint(np.einsum)
def einsum_adjoint(
    subscripts: Any, *operands: Any, optimize: Any = False, dtype: Any = None, order: Any = "K", casting: Any = "safe",
    out_bar: Any,
) -> Any:  # fmt: skip
    """The adjoint of an operand is an einsum with the adjoint of the result in its place."""
    if not isinstance(subscripts, str):
        return ()
    bars = tuple(einsum_bar(subscripts, operands, k, optimize, out_bar) for k in range(len(operands)))
    return (None, *bars)


@tangent(np.einsum)
def einsum_tangent(
    subscripts: Any, *operands: Any, optimize: Any = False, dtype: Any = None, order: Any = "K", casting: Any = "safe",
    operands_dot: Any,
) -> Any:  # fmt: skip
    """Linear in each operand."""
    if not isinstance(subscripts, str):
        return ()
    terms = tuple(
        contraction(subscripts, replaced(operands, k, operands_dot[k]), optimize) for k in range(len(operands))
    )
    return (None, *terms)


@other_forms(np.einsum)
def einsum(
    subscripts: Any, *operands: Any, out: Any = None, optimize: Any = False, dtype: Any = None, order: Any = "K",
    casting: Any = "safe",
) -> Any:  # fmt: skip
    """Each operand may be followed by the list of its labels; then the last list is that of the result."""
    if isinstance(subscripts, str):
        given = operands if dtype is None else tuple(np.asarray(x, dtype=dtype) for x in operands)
        return stored(np.einsum(subscripts, *given, optimize=optimize), out)
    every = (subscripts, *operands)
    count = len(every) // 2
    labels = ",".join(tuple(in_letters(tuple(every[2 * k + 1])) for k in range(count)))
    if len(every) % 2 == 1:
        labels = labels + "->" + in_letters(tuple(every[-1]))
    given = tuple(every[2 * k] if dtype is None else np.asarray(every[2 * k], dtype=dtype) for k in range(count))
    return stored(np.einsum(labels, *given, optimize=optimize), out)


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def in_letters(labels: Any) -> Any:
    """Labels that are whole numbers as letters."""
    return "".join(tuple("..." if labels[k] is Ellipsis else LETTERS[labels[k]] for k in range(len(labels))))


def einsum_bar(subscripts: Any, operands: Any, k: Any, optimize: Any, g: Any) -> Any:
    """The adjoint of the k-th operand of an einsum."""
    ranks = tuple(np.ndim(x) for x in operands) if "..." in subscripts else ()
    core, labels, own = einsum_core(subscripts, ranks, k)
    others = tuple(np.conj(x) for x in operands)
    product = contraction(core, replaced(others, k, g), optimize)
    if labels == own:
        return uneinsum(product, np.shape(operands[k]))
    return uneinsum(product, np.shape(operands[k]), labels, own)


def replaced(operands: Any, k: Any, operand: Any) -> Any:
    """The operands, with another in the k-th place."""
    return tuple(operand if j == k else operands[j] for j in range(len(operands)))


def contraction(subscripts: Any, operands: Any, optimize: Any) -> Any:
    """The einsum, with a path looked for where the user wants one (a path that is given fits only the user's own)."""
    if optimize:
        return np.einsum(subscripts, *operands, optimize=True)
    if matrix_axes(subscripts) is not None:
        return contracted(subscripts, *operands)
    return np.einsum(subscripts, *operands)


@adjoint(contracted)
def contracted_adjoint(subscripts: Any, a: Any, b: Any, *, out_bar: Any) -> Any:
    """As of any einsum."""
    return None, einsum_bar(subscripts, (a, b), 0, False, out_bar), einsum_bar(subscripts, (a, b), 1, False, out_bar)


@tangent(contracted)
def contracted_tangent(subscripts: Any, a: Any, b: Any, *, a_dot: Any, b_dot: Any) -> Any:
    """Linear in each factor."""
    return None, contracted(subscripts, a_dot, b), contracted(subscripts, a, b_dot)


@adjoint(uneinsum)
def uneinsum_adjoint(core: Any, shape: Any, core_labels: Any = "", labels: Any = "", *, out_bar: Any) -> Any:
    """Sum over what was spread, and take the diagonals that were filled."""
    if labels == "":
        return uneinsum(out_bar, np.shape(core))
    return uneinsum(np.einsum(labels + "->" + core_labels, out_bar), np.shape(core))


@tangent(uneinsum)
def uneinsum_tangent(core: Any, shape: Any, core_labels: Any = "", labels: Any = "", *, core_dot: Any) -> Any:
    """Linear in the core."""
    return uneinsum(core_dot, shape, core_labels, labels)


@adjoint(np.linalg.multi_dot)
def multi_dot(arrays: Any, *, out_bar: Any) -> Any:
    """A chain of matrix products, in whichever order is cheapest for each adjoint."""
    chain = chain_subscripts(tuple(np.ndim(x) for x in arrays))
    return (tuple(einsum_bar(chain, arrays, k, True, out_bar) for k in range(len(arrays))),)


@tangent(np.linalg.multi_dot)
def multi_dot_tangent(arrays: Any, *, arrays_dot: Any) -> Any:
    """Linear in each factor."""
    first = np.linalg.multi_dot(replaced(arrays, 0, arrays_dot[0]))
    rest = tuple(np.linalg.multi_dot(replaced(arrays, k, arrays_dot[k])) for k in range(1, len(arrays)))
    return sum(rest, first)


@adjoint(np.trace)
def trace(a: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1, dtype: Any = None, *, out_bar: Any) -> Any:
    """Every element of the diagonal gets the adjoint of the sum."""
    return undiagonal(np.expand_dims(out_bar, -1), np.shape(a), offset, axis1, axis2)


@tangent(np.trace)
def trace_tangent(a: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1, dtype: Any = None, *, a_dot: Any) -> Any:
    """Linear."""
    return np.trace(a_dot, offset, axis1, axis2)


@linear(np.linalg.trace)
def last_trace(x: Any, *, offset: Any = 0, dtype: Any = None, out_bar: Any) -> Any:
    """Every element of the diagonal of the last two axes gets the adjoint of the sum."""
    return undiagonal(np.expand_dims(out_bar, -1), np.shape(x), offset, -2, -1)


# Kronecker and cross product


@adjoint(np.kron)
def kron(a: Any, b: Any, *, out_bar: Any) -> Any:
    """A product for each pair of elements, laid out in blocks."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(out_bar * np.conj(b), a), unbroadcast(out_bar * np.conj(a), b)
    shape = interleaved_shape(a, b)
    pairs = np.reshape(out_bar, shape)
    of_a, of_b, every = kronecker_axes(max(np.ndim(a), np.ndim(b)))
    a_bar = np.tensordot(pairs, np.conj(np.reshape(b, shape[1::2])), (of_b, every))
    b_bar = np.tensordot(pairs, np.conj(np.reshape(a, shape[::2])), (of_a, every))
    return np.reshape(a_bar, np.shape(a)), np.reshape(b_bar, np.shape(b))


@tangent(np.kron)
def kron_tangent(a: Any, b: Any, *, a_dot: Any, b_dot: Any) -> Any:
    """Linear in each factor."""
    return np.kron(a_dot, b), np.kron(a, b_dot)


@adjoint(np.cross)
def cross(a: Any, b: Any, axisa: Any = -1, axisb: Any = -1, axisc: Any = -1, axis: Any = None, *, out_bar: Any) -> Any:
    """The adjoint of a factor is again a cross product, by `g . (da x b) == da . (b x g)`."""
    if axis is not None:
        return cross_bars(a, b, axis, axis, axis, out_bar)
    return cross_bars(a, b, axisa, axisb, axisc, out_bar)


@tangent(np.cross)
def cross_tangent(
    a: Any, b: Any, axisa: Any = -1, axisb: Any = -1, axisc: Any = -1, axis: Any = None, *, a_dot: Any, b_dot: Any
) -> Any:
    """Linear in each factor."""
    if axis is None and axisa == -1 and axisb == -1 and axisc == -1:
        return np.cross(a_dot, b), np.cross(a, b_dot)
    return np.cross(a_dot, b, axisa, axisb, axisc, axis), np.cross(a, b_dot, axisa, axisb, axisc, axis)


@adjoint(np.linalg.cross)
def linalg_cross(x1: Any, x2: Any, *, axis: Any = -1, out_bar: Any) -> Any:
    """The cross product of vectors in space."""
    return cross_bars(x1, x2, axis, axis, axis, out_bar)


@tangent(np.linalg.cross)
def linalg_cross_tangent(x1: Any, x2: Any, *, axis: Any = -1, x1_dot: Any, x2_dot: Any) -> Any:
    """Linear in each factor."""
    return np.linalg.cross(x1_dot, x2, axis=axis), np.linalg.cross(x1, x2_dot, axis=axis)


def cross_bars(a: Any, b: Any, axisa: Any, axisb: Any, axisc: Any, g: Any) -> Any:
    """The adjoints of both factors of a cross product; that of vectors in the plane is the third component alone."""
    left, right = axis_last(a, axisa), axis_last(b, axisb)
    result = axis_last(g, axisc) if np.ndim(g) == max(np.ndim(a), np.ndim(b)) else np.stack((0 * g, 0 * g, g), axis=-1)
    # A factor in the plane counts as one in space with a third component of 0.
    a_bar = unbroadcast(np.cross(np.conj(right), result)[..., : np.shape(left)[-1]], left)
    b_bar = unbroadcast(np.cross(result, np.conj(left))[..., : np.shape(right)[-1]], right)
    return axis_back(a_bar, axisa), axis_back(b_bar, axisb)


# Helpers that answer with axes, shapes and subscripts

nondifferentiable(
    (
        chain_subscripts, contraction_transpose, einsum_core, interleaved_shape, inverse_permutation,
        kronecker_axes, matrix_axes,
    )
)  # fmt: skip

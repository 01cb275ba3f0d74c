"""numpy.linalg: norms of vectors and matrices, and condition numbers.

At 0 a norm has the gradient 0, and so have singular values that are 0; equal largest entries share.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, definition, tangent
from srcxform.runtime import average_close, divide_or_zero, is_positive


@adjoint(np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False, *, out: Any, out_bar: Any) -> Any:
    """Norms of vectors and matrices, with the gradient 0 at 0; equal largest entries share."""
    if is_root_of_squares(x, ord, axis):
        return with_axes(divide_or_zero(out_bar, out), axis, keepdims) * x
    if ord == 0:
        return None
    return with_axes(out_bar, axis, keepdims) * norm_slope(x, ord, axis, with_axes(out, axis, keepdims))


def is_root_of_squares(x: Any, ord: Any, axis: Any) -> Any:
    """Whether a norm is the one of Euclid or Frobenius, whose gradient is `x / norm`: one multiple for each norm."""
    if ord == 2:
        return np.ndim(x) == 1 if axis is None else not (isinstance(axis, tuple) and len(axis) == 2)
    return ord is None or ord == "fro" or ord == "f"


@tangent(np.linalg.norm)
def norm_tangent(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False, *, out: Any, x_dot: Any) -> Any:
    """The slope in one direction."""
    if ord == 0:
        return None
    slope = norm_slope(x, ord, axis, with_axes(out, axis, keepdims))
    return np.sum(np.real(np.conj(slope) * x_dot), axis=axis, keepdims=keepdims)


@adjoint(np.linalg.vector_norm)
def vector_norm(x: Any, *, axis: Any = None, keepdims: Any = False, ord: Any = 2, out: Any, out_bar: Any) -> Any:
    """Norms over all axes or some, of any order: a float may be differentiated, too."""
    if ord == 0:
        return None, None, None, None
    whole = with_axes(out, axis, keepdims)
    by_order = None
    if ord is not None and not isinstance(ord, int):
        by_order = np.sum(out_bar * order_slope(x, ord, axis, keepdims, whole))
    if ord is None or ord == 2:
        return with_axes(divide_or_zero(out_bar, out), axis, keepdims) * x, None, None, by_order
    return with_axes(out_bar, axis, keepdims) * vector_slope(x, ord, axis, whole), None, None, by_order


@tangent(np.linalg.vector_norm)
def vector_norm_tangent(
    x: Any, *, axis: Any = None, keepdims: Any = False, ord: Any = 2, out: Any, x_dot: Any, ord_dot: Any
) -> Any:
    """The slope in one direction."""
    if ord == 0:
        return None, None, None, None
    whole = with_axes(out, axis, keepdims)
    by_order = None if ord is None or isinstance(ord, int) else ord_dot * order_slope(x, ord, axis, keepdims, whole)
    slope = vector_slope(x, ord, axis, whole)
    return np.sum(np.real(np.conj(slope) * x_dot), axis=axis, keepdims=keepdims), None, None, by_order


def order_slope(x: Any, ord: Any, axis: Any, keepdims: Any, out: Any) -> Any:
    """The derivative by the order, `out / ord * sum(r**ord * log(r))`: the powers of `r = abs(x) / out` add up to 1."""
    ratio = divide_or_zero(np.abs(x), out)
    positive = np.where(ratio == 0, 1, ratio)
    return np.sum(out / ord * positive**ord * np.log(positive), axis=axis, keepdims=keepdims)


@adjoint(np.linalg.matrix_norm)
def matrix_norm(x: Any, *, keepdims: Any = False, ord: Any = "fro", out: Any, out_bar: Any) -> Any:
    """Norms of the matrices in the last two axes."""
    if ord is None or ord == "fro" or ord == "f":
        return with_axes(divide_or_zero(out_bar, out), (-2, -1), keepdims) * x
    return with_axes(out_bar, (-2, -1), keepdims) * matrix_slope(x, ord, -2, -1, with_axes(out, (-2, -1), keepdims))


@tangent(np.linalg.matrix_norm)
def matrix_norm_tangent(x: Any, *, keepdims: Any = False, ord: Any = "fro", out: Any, x_dot: Any) -> Any:
    """The slope in one direction."""
    slope = matrix_slope(x, ord, -2, -1, with_axes(out, (-2, -1), keepdims))
    return np.sum(np.real(np.conj(slope) * x_dot), axis=(-2, -1), keepdims=keepdims)


def with_axes(result: Any, axis: Any, keepdims: Any) -> Any:
    """A result of a reduction, such that it broadcasts against the operand."""
    return result if keepdims or axis is None else np.expand_dims(result, axis)


def norm_slope(x: Any, ord: Any, axis: Any, out: Any) -> Any:
    """The gradient of each norm with respect to `x`."""
    if axis is None:
        if ord is None:
            return divide_or_zero(x, out)
        return vector_slope(x, ord, None, out) if np.ndim(x) == 1 else matrix_slope(x, ord, 0, 1, out)
    if isinstance(axis, tuple) and len(axis) == 2:
        return matrix_slope(x, "fro" if ord is None else ord, axis[0], axis[1], out)
    return vector_slope(x, 2 if ord is None else ord, axis, out)


def vector_slope(x: Any, ord: Any, axis: Any, out: Any) -> Any:
    """The gradient of the norm of vectors."""
    if ord is None or ord == 2:
        return divide_or_zero(x, out)
    if ord == 1:
        return direction(x)
    size = np.abs(x)
    if ord == np.inf or ord == -np.inf:
        return direction(x) * shares(size, out, axis)
    if ord > 1:
        return direction(x) * divide_or_zero(size, out) ** (ord - 1)
    # Below 1 the slope at 0 is infinite; as for the other norms, it is taken as 0 there.
    return direction(x) * divide_or_zero(out, size) ** (1 - ord)


def matrix_slope(x: Any, ord: Any, row: Any, column: Any, out: Any) -> Any:
    """The gradient of the norm of matrices."""
    if ord is None or ord == "fro" or ord == "f":
        return divide_or_zero(x, out)
    if ord == 1 or ord == -1:
        return direction(x) * shares(np.sum(np.abs(x), axis=row, keepdims=True), out, column)
    if ord == np.inf or ord == -np.inf:
        return direction(x) * shares(np.sum(np.abs(x), axis=column, keepdims=True), out, row)
    matrices = np.moveaxis(x, (row, column), (-2, -1))
    u, s, vh = np.linalg.svd(matrices, full_matrices=False)
    slope = (u * np.expand_dims(singular_weights(s, ord), -2)) @ vh
    return np.moveaxis(slope, (-2, -1), (row, column))


def direction(x: Any) -> Any:
    """The gradient of `abs(x)`: 0 at 0."""
    return divide_or_zero(x, np.abs(x)) if np.iscomplexobj(x) else np.sign(x)


def shares(values: Any, extreme: Any, axis: Any) -> Any:
    """1 where a value is the extreme one, shared equally where several are."""
    is_extreme = np.where(values == extreme, np.ones_like(values), np.zeros_like(values))
    return is_extreme / np.sum(is_extreme, axis=axis, keepdims=True)


def singular_weights(s: Any, ord: Any) -> Any:
    """The gradient of a norm with respect to the singular values, which are in falling order."""
    if ord == "nuc":
        return positive_part(s, np.ones_like(s))
    extreme = s[..., :1] if ord == 2 else s[..., -1:]
    return positive_part(s, average_close(shares(s, extreme, -1), s))


def positive_part(s: Any, change: Any) -> Any:
    """`change`, and 0 where a singular value is 0: there it has a kink, as `abs` has."""
    return np.where(is_positive(s), change, 0)


@definition(np.linalg.cond)
def cond(x: Any, p: Any = None) -> Any:
    """The norm of a matrix times that of its inverse."""
    if p is None or p == 2 or p == -2:
        s = np.linalg.svd(x, compute_uv=False)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    return np.linalg.norm(x, p, axis=(-2, -1)) * np.linalg.norm(np.linalg.inv(x), p, axis=(-2, -1))

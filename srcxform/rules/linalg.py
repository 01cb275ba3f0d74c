"""numpy.linalg: norms, inverses, solutions and determinants, for single matrices and stacks of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, elementwise, tangent
from srcxform.runtime import divide_or_zero, pinv_of_rank, unbroadcast


def hermitian(x: Any) -> Any:
    """The conjugate transpose of a matrix, or of each in a stack."""
    return np.transpose(np.conj(x)) if np.ndim(x) == 2 else np.swapaxes(np.conj(x), -1, -2)


def diagonal_of(x: Any) -> Any:
    """The diagonal of a matrix, or of each in a stack."""
    return np.diagonal(x, axis1=-2, axis2=-1)


@elementwise(divide_or_zero)
def divide_or_zero_partials(x: Any, y: Any, *, out: Any) -> Any:
    """Where `y` is 0 the quotient is the constant 0."""
    return divide_or_zero(1, y), -divide_or_zero(out, y)


# Norms


@adjoint(np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False, *, out: Any, out_bar: Any) -> Any:
    """Norms of vectors and matrices, with the gradient 0 at 0; equal largest entries share."""
    if axis is None and (ord is None or (np.ndim(x) == 1 and ord == 2)):
        return divide_or_zero(out_bar, out) * x
    if ord == 0:
        return None
    return with_axes(out_bar, axis, keepdims) * norm_slope(x, ord, axis, with_axes(out, axis, keepdims))


@tangent(np.linalg.norm)
def norm_tangent(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False, *, out: Any, x_dot: Any) -> Any:
    """The slope in one direction."""
    if ord == 0:
        return None
    slope = norm_slope(x, ord, axis, with_axes(out, axis, keepdims))
    return np.sum(np.real(np.conj(slope) * x_dot), axis=axis, keepdims=keepdims)


@adjoint(np.linalg.vector_norm)
def vector_norm(x: Any, *, axis: Any = None, keepdims: Any = False, ord: Any = 2, out: Any, out_bar: Any) -> Any:
    """Norms over all axes or some."""
    if ord == 0:
        return None
    return with_axes(out_bar, axis, keepdims) * vector_slope(x, ord, axis, with_axes(out, axis, keepdims))


@tangent(np.linalg.vector_norm)
def vector_norm_tangent(x: Any, *, axis: Any = None, keepdims: Any = False, ord: Any = 2, out: Any, x_dot: Any) -> Any:
    """The slope in one direction."""
    if ord == 0:
        return None
    slope = vector_slope(x, ord, axis, with_axes(out, axis, keepdims))
    return np.sum(np.real(np.conj(slope) * x_dot), axis=axis, keepdims=keepdims)


@adjoint(np.linalg.matrix_norm)
def matrix_norm(x: Any, *, keepdims: Any = False, ord: Any = "fro", out: Any, out_bar: Any) -> Any:
    """Norms of the matrices in the last two axes."""
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
    if ord == 2:
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
    if ord == "fro" or ord == "f":
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
        return np.sign(s)
    extreme = s[..., :1] if ord == 2 else s[..., -1:]
    return np.sign(s) * shares(s, extreme, -1)


# Inverses


@adjoint(np.linalg.inv)
def inv(a: Any, *, out: Any, out_bar: Any) -> Any:
    """By `d(inv(a)) = -inv(a) @ da @ inv(a)`."""
    return -(hermitian(out) @ out_bar @ hermitian(out))


@tangent(np.linalg.inv)
def inv_tangent(a: Any, *, out: Any, a_dot: Any) -> Any:
    """By `d(inv(a)) = -inv(a) @ da @ inv(a)`."""
    return -(out @ a_dot @ out)


@adjoint(np.linalg.solve)
def solve(a: Any, b: Any, *, out: Any, out_bar: Any) -> Any:
    """By `a @ dx = db - da @ x`; as in NumPy 2, only `b` of one axis is a vector."""
    if np.ndim(a) == 2 and np.ndim(b) <= 2:
        b_bar = np.linalg.solve(hermitian(a), out_bar)
        return -(np.outer(b_bar, np.conj(out)) if np.ndim(b) == 1 else b_bar @ hermitian(out)), b_bar
    if np.ndim(b) == 1:
        column = np.linalg.solve(hermitian(a), np.expand_dims(out_bar, -1))
        return -(column * np.expand_dims(np.conj(out), -2)), unbroadcast(column[..., 0], b)
    solution = np.linalg.solve(hermitian(a), out_bar)
    return unbroadcast(-(solution @ hermitian(out)), a), unbroadcast(solution, b)


@tangent(np.linalg.solve)
def solve_tangent(a: Any, b: Any, *, out: Any, a_dot: Any, b_dot: Any) -> Any:
    """By `a @ dx = db - da @ x`."""
    if np.ndim(a) > 2 and np.ndim(b) == 1:
        change = np.linalg.solve(a, a_dot @ np.expand_dims(out, -1))[..., 0]
    else:
        change = np.linalg.solve(a, a_dot @ out)
    return -change, np.linalg.solve(a, b_dot)


@adjoint(np.linalg.pinv)
def pinv(a: Any, rcond: Any = None, hermitian: Any = False, *, rtol: Any = None, out: Any, out_bar: Any) -> Any:
    """The derivative along matrices of one rank; with a cutoff of the user's own there is no rule."""
    if rcond is not None or rtol is not None or hermitian:
        return ()
    return pinv_bar(a, out, out_bar)


def pinv_bar(a: Any, p: Any, g: Any) -> Any:
    """The derivative for matrices of one rank (Golub and Pereyra, 1973)."""
    ph, gh = hermitian(p), hermitian(g)
    # What leaves the row space and the column space of `a`.
    outside_rows = gh - (gh @ p) @ a
    outside_columns = gh - a @ (p @ gh)
    return -(ph @ g @ ph) + outside_columns @ p @ ph + ph @ p @ outside_rows


@tangent(np.linalg.pinv)
def pinv_tangent(a: Any, rcond: Any = None, hermitian: Any = False, *, rtol: Any = None, out: Any, a_dot: Any) -> Any:
    """The derivative along matrices of one rank."""
    if rcond is not None or rtol is not None or hermitian:
        return ()
    return pinv_dot(a, out, a_dot)


def pinv_dot(a: Any, p: Any, a_dot: Any) -> Any:
    """The tangent of the pseudo-inverse `p` of `a` (Golub and Pereyra, 1973)."""
    ph, dh = hermitian(p), hermitian(a_dot)
    outside_columns = dh - (dh @ a) @ p
    outside_rows = dh - p @ (a @ dh)
    return -(p @ a_dot @ p) + p @ ph @ outside_columns + outside_rows @ ph @ p


@adjoint(pinv_of_rank)
def pinv_of_rank_adjoint(a: Any, rank: Any, *, out: Any, out_bar: Any) -> Any:
    """The derivative along matrices of one rank."""
    return pinv_bar(a, out, out_bar)


@tangent(pinv_of_rank)
def pinv_of_rank_tangent(a: Any, rank: Any, *, out: Any, a_dot: Any) -> Any:
    """The derivative along matrices of one rank."""
    return pinv_dot(a, out, a_dot)


@adjoint(np.linalg.lstsq)
def lstsq(a: Any, b: Any, rcond: Any = None, *, out: Any, out_bar: Any) -> Any:
    """Solution, sums of squares and singular values; with a cutoff of the user's own there is no rule."""
    if rcond is not None or np.ndim(b) > 2:
        return ()
    x_bar, residuals_bar, _, s_bar = out_bar
    x, y = as_columns(out[0], b), as_columns(b, b)
    p = pinv_of_rank(a, out[2])
    residual = y - a @ x
    b_bar, a_bar = lstsq_bars(a, x, residual, p, None if x_bar is None else as_columns(x_bar, b))
    if residuals_bar is not None and np.size(out[1]) > 0:
        weighted = 2 * residual * residuals_bar
        b_bar, a_bar = b_bar + weighted, a_bar - weighted @ hermitian(x)
    if s_bar is not None:
        u, _, vh = np.linalg.svd(a, full_matrices=False)
        a_bar = a_bar + (u * s_bar) @ vh
    return a_bar, b_bar[:, 0] if np.ndim(b) == 1 else b_bar


def lstsq_bars(a: Any, x: Any, residual: Any, p: Any, g: Any) -> Any:
    """What the adjoint of the solution gives to `b` and to `a`."""
    if g is None:
        return np.zeros_like(residual), np.zeros_like(a)
    ph = hermitian(p)
    b_bar = ph @ g
    outside_rows = g - p @ (a @ g)
    return b_bar, -(b_bar @ hermitian(x)) + residual @ hermitian(p @ b_bar) + (ph @ x) @ hermitian(outside_rows)


def as_columns(x: Any, b: Any) -> Any:
    """`x` as a matrix, where the right-hand side `b` is one vector."""
    return np.expand_dims(x, -1) if np.ndim(b) == 1 else x


@tangent(np.linalg.lstsq)
def lstsq_tangent(a: Any, b: Any, rcond: Any = None, *, out: Any, a_dot: Any, b_dot: Any) -> Any:
    """Solution, sums of squares and singular values."""
    if rcond is not None or np.ndim(b) > 2:
        return ()
    x, y = as_columns(out[0], b), as_columns(b, b)
    p = pinv_of_rank(a, out[2])
    residual = y - a @ x
    change = a_dot @ x
    x_by_a = p @ hermitian(p) @ hermitian(a_dot) @ residual - p @ change
    normal = hermitian(a_dot) @ hermitian(p) @ x
    x_by_a = x_by_a + normal - p @ (a @ normal)
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    s_by_a = np.real(diagonal_of(hermitian(u) @ a_dot @ hermitian(vh)))
    by_a = (like_solution(x_by_a, b), residuals_dot(out[1], residual, -change), 0, s_by_a)
    y_dot = as_columns(b_dot, b)
    by_b = (like_solution(p @ y_dot, b), residuals_dot(out[1], residual, y_dot), 0, np.zeros_like(out[3]))
    return by_a, by_b


def like_solution(x: Any, b: Any) -> Any:
    """A matrix as the solution has it, where the right-hand side `b` is one vector."""
    return x[:, 0] if np.ndim(b) == 1 else x


def residuals_dot(residuals: Any, residual: Any, change: Any) -> Any:
    """The tangent of the sums of squares, which NumPy leaves away where the system is not overdetermined."""
    if np.size(residuals) == 0:
        return np.zeros_like(residuals)
    return 2 * np.sum(np.real(np.conj(residual) * change), axis=0)


@adjoint(np.linalg.matrix_power)
def matrix_power(a: Any, n: Any, *, out: Any, out_bar: Any) -> Any:
    """The sum over all places of the changed factor."""
    if n == 0:
        return None
    return out_bar if n == 1 else power_change(hermitian(a), n, out_bar)


@tangent(np.linalg.matrix_power)
def matrix_power_tangent(a: Any, n: Any, *, out: Any, a_dot: Any) -> Any:
    """The sum over all places of the changed factor."""
    if n == 0:
        return None
    return a_dot if n == 1 else power_change(a, n, a_dot)


def power_change(a: Any, n: Any, change: Any) -> Any:
    """The sum of `a**k @ change @ a**(n - 1 - k)` over k: a block of the power of `[[a, change], [0, a]]`."""
    if n == 2:
        return a @ change + change @ a
    size = np.shape(a)[-1]
    above = np.concatenate((a, change), -1)
    below = np.concatenate((np.zeros_like(a), a), -1)
    return np.linalg.matrix_power(np.concatenate((above, below), -2), n)[..., :size, size:]


# Determinants


@adjoint(np.linalg.det)
def det(a: Any, *, out: Any, out_bar: Any) -> Any:
    """By `d(det(a)) = det(a) * trace(inv(a) @ da)`; a singular matrix is an error."""
    if np.ndim(a) == 2:
        return out_bar * np.conj(out) * hermitian(np.linalg.inv(a))
    return np.expand_dims(out_bar * np.conj(out), (-2, -1)) * hermitian(np.linalg.inv(a))


@tangent(np.linalg.det)
def det_tangent(a: Any, *, out: Any, a_dot: Any) -> Any:
    """By `d(det(a)) = det(a) * trace(inv(a) @ da)`."""
    return out * trace_of(np.linalg.solve(a, a_dot))


def trace_of(x: Any) -> Any:
    """The trace of a matrix, or of each in a stack."""
    return np.trace(x) if np.ndim(x) == 2 else np.trace(x, axis1=-2, axis2=-1)


@adjoint(np.linalg.slogdet)
def slogdet(a: Any, *, out: Any, out_bar: Any) -> Any:
    """The logarithm; and the phase, which a real matrix does not have."""
    sign_bar, logabsdet_bar = out_bar
    weight = logabsdet_bar
    if np.iscomplexobj(a) and sign_bar is not None:
        turn = -1j * np.imag(np.conj(sign_bar) * out[0])
        weight = turn if weight is None else weight + turn
    if weight is None:
        return None
    weight = weight if np.ndim(a) == 2 else np.expand_dims(weight, (-2, -1))
    return weight * hermitian(np.linalg.inv(a))


@tangent(np.linalg.slogdet)
def slogdet_tangent(a: Any, *, out: Any, a_dot: Any) -> Any:
    """The real part of `trace(inv(a) @ da)` for the logarithm, the imaginary one for the phase."""
    change = trace_of(np.linalg.solve(a, a_dot))
    if np.iscomplexobj(a):
        return ((out[0] * (1j * np.imag(change)), np.real(change)),)
    return ((np.zeros_like(out[0]), change),)

"""numpy.linalg: pseudo-inverses and least squares, along matrices of one rank.

A rank that changes makes them jump, and in the cutoff they are steps. A cutoff of the user's own drops singular values
that are not 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.linalg import as_columns, diagonal_of, from_triangle, hermitian, like_solution, to_triangle
from srcxform.rules.registry import adjoint, tangent
from srcxform.runtime import average_close, pinv_of_rank


@adjoint(np.linalg.pinv)
def pinv(a: Any, rcond: Any = None, hermitian: Any = False, *, rtol: Any = None, out: Any, out_bar: Any) -> Any:
    """The derivative along matrices of one rank; a cutoff of the user's own drops singular values beyond those of 0."""
    if hermitian:
        return to_triangle(pinv_of_all_bar(from_triangle(a, False), rcond, rtol, out, out_bar), False), None, None, None
    return pinv_of_all_bar(a, rcond, rtol, out, out_bar), None, None, None


def pinv_of_all_bar(a: Any, rcond: Any, rtol: Any, p: Any, g: Any) -> Any:
    """The adjoint, from the whole matrix."""
    if rcond is None and rtol is None:
        return pinv_bar(a, p, g)
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    return inverse_change(u, s, vh, s > cutoff(s, rcond if rtol is None else rtol), hermitian(g))


def pinv_bar(a: Any, p: Any, g: Any) -> Any:
    """The derivative for matrices of one rank (Golub and Pereyra, 1973)."""
    ph, gh = hermitian(p), hermitian(g)
    # What leaves the row space and the column space of `a`.
    outside_rows = gh - (gh @ p) @ a
    outside_columns = gh - a @ (p @ gh)
    return -(ph @ g @ ph) + outside_columns @ p @ ph + ph @ p @ outside_rows


@tangent(np.linalg.pinv)
def pinv_tangent(a: Any, rcond: Any = None, hermitian: Any = False, *, rtol: Any = None, out: Any, a_dot: Any) -> Any:
    """The derivative along matrices of one rank; a cutoff of the user's own drops singular values beyond those of 0."""
    if hermitian:
        return pinv_of_all_dot(from_triangle(a, False), rcond, rtol, out, from_triangle(a_dot, False)), None, None, None
    return pinv_of_all_dot(a, rcond, rtol, out, a_dot), None, None, None


def pinv_of_all_dot(a: Any, rcond: Any, rtol: Any, p: Any, a_dot: Any) -> Any:
    """The tangent, from the whole matrix."""
    if rcond is None and rtol is None:
        return pinv_dot(a, p, a_dot)
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    return hermitian(inverse_change(u, s, vh, s > cutoff(s, rcond if rtol is None else rtol), a_dot))


def cutoff(s: Any, relative: Any) -> Any:
    """What the singular values must exceed; there may be a cutoff for each matrix of a stack."""
    return np.expand_dims(relative, -1) * s[..., :1]


def inverses(s: Any, kept: Any) -> Any:
    """`f(s) = 1 / s` for the singular values that are kept, 0 for the others."""
    return np.where(kept, 1 / np.where(kept, s, 1), 0)


def inverse_change(u: Any, s: Any, vh: Any, kept: Any, change: Any) -> Any:
    """The change of `u @ diag(f(s)) @ vh` for a change of the matrix.

    With `inner = u.H @ change @ v`, its Hermitian part is multiplied by the slopes of f between two singular values,
    its skew part by those between one and the negative of the other, what leaves the columns of u or v by `f(s) / s`.
    It is its own transpose, so it serves both modes. (The odd function f of the Hermitian matrix `[[0, a], [a.H, 0]]`,
    whose eigenvalues are plus and minus the singular values; Higham, Functions of Matrices, theorem 3.11.)
    """
    v, f = hermitian(vh), np.expand_dims(inverses(s, kept), -2)
    inner = hermitian(u) @ change @ v
    middle = (inner + hermitian(inner)) * slopes(s, kept, 1) + (inner - hermitian(inner)) * slopes(s, kept, -1)
    outside_columns = (change @ v - u @ inner) * (f * f)
    outside_rows = (hermitian(change) @ u - v @ hermitian(inner)) * (f * f)
    return (u @ middle / 2 + outside_columns) @ vh + u @ hermitian(outside_rows)


def slopes(s: Any, kept: Any, sign: Any) -> Any:
    """The slopes of f between `s[j]` and `sign * s[i]`, where `f(s[i]) = -f(-s[i])`."""
    f = inverses(s, kept)
    rise = np.expand_dims(f, -2) - sign * np.expand_dims(f, -1)
    run = np.expand_dims(s, -2) - sign * np.expand_dims(s, -1)
    # Between two that are kept, or two that are not, no quotient is needed, whether they are equal or not.
    is_edge = np.expand_dims(kept, -1) != np.expand_dims(kept, -2)
    return np.where(is_edge, rise / np.where(is_edge, run, 1), -sign * np.expand_dims(f, -2) * np.expand_dims(f, -1))


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
    """Solution, sums of squares and singular values (Golub and Pereyra, 1973)."""
    x_bar, residuals_bar, _, s_bar = out_bar
    x, y = as_columns(out[0], b), as_columns(b, b)
    residual = y - a @ x
    g = None if x_bar is None else as_columns(x_bar, b)
    if rcond is None:
        b_bar, a_bar = lstsq_bars(a, x, residual, pinv_of_rank(a, out[2]), g)
    else:
        b_bar, a_bar = cut_bars(a, y, out[2], g)
    if residuals_bar is not None and np.size(out[1]) > 0:
        weighted = 2 * residual * residuals_bar
        b_bar, a_bar = b_bar + weighted, a_bar - weighted @ hermitian(x)
    if s_bar is not None:
        u, s, vh = np.linalg.svd(a, full_matrices=False)
        a_bar = a_bar + (u * average_close(s_bar, s)) @ vh
    return a_bar, b_bar[:, 0] if np.ndim(b) == 1 else b_bar, None


def lstsq_bars(a: Any, x: Any, residual: Any, p: Any, g: Any) -> Any:
    """What the adjoint of the solution gives to `b` and to `a`."""
    if g is None:
        return np.zeros_like(residual), np.zeros_like(a)
    ph = hermitian(p)
    b_bar = ph @ g
    outside_rows = g - p @ (a @ g)
    return b_bar, -(b_bar @ hermitian(x)) + residual @ hermitian(p @ b_bar) + (ph @ x) @ hermitian(outside_rows)


def cut_bars(a: Any, y: Any, rank: Any, g: Any) -> Any:
    """The same where singular values were cut off that are not 0."""
    if g is None:
        return np.zeros_like(y), np.zeros_like(a)
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    kept = np.arange(np.size(s)) < rank
    return (u * inverses(s, kept)) @ (vh @ g), inverse_change(u, s, vh, kept, y @ hermitian(g))


@tangent(np.linalg.lstsq)
def lstsq_tangent(a: Any, b: Any, rcond: Any = None, *, out: Any, a_dot: Any, b_dot: Any) -> Any:
    """Solution, sums of squares and singular values (Golub and Pereyra, 1973)."""
    x, y, y_dot = as_columns(out[0], b), as_columns(b, b), as_columns(b_dot, b)
    residual = y - a @ x
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    if rcond is None:
        p = pinv_of_rank(a, out[2])
        x_by_a, x_by_b = pinv_times_dot(a, x, residual, p, a_dot), p @ y_dot
    else:
        kept = np.arange(np.size(s)) < out[2]
        x_by_a = hermitian(inverse_change(u, s, vh, kept, a_dot)) @ y
        x_by_b = hermitian(vh) @ (np.expand_dims(inverses(s, kept), -1) * (hermitian(u) @ y_dot))
    s_by_a = average_close(np.real(diagonal_of(hermitian(u) @ a_dot @ hermitian(vh))), s)
    by_a = (like_solution(x_by_a, b), residuals_dot(out[1], residual, -(a_dot @ x)), 0, s_by_a)
    by_b = (like_solution(x_by_b, b), residuals_dot(out[1], residual, y_dot), 0, np.zeros_like(out[3]))
    return by_a, by_b, None


def pinv_times_dot(a: Any, x: Any, residual: Any, p: Any, a_dot: Any) -> Any:
    """What the change of the matrix does to the solution."""
    normal = hermitian(a_dot) @ (hermitian(p) @ x)
    return p @ (hermitian(p) @ (hermitian(a_dot) @ residual)) - p @ (a_dot @ x) + normal - p @ (a @ normal)


def residuals_dot(residuals: Any, residual: Any, change: Any) -> Any:
    """The tangent of the sums of squares, which NumPy leaves away where the system is not overdetermined."""
    if np.size(residuals) == 0:
        return np.zeros_like(residuals)
    return 2 * np.sum(np.real(np.conj(residual) * change), axis=0)

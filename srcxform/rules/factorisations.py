"""numpy.linalg: factorisations, for single matrices and stacks of them.

Functions of a Hermitian matrix (cholesky, eigh, eigvalsh) read one triangle of their argument and never look at the
other. So does their derivative: the adjoint has zeros in the triangle that is not read, and what the mirrored element
contributes is added to the one that is.

Eigenvectors and singular vectors of equal values have no derivative, and neither have the phases of complex ones: where
an adjoint depends on them, an error is raised. (A tangent cannot know what it is used for; its phases stay put.) Equal
values share their adjoints, as elements that are sorted do. Vectors that complete a basis turn with the others.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.linalg import diagonal_of, from_triangle, hermitian, to_triangle
from srcxform.rules.registry import adjoint, nondifferentiable, tangent
from srcxform.runtime import (
    average_close,
    cholesky_bar,
    half_triangle,
    inverse_gaps,
    is_positive,
    over,
    refuse_phase,
    refuse_turn,
    solve_triangle,
    unbroadcast,
)

UNUSED_IS_NONE: set[Any] = {np.linalg.eigh, np.linalg.lstsq, np.linalg.qr, np.linalg.slogdet, np.linalg.svd}
"""Functions with several results, whose adjoint rules take `None` as the adjoint of one that is not used.

Then eigenvalues and singular values are differentiable also where some of them are equal and their vectors are not.
"""


def on_diagonal(values: Any) -> Any:
    """Diagonal matrices with these values."""
    if np.ndim(values) == 1:
        return np.diag(values)
    return np.expand_dims(values, -1) * np.eye(np.shape(values)[-1], dtype=values.dtype)


def times_columns(x: Any, values: Any) -> Any:
    """`x @ diag(values)`."""
    return x * np.expand_dims(values, -2)


# Cholesky


@adjoint(np.linalg.cholesky)
def cholesky(a: Any, *, upper: Any = False, out: Any, out_bar: Any) -> Any:
    """By blocks, in the order opposite to that of the decomposition (Murray, 2016)."""
    return hermitian(cholesky_bar(hermitian(out), hermitian(out_bar))) if upper else cholesky_bar(out, out_bar)


@tangent(np.linalg.cholesky)
def cholesky_tangent(a: Any, *, upper: Any = False, out: Any, a_dot: Any) -> Any:
    """By `d(l) = l @ half_triangle(inv(l) @ da @ inv(l).T)` (Murray, 2016)."""
    factor = hermitian(out) if upper else out
    half = solve_triangle(factor, from_triangle(a_dot, upper), True)
    change = factor @ half_triangle(solve_triangle(factor, hermitian(half), True))
    return hermitian(change) if upper else change


# The adjoint itself is `to_triangle(s)` with `s = inv(l).T @ half_triangle(l.T @ g) @ inv(l)`, linear in `g`.


@adjoint(cholesky_bar)
def cholesky_bar_adjoint(factor: Any, g: Any, *, out_bar: Any) -> Any:
    """By `d(inv(l)) = -inv(l) @ dl @ inv(l)` on both sides of the middle."""
    s = between_inverses(factor, half_triangle(hermitian(factor) @ np.tril(g)))
    turned = solve_triangle(factor, from_triangle(out_bar, False), True)
    middle_bar = half_triangle(solve_triangle(factor, hermitian(turned), True))
    return np.tril(g) @ hermitian(middle_bar) - (s + hermitian(s)) @ hermitian(turned), factor @ middle_bar


@tangent(cholesky_bar)
def cholesky_bar_tangent(factor: Any, g: Any, *, factor_dot: Any, g_dot: Any) -> Any:
    """By `d(inv(l)) = -inv(l) @ dl @ inv(l)` on both sides of the middle."""
    factor_h = hermitian(factor)
    s = between_inverses(factor, half_triangle(factor_h @ np.tril(g)))
    change = solve_triangle(factor_h, hermitian(factor_dot) @ (s + hermitian(s)))
    by_factor = between_inverses(factor, half_triangle(hermitian(factor_dot) @ np.tril(g))) - change
    by_g = between_inverses(factor, half_triangle(factor_h @ np.tril(g_dot)))
    return to_triangle(by_factor, False), to_triangle(by_g, False)


def between_inverses(factor: Any, middle: Any) -> Any:
    """`inv(factor).T @ middle @ inv(factor)`, for a lower triangle."""
    factor_h = hermitian(factor)
    return hermitian(solve_triangle(factor_h, hermitian(solve_triangle(factor_h, middle))))


# Hermitian eigenvalue problems


@adjoint(np.linalg.eigh)
def eigh(a: Any, UPLO: Any = "L", *, out: Any, out_bar: Any) -> Any:
    """Eigenvalues alone need no gaps between them; eigenvectors do."""
    w_bar, v_bar = out_bar
    if v_bar is None:
        return None if w_bar is None else eigenvalue_bar(out[0], out[1], w_bar, UPLO)
    return eigenvector_bar(out[0], out[1], w_bar, v_bar, UPLO)


@tangent(np.linalg.eigh)
def eigh_tangent(a: Any, UPLO: Any = "L", *, out: Any, a_dot: Any) -> Any:
    """First-order perturbation theory."""
    inner = hermitian(out[1]) @ from_triangle(a_dot, is_upper(UPLO)) @ out[1]
    return ((average_close(np.real(diagonal_of(inner)), out[0]), out[1] @ (inner * inverse_gaps(out[0]))),)


@adjoint(np.linalg.eigvalsh)
def eigvalsh(a: Any, UPLO: Any = "L", *, out: Any, out_bar: Any) -> Any:
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    w, v = np.linalg.eigh(a, UPLO)
    return eigenvalue_bar(w, v, out_bar, UPLO)


@tangent(np.linalg.eigvalsh)
def eigvalsh_tangent(a: Any, UPLO: Any = "L", *, out: Any, a_dot: Any) -> Any:
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    w, v = np.linalg.eigh(a, UPLO)
    return average_close(np.real(diagonal_of(hermitian(v) @ from_triangle(a_dot, is_upper(UPLO)) @ v)), w)


def is_upper(uplo: Any) -> Any:
    """Whether it is the upper triangle that is read."""
    return uplo in ("U", "u")


def eigenvalue_bar(w: Any, v: Any, w_bar: Any, uplo: Any) -> Any:
    """The adjoint of a matrix by its eigenvalues alone."""
    return to_triangle(times_columns(v, average_close(w_bar, w)) @ hermitian(v), is_upper(uplo))


def eigenvector_bar(w: Any, v: Any, w_bar: Any, v_bar: Any, uplo: Any) -> Any:
    """The adjoint of a matrix by its eigenvalues and eigenvectors (Giles, 2008)."""
    turned = hermitian(v) @ v_bar
    turned = refuse_phase(turned) if np.iscomplexobj(turned) else turned
    skew = (turned - hermitian(turned)) / 2
    inner = over_gaps(skew, w, v_bar) if w_bar is None else skew * inverse_gaps(w) + on_diagonal(w_bar)
    return to_triangle(v @ inner @ hermitian(v), is_upper(uplo))


def over_gaps(x: Any, values: Any, scale: Any) -> Any:
    """`x / (values[j] - values[i])`, 0 on the diagonal: vectors of equal values turn freely, which must not matter."""
    gaps = np.expand_dims(values, -2) - np.expand_dims(values, -1)
    return over(x, np.where(np.eye(np.shape(values)[-1], dtype=np.bool_), np.inf, gaps), values, scale)


# Singular values


@adjoint(np.linalg.svd)
def svd(
    a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False, *, out: Any, out_bar: Any
) -> Any:
    """Singular values alone need no gaps between them; singular vectors do."""
    if hermitian:
        if compute_uv:
            return hermitian_svd_bar(out[0], out[1], out[2], out_bar[0], out_bar[1], out_bar[2])
        u, s, vh = np.linalg.svd(a, hermitian=True)
        return hermitian_svd_bar(u, s, vh, None, out_bar, None)
    if not compute_uv:
        return singular_value_bar(a, out_bar)
    u_bar, s_bar, vh_bar = out_bar
    if u_bar is None and vh_bar is None:
        return None if s_bar is None else value_bar(thin(out[0], out[1]), out[1], thin_rows(out[2], out[1]), s_bar)
    return svd_bar(out[0], out[1], out[2], u_bar, s_bar, vh_bar)


@adjoint(np.linalg.svdvals)
def svdvals(x: Any, *, out: Any, out_bar: Any) -> Any:
    """Singular values move with the diagonal of `u.T @ da @ v`."""
    return singular_value_bar(x, out_bar)


def singular_value_bar(a: Any, g: Any) -> Any:
    """The adjoint of a matrix by its singular values alone."""
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    return value_bar(u, s, vh, g)


def value_bar(u: Any, s: Any, vh: Any, g: Any) -> Any:
    """The same from the decomposition: equal values share, and those that are 0 have the slope 0, as `abs` has."""
    return times_columns(u, np.where(is_positive(s), average_close(g, s), 0)) @ vh


def thin(u: Any, s: Any) -> Any:
    """The columns of `u` that belong to singular values; the others are free."""
    return u[..., : np.shape(s)[-1]]


def thin_rows(vh: Any, s: Any) -> Any:
    """The rows of `vh` that belong to singular values."""
    return vh[..., : np.shape(s)[-1], :]


def svd_bar(u: Any, s: Any, vh: Any, u_bar: Any, s_bar: Any, vh_bar: Any) -> Any:
    """The adjoint of all three factors (Wan and Zhang, 2019, for the complex case).

    Pairs of singular vectors turn alike, by the gaps between singular values, or against each other, by their sums.
    """
    size = np.shape(s)[-1]
    left, right = thin(u, s), hermitian(thin_rows(vh, s))
    left_bar = np.zeros_like(left) if u_bar is None else folded(u, u_bar, size)
    right_bar = np.zeros_like(right) if vh_bar is None else folded(hermitian(vh), hermitian(vh_bar), size)
    turned_left, turned_right = hermitian(left) @ left_bar, hermitian(right) @ right_bar
    alike, apart = turned_left + turned_right, turned_left - turned_right
    alike = refuse_phase(alike) if np.iscomplexobj(alike) else alike
    skew = (alike - hermitian(alike)) / 2
    inner = over_gaps(skew, s, alike) if s_bar is None else skew * inverse_gaps(s) + on_diagonal(s_bar)
    inner = inner + over((apart - hermitian(apart)) / 2, np.expand_dims(s, -2) + np.expand_dims(s, -1), s, alike)
    bar = left @ inner @ hermitian(right)
    if np.shape(left)[-2] > size:
        bar = bar + over(left_bar - left @ turned_left, np.expand_dims(s, -2), s, left_bar) @ hermitian(right)
    if np.shape(right)[-2] > size:
        bar = bar + left @ hermitian(over(right_bar - right @ turned_right, np.expand_dims(s, -2), s, right_bar))
    return bar


def folded(whole: Any, whole_bar: Any, size: Any) -> Any:
    """The adjoint of the first vectors of a basis. The others complete it, in whatever way, and turn with the first."""
    others = whole[..., size:]
    others_bar = refuse_turn(whole_bar[..., size:], others)
    return whole_bar[..., :size] - others @ (hermitian(others_bar) @ whole[..., :size])


def hermitian_svd_bar(u: Any, s: Any, vh: Any, u_bar: Any, s_bar: Any, vh_bar: Any) -> Any:
    """The adjoint of the factors that come from `eigh`: `v = u * sign(w)` and `s = abs(w)`."""
    sign = eigenvalue_signs(u, vh)
    w_bar = None if s_bar is None else s_bar * sign
    if u_bar is None and vh_bar is None:
        return None if w_bar is None else eigenvalue_bar(s * sign, u, w_bar, "L")
    v_bar = 0 if vh_bar is None else times_columns(hermitian(vh_bar), sign)
    return eigenvector_bar(s * sign, u, w_bar, v_bar if u_bar is None else u_bar + v_bar, "L")


def eigenvalue_signs(u: Any, vh: Any) -> Any:
    """The signs of the eigenvalues of a Hermitian matrix, of which this is the singular value decomposition."""
    return np.rint(np.real(diagonal_of(vh @ u)))


@tangent(np.linalg.svdvals)
def svdvals_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """Singular values move with the diagonal of `u.T @ da @ v`."""
    return singular_value_dot(x, x_dot)


def singular_value_dot(a: Any, a_dot: Any) -> Any:
    """The tangents of the singular values alone."""
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    return value_dot(u, s, vh, a_dot)


def value_dot(u: Any, s: Any, vh: Any, a_dot: Any) -> Any:
    """The same from the decomposition: equal values share, and those that are 0 have the slope 0, as `abs` has."""
    change = np.real(diagonal_of(hermitian(u) @ a_dot @ hermitian(vh)))
    return np.where(is_positive(s), average_close(change, s), 0)


@tangent(np.linalg.svd)
def svd_tangent(
    a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False, *, out: Any, a_dot: Any
) -> Any:
    """First-order perturbation theory."""
    if hermitian:
        if compute_uv:
            return (hermitian_svd_dot(out[0], out[1], out[2], a_dot),)
        u, s, vh = np.linalg.svd(a, hermitian=True)
        return hermitian_svd_dot(u, s, vh, a_dot)[1]
    return (svd_dot(out[0], out[1], out[2], a_dot),) if compute_uv else singular_value_dot(a, a_dot)


def svd_dot(u: Any, s: Any, vh: Any, a_dot: Any) -> Any:
    """The tangents of all three factors."""
    left, right = thin(u, s), hermitian(thin_rows(vh, s))
    inner = hermitian(left) @ a_dot @ right
    alike = (inner + hermitian(inner)) / 2 * inverse_gaps(s)
    apart = over((inner - hermitian(inner)) / 2, np.expand_dims(s, -2) + np.expand_dims(s, -1), s)
    left_dot, right_dot = left @ (alike + apart), right @ (alike - apart)
    if np.shape(left)[-2] > np.shape(s)[-1]:
        left_dot = left_dot + over(a_dot @ right - left @ inner, np.expand_dims(s, -2), s)
    if np.shape(right)[-2] > np.shape(s)[-1]:
        right_dot = right_dot + over(hermitian(a_dot) @ left - right @ hermitian(inner), np.expand_dims(s, -2), s)
    left_dot, right_dot = completed(left_dot, left, u), completed(right_dot, right, hermitian(vh))
    return left_dot, value_dot(left, s, thin_rows(vh, s), a_dot), hermitian(right_dot)


def hermitian_svd_dot(u: Any, s: Any, vh: Any, a_dot: Any) -> Any:
    """The tangents of the factors that come from `eigh`."""
    sign = eigenvalue_signs(u, vh)
    inner = hermitian(u) @ from_triangle(a_dot, False) @ u
    u_dot = u @ (inner * inverse_gaps(s * sign))
    s_dot = average_close(np.real(diagonal_of(inner)), s * sign) * sign
    return u_dot, s_dot, hermitian(times_columns(u_dot, sign))


def completed(change: Any, basis: Any, whole: Any) -> Any:
    """The change of the vectors of `basis`, and of the others in `whole`, which stay orthogonal to them."""
    others = whole[..., np.shape(basis)[-1] :]
    return np.concatenate((change, -(basis @ (hermitian(change) @ others))), -1)


# Helpers


@adjoint(inverse_gaps)
def inverse_gaps_adjoint(values: Any, vectors: Any = None, *, out: Any, out_bar: Any) -> Any:
    """The derivative of each reciprocal."""
    gaps_bar = -out_bar * np.conj(out * out)
    return np.sum(gaps_bar, axis=-2) - np.sum(gaps_bar, axis=-1), None


@tangent(inverse_gaps)
def inverse_gaps_tangent(values: Any, vectors: Any = None, *, out: Any, values_dot: Any) -> Any:
    """The derivative of each reciprocal."""
    return (np.expand_dims(values_dot, -1) - np.expand_dims(values_dot, -2)) * out * out, None


@adjoint(over)
def over_adjoint(x: Any, d: Any, values: Any, scale: Any = 0.0, *, out: Any, out_bar: Any) -> Any:
    """A quotient, but for its zeros."""
    return over(out_bar, d, values), unbroadcast(-np.real(np.conj(out_bar) * over(out, d, values)), d), None, None


@tangent(over)
def over_tangent(x: Any, d: Any, values: Any, scale: Any = 0.0, *, out: Any, x_dot: Any, d_dot: Any) -> Any:
    """A quotient, but for its zeros."""
    return over(x_dot, d, values), -over(out * d_dot, d, values), None, None


@adjoint(average_close)
def average_close_adjoint(g: Any, values: Any, vectors: Any = None, *, out: Any, out_bar: Any) -> Any:
    """A symmetric matrix."""
    return average_close(out_bar, values, vectors), None, None


@tangent(average_close)
def average_close_tangent(g: Any, values: Any, vectors: Any = None, *, g_dot: Any) -> Any:
    """It is linear."""
    return average_close(g_dot, values, vectors), None, None


@adjoint(refuse_turn)
def refuse_turn_adjoint(bar: Any, basis: Any, *, out_bar: Any) -> Any:
    """It is the identity."""
    return out_bar, None


@tangent(refuse_turn)
def refuse_turn_tangent(bar: Any, basis: Any, *, bar_dot: Any) -> Any:
    """It is the identity; what was asked for the adjoint need not be true for its tangent."""
    return bar_dot, None


@adjoint(refuse_phase)
def refuse_phase_adjoint(x: Any, *, out_bar: Any) -> Any:
    """It is the identity."""
    return out_bar


@tangent(refuse_phase)
def refuse_phase_tangent(x: Any, *, x_dot: Any) -> Any:
    """It is the identity; what was asked for the adjoint need not be true for its tangent."""
    return x_dot


nondifferentiable((is_positive,))

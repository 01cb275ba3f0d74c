"""numpy.linalg: factorisations, for single matrices and stacks of them.

Functions of a Hermitian matrix (cholesky, eigh, eigvalsh) read one triangle of their argument and never look at the
other. So does their derivative: the adjoint has zeros in the triangle that is not read, and what the mirrored element
contributes is added to the one that is.

Eigenvectors and singular vectors of equal values have no derivative, and neither have the phases of complex ones: where
an adjoint depends on them, an error is raised. (A tangent cannot know what it is used for; its phases stay put.)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.linalg import diagonal_of, hermitian
from srcxform.rules.registry import adjoint, linear, tangent
from srcxform.runtime import first_columns, inverse_gaps, pad_columns, refuse_phase

UNUSED_IS_NONE = frozenset({np.linalg.eigh, np.linalg.lstsq, np.linalg.qr, np.linalg.slogdet, np.linalg.svd})
"""Functions with several results, whose adjoint rules take `None` as the adjoint of one that is not used.

Then eigenvalues and singular values are differentiable also where some of them are equal and their vectors are not.
"""


def triangle(x: Any, upper: Any) -> Any:
    """One triangle of `x`, with half of its diagonal."""
    return (np.triu(x) + np.triu(x, 1)) / 2 if upper else (np.tril(x) + np.tril(x, -1)) / 2


def from_triangle(x: Any, upper: Any) -> Any:
    """The Hermitian matrix of which `x` holds one triangle."""
    half = triangle(x, upper)
    return half + hermitian(half)


def to_triangle(x: Any, upper: Any) -> Any:
    """The transpose of `from_triangle`."""
    return triangle(x + hermitian(x), upper)


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
    """By `d(l) = l @ triangle(inv(l) @ da @ inv(l).T)`."""
    factor = hermitian(out) if upper else out
    g = hermitian(out_bar) if upper else out_bar
    inverse = np.linalg.inv(factor)
    return to_triangle(hermitian(inverse) @ triangle(hermitian(factor) @ g, False) @ inverse, upper)


@tangent(np.linalg.cholesky)
def cholesky_tangent(a: Any, *, upper: Any = False, out: Any, a_dot: Any) -> Any:
    """By `d(l) = l @ triangle(inv(l) @ da @ inv(l).T)`."""
    factor = hermitian(out) if upper else out
    inverse = np.linalg.inv(factor)
    change = factor @ triangle(inverse @ from_triangle(a_dot, upper) @ hermitian(inverse), False)
    return hermitian(change) if upper else change


# Hermitian eigenvalue problems


@adjoint(np.linalg.eigh)
def eigh(a: Any, UPLO: Any = "L", *, out: Any, out_bar: Any) -> Any:
    """Eigenvalues alone need no gaps between them; eigenvectors do."""
    w_bar, v_bar = out_bar
    if v_bar is None:
        return None if w_bar is None else eigenvalue_bar(out[1], w_bar, UPLO)
    return eigenvector_bar(out[0], out[1], w_bar, v_bar, UPLO)


@tangent(np.linalg.eigh)
def eigh_tangent(a: Any, UPLO: Any = "L", *, out: Any, a_dot: Any) -> Any:
    """First-order perturbation theory."""
    inner = hermitian(out[1]) @ from_triangle(a_dot, UPLO in ("U", "u")) @ out[1]
    return ((np.real(diagonal_of(inner)), out[1] @ (inner * inverse_gaps(out[0]))),)


@adjoint(np.linalg.eigvalsh)
def eigvalsh(a: Any, UPLO: Any = "L", *, out: Any, out_bar: Any) -> Any:
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    return eigenvalue_bar(np.linalg.eigh(a, UPLO)[1], out_bar, UPLO)


@tangent(np.linalg.eigvalsh)
def eigvalsh_tangent(a: Any, UPLO: Any = "L", *, out: Any, a_dot: Any) -> Any:
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    v = np.linalg.eigh(a, UPLO)[1]
    return np.real(diagonal_of(hermitian(v) @ from_triangle(a_dot, UPLO in ("U", "u")) @ v))


def eigenvalue_bar(v: Any, w_bar: Any, uplo: Any) -> Any:
    """The adjoint of a matrix by its eigenvalues alone."""
    return to_triangle(times_columns(v, w_bar) @ hermitian(v), uplo in ("U", "u"))


def eigenvector_bar(w: Any, v: Any, w_bar: Any, v_bar: Any, uplo: Any) -> Any:
    """The adjoint of a matrix by its eigenvalues and eigenvectors."""
    turned = hermitian(v) @ v_bar
    turned = refuse_phase(turned) if np.iscomplexobj(turned) else turned
    inner = (turned - hermitian(turned)) / 2 * inverse_gaps(w)
    inner = inner if w_bar is None else inner + on_diagonal(w_bar)
    return to_triangle(v @ inner @ hermitian(v), uplo in ("U", "u"))


# Singular values


@adjoint(np.linalg.svd)
def svd(
    a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False, *, out: Any, out_bar: Any
) -> Any:
    """Singular values alone need no gaps between them; singular vectors do."""
    if hermitian:
        return ()
    if not compute_uv:
        return singular_value_bar(a, out_bar)
    u_bar, s_bar, vh_bar = out_bar
    if u_bar is None and vh_bar is None:
        return None if s_bar is None else times_columns(thin(out[0], out[1]), s_bar) @ thin_rows(out[2], out[1])
    return svd_bar(out[0], out[1], out[2], u_bar, s_bar, vh_bar)


@adjoint(np.linalg.svdvals)
def svdvals(x: Any, *, out: Any, out_bar: Any) -> Any:
    """Singular values move with the diagonal of `u.T @ da @ v`."""
    return singular_value_bar(x, out_bar)


def singular_value_bar(a: Any, g: Any) -> Any:
    """The adjoint of a matrix by its singular values alone."""
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return times_columns(u, g) @ vh


def thin(u: Any, s: Any) -> Any:
    """The columns of `u` that belong to singular values; the others are free."""
    return u[..., : np.shape(s)[-1]]


def thin_rows(vh: Any, s: Any) -> Any:
    """The rows of `vh` that belong to singular values."""
    return vh[..., : np.shape(s)[-1], :]


def svd_bar(u: Any, s: Any, vh: Any, u_bar: Any, s_bar: Any, vh_bar: Any) -> Any:
    """The adjoint of all three factors (Wan and Zhang, 2019, for the complex case)."""
    left, right = thin(u, s), hermitian(thin_rows(vh, s))
    left_bar = np.zeros_like(left) if u_bar is None else first_columns(u_bar, np.shape(s)[-1])
    right_bar = np.zeros_like(right) if vh_bar is None else first_columns(hermitian(vh_bar), np.shape(s)[-1])
    turned_left, turned_right = hermitian(left) @ left_bar, hermitian(right) @ right_bar
    factors = inverse_gaps(s) / (np.expand_dims(s, -1) + np.expand_dims(s, -2))
    inner = times_columns((turned_left - hermitian(turned_left)) * factors, s)
    inner = inner + np.expand_dims(s, -1) * ((turned_right - hermitian(turned_right)) * factors)
    inner = inner if s_bar is None else inner + on_diagonal(s_bar)
    if np.iscomplexobj(left):
        both = diagonal_of(refuse_phase(turned_left + turned_right))
        inner = inner + on_diagonal(1j * np.imag(2 * diagonal_of(turned_left) - both) / (2 * s))
    left_rest = (left_bar - left @ turned_left) / np.expand_dims(s, -2)
    right_rest = (right_bar - right @ turned_right) / np.expand_dims(s, -2)
    return (left @ inner + left_rest) @ hermitian(right) + left @ hermitian(right_rest)


@tangent(np.linalg.svdvals)
def svdvals_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """Singular values move with the diagonal of `u.T @ da @ v`."""
    return singular_value_dot(x, x_dot)


def singular_value_dot(a: Any, a_dot: Any) -> Any:
    """The tangents of the singular values alone."""
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return np.real(diagonal_of(hermitian(u) @ a_dot @ hermitian(vh)))


@tangent(np.linalg.svd)
def svd_tangent(
    a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False, *, out: Any, a_dot: Any
) -> Any:
    """First-order perturbation theory."""
    if hermitian:
        return ()
    return (svd_dot(out[0], out[1], out[2], a_dot),) if compute_uv else singular_value_dot(a, a_dot)


def svd_dot(u: Any, s: Any, vh: Any, a_dot: Any) -> Any:
    """The tangents of all three factors."""
    left, right = thin(u, s), hermitian(thin_rows(vh, s))
    inner = hermitian(left) @ a_dot @ right
    s_dot = np.real(diagonal_of(inner))
    columns, rows = times_columns(inner, s), np.expand_dims(s, -1) * inner
    factors = inverse_gaps(s) / (np.expand_dims(s, -1) + np.expand_dims(s, -2))
    turn_left = (columns + hermitian(columns)) * factors
    turn_right = (rows + hermitian(rows)) * factors
    if np.iscomplexobj(inner):
        phase = on_diagonal(1j * np.imag(diagonal_of(inner)) / (2 * s))
        turn_left, turn_right = turn_left + phase, turn_right - phase
    left_rest = (a_dot @ right - left @ inner) / np.expand_dims(s, -2)
    right_rest = (hermitian(a_dot) @ left - right @ hermitian(inner)) / np.expand_dims(s, -2)
    left_dot = completed(left @ turn_left + left_rest, left, u)
    right_dot = completed(right @ turn_right + right_rest, right, hermitian(vh))
    return left_dot, s_dot, hermitian(right_dot)


def completed(change: Any, basis: Any, whole: Any) -> Any:
    """The change of the vectors of `basis`, and of the others in `whole`, which stay orthogonal to them."""
    others = whole[..., np.shape(basis)[-1] :]
    return np.concatenate((change, -(basis @ (hermitian(change) @ others))), -1)


# QR


@adjoint(np.linalg.qr)
def qr(a: Any, mode: Any = "reduced", *, out: Any, out_bar: Any) -> Any:
    """Both factors; the columns of `a` as far as it is high must be independent."""
    if mode == "r":
        return qr_bar(a, np.linalg.qr(a)[0], out, None, out_bar)
    return qr_bar(a, out[0], out[1], out_bar[0], out_bar[1]) if mode == "reduced" else ()


@tangent(np.linalg.qr)
def qr_tangent(a: Any, mode: Any = "reduced", *, out: Any, a_dot: Any) -> Any:
    """Both factors."""
    if mode == "r":
        return qr_dot(a, np.linalg.qr(a)[0], out, a_dot)[1]
    return (qr_dot(a, out[0], out[1], a_dot),) if mode == "reduced" else ()


def qr_bar(a: Any, q: Any, r: Any, q_bar: Any, r_bar: Any) -> Any:
    """The adjoint of the factors; columns beyond the height of `a` are `q` times those of `r`."""
    height, width = np.shape(a)[-2:]
    if q_bar is None and r_bar is None:
        return None
    q_bar = np.zeros_like(q) if q_bar is None else q_bar
    r_bar = np.zeros_like(r) if r_bar is None else r_bar
    if height >= width:
        return tall_qr_bar(q, r, q_bar, r_bar)
    beyond_bar = r_bar[..., height:]
    q_bar = q_bar + a[..., height:] @ hermitian(beyond_bar)
    return np.concatenate((tall_qr_bar(q, r[..., :height], q_bar, r_bar[..., :height]), q @ beyond_bar), -1)


def tall_qr_bar(q: Any, r: Any, q_bar: Any, r_bar: Any) -> Any:
    """The adjoint of a matrix that is at least as high as wide."""
    inner = from_triangle(r_bar @ hermitian(r) - hermitian(q) @ q_bar, True)
    return (q_bar + q @ inner) @ hermitian(np.linalg.inv(r))


def qr_dot(a: Any, q: Any, r: Any, a_dot: Any) -> Any:
    """The tangents of the factors; columns beyond the height of `a` are `q` times those of `r`."""
    height, width = np.shape(a)[-2:]
    if height >= width:
        return tall_qr_dot(q, r, a_dot)
    q_dot, r_dot = tall_qr_dot(q, r[..., :height], a_dot[..., :height])
    beyond_dot = hermitian(q_dot) @ a[..., height:] + hermitian(q) @ a_dot[..., height:]
    return q_dot, np.concatenate((r_dot, beyond_dot), -1)


def tall_qr_dot(q: Any, r: Any, a_dot: Any) -> Any:
    """The tangents of the factors of a matrix that is at least as high as wide."""
    change = a_dot @ np.linalg.inv(r)
    inner = to_triangle(hermitian(q) @ change, True)
    return change - q @ inner, inner @ r


# Helpers


@adjoint(inverse_gaps)
def inverse_gaps_adjoint(values: Any, *, out: Any, out_bar: Any) -> Any:
    """The derivative of each reciprocal."""
    gaps_bar = -out_bar * out * out
    return np.sum(gaps_bar, axis=-2) - np.sum(gaps_bar, axis=-1)


@tangent(inverse_gaps)
def inverse_gaps_tangent(values: Any, *, out: Any, values_dot: Any) -> Any:
    """The derivative of each reciprocal."""
    return (np.expand_dims(values_dot, -1) - np.expand_dims(values_dot, -2)) * out * out


@linear(refuse_phase)
def refuse_phase_transpose(x: Any, *, out_bar: Any) -> Any:
    """It is the identity."""
    return out_bar


@linear(first_columns)
def first_columns_transpose(x: Any, count: Any, *, out_bar: Any) -> Any:
    """The columns that were cut off get 0."""
    return pad_columns(out_bar, x)


@linear(pad_columns)
def pad_columns_transpose(x: Any, like: Any, *, out_bar: Any) -> Any:
    """The columns that were added go away."""
    return out_bar[..., : np.shape(x)[-1]]

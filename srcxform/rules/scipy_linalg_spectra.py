"""scipy.linalg: eigenvalues and singular values, and their vectors.

As with NumPy's functions: values are differentiable also where some of them are equal, vectors are not, and neither are
the phases of complex vectors.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from srcxform.rules.factorisations import (
    UNUSED_IS_NONE,
    on_diagonal,
    singular_value_bar,
    singular_value_dot,
    svd_bar,
    svd_dot,
    thin,
    thin_rows,
    times_columns,
)
from srcxform.rules.linalg import diagonal_of, from_triangle, hermitian, to_triangle
from srcxform.rules.registry import adjoint, definition, no_rule, tangent
from srcxform.rules.scipy_linalg import refuse_overwriting
from srcxform.rules.scipy_linalg_structured import all_bands, bands_of_product, bands_times, half_of_bands
from srcxform.runtime import inverse_gaps, real_like, refuse_phase

UNUSED_IS_NONE.update(
    (scipy.linalg.eig, scipy.linalg.eig_banded, scipy.linalg.eigh, scipy.linalg.eigh_tridiagonal, scipy.linalg.svd)
)


# Hermitian problems: `a @ v = w * (b @ v)`, with `v.H @ b @ v` the unit matrix


def refuse_type(b: Any, type: Any) -> Any:
    """The forms `a @ b @ v = w * v` and `b @ a @ v = w * v`."""
    if b is not None and type != 1:
        return no_rule("`type=2` and `type=3` of `eigh` have no derivative rule", "invert `b`, and use `type=1`")
    return None


def refuse_values(subset_by_value: Any) -> Any:
    """Vectors that are chosen by their values: the others, which the derivative needs, are not counted."""
    if subset_by_value is not None:
        return no_rule("vectors chosen by `subset_by_value` have no derivative rule", "use `subset_by_index`")
    return None


def all_vectors(a: Any, b: Any, lower: Any, w: Any, v: Any, subset: Any) -> Any:
    """The vectors that a chosen one can turn to, and `1 / (w[chosen] - w[other])`."""
    if subset is None:
        return v, inverse_gaps(w)
    every_w, every_v = scipy.linalg.eigh(a, b, lower=lower)
    return every_v, inverse_gaps(every_w)[..., subset[0] : subset[1] + 1]


@adjoint(scipy.linalg.eigh)
def eigh(
    a: Any, b: Any = None, *, lower: Any = True, eigvals_only: Any = False, overwrite_a: Any = False,
    overwrite_b: Any = False, type: Any = 1, check_finite: Any = True, subset_by_index: Any = None,
    subset_by_value: Any = None, driver: Any = None, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """Eigenvalues alone need no gaps between them; eigenvectors do (Nelson, 1976, with `b`)."""
    refuse_overwriting(overwrite_a, overwrite_b)
    refuse_type(b, type)
    if eigvals_only:
        v = scipy.linalg.eigh(a, b, lower=lower, subset_by_index=subset_by_index, subset_by_value=subset_by_value)[1]
        return value_bars(out, v, out_bar, b, lower)
    w, v = out
    if out_bar[1] is None:
        return (None, None) if out_bar[0] is None else value_bars(w, v, out_bar[0], b, lower)
    refuse_values(subset_by_value)
    others, gaps = all_vectors(a, b, lower, w, v, subset_by_index)
    turned = hermitian(others) @ out_bar[1]
    square = hermitian(v) @ out_bar[1]
    scale = np.real(diagonal_of(refuse_phase(square) if np.iscomplexobj(square) else square))
    side = others @ (turned * gaps)
    side = side if out_bar[0] is None else side + times_columns(v, out_bar[0])
    a_bar = to_triangle(side @ hermitian(v), not lower)
    if b is None:
        return a_bar, None
    b_side = -times_columns(side, w) - times_columns(v, scale / 2)
    return a_bar, to_triangle(b_side @ hermitian(v), not lower)


def value_bars(w: Any, v: Any, w_bar: Any, b: Any, lower: Any) -> Any:
    """The adjoints by the eigenvalues alone."""
    a_bar = to_triangle(times_columns(v, w_bar) @ hermitian(v), not lower)
    return a_bar, None if b is None else to_triangle(times_columns(v, -w * w_bar) @ hermitian(v), not lower)


@tangent(scipy.linalg.eigh)
def eigh_tangent(
    a: Any, b: Any = None, *, lower: Any = True, eigvals_only: Any = False, overwrite_a: Any = False,
    overwrite_b: Any = False, type: Any = 1, check_finite: Any = True, subset_by_index: Any = None,
    subset_by_value: Any = None, driver: Any = None, out: Any, a_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """First-order perturbation theory."""
    refuse_overwriting(overwrite_a, overwrite_b)
    refuse_type(b, type)
    if eigvals_only:
        v = scipy.linalg.eigh(a, b, lower=lower, subset_by_index=subset_by_index, subset_by_value=subset_by_value)[1]
        return value_dots(out, v, a_dot, b, b_dot, lower)
    refuse_values(subset_by_value)
    w, v = out
    others, gaps = all_vectors(a, b, lower, w, v, subset_by_index)
    by_a, by_b = value_dots(w, v, a_dot, b, b_dot, lower)
    inner = hermitian(others) @ from_triangle(a_dot, not lower) @ v
    by_a = (by_a, others @ (inner * gaps))
    if b is None:
        return (by_a,)
    change = from_triangle(b_dot, not lower) @ v
    inner, scale = hermitian(others) @ change, np.real(diagonal_of(hermitian(v) @ change))
    return by_a, (by_b, -(others @ (times_columns(inner, w) * gaps)) - times_columns(v, scale / 2))


def value_dots(w: Any, v: Any, a_dot: Any, b: Any, b_dot: Any, lower: Any) -> Any:
    """The tangents of the eigenvalues alone."""
    by_a = np.real(diagonal_of(hermitian(v) @ from_triangle(a_dot, not lower) @ v))
    if b is None:
        return by_a, None
    return by_a, -w * np.real(diagonal_of(hermitian(v) @ from_triangle(b_dot, not lower) @ v))


@adjoint(scipy.linalg.eigvalsh)
def eigvalsh(
    a: Any, b: Any = None, *, lower: Any = True, overwrite_a: Any = False, overwrite_b: Any = False, type: Any = 1,
    check_finite: Any = True, subset_by_index: Any = None, subset_by_value: Any = None, driver: Any = None,
    out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    refuse_overwriting(overwrite_a, overwrite_b)
    refuse_type(b, type)
    v = scipy.linalg.eigh(a, b, lower=lower, subset_by_index=subset_by_index, subset_by_value=subset_by_value)[1]
    return value_bars(out, v, out_bar, b, lower)


@tangent(scipy.linalg.eigvalsh)
def eigvalsh_tangent(
    a: Any, b: Any = None, *, lower: Any = True, overwrite_a: Any = False, overwrite_b: Any = False, type: Any = 1,
    check_finite: Any = True, subset_by_index: Any = None, subset_by_value: Any = None, driver: Any = None,
    out: Any, a_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    refuse_overwriting(overwrite_a, overwrite_b)
    refuse_type(b, type)
    v = scipy.linalg.eigh(a, b, lower=lower, subset_by_index=subset_by_index, subset_by_value=subset_by_value)[1]
    return value_dots(out, v, a_dot, b, b_dot, lower)


# Tridiagonal and banded Hermitian matrices


@adjoint(scipy.linalg.eigh_tridiagonal)
def eigh_tridiagonal(
    d: Any, e: Any, eigvals_only: Any = False, select: Any = "a", select_range: Any = None, check_finite: Any = True,
    tol: Any = 0.0, lapack_driver: Any = "auto", *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """Those of the matrix, of which only three diagonals can move."""
    if eigvals_only:
        return eigvalsh_tridiagonal(d, e, select, select_range, check_finite, tol, out_bar=out_bar)
    w, v = out
    if out_bar[1] is None:
        return (None, None) if out_bar[0] is None else three_diagonals(times_columns(v, out_bar[0]), v)
    refuse_selection(select)
    side = v @ ((hermitian(v) @ out_bar[1]) * inverse_gaps(w))
    return three_diagonals(side if out_bar[0] is None else side + times_columns(v, out_bar[0]), v)


def refuse_selection(select: Any) -> Any:
    """Some vectors: the derivative needs the others too."""
    if select not in ("a", "all"):
        return no_rule("selected eigenvectors have no derivative rule", "leave `select` out, and take a slice")
    return None


def three_diagonals(left: Any, right: Any) -> Any:
    """The diagonal of `left @ right.T`, and the sum of both beside it."""
    beside = left[..., :-1, :] * right[..., 1:, :] + left[..., 1:, :] * right[..., :-1, :]
    return np.sum(left * right, axis=-1), np.sum(beside, axis=-1)


def tridiagonal_dots(v: Any, d_dot: Any, e_dot: Any) -> Any:
    """`v.T @ a_dot @ v` for the change of the diagonal, and of the others."""
    shifted = hermitian(v[..., :-1, :]) @ (np.expand_dims(e_dot, -1) * v[..., 1:, :])
    return hermitian(v) @ (np.expand_dims(d_dot, -1) * v), shifted + hermitian(shifted)


@tangent(scipy.linalg.eigh_tridiagonal)
def eigh_tridiagonal_tangent(
    d: Any, e: Any, eigvals_only: Any = False, select: Any = "a", select_range: Any = None, check_finite: Any = True,
    tol: Any = 0.0, lapack_driver: Any = "auto", *, out: Any, d_dot: Any, e_dot: Any,
) -> Any:  # fmt: skip
    """First-order perturbation theory."""
    if eigvals_only:
        return eigvalsh_tridiagonal_tangent(d, e, select, select_range, check_finite, tol, d_dot=d_dot, e_dot=e_dot)
    refuse_selection(select)
    w, v = out
    by_d, by_e = tridiagonal_dots(v, d_dot, e_dot)
    return (diagonal_of(by_d), v @ (by_d * inverse_gaps(w))), (diagonal_of(by_e), v @ (by_e * inverse_gaps(w)))


@adjoint(scipy.linalg.eigvalsh_tridiagonal)
def eigvalsh_tridiagonal(
    d: Any, e: Any, select: Any = "a", select_range: Any = None, check_finite: Any = True, tol: Any = 0.0,
    lapack_driver: Any = "auto", *, out_bar: Any,
) -> Any:  # fmt: skip
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    v = scipy.linalg.eigh_tridiagonal(d, e, select=select, select_range=select_range)[1]
    return three_diagonals(times_columns(v, out_bar), v)


@tangent(scipy.linalg.eigvalsh_tridiagonal)
def eigvalsh_tridiagonal_tangent(
    d: Any, e: Any, select: Any = "a", select_range: Any = None, check_finite: Any = True, tol: Any = 0.0,
    lapack_driver: Any = "auto", *, d_dot: Any, e_dot: Any,
) -> Any:  # fmt: skip
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    v = scipy.linalg.eigh_tridiagonal(d, e, select=select, select_range=select_range)[1]
    by_d, by_e = tridiagonal_dots(v, d_dot, e_dot)
    return diagonal_of(by_d), diagonal_of(by_e)


def band_part(left: Any, right: Any, a_band: Any, lower: Any) -> Any:
    """What `left @ right.H`, as the adjoint of the matrix, gives to the bands that are stored."""
    bands = bands_of_product(left, right, all_bands(a_band, lower), right, np.shape(a_band)[0] - 1)
    return half_of_bands(bands, a_band, lower)


@adjoint(scipy.linalg.eig_banded)
def eig_banded(
    a_band: Any, lower: Any = False, eigvals_only: Any = False, overwrite_a_band: Any = False, select: Any = "a",
    select_range: Any = None, max_ev: Any = 0, check_finite: Any = True, *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """Those of the matrix, of which only some diagonals can move."""
    if eigvals_only:
        return eigvals_banded(a_band, lower, overwrite_a_band, select, select_range, out_bar=out_bar)
    refuse_overwriting(overwrite_a_band, np.ndim(a_band) > 2)
    w, v = out
    if out_bar[1] is None:
        return None if out_bar[0] is None else band_part(times_columns(v, out_bar[0]), v, a_band, lower)
    refuse_selection(select)
    turned = hermitian(v) @ out_bar[1]
    side = v @ ((refuse_phase(turned) if np.iscomplexobj(turned) else turned) * inverse_gaps(w))
    return band_part(side if out_bar[0] is None else side + times_columns(v, out_bar[0]), v, a_band, lower)


@tangent(scipy.linalg.eig_banded)
def eig_banded_tangent(
    a_band: Any, lower: Any = False, eigvals_only: Any = False, overwrite_a_band: Any = False, select: Any = "a",
    select_range: Any = None, max_ev: Any = 0, check_finite: Any = True, *, out: Any, a_band_dot: Any,
) -> Any:  # fmt: skip
    """First-order perturbation theory."""
    if eigvals_only:
        return eigvals_banded_tangent(a_band, lower, overwrite_a_band, select, select_range, a_band_dot=a_band_dot)
    refuse_overwriting(overwrite_a_band, np.ndim(a_band) > 2)
    refuse_selection(select)
    w, v = out
    inner = hermitian(v) @ bands_times(all_bands(a_band_dot, lower), v, v, np.shape(a_band)[0] - 1)
    return ((np.real(diagonal_of(inner)), v @ (inner * inverse_gaps(w))),)


@adjoint(scipy.linalg.eigvals_banded)
def eigvals_banded(
    a_band: Any, lower: Any = False, overwrite_a_band: Any = False, select: Any = "a", select_range: Any = None,
    check_finite: Any = True, *, out_bar: Any,
) -> Any:  # fmt: skip
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    refuse_overwriting(overwrite_a_band, np.ndim(a_band) > 2)
    v = scipy.linalg.eig_banded(a_band, lower, select=select, select_range=select_range)[1]
    return band_part(times_columns(v, out_bar), v, a_band, lower)


@tangent(scipy.linalg.eigvals_banded)
def eigvals_banded_tangent(
    a_band: Any, lower: Any = False, overwrite_a_band: Any = False, select: Any = "a", select_range: Any = None,
    check_finite: Any = True, *, a_band_dot: Any,
) -> Any:  # fmt: skip
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    refuse_overwriting(overwrite_a_band, np.ndim(a_band) > 2)
    v = scipy.linalg.eig_banded(a_band, lower, select=select, select_range=select_range)[1]
    columns = bands_times(all_bands(a_band_dot, lower), v, v, np.shape(a_band)[0] - 1)
    return np.sum(np.real(np.conj(v) * columns), axis=0)


# General matrices


def refuse_forms(left: Any, homogeneous: Any) -> Any:
    """Left eigenvectors and homogeneous coordinates."""
    if left:
        return no_rule("left eigenvectors have no derivative rule", "take the rows of the inverse of the right ones")
    if homogeneous:
        return no_rule("`homogeneous_eigvals` has no derivative rule", "leave it out")
    return None


def pencil(a: Any, b: Any) -> Any:
    """The matrix with the eigenvalues of `a @ v = w * (b @ v)`."""
    return a if b is None else np.linalg.solve(b, a)


def pencil_bars(m_bar: Any, a: Any, b: Any) -> Any:
    """The adjoints of the operands of `pencil`."""
    if b is None:
        return real_like(m_bar, a), None
    a_bar = np.linalg.solve(hermitian(b), m_bar)
    return real_like(a_bar, a), real_like(-(a_bar @ hermitian(pencil(a, b))), b)


def in_basis(v: Any, inner: Any) -> Any:
    """`inv(v).H @ inner @ v.H`."""
    return np.linalg.solve(hermitian(v), inner @ hermitian(v))


@adjoint(scipy.linalg.eig)
def eig(
    a: Any, b: Any = None, left: Any = False, right: Any = True, overwrite_a: Any = False, overwrite_b: Any = False,
    check_finite: Any = True, homogeneous_eigvals: Any = False, *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """Eigenvectors of length 1 (Boeddeker et al., 2017); those of equal eigenvalues have no derivative."""
    refuse_overwriting(overwrite_a, overwrite_b)
    refuse_forms(left, homogeneous_eigvals)
    if not right:
        return eigvals(a, b, out_bar=out_bar)
    (w, v), (w_bar, v_bar) = out, out_bar
    if v_bar is None:
        return (None, None) if w_bar is None else pencil_bars(in_basis(v, on_diagonal(w_bar)), a, b)
    turned = refuse_phase(hermitian(v) @ v_bar)
    lengths = times_columns(hermitian(v) @ v, np.real(diagonal_of(turned)))
    inner = (turned - lengths) * np.conj(inverse_gaps(w))
    inner = inner if w_bar is None else inner + on_diagonal(w_bar)
    return pencil_bars(in_basis(v, inner), a, b)


@tangent(scipy.linalg.eig)
def eig_tangent(
    a: Any, b: Any = None, left: Any = False, right: Any = True, overwrite_a: Any = False, overwrite_b: Any = False,
    check_finite: Any = True, homogeneous_eigvals: Any = False, *, out: Any, a_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """First-order perturbation theory; vectors keep their length, and their phase."""
    refuse_overwriting(overwrite_a, overwrite_b)
    refuse_forms(left, homogeneous_eigvals)
    if not right:
        return eigvals_tangent(a, b, a_dot=a_dot, b_dot=b_dot)
    w, v = out
    by_a = eigenpair_dots(w, v, a_dot if b is None else np.linalg.solve(b, a_dot))
    return (by_a,) if b is None else (by_a, eigenpair_dots(w, v, -np.linalg.solve(b, b_dot @ pencil(a, b))))


def eigenpair_dots(w: Any, v: Any, m_dot: Any) -> Any:
    """The tangents of eigenvalues and vectors of one matrix."""
    inner = np.linalg.solve(v, m_dot @ v)
    change = v @ (inner * inverse_gaps(w))
    along = np.sum(np.conj(v) * change, axis=-2)
    return diagonal_of(inner) + 0j, real_like(change - times_columns(v, along), v)


@adjoint(scipy.linalg.eigvals)
def eigvals(
    a: Any, b: Any = None, overwrite_a: Any = False, check_finite: Any = True, homogeneous_eigvals: Any = False,
    *, out_bar: Any,
) -> Any:  # fmt: skip
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    refuse_overwriting(overwrite_a, homogeneous_eigvals)
    return pencil_bars(in_basis(scipy.linalg.eig(a, b)[1], on_diagonal(out_bar)), a, b)


@tangent(scipy.linalg.eigvals)
def eigvals_tangent(
    a: Any, b: Any = None, overwrite_a: Any = False, check_finite: Any = True, homogeneous_eigvals: Any = False,
    *, a_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    refuse_overwriting(overwrite_a, homogeneous_eigvals)
    v = scipy.linalg.eig(a, b)[1]
    by_a = diagonal_of(np.linalg.solve(v, (a_dot if b is None else np.linalg.solve(b, a_dot)) @ v)) + 0j
    if b is None:
        return by_a, None
    return by_a, -diagonal_of(np.linalg.solve(v, np.linalg.solve(b, b_dot @ pencil(a, b)) @ v)) + 0j


# Singular values


@adjoint(scipy.linalg.svd)
def svd(
    a: Any, full_matrices: Any = True, compute_uv: Any = True, overwrite_a: Any = False, check_finite: Any = True,
    lapack_driver: Any = "gesdd", *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """Singular values alone need no gaps between them; singular vectors do."""
    refuse_overwriting(overwrite_a, False)
    if not compute_uv:
        return singular_value_bar(a, out_bar)
    u_bar, s_bar, vh_bar = out_bar
    if u_bar is None and vh_bar is None:
        return None if s_bar is None else times_columns(thin(out[0], out[1]), s_bar) @ thin_rows(out[2], out[1])
    return svd_bar(out[0], out[1], out[2], u_bar, s_bar, vh_bar)


@tangent(scipy.linalg.svd)
def svd_tangent(
    a: Any, full_matrices: Any = True, compute_uv: Any = True, overwrite_a: Any = False, check_finite: Any = True,
    lapack_driver: Any = "gesdd", *, out: Any, a_dot: Any,
) -> Any:  # fmt: skip
    """First-order perturbation theory."""
    refuse_overwriting(overwrite_a, False)
    return (svd_dot(out[0], out[1], out[2], a_dot),) if compute_uv else singular_value_dot(a, a_dot)


@adjoint(scipy.linalg.svdvals)
def svdvals(a: Any, overwrite_a: Any = False, check_finite: Any = True, *, out_bar: Any) -> Any:
    """Singular values move with the diagonal of `u.T @ da @ v`."""
    refuse_overwriting(overwrite_a, False)
    return singular_value_bar(a, out_bar)


@tangent(scipy.linalg.svdvals)
def svdvals_tangent(a: Any, overwrite_a: Any = False, check_finite: Any = True, *, a_dot: Any) -> Any:
    """Singular values move with the diagonal of `u.T @ da @ v`."""
    refuse_overwriting(overwrite_a, False)
    return singular_value_dot(a, a_dot)


@definition(scipy.linalg.subspace_angles)
def subspace_angles(A: Any, B: Any) -> Any:
    """Angles between the columns' spaces, by their sines where these are small (Knyazev and Argentati, 2002)."""
    first, second = np.linalg.qr(A)[0], np.linalg.qr(B)[0]
    product = hermitian(first) @ second
    cosines = np.linalg.svdvals(product)
    if np.shape(first)[1] >= np.shape(second)[1]:
        sines = np.linalg.svdvals(second - first @ product)
    else:
        sines = np.linalg.svdvals(first - second @ hermitian(product))
    by_sine = np.arcsin(np.clip(sines, -1.0, 1.0))
    return np.where(cosines**2 >= 0.5, by_sine, np.arccos(np.clip(cosines[::-1], -1.0, 1.0)))

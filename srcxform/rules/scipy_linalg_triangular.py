"""scipy.linalg: factorisations into triangular and orthogonal matrices (Cholesky, LU, QR, polar)."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from srcxform.rules import factorisations
from srcxform.rules.factorisations import completed
from srcxform.rules.linalg import hermitian
from srcxform.rules.orthogonal_factors import qr_bar, qr_dot, tall_qr_bar, tall_qr_dot
from srcxform.rules.registry import adjoint, definition, no_rule, nondifferentiable, tangent
from srcxform.rules.scipy_linalg import as_columns, from_columns, outer, over_stack, refuse_overwriting, transposed_of
from srcxform.runtime import first_columns, pivoted_order

nondifferentiable((pivoted_order,))


# Cholesky


@adjoint(scipy.linalg.cholesky)
def cholesky(
    a: Any, lower: Any = False, overwrite_a: Any = False, check_finite: Any = True, *, out: Any, out_bar: Any
) -> Any:
    """The factor of the Hermitian matrix of which one triangle is read."""
    refuse_overwriting(overwrite_a, False)
    return factorisations.cholesky(a, upper=not lower, out=out, out_bar=out_bar)


@tangent(scipy.linalg.cholesky)
def cholesky_tangent(
    a: Any, lower: Any = False, overwrite_a: Any = False, check_finite: Any = True, *, out: Any, a_dot: Any
) -> Any:
    """The factor of the Hermitian matrix of which one triangle is read."""
    refuse_overwriting(overwrite_a, False)
    return factorisations.cholesky_tangent(a, upper=not lower, out=out, a_dot=a_dot)


def one_triangle(x: Any, lower: Any) -> Any:
    """The triangle that holds the factor."""
    return np.tril(x) if lower else np.triu(x)


def other_triangle(x: Any, lower: Any) -> Any:
    """The triangle that holds what was in the matrix before."""
    return np.triu(x, 1) if lower else np.tril(x, -1)


@adjoint(scipy.linalg.cho_factor)
def cho_factor(
    a: Any, lower: Any = False, overwrite_a: Any = False, check_finite: Any = True, *, out: Any, out_bar: Any
) -> Any:
    """The factor, beside which the other triangle stays as it was."""
    refuse_overwriting(overwrite_a, False)
    g = one_triangle(out_bar[0], lower)
    bar = factorisations.cholesky(a, upper=not lower, out=one_triangle(out[0], lower), out_bar=g)
    return bar + other_triangle(out_bar[0], lower)


@tangent(scipy.linalg.cho_factor)
def cho_factor_tangent(
    a: Any, lower: Any = False, overwrite_a: Any = False, check_finite: Any = True, *, out: Any, a_dot: Any
) -> Any:
    """The factor, beside which the other triangle stays as it was."""
    refuse_overwriting(overwrite_a, False)
    factor = one_triangle(out[0], lower)
    change = factorisations.cholesky_tangent(a, upper=not lower, out=factor, a_dot=a_dot)
    return ((change + other_triangle(a_dot, lower), 0),)


# LU: `a[order] == l @ u`, where the order of the rows does not move


def rows_of(x: Any, order: Any) -> Any:
    """The rows of a matrix in another order, or of each in a stack."""
    return x[order] if np.ndim(order) == 1 else np.take_along_axis(x, np.expand_dims(order, -1), -2)


def over_upper(x: Any, u: Any) -> Any:
    """`x @ inv(u).H`."""
    return hermitian(scipy.linalg.solve_triangular(u, hermitian(x)))


def over_lower(x: Any, l: Any) -> Any:  # noqa: E741
    """`inv(l).H @ x`, where `l` has a diagonal of ones."""
    return scipy.linalg.solve_triangular(l, x, "C", True, True)


def lu_bar(l: Any, u: Any, l_bar: Any, u_bar: Any) -> Any:  # noqa: E741
    """The adjoint of `l @ u`; what is below the square part belongs to `l`, what is beside it to `u`."""
    height, width, size = np.shape(l)[-2], np.shape(u)[-1], np.shape(l)[-1]
    square, corner = l[..., :size, :], u[..., :size]
    below = over_upper(l_bar[..., size:, :], corner)
    beside = over_lower(u_bar[..., size:], square)
    corner_bar = u_bar[..., :size] - hermitian(l[..., size:, :]) @ below
    square_bar = l_bar[..., :size, :] - beside @ hermitian(u[..., size:])
    inner = np.tril(hermitian(square) @ square_bar, -1) + np.triu(corner_bar @ hermitian(corner))
    core = over_upper(over_lower(inner, square), corner)
    return np.concatenate((core, below), -2) if height >= width else np.concatenate((core, beside), -1)


def lu_dot(l: Any, u: Any, a_dot: Any) -> Any:  # noqa: E741
    """The tangents of both factors; `a_dot` has its rows in the order of `l @ u`."""
    size = np.shape(l)[-1]
    square, corner = l[..., :size, :], u[..., :size]
    inner = scipy.linalg.solve_triangular(square, a_dot[..., :size, :size], 0, True, True)
    inner = transposed_of(scipy.linalg.solve_triangular(corner, transposed_of(inner), "T"))
    square_dot, corner_dot = square @ np.tril(inner, -1), np.triu(inner) @ corner
    below = a_dot[..., size:, :size] - l[..., size:, :] @ corner_dot
    below = transposed_of(scipy.linalg.solve_triangular(corner, transposed_of(below), "T"))
    beside = scipy.linalg.solve_triangular(square, a_dot[..., :size, size:] - square_dot @ u[..., size:], 0, True, True)
    return np.concatenate((square_dot, below), -2), np.concatenate((corner_dot, beside), -1)


@adjoint(scipy.linalg.lu)
def lu(
    a: Any, permute_l: Any = False, overwrite_a: Any = False, check_finite: Any = True, p_indices: Any = False,
    *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """The rows keep their order while the matrix changes a little."""
    refuse_overwriting(overwrite_a, False)
    if permute_l:
        order, factor, _ = scipy.linalg.lu(a, p_indices=True)
        bar = lu_bar(factor, out[1], rows_of(out_bar[0], np.argsort(order, -1)), out_bar[1])
    else:
        order = out[0] if p_indices else np.argmax(out[0], axis=-1)
        bar = lu_bar(out[1], out[2], out_bar[1], out_bar[2])
    return rows_of(bar, order)


@tangent(scipy.linalg.lu)
def lu_tangent(
    a: Any, permute_l: Any = False, overwrite_a: Any = False, check_finite: Any = True, p_indices: Any = False,
    *, out: Any, a_dot: Any,
) -> Any:  # fmt: skip
    """The rows keep their order while the matrix changes a little."""
    refuse_overwriting(overwrite_a, False)
    if permute_l:
        order, factor, _ = scipy.linalg.lu(a, p_indices=True)
        l_dot, u_dot = lu_dot(factor, out[1], rows_of(a_dot, np.argsort(order, -1)))
        return ((rows_of(l_dot, order), u_dot),)
    order = out[0] if p_indices else np.argmax(out[0], axis=-1)
    l_dot, u_dot = lu_dot(out[1], out[2], rows_of(a_dot, np.argsort(order, -1)))
    return ((0 if p_indices else np.zeros_like(out[0]), l_dot, u_dot),)


def unpacked_lower(x: Any) -> Any:
    """The factor below the diagonal, with ones on it."""
    height, width = np.shape(x)[-2:]
    return (np.tril(x, -1) + np.tril(np.triu(np.ones_like(x))))[..., : min(height, width)]


def unpacked_upper(x: Any) -> Any:
    """The factor from the diagonal upwards."""
    height, width = np.shape(x)[-2:]
    return np.triu(x)[..., : min(height, width), :]


@adjoint(scipy.linalg.lu_factor)
def lu_factor(a: Any, overwrite_a: Any = False, check_finite: Any = True, *, out: Any, out_bar: Any) -> Any:
    """Both factors in one matrix."""
    refuse_overwriting(overwrite_a, False)
    packed, g = out[0], out_bar[0]
    size = min(np.shape(a)[-2], np.shape(a)[-1])
    l_bar, u_bar = np.tril(g, -1)[..., :size], np.triu(g)[..., :size, :]
    bar = lu_bar(unpacked_lower(packed), unpacked_upper(packed), l_bar, u_bar)
    return rows_of(bar, np.argsort(pivoted_order(out[1], np.shape(a)[-2]), -1))


@tangent(scipy.linalg.lu_factor)
def lu_factor_tangent(a: Any, overwrite_a: Any = False, check_finite: Any = True, *, out: Any, a_dot: Any) -> Any:
    """Both factors in one matrix."""
    refuse_overwriting(overwrite_a, False)
    height, width = np.shape(a)[-2:]
    order = pivoted_order(out[1], height)
    l_dot, u_dot = lu_dot(unpacked_lower(out[0]), unpacked_upper(out[0]), rows_of(a_dot, order))
    # One of the two is as large as the matrix, and the other one is smaller.
    if height >= width:
        filler = np.zeros_like(l_dot[..., width:, :])
        return ((l_dot + np.concatenate((u_dot, filler), -2), 0),)
    filler = np.zeros_like(u_dot[..., height:])
    return ((u_dot + np.concatenate((l_dot, filler), -1), 0),)


@adjoint(scipy.linalg.lu_solve)
def lu_solve(
    lu_and_piv: Any, b: Any, trans: Any = 0, overwrite_b: Any = False, check_finite: Any = True,
    *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """The matrix moves with its factors; systems with it are solved by them."""
    refuse_overwriting(overwrite_b, False)
    packed, pivots = lu_and_piv
    g = as_columns(out_bar, packed, b)
    if trans == 0:
        b_bar = from_columns(scipy.linalg.lu_solve((packed, pivots), g, 2), packed, b)
        a_bar = -outer(b_bar, out, b)
    elif trans == 1:
        b_bar = np.conj(from_columns(scipy.linalg.lu_solve((packed, pivots), np.conj(g)), packed, b))
        a_bar = -transposed_of(outer(b_bar, out, b))
    else:
        b_bar = from_columns(scipy.linalg.lu_solve((packed, pivots), g), packed, b)
        a_bar = -outer(out, b_bar, b)
    a_bar = rows_of(a_bar, pivoted_order(pivots, np.shape(packed)[-1]))
    l_bar = a_bar @ hermitian(unpacked_upper(packed))
    u_bar = hermitian(unpacked_lower(packed)) @ a_bar
    return (over_stack(np.tril(l_bar, -1) + np.triu(u_bar), packed), None), over_stack(b_bar, b)


@tangent(scipy.linalg.lu_solve)
def lu_solve_tangent(
    lu_and_piv: Any, b: Any, trans: Any = 0, overwrite_b: Any = False, check_finite: Any = True,
    *, out: Any, lu_and_piv_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """The matrix moves with its factors."""
    refuse_overwriting(overwrite_b, False)
    packed, pivots = lu_and_piv
    change = np.tril(lu_and_piv_dot[0], -1) @ unpacked_upper(packed)
    change = change + unpacked_lower(packed) @ np.triu(lu_and_piv_dot[0])
    change = rows_of(change, np.argsort(pivoted_order(pivots, np.shape(packed)[-1]), -1))
    if trans != 0:
        change = transposed_of(change) if trans == 1 else hermitian(change)
    by_a = -scipy.linalg.lu_solve((packed, pivots), change @ as_columns(out, packed, b), trans)
    return from_columns(by_a, packed, b), scipy.linalg.lu_solve((packed, pivots), b_dot, trans)


# QR and RQ


def refuse_raw(mode: Any) -> Any:
    """The reflections of LAPACK, which are of no use by themselves."""
    if mode not in ("full", "r", "economic"):
        return no_rule("LAPACK's own form of a factorisation has no derivative rule", "use mode='economic'")
    return None


def thin_factors(a: Any, mode: Any, pivoting: Any, out: Any) -> Any:
    """The first columns of `q`, the rows of `r` that belong to them, and the order of the columns."""
    if mode == "r":
        found = scipy.linalg.qr(a, mode="economic", pivoting=pivoting)
        return found[0], found[1], found[2] if pivoting else None
    size = min(np.shape(a)[-2], np.shape(a)[-1])
    return out[0][..., :size], out[1][..., :size, :], out[2] if pivoting else None


def r_part(found: Any, a: Any, mode: Any, pivoting: Any) -> Any:
    """The factor `r` among the results; alone it is a tuple of one, and of a stack an array."""
    if mode != "r":
        return found[1]
    return found if not pivoting and np.ndim(a) > 2 else found[0]


def columns_of(x: Any, order: Any) -> Any:
    """The columns in another order."""
    if order is None:
        return x
    return x[:, order] if np.ndim(order) == 1 else np.take_along_axis(x, np.expand_dims(order, -2), -1)


@adjoint(scipy.linalg.qr)
def qr(
    a: Any, overwrite_a: Any = False, lwork: Any = None, mode: Any = "full", pivoting: Any = False,
    check_finite: Any = True, *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """The columns of `q` beyond those of `a` are any basis: an error is raised where they matter."""
    refuse_overwriting(overwrite_a, False)
    refuse_raw(mode)
    q, r, order = thin_factors(a, mode, pivoting, out)
    size = min(np.shape(a)[-2], np.shape(a)[-1])
    q_bar = None if mode == "r" else first_columns(out_bar[0], size)
    r_bar = r_part(out_bar, a, mode, pivoting)[..., :size, :]
    bar = qr_bar(columns_of(a, order), q, r, q_bar, r_bar)
    return columns_of(bar, np.argsort(order, -1)) if pivoting else bar


@tangent(scipy.linalg.qr)
def qr_tangent(
    a: Any, overwrite_a: Any = False, lwork: Any = None, mode: Any = "full", pivoting: Any = False,
    check_finite: Any = True, *, out: Any, a_dot: Any,
) -> Any:  # fmt: skip
    """The columns of `q` beyond those of `a` stay orthogonal to the others."""
    refuse_overwriting(overwrite_a, False)
    refuse_raw(mode)
    q, r, order = thin_factors(a, mode, pivoting, out)
    q_dot, r_dot = qr_dot(columns_of(a, order), q, r, columns_of(a_dot, order))
    if mode != "economic":
        beyond = r_part(out, a, mode, pivoting)[..., np.shape(r)[-2] :, :]
        r_dot = np.concatenate((r_dot, np.zeros_like(beyond)), -2)
    if mode == "r" and not pivoting and np.ndim(a) > 2:
        return r_dot
    if mode == "r":
        return ((r_dot, 0),) if pivoting else ((r_dot,),)
    q_dot = completed(q_dot, q, out[0]) if mode == "full" else q_dot
    return ((q_dot, r_dot, 0),) if pivoting else ((q_dot, r_dot),)


# Polar decomposition


def small_factor(a: Any, u: Any) -> Any:
    """The Hermitian factor on the side where it has full rank, of a matrix that is at least as high as wide."""
    p = hermitian(u) @ a
    return (p + hermitian(p)) / 2


def polar_bar(a: Any, u: Any, u_bar: Any, p_bar: Any, left: Any) -> Any:
    """The adjoint of a matrix that is at least as high as wide: `u.H @ du` solves a Sylvester equation."""
    p = small_factor(a, u)
    if left:  # the large factor is `u @ p @ u.H`
        u_bar = u_bar + (p_bar + hermitian(p_bar)) @ u @ p
        p_bar = hermitian(u) @ p_bar @ u
    turned = hermitian(u) @ u_bar
    k = scipy.linalg.solve_sylvester(p, p, turned - p_bar @ p)
    return u @ (k - hermitian(k) + p_bar) + (u_bar - u @ turned) @ np.linalg.inv(p)


def polar_dot(a: Any, u: Any, a_dot: Any, left: Any) -> Any:
    """The tangents of both factors of a matrix that is at least as high as wide."""
    p = small_factor(a, u)
    x = hermitian(u) @ a_dot
    turn = scipy.linalg.solve_sylvester(p, p, x - hermitian(x))
    p_dot = x - turn @ p
    u_dot = u @ turn + (a_dot - u @ x) @ np.linalg.inv(p)
    if left:
        outside = u_dot @ p @ hermitian(u)
        p_dot = outside + hermitian(outside) + u @ p_dot @ hermitian(u)
    return u_dot, p_dot


@adjoint(scipy.linalg.polar)
def polar(a: Any, side: Any = "right", *, out: Any, out_bar: Any) -> Any:
    """The factors of a matrix of full rank."""
    u, g, h = out[0], out_bar[0], out_bar[1]
    if np.shape(a)[-2] >= np.shape(a)[-1]:
        return polar_bar(a, u, g, h, side == "left")
    return hermitian(polar_bar(hermitian(a), hermitian(u), hermitian(g), h, side == "right"))


@tangent(scipy.linalg.polar)
def polar_tangent(a: Any, side: Any = "right", *, out: Any, a_dot: Any) -> Any:
    """The factors of a matrix of full rank."""
    if np.shape(a)[-2] >= np.shape(a)[-1]:
        u_dot, p_dot = polar_dot(a, out[0], a_dot, side == "left")
    else:
        u_dot, p_dot = polar_dot(hermitian(a), hermitian(out[0]), hermitian(a_dot), side == "right")
        u_dot = hermitian(u_dot)
    return ((u_dot, p_dot),)


@definition(scipy.linalg.orthogonal_procrustes)
def orthogonal_procrustes(A: Any, B: Any, check_finite: Any = True) -> Any:
    """The unitary polar factor of `A.H @ B`, and the sum of its singular values."""
    u, p = scipy.linalg.polar(hermitian(A) @ B)
    return u, np.real(np.trace(p)) if np.ndim(A) == np.ndim(B) == 2 else np.real(np.trace(p, axis1=-2, axis2=-1))


@adjoint(scipy.linalg.rq)
def rq(
    a: Any, overwrite_a: Any = False, lwork: Any = None, mode: Any = "full", check_finite: Any = True,
    *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """The QR factors of `a.H` from behind; rows above the square part are `r` times those of `q`."""
    refuse_overwriting(overwrite_a, False)
    refuse_raw(mode)
    size = min(np.shape(a)[-2], np.shape(a)[-1])
    r, q = (out, scipy.linalg.rq(a, mode="economic")[1]) if mode == "r" else out
    r_bar = (out_bar if mode == "r" else out_bar[0])[..., -size:]
    q = hermitian(q[..., ::-1, :])[..., :size]
    above = r_bar[..., :-size, :]
    q_bar = hermitian(a[..., :-size, :]) @ above[..., ::-1]
    if mode != "r":
        q_bar = q_bar + first_columns(hermitian(out_bar[1][..., ::-1, :]), size)
    square, square_bar = r[..., -size:, -size:][..., ::-1, ::-1], r_bar[..., -size:, :][..., ::-1, ::-1]
    bar = tall_qr_bar(q, hermitian(square), q_bar, hermitian(square_bar))
    return np.concatenate((above[..., ::-1] @ hermitian(q), hermitian(bar)[..., ::-1, :]), -2)


@tangent(scipy.linalg.rq)
def rq_tangent(
    a: Any, overwrite_a: Any = False, lwork: Any = None, mode: Any = "full", check_finite: Any = True,
    *, out: Any, a_dot: Any,
) -> Any:  # fmt: skip
    """The QR factors of `a.H` from behind."""
    refuse_overwriting(overwrite_a, False)
    refuse_raw(mode)
    size = min(np.shape(a)[-2], np.shape(a)[-1])
    r, q = (out, scipy.linalg.rq(a, mode="economic")[1]) if mode == "r" else out
    whole = hermitian(q[..., ::-1, :])
    square, first = r[..., -size:, -size:][..., ::-1, ::-1], whole[..., :size]
    q_dot, r_dot = tall_qr_dot(first, hermitian(square), hermitian(a_dot[..., -size:, :][..., ::-1, :]))
    above = (a_dot[..., :-size, :] @ first + a[..., :-size, :] @ q_dot)[..., ::-1]
    r_dot = np.concatenate((above, hermitian(r_dot)[..., ::-1, ::-1]), -2)
    if mode != "economic":
        r_dot = np.concatenate((np.zeros_like(r[..., :-size]), r_dot), -1)
    if mode == "r":
        return r_dot
    q_dot = completed(q_dot, first, whole) if mode == "full" else q_dot
    return ((r_dot, hermitian(q_dot)[..., ::-1, :]),)

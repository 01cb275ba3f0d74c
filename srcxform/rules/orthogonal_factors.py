"""numpy.linalg: QR factors, for single matrices and stacks of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.factorisations import completed, folded
from srcxform.rules.linalg import from_triangle, hermitian, to_triangle
from srcxform.rules.registry import adjoint, linear, no_rule, tangent
from srcxform.runtime import first_columns, independent, pad_columns, solve_triangle


@adjoint(np.linalg.qr)
def qr(a: Any, mode: Any = "reduced", *, out: Any, out_bar: Any) -> Any:
    """Both factors; the columns of `a` as far as it is high must be independent (Walter and Lehmann, 2010)."""
    if mode == "r":
        return qr_bar(a, np.linalg.qr(a)[0], out, None, out_bar)
    if mode == "reduced":
        return qr_bar(a, out[0], out[1], out_bar[0], out_bar[1])
    return complete_qr_bar(a, out[0], out[1], out_bar[0], out_bar[1]) if mode == "complete" else refuse_mode()


@tangent(np.linalg.qr)
def qr_tangent(a: Any, mode: Any = "reduced", *, out: Any, a_dot: Any) -> Any:
    """Both factors."""
    if mode == "r":
        return qr_dot(a, np.linalg.qr(a)[0], out, a_dot)[1]
    if mode == "reduced":
        return (qr_dot(a, out[0], out[1], a_dot),)
    return (complete_qr_dot(a, out[0], out[1], a_dot),) if mode == "complete" else refuse_mode()


def refuse_mode() -> Any:
    """What LAPACK keeps of its reflections."""
    return no_rule("`np.linalg.qr` has derivatives in the modes 'reduced', 'complete' and 'r'", "use one of these")


def complete_qr_bar(a: Any, q: Any, r: Any, q_bar: Any, r_bar: Any) -> Any:
    """The adjoint where columns were added to the orthogonal factor, and rows of zeros to the other."""
    width = np.shape(a)[-1]
    q_bar = None if q_bar is None else folded(q, q_bar, width)
    r_bar = None if r_bar is None else r_bar[..., :width, :]
    return qr_bar(a, q[..., :width], r[..., :width, :], q_bar, r_bar)


def complete_qr_dot(a: Any, q: Any, r: Any, a_dot: Any) -> Any:
    """The tangents where columns were added to the orthogonal factor, and rows of zeros to the other."""
    width = np.shape(a)[-1]
    q_dot, r_dot = qr_dot(a, q[..., :width], r[..., :width, :], a_dot)
    zeros = np.zeros_like(r[..., width:, :])
    return completed(q_dot, q[..., :width], q), np.concatenate((r_dot, zeros), -2)


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
    return hermitian(solve_triangle(independent(r), hermitian(q_bar + q @ inner)))


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
    change = hermitian(solve_triangle(hermitian(independent(r)), hermitian(a_dot), True))
    inner = to_triangle(hermitian(q) @ change, True)
    return change - q @ inner, inner @ r


# Helpers


@adjoint(independent)
def independent_adjoint(r: Any, *, out_bar: Any) -> Any:
    """It is the identity."""
    return out_bar


@tangent(independent)
def independent_tangent(r: Any, *, r_dot: Any) -> Any:
    """It is the identity; the tangent's columns need not be independent."""
    return r_dot


@linear(first_columns)
def first_columns_transpose(x: Any, count: Any, *, out_bar: Any) -> Any:
    """The columns that were cut off get 0."""
    return pad_columns(out_bar, x)


@linear(pad_columns)
def pad_columns_transpose(x: Any, like: Any, *, out_bar: Any) -> Any:
    """The columns that were added go away."""
    return out_bar[..., : np.shape(x)[-1]]

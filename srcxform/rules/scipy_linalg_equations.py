"""scipy.linalg: matrix equations and least squares. Each tangent solves the same equation with another right-hand side,
and each adjoint the one with conjugate transposes (Giles, 2008; Kao and Hennequin, 2020, for Lyapunov and Riccati)."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from srcxform.rules.least_squares import lstsq_bars, pinv_bar, pinv_dot, residuals_dot
from srcxform.rules.linalg import as_columns, from_triangle, hermitian, like_solution, to_triangle
from srcxform.rules.registry import adjoint, no_rule, tangent
from srcxform.rules.scipy_linalg import refuse_overwriting
from srcxform.runtime import pinv_of_rank, unbroadcast


def fitted(g: Any, like: Any) -> Any:
    """The adjoint of an operand, whose stack may have been broadcast."""
    return g if np.ndim(g) == np.ndim(like) == 2 else unbroadcast(g, like)


# Sylvester and Lyapunov equations


def refuse_mixed(a: Any, b: Any, q: Any) -> Any:
    """Of real matrices and a complex right-hand side SciPy 1.17 gives no solution where eigenvalues are complex."""
    if np.iscomplexobj(q) and not (np.iscomplexobj(a) and np.iscomplexobj(b)):
        return no_rule("real matrices beside complex ones have no derivative rule here", "write `a + 0j`")
    if np.iscomplexobj(a) != np.iscomplexobj(b):
        return no_rule("real matrices beside complex ones have no derivative rule here", "write `a + 0j`")
    return None


@adjoint(scipy.linalg.solve_sylvester)
def solve_sylvester(a: Any, b: Any, q: Any, *, out: Any, out_bar: Any) -> Any:
    """`a @ x + x @ b = q`."""
    refuse_mixed(a, b, q)
    s = scipy.linalg.solve_sylvester(hermitian(a), hermitian(b), out_bar)
    return fitted(-(s @ hermitian(out)), a), fitted(-(hermitian(out) @ s), b), fitted(s, q)


@tangent(scipy.linalg.solve_sylvester)
def solve_sylvester_tangent(a: Any, b: Any, q: Any, *, out: Any, a_dot: Any, b_dot: Any, q_dot: Any) -> Any:
    """`a @ x + x @ b = q`."""
    refuse_mixed(a, b, q)
    by_a = -scipy.linalg.solve_sylvester(a, b, a_dot @ out)
    return by_a, -scipy.linalg.solve_sylvester(a, b, out @ b_dot), scipy.linalg.solve_sylvester(a, b, q_dot)


@adjoint(scipy.linalg.solve_continuous_lyapunov)
def solve_continuous_lyapunov(a: Any, q: Any, *, out: Any, out_bar: Any) -> Any:
    """`a @ x + x @ a.H = q`."""
    refuse_mixed(a, a, q)
    s = scipy.linalg.solve_continuous_lyapunov(hermitian(a), out_bar)
    return fitted(-(s @ hermitian(out) + hermitian(s) @ out), a), fitted(s, q)


@tangent(scipy.linalg.solve_continuous_lyapunov)
def solve_continuous_lyapunov_tangent(a: Any, q: Any, *, out: Any, a_dot: Any, q_dot: Any) -> Any:
    """`a @ x + x @ a.H = q`."""
    refuse_mixed(a, a, q)
    change = a_dot @ out + out @ hermitian(a_dot)
    return -scipy.linalg.solve_continuous_lyapunov(a, change), scipy.linalg.solve_continuous_lyapunov(a, q_dot)


@adjoint(scipy.linalg.solve_discrete_lyapunov)
def solve_discrete_lyapunov(a: Any, q: Any, method: Any = None, *, out: Any, out_bar: Any) -> Any:
    """`a @ x @ a.H - x + q = 0`."""
    s = scipy.linalg.solve_discrete_lyapunov(hermitian(a), out_bar, method)
    return fitted(s @ a @ hermitian(out) + hermitian(s) @ a @ out, a), fitted(s, q)


@tangent(scipy.linalg.solve_discrete_lyapunov)
def solve_discrete_lyapunov_tangent(a: Any, q: Any, method: Any = None, *, out: Any, a_dot: Any, q_dot: Any) -> Any:
    """`a @ x @ a.H - x + q = 0`."""
    change = a_dot @ out @ hermitian(a) + a @ out @ hermitian(a_dot)
    by_a = scipy.linalg.solve_discrete_lyapunov(a, change, method)
    return by_a, scipy.linalg.solve_discrete_lyapunov(a, q_dot, method)


# Riccati equations: the change of the solution solves a Lyapunov equation with the matrix of the closed loop


@adjoint(scipy.linalg.solve_continuous_are)
def solve_continuous_are(
    a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None, balanced: Any = True, *, out: Any, out_bar: Any
) -> Any:
    """`a.H @ x + x @ a - x @ b @ inv(r) @ b.H @ x + q = 0`, with `x` Hermitian."""
    if e is not None or s is not None:
        return no_rule("the generalised Riccati equation has no derivative rule", "reduce it: leave `e` and `s` out")
    gain = np.linalg.solve(r, hermitian(b) @ out)
    m = -scipy.linalg.solve_continuous_lyapunov(a - b @ gain, (out_bar + hermitian(out_bar)) / 2)
    return 2 * (out @ m), -2 * (out @ m @ hermitian(gain)), m, gain @ m @ hermitian(gain)


@tangent(scipy.linalg.solve_continuous_are)
def solve_continuous_are_tangent(
    a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None, balanced: Any = True,
    *, out: Any, a_dot: Any, b_dot: Any, q_dot: Any, r_dot: Any,
) -> Any:  # fmt: skip
    """`a.H @ x + x @ a - x @ b @ inv(r) @ b.H @ x + q = 0`, with `x` Hermitian."""
    if e is not None or s is not None:
        return no_rule("the generalised Riccati equation has no derivative rule", "reduce it: leave `e` and `s` out")
    gain = np.linalg.solve(r, hermitian(b) @ out)
    loop = hermitian(a - b @ gain)
    return (
        -scipy.linalg.solve_continuous_lyapunov(loop, both_halves(out @ a_dot)),
        scipy.linalg.solve_continuous_lyapunov(loop, both_halves(out @ b_dot @ gain)),
        -scipy.linalg.solve_continuous_lyapunov(loop, both_halves(q_dot / 2)),
        -scipy.linalg.solve_continuous_lyapunov(loop, both_halves(hermitian(gain) @ r_dot @ gain / 2)),
    )


@adjoint(scipy.linalg.solve_discrete_are)
def solve_discrete_are(
    a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None, balanced: Any = True, *, out: Any, out_bar: Any
) -> Any:
    """`a.H @ x @ a - x - a.H @ x @ b @ inv(r + b.H @ x @ b) @ b.H @ x @ a + q = 0`, with `x` Hermitian."""
    if e is not None or s is not None:
        return no_rule("the generalised Riccati equation has no derivative rule", "reduce it: leave `e` and `s` out")
    gain = np.linalg.solve(r + hermitian(b) @ out @ b, hermitian(b) @ out @ a)
    loop = a - b @ gain
    m = scipy.linalg.solve_discrete_lyapunov(loop, (out_bar + hermitian(out_bar)) / 2)
    forward = 2 * (out @ loop @ m)
    return forward, -(forward @ hermitian(gain)), m, gain @ m @ hermitian(gain)


@tangent(scipy.linalg.solve_discrete_are)
def solve_discrete_are_tangent(
    a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None, balanced: Any = True,
    *, out: Any, a_dot: Any, b_dot: Any, q_dot: Any, r_dot: Any,
) -> Any:  # fmt: skip
    """`a.H @ x @ a - x - a.H @ x @ b @ inv(r + b.H @ x @ b) @ b.H @ x @ a + q = 0`, with `x` Hermitian."""
    if e is not None or s is not None:
        return no_rule("the generalised Riccati equation has no derivative rule", "reduce it: leave `e` and `s` out")
    gain = np.linalg.solve(r + hermitian(b) @ out @ b, hermitian(b) @ out @ a)
    loop = a - b @ gain
    back = hermitian(loop)
    return (
        scipy.linalg.solve_discrete_lyapunov(back, both_halves(back @ out @ a_dot)),
        -scipy.linalg.solve_discrete_lyapunov(back, both_halves(back @ out @ b_dot @ gain)),
        scipy.linalg.solve_discrete_lyapunov(back, both_halves(q_dot / 2)),
        scipy.linalg.solve_discrete_lyapunov(back, both_halves(hermitian(gain) @ r_dot @ gain / 2)),
    )


def both_halves(x: Any) -> Any:
    """`x` and its conjugate transpose."""
    return x + hermitian(x)


# Pseudo-inverses and least squares, along matrices of one rank


def refuse_cutoff(first: Any, second: Any) -> Any:
    """A cutoff may drop singular values that are not 0; then the formulas for one rank do not hold."""
    if first is not None or second is not None:
        return no_rule("a cutoff of one's own has no derivative rule", "leave `atol`, `rtol` or `cond` out")
    return None


@adjoint(scipy.linalg.pinv)
def pinv(
    a: Any, *, atol: Any = None, rtol: Any = None, return_rank: Any = False, check_finite: Any = True,
    out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """Golub and Pereyra, 1973."""
    refuse_cutoff(atol, rtol)
    return pinv_bar(a, out[0], out_bar[0]) if return_rank else pinv_bar(a, out, out_bar)


@tangent(scipy.linalg.pinv)
def pinv_tangent(
    a: Any, *, atol: Any = None, rtol: Any = None, return_rank: Any = False, check_finite: Any = True,
    out: Any, a_dot: Any,
) -> Any:  # fmt: skip
    """Golub and Pereyra, 1973."""
    refuse_cutoff(atol, rtol)
    return ((pinv_dot(a, out[0], a_dot), 0),) if return_rank else pinv_dot(a, out, a_dot)


@adjoint(scipy.linalg.pinvh)
def pinvh(
    a: Any, atol: Any = None, rtol: Any = None, lower: Any = True, return_rank: Any = False, check_finite: Any = True,
    *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """The pseudo-inverse of the Hermitian matrix of which one triangle is read."""
    refuse_cutoff(atol, rtol)
    whole = from_triangle(a, not lower)
    bar = pinv_bar(whole, out[0], out_bar[0]) if return_rank else pinv_bar(whole, out, out_bar)
    return to_triangle(bar, not lower)


@tangent(scipy.linalg.pinvh)
def pinvh_tangent(
    a: Any, atol: Any = None, rtol: Any = None, lower: Any = True, return_rank: Any = False, check_finite: Any = True,
    *, out: Any, a_dot: Any,
) -> Any:  # fmt: skip
    """The pseudo-inverse of the Hermitian matrix of which one triangle is read."""
    refuse_cutoff(atol, rtol)
    whole, change = from_triangle(a, not lower), from_triangle(a_dot, not lower)
    return ((pinv_dot(whole, out[0], change), 0),) if return_rank else pinv_dot(whole, out, change)


@adjoint(scipy.linalg.lstsq)
def lstsq(
    a: Any, b: Any, cond: Any = None, overwrite_a: Any = False, overwrite_b: Any = False, check_finite: Any = True,
    lapack_driver: Any = None, *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """Solution, sums of squares and singular values; the driver `gelsy` gives no singular values."""
    refuse_overwriting(overwrite_a, overwrite_b)
    refuse_cutoff(cond, None)
    if np.ndim(a) > 2 or np.ndim(b) > 2:
        return no_rule("`lstsq` of stacks has no derivative rule", "call it for each matrix")
    x_bar, residuals_bar, _, s_bar = out_bar
    x, y = as_columns(out[0], b), as_columns(b, b)
    p = pinv_of_rank(a, out[2])
    residual = y - a @ x
    b_bar, a_bar = lstsq_bars(a, x, residual, p, as_columns(x_bar, b))
    if np.size(out[1]) > 0:
        weighted = 2 * residual * residuals_bar
        b_bar, a_bar = b_bar + weighted, a_bar - weighted @ hermitian(x)
    if lapack_driver != "gelsy":
        u, _, vh = np.linalg.svd(a, full_matrices=False)
        a_bar = a_bar + (u * s_bar) @ vh
    return a_bar, like_solution(b_bar, b)


@tangent(scipy.linalg.lstsq)
def lstsq_tangent(
    a: Any, b: Any, cond: Any = None, overwrite_a: Any = False, overwrite_b: Any = False, check_finite: Any = True,
    lapack_driver: Any = None, *, out: Any, a_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """Solution, sums of squares and singular values."""
    refuse_overwriting(overwrite_a, overwrite_b)
    refuse_cutoff(cond, None)
    if np.ndim(a) > 2 or np.ndim(b) > 2:
        return no_rule("`lstsq` of stacks has no derivative rule", "call it for each matrix")
    x, y = as_columns(out[0], b), as_columns(b, b)
    p = pinv_of_rank(a, out[2])
    residual, change = y - a @ x, a_dot @ x
    normal = hermitian(a_dot) @ hermitian(p) @ x
    x_by_a = p @ hermitian(p) @ hermitian(a_dot) @ residual - p @ change + normal - p @ (a @ normal)
    s_by_a, s_by_b = None, None
    if lapack_driver != "gelsy":
        u, _, vh = np.linalg.svd(a, full_matrices=False)
        s_by_a, s_by_b = np.real(np.diagonal(hermitian(u) @ a_dot @ hermitian(vh))), np.zeros_like(out[3])
    by_a = (like_solution(x_by_a, b), squares_dot(out[1], residual, -change, b), 0, s_by_a)
    y_dot = as_columns(b_dot, b)
    by_b = (like_solution(p @ y_dot, b), squares_dot(out[1], residual, y_dot, b), 0, s_by_b)
    return by_a, by_b


def squares_dot(squares: Any, residual: Any, change: Any, b: Any) -> Any:
    """The tangent of the sums of squares; that of one vector has no axis."""
    found = residuals_dot(squares, residual, change)
    return found[0] if np.ndim(b) == 1 and np.size(squares) > 0 else found

"""scipy.sparse.linalg: systems that are solved by iteration, as functions of the elements and of the right side.

The derivative is that of the solution: one more system, with the conjugate transpose, by the same method and to the
same tolerances. So it is as exact as the solution; where none was found there is no derivative.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse.linalg

from srcxform.rules.registry import adjoint, definition, no_rule, nondifferentiable, tangent
from srcxform.rules.scipy_sparse import is_sparse
from srcxform.rules.scipy_sparse_construct import sparse_or_full
from srcxform.rules.scipy_sparse_products import gathered, sparse_times, typed
from srcxform.runtime import Refused, real_like, stop_gradient


class NotConverged(Refused):
    """The iteration ended before the solution."""

    instead = "give it more steps, or use `scipy.sparse.linalg.spsolve`"


def _matrix(values: Any, rows: Any, columns: Any, b: Any) -> Any:
    return scipy.sparse.csr_array((values, (rows, columns)), shape=(len(b), len(b)))


@typed(3, (0, 3))
def iterated(
    values: Any, rows: Any, columns: Any, b: Any, start: Any, method: str, names: str, limits: Any, conditioner: Any,
    turned: bool,
) -> Any:  # fmt: skip
    """What a method finds with some options; with the conjugate transpose of the preconditioner where it is turned."""
    options = dict(zip(names.split(), limits, strict=True))
    if isinstance(conditioner, tuple):
        elements, below, beside = conditioner
        conditioner = _matrix(elements, below, beside, b)
    if conditioner is not None:
        aside = scipy.sparse.linalg.aslinearoperator(conditioner)
        options["M"] = aside.adjoint() if turned else aside
    return getattr(scipy.sparse.linalg, method)(_matrix(values, rows, columns, b), b, start, **options)[0]


def is_missed(values: Any, rows: Any, columns: Any, b: Any, x: Any, names: str, limits: Any) -> int:
    """0 if the residual is within ten times of what was asked for: each method measures it in its own way; else 1."""
    options = dict(zip(names.split(), limits, strict=True))
    allowed = max(options.get("atol", 0.0), options["rtol"] * float(np.linalg.norm(b)))
    shifted = options.get("shift", 0.0) * x
    residual = _matrix(values, rows, columns, b) @ x - shifted - b
    return int(np.linalg.norm(residual) > 10 * allowed)


nondifferentiable((is_missed,))


def required(values: Any, rows: Any, columns: Any, b: Any, x: Any, names: Any, limits: Any) -> Any:
    """The solution, if it is one."""
    if is_missed(values, rows, columns, b, x, names, limits):
        raise NotConverged("the iteration did not converge, so there is no derivative of a solution")
    return x


@adjoint(iterated)
def iterated_adjoint(
    values: Any, rows: Any, columns: Any, b: Any, start: Any, method: Any, names: Any, limits: Any, conditioner: Any,
    turned: Any, *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """By `a @ dx = db - da @ x`."""
    x = required(values, rows, columns, b, out, names, limits)
    turn = np.conj(values)
    bar = iterated(turn, columns, rows, out_bar, None, method, names, limits, conditioner, not turned)
    b_bar = required(turn, columns, rows, out_bar, bar, names, limits)
    values_bar = -gathered(b_bar[rows], np.conj(x)[columns])
    return real_like(values_bar, values), None, None, real_like(b_bar, b)


@tangent(iterated)
def iterated_tangent(
    values: Any, rows: Any, columns: Any, b: Any, start: Any, method: Any, names: Any, limits: Any, conditioner: Any,
    turned: Any, *, out: Any, values_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """By `a @ dx = db - da @ x`."""
    x = required(values, rows, columns, b, out, names, limits)
    change = -sparse_times(values_dot, rows, columns, x, x)
    by_values = iterated(values, rows, columns, change, None, method, names, limits, conditioner, turned)
    by_b = iterated(values, rows, columns, b_dot, None, method, names, limits, conditioner, turned)
    return (
        required(values, rows, columns, change, by_values, names, limits),
        None,
        None,
        required(values, rows, columns, b_dot, by_b, names, limits),
    )


def found_by(method: Any, A: Any, b: Any, x0: Any, M: Any, callback: Any, names: Any, limits: Any) -> Any:
    """The solution, and 0 where it is one."""
    if callback is not None:
        return no_rule("`callback=` of an iterative solver has no derivative rule", "leave it out")
    if isinstance(x0, str):
        return no_rule("a start by name has no derivative rule", "leave it out")
    a = sparse_or_full(A)
    right = np.ravel(np.asarray(b)) * 1.0
    start = None if x0 is None else stop_gradient(np.asarray(x0) * 1.0)
    aside = M
    if is_sparse(M):
        m = sparse_or_full(M)
        aside = (stop_gradient(m.values), m.rows, m.columns)
    x = iterated(a.values, a.rows, a.columns, right, start, method, names, limits, aside, False)
    return x, is_missed(a.values, a.rows, a.columns, right, x, names, limits)


@definition(scipy.sparse.linalg.cg)
def cg(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, atol: Any = 0.0, maxiter: Any = None, M: Any = None,
    callback: Any = None,
) -> Any:  # fmt: skip
    """Conjugate gradients."""
    return found_by("cg", A, b, x0, M, callback, "rtol atol maxiter", (rtol, atol, maxiter))


@definition(scipy.sparse.linalg.cgs)
def cgs(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, atol: Any = 0.0, maxiter: Any = None, M: Any = None,
    callback: Any = None,
) -> Any:  # fmt: skip
    """Conjugate gradients, squared."""
    return found_by("cgs", A, b, x0, M, callback, "rtol atol maxiter", (rtol, atol, maxiter))


@definition(scipy.sparse.linalg.bicg)
def bicg(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, atol: Any = 0.0, maxiter: Any = None, M: Any = None,
    callback: Any = None,
) -> Any:  # fmt: skip
    """Two sequences of conjugate gradients."""
    return found_by("bicg", A, b, x0, M, callback, "rtol atol maxiter", (rtol, atol, maxiter))


@definition(scipy.sparse.linalg.bicgstab)
def bicgstab(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, atol: Any = 0.0, maxiter: Any = None, M: Any = None,
    callback: Any = None,
) -> Any:  # fmt: skip
    """The same, stabilised."""
    return found_by("bicgstab", A, b, x0, M, callback, "rtol atol maxiter", (rtol, atol, maxiter))


@definition(scipy.sparse.linalg.gmres)
def gmres(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, atol: Any = 0.0, restart: Any = None, maxiter: Any = None,
    M: Any = None, callback: Any = None, callback_type: Any = None,
) -> Any:  # fmt: skip
    """The least residual in a space of Krylov."""
    names = "rtol atol restart maxiter"
    return found_by("gmres", A, b, x0, M, callback, names, (rtol, atol, restart, maxiter))


@definition(scipy.sparse.linalg.lgmres)
def lgmres(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, atol: Any = 0.0, maxiter: Any = 1000, M: Any = None,
    callback: Any = None, inner_m: Any = 30, outer_k: Any = 3, outer_v: Any = None, store_outer_Av: Any = True,
    prepend_outer_v: Any = False,
) -> Any:  # fmt: skip
    """The same with vectors of earlier rounds."""
    if outer_v is not None:
        return no_rule("`outer_v=` of `lgmres` has no derivative rule", "leave it out")
    names = "rtol atol maxiter inner_m outer_k"
    return found_by("lgmres", A, b, x0, M, callback, names, (rtol, atol, maxiter, inner_m, outer_k))


@definition(scipy.sparse.linalg.gcrotmk)
def gcrotmk(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, atol: Any = 0.0, maxiter: Any = 1000, M: Any = None,
    callback: Any = None, m: Any = 20, k: Any = None, CU: Any = None, discard_C: Any = False, truncate: Any = "oldest",
) -> Any:  # fmt: skip
    """The same with a space that is kept."""
    if CU is not None:
        return no_rule("`CU=` of `gcrotmk` has no derivative rule", "leave it out")
    names = "rtol atol maxiter m k truncate"
    return found_by("gcrotmk", A, b, x0, M, callback, names, (rtol, atol, maxiter, m, k, truncate))


@definition(scipy.sparse.linalg.minres)
def minres(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, shift: Any = 0.0, maxiter: Any = None, M: Any = None,
    callback: Any = None, show: Any = False, check: Any = False,
) -> Any:  # fmt: skip
    """The least residual for a symmetric matrix, of which a multiple of the unit matrix is taken off."""
    names, limits = "rtol shift maxiter", (rtol, shift, maxiter)
    return found_by("minres", A, b, x0, M, callback, names, limits)


@definition(scipy.sparse.linalg.tfqmr)
def tfqmr(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, atol: Any = 0.0, maxiter: Any = None, M: Any = None,
    callback: Any = None, show: Any = False,
) -> Any:  # fmt: skip
    """A small residual without the transpose."""
    return found_by("tfqmr", A, b, x0, M, callback, "rtol atol maxiter", (rtol, atol, maxiter))


@definition(scipy.sparse.linalg.qmr)
def qmr(
    A: Any, b: Any, x0: Any = None, *, rtol: Any = 1e-5, atol: Any = 0.0, maxiter: Any = None, M1: Any = None,
    M2: Any = None, callback: Any = None,
) -> Any:  # fmt: skip
    """A small residual."""
    if M1 is not None or M2 is not None:
        return no_rule("preconditioners of `qmr` have no derivative rule", "use `bicgstab` or `gmres`")
    return found_by("qmr", A, b, x0, None, callback, "rtol atol maxiter", (rtol, atol, maxiter))

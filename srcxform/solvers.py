"""SciPy's solvers as generated code calls them: the solution alone, and an error where none was found.

A derivative by the implicit function theorem holds at a solution and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scipy import optimize

from srcxform.runtime import Refused


def fsolve(residual: Callable[..., Any], start: Any, **options: Any) -> Any:
    """`scipy.optimize.fsolve`."""
    x, _, ending, message = optimize.fsolve(residual, start, full_output=True, **options)
    _require(ending == 1, "fsolve", message)
    return x


def root(
    residual: Callable[..., Any], start: Any, method: str = "hybr", tol: Any = None, jac: Any = None, **options: Any
) -> Any:
    """`scipy.optimize.root`; the options of the method are named one by one, here and below."""
    return _solution(optimize.root(residual, start, method=method, jac=jac, tol=tol, options=options), "root")


def bracketed(residual: Callable[..., Any], bracket: Any, method: str = "brentq", **options: Any) -> Any:
    """`scipy.optimize.brentq` and its like, of the two ends of an interval."""
    x, report = getattr(optimize, method)(residual, bracket[0], bracket[1], full_output=True, **options)
    _require(report.converged, method, str(report.flag))
    return x


def newton(residual: Callable[..., Any], start: Any, **options: Any) -> Any:
    """`scipy.optimize.newton`, which raises an error by itself."""
    return optimize.newton(residual, start, **options)


def fixed_point(function: Callable[..., Any], start: Any, **options: Any) -> Any:
    """`scipy.optimize.fixed_point`, which raises an error by itself."""
    return optimize.fixed_point(function, start, **options)


def minimize(
    objective: Callable[..., Any], start: Any, method: Any = None, tol: Any = None, jac: Any = None, **options: Any
) -> Any:
    """`scipy.optimize.minimize` without constraints."""
    found = optimize.minimize(objective, start, method=method, jac=jac, tol=tol, options=options)
    return _solution(found, "minimize")


def minimize_scalar(
    objective: Callable[..., Any], bracket: Any, method: Any = None, tol: Any = None, **options: Any
) -> Any:
    """`scipy.optimize.minimize_scalar`; a bracket of no points is none."""
    given = tuple(bracket) if len(bracket) else None
    found = optimize.minimize_scalar(objective, given, method=method, tol=tol, options=options)
    return _solution(found, "minimize_scalar")


def least_squares(residuals: Callable[..., Any], start: Any, **options: Any) -> Any:
    """`scipy.optimize.least_squares` without bounds."""
    return _solution(optimize.least_squares(residuals, start, **options), "least_squares")


def _solution(result: Any, name: str) -> Any:
    _require(bool(result.success), name, str(result.message))
    return result.x


class NoSolution(Refused):
    """A solver ended without a solution."""

    instead = "start nearer to it, or give the solver more steps"


def _require(is_found: bool, name: str, message: str) -> None:
    if not is_found:
        raise NoSolution(f"{name} found no solution, so there is no derivative of one: {message}")

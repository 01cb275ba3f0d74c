"""Solvers of `scipy.optimize` as implicit functions: of what the callable captures, or is given by `args`.

The value is SciPy's. The derivative is that of the solution of the equation (or of the stationary point), so it is as
exact as the solution is: ask for tight tolerances where it matters. The start, and the ends of a bracket, have
derivative zero.

Source: Griewank and Walther, Evaluating Derivatives, 2nd edition (2008), section 15.1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import optimize

from srcxform import solvers
from srcxform.rules.registry import definition, no_rule, solution, stationary

_LIKE_SMOOTH = "the minimum of `minimize` without bounds and constraints, or the root of an equation"
_SEARCH = f"a search over many points: differentiate {_LIKE_SMOOTH}"
_PART = "a part of a solver, not a function of floats"

LEFT_OUT: dict[str, str] = {
    f"scipy.optimize.{name}": reason
    for reason, names in {
        _SEARCH: "basinhopping brute differential_evolution direct dual_annealing shgo bracket golden fminbound brent",
        "its solution moves along the edges of a polytope: piecewise constant or linear, with jumps": (
            "linprog linprog_verbose_callback milp linear_sum_assignment quadratic_assignment isotonic_regression "
            "lsq_linear nnls"
        ),
        _PART: (
            "BFGS SR1 HessianUpdateStrategy InverseJacobian BroydenFirst KrylovJacobian LbfgsInvHessProduct "
            "Bounds LinearConstraint NonlinearConstraint OptimizeResult RootResults OptimizeWarning line_search "
            "show_options approx_fprime check_grad"
        ),
        "older interface: use `minimize`": (
            "fmin fmin_bfgs fmin_cg fmin_cobyla fmin_l_bfgs_b fmin_ncg fmin_powell fmin_slsqp fmin_tnc"
        ),
        "its covariance has no rule: use `least_squares` on the residuals": "curve_fit",
        "older interface: use `root` with the `method` of that name": (
            "anderson broyden1 broyden2 diagbroyden excitingmixing linearmixing newton_krylov"
        ),
    }.items()
    for name in names.split()
}


class Found:
    """What `root`, `minimize` and `least_squares` give back."""

    def __init__(self, x: Any, fun: Any) -> None:
        self.x = x
        self.fun = fun
        self.success = True


class FoundRoot:
    """What `root_scalar` gives back."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.converged = True


def _all(args: Any) -> Any:
    """SciPy takes a single argument for a tuple of one."""
    return args if isinstance(args, tuple) else (args,)


def _named(options: Any) -> Any:
    return {} if options is None else options


def _slope(name: Any, function: Any, given: Any) -> Any:
    """A derivative by the user's hand as an option of the solver: it finds the solution sooner, and nearer."""
    if not callable(function):
        return {}

    def slope(u: Any) -> Any:
        return np.array(function(u, *given))

    return {name: slope}


# Equations


@definition(optimize.fsolve)
def fsolve(
    func: Callable[..., Any], x0: Any, args: Any = (), fprime: Any = None, full_output: Any = False, **options: Any
) -> Any:
    """Powell's hybrid method."""
    if full_output:
        return no_rule("`full_output` of fsolve has no derivative rule", "leave it out")
    given = _all(args)

    def equation(u: Any) -> Any:
        return np.array(func(u, *given))

    start = np.ravel(np.asarray(x0, dtype=float))
    return solution(solvers.fsolve, equation, start, **_slope("fprime", fprime, given), **options)


@definition(solvers.fsolve)
def solvers_fsolve(residual: Callable[..., Any], start: Any, **options: Any) -> Any:
    """In generated code that is differentiated once more."""
    return solution(solvers.fsolve, residual, start, **options)


@definition(optimize.root)
def root(
    fun: Callable[..., Any],
    x0: Any,
    args: Any = (),
    method: Any = "hybr",
    jac: Any = None,
    tol: Any = None,
    callback: Any = None,
    options: Any = None,
) -> Any:
    """Any of its methods: they look for the same root."""
    if jac is True or callback is not None:
        return no_rule("`jac=True` and `callback` of root have no derivative rule", "leave them out")
    given = _all(args)

    def equation(u: Any) -> Any:
        return np.array(fun(u, *given))

    start, by_hand = np.asarray(x0, dtype=float), _slope("jac", jac, given)
    x = solution(solvers.root, equation, start, method=method, tol=tol, **by_hand, **_named(options))
    return Found(x, equation(x))


@definition(solvers.root)
def solvers_root(residual: Callable[..., Any], start: Any, **options: Any) -> Any:
    """In generated code that is differentiated once more."""
    return solution(solvers.root, residual, start, **options)


def _in_bracket(method: str, f: Callable[..., Any], a: Any, b: Any, args: Any, full_output: Any, options: Any) -> Any:
    if full_output:
        return no_rule("`full_output` of a root finder has no derivative rule", "leave it out")
    given = _all(args)

    def equation(u: Any) -> Any:
        return f(u, *given)

    bracket = np.array([a, b], dtype=float)
    return solution(solvers.bracketed, equation, bracket, like=0.0, method=method, **options)


@definition(optimize.brentq)
def brentq(f: Any, a: Any, b: Any, args: Any = (), full_output: Any = False, **options: Any) -> Any:
    return _in_bracket("brentq", f, a, b, args, full_output, options)


@definition(optimize.brenth)
def brenth(f: Any, a: Any, b: Any, args: Any = (), full_output: Any = False, **options: Any) -> Any:
    return _in_bracket("brenth", f, a, b, args, full_output, options)


@definition(optimize.ridder)
def ridder(f: Any, a: Any, b: Any, args: Any = (), full_output: Any = False, **options: Any) -> Any:
    return _in_bracket("ridder", f, a, b, args, full_output, options)


@definition(optimize.bisect)
def bisect(f: Any, a: Any, b: Any, args: Any = (), full_output: Any = False, **options: Any) -> Any:
    return _in_bracket("bisect", f, a, b, args, full_output, options)


@definition(optimize.toms748)
def toms748(f: Any, a: Any, b: Any, args: Any = (), full_output: Any = False, **options: Any) -> Any:
    return _in_bracket("toms748", f, a, b, args, full_output, options)


@definition(solvers.bracketed)
def solvers_bracketed(residual: Callable[..., Any], bracket: Any, **options: Any) -> Any:
    """In generated code that is differentiated once more."""
    return solution(solvers.bracketed, residual, bracket, like=0.0, **options)


@definition(optimize.newton)
def newton(
    func: Any,
    x0: Any,
    fprime: Any = None,
    args: Any = (),
    tol: float = 1.48e-8,
    maxiter: int = 50,
    fprime2: Any = None,
    x1: Any = None,
    rtol: float = 0.0,
    full_output: bool = False,
    disp: bool = True,
) -> Any:
    """The secant method from the same start finds the root that Newton's method finds; `fprime` is not needed."""
    if full_output or x1 is not None or not disp:
        return no_rule("`full_output`, `x1` and `disp=False` of newton have no derivative rule", "leave them out")
    given = _all(args)

    def equation(u: Any) -> Any:
        return func(u, *given)

    start = x0 * 1.0 if np.ndim(x0) == 0 else np.asarray(x0, dtype=float)
    return solution(solvers.newton, equation, start, tol=tol, maxiter=maxiter, rtol=rtol)


@definition(solvers.newton)
def solvers_newton(residual: Callable[..., Any], start: Any, **options: Any) -> Any:
    """In generated code that is differentiated once more."""
    return solution(solvers.newton, residual, start, **options)


@definition(optimize.fixed_point)
def fixed_point(
    func: Any, x0: Any, args: Any = (), xtol: float = 1e-8, maxiter: int = 500, method: str = "del2"
) -> Any:
    """The root of `func(x) - x`."""
    given = _all(args)

    def function(u: Any) -> Any:
        return func(u, *given)

    def equation(u: Any) -> Any:
        return func(u, *given) - u

    start = x0 * 1.0 if np.ndim(x0) == 0 else np.asarray(x0, dtype=float)
    return solution(solvers.fixed_point, equation, start, calls=function, xtol=xtol, maxiter=maxiter, method=method)


@definition(solvers.fixed_point)
def solvers_fixed_point(function: Callable[..., Any], start: Any, **options: Any) -> Any:
    """In generated code that is differentiated once more."""

    def equation(u: Any) -> Any:
        return function(u) - u

    return solution(solvers.fixed_point, equation, start, calls=function, **options)


@definition(optimize.root_scalar)
def root_scalar(
    f: Any,
    args: Any = (),
    method: Any = None,
    bracket: Any = None,
    fprime: Any = None,
    fprime2: Any = None,
    x0: Any = None,
    x1: Any = None,
    xtol: Any = None,
    rtol: Any = None,
    maxiter: Any = None,
    options: Any = None,
) -> Any:
    """Of a bracket, or from a start by the secant method."""
    if options is not None or x1 is not None:
        return no_rule("`options` and `x1` of root_scalar have no derivative rule", "give xtol, rtol and maxiter")
    chosen = {}
    if xtol is not None:
        chosen["xtol" if bracket is not None else "tol"] = xtol
    if rtol is not None:
        chosen["rtol"] = rtol
    if maxiter is not None:
        chosen["maxiter"] = maxiter
    if bracket is not None:
        which = "brentq" if method is None else method
        return FoundRoot(_in_bracket(which, f, bracket[0], bracket[1], args, False, chosen))
    if x0 is None:
        return no_rule("root_scalar needs a bracket or a start", "give `bracket=` or `x0=`")
    return FoundRoot(newton(f, x0, args=args, **chosen))


# Stationary points


@definition(optimize.minimize)
def minimize(
    fun: Callable[..., Any],
    x0: Any,
    args: Any = (),
    method: Any = None,
    jac: Any = None,
    hess: Any = None,
    hessp: Any = None,
    bounds: Any = None,
    constraints: Any = (),
    tol: Any = None,
    callback: Any = None,
    options: Any = None,
) -> Any:
    """A point where the gradient is zero: that of the objective itself, whatever `jac` gives."""
    if bounds is not None or len(constraints) > 0:
        return no_rule(
            "minimize with bounds or constraints has no derivative rule", "write the free variables by themselves"
        )
    if jac is True or callback is not None:
        return no_rule("`jac=True` and `callback` of minimize have no derivative rule", "leave them out")
    given = _all(args)

    def objective(u: Any) -> Any:
        return fun(u, *given)

    start = np.ravel(np.asarray(x0, dtype=float))
    by_hand = _slope("jac", jac, given)
    x = stationary(solvers.minimize, objective, start, method=method, tol=tol, **by_hand, **_named(options))
    return Found(x, objective(x))


@definition(solvers.minimize)
def solvers_minimize(objective: Callable[..., Any], start: Any, **options: Any) -> Any:
    """In generated code that is differentiated once more."""
    return stationary(solvers.minimize, objective, start, **options)


@definition(optimize.minimize_scalar)
def minimize_scalar(
    fun: Callable[..., Any],
    bracket: Any = None,
    bounds: Any = None,
    args: Any = (),
    method: Any = None,
    tol: Any = None,
    options: Any = None,
) -> Any:
    """Without bounds: at a bound, the minimum does not depend on the function."""
    if bounds is not None:
        return no_rule("minimize_scalar with bounds has no derivative rule", "give a bracket")
    given = _all(args)

    def objective(u: Any) -> Any:
        return fun(u, *given)

    points = np.zeros(0) if bracket is None else np.asarray(bracket, dtype=float)
    x = stationary(solvers.minimize_scalar, objective, points, like=0.0, method=method, tol=tol, **_named(options))
    return Found(x, objective(x))


@definition(solvers.minimize_scalar)
def solvers_minimize_scalar(objective: Callable[..., Any], bracket: Any, **options: Any) -> Any:
    """In generated code that is differentiated once more."""
    return stationary(solvers.minimize_scalar, objective, bracket, like=0.0, **options)


@definition(optimize.least_squares)
def least_squares(
    fun: Callable[..., Any],
    x0: Any,
    jac: Any = "2-point",
    bounds: Any = None,
    method: str = "trf",
    ftol: Any = 1e-8,
    xtol: Any = 1e-8,
    gtol: Any = 1e-8,
    x_scale: Any = None,
    loss: str = "linear",
    f_scale: float = 1.0,
    diff_step: Any = None,
    tr_solver: Any = None,
    tr_options: Any = None,
    jac_sparsity: Any = None,
    max_nfev: Any = None,
    verbose: int = 0,
    args: Any = (),
    kwargs: Any = None,
) -> Any:
    """The stationary point of half the sum of squares, with all of its second derivatives (not Gauss and Newton's)."""
    if loss != "linear" or bounds is not None or kwargs is not None:
        return no_rule("`loss`, `bounds` and `kwargs` of least_squares have no derivative rule", "leave them out")
    given = _all(args)

    def residuals(u: Any) -> Any:
        return np.array(fun(u, *given))

    def objective(u: Any) -> Any:
        r = np.array(fun(u, *given))
        return 0.5 * np.sum(r * r)

    start = np.ravel(np.asarray(x0, dtype=float))
    by_hand = _slope("jac", jac, given)
    x = stationary(
        solvers.least_squares,
        objective,
        start,
        calls=residuals,
        method=method,
        ftol=ftol,
        xtol=xtol,
        gtol=gtol,
        **by_hand,
    )
    return Found(x, residuals(x))


@definition(solvers.least_squares)
def solvers_least_squares(residuals: Callable[..., Any], start: Any, **options: Any) -> Any:
    """In generated code that is differentiated once more."""

    def objective(u: Any) -> Any:
        r = residuals(u)
        return 0.5 * np.sum(r * r)

    return stationary(solvers.least_squares, objective, start, calls=residuals, **options)


@definition(optimize.leastsq)
def leastsq(func: Callable[..., Any], x0: Any, args: Any = (), full_output: Any = False, **options: Any) -> Any:
    """By `least_squares` with Levenberg and Marquardt's method, which it is."""
    if full_output:
        return no_rule("`full_output` of leastsq has no derivative rule", "leave it out")
    return least_squares(func, x0, args=args, method="lm", **options).x, 1

"""scipy.integrate: initial value problems by explicit Runge-Kutta pairs with SciPy's control of the step.

The step and the choice between accepted and rejected steps are computed as SciPy does (Hairer, Norsett and Wanner,
Solving Ordinary Differential Equations I, sections II.4 to II.6; the tableaus are the public attributes of SciPy's
classes), and differentiated as they are: the derivative is that of the values that are computed, also at the times that
the solver chose itself, which depend on the parameters.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.integrate

from srcxform.rules.registry import definition, no_rule
from srcxform.runtime import stop_gradient

_TIGHTEST = 100 * float(np.finfo(float).eps)
_FINISHED = "The solver successfully reached the end of the integration interval."
_TOO_SMALL = "Required step size is less than spacing between numbers."


class Solution:
    """What the solver gives: as SciPy's, without events."""

    def __init__(self, t: Any, y: Any, sol: Any, nfev: Any, status: Any) -> None:
        self.t = t
        self.y = y
        self.sol = sol
        self.t_events = None
        self.y_events = None
        self.nfev = nfev
        self.njev = 0
        self.nlu = 0
        self.status = status
        self.message = _FINISHED if status == 0 else _TOO_SMALL
        self.success = status >= 0


class Continuous:
    """The solution between the steps: each step has a polynomial in `x`, which goes from 0 to 1."""

    def __init__(self, ts: Any, states: Any, parts: Any, method: Any) -> None:
        self.ts = ts
        self.states = states
        self.parts = parts
        self.method = method
        self.t_min = np.minimum(ts[0], ts[-1])
        self.t_max = np.maximum(ts[0], ts[-1])

    def __call__(self, t: Any) -> Any:
        """The states at one time, or at all times of an array in its columns."""
        times = np.asarray(t)
        return values_between(self.ts, self.states, self.parts, self.method, times)


def values_between(ts: Any, states: Any, parts: Any, method: Any, t: Any) -> Any:
    """The polynomials of the steps that the times are in; a time between two steps belongs to the first of them."""
    knots = stop_gradient(ts)
    sign = 1.0 if knots[-1] >= knots[0] else -1.0
    k = np.clip(np.searchsorted(sign * knots, sign * stop_gradient(t), side="left") - 1, 0, len(knots) - 2)
    h = (ts[1:] - ts[:-1])[k]
    x = np.expand_dims((t - ts[k]) / h, -1)
    part = parts[k]
    if method is scipy.integrate.DOP853:
        y = nested(part, x)
    else:
        y = np.expand_dims(h, -1) * powers(part, x)
    return np.moveaxis(y + states[k], -1, 0)


def powers(q: Any, x: Any) -> Any:
    """The sum of `q[k] * x**(k + 1)`."""
    total = q[..., -1] * x
    for j in range(2, np.shape(q)[-1] + 1):
        total = (total + q[..., -j]) * x
    return total


def nested(f: Any, x: Any) -> Any:
    """The interpolant of order 7: factors `x` and `1 - x` in turn (section II.6, formula 6.30)."""
    total = f[..., 6, :] * x
    total = (total + f[..., 5, :]) * (1 - x)
    total = (total + f[..., 4, :]) * x
    total = (total + f[..., 3, :]) * (1 - x)
    total = (total + f[..., 2, :]) * x
    total = (total + f[..., 1, :]) * (1 - x)
    return (total + f[..., 0, :]) * x


def rms(x: Any) -> Any:
    """The root of the mean square."""
    return np.linalg.norm(x) / np.size(x) ** 0.5


def first_length(fun: Any, t0: Any, y0: Any, f0: Any, interval: Any, direction: Any, order: Any, scale: Any) -> Any:
    """A length of the first step, from the first and an estimate of the second derivative (section II.4)."""
    d0, d1 = rms(y0 / scale), rms(f0 / scale)
    h0 = 1e-6
    if d0 >= 1e-5 and d1 >= 1e-5:
        h0 = 0.01 * d0 / d1
    h0 = min(h0, interval)
    f1 = np.array(fun(t0 + h0 * direction, y0 + h0 * direction * f0))
    d2 = rms((f1 - f0) / scale) / h0
    if d1 <= 1e-15 and d2 <= 1e-15:
        h1 = max(1e-6, h0 * 1e-3)
    else:
        h1 = (0.01 / max(d1, d2)) ** (1 / (order + 1))
    return min(100 * h0, h1, interval)


def stages(fun: Any, t: Any, y: Any, f: Any, h: Any, tableau: Any) -> Any:
    """The derivatives at the stages of a step, and the state at its end."""
    slopes = np.zeros_like(y, shape=(len(tableau.C) + 1, len(y)))
    slopes[0] = f
    for s in range(1, len(tableau.C)):
        change = np.dot(slopes[:s].T, tableau.A[s, :s]) * h
        slopes[s] = np.array(fun(t + tableau.C[s] * h, y + change))
    after = y + h * np.dot(slopes[:-1].T, tableau.B)
    slopes[-1] = np.array(fun(t + h, after))
    return slopes, after


def error_of(slopes: Any, h: Any, scale: Any, tableau: Any) -> Any:
    """The norm of the local error, where 1 is what is allowed."""
    if tableau is not scipy.integrate.DOP853:
        return rms(np.dot(slopes.T, tableau.E) * h / scale)
    fifth = np.linalg.norm(np.dot(slopes.T, tableau.E5) / scale) ** 2
    third = np.linalg.norm(np.dot(slopes.T, tableau.E3) / scale) ** 2
    if fifth == 0 and third == 0:
        return 0.0
    return np.abs(h) * fifth / np.sqrt((fifth + 0.01 * third) * len(scale))


def inside(fun: Any, t: Any, y: Any, h: Any, slopes: Any, after: Any, tableau: Any) -> Any:
    """The polynomial of a step."""
    if tableau is not scipy.integrate.DOP853:
        return np.dot(slopes.T, tableau.P)
    count = len(slopes)
    more = np.zeros_like(y, shape=(count + 3, len(y)))
    more[:count] = slopes
    for s in range(3):
        change = np.dot(more[: count + s].T, tableau.A_EXTRA[s, : count + s]) * h
        more[count + s] = np.array(fun(t + tableau.C_EXTRA[s] * h, y + change))
    gap = after - y
    first = np.stack((gap, h * slopes[0] - gap, 2 * gap - h * (slopes[-1] + slopes[0])))
    return np.concatenate((first, h * np.dot(tableau.D, more)))


@definition(scipy.integrate.solve_ivp)
def solve_ivp(
    fun: Any, t_span: Any, y0: Any, method: Any = "RK45", t_eval: Any = None, dense_output: Any = False,
    events: Any = None, vectorized: Any = False, args: Any = None, *, rtol: Any = 1e-3, atol: Any = 1e-6,
    max_step: Any = np.inf, first_step: Any = None,
) -> Any:  # fmt: skip
    """The steps of the explicit pair; the derivative goes through them."""
    if events is not None:
        return no_rule("`events=` of `solve_ivp` has no derivative rule", "write the root that ends it as an equation")
    tableau = tableau_of(method)
    given = () if args is None else args
    start = np.array(y0, dtype=complex if np.iscomplexobj(y0) else float)
    if vectorized:
        slope = lambda t, y: np.ravel(fun(t, np.expand_dims(y, -1), *given))  # noqa: E731
    else:
        slope = lambda t, y: fun(t, y, *given)  # noqa: E731
    limits = (max(rtol, _TIGHTEST), atol, max_step, first_step)
    between = dense_output or t_eval is not None
    first, last = t_span[0] * 1.0, t_span[1] * 1.0
    ts, ys, parts, count, status = march(slope, first, last, start, tableau, limits, between)
    times, states = np.array(ts), np.array(ys)
    sol = None
    if dense_output:
        sol = Continuous(times, states, np.array(parts), tableau)
    if t_eval is None:
        return Solution(times, states.T, sol, count, status)
    at = np.asarray(t_eval) * 1.0
    check_times(stop_gradient(at), stop_gradient(first), stop_gradient(last))
    return Solution(at, values_between(times, states, np.array(parts), tableau, at), sol, count, status)


def check_times(t: Any, first: Any, last: Any) -> Any:
    """Raise where a time is outside of the span, or not in order."""
    if np.any(t < min(first, last)) or np.any(t > max(first, last)):
        raise ValueError("Values in `t_eval` are not within `t_span`.")
    if np.any(np.diff(t) * (last - first) <= 0):
        raise ValueError("Values in `t_eval` are not properly sorted.")


def tableau_of(method: Any) -> Any:
    """The class that has the coefficients of a method."""
    if method == "RK45" or method is scipy.integrate.RK45:
        return scipy.integrate.RK45
    if method == "RK23" or method is scipy.integrate.RK23:
        return scipy.integrate.RK23
    if method == "DOP853" or method is scipy.integrate.DOP853:
        return scipy.integrate.DOP853
    return no_rule("the steps of an implicit method have no derivative rule", "use method='RK45', 'RK23' or 'DOP853'")


def march(fun: Any, t0: Any, t_bound: Any, y0: Any, tableau: Any, limits: Any, between: Any) -> Any:
    """All steps: the times, the states, the polynomials between them, the number of calls, and how it ended."""
    rtol, atol, max_step, first_step = limits
    if t0 == t_bound:
        raise ValueError("the span of time is empty")
    direction = 1.0 if t_bound >= t0 else -1.0
    t, y, f = t0, y0, np.array(fun(t0, y0))
    count, status = 1, 0
    if first_step is None:
        scale = atol + np.abs(y0) * rtol
        order = tableau.error_estimator_order
        h_abs = first_length(fun, t0, y0, f, abs(t_bound - t0), direction, order, scale)
        count = 2
    else:
        h_abs = first_step * 1.0
    ts, ys, parts = [t0], [y0], []
    while direction * (t - t_bound) < 0:
        shortest = 10 * abs(np.nextafter(t, direction * np.inf) - t)
        h_abs = max(min(h_abs, max_step), shortest)
        rejected, accepted = False, False
        while not accepted and h_abs >= shortest:
            t_new = t + h_abs * direction
            if direction * (t_new - t_bound) > 0:
                t_new = t_bound
            h = t_new - t
            slopes, after = stages(fun, t, y, f, h, tableau)
            count += len(tableau.C)
            error = error_of(slopes, h, atol + np.maximum(np.abs(y), np.abs(after)) * rtol, tableau)
            accepted = error < 1
            h_abs = abs(h) * factor(error, rejected, -1 / (tableau.error_estimator_order + 1))
            rejected = not accepted
        if not accepted:
            status = -1
            break
        if between:
            parts.append(inside(fun, t, y, h, slopes, after, tableau))
        t, y, f = t_new, after, slopes[-1].copy()
        ts.append(t)
        ys.append(y)
    return ts, ys, parts, count, status


def factor(error: Any, rejected: Any, exponent: Any) -> Any:
    """How much longer the next step is, or how much shorter the next attempt."""
    if error == 0:
        return 1.0 if rejected else 10.0
    wanted = 0.9 * error**exponent
    if error < 1:
        return min(1.0 if rejected else 10.0, wanted)
    return max(0.2, wanted)


@definition(scipy.integrate.odeint)
def odeint(
    func: Any, y0: Any, t: Any, args: Any = (), Dfun: Any = None, col_deriv: Any = 0, full_output: Any = 0,
    ml: Any = None, mu: Any = None, rtol: Any = None, atol: Any = None, tcrit: Any = None, h0: Any = 0.0,
    hmax: Any = 0.0, hmin: Any = 0.0, ixpr: Any = 0, mxstep: Any = 0, mxhnil: Any = 0, mxordn: Any = 12,
    mxords: Any = 5, printmessg: Any = 0, tfirst: Any = False,
) -> Any:  # fmt: skip
    """The steps of DOP853 with the tolerances that are asked for.

    SciPy's own steps are those of LSODA, so the values agree within the tolerances (1.5e-8 unless told), not to
    rounding. A stiff system takes many steps. The Jacobian, orders and limits of the number of steps are of no use.
    """
    if full_output:
        return no_rule("`full_output=` of `odeint` has no derivative rule", "leave it out")
    if tcrit is not None:
        return no_rule("`tcrit=` of `odeint` has no derivative rule", "integrate from one critical point to the next")
    given = args if isinstance(args, tuple) else (args,)
    if tfirst:
        slope = lambda at, y: func(at, y, *given)  # noqa: E731
    else:
        slope = lambda at, y: func(y, at, *given)  # noqa: E731
    times = np.asarray(t) * 1.0
    start = np.ravel(np.array(y0) * 1.0)
    relative = 1.49012e-8 if rtol is None else rtol
    absolute = 1.49012e-8 if atol is None else atol
    first = None if isinstance(h0, float) and h0 == 0.0 else h0
    longest = np.inf if isinstance(hmax, float) and hmax == 0.0 else hmax
    limits = (max(relative, _TIGHTEST), absolute, longest, first)
    method = scipy.integrate.DOP853
    ts, ys, parts, _, status = march(slope, times[0], times[-1], start, method, limits, True)
    if status != 0:
        raise ValueError("the required step is smaller than the spacing between numbers")
    return values_between(np.array(ts), np.array(ys), np.array(parts), method, times).T

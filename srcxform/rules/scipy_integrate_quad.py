"""scipy.integrate.quad: QUADPACK's QAGS and QAGI, written anew, so that the value is SciPy's to rounding.

Piessens, de Doncker-Kapenga, Ueberhuber and Kahaner, QUADPACK (Springer 1983): rules of Gauss and Kronrod on pieces, of
which the worst is halved, and the epsilon algorithm of Wynn for singularities at the ends. The derivative is that of
the sum at the places that were chosen. Around a kink, a jump or a singular point inside of the range these do not suit
the derivative of the integrand: it is refused there when it is asked for. The limits move by Leibniz's rule. The
estimate of the error is a constant.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.integrate

from srcxform.rules.registry import adjoint, definition, linear, no_rule, tangent
from srcxform.rules.scipy_integrate_search import combination, next_places
from srcxform.runtime import Refused, is_constant, stop_gradient, with_limit


@adjoint(with_limit)
def move_limit(integral: Any, limit: Any, height: Any, *, out_bar: Any) -> Any:
    """Leibniz's rule; all integrals of an array have the same limits."""
    return out_bar, np.sum(np.real(out_bar * np.conj(height))), None


@tangent(with_limit)
def move_limit_tangent(integral: Any, limit: Any, height: Any, *, integral_dot: Any, limit_dot: Any) -> Any:
    """Leibniz's rule."""
    return integral_dot, limit_dot * height, None


class NotSmooth(Refused):
    """What makes the derivative of a sum unlike that of the integral."""

    instead = "add the integrals of the parts on its two sides"


def where_smooth(values: Any, is_smooth: bool) -> Any:
    """The values of an integrand: where it has a jump or a singular point, its derivative needs other places."""
    return values * 1.0


def required(values: Any, is_smooth: bool) -> Any:
    """The values, if the integrand is smooth."""
    if not is_smooth:
        raise NotSmooth("the integrand of `quad` has a kink, a jump or a singular point inside of the range")
    return values


@linear(where_smooth)
def where_smooth_transpose(values: Any, is_smooth: bool, *, out_bar: Any) -> Any:
    return required(out_bar, is_smooth), None


@linear(required)
def required_transpose(values: Any, is_smooth: bool, *, out_bar: Any) -> Any:
    return required(out_bar, is_smooth), None


@definition(scipy.integrate.quad)
def quad(
    func: Any, a: Any, b: Any, args: Any = (), full_output: Any = 0, epsabs: Any = 1.49e-8, epsrel: Any = 1.49e-8,
    limit: Any = 50, points: Any = None, weight: Any = None, wvar: Any = None, wopts: Any = None, maxp1: Any = 50,
    limlst: Any = 50, complex_func: Any = False,
) -> Any:  # fmt: skip
    """The integral and the estimate of its error."""
    if weight is not None:
        return no_rule("`weight=` of `quad` has no derivative rule", "write the weight into the function")
    if points is not None:
        return no_rule("`points=` of `quad` has no derivative rule", "add the integrals between the points")
    if full_output:
        return no_rule("`full_output=` of `quad` has no derivative rule", "leave it out")
    if complex_func:
        return no_rule("`complex_func=` of `quad` has no derivative rule", "integrate real and imaginary part alone")
    given = args if isinstance(args, tuple) else (args,)
    start, end = stop_gradient(a), stop_gradient(b)
    heights, k = [], 0
    places = next_places(np.zeros(0), start, end, epsabs, epsrel, limit)
    while k < len(places):
        heights.append(func(float(places[k]), *given))
        k += 1
        if k == len(places):
            places = next_places(np.ravel(np.array(heights)), start, end, epsabs, epsrel, limit)
    values = np.ravel(np.array(heights))
    weights, rest, error, is_smooth = combination(values, start, end, epsabs, epsrel, limit)
    value = np.sum(weights * where_smooth(values, is_smooth)) + rest
    if not (is_constant(a) or np.isinf(start)):
        value = with_limit(value, -a, func(start, *given))
    if not (is_constant(b) or np.isinf(end)):
        value = with_limit(value, b, func(end, *given))
    return value, error


@definition(scipy.integrate.nquad)
def nquad(func: Any, ranges: Any, args: Any = None, opts: Any = None, full_output: Any = False) -> Any:
    """One integral within the other; the first variable is the innermost."""
    if full_output:
        return no_rule("`full_output=` of `nquad` has no derivative rule", "leave it out")
    if opts is not None and not isinstance(opts, dict):
        return no_rule("options for each variable of `nquad` have no derivative rule", "give one dict for all")
    options = {} if opts is None else opts
    largest = 0.0

    def integrated(f: Any, place: Any) -> Any:
        """The integral of a function over its first variable, as a function of the others."""

        def integral(*rest: Any) -> Any:
            nonlocal largest
            low, high = place if isinstance(place, (tuple, list, np.ndarray)) else place(*rest)
            value, error = quad(lambda x: f(x, *rest), low, high, **options)
            largest = max(largest, error)
            return value

        return integral

    f = func
    for place in tuple(ranges):
        f = integrated(f, place)
    value = f(*(() if args is None else args))
    return value, largest


@definition(scipy.integrate.dblquad)
def dblquad(
    func: Any, a: Any, b: Any, gfun: Any, hfun: Any, args: Any = (), epsabs: Any = 1.49e-8, epsrel: Any = 1.49e-8
) -> Any:
    """The first variable is the inner one."""
    between_curves = lambda x, *rest: (at(gfun, x), at(hfun, x))  # noqa: E731
    return nquad(func, (between_curves, (a, b)), args, {"epsabs": epsabs, "epsrel": epsrel})


@definition(scipy.integrate.tplquad)
def tplquad(
    func: Any, a: Any, b: Any, gfun: Any, hfun: Any, qfun: Any, rfun: Any, args: Any = (), epsabs: Any = 1.49e-8,
    epsrel: Any = 1.49e-8,
) -> Any:  # fmt: skip
    """The first variable is the innermost one."""
    between_surfaces = lambda y, x, *rest: (at(qfun, x, y), at(rfun, x, y))  # noqa: E731
    between_curves = lambda x, *rest: (at(gfun, x), at(hfun, x))  # noqa: E731
    return nquad(func, (between_surfaces, between_curves, (a, b)), args, {"epsabs": epsabs, "epsrel": epsrel})


def at(f: Any, *places: Any) -> Any:
    """A limit, which may be a function of the outer variables."""
    return f if isinstance(f, (int, float)) else f(*places)

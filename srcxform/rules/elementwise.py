"""Functions of each element by itself, from NumPy and from `math`.

A partial is the derivative as a holomorphic function; what is not holomorphic (`abs`, `real`, ...) is in
`complex_parts.py`, and what is flat between its jumps in `steps.py`. Numbers are Python floats, as NumPy's own
would turn float32 into float64.
"""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np

from srcxform.rules.registry import elementwise
from srcxform.runtime import bessel_i, sinc_derivative

LOG_2 = math.log(2)
LOG_10 = math.log(10)
DEGREE = math.pi / 180
TWO_OVER_ROOT_PI = 2 / math.sqrt(math.pi)


# Exponentials, logarithms, powers.


@elementwise(np.exp, math.exp, cmath.exp)
def exp(x: Any, *, out: Any) -> Any:
    """`exp(x)`."""
    return out


@elementwise(np.exp2, math.exp2)
def exp2(x: Any, *, out: Any) -> Any:
    """`2 ** x`."""
    return LOG_2 * out


@elementwise(np.expm1, math.expm1)
def expm1(x: Any, *, out: Any) -> Any:
    """`exp(x) - 1`."""
    return out + 1


@elementwise(np.log)
def log(x: Any) -> Any:
    """`log(x)`."""
    return 1 / x


@elementwise(math.log)
def log_to_base(x: Any, base: Any = None, *, out: Any) -> Any:
    """`log(x)` or `log(x, base)`."""
    if base is None:
        return 1 / x
    return 1 / (x * np.log(base)), -out / (base * np.log(base))


@elementwise(np.log2, math.log2)
def log2(x: Any) -> Any:
    """The logarithm to base 2."""
    return 1 / (LOG_2 * x)


@elementwise(np.log10, math.log10, cmath.log10)
def log10(x: Any) -> Any:
    """The logarithm to base 10."""
    return 1 / (LOG_10 * x)


@elementwise(np.log1p, math.log1p)
def log1p(x: Any) -> Any:
    """`log(1 + x)`."""
    return 1 / (1 + x)


LEAST = -3e38
"""No logarithm of a number is less, in single precision neither."""


@elementwise(np.logaddexp)
def logaddexp(x1: Any, x2: Any, *, out: Any) -> Any:
    """`log(exp(x1) + exp(x2))`; of two impossible events, both -inf, neither has a share."""
    finite = np.maximum(out, LEAST)
    return np.exp(x1 - finite), np.exp(x2 - finite)


@elementwise(np.logaddexp2)
def logaddexp2(x1: Any, x2: Any, *, out: Any) -> Any:
    """`log2(2 ** x1 + 2 ** x2)`, likewise."""
    finite = np.maximum(out, LEAST)
    return np.exp2(x1 - finite), np.exp2(x2 - finite)


@elementwise(np.sqrt, cmath.sqrt)
def sqrt(x: Any, *, out: Any) -> Any:
    """The square root: inf at 0."""
    return 0.5 / out


@elementwise(math.sqrt)
def sqrt_of_number(x: Any, *, out: Any) -> Any:
    """The square root: inf at 0, where Python's own floats would raise ZeroDivisionError as they do for `1 / 0.0`."""
    return 0.5 / np.float64(out)


@elementwise(np.cbrt, math.cbrt)
def cbrt(x: Any, *, out: Any) -> Any:
    """The cube root."""
    return 1 / (3 * out * out)


@elementwise(np.square)
def square(x: Any) -> Any:
    """`x * x`."""
    return 2 * x


@elementwise(np.reciprocal)
def reciprocal(x: Any, *, out: Any) -> Any:
    """`1 / x`."""
    return -out * out


@elementwise(np.ldexp, math.ldexp)
def ldexp(x1: Any, x2: Any) -> Any:
    """`x1 * 2 ** x2` for an integer `x2`."""
    return np.ldexp(1.0, x2)


# Circular functions and angles.


@elementwise(np.sin, math.sin, cmath.sin)
def sin(x: Any) -> Any:
    """The sine."""
    return np.cos(x)


@elementwise(np.cos, math.cos, cmath.cos)
def cos(x: Any) -> Any:
    """The cosine."""
    return -np.sin(x)


@elementwise(np.tan, math.tan, cmath.tan)
def tan(x: Any, *, out: Any) -> Any:
    """The tangent."""
    return 1 + out * out


@elementwise(np.arcsin, math.asin)
def arcsin(x: Any, *, out: Any) -> Any:
    """The inverse sine; on the branch cuts of the complex plane the result says from which side."""
    return 1 / np.cos(out) if np.iscomplexobj(x) else 1 / np.sqrt(1 - x * x)


@elementwise(np.arccos, math.acos)
def arccos(x: Any, *, out: Any) -> Any:
    """The inverse cosine; on the branch cuts of the complex plane the result says from which side."""
    return -1 / np.sin(out) if np.iscomplexobj(x) else -1 / np.sqrt(1 - x * x)


@elementwise(np.arctan, math.atan)
def arctan(x: Any) -> Any:
    """The inverse tangent."""
    return 1 / (1 + x * x)


@elementwise(np.arctan2, math.atan2)
def arctan2(x1: Any, x2: Any) -> Any:
    """The angle of the point `(x2, x1)`."""
    return x2 / (x1 * x1 + x2 * x2), -x1 / (x1 * x1 + x2 * x2)


@elementwise(np.hypot)
def hypot(x1: Any, x2: Any, *, out: Any) -> Any:
    """The length of `(x1, x2)`: a norm, with the slope 0 at the origin."""
    return x1 / (out + (out == 0)), x2 / (out + (out == 0))


@elementwise(math.hypot)
def hypot_of_all(*coordinates: Any, out: Any) -> Any:
    """The length of a vector given by its coordinates."""
    return tuple(x / (out + (out == 0)) for x in coordinates)


@elementwise(np.deg2rad, np.radians, math.radians)
def radians(x: Any) -> Any:
    """Degrees to radians."""
    return DEGREE


@elementwise(np.rad2deg, np.degrees, math.degrees)
def degrees(x: Any) -> Any:
    """Radians to degrees."""
    return 1 / DEGREE


@elementwise(np.unwrap)
def unwrap(p: Any, discont: Any = None, axis: Any = -1, *, period: Any = 2 * math.pi, out: Any) -> Any:
    """Angles without jumps: whole periods are added, and how many is constant."""
    return 1, None, None, (out - p) / period


@elementwise(np.sinc)
def sinc(x: Any) -> Any:
    """`sin(pi * x) / (pi * x)`: smooth at 0 in all its derivatives."""
    return sinc_derivative(x, 1)


@elementwise(sinc_derivative)
def sinc_derivative_of_order(x: Any, order: int) -> Any:
    """A derivative of `sinc`: the next one."""
    return sinc_derivative(x, order + 1)


# Hyperbolic functions.


@elementwise(np.sinh, math.sinh, cmath.sinh)
def sinh(x: Any) -> Any:
    """The hyperbolic sine."""
    return np.cosh(x)


@elementwise(np.cosh, math.cosh, cmath.cosh)
def cosh(x: Any) -> Any:
    """The hyperbolic cosine."""
    return np.sinh(x)


@elementwise(np.tanh, math.tanh, cmath.tanh)
def tanh(x: Any, *, out: Any) -> Any:
    """The hyperbolic tangent."""
    return 1 - out * out


@elementwise(np.arcsinh, math.asinh)
def arcsinh(x: Any) -> Any:
    """The inverse hyperbolic sine."""
    return 1 / np.sqrt(x * x + 1)


@elementwise(np.arccosh, math.acosh)
def arccosh(x: Any) -> Any:
    """The inverse hyperbolic cosine; two roots keep the complex plane on the right branch."""
    if np.iscomplexobj(x):
        return 1 / (np.sqrt(x - 1) * np.sqrt(x + 1))
    return 1 / np.sqrt(x * x - 1)


@elementwise(np.arctanh, math.atanh)
def arctanh(x: Any) -> Any:
    """The inverse hyperbolic tangent."""
    return 1 / (1 - x * x)


# Special functions.


@elementwise(math.erf)
def erf(x: Any) -> Any:
    """The error function."""
    return TWO_OVER_ROOT_PI * np.exp(-x * x)


@elementwise(math.erfc)
def erfc(x: Any) -> Any:
    """`1 - erf(x)`."""
    return -TWO_OVER_ROOT_PI * np.exp(-x * x)


@elementwise(np.i0)
def i0(x: Any) -> Any:
    """The modified Bessel function of order 0."""
    return bessel_i(x, 1)


@elementwise(bessel_i)
def bessel_i_of_order(x: Any, order: int) -> Any:
    """The modified Bessel function of a whole order."""
    if order == 0:
        return bessel_i(x, 1)
    return (bessel_i(x, order - 1) + bessel_i(x, order + 1)) / 2


# The greater and the smaller.


def share(x: Any, y: Any) -> Any:
    """The slope of `maximum(x, y)` in `x`: half at a tie, so that `maximum(x, x)` has the slope of `x`."""
    return np.where(x == y, 0.5, x > y)


@elementwise(np.maximum)
def maximum(x1: Any, x2: Any) -> Any:
    """The greater of two; what the one has no share of, the other has."""
    first = share(x1, x2)
    return first, 1.0 - first


@elementwise(np.minimum)
def minimum(x1: Any, x2: Any) -> Any:
    """The smaller of two."""
    first = share(x2, x1)
    return first, 1.0 - first


@elementwise(np.fmax)
def fmax(x1: Any, x2: Any) -> Any:
    """The greater of two; a number wins over NaN."""
    return np.where(np.isnan(x2), 1, share(x1, x2)), np.where(np.isnan(x1), 1, share(x2, x1))


@elementwise(np.fmin)
def fmin(x1: Any, x2: Any) -> Any:
    """The smaller of two; a number wins over NaN."""
    return np.where(np.isnan(x2), 1, share(x2, x1)), np.where(np.isnan(x1), 1, share(x1, x2))


@elementwise(np.clip)
def clip(a: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """`minimum(maximum(a, low), high)`: at a bound the element and the bound take half each."""
    low = a_min if min is None else min
    high = a_max if max is None else max
    if low is None and high is None:
        return 1
    if low is None:
        return share(high, a), None, share(a, high), None, share(a, high)
    if high is None:
        return share(a, low), share(low, a), None, share(low, a)
    low_bar = share(low, a) * share(high, low)
    high_bar = share(np.maximum(a, low), high)
    return share(a, low) * share(high, a), low_bar, high_bar, low_bar, high_bar


# Odd ones.


@elementwise(np.copysign, math.copysign)
def copysign(x1: Any, x2: Any) -> Any:
    """The size of `x1` with the sign of `x2`."""
    return np.sign(x1) * np.copysign(1, x2), None


@elementwise(np.heaviside)
def heaviside(x1: Any, x2: Any) -> Any:
    """A step in `x1`, whose value at 0 is `x2`."""
    return None, x1 == 0


@elementwise(np.nextafter, math.nextafter)
def nextafter(x: Any, y: Any, *, steps: Any = None) -> Any:
    """The next number after `x` in the direction of `y`."""
    return 1, None


@elementwise(np.fabs, math.fabs)
def fabs(x: Any) -> Any:
    """The size of a real number, with the slope 0 at 0."""
    return np.sign(x)

"""`numpy.emath`: roots, logarithms and inverse functions that become complex where they must.

The result may be complex for a real argument, whose adjoint is then the real part. Slopes are written by the result
where that keeps them on its side of a cut.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, tangent
from srcxform.runtime import real_like, unbroadcast


def sqrt(x: Any, out: Any) -> Any:
    """`1 / (2 sqrt(x))`."""
    return 0.5 / out


def log(x: Any, out: Any) -> Any:
    """`1 / x`."""
    return 1 / x


def log2(x: Any, out: Any) -> Any:
    """`1 / (x log 2)`."""
    return 1 / (math.log(2) * x)


def log10(x: Any, out: Any) -> Any:
    """`1 / (x log 10)`."""
    return 1 / (math.log(10) * x)


def arcsin(x: Any, out: Any) -> Any:
    """`1 / cos(arcsin(x))`."""
    return 1 / np.cos(out)


def arccos(x: Any, out: Any) -> Any:
    """`-1 / sin(arccos(x))`."""
    return -1 / np.sin(out)


def arctanh(x: Any, out: Any) -> Any:
    """`1 / (1 - x ** 2)`."""
    return 1 / (1 - x * x)


def register(function: Any, slope: Any) -> None:
    """The rules of a function of one argument."""

    @adjoint(function)
    def function_adjoint(x: Any, *, out: Any, out_bar: Any) -> Any:
        """The conjugate of the slope, or the real part of what it gives."""
        return real_like(out_bar * np.conj(slope(x, out)), x)

    @tangent(function)
    def function_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
        """The slope."""
        return slope(x, out) * x_dot


for _function, _slope in (
    (np.emath.sqrt, sqrt), (np.emath.log, log), (np.emath.log2, log2), (np.emath.log10, log10),
    (np.emath.arcsin, arcsin), (np.emath.arccos, arccos), (np.emath.arctanh, arctanh),
):  # fmt: skip
    register(_function, _slope)


def logn_slopes(n: Any, x: Any, out: Any) -> Any:
    """Of `log(x) / log(n)`."""
    return -out / (n * np.emath.log(n)), 1 / (x * np.emath.log(n))


@adjoint(np.emath.logn)
def logn_adjoint(n: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The logarithm to base n."""
    in_n, in_x = logn_slopes(n, x, out)
    return (
        unbroadcast(real_like(out_bar * np.conj(in_n), n), n),
        unbroadcast(real_like(out_bar * np.conj(in_x), x), x),
    )


@tangent(np.emath.logn)
def logn_tangent(n: Any, x: Any, *, out: Any, n_dot: Any, x_dot: Any) -> Any:
    """The logarithm to base n."""
    in_n, in_x = logn_slopes(n, x, out)
    return in_n * n_dot, in_x * x_dot


def power_slopes(x: Any, p: Any, out: Any) -> Any:
    """Of `x ** p`; at the base 0 the exponent counts for nothing."""
    is_zero = np.equal(x, 0)
    return p * np.emath.power(x, p - 1), np.where(is_zero, 0, out * np.emath.log(np.where(is_zero, 1, x)))


@adjoint(np.emath.power)
def power_adjoint(x: Any, p: Any, *, out: Any, out_bar: Any) -> Any:
    """`x ** p`."""
    in_x, in_p = power_slopes(x, p, out)
    return (
        unbroadcast(real_like(out_bar * np.conj(in_x), x), x),
        unbroadcast(real_like(out_bar * np.conj(in_p), p), p),
    )


@tangent(np.emath.power)
def power_tangent(x: Any, p: Any, *, out: Any, x_dot: Any, p_dot: Any) -> Any:
    """`x ** p`."""
    in_x, in_p = power_slopes(x, p, out)
    return in_x * x_dot, in_p * p_dot

"""scipy.special: hypergeometric functions, exponential integrals, Lambert's function and its relatives.

There is no closed form for the derivative of a hypergeometric function in its parameters. Numbers "DLMF" are equations
of the NIST Digital Library of Mathematical Functions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import adjoint, elementwise, tangent
from srcxform.rules.scipy_helpers import offered, pulled_back, pushed_forward

PARAMETER = "a derivative in a parameter of this function has no closed form"
ORDER = "it counts, and is no variable of a smooth function"

LEFT_OUT: dict[str, str] = {}


@elementwise(special.hyp0f1)
def hyp0f1(v: Any, z: Any) -> Any:
    """`0F1(v; z)` (DLMF 16.3.1)."""
    return PARAMETER, special.hyp0f1(v + 1, z) / v


@elementwise(special.hyp1f1)
def hyp1f1(a: Any, b: Any, x: Any) -> Any:
    """Kummer's function M (DLMF 13.3.15)."""
    return PARAMETER, PARAMETER, a / b * special.hyp1f1(a + 1, b + 1, x)


@elementwise(special.hyp2f1)
def hyp2f1(a: Any, b: Any, c: Any, z: Any) -> Any:
    """Gauss's function (DLMF 15.5.1)."""
    return PARAMETER, PARAMETER, PARAMETER, a * b / c * special.hyp2f1(a + 1, b + 1, c + 1, z)


@elementwise(special.hyperu)
def hyperu(a: Any, b: Any, x: Any) -> Any:
    """Tricomi's function U (DLMF 13.3.22)."""
    return PARAMETER, PARAMETER, -a * special.hyperu(a + 1, b + 1, x)


@elementwise(special.wright_bessel)
def wright_bessel(a: Any, b: Any, x: Any) -> Any:
    """Wright's function, the sum of `x**k / (k! gamma(a k + b))` (DLMF 10.46.1)."""
    return PARAMETER, PARAMETER, special.wright_bessel(a, a + b, x)


@elementwise(*offered("log_wright_bessel"))
def log_wright_bessel(a: Any, b: Any, x: Any, *, out: Any) -> Any:
    """The logarithm of `wright_bessel(a, b, x)`."""
    return PARAMETER, PARAMETER, np.exp(special.log_wright_bessel(a, a + b, x) - out)


# Lambert's function.


@elementwise(special.lambertw)
def lambert(z: Any, k: Any = 0, tol: Any = 1e-8, *, out: Any) -> Any:
    """The solution of `w exp(w) == z` (DLMF 4.13.4)."""
    return np.exp(-out) / (1 + out), None, None


@elementwise(special.wrightomega)
def wrightomega(z: Any, *, out: Any) -> Any:
    """The solution of `w + log(w) == z` (Corless and Jeffrey 2002)."""
    return out / (1 + out)


# Exponential integrals.


@elementwise(special.exp1)
def exp1(z: Any) -> Any:
    """The integral of `exp(-t) / t` from z on (DLMF 6.2.1)."""
    return -np.exp(-z) / z


@elementwise(special.expi)
def expi(x: Any) -> Any:
    """The integral of `exp(t) / t` up to x (DLMF 6.2.5)."""
    return np.exp(x) / x


@elementwise(special.expn)
def expn(n: Any, x: Any) -> Any:
    """The integral of `exp(-x t) / t**n` from 1 on (DLMF 8.19.13); that of the order 0 is `exp(-x) / x`."""
    if isinstance(n, int) and n > 0:
        return ORDER, -special.expn(n - 1, x)
    lowest = -np.exp(-x) * (1 + 1 / x) / x
    return ORDER, np.where(np.equal(n, 0), lowest, -special.expn(np.abs(n - 1), x))


def hyperbolic_slopes(x: Any) -> Any:
    """`sinh(x) / x` and `cosh(x) / x`; the first is smooth at 0 in all its derivatives."""
    return np.real(np.sinc(1j * x / math.pi)) if np.isrealobj(x) else np.sinc(1j * x / math.pi), np.cosh(x) / x


@adjoint(special.shichi)
def shichi(x: Any, *, out: Any, out_bar: Any) -> Any:
    """The hyperbolic integrals `(Shi, Chi)` (DLMF 6.2.15 and 6.2.16)."""
    return pulled_back(out_bar, hyperbolic_slopes(x), x)


@tangent(special.shichi)
def shichi_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """The hyperbolic integrals `(Shi, Chi)`."""
    return (pushed_forward(hyperbolic_slopes(x), x_dot),)


def circular_slopes(x: Any) -> Any:
    """`sin(x) / x` and `cos(x) / x`; the first is smooth at 0 in all its derivatives."""
    return np.sinc(x / math.pi), np.cos(x) / x


@adjoint(special.sici)
def sici(x: Any, *, out: Any, out_bar: Any) -> Any:
    """The sine and cosine integrals `(Si, Ci)` (DLMF 6.2.9 and 6.2.13)."""
    return pulled_back(out_bar, circular_slopes(x), x)


@tangent(special.sici)
def sici_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """The sine and cosine integrals `(Si, Ci)`."""
    return (pushed_forward(circular_slopes(x), x_dot),)


@elementwise(special.spence)
def spence(z: Any) -> Any:
    """The integral of `log(t) / (1 - t)` from 1 to z: its slope is smooth at 1, where `log(t) / (1 - t)` is -1."""
    log_z = np.log(z)
    if np.iscomplexobj(z):
        return -np.where(z == 1, 1 - (z - 1) / 2, log_z / (z - 1 + (z == 1)))
    return -1 / special.exprel(log_z)

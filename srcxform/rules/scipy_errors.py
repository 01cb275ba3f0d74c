"""scipy.special: the error function and its relatives.

The slope of a scaled error function is a difference in which all digits are lost far from 0. There its asymptotic
series takes over (DLMF 7.12.1). Numbers "DLMF" are equations of the NIST Digital Library of Mathematical Functions.
"""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import adjoint, elementwise, nondifferentiable, tangent
from srcxform.rules.scipy_helpers import pulled_back, pushed_forward

ROOT_PI = math.sqrt(math.pi)
ROOT_2 = math.sqrt(2)
ROOT_2_PI = math.sqrt(2 * math.pi)
EIGHTH_TURN = cmath.exp(0.25j * math.pi)

LEFT_OUT: dict[str, str] = {
    "scipy.special.erf_zeros": "of whole numbers alone",
    "scipy.special.fresnel_zeros": "of whole numbers alone",
    "scipy.special.fresnelc_zeros": "of whole numbers alone",
    "scipy.special.fresnels_zeros": "of whole numbers alone",
}

nondifferentiable((special.erf_zeros, special.fresnel_zeros, special.fresnelc_zeros, special.fresnels_zeros))


@elementwise(special.erf)
def erf(z: Any) -> Any:
    """The error function (DLMF 7.2.1)."""
    return 2 / ROOT_PI * np.exp(-z * z)


@elementwise(special.erfc)
def erfc(z: Any) -> Any:
    """`1 - erf(z)`."""
    return -2 / ROOT_PI * np.exp(-z * z)


@elementwise(special.erfi)
def erfi(z: Any) -> Any:
    """`-i erf(i z)`."""
    return 2 / ROOT_PI * np.exp(z * z)


@elementwise(special.erfinv)
def erfinv(y: Any, *, out: Any) -> Any:
    """The inverse of `erf`."""
    return ROOT_PI / 2 * np.exp(out * out)


@elementwise(special.erfcinv)
def erfcinv(y: Any, *, out: Any) -> Any:
    """The inverse of `erfc`."""
    return -ROOT_PI / 2 * np.exp(out * out)


# Scaled ones.


def tail(square: Any) -> Any:
    """The sum of `(2 k - 1)!! / (2 square)**k` for k from 1: the asymptotic series of a slope."""
    t = 0.5 / square
    return t * (1 + 3 * t * (1 + 5 * t * (1 + 7 * t * (1 + 9 * t * (1 + 11 * t)))))


def scaled_slope(z: Any, value: Any) -> Any:
    """The derivative `2 z erfcx(z) - 2 / sqrt(pi)` of `erfcx`, given its value."""
    is_far = np.real(z) > 60.0
    near, far = np.where(is_far, 0, z), np.where(is_far, z, 60.0)
    return np.where(is_far, 2 / ROOT_PI * tail(-far * far), 2 * near * np.where(is_far, 0, value) - 2 / ROOT_PI)


def faddeeva_slope(z: Any, value: Any) -> Any:
    """The derivative `2i / sqrt(pi) - 2 z w(z)` of the Faddeeva function w, given its value (DLMF 7.10.2)."""
    is_far = (np.abs(z) > 60.0) & (np.imag(z) >= 0)
    near, far = np.where(is_far, 0, z), np.where(is_far, z, 60.0)
    return np.where(is_far, -2j / ROOT_PI * tail(far * far), 2j / ROOT_PI - 2 * near * np.where(is_far, 0, value))


@elementwise(special.erfcx)
def erfcx(z: Any, *, out: Any) -> Any:
    """`exp(z**2) erfc(z)`."""
    return scaled_slope(z, out)


@elementwise(special.wofz)
def wofz(z: Any, *, out: Any) -> Any:
    """The Faddeeva function `exp(-z**2) erfc(-i z)`."""
    return faddeeva_slope(z, out)


@elementwise(special.dawsn)
def dawsn(z: Any, *, out: Any) -> Any:
    """Dawson's integral: its slope is `1 - 2 z dawsn(z)` (DLMF 7.2.5)."""
    is_far = np.abs(np.real(z)) > 60.0
    near, far = np.where(is_far, 0, z), np.where(is_far, z, 60.0)
    return np.where(is_far, -tail(far * far), 1 - 2 * near * np.where(is_far, 0, out))


@elementwise(special.voigt_profile)
def voigt_profile(x: Any, sigma: Any, gamma: Any, *, out: Any) -> Any:
    """`real(w(z)) / (sigma sqrt(2 pi))` at `z = (x + i gamma) / (sigma sqrt(2))` (DLMF 7.19.1)."""
    z = (x + 1j * gamma) / (ROOT_2 * sigma)
    slope = faddeeva_slope(z, special.wofz(z)) / (ROOT_2 * ROOT_2_PI * sigma * sigma)
    return np.real(slope), -out / sigma - np.real(ROOT_2 * z * slope), -np.imag(slope)


# The normal distribution.


@elementwise(special.ndtr)
def ndtr(x: Any) -> Any:
    """The share of the normal distribution below x."""
    return np.exp(-x * x / 2) / ROOT_2_PI


@elementwise(special.log_ndtr)
def log_ndtr(x: Any) -> Any:
    """`log(ndtr(x))`: a quotient in which nothing underflows."""
    return 2 / ROOT_2_PI / special.erfcx(-x / ROOT_2)


@elementwise(special.ndtri)
def ndtri(y: Any, *, out: Any) -> Any:
    """The inverse of `ndtr`."""
    return ROOT_2_PI * np.exp(out * out / 2)


@elementwise(special.ndtri_exp)
def ndtri_exp(y: Any, *, out: Any) -> Any:
    """The inverse of `log_ndtr`."""
    return ROOT_2_PI / 2 * special.erfcx(-out / ROOT_2)


@elementwise(special.nrdtrimn)
def nrdtrimn(p: Any, std: Any, x: Any) -> Any:
    """The mean with `ndtr((x - mean) / std) == p`, which is `x - std ndtri(p)`."""
    z = special.ndtri(p)
    return -std * ROOT_2_PI * np.exp(z * z / 2), -z, 1


@elementwise(special.nrdtrisd)
def nrdtrisd(mn: Any, p: Any, x: Any) -> Any:
    """The deviation with `ndtr((x - mn) / std) == p`, which is `(x - mn) / ndtri(p)`."""
    z = special.ndtri(p)
    return -1 / z, -(x - mn) / (z * z) * ROOT_2_PI * np.exp(z * z / 2), 1 / z


@elementwise(special.owens_t)
def owens_t(h: Any, a: Any) -> Any:
    """The integral of `exp(-h**2 (1 + t**2) / 2) / (1 + t**2) / (2 pi)` over t from 0 to a (Owen 1956)."""
    by_h = -np.exp(-h * h / 2) * special.erf(a * h / ROOT_2) / (2 * ROOT_2_PI)
    return by_h, np.exp(-h * h * (1 + a * a) / 2) / (2 * math.pi * (1 + a * a))


# Fresnel's integrals.


def fresnel_slopes(z: Any) -> Any:
    """Of S and C (DLMF 7.2.7 and 7.2.8)."""
    return np.sin(math.pi / 2 * z * z), np.cos(math.pi / 2 * z * z)


@adjoint(special.fresnel)
def fresnel(z: Any, *, out: Any, out_bar: Any) -> Any:
    """`(S, C)`."""
    return pulled_back(out_bar, fresnel_slopes(z), z)


@tangent(special.fresnel)
def fresnel_tangent(z: Any, *, out: Any, z_dot: Any) -> Any:
    """`(S, C)`."""
    return (pushed_forward(fresnel_slopes(z), z_dot),)


def modified_slopes(x: Any, turn: Any) -> Any:
    """Of F, whose slope is minus the integrand, and of `K = erfcx(x / turn) / 2`.

    SciPy's own values (1.17) are wrong for negative x; the slopes are not made of them.
    """
    z = x / turn
    return -np.exp(turn * turn * x * x), scaled_slope(z, special.erfcx(z)) / (2 * turn)


@adjoint(special.modfresnelp)
def modfresnelp(x: Any, *, out: Any, out_bar: Any) -> Any:
    """`(F, K)`: the integral of `exp(i t**2)` from x on, and the same as a scaled error function (DLMF 7.5.8)."""
    return pulled_back(out_bar, modified_slopes(x, EIGHTH_TURN), x)


@tangent(special.modfresnelp)
def modfresnelp_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """`(F, K)`: the integral of `exp(i t**2)` from x on, and the same as a scaled error function."""
    return (pushed_forward(modified_slopes(x, EIGHTH_TURN), x_dot),)


@adjoint(special.modfresnelm)
def modfresnelm(x: Any, *, out: Any, out_bar: Any) -> Any:
    """The conjugates of `modfresnelp(x)`."""
    return pulled_back(out_bar, modified_slopes(x, 1 / EIGHTH_TURN), x)


@tangent(special.modfresnelm)
def modfresnelm_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """The conjugates of `modfresnelp(x)`."""
    return (pushed_forward(modified_slopes(x, 1 / EIGHTH_TURN), x_dot),)

"""scipy.special: Bessel functions, plain, modified, scaled and spherical.

The slope of a function of one order is a combination of its neighbours in order, which is smooth at 0 too. There is no
closed form for the derivative in the order. Numbers "DLMF" are equations of the NIST Digital Library of Mathematical
Functions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special
from scipy.special import (
    h1vp,
    h2vp,
    ivp,
    jvp,
    kvp,
    spherical_in,
    spherical_jn,
    spherical_kn,
    spherical_yn,
    yvp,
)

from srcxform.rules.registry import adjoint, elementwise, nondifferentiable, tangent
from srcxform.runtime import unbroadcast

ORDER = "a derivative in the order of a Bessel function has no closed form"
COUNT = "it counts, and is no variable of a smooth function"

ZEROS = (
    special.jn_zeros, special.jnp_zeros, special.jnjnp_zeros, special.jnyn_zeros, special.yn_zeros, special.ynp_zeros,
    special.y0_zeros, special.y1_zeros, special.y1p_zeros,
)  # fmt: skip
LEFT_OUT: dict[str, str] = {f"scipy.special.{zeros.__name__}": "of whole numbers alone" for zeros in ZEROS}

nondifferentiable(ZEROS)


# Of any order (DLMF 10.6.1 and 10.29.1).


@elementwise(special.jv)
def jv(v: Any, z: Any) -> Any:
    """The first kind."""
    return ORDER, (special.jv(v - 1, z) - special.jv(v + 1, z)) / 2


@elementwise(special.yv, special.yn)
def yv(v: Any, z: Any) -> Any:
    """The second kind."""
    return ORDER, (special.yv(v - 1, z) - special.yv(v + 1, z)) / 2


@elementwise(special.hankel1)
def hankel1(v: Any, z: Any) -> Any:
    """The third kind, `jv + i yv`."""
    return ORDER, (special.hankel1(v - 1, z) - special.hankel1(v + 1, z)) / 2


@elementwise(special.hankel2)
def hankel2(v: Any, z: Any) -> Any:
    """The third kind, `jv - i yv`."""
    return ORDER, (special.hankel2(v - 1, z) - special.hankel2(v + 1, z)) / 2


@elementwise(special.iv)
def iv(v: Any, z: Any) -> Any:
    """The modified function of the first kind."""
    return ORDER, (special.iv(v - 1, z) + special.iv(v + 1, z)) / 2


@elementwise(special.kv, special.kn)
def kv(v: Any, z: Any) -> Any:
    """The modified function of the second kind."""
    return ORDER, -(special.kv(v - 1, z) + special.kv(v + 1, z)) / 2


# Of the orders 0 and 1.


@elementwise(special.j0)
def j0(x: Any) -> Any:
    """`jv(0, x)`."""
    return -special.j1(x)


@elementwise(special.j1)
def j1(x: Any) -> Any:
    """`jv(1, x)`."""
    return (special.j0(x) - special.jv(2, x)) / 2


@elementwise(special.y0)
def y0(x: Any) -> Any:
    """`yv(0, x)`."""
    return -special.y1(x)


@elementwise(special.y1)
def y1(x: Any) -> Any:
    """`yv(1, x)`."""
    return (special.y0(x) - special.yv(2, x)) / 2


@elementwise(special.i0)
def i0(x: Any) -> Any:
    """`iv(0, x)`."""
    return special.i1(x)


@elementwise(special.i1)
def i1(x: Any) -> Any:
    """`iv(1, x)`."""
    return (special.i0(x) + special.iv(2, x)) / 2


@elementwise(special.k0)
def k0(x: Any) -> Any:
    """`kv(0, x)`."""
    return -special.k1(x)


@elementwise(special.k1)
def k1(x: Any) -> Any:
    """`kv(1, x)`."""
    return -(special.k0(x) + special.kv(2, x)) / 2


# Scaled by a holomorphic factor.


@elementwise(special.kve)
def kve(v: Any, z: Any, *, out: Any) -> Any:
    """`kv(v, z) exp(z)`."""
    return ORDER, out - (special.kve(v - 1, z) + special.kve(v + 1, z)) / 2


@elementwise(special.k0e)
def k0e(x: Any, *, out: Any) -> Any:
    """`k0(x) exp(x)`."""
    return out - special.k1e(x)


@elementwise(special.k1e)
def k1e(x: Any, *, out: Any) -> Any:
    """`k1(x) exp(x)`."""
    return out - (special.k0e(x) + special.kve(2, x)) / 2


@elementwise(special.hankel1e)
def hankel1e(v: Any, z: Any, *, out: Any) -> Any:
    """`hankel1(v, z) exp(-i z)`."""
    return ORDER, (special.hankel1e(v - 1, z) - special.hankel1e(v + 1, z)) / 2 - 1j * out


@elementwise(special.hankel2e)
def hankel2e(v: Any, z: Any, *, out: Any) -> Any:
    """`hankel2(v, z) exp(i z)`."""
    return ORDER, (special.hankel2e(v - 1, z) - special.hankel2e(v + 1, z)) / 2 + 1j * out


@elementwise(special.i0e)
def i0e(x: Any, *, out: Any) -> Any:
    """`i0(x) exp(-|x|)`."""
    return special.i1e(x) - np.sign(x) * out


@elementwise(special.i1e)
def i1e(x: Any, *, out: Any) -> Any:
    """`i1(x) exp(-|x|)`."""
    return (special.i0e(x) + special.ive(2, x)) / 2 - np.sign(x) * out


# Scaled by the size of an exponential, which is not holomorphic.


def scaled_adjoint(z: Any, out: Any, out_bar: Any, slope: Any, turn: Any) -> Any:
    """The adjoint of `z`, where the scale is `exp(-|s|)` with s the real part of `turn * z`; `slope` leaves it out."""
    size_bar = -np.sign(np.real(turn * z)) * np.real(np.conj(out_bar) * out)
    if np.isrealobj(z):
        return np.real(out_bar * np.conj(slope)) + np.real(turn) * size_bar
    return out_bar * np.conj(slope) + np.conj(turn) * size_bar


def scaled_tangent(z: Any, out: Any, z_dot: Any, slope: Any, turn: Any) -> Any:
    """The tangent of the result."""
    return slope * z_dot - out * np.sign(np.real(turn * z)) * np.real(turn * z_dot)


def jve_slope(v: Any, z: Any) -> Any:
    """Of `jve`, without that of its scale."""
    return (special.jve(v - 1, z) - special.jve(v + 1, z)) / 2


def yve_slope(v: Any, z: Any) -> Any:
    """Of `yve`, without that of its scale."""
    return (special.yve(v - 1, z) - special.yve(v + 1, z)) / 2


def ive_slope(v: Any, z: Any) -> Any:
    """Of `ive`, without that of its scale."""
    return (special.ive(v - 1, z) + special.ive(v + 1, z)) / 2


@adjoint(special.jve)
def jve(v: Any, z: Any, *, out: Any, out_bar: Any) -> Any:
    """`jv(v, z) exp(-|imag(z)|)`."""
    return ORDER, unbroadcast(scaled_adjoint(z, out, out_bar, jve_slope(v, z), -1j), z)


@tangent(special.jve)
def jve_tangent(v: Any, z: Any, *, out: Any, z_dot: Any) -> Any:
    """`jv(v, z) exp(-|imag(z)|)`."""
    return ORDER, scaled_tangent(z, out, z_dot, jve_slope(v, z), -1j)


@adjoint(special.yve)
def yve(v: Any, z: Any, *, out: Any, out_bar: Any) -> Any:
    """`yv(v, z) exp(-|imag(z)|)`."""
    return ORDER, unbroadcast(scaled_adjoint(z, out, out_bar, yve_slope(v, z), -1j), z)


@tangent(special.yve)
def yve_tangent(v: Any, z: Any, *, out: Any, z_dot: Any) -> Any:
    """`yv(v, z) exp(-|imag(z)|)`."""
    return ORDER, scaled_tangent(z, out, z_dot, yve_slope(v, z), -1j)


@adjoint(special.ive)
def ive(v: Any, z: Any, *, out: Any, out_bar: Any) -> Any:
    """`iv(v, z) exp(-|real(z)|)`."""
    return ORDER, unbroadcast(scaled_adjoint(z, out, out_bar, ive_slope(v, z), 1.0), z)


@tangent(special.ive)
def ive_tangent(v: Any, z: Any, *, out: Any, z_dot: Any) -> Any:
    """`iv(v, z) exp(-|real(z)|)`."""
    return ORDER, scaled_tangent(z, out, z_dot, ive_slope(v, z), 1.0)


# Derivatives of Bessel functions: the next one.


@elementwise(jvp)
def jv_derivative(v: Any, z: Any, n: Any = 1) -> Any:
    """The n-th derivative of `jv`."""
    return ORDER, jvp(v, z, n + 1)


@elementwise(yvp)
def yv_derivative(v: Any, z: Any, n: Any = 1) -> Any:
    """The n-th derivative of `yv`."""
    return ORDER, yvp(v, z, n + 1)


@elementwise(ivp)
def iv_derivative(v: Any, z: Any, n: Any = 1) -> Any:
    """The n-th derivative of `iv`."""
    return ORDER, ivp(v, z, n + 1)


@elementwise(kvp)
def kv_derivative(v: Any, z: Any, n: Any = 1) -> Any:
    """The n-th derivative of `kv`."""
    return ORDER, kvp(v, z, n + 1)


@elementwise(h1vp)
def hankel1_derivative(v: Any, z: Any, n: Any = 1) -> Any:
    """The n-th derivative of `hankel1`."""
    return ORDER, h1vp(v, z, n + 1)


@elementwise(h2vp)
def hankel2_derivative(v: Any, z: Any, n: Any = 1) -> Any:
    """The n-th derivative of `hankel2`."""
    return ORDER, h2vp(v, z, n + 1)


# Spherical ones (DLMF 10.51.2 and 10.51.5). The order -1 comes with the factor 0.


@elementwise(spherical_jn)
def spherical_j(n: Any, z: Any, derivative: Any = False) -> Any:
    """The first kind, or its derivative."""
    below, above = spherical_jn(np.abs(n - 1), z, derivative), spherical_jn(n + 1, z, derivative)
    return COUNT, (n * below - (n + 1) * above) / (2 * n + 1)


@elementwise(spherical_yn)
def spherical_y(n: Any, z: Any, derivative: Any = False) -> Any:
    """The second kind, or its derivative."""
    below, above = spherical_yn(np.abs(n - 1), z, derivative), spherical_yn(n + 1, z, derivative)
    return COUNT, (n * below - (n + 1) * above) / (2 * n + 1)


@elementwise(spherical_in)
def spherical_i(n: Any, z: Any, derivative: Any = False) -> Any:
    """The modified function of the first kind, or its derivative."""
    below, above = spherical_in(np.abs(n - 1), z, derivative), spherical_in(n + 1, z, derivative)
    return COUNT, (n * below + (n + 1) * above) / (2 * n + 1)


@elementwise(spherical_kn)
def spherical_k(n: Any, z: Any, derivative: Any = False) -> Any:
    """The modified function of the second kind, or its derivative."""
    below, above = spherical_kn(np.abs(n - 1), z, derivative), spherical_kn(n + 1, z, derivative)
    return COUNT, -(n * below + (n + 1) * above) / (2 * n + 1)

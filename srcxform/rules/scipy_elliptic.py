"""scipy.special: elliptic integrals and functions.

All of Legendre's integrals are written in Carlson's symmetric ones, in which nothing cancels. The derivative of one of
those is an integral of the same kind with other powers, and `carlson_integral` is all of them. Numbers "DLMF" are
equations of the NIST Digital Library of Mathematical Functions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import adjoint, elementwise, tangent
from srcxform.rules.scipy_helpers import pulled_back, pushed_forward
from srcxform.runtime import carlson_integral

LEFT_OUT: dict[str, str] = {
    "scipy.special.ellip_harm": "the coefficients of Lame's polynomials are not among SciPy's functions",
    "scipy.special.ellip_harm_2": "the coefficients of Lame's polynomials are not among SciPy's functions",
    "scipy.special.ellip_normal": "the coefficients of Lame's polynomials are not among SciPy's functions",
}


# Carlson's integrals.


@elementwise(carlson_integral)
def carlson(x: Any, y: Any, z: Any, p: Any, i: float, j: float, k: float, m: float) -> Any:
    """Each derivative raises one power."""
    return (
        -i * carlson_integral(x, y, z, p, i + 1, j, k, m),
        -j * carlson_integral(x, y, z, p, i, j + 1, k, m),
        -k * carlson_integral(x, y, z, p, i, j, k + 1, m),
        -m * carlson_integral(x, y, z, p, i, j, k, m + 1),
    )


@elementwise(special.elliprf)
def elliprf(x: Any, y: Any, z: Any) -> Any:
    """The integral of the first kind (DLMF 19.16.1 and 19.18.1)."""
    return -special.elliprd(y, z, x) / 6, -special.elliprd(z, x, y) / 6, -special.elliprd(x, y, z) / 6


@elementwise(special.elliprd)
def elliprd(x: Any, y: Any, z: Any) -> Any:
    """`3/2` times the integral with the powers 1/2, 1/2 and 3/2 (DLMF 19.16.5)."""
    return (
        -0.75 * carlson_integral(x, y, z, 1.0, 1.5, 0.5, 1.5, 0.0),
        -0.75 * carlson_integral(x, y, z, 1.0, 0.5, 1.5, 1.5, 0.0),
        -2.25 * carlson_integral(x, y, z, 1.0, 0.5, 0.5, 2.5, 0.0),
    )


def second_kind_slope(x: Any, y: Any, z: Any) -> Any:
    """The derivative of `elliprg(x, y, z)` in `x`: `(R_F - x R_D(y, z, x) / 3) / 4`, where `x R_D` is 0 at 0."""
    safe = x + (x == 0)
    return (special.elliprf(x, y, z) - x * special.elliprd(y, z, safe) / 3) / 4


@elementwise(special.elliprg)
def elliprg(x: Any, y: Any, z: Any) -> Any:
    """The integral of the second kind (DLMF 19.16.3), differentiated under the integral sign."""
    return second_kind_slope(x, y, z), second_kind_slope(y, z, x), second_kind_slope(z, x, y)


@elementwise(special.elliprj)
def elliprj(x: Any, y: Any, z: Any, p: Any) -> Any:
    """`3/2` times the integral with the powers 1/2, 1/2, 1/2 and 1 (DLMF 19.16.2); NaN at a principal value."""
    p = np.where((np.real(p) <= 0) & (np.imag(p) == 0), np.nan, p)
    return (
        -0.75 * carlson_integral(x, y, z, p, 1.5, 0.5, 0.5, 1.0),
        -0.75 * carlson_integral(x, y, z, p, 0.5, 1.5, 0.5, 1.0),
        -0.75 * carlson_integral(x, y, z, p, 0.5, 0.5, 1.5, 1.0),
        -1.5 * carlson_integral(x, y, z, p, 0.5, 0.5, 0.5, 2.0),
    )


@elementwise(special.elliprc)
def elliprc(x: Any, y: Any, *, out: Any) -> Any:
    """Half the integral with the powers 1/2 and 1 (DLMF 19.16.6); a principal value by its closed form 19.2.18."""
    is_principal = (np.real(y) < 0) & (np.imag(y) == 0)
    right, left = np.where(is_principal, 1.0, y), np.where(is_principal, y, -1.0)
    by_x = (out - 1 / np.sqrt(x)) / (2 * (left - x))
    by_y = -(out / 2 + x * by_x) / left
    return (
        np.where(is_principal, by_x, -0.25 * carlson_integral(x, right, 1.0, 1.0, 1.5, 1.0, 0.0, 0.0)),
        np.where(is_principal, by_y, -0.5 * carlson_integral(x, right, 1.0, 1.0, 0.5, 2.0, 0.0, 0.0)),
    )


# Legendre's complete integrals: DLMF 19.25.1 and 19.18.1.


@elementwise(special.ellipk)
def ellipk(m: Any) -> Any:
    """The integral of the first kind, which is `R_F(0, 1 - m, 1)`."""
    return special.elliprd(0.0, 1.0, 1 - m) / 6


@elementwise(special.ellipkm1)
def ellipkm1(p: Any) -> Any:
    """`ellipk(1 - p)`, which is `R_F(0, p, 1)`."""
    return -special.elliprd(0.0, 1.0, p) / 6


@elementwise(special.ellipe)
def ellipe(m: Any) -> Any:
    """The integral of the second kind: `(E - K) / (2 m)` without the quotient."""
    return -special.elliprd(0.0, 1 - m, 1.0) / 6


# Legendre's incomplete integrals.


def first_kind_slope(phi: Any, m: Any) -> Any:
    """The derivative of `ellipkinc(phi, m)` in `m`, by DLMF 19.25.5; each half turn adds a complete integral twice."""
    turns = np.rint(phi / math.pi)
    sine, cosine = np.sin(phi - math.pi * turns), np.cos(phi - math.pi * turns)
    part = sine * sine * sine * special.elliprd(cosine * cosine, 1.0, 1 - m * sine * sine) / 6
    return part + turns * special.elliprd(0.0, 1.0, 1 - np.where(turns == 0, 0, m)) / 3


@elementwise(special.ellipkinc)
def ellipkinc(phi: Any, m: Any) -> Any:
    """The integral of the first kind."""
    return 1 / np.sqrt(1 - m * np.sin(phi) * np.sin(phi)), first_kind_slope(phi, m)


@elementwise(special.ellipeinc)
def ellipeinc(phi: Any, m: Any) -> Any:
    """The integral of the second kind; DLMF 19.25.9."""
    turns = np.rint(phi / math.pi)
    sine, cosine = np.sin(phi - math.pi * turns), np.cos(phi - math.pi * turns)
    part = sine * sine * sine * special.elliprd(cosine * cosine, 1 - m * sine * sine, 1.0) / 6
    by_m = -part - turns * special.elliprd(0.0, 1 - np.where(turns == 0, 0, m), 1.0) / 3
    return np.sqrt(1 - m * np.sin(phi) * np.sin(phi)), by_m


# Jacobi's functions (DLMF 22.13.1); the amplitude is the inverse of `ellipkinc`.


def jacobi_slopes(m: Any, out: Any, turning: Any) -> Any:
    """Of sn, cn, dn and the amplitude, when the amplitude moves by `turning` and `m` stays."""
    sn, cn, dn, _ = out
    return cn * turning, -sn * turning, -m * sn * cn / dn * turning, turning


def parameter_slopes(m: Any, out: Any) -> Any:
    """The same, when `m` moves and `u` stays."""
    sn, cn, dn, phi = out
    turning = -dn * first_kind_slope(phi, m)
    return cn * turning, -sn * turning, -(m * sn * cn * turning + sn * sn / 2) / dn, turning


@adjoint(special.ellipj)
def ellipj(u: Any, m: Any, *, out: Any, out_bar: Any) -> Any:
    """`(sn, cn, dn, amplitude)`."""
    return pulled_back(out_bar, jacobi_slopes(m, out, out[2]), u), pulled_back(out_bar, parameter_slopes(m, out), m)


@tangent(special.ellipj)
def ellipj_tangent(u: Any, m: Any, *, out: Any, u_dot: Any, m_dot: Any) -> Any:
    """`(sn, cn, dn, amplitude)`."""
    return pushed_forward(jacobi_slopes(m, out, out[2]), u_dot), pushed_forward(parameter_slopes(m, out), m_dot)

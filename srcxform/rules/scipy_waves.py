"""scipy.special: solutions of the wave equation in several coordinates, which SciPy gives together with their slopes.

The slope of a slope follows from the differential equation. Numbers "DLMF" are equations of the NIST Digital Library of
Mathematical Functions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import adjoint, nondifferentiable, tangent
from srcxform.rules.scipy_helpers import over, pulled_back, pushed_forward

ORDER = "a derivative in an order or parameter of this function has no closed form"
COUNT = "it counts, and is no variable of a smooth function"
DEGREE = math.pi / 180

_INACCURATE = "its values and its slopes in SciPy do not fit each other"
LEFT_OUT: dict[str, str] = {
    "scipy.special.pbdn_seq": _INACCURATE,
    "scipy.special.pro_rad2": _INACCURATE,
    "scipy.special.pro_rad2_cv": _INACCURATE,
    "scipy.special.obl_rad2": _INACCURATE,
    "scipy.special.obl_rad2_cv": _INACCURATE,
    "scipy.special.mathieu_even_coef": "the derivative of an eigenvector needs all eigenvalues",
    "scipy.special.mathieu_odd_coef": "the derivative of an eigenvector needs all eigenvalues",
    "scipy.special.ai_zeros": "of whole numbers alone",
    "scipy.special.bi_zeros": "of whole numbers alone",
}

nondifferentiable((special.ai_zeros, special.bi_zeros))


# Airy's functions (DLMF 9.2.1).


def airy_slopes(z: Any, out: Any) -> Any:
    """Of Ai, Ai', Bi, Bi'."""
    return out[1], z * out[0], out[3], z * out[2]


@adjoint(special.airy)
def airy(z: Any, *, out: Any, out_bar: Any) -> Any:
    """`(Ai, Ai', Bi, Bi')`."""
    return pulled_back(out_bar, airy_slopes(z, out), z)


@tangent(special.airy)
def airy_tangent(z: Any, *, out: Any, z_dot: Any) -> Any:
    """`(Ai, Ai', Bi, Bi')`."""
    return (pushed_forward(airy_slopes(z, out), z_dot),)


def scaled_airy_slopes(z: Any, out: Any) -> Any:
    """Of the scaled functions, but for the scale of Bi, which is not holomorphic; the other one is `exp(s)`."""
    root = np.sqrt(z)
    return out[1] + root * out[0], z * out[0] + root * out[1], out[3], z * out[2]


def real_airy_slopes(z: Any, out: Any) -> Any:
    """Of the scaled functions of a real z; left of 0 the scale of Bi is 1, and the scaled Ai is not real."""
    root = np.sqrt(np.maximum(z, 0))
    left = np.where(z < 0, np.nan, 0)
    return (
        out[1] + root * out[0] + left,
        z * out[0] + root * out[1] + left,
        out[3] - root * out[2],
        z * out[2] - root * out[3],
    )


@adjoint(special.airye)
def airye(z: Any, *, out: Any, out_bar: Any) -> Any:
    """`airy(z)`, Ai times `exp(s)` and Bi times `exp(-|real(s)|)` with `s = 2/3 z sqrt(z)`."""
    if np.isrealobj(z):
        return pulled_back(out_bar, real_airy_slopes(z, out), z)
    size_bar = np.real(np.conj(out_bar[2]) * out[2] + np.conj(out_bar[3]) * out[3])
    root = np.sqrt(z)
    turned = np.sign(np.real(z * root)) * size_bar * np.conj(root)
    return pulled_back(out_bar, scaled_airy_slopes(z, out), z) - turned


@tangent(special.airye)
def airye_tangent(z: Any, *, out: Any, z_dot: Any) -> Any:
    """`airy(z)`, Ai times `exp(s)` and Bi times `exp(-|real(s)|)` with `s = 2/3 z sqrt(z)`."""
    if np.isrealobj(z):
        return (pushed_forward(real_airy_slopes(z, out), z_dot),)
    first, second, third, fourth = pushed_forward(scaled_airy_slopes(z, out), z_dot)
    root = np.sqrt(z)
    shrinking = np.sign(np.real(z * root)) * np.real(root * z_dot)
    return ((first, second, third - out[2] * shrinking, fourth - out[3] * shrinking),)


# Kelvin's functions (DLMF 10.61.3: they solve `w'' = i w - w' / x`).


def kelvin_slopes(x: Any, out: Any) -> Any:
    """Of Be, Ke and their derivatives."""
    first, second, first_slope, second_slope = out
    return first_slope, second_slope, 1j * first - over(first_slope, x, 0.5j), 1j * second - second_slope / x


@adjoint(special.kelvin)
def kelvin(x: Any, *, out: Any, out_bar: Any) -> Any:
    """`(Be, Ke, Be', Ke')`, with `Be = ber + i bei` and `Ke = ker + i kei`."""
    return pulled_back(out_bar, kelvin_slopes(x, out), x)


@tangent(special.kelvin)
def kelvin_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """`(Be, Ke, Be', Ke')`, with `Be = ber + i bei` and `Ke = ker + i kei`."""
    return (pushed_forward(kelvin_slopes(x, out), x_dot),)


# Parabolic cylinders (DLMF 12.2.2 and 12.2.3). The orders of a sequence go up by one.


def cylinder_slopes(v: Any, x: Any, out: Any) -> Any:
    """Of D and D', or V and V'."""
    return out[1], (x * x / 4 - v - 0.5) * out[0]


def sequence_orders(v: Any, out: Any) -> Any:
    """The orders of a sequence up to `v`; those below 0 are not those that SciPy documents."""
    return np.where(v < 0, np.nan, v % 1) + np.arange(np.shape(out[0])[0])


@adjoint(special.pbdv, special.pbvv)
def pbdv(v: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """`(D, D')`, or `(V, V')`."""
    return ORDER, pulled_back(out_bar, cylinder_slopes(v, x, out), x)


@tangent(special.pbdv, special.pbvv)
def pbdv_tangent(v: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """`(D, D')`, or `(V, V')`."""
    return ORDER, pushed_forward(cylinder_slopes(v, x, out), x_dot)


@adjoint(special.pbdv_seq, special.pbvv_seq)
def pbdv_seq(v: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """`(D, D')`, or `(V, V')`, of all orders up to `v`."""
    return ORDER, pulled_back(out_bar, cylinder_slopes(sequence_orders(v, out), x, out), x)


@tangent(special.pbdv_seq, special.pbvv_seq)
def pbdv_seq_tangent(v: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """`(D, D')`, or `(V, V')`, of all orders up to `v`."""
    return ORDER, pushed_forward(cylinder_slopes(sequence_orders(v, out), x, out), x_dot)


def weber_slopes(a: Any, x: Any, out: Any) -> Any:
    """Of W and W' (DLMF 12.14.1)."""
    return out[1], (a - x * x / 4) * out[0]


@adjoint(special.pbwa)
def pbwa(a: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """`(W, W')`."""
    return ORDER, pulled_back(out_bar, weber_slopes(a, x, out), x)


@tangent(special.pbwa)
def pbwa_tangent(a: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """`(W, W')`."""
    return ORDER, pushed_forward(weber_slopes(a, x, out), x_dot)


# Elliptic cylinders: Mathieu's equation (DLMF 28.2.1), in degrees; and the modified one (DLMF 28.20.1).


def mathieu_slopes(eigenvalue: Any, q: Any, x: Any, out: Any) -> Any:
    """Of ce and ce', or se and se'."""
    return DEGREE * out[1], -DEGREE * (eigenvalue - 2 * q * np.cos(2 * DEGREE * x)) * out[0]


def modified_slopes(eigenvalue: Any, q: Any, x: Any, out: Any) -> Any:
    """Of the modified functions of both kinds, and their derivatives."""
    return out[1], (eigenvalue - 2 * q * np.cosh(2 * x)) * out[0]


@adjoint(special.mathieu_cem)
def mathieu_cem(m: Any, q: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The even functions `(ce, ce')`."""
    return COUNT, ORDER, pulled_back(out_bar, mathieu_slopes(special.mathieu_a(m, q), q, x, out), x)


@tangent(special.mathieu_cem)
def mathieu_cem_tangent(m: Any, q: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """The even functions `(ce, ce')`."""
    return COUNT, ORDER, pushed_forward(mathieu_slopes(special.mathieu_a(m, q), q, x, out), x_dot)


@adjoint(special.mathieu_sem)
def mathieu_sem(m: Any, q: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The odd functions `(se, se')`."""
    return COUNT, ORDER, pulled_back(out_bar, mathieu_slopes(special.mathieu_b(m, q), q, x, out), x)


@tangent(special.mathieu_sem)
def mathieu_sem_tangent(m: Any, q: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """The odd functions `(se, se')`."""
    return COUNT, ORDER, pushed_forward(mathieu_slopes(special.mathieu_b(m, q), q, x, out), x_dot)


@adjoint(special.mathieu_modcem1, special.mathieu_modcem2)
def mathieu_modcem(m: Any, q: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The modified even functions."""
    return COUNT, ORDER, pulled_back(out_bar, modified_slopes(special.mathieu_a(m, q), q, x, out), x)


@tangent(special.mathieu_modcem1, special.mathieu_modcem2)
def mathieu_modcem_tangent(m: Any, q: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """The modified even functions."""
    return COUNT, ORDER, pushed_forward(modified_slopes(special.mathieu_a(m, q), q, x, out), x_dot)


@adjoint(special.mathieu_modsem1, special.mathieu_modsem2)
def mathieu_modsem(m: Any, q: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The modified odd functions."""
    return COUNT, ORDER, pulled_back(out_bar, modified_slopes(special.mathieu_b(m, q), q, x, out), x)


@tangent(special.mathieu_modsem1, special.mathieu_modsem2)
def mathieu_modsem_tangent(m: Any, q: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """The modified odd functions."""
    return COUNT, ORDER, pushed_forward(modified_slopes(special.mathieu_b(m, q), q, x, out), x_dot)


# Spheroids (DLMF 30.2.1 with the squared wave number `square`; the oblate radial one at the imaginary argument).


def prolate_slopes(m: Any, square: Any, eigenvalue: Any, x: Any, out: Any) -> Any:
    """Of a function that solves `((1 - x**2) w')' + (eigenvalue - square x**2 - m**2 / (1 - x**2)) w = 0`."""
    rest = 1 - x * x
    return out[1], (2 * x * out[1] - (eigenvalue - square * x * x - m * m / rest) * out[0]) / rest


def oblate_radial_slopes(m: Any, c: Any, eigenvalue: Any, x: Any, out: Any) -> Any:
    """Of a function that solves `((1 + x**2) w')' - (eigenvalue - c**2 x**2 - m**2 / (1 + x**2)) w = 0`."""
    rest = 1 + x * x
    return out[1], ((eigenvalue - c * c * x * x - m * m / rest) * out[0] - 2 * x * out[1]) / rest


@adjoint(special.pro_ang1, special.pro_rad1)
def prolate(m: Any, n: Any, c: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """Prolate functions of the first kind, and their derivatives."""
    slopes = prolate_slopes(m, c * c, special.pro_cv(m, n, c), x, out)
    return COUNT, COUNT, ORDER, pulled_back(out_bar, slopes, x)


@tangent(special.pro_ang1, special.pro_rad1)
def prolate_tangent(m: Any, n: Any, c: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """Prolate functions of the first kind, and their derivatives."""
    slopes = prolate_slopes(m, c * c, special.pro_cv(m, n, c), x, out)
    return COUNT, COUNT, ORDER, pushed_forward(slopes, x_dot)


@adjoint(special.pro_ang1_cv, special.pro_rad1_cv)
def prolate_cv(m: Any, n: Any, c: Any, cv: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The same with the eigenvalue given."""
    return COUNT, COUNT, ORDER, ORDER, pulled_back(out_bar, prolate_slopes(m, c * c, cv, x, out), x)


@tangent(special.pro_ang1_cv, special.pro_rad1_cv)
def prolate_cv_tangent(m: Any, n: Any, c: Any, cv: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """The same with the eigenvalue given."""
    return COUNT, COUNT, ORDER, ORDER, pushed_forward(prolate_slopes(m, c * c, cv, x, out), x_dot)


@adjoint(special.obl_ang1)
def oblate(m: Any, n: Any, c: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The oblate angular function of the first kind, and its derivative."""
    slopes = prolate_slopes(m, -c * c, special.obl_cv(m, n, c), x, out)
    return COUNT, COUNT, ORDER, pulled_back(out_bar, slopes, x)


@tangent(special.obl_ang1)
def oblate_tangent(m: Any, n: Any, c: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """The oblate angular function of the first kind, and its derivative."""
    slopes = prolate_slopes(m, -c * c, special.obl_cv(m, n, c), x, out)
    return COUNT, COUNT, ORDER, pushed_forward(slopes, x_dot)


@adjoint(special.obl_ang1_cv)
def oblate_cv(m: Any, n: Any, c: Any, cv: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The same with the eigenvalue given."""
    return COUNT, COUNT, ORDER, ORDER, pulled_back(out_bar, prolate_slopes(m, -c * c, cv, x, out), x)


@tangent(special.obl_ang1_cv)
def oblate_cv_tangent(m: Any, n: Any, c: Any, cv: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """The same with the eigenvalue given."""
    return COUNT, COUNT, ORDER, ORDER, pushed_forward(prolate_slopes(m, -c * c, cv, x, out), x_dot)


@adjoint(special.obl_rad1)
def oblate_radial(m: Any, n: Any, c: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The oblate radial function of the first kind, and its derivative."""
    slopes = oblate_radial_slopes(m, c, special.obl_cv(m, n, c), x, out)
    return COUNT, COUNT, ORDER, pulled_back(out_bar, slopes, x)


@tangent(special.obl_rad1)
def oblate_radial_tangent(m: Any, n: Any, c: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """The oblate radial function of the first kind, and its derivative."""
    slopes = oblate_radial_slopes(m, c, special.obl_cv(m, n, c), x, out)
    return COUNT, COUNT, ORDER, pushed_forward(slopes, x_dot)


@adjoint(special.obl_rad1_cv)
def oblate_radial_cv(m: Any, n: Any, c: Any, cv: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """The same with the eigenvalue given."""
    return COUNT, COUNT, ORDER, ORDER, pulled_back(out_bar, oblate_radial_slopes(m, c, cv, x, out), x)


@tangent(special.obl_rad1_cv)
def oblate_radial_cv_tangent(m: Any, n: Any, c: Any, cv: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """The same with the eigenvalue given."""
    return COUNT, COUNT, ORDER, ORDER, pushed_forward(oblate_radial_slopes(m, c, cv, x, out), x_dot)

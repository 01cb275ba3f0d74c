"""scipy.special: integrals of Bessel functions, functions of Struve and Kelvin, sequences of Riccati's and Legendre's.

Numbers "DLMF" are equations of the NIST Digital Library of Mathematical Functions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import adjoint, elementwise, nondifferentiable, tangent
from srcxform.rules.scipy_helpers import over, pulled_back, pushed_forward

ORDER = "a derivative in an order or parameter of this function has no closed form"
COUNT = "it counts, and is no variable of a smooth function"
ROOT_PI = math.sqrt(math.pi)

ZEROS = (
    special.kelvin_zeros, special.ber_zeros, special.bei_zeros, special.ker_zeros, special.kei_zeros,
    special.berp_zeros, special.beip_zeros, special.kerp_zeros, special.keip_zeros,
)  # fmt: skip
LEFT_OUT: dict[str, str] = {f"scipy.special.{zeros.__name__}": "of whole numbers alone" for zeros in ZEROS}

nondifferentiable(ZEROS)


# Struve's functions (DLMF 11.4.23 with 11.4.25, and the modified ones).


def struve_term(v: Any, x: Any) -> Any:
    """`(x / 2)**v / (sqrt(pi) gamma(v + 3/2))`."""
    return (x / 2) ** v * special.rgamma(v + 1.5) / ROOT_PI


@elementwise(special.struve)
def struve(v: Any, x: Any) -> Any:
    """Struve's function H."""
    return ORDER, (special.struve(v - 1, x) - special.struve(v + 1, x) + struve_term(v, x)) / 2


@elementwise(special.modstruve)
def modstruve(v: Any, x: Any) -> Any:
    """Struve's modified function L."""
    return ORDER, (special.modstruve(v - 1, x) + special.modstruve(v + 1, x) + struve_term(v, x)) / 2


@elementwise(special.itstruve0)
def itstruve0(x: Any) -> Any:
    """The integral of `struve(0, t)` from 0 to x."""
    return special.struve(0, x)


@elementwise(special.it2struve0)
def it2struve0(x: Any) -> Any:
    """The integral of `struve(0, t) / t` from x on."""
    return -over(special.struve(0, x), x, 2 / math.pi)


@elementwise(special.itmodstruve0)
def itmodstruve0(x: Any) -> Any:
    """The integral of `modstruve(0, t)` from 0 to x."""
    return special.modstruve(0, x)


@elementwise(special.besselpoly)
def besselpoly(a: Any, lmb: Any, nu: Any) -> Any:
    """The integral of `t**lmb jv(nu, 2 a t)` over t from 0 to 1, by DLMF 10.6.1."""
    return special.besselpoly(a, lmb + 1, nu - 1) - special.besselpoly(a, lmb + 1, nu + 1), ORDER, ORDER


# Kelvin's functions of a real argument, by their differential equation `w'' = i w - w' / x` (DLMF 10.61.3).


@elementwise(special.ber)
def ber(x: Any) -> Any:
    """The real part of Be."""
    return special.berp(x)


@elementwise(special.bei)
def bei(x: Any) -> Any:
    """The imaginary part of Be."""
    return special.beip(x)


@elementwise(special.ker)
def ker(x: Any) -> Any:
    """The real part of Ke."""
    return special.kerp(x)


@elementwise(special.kei)
def kei(x: Any) -> Any:
    """The imaginary part of Ke."""
    return special.keip(x)


@elementwise(special.berp)
def berp(x: Any, *, out: Any) -> Any:
    """The derivative of `ber`."""
    return -over(out, x, 0) - special.bei(x)


@elementwise(special.beip)
def beip(x: Any, *, out: Any) -> Any:
    """The derivative of `bei`."""
    return special.ber(x) - over(out, x, 0.5)


@elementwise(special.kerp)
def kerp(x: Any, *, out: Any) -> Any:
    """The derivative of `ker`."""
    return -out / x - special.kei(x)


@elementwise(special.keip)
def keip(x: Any, *, out: Any) -> Any:
    """The derivative of `kei`."""
    return special.ker(x) - out / x


# Pairs of integrals.


def first_terms(square: Any) -> Any:
    """`(I_0(x) - 1) / x` as a power series in `square = x**2 / 4`, times `2 / x`... of each sign: J_0 at `-square`."""
    total, term = 1.0, 1.0
    for k in range(2, 12):
        term = term * square / (k * k)
        total = total + term
    return total


def less_one_over(f: Any, x: Any, sign: Any) -> Any:
    """`sign * (f(x) - 1) / x` for the Bessel function f of order 0 that is `1 + sign x**2 / 4 + ...`, also near 0."""
    is_near = np.abs(x) < 1
    near, far = np.where(is_near, x, 0), np.where(is_near, 1, x)
    return np.where(is_near, near / 4 * first_terms(sign * near * near / 4), sign * (f(far) - 1) / far)


def airy_integrands(x: Any) -> Any:
    """`Ai(x)`, `Bi(x)`, `Ai(-x)`, `Bi(-x)`."""
    right, left = special.airy(x), special.airy(-x)
    return right[0], right[2], left[0], left[2]


@adjoint(special.itairy)
def itairy(x: Any, *, out: Any, out_bar: Any) -> Any:
    """The integrals of Ai and Bi from 0 to x, and of both at `-t`.

    SciPy's values have 7 digits for small x and as few as none for large x; the slopes have all.
    """
    return pulled_back(out_bar, airy_integrands(x), x)


@tangent(special.itairy)
def itairy_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """The integrals of Ai and Bi from 0 to x, and of both at `-t`."""
    return (pushed_forward(airy_integrands(x), x_dot),)


@adjoint(special.iti0k0)
def iti0k0(x: Any, *, out: Any, out_bar: Any) -> Any:
    """The integrals of `i0` and `k0` from 0 to x."""
    return pulled_back(out_bar, (special.i0(x), special.k0(x)), x)


@tangent(special.iti0k0)
def iti0k0_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """The integrals of `i0` and `k0` from 0 to x."""
    return (pushed_forward((special.i0(x), special.k0(x)), x_dot),)


@adjoint(special.itj0y0)
def itj0y0(x: Any, *, out: Any, out_bar: Any) -> Any:
    """The integrals of `j0` and `y0` from 0 to x."""
    return pulled_back(out_bar, (special.j0(x), special.y0(x)), x)


@tangent(special.itj0y0)
def itj0y0_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """The integrals of `j0` and `y0` from 0 to x."""
    return (pushed_forward((special.j0(x), special.y0(x)), x_dot),)


@adjoint(special.it2i0k0)
def it2i0k0(x: Any, *, out: Any, out_bar: Any) -> Any:
    """The integrals of `(i0(t) - 1) / t` from 0 to x and of `k0(t) / t` from x on."""
    return pulled_back(out_bar, (less_one_over(special.i0, x, 1), -special.k0(x) / x), x)


@tangent(special.it2i0k0)
def it2i0k0_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """The integrals of `(i0(t) - 1) / t` from 0 to x and of `k0(t) / t` from x on."""
    return (pushed_forward((less_one_over(special.i0, x, 1), -special.k0(x) / x), x_dot),)


@adjoint(special.it2j0y0)
def it2j0y0(x: Any, *, out: Any, out_bar: Any) -> Any:
    """The integrals of `(1 - j0(t)) / t` from 0 to x and of `y0(t) / t` from x on."""
    return pulled_back(out_bar, (less_one_over(special.j0, x, -1), -special.y0(x) / x), x)


@tangent(special.it2j0y0)
def it2j0y0_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """The integrals of `(1 - j0(t)) / t` from 0 to x and of `y0(t) / t` from x on."""
    return (pushed_forward((less_one_over(special.j0, x, -1), -special.y0(x) / x), x_dot),)


# Sequences of functions and their slopes, at one point.


def riccati_slopes(n: Any, x: Any, out: Any) -> Any:
    """Of functions that solve `x**2 w'' + (x**2 - k (k + 1)) w = 0` (DLMF 10.51(ii)), and their derivatives."""
    k = np.arange(n + 1)
    return out[1], (k * (k + 1) / (x * x) - 1) * out[0]


@adjoint(special.riccati_jn, special.riccati_yn)
def riccati(n: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """Functions of the orders up to n, and their derivatives."""
    return COUNT, pulled_back(out_bar, riccati_slopes(n, x, out), x)


@tangent(special.riccati_jn, special.riccati_yn)
def riccati_tangent(n: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """Functions of the orders up to n, and their derivatives."""
    return COUNT, pushed_forward(riccati_slopes(n, x, out), x_dot)


def lambda_slopes(v: Any, x: Any, out: Any) -> Any:
    """Of `gamma(v + 1) jv(v, x) / (x / 2)**v` for the orders up to v, which solves `w'' + (2 v + 1) w' / x + w = 0`."""
    orders = v % 1 + np.arange(np.shape(out[0])[0])
    return out[1], -(2 * orders + 1) * out[1] / x - out[0]


@adjoint(special.lmbda)
def lmbda(v: Any, x: Any, *, out: Any, out_bar: Any) -> Any:
    """Jahnke and Emden's Lambda functions, and their derivatives."""
    return ORDER, pulled_back(out_bar, lambda_slopes(v, x, out), x)


@tangent(special.lmbda)
def lmbda_tangent(v: Any, x: Any, *, out: Any, x_dot: Any) -> Any:
    """Jahnke and Emden's Lambda functions, and their derivatives."""
    return ORDER, pushed_forward(lambda_slopes(v, x, out), x_dot)


def legendre_slopes(order: Any, degree: Any, z: Any, out: Any) -> Any:
    """Of solutions of Legendre's equation (DLMF 14.2.2), and their derivatives."""
    rest = 1 - z * z
    return out[1], (2 * z * out[1] - (degree * (degree + 1) - order * order / rest) * out[0]) / rest


def degrees(n: Any, z: Any) -> Any:
    """The degrees up to n, along the first axis of the result."""
    return np.reshape(np.arange(n + 1), (n + 1,) + (1,) * np.ndim(z))


@adjoint(special.lqn)
def lqn(n: Any, z: Any, *, out: Any, out_bar: Any) -> Any:
    """Legendre functions of the second kind of the degrees up to n, and their derivatives."""
    return COUNT, pulled_back(out_bar, legendre_slopes(0, degrees(n, z), z, out), z)


@tangent(special.lqn)
def lqn_tangent(n: Any, z: Any, *, out: Any, z_dot: Any) -> Any:
    """Legendre functions of the second kind of the degrees up to n, and their derivatives."""
    return COUNT, pushed_forward(legendre_slopes(0, degrees(n, z), z, out), z_dot)


@adjoint(special.lqmn)
def lqmn(m: Any, n: Any, z: Any, *, out: Any, out_bar: Any) -> Any:
    """Associated Legendre functions of the second kind of the orders up to m, and their derivatives."""
    slopes = legendre_slopes(np.expand_dims(degrees(m, z), 1), degrees(n, z), z, out)
    return COUNT, COUNT, pulled_back(out_bar, slopes, z)


@tangent(special.lqmn)
def lqmn_tangent(m: Any, n: Any, z: Any, *, out: Any, z_dot: Any) -> Any:
    """Associated Legendre functions of the second kind of the orders up to m, and their derivatives."""
    slopes = legendre_slopes(np.expand_dims(degrees(m, z), 1), degrees(n, z), z, out)
    return COUNT, COUNT, pushed_forward(slopes, z_dot)

"""scipy.special: the incomplete gamma and beta functions, and their inverses.

The derivative in a shape is the integral of the density times its own logarithmic derivative (Moore 1982, Applied
Statistics 31; Boik and Robison-Cox 1998, Journal of Statistical Software 3). `gamma_moment` and `beta_moment` integrate
it numerically. The derivative of an inverse is that of the implicit function.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import elementwise
from srcxform.runtime import beta_moment, gamma_moment

LEFT_OUT: dict[str, str] = {}


def gamma_density(a: Any, x: Any) -> Any:
    """`x**(a - 1) exp(-x) / gamma(a)`."""
    end = np.isposinf(x)
    inner = np.where(end, 1, x)
    return np.where(end, 0, np.exp(special.xlogy(a - 1, inner) - inner - special.gammaln(a)))


def gamma_shape(a: Any, x: Any) -> Any:
    """The derivative of `gammainc(a, x)` in `a`; at 0 that of `1 - a E_1(x) + ...`."""
    return np.where(np.equal(a, 0), -special.exp1(x), gamma_moment(a, x, special.psi(a), special.gammaln(a), 1))


def beta_density(a: Any, b: Any, x: Any) -> Any:
    """`x**(a - 1) (1 - x)**(b - 1) / beta(a, b)`."""
    return np.exp(special.xlogy(a - 1, x) + special.xlog1py(b - 1, -x) - special.betaln(a, b))


def beta_shape_a(a: Any, b: Any, x: Any) -> Any:
    """The derivative of `betainc(a, b, x)` in `a`."""
    both = special.psi(a + b)
    return beta_moment(a, b, x, special.psi(a) - both, special.psi(b) - both, special.betaln(a, b), 1, 0)


def beta_shape_b(a: Any, b: Any, x: Any) -> Any:
    """The derivative of `betainc(a, b, x)` in `b`."""
    both = special.psi(a + b)
    return beta_moment(a, b, x, special.psi(a) - both, special.psi(b) - both, special.betaln(a, b), 0, 1)


# The integrals themselves: they differentiate under the integral sign.


@elementwise(gamma_moment)
def gamma_moment_of_order(a: Any, x: Any, center: Any, scale: Any, order: int, *, out: Any) -> Any:
    """`a` brings down `log(t)`, which is `(log(t) - center) + center`."""
    density = np.exp(special.xlogy(a - 1, x) - x - scale)
    if order == 0:
        return gamma_moment(a, x, center, scale, 1) + center * out, density, None, -out
    return (
        gamma_moment(a, x, center, scale, order + 1) + center * out,
        density * (np.log(x) - center) ** order,
        -order * gamma_moment(a, x, center, scale, order - 1),
        -out,
    )


def lower_moment(a: Any, b: Any, x: Any, center_a: Any, center_b: Any, scale: Any, order_a: int, order_b: int) -> Any:
    """`beta_moment`, and 0 for a negative order, which comes with the factor 0."""
    if order_a < 0 or order_b < 0:
        return 0.0
    return beta_moment(a, b, x, center_a, center_b, scale, order_a, order_b)


@elementwise(beta_moment)
def beta_moment_of_orders(
    a: Any, b: Any, x: Any, center_a: Any, center_b: Any, scale: Any, order_a: int, order_b: int, *, out: Any
) -> Any:
    """`a` brings down `log(t)` and `b` brings down `log(1 - t)`."""
    density = np.exp(special.xlogy(a - 1, x) + special.xlog1py(b - 1, -x) - scale)
    return (
        beta_moment(a, b, x, center_a, center_b, scale, order_a + 1, order_b) + center_a * out,
        beta_moment(a, b, x, center_a, center_b, scale, order_a, order_b + 1) + center_b * out,
        density * (np.log(x) - center_a) ** order_a * (np.log1p(-x) - center_b) ** order_b,
        -order_a * lower_moment(a, b, x, center_a, center_b, scale, order_a - 1, order_b),
        -order_b * lower_moment(a, b, x, center_a, center_b, scale, order_a, order_b - 1),
        -out,
    )


# The gamma family.


@elementwise(special.gammainc)
def gammainc(a: Any, x: Any) -> Any:
    """The share of the gamma function's integral below `x` (DLMF 8.8.13)."""
    return gamma_shape(a, x), gamma_density(a, x)


@elementwise(special.gammaincc)
def gammaincc(a: Any, x: Any) -> Any:
    """The share of the gamma function's integral above `x`."""
    return -gamma_shape(a, x), -gamma_density(a, x)


@elementwise(special.gammaincinv)
def gammaincinv(a: Any, y: Any, *, out: Any) -> Any:
    """The `x` with `gammainc(a, x) == y`."""
    density = gamma_density(a, out)
    return -gamma_shape(a, out) / density, 1 / density


@elementwise(special.gammainccinv)
def gammainccinv(a: Any, y: Any, *, out: Any) -> Any:
    """The `x` with `gammaincc(a, x) == y`."""
    density = gamma_density(a, out)
    return -gamma_shape(a, out) / density, -1 / density


# The beta family.


@elementwise(special.betainc)
def betainc(a: Any, b: Any, x: Any) -> Any:
    """The share of the beta function's integral below `x` (DLMF 8.17.1)."""
    return beta_shape_a(a, b, x), beta_shape_b(a, b, x), beta_density(a, b, x)


@elementwise(special.betaincc)
def betaincc(a: Any, b: Any, x: Any) -> Any:
    """The share of the beta function's integral above `x`."""
    return -beta_shape_a(a, b, x), -beta_shape_b(a, b, x), -beta_density(a, b, x)


@elementwise(special.betaincinv)
def betaincinv(a: Any, b: Any, y: Any, *, out: Any) -> Any:
    """The `x` with `betainc(a, b, x) == y`."""
    density = beta_density(a, b, out)
    return -beta_shape_a(a, b, out) / density, -beta_shape_b(a, b, out) / density, 1 / density


@elementwise(special.betainccinv)
def betainccinv(a: Any, b: Any, y: Any, *, out: Any) -> Any:
    """The `x` with `betaincc(a, b, x) == y`."""
    density = beta_density(a, b, out)
    return -beta_shape_a(a, b, out) / density, -beta_shape_b(a, b, out) / density, -1 / density


@elementwise(special.btdtria)
def btdtria(p: Any, b: Any, x: Any, *, out: Any) -> Any:
    """The `a` with `betainc(a, b, x) == p`."""
    slope = beta_shape_a(out, b, x)
    return 1 / slope, -beta_shape_b(out, b, x) / slope, -beta_density(out, b, x) / slope


@elementwise(special.btdtrib)
def btdtrib(a: Any, p: Any, x: Any, *, out: Any) -> Any:
    """The `b` with `betainc(a, b, x) == p`."""
    slope = beta_shape_b(a, out, x)
    return -beta_shape_a(a, out, x) / slope, 1 / slope, -beta_density(a, out, x) / slope

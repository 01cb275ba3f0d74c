"""scipy.stats: distributions on an interval. `f` is the density, `F` the cumulative function, `z` standard.

Each row gives the score `d log f / dz`, the slopes of `log f` in the shapes, and those of `F` in the shapes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special, stats

from srcxform.rules.scipy_incomplete import beta_shape_a, beta_shape_b
from srcxform.rules.scipy_stats import distribution, on_interval
from srcxform.rules.scipy_stats_half_line import off_zero
from srcxform.rules.scipy_stats_real_line import LOG_ROOT_2PI, vonmises


@on_interval(stats.uniform)
def uniform(z: Any) -> Any:
    """`log f = 0`."""
    return 0.0, (), ()


@on_interval(stats.arcsine)
def arcsine(z: Any) -> Any:
    """`log f = -log(z (1 - z)) / 2 + ...`."""
    return (0.5 / off_zero(1 - z)) - 0.5 / off_zero(z), (), ()


@on_interval(stats.semicircular, inner=0.0)
def semicircular(z: Any) -> Any:
    """`log f = log(1 - z**2) / 2 + ...`."""
    return -z / (1 - z * z), (), ()


@on_interval(stats.cosine, inner=0.0)
def cosine(z: Any) -> Any:
    """`f = (1 + cos(z)) / (2 pi)`."""
    return -np.tan(z / 2), (), ()


@on_interval(stats.anglit, inner=0.0)
def anglit(z: Any) -> Any:
    """`f = cos(2 z)`."""
    return -2 * np.tan(2 * z), (), ()


@on_interval(stats.beta)
def beta(z: Any, a: Any, b: Any) -> Any:
    """`log f = (a - 1) log(z) + (b - 1) log(1 - z) - log beta(a, b)`, `F = betainc(a, b, z)`."""
    both = special.psi(a + b)
    score = (a - 1) / off_zero(z) - (b - 1) / off_zero(1 - z)
    by_shapes = (np.log(z) - special.psi(a) + both, np.log1p(-z) - special.psi(b) + both)
    return score, by_shapes, (beta_shape_a(a, b, z), beta_shape_b(a, b, z))


@on_interval(stats.powerlaw)
def powerlaw(z: Any, a: Any) -> Any:
    """`F = z**a`."""
    z = off_zero(z)
    log_z = np.log(z)
    return (a - 1) / z, (1 / a + log_z,), (log_z * z**a,)


@on_interval(stats.triang)
def triang(z: Any, c: Any) -> Any:
    """`f` rises as `2 z / c` up to `c`, and falls as `2 (1 - z) / (1 - c)` from there."""
    is_rising = z < c
    size = np.where(is_rising, z, z - 1)
    width = np.where(is_rising, c, c - 1)
    return 1 / size, (-1 / width,), (-((size / width) ** 2),)


@distribution(stats.truncexpon, is_bounded=True, is_moving=True)
def truncexpon(z: Any, b: Any) -> Any:
    """`F = (1 - exp(-z)) / (1 - exp(-b))`."""
    rate = 1 / np.expm1(b)
    return -1.0, (-rate,), (-rate * np.expm1(-z) / np.expm1(-b),)


@distribution(stats.reciprocal, stats.loguniform, is_bounded=True, is_moving=True)
def loguniform(z: Any, a: Any, b: Any) -> Any:
    """`F = log(z / a) / log(b / a)`."""
    span = np.log(b / a)
    z = np.where(z == 0, a, z)
    level = np.log(z / a) / span
    return -1 / z, (1 / (a * span), -1 / (b * span)), ((level - 1) / (a * span), -level / (b * span))


def log_mass(a: Any, b: Any) -> Any:
    """The logarithm of `Phi(b) - Phi(a)`, on the side of 0 on which both terms are small."""
    is_right = a > 0
    low, high = special.log_ndtr(np.where(is_right, -b, a)), special.log_ndtr(np.where(is_right, -a, b))
    return high + np.log1p(-np.exp(low - high))


def bell(u: Any, log_total: Any) -> Any:
    """`phi(u) / total`, which is 0 at infinity."""
    return np.exp(-u * u / 2 - LOG_ROOT_2PI - log_total)


@distribution(stats.truncnorm, is_bounded=True, is_moving=True)
def truncnorm(z: Any, a: Any, b: Any) -> Any:
    """`f = phi(z) / mass(a, b)`, `F = mass(a, z) / mass(a, b)` with `mass(a, b) = Phi(b) - Phi(a)`."""
    total = log_mass(a, b)
    below, above = np.exp(log_mass(a, z) - total), np.exp(log_mass(z, b) - total)
    return -z, (bell(a, total), -bell(b, total)), (-above * bell(a, total), -below * bell(b, total))


@on_interval(stats.bradford)
def bradford(z: Any, c: Any) -> Any:
    """`F = log(1 + c z) / log(1 + c)`."""
    span, whole = np.log1p(c), 1 + c * z
    by_span = 1 / (span * (1 + c))
    cumulative = z / (whole * span) - np.log1p(c * z) / span * by_span
    return -c / whole, (1 / c - by_span - z / whole,), (cumulative,)


@on_interval(stats.argus)
def argus(z: Any, chi: Any) -> Any:
    """`f ~ chi**3 z sqrt(w) exp(-chi**2 w / 2)` with `w = 1 - z**2`, `F = 1 - Psi(chi sqrt(w)) / Psi(chi)`.

    `Psi(u) = Phi(u) - u phi(u) - 1 / 2` is half of `gammainc(3 / 2, u**2 / 2)`, and its slope is `u**2 phi(u)`.
    """
    w = 1 - z * z
    u = chi * np.sqrt(w)
    whole, part = special.gammainc(1.5, chi * chi / 2) / 2, special.gammainc(1.5, u * u / 2) / 2
    whole_slope, part_slope = chi * chi * bell(chi, 0.0), u * u * bell(u, 0.0)
    cumulative = (part / whole * whole_slope - part_slope * np.sqrt(w)) / whole
    return 1 / z - z / w + chi * chi * z, (3 / chi - whole_slope / whole - chi * w,), (cumulative,)


@on_interval(stats.johnsonsb)
def johnsonsb(z: Any, a: Any, b: Any) -> Any:
    """`u = a + b logit(z)` is normal."""
    y, width = special.logit(z), z * (1 - z)
    u = a + b * y
    return (2 * z - 1 - u * b) / width, (-u, 1 / b - u * y), (bell(u, 0.0), bell(u, 0.0) * y)


@on_interval(stats.rdist, inner=0.0)
def rdist(z: Any, c: Any) -> Any:
    """`(1 + z) / 2` has the beta distribution of shapes `c / 2`, `c / 2`."""
    w, half = (1 + z) / 2, c / 2
    by_c = (np.log1p(-z * z) - special.psi(half) + special.psi(half + 0.5)) / 2
    cumulative = (beta_shape_a(half, half, w) + beta_shape_b(half, half, w)) / 2
    return (2 - c) * z / (1 - z * z), (by_c,), (cumulative,)


@on_interval(stats.trapezoid)
def trapezoid(z: Any, c: Any, d: Any) -> Any:
    """`f` rises up to `c`, stays at `2 / width` up to `d`, and falls from there; `width = d - c + 1`."""
    is_rising, is_falling = z < c, z > d
    width, rest = d - c + 1, np.where(is_falling, z - 1, -1)
    up, down = np.where(is_rising, c, 1), np.where(is_falling, 1 - d, 1)
    score = np.where(is_rising, 1 / np.where(is_rising, off_zero(z), 1), np.where(is_falling, 1 / rest, 0))
    by_c, by_d = 1 / width - is_rising / up, is_falling / down - 1 / width
    low = np.where(is_rising, z * z / up, 2 * z - c) / width
    high = rest * rest / (down * width)
    slope_c = np.where(is_rising, low * by_c, np.where(is_falling, -high / width, (low - 1) / width))
    return score, (by_c, by_d), (slope_c, np.where(is_falling, -high * by_d, -low / width))


@on_interval(stats.wrapcauchy, inner=1.0)
def wrapcauchy(z: Any, c: Any) -> Any:
    """`f = (1 - c**2) / (2 pi whole)` with `whole = 1 + c**2 - 2 c cos(z)`."""
    whole = 1 + c * c - 2 * c * np.cos(z)
    by_c = -2 * c / (1 - c * c) - 2 * (c - np.cos(z)) / whole
    return -2 * c * np.sin(z) / whole, (by_c,), (np.sin(z) / (math.pi * whole),)


@on_interval(stats.vonmises_line, inner=0.0)
def vonmises_line(z: Any, kappa: Any) -> Any:
    """`vonmises` on one period."""
    return vonmises(z, kappa)


@distribution(stats.truncpareto, inner=1.0, is_bounded=True, is_moving=True)
def truncpareto(z: Any, b: Any, c: Any) -> Any:
    """`F = (1 - z**-b) / (1 - c**-b)`."""
    log_z, log_c = np.log(z), np.log(c)
    mass = -np.expm1(-b * log_c)
    edge_b, edge_c = (1 - mass) * log_c / mass, (1 - mass) * b / (c * mass)
    level = -np.expm1(-b * log_z) / mass
    slopes = (log_z * np.exp(-b * log_z) / mass - level * edge_b, -level * edge_c)
    return -(b + 1) / z, (1 / b - log_z - edge_b, -edge_c), slopes


def weibull_tail(x: Any, c: Any) -> Any:
    """`exp(-x**c)` and its slopes in `x` and `c`, at 0 and at infinity too."""
    is_inside = (x > 0) & (x < np.inf)
    safe = np.where(is_inside, x, 1)
    power = safe**c
    tail = np.where(is_inside, np.exp(-power), x <= 0)
    slope = np.where(is_inside, -tail * power, 0)
    return tail, slope * c / safe, slope * np.log(safe)


@distribution(stats.truncweibull_min, inner=1.0, is_bounded=True, is_moving=True)
def truncweibull_min(z: Any, c: Any, a: Any, b: Any) -> Any:
    """`F = (exp(-a**c) - exp(-z**c)) / mass`."""
    low, low_by_a, low_by_c = weibull_tail(a, c)
    high, high_by_b, high_by_c = weibull_tail(b, c)
    tail, _, tail_by_c = weibull_tail(z, c)
    mass = low - high
    level = (low - tail) / mass
    power, log_z = z**c, np.log(z)
    by_c = 1 / c + log_z - power * log_z - (low_by_c - high_by_c) / mass
    slope_c = (low_by_c - tail_by_c - level * (low_by_c - high_by_c)) / mass
    slopes = (slope_c, (1 - level) * low_by_a / mass, level * high_by_b / mass)
    return (c - 1 - c * power) / z, (by_c, -low_by_a / mass, high_by_b / mass), slopes


# The slopes of `F` in `x`, `loc` and `scale` alone, or with the score.

SUM = "it is a sum without a closed form"
INTEGRAL = "it is an integral without a closed form"


@on_interval(stats.gausshyper)
def gausshyper(x: Any, a: Any, b: Any, c: Any, z: Any) -> Any:
    """`f ~ x**(a - 1) (1 - x)**(b - 1) (1 + z x)**-c`."""
    reasons = (INTEGRAL, INTEGRAL, INTEGRAL, INTEGRAL)
    return (a - 1) / off_zero(x) - (b - 1) / off_zero(1 - x) - c * z / (1 + z * x), reasons, reasons


@on_interval(stats.irwinhall)
def irwinhall(z: Any, n: Any) -> Any:
    """A sum of `n` uniform variables."""
    return SUM, ("it is a whole number",), ("it is a whole number",)


@on_interval(stats.ksone, stats.kstwo)
def ksone(z: Any, n: Any) -> Any:
    """The distance of a sample from its distribution."""
    return SUM, ("it is a whole number",), ("it is a whole number",)


@on_interval(stats.kstwobign)
def kstwobign(z: Any) -> Any:
    """The limit of that distance for large samples."""
    return SUM, (), ()


@on_interval(stats.studentized_range)
def studentized_range(z: Any, k: Any, df: Any) -> Any:
    """The range of a sample over its standard deviation."""
    return INTEGRAL, (INTEGRAL, INTEGRAL), (INTEGRAL, INTEGRAL)

"""scipy.stats: more distributions on the whole line. `f` is the density, `F` the cumulative function, `z` standard.

Each row gives the score `d log f / dz`, the slopes of `log f` in the shapes, and those of `F` in the shapes. The
densities are those of Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions (1994), or are cited.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special, stats

from srcxform.rules.scipy_incomplete import beta_density, beta_shape_a, beta_shape_b, gamma_shape
from srcxform.rules.scipy_stats import distribution
from srcxform.rules.scipy_stats_more_half_line import phi
from srcxform.rules.scipy_stats_real_line import hazard, log_ratio, log_ratio_slope

INTEGRAL = "it is an integral without a closed form"
SERIES = "it is a series without a closed form"
BESSEL = "it needs the derivative of a Bessel function in its order"


# Two sides.


@distribution(stats.dgamma)
def dgamma(z: Any, a: Any) -> Any:
    """`abs(z)` has a gamma distribution."""
    size, sign = np.abs(z), np.sign(z)
    return sign * ((a - 1) / size - 1), (np.log(size) - special.psi(a),), (sign / 2 * gamma_shape(a, size),)


@distribution(stats.dweibull)
def dweibull(z: Any, c: Any) -> Any:
    """`abs(z)` has a Weibull distribution."""
    size, sign = np.abs(z), np.sign(z)
    log_size = np.log(size)
    power = np.exp(c * log_size)
    cumulative = sign / 2 * np.exp(-power) * power * log_size
    return sign * (c - 1 - c * power) / size, (1 / c + log_size - power * log_size,), (cumulative,)


@distribution(stats.laplace_asymmetric)
def laplace_asymmetric(z: Any, kappa: Any) -> Any:
    """`log f = -kappa z` right of 0 and `z / kappa` left of it, less `log(kappa + 1 / kappa)` (Kozubowski 2000)."""
    is_right, square = z >= 0, kappa * kappa
    whole = square + 1
    score = np.where(is_right, -kappa, 1 / kappa)
    by_kappa = np.where(is_right, -z, -z / square) - (square - 1) / (kappa * whole)
    common = 2 * kappa / (whole * whole)
    right, left = z / whole + common, common - z / whole
    return score, (by_kappa,), (np.where(is_right, right, left) * np.exp(score * z),)


@distribution(stats.skewcauchy)
def skewcauchy(z: Any, a: Any) -> Any:
    """`f = 1 / (pi (1 + (z / w)**2))` with `w = 1 + a` right of 0 and `1 - a` left of it."""
    sign = np.where(z > 0, 1.0, -1.0)
    w = 1 + a * sign
    whole = z * z + w * w
    cumulative = sign / math.pi * (np.arctan(z / w) - z * w / whole) - 0.5
    return -2 * z / whole, (2 * z * z * sign / (w * whole),), (cumulative,)


@distribution(stats.crystalball)
def crystalball(z: Any, beta: Any, m: Any) -> Any:
    """A normal density, and left of `-beta` a power with the same slope: `(m / beta)**m (m / beta - beta - z)**-m`.

    Both are divided by their area `exp(-beta**2 / 2) m / (beta (m - 1)) + sqrt(2 pi) Phi(beta)` (Skwarnicki 1986).
    """
    is_tail = z <= -beta
    bell = np.exp(-beta * beta / 2)
    area = bell * m / (beta * (m - 1)) + math.sqrt(2 * math.pi) * special.ndtr(beta)
    area_by_beta = (bell - bell * m / (m - 1) * (1 + 1 / (beta * beta))) / area
    area_by_m = -bell / (beta * (m - 1) * (m - 1)) / area
    start = m / beta - beta
    rest = start - np.where(is_tail, z, -beta)
    start_by_beta = -m / (beta * beta) - 1
    by_beta = -m / beta - beta - m * start_by_beta / rest
    by_m = np.log(m / beta) + 1 - np.log(rest) - m / (beta * rest)
    score = np.where(is_tail, m / rest, -z)
    by_shapes = (np.where(is_tail, by_beta, 0) - area_by_beta, np.where(is_tail, by_m, 0) - area_by_m)
    level = np.exp(m * np.log(m / beta) - beta * beta / 2 + (1 - m) * np.log(rest)) / ((m - 1) * area)
    above = math.sqrt(2 * math.pi) * special.ndtr(-z) / area
    low_by_beta = by_beta + start_by_beta / rest - area_by_beta
    low_by_m = by_m + 1 / (beta * rest) - 1 / (m - 1) - area_by_m
    cumulative_by_beta = np.where(is_tail, level * low_by_beta, above * area_by_beta)
    return score, by_shapes, (cumulative_by_beta, np.where(is_tail, level * low_by_m, above * area_by_m))


# Skewed.


@distribution(stats.powernorm)
def powernorm(z: Any, c: Any) -> Any:
    """`1 - F = Phi(-z)**c`."""
    low = special.log_ndtr(-z)
    return -z - (c - 1) * hazard(-z), (1 / c + low,), (-np.exp(c * low) * low,)


@distribution(stats.pearson3, is_bounded=True, is_moving=True)
def pearson3(z: Any, skew: Any) -> Any:
    """`y = a + 2 z / skew` has the gamma distribution of shape `a = 4 / skew**2`; for `skew` = 0 it is normal.

    At 0 the slope in `skew` is the first term of Edgeworth's series; close to 0 nothing is left of the digits: NaN.
    """
    is_normal, is_close = skew == 0, np.abs(skew) < 5e-3
    s = np.where(is_close, 1, skew)
    a = 4 / (s * s)
    y = np.where(is_close, 1, a + 2 * z / s)
    a_by_s, y_by_s = -2 * a / s, -2 * (a + z / s) / s
    log_y = np.log(y)
    per_y = (a - 1) / y - 1
    by_s = a_by_s * (log_y - special.psi(a)) + per_y * y_by_s - 1 / s
    y_f = np.exp((a - 1) * log_y - y - special.gammaln(a))
    f_by_s = np.sign(s) * (gamma_shape(a, y) * a_by_s + y_f * y_by_s)
    close = np.where(is_normal, z * (z * z - 3) / 6, np.nan)
    f_close = np.where(is_normal, phi(z) * (1 - z * z) / 6, np.nan)
    close_score = -(z + skew / 2) / (1 + skew * z / 2)
    score = np.where(is_close, close_score, 2 / s * per_y)
    return score, (np.where(is_close, close, by_s),), (np.where(is_close, f_close, f_by_s),)


@distribution(stats.jf_skew_t)
def jf_skew_t(z: Any, a: Any, b: Any) -> Any:
    """`w = (1 + t) / 2` with `t = z / sqrt(a + b + z**2)` has the beta distribution (Jones and Faddy 2003)."""
    whole = a + b + z * z
    t = z / np.sqrt(whole)
    t_by_shape = -t / (2 * whole)
    low, high = np.log1p(t), np.log1p(-t)
    per_t = (a + 0.5) / (1 + t) - (b + 0.5) / (1 - t)
    common = special.psi(a + b) - math.log(2) - 0.5 / (a + b) + per_t * t_by_shape
    w = (1 + t) / 2
    moved = beta_density(a, b, w) * t_by_shape / 2
    score = per_t * (a + b) / (whole * np.sqrt(whole))
    by_shapes = (low - special.psi(a) + common, high - special.psi(b) + common)
    return score, by_shapes, (beta_shape_a(a, b, w) + moved, beta_shape_b(a, b, w) + moved)


@distribution(stats.norminvgauss)
def norminvgauss(z: Any, a: Any, b: Any) -> Any:
    """`f = a K_1(a r) / (pi r) exp(g + b z)` with `r = sqrt(1 + z**2)`, `g = sqrt(a**2 - b**2)` (Barndorff-Nielsen).

    `K_1' = -K_0 - K_1 / x` (DLMF 10.29.2).
    """
    r, g = np.sqrt(1 + z * z), np.sqrt(a * a - b * b)
    ratio = special.kve(0, a * r) / special.kve(1, a * r)
    score = b - z / r * (a * ratio + 2 / r)
    return score, (a / g - r * ratio, z - b / g), (INTEGRAL, INTEGRAL)


@distribution(stats.genhyperbolic)
def genhyperbolic(z: Any, p: Any, a: Any, b: Any) -> Any:
    """`f ~ (g / a)**p sqrt(a) / K_p(g) exp(b z) r**m K_m(a r)` with `m = p - 1 / 2` (Barndorff-Nielsen 1978).

    Here `r = sqrt(1 + z**2)` and `g = sqrt(a**2 - b**2)`; `(x**m K_m)' = -x**m K_(m - 1)` (DLMF 10.29.4).
    """
    r, g = np.sqrt(1 + z * z), np.sqrt(a * a - b * b)
    near = special.kve(p - 1.5, a * r) / special.kve(p - 0.5, a * r)
    whole = special.kve(p - 1, g) / special.kve(p, g)
    by_g = 2 * p / g + whole
    by_a = a / g * by_g - (2 * p - 1) / a - r * near
    return b - z / r * a * near, (BESSEL, by_a, z - b / g * by_g), (INTEGRAL, INTEGRAL, INTEGRAL)


# By their quantiles.


@distribution(stats.tukeylambda, is_bounded=True, is_moving=True)
def tukeylambda(z: Any, lam: Any) -> Any:
    """The `z` with `F = p` is `(p**lam - (1 - p)**lam) / lam`, whose limit for 0 is the logistic one (Tukey 1962)."""
    p = special.tklmbda(z, lam)
    q = 1 - p
    log_p, log_q = np.log(p), np.log(q)
    density = 1 / (p ** (lam - 1) + q ** (lam - 1))
    bend = (lam - 1) * (p ** (lam - 2) - q ** (lam - 2)) * density
    safe = np.where(lam == 0, 1, lam)
    z_by_lam = (p**safe * log_p - q**safe * log_q - z) / safe
    z_by_lam = np.where(lam == 0, (log_p * log_p - log_q * log_q) / 2, z_by_lam)
    by_lam = bend * density * z_by_lam - (p ** (lam - 1) * log_p + q ** (lam - 1) * log_q) * density
    return -bend * density, (by_lam,), (-density * z_by_lam,)


@distribution(stats.kappa4, is_bounded=True, is_moving=True)
def kappa4(z: Any, h: Any, k: Any) -> Any:
    """`F = (1 - h y)**(1 / h)` with `y = (1 - k z)**(1 / k)`, and the limits for 0 (Hosking 1994)."""
    rest = 1 - k * z
    log_y, log_y_by_k = z * log_ratio(k * z), z * z * log_ratio_slope(k * z)
    y = np.exp(log_y)
    level = np.exp(y * log_ratio(h * y))
    above = 1 - h * y
    by_h = y * y * log_ratio_slope(h * y)
    per_y = 1 - k - (1 - h) * y / above
    by_shapes = (by_h + y / above, per_y * log_y_by_k - log_y)
    return -per_y / rest, by_shapes, (level * by_h, -level * y * log_y_by_k / above)


# The slopes of `F` in `x`, `loc` and `scale` alone.


@distribution(stats.nct)
def nct(z: Any, df: Any, nc: Any) -> Any:
    """A normal variable around `nc` over the root of a chi square."""
    return SERIES, (SERIES, SERIES), (SERIES, SERIES)


@distribution(stats.levy_stable)
def levy_stable(z: Any, alpha: Any, beta: Any) -> Any:
    """What sums of many variables tend to."""
    return INTEGRAL, (INTEGRAL, INTEGRAL), (INTEGRAL, INTEGRAL)


@distribution(stats.landau)
def landau(z: Any) -> Any:
    """The stable distribution with `alpha` = 1."""
    return INTEGRAL, (), ()


@distribution(stats.dpareto_lognorm, is_bounded=True)
def dpareto_lognorm(z: Any, u: Any, s: Any, a: Any, b: Any) -> Any:
    """A product of a lognormal and two Pareto variables."""
    reason = "it is not written down"
    return reason, (reason, reason, reason, reason), (reason, reason, reason, reason)

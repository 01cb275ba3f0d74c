"""scipy.stats: more distributions on a half line. `f` is the density, `F` the cumulative function, `z` standard.

Each row gives the score `d log f / dz`, the slopes of `log f` in the shapes, and those of `F` in the shapes. The
densities are those of Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions (1994), or are cited.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special, stats

from srcxform.rules.scipy_incomplete import gamma_shape
from srcxform.rules.scipy_stats import distribution, on_half_line
from srcxform.rules.scipy_stats_half_line import invgauss, levy, off_zero
from srcxform.rules.scipy_stats_real_line import LOG_ROOT_2PI, hazard, log_ratio, log_ratio_slope


def phi(u: Any) -> Any:
    """The density of the standard normal distribution."""
    return np.exp(-u * u / 2 - LOG_ROOT_2PI)


@on_half_line(stats.levy_l, inner=-1.0)
def levy_l(z: Any) -> Any:
    """`-z` has the distribution `levy`."""
    score, _, _ = levy(-z)
    return -score, (), ()


@on_half_line(stats.alpha)
def alpha(z: Any, a: Any) -> Any:
    """`u = a - 1 / z` is normal: `f = phi(u) / (z**2 Phi(a))`, `F = Phi(u) / Phi(a)`."""
    u = a - 1 / z
    share = np.exp(special.log_ndtr(u) - special.log_ndtr(a))
    cumulative = phi(u) * np.exp(-special.log_ndtr(a)) - share * hazard(a)
    return -(2 + u / z) / z, (-u - hazard(a),), (cumulative,)


# Powers.


@on_half_line(stats.burr)
def burr(z: Any, c: Any, d: Any) -> Any:
    """`F = (1 + y)**-d` with `y = z**-c` (Burr 1942, type III)."""
    log_z = np.log(z)
    share, low = special.expit(-c * log_z), np.logaddexp(0, -c * log_z)
    whole = np.exp(-d * low)
    score = ((d + 1) * c * share - c - 1) / z
    by_shapes = (1 / c - log_z + (d + 1) * log_z * share, 1 / d - low)
    return score, by_shapes, (whole * d * log_z * share, -low * whole)


@on_half_line(stats.burr12)
def burr12(z: Any, c: Any, d: Any) -> Any:
    """`F = 1 - (1 + z**c)**-d` (Burr 1942, type XII)."""
    z = off_zero(z)
    log_z = np.log(z)
    share, low = special.expit(c * log_z), np.logaddexp(0, c * log_z)
    rest = np.exp(-d * low)
    by_shapes = (1 / c + log_z - (d + 1) * share * log_z, 1 / d - low)
    return (c - 1 - (d + 1) * c * share) / z, by_shapes, (d * share * log_z * rest, low * rest)


@on_half_line(stats.mielke)
def mielke(z: Any, k: Any, s: Any) -> Any:
    """`F = z**k / (1 + z**s)**(k / s)` (Mielke 1973)."""
    z = off_zero(z)
    log_z = np.log(z)
    share, low = special.expit(s * log_z), np.logaddexp(0, s * log_z)
    level = np.exp(k * log_z - k / s * low)
    by_k, by_s = log_z - low / s, k / (s * s) * low - k / s * share * log_z
    return (k - 1 - (s + k) * share) / z, (1 / k + by_k, by_s - share * log_z), (level * by_k, level * by_s)


@on_half_line(stats.kappa3)
def kappa3(z: Any, a: Any) -> Any:
    """`F = z (a + y)**(-1 / a)` with `y = z**a` (Mielke and Johnson 1973)."""
    z = off_zero(z)
    log_z = np.log(z)
    y = np.exp(a * log_z)
    low, moved = np.log(a + y) / (a * a), (1 + y * log_z) / (a + y)
    level = z * np.exp(-a * low)
    score = -(a + 1) * y / (z * (a + y))
    return score, (1 / a + low - (1 + 1 / a) * moved,), (level * (low - moved / a),)


@on_half_line(stats.loglaplace)
def loglaplace(z: Any, c: Any) -> Any:
    """`log(z)` has a Laplace distribution: `f = c / 2 z**(c - 1)` below 1, `c / 2 z**(-c - 1)` above."""
    z = off_zero(z)
    sign, log_z = np.where(z < 1, 1.0, -1.0), np.log(z)
    return (sign * c - 1) / z, (1 / c + sign * log_z,), (np.exp(sign * c * log_z) * log_z / 2,)


@distribution(stats.genpareto, is_bounded=True, is_moving=True)
def genpareto(z: Any, c: Any) -> Any:
    """`1 - F = (1 + c z)**(-1 / c)`, whose limit for `c` = 0 is `exp(-z)` (Pickands 1975)."""
    whole = 1 + c * z
    by_c = z * z * log_ratio_slope(-c * z)
    return -(1 + c) / whole, (-by_c - z / whole,), (np.exp(z * log_ratio(-c * z)) * by_c,)


@distribution(stats.genhalflogistic, is_bounded=True, is_moving=True)
def genhalflogistic(z: Any, c: Any) -> Any:
    """`F = (1 - q) / (1 + q)` with `q = (1 - c z)**(1 / c)` (Balakrishnan and Puthenpura 1986)."""
    rest = 1 - c * z
    log_q = np.log(rest) / c
    q = np.exp(log_q)
    log_q_by_c = -(log_q + z / rest) / c
    score = (2 * q / (1 + q) - 1 + c) / rest
    by_c = (1 - q) / (1 + q) * log_q_by_c + z / rest
    return score, (by_c,), (-2 * q * log_q_by_c / ((1 + q) * (1 + q)),)


# Exponentials.


@on_half_line(stats.exponpow)
def exponpow(z: Any, b: Any) -> Any:
    """`F = 1 - exp(1 - exp(z**b))` (Smith and Bain 1975)."""
    z = off_zero(z)
    log_z = np.log(z)
    power = np.exp(b * log_z)
    growth = np.expm1(power)
    cumulative = np.exp(power - growth) * power * log_z
    return (b - 1 - b * power * growth) / z, (1 / b + log_z - power * log_z * growth,), (cumulative,)


@on_half_line(stats.genexpon)
def genexpon(z: Any, a: Any, b: Any, c: Any) -> Any:
    """`1 - F = exp(-(a + b) z + b m / c)` with `m = 1 - exp(-c z)`, whose rate is `r = a + b m` (Ryu 1993)."""
    rest, m = np.exp(-c * z), -np.expm1(-c * z)
    rate = a + b * m
    tail = np.exp(-(a + b) * z + b * m / c)
    by_b, by_c = m / c - z, b * (z * rest - m / c) / c
    by_shapes = (1 / rate - z, m / rate + by_b, b * z * rest / rate + by_c)
    return b * c * rest / rate - rate, by_shapes, (z * tail, -by_b * tail, -by_c * tail)


@on_half_line(stats.halfgennorm)
def halfgennorm(z: Any, beta: Any) -> Any:
    """`log f = -z**beta + log(beta) - log gamma(1 / beta)`: `z**beta` has a gamma distribution."""
    z = off_zero(z)
    log_z = np.log(z)
    power = np.exp(beta * log_z)
    by_beta = 1 / beta + special.psi(1 / beta) / (beta * beta) - power * log_z
    moved = np.exp(log_z - power - special.gammaln(1 / beta)) * log_z
    return -beta * power / z, (by_beta,), (moved - gamma_shape(1 / beta, power) / (beta * beta),)


# Folded and transformed.


@on_half_line(stats.foldcauchy)
def foldcauchy(z: Any, c: Any) -> Any:
    """The distance from 0 of a Cauchy variable around `c`."""
    near, far = 1 / (1 + (z - c) * (z - c)), 1 / (1 + (z + c) * (z + c))
    near_slope, far_slope = -2 * (z - c) * near * near, -2 * (z + c) * far * far
    total = near + far
    return (near_slope + far_slope) / total, ((far_slope - near_slope) / total,), ((far - near) / math.pi,)


@on_half_line(stats.foldnorm)
def foldnorm(z: Any, c: Any) -> Any:
    """The distance from 0 of a normal variable around `c`: `log f = log cosh(c z) - (z**2 + c**2) / 2 + ...`."""
    tilt = np.tanh(c * z)
    return c * tilt - z, (z * tilt - c,), (phi(z + c) - phi(z - c),)


@on_half_line(stats.powerlognorm)
def powerlognorm(z: Any, c: Any, s: Any) -> Any:
    """`1 - F = Phi(-u)**c` with `u = log(z) / s`."""
    u = np.log(z) / s
    low, ratio = special.log_ndtr(-u), hazard(-u)
    tail = np.exp(c * low)
    score = (-1 - u / s - (c - 1) * ratio / s) / z
    by_s = (u * u - 1 + (c - 1) * ratio * u) / s
    return score, (1 / c + low, by_s), (-tail * low, -c * tail * ratio * u / s)


@on_half_line(stats.recipinvgauss)
def recipinvgauss(z: Any, mu: Any) -> Any:
    """`1 / z` is inverse Gaussian."""
    _, _, (cumulative,) = invgauss(1 / z, mu)
    score = (1 / (z * mu * mu) - 1) / (2 * z) - 0.5
    return score, ((1 / (z * mu) - 1) / (mu * mu),), (-cumulative,)


@on_half_line(stats.rel_breitwigner)
def rel_breitwigner(z: Any, rho: Any) -> Any:
    """`f = C / (u**2 + 1)` with `u = (z**2 - rho**2) / rho`, `C**2 ~ q**2 / (1 + q)` and `q**2 = 1 + 1 / rho**2`."""
    u = (z * z - rho * rho) / rho
    q = np.sqrt(1 + 1 / (rho * rho))
    by_q = 1 / q - 0.5 / (1 + q)
    by_rho = 2 * u * (z * z / (rho * rho) + 1) / (u * u + 1) - by_q / (rho * rho * rho * q)
    return -4 * z * u / (rho * (u * u + 1)), (by_rho,), ("it is not written down",)


@on_half_line(stats.ncx2)
def ncx2(z: Any, df: Any, nc: Any) -> Any:
    """`f = exp(-(z + nc) / 2) (z / nc)**(m / 2) I_m(x) / 2` with `m = df / 2 - 1` and `x = sqrt(nc z)`.

    `I_m' = I_(m + 1) + m / x I_m` (DLMF 10.29.2), and more of `nc` is more of the density of `df + 2` (Cohen 1988).
    """
    m, x = df / 2 - 1, np.sqrt(nc * z)
    is_central = x == 0
    x = np.where(is_central, 1, x)
    # The density of `df + 2` over that of `df`.
    ratio = np.where(is_central, z / df, z / x * special.ive(m + 1, x) / special.ive(m, x))
    reason = "it needs the derivative of a Bessel function in its order"
    score = m / off_zero(z) - 0.5 + nc / 2 * ratio / off_zero(z)
    return score, (reason, (ratio - 1) / 2), (reason, -stats.ncx2.pdf(z, df + 2, nc))


@on_half_line(stats.geninvgauss)
def geninvgauss(z: Any, p: Any, b: Any) -> Any:
    """`f = z**(p - 1) exp(-b (z + 1 / z) / 2) / (2 K_p(b))`, with `K_p' = -K_(p - 1) - p / b K_p` (DLMF 10.29.2)."""
    ratio = special.kve(p - 1, b) / special.kve(p, b)
    by_b = ratio + p / b - (z + 1 / z) / 2
    reason = "it needs the derivative of a Bessel function in its order"
    integral = "it is an integral without a closed form"
    return (p - 1) / z - b * (1 - 1 / (z * z)) / 2, (reason, by_b), (integral, integral)


@on_half_line(stats.ncf)
def ncf(z: Any, dfn: Any, dfd: Any, nc: Any) -> Any:
    """The slopes of `F` in `x`, `loc` and `scale` alone."""
    reason = "it is a series without a closed form"
    return reason, (reason, reason, reason), (reason, reason, reason)

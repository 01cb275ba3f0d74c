"""scipy.stats: distributions on the whole line. `f` is the density, `F` the cumulative function, `z` standard.

Each row gives the score `d log f / dz`, the slopes of `log f` in the shapes, and those of `F` in the shapes. The
densities are those of Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions (1994).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special, stats

from srcxform.rules.scipy_incomplete import beta_shape_a, gamma_shape
from srcxform.rules.scipy_stats import distribution

ROOT_2 = math.sqrt(2)
ROOT_2_OVER_PI = math.sqrt(2 / math.pi)
LOG_ROOT_2PI = math.log(2 * math.pi) / 2


def hazard(u: Any) -> Any:
    """`phi(u) / Phi(u)` of the normal distribution, in both tails: beyond 37 it is less than 1e-290."""
    return ROOT_2_OVER_PI / special.erfcx(-np.minimum(u, 37) / ROOT_2)


@distribution(stats.norm)
def norm(z: Any) -> Any:
    """`log f = -z**2 / 2 + ...`."""
    return -z, (), ()


@distribution(stats.cauchy)
def cauchy(z: Any) -> Any:
    """`log f = -log(1 + z**2) + ...`."""
    return -2 * z / (1 + z * z), (), ()


@distribution(stats.laplace)
def laplace(z: Any) -> Any:
    """`log f = -abs(z) + ...`."""
    return -np.sign(z), (), ()


@distribution(stats.logistic)
def logistic(z: Any) -> Any:
    """`log f = -z - 2 log(1 + exp(-z))`."""
    return -np.tanh(z / 2), (), ()


@distribution(stats.hypsecant)
def hypsecant(z: Any) -> Any:
    """`log f = -log(cosh(z)) + ...`."""
    return -np.tanh(z), (), ()


@distribution(stats.gumbel_r)
def gumbel_r(z: Any) -> Any:
    """`log f = -z - exp(-z)`."""
    return np.expm1(-z), (), ()


@distribution(stats.gumbel_l)
def gumbel_l(z: Any) -> Any:
    """`log f = z - exp(z)`."""
    return -np.expm1(z), (), ()


@distribution(stats.moyal)
def moyal(z: Any) -> Any:
    """`log f = -(z + exp(-z)) / 2 + ...`."""
    return np.expm1(-z) / 2, (), ()


@distribution(stats.t)
def t(z: Any, df: Any) -> Any:
    """`log f = log gamma((df + 1) / 2) - log gamma(df / 2) - log(df pi) / 2 - (df + 1) / 2 log(1 + z**2 / df)`.

    For positive `z`, `1 - F` is half of `betainc(df / 2, 1 / 2, df / (df + z**2))`; the last argument depends on
    `z / sqrt(df)`, which brings the density in.
    """
    whole = df + z * z
    share = np.log1p(z * z / df)
    by_df = (special.psi((df + 1) / 2) - special.psi(df / 2) - 1 / df - share + (df + 1) * z * z / (df * whole)) / 2
    log_f = special.gammaln((df + 1) / 2) - special.gammaln(df / 2) - (df + 1) / 2 * share
    f = np.exp(log_f) / np.sqrt(df * math.pi)
    cumulative = -np.sign(z) / 4 * beta_shape_a(df / 2, 0.5, df / whole) - f * z / (2 * df)
    return -(df + 1) * z / whole, (by_df,), (cumulative,)


@distribution(stats.skewnorm)
def skewnorm(z: Any, a: Any) -> Any:
    """`f = 2 phi(z) Phi(a z)`, `F = Phi(z) - 2 T(z, a)` with Owen's function (Azzalini 1985)."""
    ratio = hazard(a * z)
    cumulative = -np.exp(-(1 + a * a) * z * z / 2) / (math.pi * (1 + a * a))
    return -z + a * ratio, (z * ratio,), (cumulative,)


@distribution(stats.exponnorm)
def exponnorm(z: Any, K: Any) -> Any:
    """`log f = -log(K) + 1 / (2 K**2) - z / K + log Phi(z - 1 / K)`, `F = Phi(z) - K f`."""
    u = z - 1 / K
    ratio = hazard(u)
    by_k = (u + ratio) / (K * K)
    k_f = np.exp(0.5 / (K * K) - z / K + special.log_ndtr(u))
    return ratio - 1 / K, (by_k - 1 / K,), (-k_f * by_k,)


@distribution(stats.loggamma)
def loggamma(z: Any, c: Any) -> Any:
    """`log f = c z - exp(z) - log gamma(c)`, `F = gammainc(c, exp(z))`."""
    y = np.exp(z)
    return c - y, (z - special.psi(c),), (gamma_shape(c, y),)


@distribution(stats.genlogistic)
def genlogistic(z: Any, c: Any) -> Any:
    """`F = (1 + exp(-z))**-c`."""
    low = -np.logaddexp(0, -z)
    return -1 + (c + 1) * special.expit(-z), (1 / c + low,), (low * np.exp(c * low),)


@distribution(stats.gennorm)
def gennorm(z: Any, beta: Any) -> Any:
    """`log f = -abs(z)**beta + log(beta / 2) - log gamma(1 / beta)`; `abs(z)**beta` has a gamma distribution."""
    size = np.abs(z)
    power = size**beta
    log_size = np.log(np.where(size == 0, 1, size))
    score = -beta * np.sign(z) * power / np.where(size == 0, 1, size)
    by_beta = 1 / beta + special.psi(1 / beta) / (beta * beta) - power * log_size
    # The density of `power` in its own logarithm, and that changes with beta by `log_size`.
    moved = np.exp(np.log(power + (size == 0)) / beta - power - special.gammaln(1 / beta)) * log_size * (size != 0)
    cumulative = np.sign(z) / 2 * (moved - gamma_shape(1 / beta, power) / (beta * beta))
    return score, (by_beta,), (cumulative,)


@distribution(stats.johnsonsu)
def johnsonsu(z: Any, a: Any, b: Any) -> Any:
    """`u = a + b arcsinh(z)` is normal."""
    root = np.sqrt(z * z + 1)
    y = np.arcsinh(z)
    u = a + b * y
    phi = np.exp(-u * u / 2 - LOG_ROOT_2PI)
    return -z / (root * root) - u * b / root, (-u, 1 / b - u * y), (phi, phi * y)


@distribution(stats.vonmises)
def vonmises(z: Any, kappa: Any) -> Any:
    """`log f = kappa cos(z) - log(2 pi I0(kappa))`, periodic."""
    ratio = special.i1e(kappa) / special.i0e(kappa)
    return -kappa * np.sin(z), (np.cos(z) - ratio,), ("it is an integral without a closed form",)


# The generalised extreme values: `log1p(-t) / t` and its derivative, by their series where these lose digits.

SERIES = tuple(range(1, 12))


def log_ratio(t: Any) -> Any:
    """`log1p(-t) / t`, which is -1 at 0."""
    is_small = np.abs(t) < 0.02
    small, large = np.where(is_small, t, 0), np.where(is_small, 0.5, t)
    return np.where(is_small, -sum(small ** (k - 1) / k for k in SERIES), np.log1p(-large) / large)


def log_ratio_slope(t: Any) -> Any:
    """The derivative of `log_ratio`, which is -1/2 at 0."""
    is_small = np.abs(t) < 0.02
    small, large = np.where(is_small, t, 0), np.where(is_small, 0.5, t)
    far = -(1 / (1 - large) + np.log1p(-large) / large) / large
    return np.where(is_small, -sum(k * small ** (k - 1) / (k + 1) for k in SERIES), far)


@distribution(stats.genextreme, is_bounded=True, is_moving=True)
def genextreme(z: Any, c: Any) -> Any:
    """`F = exp(-y)` with `y = (1 - c z)**(1 / c)`, whose limit for `c` = 0 is `exp(-z)` (Jenkinson 1955)."""
    rest = 1 - c * z
    y = np.exp(z * log_ratio(c * z))
    log_y_by_c = z * z * log_ratio_slope(c * z)
    return (y - 1 + c) / rest, ((1 - y) * log_y_by_c + z / rest,), (-y * np.exp(-y) * log_y_by_c,)

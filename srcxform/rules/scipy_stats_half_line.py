"""scipy.stats: distributions on a half line. `f` is the density, `F` the cumulative function, `z` standard.

Each row gives the score `d log f / dz`, the slopes of `log f` in the shapes, and those of `F` in the shapes. The
densities are those of Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions (1994).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special, stats

from srcxform.rules.scipy_incomplete import beta_density, beta_shape_a, beta_shape_b, gamma_shape
from srcxform.rules.scipy_stats import on_half_line
from srcxform.rules.scipy_stats_real_line import LOG_ROOT_2PI

TINY = 1e-300


def off_zero(z: Any) -> Any:
    """`z`, but for 0 a number so small that powers of it are as good as those of 0, and quotients are finite."""
    return np.maximum(z, TINY)


# Without shapes.


@on_half_line(stats.expon)
def expon(z: Any) -> Any:
    """`log f = -z`."""
    return -1.0, (), ()


@on_half_line(stats.halfnorm)
def halfnorm(z: Any) -> Any:
    """`log f = -z**2 / 2 + ...`."""
    return -z, (), ()


@on_half_line(stats.halfcauchy)
def halfcauchy(z: Any) -> Any:
    """`log f = -log(1 + z**2) + ...`."""
    return -2 * z / (1 + z * z), (), ()


@on_half_line(stats.halflogistic)
def halflogistic(z: Any) -> Any:
    """`log f = -z - 2 log(1 + exp(-z)) + ...`."""
    return -np.tanh(z / 2), (), ()


@on_half_line(stats.rayleigh)
def rayleigh(z: Any) -> Any:
    """`log f = log(z) - z**2 / 2`."""
    return 1 / z - z, (), ()


@on_half_line(stats.maxwell)
def maxwell(z: Any) -> Any:
    """`log f = 2 log(z) - z**2 / 2 + ...`."""
    return 2 / z - z, (), ()


@on_half_line(stats.levy)
def levy(z: Any) -> Any:
    """`log f = -3 / 2 log(z) - 1 / (2 z) + ...`."""
    return (1 / z - 3) / (2 * z), (), ()


@on_half_line(stats.gibrat)
def gibrat(z: Any) -> Any:
    """`log(z)` is normal."""
    return -(1 + np.log(z)) / z, (), ()


@on_half_line(stats.wald)
def wald(z: Any) -> Any:
    """The inverse Gaussian distribution of mean 1."""
    return -1.5 / z - 0.5 + 0.5 / (z * z), (), ()


# The gamma family.


@on_half_line(stats.gamma, stats.erlang)
def gamma(z: Any, a: Any) -> Any:
    """`log f = (a - 1) log(z) - z - log gamma(a)`, `F = gammainc(a, z)`."""
    return (a - 1) / off_zero(z) - 1, (np.log(z) - special.psi(a),), (gamma_shape(a, z),)


@on_half_line(stats.chi2)
def chi2(z: Any, df: Any) -> Any:
    """`z / 2` has the gamma distribution of shape `df / 2`."""
    by_df = (np.log(z / 2) - special.psi(df / 2)) / 2
    return (df / 2 - 1) / off_zero(z) - 0.5, (by_df,), (gamma_shape(df / 2, z / 2) / 2,)


@on_half_line(stats.chi)
def chi(z: Any, df: Any) -> Any:
    """`z**2 / 2` has the gamma distribution of shape `df / 2`."""
    by_df = np.log(z) - (math.log(2) + special.psi(df / 2)) / 2
    return (df - 1) / off_zero(z) - z, (by_df,), (gamma_shape(df / 2, z * z / 2) / 2,)


@on_half_line(stats.nakagami)
def nakagami(z: Any, nu: Any) -> Any:
    """`nu z**2` has the gamma distribution of shape `nu`, and so its density enters `F` twice."""
    y = nu * z * z
    by_nu = np.log(nu) + 1 - special.psi(nu) + 2 * np.log(z) - z * z
    y_f = np.exp(special.xlogy(nu, y) - y - special.gammaln(nu))
    return (2 * nu - 1) / off_zero(z) - 2 * nu * z, (by_nu,), (gamma_shape(nu, y) + y_f / nu,)


@on_half_line(stats.invgamma)
def invgamma(z: Any, a: Any) -> Any:
    """`1 / z` has the gamma distribution of shape `a`."""
    return (1 / z - a - 1) / z, (-np.log(z) - special.psi(a),), (-gamma_shape(a, 1 / z),)


@on_half_line(stats.gengamma)
def gengamma(z: Any, a: Any, c: Any) -> Any:
    """`y = z**c` has the gamma distribution of shape `a` (Stacy 1962)."""
    log_z = np.log(z)
    y = off_zero(z) ** c
    by_c = 1 / c + (a - y) * log_z
    y_f = np.exp(special.xlogy(a, y) - y - special.gammaln(a))
    is_falling = np.where(c < 0, -1, 1)
    cumulative = (is_falling * gamma_shape(a, y), is_falling * y_f * log_z)
    return (c * (a - y) - 1) / off_zero(z), (c * log_z - special.psi(a), by_c), cumulative


# The beta family.


@on_half_line(stats.f)
def f(z: Any, dfn: Any, dfd: Any) -> Any:
    """`w = dfn z / (dfd + dfn z)` has the beta distribution of shapes `dfn / 2`, `dfd / 2`."""
    a, b, whole = dfn / 2, dfd / 2, dfd + dfn * z
    w = dfn * z / whole
    both = special.psi(a + b)
    by_dfn = (np.log(w) + 1 - (dfn + dfd) * z / whole - special.psi(a) + both) / 2
    by_dfd = (np.log(dfd / whole) + 1 - (dfn + dfd) / whole - special.psi(b) + both) / 2
    z_f = w * (1 - w) * beta_density(a, b, w)
    cumulative = (beta_shape_a(a, b, w) / 2 + z_f / dfn, beta_shape_b(a, b, w) / 2 - z_f / dfd)
    return (a - 1) / off_zero(z) - (a + b) * dfn / whole, (by_dfn, by_dfd), cumulative


@on_half_line(stats.betaprime)
def betaprime(z: Any, a: Any, b: Any) -> Any:
    """`w = z / (1 + z)` has the beta distribution of shapes `a`, `b`."""
    w = z / (1 + z)
    both = special.psi(a + b)
    by_shapes = (np.log(w) - special.psi(a) + both, -np.log1p(z) - special.psi(b) + both)
    return (a - 1) / off_zero(z) - (a + b) / (1 + z), by_shapes, (beta_shape_a(a, b, w), beta_shape_b(a, b, w))


# Powers and exponentials.


@on_half_line(stats.weibull_min)
def weibull_min(z: Any, c: Any) -> Any:
    """`F = 1 - exp(-z**c)`."""
    z = off_zero(z)
    power, log_z = z**c, np.log(z)
    return (c - 1 - c * power) / z, (1 / c + log_z - power * log_z,), (np.exp(-power) * power * log_z,)


@on_half_line(stats.weibull_max, inner=-1.0)
def weibull_max(z: Any, c: Any) -> Any:
    """`F = exp(-(-z)**c)`."""
    y = off_zero(-z)
    power, log_y = y**c, np.log(y)
    return -(c - 1 - c * power) / y, (1 / c + log_y - power * log_y,), (-np.exp(-power) * power * log_y,)


@on_half_line(stats.invweibull)
def invweibull(z: Any, c: Any) -> Any:
    """`F = exp(-z**-c)` (Frechet)."""
    power, log_z = z**-c, np.log(z)
    return (c * power - c - 1) / z, (1 / c - log_z + power * log_z,), (np.exp(-power) * power * log_z,)


@on_half_line(stats.exponweib)
def exponweib(z: Any, a: Any, c: Any) -> Any:
    """`F = u**a` with `u = 1 - exp(-z**c)`."""
    z = off_zero(z)
    power, log_z = z**c, np.log(z)
    u = -np.expm1(-power)
    u_by_c = np.exp(-power) * power * log_z
    score = (c - 1 - c * power + (a - 1) * c * power * np.exp(-power) / u) / z
    by_c = 1 / c + log_z - power * log_z + (a - 1) * u_by_c / u
    return score, (1 / a + np.log(u), by_c), (u**a * np.log(u), a * u ** (a - 1) * u_by_c)


@on_half_line(stats.pareto, inner=2.0)
def pareto(z: Any, b: Any) -> Any:
    """`F = 1 - z**-b`."""
    log_z = np.log(z)
    return -(b + 1) / z, (1 / b - log_z,), (log_z * z**-b,)


@on_half_line(stats.lomax)
def lomax(z: Any, c: Any) -> Any:
    """`F = 1 - (1 + z)**-c`."""
    low = np.log1p(z)
    return -(c + 1) / (1 + z), (1 / c - low,), (low * np.exp(-c * low),)


@on_half_line(stats.fisk)
def fisk(z: Any, c: Any) -> Any:
    """`F = 1 / (1 + z**-c)`: `log(z)` is logistic."""
    z = off_zero(z)
    log_z = np.log(z)
    tilt = np.tanh(c * log_z / 2)
    return -(1 + c * tilt) / z, (1 / c - log_z * tilt,), (log_z * special.expit(c * log_z) * special.expit(-c * log_z),)


@on_half_line(stats.lognorm)
def lognorm(z: Any, s: Any) -> Any:
    """`log(z) / s` is normal."""
    u = np.log(z) / s
    return -(1 + u / s) / z, ((u * u - 1) / s,), (-np.exp(-u * u / 2 - LOG_ROOT_2PI) * u / s,)


@on_half_line(stats.gompertz)
def gompertz(z: Any, c: Any) -> Any:
    """`F = 1 - exp(-c (exp(z) - 1))`."""
    growth = np.expm1(z)
    return 1 - c * np.exp(z), (1 / c - growth,), (growth * np.exp(-c * growth),)


# Others.


@on_half_line(stats.invgauss)
def invgauss(z: Any, mu: Any) -> Any:
    """`log f = -3 / 2 log(z) - (z - mu)**2 / (2 z mu**2) + ...`.

    `F = Phi(u) + exp(2 / mu) Phi(v)` with `u = (z / mu - 1) / sqrt(z)` and `v = -(z / mu + 1) / sqrt(z)`; as
    `exp(2 / mu) phi(v) = phi(u)`, only the slope of the factor is left (Shuster 1968).
    """
    score = -1.5 / z - 0.5 / (mu * mu) + 0.5 / (z * z)
    v = -(z / mu + 1) / np.sqrt(z)
    cumulative = -2 / (mu * mu) * np.exp(2 / mu + special.log_ndtr(v))
    return score, ((z / mu - 1) / (mu * mu),), (cumulative,)


@on_half_line(stats.fatiguelife)
def fatiguelife(z: Any, c: Any) -> Any:
    """`u = (sqrt(z) - 1 / sqrt(z)) / c` is normal (Birnbaum and Saunders 1969)."""
    u = (z - 1) / (c * np.sqrt(z))
    score = 1 / (z + 1) - 1.5 / z - u * (z + 1) / (2 * c * z * np.sqrt(z))
    return score, ((u * u - 1) / c,), (-np.exp(-u * u / 2 - LOG_ROOT_2PI) * u / c,)


@on_half_line(stats.rice)
def rice(z: Any, b: Any) -> Any:
    """`log f = log(z) - (z**2 + b**2) / 2 + log I0(b z)`; the slope of Marcum's `F` is that of Nuttall 1975."""
    ratio = special.i1e(b * z) / special.i0e(b * z)
    cumulative = -z * np.exp(-(z - b) * (z - b) / 2) * special.i1e(b * z)
    return 1 / z - z + b * ratio, (z * ratio - b,), (cumulative,)

"""scipy.stats: mean, variance and entropy of standard distributions by their shapes, where they are closed.

They are those of Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions (1994), and of Johnson, Kemp and
Kotz, Univariate Discrete Distributions (2005). None stands for what is not closed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special, stats
from scipy.special import zeta as zeta_function

from srcxform.rules.scipy_stats_interval import bell, log_mass

EULER = 0.5772156649015329

ROWS: dict[str, Callable[..., Any]] = {}
COUNTS: dict[str, Callable[..., Any]] = {}


def closed(*scipy: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A row: `row(*shapes)` gives mean, variance and entropy."""

    def register(row: Callable[..., Any]) -> Callable[..., Any]:
        for one in scipy:
            (COUNTS if isinstance(one, stats.rv_discrete) else ROWS)[one.name] = row
        return row

    return register


def if_above(bound: float, shape: Any, formula: Any, *others: Any) -> Any:
    """A formula where a shape is above a bound, at a place of its own elsewhere; infinity elsewhere."""
    is_finite = shape > bound
    return np.where(is_finite, formula(np.where(is_finite, shape, bound + 1), *others), np.inf)


# The gamma family.


@closed(stats.gamma, stats.erlang)
def gamma(a: Any) -> Any:
    return a, a, a + special.gammaln(a) + (1 - a) * special.psi(a)


@closed(stats.chi2)
def chi2(df: Any) -> Any:
    half = df / 2
    return df, 2 * df, half + math.log(2) + special.gammaln(half) + (1 - half) * special.psi(half)


@closed(stats.chi)
def chi(df: Any) -> Any:
    m = math.sqrt(2) * special.poch(df / 2, 0.5)
    return m, df - m * m, None


@closed(stats.nakagami)
def nakagami(nu: Any) -> Any:
    m = special.poch(nu, 0.5) / np.sqrt(nu)
    return m, 1 - m * m, None


@closed(stats.invgamma)
def invgamma(a: Any) -> Any:
    m = if_above(1, a, lambda a: 1 / (a - 1))
    v = if_above(2, a, lambda a: 1 / ((a - 1) * (a - 1) * (a - 2)))
    return m, v, a - (a + 1) * special.psi(a) + special.gammaln(a)


@closed(stats.loggamma)
def loggamma(c: Any) -> Any:
    return special.psi(c), special.zeta(2, c), special.gammaln(c) - c * special.psi(c) + c


@closed(stats.dgamma)
def dgamma(a: Any) -> Any:
    return 0 * a, a * (a + 1), None


# The beta family.


@closed(stats.beta)
def beta(a: Any, b: Any) -> Any:
    total = a + b
    h = special.betaln(a, b) - (a - 1) * special.psi(a) - (b - 1) * special.psi(b) + (total - 2) * special.psi(total)
    return a / total, a * b / (total * total * (total + 1)), h


@closed(stats.betaprime)
def betaprime(a: Any, b: Any) -> Any:
    v = if_above(2, b, lambda b: a * (a + b - 1) / ((b - 2) * (b - 1) * (b - 1)))
    return if_above(1, b, lambda b: a / (b - 1)), v, None


@closed(stats.f)
def f(dfn: Any, dfd: Any) -> Any:
    m = if_above(2, dfd, lambda d: d / (d - 2)) + 0 * dfn
    v = if_above(4, dfd, lambda d: 2 * d * d * (dfn + d - 2) / (dfn * (d - 2) * (d - 2) * (d - 4)))
    return m, v, None


@closed(stats.t)
def t(df: Any) -> Any:
    v = np.where(df > 1, if_above(2, df, lambda d: d / (d - 2)), np.nan)
    half = df / 2
    h = (half + 0.5) * (special.psi(half + 0.5) - special.psi(half)) + np.log(df) / 2 + special.betaln(half, 0.5)
    return np.where(df > 1, 0 * df, np.inf), v, h


@closed(stats.rdist)
def rdist(c: Any) -> Any:
    return 0 * c, 1 / (c + 1), None


@closed(stats.powerlaw)
def powerlaw(a: Any) -> Any:
    return a / (a + 1), a / ((a + 2) * (a + 1) * (a + 1)), 1 - 1 / a - np.log(a)


# Powers.


@closed(stats.weibull_min)
def weibull_min(c: Any) -> Any:
    m = special.gamma(1 + 1 / c)
    return m, special.gamma(1 + 2 / c) - m * m, EULER * (1 - 1 / c) - np.log(c) + 1


@closed(stats.weibull_max)
def weibull_max(c: Any) -> Any:
    m, v, h = weibull_min(c)
    return -m, v, h


@closed(stats.dweibull)
def dweibull(c: Any) -> Any:
    return 0 * c, special.gamma(1 + 2 / c), None


@closed(stats.pareto)
def pareto(b: Any) -> Any:
    v = if_above(2, b, lambda b: b / ((b - 2) * (b - 1) * (b - 1)))
    return if_above(1, b, lambda b: b / (b - 1)), v, 1 + 1 / b - np.log(b)


@closed(stats.lomax)
def lomax(c: Any) -> Any:
    v = if_above(2, c, lambda c: c / ((c - 2) * (c - 1) * (c - 1)))
    return if_above(1, c, lambda c: 1 / (c - 1)), v, 1 + 1 / c - np.log(c)


@closed(stats.loglaplace)
def loglaplace(c: Any) -> Any:
    v = if_above(2, c, lambda c: c * c / (c * c - 4) - (c * c / (c * c - 1)) ** 2)
    return if_above(1, c, lambda c: c * c / (c * c - 1)), v, np.log(2 / c) + 1


@closed(stats.lognorm)
def lognorm(s: Any) -> Any:
    v = np.expm1(s * s) * np.exp(s * s)
    return np.exp(s * s / 2), v, (1 + math.log(2 * math.pi) + 2 * np.log(s)) / 2


@closed(stats.genextreme)
def genextreme(c: Any) -> Any:
    return None, None, EULER * (1 - c) + 1


@closed(stats.genpareto)
def genpareto(c: Any) -> Any:
    return None, None, 1 + c


# The normal family.


@closed(stats.skewnorm)
def skewnorm(a: Any) -> Any:
    share = 2 / math.pi * a * a / (1 + a * a)
    return math.sqrt(2 / math.pi) * a / np.sqrt(1 + a * a), 1 - share, None


@closed(stats.exponnorm)
def exponnorm(K: Any) -> Any:
    return K, 1 + K * K, None


@closed(stats.foldnorm)
def foldnorm(c: Any) -> Any:
    m = math.sqrt(2 / math.pi) * np.exp(-c * c / 2) + c * special.erf(c / math.sqrt(2))
    return m, c * c + 1 - m * m, None


@closed(stats.gennorm)
def gennorm(beta: Any) -> Any:
    v = np.exp(special.gammaln(3 / beta) - special.gammaln(1 / beta))
    return 0 * beta, v, 1 / beta - np.log(beta / 2) + special.gammaln(1 / beta)


@closed(stats.johnsonsu)
def johnsonsu(a: Any, b: Any) -> Any:
    spread = 1 / (b * b)
    v = np.expm1(spread) * (np.exp(spread) * np.cosh(2 * a / b) + 1) / 2
    return -np.exp(spread / 2) * np.sinh(a / b), v, None


@closed(stats.invgauss)
def invgauss(mu: Any) -> Any:
    return mu, mu * mu * mu, None


@closed(stats.fatiguelife)
def fatiguelife(c: Any) -> Any:
    return c * c / 2 + 1, c * c * (1.25 * c * c + 1), None


@closed(stats.rice)
def rice(b: Any) -> Any:
    y = b * b / 4
    m = math.sqrt(math.pi / 2) * ((1 + 2 * y) * special.i0e(y) + 2 * y * special.i1e(y))
    return m, b * b + 2 - m * m, None


@closed(stats.ncx2)
def ncx2(df: Any, nc: Any) -> Any:
    return df + nc, 2 * (df + 2 * nc), None


@closed(stats.norminvgauss)
def norminvgauss(a: Any, b: Any) -> Any:
    g = np.sqrt(a * a - b * b)
    return b / g, a * a / (g * g * g), None


@closed(stats.truncnorm)
def truncnorm(a: Any, b: Any) -> Any:
    total = log_mass(a, b)
    low, high = bell(a, total), bell(b, total)
    edges = np.where(np.isinf(a), 0.0, a) * low - np.where(np.isinf(b), 0.0, b) * high
    m = low - high
    return m, 1 + edges - m * m, (math.log(2 * math.pi) + 1 + edges) / 2 + total


# Others.


@closed(stats.triang)
def triang(c: Any) -> Any:
    return (c + 1) / 3, (1 - c + c * c) / 18, 0.5 - math.log(2) + 0 * c


@closed(stats.truncexpon)
def truncexpon(b: Any) -> Any:
    growth = np.expm1(b)
    m = 1 - b / growth
    return m, 1 - b * b * (growth + 1) / (growth * growth), m + np.log(-np.expm1(-b))


@closed(stats.loguniform, stats.reciprocal)
def loguniform(a: Any, b: Any) -> Any:
    span = np.log(b / a)
    m = (b - a) / span
    return m, (b * b - a * a) / (2 * span) - m * m, np.log(a * b) / 2 + np.log(span)


@closed(stats.bradford)
def bradford(c: Any) -> Any:
    k = np.log1p(c)
    return (c - k) / (c * k), ((c + 2) * k - 2 * c) / (2 * c * k * k), k / 2 - np.log(c / k)


@closed(stats.laplace_asymmetric)
def laplace_asymmetric(kappa: Any) -> Any:
    return 1 / kappa - kappa, 1 / (kappa * kappa) + kappa * kappa, 1 + np.log(kappa + 1 / kappa)


@closed(stats.genlogistic)
def genlogistic(c: Any) -> Any:
    v = math.pi * math.pi / 6 + special.zeta(2, c)
    return EULER + special.psi(c), v, special.psi(c + 1) + EULER + 1 - np.log(c)


@closed(stats.pearson3)
def pearson3(skew: Any) -> Any:
    return 0 * skew, 1 + 0 * skew, None


@closed(stats.vonmises)
def vonmises(kappa: Any) -> Any:
    ratio = special.i1e(kappa) / special.i0e(kappa)
    return None, None, kappa * (1 - ratio) + np.log(2 * math.pi * special.i0e(kappa))


# Counts.


@closed(stats.bernoulli)
def bernoulli(p: Any) -> Any:
    return p, p * (1 - p), special.entr(p) + special.entr(1 - p)


@closed(stats.binom)
def binom(n: Any, p: Any) -> Any:
    return n * p, n * p * (1 - p), None


@closed(stats.poisson)
def poisson(mu: Any) -> Any:
    return mu, mu, None


@closed(stats.geom)
def geom(p: Any) -> Any:
    return 1 / p, (1 - p) / (p * p), -np.log(p) - np.log1p(-p) * (1 - p) / p


@closed(stats.nbinom)
def nbinom(n: Any, p: Any) -> Any:
    m = n * (1 - p) / p
    return m, m / p, None


@closed(stats.betabinom)
def betabinom(n: Any, a: Any, b: Any) -> Any:
    total = a + b
    return n * a / total, n * (total + n) * a * b / (total * total * (total + 1)), None


@closed(stats.planck)
def planck(lambda_: Any) -> Any:
    rest = -np.expm1(-lambda_)
    m = np.exp(-lambda_) / rest
    return m, m / rest, lambda_ * m - np.log(rest)


@closed(stats.dlaplace)
def dlaplace(a: Any) -> Any:
    return 0 * a, 0.5 / np.sinh(a / 2) ** 2, a / np.sinh(a) - np.log(np.tanh(a / 2))


@closed(stats.logser)
def logser(p: Any) -> Any:
    m = -p / ((1 - p) * np.log1p(-p))
    return m, m / (1 - p) - m * m, None


@closed(stats.skellam)
def skellam(mu1: Any, mu2: Any) -> Any:
    return mu1 - mu2, mu1 + mu2, None


@closed(stats.zipf)
def zipf(a: Any) -> Any:
    m = if_above(2, a, lambda a: zeta_function(a - 1) / zeta_function(a))
    v = if_above(
        3, a, lambda a: zeta_function(a - 2) / zeta_function(a) - (zeta_function(a - 1) / zeta_function(a)) ** 2
    )
    return m, v, None


@closed(stats.yulesimon)
def yulesimon(alpha: Any) -> Any:
    v = if_above(2, alpha, lambda a: a * a / ((a - 1) * (a - 1) * (a - 2)))
    return if_above(1, alpha, lambda a: a / (a - 1)), v, None

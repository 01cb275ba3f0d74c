"""scipy.stats: discrete distributions, by their parameters. `k` is the count, `F` the cumulative function.

There are probabilities at whole numbers alone, so there is no derivative in a count; a quantile is a step function.
Each row gives the slopes of the log-probability, of the probability and of `F` in each parameter. The second of them
differs from the probability times the first at the ends of the parameter's range, where the probability is 0.
The probabilities are those of Johnson, Kemp and Kotz, Univariate Discrete Distributions (2005).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special, stats
from scipy.special import zeta as zeta_function

from srcxform.rules.registry import elementwise
from srcxform.rules.scipy_gamma import riemann_slope
from srcxform.rules.scipy_incomplete import beta_density, beta_shape_a
from srcxform.rules.scipy_stats import times
from srcxform.rules.scipy_stats_discrete_forms import WITH_SHAPES
from srcxform.rules.scipy_stats_half_line import off_zero

WHOLE = "it is a whole number"
NO_CLOSED_FORM = "it is a sum without a closed form"


@dataclass(frozen=True)
class Discrete:
    """A discrete distribution: `slopes(k, *shapes)` at a count of its support, of which `inner` is one."""

    scipy: Any
    slopes: Callable[..., Any]
    inner: int


# The functions of a distribution: one result for the count, each parameter and `loc`.


def logpmf(d: Any, k: Any, shapes: Any, loc: Any, out: Any) -> Any:
    """The logarithm of a probability; where it is minus infinity it stays."""
    is_inside = out > -np.inf
    by_shapes, _, _ = d.slopes(np.where(is_inside, k - loc, d.inner), *shapes)
    return WHOLE, *(times(is_inside, s) for s in by_shapes), WHOLE


def pmf(d: Any, k: Any, shapes: Any, loc: Any, out: Any) -> Any:
    """A probability."""
    by_log, by_shapes, _ = d.slopes(k - loc, *shapes)
    if by_shapes is None:
        by_log, _, _ = d.slopes(np.where(out > 0, k - loc, d.inner), *shapes)
        by_shapes = tuple(times(out, s) for s in by_log)
    return WHOLE, *by_shapes, WHOLE


def cumulative_slopes(d: Any, k: Any, shapes: Any, loc: Any, is_inside: Any) -> Any:
    """The slopes of `F` in the parameters, 0 where `F` is 0 or 1."""
    _, _, by_shapes = d.slopes(np.where(is_inside, np.floor(k - loc), d.inner), *shapes)
    return tuple(times(is_inside, s) for s in by_shapes)


def cdf(d: Any, k: Any, shapes: Any, loc: Any, out: Any) -> Any:
    """`F(k)`: a step function of `k`."""
    return None, *cumulative_slopes(d, k, shapes, loc, (out > 0) & (out < 1)), None


def sf(d: Any, k: Any, shapes: Any, loc: Any, out: Any) -> Any:
    """`1 - F(k)`."""
    by_shapes = cumulative_slopes(d, k, shapes, loc, (out > 0) & (out < 1))
    return None, *(times(-1, s) for s in by_shapes), None


def logcdf(d: Any, k: Any, shapes: Any, loc: Any, out: Any) -> Any:
    """`log F(k)`."""
    by_shapes = cumulative_slopes(d, k, shapes, loc, (out > -np.inf) & (out < 0))
    return None, *(times(np.exp(-np.maximum(out, -700)), s) for s in by_shapes), None


def logsf(d: Any, k: Any, shapes: Any, loc: Any, out: Any) -> Any:
    """`log(1 - F(k))`."""
    by_shapes = cumulative_slopes(d, k, shapes, loc, (out > -np.inf) & (out < 0))
    return None, *(times(-np.exp(-np.maximum(out, -700)), s) for s in by_shapes), None


def quantile(d: Any, q: Any, shapes: Any, loc: Any, out: Any) -> Any:
    """The smallest count that has at least `q` below: a step function, moved by `loc`."""
    return None, *(None for _ in shapes), 1


METHODS: dict[str, Callable[..., Any]] = {
    "pmf": pmf,
    "logpmf": logpmf,
    "cdf": cdf,
    "logcdf": logcdf,
    "sf": sf,
    "logsf": logsf,
    "ppf": quantile,
    "isf": quantile,
}


DISCRETE: dict[str, Discrete] = {}
"""The rows of the table, by the name of the distribution."""


def discrete(scipy: Any, inner: int = 0) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the slopes of a distribution: rules for all its functions."""

    def register(slopes: Callable[..., Any]) -> Callable[..., Any]:
        row = DISCRETE[scipy.name] = Discrete(scipy, slopes, inner)
        for name, method in METHODS.items():
            elementwise(getattr(scipy, name))(WITH_SHAPES[scipy.shapes](method, row))
        return slopes

    return register


# The distributions.


def trials(k: Any, n: Any, p: Any) -> Any:
    """The slopes in `p` of what `n` trials give; one trial less is certain or uncertain."""
    by_log = k / off_zero(p) - (n - k) / off_zero(1 - p)
    rest = np.maximum(n - 1, 0)
    same = n * stats.binom.pmf(k, rest, p)
    return by_log, n * stats.binom.pmf(k - 1, rest, p) - same, -same


@discrete(stats.bernoulli)
def bernoulli(k: Any, p: Any) -> Any:
    """`p` for 1 and `1 - p` for 0."""
    by_log, by_p, cumulative = trials(k, 1, p)
    return (by_log,), (by_p,), (cumulative,)


@discrete(stats.binom)
def binom(k: Any, n: Any, p: Any) -> Any:
    """`binom(n, k) p**k (1 - p)**(n - k)`."""
    by_log, by_p, cumulative = trials(k, n, p)
    return (WHOLE, by_log), (WHOLE, by_p), (WHOLE, cumulative)


@discrete(stats.poisson)
def poisson(k: Any, mu: Any) -> Any:
    """`mu**k exp(-mu) / k!`."""
    same = stats.poisson.pmf(k, mu)
    return (k / off_zero(mu) - 1,), (stats.poisson.pmf(k - 1, mu) - same,), (-same,)


@discrete(stats.geom, inner=1)
def geom(k: Any, p: Any) -> Any:
    """`(1 - p)**(k - 1) p` from 1 on, `F = 1 - (1 - p)**k`."""
    by_log = 1 / p - (k - 1) / off_zero(1 - p)
    is_count = (k >= 1) & (k == np.floor(k))
    before = np.where(is_count, k - 1, 0)
    power = (1 - p) ** before
    by_p = is_count * (power - before * p * (1 - p) ** np.maximum(before - 1, 0))
    return (by_log,), (by_p,), (is_count * k * power,)


@discrete(stats.nbinom)
def nbinom(k: Any, n: Any, p: Any) -> Any:
    """`gamma(n + k) / (gamma(n) k!) p**n (1 - p)**k`, `F = betainc(n, k + 1, p)`; `n` is real."""
    by_n = special.psi(n + k) - special.psi(n) + np.log(p)
    by_p = n / p - k / off_zero(1 - p)
    value = stats.nbinom.pmf(k, n, p)
    steps = n / p * (value - stats.nbinom.pmf(k - 1, n + 1, p))
    at = np.maximum(k, 0)
    by_n_value = value * (special.psi(n + at) - special.psi(n) + np.log(p))
    return (by_n, by_p), (by_n_value, steps), (beta_shape_a(n, at + 1, p), beta_density(n, at + 1, p))


@discrete(stats.betabinom)
def betabinom(k: Any, n: Any, a: Any, b: Any) -> Any:
    """`binom(n, k) beta(k + a, n - k + b) / beta(a, b)`."""
    total = special.psi(a + b) - special.psi(n + a + b)
    by_a = special.psi(k + a) - special.psi(a) + total
    by_b = special.psi(n - k + b) - special.psi(b) + total
    return (WHOLE, by_a, by_b), None, (WHOLE, NO_CLOSED_FORM, NO_CLOSED_FORM)


@discrete(stats.logser, inner=1)
def logser(k: Any, p: Any) -> Any:
    """`-p**k / (k log(1 - p))` from 1 on."""
    by_p = k / p + 1 / ((1 - p) * np.log1p(-p))
    return (by_p,), None, (NO_CLOSED_FORM,)


@discrete(stats.planck)
def planck(k: Any, lambda_: Any) -> Any:
    """`(1 - exp(-lambda)) exp(-lambda k)`, `F = 1 - exp(-lambda (k + 1))`."""
    return (1 / np.expm1(lambda_) - k,), None, ((k + 1) * np.exp(-lambda_ * (k + 1)),)


@discrete(stats.dlaplace)
def dlaplace(k: Any, a: Any) -> Any:
    """`tanh(a / 2) exp(-a abs(k))`; the smaller tail is `exp(-a m) / (exp(a) + 1)` with `m` = `k + 1` or `-k - 1`."""
    is_low = k < 0
    m = np.where(is_low, -k - 1, k)
    tail = np.exp(-a * m) / (np.exp(a) + 1)
    by_a = tail * (m + special.expit(a))
    return (1 / np.sinh(a) - np.abs(k),), None, (np.where(is_low, -by_a, by_a),)


@discrete(stats.zipf, inner=1)
def zipf(k: Any, a: Any) -> Any:
    """`k**-a / zeta(a)` from 1 on."""
    return (-np.log(k) - riemann_slope(a) / zeta_function(a),), None, (NO_CLOSED_FORM,)


@discrete(stats.skellam)
def skellam(k: Any, mu1: Any, mu2: Any) -> Any:
    """The difference of two Poisson counts: more of one of them moves it by one step."""
    below, same, above = (
        stats.skellam.pmf(k - 1, mu1, mu2),
        stats.skellam.pmf(k, mu1, mu2),
        stats.skellam.pmf(k + 1, mu1, mu2),
    )
    return (below / same - 1, above / same - 1), (below - same, above - same), (-same, above)


@discrete(stats.hypergeom)
def hypergeom(k: Any, M: Any, n: Any, N: Any) -> Any:
    """Numbers of balls in an urn: all of them are whole."""
    return (WHOLE, WHOLE, WHOLE), (WHOLE, WHOLE, WHOLE), (WHOLE, WHOLE, WHOLE)


@discrete(stats.randint)
def randint(k: Any, low: Any, high: Any) -> Any:
    """A die whose numbers are whole."""
    return (WHOLE, WHOLE), (WHOLE, WHOLE), (WHOLE, WHOLE)


@discrete(stats.nhypergeom)
def nhypergeom(k: Any, M: Any, n: Any, r: Any) -> Any:
    """Draws from an urn until some have failed: all the numbers are whole."""
    return (WHOLE, WHOLE, WHOLE), (WHOLE, WHOLE, WHOLE), (WHOLE, WHOLE, WHOLE)


@discrete(stats.betanbinom)
def betanbinom(k: Any, n: Any, a: Any, b: Any) -> Any:
    """`beta(a + n, b + k) / beta(a, b)` times a number that depends on `n` and `k` alone."""
    total = special.psi(a + b) - special.psi(a + b + n + k)
    by_a = special.psi(a + n) - special.psi(a) + total
    by_b = special.psi(b + k) - special.psi(b) + total
    return (WHOLE, by_a, by_b), None, (WHOLE, NO_CLOSED_FORM, NO_CLOSED_FORM)


@discrete(stats.boltzmann)
def boltzmann(k: Any, lambda_: Any, N: Any) -> Any:
    """`(1 - exp(-lambda)) exp(-lambda k) / mass` below `N`, with `mass = 1 - exp(-lambda N)`."""
    mass = -np.expm1(-lambda_ * N)
    edge = N * np.exp(-lambda_ * N)
    level = -np.expm1(-lambda_ * (k + 1)) / mass
    cumulative = ((k + 1) * np.exp(-lambda_ * (k + 1)) - level * edge) / mass
    return (1 / np.expm1(lambda_) - k - edge / mass, WHOLE), None, (cumulative, WHOLE)


@discrete(stats.yulesimon, inner=1)
def yulesimon(k: Any, alpha: Any) -> Any:
    """`alpha beta(k, alpha + 1)` from 1 on, `1 - F = k beta(k, alpha + 1)`."""
    moved = special.psi(alpha + 1) - special.psi(k + alpha + 1)
    return (1 / alpha + moved,), None, (-k * special.beta(k, alpha + 1) * moved,)


@discrete(stats.zipfian, inner=1)
def zipfian(k: Any, a: Any, n: Any) -> Any:
    """`k**-a` from 1 to `n`, divided by the sum of all of them."""
    places = np.arange(1, int(np.max(n, initial=1)) + 1)
    weights = np.where(places <= np.expand_dims(n, -1), places ** -np.expand_dims(a, -1), 0)
    mean = np.sum(weights * np.log(places), axis=-1) / np.sum(weights, axis=-1)
    return (mean - np.log(k), WHOLE), None, (NO_CLOSED_FORM, WHOLE)


@discrete(stats.nchypergeom_fisher)
def nchypergeom_fisher(k: Any, M: Any, n: Any, N: Any, odds: Any) -> Any:
    """Balls drawn from an urn at once, some of them more easily."""
    reasons = (WHOLE, WHOLE, WHOLE, NO_CLOSED_FORM)
    return reasons, reasons, reasons


@discrete(stats.nchypergeom_wallenius)
def nchypergeom_wallenius(k: Any, M: Any, n: Any, N: Any, odds: Any) -> Any:
    """Balls drawn one by one from an urn, some of them more easily."""
    reasons = (WHOLE, WHOLE, WHOLE, "it is an integral without a closed form")
    return reasons, reasons, reasons

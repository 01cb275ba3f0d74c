"""scipy.stats: transformations of data, entropies, distances and angles, each written out in NumPy's functions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special, stats

from srcxform.rules.reductions import reduced_size
from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_stats_summaries import data_of

TURN = 2 * math.pi


# Scores.


@definition(stats.zmap)
def zmap(scores: Any, compare: Any, axis: Any = 0, ddof: Any = 0, nan_policy: Any = "propagate") -> Any:
    """The distance from the mean of other data, in their standard deviation."""
    x, y = data_of(scores, nan_policy), data_of(compare, nan_policy)
    return (x - np.mean(y, axis=axis, keepdims=True)) / np.std(y, axis=axis, ddof=ddof, keepdims=True)


@definition(stats.zscore)
def zscore(a: Any, axis: Any = 0, ddof: Any = 0, nan_policy: Any = "propagate") -> Any:
    """The distance from the mean, in standard deviations; NaN where all the data are equal."""
    x = data_of(a, nan_policy)
    mean, std = np.mean(x, axis=axis, keepdims=True), np.std(x, axis=axis, ddof=ddof, keepdims=True)
    is_constant = std <= np.spacing(np.abs(mean))
    return (x - mean) / np.where(is_constant, np.nan, std)


@definition(stats.gzscore)
def gzscore(a: Any, *, axis: Any = 0, ddof: Any = 0, nan_policy: Any = "propagate") -> Any:
    """The scores of the logarithms."""
    return zscore(np.log(data_of(a, nan_policy)), axis, ddof)


# Power transformations.


@definition(stats.boxcox)
def boxcox(x: Any, lmbda: Any = None, alpha: Any = None, optimizer: Any = None) -> Any:
    """`(x**lambda - 1) / lambda`, and the logarithm for `lambda` = 0."""
    if lmbda is None:
        return no_rule("the best `lmbda` has no derivative rule", "pass `lmbda`, or write `implicit` around its search")
    return special.boxcox(np.asarray(x), lmbda)


@definition(stats.boxcox_llf)
def boxcox_llf(lmb: Any, data: Any, *, axis: Any = 0, keepdims: Any = False, nan_policy: Any = "propagate") -> Any:
    """`(lambda - 1) sum(log(x)) - n / 2 log(var(y))` of what is transformed."""
    x = data_of(data, nan_policy)
    total = np.sum(np.log(x), axis=axis, keepdims=keepdims)
    spread = np.var(special.boxcox(x, lmb), axis=axis, keepdims=keepdims)
    return (lmb - 1) * total - reduced_size(x, axis) / 2 * np.log(spread)


@definition(stats.yeojohnson)
def yeojohnson(x: Any, lmbda: Any = None) -> Any:
    """`boxcox` of `1 + x` right of 0, and minus that of `1 - x` with `2 - lambda` left of it."""
    if lmbda is None:
        return no_rule("the best `lmbda` has no derivative rule", "pass `lmbda`, or write `implicit` around its search")
    x = np.asarray(x)
    right, left = np.where(x >= 0, x, 0.0), np.where(x < 0, -x, 0.0)
    return special.boxcox1p(right, lmbda) - special.boxcox1p(left, 2 - lmbda)


@definition(stats.yeojohnson_llf)
def yeojohnson_llf(lmb: Any, data: Any, *, axis: Any = 0, nan_policy: Any = "propagate", keepdims: Any = False) -> Any:
    """`(lambda - 1) sum(sign(x) log(1 + abs(x))) - n / 2 log(var(y))` of what is transformed."""
    x = data_of(data, nan_policy)
    total = np.sum(np.sign(x) * np.log1p(np.abs(x)), axis=axis, keepdims=keepdims)
    spread = np.var(yeojohnson(x, lmb), axis=axis, keepdims=keepdims)
    return (lmb - 1) * total - reduced_size(x, axis) / 2 * np.log(spread)


# Entropies.


@definition(stats.entropy)
def entropy(
    pk: Any, qk: Any = None, base: Any = None, axis: Any = 0, *, nan_policy: Any = "propagate", keepdims: Any = False
) -> Any:
    """`-sum(p log(p))`, or `sum(p log(p / q))`, of what is made to sum to 1."""
    p = data_of(pk, nan_policy)
    p = p / np.sum(p, axis=axis, keepdims=True)
    if qk is None:
        each = special.entr(p)
    else:
        q = np.asarray(qk) * np.ones(np.shape(p))
        each = special.rel_entr(p, q / np.sum(q, axis=axis, keepdims=True))
    total = np.sum(each, axis=axis, keepdims=keepdims)
    return total if base is None else total / math.log(base)


def spacings(x: Any, m: Any) -> Any:
    """How far `m` places to the right and to the left lie apart; beyond the ends lies the end."""
    places = np.arange(x.shape[-1])
    return x[..., np.minimum(places + m, x.shape[-1] - 1)] - x[..., np.maximum(places - m, 0)]


@definition(stats.differential_entropy)
def differential_entropy(
    values: Any, *, window_length: Any = None, base: Any = None, axis: Any = 0, method: Any = "auto",
    nan_policy: Any = "propagate", keepdims: Any = False,
) -> Any:  # fmt: skip
    """The mean logarithm of the spacings (Vasicek 1976, Van Es 1992, Ebrahimi et al. 1994)."""
    if axis is None or isinstance(axis, tuple) or keepdims:
        return no_rule("only one axis without `keepdims=` has a derivative rule", "reshape the data to one axis")
    if method.lower() not in ("auto", "van es", "vasicek", "ebrahimi"):
        return no_rule("this method has no derivative rule", 'use `method="vasicek"`, "van es" or "ebrahimi"')
    x = np.sort(np.moveaxis(data_of(values, nan_policy), axis, -1), axis=-1)
    n = x.shape[-1]
    m = math.floor(math.sqrt(n) + 0.5) if window_length is None else window_length
    name = method.lower()
    if name == "auto":
        name = "van es" if n <= 10 else "ebrahimi" if n <= 1000 else "vasicek"
    if name == "van es":
        total = np.sum(np.log((n + 1) / m * (x[..., m:] - x[..., : n - m])), axis=-1) / (n - m)
        total = total + np.sum(1 / np.arange(m, n + 1)) + math.log(m) - math.log(n + 1)
    elif name == "vasicek":
        total = np.mean(np.log(n / (2 * m) * spacings(x, m)), axis=-1)
    else:
        i = np.arange(1, n + 1)
        count = np.where(i <= m, 1 + (i - 1) / m, 2.0)
        count = np.where(i >= n - m + 1, 1 + (n - i) / m, count)
        total = np.mean(np.log(n * spacings(x, m) / (count * m)), axis=-1)
    return total if base is None else total / math.log(base)


# Distances of samples.


def cumulative(values: Any, weights: Any, places: Any) -> Any:
    """The share of a sample that is not above each place."""
    order = np.argsort(values)
    count = np.searchsorted(values[order], places, "right")
    if weights is None:
        return count / values.shape[0]
    total = np.concatenate((np.zeros(1), np.cumsum(np.asarray(weights)[order])))
    return total[count] / total[-1]


def steps_between(u_values: Any, v_values: Any, u_weights: Any, v_weights: Any) -> Any:
    """The differences of the cumulative functions of two samples, and for how long each of them lasts."""
    u, v = np.asarray(u_values), np.asarray(v_values)
    places = np.sort(np.concatenate((u, v)))
    apart = cumulative(u, u_weights, places[:-1]) - cumulative(v, v_weights, places[:-1])
    return apart, np.diff(places)


@definition(stats.wasserstein_distance)
def wasserstein_distance(u_values: Any, v_values: Any, u_weights: Any = None, v_weights: Any = None) -> Any:
    """The area between the cumulative functions."""
    apart, lengths = steps_between(u_values, v_values, u_weights, v_weights)
    return np.sum(np.abs(apart) * lengths)


@definition(stats.energy_distance)
def energy_distance(u_values: Any, v_values: Any, u_weights: Any = None, v_weights: Any = None) -> Any:
    """The root of twice the squared area between them (Szekely 2002)."""
    apart, lengths = steps_between(u_values, v_values, u_weights, v_weights)
    return math.sqrt(2) * np.sqrt(np.sum(apart * apart * lengths))


# Angles.


def resultant(samples: Any, period: Any, axis: Any, nan_policy: Any, keepdims: Any) -> Any:
    """The mean of the points of the unit circle: its sine, its cosine and its length."""
    angle = data_of(samples, nan_policy) * (TURN / period)
    sine, cosine = (
        np.mean(np.sin(angle), axis=axis, keepdims=keepdims),
        np.mean(np.cos(angle), axis=axis, keepdims=keepdims),
    )
    return sine, cosine, np.minimum(np.sqrt(sine * sine + cosine * cosine), 1.0)


@definition(stats.circmean)
def circmean(
    samples: Any, high: Any = TURN, low: Any = 0, axis: Any = None, nan_policy: Any = "propagate", *,
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """The direction of the mean point."""
    period = high - low
    sine, cosine, _ = resultant(samples, period, axis, nan_policy, keepdims)
    return (np.arctan2(sine, cosine) * (period / TURN) - low) % period + low


@definition(stats.circvar)
def circvar(
    samples: Any, high: Any = TURN, low: Any = 0, axis: Any = None, nan_policy: Any = "propagate", *,
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """How much is missing from the length 1."""
    _, _, length = resultant(samples, high - low, axis, nan_policy, keepdims)
    return 1 - length


@definition(stats.circstd)
def circstd(
    samples: Any, high: Any = TURN, low: Any = 0, axis: Any = None, nan_policy: Any = "propagate", *,
    normalize: Any = False, keepdims: Any = False,
) -> Any:  # fmt: skip
    """`sqrt(-2 log(length))`."""
    _, _, length = resultant(samples, high - low, axis, nan_policy, keepdims)
    out = np.sqrt(-2 * np.log(length))
    return out if normalize else out * ((high - low) / TURN)


class Direction:
    """What `directional_stats` gives."""

    def __init__(self, mean_direction: Any, mean_resultant_length: Any) -> None:
        self.mean_direction = mean_direction
        self.mean_resultant_length = mean_resultant_length


@definition(stats.directional_stats)
def directional_stats(samples: Any, *, axis: Any = 0, normalize: Any = True) -> Any:
    """The direction and the length of the mean of unit vectors."""
    x = np.moveaxis(np.asarray(samples), axis, 0)
    if normalize:
        x = x / np.linalg.norm(x, axis=-1, keepdims=True)
    mean = np.mean(x, axis=0)
    length = np.linalg.norm(mean, axis=-1)
    return Direction(mean / np.expand_dims(length, -1), length)


# Density estimates.


def kernels_logpdf(dataset: Any, weights: Any, covariance: Any, x: Any) -> Any:
    """`log sum(w exp(-|L^-1 (x - data)|**2 / 2)) - log det(2 pi S) / 2` at each column of `x`."""
    dims = dataset.shape[0]
    points = np.atleast_2d(np.asarray(x))
    if points.shape[0] != dims and points.shape[0] == 1 and points.shape[1] == dims:
        points = np.reshape(points, (dims, 1))
    root = np.linalg.cholesky(covariance)
    far, near = np.linalg.solve(root, points), np.linalg.solve(root, dataset)
    apart = far[:, :, None] - near[:, None, :]
    energy = np.sum(apart * apart, axis=0) / 2
    scale = dims / 2 * math.log(TURN) + np.sum(np.log(np.diagonal(root)))
    return special.logsumexp(-energy, b=weights, axis=1) - scale


class Kernels:
    """A sum of normal densities around the data: `gaussian_kde`."""

    def __init__(self, dataset: Any, bw_method: Any, weights: Any) -> None:
        self.dataset = np.atleast_2d(np.asarray(dataset) * 1.0)
        dims, count = self.dataset.shape
        self.weights = np.ones(count) / count if weights is None else np.asarray(weights) / np.sum(np.asarray(weights))
        self.neff = 1 / np.sum(self.weights * self.weights)
        self.d, self.n = dims, count
        if bw_method is None or bw_method == "scott":
            self.factor = self.neff ** (-1 / (dims + 4))
        elif bw_method == "silverman":
            self.factor = (self.neff * (dims + 2) / 4) ** (-1 / (dims + 4))
        else:
            self.factor = bw_method
        center = np.sum(self.dataset * self.weights, axis=1, keepdims=True)
        apart = self.dataset - center
        scatter = (apart * self.weights) @ apart.T / (1 - np.sum(self.weights * self.weights))
        self.covariance = scatter * self.factor * self.factor

    def logpdf(self, x: Any) -> Any:
        """The logarithm of the density at each column of `x`."""
        return kernels_logpdf(self.dataset, self.weights, self.covariance, x)

    def pdf(self, x: Any) -> Any:
        """The density."""
        return np.exp(self.logpdf(x))

    def evaluate(self, points: Any) -> Any:
        """The density."""
        return np.exp(self.logpdf(points))

    def __call__(self, points: Any) -> Any:
        return np.exp(self.logpdf(points))


@definition(stats.gaussian_kde)
def gaussian_kde(dataset: Any, bw_method: Any = None, weights: Any = None) -> Any:
    """An estimate of a density that is made in the program."""
    if callable(bw_method):
        return no_rule("a callable `bw_method` has no derivative rule", "pass the factor that it gives")
    return Kernels(dataset, bw_method, weights)


@definition(stats.gaussian_kde.logpdf)
def outside_logpdf(self: Any, x: Any) -> Any:
    """The logarithm of a density that was estimated outside of the program."""
    return kernels_logpdf(self.dataset, self.weights, self.covariance, x)


@definition(stats.gaussian_kde.pdf)
def outside_pdf(self: Any, x: Any) -> Any:
    """The density."""
    return np.exp(kernels_logpdf(self.dataset, self.weights, self.covariance, x))


@definition(stats.gaussian_kde.evaluate, stats.gaussian_kde.__call__)
def outside_density(self: Any, points: Any) -> Any:
    """The density."""
    return np.exp(kernels_logpdf(self.dataset, self.weights, self.covariance, points))

"""Python's `statistics`: each function in NumPy's and `math`'s terms, of a list, a tuple or an array of floats.

Sums are `math.fsum`, as in the originals, so the values agree to the last digit or so. The middle of equal numbers is
shared by them equally, as in `np.median` and `np.sort`.
"""

from __future__ import annotations

import math
import statistics
from typing import Any

import numpy as np

from srcxform.rules.registry import definition, elementwise, no_rule
from srcxform.runtime import normal_quantile

ACCIDENT = "that floats are equal is an accident, so the most frequent one does not depend smoothly on the data"
LEFT_OUT = {
    "statistics.mode": ACCIDENT,
    "statistics.multimode": ACCIDENT,
    "statistics.NormalDist.samples": "draw from the standard distribution, then move and scale: `mu + sigma * z`",
}
"""Public functions that have no rule, and why."""
ROOT_2 = math.sqrt(2)
ROOT_TAU = math.sqrt(2 * math.pi)


def need(is_met: Any, why: str) -> Any:
    """Raise as `statistics` does."""
    if not is_met:
        raise statistics.StatisticsError(why)
    return None


# Means


@definition(statistics.fmean)
def fmean(data: Any, weights: Any = None) -> Any:
    """The mean, weighted or not."""
    x = np.asarray(data)
    if weights is None:
        need(len(x) > 0, "fmean requires at least one data point")
        return math.fsum(x) / len(x)
    w = np.asarray(weights)
    need(len(x) == len(w), "data and weights must be the same length")
    total = math.fsum(w)
    need(total != 0, "sum of weights must be non-zero")
    return math.fsum(x * w) / total


@definition(statistics.mean)
def mean(data: Any) -> Any:
    """The mean."""
    x = np.asarray(data)
    need(len(x) > 0, "mean requires at least one data point")
    return math.fsum(x) / len(x)


@definition(statistics.geometric_mean)
def geometric_mean(data: Any) -> Any:
    """`exp(mean(log(x)))`."""
    x = np.asarray(data)
    need(len(x) > 0 and bool(np.all(x > 0)), "geometric mean requires a non-empty dataset containing positive numbers")
    return math.exp(math.fsum(np.log(x)) / len(x))


@definition(statistics.harmonic_mean)
def harmonic_mean(data: Any, weights: Any = None) -> Any:
    """`1 / mean(1 / x)`; 0 if one of the numbers is, and no derivative there."""
    x = np.asarray(data)
    need(len(x) > 0, "harmonic_mean requires at least one data point")
    need(bool(np.all(x >= 0)), "harmonic mean does not support negative values")
    need(bool(np.all(x > 0)), "the harmonic mean has no derivative at 0")
    if weights is None:
        return len(x) / math.fsum(1 / x)
    w = np.asarray(weights)
    need(len(x) == len(w), "Number of weights does not match data size")
    need(bool(np.all(w >= 0)), "harmonic mean does not support negative values")
    need(bool(np.any(w > 0)), "Weighted sum must be positive")
    return math.fsum(w) / math.fsum(w / x)


# The middle


@definition(statistics.median)
def median(data: Any) -> Any:
    """The middle number, or the mean of the middle two."""
    need(len(data) > 0, "no median for empty data")
    return float(np.median(np.asarray(data)))


def ordered(data: Any) -> Any:
    """The numbers in ascending order."""
    need(len(data) > 0, "no median for empty data")
    return np.sort(np.asarray(data))


@definition(statistics.median_low)
def median_low(data: Any) -> Any:
    """The lower of the middle two."""
    return float(ordered(data)[(len(data) - 1) // 2])


@definition(statistics.median_high)
def median_high(data: Any) -> Any:
    """The higher of the middle two."""
    return float(ordered(data)[len(data) // 2])


@definition(statistics.median_grouped)
def median_grouped(data: Any, interval: Any = 1.0) -> Any:
    """The median of numbers that stand for classes of a given width."""
    x = ordered(data)
    n = len(data)
    middle = x[n // 2]
    below = np.count_nonzero(x < middle)
    within = np.count_nonzero(x == middle)
    return float(middle + interval * ((n / 2 - below) / within - 0.5))


@definition(statistics.quantiles)
def quantiles(data: Any, *, n: Any = 4, method: Any = "exclusive") -> Any:
    """`n - 1` numbers between which lie equal shares of the data."""
    need(n >= 1, "n must be at least 1")
    need(len(data) >= 2, "must have at least two data points")
    x = np.sort(np.asarray(data))
    count = len(data)
    steps = np.arange(1, n)
    if method == "inclusive":
        left, part = np.divmod(steps * (count - 1), n)
        left = left + 1
    elif method == "exclusive":
        left = np.clip(steps * (count + 1) // n, 1, count - 1)
        part = steps * (count + 1) - left * n
    else:
        raise ValueError("Unknown method")
    between = (x[left - 1] * (n - part) + x[np.minimum(left, count - 1)] * part) / n
    return [float(between[i]) for i in range(n - 1)]


# Spread


def squares(data: Any, center: Any) -> Any:
    """The sum of squared distances from the mean, or from a given center."""
    x = np.asarray(data)
    apart = x - (math.fsum(x) / len(x) if center is None else center)
    return math.fsum(apart * apart)


def root(x: Any) -> Any:
    """The square root; a norm has the slope 0 at 0."""
    return math.sqrt(x) if x > 0 else 0.0


@definition(statistics.variance)
def variance(data: Any, xbar: Any = None) -> Any:
    """The variance, estimated from a sample."""
    need(len(data) >= 2, "variance requires at least two data points")
    return squares(data, xbar) / (len(data) - 1)


@definition(statistics.pvariance)
def pvariance(data: Any, mu: Any = None) -> Any:
    """The variance of a whole population."""
    need(len(data) >= 1, "pvariance requires at least one data point")
    return squares(data, mu) / len(data)


@definition(statistics.stdev)
def stdev(data: Any, xbar: Any = None) -> Any:
    """The standard deviation, estimated from a sample."""
    need(len(data) >= 2, "stdev requires at least two data points")
    return root(squares(data, xbar) / (len(data) - 1))


@definition(statistics.pstdev)
def pstdev(data: Any, mu: Any = None) -> Any:
    """The standard deviation of a whole population."""
    need(len(data) >= 1, "pstdev requires at least one data point")
    return root(squares(data, mu) / len(data))


# Two variables


def centered(data: Any) -> Any:
    """The numbers less their mean."""
    x = np.asarray(data)
    return x - math.fsum(x) / len(x)


def need_pairs(x: Any, y: Any, name: str) -> Any:
    """There must be as many of one as of the other, and more than one."""
    need(len(x) == len(y), name + " requires that both inputs have same number of data points")
    need(len(x) >= 2, name + " requires at least two data points")
    return None


@definition(statistics.covariance)
def covariance(x: Any, y: Any, /) -> Any:
    """The covariance, estimated from a sample."""
    need_pairs(x, y, "covariance")
    return math.fsum(centered(x) * centered(y)) / (len(x) - 1)


@definition(statistics.correlation)
def correlation(x: Any, y: Any, /, *, method: Any = "linear") -> Any:
    """Pearson's coefficient."""
    if method != "linear":
        return no_rule("a rank is a step function of the data", "use `method='linear'`")
    need_pairs(x, y, "correlation")
    dx, dy = centered(x), centered(y)
    size = math.sqrt(math.fsum(dx * dx) * math.fsum(dy * dy))
    need(size != 0, "at least one of the inputs is constant")
    return math.fsum(dx * dy) / size


@definition(statistics.linear_regression)
def linear_regression(x: Any, y: Any, /, *, proportional: Any = False) -> Any:
    """The line of least squares."""
    need_pairs(x, y, "linear regression")
    dx = np.asarray(x) if proportional else centered(x)
    dy = np.asarray(y) if proportional else centered(y)
    size = math.fsum(dx * dx)
    need(size != 0, "x is constant")
    slope = math.fsum(dx * dy) / size
    if proportional:
        return statistics.LinearRegression(slope, 0.0)
    return statistics.LinearRegression(slope, math.fsum(y) / len(y) - slope * (math.fsum(x) / len(x)))


# The normal distribution


@elementwise(normal_quantile)
def normal_quantile_slope(p: Any, *, out: Any) -> Any:
    """The inverse of the standard cumulative function: one over the density."""
    return ROOT_TAU * math.exp(out * out / 2)


class Normal:
    """A normal distribution with mean `_mu` and standard deviation `_sigma`."""

    def __init__(self, mu: Any = 0.0, sigma: Any = 1.0) -> None:
        need(sigma >= 0.0, "sigma must be non-negative")
        self._mu = float(mu)
        self._sigma = float(sigma)

    def pdf(self, x: Any) -> Any:
        """The density."""
        return normal_pdf(self, x)

    def cdf(self, x: Any) -> Any:
        """The cumulative function."""
        return normal_cdf(self, x)

    def inv_cdf(self, p: Any) -> Any:
        """The inverse of the cumulative function."""
        return normal_inv_cdf(self, p)

    def zscore(self, x: Any) -> Any:
        """The distance from the mean, in standard deviations."""
        return normal_zscore(self, x)

    def quantiles(self, n: Any = 4) -> Any:
        """`n - 1` numbers between which lie equal shares of the probability."""
        return [normal_inv_cdf(self, i / n) for i in range(1, n)]

    def overlap(self, other: Any) -> Any:
        """The area under both densities."""
        return normal_overlap(self, other)

    def samples(self, n: Any, *, seed: Any = None) -> Any:
        """Draws."""
        return no_rule("a draw has no derivative rule", "draw standard normal numbers, then `mu + sigma * z`")

    @property
    def mean(self) -> Any:
        """The mean."""
        return self._mu

    @property
    def median(self) -> Any:
        """The middle, which is the mean."""
        return self._mu

    @property
    def mode(self) -> Any:
        """The peak, which is the mean."""
        return self._mu

    @property
    def stdev(self) -> Any:
        """The standard deviation."""
        return self._sigma

    @property
    def variance(self) -> Any:
        """The square of the standard deviation."""
        return self._sigma * self._sigma

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Normal):
            return Normal(self._mu + other._mu, math.hypot(self._sigma, other._sigma))
        return Normal(self._mu + other, self._sigma)

    def __radd__(self, other: Any) -> Any:
        return Normal(self._mu + other, self._sigma)

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, Normal):
            return Normal(self._mu - other._mu, math.hypot(self._sigma, other._sigma))
        return Normal(self._mu - other, self._sigma)

    def __rsub__(self, other: Any) -> Any:
        return Normal(other - self._mu, self._sigma)

    def __mul__(self, other: Any) -> Any:
        return Normal(self._mu * other, self._sigma * math.fabs(other))

    def __rmul__(self, other: Any) -> Any:
        return Normal(self._mu * other, self._sigma * math.fabs(other))

    def __truediv__(self, other: Any) -> Any:
        return Normal(self._mu / other, self._sigma / math.fabs(other))

    def __neg__(self) -> Any:
        return Normal(-self._mu, self._sigma)


@definition(statistics.NormalDist)
def normal(mu: Any = 0.0, sigma: Any = 1.0) -> Any:
    """A distribution that is made in the program."""
    return Normal(mu, sigma)


@definition(statistics.NormalDist.from_samples)
def normal_from_samples(data: Any) -> Any:
    """The mean and the standard deviation of a sample."""
    return Normal(mean(data), stdev(data))


@definition(statistics.NormalDist.pdf)
def normal_pdf(self: Any, x: Any) -> Any:
    """The density."""
    need(self._sigma != 0, "pdf() not defined when sigma is zero")
    z = (x - self._mu) / self._sigma
    return math.exp(-z * z / 2) / (ROOT_TAU * self._sigma)


@definition(statistics.NormalDist.cdf)
def normal_cdf(self: Any, x: Any) -> Any:
    """The cumulative function."""
    need(self._sigma != 0, "cdf() not defined when sigma is zero")
    return 0.5 * math.erfc((self._mu - x) / (self._sigma * ROOT_2))


@definition(statistics.NormalDist.inv_cdf)
def normal_inv_cdf(self: Any, p: Any) -> Any:
    """The inverse of the cumulative function."""
    need(p > 0.0 and p < 1.0, "p must be in the range 0.0 < p < 1.0")
    need(self._sigma > 0, "cdf() not defined when sigma at or below zero")
    return self._mu + self._sigma * normal_quantile(p)


@definition(statistics.NormalDist.overlap)
def normal_overlap(self: Any, other: Any) -> Any:
    """The area under both densities, which cross at the roots of `w x^2 + 2 b x - c` (Inman and Bradley 1989).

    `x` counts from the first mean in the direction of the second, `w` is how much wider the second is. As `w` goes to
    0, one root goes far away, where both densities are 0.
    """
    need(self._sigma > 0 and other._sigma > 0, "overlap() not defined when sigma is zero")
    apart, wider = math.fabs(self._mu - other._mu), other._sigma**2 - self._sigma**2
    if apart == 0 and wider == 0:
        return 1.0 - math.erf(apart / (2.0 * self._sigma * ROOT_2))
    b = apart * self._sigma**2
    c = self._sigma**2 * (apart * apart + 2 * other._sigma**2 * math.log(other._sigma / self._sigma))
    root = b + math.sqrt(b * b + wider * c)
    near = gap_at(c / root, self._sigma, other._sigma, apart)
    return 1.0 - near if wider == 0 else 1.0 - near - gap_at(-root / wider, self._sigma, other._sigma, apart)


def gap_at(x: Any, sigma: Any, other: Any, apart: Any) -> Any:
    """How far the cumulative functions of two normal distributions are from one another."""
    return math.fabs(math.erf((x - apart) / (other * ROOT_2)) - math.erf(x / (sigma * ROOT_2))) / 2


@definition(statistics.NormalDist.zscore)
def normal_zscore(self: Any, x: Any) -> Any:
    """The distance from the mean, in standard deviations."""
    need(self._sigma != 0, "zscore() not defined when sigma is zero")
    return (x - self._mu) / self._sigma


@definition(statistics.NormalDist.quantiles)
def normal_quantiles(self: Any, n: Any = 4) -> Any:
    """`n - 1` numbers between which lie equal shares of the probability."""
    return [normal_inv_cdf(self, i / n) for i in range(1, n)]

"""scipy.stats: means, moments and spreads of data, each written out in NumPy's functions."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from scipy import special, stats

from srcxform.rules.reductions import reduced_size
from srcxform.rules.registry import adjoint, definition, no_rule, tangent

NORMAL_IQR = special.erfinv(0.5) * 2 * math.sqrt(2)
NORMAL_MAD = 0.6744897501960817


def data_of(a: Any, nan_policy: Any) -> Any:
    """The data as an array of floats."""
    if nan_policy != "propagate":
        return no_rule("`nan_policy=` has no derivative rule", "choose what is not NaN before: `a[~np.isnan(a)]`")
    return np.asarray(a) * 1.0


# Means.


def weighted_mean(x: Any, axis: Any, weights: Any, keepdims: Any) -> Any:
    """The mean of `x`, by weights that broadcast."""
    if weights is None:
        return np.mean(x, axis=axis, keepdims=keepdims)
    w = np.asarray(weights) * np.ones(np.shape(x))
    return np.sum(w * x, axis=axis, keepdims=keepdims) / np.sum(w, axis=axis, keepdims=keepdims)


@definition(stats.gmean)
def gmean(
    a: Any, axis: Any = 0, dtype: Any = None, weights: Any = None, *, nan_policy: Any = "propagate",
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """`exp(mean(log(a)))`."""
    if dtype is not None:
        return no_rule("`dtype=` has no derivative rule", "convert the data before: `a.astype(dtype)`")
    return np.exp(weighted_mean(np.log(data_of(a, nan_policy)), axis, weights, keepdims))


@definition(stats.hmean)
def hmean(
    a: Any, axis: Any = 0, dtype: Any = None, *, weights: Any = None, nan_policy: Any = "propagate",
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """`1 / mean(1 / a)`."""
    return pmean(a, -1, axis=axis, dtype=dtype, weights=weights, nan_policy=nan_policy, keepdims=keepdims)


@definition(stats.pmean)
def pmean(
    a: Any, p: Any, *, axis: Any = 0, dtype: Any = None, weights: Any = None, nan_policy: Any = "propagate",
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """`mean(a**p)**(1 / p)`, and the geometric mean for `p` = 0."""
    if dtype is not None:
        return no_rule("`dtype=` has no derivative rule", "convert the data before: `a.astype(dtype)`")
    x = data_of(a, nan_policy)
    if p == 0:
        return np.exp(weighted_mean(np.log(x), axis, weights, keepdims))
    return weighted_mean(x**p, axis, weights, keepdims) ** (1 / p)


def share_of(a: Any, alpha: Any, weights: Any, out: Any) -> Any:
    """By how much each number moves the expectile: `alpha` above it and `1 - alpha` below, of the sum of all."""
    x = np.ravel(a)
    w = np.where(x > out, alpha, np.where(x < out, 1 - alpha, 0.5))
    w = w if weights is None else w * np.ravel(weights)
    return np.reshape(w / np.sum(w), np.shape(a))


def expectile_by_alpha(a: Any, alpha: Any, weights: Any, out: Any) -> Any:
    """`sum(abs(a - t)) / sum(w)`, of the implicit function."""
    x, v = np.ravel(a), 1.0 if weights is None else np.ravel(weights)
    w = np.where(x > out, alpha, 1 - alpha) * v
    return np.sum(np.abs(x - out) * v) / np.sum(w)


@adjoint(stats.expectile)
def expectile_adjoint(a: Any, alpha: Any = 0.5, *, weights: Any = None, out: Any, out_bar: Any) -> Any:
    """The `t` with `alpha sum(a - t) == (1 - alpha) sum(t - a)` above and below it (Newey and Powell 1987)."""
    return out_bar * share_of(a, alpha, weights, out), out_bar * expectile_by_alpha(a, alpha, weights, out)


@tangent(stats.expectile)
def expectile_tangent(a: Any, alpha: Any = 0.5, *, weights: Any = None, out: Any, a_dot: Any, alpha_dot: Any) -> Any:
    """The same, forward."""
    return np.sum(share_of(a, alpha, weights, out) * a_dot), expectile_by_alpha(a, alpha, weights, out) * alpha_dot


# Moments.


def central(x: Any, order: Any, axis: Any, keepdims: Any) -> Any:
    """The mean of a power of the distance from the mean."""
    return np.mean((x - np.mean(x, axis=axis, keepdims=True)) ** order, axis=axis, keepdims=keepdims)


@definition(stats.moment)
def moment(
    a: Any, order: Any = 1, axis: Any = 0, nan_policy: Any = "propagate", *, center: Any = None, keepdims: Any = False
) -> Any:
    """A moment about the mean, or about a given center."""
    if np.ndim(order) > 0:
        return no_rule("a list of orders has no derivative rule", "call it once for each order")
    x = data_of(a, nan_policy)
    if center is None and order == 1:
        return 0.0 * np.mean(x, axis=axis, keepdims=keepdims)
    if center is None:
        return central(x, order, axis, keepdims)
    return np.mean((x - center) ** order, axis=axis, keepdims=keepdims)


def unless_constant(out: Any, x: Any, axis: Any, keepdims: Any) -> Any:
    """NaN where all the data are equal, as in SciPy."""
    mean, square = np.mean(x, axis=axis, keepdims=keepdims), central(x, 2, axis, keepdims)
    return np.where(square <= np.spacing(np.abs(mean)) ** 2, np.nan, out)


@definition(stats.skew)
def skew(a: Any, axis: Any = 0, bias: Any = True, nan_policy: Any = "propagate", *, keepdims: Any = False) -> Any:
    """`m3 / m2**1.5`, with a factor where it is estimated from a sample."""
    x = data_of(a, nan_policy)
    n = reduced_size(x, axis)
    out = central(x, 3, axis, keepdims) / central(x, 2, axis, keepdims) ** 1.5
    if not bias and n > 2:
        out = out * (math.sqrt(n * (n - 1)) / (n - 2))
    return unless_constant(out, x, axis, keepdims)


@definition(stats.kurtosis)
def kurtosis(
    a: Any, axis: Any = 0, fisher: Any = True, bias: Any = True, nan_policy: Any = "propagate", *, keepdims: Any = False
) -> Any:
    """`m4 / m2**2`, less 3 in Fisher's definition."""
    x = data_of(a, nan_policy)
    n = reduced_size(x, axis)
    out = central(x, 4, axis, keepdims) / central(x, 2, axis, keepdims) ** 2
    if not bias and n > 3:
        out = ((n * n - 1) * out - 3 * (n - 1) ** 2) / ((n - 2) * (n - 3)) + 3
    return unless_constant(out - 3 if fisher else out, x, axis, keepdims)


@definition(stats.variation)
def variation(a: Any, axis: Any = 0, nan_policy: Any = "propagate", ddof: Any = 0, *, keepdims: Any = False) -> Any:
    """The standard deviation over the mean."""
    x = data_of(a, nan_policy)
    if ddof == reduced_size(x, axis):
        raise ValueError("with `ddof` = n the variation is infinite")
    return np.std(x, axis=axis, ddof=ddof, keepdims=keepdims) / np.mean(x, axis=axis, keepdims=keepdims)


@definition(stats.sem)
def sem(a: Any, axis: Any = 0, ddof: Any = 1, nan_policy: Any = "propagate", *, keepdims: Any = False) -> Any:
    """The standard error of the mean."""
    x = data_of(a, nan_policy)
    return np.std(x, axis=axis, ddof=ddof, keepdims=keepdims) / math.sqrt(reduced_size(x, axis))


@definition(stats.gstd)
def gstd(a: Any, axis: Any = 0, ddof: Any = 1, *, keepdims: Any = False, nan_policy: Any = "propagate") -> Any:
    """`exp(std(log(a)))`."""
    return np.exp(np.std(np.log(data_of(a, nan_policy)), axis=axis, ddof=ddof, keepdims=keepdims))


class DescribeResult(NamedTuple):
    """What `describe` gives."""

    nobs: Any
    minmax: Any
    mean: Any
    variance: Any
    skewness: Any
    kurtosis: Any


@definition(stats.describe)
def describe(a: Any, axis: Any = 0, ddof: Any = 1, bias: Any = True, nan_policy: Any = "propagate") -> Any:
    """Count, range, mean, variance, skewness and kurtosis."""
    x = data_of(a, nan_policy)
    return DescribeResult(
        reduced_size(x, axis),
        (np.min(x, axis=axis), np.max(x, axis=axis)),
        np.mean(x, axis=axis),
        np.var(x, axis=axis, ddof=ddof),
        skew(x, axis, bias),
        kurtosis(x, axis, True, bias),
    )


@definition(stats.kstat)
def kstat(data: Any, n: Any = 2, *, axis: Any = None, nan_policy: Any = "propagate", keepdims: Any = False) -> Any:
    """The unbiased estimate of a cumulant (Fisher 1930), by central moments."""
    x = data_of(data, nan_policy)
    size = reduced_size(x, axis)
    if n == 1:
        return np.mean(x, axis=axis, keepdims=keepdims)
    second = central(x, 2, axis, keepdims)
    if n == 2:
        return size / (size - 1) * second
    if n == 3:
        return size * size / ((size - 1) * (size - 2)) * central(x, 3, axis, keepdims)
    fourth = (size + 1) * central(x, 4, axis, keepdims) - 3 * (size - 1) * second * second
    return size * size / ((size - 1) * (size - 2) * (size - 3)) * fourth


@definition(stats.kstatvar)
def kstatvar(data: Any, n: Any = 2, *, axis: Any = None, nan_policy: Any = "propagate", keepdims: Any = False) -> Any:
    """The unbiased estimate of the variance of `kstat`."""
    size = reduced_size(np.asarray(data), axis)
    second = kstat(data, 2, axis=axis, nan_policy=nan_policy, keepdims=keepdims)
    if n == 1:
        return second / size
    fourth = kstat(data, 4, axis=axis, nan_policy=nan_policy, keepdims=keepdims)
    return (2 * size * second * second + (size - 1) * fourth) / (size * (size + 1))


# Trimmed.


def limited(x: Any, limits: Any, inclusive: Any) -> Any:
    """Which data lie between the limits."""
    chosen = np.ones(np.shape(x), dtype=bool)
    if limits is not None and limits[0] is not None:
        chosen = chosen & ((x >= limits[0]) if inclusive[0] else (x > limits[0]))
    if limits is not None and limits[1] is not None:
        chosen = chosen & ((x <= limits[1]) if inclusive[1] else (x < limits[1]))
    return chosen


@definition(stats.tmean)
def tmean(
    a: Any, limits: Any = None, inclusive: Any = (True, True), axis: Any = None, *, nan_policy: Any = "propagate",
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """The mean of what lies between the limits."""
    x = data_of(a, nan_policy)
    chosen = limited(x, limits, inclusive)
    total = np.sum(np.where(chosen, x, 0.0), axis=axis, keepdims=keepdims)
    return total / np.sum(chosen, axis=axis, keepdims=keepdims)


@definition(stats.tvar)
def tvar(
    a: Any, limits: Any = None, inclusive: Any = (True, True), axis: Any = 0, ddof: Any = 1, *,
    nan_policy: Any = "propagate", keepdims: Any = False,
) -> Any:  # fmt: skip
    """The variance of what lies between the limits."""
    x = data_of(a, nan_policy)
    chosen = limited(x, limits, inclusive)
    count = np.sum(chosen, axis=axis, keepdims=True)
    apart = np.where(chosen, x - np.sum(np.where(chosen, x, 0.0), axis=axis, keepdims=True) / count, 0.0)
    size = np.sum(chosen, axis=axis, keepdims=keepdims)
    return np.sum(apart * apart, axis=axis, keepdims=keepdims) / np.where(size > ddof, size - ddof, np.nan)


@definition(stats.tstd)
def tstd(
    a: Any, limits: Any = None, inclusive: Any = (True, True), axis: Any = 0, ddof: Any = 1, *,
    nan_policy: Any = "propagate", keepdims: Any = False,
) -> Any:  # fmt: skip
    """The standard deviation of what lies between the limits."""
    return np.sqrt(tvar(a, limits, inclusive, axis, ddof, nan_policy=nan_policy, keepdims=keepdims))


@definition(stats.tsem)
def tsem(
    a: Any, limits: Any = None, inclusive: Any = (True, True), axis: Any = 0, ddof: Any = 1, *,
    nan_policy: Any = "propagate", keepdims: Any = False,
) -> Any:  # fmt: skip
    """The standard error of the mean of what lies between the limits."""
    size = np.sum(limited(np.asarray(a), limits, inclusive), axis=axis, keepdims=keepdims)
    return np.sqrt(tvar(a, limits, inclusive, axis, ddof, nan_policy=nan_policy, keepdims=keepdims) / size)


@definition(stats.tmin)
def tmin(
    a: Any, lowerlimit: Any = None, axis: Any = 0, inclusive: Any = True, nan_policy: Any = "propagate", *,
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """The smallest number that is not below the limit."""
    x = data_of(a, nan_policy)
    chosen = limited(x, (lowerlimit, None), (inclusive, True))
    return np.min(np.where(chosen, x, np.inf), axis=axis, keepdims=keepdims)


@definition(stats.tmax)
def tmax(
    a: Any, upperlimit: Any = None, axis: Any = 0, inclusive: Any = True, nan_policy: Any = "propagate", *,
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """The greatest number that is not above the limit."""
    x = data_of(a, nan_policy)
    chosen = limited(x, (None, upperlimit), (True, inclusive))
    return np.max(np.where(chosen, x, -np.inf), axis=axis, keepdims=keepdims)


@definition(stats.trim_mean)
def trim_mean(
    a: Any, proportiontocut: Any, axis: Any = 0, *, nan_policy: Any = "propagate", keepdims: Any = False
) -> Any:
    """The mean without a share of the numbers on either side."""
    x = data_of(a, nan_policy)
    if isinstance(axis, tuple):
        return no_rule("several axes of `trim_mean` have no derivative rule", "reshape the data to one axis")
    if keepdims:
        return no_rule("`keepdims=` of `trim_mean` has no derivative rule", "use `np.expand_dims`")
    rows = np.ravel(x) if axis is None else np.moveaxis(x, axis, -1)
    n = rows.shape[-1]
    cut = int(proportiontocut * n)
    return np.mean(np.sort(rows, axis=-1)[..., cut : n - cut], axis=-1)


# Quantiles.


@definition(stats.iqr)
def iqr(
    x: Any, axis: Any = None, rng: Any = (25, 75), scale: Any = 1.0, nan_policy: Any = "propagate",
    interpolation: Any = "linear", keepdims: Any = False,
) -> Any:  # fmt: skip
    """The distance of two percentiles."""
    data = data_of(x, nan_policy)
    low = np.percentile(data, min(rng), axis=axis, method=interpolation, keepdims=keepdims)
    high = np.percentile(data, max(rng), axis=axis, method=interpolation, keepdims=keepdims)
    return (high - low) / (NORMAL_IQR if scale == "normal" else scale)


@definition(stats.median_abs_deviation)
def median_abs_deviation(
    x: Any, axis: Any = 0, center: Any = None, scale: Any = 1.0, nan_policy: Any = "propagate", *, keepdims: Any = False
) -> Any:
    """The median of the distances from the median."""
    if center is not None and center is not np.median:
        return no_rule("`center=` has no derivative rule", "write `np.median(np.abs(x - center(x)))`")
    data = data_of(x, nan_policy)
    apart = np.abs(data - np.median(data, axis=axis, keepdims=True))
    return np.median(apart, axis=axis, keepdims=keepdims) / (NORMAL_MAD if scale == "normal" else scale)


@definition(stats.scoreatpercentile)
def scoreatpercentile(
    a: Any, per: Any, limit: Any = (), interpolation_method: Any = "fraction", axis: Any = None
) -> Any:
    """A percentile."""
    if limit:
        return no_rule("`limit=` has no derivative rule", "choose the data before")
    method: Any = "linear" if interpolation_method == "fraction" else interpolation_method
    return np.percentile(np.asarray(a), per, axis=axis, method=method)


@definition(stats.quantile)
def quantile(
    x: Any, p: Any, *, method: Any = "linear", axis: Any = 0, nan_policy: Any = "propagate", keepdims: Any = None,
    weights: Any = None,
) -> Any:  # fmt: skip
    """A quantile for one share."""
    if np.ndim(p) > 0 or weights is not None:
        return no_rule("several shares, or weights, have no derivative rule", "use `np.quantile`")
    return np.quantile(data_of(x, nan_policy), p, axis=axis, method=method, keepdims=bool(keepdims))

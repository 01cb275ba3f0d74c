"""scipy.stats: statistics of tests and lines through data. A p-value is the tail of the statistic's distribution."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from scipy import special, stats

from srcxform.rules.reductions import reduced_size
from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_stats_summaries import data_of, kurtosis, skew


class TestResult(NamedTuple):
    """What a test gives."""

    statistic: Any
    pvalue: Any


class TtestResult(NamedTuple):
    """What a test of means gives; the degrees of freedom are not a part of the tuple in SciPy."""

    statistic: Any
    pvalue: Any


class LinregressResult(NamedTuple):
    """A line through data."""

    slope: Any
    intercept: Any
    rvalue: Any
    pvalue: Any
    stderr: Any


def student_tail(t: Any, df: Any, alternative: Any) -> Any:
    """The p-value of a statistic with Student's distribution."""
    if alternative == "two-sided":
        return 2 * special.stdtr(df, -np.abs(t))
    if alternative == "less":
        return special.stdtr(df, t)
    if alternative == "greater":
        return special.stdtr(df, -t)
    raise ValueError("`alternative` must be 'less', 'greater', or 'two-sided'.")


def normal_tail(z: Any, alternative: Any) -> Any:
    """The p-value of a statistic with the normal distribution."""
    if alternative == "two-sided":
        return 2 * special.ndtr(-np.abs(z))
    if alternative == "less":
        return special.ndtr(z)
    if alternative == "greater":
        return special.ndtr(-z)
    raise ValueError("`alternative` must be 'less', 'greater', or 'two-sided'.")


# Means.


@definition(stats.ttest_1samp)
def ttest_1samp(
    a: Any, popmean: Any, axis: Any = 0, nan_policy: Any = "propagate", alternative: Any = "two-sided", *,
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """The distance from a given mean, in standard errors."""
    if axis is None or isinstance(axis, tuple) or np.ndim(popmean) > 0:
        return no_rule("this test has a derivative rule for one axis and one mean alone", "reshape the data")
    x = data_of(a, nan_policy)
    n = reduced_size(x, axis)
    error = np.std(x, axis=axis, ddof=1, keepdims=keepdims) / math.sqrt(n)
    t = (np.mean(x, axis=axis, keepdims=keepdims) - popmean) / error
    return TtestResult(t, student_tail(t, n - 1, alternative))


@definition(stats.ttest_rel)
def ttest_rel(
    a: Any, b: Any, axis: Any = 0, nan_policy: Any = "propagate", alternative: Any = "two-sided", *,
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """The test of the differences."""
    return ttest_1samp(np.asarray(a) - np.asarray(b), 0.0, axis, nan_policy, alternative, keepdims=keepdims)


def from_moments(
    mean1: Any, var1: Any, n1: Any, mean2: Any, var2: Any, n2: Any, equal_var: Any, alternative: Any
) -> Any:
    """The test of two means, with one variance (Student) or two (Welch 1947)."""
    if equal_var:
        df = n1 + n2 - 2
        error = np.sqrt(((n1 - 1) * var1 + (n2 - 1) * var2) / df * (1 / n1 + 1 / n2))
    else:
        share1, share2 = var1 / n1, var2 / n2
        df = (share1 + share2) ** 2 / (share1 * share1 / (n1 - 1) + share2 * share2 / (n2 - 1))
        error = np.sqrt(share1 + share2)
    t = (mean1 - mean2) / error
    return TtestResult(t, student_tail(t, df, alternative))


@definition(stats.ttest_ind)
def ttest_ind(
    a: Any, b: Any, *, axis: Any = 0, equal_var: Any = True, nan_policy: Any = "propagate",
    alternative: Any = "two-sided", trim: Any = 0, method: Any = None, keepdims: Any = False,
) -> Any:  # fmt: skip
    """The test of the means of two samples."""
    if trim or method is not None:
        return no_rule("`trim=` and `method=` have no derivative rule", "leave them out")
    x, y = data_of(a, nan_policy), data_of(b, nan_policy)
    x_mean, y_mean = np.mean(x, axis=axis, keepdims=keepdims), np.mean(y, axis=axis, keepdims=keepdims)
    x_var, y_var = np.var(x, axis=axis, ddof=1, keepdims=keepdims), np.var(y, axis=axis, ddof=1, keepdims=keepdims)
    sizes = (reduced_size(x, axis), reduced_size(y, axis))
    return from_moments(x_mean, x_var, sizes[0], y_mean, y_var, sizes[1], equal_var, alternative)


@definition(stats.ttest_ind_from_stats)
def ttest_ind_from_stats(
    mean1: Any, std1: Any, nobs1: Any, mean2: Any, std2: Any, nobs2: Any, equal_var: Any = True,
    alternative: Any = "two-sided",
) -> Any:  # fmt: skip
    """The same, of given means and standard deviations."""
    return from_moments(mean1, std1 * std1, nobs1, mean2, std2 * std2, nobs2, equal_var, alternative)


@definition(stats.f_oneway)
def f_oneway(
    *samples: Any, axis: Any = 0, equal_var: Any = True, nan_policy: Any = "propagate", keepdims: Any = False
) -> Any:
    """The variance between samples over that within them (Fisher)."""
    if not equal_var or keepdims:
        return no_rule("`equal_var=False` and `keepdims=` have no derivative rule", "leave them out")
    every = [data_of(x, nan_policy) for x in samples]
    count = sum([reduced_size(x, axis) for x in every])
    mean = sum([np.sum(x, axis=axis) for x in every]) / count
    between = sum([reduced_size(x, axis) * (np.mean(x, axis=axis) - mean) ** 2 for x in every])
    within = sum([reduced_size(x, axis) * np.var(x, axis=axis) for x in every])
    groups = len(every)
    ratio = between / (groups - 1) / (within / (count - groups))
    return TestResult(ratio, special.fdtrc(groups - 1, count - groups, ratio))


@definition(stats.bartlett)
def bartlett(*samples: Any, axis: Any = 0, nan_policy: Any = "propagate", keepdims: Any = False) -> Any:
    """Whether variances are equal (Snedecor and Cochran 1989)."""
    if keepdims:
        return no_rule("`keepdims=` has no derivative rule", "use `np.expand_dims`")
    every = [data_of(x, nan_policy) for x in samples]
    groups, sizes = len(every), [reduced_size(x, axis) for x in every]
    spreads = [np.var(x, axis=axis, ddof=1) for x in every]
    rest = sum(sizes) - groups
    pooled = sum([(n - 1) * v for n, v in zip(sizes, spreads)]) / rest
    apart = rest * np.log(pooled) - sum([(n - 1) * np.log(v) for n, v in zip(sizes, spreads)])
    t = apart / (1 + (sum([1 / (n - 1) for n in sizes]) - 1 / rest) / (3 * (groups - 1)))
    return TestResult(np.maximum(t, 0.0), special.chdtrc(groups - 1, t))


@definition(stats.levene)
def levene(
    *samples: Any, center: Any = "median", proportiontocut: Any = 0.05, axis: Any = 0, nan_policy: Any = "propagate",
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """Fisher's ratio of the distances from each center (Levene 1960, Brown and Forsythe 1974)."""
    if center not in ("median", "mean") or keepdims:
        return no_rule("the trimmed center and `keepdims=` have no derivative rule", 'use `center="median"`')
    every = [data_of(x, nan_policy) for x in samples]
    middle = np.median if center == "median" else np.mean
    return f_oneway(*[np.abs(x - middle(x, axis=axis, keepdims=True)) for x in every], axis=axis)


@definition(stats.combine_pvalues)
def combine_pvalues(
    pvalues: Any, method: Any = "fisher", weights: Any = None, *, axis: Any = 0, nan_policy: Any = "propagate",
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """One p-value of many (Fisher 1932, Stouffer 1949, Pearson 1933)."""
    p = data_of(pvalues, nan_policy)
    n = reduced_size(p, axis)
    if method == "fisher":
        total = -2 * np.sum(np.log(p), axis=axis, keepdims=keepdims)
        return TestResult(total, special.chdtrc(2 * n, total))
    if method == "pearson":
        total = 2 * np.sum(np.log1p(-p), axis=axis, keepdims=keepdims)
        return TestResult(total, special.chdtr(2 * n, -total))
    if method != "stouffer":
        return no_rule("this method has no derivative rule", 'use `method="fisher"`, "pearson" or "stouffer"')
    w = np.ones(np.shape(p)) if weights is None else np.asarray(weights) * np.ones(np.shape(p))
    z = -np.sum(w * special.ndtri(p), axis=axis, keepdims=keepdims)
    z = z / np.sqrt(np.sum(w * w, axis=axis, keepdims=keepdims))
    return TestResult(z, special.ndtr(-z))


# Counts.

POWERS = {
    None: 1,
    "pearson": 1,
    "log-likelihood": 0,
    "freeman-tukey": -0.5,
    "mod-log-likelihood": -1,
    "neyman": -2,
    "cressie-read": 2 / 3,
}


@definition(stats.power_divergence)
def power_divergence(
    f_obs: Any, f_exp: Any = None, ddof: Any = 0, axis: Any = 0, lambda_: Any = None, *,
    nan_policy: Any = "propagate", keepdims: Any = False,
) -> Any:  # fmt: skip
    """`2 / (p (p + 1)) sum(o ((o / e)**p - 1))`, and its limits for -1 and 0 (Cressie and Read 1984)."""
    if keepdims:
        return no_rule("`keepdims=` has no derivative rule", "use `np.expand_dims`")
    observed = data_of(f_obs, nan_policy)
    expected = np.mean(observed, axis=axis, keepdims=True) if f_exp is None else np.asarray(f_exp)
    power = POWERS[lambda_] if lambda_ is None or isinstance(lambda_, str) else lambda_
    if power == 1:
        each = (observed - expected) ** 2 / expected
    elif power == 0:
        each = 2 * special.xlogy(observed, observed / expected)
    elif power == -1:
        each = 2 * special.xlogy(expected, expected / observed)
    else:
        each = 2 / (power * (power + 1)) * observed * ((observed / expected) ** power - 1)
    total = np.sum(each, axis=axis)
    return TestResult(total, special.chdtrc(reduced_size(observed, axis) - 1 - ddof, total))


@definition(stats.chisquare)
def chisquare(
    f_obs: Any, f_exp: Any = None, ddof: Any = 0, axis: Any = 0, *, sum_check: Any = True,
    nan_policy: Any = "propagate", keepdims: Any = False,
) -> Any:  # fmt: skip
    """`sum((o - e)**2 / e)`."""
    return power_divergence(f_obs, f_exp, ddof, axis, "pearson", nan_policy=nan_policy, keepdims=keepdims)


# Shapes.


@definition(stats.jarque_bera)
def jarque_bera(x: Any, *, axis: Any = None, nan_policy: Any = "propagate", keepdims: Any = False) -> Any:
    """`n / 6 (skewness**2 + kurtosis**2 / 4)`."""
    data = data_of(x, nan_policy)
    s, k = skew(data, axis, keepdims=keepdims), kurtosis(data, axis, keepdims=keepdims)
    total = reduced_size(data, axis) / 6 * (s * s + k * k / 4)
    return TestResult(total, np.exp(-total / 2))


def skew_score(x: Any, axis: Any, keepdims: Any) -> Any:
    """D'Agostino (1970): the skewness as a normal variable."""
    n = reduced_size(x, axis)
    y = skew(x, axis, keepdims=keepdims) * math.sqrt((n + 1) * (n + 3) / (6 * (n - 2)))
    b = 3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3) / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
    w = math.sqrt(2 * (b - 1)) - 1
    return np.arcsinh(y / math.sqrt(2 / (w - 1))) / math.sqrt(0.5 * math.log(w))


def kurtosis_score(x: Any, axis: Any, keepdims: Any) -> Any:
    """Anscombe and Glynn (1983): the kurtosis as a normal variable."""
    n = reduced_size(x, axis)
    mean = 3 * (n - 1) / (n + 1)
    variance = 24 * n * (n - 2) * (n - 3) / ((n + 1) ** 2 * (n + 3) * (n + 5))
    y = (kurtosis(x, axis, False, keepdims=keepdims) - mean) / math.sqrt(variance)
    root = 6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9)) * math.sqrt(6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3)))
    a = 6 + 8 / root * (2 / root + math.sqrt(1 + 4 / (root * root)))
    whole = 1 + y * math.sqrt(2 / (a - 4))
    cube = np.sign(whole) * ((1 - 2 / a) / np.abs(whole)) ** (1 / 3)
    return (1 - 2 / (9 * a) - cube) / math.sqrt(2 / (9 * a))


@definition(stats.skewtest)
def skewtest(
    a: Any, axis: Any = 0, nan_policy: Any = "propagate", alternative: Any = "two-sided", *, keepdims: Any = False
) -> Any:
    """Whether the skewness is that of a normal distribution."""
    z = skew_score(data_of(a, nan_policy), axis, keepdims)
    return TestResult(z, normal_tail(z, alternative))


@definition(stats.kurtosistest)
def kurtosistest(
    a: Any, axis: Any = 0, nan_policy: Any = "propagate", alternative: Any = "two-sided", *, keepdims: Any = False
) -> Any:
    """Whether the kurtosis is that of a normal distribution."""
    z = kurtosis_score(data_of(a, nan_policy), axis, keepdims)
    return TestResult(z, normal_tail(z, alternative))


@definition(stats.normaltest)
def normaltest(a: Any, axis: Any = 0, nan_policy: Any = "propagate", *, keepdims: Any = False) -> Any:
    """Both of them (D'Agostino and Pearson 1973)."""
    x = data_of(a, nan_policy)
    s, k = skew_score(x, axis, keepdims), kurtosis_score(x, axis, keepdims)
    total = s * s + k * k
    return TestResult(total, np.exp(-total / 2))


# Two variables.


@definition(stats.pearsonr)
def pearsonr(x: Any, y: Any, *, alternative: Any = "two-sided", method: Any = None, axis: Any = 0) -> Any:
    """The coefficient of correlation; its p-value is that of a beta variable on [-1, 1]."""
    if method is not None or axis is None:
        return no_rule("`method=` and `axis=None` have no derivative rule", "leave them out")
    x, y = data_of(x, "propagate"), data_of(y, "propagate")
    n = reduced_size(x, axis)
    dx, dy = x - np.mean(x, axis=axis, keepdims=True), y - np.mean(y, axis=axis, keepdims=True)
    size = np.sqrt(np.sum(dx * dx, axis=axis) * np.sum(dy * dy, axis=axis))
    r = np.clip(np.sum(dx * dy, axis=axis) / size, -1.0, 1.0)
    half = n / 2 - 1
    if alternative == "two-sided":
        return TestResult(r, 2 * special.betainc(half, half, (1 - np.abs(r)) / 2))
    if alternative == "less":
        return TestResult(r, special.betainc(half, half, (1 + r) / 2))
    if alternative == "greater":
        return TestResult(r, special.betainc(half, half, (1 - r) / 2))
    raise ValueError("`alternative` must be 'less', 'greater', or 'two-sided'.")


@definition(stats.pointbiserialr)
def pointbiserialr(x: Any, y: Any, *, axis: Any = 0, nan_policy: Any = "propagate", keepdims: Any = False) -> Any:
    """The coefficient of correlation with a variable that is 0 or 1."""
    if keepdims or nan_policy != "propagate":
        return no_rule("`keepdims=` and `nan_policy=` have no derivative rule", "leave them out")
    return pearsonr(np.asarray(x), y, axis=axis)


@definition(stats.linregress)
def linregress(
    x: Any, y: Any, alternative: Any = "two-sided", *, axis: Any = 0, nan_policy: Any = "propagate",
    keepdims: Any = False,
) -> Any:  # fmt: skip
    """The line of least squares."""
    x, y = data_of(x, nan_policy), data_of(y, nan_policy)
    n = reduced_size(x, axis)
    x_mean, y_mean = np.mean(x, axis=axis, keepdims=True), np.mean(y, axis=axis, keepdims=True)
    dx, dy = x - x_mean, y - y_mean
    xx, yy = np.sum(dx * dx, axis=axis, keepdims=keepdims), np.sum(dy * dy, axis=axis, keepdims=keepdims)
    xy = np.sum(dx * dy, axis=axis, keepdims=keepdims)
    slope, r = xy / xx, xy / np.sqrt(xx * yy)
    intercept = np.mean(y, axis=axis, keepdims=keepdims) - slope * np.mean(x, axis=axis, keepdims=keepdims)
    df = n - 2
    t = r * np.sqrt(df / ((1 - r + 1e-20) * (1 + r + 1e-20)))
    error = np.sqrt((1 - r * r) * yy / xx / df)
    return LinregressResult(slope, intercept, r, student_tail(t, df, alternative), error)

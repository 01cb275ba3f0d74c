"""scipy.special: cumulative distribution functions and their inverses in each of their arguments.

Numbers of trials, successes and failures are rounded down by SciPy: the functions are steps in them. The inverses take
them for real. The derivative of an inverse is that of the implicit function.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import elementwise
from srcxform.rules.scipy_incomplete import beta_density, beta_shape_a, beta_shape_b, gamma_density, gamma_shape

LEFT_OUT: dict[str, str] = {}


# Binomial: `betainc(n - k, k + 1, 1 - p)`.


def binomial_density(k: Any, n: Any, p: Any) -> Any:
    """Minus the derivative of `bdtr(k, n, p)` in `p`; where all trials may succeed there is none."""
    k, n = np.floor(k), np.floor(n)
    rest = n - k + (n == k)
    return (n != k) * np.exp(special.xlogy(k, p) + special.xlog1py(rest - 1, -p) - special.betaln(rest, k + 1))


@elementwise(special.bdtr)
def bdtr(k: Any, n: Any, p: Any) -> Any:
    """The share of at most k successes of n."""
    return None, None, -binomial_density(k, n, p)


@elementwise(special.bdtrc)
def bdtrc(k: Any, n: Any, p: Any) -> Any:
    """The share of more than k successes of n."""
    return None, None, binomial_density(k, n, p)


@elementwise(special.bdtri)
def bdtri(k: Any, n: Any, y: Any, *, out: Any) -> Any:
    """The `p` with `bdtr(k, n, p) == y`."""
    return None, None, -1 / binomial_density(k, n, out)


def binomial_slopes(k: Any, n: Any, p: Any) -> Any:
    """Of the share of at most k successes in all three, taken for real."""
    by_n = beta_shape_a(n - k, k + 1, 1 - p)
    return beta_shape_b(n - k, k + 1, 1 - p) - by_n, by_n, -beta_density(n - k, k + 1, 1 - p)


@elementwise(special.bdtrik)
def bdtrik(y: Any, n: Any, p: Any, *, out: Any) -> Any:
    """The `k` with `bdtr(k, n, p) == y`."""
    by_k, by_n, by_p = binomial_slopes(out, n, p)
    return 1 / by_k, -by_n / by_k, -by_p / by_k


@elementwise(special.bdtrin)
def bdtrin(k: Any, y: Any, p: Any, *, out: Any) -> Any:
    """The `n` with `bdtr(k, n, p) == y`."""
    by_k, by_n, by_p = binomial_slopes(k, out, p)
    return -by_k / by_n, 1 / by_n, -by_p / by_n


# Negative binomial: `betainc(n, k + 1, p)`.


@elementwise(special.nbdtr)
def nbdtr(k: Any, n: Any, p: Any) -> Any:
    """The share of at most k failures before n successes."""
    return None, None, beta_density(np.floor(n), np.floor(k) + 1, p)


@elementwise(special.nbdtrc)
def nbdtrc(k: Any, n: Any, p: Any) -> Any:
    """The share of more than k failures before n successes."""
    return None, None, -beta_density(np.floor(n), np.floor(k) + 1, p)


@elementwise(special.nbdtri)
def nbdtri(k: Any, n: Any, y: Any, *, out: Any) -> Any:
    """The `p` with `nbdtr(k, n, p) == y`."""
    return None, None, 1 / beta_density(np.floor(n), np.floor(k) + 1, out)


@elementwise(special.nbdtrik)
def nbdtrik(y: Any, n: Any, p: Any, *, out: Any) -> Any:
    """The `k` with `nbdtr(k, n, p) == y`."""
    slope = beta_shape_b(n, out + 1, p)
    return 1 / slope, -beta_shape_a(n, out + 1, p) / slope, -beta_density(n, out + 1, p) / slope


@elementwise(special.nbdtrin)
def nbdtrin(k: Any, y: Any, p: Any, *, out: Any) -> Any:
    """The `n` with `nbdtr(k, n, p) == y`."""
    slope = beta_shape_a(out, k + 1, p)
    return -beta_shape_b(out, k + 1, p) / slope, 1 / slope, -beta_density(out, k + 1, p) / slope


# Poisson: `gammaincc(k + 1, m)`.


@elementwise(special.pdtr)
def pdtr(k: Any, m: Any) -> Any:
    """The share of at most k events."""
    return None, -gamma_density(np.floor(k) + 1, m)


@elementwise(special.pdtrc)
def pdtrc(k: Any, m: Any) -> Any:
    """The share of more than k events."""
    return None, gamma_density(np.floor(k) + 1, m)


@elementwise(special.pdtri)
def pdtri(k: Any, y: Any, *, out: Any) -> Any:
    """The `m` with `pdtr(k, m) == y`."""
    return None, -1 / gamma_density(np.floor(k) + 1, out)


@elementwise(special.pdtrik)
def pdtrik(p: Any, m: Any, *, out: Any) -> Any:
    """The `k` with `pdtr(k, m) == p`."""
    slope = -gamma_shape(out + 1, m)
    return 1 / slope, gamma_density(out + 1, m) / slope


# Chi-squared: `gammainc(v / 2, x / 2)`.


@elementwise(special.chdtr)
def chdtr(v: Any, x: Any) -> Any:
    """The share below x."""
    return gamma_shape(v / 2, x / 2) / 2, gamma_density(v / 2, x / 2) / 2


@elementwise(special.chdtrc)
def chdtrc(v: Any, x: Any) -> Any:
    """The share above x."""
    return -gamma_shape(v / 2, x / 2) / 2, -gamma_density(v / 2, x / 2) / 2


@elementwise(special.chdtri)
def chdtri(v: Any, p: Any, *, out: Any) -> Any:
    """The `x` with `chdtrc(v, x) == p`."""
    density = gamma_density(v / 2, out / 2)
    return -gamma_shape(v / 2, out / 2) / density, -2 / density


@elementwise(special.chdtriv)
def chdtriv(p: Any, x: Any, *, out: Any) -> Any:
    """The `v` with `chdtr(v, x) == p`."""
    slope = gamma_shape(out / 2, x / 2)
    return 2 / slope, -gamma_density(out / 2, x / 2) / slope


# Gamma: `gammainc(b, a x)`.


@elementwise(special.gdtr)
def gdtr(a: Any, b: Any, x: Any) -> Any:
    """The share below x."""
    density = gamma_density(b, a * x)
    return x * density, gamma_shape(b, a * x), a * density


@elementwise(special.gdtrc)
def gdtrc(a: Any, b: Any, x: Any) -> Any:
    """The share above x."""
    density = gamma_density(b, a * x)
    return -x * density, -gamma_shape(b, a * x), -a * density


@elementwise(special.gdtria)
def gdtria(p: Any, b: Any, x: Any, *, out: Any) -> Any:
    """The `a` with `gdtr(a, b, x) == p`."""
    slope = x * gamma_density(b, out * x)
    return 1 / slope, -gamma_shape(b, out * x) / slope, -out / x


@elementwise(special.gdtrib)
def gdtrib(a: Any, p: Any, x: Any, *, out: Any) -> Any:
    """The `b` with `gdtr(a, b, x) == p`."""
    slope, density = gamma_shape(out, a * x), gamma_density(out, a * x)
    return -x * density / slope, 1 / slope, -a * density / slope


@elementwise(special.gdtrix)
def gdtrix(a: Any, b: Any, p: Any, *, out: Any) -> Any:
    """The `x` with `gdtr(a, b, x) == p`."""
    slope = a * gamma_density(b, a * out)
    return -out / a, -gamma_shape(b, a * out) / slope, 1 / slope


# F: `betainc(dfn / 2, dfd / 2, w)` with `w = dfn x / (dfd + dfn x)`.


def fisher_slopes(dfn: Any, dfd: Any, x: Any) -> Any:
    """Of the share below x in all three."""
    a, b, whole = dfn / 2, dfd / 2, dfd + dfn * x
    w = dfn * x / whole
    density = beta_density(a, b, w) / (whole * whole)
    return (
        beta_shape_a(a, b, w) / 2 + density * dfd * x,
        beta_shape_b(a, b, w) / 2 - density * dfn * x,
        density * dfn * dfd,
    )


@elementwise(special.fdtr)
def fdtr(dfn: Any, dfd: Any, x: Any) -> Any:
    """The share below x."""
    return fisher_slopes(dfn, dfd, x)


@elementwise(special.fdtrc)
def fdtrc(dfn: Any, dfd: Any, x: Any) -> Any:
    """The share above x."""
    by_dfn, by_dfd, by_x = fisher_slopes(dfn, dfd, x)
    return -by_dfn, -by_dfd, -by_x


@elementwise(special.fdtri)
def fdtri(dfn: Any, dfd: Any, p: Any, *, out: Any) -> Any:
    """The `x` with `fdtr(dfn, dfd, x) == p`."""
    by_dfn, by_dfd, by_x = fisher_slopes(dfn, dfd, out)
    return -by_dfn / by_x, -by_dfd / by_x, 1 / by_x


@elementwise(special.fdtridfd)
def fdtridfd(dfn: Any, p: Any, x: Any, *, out: Any) -> Any:
    """The `dfd` with `fdtr(dfn, dfd, x) == p`."""
    by_dfn, by_dfd, by_x = fisher_slopes(dfn, out, x)
    return -by_dfn / by_dfd, 1 / by_dfd, -by_x / by_dfd


# Student's t: the share beyond |t| is `betainc(df / 2, 1 / 2, w) / 2` with `w = df / (df + t**2)`.


def student_density(df: Any, t: Any) -> Any:
    """The density of Student's distribution; its scale is that of the normal one times a quotient near 1."""
    return np.exp(-(df + 1) / 2 * np.log1p(t * t / df)) * special.poch(df / 2, 0.5) / np.sqrt(math.pi * df)


def student_shape(df: Any, t: Any) -> Any:
    """The derivative of `stdtr(df, t)` in `df`: 0 at 0. The share within |t| is `betainc(1 / 2, df / 2, 1 - w)`."""
    end = np.isinf(t)
    t = np.where(end, 1, t)
    square, whole = t * t, df + t * t
    is_near = square < df
    near = beta_shape_b(0.5, df / 2, np.where(is_near, square, df) / np.where(is_near, whole, 2 * df))
    far = beta_shape_a(df / 2, 0.5, df / np.where(is_near, 2 * df, whole))
    slope = np.sign(t) * np.where(is_near, near, -far) / 4 - t * student_density(df, t) / (2 * df)
    return np.where(end, 0, slope)


@elementwise(special.stdtr)
def stdtr(df: Any, t: Any) -> Any:
    """The share below t."""
    return student_shape(df, t), student_density(df, t)


@elementwise(special.stdtrit)
def stdtrit(df: Any, p: Any, *, out: Any) -> Any:
    """The `t` with `stdtr(df, t) == p`."""
    density = student_density(df, out)
    return -student_shape(df, out) / density, 1 / density


@elementwise(special.stdtridf)
def stdtridf(p: Any, t: Any, *, out: Any) -> Any:
    """The `df` with `stdtr(df, t) == p`."""
    slope = student_shape(out, t)
    return 1 / slope, -student_density(out, t) / slope


# Tukey's lambda: `x = (F**lmbda - (1 - F)**lmbda) / lmbda`.


@elementwise(special.tklmbda)
def tklmbda(x: Any, lmbda: Any, *, out: Any) -> Any:
    """The share F below x; each part of x is `boxcox(F, lmbda)`. Outside of the distribution it is flat."""
    is_inside = (out > 0) & (out < 1)
    share = np.where(is_inside, out, 0.5)
    log_below, log_above = np.log(share), np.log1p(-share)
    density = 1 / (np.exp((lmbda - 1) * log_below) + np.exp((lmbda - 1) * log_above))
    below = log_below * log_below * special.hyp1f1(2.0, 3.0, lmbda * log_below)
    above = log_above * log_above * special.hyp1f1(2.0, 3.0, lmbda * log_above)
    return np.where(is_inside, density, 0), np.where(is_inside, density * (above - below) / 2, 0)


# Kolmogorov's and Smirnov's.


def kolmogorov_slope(y: Any) -> Any:
    """The derivative of `kolmogorov(y)`: of its series below and above 1 (Feller 1948)."""
    is_small = y < 1
    small, large = np.where(is_small & (y > 0), y, 1), np.where(is_small, 1, y)
    rising, falling = 0.0 * small, 0.0 * large
    for k in (1, 3, 5, 7):
        exponent = (k * math.pi) ** 2 / (8 * small * small)
        rising = rising + np.exp(-exponent) * (2 * exponent - 1)
    for k in (1, 2, 3, 4, 5):
        falling = falling + (-1) ** k * k * k * np.exp(-2 * k * k * large * large)
    below = -math.sqrt(2 * math.pi) * rising / (small * small)
    return np.where(y > 0, np.where(is_small, below, 8 * large * falling), 0)


@elementwise(special.kolmogorov)
def kolmogorov(y: Any) -> Any:
    """The share of Kolmogorov's limiting distribution above y."""
    return kolmogorov_slope(y)


@elementwise(special.kolmogi)
def kolmogi(p: Any, *, out: Any) -> Any:
    """The inverse of `kolmogorov`."""
    return 1 / kolmogorov_slope(out)


def smirnov_slope(n: Any, d: Any) -> Any:
    """The derivative of `d sum(binom(n, j) (d + j / n)**(j - 1) (1 - d - j / n)**(n - j))` over `j <= n (1 - d)`.

    This is the exact distribution of Birnbaum and Tingey (1951).
    """
    n, d = np.expand_dims(np.floor(n), -1), np.expand_dims(d, -1)
    j = np.arange(int(np.max(n, initial=0)) + 1)
    is_inside = j < n * (1 - d)
    below, above = np.where(is_inside & (j > 0), d + j / n, 1), np.where(is_inside, 1 - d - j / n, 1)
    count = np.where(is_inside, special.binom(n, j), 0)
    # The first term is `(1 - d)**n`.
    term = count * np.exp((j - 1) * np.log(below) + (n - j) * np.log(above))
    return np.sum(term * (j * (1 / n + d) / below - np.where(j > 0, d, 1) * (n - j) / above), axis=-1)


@elementwise(special.smirnov)
def smirnov(n: Any, d: Any) -> Any:
    """The share of the one-sided distribution of n samples above d."""
    return None, smirnov_slope(n, d)


@elementwise(special.smirnovi)
def smirnovi(n: Any, p: Any, *, out: Any) -> Any:
    """The inverse of `smirnov` in d."""
    return None, 1 / smirnov_slope(n, out)

"""scipy.stats: means, variances, modes and entropies of the distributions of vectors, matrices and counts.

Wishart distributions: Gupta and Nagar, Matrix Variate Distributions (2000), chapter 3; their entropies: Cover and
Thomas, Elements of Information Theory (2006), and Bernardo and Smith, Bayesian Theory (1994).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special, stats

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_stats_frozen_vectors import FrozenNormal, FrozenVector
from srcxform.rules.scipy_stats_multivariate import (
    LOG_2,
    LOG_2PI,
    center_and_matrix,
    log_det,
    matrix_of,
    multigammaln,
    squeezed,
)

# Matrices


@definition(stats.wishart.mean)
def wishart_mean(df: Any, scale: Any) -> Any:
    """`df S`."""
    return squeezed(df * matrix_of(scale))


@definition(stats.wishart.mode)
def wishart_mode(df: Any, scale: Any) -> Any:
    """`(df - d - 1) S`, where that is positive."""
    s = matrix_of(scale)
    return squeezed((df - s.shape[0] - 1) * s) if df >= s.shape[0] + 1 else None


@definition(stats.wishart.var)
def wishart_var(df: Any, scale: Any) -> Any:
    """`df (S_ij^2 + S_ii S_jj)`."""
    s = matrix_of(scale)
    return squeezed(df * (s * s + np.outer(np.diagonal(s), np.diagonal(s))))


@definition(stats.wishart.entropy)
def wishart_entropy(df: Any, scale: Any) -> Any:
    """`((d + 1) log det 2 S + df d - (df - d - 1) sum(psi(df / 2 - i / 2))) / 2 + log gamma_d(df / 2)`."""
    factor = np.linalg.cholesky(matrix_of(scale))
    dim = factor.shape[0]
    digamma = np.sum(special.psi(df / 2 - np.arange(dim) / 2))
    log_det_2s = log_det(factor) + dim * LOG_2
    return ((dim + 1) * log_det_2s + df * dim - (df - dim - 1) * digamma) / 2 + multigammaln(df / 2, dim)


@definition(stats.invwishart.mean)
def invwishart_mean(df: Any, scale: Any) -> Any:
    """`S / (df - d - 1)`, where it exists."""
    s = matrix_of(scale)
    return squeezed(s / (df - s.shape[0] - 1)) if df > s.shape[0] + 1 else None


@definition(stats.invwishart.mode)
def invwishart_mode(df: Any, scale: Any) -> Any:
    """`S / (df + d + 1)`."""
    s = matrix_of(scale)
    return squeezed(s / (df + s.shape[0] + 1))


@definition(stats.invwishart.var)
def invwishart_var(df: Any, scale: Any) -> Any:
    """`((m + 1) S_ij^2 + (m - 1) S_ii S_jj) / (m (m - 1)^2 (m - 3))` with `m = df - d`, where it exists."""
    s = matrix_of(scale)
    m = df - s.shape[0]
    outer = np.outer(np.diagonal(s), np.diagonal(s))
    return squeezed(((m + 1) * s * s + (m - 1) * outer) / (m * (m - 1) * (m - 1) * (m - 3))) if m > 3 else None


@definition(stats.invwishart.entropy)
def invwishart_entropy(df: Any, scale: Any) -> Any:
    """`((d + 1) log(det S / 2) + df d - (df + d + 1) sum(psi(df / 2 - i / 2))) / 2 + log gamma_d(df / 2)`, as in SciPy.

    The literature has `log det(S / 2)`; the derivatives are the same.
    """
    factor = np.linalg.cholesky(matrix_of(scale))
    dim = factor.shape[0]
    digamma = np.sum(special.psi(df / 2 - np.arange(dim) / 2))
    log_det_half = log_det(factor) - LOG_2
    return ((dim + 1) * log_det_half + df * dim - (df + dim + 1) * digamma) / 2 + multigammaln(df / 2, dim)


@definition(stats.matrix_normal.entropy)
def matrix_normal_entropy(rowcov: Any = 1, colcov: Any = 1) -> Any:
    """`(n p (1 + log(2 pi)) + p log det U + n log det V) / 2`."""
    u, v = matrix_of(rowcov), matrix_of(colcov)
    if np.ndim(rowcov) < 2 or np.ndim(colcov) < 2:
        return no_rule("short forms of the covariances have no derivative rule", "pass them as full arrays")
    n, p = u.shape[0], v.shape[0]
    log_dets = p * log_det(np.linalg.cholesky(u)) + n * log_det(np.linalg.cholesky(v))
    return (n * p * (1 + LOG_2PI) + log_dets) / 2


# Vectors


@definition(stats.multivariate_t.entropy)
def t_entropy(loc: Any = None, shape: Any = 1, df: Any = 1) -> Any:
    """`log(gamma(k) / gamma(h)) + d / 2 log(df pi) + h (psi(h) - psi(k)) + log det S / 2`.

    `k = df / 2` and `h = (df + d) / 2`.
    """
    mu, s = center_and_matrix(None, shape)  # SciPy does not look at the location either
    dim, half_log_det = mu.shape[0], log_det(np.linalg.cholesky(s)) / 2
    if df == np.inf:
        return dim * (LOG_2PI + 1) / 2 + half_log_det
    h, k = (df + dim) / 2, df / 2
    start = special.gammaln(k) - special.gammaln(h) + dim / 2 * np.log(df * math.pi)
    return start + h * (special.psi(h) - special.psi(k)) + half_log_det


@definition(stats.multivariate_normal.marginal)
def normal_marginal(dimensions: Any, mean: Any = None, cov: Any = 1, allow_singular: Any = False) -> Any:
    """The distribution of some components."""
    if allow_singular:
        return no_rule("the density of a singular distribution has no derivative rule", "leave `allow_singular` out")
    mu, s = center_and_matrix(mean, cov)
    chosen = np.atleast_1d(dimensions)
    return FrozenNormal(mu[chosen], s[chosen][:, chosen])


@definition(stats.multivariate_t.marginal)
def t_marginal(
    dimensions: Any, loc: Any = None, shape: Any = 1, df: Any = 1, allow_singular: Any = False
) -> Any:  # fmt: skip
    """The distribution of some components."""
    if allow_singular:
        return no_rule("the density of a singular distribution has no derivative rule", "leave `allow_singular` out")
    mu, s = center_and_matrix(loc, shape)
    chosen = np.atleast_1d(dimensions)
    return FrozenVector(stats.multivariate_t, (mu[chosen], s[chosen][:, chosen], df))


@definition(stats.multivariate_normal.fit)
def normal_fit(x: Any, fix_mean: Any = None, fix_cov: Any = None) -> Any:
    """The most likely parameters: the mean, and the mean of the products of deviations from it."""
    x = np.asarray(x, dtype=float)
    center = np.mean(x, axis=0) if fix_mean is None else np.atleast_1d(fix_mean)
    apart = x - center
    return center, apart.T @ apart / x.shape[0] if fix_cov is None else np.atleast_2d(fix_cov)


@definition(stats.vonmises_fisher.entropy)
def fisher_entropy(mu: Any = None, kappa: Any = 1) -> Any:
    """`d / 2 log(2 pi) + log I_m(kappa) - m log(kappa) - kappa I_{m+1}(kappa) / I_m(kappa)` with `m = d / 2 - 1`."""
    half = np.shape(mu)[0] / 2
    low, high = special.ive(half - 1, kappa), special.ive(half, kappa)
    return half * LOG_2PI + np.log(low) + kappa - (half - 1) * np.log(kappa) - kappa * high / low


@definition(stats.normal_inverse_gamma.mean)
def normal_inverse_gamma_mean(mu: Any = 0, lmbda: Any = 1, a: Any = 1, b: Any = 1) -> Any:
    """`mu` and `b / (a - 1)`, where they exist."""
    zero = 0.0 * (mu + lmbda + a + b)
    exists = a > 1
    return np.where(exists, mu + zero, np.nan)[()], np.where(exists, b / (a - 1) + zero, np.nan)[()]


@definition(stats.normal_inverse_gamma.var)
def normal_inverse_gamma_var(mu: Any = 0, lmbda: Any = 1, a: Any = 1, b: Any = 1) -> Any:
    """`b / ((a - 1) lmbda)` and `b^2 / ((a - 1)^2 (a - 2))`, where they exist."""
    zero = 0.0 * (mu + lmbda + a + b)
    m = a - 1
    first, second = b / (m * lmbda) + zero, b * b / (m * m * (a - 2)) + zero
    return np.where(a > 1, first, np.nan)[()], np.where(a > 2, second, np.nan)[()]


# Counts


def shares(p: Any) -> Any:
    """The shares, of which the last is what the others leave, as in SciPy."""
    p = np.asarray(p, dtype=float)
    return np.concatenate((p[..., :-1], 1 - np.sum(p[..., :-1], axis=-1, keepdims=True)), axis=-1)


@definition(stats.multinomial.mean)
def multinomial_mean(n: Any, p: Any) -> Any:
    """`n p`."""
    return np.expand_dims(n, -1) * shares(p)


@definition(stats.multinomial.cov)
def multinomial_cov(n: Any, p: Any) -> Any:
    """`n (diag(p) - p p^T)`."""
    p = shares(p)
    squares = np.expand_dims(p, -1) * np.eye(p.shape[-1]) - np.expand_dims(p, -1) * np.expand_dims(p, -2)
    return np.expand_dims(n, (-2, -1)) * squares


@definition(stats.multinomial.entropy)
def multinomial_entropy(n: Any, p: Any) -> Any:
    """`n sum(entr(p)) - log n! + sum(log(k!) P(k))` over the counts `k` of each share, which are binomial."""
    if np.ndim(n) > 0:
        return no_rule("several `n` at once have no derivative rule in `multinomial.entropy`", "call it for each")
    p = shares(p)
    total = n * np.sum(special.entr(p), axis=-1) - special.gammaln(n + 1.0)
    k = np.arange(1, n + 1)
    each = stats.binom.pmf(k, n, np.expand_dims(p, -1)) * special.gammaln(k + 1.0)
    return total + np.sum(each, axis=(-2, -1))


@definition(stats.dirichlet_multinomial.mean)
def dirichlet_multinomial_mean(alpha: Any, n: Any) -> Any:
    """`n m` with the means `m = alpha / sum(alpha)`."""
    alpha = np.asarray(alpha, dtype=float)
    return np.expand_dims(n, -1) * alpha / np.sum(alpha, axis=-1, keepdims=True)


@definition(stats.dirichlet_multinomial.var)
def dirichlet_multinomial_var(alpha: Any, n: Any) -> Any:
    """`n m (1 - m) (n + A) / (1 + A)` with `A = sum(alpha)`."""
    alpha, n = np.asarray(alpha, dtype=float), np.expand_dims(n, -1)
    total = np.sum(alpha, axis=-1, keepdims=True)
    share = alpha / total
    return n * share * (1 - share) * (n + total) / (1 + total)


@definition(stats.dirichlet_multinomial.cov)
def dirichlet_multinomial_cov(alpha: Any, n: Any) -> Any:
    """`n (diag(m) - m m^T) (n + A) / (1 + A)`."""
    alpha, n = np.asarray(alpha, dtype=float), np.expand_dims(n, (-2, -1))
    total = np.expand_dims(np.sum(alpha, axis=-1, keepdims=True), -1)
    share = alpha / np.sum(alpha, axis=-1, keepdims=True)
    squares = np.expand_dims(share, -1) * np.eye(alpha.shape[-1])
    squares = squares - np.expand_dims(share, -1) * np.expand_dims(share, -2)
    return n * squares * (n + total) / (1 + total)

"""scipy.stats: distributions of vectors, each log-density written out.

A positive definite matrix `S` enters by its Cholesky factor `L`: `log det S = 2 sum(log(diag(L)))`, and the square of
the distance of `x` is that of `L^-1 x`. Only the lower triangle is read, as in SciPy. The densities are those of
Kotz, Balakrishnan and Johnson, Continuous Multivariate Distributions (2000), and Gupta and Nagar (2000).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special, stats
from scipy.linalg import solve_triangular

from srcxform.rules.registry import definition, no_rule

LOG_2PI = math.log(2 * math.pi)
LOG_2 = math.log(2)
LOG_PI = math.log(math.pi)


def squeezed(out: Any) -> Any:
    """Without axes of length 1, as SciPy gives it."""
    out = np.squeeze(out)
    return out[()] if np.ndim(out) == 0 else out


def log_det(factor: Any) -> Any:
    """The logarithm of the determinant of a matrix, by its Cholesky factor."""
    return 2 * np.sum(np.log(np.diagonal(factor)))


# Around a center: location and a matrix, with SciPy's short forms of them.


def center_and_matrix(center: Any, matrix: Any) -> Any:
    """Both of them in full; a number or a vector stands for a diagonal matrix."""
    if isinstance(matrix, stats.Covariance):
        return no_rule("a `Covariance` object has no derivative rule", "pass the matrix itself")
    s = np.asarray(1.0 if matrix is None else matrix, dtype=float)
    if center is None:
        mu = np.zeros(1 if s.ndim < 2 else s.shape[0])
    else:
        mu = np.asarray(center, dtype=float)
    dim = mu.size
    if dim == 1:
        return np.reshape(mu, (1,)), np.reshape(s, (1, 1))
    if s.ndim == 0:
        return mu, s * np.eye(dim)
    if s.ndim == 1:
        return mu, np.diag(s)
    return mu, s


def points(x: Any, dim: Any) -> Any:
    """The points, with their components along the last axis."""
    x = np.asarray(x, dtype=float)
    if x.ndim == 0:
        return np.reshape(x, (1,))
    if x.ndim == 1:
        return np.reshape(x, (-1, 1)) if dim == 1 else np.reshape(x, (1, -1))
    return x


def square_distance(x: Any, mu: Any, factor: Any) -> Any:
    """The square of `L^-1 (x - mu)`, for each point."""
    apart = points(x, mu.shape[0]) - mu
    flat = np.reshape(apart, (-1, mu.shape[0])).T
    white = solve_triangular(factor, flat, lower=True)
    return np.reshape(np.sum(white * white, axis=0), apart.shape[:-1])


@definition(stats.multivariate_normal.logpdf)
def normal_logpdf(x: Any, mean: Any = None, cov: Any = 1, allow_singular: Any = False) -> Any:
    """`-(d log(2 pi) + log det S + |L^-1 (x - mean)|**2) / 2`."""
    if allow_singular:
        return no_rule("the density of a singular distribution has no derivative rule", "leave `allow_singular` out")
    mu, s = center_and_matrix(mean, cov)
    factor = np.linalg.cholesky(s)
    return squeezed(-(mu.shape[0] * LOG_2PI + log_det(factor) + square_distance(x, mu, factor)) / 2)


@definition(stats.multivariate_normal.pdf)
def normal_pdf(x: Any, mean: Any = None, cov: Any = 1, allow_singular: Any = False) -> Any:
    """The density."""
    return np.exp(normal_logpdf(x, mean, cov, allow_singular))


@definition(stats.multivariate_normal.entropy)
def normal_entropy(mean: Any = None, cov: Any = 1) -> Any:
    """`(d (log(2 pi) + 1) + log det S) / 2`."""
    mu, s = center_and_matrix(mean, cov)
    return (mu.shape[0] * (LOG_2PI + 1) + log_det(np.linalg.cholesky(s))) / 2


@definition(stats.multivariate_t.logpdf)
def t_logpdf(x: Any, loc: Any = None, shape: Any = 1, df: Any = 1) -> Any:
    """`log gamma((df + d) / 2) - log gamma(df / 2) - d / 2 log(df pi) - log det S / 2 - (df + d) / 2 log(1 + q / df)`.

    `q` is the square of the distance.
    """
    mu, s = center_and_matrix(loc, shape)
    factor, dim = np.linalg.cholesky(s), mu.shape[0]
    square = square_distance(x, mu, factor)
    if df == np.inf:
        return squeezed(-(dim * LOG_2PI + log_det(factor) + square) / 2)
    half = (df + dim) / 2
    start = special.gammaln(half) - special.gammaln(df / 2) - dim / 2 * np.log(df * math.pi)
    return squeezed(start - log_det(factor) / 2 - half * np.log1p(square / df))


@definition(stats.multivariate_t.pdf)
def t_pdf(x: Any, loc: Any = None, shape: Any = 1, df: Any = 1) -> Any:
    """The density."""
    return np.exp(t_logpdf(x, loc, shape, df))


@definition(stats.matrix_normal.logpdf)
def matrix_normal_logpdf(X: Any, mean: Any = None, rowcov: Any = 1, colcov: Any = 1) -> Any:
    """`-(n p log(2 pi) + n log det V + p log det U + |L_U^-1 (X - mean) L_V^-T|**2) / 2`."""
    if mean is None or np.ndim(rowcov) < 2 or np.ndim(colcov) < 2:
        return no_rule("short forms of `mean` and the covariances have no derivative rule", "pass them as full arrays")
    mu = np.asarray(mean, dtype=float)
    rows, columns = mu.shape
    row_factor = np.linalg.cholesky(np.asarray(rowcov, dtype=float))
    column_factor = np.linalg.cholesky(np.asarray(colcov, dtype=float))
    apart = np.asarray(X, dtype=float) - mu
    flat = np.reshape(np.moveaxis(apart, -2, 0), (rows, -1))
    white = solve_triangular(row_factor, flat, lower=True)
    turned = np.reshape(np.moveaxis(np.reshape(white, (rows, -1, columns)), -1, 0), (columns, -1))
    whole = np.reshape(solve_triangular(column_factor, turned, lower=True), (columns * rows, -1))
    square = np.reshape(np.sum(whole * whole, axis=0), apart.shape[:-2])
    scale = rows * columns * LOG_2PI + columns * log_det(row_factor) + rows * log_det(column_factor)
    return squeezed(-(scale + square) / 2)


@definition(stats.matrix_normal.pdf)
def matrix_normal_pdf(X: Any, mean: Any = None, rowcov: Any = 1, colcov: Any = 1) -> Any:
    """The density."""
    return np.exp(matrix_normal_logpdf(X, mean, rowcov, colcov))


# Positive definite matrices.


def multigammaln(a: Any, d: Any) -> Any:
    """The logarithm of the multivariate gamma function (DLMF 35.3.4)."""
    return d * (d - 1) / 4 * LOG_PI + np.sum(special.gammaln(a - np.arange(d) / 2))


def matrix_of(scale: Any) -> Any:
    """A scale in full."""
    s = np.asarray(scale, dtype=float)
    if s.ndim == 0:
        return np.reshape(s, (1, 1))
    return np.diag(s) if s.ndim == 1 else s


def stacked(x: Any, dim: Any) -> Any:
    """The matrices of SciPy's third axis along the first one."""
    x = np.asarray(x, dtype=float)
    if x.ndim == 3:
        return np.moveaxis(x, -1, 0)
    if x.ndim == 0:
        return np.reshape(x * np.eye(dim), (1, dim, dim))
    if x.ndim == 1:
        return np.reshape(x, (-1, 1, 1)) if dim == 1 else np.reshape(np.diag(x), (1, dim, dim))
    return np.reshape(x, (1, dim, dim))


def log_dets(factors: Any) -> Any:
    """The logarithm of each determinant, by the Cholesky factors."""
    return 2 * np.sum(np.log(np.diagonal(factors, axis1=-2, axis2=-1)), axis=-1)


@definition(stats.wishart.logpdf)
def wishart_logpdf(x: Any, df: Any, scale: Any) -> Any:
    """`(df - d - 1) / 2 log det X - tr(S^-1 X) / 2 - df / 2 (d log 2 + log det S) - log gamma_d(df / 2)`."""
    factor = np.linalg.cholesky(matrix_of(scale))
    dim = factor.shape[0]
    x = stacked(x, dim)
    roots = np.linalg.cholesky(x)
    white = np.linalg.solve(factor, roots)
    trace = np.sum(white * white, axis=(-2, -1))
    start = df / 2 * (dim * LOG_2 + log_det(factor)) + multigammaln(df / 2, dim)
    return squeezed((df - dim - 1) / 2 * log_dets(roots) - trace / 2 - start)


@definition(stats.wishart.pdf)
def wishart_pdf(x: Any, df: Any, scale: Any) -> Any:
    """The density."""
    return np.exp(wishart_logpdf(x, df, scale))


@definition(stats.invwishart.logpdf)
def invwishart_logpdf(x: Any, df: Any, scale: Any) -> Any:
    """`-(df + d + 1) / 2 log det X - tr(S X^-1) / 2 - df / 2 (d log 2 - log det S) - log gamma_d(df / 2)`."""
    factor = np.linalg.cholesky(matrix_of(scale))
    dim = factor.shape[0]
    x = stacked(x, dim)
    roots = np.linalg.cholesky(x)
    white = np.linalg.solve(roots, factor)
    trace = np.sum(white * white, axis=(-2, -1))
    start = df / 2 * (dim * LOG_2 - log_det(factor)) + multigammaln(df / 2, dim)
    return squeezed(-(df + dim + 1) / 2 * log_dets(roots) - trace / 2 - start)


@definition(stats.invwishart.pdf)
def invwishart_pdf(x: Any, df: Any, scale: Any) -> Any:
    """The density."""
    return np.exp(invwishart_logpdf(x, df, scale))


# Shares and counts.


@definition(stats.dirichlet.logpdf)
def dirichlet_logpdf(x: Any, alpha: Any) -> Any:
    """`sum((alpha - 1) log(x)) - sum(log gamma(alpha)) + log gamma(sum(alpha))`; the last share may be left out."""
    alpha, x = np.asarray(alpha), np.asarray(x)
    if x.shape[0] != alpha.shape[0]:
        x = np.concatenate((x, 1 - np.sum(x, axis=0, keepdims=True)))
    if not bool(np.all(x >= 0) and np.all(alpha > 0) and np.all(np.abs(np.sum(x, axis=0) - 1) <= 10e-10)):
        raise ValueError("The input vector 'x' must lie within the normal simplex, and 'alpha' must be positive")
    total = special.gammaln(np.sum(alpha)) - np.sum(special.gammaln(alpha))
    return squeezed(np.sum(special.xlogy(alpha - 1, x.T), axis=-1) + total)


@definition(stats.dirichlet.pdf)
def dirichlet_pdf(x: Any, alpha: Any) -> Any:
    """The density."""
    return np.exp(dirichlet_logpdf(x, alpha))


@definition(stats.dirichlet.mean)
def dirichlet_mean(alpha: Any) -> Any:
    """`alpha / sum(alpha)`."""
    alpha = np.asarray(alpha)
    return squeezed(alpha / np.sum(alpha))


@definition(stats.dirichlet.var)
def dirichlet_var(alpha: Any) -> Any:
    """`m (1 - m) / (sum(alpha) + 1)` with the means `m`."""
    alpha = np.asarray(alpha)
    total = np.sum(alpha)
    share = alpha / total
    return squeezed(share * (1 - share) / (total + 1))


@definition(stats.dirichlet.cov)
def dirichlet_cov(alpha: Any) -> Any:
    """`(diag(m) - m m^T) / (sum(alpha) + 1)` with the means `m`."""
    alpha = np.asarray(alpha)
    total = np.sum(alpha)
    share = alpha / total
    return squeezed((np.diag(share) - np.outer(share, share)) / (total + 1))


@definition(stats.dirichlet.entropy)
def dirichlet_entropy(alpha: Any) -> Any:
    """`log B(alpha) + (sum(alpha) - K) psi(sum(alpha)) - sum((alpha - 1) psi(alpha))`."""
    alpha = np.asarray(alpha)
    total = np.sum(alpha)
    log_beta = np.sum(special.gammaln(alpha)) - special.gammaln(total)
    rest = (total - alpha.shape[0]) * special.psi(total) - np.sum((alpha - 1) * special.psi(alpha))
    return squeezed(log_beta + rest)


@definition(stats.multinomial.logpmf)
def multinomial_logpmf(x: Any, n: Any, p: Any) -> Any:
    """`log n! - sum(log x!) + sum(x log(p))`; the last share is what the others leave, as in SciPy."""
    p = np.asarray(p, dtype=float)
    p = np.concatenate((p[..., :-1], 1 - np.sum(p[..., :-1], axis=-1, keepdims=True)), axis=-1)
    x = np.asarray(x, dtype=float)
    is_count = np.all((x >= 0) & (x == np.floor(x)), axis=-1) & (np.sum(x, axis=-1) == n)
    is_share = np.all((p >= 0) & (p <= 1), axis=-1) & (np.asarray(n) >= 0)
    inside = np.where(np.expand_dims(is_count, -1), x, 0)
    value = special.gammaln(n + 1.0) + np.sum(special.xlogy(inside, p) - special.gammaln(inside + 1), axis=-1)
    return np.where(is_share, np.where(is_count, value, -np.inf), np.nan)


@definition(stats.multinomial.pmf)
def multinomial_pmf(x: Any, n: Any, p: Any) -> Any:
    """The probability."""
    return np.exp(multinomial_logpmf(x, n, p))


@definition(stats.dirichlet_multinomial.logpmf)
def dirichlet_multinomial_logpmf(x: Any, alpha: Any, n: Any) -> Any:
    """The multinomial distribution whose shares have a Dirichlet distribution."""
    alpha, x = np.asarray(alpha, dtype=float), np.asarray(x, dtype=float)
    total = np.sum(alpha, axis=-1)
    start = special.gammaln(total) + special.gammaln(n + 1.0) - special.gammaln(n + total)
    each = special.gammaln(x + alpha) - special.gammaln(alpha) - special.gammaln(x + 1)
    value = start + np.sum(each, axis=-1)
    return np.where(np.sum(x, axis=-1) == n, value, -np.inf)


@definition(stats.dirichlet_multinomial.pmf)
def dirichlet_multinomial_pmf(x: Any, alpha: Any, n: Any) -> Any:
    """The probability."""
    return np.exp(dirichlet_multinomial_logpmf(x, alpha, n))


# Others.


@definition(stats.vonmises_fisher.logpdf)
def fisher_logpdf(x: Any, mu: Any = None, kappa: Any = 1) -> Any:
    """`kappa mu^T x + m log(kappa) - d / 2 log(2 pi) - log I_m(kappa)` with `m = d / 2 - 1`."""
    mu, x = np.asarray(mu, dtype=float), np.asarray(x)
    if not bool(np.allclose(np.linalg.norm(mu), 1.0) and np.allclose(np.linalg.norm(x, axis=-1), 1.0)):
        raise ValueError("'x' and 'mu' must be unit vectors of norm 1.")
    half = mu.shape[0] / 2
    start = (half - 1) * np.log(kappa) - half * LOG_2PI - np.log(special.ive(half - 1, kappa)) - kappa
    return start + kappa * (x @ mu)


@definition(stats.vonmises_fisher.pdf)
def fisher_pdf(x: Any, mu: Any = None, kappa: Any = 1) -> Any:
    """The density."""
    return np.exp(fisher_logpdf(x, mu, kappa))


@definition(stats.normal_inverse_gamma.logpdf)
def normal_inverse_gamma_logpdf(x: Any, s2: Any, mu: Any = 0, lmbda: Any = 1, a: Any = 1, b: Any = 1) -> Any:
    """A normal density of `x` with variance `s2 / lmbda`, times an inverse gamma density of `s2`."""
    if not bool(np.all(s2 > 0) and np.all(lmbda > 0) and np.all(a > 0) and np.all(b > 0)):
        raise ValueError("`s2`, `lmbda`, `a` and `b` must be positive where the density is differentiated")
    start = (np.log(lmbda) - np.log(2 * math.pi * s2)) / 2 + a * np.log(b) - special.gammaln(a)
    apart = x - mu
    return start - (a + 1) * np.log(s2) - (2 * b + lmbda * apart * apart) / (2 * s2)


@definition(stats.normal_inverse_gamma.pdf)
def normal_inverse_gamma_pdf(x: Any, s2: Any, mu: Any = 0, lmbda: Any = 1, a: Any = 1, b: Any = 1) -> Any:
    """The density."""
    return np.exp(normal_inverse_gamma_logpdf(x, s2, mu, lmbda, a, b))

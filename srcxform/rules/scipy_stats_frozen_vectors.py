"""scipy.stats: frozen distributions of vectors. `stats.dirichlet(a).logpdf(x)` is `stats.dirichlet.logpdf(x, a)`."""

from __future__ import annotations

from typing import Any

from scipy import stats
from scipy.stats import _multivariate as multivariate

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_stats_multivariate import center_and_matrix, normal_entropy, normal_logpdf, normal_pdf


class FrozenNormal:
    """A normal distribution with its center and its matrix, which are its attributes."""

    def __init__(self, mean: Any, cov: Any) -> None:
        self.mean, self.cov = center_and_matrix(mean, cov)

    def logpdf(self, x: Any) -> Any:
        """The logarithm of the density."""
        return normal_logpdf(x, self.mean, self.cov)

    def pdf(self, x: Any) -> Any:
        """The density."""
        return normal_pdf(x, self.mean, self.cov)

    def entropy(self) -> Any:
        """The differential entropy."""
        return normal_entropy(self.mean, self.cov)


class FrozenVector:
    """A distribution of vectors or counts with its parameters."""

    def __init__(self, dist: Any, args: Any) -> None:
        self.dist = dist
        self.args = args

    def logpdf(self, x: Any) -> Any:
        """The logarithm of the density."""
        return self.dist.logpdf(x, *self.args)

    def pdf(self, x: Any) -> Any:
        """The density."""
        return self.dist.pdf(x, *self.args)

    def logpmf(self, x: Any) -> Any:
        """The logarithm of the probability."""
        return self.dist.logpmf(x, *self.args)

    def pmf(self, x: Any) -> Any:
        """The probability."""
        return self.dist.pmf(x, *self.args)

    def mean(self) -> Any:
        """The mean."""
        return self.dist.mean(*self.args)

    def var(self) -> Any:
        """The variances."""
        return self.dist.var(*self.args)

    def cov(self) -> Any:
        """The covariances."""
        return self.dist.cov(*self.args)

    def entropy(self) -> Any:
        """The entropy."""
        return self.dist.entropy(*self.args)


class FrozenPair:
    """A normal and inverse gamma distribution: its density is one of two numbers."""

    def __init__(self, mu: Any, lmbda: Any, a: Any, b: Any) -> None:
        self.args = (mu, lmbda, a, b)

    def logpdf(self, x: Any, s2: Any) -> Any:
        """The logarithm of the density."""
        return stats.normal_inverse_gamma.logpdf(x, s2, *self.args)

    def pdf(self, x: Any, s2: Any) -> Any:
        """The density."""
        return stats.normal_inverse_gamma.pdf(x, s2, *self.args)

    def mean(self) -> Any:
        """The two means."""
        return stats.normal_inverse_gamma.mean(*self.args)

    def var(self) -> Any:
        """The two variances."""
        return stats.normal_inverse_gamma.var(*self.args)


# Made in the program.


@definition(multivariate.multivariate_normal_gen.__call__)
def made_normal(
    self: Any, mean: Any = None, cov: Any = 1, allow_singular: Any = False, seed: Any = None, **kwds: Any
) -> Any:
    """A normal distribution."""
    if allow_singular:
        return no_rule("the density of a singular distribution has no derivative rule", "leave `allow_singular` out")
    return FrozenNormal(mean, cov)


@definition(multivariate.multivariate_t_gen.__call__)
def made_t(
    self: Any, loc: Any = None, shape: Any = 1, df: Any = 1, allow_singular: Any = False, seed: Any = None
) -> Any:
    """Student's distribution."""
    if allow_singular:
        return no_rule("the density of a singular distribution has no derivative rule", "leave `allow_singular` out")
    return FrozenVector(stats.multivariate_t, (loc, shape, df))


@definition(multivariate.dirichlet_gen.__call__)
def made_dirichlet(self: Any, alpha: Any, seed: Any = None) -> Any:
    """A distribution of shares."""
    return FrozenVector(stats.dirichlet, (alpha,))


@definition(multivariate.wishart_gen.__call__)
def made_wishart(self: Any, df: Any = None, scale: Any = None, seed: Any = None) -> Any:
    """A distribution of matrices; that of their inverses is of a class that inherits from it."""
    if type(self) is multivariate.invwishart_gen:
        return FrozenVector(stats.invwishart, (df, scale))
    return FrozenVector(stats.wishart, (df, scale))


@definition(multivariate.invwishart_gen.__call__)
def made_invwishart(self: Any, df: Any = None, scale: Any = None, seed: Any = None) -> Any:
    """A distribution of matrices."""
    return FrozenVector(stats.invwishart, (df, scale))


@definition(multivariate.matrix_normal_gen.__call__)
def made_matrix_normal(self: Any, mean: Any = None, rowcov: Any = 1, colcov: Any = 1, seed: Any = None) -> Any:
    """A distribution of matrices."""
    return FrozenVector(stats.matrix_normal, (mean, rowcov, colcov))


@definition(multivariate.multinomial_gen.__call__)
def made_multinomial(self: Any, n: Any, p: Any, seed: Any = None) -> Any:
    """A distribution of counts."""
    return FrozenVector(stats.multinomial, (n, p))


@definition(multivariate.dirichlet_multinomial_gen.__call__)
def made_dirichlet_multinomial(self: Any, alpha: Any, n: Any, seed: Any = None) -> Any:
    """A distribution of counts."""
    return FrozenVector(stats.dirichlet_multinomial, (alpha, n))


@definition(multivariate.vonmises_fisher_gen.__call__)
def made_fisher(self: Any, mu: Any = None, kappa: Any = 1, seed: Any = None) -> Any:
    """A distribution of directions."""
    return FrozenVector(stats.vonmises_fisher, (mu, kappa))


@definition(multivariate.normal_inverse_gamma_gen.__call__)
def made_normal_inverse_gamma(
    self: Any, mu: Any = 0, lmbda: Any = 1, a: Any = 1, b: Any = 1, seed: Any = None
) -> Any:  # fmt: skip
    """A distribution of a mean and a variance."""
    return FrozenPair(mu, lmbda, a, b)


# Made outside: their parameters are data.


@definition(multivariate.multivariate_normal_frozen.logpdf)
def normal_logpdf_outside(self: Any, x: Any) -> Any:
    """The logarithm of the density."""
    return normal_logpdf(x, self.mean, self.cov_object.covariance)


@definition(multivariate.multivariate_normal_frozen.pdf)
def normal_pdf_outside(self: Any, x: Any) -> Any:
    """The density."""
    return normal_pdf(x, self.mean, self.cov_object.covariance)


@definition(multivariate.multivariate_t_frozen.logpdf)
def t_logpdf_outside(self: Any, x: Any) -> Any:
    """The logarithm of the density."""
    return stats.multivariate_t.logpdf(x, self.loc, self.shape, self.df)


@definition(multivariate.multivariate_t_frozen.pdf)
def t_pdf_outside(self: Any, x: Any) -> Any:
    """The density."""
    return stats.multivariate_t.pdf(x, self.loc, self.shape, self.df)


@definition(multivariate.dirichlet_frozen.logpdf)
def dirichlet_logpdf_outside(self: Any, x: Any) -> Any:
    """The logarithm of the density."""
    return stats.dirichlet.logpdf(x, self.alpha)


@definition(multivariate.dirichlet_frozen.pdf)
def dirichlet_pdf_outside(self: Any, x: Any) -> Any:
    """The density."""
    return stats.dirichlet.pdf(x, self.alpha)


@definition(multivariate.wishart_frozen.logpdf)
def wishart_logpdf_outside(self: Any, x: Any) -> Any:
    """The logarithm of the density."""
    return stats.wishart.logpdf(x, self.df, self.scale)


@definition(multivariate.wishart_frozen.pdf)
def wishart_pdf_outside(self: Any, x: Any) -> Any:
    """The density."""
    return stats.wishart.pdf(x, self.df, self.scale)

"""scipy.stats: frozen distributions. `stats.gamma(a, scale=s).logpdf(x)` is `stats.gamma.logpdf(x, a, scale=s)`.

One is made in the program, with parameters that may be active, or outside of it, with parameters that are data.
"""

from __future__ import annotations

from typing import Any

from scipy import stats
from scipy.stats._distn_infrastructure import rv_continuous_frozen, rv_discrete_frozen, rv_frozen

from srcxform.rules.registry import definition, no_rule

PUBLIC: dict[Any, Any] = {
    (type(one), one.name): one
    for one in vars(stats).values()
    if isinstance(one, (stats.rv_continuous, stats.rv_discrete))
}
"""The distributions of `scipy.stats`: a frozen one holds a copy of its own."""


class Frozen:
    """A distribution with its parameters: what SciPy makes in a call of the distribution."""

    def __init__(self, dist: Any, args: Any, kwds: Any) -> None:
        self.dist = dist
        self.args = args
        self.kwds = kwds

    def pdf(self, x: Any) -> Any:
        """The density."""
        return self.dist.pdf(x, *self.args, **self.kwds)

    def logpdf(self, x: Any) -> Any:
        """The logarithm of the density."""
        return self.dist.logpdf(x, *self.args, **self.kwds)

    def pmf(self, k: Any) -> Any:
        """The probability of one count."""
        return self.dist.pmf(k, *self.args, **self.kwds)

    def logpmf(self, k: Any) -> Any:
        """The logarithm of the probability of one count."""
        return self.dist.logpmf(k, *self.args, **self.kwds)

    def cdf(self, x: Any) -> Any:
        """The cumulative function."""
        return self.dist.cdf(x, *self.args, **self.kwds)

    def logcdf(self, x: Any) -> Any:
        """The logarithm of the cumulative function."""
        return self.dist.logcdf(x, *self.args, **self.kwds)

    def sf(self, x: Any) -> Any:
        """One less the cumulative function."""
        return self.dist.sf(x, *self.args, **self.kwds)

    def logsf(self, x: Any) -> Any:
        """The logarithm of one less the cumulative function."""
        return self.dist.logsf(x, *self.args, **self.kwds)

    def ppf(self, q: Any) -> Any:
        """The inverse of the cumulative function."""
        return self.dist.ppf(q, *self.args, **self.kwds)

    def isf(self, q: Any) -> Any:
        """The inverse of one less the cumulative function."""
        return self.dist.isf(q, *self.args, **self.kwds)

    def rvs(self, size: Any = None, random_state: Any = None) -> Any:
        """A draw."""
        return self.dist.rvs(*self.args, **self.kwds, size=size, random_state=random_state)

    def stats(self, moments: Any = "mv") -> Any:
        """The mean and the variance."""
        if moments == "m":
            return self.mean()
        if moments == "v":
            return self.var()
        if moments != "mv":
            return no_rule("skewness and kurtosis of a distribution have no derivative rule", 'ask for `moments="mv"`')
        return self.mean(), self.var()

    def median(self) -> Any:
        """The point with half of the probability on either side."""
        return self.dist.median(*self.args, **self.kwds)

    def interval(self, confidence: Any = None) -> Any:
        """The middle part with a given probability."""
        return self.dist.interval(confidence, *self.args, **self.kwds)

    def mean(self) -> Any:
        """The mean."""
        return self.dist.mean(*self.args, **self.kwds)

    def var(self) -> Any:
        """The variance."""
        return self.dist.var(*self.args, **self.kwds)

    def std(self) -> Any:
        """The standard deviation."""
        return self.dist.std(*self.args, **self.kwds)

    def entropy(self) -> Any:
        """The differential entropy."""
        return self.dist.entropy(*self.args, **self.kwds)

    def moment(self, order: Any = None) -> Any:
        """A moment about 0."""
        return self.dist.moment(order, *self.args, **self.kwds)

    def expect(self, *args: Any, **kwds: Any) -> Any:
        """The mean of a function."""
        return no_rule("the mean of a function has no derivative rule", "integrate `f(x) * dist.pdf(x)` as a sum")

    def support(self) -> Any:
        """The ends."""
        return self.dist.support(*self.args, **self.kwds)


@definition(stats.rv_continuous.__call__, stats.rv_continuous.freeze)
def frozen(self: Any, *args: Any, **kwds: Any) -> Any:
    """A distribution whose parameters are given later is one with its parameters."""
    return Frozen(self, args, kwds)


# Methods of those that were made outside.


def thawed(self: Any) -> Any:
    """The same with the distribution that the rules are about."""
    key = (type(self.dist), self.dist.name)
    return Frozen(PUBLIC.get(key, self.dist), self.args, self.kwds)


def at_point(method: Any) -> Any:
    """The function of a point."""

    def written(self: Any, x: Any) -> Any:
        return method(thawed(self), x)

    return written


def at_count(method: Any) -> Any:
    """The function of a count."""

    def written(self: Any, k: Any) -> Any:
        return method(thawed(self), k)

    return written


def at_share(method: Any) -> Any:
    """The function of a probability."""

    def written(self: Any, q: Any) -> Any:
        return method(thawed(self), q)

    return written


definition(rv_continuous_frozen.pdf)(at_point(Frozen.pdf))
definition(rv_continuous_frozen.logpdf)(at_point(Frozen.logpdf))
definition(rv_discrete_frozen.pmf)(at_count(Frozen.pmf))
definition(rv_discrete_frozen.logpmf)(at_count(Frozen.logpmf))
definition(rv_frozen.cdf)(at_point(Frozen.cdf))
definition(rv_frozen.logcdf)(at_point(Frozen.logcdf))
definition(rv_frozen.sf)(at_point(Frozen.sf))
definition(rv_frozen.logsf)(at_point(Frozen.logsf))
definition(rv_frozen.ppf)(at_share(Frozen.ppf))
definition(rv_frozen.isf)(at_share(Frozen.isf))

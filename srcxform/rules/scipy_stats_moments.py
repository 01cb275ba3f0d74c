"""scipy.stats: mean, variance and entropy of the distributions, by location, scale and (where it is closed) shapes.

A row of the tables (`scipy_stats_moment_rows.py`) gives the three for the standard variable; what has no row is asked
of SciPy, with shapes that are constant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_stats_moment_rows import COUNTS, ROWS


def default(name: Any) -> Any:
    """What a parameter is that is not given."""
    return 0.0 if name == "loc" else 1.0 if name == "scale" else None


def parameters(names: Any, args: Any, kwds: Any) -> Any:
    """The values of the parameters, given by position or by name."""
    return tuple(args[k] if k < len(args) else kwds.get(n, default(n)) for k, n in enumerate(names))


def mean(d: Any, names: Any, row: Any) -> Any:
    """`loc + scale m`."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc, scale = given[:-2], given[-2], given[-1]
        known = None if row is None else row(*shapes)[0]
        return loc + scale * (d.mean(*shapes) if known is None else known)

    return written


def var(d: Any, names: Any, row: Any) -> Any:
    """`scale**2 v`."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc, scale = given[:-2], given[-2], given[-1]
        known = None if row is None else row(*shapes)[1]
        return scale * scale * (d.var(*shapes) if known is None else known) + 0 * loc

    return written


def std(d: Any, names: Any, row: Any) -> Any:
    """`scale sqrt(v)`."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc, scale = given[:-2], given[-2], given[-1]
        known = None if row is None else row(*shapes)[1]
        return scale * (d.std(*shapes) if known is None else np.sqrt(known)) + 0 * loc

    return written


def entropy(d: Any, names: Any, row: Any) -> Any:
    """`h + log(scale)`."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc, scale = given[:-2], given[-2], given[-1]
        known = None if row is None else row(*shapes)[2]
        return (d.entropy(*shapes) if known is None else known) + np.log(scale) + 0 * loc

    return written


def count_mean(d: Any, names: Any, row: Any) -> Any:
    """`loc + m`."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc = given[:-1], given[-1]
        known = None if row is None else row(*shapes)[0]
        return loc + (d.mean(*shapes) if known is None else known)

    return written


def count_var(d: Any, names: Any, row: Any) -> Any:
    """`v`."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc = given[:-1], given[-1]
        known = None if row is None else row(*shapes)[1]
        return (d.var(*shapes) if known is None else known) + 0 * loc

    return written


def count_std(d: Any, names: Any, row: Any) -> Any:
    """`sqrt(v)`."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc = given[:-1], given[-1]
        known = None if row is None else row(*shapes)[1]
        return (d.std(*shapes) if known is None else np.sqrt(known)) + 0 * loc

    return written


def count_entropy(d: Any, names: Any, row: Any) -> Any:
    """`h`."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc = given[:-1], given[-1]
        known = None if row is None else row(*shapes)[2]
        return (d.entropy(*shapes) if known is None else known) + 0 * loc

    return written


def median(d: Any, names: Any, row: Any) -> Any:
    """The quantile of one half."""

    def written(*args: Any, **kwds: Any) -> Any:
        return d.ppf(0.5, *args, **kwds)

    return written


def interval(d: Any, names: Any, row: Any) -> Any:
    """The quantiles on either side of a share in the middle."""

    def written(confidence: Any, *args: Any, **kwds: Any) -> Any:
        return d.ppf((1.0 - confidence) / 2, *args, **kwds), d.ppf((1.0 + confidence) / 2, *args, **kwds)

    return written


def moments(d: Any, names: Any, row: Any) -> Any:
    """The mean and the variance."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = {name: value for name, value in kwds.items() if name != "moments"}
        if kwds.get("moments", "mv") == "m":
            return d.mean(*args, **given)
        if kwds.get("moments", "mv") == "v":
            return d.var(*args, **given)
        if kwds.get("moments", "mv") == "mv":
            return d.mean(*args, **given), d.var(*args, **given)
        return no_rule("skewness and kurtosis of a distribution have no derivative rule", 'ask for `moments="mv"`')

    return written


def moment(d: Any, names: Any, row: Any) -> Any:
    """The mean, or that of the square."""

    def written(order: Any, *args: Any, **kwds: Any) -> Any:
        if order not in (1, 2):
            return no_rule("moments beyond the second have no derivative rule", "write them by mean and variance")
        m = d.mean(*args, **kwds)
        return m if order == 1 else d.var(*args, **kwds) + m * m

    return written


def support(d: Any, names: Any, row: Any) -> Any:
    """The ends of the support, where shapes do not move them."""

    def written(*args: Any, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc, scale = given[:-2], given[-2], given[-1]
        low, high = d.support(*shapes)
        return loc + scale * low, loc + scale * high

    return written


def nnlf(d: Any, names: Any, row: Any) -> Any:
    """The negative logarithm of the likelihood of data."""

    def written(theta: Any, x: Any) -> Any:
        return -np.sum(d.logpdf(np.asarray(x), *theta))

    return written


def rvs(d: Any, names: Any, row: Any) -> Any:
    """`loc + scale z` with draws `z` of the standard distribution, which are constants."""

    def written(*args: Any, size: Any = None, random_state: Any = None, **kwds: Any) -> Any:
        given = parameters(names, args, kwds)
        shapes, loc, scale = given[:-2], given[-2], given[-1]
        shape = np.broadcast_shapes(np.shape(loc), np.shape(scale))
        if size is not None:
            return loc + scale * d.rvs(*shapes, size=size, random_state=random_state)
        if len(shape) == 0:
            return loc + scale * d.rvs(*shapes, random_state=random_state)
        return loc + scale * d.rvs(*shapes, size=shape, random_state=random_state)

    return written


CONTINUOUS: dict[str, Callable[..., Any]] = {
    "mean": mean,
    "var": var,
    "std": std,
    "entropy": entropy,
    "support": support,
    "nnlf": nnlf,
    "rvs": rvs,
}
DISCRETE: dict[str, Callable[..., Any]] = {
    "mean": count_mean,
    "var": count_var,
    "std": count_std,
    "entropy": count_entropy,
}
COMMON: dict[str, Callable[..., Any]] = {"median": median, "interval": interval, "stats": moments, "moment": moment}


def register() -> None:
    """Register the definitions for all distributions."""
    for one in vars(stats).values():
        is_count = isinstance(one, stats.rv_discrete)
        if not is_count and not isinstance(one, stats.rv_continuous):
            continue
        names = () if one.shapes is None else tuple(one.shapes.split(", "))
        names = (*names, "loc") if is_count else (*names, "loc", "scale")
        row = (COUNTS if is_count else ROWS).get(one.name)
        for name, method in {**(DISCRETE if is_count else CONTINUOUS), **COMMON}.items():
            definition(getattr(one, name))(method(one, names, row))


register()

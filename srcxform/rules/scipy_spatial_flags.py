"""scipy.spatial.distance: distances between vectors of flags, by weighted counts of where they agree.

For flags the counts move with the weights alone; for floats between 0 and 1 SciPy takes products for `and`, and all
but `hamming` and `jaccard`, which compare, move with the vectors as well.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.spatial.distance

from srcxform.rules.registry import definition
from srcxform.runtime import divide_or_zero


def floats(u: Any) -> Any:
    """Flags as 0 and 1."""
    return np.asarray(u) * 1.0


def counts(u: Any, v: Any, w: Any) -> Any:
    """How much weight there is where both hold, the first alone, the second alone, and neither."""
    u, v = floats(u), floats(v)
    mine, others = (u, 1.0 - u) if w is None else (w * u, w * (1.0 - u))
    return np.sum(mine * v), np.sum(mine * (1.0 - v)), np.sum(others * v), np.sum(others * (1.0 - v))


def part(marks: Any, w: Any) -> Any:
    """The weight of marked places."""
    return np.count_nonzero(marks) * 1.0 if w is None else np.sum(np.asarray(w) * marks)


@definition(scipy.spatial.distance.hamming)
def hamming(u: Any, v: Any, w: Any = None) -> Any:
    """The share of places where they differ."""
    differs = np.asarray(u) != np.asarray(v)
    return np.mean(differs) if w is None else part(differs, w) / np.sum(w)


@definition(scipy.spatial.distance.jaccard)
def jaccard(u: Any, v: Any, w: Any = None) -> Any:
    """The share of places where they differ, among those where one of them holds."""
    u, v = np.asarray(u) != 0, np.asarray(v) != 0
    return divide_or_zero(part(u != v, w), part(u | v, w))


@definition(scipy.spatial.distance.dice)
def dice(u: Any, v: Any, w: Any = None) -> Any:
    """`(ft + tf) / (2 tt + ft + tf)`."""
    tt, tf, ft, _ = counts(u, v, w)
    return (tf + ft) / (2.0 * tt + tf + ft)


@definition(scipy.spatial.distance.rogerstanimoto)
def rogerstanimoto(u: Any, v: Any, w: Any = None) -> Any:
    """`2 (ft + tf) / (tt + ff + 2 (ft + tf))`."""
    tt, tf, ft, ff = counts(u, v, w)
    return 2.0 * (tf + ft) / (tt + ff + 2.0 * (tf + ft))


@definition(scipy.spatial.distance.russellrao)
def russellrao(u: Any, v: Any, w: Any = None) -> Any:
    """`(n - tt) / n`."""
    n = np.size(u) * 1.0 if w is None else np.sum(w)
    return (n - counts(u, v, w)[0]) / n


@definition(scipy.spatial.distance.sokalsneath)
def sokalsneath(u: Any, v: Any, w: Any = None) -> Any:
    """`2 (ft + tf) / (tt + 2 (ft + tf))`."""
    tt, tf, ft, _ = counts(u, v, w)
    return 2.0 * (tf + ft) / (tt + 2.0 * (tf + ft))


@definition(scipy.spatial.distance.yule)
def yule(u: Any, v: Any, w: Any = None) -> Any:
    """`2 ft tf / (tt ff + ft tf)`, and 0 where nothing differs."""
    tt, tf, ft, ff = counts(u, v, w)
    return divide_or_zero(2.0 * tf * ft, tt * ff + tf * ft)

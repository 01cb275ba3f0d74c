"""scipy.stats: counts in bins. The counts are steps of the data; the ends of the bins and the weights are not."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats
from scipy.stats._stats_py import CumfreqResult, RelfreqResult

from srcxform.rules.registry import definition


def bins(a: Any, numbins: Any, limits: Any, weights: Any) -> Any:
    """The counts, the lower limit, the width of a bin, and how many values are outside."""
    a = np.ravel(a)
    if limits is None:
        low, high = np.min(a), np.max(a)
        beyond = (high - low) / (2.0 * (numbins - 1.0))
        low, high = low - beyond, high + beyond
    else:
        low, high = limits
    found, _ = np.histogram(a, bins=numbins, range=(low, high), weights=weights)
    return found * 1.0, low, (high - low) / numbins, np.count_nonzero((a < low) | (a > high))


@definition(stats.cumfreq)
def cumfreq(a: Any, numbins: Any = 10, defaultreallimits: Any = None, weights: Any = None) -> Any:
    """Sums of counts."""
    counts, low, width, extra = bins(a, numbins, defaultreallimits, weights)
    return CumfreqResult(np.cumsum(counts), low, width, extra)


@definition(stats.relfreq)
def relfreq(a: Any, numbins: Any = 10, defaultreallimits: Any = None, weights: Any = None) -> Any:
    """Counts as shares."""
    counts, low, width, extra = bins(a, numbins, defaultreallimits, weights)
    return RelfreqResult(counts / np.shape(a)[0], low, width, extra)

"""Samples for Python's `statistics`: every function but the draws is read by its definition."""

from __future__ import annotations

import statistics
from typing import Any

from srcxform import runtime
from tests.rules.sample import Sample, Samples, strided, values

X, Y = values(7, low=0.4, high=3.0), values(7, low=0.2, high=2.0, seed=3)
EVEN = values(6, low=0.4, high=3.0, seed=5)
WEIGHTS = values(7, low=0.5, high=1.5, seed=4)


def data(**kwargs: Any) -> list[Sample]:
    """An odd and an even number of values, as arrays, lists and tuples."""
    layouts = (X, EVEN, X.tolist(), tuple(EVEN.tolist()), strided(5, low=0.3))
    return [Sample((x,), kwargs) for x in layouts]


SAMPLES: Samples = {runtime.normal_quantile: [Sample((p,), step=1e-4) for p in (0.003, 0.3, 0.5, 0.99)]}
DEFINITIONS: Samples = {
    statistics.mean: data(),
    statistics.fmean: [*data(), Sample((X, WEIGHTS)), Sample((X.tolist(),), {"weights": [1, 2, 1, 1, 3, 1, 1]})],
    statistics.geometric_mean: data(),
    statistics.harmonic_mean: [*data(), Sample((X, WEIGHTS))],
    statistics.median: data(),
    statistics.median_low: data(),
    statistics.median_high: data(),
    statistics.median_grouped: [*data(), *data(interval=2.5)],
    statistics.quantiles: [
        *data(),
        *data(n=3, method="inclusive"),
        Sample((X,), {"n": 7}),
        Sample(([0.3, 1.2],), {"n": 10}),
    ],
    statistics.variance: [*data(), Sample((X, 0.7))],
    statistics.pvariance: [*data(), Sample((X, 0.7))],
    statistics.stdev: [*data(), Sample((X, 0.7))],
    statistics.pstdev: [*data(), Sample((X, 0.7))],
    statistics.covariance: [Sample((X, Y)), Sample((X.tolist(), Y.tolist()))],
    statistics.correlation: [Sample((X, Y)), Sample((X.tolist(), Y.tolist()))],
    statistics.linear_regression: [Sample((X, Y)), Sample((X, Y), {"proportional": True})],
}

"""Samples for mean, variance and entropy of the distributions: they are read by their definitions."""

from __future__ import annotations

import numpy as np
from scipy import stats

from srcxform.rules.library import register_imported
from tests.rules.sample import Sample, Samples, values

register_imported()

from srcxform.rules.scipy_stats_moment_rows import COUNTS, ROWS  # noqa: E402
from tests.rules.samples_scipy_stats import COUNTS as COUNT_SHAPES  # noqa: E402
from tests.rules.samples_scipy_stats import shapes_of  # noqa: E402

SAMPLES: Samples = {}
FINITE = {"f": (3.2, 5.1), "t": (3.3,), "invgamma": (3.4,), "betaprime": (1.4, 3.3), "pareto": (2.6,), "lomax": (2.6,)}
HEAVY = {"loglaplace": (2.7,), "zipf": (4.1,), "yulesimon": (3.3,)}
METHODS = ("mean", "var", "std", "entropy")


def of(name: str, shapes: tuple[float, ...]) -> Samples:
    """One sample for each function with a closed form."""
    found: Samples = {}
    one = getattr(stats, name)
    count = isinstance(one, stats.rv_discrete)
    closed = (COUNTS if count else ROWS)[name](*shapes)
    known = dict(zip(METHODS, (closed[0], closed[1], closed[1], closed[2]), strict=True))
    real = tuple(k for k, shape in enumerate(shapes) if isinstance(shape, float))
    for method, value in known.items():
        wrt = real if value is not None else ()
        moved = () if count else (0.3, 1.7)
        wrt = wrt if count else (*wrt, len(shapes), len(shapes) + 1)
        found[getattr(one, method)] = [Sample((*shapes, *moved), wrt=wrt, step=1e-3)]
    return found


DEFINITIONS: Samples = {}
for row in ROWS:
    DEFINITIONS |= of(row, {**FINITE, **HEAVY}.get(row, shapes_of(row)))
for row in COUNTS:
    DEFINITIONS |= of(row, HEAVY.get(row, COUNT_SHAPES[row]))
BROADCAST = [Sample((values(3, low=0.3), 0.2, values(2, 1, low=0.5))), Sample((1.3,), {"scale": 0.7})]
for primitive in (stats.gamma.mean, stats.gamma.var, stats.gamma.std, stats.gamma.entropy):
    DEFINITIONS[primitive] += BROADCAST
DEFINITIONS |= {
    stats.norm.mean: [Sample((0.3, 1.7)), Sample((), {"loc": 0.3})],
    stats.norm.std: [Sample((0.3, 1.7))],
    stats.norm.entropy: [Sample((0.3, np.array([0.4, 1.7])))],
    stats.norm.median: [Sample((0.3, 1.7))],
    stats.norm.interval: [Sample((0.9, 0.3, 1.7))],
    stats.gamma.moment: [Sample((1, 1.7, 0.3, 1.2)), Sample((2, 1.7, 0.3, 1.2))],
    stats.beta.support: [Sample((1.7, 2.3, 0.3, 1.2), wrt=(2, 3))],
    stats.gamma.nnlf: [Sample(((1.7, 0.1, 1.2), values(4, low=0.5, high=2.0)))],
    stats.norm.stats: [Sample((0.3, 1.7)), Sample((0.3, 1.7), {"moments": "v"})],
}

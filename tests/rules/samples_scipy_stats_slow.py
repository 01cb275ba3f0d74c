"""Distributions whose cumulative functions SciPy integrates numerically: one number each."""

from __future__ import annotations

from scipy import stats

from tests.rules.sample import Sample, Samples

SHAPES = {
    stats.gausshyper: (1.5, 2.5, 2.0, 0.5),
    stats.studentized_range: (3.0, 10.0),
    stats.geninvgauss: (2.3, 1.5),
    stats.genhyperbolic: (0.5, 1.5, -0.5),
    stats.levy_stable: (1.8, -0.5),
    stats.dpareto_lognorm: (0.5, 1.2, 3.0, 2.5),
}
SHARE = 0.4

SAMPLES: Samples = {
    getattr(kind, name): [Sample((float(kind.ppf(SHARE, *shapes)), *shapes), wrt=(0,))]
    for kind, shapes in SHAPES.items()
    for name in ("cdf", "logcdf", "sf", "logsf")
} | {
    getattr(kind, name): [Sample((SHARE, *shapes), wrt=(0,))]
    for kind, shapes in SHAPES.items()
    for name in ("ppf", "isf")
}

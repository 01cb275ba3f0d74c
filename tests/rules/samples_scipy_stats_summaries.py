"""Samples for means, moments, spreads, entropies and distances of data: most are read by their definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from tests.rules.sample import Sample, Samples, fortran, strided, values

WIDE = values(3, 4, low=0.4, high=3.0)
LONG = 0.2 + values(9, low=0.3, high=1.6, seed=3) ** 2
WEIGHTS = values(9, low=0.5, high=1.5, seed=4)


def reduced(*args: Any, **kwargs: Any) -> list[Sample]:
    """Data in many layouts along many axes."""
    wrt = (0,)
    layouts = [Sample((x, *args), kwargs, wrt) for x in (LONG, strided(5, low=0.4), fortran(4, 3, low=0.4))]
    axes = [Sample((WIDE, *args), {**kwargs, "axis": axis}, wrt) for axis in (1, -1, None)]
    return [*layouts, *axes, Sample((LONG.astype(np.float32), *args), kwargs, wrt)]


def kept(*args: Any, **kwargs: Any) -> list[Sample]:
    """The same with all axes left."""
    return [*reduced(*args, **kwargs), Sample((WIDE, *args), {**kwargs, "axis": 1, "keepdims": True}, (0,))]


def both(*args: Any, **kwargs: Any) -> list[Sample]:
    """Samples estimated with and without bias."""
    return [*kept(*args, **kwargs), *kept(*args, **kwargs, bias=False)]


SAMPLES: Samples = {
    stats.expectile: [
        Sample((LONG,)),
        Sample((LONG, 0.23)),
        Sample((LONG, 0.8), {"weights": WEIGHTS}, (0, 1)),
    ],
}
NEAR = np.array([0.71, 2.31, 1.32, 0.11])
DEFINITIONS: Samples = {
    stats.gmean: [*kept(), Sample((LONG,), {"weights": WEIGHTS})],
    stats.hmean: [*kept(), Sample((LONG,), {"weights": WEIGHTS})],
    stats.pmean: [
        *kept(1.7),
        Sample((WIDE, 0), {"axis": 1}),
        Sample((LONG, -2)),
        Sample((LONG, 1.3), {"weights": WEIGHTS}),
    ],
    stats.moment: [*kept(3), Sample((LONG,)), Sample((LONG, 2)), Sample((LONG,), {"order": 3, "center": 0.7})],
    stats.skew: both(),
    stats.kurtosis: [*both(), Sample((LONG,), {"fisher": False})],
    stats.variation: [*kept(), *kept(ddof=1)],
    stats.sem: [*kept(), *kept(ddof=0)],
    stats.gstd: kept(),
    stats.describe: [Sample((LONG,)), Sample((WIDE,), {"axis": 1}), Sample((WIDE,), {"axis": None, "bias": False})],
    stats.kstat: [*kept(n=3), *(Sample((WIDE,), {"n": n, "axis": 1}) for n in (1, 2, 4))],
    stats.kstatvar: [Sample((LONG, n)) for n in (1, 2)],
    stats.tmean: [*kept(), *kept((0.6, 2.6)), *kept((None, 2.6), (False, False))],
    stats.tvar: [*kept(), *kept((0.6, 2.6)), *kept((0.6, None), ddof=0)],
    stats.tstd: [*kept(), *kept((0.6, 2.6))],
    stats.tsem: [*kept(), *kept((0.6, 2.6))],
    stats.tmin: [*kept(), *kept(0.6)],
    stats.tmax: [*kept(), *kept(2.2, inclusive=False)],
    stats.trim_mean: [*reduced(0.2), *reduced(0.0)],
    stats.iqr: [*kept(), Sample((LONG,), {"rng": (10, 60), "scale": "normal", "interpolation": "lower"}, (0,))],
    stats.median_abs_deviation: [Sample((np.sqrt(LONG),)), Sample((WIDE**2,), {"axis": 1, "scale": "normal"})],
    stats.scoreatpercentile: [Sample((LONG, 30)), Sample((WIDE, [30, 60]), {"axis": 0}, (0,))],
    stats.quantile: [Sample((LONG, 0.3)), Sample((WIDE, 0.6), {"axis": 1, "method": "hazen"}, (0,))],
    stats.zmap: [Sample((LONG, values(4))), Sample((WIDE, values(5, 4)), {"ddof": 1})],
    stats.zscore: [*reduced(), *reduced(ddof=1)],
    stats.gzscore: reduced(),
    stats.boxcox: [Sample((LONG, 0.4)), Sample((LONG, 0.0)), Sample((LONG, -1.3))],
    stats.boxcox_llf: [Sample((0.4, LONG)), Sample((0.4, WIDE), {"axis": 1, "keepdims": True})],
    stats.yeojohnson: [Sample((values(5), 0.4)), Sample((values(5), 1.6)), Sample((values(5), 0), wrt=(0,))],
    stats.yeojohnson_llf: [Sample((0.4, values(7))), Sample((1.3, values(3, 4)), {"axis": 1})],
    stats.entropy: [
        *kept(),
        *kept(base=2),
        Sample((LONG, WEIGHTS)),
        Sample((WIDE, values(3, 4, low=0.5, high=1.0)), {"axis": 1, "base": 10}),
        Sample((np.array([0.0, 0.4, 0.6]),), wrt=()),
    ],
    stats.differential_entropy: [
        Sample((LONG,)),
        *(Sample((values(2, 14),), {"axis": 1, "method": m}) for m in ("auto", "vasicek", "van es", "ebrahimi")),
        Sample((LONG,), {"window_length": 2, "base": 2}),
    ],
    stats.wasserstein_distance: [Sample((LONG, NEAR)), Sample((LONG, NEAR, WEIGHTS, values(4, low=0.5)))],
    stats.energy_distance: [Sample((LONG, NEAR)), Sample((LONG, NEAR, WEIGHTS, values(4, low=0.5)))],
    stats.circmean: [*kept(), Sample((values(5),), {"high": 3.0, "low": -3.0}), Sample((values(5), 3.0, -3.0))],
    stats.circvar: kept(),
    stats.circstd: [*kept(), *kept(normalize=True), Sample((values(5),), {"high": 3.0, "low": -3.0})],
}

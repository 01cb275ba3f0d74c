"""Samples for statistics of tests and lines through data: they are read by their definitions."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tests.rules.sample import Sample, Samples, strided, values

SAMPLES: Samples = {}
A, B, C = values(9), values(7, seed=2), 1.3 * values(8, seed=3) + 0.4
OTHER = A + values(9, low=-0.5, high=0.7, seed=5)
WIDE, HIGH = values(3, 5), values(3, 5, seed=7)
LONG = values(24, seed=8) + 0.3 * values(24, seed=9) ** 2
COUNTS = values(6, low=3.0, high=9.0)
SHARES = values(6, low=0.1, high=0.9, seed=4)
SIDES = ("less", "greater")
DEFINITIONS: Samples = {
    stats.ttest_1samp: [
        Sample((A, 0.2)),
        Sample((WIDE, 0.2), {"axis": 1, "keepdims": True}),
        *(Sample((A, 0.2), {"alternative": side}) for side in SIDES),
    ],
    stats.ttest_rel: [Sample((A, OTHER)), Sample((WIDE, HIGH), {"axis": -1})],
    stats.ttest_ind: [
        Sample((A, B)),
        Sample((A, B), {"equal_var": False}),
        Sample((WIDE, HIGH), {"axis": 1, "keepdims": True, "alternative": "less"}),
    ],
    stats.ttest_ind_from_stats: [
        Sample((0.3, 1.2, 9, 0.7, 0.8, 12)),
        Sample((0.3, 1.2, 9, 0.7, 0.8, 12), {"equal_var": False}),
    ],
    stats.f_oneway: [Sample((A, B, C)), Sample((WIDE, HIGH), {"axis": 1})],
    stats.bartlett: [Sample((A, B, C)), Sample((WIDE, HIGH), {"axis": 1})],
    stats.levene: [Sample((A + A**2, B, C), {"center": "mean"}, step=1e-4), Sample((A, B, C), step=1e-4)],
    stats.combine_pvalues: [
        *(Sample((SHARES,), {"method": m}) for m in ("fisher", "pearson", "stouffer")),
        Sample((SHARES,), {"method": "stouffer", "weights": COUNTS}),
    ],
    stats.pointbiserialr: [Sample((np.array([0.0, 1, 1, 0, 1]), values(5)), wrt=(1,))],
    stats.power_divergence: [
        Sample((COUNTS,)),
        *(Sample((COUNTS,), {"lambda_": p}) for p in ("log-likelihood", "mod-log-likelihood", "cressie-read", -2)),
        Sample((np.reshape(COUNTS, (2, 3)),), {"axis": None, "ddof": 1}),
    ],
    stats.chisquare: [Sample((COUNTS,)), Sample((np.reshape(COUNTS, (2, 3)),), {"axis": 1})],
    stats.jarque_bera: [Sample((LONG,)), Sample((np.reshape(LONG, (4, 6)),), {"axis": 1})],
    stats.skewtest: [Sample((LONG,)), *(Sample((LONG,), {"alternative": side}) for side in SIDES)],
    stats.kurtosistest: [Sample((LONG,)), *(Sample((LONG,), {"alternative": side}) for side in SIDES)],
    stats.normaltest: [Sample((LONG,)), Sample((np.reshape(LONG, (3, 8)),), {"axis": 1, "keepdims": True})],
    stats.pearsonr: [
        Sample((A, OTHER)),
        Sample((strided(5), values(5, seed=4))),
        Sample((WIDE, HIGH), {"axis": 1}),
        *(Sample((A, OTHER), {"alternative": side}) for side in SIDES),
        Sample((A.astype(np.float32), OTHER.astype(np.float32))),
    ],
    stats.linregress: [
        Sample((A, OTHER)),
        *(Sample((A, OTHER), {"alternative": side}) for side in SIDES),
    ],
}

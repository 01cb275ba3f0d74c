"""Samples for the rules of scipy.integrate that take no callables."""

from __future__ import annotations

import numpy as np
import scipy.integrate as si

import srcxform.rules.scipy_integrate  # noqa: F401  (registers the rules)
from srcxform.rules.scipy_integrate_quad import required, where_smooth
from tests.rules.sample import Sample, Samples, fortran, strided, values

SAMPLES: Samples = {
    where_smooth: [Sample((values(5), True)), Sample((values(2, 3, dtype=complex), True))],
    required: [Sample((values(5), True))],
}
X7, X6 = np.array([0.0, 0.4, 1.1, 1.5, 2.7, 3.0, 3.6]), np.array([0.0, 0.4, 1.1, 1.5, 2.7, 3.0])
X27 = np.cumsum(np.abs(values(2, 7)) + 0.3, axis=1)
SUMS = [
    Sample((values(7),)),
    Sample((values(6),)),
    Sample((values(7),), {"dx": 0.3}),
    Sample((values(7),), {"x": X7}),
    Sample((values(6),), {"x": X6}),
    Sample((values(2, 7),), {"x": X27}),
    Sample((values(2, 7),), {"x": X7}),
    Sample((values(7, 2),), {"axis": 0}),
    Sample((values(7, 2),), {"x": X7, "axis": 0}),
    Sample((values(6, 2),), {"x": X6, "axis": -2}),
    Sample((strided(7),), {"dx": 0.2}),
    Sample((fortran(7, 3),), {"x": X7, "axis": 0}),
    Sample((values(2),), {"x": X7[:2]}),
    Sample((values(7, dtype=complex),), {"x": X7}),
]
DEFINITIONS: Samples = {
    si.trapezoid: SUMS,
    si.simpson: SUMS,
    si.cumulative_trapezoid: [*SUMS, Sample((values(7),), {"x": X7, "initial": 0})],
    si.cumulative_simpson: [
        *SUMS[:-1],
        Sample((values(7),), {"x": X7, "initial": 0.7}),
        Sample((values(2, 6),), {"x": X6, "initial": values(2, 1)}),
        Sample((values(6, 2),), {"dx": np.array([[0.3, 0.2]]), "axis": 0}),
    ],
    si.romb: [
        Sample((values(9),)),
        Sample((values(2),), {"dx": 0.3}),
        Sample((values(9, 2),), {"dx": 0.3, "axis": 0}),
        Sample((values(3, 5),)),
    ],
}

"""Samples for the rules of scipy.special: eigenvalues of the wave equation, nodes and weights of quadrature."""

from __future__ import annotations

import numpy as np
from scipy import special

from tests.rules.sample import Sample, Samples
from tests.rules.samples_scipy_special import few, line

ORDERS = np.array([[0], [1], [2], [5]])

SAMPLES: Samples = {
    special.mathieu_a: [*line(0.5, 8.0, 2), *few(0.5, 8.0, ORDERS), *few(-8.0, -2.0, ORDERS)],
    special.mathieu_b: [*line(0.5, 8.0, 2), *few(0.5, 8.0, ORDERS + 1), *few(-8.0, -2.0, ORDERS + 1)],
    **{
        f: [*few(0.5, 6.0, 1, 2)[:2], *few(0.5, 6.0, 1, ORDERS + 1)[:2], Sample((1, 2, np.zeros((0, 3))), wrt=(2,))]
        for f in (special.pro_cv, special.obl_cv)  # no end in float32
    },
    special.pro_cv_seq: [Sample((1, 4, 2.3)), Sample((0, 0, 0.7))],
    special.obl_cv_seq: [Sample((1, 4, 2.3)), Sample((0, 0, 0.7))],
}

DEFINITIONS: Samples = {
    special.roots_jacobi: [Sample((n, 0.3, -0.4)) for n in (1, 2, 3, 7)]
    + [Sample((4, 0.0, 0.0)), Sample((3, 0.3, 1.2), {"mu": True})],
    special.roots_gegenbauer: [Sample((n, 0.8)) for n in (1, 2, 6)] + [Sample((3, 0.5), {"mu": True})],
    special.roots_sh_jacobi: [Sample((n, 2.3, 0.7)) for n in (1, 2, 6)] + [Sample((3, 2.0, 1.5), {"mu": True})],
    special.roots_genlaguerre: [Sample((n, 0.7)) for n in (1, 2, 6, 20)] + [Sample((3, 0.5), {"mu": True})],
}

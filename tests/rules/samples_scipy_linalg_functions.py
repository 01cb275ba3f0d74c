"""Samples for the rules of scipy.linalg: matrix equations, least squares, functions of a matrix."""

from __future__ import annotations

import numpy as np
import scipy.linalg as sl

import srcxform.rules.scipy_linalg_equations
import srcxform.rules.scipy_linalg_functions  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, fortran, values
from tests.rules.samples_b import definite, other, regular

A, AC, A32 = regular(3, 3), regular(3, 3, dtype=complex), regular(3, 3, dtype=np.float32)
B, BC = regular(3, 3, seed=4), regular(3, 3, seed=4, dtype=complex)
STACK = np.stack([A, B])
Q, QC = other(3, 3), other(3, 3, dtype=complex)
STABLE, STABLE_C = 0.3 * A - 0.1, 0.3 * AC
SYMMETRIC, SYMMETRIC_C = (D := definite(3, 3)) + D.T, (DC := definite(3, 3, dtype=complex)) + DC.conj().T
R2 = np.array([[2.0, 0.3], [0.3, 1.0]])
TALL, WIDE = values(4, 2) + np.eye(4, 2), values(2, 4) + np.eye(2, 4)
ARE = [
    Sample((0.3 * B, np.ones((3, 2)) + values(3, 2) / 5, SYMMETRIC, R2), wrt=(0, 1)),
    Sample((0.3 * BC, np.ones((3, 2)) + values(3, 2, dtype=complex) / 5, SYMMETRIC_C, R2), wrt=(0, 1)),
]
"""The other two arguments must be symmetric: they have a test of their own."""
THROUGHOUT = [Sample((a,)) for a in (A, AC, A32, regular(1, 1), fortran(3, 3) * 0.2 + np.diag([1.0, 2.0, 3.0]))]
BELOW_ONE = [Sample((0.4 * a,)) for a in (A, AC, STACK)]

SAMPLES: Samples = {
    sl.solve_sylvester: [
        Sample((A, B, Q)),
        Sample((A, values(2, 2) + 6 * np.eye(2), other(3, 2))),
        Sample((AC, BC, QC)),
        Sample((AC, BC, Q)),
        Sample((STACK, B, Q)),
        Sample((A32, B.astype(np.float32), Q.astype(np.float32))),
        Sample((regular(1, 1), regular(1, 1) + 1, other(1, 1))),
    ],
    sl.solve_continuous_lyapunov: [
        Sample((A, Q)),
        Sample((AC, QC)),
        Sample((AC, Q)),
        Sample((STACK, Q)),
        Sample((A32, Q.astype(np.float32))),
    ],
    sl.solve_discrete_lyapunov: [
        Sample((STABLE, Q)),
        Sample((STABLE_C, QC)),
        Sample((STABLE, Q, "bilinear")),
        Sample((STABLE_C, QC), {"method": "direct"}),
        Sample((0.3 * STACK, Q)),
        Sample((STABLE.astype(np.float32), Q.astype(np.float32))),
    ],
    sl.solve_continuous_are: ARE,
    sl.solve_discrete_are: ARE,
    sl.pinv: [
        *[Sample((a,)) for a in (A, AC, A32, TALL, WIDE, STACK, values(3, 2, dtype=complex))],
        Sample((TALL,), {"return_rank": True}),
    ],
    sl.pinvh: [
        *[Sample((a,), {"lower": low}) for a in (D, DC) for low in (True, False)],
        Sample((D,), {"return_rank": True}),
    ],
    sl.lstsq: [
        *[Sample((TALL, b)) for b in (other(4), other(4, 2))],
        *[Sample((WIDE, b)) for b in (other(2), other(2, 3))],
        Sample((A, Q), {"lapack_driver": "gelss"}),
        Sample((TALL, other(4)), {"lapack_driver": "gelsy"}),
        Sample((values(3, 2, dtype=complex), other(3, dtype=complex))),
    ],
    sl.expm: [*THROUGHOUT, *BELOW_ONE, Sample((values(0, 0),))],
    sl.logm: [
        *[s for s in THROUGHOUT if s.args[0] is not A32],
        Sample((STACK,)),
        Sample(((D / 3).astype(np.float32),)),
    ],
    sl.sqrtm: [*THROUGHOUT, Sample((STACK,))],
    sl.fractional_matrix_power: [
        *[Sample((a, t)) for a in (SYMMETRIC / 6, AC) for t in (0.5, -0.7, 1.3)],
        Sample((A, 2)),
    ],
    sl.cosm: [*THROUGHOUT, *BELOW_ONE],
    sl.sinm: [*THROUGHOUT, *BELOW_ONE],
    sl.tanm: BELOW_ONE,
    sl.coshm: [*THROUGHOUT, *BELOW_ONE],
    sl.sinhm: [*THROUGHOUT, *BELOW_ONE],
    sl.tanhm: [*THROUGHOUT, *BELOW_ONE],
    sl.signm: [Sample((a,)) for a in (A * [1, -1, 1], AC, STACK)],
}

DEFINITIONS: Samples = {
    sl.expm_frechet: [
        *[Sample((a, e), {"compute_expm": False}) for a, e in ((A, Q), (AC, QC), (STACK, Q))],
        Sample((A, Q)),
    ],
}

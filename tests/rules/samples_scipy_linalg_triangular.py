"""Samples for the rules of scipy.linalg: Cholesky, LU, QR, polar decomposition."""

from __future__ import annotations

import numpy as np
import scipy.linalg as sl

import srcxform.rules.scipy_linalg_triangular  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, fortran, values
from tests.rules.samples_b import definite, other, regular

A, AC, A32 = regular(3, 3), regular(3, 3, dtype=complex), regular(3, 3, dtype=np.float32)
MIXED = A[[1, 2, 0]]
STACK = np.stack([MIXED, regular(3, 3, seed=4)])
D, DC, D32 = definite(3, 3), definite(3, 3, dtype=complex), definite(3, 3, dtype=np.float32)
TALL, WIDE = values(4, 2) + np.eye(4, 2), values(2, 4) + np.eye(2, 4)
TALL_C, WIDE_C = values(4, 2, dtype=complex), values(2, 4, dtype=complex)
SQUARE = [MIXED, AC, A32, STACK, regular(1, 1), fortran(3, 3) + 4 * np.eye(3)]
OBLONG = [TALL, WIDE, TALL_C, WIDE_C]
FACTORS = [sl.lu_factor(x) for x in (MIXED, AC, A32)]

SAMPLES: Samples = {
    sl.cholesky: [
        *[Sample((a, low)) for a in (D, DC, D32, np.stack([D, 2 * D]), definite(1, 1)) for low in (False, True)],
        Sample((np.asfortranarray(D),)),
    ],
    sl.cho_factor: [Sample((a, low)) for a in (D, DC, D32, np.stack([D, 2 * D])) for low in (False, True)],
    sl.lu: [
        *[Sample((a,)) for a in (*SQUARE, *OBLONG)],
        *[Sample((a, True)) for a in (*SQUARE, *OBLONG)],
        *[Sample((a,), {"p_indices": True}) for a in (MIXED, STACK, TALL)],
    ],
    sl.lu_factor: [Sample((a,)) for a in (*SQUARE, *OBLONG)],
    sl.lu_solve: [
        *[Sample((FACTORS[0], b, t)) for b in (other(3), other(3, 2)) for t in (0, 1, 2)],
        *[Sample((FACTORS[1], other(3, 2, dtype=complex), t)) for t in (0, 1, 2)],
        Sample((FACTORS[2], other(3).astype(np.float32))),
        Sample((sl.lu_factor(STACK), other(3))),
    ],
    sl.qr: [
        *[Sample((a,), {"mode": "economic"}) for a in (*SQUARE, *OBLONG)],
        *[Sample((a,), {"mode": "r"}) for a in (*SQUARE, *OBLONG)],
        *[Sample((a,), {"mode": "economic", "pivoting": True}) for a in (MIXED, TALL, WIDE, STACK)],
        Sample((MIXED,), {"mode": "r", "pivoting": True}),
        *[Sample((a,)) for a in (MIXED, AC, WIDE)],
    ],
    sl.rq: [
        *[Sample((a,), {"mode": "economic"}) for a in (*SQUARE, *OBLONG)],
        *[Sample((a,), {"mode": "r"}) for a in (*SQUARE, *OBLONG)],
        *[Sample((a,)) for a in (MIXED, AC, TALL)],
    ],
    sl.polar: [
        *[Sample((a,)) for a in (*SQUARE, *OBLONG)],
        *[Sample((a, "left")) for a in (*SQUARE, *OBLONG)],
    ],
}

DEFINITIONS: Samples = {
    sl.orthogonal_procrustes: [Sample((values(4, 2), other(4, 2))), Sample((TALL_C, other(4, 2, dtype=complex)))],
}

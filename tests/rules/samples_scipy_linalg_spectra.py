"""Samples for the rules of scipy.linalg: eigenvalues and singular values."""

from __future__ import annotations

import numpy as np
import scipy.linalg as sl

import srcxform.rules.scipy_linalg_spectra  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, fortran, values
from tests.rules.samples_b import definite, other, regular

A, A32, AC = regular(3, 3), regular(3, 3, dtype=np.float32), regular(3, 3, dtype=complex)
REAL = values(3, 3, seed=2)  # all eigenvalues are real
STEADY = values(3, 3)
D, DC, D32 = definite(3, 3), definite(3, 3, dtype=complex), definite(3, 3, dtype=np.float32)
B = 0.3 * definite(3, 3)[::-1, ::-1] + np.eye(3)
BC = 0.3 * DC[::-1, ::-1] + np.eye(3)
STACK = np.stack([D, 2 * D + values(3, 3)])
LOW = [False, True]
BANDS, BANDS_C = other(3, 5) + np.arange(5), other(3, 5, dtype=complex) + np.arange(5)
OBLONG = [values(4, 2) + np.eye(4, 2), values(2, 4) + np.eye(2, 4)]

SAMPLES: Samples = {
    sl.eigh: [
        *[Sample((a,), {"lower": False, "driver": "evd"}) for a in (STEADY, STEADY.astype(np.float32))],
        Sample((np.stack([STEADY, 2 * STEADY]),), {"driver": "evx"}),
        Sample((STEADY,), {"driver": "evx"}),
        *[Sample((D, B), {"lower": low}) for low in LOW],
        Sample((STEADY,), {"subset_by_index": [1, 2], "driver": "evx"}),
        Sample((D, B), {"subset_by_index": [0, 1]}),
        *[Sample((a,), {"eigvals_only": True}) for a in (D, DC, STACK)],
        *[Sample((D, B), {"eigvals_only": True, "lower": low}) for low in LOW],
        Sample((DC, BC), {"eigvals_only": True}),
        Sample((D, B), {"eigvals_only": True, "subset_by_index": [0, 1]}),
        Sample((D,), {"eigvals_only": True, "subset_by_value": [-9.0, 4.2]}, wrt=(0,)),
        Sample((definite(1, 1),)),
    ],
    sl.eigvalsh: [
        *[Sample((a,), {"lower": low}) for a in (D, DC, D32, STACK) for low in LOW],
        Sample((D, B)),
        Sample((DC, BC)),
        Sample((D,), {"subset_by_index": [1, 2]}),
        Sample((np.asfortranarray(D),)),
    ],
    sl.eigh_tridiagonal: [
        Sample((np.arange(4) + values(4) / 3, other(3))),
        Sample((np.arange(4) + values(4) / 3, other(3), True)),
        Sample((values(1), values(0))),
    ],
    sl.eigvalsh_tridiagonal: [
        Sample((values(4), other(3))),
        Sample((values(4), other(3), "i", (1, 2))),
        Sample((values(4).astype(np.float32), other(3).astype(np.float32))),
    ],
    sl.eig_banded: [
        *[Sample((BANDS, low)) for low in LOW],
        *[Sample((a, low, True)) for a in (BANDS, BANDS_C) for low in LOW],
    ],
    sl.eigvals_banded: [Sample((a, low)) for a in (BANDS, BANDS_C) for low in LOW],
    sl.eig: [
        Sample((REAL,)),
        *[Sample((a,), {"right": False}) for a in (A, AC, A32, np.stack([A, REAL]))],
        Sample((REAL, B)),
        Sample((regular(1, 1),)),
    ],
    sl.eigvals: [
        *[Sample((a,)) for a in (A, AC, A32, REAL, np.stack([A, REAL]), fortran(3, 3) + 4 * np.eye(3))],
        Sample((A, B)),
        Sample((AC, B)),
    ],
    sl.svd: [
        *[Sample((a, False)) for a in (A, A32, np.stack([A, REAL]), *OBLONG)],
        *[Sample((a,), {"compute_uv": False}) for a in (A, AC, A32, *OBLONG)],
        Sample((A,)),
        Sample((A,), {"lapack_driver": "gesvd"}),
    ],
    sl.svdvals: [Sample((a,)) for a in (A, AC, A32, *OBLONG, np.stack([A, REAL]))],
}

DEFINITIONS: Samples = {
    sl.subspace_angles: [
        Sample((values(5, 2), other(5, 2))),
        Sample((values(5, 2), other(5, 3))),
        Sample((values(5, 3), other(5, 2))),
        Sample((values(5, 2, dtype=complex), other(5, 2, dtype=complex))),
    ],
}

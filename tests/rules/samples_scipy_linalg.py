"""Samples for the rules of scipy.linalg: systems, equations, inverses."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

import srcxform.rules.scipy_linalg  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, fortran, strided, values
from tests.rules.samples_b import definite, other, regular

A, AC, A32 = regular(3, 3), regular(3, 3, dtype=complex), regular(3, 3, dtype=np.float32)
STACK = np.stack([regular(3, 3), regular(3, 3, seed=4)])
D, DC, D32 = definite(3, 3), definite(3, 3, dtype=complex), definite(3, 3, dtype=np.float32)
B, BM, BC = other(3), other(3, 2), other(3, 2, dtype=complex)
STRUCTURES = (
    "gen", "general", "sym", "symmetric", "her", "hermitian", "pos", "positive definite", "diagonal", "tridiagonal",
    "banded", "upper triangular", "lower triangular",
)  # fmt: skip
UPPER_IN_ORDER = np.asfortranarray(regular(3, 3))


def structured(structure: str, dtype: Any = float) -> Any:
    """A matrix for a solver that only reads a part of it."""
    return definite(3, 3, dtype=dtype)


SAMPLES: Samples = {
    sl.solve: [
        *[Sample((a, b)) for a in (A, AC, UPPER_IN_ORDER, strided(3, 3) + 5 * np.eye(3)) for b in (B, BM, BC)],
        Sample((A32, BM.astype(np.float32))),
        Sample((STACK, B)),
        Sample((STACK, BM)),
        Sample((A, other(2, 3, 2))),
        Sample((regular(1, 1), other(1))),
        Sample((A, other(3, 0))),
        Sample((A, BM), {"transposed": True}),
        Sample((A, B), {"transposed": True, "assume_a": "gen"}),
        Sample((STACK, B), {"transposed": True}),
        *[Sample((D, BM), {"assume_a": s, "lower": low}) for s in STRUCTURES for low in (False, True)],
        *[Sample((DC, BC), {"assume_a": s, "lower": low}) for s in STRUCTURES for low in (False, True)],
        *[Sample((D, B), {"assume_a": s, "transposed": True}) for s in ("pos", "sym", "upper triangular")],
    ],
    sl.solve_triangular: [
        *[
            Sample((A, b, t, low, u))
            for b in (B, BM)
            for t in (0, 1, 2)
            for low in (False, True)
            for u in (False, True)
        ],
        *[Sample((AC, BC), {"trans": t, "lower": low}) for t in ("N", "T", "C") for low in (False, True)],
        Sample((A, other(3, dtype=complex), 2)),
        Sample((A32, BM.astype(np.float32))),
        Sample((fortran(3, 3) + 4 * np.eye(3), B)),
        Sample((STACK, B, 1)),
        Sample((STACK, BM)),
        Sample((A, other(2, 3, 2))),
        Sample((regular(1, 1), other(1))),
    ],
    sl.cho_solve: [
        *[Sample(((D, low), b)) for low in (False, True) for b in (B, BM)],
        *[Sample(((DC, low), BC)) for low in (False, True)],
        Sample(((D32, True), B.astype(np.float32))),
        Sample(((np.stack([D, 2 * D]), True), B)),
        Sample(((D, False), other(2, 3, 2))),
    ],
    sl.inv: [
        *[Sample((a,)) for a in (A, AC, A32, STACK, fortran(3, 3) + 4 * np.eye(3), regular(1, 1))],
        *[
            Sample((a,), {"assume_a": s, "lower": low})
            for a in (D, DC)
            for s in ("gen", "sym", "her", "pos", "upper triangular", "lower triangular")
            for low in (False, True)
        ],
    ],
    sl.det: [Sample((a,)) for a in (A, AC, A32, STACK, fortran(3, 3), regular(1, 1))],
    sl.norm: [
        *[
            Sample((a, o), wrt=(0,))
            for a in (A, AC + 0.3, A32, values(2, 3))
            for o in (None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf)
        ],
        *[
            Sample((b, o), wrt=(0,))
            for b in (B, other(3, dtype=complex))
            for o in (None, 1, 2, 3, 0.5, np.inf, -np.inf)
        ],
        Sample((values(2, 3, 4), 2, 1, True)),
        Sample((values(2, 3, 4), "fro", (0, 2))),
        Sample((values(2, 3, 4), 1), {"axis": -1}),
        Sample((values(2, 3, 4),)),
    ],
}

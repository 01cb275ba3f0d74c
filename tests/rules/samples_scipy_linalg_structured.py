"""Samples for the rules of scipy.linalg: structured matrices, and systems with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

import srcxform.rules.scipy_linalg_structured  # noqa: F401  (registers the rules)
from tests.rules.sample import Sample, Samples, strided, values
from tests.rules.samples_b import other

V3, V4, C3, C4, S3 = (
    values(3),
    values(4),
    values(3, dtype=complex),
    other(4, dtype=complex),
    values(3, dtype=np.float32),
)
FIRST = np.array([5.0, 1.0, -0.5, 0.3])
ROW = np.array([9.0, 0.7, 0.2, -1.0])
FIRST_C = FIRST + 1j * np.array([0.0, 0.4, 0.1, -0.3])
ROW_C = ROW + 1j * np.array([2.0, 0.2, -0.6, 0.3])


def bands(lower: int, upper: int, size: int, dtype: Any = float) -> Any:
    """The bands of a matrix with a large diagonal."""
    ab = other(lower + upper + 1, size, dtype=dtype)
    ab[upper] += 5
    return ab


def half(lower: bool, size: int, dtype: Any = float) -> Any:
    """The bands of one half of a positive definite matrix."""
    ab = other(3, size, dtype=dtype)
    ab[0 if lower else 2] += 7
    return ab


SAMPLES: Samples = {
    sl.toeplitz: [
        *[Sample((c,)) for c in (V3, C3, S3, strided(3), values(1))],
        *[Sample((c, r)) for c in (V3, C3) for r in (V4, C4, V3)],
        Sample((V3, values(1))),
        Sample((values(1), V3)),
    ],
    sl.hankel: [
        *[Sample((c,)) for c in (V3, C3, S3, strided(3), values(1))],
        *[Sample((c, r)) for c in (V3, C3) for r in (V4, C4, V3)],
        Sample((values(1), V3)),
    ],
    sl.circulant: [Sample((c,)) for c in (V3, C3, S3, strided(3), values(1), values(2, 3))],
    sl.block_diag: [
        Sample((values(2, 3), V3, values(1, 2))),
        Sample((values(2, 3, dtype=complex), 0.7, values(2, 2))),
        Sample((values(2, 2, 3), other(2, 2))),
        Sample((values(2, 3).astype(np.float32), S3)),
        Sample((values(2, 3),)),
        Sample((values(2, 0), V3)),
    ],
    sl.solve_toeplitz: [
        *[
            Sample((c, b))
            for c in (FIRST, (FIRST, ROW), FIRST_C, (FIRST_C, ROW_C), (FIRST, ROW_C))
            for b in (V4, other(4, 2), C4)
        ],
    ],
    sl.solve_banded: [
        *[
            Sample(((lo, up), bands(lo, up, 5), b))
            for lo, up in ((1, 1), (2, 1), (0, 2), (1, 0))
            for b in (other(5), other(5, 2))
        ],
        Sample(((2, 1), bands(2, 1, 5, complex), other(5, 2, dtype=complex))),
        Sample(((1, 1), bands(1, 1, 4).astype(np.float32), V4.astype(np.float32))),
        Sample(((1, 1), bands(1, 1, 4), C4)),
    ],
    sl.solveh_banded: [
        *[
            Sample((half(low, 5, t), b), {"lower": low})
            for low in (False, True)
            for t in (float, complex)
            for b in (other(5), other(5, 2))
        ],
        Sample((half(True, 4)[:2], V4), {"lower": True}),
        Sample((half(False, 4)[1:], V4)),
        Sample((half(False, 4).astype(np.float32), V4.astype(np.float32))),
    ],
}  # fmt: skip

DEFINITIONS: Samples = {
    sl.companion: [Sample((c,)) for c in (V3, C4, values(2), S3)],
    sl.leslie: [Sample((V4, V3)), Sample((C4, V3))],
    sl.fiedler: [Sample((V3,)), Sample((values(1),))],
    sl.convolution_matrix: [Sample((a, n, m)) for a in (V3, C4) for n in (2, 5) for m in ("full", "same", "valid")],
    sl.diagsvd: [Sample((V3, 3, 5)), Sample((V3, 4, 3))],
    sl.khatri_rao: [Sample((values(2, 3), other(4, 3))), Sample((values(2, 3, dtype=complex), other(1, 3)))],
    sl.matmul_toeplitz: [
        *[Sample((c, b)) for c in (FIRST, (FIRST, ROW), FIRST_C, (FIRST_C, ROW_C)) for b in (V4, other(4, 2), C4)],
        Sample(((V3, V4), V4)),
        Sample(((V4, V3), V3)),
    ],
    sl.solve_circulant: [
        Sample((FIRST, V4)),
        Sample((FIRST_C, other(4, 2))),
        Sample((FIRST, other(4, 2))),
        Sample((np.stack([FIRST, 2 * FIRST]), other(4, 3, 1)), {"outaxis": -1}),
    ],
}
"""Functions that are read by their definitions; they have a test of their own if the tables do not take them."""

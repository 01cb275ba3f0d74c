"""Samples for the solvers that rule files call themselves: of bands, and iterative ones."""

from __future__ import annotations

import numpy as np

import srcxform.rules.scipy_interpolate_bands
import srcxform.rules.scipy_sparse_iterative  # noqa: F401  (registers the rules)
from srcxform.rules.scipy_interpolate_bands import band_solved
from srcxform.rules.scipy_sparse_iterative import iterated
from tests.rules.sample import Sample, Samples, values

BANDS = values(3, 5, low=-0.5, high=0.5)
BANDS[1] += 4.0
FULL = values(4, 4, low=-0.4, high=0.4) + 3 * np.eye(4)
ROWS, COLUMNS = (np.repeat(np.arange(4), 4), np.tile(np.arange(4), 4))


def by(method: str) -> Sample:
    limits = (1e-14, 0.0)
    return Sample((FULL.ravel(), ROWS, COLUMNS, values(4), None, method, "rtol atol", limits, None, False), wrt=(0, 3))


SAMPLES: Samples = {
    band_solved: [Sample((BANDS, values(5, 2)))],
    iterated: [by("gmres"), by("bicgstab")],
}

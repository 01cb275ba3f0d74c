"""Systems with a band as wide above the diagonal as below: `bands[width + i - j, j]` is the element at row i, column j.

A function of the run time: it needs SciPy, and its result has the shape of the right-hand side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from srcxform.rules.registry import adjoint, tangent
from srcxform.rules.scipy_sparse_products import typed
from srcxform.runtime import real_like


@typed(1, (0, 1))
def band_solved(bands: Any, right: Any) -> Any:
    """The solution for each column of the right-hand side."""
    width = np.shape(bands)[0] // 2
    return scipy.linalg.solve_banded((width, width), bands, right)


def band_rows(bands: Any) -> Any:
    """The row of each element of the band, also of those outside of the matrix."""
    count, width = np.shape(bands)[1], np.shape(bands)[0] // 2
    return np.arange(count) + np.expand_dims(np.arange(-width, width + 1), 1)


def flipped(bands: Any) -> Any:
    """The band of the transpose."""
    rows = band_rows(bands)
    place = np.clip(rows, 0, np.shape(bands)[1] - 1)
    turned = bands[np.expand_dims(np.arange(np.shape(bands)[0])[::-1], 1), place]
    return np.where(rows == place, turned, 0.0)


@adjoint(band_solved)
def band_solved_adjoint(bands: Any, right: Any, *, out: Any, out_bar: Any) -> Any:
    """By `a @ dx = db - da @ x`: one more system, with the conjugate transpose."""
    right_bar = band_solved(np.conj(flipped(bands)), out_bar)
    rows = band_rows(bands)
    place = np.clip(rows, 0, np.shape(bands)[1] - 1)
    bands_bar = -np.sum(right_bar[place] * np.conj(out), axis=2) * (rows == place)
    return real_like(bands_bar, bands), real_like(right_bar, right)


@tangent(band_solved)
def band_solved_tangent(bands: Any, right: Any, *, out: Any, bands_dot: Any, right_dot: Any) -> Any:
    """By `a @ dx = db - da @ x`."""
    rows = band_rows(bands)
    place = np.clip(rows, 0, np.shape(bands)[1] - 1)
    # Row by row: the elements of the transpose's band are those of the rows.
    product = np.sum(np.expand_dims(flipped(bands_dot * (rows == place)), 2) * out[place], axis=0)
    return band_solved(bands, -product), band_solved(bands, right_dot)

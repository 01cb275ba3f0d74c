"""numpy.linalg: systems of equations and inverses of arrays with more than two axes, as those of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import definition


@definition(np.linalg.tensorsolve)
def tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    """The solution x of `tensordot(a, x, x.ndim) == b`."""
    moved = a if axes is None else np.moveaxis(a, axes, tuple(range(-len(axes), 0)))
    shape = np.shape(moved)[np.ndim(b) :]
    return np.reshape(np.linalg.solve(np.reshape(moved, (np.size(b), -1)), np.ravel(b)), shape)


@definition(np.linalg.tensorinv)
def tensorinv(a: Any, ind: Any = 2) -> Any:
    """The inverse of the matrix whose rows are the first `ind` axes."""
    shape = np.shape(a)[ind:] + np.shape(a)[:ind]
    rows = 1
    for length in np.shape(a)[:ind]:
        rows = rows * length
    return np.reshape(np.linalg.inv(np.reshape(a, (rows, -1))), shape)

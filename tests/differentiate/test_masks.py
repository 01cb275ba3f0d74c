"""What one mask picks has one shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcxform

X = np.array([0.3, -0.7, 1.1, 2.0])
Z = np.array([1.5, 0.2, -0.4, 0.8])


def mean_of_rings(x: Any, z: Any) -> Any:
    total = 0.0
    for i in range(3):
        total = total + x[z > 0.5 * i].mean() ** 2
    return total


def products_of_what_is_picked(x: Any, z: Any) -> Any:
    out = np.zeros(4)
    alive = np.ones(4, dtype=bool)
    for _ in range(3):
        out[alive] = out[alive] ** 2 + x[alive] * z[alive]
        alive = alive & (np.abs(out) < 1.0)
    return out


def test_the_size_of_what_is_picked_is_a_count() -> None:
    gradient = judged(mean_of_rings)
    assert "np.count_nonzero(" in gradient.source
    assert "_shape_stack" not in gradient.source


def test_no_shape_is_recorded_for_what_one_mask_picks() -> None:
    gradient = judged(products_of_what_is_picked)
    assert "_shape_stack" not in gradient.source
    assert "unbroadcast" not in gradient.source


def two_masks(x: Any, z: Any) -> Any:
    a, b = z > 0.1, z > 1.0  # the second picks one element, which broadcasts
    return np.sum(x[a] * x[b])


def written_mask(x: Any, z: Any) -> Any:
    mask = z > 1.0
    first = x[mask]
    mask[3] = True
    second = x[mask]
    mask[0] = False
    return np.sum(first * second) + np.mean(x[mask])


def rows_by_a_mask(x: Any, z: Any) -> Any:
    rows = np.outer(x, z)
    return np.sum(rows[z > 0.5] * z) / np.size(rows[z > 0.5])


def nothing_picked(x: Any, z: Any) -> Any:
    return np.sum(x[z > 9.0] * z[z > 9.0]) + np.sum(x)


@pytest.mark.parametrize("function", [two_masks, written_mask, rows_by_a_mask, nothing_picked])
def test_trap_shapes_that_only_look_alike(function: Callable[..., Any]) -> None:
    judged(function)


def judged(function: Callable[..., Any]) -> Any:
    """The gradient function, after a comparison with differences."""
    gradient = srcxform.grad(function, wrt=(0, 1))
    head = np.cos(np.arange(np.size(function(X, Z)))).reshape(np.shape(function(X, Z)))
    found = gradient(X, Z, head)
    for k, bar in enumerate(found):
        for j in range(4):
            step = 1e-6 * np.eye(4)[j]
            ends = [function(X + s * step * (k == 0), Z + s * step * (k == 1)) for s in (1, -1)]
            np.testing.assert_allclose(bar[j], np.sum(head * (ends[0] - ends[1])) / 2e-6, rtol=1e-6, atol=1e-8)
    return gradient

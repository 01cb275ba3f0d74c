"""Axes that are turned around or new: the adjoint is turned back, and no array of zeros is made for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcxform


def reversed_row(x: Any) -> Any:
    return np.cumsum(x[::-1]) * x


def new_axes(x: Any) -> Any:
    return x[:, None] * np.exp(x[None, :]) + x[None, ::-1]


def of_a_matrix(x: Any) -> Any:
    y = np.outer(x, x * x)
    return y[..., ::-1] * y[::-1] + y[::-1, ::-1]


def in_a_loop(x: Any) -> Any:
    total = 0.0
    for k in range(3):
        total = total + np.sum(np.sin(x[::-1]) * x[:, None] * k)
    return total


def written_too(x: Any) -> Any:
    y = x.copy()
    y[1:] += y[:-1] * y[::-1][1:]
    return y * y[::-1]


@pytest.mark.parametrize("function", [reversed_row, new_axes, of_a_matrix, in_a_loop, written_too])
def test_the_gradient_is_turned_back(function: Any) -> None:
    x = np.array([0.3, -0.7, 1.1, 0.4])
    head = np.random.default_rng(0).normal(size=np.shape(function(x)))
    found = srcxform.grad(function)(x, head if head.ndim else float(head))
    for j in range(4):
        ends = [np.sum(function(x + s * np.eye(4)[j]) * head) for s in (1e-6, -1e-6)]
        np.testing.assert_allclose(found[j], (ends[0] - ends[1]) / 2e-6, rtol=1e-6, atol=1e-8)


def test_no_zeros_are_made() -> None:
    gradient = srcxform.grad(new_axes)
    gradient(np.ones(3))
    assert "zeros" not in gradient.source


def test_the_gradient_is_no_part_of_the_head() -> None:
    head = np.arange(3.0)
    found = srcxform.grad(lambda x: x[::-1])(np.ones(3), head)
    found[0] = 7.0
    np.testing.assert_array_equal(head, [0.0, 1.0, 2.0])
    np.testing.assert_array_equal(found, [7.0, 1.0, 0.0])

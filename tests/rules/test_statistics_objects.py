"""Distributions as objects: made in the program or outside of it, and asked for what they know."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads, grad, value_and_grad

OUTSIDE = statistics.NormalDist(0.3, 1.7)


def density(x: Any) -> Any:
    return statistics.NormalDist(x[0], x[1]).pdf(x[2])


def share(x: Any) -> Any:
    return statistics.NormalDist(x[0], sigma=x[1]).cdf(x[2]) + OUTSIDE.cdf(x[0])


def quantile(x: Any) -> Any:
    return statistics.NormalDist(x[0], x[1]).inv_cdf(x[2] / 4) * OUTSIDE.inv_cdf(x[0])


def score(x: Any) -> Any:
    return statistics.NormalDist(x[0], x[1]).zscore(x[2]) * OUTSIDE.pdf(x[1])


def arithmetic(x: Any) -> Any:
    both = statistics.NormalDist(x[0], x[1]) + statistics.NormalDist(x[2], 0.4)
    moved = -(2.0 * both - 1.0) / x[1]
    return moved.mean * moved.stdev + moved.variance + moved.median


def fitted(x: Any) -> Any:
    return statistics.NormalDist.from_samples([x[0], x[1], x[2], 0.4]).pdf(0.3)


def quarters(x: Any) -> Any:
    low, middle, high = statistics.NormalDist(x[0], x[1]).quantiles()
    return low * middle + high * x[2]


@pytest.mark.parametrize("f", [density, share, quantile, score, arithmetic, fitted, quarters])
def test_normal_distribution(f: Callable[..., Any]) -> None:
    check_grads(f, np.array([0.6, 1.3, 0.8]))


def overlap(x: Any) -> Any:
    return statistics.NormalDist(x[0], x[1]).overlap(statistics.NormalDist(x[2], 1.1))


@pytest.mark.parametrize("x", [(0.6, 1.3, 0.8), (0.9, 0.7, 0.8), (0.6, 1.1, 0.8), (2.5, 1.1, 0.8), (0.8, 1.4, 0.8)])
def test_overlap(x: Any) -> None:
    first, second = statistics.NormalDist(x[0], x[1]), statistics.NormalDist(x[2], 1.1)
    assert np.isclose(value_and_grad(overlap)(np.array(x))[0], first.overlap(second), rtol=1e-13)
    check_grads(overlap, np.array(x))
    if x[0] != x[2]:  # at equal means the second derivative by the means is one of `abs`
        check_grads(grad(overlap), np.array(x))


def test_overlap_of_a_distribution_with_itself() -> None:
    assert grad(overlap)(np.array([0.8, 1.1, 0.8])).tolist() == [0.0, 0.0, 0.0]
    assert np.isclose(grad(lambda m: OUTSIDE.overlap(statistics.NormalDist(m, 1.7)))(1.3), -0.2247, atol=1e-3)

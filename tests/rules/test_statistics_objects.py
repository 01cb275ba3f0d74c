"""Distributions as objects: made in the program or outside of it, and asked for what they know."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads, grad
from srcxform.errors import NoRule

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


def test_overlap_is_refused() -> None:
    def f(x: Any) -> Any:
        return statistics.NormalDist(x, 1.0).overlap(statistics.NormalDist(0.0, 1.0))

    with pytest.raises(NoRule, match="crossings"):
        grad(f)(0.3)

"""`statistics.kde`: each kernel, the density and its integral, by the data, the bandwidth and the place."""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads, value_and_grad
from srcxform.rules.statistics_density import NAMES, Estimate, integral_at, kernel_at

DATA = [0.3, 1.4, 0.9, 2.2]


def density(data: Any, h: Any, x: Any, kernel: Any, cumulative: Any) -> Any:
    return statistics.kde(data, h, kernel, cumulative=cumulative)(x)


@pytest.mark.parametrize("kernel", NAMES)
def test_integral_and_kernel_fit(kernel: str) -> None:
    t = np.linspace(-1.8, 1.8, 41) + 0.003
    slope = (integral_at(kernel, t + 1e-6) - integral_at(kernel, t - 1e-6)) / 2e-6
    np.testing.assert_allclose(slope, kernel_at(kernel, t), atol=1e-8)
    np.testing.assert_allclose(integral_at(kernel, np.array([-40.0, 40.0])), [0, 1], atol=1e-12)


@pytest.mark.skipif(not hasattr(statistics, "kde"), reason="new in Python 3.13")
@pytest.mark.parametrize("kernel", NAMES)
@pytest.mark.parametrize("cumulative", [False, True])
def test_kde(kernel: str, cumulative: bool) -> None:
    value, _ = value_and_grad(density)(DATA, 0.83, 0.7, kernel, cumulative)
    assert np.isclose(value, statistics.kde(DATA, 0.83, kernel, cumulative=cumulative)(0.7), rtol=1e-12)
    assert np.isclose(value, Estimate(DATA, 0.83, kernel, cumulative)(0.7), rtol=1e-12)
    check_grads(density, DATA, 0.83, 0.7, kernel, cumulative)

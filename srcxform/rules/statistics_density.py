"""`statistics.kde` (Python 3.13): the mean of one kernel around each data point, and its integral.

The kernels are those of Silverman, Density Estimation (1986), table 3.1, and Python's others.
"""

from __future__ import annotations

import math
import statistics
from typing import Any

import numpy as np

from srcxform.rules.registry import definition

LEFT_OUT = {"statistics.kde_random": "a draw: draw a place of the data, and add `h` times a draw of the kernel"}
"""Public functions that have no rule, and why."""
NAMES = (
    "normal", "gauss", "logistic", "sigmoid", "rectangular", "uniform", "triangular", "parabolic", "epanechnikov",
    "quartic", "biweight", "triweight", "cosine",
)  # fmt: skip


def kernel_at(kernel: Any, t: Any) -> Any:
    """The kernel; those that end do at -1 and 1."""
    if kernel in ("normal", "gauss"):
        return np.exp(-t * t / 2) / math.sqrt(2 * math.pi)
    if kernel == "logistic":
        return 0.5 / (1 + np.cosh(t))
    if kernel == "sigmoid":
        return 1 / (math.pi * np.cosh(t))
    if kernel in ("rectangular", "uniform"):
        inside = 0.5 + 0 * t
    elif kernel == "triangular":
        inside = 1 - np.abs(t)
    elif kernel in ("parabolic", "epanechnikov"):
        inside = 3 / 4 * (1 - t * t)
    elif kernel in ("quartic", "biweight"):
        inside = 15 / 16 * (1 - t * t) ** 2
    elif kernel == "triweight":
        inside = 35 / 32 * (1 - t * t) ** 3
    else:
        inside = math.pi / 4 * np.cos(math.pi / 2 * t)
    return np.where(np.abs(t) <= 1, inside, 0.0)


def integral_at(kernel: Any, t: Any) -> Any:
    """The integral of the kernel from the left."""
    if kernel in ("normal", "gauss"):
        return np.array([math.erf(each) for each in t / math.sqrt(2)]) / 2 + 0.5
    if kernel == "logistic":
        return 1 / (1 + np.exp(-t))
    if kernel == "sigmoid":
        return 2 / math.pi * np.arctan(np.exp(t))
    t = np.clip(t, -1.0, 1.0)
    if kernel in ("rectangular", "uniform"):
        return (t + 1) / 2
    if kernel == "triangular":
        return 0.5 + t - t * np.abs(t) / 2
    if kernel in ("parabolic", "epanechnikov"):
        return 0.5 + (3 * t - t**3) / 4
    if kernel in ("quartic", "biweight"):
        return 0.5 + (15 * t - 10 * t**3 + 3 * t**5) / 16
    if kernel == "triweight":
        return 0.5 + (35 * t - 35 * t**3 + 21 * t**5 - 5 * t**7) / 32
    return (np.sin(math.pi / 2 * t) + 1) / 2


class Estimate:
    """What `kde` gives: a function of a number."""

    def __init__(self, data: Any, h: Any, kernel: Any, cumulative: Any) -> None:
        self.data = data
        self.h = h
        self.kernel = kernel
        self.cumulative = cumulative

    def __call__(self, x: Any) -> Any:
        t = (x - np.asarray(self.data)) / self.h
        if self.cumulative:
            return np.mean(integral_at(self.kernel, t))
        return np.mean(kernel_at(self.kernel, t)) / self.h


if hasattr(statistics, "kde"):

    @definition(statistics.kde)
    def kde(data: Any, h: Any, kernel: Any = "normal", *, cumulative: Any = False) -> Any:
        """An estimate of the density, or of the cumulative function."""
        if len(data) == 0:
            raise statistics.StatisticsError("Empty data sequence")
        if h <= 0:
            raise statistics.StatisticsError("Bandwidth h must be positive")
        if kernel not in NAMES:
            raise statistics.StatisticsError("Unknown kernel name")
        return Estimate(data, h, kernel, cumulative)

"""Samples of the helpers that the compiler itself puts into generated code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from srcxform import runtime
from tests.rules.sample import Sample

X = np.array([0.3, -0.7, 1.1])
Y = np.array([0.4, 0.2, -0.9])

SAMPLES: dict[Callable[..., Any], list[Sample]] = {
    runtime.last_written: [Sample((X, np.array([2, 0, 2]), np.zeros(4)), wrt=(0,))],
    runtime.safe_product: [Sample((X, Y)), Sample((0.3, 0.7)), Sample((X, 0.5))],
    runtime.add: [Sample((X, Y)), Sample((0.3, 0.7))],
}

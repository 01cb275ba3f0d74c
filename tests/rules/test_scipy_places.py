"""An array of places picks copies, also of something whose type is not known, as what run-time bands give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import linalg

import srcxform as api


def solved(y: Any, below: int, above: int) -> Any:
    bands = np.ones((below + above + 1, 5))
    bands[above] = 5.0
    return linalg.solve_banded((below, above), bands, y)


def picked_twice(y: Any, below: int, above: int, places: Any) -> Any:
    return solved(y, below, above)[places] ** 2


def picked_and_written(y: Any, below: int, above: int, places: Any) -> Any:
    found = solved(y, below, above)
    part = found[..., places]
    part[0] = part[1] * 2
    return part * found[0]


@pytest.mark.parametrize("function", [picked_twice, picked_and_written])
@pytest.mark.parametrize("places", [np.array([0, 0, 2]), slice(0, 3)])
def test_derivatives(function: Any, places: Any) -> None:
    api.check_grads(lambda y: function(y, 1, 1, places), np.arange(1.0, 6.0))

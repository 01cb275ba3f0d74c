"""Arrays that loops carry flat, because trips give them another number of axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcxform
from srcxform.simplify.flattening import carry_flat
from tests.hazards.outcome import assert_right
from tests.programs.program import Program, numbers
from tests.reading import read

X = numbers(8, seed=1)


def halves(x: Any) -> Any:
    y, n = x, x.size
    for _ in range(2):
        pairs = y.reshape(2, n // 2)
        y = np.stack([pairs[0] + pairs[1], pairs[0] * pairs[1]], axis=1)
    return np.reshape(y, n)


def halves_written(x: Any) -> Any:
    y, half = x, x.size // 2
    while half >= 2:
        pairs = y.reshape(2, half, -1)
        y = np.empty((half, 2, pairs.shape[2]))
        y[:, 0] = pairs[0] * pairs[1]
        y[:, 1] = pairs[0] - pairs[1]
        half //= 2
    return y.ravel() * y.size


def transposed(x: Any) -> Any:
    """What is reshaped is no view here: its elements are not in this order in memory."""
    y = x
    for _ in range(3):
        y = np.sin(y.reshape(2, 4)).T * 2.0
    return y.reshape(8) ** 2


def axis_asked(x: Any) -> Any:
    y = x
    for _ in range(2):
        y = np.cumsum(y.reshape(4, 2), axis=0) * np.sum(y)
    return y.reshape(8)


def given_out(x: Any) -> Any:
    y = x
    for _ in range(2):
        y = y.reshape(4, 2) * y.reshape(4, 2)
    return y


def left(x: Any) -> Any:
    y = x
    for k in range(3):
        y = y.reshape(4, 2) * 2.0
        if y.reshape(8)[k] > 3.0:
            y = y.reshape(2, 4)
            break
    return y.reshape(8)


FLAT = [halves, halves_written, transposed]
OTHER = [axis_asked, given_out, left]


@pytest.mark.parametrize("function", [*FLAT, *OTHER])
def test_gradient_is_right(function: Callable[..., Any]) -> None:
    assert_right(function, Program(function, (X,)))


@pytest.mark.parametrize("function", FLAT)
def test_machine_code_has_one_kind_of_array(function: Callable[..., Any]) -> None:
    pytest.importorskip("numba")
    found, expected = (srcxform.grad(function, backend=b)(X, head=X) for b in ("numba", "numpy"))
    np.testing.assert_allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize("function", OTHER)
def test_trap_other_uses_need_the_axes(function: Callable[..., Any]) -> None:
    before = read(function, X).body
    assert carry_flat(before) is before

"""The last index of a loop that is left says how many trips there were: nothing is counted."""

from __future__ import annotations

from typing import Any

import pytest

import srcxform


def left(x: float, n: int) -> float:
    for k in range(n):
        y = x
        for i in range(k):
            y = y * y * 0.9 + 0.01 * i
            if y > 2.0:
                break
        x = 0.5 * x + 0.1 * y
    return x


def used_after(x: float, n: int) -> float:
    i = 7
    for i in range(n):
        x = x * x + i
        if x > 3.0:
            break
    return x * i


def of_one_name(x: float, n: int) -> float:
    i = n
    for i in range(i):  # noqa: B020
        j = i + 1
        for j in range(j):  # noqa: B020
            x = x * x * 0.5
            if x < 0.2:
                break
        x = x * j + 0.5
        if x > 50.0:
            break
    return x * i


def by_twos(x: float, n: int) -> float:
    for i in range(n):
        for j in range(2, n, 2):
            x = x * x * 0.5 + j
            if x > 20.0:
                break
        x = 0.01 * x * i
    return x


def source_of(function: Any) -> str:
    gradient = srcxform.grad(function)
    gradient(1.1, 4)
    return gradient.source


def test_the_index_is_recorded() -> None:
    source = source_of(left)
    assert "trips" not in source
    assert "i_stack.append(i)" in source
    assert "for i in range(k):" in source


def test_one_name_for_index_and_result() -> None:
    source = source_of(used_after)
    assert "    i = 7\n    for i in range(n):" in source
    assert "i_1" not in source


def test_trips_of_other_ranges_are_counted() -> None:
    assert "trips" in source_of(by_twos)


@pytest.mark.parametrize("function", [left, used_after, of_one_name, by_twos])
@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_gradients_are_right(function: Any, n: int) -> None:
    for x in (0.3, 1.1, 1.9):
        srcxform.check_grads(function, x, n, order=2)

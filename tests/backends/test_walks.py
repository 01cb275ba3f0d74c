"""A loop that pops one number in each trip walks through the list instead."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcxform
from tests.simplify.test_tape_pairs import source_of


def counted(x: float, n: int) -> float:
    for _ in range(n):
        x = x * x * 0.9
    return x


def asked(x: float, n: int) -> float:
    while x < n:
        x = x * x + 0.1
    return x


def chosen(x: float, n: int) -> float:
    if n > 3:
        for _ in range(n):
            x = x * x * 0.9
    return x


def indexed(x: float, n: int) -> float:
    for k in range(n):
        x = x * x * k
    return x


def nested(x: float, n: int) -> float:
    for k in range(n):
        for _ in range(k):
            x = x * x * 0.9
    return x


def of_arrays(x: float, n: int) -> Any:
    a = np.array([x, 0.5])
    for _ in range(n):
        a = a * a[::-1]
    return np.sum(a)


@pytest.mark.parametrize("function", [counted, asked, chosen])
def test_walks(function: Any) -> None:
    source = source_of(function, 1.1, 5)
    assert "for x in reversed(x_stack):" in source
    assert ".pop()" not in source


@pytest.mark.parametrize("function", [indexed, nested, of_arrays])
def test_what_needs_the_trip_or_shares_its_tape_or_holds_arrays_is_popped(function: Any) -> None:
    source = source_of(function, 1.1, 5)
    assert ".pop()" in source
    assert "reversed" not in source


@pytest.mark.parametrize("function", [counted, asked, chosen, indexed, nested, of_arrays])
@pytest.mark.parametrize("n", [0, 1, 5])
def test_gradient_is_right_in_both_orders(function: Any, n: int) -> None:
    srcxform.check_grads(function, 1.1, n, order=2)

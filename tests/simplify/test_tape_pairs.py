"""A tape counts the trips of the loop that recorded it, where that loop runs once."""

from __future__ import annotations

import re
from typing import Any

import srcxform


def halve(x: float) -> float:
    while x > 1.0:
        x = x * x / (x + 2.0)
    return x


def halve_each(x: float, n: int) -> float:
    for _ in range(n):
        while x > 1.0:
            x = x * x / (x + 2.0)
        x = x * x + 1.5
    return x


def doubled_while(x: float) -> float:
    while x < 100.0:
        x = x * 2.0
    return x


def source_of(function: Any, *args: Any) -> str:
    gradient = srcxform.grad(function)
    gradient(*args)
    return gradient.source


def test_the_tape_counts() -> None:
    text = source_of(halve, 50.0)
    assert re.search(r"while x_stack:", text), text
    assert "trips" not in text, text


def test_trap_the_tape_of_an_inner_loop_holds_the_trips_of_all_its_runs() -> None:
    text = source_of(halve_each, 50.0, 3)
    assert "trips" in text, text


def test_without_a_tape_the_trips_are_counted() -> None:
    text = source_of(doubled_while, 1.0)
    assert "for _ in range(trips" in text, text

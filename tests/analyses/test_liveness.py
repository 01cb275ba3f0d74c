"""Where variables are live, as far as two that are live together must not share a name."""

# ruff: noqa: F841 - programs under test assign names that nobody reads

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from srcxform.analyses.liveness import live_intervals, maybe_undefined
from tests.reading import named, read, variables


def straight(x):
    a = x * 2.0
    b = a * 3.0
    return b * a


def last_read(x):
    a = x * 2.0
    b = a * 3.0
    c = b * 4.0
    return c


def read_in_a_loop(x):
    a = x * 2.0
    s = 0.0
    for i in range(3):
        u = s * a
        s = u + x
    return s


def loop_then_more(x):
    a = x * 2.0
    for i in range(3):
        x = x * a
    b = x * 3.0
    return b


def in_two_branches(x):
    if x > 0:
        p = x * 2.0
        y = p + 1.0
    else:
        q = x * 3.0
        y = q + 2.0
    return y


def test_of_a_while(x):
    limit = x * 10.0
    while x < limit:
        x = x + 1.0
    return x


test_of_a_while.__test__ = False  # type: ignore[attr-defined]

# Two names, and whether both are live at one time.
CASES = [
    (straight, "a", "b", True),
    (last_read, "a", "b", False),
    (last_read, "a", "c", False),
    (last_read, "x", "b", False),
    (read_in_a_loop, "a", "u", True),
    (read_in_a_loop, "a", "s_2", True),
    (read_in_a_loop, "x", "u", True),
    (read_in_a_loop, "a", "s", False),
    (loop_then_more, "a", "b", False),
    (loop_then_more, "a", "x_2", True),
    (in_two_branches, "p_1", "q_1", False),
    (in_two_branches, "x", "p", False),
    (in_two_branches, "x", "p_1", True),
    (test_of_a_while, "limit", "x_2", True),
    (test_of_a_while, "limit", "x_1", False),
]


@pytest.mark.parametrize(("function", "a", "b", "together"), CASES, ids=lambda value: getattr(value, "__name__", None))
def test_live_together(function: Callable[..., Any], a: str, b: str, together: bool) -> None:
    program = read(function, 1.5)
    by_name = variables(program)
    spans = live_intervals(program.body, tuple(p.var for p in program.parameters))
    x, y = by_name[a], by_name[b]
    assert (max(spans.begin[x], spans.begin[y]) < min(spans.end[x], spans.end[y])) is together


@pytest.mark.parametrize(
    "function", [straight, read_in_a_loop, in_two_branches, test_of_a_while], ids=lambda f: f.__name__
)
def test_every_variable_has_an_interval(function: Callable[..., Any]) -> None:
    program = read(function, 1.5)
    spans = live_intervals(program.body, tuple(p.var for p in program.parameters))
    assert set(spans.begin) == set(spans.end) == set(named(program))
    assert all(spans.begin[v] < spans.end[v] for v in spans.begin)


def assigned_on_one_path(x):
    if x > 0:
        y = x * 2.0
    return x


def assigned_on_both(x):
    if x > 0:
        y = x * 2.0
    else:
        y = -x
    return y


def assigned_in_a_loop(x):
    for i in range(3):
        y = x * 2.0
    return y


def assigned_in_trips_that_may_not_come(x):
    n = int(x)
    for i in range(n):
        y = x * 2.0
    return y + i


def assigned_before(x):
    y = x
    for i in range(3):
        y = y * 2.0
    return y


def handed_on_by_a_second_branch(x):
    if x > 0:
        y = x * 2.0
    if x > 1:
        y = x * 3.0
    return x


UNDEFINED_CASES = [
    (assigned_on_one_path, ["y"]),
    (assigned_on_both, []),
    (assigned_in_a_loop, ["y_1"]),
    (assigned_in_trips_that_may_not_come, ["i", "i_2", "y", "y_1"]),
    (assigned_before, []),
    (handed_on_by_a_second_branch, ["y", "y_2"]),
]


@pytest.mark.parametrize(("function", "expected"), UNDEFINED_CASES, ids=lambda value: getattr(value, "__name__", None))
def test_maybe_undefined(function: Callable[..., Any], expected: list[str]) -> None:
    program = read(function, 1.5)
    names = named(program)
    assert sorted(names[v] for v in maybe_undefined(program.body)) == expected

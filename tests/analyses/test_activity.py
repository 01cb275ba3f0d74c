"""Which variables a derivative flows through."""

# ruff: noqa: F841 - programs under test assign names that nobody reads

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform.analyses.activity import activity
from srcxform.analyses.aliasing import aliasing
from srcxform.ir.walk import vars_in
from tests.reading import named, read, variables


def chain(x, y):
    u = x * 2.0
    v = y * 3.0
    return u + v


def not_read_by_the_result(x, y):
    unused = x * y
    return y * 2.0


def through_a_test_alone(x, y):
    z = y if x > 0 else -y
    return z * 2.0


def through_steps(x, y):
    n = np.floor(x)
    return y * n


def through_integers(x, n):
    k = n + 1
    return x * k


def carried(x, y):
    s = 0.0
    t = y
    for i in range(3):
        s = s + t
        t = t * 2.0
    return s


def crosses_by_a_later_trip(x, y):
    a = 0.0
    b = 0.0
    for i in range(3):
        b = b + a
        a = x
    return b


def only_varied_after_the_last_read(x, y):
    z = y * 1.0
    out = z * 2.0
    z = x
    return out


def left_by_a_break(x, y):
    out = y
    for i in range(3):
        if y > i:
            out = x
            break
    return out


def stored(x, y):
    a = np.zeros(2)
    a[0] = x
    return a[1] * y


def stored_elsewhere(x, y):
    a = np.zeros(2)
    b = np.zeros(2)
    a[0] = x
    b[0] = y
    return b[0]


def through_a_view(x, y):
    a = np.zeros(3)
    v = a[1:]
    v[0] = x
    return a[1] + y


def through_a_list(x, y):
    items = []
    items.append(x)
    z = items.pop()
    return z * y


CASES = [
    (chain, "x", ["t", "u", "x"]),
    (chain, "xy", ["t", "u", "v", "x", "y"]),
    (not_read_by_the_result, "x", []),
    (not_read_by_the_result, "y", ["t", "y"]),
    (through_a_test_alone, "x", []),
    (through_a_test_alone, "y", ["t_1", "t_2", "t_3", "y"]),
    (through_steps, "x", []),
    (carried, "x", []),
    (carried, "y", ["s", "s_1", "s_2", "t_1", "t_2", "y"]),
    (crosses_by_a_later_trip, "x", ["a_1", "b", "b_1", "b_2", "x"]),
    (only_varied_after_the_last_read, "x", []),
    (left_by_a_break, "x", ["out", "out_1", "x"]),
    (stored, "x", ["a", "t", "t_1", "x"]),
    (stored_elsewhere, "x", []),
    (through_a_view, "x", ["a", "t", "t_1", "v", "x"]),
    (through_a_list, "x", ["items", "t", "x", "z"]),
]


def active_names(function: Callable[..., Any], wrt: str, *args: Any) -> list[str]:
    """The names of the variables that are active, those of one object each for itself."""
    program = read(function, *args)
    aliases, by_name = aliasing(program.body), variables(program)
    found = activity(program.body, aliases, [by_name[name] for name in wrt], list(vars_in(program.body.yields[0])))
    return sorted(name for var, name in named(program).items() if found.is_active(var))


@pytest.mark.parametrize(("function", "wrt", "expected"), CASES, ids=lambda value: getattr(value, "__name__", None))
def test_active(function: Callable[..., Any], wrt: str, expected: list[str]) -> None:
    assert active_names(function, wrt, 1.5, 0.5) == expected


def test_integers_are_never_active() -> None:
    assert active_names(through_integers, "xn", 1.5, 3) == ["t", "x"]


def test_what_varies_without_use_is_told_apart() -> None:
    program = read(not_read_by_the_result, 1.5, 0.5)
    by_name = variables(program)
    found = activity(program.body, aliasing(program.body), [by_name["x"]], list(vars_in(program.body.yields[0])))
    assert by_name["unused"] in found.varied
    assert not found.is_active(by_name["unused"])

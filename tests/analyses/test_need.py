"""What results and effects depend on: each line of a program is either needed or dead."""

# ruff: noqa: F841 - programs under test assign names that nobody reads

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform.analyses.need import is_impure, needed
from srcxform.ir.nodes import Assign, Const, Var
from srcxform.ir.types import FLOAT
from srcxform.ir.walk import statements_in
from tests.reading import read

X = np.ones(4)
GENERATOR = np.random.default_rng(0)


def unused_value(x):
    y = x * 2.0
    z = y + 1.0  # dead
    return y


def unused_chain(x):
    y = x * 2.0  # dead
    z = y + 1.0  # dead
    return x


def store_into_the_result(x):
    a = np.zeros(4)
    a[0] = 1.0
    return a


def store_into_nothing(x):
    a = np.zeros(4)  # dead
    a[0] = 1.0  # dead
    return x


def store_after_the_last_read(x):
    a = np.zeros(4)
    a[0] = 1.0
    t = a[0]
    a[1] = 2.0  # dead
    return t


def store_through_a_view(x):
    a = np.zeros(4)
    b = a[1:]
    b[0] = 1.0
    return a


def store_of_which_the_shape_is_asked(x):
    a = np.zeros(4)
    a[0] = 1.0  # dead
    b = np.ones_like(a)
    return x * b[0]


def store_seen_by_the_next_trip(x):
    a = np.zeros(4)
    s = 0.0
    for i in range(3):
        s = s + a[0]
        a[0] = s
    return s


def store_into_an_array_of_the_trip(x):
    def step(s):
        a = np.zeros(4)
        t = s + a[0]
        a[0] = t  # dead
        return t

    s = 0.0
    for i in range(3):
        s = step(s)
    return s


def loop_for_nothing(x):
    s = 0.0
    for i in range(3):  # dead
        s = s + x[i]  # dead
    return x


def one_of_two_carried(x):
    s = 0.0
    t = 0.0
    for i in range(3):
        s = s + x[i]
        t = t * 2.0  # dead
    return s


def branch_for_nothing(x):
    y = 0.0
    if x[0] > 0:  # dead
        y = x[1] * 2.0  # dead
    return x


def way_out(x):
    s = 0.0
    for i in range(3):
        if x[i] > 0.5:
            break
        s = s + 1.0
    return s


def printed(x):
    y = x * 2.0
    print(y)
    return x


def drawn(x):
    y = GENERATOR.normal()
    return x


def appended_to_nothing(x):
    items = []  # dead
    items.append(x[0] * 2.0)  # dead
    return x


def appended_then_taken(x):
    items = []
    items.append(x)
    y = items.pop()
    return y


FUNCTIONS = [
    unused_value,
    unused_chain,
    store_into_the_result,
    store_into_nothing,
    store_after_the_last_read,
    store_through_a_view,
    store_of_which_the_shape_is_asked,
    store_seen_by_the_next_trip,
    store_into_an_array_of_the_trip,
    loop_for_nothing,
    one_of_two_carried,
    branch_for_nothing,
    way_out,
    printed,
    drawn,
    appended_to_nothing,
    appended_then_taken,
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_dead_lines(function: Callable[..., Any]) -> None:
    """A line is dead if none of its statements is needed; the programs say which lines are."""
    text, first = inspect.getsourcelines(function)
    expected = {first + k for k, line in enumerate(text) if line.endswith("# dead\n")}
    program = read(function, X)
    found = needed(program.body)
    every = {s.origin.lineno for s in statements_in(program.body)}
    assert every - {s.origin.lineno for s in found.statements} == expected


def test_a_statement_may_be_asked_for() -> None:
    program = read(store_after_the_last_read, X)
    last = program.body.statements[-1]
    assert last not in needed(program.body).statements
    assert last in needed(program.body, [last]).statements


@pytest.mark.parametrize(
    ("primitive", "impure"),
    [
        (np.sin, False),
        (len, False),
        (np.arange, False),
        (GENERATOR.normal, True),
        (np.random.rand, True),
        ("{}".format, False),
    ],
)
def test_impure(primitive: Callable[..., Any], impure: bool) -> None:
    assert is_impure(Assign(Var("", FLOAT), primitive, (Const(1),))) is impure

"""Which names stand for one object, which objects are written, and which views might as well be copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from srcxform.analyses.aliasing import Aliases, aliasing, is_basic, memory_classes
from srcxform.ir.nodes import Assign, Const, Function, Operand, Slice, Tup, Var
from srcxform.ir.types import INT, ArrayType
from srcxform.ir.walk import statements_in
from tests.reading import named, read

X = np.ones(4)
Groups = list[str]


def view_written(x):
    a = np.zeros(4)
    b = a[1:]
    b[0] = x[0]
    return a


def view_read_before_the_write(x):
    a = x.copy()
    left = a[:-1]
    a[1:] += left * 2.0
    return a


def view_read_after_the_write(x):
    a = x.copy()
    left = a[:-1]
    a[0] = 0.0
    return left * 2.0


def view_returned_before_the_write_shows(x):
    a = x.copy()
    left = a[:-1]
    a[0] = 0.0
    return a, left


def view_of_what_nobody_writes(x):
    right = x[1:]
    inner = right[1:]
    return inner * 2.0


def view_of_a_view_read_late(x):
    a = x.copy()
    b = a[1:]
    c = b[1:]
    a[2] = 5.0
    return c * 2.0


def view_made_before_a_loop_that_writes(x):
    a = x.copy()
    tail = a[1:]
    s = 0.0
    for i in range(3):
        s = s + tail[0]
        a[1] = s
    return a


def either_of_two(x):
    a = np.zeros(4)
    b = np.ones(4)
    if x[0] > 0:
        c = a
    else:
        c = b
    c[0] = x[0]
    return a + b


def swapped_in_a_loop(x):
    a = x.copy()
    b = np.zeros(4)
    for _ in range(3):
        b[1:] = a[:-1] * 2.0
        a, b = b, a
    return a


def rebound_by_a_break(x):
    a = x.copy()
    b = np.zeros(4)
    for i in range(3):
        if x[i] > 0.5:
            a = b
            break
    a[0] = 1.0
    return b


def item_of_a_list(x):
    a = x.copy()
    b = np.zeros(4)
    arrays = [a, b]
    arrays[1][0] = x[0]
    return a


def appended_in_a_loop(x):
    arrays = []
    for i in range(3):
        y = x * i
        arrays.append(y)
    z = arrays[0]
    z[0] = 1.0
    return z


def fancy_index(x):
    a = x.copy()
    b = a[np.array([0, 1])]
    b[0] = 2.0
    return a


def element(x):
    a = x.copy()
    t = a[0]
    a[1] = t
    return a


def reshaped(x):
    a = x.copy()
    b = a.reshape(2, 2)
    b[0, 0] = 1.0
    return a


@dataclass(frozen=True)
class Case:
    """Names that share an object, in groups; those (of shared or single objects) that are written; the snapshots."""

    function: Callable[..., Any]
    shared: list[Groups]
    written: Groups
    snapshots: Groups


CASES = [
    Case(view_written, [["a", "b"]], ["a", "b"], []),
    Case(view_read_before_the_write, [], ["a"], ["left"]),
    Case(view_read_after_the_write, [["a", "left"]], ["a", "left"], []),
    Case(view_returned_before_the_write_shows, [["a", "left"]], ["a", "left"], []),
    Case(view_of_what_nobody_writes, [], [], ["inner", "right"]),
    Case(view_of_a_view_read_late, [["a", "b", "c"]], ["a", "b", "c"], []),
    Case(view_made_before_a_loop_that_writes, [["a", "tail"]], ["a", "tail"], []),
    Case(either_of_two, [["a", "b", "c"]], ["a", "b", "c"], []),
    Case(swapped_in_a_loop, [["a", "a_1", "a_2", "b", "b_1", "b_2"]], ["a", "a_1", "a_2", "b", "b_1", "b_2"], ["t"]),
    Case(rebound_by_a_break, [["a", "a_1", "a_2", "b"]], ["a", "a_1", "a_2", "b"], []),
    Case(item_of_a_list, [["a", "arrays", "b", "t_1"]], ["a", "arrays", "b", "t_1"], []),
    Case(appended_in_a_loop, [["arrays", "y", "z"]], ["arrays", "y", "z"], []),
    Case(fancy_index, [], ["b"], []),
    Case(element, [], ["a"], []),
    Case(reshaped, [["a", "b"]], ["a", "b"], []),
]


def classes(function: Function, found: Aliases) -> list[Groups]:
    """The names of each object that has several."""
    groups: dict[Var, Groups] = {}
    for var, name in named(function).items():
        groups.setdefault(found.root(var), []).append(name)
    return sorted(sorted(group) for group in groups.values() if len(group) > 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.function.__name__)
def test_classes(case: Case) -> None:
    function = read(case.function, X)
    found, names = aliasing(function.body), named(function)
    assert classes(function, found) == case.shared
    assert sorted(name for var, name in names.items() if found.is_written(var)) == case.written
    assert sorted(names[s.out] for s in found.snapshots if isinstance(s, Assign)) == case.snapshots


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.function.__name__)
def test_memory_classes_join_whatever_aliasing_joins(case: Case) -> None:
    """A snapshot is a promise about reads; who shares memory when the program runs is another question."""
    function = read(case.function, X)
    found, memory = aliasing(function.body), memory_classes(function.body)
    for var in named(function):
        assert memory.root(var) is memory.root(found.root(var))
    for statement in statements_in(function.body):
        if statement in found.snapshots:
            assert isinstance(statement, Assign)
            assert memory.root(statement.out) is memory.root(statement.args[0])  # type: ignore[arg-type]


ONE, INDEX, MASK = Const(1), Var("i", INT), Var("mask", ArrayType(np.dtype(bool), 1))
FULL = Slice(Const(None), Const(None), Const(None))


@pytest.mark.parametrize(
    ("index", "basic"),
    [
        (ONE, True),
        (INDEX, True),
        (FULL, True),
        (Const(...), True),
        (Const(None), True),
        (Const(slice(1, 3)), True),
        (Tup((INDEX, FULL)), True),
        (MASK, False),
        (Tup((FULL, MASK)), False),
        (Tup((ONE, ONE), list), False),
        (Var("k", ArrayType(np.dtype(int), None, None)), False),
    ],
)
def test_basic_indices_make_views(index: Operand, basic: bool) -> None:
    assert is_basic(index) is basic

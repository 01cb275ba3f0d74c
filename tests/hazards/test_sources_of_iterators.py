"""What an iterator reads when Python asks for its items: it may have changed since the iterator was made."""

from __future__ import annotations

import itertools
from functools import reduce
from typing import Any

import numpy as np
import pytest

from srcxform import value_and_grad
from tests.hazards.outcome import REFUSED, RIGHT, outcome
from tests.programs.program import Program, numbers

VECTOR = numbers(3, seed=1) + 2.0


def map_of_a_state(x: Any) -> Any:
    state = [1.0]

    def combined(a: Any, b: Any) -> Any:
        state[0] = state[0] + b
        return a + b

    return reduce(combined, map(lambda v: v * state[0], [x[0], x[1], x[2]]))


def best_by_a_key_that_writes(x: Any) -> Any:
    u = x.copy()

    def key(v: Any) -> Any:
        u[2] = u[2] + v
        return v

    return max((u[k] * 1.0 for k in range(3)), key=key) + u[2]


def accumulated_by_what_writes(x: Any) -> Any:
    u = x.copy()

    def combined(a: Any, b: Any) -> Any:
        u[2] = u[2] * b
        return a + b

    return sum(itertools.accumulate((u[k] * 1.0 for k in range(3)), combined))


def chained_and_written(x: Any) -> Any:
    u = x.copy()
    chained = itertools.chain(u, x)
    u[1] = u[1] * 3.0
    return sum(chained)


def accumulated_and_rebound(x: Any) -> Any:
    w = 1.0
    sums = itertools.accumulate(x[k] * w for k in range(3))
    w = x[0]
    return sum(sums) + w


def accumulated_while_rebound(x: Any) -> Any:
    w, s = 1.0, 0.0
    for v in itertools.accumulate(x[k] * w for k in range(3)):
        w = w * v
        s += v
    return s


def filtered_and_written(x: Any) -> Any:
    u = x.copy()
    found = filter(lambda v: v > 0, (u[k] ** 2 for k in range(3)))
    u *= 2.0
    return sum(found)


def filtered_and_read_twice(x: Any) -> Any:
    found = filter(lambda v: v > 2.1, x)
    return sum(found) + sum(found)


def longest_and_written(x: Any) -> Any:
    u = x.copy()
    pairs = itertools.zip_longest((u[k] ** 2 for k in range(3)), (1.0, 2.0), fillvalue=3.0)
    u *= 2.0
    return sum(a * b for a, b in pairs)


def part_of_filtered_and_written(x: Any) -> Any:
    u = x.copy()
    found = itertools.islice(filter(lambda v: v > 0, (u[k] ** 2 for k in range(3))), 2)
    u *= 2.0
    return sum(found)


def starred_and_written(x: Any) -> Any:
    u = x.copy()
    products = itertools.starmap(lambda a, b: a * b, ((u[k], u[k - 1]) for k in range(3)))
    u *= 2.0
    return sum(products)


def values_chained_and_stored(x: Any) -> Any:
    held = {"a": x[0], "b": x[1]}
    chained = itertools.chain(held.values(), x)
    held["a"] = x[2] * 3
    return sum(chained)


def comprehension_that_writes(x: Any) -> Any:
    u = x.copy()

    def moved(v: Any) -> Any:
        u[2] = u[2] + v
        return v

    return sum([moved(v) for v in itertools.chain((u[k] for k in range(3)), x)])


@pytest.mark.parametrize(
    "function",
    [
        map_of_a_state,
        best_by_a_key_that_writes,
        accumulated_by_what_writes,
        chained_and_written,
        accumulated_and_rebound,
        accumulated_while_rebound,
        filtered_and_written,
        filtered_and_read_twice,
        longest_and_written,
        part_of_filtered_and_written,
        starred_and_written,
        values_chained_and_stored,
        comprehension_that_writes,
    ],
)
def test_refused_where_it_changes(function: Any) -> None:
    assert outcome(function, Program(function, (VECTOR,))) == REFUSED


def read_before_it_changes(x: Any) -> Any:
    u, s = x.copy(), 0.0
    for t in range(2):
        sums = itertools.accumulate(u[k] * (t + 1.0) for k in range(3))
        s = s + sum(sums)
        for v in itertools.chain(u, x):
            s += v * v
        for v in filter(lambda v: v > 2.1, x):
            s += v
        u[1] = u[1] * 3.0
    return s


def generators_read_late(x: Any) -> Any:
    u = x.copy()
    squares = (v * v for v in u)
    pairs = enumerate(u[k] ** 2 for k in range(3))
    u *= 2.0
    return sum(squares) + sum(a * b for a, b in pairs)


@pytest.mark.parametrize("function", [read_before_it_changes, generators_read_late])
def test_right_where_it_does_not(function: Any) -> None:
    assert outcome(function, Program(function, (VECTOR,))) == RIGHT


def sum_that_may_be_of_nothing(s: Any, t: Any, q: Any) -> Any:
    held = {}
    for k in range(2):
        if t > 0:
            break
        held[k] = q
    return s + sum(held.values())


@pytest.mark.parametrize(("t", "head", "expected"), [(1.0, 0.7, 0.7), (0.0, np.array([1.0, 2.0, 4.0]), 7.0)])
def test_head_of_what_may_be_a_number(t: float, head: Any, expected: float) -> None:
    """The sum of no arrays is the integer 0, and takes no head: the output's own dtype must be asked."""
    found = value_and_grad(sum_that_may_be_of_nothing)(0.3, t, VECTOR, head=head)[1]
    assert found == pytest.approx(expected)

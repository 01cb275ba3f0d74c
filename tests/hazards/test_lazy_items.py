"""Items that Python makes one by one, while somebody looks at those before: generator expressions and `map`."""

from __future__ import annotations

from functools import reduce
from itertools import accumulate, chain
from typing import Any

import pytest

from tests.hazards.outcome import REFUSED, RIGHT, outcome
from tests.programs.program import Program, numbers

VECTOR = numbers(2, seed=3) + 2.0


class Walker:
    """Its steps work in place and give the array itself."""

    def __init__(self, u: Any) -> None:
        self.u = u

    def step(self, k: Any = 1.0) -> Any:
        self.u *= 0.5 * k
        return self.u

    def rate(self, k: Any) -> Any:
        return self.u * k

    def add(self, v: Any) -> Any:
        self.u = self.u + v
        return v.sum()


def row(k, x):
    out = x * 0.0
    for i in range(2):
        out[i] = x[i] * k
    return out


# What the trips do is seen by what makes the next item.


def loop_over_states(x, n):
    walker, total = Walker(x * 2), 0.0
    for i, v in enumerate(walker.step() for _ in range(n)):
        total += i * v.sum()
    return total


def loop_that_changes_the_source(x, n):
    u, total = x * 2, 0.0
    for v in (u * k for k in range(n)):
        u = u + v
        total += v.sum()
    return total


def method_that_changes_the_source(x):
    walker, total = Walker(x * 2), 0.0
    for v in map(walker.rate, [0, 1, 2]):
        total += walker.add(v)
    return total


def comprehension_that_changes_the_source(x, n):
    walker = Walker(x * 2)
    return sum(walker.add(v) for v in (walker.rate(k) for k in range(n)))


def conditions(x, n):
    walker, total = Walker(x * 2), 0.0
    for v in (walker.rate(k) for k in range(n) if k != 1 if walker.u[0] < 90):
        walker.add(v)
        if v[0] > 1000:
            break
        total += v.sum()
        if total > 3:
            continue
        total *= 2
    else:
        total += 1
    return total


def several_loops(x, n):
    walker, total = Walker(x * 2), 0.0
    for v in (walker.rate(k) * j for k in range(n) for j in (1, 2) if k != 2):
        total += walker.add(v)
    return total


def comprehension_with_conditions(x, n):
    walker = Walker(x * 2)
    return [walker.add(v) for v in (walker.rate(k) for k in range(n) if k != 1)]


def names_of_its_own(x, n):
    total = 0.0
    for x in (x * k for x in x for k in range(n) if k != 2):  # noqa: B020
        total += x
    return total


def source_written(x):
    y, total = x * 1.0, 0.0
    for v in (2.0 * each for each in y):
        y[1] = v
        total += v
    return total


# Who keeps the items has one array several times; and arrays of their own are nobody else's.


def kept(x, n):
    walker = Walker(x * 2)
    a, b = (walker.step(k) for k in (1.0, 2.0))
    first, *_ = list(walker.step() for _ in range(n))
    return first + a + b


def rows_of_their_own(x, n):
    return sum(row(k, x) for k in range(n)), max((row(k, x) for k in range(n)), key=lambda v: v[1])


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (loop_over_states, (VECTOR, 3)),
        (loop_that_changes_the_source, (VECTOR, 4)),
        (method_that_changes_the_source, (VECTOR,)),
        (comprehension_that_changes_the_source, (VECTOR, 4)),
        (conditions, (VECTOR, 5)),
        (several_loops, (VECTOR, 4)),
        (comprehension_with_conditions, (VECTOR, 4)),
        (names_of_its_own, (VECTOR, 4)),
        (source_written, (VECTOR,)),
        (kept, (VECTOR, 3)),
        (rows_of_their_own, (VECTOR, 3)),
    ],
)
def test_right(function, args):
    assert outcome(function, Program(function, args)) == RIGHT


def sum_of_states(x, n):
    walker = Walker(x * 2)
    return sum(walker.step() for _ in range(n))


def sum_of_a_map(x):
    return sum(map(Walker(x * 2).step, [1.0, 2.0, 3.0]))


def product_of_states(x, n):
    walker = Walker(x * 2)
    return reduce(lambda a, b: a * b, (walker.step() for _ in range(n)))


def accumulated_states(x, n):
    return list(accumulate(map(Walker(x * 2).step, range(1, n))))


def chained_states(x, n):
    walker = Walker(x * 2)
    return [v.sum() for v in chain((walker.step() for _ in range(n)), (walker.step() for _ in range(n)))]


def numbered_with_conditions(x, n):
    u, total = x * 2, 0.0
    for _, v in enumerate(u * k for k in range(n) if k != 1):
        u = u + v
        total += v.sum()
    return total


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (sum_of_states, (VECTOR, 3)),
        (sum_of_a_map, (VECTOR,)),
        (product_of_states, (VECTOR, 3)),
        (accumulated_states, (VECTOR, 5)),
        (chained_states, (VECTOR, 3)),
        (numbered_with_conditions, (VECTOR, 4)),
    ],
)
def test_refused(function, args):
    assert outcome(function, Program(function, args)) == REFUSED

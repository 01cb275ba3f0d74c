"""Functions of `itertools` and iterations of NumPy, written in the language: for sequences of run-time length.

What Python makes of them is an iterator; here it is a list, or a `map` or `zip` of which each item is made when it is
asked for. What has no end is a `map` over a range that ends at the largest integer.
"""

# A `map` makes its items one by one, a generator expression all at once; and `pairwise` cannot be made of itself.
# ruff: noqa: C417, RUF007

from __future__ import annotations

import sys
from typing import Any

import numpy as np


def pairwise(xs: Any) -> Any:
    """`pairwise(xs)`."""
    return zip(xs[:-1], xs[1:], strict=False)


def accumulated(xs: Any, function: Any) -> Any:
    """`accumulate(xs, function)`."""
    found: list[Any] = []
    for k in range(len(xs)):
        found.append(xs[k] if k == 0 else function(found[-1], xs[k]))
    return found


def accumulated_from(xs: Any, function: Any, initial: Any) -> Any:
    """`accumulate(xs, function, initial=initial)`."""
    found = [initial]
    for x in xs:
        found.append(function(found[-1], x))
    return found


def flattened(parts: Any) -> Any:
    """`chain.from_iterable(parts)`."""
    found = []
    for part in parts:
        for x in part:
            found.append(x)
    return found


def taken_while(function: Any, xs: Any) -> Any:
    """`takewhile(function, xs)`."""
    found = []
    for x in xs:
        if not function(x):
            break
        found.append(x)
    return found


def dropped_while(function: Any, xs: Any) -> Any:
    """`dropwhile(function, xs)`."""
    found = []
    has_begun = False
    for x in xs:
        if not has_begun:
            has_begun = not function(x)
        if has_begun:
            found.append(x)
    return found


def without(function: Any, xs: Any) -> Any:
    """`filterfalse(function, xs)`."""
    found = []
    for x in xs:
        if not (x if function is None else function(x)):
            found.append(x)
    return found


def compressed(xs: Any, selectors: Any) -> Any:
    """`compress(xs, selectors)`."""
    found = []
    for x, is_kept in zip(xs, selectors, strict=False):
        if is_kept:
            found.append(x)
    return found


def grouped(xs: Any, key: Any = None) -> Any:
    """`groupby(xs, key)`."""
    keys: list[Any] = []
    stops: list[Any] = []
    for k in range(len(xs)):
        this = xs[k] if key is None else key(xs[k])
        if k == 0 or this != keys[-1]:
            keys.append(this)
            stops.append(k + 1)
        else:
            stops[-1] = k + 1
    groups = map(lambda k: iter(xs[0 if k == 0 else stops[k - 1] : stops[k]]), range(len(keys)))
    return zip(keys, groups, strict=True)


def starred(function: Any, rows: Any) -> Any:
    """`starmap(function, rows)`."""
    return map(lambda row: function(*row), rows)


def counted(start: Any, step: Any) -> Any:
    """`count(start, step)` of what are no integers."""
    return map(lambda k: start + k * step, range(sys.maxsize))


def cycled(xs: Any) -> Any:
    """`cycle(xs)`."""
    return map(lambda k: xs[k % len(xs)], range(sys.maxsize))


def repeated(value: Any, times: Any) -> Any:
    """`repeat(value, times)`."""
    return map(lambda _: value, range(times))


def longest(columns: Any, fillvalue: Any) -> Any:
    """`zip_longest(*columns, fillvalue=fillvalue)`."""
    length = max([len(column) for column in columns])
    return map(lambda k: tuple(column[k] if k < len(column) else fillvalue for column in columns), range(length))


def product(first: Any, *others: Any) -> Any:
    """`product(first, *others)`."""
    if not others:
        return [(x,) for x in first]
    rest = product(*others)
    return [(x, *row) for x in first for row in rest]


def combinations(xs: Any, size: int) -> Any:
    """`combinations(xs, size)`."""
    return [tuple(xs[k] for k in row) for row in rising(0, len(xs), size, 1)]


def combinations_with_replacement(xs: Any, size: int) -> Any:
    """`combinations_with_replacement(xs, size)`."""
    return [tuple(xs[k] for k in row) for row in rising(0, len(xs), size, 0)]


def rising(start: int, stop: int, size: int, gap: int) -> Any:
    """The rows of places, each at least `gap` after the one before it."""
    if size == 1:
        return [(k,) for k in range(start, stop)]
    return [(k, *row) for k in range(start, stop) for row in rising(k + gap, stop, size - 1, gap)]


def permutations(xs: Any, size: int) -> Any:
    """`permutations(xs, size)`."""
    return [tuple(xs[k] for k in row) for row in distinct(len(xs), size)]


def distinct(stop: int, size: int) -> Any:
    """The rows of places of which no two are the same."""
    if size == 1:
        return [(k,) for k in range(stop)]
    rows = distinct(stop, size - 1)
    return [(k, *row) for k in range(stop) for row in rows if all(k != other for other in row)]


def places(*shape: Any) -> Any:
    """`np.ndindex(*shape)`."""
    size = 1
    for length in shape:
        size = size * length
    return map(lambda k: place(k, shape), range(size))


def place(k: int, shape: Any) -> Any:
    """The index of the k-th element."""
    if len(shape) == 1:
        return (k,)
    return (*place(k // shape[-1], shape[:-1]), k % shape[-1])


def numbered(a: Any) -> Any:
    """`np.ndenumerate(a)`."""
    return zip(places(*np.shape(a)), np.ravel(a), strict=True)


class Columns:
    """`zip(*rows)` of rows whose number and lengths only the run knows."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def width(self) -> int:
        shortest = len(self.rows[0]) if len(self.rows) > 0 else 0
        for row in self.rows:
            shortest = min(shortest, len(row))
        return shortest

    def at(self, place: int) -> Any:
        return [row[place] for row in self.rows]

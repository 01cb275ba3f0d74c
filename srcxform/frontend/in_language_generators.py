"""Functions of `itertools` over what a generator function gives: generator functions themselves.

So an item is asked for when the loop asks for it, and what has no end is left where Python leaves it.
"""

# They are read and never run, so what Python makes faster is as well written out.
# ruff: noqa: UP028

from __future__ import annotations

from typing import Any


def accumulated(xs: Any, function: Any) -> Any:
    """`accumulate(xs, function)`."""
    begun = False
    total: Any = 0.0
    for x in xs:
        if begun:
            total = function(total, x)
        else:
            total, begun = x, True
        yield total


def accumulated_from(xs: Any, function: Any, initial: Any) -> Any:
    """`accumulate(xs, function, initial=initial)`."""
    total = initial
    yield total
    for x in xs:
        total = function(total, x)
        yield total


def reduced(function: Any, xs: Any, start: Any = 0) -> Any:
    """`reduce(function, xs, start)`, and `sum(xs, start)`."""
    total = start
    for x in xs:
        total = function(total, x)
    return total


def numbered(xs: Any, start: Any = 0) -> Any:
    """`enumerate(xs, start)`."""
    after = start
    for x in xs:
        number = after
        after = number + 1
        yield number, x


def mapped(function: Any, xs: Any) -> Any:
    """`map(function, xs)`."""
    for x in xs:
        yield function(x)


def zipped(has_before: Any, before: Any, xs: Any, has_after: Any, after: Any) -> Any:
    """`zip(...)` of generators `xs` with sequences before and after them, which are asked in this order."""
    following = 0
    if all(has_before(0)):
        ahead = before(0)  # Python has these when the generator goes on, which may write what they come from
        for x in xs:
            k = following
            following = k + 1
            if not all(has_after(k)):
                return
            yield (*ahead, x, *after(k))
            if not all(has_before(following)):
                return
            ahead = before(following)


def chained(parts: Any) -> Any:
    """`chain.from_iterable(parts)`."""
    for part in parts:
        for x in part:
            yield x


def dropped_while(function: Any, xs: Any) -> Any:
    """`dropwhile(function, xs)`."""
    begun = False
    for x in xs:
        if not begun and not function(x):
            begun = True
        if begun:
            yield x


def taken_while(function: Any, xs: Any) -> Any:
    """`takewhile(function, xs)`."""
    for x in xs:
        if not function(x):
            return
        yield x


def kept(function: Any, xs: Any) -> Any:
    """`filter(function, xs)`."""
    for x in xs:
        if x if function is None else function(x):
            yield x


def left_out(function: Any, xs: Any) -> Any:
    """`filterfalse(function, xs)`."""
    for x in xs:
        if not (x if function is None else function(x)):
            yield x


def starred(function: Any, rows: Any) -> Any:
    """`starmap(function, rows)`."""
    for row in rows:
        yield function(*row)


def pairwise(xs: Any) -> Any:
    """`pairwise(xs)`."""
    before = 0.0
    begun = False
    for x in xs:
        if begun:
            yield before, x
        before = x
        begun = True


def first_of(xs: Any, stop: Any) -> Any:
    """`islice(xs, stop)`."""
    count = 0
    if stop > 0:
        for x in xs:
            yield x
            count += 1
            if count == stop:
                return


def part_of(xs: Any, start: Any, stop: Any, step: Any) -> Any:
    """`islice(xs, start, stop, step)`, where some of them may be None."""
    start = 0 if start is None else start
    step = 1 if step is None else step
    count = 0
    if stop is None or stop > 0:
        for x in xs:
            if count >= start and (count - start) % step == 0:
                yield x
            count += 1
            if stop is not None and count >= stop:
                return

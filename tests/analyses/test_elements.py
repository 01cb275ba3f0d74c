"""Which elements statements touch: proofs by hand, and against all pairs of trips of small random nests."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from srcxform.analyses.aliasing import memory_classes
from srcxform.analyses.elements import Access, Elements
from srcxform.ir.nodes import Assign, Statement, Store, Update
from srcxform.ir.walk import statements_in
from tests.reading import read

SQUARE = np.ones((4, 4))
VECTOR = np.ones(4)


def later_reads(function: Callable[..., Any], *args: Any) -> list[bool]:
    """For each read of the first argument: whether it may see what the first store into that put there."""
    program = read(function, *args)
    elements = Elements(memory_classes(program.body))
    root = elements.memory.root(program.parameters[0].var)
    stores = [s for s in statements_in(program.body) if isinstance(s, Store) and elements.memory.root(s.target) is root]
    if not stores:  # a range that is known to be empty
        return []
    stored = elements.access(stores[0], stores[0].target, stores[0].index)
    reads = [
        access
        for s in statements_in(program.body)
        for var, access in elements.contents_read(s)
        if elements.memory.root(var) is root
    ]
    return [elements.follows(stored, access) for access in reads]


def triangle(A, b):
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            A[i, j] = b[0]
            b[1] += A[j, j] + A[i, i]  # another row; behind the diagonal
            b[1] += A[i, j]
    return b


def backward(x, b):
    n = x.shape[0]
    for i in range(n - 1, -1, -1):
        b[0] += x[i] + x[0]  # x[i] is stored later; x[0] is read once more
        x[i] = b[1]
    return b


def one_ahead(x, b):
    n = x.shape[0]
    for i in range(n - 1):
        b[0] += x[i]
        b[0] += x[i + 1]
        x[i + 1] = b[1]
    return b


def may_wrap(x, b):
    n = x.shape[0]
    for i in range(n):
        b[0] += x[i - 1]  # the last in the first trip, which is before all stores; what was stored in all others
        x[i] = b[1]
    return b


def wraps_back(x, b):
    n = x.shape[0]
    for i in range(n):
        x[n - 1 - i] = b[1]
        b[0] += x[-1 - i] + x[i - n]
    return b


def far_end(x, b):
    n = x.shape[0]
    for i in range(n - 2):
        x[i] = b[1]
    b[0] += x[n - 2] + x[-1] + x[-3]
    return b


def strides(x, b):
    n = x.shape[0]
    for i in range(0, n - 1, 2):
        x[i] = b[1]
        b[0] += x[i + 1]
    return b


def slices(A, b):
    n = A.shape[0]
    for t in range(n - 1):
        b += A[t]
        b += A[t + 1]
        b[:2] += A[t + 1, 1:-1]
        A[t + 1, 1:-1] = b[1]
    return b


def columns(A, b):
    n = A.shape[0]
    for j in range(1, n):
        A[:, j] = b
        b[:] = A[:, j - 1]
        b[0] = A[j, 0]
    return b


def rows_by_name(A, b):
    n = A.shape[0]
    for i in range(1, n):
        row, above = A[i], A[i - 1]
        row[0] = b[0]
        b[1] += above[0] + above[1] + row[1] + row[0]
    return b


def unknown_place(x, b):
    for i in range(2):
        x[i] = b[1]
        b[0] += x[int(b[3])] + x[3]
    return b


def other_loop(x, b):
    n = x.shape[0]
    for i in range(2, n):
        x[i] = b[0]
    for i in range(n):
        b[1] += x[i] + x[1]
    for i in range(2):
        b[1] += x[i]
    return b


def until(x, b):
    i = 0
    while b[i] < 2.0:
        b[0] += x[i]
        x[i] = b[1]
        i += 1
    return b


@pytest.mark.parametrize(
    ("function", "array", "expected"),
    [
        (triangle, SQUARE, [False, False, True]),
        (backward, VECTOR, [False, False]),
        (one_ahead, VECTOR, [True, False]),
        (may_wrap, VECTOR, [True]),
        (wraps_back, VECTOR, [True, True]),
        (far_end, VECTOR, [False, False, True]),
        (strides, VECTOR, [False]),
        (slices, SQUARE, [True, False, False]),
        (columns, SQUARE, [True, False]),
        (rows_by_name, SQUARE, [True, False, False, True]),
        (unknown_place, VECTOR, [True, False]),
        (other_loop, VECTOR, [True, False, False]),
        (until, VECTOR, [True]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_a_read_may_see(function: Any, array: Any, expected: list[bool]) -> None:
    assert later_reads(function, array, VECTOR) == expected


@dataclass(frozen=True)
class Nest:
    """A nest of loops as text, with a store and a read of one vector, each at an index of its own."""

    text: str
    trace: str


def nest(seed: int) -> Nest:
    draw = random.Random(seed)
    lines, names = ["n = x.shape[0]"], ["0"]
    for depth in range(draw.randint(1, 3)):
        name = "ijk"[depth]
        start, stop = draw.choice(names) + draw.choice(("", " + 1")), draw.choice((*names[1:], "n", "n - 1", "3"))
        bounds = draw.choice((f"{start}, {stop}", f"{stop} - 1, {start} - 1, -1", f"{start}, {stop}, 2"))
        lines.append("    " * depth + f"for {name} in range({bounds}):")
        names.append(name)
    inner = "    " * (len(names) - 1)
    places = [
        draw.choice((*names[1:], *names[1:], "n - 1"))
        + draw.choice(("", "", " - 1", " + 1", f" - {draw.choice(names)}", f" + {draw.choice(names)}"))
        for _ in range(2)
    ]
    store, read_ = f"x[{places[0]}] = 2.0", f"b[0] = x[{places[1]}]"
    body = [store, read_] if draw.random() < 0.5 else [read_, store]
    note = {store: f"seen.append(('store', {places[0]}))", read_: f"seen.append(('read', {places[1]}))"}
    text = "def f(x, b):\n" + "\n".join(f"    {s}" for s in [*lines, *(inner + s for s in body), "return b"]) + "\n"
    trace = "\n".join(["n = size", *lines[1:], *(inner + note[s] for s in body)])
    return Nest(text, trace)


def really_follows(given: Nest) -> bool:
    """Whether a read sees an element after its store, at some length for which all indices are in bounds."""
    for size in range(2, 7):
        seen: list[tuple[str, int]] = []
        exec(given.trace, {"size": size, "seen": seen})
        stored: set[int] = set()
        for what, place in seen:
            if not -size <= place < size:
                break
            if what == "read" and place % size in stored:
                return True
            if what == "store":
                stored.add(place % size)
    return False


def test_no_pair_of_trips_is_overlooked(tmp_path: Any) -> None:
    proved = 0
    for seed in range(400):
        given = nest(seed)
        namespace: dict[str, Any] = {}
        path = tmp_path / f"nest_{seed}.py"
        path.write_text(given.text)
        exec(compile(given.text, str(path), "exec"), namespace)
        found = later_reads(namespace["f"], VECTOR, VECTOR)
        assert any(found) or not really_follows(given), given.text
        proved += found == [False]
    assert proved > 60


def test_proofs_end_when_there_were_enough() -> None:
    program = read(triangle, SQUARE, VECTOR)
    elements = Elements(memory_classes(program.body))
    elements.left = 0
    touched: list[tuple[Statement, Access]] = [
        (s, elements.access(s, s.target, s.index)) for s in statements_in(program.body) if isinstance(s, Store | Update)
    ]
    touched += [(s, a) for s in statements_in(program.body) for _, a in elements.contents_read(s)]
    assert all(elements.follows(a, b) for (_, a), (_, b) in pairwise(touched) if a.part.base is b.part.base)


def test_sizes_of_what_loops_make_are_not_one_number() -> None:
    def growing(x, b):
        y = x
        for _ in range(3):
            y = np.concatenate([y, x])
            m = y.shape[0]
            b[0] += m
        return b

    program = read(growing, VECTOR, VECTOR)
    elements = Elements(memory_classes(program.body))
    sizes = [
        s.out
        for s in statements_in(program.body)
        if isinstance(s, Assign) and s.primitive is operator.getitem and elements.where.loops[s]
    ]
    found = [elements.linear(v) for v in sizes if elements.linear(v) is not None]
    assert all(name in elements.where.defined_by for each in found if each for name, _ in each.terms)

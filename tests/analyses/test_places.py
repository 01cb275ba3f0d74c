"""Statements are numbered in the order of the text, and know the loops around them."""

from __future__ import annotations

import numpy as np

from srcxform.analyses.places import places
from srcxform.ir.nodes import For, If, Store
from srcxform.ir.walk import statements_in
from tests.reading import read, variables


def program(x):
    a = x.copy()
    for i in range(3):
        if x[i] > 0:
            a[i] = 0.0
        for j in range(2):
            a[j] = x[i]
    return a


FUNCTION = read(program, np.ones(4))
WHERE = places(FUNCTION.body)
LOOPS = [s for s in statements_in(FUNCTION.body) if isinstance(s, For)]
STORES = [s for s in statements_in(FUNCTION.body) if isinstance(s, Store)]


def test_numbers_follow_the_text() -> None:
    numbers = [WHERE.at[s] for s in statements_in(FUNCTION.body)]
    assert numbers == list(range(1, WHERE.last + 1))


def test_a_statement_ends_after_its_blocks() -> None:
    outer, inner = LOOPS
    assert WHERE.at[outer] < WHERE.at[inner] < WHERE.at[STORES[1]] <= WHERE.end[inner] <= WHERE.end[outer]
    assert WHERE.end[STORES[0]] == WHERE.at[STORES[0]]


def test_loops_around_a_statement() -> None:
    outer, inner = LOOPS
    assert WHERE.loops[outer] == ()
    assert WHERE.loops[STORES[0]] == (outer,)
    assert WHERE.loops[STORES[1]] == (outer, inner)
    assert WHERE.common_loops(STORES[0], STORES[1]) == (outer,)


def test_definitions_uses_and_results() -> None:
    by_name = variables(FUNCTION)
    copy = WHERE.defined_by[by_name["a"]]
    assert copy is FUNCTION.body.statements[0]
    assert WHERE.position(by_name["a"]) == 1
    assert WHERE.position(by_name["x"]) == 0
    assert WHERE.used_by[by_name["a"]] == STORES
    assert WHERE.returned == {by_name["a"]}
    assert WHERE.defined_by[LOOPS[0].index] is LOOPS[0]


def test_a_yield_is_a_use_by_the_statement_around_it() -> None:
    def chosen(x):
        return x if x > 0 else -x

    function = read(chosen, 1.0)
    choice = next(s for s in statements_in(function.body) if isinstance(s, If))
    assert choice in places(function.body).used_by[function.parameters[0].var]

"""Two sources in two columns, where there is room."""

from __future__ import annotations

from srcxform.tools.listing import beside, primal_source

LEFT = "def f(x):\n    return x\n"
RIGHT = "def g(head):\n    # return x\n    return head\n"


def test_columns_where_there_is_room():
    assert beside(LEFT, RIGHT, 80).splitlines() == [
        "def f(x):    │ def g(head):",
        "    return x │     # return x",
        "             │     return head",
    ]


def test_one_under_the_other_where_there_is_none():
    assert beside(LEFT, RIGHT, 20) == LEFT + "\n\n" + RIGHT


def test_primal_source_stands_at_the_left_margin():
    def inner(x):
        return x

    assert primal_source(inner) == "def inner(x):\n    return x"

"""Places that are cleared after what was in them was used."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform.ir.nodes import Const, Slice, Var
from srcxform.simplify.clears import delay_clears
from tests.simplify.building import array, derived, lines, number, program, text

INNER = Slice(Const(1), Const(-1), Const(None))


def taken(b: Any, a_bar: Var) -> Any:
    """A copy of the inner part, which is cleared."""
    copy = b.op(np.copy, b.op(operator.getitem, a_bar, INNER))
    b.store(a_bar, INNER, Const(0.0))
    return copy


def test_the_place_is_used_before_it_is_cleared() -> None:
    b, a_bar, b_bar = derived(), array("a_bar"), array("b_bar", "a_bar")
    third = b.op(operator.truediv, taken(b, a_bar), Const(3.0))
    b.update(b_bar, INNER, operator.add, third)
    assert text(delay_clears(program(b, a_bar, b_bar))) == lines("""
        %t = getitem(%a_bar, 1:-1:None)
        %t_1 = truediv(%t, 3.0)
        %a_bar[1:-1:None] = 0.0
        %b_bar[1:-1:None] add= %t_1
        yield %a_bar, %b_bar
        """)


def unchanged(before: Any) -> None:
    assert text(delay_clears(before)) == text(before)


def test_trap_the_array_is_added_to_in_between() -> None:
    b, a_bar = derived(), array("a_bar")
    copy = taken(b, a_bar)
    b.update(a_bar, Const(0), operator.add, number("w"))
    b.update(a_bar, INNER, operator.add, b.op(operator.truediv, copy, Const(3.0)))
    unchanged(program(b, a_bar))


def test_trap_the_copy_goes_into_the_array_itself() -> None:
    b, a_bar = derived(), array("a_bar")
    b.update(a_bar, INNER, operator.add, taken(b, a_bar))
    unchanged(program(b, a_bar))


def test_trap_the_copy_is_kept() -> None:
    b, a_bar = derived(), array("a_bar")
    copy = taken(b, a_bar)
    unchanged(program(b, a_bar, copy))


def test_trap_a_view_of_the_copy_may_live_on() -> None:
    b, a_bar = derived(), array("a_bar")
    view = b.op(np.flip, taken(b, a_bar))
    unchanged(program(b, a_bar, view))


def test_trap_another_place_is_cleared() -> None:
    b, a_bar = derived(), array("a_bar")
    copy = b.op(np.copy, b.op(operator.getitem, a_bar, INNER))
    b.store(a_bar, Slice(Const(2), Const(None), Const(None)), Const(0.0))
    unchanged(program(b, a_bar, b.op(operator.truediv, copy, Const(3.0))))

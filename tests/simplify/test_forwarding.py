"""What was just stored is not read back."""

from __future__ import annotations

import operator

import numpy as np

from srcxform.ir.nodes import Const, Slice, Var
from srcxform.ir.types import ArrayType
from srcxform.simplify.forwarding import forward_stores
from tests.simplify.building import FLOAT64, array, derived, integer, lines, number, program, text

ITEM = ArrayType(FLOAT64, 0, "numpy", ())


def test_a_stored_number_is_used() -> None:
    a, old = array("a"), Var("old", ITEM)
    b = derived()
    b.store(a, Const(0), old)
    y = b.op(operator.mul, b.op(operator.getitem, a, Const(0)), Const(2))
    assert text(forward_stores(program(b, y, a))) == lines("""
        %a[0] = %old
        %t = mul(%old, 2)
        yield %t, %a
        """)


def unchanged(b: object, *results: object) -> None:
    before = program(b, *results)  # type: ignore[arg-type]
    assert text(forward_stores(before)) == text(before)


def test_trap_another_store_may_have_hit_the_place() -> None:
    a, i, old = array("a"), integer("i"), Var("old", ITEM)
    b = derived()
    b.store(a, Const(0), old)
    b.store(a, i, Const(1.0))
    unchanged(b, b.op(operator.getitem, a, Const(0)))


def test_trap_a_view_of_the_array_was_written() -> None:
    a, old = array("a"), Var("old", ITEM)
    b = derived()
    view = b.op(operator.getitem, a, Slice(Const(None), Const(3), Const(None)))
    b.store(a, Const(0), old)
    b.update(view, None, operator.mul, Const(2))  # type: ignore[arg-type]
    unchanged(b, b.op(operator.getitem, a, Const(0)))


def test_trap_a_number_of_another_kind_is_cast_by_the_store() -> None:
    a, x = array("a"), number("x")
    b = derived()
    b.store(a, Const(0), x)
    unchanged(b, b.op(operator.getitem, a, Const(0)))


def test_trap_a_stored_array_that_changes_later() -> None:
    a, v = array("a"), array("v", "a")
    whole = Slice(Const(None), Const(None), Const(None))
    b = derived()
    b.store(a, whole, v)
    view = b.op(operator.getitem, a, whole)
    b.update(v, None, operator.mul, Const(2))
    unchanged(b, b.op(np.sum, view), v)


def test_the_statements_of_the_user_stay() -> None:
    a, old = array("a"), Var("old", ITEM)
    b = derived(marked=False)
    b.store(a, Const(0), old)
    unchanged(b, b.op(operator.getitem, a, Const(0)))

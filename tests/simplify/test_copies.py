"""Copies that nobody can tell from the original."""

from __future__ import annotations

import operator

import numpy as np

from srcxform.ir.nodes import Block, Const, For, Slice, Var
from srcxform.ir.types import INT
from srcxform.simplify.copies import elide_copies
from tests.simplify.building import array, derived, integer, lines, number, program, text

EVERYTHING = Slice(Const(None), Const(None), Const(None))


def test_a_copy_that_is_only_read_before_the_original_is_written() -> None:
    s = array("s")
    b = derived()
    y = b.op(operator.mul, b.op(np.copy, s), Const(2))
    b.store(s, EVERYTHING, Const(0.0))
    assert text(elide_copies(program(b, y, s))) == lines("""
        %t = mul(%s, 2)
        %s[None:None:None] = 0.0
        yield %t, %s
        """)


def test_a_copy_of_an_array_that_nobody_else_has() -> None:
    x, head = array("x"), number("head")
    b = derived()
    own = b.op(np.copy, b.op(operator.mul, x, head))
    b.update(own, Const(0), operator.add, head)  # type: ignore[arg-type]
    assert text(elide_copies(program(b, own))) == lines("""
        %t = mul(%x, %head)
        %t[0] add= %head
        yield %t
        """)


def unchanged(b: object, *results: object) -> None:
    before = program(b, *results)  # type: ignore[arg-type]
    assert text(elide_copies(before)) == text(before)


def test_trap_the_original_is_written_before_the_last_read() -> None:
    s = array("s")
    b = derived()
    copy = b.op(np.copy, s)
    b.store(s, EVERYTHING, Const(0.0))
    unchanged(b, b.op(operator.mul, copy, Const(2)), s)


def test_trap_the_original_is_written_through_a_view() -> None:
    s = array("s")
    b = derived()
    view = b.op(operator.getitem, s, Slice(Const(1), Const(None), Const(None)))
    copy = b.op(np.copy, s)
    b.update(view, None, operator.mul, Const(2))  # type: ignore[arg-type]
    unchanged(b, b.op(operator.mul, copy, Const(2)))


def test_trap_the_copy_is_written() -> None:
    s = array("s")
    b = derived()
    copy = b.op(np.copy, s)
    b.update(copy, None, operator.mul, Const(2))  # type: ignore[arg-type]
    unchanged(b, copy, s)


def test_trap_the_copy_is_given_back() -> None:
    b = derived()
    unchanged(b, b.op(np.copy, array("head")))


def test_trap_a_later_trip_reads_the_copy_after_the_write() -> None:
    s, n = array("s"), integer("n")
    b = derived()
    copy = b.op(np.copy, s)
    with b.block() as statements:
        total = b.op(operator.mul, copy, Const(2))
        b.update(s, None, operator.add, total)
    b.add(For(Var("i", INT), Const(0), n, Const(1), (), (), Block(tuple(statements)), ()))
    unchanged(b, s)


def test_trap_a_loop_makes_one_array_each_trip_from_an_array_outside() -> None:
    x, n = array("x"), integer("n")
    b = derived()
    outside = b.op(operator.mul, x, Const(2))
    stack = b.raw(array("stack").type, list, hint="stack")
    with b.block() as statements:
        b.append(stack, b.op(np.copy, outside))
    b.add(For(Var("i", INT), Const(0), n, Const(1), (), (), Block(tuple(statements)), ()))
    unchanged(b, stack)


def test_trap_a_copy_of_a_copy_outlives_the_first() -> None:
    s = array("s")
    b = derived()
    first = b.op(np.copy, s)
    second = b.op(np.copy, first)
    b.store(s, EVERYTHING, Const(0.0))
    result = b.op(operator.mul, second, Const(2))
    done = elide_copies(elide_copies(program(b, result, s)))
    assert "copy(%s)" in text(done)

"""What is cleared and added to, or added to twice, in one statement."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from srcxform.ir.builder import Builder
from srcxform.ir.nodes import Const, Operand, Slice, Var
from srcxform.ir.types import ArrayType
from srcxform.simplify.accumulation import accumulate_once
from srcxform.simplify.dead_code import remove_dead_code
from tests.simplify.building import array, derived, integer, lines, number, program, text

INNER = Slice(Const(1), Const(-1), Const(None))
LEFT = Slice(Const(None), Const(-2), Const(None))


def test_cleared_and_added_to_is_a_store() -> None:
    a, i, j, x = array("a"), integer("i"), integer("j"), number("x")
    b = derived()
    b.store(a, i, Const(0.0))
    b.update(a, j, operator.add, x)
    b.update(a, i, operator.add, x)
    assert text(accumulate_once(program(b, a))) == lines("""
        %a[%i] = %x
        %a[%j] add= %x
        yield %a
        """)


def test_what_stood_there_is_left_there() -> None:
    a = array("a")
    b = derived()
    w = b.op(np.copy, b.op(operator.getitem, a, INNER))
    b.store(a, INNER, Const(0.0))
    b.update(a, LEFT, operator.add, w)
    b.update(a, INNER, operator.add, w)
    assert text(accumulate_once(program(b, a))) == lines("""
        %t = getitem(%a, 1:-1:None)
        %t_1 = copy(%t)
        %a[None:-2:None] add= %t_1
        yield %a
        """)


def test_a_product_with_what_stood_there_is_in_place() -> None:
    a, i, e = array("a"), integer("i"), number("e")
    b = derived()
    w = b.op(operator.getitem, a, i)
    b.store(a, i, Const(0.0))
    b.update(a, i, operator.add, b.op(operator.mul, w, e))
    assert text(remove_dead_code(accumulate_once(program(b, a)))) == lines("""
        %a[%i] mul= %e
        yield %a
        """)


def test_two_sums_into_one_element_are_one() -> None:
    a, i, p, q = array("a"), integer("i"), number("p"), number("q")
    b = derived()
    b.update(a, i, operator.add, p)
    b.update(a, i, operator.sub, q)
    assert text(accumulate_once(program(b, a))) == lines("""
        %t = sub(%p, %q)
        %a[%i] add= %t
        yield %a
        """)


def _reads_between(b: Builder, a: Var, x: Var) -> Operand:
    return b.op(operator.mul, b.op(operator.getitem, a, Const(3)), x)


def _writes_between(b: Builder, a: Var, x: Var) -> Operand:
    b.store(a, INNER, Const(1.0))
    return x


def _reads_through_a_view(b: Builder, a: Var, x: Var) -> Operand:
    view = b.op(operator.getitem, a, Slice(Const(None), Const(None), Const(None)))
    return b.op(operator.getitem, view, Const(0))


def _multiplies_between(b: Builder, a: Var, x: Var) -> Operand:
    b.update(a, None, operator.mul, x)
    return x


@pytest.mark.parametrize("between", [_reads_between, _writes_between, _reads_through_a_view, _multiplies_between])
def test_trap_nothing_moves_over_a_use_of_the_array(between: Callable[[Builder, Var, Var], Operand]) -> None:
    a, i, x = array("a"), integer("i"), number("x")
    b = derived()
    b.store(a, i, Const(0.0))
    value = between(b, a, x)
    b.update(a, i, operator.add, value)
    before = program(b, a)
    assert text(accumulate_once(before)) == text(before)


def test_trap_an_operand_that_is_written_in_between_is_not_read_earlier() -> None:
    a, c, i = array("a"), array("c"), integer("i")
    b = derived()
    b.store(a, i, Const(0.0))
    b.store(c, Const(0), Const(2.0))
    b.update(a, i, operator.add, b.op(operator.getitem, c, Const(0)))
    before = program(b, a, c)
    assert text(accumulate_once(before)) == text(before)


def test_all_of_an_array_is_all_of_it() -> None:
    b, a, x = derived(), array("a"), array("x", "a")
    b.store(a, Slice(Const(None), Const(None), Const(None)), Const(0.0))
    b.update(a, None, operator.add, x)
    assert text(accumulate_once(program(b, a))) == lines("""
        %a[None:None:None] = %x
        yield %a
        """)


def test_trap_another_index_is_another_place() -> None:
    a, i, j, x = array("a"), integer("i"), integer("j"), number("x")
    b = derived()
    b.store(a, i, Const(0.0))
    b.update(a, j, operator.add, x)
    before = program(b, a)
    assert text(accumulate_once(before)) == text(before)


def test_trap_what_is_added_is_written_after_the_clearing() -> None:
    b, a, x, y = derived(), array("a"), array("x", "a"), array("y", "a")
    b.store(a, INNER, Const(0.0))
    b.update(x, None, operator.add, y)
    b.update(a, INNER, operator.add, x)
    before = program(b, a, x)
    assert text(accumulate_once(before)) == text(before)


def test_trap_what_stood_there_is_written_before_it_is_put_back() -> None:
    b, a = derived(), array("a")
    w = b.op(np.copy, b.op(operator.getitem, a, INNER))
    b.store(a, INNER, Const(0.0))
    b.update(w, None, operator.mul, Const(3.0))  # type: ignore[arg-type]
    b.update(a, INNER, operator.add, w)
    before = program(b, a)
    assert text(accumulate_once(before)) == text(before)


def test_what_a_mask_picks_is_stored() -> None:
    b, a, mask = derived(), array("a"), replace(array("mask"), type=ArrayType(np.dtype(np.bool_), 1, "array"))
    b.store(a, mask, Const(0.0))
    b.update(a, mask, operator.add, number("x"))
    assert text(accumulate_once(program(b, a))) == lines("""
        %a[%mask] = %x
        yield %a
        """)


def test_trap_a_mask_that_is_written() -> None:
    b, a, mask = derived(), array("a"), replace(array("mask"), type=ArrayType(np.dtype(np.bool_), 1, "array"))
    b.store(a, mask, Const(0.0))
    b.store(mask, Const(0), Const(True))
    b.update(a, mask, operator.add, number("x"))
    before = program(b, a)
    assert text(accumulate_once(before)) == text(before)


def test_trap_indices_with_duplicates_stay() -> None:
    a, x = array("a"), number("x")
    index = Var("k", array("k").type.__class__(np.dtype(int), 1))  # type: ignore[call-arg]
    b = derived()
    b.store(a, index, Const(0.0))
    b.update(a, index, operator.add, x)
    before = program(b, a)
    assert text(accumulate_once(before)) == text(before)


def test_trap_a_value_that_was_written_over_is_not_what_stood_there() -> None:
    a, i, e = array("a"), integer("i"), number("e")
    b = derived()
    w = b.op(operator.getitem, a, i)
    b.store(a, i, e)
    b.store(a, i, b.op(operator.mul, w, e))
    before = program(b, a)
    assert text(accumulate_once(before)) == text(before)


def test_what_is_added_twice_is_added_once_with_twice_the_number() -> None:
    b, a_bar, x, g = derived(), array("a_bar", "n"), array("x", "n"), number("g")
    b.update(a_bar, None, operator.add, b.op(operator.mul, g, x))
    b.update(a_bar, None, operator.add, b.op(operator.mul, g, x))
    assert text(accumulate_once(program(b, a_bar))) == lines("""
        %t = mul(2, %g)
        %t_1 = mul(%t, %x)
        %a_bar add= %t_1
        yield %a_bar
        """)


def test_trap_what_is_added_is_written_in_between() -> None:
    b, a_bar, x, g = derived(), array("a_bar", "n"), array("x", "n"), number("g")
    b.update(a_bar, None, operator.add, b.op(operator.mul, g, x))
    b.update(x, None, operator.mul, Const(3.0))
    b.update(a_bar, None, operator.add, b.op(operator.mul, g, x))
    before = program(b, a_bar)
    assert text(accumulate_once(before)) == text(before)


def test_trap_the_array_is_read_in_between() -> None:
    b, a_bar, x, g = derived(), array("a_bar", "n"), array("x", "n"), number("g")
    b.update(a_bar, None, operator.add, b.op(operator.mul, g, x))
    seen = b.op(np.sum, a_bar)
    b.update(a_bar, None, operator.add, b.op(operator.mul, g, x))
    before = program(b, a_bar, seen)
    assert text(accumulate_once(before)) == text(before)


def test_trap_one_is_subtracted() -> None:
    b, a_bar, x, g = derived(), array("a_bar", "n"), array("x", "n"), number("g")
    b.update(a_bar, None, operator.add, b.op(operator.mul, g, x))
    b.update(a_bar, None, operator.sub, b.op(operator.mul, g, x))
    before = program(b, a_bar)
    assert text(accumulate_once(before)) == text(before)


def test_trap_the_array_itself_is_added() -> None:
    b, a_bar, g = derived(), array("a_bar", "n"), number("g")
    b.update(a_bar, None, operator.add, b.op(operator.mul, g, a_bar))
    b.update(a_bar, None, operator.add, b.op(operator.mul, g, a_bar))
    before = program(b, a_bar)
    assert text(accumulate_once(before)) == text(before)


def doubled(value: Callable[[Builder, Var, Var, Var], Operand]) -> str:
    g, t, x = number("g"), array("u"), array("x")
    b = derived()
    return text(remove_dead_code(accumulate_once(program(b, value(b, g, t, x)))))


def test_a_product_that_is_added_twice_is_made_once() -> None:
    def twice(b: Builder, g: Var, t: Var, x: Var) -> Operand:
        first, second = b.op(operator.mul, g, x), b.op(operator.mul, g, x)
        return b.op(operator.add, b.op(operator.add, t, first), second)

    assert doubled(twice) == lines("""
        %t = mul(2, %g)
        %t_1 = mul(%t, %x)
        %t_2 = add(%u, %t_1)
        yield %t_2
        """)


def test_a_product_and_itself() -> None:
    def twice(b: Builder, g: Var, t: Var, x: Var) -> Operand:
        product = b.op(operator.mul, g, x)
        return b.op(operator.add, product, product)

    assert doubled(twice) == lines("""
        %t = mul(2, %g)
        %t_1 = mul(%t, %x)
        yield %t_1
        """)


def test_a_product_that_changes_in_between_stays() -> None:
    def twice(b: Builder, g: Var, t: Var, x: Var) -> Operand:
        x = b.op(np.copy, x)  # type: ignore[assignment]
        first = b.op(operator.mul, g, x)
        b.update(x, Const(0), operator.add, g)
        return b.op(operator.add, b.op(operator.add, t, first), b.op(operator.mul, g, x))

    assert "mul(2" not in doubled(twice)

"""Signs move into sums; integer steps add up; nothing else changes."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

import srcxform
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Const, Slice, Var
from srcxform.ir.types import FLOAT64, ArrayType
from srcxform.simplify.constants import fold
from srcxform.simplify.dead_code import remove_dead_code
from tests.simplify.building import array, derived, integer, lines, number, program, text

INNER = Slice(Const(1), Const(None), Const(None))


def test_a_sign_goes_through_a_product_into_an_update() -> None:
    a_bar, t = array("a_bar"), array("t", "a_bar")
    b = derived()
    copied = b.op(np.copy, t)
    negative = b.op(operator.neg, copied)
    product = b.op(operator.mul, negative, Const(2))
    b.update(a_bar, None, operator.add, product)
    done = remove_dead_code(fold(program(b, a_bar)))
    assert text(done) == lines("""
        %t = copy(%t_1)
        %t_2 = mul(%t, 2)
        %a_bar sub= %t_2
        yield %a_bar
        """)


def test_two_signs_cancel() -> None:
    x, y = number("x"), number("y")
    b = derived()
    twice = b.op(operator.neg, b.op(operator.neg, x))
    total = b.op(operator.sub, y, twice)
    assert text(remove_dead_code(fold(program(b, total)))) == lines("""
        %t = sub(%y, %x)
        yield %t
        """)


def test_trap_an_array_that_changes_before_the_sum_keeps_its_sign_where_it_was_taken() -> None:
    x, y = array("x"), array("y", "x")
    b = derived()
    negative = b.op(operator.neg, x)
    b.store(x, INNER, Const(0.0))
    total = b.op(operator.add, y, negative)
    before = program(b, total)
    assert text(fold(before)) == text(before)


def test_trap_a_sum_with_an_initial_value_is_not_linear() -> None:
    x = array("x")
    b = derived()
    total = b.op(np.sum, b.op(operator.neg, x), initial=Const(1.0))
    before = program(b, total)
    assert text(fold(before)) == text(before)


def test_trap_booleans_and_integers_have_no_sign_to_move() -> None:
    n, m = integer("n"), integer("m")
    b = derived()
    total = b.op(operator.add, m, b.op(operator.neg, n))
    before = program(b, total)
    assert text(fold(before)) == text(before)


def test_signs_cancel_in_a_real_part() -> None:
    x = array("x")
    b = derived()
    part = b.op(np.real, b.op(operator.mul, b.op(operator.neg, b.op(operator.neg, x)), Const(2j)))
    assert "neg" not in text(remove_dead_code(fold(program(b, part))))


def test_a_sign_goes_through_an_outer_product_into_an_update() -> None:
    u, v, total = array("u"), array("v"), Var("total", ArrayType(FLOAT64, 2, "array"))
    b = derived()
    b.update(total, None, operator.add, b.op(np.outer, b.op(operator.neg, u), v))
    assert text(remove_dead_code(fold(program(b, total)))) == lines("""
        %t = outer(%u, %v)
        %total sub= %t
        yield %total
        """)


def test_trap_an_outer_product_that_is_no_term_has_more_signs_than_its_factor() -> None:
    u, v = array("u"), array("v")
    b = derived()
    before = program(b, b.op(np.outer, b.op(operator.neg, u), v))
    assert text(fold(before)) == text(before)


def test_integer_steps_add_up() -> None:
    n = integer("n")
    b = derived()
    one = b.op(operator.sub, n, Const(1))
    two = b.op(operator.sub, one, Const(1))
    assert text(remove_dead_code(fold(program(b, two)))) == lines("""
        %t = sub(%n, 2)
        yield %t
        """)


def test_the_statements_of_the_user_stay() -> None:
    x, y = number("x"), number("y")
    b = derived(marked=False)
    total = b.op(operator.add, y, b.op(operator.neg, x))
    b.effect(reverse_sweep_begins)
    before = program(b, total)
    assert text(fold(before)) == text(before)


def test_a_mask_takes_no_sign() -> None:
    def spread(v: Any, u: Any) -> Any:
        return v - u.min()

    v, u = np.array([1.0, 2.0]), np.array([3.0, 1.0])
    np.testing.assert_array_equal(srcxform.grad(spread, wrt=1)(v, u), [0.0, -2.0])

"""Common factors of sums."""

from __future__ import annotations

import operator
from typing import Any

from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Const
from srcxform.origin import Origin
from srcxform.simplify.factoring import factor
from tests.simplify.building import array, derived, integer, lines, number, program, text

R, W, X, Y = (number(name) for name in "rwxy")


def test_a_common_factor_is_taken_out() -> None:
    b = derived()
    first, second = b.op(operator.mul, W, R), b.op(operator.mul, Y, b.op(operator.mul, R, X))
    assert text(factor(program(b, b.op(operator.sub, first, second)))) == lines("""
        %t = mul(%y, %x)
        %t_1 = sub(%w, %t)
        %t_2 = mul(%r, %t_1)
        yield %t_2
        """)


def test_a_term_that_stands_twice_is_one_with_a_factor_of_two() -> None:
    b = derived()
    term = b.op(operator.mul, W, R)
    total = b.op(operator.sub, b.op(operator.sub, X, term), term)
    assert text(factor(program(b, total))) == lines("""
        %t = mul(2, %w)
        %t_1 = mul(%t, %r)
        %t_2 = sub(%x, %t_1)
        yield %t_2
        """)


def test_terms_need_not_be_neighbours() -> None:
    b = derived()
    total = b.op(operator.add, b.op(operator.mul, W, R), X)
    total = b.op(operator.add, total, b.op(operator.mul, Y, R))
    assert text(factor(program(b, total))) == lines("""
        %t = add(%w, %y)
        %t_1 = mul(%r, %t)
        %t_2 = add(%t_1, %x)
        yield %t_2
        """)


def test_a_sum_does_not_begin_with_a_sign_if_it_need_not() -> None:
    b = derived()
    total = b.op(operator.add, b.op(operator.neg, b.op(operator.mul, W, R)), b.op(operator.mul, X, R))
    assert text(factor(program(b, total))) == lines("""
        %t = sub(%w, %x)
        %t_1 = mul(%r, %t)
        %t_2 = neg(%t_1)
        yield %t_2
        """)


def test_the_square_of_a_number_has_it_twice() -> None:
    b = derived()
    total = b.op(operator.add, b.op(operator.mul, X, X), b.op(operator.mul, X, Y))
    assert text(factor(program(b, total))) == lines("""
        %t = add(%x, %y)
        %t_1 = mul(%x, %t)
        yield %t_1
        """)


def unchanged(before: Any) -> None:
    assert factor(before) is before


def test_trap_nothing_in_common() -> None:
    b = derived()
    unchanged(program(b, b.op(operator.add, b.op(operator.mul, W, R), b.op(operator.mul, X, Y))))


def test_trap_a_factor_alone_is_no_product() -> None:
    b = derived()
    unchanged(program(b, b.op(operator.add, b.op(operator.mul, W, R), W)))


def test_trap_the_product_is_read_elsewhere() -> None:
    b = derived()
    first, second = b.op(operator.mul, W, R), b.op(operator.mul, X, R)
    unchanged(program(b, b.op(operator.sub, first, second), first))


def test_trap_what_cancels_stays() -> None:
    b = derived()
    term = b.op(operator.mul, W, R)
    unchanged(program(b, b.op(operator.sub, term, term)))


def test_trap_arrays() -> None:
    b, u, v, w = derived(), array("u", "n"), array("v", "n"), array("w", "n")
    unchanged(program(b, b.op(operator.sub, b.op(operator.mul, u, v), b.op(operator.mul, u, w))))


def test_trap_integers() -> None:
    b, i, j, k = derived(), integer("i"), integer("j"), integer("k")
    unchanged(program(b, b.op(operator.sub, b.op(operator.mul, i, j), b.op(operator.mul, i, k))))


def test_trap_another_line_of_the_program() -> None:
    b = derived()
    b.origin = Origin("file", 1, 0)
    first = b.op(operator.mul, W, R)
    b.origin = Origin("file", 2, 0)
    unchanged(program(b, b.op(operator.sub, first, b.op(operator.mul, X, R))))


def test_trap_the_users_own_statements() -> None:
    b = derived(marked=False)
    total = b.op(operator.sub, b.op(operator.mul, W, R), b.op(operator.mul, X, R))
    b.effect(reverse_sweep_begins)
    unchanged(program(b, b.op(operator.mul, total, Const(3.0))))


def test_terms_of_the_same_factors_in_another_order_are_one() -> None:
    b = derived()
    first = b.op(operator.mul, W, b.op(operator.mul, R, X))
    second = b.op(operator.mul, b.op(operator.mul, X, W), R)
    assert text(factor(program(b, b.op(operator.add, first, second)))) == lines("""
        %t = mul(2, %w)
        %t_1 = mul(%t, %r)
        %t_2 = mul(%t_1, %x)
        yield %t_2
        """)


def test_trap_terms_of_other_signs_or_with_one_factor_more_stay_two() -> None:
    b = derived()
    first = b.op(operator.mul, W, R)
    second = b.op(operator.mul, X, b.op(operator.mul, X, Y))
    before = program(b, b.op(operator.sub, first, second))
    assert text(factor(before)) == text(before)

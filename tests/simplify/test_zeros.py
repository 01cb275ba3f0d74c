"""Zeros are made late, or not at all."""

from __future__ import annotations

import operator

import numpy as np

from srcxform.ir.nodes import Block, Const, For, Var
from srcxform.ir.types import INT
from srcxform.simplify.zeros import place_zeros
from tests.simplify.building import array, derived, integer, lines, number, program, text


def test_the_first_sum_is_an_assignment() -> None:
    u, head = array("u"), number("head")
    b = derived()
    u_bar = b.op(np.zeros_like, u, hint="u_bar")
    b.update(u_bar, None, operator.add, b.op(operator.mul, head, u))  # type: ignore[arg-type]
    assert text(place_zeros(program(b, u_bar))) == lines("""
        %u_bar = mul(%head, %u)
        yield %u_bar
        """)


def test_a_number_fills_the_array() -> None:
    u, head = array("u"), number("head")
    b = derived()
    u_bar = b.op(np.zeros_like, u, hint="u_bar")
    b.update(u_bar, None, operator.add, head)  # type: ignore[arg-type]
    assert text(place_zeros(program(b, u_bar))) == lines("""
        %u_bar = full_like(%u, %head)
        yield %u_bar
        """)


def test_trap_an_array_of_somebody_else_is_copied() -> None:
    u, head = array("u"), array("head", "u")
    b = derived()
    u_bar = b.op(np.zeros_like, u, hint="u_bar")
    b.update(u_bar, None, operator.add, head)  # type: ignore[arg-type]
    assert text(place_zeros(program(b, u_bar))) == lines("""
        %u_bar = copy(%head)
        yield %u_bar
        """)


def test_trap_a_value_with_another_use_is_copied() -> None:
    u, head = array("u"), number("head")
    b = derived()
    u_bar = b.op(np.zeros_like, u, hint="u_bar")
    value = b.op(operator.mul, head, u)
    b.update(u_bar, None, operator.add, value)  # type: ignore[arg-type]
    assert "%u_bar = copy(%t)" in text(place_zeros(program(b, u_bar, value)))


def test_trap_what_was_read_before_the_sum_was_zero() -> None:
    u, head = array("u"), number("head")
    b = derived()
    u_bar = b.op(np.zeros_like, u, hint="u_bar")
    early = b.op(np.copy, u_bar)
    b.update(u_bar, None, operator.add, b.op(operator.mul, head, u))  # type: ignore[arg-type]
    before = program(b, u_bar, early)
    assert text(place_zeros(before)) == text(before)


def test_trap_the_zeros_of_each_trip_are_not_those_of_the_loop() -> None:
    u, n = array("u"), integer("n")
    b = derived()
    u_bar = b.op(np.zeros_like, u, hint="u_bar")
    with b.block() as statements:
        b.update(u_bar, None, operator.add, u)  # type: ignore[arg-type]
    b.add(For(Var("i", INT), Const(0), n, Const(1), (), (), Block(tuple(statements)), ()))
    before = program(b, u_bar)
    assert text(place_zeros(before)) == text(before)

"""Values that have the right shape already, and broadcasting that the next operation does itself."""

from __future__ import annotations

import operator

import numpy as np

from srcxform import runtime
from srcxform.ir.nodes import Const, Var
from srcxform.ir.types import ArrayType
from srcxform.simplify.broadcasts import drop_broadcasts
from srcxform.simplify.dead_code import remove_dead_code
from srcxform.simplify.shapes import drop_fitted
from tests.simplify.building import FLOAT64, array, derived, lines, number, program, text


def test_an_adjoint_of_the_same_shape_is_not_fitted() -> None:
    x, head = Var("x", ArrayType(FLOAT64, 1)), number("head")
    b = derived()
    g = b.op(operator.mul, b.op(np.cos, x), head)
    fitted = b.op(runtime.unbroadcast, g, x)
    assert text(drop_fitted(program(b, fitted))) == lines("""
        %t = cos(%x)
        %t_1 = mul(%t, %head)
        yield %t_1
        """)


def test_trap_two_arrays_of_unknown_sizes_may_broadcast() -> None:
    x, y = Var("x", ArrayType(FLOAT64, 1)), Var("y", ArrayType(FLOAT64, 1))
    b = derived()
    fitted = b.op(runtime.unbroadcast, b.op(operator.mul, x, y), x)
    before = program(b, fitted)
    assert text(drop_fitted(before)) == text(before)


def test_the_next_operation_broadcasts() -> None:
    u, head = array("u"), number("head")
    b = derived()
    u_bar = b.op(operator.mul, b.op(np.broadcast_to, head, b.op(np.shape, u)), u)
    assert text(remove_dead_code(drop_broadcasts(program(b, u_bar)))) == lines("""
        %t = mul(%head, %u)
        yield %t
        """)


def test_trap_without_another_operand_of_the_shape_it_stays() -> None:
    u, head = array("u"), number("head")
    b = derived()
    grown = b.op(np.broadcast_to, head, b.op(np.shape, u))
    before = program(b, b.op(operator.truediv, grown, head))
    assert text(drop_broadcasts(before)) == text(before)  # of single numbers, Python would fail at 0


def test_a_number_is_scaled_before_it_is_expanded() -> None:
    u, head = array("u"), number("head")
    b = derived()
    scaled = b.op(operator.mul, b.op(np.broadcast_to, head, b.op(np.shape, u)), Const(3.0))
    halved = b.op(operator.neg, b.op(operator.truediv, scaled, Const(2.0)))
    assert text(remove_dead_code(drop_broadcasts(program(b, halved)))) == lines("""
        %t = shape(%u)
        %t_1 = mul(%head, 3.0)
        %t_2 = truediv(%t_1, 2.0)
        %t_3 = neg(%t_2)
        %t_4 = full(%t, %t_3)
        yield %t_4
        """)


def test_a_choice_broadcasts_to_the_shape_of_its_mask() -> None:
    u, head = array("u"), number("head")
    b = derived()
    mask = b.op(operator.gt, u, Const(0.0))
    chosen = b.op(np.where, mask, b.op(np.broadcast_to, head, b.op(np.shape, u)), Const(0.0))
    assert text(remove_dead_code(drop_broadcasts(program(b, chosen)))) == lines("""
        %t = gt(%u, 0.0)
        %t_1 = where(%t, %head, 0.0)
        yield %t_1
        """)


def test_what_is_reshaped_to_a_shape_has_it() -> None:
    x, head = Var("x", ArrayType(FLOAT64, 2)), Var("head", ArrayType(FLOAT64, 1))
    b = derived()
    fitted = b.op(runtime.unbroadcast, b.op(np.reshape, head, b.op(np.shape, x)), x)
    assert text(drop_fitted(program(b, fitted))) == lines("""
        %t = shape(%x)
        %t_1 = reshape(%head, %t)
        yield %t_1
        """)

"""Shapes are asked of what is at hand."""

from __future__ import annotations

import operator

import numpy as np

from srcxform.ir.nodes import Var
from srcxform.ir.types import ArrayType, Size
from srcxform.simplify.dead_code import remove_dead_code
from srcxform.simplify.witnesses import ask_copies, use_witnesses
from tests.simplify.building import FLOAT64, array, derived, lines, program, text


def test_ones_like_a_sum_asks_its_operand() -> None:
    z = array("z")
    b = derived()
    total = b.op(operator.add, b.op(np.sin, z), b.op(operator.mul, z, z))
    ones = b.op(np.ones_like, total)
    assert text(remove_dead_code(use_witnesses(program(b, ones)))) == lines("""
        %t = ones_like(%z)
        yield %t
        """)


def test_trap_operands_that_broadcast_have_other_shapes() -> None:
    column = Var("a", ArrayType(FLOAT64, 2, "array", (Size("n", 0, True), 1)))
    row = array("b", "m")
    b = derived()
    ones = b.op(np.ones_like, b.op(operator.add, column, row))
    before = program(b, ones)
    assert text(use_witnesses(before)) == text(before)


def test_trap_another_dtype_is_no_witness() -> None:
    x = array("x")
    b = derived()
    ones = b.op(np.ones_like, b.op(operator.gt, x, x))
    before = program(b, ones)
    assert text(use_witnesses(before)) == text(before)


def test_a_copied_parameter_is_not_asked_any_more() -> None:
    u = array("u")
    b = derived()
    copy = b.op(np.copy, u, hint="u")
    zeros = b.op(np.zeros_like, u)
    assert text(ask_copies(program(b, copy, zeros))) == lines("""
        %u = copy(%u_1)
        %t = zeros_like(%u)
        yield %u, %t
        """)

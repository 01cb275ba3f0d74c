"""Repeated operations of derived code."""

from __future__ import annotations

import operator

import numpy as np

from srcxform.ir.nodes import Block, Const, For, Var
from srcxform.ir.types import FLOAT, FLOAT64, INT, ArrayType, ListType, Size
from srcxform.simplify.common import share_common
from tests.simplify.building import array, derived, integer, lines, program, text


def test_a_function_of_an_array_is_computed_once() -> None:
    x, y = array("x"), array("y", "x")
    b = derived()
    first = b.op(operator.mul, b.op(np.cos, x), y)
    second = b.op(operator.add, b.op(np.cos, x), y)
    assert text(share_common(program(b, first, second))) == lines("""
        %t = cos(%x)
        %t_1 = mul(%t, %y)
        %t_2 = add(%t, %y)
        yield %t_1, %t_2
        """)


def test_a_product_of_matrices_is_computed_once() -> None:
    x, y = (Var(name, ArrayType(FLOAT64, 2, "array", (Size("n"), Size("n")))) for name in "xy")
    b = derived()
    first = b.op(np.linalg.inv, b.op(operator.matmul, x, y))
    second = b.op(operator.matmul, b.op(np.transpose, b.op(operator.matmul, x, y)), y)
    assert text(share_common(program(b, first, second))).count("matmul(%x, %y)") == 1


def test_trap_the_second_product_is_a_result() -> None:
    x, y = (Var(name, ArrayType(FLOAT64, 2, "array", (Size("n"), Size("n")))) for name in "xy")
    b = derived()
    first = b.op(np.sum, b.op(operator.matmul, x, y))
    unchanged(b, first, b.op(np.transpose, b.op(operator.matmul, x, y)))


def unchanged(b: object, *results: object) -> None:
    before = program(b, *results)  # type: ignore[arg-type]
    assert text(share_common(before)) == text(before)


def test_trap_the_operand_was_written_in_between() -> None:
    x = array("x")
    b = derived()
    first = b.op(np.sum, b.op(np.cos, x))
    b.update(x, None, operator.mul, Const(2))
    unchanged(b, first, b.op(np.sum, b.op(np.cos, x)))


def test_trap_two_results_are_two_arrays() -> None:
    x = array("x")
    b = derived()
    unchanged(b, b.op(np.cos, x), b.op(np.cos, x))


def test_trap_one_of_the_two_is_written() -> None:
    x = array("x")
    b = derived()
    first = b.op(np.cos, x)
    second = b.op(np.cos, x)
    b.update(second, Const(0), operator.add, Const(1.0))  # type: ignore[arg-type]
    unchanged(b, b.op(np.sum, first), b.op(np.sum, second))


def test_trap_a_loop_that_may_not_run_computes_nothing_for_what_follows() -> None:
    x, n = array("x"), integer("n")
    total = array("total", "x")
    b = derived()
    with b.block() as statements:
        b.update(total, None, operator.add, b.op(np.cos, x))
    b.add(For(Var("i", INT), Const(0), n, Const(1), (), (), Block(tuple(statements)), ()))
    b.update(total, None, operator.add, b.op(np.cos, x))
    unchanged(b, total)


def test_an_item_that_has_a_name_is_read_once() -> None:
    x, total = array("x"), array("total", "x")
    b = derived()
    first = b.op(operator.getitem, x, Const(0))
    b.update(total, Const(0), operator.add, b.op(operator.mul, first, first))
    b.update(total, Const(1), operator.add, b.op(operator.getitem, x, Const(0)))
    assert text(share_common(program(b, total))) == lines("""
        %t = getitem(%x, 0)
        %t_1 = mul(%t, %t)
        %total[0] add= %t_1
        %total[1] add= %t
        yield %total
        """)


def test_trap_an_item_of_a_list_is_another_after_a_store() -> None:
    parts = Var("parts", ListType(FLOAT))
    b = derived()
    first = b.op(operator.getitem, parts, Const(0))
    product = b.op(operator.mul, first, first)
    b.store(parts, Const(0), Const(3.0))
    unchanged(b, product, b.op(operator.getitem, parts, Const(0)))

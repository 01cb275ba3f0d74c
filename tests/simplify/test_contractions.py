"""Inner products for sums of products."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform.ir.nodes import Const
from srcxform.simplify.contractions import contract
from tests.simplify.building import array, derived, lines, number, program, text


def test_the_sum_of_a_product_of_rows_is_their_inner_product() -> None:
    b, g, x = derived(), array("g", "x"), array("x")
    assert text(contract(program(b, b.op(np.sum, b.op(operator.mul, g, x))))) == lines("""
        %t = dot(%g, %x)
        yield %t
        """)


def test_it_stands_where_the_product_stood() -> None:
    b, g, x = derived(), array("g", "x"), array("x")
    product = b.op(operator.mul, g, x)
    b.update(x, None, operator.mul, Const(2.0))
    assert text(contract(program(b, b.op(np.sum, product)))) == lines("""
        %t = dot(%g, %x)
        %x mul= 2.0
        yield %t
        """)


def unchanged(before: Any) -> None:
    assert text(contract(before)) == text(before)


def test_trap_the_product_is_read_elsewhere() -> None:
    b, g, x = derived(), array("g", "x"), array("x")
    product = b.op(operator.mul, g, x)
    unchanged(program(b, b.op(np.sum, product), product))


def test_trap_one_factor_is_broadcast() -> None:
    b, x = derived(), array("x")
    unchanged(program(b, b.op(np.sum, b.op(operator.mul, number("g"), x))))
    b = derived()
    unchanged(program(b, b.op(np.sum, b.op(operator.mul, array("m", "n", "x"), x))))


def test_trap_matrices_have_no_inner_product() -> None:
    b, x = derived(), array("x", "m", "n")
    unchanged(program(b, b.op(np.sum, b.op(operator.mul, x, x))))


def test_trap_the_sum_is_along_an_axis() -> None:
    b, x = derived(), array("x")
    unchanged(program(b, b.op(np.sum, b.op(operator.mul, x, x), keepdims=Const(True))))

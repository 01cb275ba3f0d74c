"""Products of arrays in another order."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Const, Operand, Var
from srcxform.ir.types import FLOAT64, ArrayType, Size
from srcxform.ir.walk import defines, reads
from srcxform.simplify.reassociation import regroup
from tests.simplify.building import array, derived, lines, program, text

G, A, B = (array(name, "n") for name in "gab")


def test_a_product_that_is_computed_anyway_is_used() -> None:
    b = derived()
    whole = b.op(operator.mul, b.op(operator.mul, G, A), B)
    assert text(regroup(program(b, whole, b.op(operator.mul, G, B)))) == lines("""
        %t = mul(%g, %b)
        %t_1 = mul(%t, %a)
        yield %t_1, %t
        """)


def test_so_if_it_is_computed_before() -> None:
    b = derived()
    known = b.op(operator.mul, G, B)
    whole = b.op(operator.mul, b.op(operator.mul, A, G), B)
    assert "%t_1 = mul(%t, %a)" in text(regroup(program(b, known, whole)))


def test_a_product_that_is_used_again_stays() -> None:
    """The first product comes to use `g * b`, which the second would else take apart as `(g * c) * b`."""
    b = derived()
    c = array("c", "n")
    first = b.op(operator.mul, b.op(operator.mul, G, A), B)
    second = b.op(operator.mul, b.op(operator.mul, G, B), c)
    done = regroup(program(b, first, second, b.op(operator.mul, G, c)))
    made = {G, A, B, c}
    for statement in done.statements:
        assert set(reads(statement)) <= made, text(done)
        made.update(defines(statement))
    assert len(done.statements) == 5, text(done)


def row(name: str) -> Var:
    return Var(name, ArrayType(FLOAT64, 1, "array", (Size("n", 0, True),)))


def table(name: str) -> Var:
    return Var(name, ArrayType(FLOAT64, 2, "array", (Size("m", 0, True), Size("n", 0, True))))


def test_so_if_a_factor_is_one_row_for_all() -> None:
    b = derived()
    g, gain, x = table("g"), row("gain"), table("x")
    scaled = b.op(operator.mul, g, gain)
    assert text(regroup(program(b, scaled, b.op(operator.mul, g, b.op(operator.mul, gain, x))))) == lines("""
        %t = mul(%g, %gain)
        %t_1 = mul(%t, %x)
        yield %t, %t_1
        """)


def test_so_if_the_forward_sweep_computed_the_product_that_nobody_else_reads() -> None:
    b = derived(marked=False)
    g, gain, x, c = table("g"), row("gain"), table("x"), Var("c", ArrayType(FLOAT64, 2, "array", (Size("m"), 1)))
    product = b.op(operator.mul, gain, x)
    b.effect(reverse_sweep_begins)
    scaled = b.op(operator.mul, g, gain)
    quotient = b.op(operator.mul, g, b.op(operator.truediv, product, c))
    total = b.op(np.sum, quotient, axis=Const(1), keepdims=Const(True))
    assert text(regroup(program(b, scaled, total))) == lines("""
        %t = mul(%g, %gain)
        %t_1 = mul(%t, %x)
        %t_2 = sum(%t_1, axis=1, keepdims=True)
        %t_3 = truediv(%t_2, %c)
        yield %t, %t_3
        """)


def test_trap_the_known_product_is_larger_or_smaller() -> None:
    b = derived()
    g, gain, x = table("g"), row("gain"), row("x")
    small = b.op(operator.mul, gain, x)
    unchanged(program(b, b.op(operator.mul, b.op(operator.mul, g, gain), x), small))


def unchanged(before: Any) -> None:
    assert text(regroup(before)) == text(before)


def test_trap_the_first_product_is_read_elsewhere() -> None:
    b = derived()
    first = b.op(operator.mul, G, A)
    unchanged(program(b, first, b.op(operator.mul, first, B), b.op(operator.mul, G, B)))


def test_trap_a_factor_is_written() -> None:
    b = derived()
    whole = b.op(operator.mul, b.op(operator.mul, G, A), B)
    b.update(B, None, operator.mul, Const(2.0))
    unchanged(program(b, whole, b.op(operator.mul, G, B)))


def test_trap_shapes_may_differ() -> None:
    b, a = derived(), array("a", "m", "n")
    unchanged(program(b, b.op(operator.mul, b.op(operator.mul, G, a), B), b.op(operator.mul, G, B)))


def rows(name: str, columns: int | None = None) -> Var:
    """A matrix, or one number for each of its rows."""
    last = Size("m", 0, True) if columns is None else columns
    return Var(name, ArrayType(FLOAT64, 2, "array", (Size("n", 0, True), last)))


def quotient_sum(b: Any, g: Var, x: Var, c: Var, axis: int = 1) -> Operand:
    """The sum that divides each number, kept broadcast to the matrix."""
    product: Operand = b.op(operator.mul, g, b.op(operator.truediv, x, c))
    total: Operand = b.op(np.sum, product, axis=Const(axis), keepdims=Const(True))
    return total


def test_a_divisor_of_each_row_divides_the_sum() -> None:
    b, g, x, c = derived(), rows("g"), rows("x"), rows("c", 1)
    assert text(regroup(program(b, quotient_sum(b, g, x, c)))) == lines("""
        %t = mul(%g, %x)
        %t_1 = sum(%t, axis=1, keepdims=True)
        %t_2 = truediv(%t_1, %c)
        yield %t_2
        """)


def test_trap_the_divisor_has_a_number_for_each_element() -> None:
    b, g, x = derived(), rows("g"), rows("x")
    unchanged(program(b, quotient_sum(b, g, x, rows("c"))))


def test_trap_the_sum_is_over_rows_with_divisors_of_their_own() -> None:
    b, g, x = derived(), rows("g"), rows("x")
    unchanged(program(b, quotient_sum(b, g, x, rows("c", 1), axis=0)))


def test_trap_the_quotient_is_read_elsewhere() -> None:
    b, g, x = derived(), rows("g"), rows("x")
    quotient = b.op(operator.truediv, x, rows("c", 1))
    total = b.op(np.sum, b.op(operator.mul, g, quotient), axis=Const(1), keepdims=Const(True))
    unchanged(program(b, quotient, total))

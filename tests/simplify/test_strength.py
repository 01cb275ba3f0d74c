"""Cheaper forms of derived operations."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform.ir.builder import FULL, type_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Const, Tup, Var
from srcxform.ir.types import FLOAT64, ArrayType, Size
from srcxform.simplify.dead_code import remove_dead_code
from srcxform.simplify.strength import reduce_strength
from tests.simplify.building import array, derived, lines, number, program, text


def quotients(b: Any, g: Var, x: Var, y: Var) -> tuple[Any, Any]:
    """The two contributions of `out = x / y`, as the rule gives them."""
    out = b.op(operator.truediv, x, y)
    first = b.op(operator.truediv, g, y)
    return first, b.op(operator.mul, g, b.op(operator.truediv, out, y))


def test_the_second_contribution_of_a_quotient_uses_the_first() -> None:
    b, g, x, y = derived(), array("g", "x"), array("x"), array("y", "x")
    assert text(reduce_strength(program(b, *quotients(b, g, x, y)))) == lines("""
        %t = truediv(%x, %y)
        %t_1 = truediv(%g, %y)
        %t_2 = truediv(%t, %y)
        %t_3 = mul(%t_1, %t)
        yield %t_1, %t_3
        """)


def test_so_with_numbers() -> None:
    b, g, x, y = derived(), number("g"), number("x"), number("y")
    assert "mul(%t_1, %t)" in text(reduce_strength(program(b, *quotients(b, g, x, y))))


def unchanged(before: Any) -> None:
    assert text(reduce_strength(before)) == text(before)


def test_trap_the_divisor_is_written_in_between() -> None:
    b, g, x, y = derived(), array("g", "x"), array("x"), array("y", "x")
    first = b.op(operator.truediv, g, y)
    b.update(y, None, operator.mul, Const(2.0))
    out = b.op(operator.truediv, x, y)
    unchanged(program(b, first, b.op(operator.mul, g, b.op(operator.truediv, out, y))))


def test_trap_another_divisor() -> None:
    b, g, x, y, z = derived(), array("g", "x"), array("x"), array("y", "x"), array("z", "x")
    first = b.op(operator.truediv, g, z)
    unchanged(program(b, first, b.op(operator.mul, g, b.op(operator.truediv, x, y))))


def test_new_axes_are_an_index() -> None:
    b, x = derived(), array("x", "m", "n")
    first, middle, last = (b.op(np.expand_dims, x, Const(axis)) for axis in (0, 1, -1))
    assert text(reduce_strength(program(b, first, middle, last))) == lines("""
        %t = getitem(%x, None)
        %t_1 = getitem(%x, (None:None:None, None))
        %t_2 = getitem(%x, (Ellipsis, None))
        yield %t, %t_1, %t_2
        """)


def test_several_new_axes_are_one_index() -> None:
    b, x = derived(), array("x")
    made = b.op(np.expand_dims, x, Const((0, 2)))
    assert "getitem(%x, (None, None:None:None, None))" in text(reduce_strength(program(b, made)))


def test_trap_of_unknown_rank_the_place_of_an_axis_is_not_known() -> None:
    b, x = derived(), Var("x", ArrayType(FLOAT64, None))
    unchanged(program(b, b.raw(ArrayType(FLOAT64, None), np.expand_dims, x, Const(1))))


def test_the_users_own_statements_stay() -> None:
    b, x = derived(marked=False), array("x")
    made = b.op(np.expand_dims, x, Const(0))
    b.effect(reverse_sweep_begins)
    unchanged(program(b, made))


def matrix(name: str, *tokens: str) -> Var:
    return Var(name, ArrayType(FLOAT64, 2, "array", tuple(Size(t, 0, True) for t in tokens)))


def test_the_transpose_of_a_product_is_the_product_of_transposes() -> None:
    b, x, y = derived(), matrix("x", "k", "m"), matrix("y", "k", "n")
    turned = b.op(np.transpose, b.op(operator.matmul, b.op(np.transpose, x), y))
    done = remove_dead_code(reduce_strength(program(b, turned)))
    assert text(done) == lines("""
        %t = transpose(%y)
        %t_1 = matmul(%t, %x)
        yield %t_1
        """)
    assert type_of(done.yields[0]) == type_of(turned)


def test_trap_the_product_is_read_elsewhere() -> None:
    b, x, y = derived(), matrix("x", "k", "m"), matrix("y", "k", "n")
    product = b.op(operator.matmul, b.op(np.transpose, x), y)
    unchanged(program(b, product, b.op(np.transpose, product)))


def test_trap_no_factor_is_a_transpose() -> None:
    b, x, y = derived(), matrix("x", "m", "k"), matrix("y", "k", "n")
    unchanged(program(b, b.op(np.transpose, b.op(operator.matmul, x, y))))


def test_multiples_of_one_array_are_one() -> None:
    b, g = derived(), array("g")
    quarter = b.op(operator.mul, b.op(operator.mul, g, Const(0.125)), Const(2.0))
    total = b.op(operator.sub, b.op(operator.sub, g, quarter), quarter)
    assert text(remove_dead_code(reduce_strength(program(b, total)))) == lines("""
        %t = mul(%g, 0.5)
        yield %t
        """)


def test_trap_multiples_of_two_arrays() -> None:
    b, g, h = derived(), array("g"), array("h", "g")
    unchanged(program(b, b.op(operator.sub, g, b.op(operator.mul, h, Const(0.25)))))


def test_trap_multiples_of_what_is_written() -> None:
    b, g = derived(), array("g")
    part = b.op(operator.mul, g, Const(0.25))
    b.update(g, None, operator.mul, Const(3.0))
    unchanged(program(b, b.op(operator.sub, g, part)))


def test_trap_a_multiple_that_is_written() -> None:
    b, g = derived(), array("g")
    part = b.op(operator.mul, g, Const(0.25))
    b.update(part, None, operator.add, Const(3.0))  # type: ignore[arg-type]
    unchanged(program(b, b.op(operator.sub, g, part)))


def test_trap_nothing_is_left() -> None:
    """No product by 0 or 1 is made: that would be another array, or none."""
    b, g = derived(), array("g")
    twice = b.op(operator.mul, g, Const(2.0))
    unchanged(program(b, b.op(operator.sub, twice, g), b.op(operator.sub, twice, twice)))


def kept(b: Any, x: Var, *axes: int) -> Any:
    return b.op(np.sum, x, axis=Const(axes), keepdims=Const(True))


def test_a_sum_keeps_no_axis_that_is_taken_out_next() -> None:
    b, x = derived(), matrix("x", "m", "n")
    first = b.op(operator.getitem, kept(b, x, 0), Const(0))
    last = b.op(operator.getitem, kept(b, x, -1), Tup((FULL, Const(0))))
    same = b.op(np.reshape, kept(b, x, 1), b.op(np.shape, array("y", "m")))
    done = text(remove_dead_code(reduce_strength(program(b, first, last, same))))
    assert done.count("sum(%x, axis=0)") == 1, done
    assert done.count("sum(%x, axis=1)") == 2, done


def test_trap_another_axis_is_taken_out() -> None:
    b, x = derived(), matrix("x", "m", "n")
    both = kept(b, x, 0, 1)
    unchanged(program(b, b.op(operator.getitem, kept(b, x, 1), Const(0)), b.op(operator.getitem, both, Const(0))))


def test_trap_the_sum_is_read_elsewhere_or_its_array_is_written() -> None:
    b, x, y = derived(), matrix("x", "m", "n"), matrix("y", "m", "n")
    total, other = kept(b, x, 0), kept(b, y, 0)
    b.update(y, None, operator.mul, Const(2.0))
    unchanged(program(b, total, b.op(operator.getitem, total, Const(0)), b.op(operator.getitem, other, Const(0))))

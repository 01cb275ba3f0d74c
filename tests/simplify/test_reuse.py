"""Arrays of the reverse sweep that are written over where they are done with."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest

import srcxform
from srcxform.ir.nodes import Block, Const, For, Var
from srcxform.ir.types import INT
from srcxform.simplify.reuse import write_in_place
from tests.simplify.building import array, derived, integer, lines, program, text


def test_the_last_reader_of_an_array_writes_into_it() -> None:
    b, g, x = derived(), array("g", "x"), array("x")
    t = b.op(operator.mul, g, x, hint="t_bar")
    total = b.op(np.sum, t)
    assert text(write_in_place(program(b, b.op(operator.sub, t, total, hint="x_bar"), total))) == lines("""
        %t_bar = mul(%g, %x)
        %t = sum(%t_bar)
        %t_bar sub= %t
        yield %t_bar, %t
        """)


def test_of_a_sum_either_operand_will_do() -> None:
    b, g, x = derived(), array("g", "x"), array("x")
    t = b.op(operator.mul, g, x, hint="t_bar")
    assert "%t_bar add= %g" in text(write_in_place(program(b, b.op(operator.add, g, t, hint="x_bar"))))


def test_a_sum_that_a_loop_carries_is_one_array() -> None:
    x, n, i, param = array("x"), integer("n"), Var("i", INT), array("x_bar", "x")
    b = derived()
    zeros = b.op(np.zeros_like, x, hint="x_bar")
    with b.block() as statements:
        after = b.op(operator.add, param, b.op(np.cos, x), hint="x_bar")
    result = array("x_bar", "x")
    body = Block(tuple(statements), (after,))
    b.add(For(i, Const(0), n, Const(1), (param,), (zeros,), body, (result,)))
    assert text(write_in_place(program(b, result))) == lines("""
        %x_bar = zeros_like(%x)
        %x_bar_2 = for %i in 0, %n, 1 carrying %x_bar_1 = %x_bar:
            %t = cos(%x)
            %x_bar_1 add= %t
            yield %x_bar_1
        yield %x_bar_2
        """)


def unchanged(before: Block) -> None:
    assert text(write_in_place(before)) == text(before)


def test_trap_a_later_reader() -> None:
    b, g, x = derived(), array("g", "x"), array("x")
    t = b.op(operator.mul, g, x, hint="t_bar")
    y = b.op(operator.mul, t, x, hint="y_bar")
    unchanged(program(b, y, b.op(operator.mul, g, t, hint="z_bar"), b.op(np.sum, t)))


def test_trap_a_parameter_is_not_ours() -> None:
    b, g, x = derived(), array("g_bar", "x"), array("x")
    unchanged(program(b, b.op(operator.mul, g, x, hint="x_bar")))


def test_trap_a_view_of_it_is_returned() -> None:
    b, g, x = derived(), array("g", "x"), array("x", "m", "n")
    t = b.op(operator.mul, x, x, hint="t_bar")
    row = b.op(operator.getitem, t, Const(0))
    unchanged(program(b, b.op(operator.mul, t, x, hint="x_bar"), row, g))


def test_trap_the_result_is_larger() -> None:
    b, g, x = derived(), array("g", "n"), array("x", "m", "n")
    t = b.op(operator.mul, g, g, hint="t_bar")
    unchanged(program(b, b.op(operator.mul, t, x, hint="x_bar")))


def test_trap_in_the_next_trip_it_is_read_again() -> None:
    x, n, i, param = array("x"), integer("n"), Var("i", INT), array("y_bar", "x")
    b = derived()
    t = b.op(np.sin, x, hint="t_bar")
    zeros = b.op(np.zeros_like, x, hint="y_bar")
    with b.block() as statements:
        after = b.op(operator.mul, t, b.op(np.sum, param), hint="y_bar")
    result = array("y_bar", "x")
    b.add(For(i, Const(0), n, Const(1), (param,), (zeros,), Block(tuple(statements), (after,)), (result,)))
    unchanged(program(b, result))


def test_trap_two_slots_start_with_one_array() -> None:
    x, n, i = array("x"), integer("n"), Var("i", INT)
    params = array("y_bar", "x"), array("z_bar", "x")
    b = derived()
    zeros = b.op(np.zeros_like, x, hint="y_bar")
    with b.block() as statements:
        after = b.op(operator.add, params[0], x, hint="y_bar")
        other = b.op(operator.mul, params[1], x, hint="z_bar")
    results = array("y_bar", "x"), array("z_bar", "x")
    body = Block(tuple(statements), (after, other))
    b.add(For(i, Const(0), n, Const(1), params, (zeros, zeros), body, results))
    unchanged(program(b, *results))


def test_trap_the_name_of_a_value_of_the_users_is_not_taken() -> None:
    b, g, x = derived(), array("g", "x"), array("x")
    y = b.op(np.sin, x, hint="y")
    unchanged(program(b, b.op(np.sum, y), b.op(operator.mul, y, g, hint="x_bar")))


def chain(a: Any, x: Any, n: int) -> Any:
    for _ in range(n):
        x = x + np.tanh(a @ x)
    return x


def branches(x: Any, y: Any, n: int) -> Any:
    s = x * y
    for k in range(n):
        s = s * x + y if k % 2 else s / (y * y) + s
    return s * s


def exits(x: Any, y: Any, n: int) -> Any:
    s = x
    for k in range(n):
        s = s * y
        if np.sum(s) > 6.0:
            break
        s = s + x * s
    return s


@pytest.mark.parametrize("trips", [0, 1, 4])
@pytest.mark.parametrize("function", [branches, exits])
def test_gradients_are_right_and_arguments_stay(function: Any, trips: int) -> None:
    x, y = np.linspace(0.3, 0.9, 5), np.linspace(1.1, 0.7, 5)
    given = x.copy(), y.copy()
    head = np.linspace(-1, 1, 5)
    gradients = srcxform.grad(function, wrt=(0, 1))(x, y, trips, head)
    for now, before in zip((x, y, head), (*given, np.linspace(-1, 1, 5)), strict=True):
        assert np.array_equal(now, before)
    step = 1e-6
    for k, found in enumerate(gradients):
        for j in range(5):
            ends = []
            for sign in (1, -1):
                moved = [x.copy(), y.copy()]
                moved[k][j] += sign * step
                ends.append(np.sum(function(*moved, trips) * head))
            np.testing.assert_allclose(found[j], (ends[0] - ends[1]) / (2 * step), rtol=1e-6, atol=1e-7)


def test_a_matrix_that_collects_products_is_one_array() -> None:
    gradient = srcxform.grad(chain, wrt=(0, 1))
    gradient(np.full((3, 3), 0.1), np.ones((3, 2)), 4)
    assert "a_bar += " in gradient.source
    assert "a_bar = a_bar" not in gradient.source

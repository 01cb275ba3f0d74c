"""Numbers that a loop does not change."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest

import srcxform
from srcxform.ir.nodes import Block, Const, For, Operand, Var
from srcxform.ir.types import INT
from srcxform.simplify.invariants import hoist_invariants
from tests.simplify.building import array, derived, integer, lines, number, program, text


def loop(b: Any, stop: Operand, make: Any) -> Block:
    """A loop that carries what `make` gives for its parameter."""
    param, result = number("s"), number("s")
    with b.block() as statements:
        after = make(param)
    body = Block(tuple(statements), (after,))
    b.add(For(Var("i", INT), Const(0), stop, Const(1), (param,), (Const(0.0),), body, (result,)))
    return program(b, result)


def test_a_product_of_what_the_loop_does_not_change_stands_before_it() -> None:
    b, x, y, n = derived(), number("x"), number("y"), integer("n")
    given = loop(b, n, lambda s: b.op(operator.add, s, b.op(operator.mul, x, y)))
    assert text(hoist_invariants(given)) == lines("""
        %t = mul(%x, %y)
        %s_1 = for %i in 0, %n, 1 carrying %s = 0.0:
            %t_1 = add(%s, %t)
            yield %t_1
        yield %s_1
        """)


def unchanged(before: Block) -> None:
    assert text(hoist_invariants(before)) == text(before)


def test_trap_it_reads_what_the_loop_carries() -> None:
    b, x, n = derived(), number("x"), integer("n")
    unchanged(loop(b, n, lambda s: b.op(operator.mul, s, x)))


def test_trap_it_may_fail_and_the_loop_may_make_no_trip() -> None:
    b, x, y, n = derived(), number("x"), number("y"), integer("n")
    unchanged(loop(b, n, lambda s: b.op(operator.add, s, b.op(operator.truediv, x, y))))


def test_what_may_fail_stands_before_a_loop_that_runs() -> None:
    b, x, y = derived(), number("x"), number("y")
    given = loop(b, Const(3), lambda s: b.op(operator.add, s, b.op(operator.truediv, x, y)))
    assert text(hoist_invariants(given)).startswith("%t = truediv(%x, %y)\n")


def test_trap_an_array_of_each_trip_may_be_written() -> None:
    b, x, n = derived(), array("x"), integer("n")
    unchanged(loop(b, n, lambda s: b.op(operator.add, s, b.op(np.sum, b.op(operator.mul, x, x)))))


def decay(x: float, rate: float, n: int) -> float:
    for _ in range(n):
        x = x - x * (1.0 / rate)
    return x


def test_a_loop_that_makes_no_trip_divides_by_nothing() -> None:
    gradient = srcxform.grad(decay, wrt=(0, 1))
    assert gradient(2.0, 0.0, 0) == (1.0, 0.0)
    with pytest.raises(ZeroDivisionError):
        gradient(2.0, 0.0, 1)


def scaled(x: float, a: float, b: float, n: int) -> float:
    total = 0.0
    for k in range(n):
        total += np.sin(k * x) * (a * b + a)
    return total


@pytest.mark.parametrize("n", [0, 1, 4])
def test_the_adjoint_of_an_invariant_collects_all_trips(n: int) -> None:
    args = (0.7, 1.3, -0.4)
    found = srcxform.grad(scaled, wrt=(0, 1, 2))(*args, n)
    for k, slope in enumerate(found):
        ends = []
        for s in (1e-6, -1e-6):
            x, a, b = (v + s * (j == k) for j, v in enumerate(args))
            ends.append(scaled(x, a, b, n))
        np.testing.assert_allclose(slope, (ends[0] - ends[1]) / 2e-6, atol=1e-8)


def test_what_stands_twice_is_computed_once() -> None:
    b, x, y, n = derived(), number("x"), number("y"), integer("n")

    def make(s: Operand) -> Operand:
        first = b.op(operator.mul, s, b.op(operator.mul, x, y))
        total: Operand = b.op(operator.add, first, b.op(operator.mul, x, y))
        return total

    assert text(hoist_invariants(loop(b, n, make))) == lines("""
        %t = mul(%x, %y)
        %s_1 = for %i in 0, %n, 1 carrying %s = 0.0:
            %t_1 = mul(%s, %t)
            %t_2 = add(%t_1, %t)
            yield %t_2
        yield %s_1
        """)


def test_trap_two_names_of_the_users_stay() -> None:
    b, x, y, n = derived(), number("x"), number("y"), integer("n")

    def make(s: Operand) -> Operand:
        first = b.op(operator.mul, x, y, hint="u")
        total: Operand = b.op(operator.mul, first, b.op(operator.mul, x, y, hint="v"))
        return total

    assert text(hoist_invariants(loop(b, n, make))).startswith("%u = mul(%x, %y)\n%v = mul(%x, %y)\n")


def test_a_float_divided_by_a_number_never_fails() -> None:
    b, x, n = derived(), number("x"), integer("n")
    given = loop(b, n, lambda s: b.op(operator.add, s, b.op(operator.truediv, x, Const(2))))
    assert text(hoist_invariants(given)).startswith("%t = truediv(%x, 2)\n")


@pytest.mark.parametrize("divisor", [0, 0.0])
def test_trap_a_division_by_zero_fails(divisor: float) -> None:
    b, x, n = derived(), number("x"), integer("n")
    unchanged(loop(b, n, lambda s: b.op(operator.add, s, b.op(operator.truediv, x, Const(divisor)))))


def test_trap_a_large_integer_may_be_no_float() -> None:
    b, k, n = derived(), integer("k"), integer("n")
    unchanged(loop(b, n, lambda s: b.op(operator.add, s, b.op(operator.truediv, k, Const(2)))))

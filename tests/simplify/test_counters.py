"""Counters that a loop carries, computed from its index."""

from __future__ import annotations

import operator

import numpy as np
import pytest

import srcxform
from srcxform.ir.nodes import Block, Const, For, If, Var
from srcxform.ir.types import BOOL, INT
from srcxform.simplify.counters import count_by_index
from tests.simplify.building import array, derived, integer, lines, program, text


def counted(start: int, step: int, init: int, by: int) -> Block:
    """`for i in range(start, n, step): a[p] += 1; p = p + by`, and `p` as the result."""
    a, n = array("a"), integer("n")
    p, result = Var("p", INT), Var("p", INT)
    b = derived()
    with b.block() as statements:
        b.update(a, p, operator.add, Const(1))
        passed = b.op(operator.add, p, Const(by))
    body = Block(tuple(statements), (passed,))
    b.add(For(Var("i", INT), Const(start), n, Const(step), (p,), (Const(init),), body, (result,)))
    return program(b, result)


def test_a_counter_that_is_the_index() -> None:
    assert text(count_by_index(counted(0, 1, 0, 1))) == lines("""
        %p_1 = for %i in 0, %n, 1 carrying %p = 0:
            %a[%i] add= 1
            %t = add(%i, 1)
            yield %t
        yield %p_1
        """)


@pytest.mark.parametrize(("start", "step", "init", "by"), [(0, 1, 3, 2), (4, 2, 1, 6), (5, -1, 0, 1), (1, 3, 7, -6)])
def test_a_counter_is_a_multiple_of_the_index_and_a_number(start: int, step: int, init: int, by: int) -> None:
    factor, offset = by // step, init - by // step * start
    assert text(count_by_index(counted(start, step, init, by))) == lines(f"""
        %p_1 = for %i in {start}, %n, {step} carrying %p = {init}:
            %p_2 = mul(%i, {factor})
            %p_3 = add(%p_2, {offset})
            %a[%p_3] add= 1
            %t = add(%p_3, {by})
            yield %t
        yield %p_1
        """)


def test_trap_a_step_that_does_not_divide_what_is_added() -> None:
    before = counted(0, 2, 0, 3)
    assert text(count_by_index(before)) == text(before)


def test_trap_a_counter_that_not_every_trip_raises() -> None:
    a, n, test = array("a"), integer("n"), Var("test", BOOL)
    p, chosen, result = Var("p", INT), Var("p", INT), Var("p", INT)
    b = derived()
    with b.block() as statements:
        b.update(a, p, operator.add, Const(1))
        with b.block() as then:
            raised = b.op(operator.add, p, Const(1))
        b.add(If(test, Block(tuple(then), (raised,)), Block((), (p,)), (chosen,)))
    body = Block(tuple(statements), (chosen,))
    b.add(For(Var("i", INT), Const(0), n, Const(1), (p,), (Const(0),), body, (result,)))
    before = program(b, result)
    assert text(count_by_index(before)) == text(before)


def test_no_tape_for_a_counter() -> None:
    def every_other(x, n):
        total, place = 0.0, 1
        for _ in range(n):
            if x[place] > 2.0:
                break
            total += x[place] ** 2
            place += 2
        return total * place

    gradient = srcxform.grad(every_other)
    x = np.array([0.3, 1.2, 0.7, 0.9, 0.1, 3.0, 0.4, 0.2])
    assert np.allclose(gradient(x, 4), [0, 2 * 5 * 1.2, 0, 2 * 5 * 0.9, 0, 0, 0, 0], rtol=1e-15)
    assert "stack" not in gradient.source

"""What loops and branches pass on although it is known."""

from __future__ import annotations

import operator

from srcxform.ir.nodes import Block, Const, For, If, Var
from srcxform.ir.types import BOOL, FLOAT, INT
from srcxform.simplify.dead_code import remove_dead_code
from srcxform.simplify.slots import drop_known_slots
from tests.simplify.building import array, derived, integer, lines, number, program, text


def loop_over(yields_param: bool) -> Block:
    """`for i in range(n): a += p` with a carried `p`, which the loop does or does not change."""
    a, n, start = array("a"), integer("n"), number("start")
    p, result = Var("p", FLOAT), Var("p", FLOAT)
    b = derived()
    with b.block() as statements:
        b.update(a, None, operator.add, p)
        passed = p if yields_param else b.op(operator.mul, p, Const(2))
    body = Block(tuple(statements), (passed,))
    b.add(For(Var("i", INT), Const(0), n, Const(1), (p,), (start,), body, (result,)))
    b.update(a, None, operator.add, result)
    return program(b, a)


def test_a_slot_that_never_changes_is_its_start() -> None:
    assert text(remove_dead_code(drop_known_slots(loop_over(True)))) == lines("""
         = for %i in 0, %n, 1 carrying :
            %a add= %start
            yield
        %a add= %start
        yield %a
        """)


def test_trap_a_slot_that_changes_stays() -> None:
    before = loop_over(False)
    assert text(drop_known_slots(before)) == text(before)


def test_trap_a_slot_that_changes_on_the_way_out_stays() -> None:
    a, n, start, stop = array("a"), integer("n"), number("start"), Var("stop", BOOL)
    p, result = Var("p", FLOAT), Var("p", FLOAT)
    b = derived()
    with b.block() as statements:
        b.update(a, None, operator.add, p)
        with b.block() as leaving:
            other = b.op(operator.mul, p, Const(2))
        b.add(If(stop, Block(tuple(leaving), (other,), "break"), Block(())))
    b.add(For(Var("i", INT), Const(0), n, Const(1), (p,), (start,), Block(tuple(statements), (p,)), (result,)))
    before = program(b, result)
    assert text(drop_known_slots(before)) == text(before)


def test_a_branch_that_gives_one_value_gives_that_value() -> None:
    x, test = number("x"), Var("test", BOOL)
    result = Var("y", FLOAT)
    b = derived()
    b.add(If(test, Block((), (x,)), Block((), (x,)), (result,)))
    doubled = b.op(operator.mul, result, Const(2))
    assert text(remove_dead_code(drop_known_slots(program(b, doubled)))) == lines("""
        %t = mul(%x, 2)
        yield %t
        """)


def test_trap_minus_zero_is_not_zero() -> None:
    test, result = Var("test", BOOL), Var("y", FLOAT)
    b = derived()
    b.add(If(test, Block((), (Const(0.0),)), Block((), (Const(-0.0),)), (result,)))
    before = program(b, result)
    assert text(drop_known_slots(before)) == text(before)

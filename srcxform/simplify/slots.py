"""Removes what loops and branches pass on although it is known.

    for i in range(n):                      for i in range(n):
        x_bar += total_bar          ->          x_bar += head
        total_bar = total_bar

`total_bar` starts as `head` and never changes. So with a branch that gives the same value on both sides, and with one
that gives its test.
"""

from __future__ import annotations

from srcxform.analyses.aliasing import exits_of
from srcxform.ir.builder import type_of
from srcxform.ir.guarded import attempt_of, is_known_test
from srcxform.ir.nodes import Block, Const, For, If, Operand, Statement, Var, While
from srcxform.ir.types import BOOL
from srcxform.ir.walk import blocks, map_operand, map_operands, with_blocks, with_statements
from srcxform.simplify.memory import same_operand


def drop_known_slots(block: Block) -> Block:
    """The program with values in place of loop slots and branch results that always have them."""
    known: dict[Var, Operand] = {}
    _collect(block, known)
    return _replaced(block, known)


def _value(operand: Operand, known: dict[Var, Operand]) -> Operand:
    while isinstance(operand, Var) and operand in known:
        operand = known[operand]
    return operand


def _collect(block: Block, known: dict[Var, Operand]) -> None:
    """Find the slots and results that have one value, from the inside out."""
    for statement in block.statements:
        for inner in blocks(statement):
            _collect(inner, known)
        if isinstance(statement, (For, While)):
            _invariant(statement, known)
        elif isinstance(statement, If):
            _branch(statement, known)


def _invariant(loop: For | While, known: dict[Var, Operand]) -> None:
    exits = list(exits_of(loop.body))
    for k, (param, init, result) in enumerate(zip(loop.params, loop.inits, loop.results, strict=True)):
        if exits and _is_simple(init) and all(_value(values[k], known) is param for values in exits):
            known[param] = known[result] = init


def _is_simple(operand: Operand) -> bool:
    return isinstance(operand, Var) or (isinstance(operand, Const) and isinstance(operand.value, (int, float)))


def _branch(choice: If, known: dict[Var, Operand]) -> None:
    if choice.then.jump or choice.orelse.jump:
        return
    taken = _taken(choice)
    for k, result in enumerate(choice.results):
        a, b = (_value(inner.yields[k], known) for inner in (choice.then, choice.orelse))
        if taken is not None:
            a = b = _value(taken.yields[k], known)
        if _is_simple(a) and same_operand(a, b):
            known[result] = a
        elif _is_bool(a, True) and _is_bool(b, False) and type_of(choice.test) == BOOL and taken is None:
            known[result] = choice.test
        elif k and attempt_of(choice) is not None and _is_bool(a, False) and _is_bool(b, True):
            known[result] = choice.results[0]


def _is_bool(operand: Operand, value: bool) -> bool:
    return isinstance(operand, Const) and operand.value is value


def _taken(choice: If) -> Block | None:
    """The branch that is taken, where the test is known."""
    if is_known_test(choice.test) and isinstance(choice.test.value, bool):
        return choice.then if choice.test.value else choice.orelse
    return None


def _replaced(block: Block, known: dict[Var, Operand]) -> Block:
    def value(operand: Operand) -> Operand:
        return _value(operand, known)

    statements: list[Statement] = []
    for statement in block.statements:
        changed = map_operands(statement, value)
        inner = blocks(changed)
        if inner:
            changed = with_blocks(changed, tuple(_replaced(b, known) for b in inner))
        statements += _spliced(changed, known)
    return with_statements(block, statements, tuple(map_operand(y, value) for y in block.yields))


def _spliced(statement: Statement, known: dict[Var, Operand]) -> list[Statement]:
    """The statements of the branch that is taken, where that is known and its results are."""
    if isinstance(statement, If) and not statement.then.jump and not statement.orelse.jump:
        taken = _taken(statement)
        if taken is not None and all(r in known for r in statement.results):
            return list(taken.statements)
    return [statement]

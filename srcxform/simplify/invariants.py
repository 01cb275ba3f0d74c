"""Computes once, before a loop, what each of its trips would compute anew.

    for i in range(n):                          t = dt * c
        u = u + dt * c * f[i]           ->      for i in range(n):
                                                    u = u + t * f[i]

Numbers alone: an array that is computed in each trip may be the trip's own, to be written. The loop may make no trip,
so what may raise stays inside, unless it is known to run. What is the same twice is computed once:

        x = u + dt / 2 * k                          t = dt / 2
        y = u + dt / 2 * l              ->          ... u + t * k ... u + t * l
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform.analyses.need import is_impure
from srcxform.ir.builder import type_of
from srcxform.ir.guarded import attempt_of
from srcxform.ir.nodes import Assign, Block, Const, For, Loop, Operand, Statement, Var, While
from srcxform.ir.types import ArrayType, is_integer, is_scalar
from srcxform.ir.walk import (
    blocks,
    defines,
    inner_definitions,
    map_operands,
    reads,
    statements_in,
    substitute,
    with_blocks,
    with_statements,
)
from srcxform.rules.registry import find_rule

_NEVER_RAISE = (operator.add, operator.sub, operator.mul, operator.neg, operator.pos)


def hoist_invariants(block: Block) -> Block:
    """The program with numbers that a loop does not change computed before it."""
    statements: list[Statement] = []
    for statement in block.statements:
        inner = blocks(statement)
        if inner:
            changed = tuple(hoist_invariants(b) for b in inner) if attempt_of(statement) is None else inner
            statement = with_blocks(statement, changed)
        if isinstance(statement, (For, While)):
            before, statement = _split(statement)
            statements += before
        statements.append(statement)
    return with_statements(block, statements)


def _split(loop: Loop) -> tuple[list[Statement], Loop]:
    """What may stand before a loop, and the loop without it."""
    if not any(isinstance(s, Assign) and is_scalar(s.out.type) for s in loop.body.statements):
        return [], loop
    inside = {*inner_definitions(loop)}
    for inner in blocks(loop):
        for child in statements_in(inner):
            inside.update((*defines(child), *inner_definitions(child)))
    runs = _surely_runs(loop)
    before: list[Statement] = []
    rest: list[Statement] = []
    known: dict[tuple[object, ...], Var] = {}
    same: dict[Operand, Operand] = {}
    for statement in loop.body.statements:
        if isinstance(statement, Assign) and _is_number(statement, runs) and not inside & set(reads(statement)):
            inside.discard(statement.out)
            moved = map_operands(statement, lambda v: same.get(v, v))
            assert isinstance(moved, Assign)
            key = (moved.primitive, *map(_key, moved.args))
            # A gradient may be asked with respect to what the user named.
            if moved.out.hint or known.setdefault(key, moved.out) is moved.out:
                before.append(moved)
            else:
                same[moved.out] = known[key]
        else:
            rest.append(statement)
    if not before:
        return before, loop
    body = replace(loop.body, statements=tuple(rest))
    return before, replace(loop, body=substitute(body, lambda v: same.get(v, v)) if same else body)


def _key(operand: Operand) -> object:
    return (type(operand.value), repr(operand.value)) if isinstance(operand, Const) else operand


def _is_number(statement: Assign, runs: bool) -> bool:
    """Whether it computes a number from numbers, without effect and, if the loop may not run, without failing."""
    if not is_scalar(statement.out.type) or not all(_is_plain(a) for a in statement.args) or statement.kwargs:
        return False
    if is_integer(statement.out.type) and any(isinstance(a, Const) for a in statement.args):
        return False  # `i + 1` is as short as a name
    primitive = statement.primitive
    if any(primitive is each for each in _NEVER_RAISE) or isinstance(primitive, np.ufunc):
        return True
    if primitive is operator.truediv and _is_float_by_number(statement):
        return True
    rule = find_rule(primitive)
    return runs and rule is not None and rule.kind == "elementwise" and not is_impure(statement)


def _is_float_by_number(statement: Assign) -> bool:
    """Whether it divides a float by a number other than 0, which never raises."""
    t, divisor = type_of(statement.args[0]), statement.args[1]
    is_number = isinstance(divisor, Const) and type(divisor.value) in (int, float) and divisor.value != 0
    return is_number and isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind == "f"


def _is_plain(operand: Operand) -> bool:
    return isinstance(operand, (Var, Const)) and is_scalar(type_of(operand))


def _surely_runs(loop: Loop) -> bool:
    if not isinstance(loop, For):
        return False
    bounds = (loop.start, loop.stop, loop.step)
    return all(isinstance(b, Const) for b in bounds) and len(range(*(b.value for b in bounds))) > 0  # type: ignore[union-attr]

"""Takes a counter that a loop carries from the index of the loop, which needs no tape.

    place = 3                                   place = 3
    for i in range(n):                          for i in range(n):
        y += x[place]               ->              y += x[2 * i + 3]
        place = place + 2                           place = 2 * i + 3 + 2

Only counters that start from a known number and are raised by a known number in every trip that goes to its end. A trip
that leaves the loop may pass on what it likes.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace

from srcxform.ir.nodes import Assign, Block, Const, For, If, Operand, Statement, Var
from srcxform.ir.types import is_integer
from srcxform.ir.walk import blocks, defines, statements_in, substitute, with_blocks, with_statements


def count_by_index(block: Block) -> Block:
    """The program without such counters in the trips of its loops; what a loop leaves in one is still computed."""
    statements: list[Statement] = []
    for statement in block.statements:
        inner = blocks(statement)
        changed = with_blocks(statement, tuple(map(count_by_index, inner))) if inner else statement
        statements.append(_without_counters(changed) if isinstance(changed, For) else changed)
    return with_statements(block, statements)


def _without_counters(loop: For) -> For:
    found = list(_counters(loop))
    if not found:
        return loop
    known: dict[Operand, Operand] = {}
    made: list[Statement] = []
    for counter, factor, offset in found:
        known[counter] = _computed(loop, counter, factor, offset, made)
    body = substitute(loop.body, lambda v: known.get(v, v))
    return replace(loop, body=with_statements(body, [*made, *body.statements]))


def _counters(loop: For) -> Iterator[tuple[Var, int, int]]:
    """Each counter that the trips read, as `factor * index + offset`."""
    start, step = _number(loop.start), _number(loop.step)
    if start is None or not step or loop.body.jump:
        return
    made: dict[Operand, Statement] | None = None
    for k, (param, init) in enumerate(zip(loop.params, loop.inits, strict=True)):
        first = _number(init)
        if first is None or not is_integer(param.type):
            continue
        if made is None:
            made = {out: s for s in statements_in(loop.body) if isinstance(s, (Assign, If)) for out in defines(s)}
        by = _raised_by(loop.body.yields[k], param, made)
        if by is not None and by % step == 0:
            factor = by // step
            yield param, factor, first - factor * start


def _raised_by(value: Operand, counter: Var, made: dict[Operand, Statement]) -> int | None:
    """The number of `counter + number`, if that is what the value is on every path that comes by."""
    statement = made.get(value)
    if isinstance(statement, If):
        place = next(k for k, result in enumerate(statement.results) if result is value)
        ways = [way for way in (statement.then, statement.orelse) if not way.jump]
        found = {_raised_by(way.yields[place], counter, made) for way in ways}
        return found.pop() if len(found) == 1 else None
    if not isinstance(statement, Assign) or statement.primitive is not operator.add:
        return None
    a, b = statement.args
    return _number(b) if a is counter else _number(a) if b is counter else None


def _number(operand: Operand) -> int | None:
    return operand.value if isinstance(operand, Const) and type(operand.value) is int else None


def _computed(loop: For, counter: Var, factor: int, offset: int, made: list[Statement]) -> Operand:
    """`factor * index + offset`, by statements that are added to what is made, if there must be any."""
    value: Operand = loop.index if factor else Const(offset)
    for primitive, number, neutral in ((operator.mul, factor, 1), (operator.add, offset, 0)):
        if number != neutral and factor:
            out = Var(counter.hint, counter.type)
            made.append(Assign(out, primitive, (value, Const(number)), (), loop.origin))
            value = out
    return value

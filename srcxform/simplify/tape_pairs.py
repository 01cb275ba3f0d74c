"""Lets a tape count the trips of the loop that recorded it.

    trips = 0                               while ...:
    while ...:                                  x_stack.append(x)
        x_stack.append(x)           ->          x = ...
        trips += 1                          while x_stack:
        x = ...                                 x = x_stack.pop()
    for _ in range(trips):
        x = x_stack.pop()

In the same way where the last index that ran says how many trips there were.

Only where both loops run at most once: the tape of an inner loop holds the trips of all its runs.
"""

from __future__ import annotations

import operator

from srcxform import runtime
from srcxform.analyses.aliasing import exits_of
from srcxform.analyses.places import Places, places
from srcxform.ir.nodes import Append, Assign, Block, Const, For, Operand, Pop, Statement, Var, While
from srcxform.ir.walk import blocks, statements_in, uses_in, with_blocks, with_statements


def pair_tapes(block: Block) -> Block:
    """The program with `while stack` for reversed loops that a tape can count."""
    if not any(isinstance(s, Pop) for s in statements_in(block)):
        return block
    return _block(block, places(block))


def _block(block: Block, where: Places) -> Block:
    return with_statements(block, [_statement(s, where) for s in block.statements])


def _statement(statement: Statement, where: Places) -> Statement:
    if isinstance(statement, For):
        stack = _counting(statement, where)
        if stack is None:
            return statement
        cond = Block((), (stack,))
        return While(cond, statement.params, statement.inits, statement.body, statement.results, statement.origin)
    inner = blocks(statement)
    if not inner or isinstance(statement, While):
        return statement
    return with_blocks(statement, tuple(_block(b, where) for b in inner))


def _counting(loop: For, where: Places) -> Var | None:
    """A tape that gets one entry in each trip of the loop that this one undoes, and loses one in each trip here."""
    if loop.index in uses_in(loop.body):
        return None
    trips = _trips(loop, where)
    forward = _ended_at(loop, where) if trips is None else _counted_by(trips, where)
    if forward is None:
        return None
    for statement in loop.body.statements:
        if isinstance(statement, Pop) and _is_paired(statement.target, statement, forward, where):
            return statement.target
    return None


def _trips(loop: For, where: Places) -> Var | None:
    """The variable `trips` of `range(trips)` or `range(trips - 1, -1, -1)`."""
    if _is(loop.start, 0) and _is(loop.step, 1):
        return loop.stop if isinstance(loop.stop, Var) else None
    made = where.defined_by.get(loop.start) if isinstance(loop.start, Var) else None
    if (
        _is(loop.stop, -1)
        and _is(loop.step, -1)
        and isinstance(made, Assign)
        and made.primitive is operator.sub
        and _is(made.args[1], 1)
    ):
        return made.args[0] if isinstance(made.args[0], Var) else None
    return None


def _counted_by(trips: Var, where: Places) -> For | While | None:
    """The loop that counts its own trips in this result."""
    loop = where.defined_by.get(trips)
    if not isinstance(loop, (For, While)) or where.loops[loop] or trips not in loop.results:
        return None
    k = loop.results.index(trips)
    exits = list(exits_of(loop.body))
    counted = exits[0][k] if exits else None
    step = where.defined_by.get(counted) if isinstance(counted, Var) else None
    own = isinstance(step, Assign) and step in loop.body.statements and step.primitive is operator.add
    if not own or not isinstance(step, Assign) or step.args[0] is not loop.params[k] or not _is(step.args[1], 1):
        return None
    return loop if _is(loop.inits[k], 0) and all(values[k] is counted for values in exits) else None


def _ended_at(loop: For, where: Places) -> For | None:
    """The loop whose last index, or -1, is `last` of `range(last, -1, -1)`."""
    if not isinstance(loop.start, Var) or not _is(loop.stop, -1) or not _is(loop.step, -1):
        return None
    made = where.defined_by.get(loop.start)
    if not isinstance(made, For) or where.loops[made] or loop.start not in made.results:
        return None
    k = made.results.index(loop.start)
    is_last = all(values[k] is made.index for values in exits_of(made.body))
    return made if is_last and _is(made.start, 0) and _is(made.step, 1) and _is(made.inits[k], -1) else None


def _is_paired(stack: Var, pop: Pop, forward: For | While, where: Places) -> bool:
    made = where.defined_by.get(stack)
    if not isinstance(made, Assign) or made.primitive is not runtime.list_of or made.args or stack in where.returned:
        return False
    if where.loops[made] or len(where.loops[pop]) != 1:
        return False
    uses = where.used_by.get(stack, [])
    pushes = [u for u in uses if isinstance(u, Append) and u.target is stack and u.value is not stack]
    return len(uses) == 2 and pop in uses and len(pushes) == 1 and pushes[0] in forward.body.statements


def _is(operand: Operand, number: int) -> bool:
    return isinstance(operand, Const) and type(operand.value) is int and operand.value == number

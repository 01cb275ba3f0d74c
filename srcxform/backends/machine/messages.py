"""Errors whose message tells of values: machine code cannot make it, and gives up where it is due.

    raise ValueError("negative: {}".format(x))     raise MessageNeeded
    assert x > 0, "negative: {}".format(x)         require(x > 0)

Plain Python then runs to the same place and raises the program's own error.
"""

from __future__ import annotations

from dataclasses import replace

from srcxform import runtime
from srcxform.backends.machine import support
from srcxform.ir.builder import literal
from srcxform.ir.guarded import attempt_of
from srcxform.ir.nodes import Assign, Block, Const, Effect, Function, Operand, Statement
from srcxform.ir.walk import blocks, statements_in, with_blocks


def without_messages(function: Function) -> Function:
    """The function without messages that are made for their errors; the same one where there are none."""
    made = {
        s.out: s
        for s in statements_in(function.body)
        if isinstance(s, Assign) and isinstance(s.primitive, type) and issubclass(s.primitive, BaseException)
    }

    def tells(error: Operand) -> bool:
        return error in made and not all(literal(a)[0] for a in made[error].args)

    def block(whole: Block, tried: bool) -> Block:
        statements = tuple(statement(s, tried) for s in whole.statements)
        return whole if statements == whole.statements else replace(whole, statements=statements)

    def statement(s: Statement, tried: bool) -> Statement:
        match s:
            case Effect(runtime.check, (holds, message)) if not literal(message)[0]:
                if tried:  # the program catches the error
                    return replace(s, args=(holds, Const("the assertion does not hold")))
                return replace(s, primitive=support.require, args=(holds,))
            case Effect(runtime.throw, (error, *_)) if tells(error) and not tried:
                return replace(s, args=(Const(support.MessageNeeded),))
        inner = tuple(block(b, tried or attempt_of(s) is not None) for b in blocks(s))
        return s if inner == tuple(blocks(s)) else with_blocks(s, inner)

    body = block(function.body, False)
    return function if body is function.body else replace(function, body=body)

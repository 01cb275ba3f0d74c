"""Leaves broadcasting to the operation that uses the result.

g = np.broadcast_to(head, u.shape)     ->
u_bar = g * (2 * u)                            u_bar = head * (2 * u)
v_bar[1:] += np.broadcast_to(head, n)          v_bar[1:] += head
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Block, Operand, Statement, Store, Update, Var
from srcxform.ir.sizes import broadcast_dims
from srcxform.ir.types import ArrayType
from srcxform.ir.walk import blocks, statements_in, with_blocks, with_statements
from srcxform.simplify.memory import have_one_dtype, is_array_of, is_elementwise
from srcxform.simplify.shapes import Shapes


def drop_broadcasts(block: Block) -> Block:
    """The program with values used unexpanded where the other operand gives the shape."""
    source: dict[Operand, Operand] = {}
    for statement in statements_in(block):
        match statement:
            case Assign(out, np.broadcast_to, (value, _), ()) if is_array_of(out) and have_one_dtype(value, out):
                source[out] = value
            case _:
                pass
    return _Dropper(source, Shapes(block)).block(block) if source else block


class _Dropper:
    def __init__(self, source: dict[Operand, Operand], shapes: Shapes) -> None:
        self.source, self.shapes = source, shapes

    def block(self, block: Block) -> Block:
        return with_statements(block, [self.statement(s) for s in block.statements])

    def statement(self, statement: Statement) -> Statement:
        inner = blocks(statement)
        if inner:
            return with_blocks(statement, tuple(self.block(b) for b in inner))
        match statement:
            case Update(target, _, symbol, value) if (
                value in self.source and is_array_of(target) and symbol in (operator.add, operator.sub)
            ):
                # What broadcasts to the value, broadcasts to the place that the value is added to.
                return replace(statement, value=self.source[value])
            case Store(target, _, value) if value in self.source and is_array_of(target):
                return replace(statement, value=self.source[value])
            case Assign(_, primitive, args) if is_elementwise(primitive) and any(a in self.source for a in args):
                return self.operation(statement)
            case Assign(_, np.full_like, (like, value)) if value in self.source:
                return replace(statement, args=(like, self.source[value]))
            case _:
                return statement

    def operation(self, statement: Assign) -> Statement:
        """The operands must make up the shape of the result; dtypes must agree, or the result would have another."""
        out, source = statement.out, self.source
        if statement.kwargs or any(not have_one_dtype(a, out) for a in statement.args if a in source):
            return statement
        witness = next((a for a in statement.args if a not in source and self._fits(a, out)), None)
        if witness is None:
            args = tuple(source.get(a, a) for a in statement.args)
            return replace(statement, args=args) if _make_up(args, out) else statement
        args = tuple(
            source.get(a, a) if a is not witness and self.shapes.agree(a, witness) else a for a in statement.args
        )
        return replace(statement, args=args)

    def _fits(self, operand: Operand, out: Var) -> bool:
        return is_array_of(operand) and self.shapes.agree(operand, out) and have_one_dtype(operand, out)


def _make_up(args: tuple[Operand, ...], out: Var) -> bool:
    """Whether operands are known to broadcast to just the shape of a result, each giving some of its axes."""
    if not all(is_array_of(a) for a in args) or not isinstance(out.type, ArrayType) or out.type.dims is None:
        return False
    return None not in out.type.dims and broadcast_dims([type_of(a) for a in args]) == out.type.dims

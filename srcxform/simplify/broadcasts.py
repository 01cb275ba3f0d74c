"""Leaves broadcasting to the operation that uses the result.

    g = np.broadcast_to(head, u.shape)     ->
    u_bar = g * (2 * u)                            u_bar = head * (2 * u)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Block, Operand, Statement, Update, Var
from srcxform.ir.types import ArrayType
from srcxform.ir.walk import blocks, statements_in, with_blocks
from srcxform.simplify.memory import has_shape_of, is_array_of, is_elementwise


def drop_broadcasts(block: Block) -> Block:
    """The program with values used unexpanded where the other operand gives the shape."""
    source: dict[Operand, Operand] = {}
    for statement in statements_in(block):
        if isinstance(statement, Assign) and statement.primitive is np.broadcast_to and len(statement.args) == 2 and not statement.kwargs:
            if is_array_of(statement.out) and _dtype(statement.args[0]) == _dtype(statement.out):
                source[statement.out] = statement.args[0]
    return _block(block, source) if source else block


def _block(block: Block, source: dict[Operand, Operand]) -> Block:
    return replace(block, statements=tuple(_statement(s, source) for s in block.statements))


def _statement(statement: Statement, source: dict[Operand, Operand]) -> Statement:
    inner = blocks(statement)
    if inner:
        return with_blocks(statement, tuple(_block(b, source) for b in inner))
    match statement:
        case Update(target, None, _, value) if value in source and is_array_of(target):
            return replace(statement, value=source[value])
        case Assign(_, primitive, args) if is_elementwise(primitive) and any(a in source for a in args):
            return _operation(statement, source)
        case Assign(_, np.full_like, (like, value)) if value in source:
            return replace(statement, args=(like, source[value]))
        case _:
            return statement


def _operation(statement: Assign, source: dict[Operand, Operand]) -> Statement:
    """One operand must keep the shape of the result; dtypes must agree, or the result would have another."""
    out = statement.out
    witness = next((a for a in statement.args if a not in source and _fits(a, out)), None)
    if witness is None or statement.kwargs or any(_dtype(a) != _dtype(out) for a in statement.args if a in source):
        return statement
    args = tuple(source.get(a, a) if a is not witness and has_shape_of(a, witness) else a for a in statement.args)
    return replace(statement, args=args)


def _fits(operand: Operand, out: Var) -> bool:
    return is_array_of(operand) and has_shape_of(operand, out) and _dtype(operand) == _dtype(out)


def _dtype(operand: Operand) -> object:
    t = type_of(operand)
    return t.dtype if isinstance(t, ArrayType) else None

"""Leaves broadcasting to the operation that uses the result.

g = np.broadcast_to(head, u.shape)     ->
u_bar = g * (2 * u)                            u_bar = head * (2 * u)
v_bar[1:] += np.broadcast_to(head, n)          v_bar[1:] += head
w_bar = np.where(m, g, 0.0)                    w_bar = np.where(m, head, 0.0)

A number that is expanded only to be multiplied by numbers is multiplied first.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform import runtime
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Block, Const, Operand, Statement, Store, Update, Var
from srcxform.ir.sizes import broadcast_dims
from srcxform.ir.types import FLOAT64, ArrayType, is_scalar, same_dtype
from srcxform.ir.walk import blocks, statements_in, with_blocks, with_statements
from srcxform.simplify.memory import dtype_of, gives_joint_shape, have_one_dtype, is_array_of
from srcxform.simplify.shapes import Shapes


def drop_broadcasts(block: Block) -> Block:
    """The program with values used unexpanded where the other operand gives the shape."""
    expanded: dict[Operand, tuple[Operand, Operand]] = {}
    for statement in statements_in(block):
        match statement:
            case Assign(out, np.broadcast_to, (value, shape), ()) if is_array_of(out) and have_one_dtype(value, out):
                expanded[out] = value, shape
            case _:
                pass
    return _Dropper(expanded, Shapes(block)).block(block) if expanded else block


class _Dropper:
    def __init__(self, expanded: dict[Operand, tuple[Operand, Operand]], shapes: Shapes) -> None:
        self.shapes = shapes
        self.source = {out: value for out, (value, _) in expanded.items()}
        self.shape_of = {out: shape for out, (_, shape) in expanded.items()}

    def block(self, block: Block) -> Block:
        statements: list[Statement] = []
        for statement in block.statements:
            later = self.expanded_later(statement) if isinstance(statement, Assign) else ()
            statements += later or (self.statement(statement),)
        return with_statements(block, statements)

    def expanded_later(self, statement: Assign) -> tuple[Assign, ...]:
        """A number that is scaled, and then expanded, where an expanded one is scaled."""
        wide = [a for a in statement.args if a in self.source]
        if len(wide) != 1 or statement.kwargs or not _is_scaling(statement, wide[0]):
            return ()
        number = self.source[wide[0]]
        if not is_scalar(type_of(number)) or not all(same_dtype(dtype_of(v), FLOAT64) for v in (number, statement.out)):
            return ()
        scaled = Var("", type_of(number))
        first = replace(statement, out=scaled, args=tuple(number if a is wide[0] else a for a in statement.args))
        shape = self.shape_of[wide[0]]
        self.shape_of[statement.out], self.source[statement.out] = shape, scaled
        return first, replace(statement, primitive=np.full, args=(shape, scaled))

    def statement(self, statement: Statement) -> Statement:
        inner = blocks(statement)
        if inner:
            return with_blocks(statement, tuple(self.block(b) for b in inner))
        match statement:
            case Update(target, _, symbol, value) if (
                value in self.source and is_array_of(target) and symbol in (operator.add, operator.sub, runtime.add_at)
            ):
                # What broadcasts to the value, broadcasts to the place that the value is added to.
                return replace(statement, value=self.source[value])
            case Store(target, _, value) if value in self.source and is_array_of(target):
                return replace(statement, value=self.source[value])
            case Assign(_, primitive, args) if gives_joint_shape(primitive) and any(a in self.source for a in args):
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
        fits = self._has_shape if statement.primitive is np.where else self._fits
        witness = next((a for a in statement.args if a not in source and fits(a, out)), None)
        if witness is None:
            args = tuple(source.get(a, a) for a in statement.args)
            return replace(statement, args=args) if _make_up(args, out) else statement
        args = tuple(
            source.get(a, a) if a is not witness and self.shapes.agree(a, witness) else a for a in statement.args
        )
        return replace(statement, args=args)

    def _has_shape(self, operand: Operand, out: Var) -> bool:
        return is_array_of(operand) and self.shapes.agree(operand, out)

    def _fits(self, operand: Operand, out: Var) -> bool:
        return self._has_shape(operand, out) and have_one_dtype(operand, out)


def _is_scaling(statement: Assign, wide: Operand) -> bool:
    """Whether numbers scale an array, or turn its sign: of single numbers Python computes the same, and never fails."""
    others = [a for a in statement.args if a is not wide]
    if statement.primitive is operator.truediv:
        return statement.args[0] is wide and all(isinstance(a, Const) and a.value != 0 for a in others)
    if statement.primitive is operator.mul:
        return all(is_scalar(type_of(a)) and _is_double(a) for a in others)
    return statement.primitive is operator.neg


def _is_double(operand: Operand) -> bool:
    return same_dtype(dtype_of(operand), FLOAT64) or (isinstance(operand, Const) and type(operand.value) is int)


def _make_up(args: tuple[Operand, ...], out: Var) -> bool:
    """Whether operands are known to broadcast to just the shape of a result, each giving some of its axes."""
    if not all(is_array_of(a) for a in args) or not isinstance(out.type, ArrayType) or out.type.dims is None:
        return False
    return None not in out.type.dims and broadcast_dims([type_of(a) for a in args]) == out.type.dims

"""Tidies signs and integers in derived code; every rewrite is exact in floating point.

    t = -x                          n1 = n - 1
    u = t * 2                       n2 = n1 - 1
    y_bar += u              ->      ...                 ->      n2 = n - 2
                                    y_bar -= x * 2

A sign moves out of products and quotients until a sum takes it in.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from srcxform.ir.builder import type_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Assign, Block, Const, Effect, Operand, Statement, Update, Var
from srcxform.ir.types import ArrayType, is_integer, is_scalar
from srcxform.ir.walk import blocks, substitute, with_blocks, with_statements
from srcxform.simplify.memory import array_writes, sharing

_OPPOSITE = {operator.add: operator.sub, operator.sub: operator.add}
_SUMS = (operator.add, operator.sub)
_PRODUCTS = (operator.mul, operator.truediv)
_MATRIX_PRODUCTS = (operator.matmul, np.outer, np.dot)
_LINEAR = (np.sum, np.real, np.imag, np.conj, np.conjugate)


def fold(block: Block) -> Block:
    """The program with signs and integer steps folded; the user's own statements before the reverse sweep stay."""
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins), 0
    )
    folder = _Folder(block)
    folder.note(block.statements[:begin])
    derived = folder.block(Block(block.statements[begin:], block.yields))
    whole = with_statements(block, (*block.statements[:begin], *derived.statements), derived.yields)
    return substitute(whole, lambda v: folder.same.get(v, v)) if folder.same else whole


class _Folder:
    def __init__(self, block: Block) -> None:
        self.made: dict[Operand, Assign] = {}
        self.same: dict[Operand, Operand] = {}
        self.memory = sharing(block)

    def block(self, block: Block) -> Block:
        statements: list[Statement] = []
        for statement in block.statements:
            statements += self.statement(statement)
        return with_statements(block, statements)

    def statement(self, statement: Statement) -> list[Statement]:
        inner = blocks(statement)
        if inner:
            return [with_blocks(statement, tuple(self.block(b) for b in inner))]
        if isinstance(statement, Update):
            return [self._update(statement)]
        if isinstance(statement, Assign) and any(statement.primitive is each for each in _LINEAR):
            return self._linear(statement)
        if (
            not isinstance(statement, Assign)
            or statement.kwargs
            or not all(_is_number(a) for a in (statement.out, *statement.args))
        ):
            return [statement]
        done = self._integer(statement) if is_integer(statement.out.type) else self._signs(statement)
        for made in done:
            self.made[made.out] = made
        return list(done)

    def note(self, statements: Iterable[Statement]) -> None:
        """Statements that stay as they are."""
        for statement in statements:
            if isinstance(statement, Assign) and not statement.kwargs:
                self.made[statement.out] = statement

    def _split(self, operand: Operand) -> tuple[bool, Operand]:
        """Whether the operand is `-x`, and x, where nobody writes into either; an even number of signs cancels."""
        negative = False
        while True:
            made = self.made.get(operand)
            if (
                made is None
                or made.primitive is not operator.neg
                or not _is_float(made.out)
                or not self._is_stable(made.args[0])
                or not self._is_stable(made.out)
            ):
                return negative, operand
            negative, operand = not negative, made.args[0]

    def _is_stable(self, operand: Operand) -> bool:
        """Whether reading it later gives what it holds now."""
        return isinstance(operand, Var) and (is_scalar(operand.type) or not any(array_writes(self.memory, operand)))

    def _update(self, statement: Update) -> Update:
        if statement.operator not in _SUMS or not isinstance(statement.target.type, ArrayType):
            return statement
        negative, x = self._split(statement.value)
        symbol = _OPPOSITE[statement.operator] if negative else statement.operator
        return statement if x is statement.value else replace(statement, operator=symbol, value=x)

    def _signs(self, statement: Assign) -> list[Assign]:
        match statement:
            case Assign(_, primitive, (a, b)) if primitive in _SUMS:
                return [self._sum(statement, a, b)]
            case Assign(out, primitive, (a, b)) if _is_float(out) and (
                primitive in _PRODUCTS or (primitive in _MATRIX_PRODUCTS and self._is_summed(out))
            ):
                (left, x), (right, y) = self._split(a), self._split(b)
                if x is a and y is b:
                    return [statement]
                args = (x, y)
                if left == right:
                    return [replace(statement, args=args)]
                product = Var("", out.type)
                return [
                    replace(statement, out=product, args=args),
                    replace(statement, primitive=operator.neg, args=(product,)),
                ]
            case _:
                return [statement]

    def _linear(self, statement: Assign) -> list[Statement]:
        """The sum of `-x` is minus that of `x`, and so is its real part."""
        negative, x = self._split(statement.args[0])
        if x is statement.args[0] or len(statement.args) > 2:
            return [statement]
        if any(k not in ("axis", "keepdims") for k, _ in statement.kwargs):
            return [statement]
        args = (x, *statement.args[1:])
        if not negative:
            return [replace(statement, args=args)]
        total = Var("", statement.out.type)
        self.made[statement.out] = Assign(statement.out, operator.neg, (total,), (), statement.origin)
        return [replace(statement, out=total, args=args), self.made[statement.out]]

    def _is_summed(self, var: Var) -> bool:
        """Whether all that happens to a value is to be added or subtracted, so that a sign costs nothing."""
        where = self.memory.places
        uses = where.used_by.get(var, [])
        is_sum = (
            (isinstance(u, Update) and u.operator in _SUMS and u.value is var and isinstance(u.target.type, ArrayType))
            or (isinstance(u, Assign) and u.primitive in _SUMS and all(map(_is_float, u.args)))
            for u in uses
        )
        return bool(uses) and var not in where.returned and all(is_sum)

    def _sum(self, statement: Assign, a: Operand, b: Operand) -> Assign:
        if not (_is_float(a) and _is_float(b)):
            return statement
        (left, x), (right, y) = self._split(a), self._split(b)
        primitive = _OPPOSITE[statement.primitive] if right else statement.primitive
        if not left:
            return statement if x is a and y is b else replace(statement, primitive=primitive, args=(x, y))
        if primitive is operator.add:
            return replace(statement, primitive=operator.sub, args=(y, x))
        return statement if y is b else replace(statement, primitive=primitive, args=(a, y))

    def _integer(self, statement: Assign) -> list[Assign]:
        """`(n - 1) - 1` is `n - 2`, and `(n - 1) + 1` is `n`."""
        match statement:
            case Assign(_, primitive, (a, Const(c))) if (
                primitive in _SUMS and type(c) is int and is_scalar(statement.out.type)
            ):
                inner = self.made.get(a)
                if (
                    inner is not None
                    and inner.primitive in _SUMS
                    and _is_int_literal(inner.args[1])
                    and not _is_int_literal(inner.args[0])
                ):
                    step = _signed(inner.primitive, inner.args[1].value) + _signed(primitive, c)  # type: ignore[union-attr]
                    if step:
                        return [_stepped(statement, inner.args[0], step)]
                    self.same[statement.out] = self.same.get(inner.args[0], inner.args[0])
                    return []
                if c < 0:
                    return [_stepped(statement, a, _signed(primitive, c))]
        return [statement]


def _stepped(statement: Assign, base: Operand, step: int) -> Assign:
    primitive = operator.add if step > 0 else operator.sub
    return replace(statement, primitive=primitive, args=(base, Const(abs(step))))


def _signed(primitive: object, number: int) -> int:
    return number if primitive is operator.add else -number


def _is_int_literal(operand: Operand) -> bool:
    return isinstance(operand, Const) and type(operand.value) is int


def _is_number(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.dtype is not None


def _is_float(operand: Operand) -> bool:
    t = type_of(operand)
    if isinstance(operand, Const):
        return type(operand.value) in (int, float)
    return isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "fc"

"""Makes one subscript of two: a row that has no name is not made, only to read one element of it.

    t = A[i]
    s += t[j]         ->      s += A[i, j]
    n = len(t)                n = A.shape[1]

What is read and written is the same memory. In the reverse sweep it matters more: the adjoint of a row would be an
array of zeros in which one element is set.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform.analyses.aliasing import is_basic
from srcxform.analyses.places import Places, places
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.nodes import Assign, Block, Const, Operand, Statement, Store, Tup, Update, Var
from srcxform.ir.types import ArrayType, is_array, is_scalar
from srcxform.ir.walk import blocks, statements_in, with_blocks, with_statements


def join_subscripts(block: Block) -> Block:
    """The program in which rows without a name are parts of the whole array."""
    rows = [s for s in statements_in(block) if isinstance(s, Assign) and _is_row(s)]
    if not rows:
        return block
    where = places(block)
    found = {row.out: row for row in rows if _is_only_indexed(row, where)}
    return _Joined(found).block(block) if found else block


def _is_row(statement: Assign) -> bool:
    """Whether it is `A[i]` or `A[i, j]` with whole numbers alone, and has axes left."""
    if statement.primitive is not operator.getitem or statement.out.hint:
        return False
    base, index = statement.args
    if not isinstance(base, Var) or not is_array(base.type) or base.type.rank is None:  # type: ignore[union-attr]
        return False
    return is_array(statement.out.type) and all(map(_is_whole, _items(index)))


def _is_whole(item: Operand) -> bool:
    if isinstance(item, Const):
        return type(item.value) is int
    t = type_of(item)
    return is_scalar(t) and isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "iu"


def _items(index: Operand) -> tuple[Operand, ...]:
    return index.items if isinstance(index, Tup) and index.kind is tuple else (index,)


def _is_only_indexed(row: Assign, where: Places) -> bool:
    """Whether all that is done with a row, in the trip in which it is made, is to read and write parts of it."""
    uses = where.used_by.get(row.out, ())
    return row.out not in where.returned and all(
        where.loops[use] == where.loops[row] and _is_indexed_by(use, row.out) for use in uses
    )


def _is_indexed_by(use: Statement, row: Var) -> bool:
    match use:
        case Assign(_, operator.getitem, (base, index), ()):
            return base is row and is_basic(index)
        case Assign(_, p, (_,), ()):
            return p is len
        case Store(target, index, value) | Update(target, index, _, value) if index is not None:
            return target is row and value is not row and is_basic(index)
    return False


class _Joined:
    def __init__(self, rows: dict[Var, Assign]) -> None:
        self.rows = rows

    def block(self, block: Block) -> Block:
        statements: list[Statement] = []
        for statement in block.statements:
            inner = blocks(statement)
            if inner:
                statements.append(with_blocks(statement, [self.block(b) for b in inner]))
            elif not (isinstance(statement, Assign) and statement.out in self.rows):
                statements += self._statement(statement)
        return with_statements(block, statements)

    def _statement(self, statement: Statement) -> list[Statement]:
        match statement:
            case Assign(out, operator.getitem, (Var() as row, index)) if row in self.rows:
                base, whole = self._joined(row, index)
                return [Assign(out, operator.getitem, (base, whole), (), statement.origin)]
            case Assign(out, p, (Var() as row,)) if p is len and row in self.rows:
                return self._length(out, row, statement)
            case Store(target, index, _) | Update(target, index, _, _) if target in self.rows and index is not None:
                base, whole = self._joined(target, index)
                return [replace(statement, target=base, index=whole)]
        return [statement]

    def _joined(self, row: Var, index: Operand) -> tuple[Var, Operand]:
        base, first = self._root(row)
        return base, Tup((*first, *_items(index)))

    def _root(self, row: Var) -> tuple[Var, tuple[Operand, ...]]:
        """The array that a row is of, which is no such row itself, and where it stands in it."""
        base, index = self.rows[row].args
        assert isinstance(base, Var)
        if base not in self.rows:
            return base, _items(index)
        root, first = self._root(base)
        return root, (*first, *_items(index))

    def _length(self, out: Var, row: Var, statement: Assign) -> list[Statement]:
        base, first = self._root(row)
        builder = Builder()
        builder.origin, builder.derived = statement.origin, True
        with builder.block() as made:
            shape = builder.op(np.shape, base)
        return [*made, Assign(out, operator.getitem, (shape, Const(len(first))), (), statement.origin)]

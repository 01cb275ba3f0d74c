"""Asks the shape of something that is at hand, instead of computing an array for its shape alone.

t = np.sin(z) + z ** 2        ->
head = np.ones_like(t)                head = np.ones_like(z)
"""

from __future__ import annotations

import operator

import numpy as np

from srcxform import runtime
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Block, Operand, Statement, Var
from srcxform.ir.types import is_scalar, same_form
from srcxform.ir.walk import blocks, defines, statements_in, with_blocks, with_statements
from srcxform.simplify.memory import gives_joint_shape, has_shape_of, is_array_of

OF_FIRST = frozenset(
    {
        np.shape,
        np.ndim,
        np.size,
        len,
        np.zeros_like,
        np.ones_like,
        np.empty_like,
        np.full_like,
        runtime.zeros_like,
        runtime.ones_like,
    }
)
"""Functions that ask nothing of their first operand but its shape and dtype."""

OF_SECOND = frozenset({runtime.unbroadcast, runtime.broadcast_like})
SAME_SHAPE = frozenset({np.copy, np.zeros_like, np.ones_like, np.full_like, operator.pos})


def use_witnesses(block: Block) -> Block:
    """The program with shapes asked of the earliest value that has them."""
    return _Search(block).block(block)


class _Search:
    def __init__(self, block: Block) -> None:
        self.witness: dict[Var, Operand] = {}
        for statement in statements_in(block):
            self._note(statement)

    def _note(self, statement: Statement) -> None:
        """The definitions come in the order of the text, so that each witness is the earliest."""
        if isinstance(statement, Assign):
            found = _same_shape(statement)
            if found is not None:
                self.witness[statement.out] = self.witness.get(found, found)

    def block(self, block: Block) -> Block:
        statements = tuple(self.statement(s) for s in block.statements)
        return with_statements(block, statements)

    def statement(self, statement: Statement) -> Statement:
        inner = blocks(statement)
        if inner:
            return with_blocks(statement, tuple(self.block(b) for b in inner))
        if not isinstance(statement, Assign) or not statement.args:
            return statement
        position = 0 if _is_in(statement.primitive, OF_FIRST) else 1 if _is_in(statement.primitive, OF_SECOND) else None
        if position is None or len(statement.args) <= position:
            return statement
        asked = statement.args[position]
        found = self.witness.get(asked) if isinstance(asked, Var) else None
        if found is None or found is asked:
            return statement
        args = (*statement.args[:position], found, *statement.args[position + 1 :])
        return Assign(statement.out, statement.primitive, args, statement.kwargs, statement.origin)


def _is_in(value: object, group: frozenset[object]) -> bool:
    try:
        return value in group
    except TypeError:
        return False


def _same_shape(statement: Assign) -> Var | None:
    """An operand of the same dtype and shape as the result, if there certainly is one."""
    out = statement.out
    if not is_array_of(out) or statement.kwargs:
        return None
    if _is_in(statement.primitive, SAME_SHAPE):
        candidates = list(statement.args[:1])
    elif gives_joint_shape(statement.primitive):
        arrays = [a for a in statement.args if not is_scalar(type_of(a))]
        candidates = arrays if len(arrays) == 1 else [a for a in arrays if has_shape_of(a, out)]
    else:
        return None
    return next((a for a in candidates if isinstance(a, Var) and same_form(a.type, out.type)), None)


def ask_copies(block: Block) -> Block:
    """The program with shapes asked of a copied parameter's copy, so that the copy can have the parameter's name.

    u_1 = np.copy(u)                        u = u.copy()
    n = u.shape[0]                  ->      n = u.shape[0]
    """
    copies: dict[Var, Operand] = {}
    statements: list[Statement] = []
    defined = {v for s in statements_in(block) for v in defines(s)}
    for statement in block.statements:
        search = _Search(Block(()))
        search.witness = copies
        statements.append(search.statement(statement) if copies else statement)
        if isinstance(statement, Assign) and statement.primitive is np.copy and isinstance(statement.args[0], Var):
            source = statement.args[0]
            if (
                source not in defined
                and is_array_of(source)
                and same_form(source.type, statement.out.type)
                and source.hint == statement.out.hint
            ):
                copies[source] = statement.out
    return with_statements(block, statements)

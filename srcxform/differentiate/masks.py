"""Uses that what one mask picks has one shape, which the types do not know.

    y = x[mask] + z[mask] ** 2
    g = unbroadcast(y_bar[mask], y)             g = y_bar[mask]
    n = np.size(x[mask])                ->      n = np.count_nonzero(mask)

This comes before recording, so that nothing is kept for a shape that nobody asks for any more. Only for masks that are
never written.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, memory_classes
from srcxform.differentiate.at_hand import follow
from srcxform.differentiate.reverse import Sweep
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Block, Operand, Statement, Var
from srcxform.ir.types import ArrayType, is_array, is_scalar
from srcxform.ir.walk import blocks, statements_in, substitute, with_blocks, with_statements
from srcxform.rules.registry import find_rule

_LIKE_FIRST = (np.copy, np.zeros_like, np.ones_like, np.empty_like)


def use_masks(whole: Block, forward: Block, sweep: Sweep) -> Block:
    """The program whose reverse sweep asks masks how much they pick; the sweep is changed to that."""
    picked = _Picked(whole)
    if not picked.by:
        return whole
    before = Block(tuple(sweep.statements), whole.yields)
    counted = _counted(before, picked)
    same = picked.fitted(counted)
    after = substitute(counted, lambda v: _last(v, same)) if same else counted
    if after is before:
        return whole
    follow(before, after, sweep)
    sweep.statements = list(after.statements)
    return replace(whole, statements=(*forward.statements, *after.statements), yields=after.yields)


class _Picked:
    """`by[v]` is the mask that picked the elements of `v`, or of what it was computed from one by one."""

    def __init__(self, block: Block) -> None:
        self.by: dict[Operand, Var] = {}
        statements = [s for s in statements_in(block) if isinstance(s, Assign)]
        if not any(s.primitive is operator.getitem and _is_mask(s.args[1]) for s in statements):
            return
        memory = memory_classes(block)
        for statement in statements:
            mask = self._mask(statement, memory)
            if mask is not None:
                self.by[statement.out] = mask

    def _mask(self, statement: Assign, memory: Aliases) -> Var | None:
        primitive, args = statement.primitive, statement.args
        if primitive is operator.getitem:
            base, index = args
            if isinstance(index, Var) and _is_mask(index) and _rank(base) == _rank(index):
                return None if memory.is_written(index) else index
            return None
        if statement.kwargs or not isinstance(statement.out.type, ArrayType):
            return None
        if any(primitive is each for each in _LIKE_FIRST):
            return self.by.get(args[0])
        if primitive is runtime.unbroadcast:
            return self.by.get(args[1])
        rule = find_rule(primitive)
        if not _is_simple_ufunc(primitive) and (rule is None or rule.kind != "elementwise"):
            return None
        masks = {self.by.get(a) for a in args if not is_scalar(type_of(a))}
        return masks.pop() if len(masks) == 1 else None

    def fitted(self, block: Block) -> dict[Operand, Operand]:
        """What is brought to a shape that it has."""
        same: dict[Operand, Operand] = {}
        for statement in statements_in(block):
            if isinstance(statement, Assign) and statement.primitive is runtime.unbroadcast:
                g, like = statement.args
                mask = self.by.get(g)
                if mask is not None and mask is self.by.get(like):
                    same[statement.out] = g
        return same


def _last(operand: Operand, same: dict[Operand, Operand]) -> Operand:
    while operand in same:
        operand = same[operand]
    return operand


def _counted(block: Block, picked: _Picked) -> Block:
    """The block with sizes of what was picked asked of the mask."""
    statements: list[Statement] = []
    for statement in block.statements:
        inner = blocks(statement)
        if inner:
            statement = with_blocks(statement, tuple(_counted(b, picked) for b in inner))
        elif isinstance(statement, Assign) and statement.primitive is np.size and len(statement.args) == 1:
            mask = picked.by.get(statement.args[0])
            if mask is not None:
                statement = replace(statement, primitive=np.count_nonzero, args=(mask,))
        statements.append(statement)
    return with_statements(block, statements)


def _is_simple_ufunc(primitive: object) -> bool:
    return isinstance(primitive, np.ufunc) and primitive.signature is None and primitive.nout == 1


def _is_mask(operand: Operand) -> bool:
    t = type_of(operand)
    return is_array(t) and isinstance(t, ArrayType) and t.dtype == np.bool_ and bool(t.rank)


def _rank(operand: Operand) -> int | None:
    t = type_of(operand)
    return t.rank if isinstance(t, ArrayType) and is_array(t) else -1

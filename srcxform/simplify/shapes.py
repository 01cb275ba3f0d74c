"""Drops what brings a value to a shape that it has already.

    t = x * x                                       t = x * x
    g = np.broadcast_to(head, t.shape) * x   ->     g = np.broadcast_to(head, t.shape) * x
    x_bar = unbroadcast(g, x)                       x_bar = g

Types know shapes only by the sizes of the arguments; here two values have one shape because one was computed from the
other element by element.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from srcxform import runtime
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Block, Const, Operand, Statement, Var
from srcxform.ir.sizes import REDUCTIONS, is_in_shape
from srcxform.ir.types import ArrayType, is_scalar
from srcxform.ir.walk import blocks, statements_in, substitute, with_blocks
from srcxform.simplify.memory import gives_joint_shape, has_shape_of

_LIKE_FIRST = (np.copy, np.zeros_like, np.ones_like, np.full_like, np.empty_like)


class Shapes:
    """`source(v)` is a variable of the same shape as `v`, one for all that are known to have it.

    What is `reduced` from an array, with axes of length 1 for those that are gone, changes no shape where it meets it.
    """

    def __init__(self, block: Block) -> None:
        self.same: dict[Var, Var] = {}
        self.asked: dict[Var, Var] = {}
        self.reduced: dict[Var, Var] = {}
        for statement in statements_in(block):
            if isinstance(statement, Assign):
                self._note(statement)

    def source(self, var: Var) -> Var:
        return self.same.get(var, var)

    def agree(self, a: Operand, b: Operand) -> bool:
        """Whether two operands have one shape."""
        if isinstance(a, Var) and isinstance(b, Var) and self.source(a) is self.source(b):
            return True
        return has_shape_of(a, b) and not is_scalar(type_of(a))

    def _note(self, statement: Assign) -> None:
        if statement.primitive is np.shape and isinstance(statement.args[0], Var):
            self.asked[statement.out] = self.source(statement.args[0])
        elif isinstance(statement.out.type, ArrayType):
            found = self._origin(statement)
            if found is not None:
                self.same[statement.out] = self.source(found)
            elif (whole := self._reduced_from(statement)) is not None:
                self.reduced[statement.out] = whole

    def _origin(self, statement: Assign) -> Var | None:
        primitive, args = statement.primitive, statement.args
        is_spread = primitive in (np.broadcast_to, np.reshape) and len(args) == 2 and not statement.kwargs
        if is_spread or is_in_shape(primitive, args):
            return self.asked.get(args[1]) if isinstance(args[1], Var) else None
        if _is_in(primitive, _LIKE_FIRST) and not statement.kwargs:
            return _array(args[0])
        if primitive is runtime.unbroadcast:
            return _array(args[1])
        arrays = _operands(statement)
        sources = {self.source(a) for a in arrays if a not in self.reduced}
        if len(sources) != 1 or any(self.reduced.get(a, each) is not each for each in sources for a in arrays):
            return None
        return sources.pop()

    def _reduced_from(self, statement: Assign) -> Var | None:
        """A variable of the shape that the array had which a statement reduces, or combines after that."""
        if _is_in(statement.primitive, tuple(REDUCTIONS)):
            keepdims = dict(statement.kwargs).get("keepdims")
            whole = _array(statement.args[0]) if len(statement.args) == 1 else None
            is_kept = isinstance(keepdims, Const) and keepdims.value is True
            return self.source(whole) if is_kept and whole is not None else None
        found = {self.reduced.get(a) for a in _operands(statement)}
        return found.pop() if len(found) == 1 else None


def _operands(statement: Assign) -> list[Var]:
    """The arrays that an operation combines element by element, which give its result its shape; none if it is not."""
    if not gives_joint_shape(statement.primitive) or statement.kwargs:
        return []
    arrays = [_array(a) for a in statement.args if not is_scalar(type_of(a))]
    return [a for a in arrays if a is not None] if None not in arrays else []


def _is_in(value: object, group: tuple[object, ...]) -> bool:
    return any(value is g for g in group)


def _array(operand: Operand) -> Var | None:
    """The operand, if it is a number or an array."""
    return operand if isinstance(operand, Var) and isinstance(operand.type, ArrayType) else None


def drop_fitted(block: Block) -> Block:
    """The program without `unbroadcast` and `uneinsum` where the shapes are known to agree."""
    fitting = [s for s in statements_in(block) if isinstance(s, Assign) and _is_fitting(s)]
    if not fitting:
        return block
    shapes = Shapes(block)
    known: dict[Var, Operand] = {}
    for statement in fitting:
        g, like = statement.args
        like = like if statement.primitive is runtime.unbroadcast else statement.out
        if isinstance(g, Var) and _is_number(g) and _is_number(like) and shapes.agree(g, like):
            known[statement.out] = known.get(g, g)
    if not known:
        return block
    return substitute(_without(block, known), lambda operand: known.get(operand, operand))  # type: ignore[arg-type]


def _is_fitting(statement: Assign) -> bool:
    """Whether it gives what it is given, if that has the right shape."""
    return statement.primitive in (runtime.unbroadcast, runtime.uneinsum) and len(statement.args) == 2


def _is_number(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.dtype is not None


def _without(block: Block, gone: dict[Var, Operand]) -> Block:
    statements: list[Statement] = []
    for statement in block.statements:
        if not (isinstance(statement, Assign) and statement.out in gone):
            inner = blocks(statement)
            statements.append(with_blocks(statement, tuple(_without(b, gone) for b in inner)) if inner else statement)
    return replace(block, statements=tuple(statements))

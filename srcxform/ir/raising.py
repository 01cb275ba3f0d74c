"""Which statements may end in an exception: in a branch that is tried, these must run, and in their order."""

from __future__ import annotations

import operator

import numpy as np

from srcxform import runtime
from srcxform.ir.builder import type_of
from srcxform.ir.marks import assigned, own_number, reverse_sweep_begins
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Call,
    Const,
    Effect,
    For,
    If,
    Operand,
    Pop,
    Statement,
    Store,
    Update,
    While,
)
from srcxform.ir.types import ArrayType, ListType, TupleType
from srcxform.ir.walk import statements_in

_NEVER = frozenset({
    np.shape, np.ndim, np.size, np.copy, np.zeros_like, np.ones_like, np.empty_like, type, id,
    operator.is_, operator.is_not, operator.not_,
    runtime.tuple_of, runtime.list_of, runtime.copy_of, runtime.zeros_like, runtime.ones_like, runtime.zeros_list,
    runtime.caught_error, own_number,
})  # fmt: skip
_OF_NUMBERS = frozenset({
    operator.add, operator.sub, operator.mul, operator.neg, operator.pos, abs,
    operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne,
})  # fmt: skip
_MARKS = frozenset({reverse_sweep_begins, assigned})


def may_raise(statement: Statement) -> bool:
    """Whether a statement itself, without its blocks, may end in an exception or is made for its effect."""
    match statement:
        case Assign(_, primitive, args):
            if _is_one_of(primitive, _NEVER):
                return False
            if primitive is operator.getitem:
                return not _is_static_item(*args)
            are_plain = all(map(_is_plain_number, args)) or all(map(_is_plain_integer, args))
            return not (_is_one_of(primitive, _OF_NUMBERS) and are_plain)
        case Append():
            return False
        case If(test):
            return not (isinstance(test, Const) or _has_plain_truth(test))
        case While(cond):
            return not _has_plain_truth(cond.yields[0])
        case For(_, start, stop, step):
            return not (all(map(_is_index, (start, stop, step))) and isinstance(step, Const))
        case Effect(primitive):
            return not _is_one_of(primitive, _MARKS)
        case Store() | Update() | Pop() | Call():
            return True


def block_may_raise(block: Block) -> bool:
    """Whether anything in a block may end in an exception."""
    return any(may_raise(statement) for statement in statements_in(block))


def _is_plain_number(operand: Operand) -> bool:
    """A number of Python's own: its sums and products raise nothing, whatever `np.errstate` says."""
    t = type_of(operand)
    if isinstance(operand, Const) and type(operand.value) is int:
        return abs(operand.value) < 2**53
    return (
        isinstance(t, ArrayType) and t.rank == 0 and t.box == "python" and t.dtype is not None and t.dtype.kind in "fb"
    )


def _is_plain_integer(operand: Operand) -> bool:
    """An integer of Python's own, of any size: among such, sums and products raise nothing."""
    t = type_of(operand)
    if isinstance(operand, Const):
        return type(operand.value) is int
    return isinstance(t, ArrayType) and t.box == "python" and t.dtype is not None and t.dtype.kind == "i"


def _is_static_item(base: Operand, index: Operand) -> bool:
    """Whether it takes an item out of a tuple of known length."""
    t = type_of(base)
    if not isinstance(t, TupleType) or not isinstance(index, Const) or type(index.value) is not int:
        return False
    return -len(t.items) <= index.value < len(t.items)


def _has_plain_truth(operand: Operand) -> bool:
    """Whether it can be the test of a branch: that of an array with more than one item is an error."""
    t = type_of(operand)
    return isinstance(t, (ListType, TupleType)) or (isinstance(t, ArrayType) and t.rank == 0)


def _is_index(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.rank == 0 and t.dtype is not None and t.dtype.kind == "i"


def _is_one_of(primitive: object, group: frozenset[object]) -> bool:
    try:
        return primitive in group
    except TypeError:
        return False

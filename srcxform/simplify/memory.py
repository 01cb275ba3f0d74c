"""What the passes ask about objects that are written in place: who may share memory, and who writes when."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import WRITERS, Aliases, is_basic, memory_classes, writes_contents
from srcxform.ir.builder import type_of
from srcxform.ir.memo import OF_BLOCKS, OF_STATEMENTS, kept
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
    Slice,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)
from srcxform.ir.types import ArrayType, is_scalar, may_be_written, same_dtype, same_size
from srcxform.ir.walk import blocks, reads, vars_in

ARITHMETIC = frozenset(
    {operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.neg, operator.abs}
)
CHECKS = frozenset(
    {
        runtime.require_array,
        runtime.require_cell,
        runtime.require_no_list,
        runtime.require_no_sequence,
        runtime.require_no_array,
        runtime.require_number,
        runtime.require_separate,
        runtime.require_distinct,
        runtime.require_other,
        runtime.check,
        runtime.throw,
        print,
    }
)
_FRESH = frozenset({
    runtime.zeros_like, runtime.ones_like, runtime.zeros_list, runtime.last_written, runtime.untake, runtime.unrepeat,
    runtime.untake_along_axis, runtime.untile, runtime.safe_product,
})  # fmt: skip


@kept(OF_BLOCKS)
def sharing(block: Block) -> Aliases:
    """Memory classes in which helpers may hand back what they are given, and effects write into it."""
    known = memory_classes(block)
    memory = Aliases(known.places, dict(known.parent))
    written: list[tuple[Var, Statement]] = []
    for statement in memory.places.at:
        names, writes = _joined(statement)
        for var in names[1:]:
            memory.union(names[0], var)
        if writes:
            written.append((names[0], statement))
    for target, writer in written:
        memory.writers.setdefault(memory.root(target), []).append(writer)  # type: ignore[arg-type]
    return memory


@kept(OF_STATEMENTS)
def _joined(statement: Statement) -> tuple[tuple[Var, ...], bool]:
    """The names that a statement may make names of one object, and whether it writes into that."""
    if type(statement) in WRITERS:
        return (statement.target,), True  # type: ignore[union-attr]
    if isinstance(statement, Assign):
        if is_scalar(statement.out.type) or not _may_hand_back(statement):
            return (), False
        return (statement.out, *(v for v in reads(statement) if may_be_written(v.type))), False
    if isinstance(statement, Call) or (isinstance(statement, Effect) and statement.primitive not in CHECKS):
        named = tuple(v for v in reads(statement) if may_be_written(v.type))
        return named, bool(named)
    return (), False


def _may_hand_back(statement: Assign) -> bool:
    module = getattr(statement.primitive, "__module__", None)
    return module == "srcxform.runtime" and statement.primitive not in _FRESH and may_be_written(statement.out.type)


def array_writes(memory: Aliases, var: Var, begin: int = 0, end: int | None = None) -> Iterator[Statement]:
    """The statements that may change the contents of an array, or of whatever else the variable may be.

    `begin` and `end` are the numbers of the first of them and of the first after them.
    """
    surely_array = isinstance(var.type, ArrayType)
    found = memory.writes(var) if end is None else memory.writes_between(var, begin, end)
    return (w for w in found if not surely_array or writes_contents(w))


def is_array_of(operand: Operand) -> bool:
    """Whether it is certainly an array with axes, of a known dtype."""
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.box == "array" and bool(t.rank) and t.dtype is not None


def dtype_of(operand: Operand) -> object:
    """The dtype of a number or an array; None if it is not known."""
    t = type_of(operand)
    return t.dtype if isinstance(t, ArrayType) else None


def have_one_dtype(a: Operand, b: Operand) -> bool:
    """Whether two numbers or arrays are known to have one dtype, or neither is known to have any."""
    return same_dtype(dtype_of(a), dtype_of(b))


def is_elementwise(primitive: Any) -> bool:
    """Whether an operation works element by element on arrays that broadcast, and gives a new array."""
    return (isinstance(primitive, np.ufunc) and primitive.signature is None and primitive.nout == 1) or (
        callable(primitive) and _in(primitive, ARITHMETIC)
    )


def gives_joint_shape(primitive: Any) -> bool:
    """Whether the result has the shape to which the operands broadcast together."""
    return primitive is np.where or is_elementwise(primitive)


def _in(value: Any, group: frozenset[Any]) -> bool:
    try:
        return value in group
    except TypeError:
        return False


def makes_new_array(statement: Statement | None) -> bool:
    """Whether a statement certainly makes an array that nobody else has."""
    if not isinstance(statement, Assign) or not is_array_of(statement.out):
        return False
    if statement.primitive is operator.getitem and isinstance(statement.args[0], Var):
        return is_array_of(statement.args[0]) and _picks(statement.args[1])
    if statement.primitive in (np.zeros_like, np.ones_like, np.full_like, np.copy, np.zeros, np.ones, np.full):
        return True
    return is_elementwise(statement.primitive) and not any(k == "out" for k, _ in statement.kwargs)


def _picks(index: Operand) -> bool:
    """Whether an index has an array of places: what it gives is a copy."""
    items = index.items if isinstance(index, Tup) else (index,)
    return any(is_array_of(item) for item in items)


def has_shape_of(a: Operand, b: Operand) -> bool:
    """Whether two arrays that broadcast together are known to have one shape."""
    x, y = type_of(a), type_of(b)
    if not isinstance(x, ArrayType) or not isinstance(y, ArrayType) or x.rank != y.rank or x.rank is None:
        return False
    if x.dims is None or y.dims is None:
        return x.rank == 0
    return all(same_size(m, n) for m, n in zip(x.dims, y.dims, strict=True))


def same_operand(a: Operand | None, b: Operand | None) -> bool:
    """Whether two operands are one value."""
    if a is b:
        return True
    if isinstance(a, Const) and isinstance(b, Const):
        return a.value is b.value or (
            type(a.value) is type(b.value)
            and isinstance(a.value, (int, float, str))
            and a.value == b.value
            and str(a.value) == str(b.value)
        )
    if isinstance(a, Tup) and isinstance(b, Tup):
        return a.kind is b.kind and len(a.items) == len(b.items) and all(map(same_operand, a.items, b.items))
    if isinstance(a, Slice) and isinstance(b, Slice):
        return same_operand(a.start, b.start) and same_operand(a.stop, b.stop) and same_operand(a.step, b.step)
    return False


def is_scalar_item(target: Var, index: Operand | None) -> bool:
    """Whether an index picks one number out of an array."""
    if index is None or not isinstance(target.type, ArrayType) or target.type.rank is None or not is_basic(index):
        return False
    items = index.items if isinstance(index, Tup) else (index,)
    return len(items) == target.type.rank and all(is_scalar(type_of(i)) for i in items)


def last_read(memory: Aliases, var: Var, depth: int = 0) -> int | None:
    """The number of the last statement that reads an array or a view of it; None if it is written or handed on."""
    where = memory.places
    home = where.defined_by.get(var)
    if home is None or var in where.returned or depth > 20:
        return None
    last = where.at[home]
    for use in where.used_by.get(var, []):
        if isinstance(use, (If, For, While, Append, Pop, Call)) or (
            isinstance(use, Effect) and use.primitive not in CHECKS
        ):
            return None
        if isinstance(use, (Store, Update)) and (use.target is var or not isinstance(use.target.type, ArrayType)):
            return None
        extra = where.loops[use][len(where.loops[home]) :]
        last = max(last, where.end[extra[0]] + 1 if extra else where.at[use])
        if isinstance(use, Assign) and may_be_written(use.out.type) and memory.root(use.out) is memory.root(var):
            inner = last_read(memory, use.out, depth + 1)
            if inner is None:
                return None
            extra = where.loops[use][len(where.loops[home]) :]
            last = max(last, where.end[extra[0]] + 1 if extra else inner)
    return last


def operand_vars(statement: Statement) -> set[Var]:
    """The variables that a statement and its blocks read."""
    found = set(reads(statement))
    for inner in blocks(statement):
        for child in inner.statements:
            found |= operand_vars(child)
        for y in inner.yields:
            found.update(vars_in(y))
    return found

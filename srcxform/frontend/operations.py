"""Operators of the user's program -> operands: arithmetic, comparisons, `and` and `or`.

What the user's classes or containers do with an operator goes before what numbers and arrays do.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast
import numpy as np

from srcxform import runtime
from srcxform.frontend import overloading, texts
from srcxform.frontend.forms import is_none, is_nothing
from srcxform.frontend.values import fails
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.types import (
    ArrayType,
    ListType,
    ObjectType,
    TupleType,
    UnknownType,
    is_scalar,
)

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


BINARY: dict[type, Callable[..., Any]] = {
    gast.Add: operator.add, gast.Sub: operator.sub, gast.Mult: operator.mul, gast.Div: operator.truediv,
    gast.Pow: operator.pow, gast.Mod: operator.mod, gast.FloorDiv: operator.floordiv, gast.MatMult: operator.matmul,
    gast.BitAnd: operator.and_, gast.BitOr: operator.or_, gast.BitXor: operator.xor,
    gast.LShift: operator.lshift, gast.RShift: operator.rshift,
}  # fmt: skip


UNARY: dict[type, Callable[..., Any]] = {
    gast.USub: operator.neg, gast.UAdd: operator.pos, gast.Not: operator.not_, gast.Invert: operator.invert,
}  # fmt: skip


COMPARE: dict[type, Callable[..., Any]] = {
    gast.Lt: operator.lt, gast.LtE: operator.le, gast.Gt: operator.gt, gast.GtE: operator.ge, gast.Eq: operator.eq,
    gast.NotEq: operator.ne, gast.Is: operator.is_, gast.IsNot: operator.is_not,
}  # fmt: skip


def of_binary(reader: Reader, node: gast.BinOp) -> Operand:
    """`a + b`."""
    left, right = reader.evaluate(node.left), reader.evaluate(node.right)
    return binary(reader, BINARY[type(node.op)], left, right, node)


def binary(reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any) -> Operand:
    """A binary operator, of numbers or of tuples and lists."""
    reader.builder.origin = reader.origin_of(node)
    for operand in (left, right):
        if is_nothing(operand):
            return operand
    if primitive is operator.mod and texts.is_text(left):
        return texts.filled(reader, left, right)
    if primitive is operator.add and texts.is_text(left) and texts.is_text(right):
        return texts.added(reader, left, right)
    overloaded = overloading.binary(reader, primitive, left, right, node)
    if overloaded is not None:
        return overloaded
    if isinstance(left, Tup) and isinstance(right, Tup) and primitive is operator.add and left.kind is right.kind:
        return Tup(left.items + right.items, left.kind)
    for a, b in ((left, right), (right, left)):
        if isinstance(a, Tup) and primitive is operator.mul and isinstance(b, Const) and isinstance(b.value, int):
            return Tup(a.items * b.value, a.kind)
    sequences = [isinstance(type_of(o), (TupleType, ListType)) for o in (left, right)]
    if (sequences[0] != sequences[1] or is_none(left) or is_none(right)) and fails(reader, primitive, left, right):
        return right if is_none(left) else left
    if all(sequences) and primitive is operator.add:
        return reader.concatenated(left, right, node)
    if any(sequences) and primitive is operator.mul and not _is_array(left) and not _is_array(right):
        return reader.repeated(*((left, right) if sequences[0] else (right, left)), node)
    with_objects = any(isinstance(type_of(o), ObjectType) for o in (left, right))
    with_shape = primitive is operator.add and any(_is_shape(reader, o) for o in (left, right))
    if any(sequences) and not all(sequences) and not with_objects and not with_shape:
        for operand in (left, right):
            _refuse_sequence(reader, operand)
        left, right = (reader.as_array(o) if s else o for o, s in zip((left, right), sequences, strict=True))
    return reader.builder.op(division(reader, primitive, left, right), left, right)


_OF_ZERO = {operator.truediv: np.divide, operator.pow: np.power}


def division(reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand) -> Callable[..., Any]:
    """The operator; of Python's own numbers the one that knows infinity, where the derivative of NumPy's is taken."""
    if not reader.numpy_math or primitive not in _OF_ZERO or not (_is_own(left) and _is_own(right)):
        return primitive
    divisor, is_power = (left, True) if primitive is operator.pow else (right, False)
    safe_power = is_power and isinstance(right, Const) and right.value >= 0
    return primitive if safe_power or (isinstance(divisor, Const) and divisor.value != 0) else _OF_ZERO[primitive]


def _is_own(operand: Operand) -> bool:
    """Whether it may be a number of Python's own."""
    t = type_of(operand)
    return is_scalar(t) and isinstance(t, ArrayType) and (t.box == "python" or bool(t.classes))


def _is_shape(reader: Reader, operand: Operand) -> bool:
    """Whether this is the shape of an array of unknown rank, or a part of it: a tuple, though no type says so."""
    if not isinstance(operand, Var) or not isinstance(operand.type, UnknownType):
        return False
    made = reader.builder.maker(operand)
    if made is None:
        return False
    if made.primitive is operator.getitem and isinstance(made.args[1], Slice):
        return _is_shape(reader, made.args[0])
    return made.primitive is np.shape or (
        made.primitive is operator.add and any(_is_shape(reader, a) for a in made.args)
    )


def _refuse_sequence(reader: Reader, operand: Operand) -> None:
    """What only the run knows may be a list too, and then the operator means something else."""
    if isinstance(type_of(operand), UnknownType):
        reader.builder.effect(runtime.require_no_sequence, operand)


def _is_array(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.rank != 0


def of_unary(reader: Reader, node: gast.UnaryOp) -> Operand:
    """`-a`, `not a`."""
    value = reader.evaluate(node.operand)
    if isinstance(value, Const) and isinstance(value.value, (int, float, complex)) and isinstance(node.op, gast.USub):
        return Const(-value.value)
    if isinstance(node.op, gast.Not):
        return reader.builder.op(operator.not_, reader.truth(value, node))
    overloaded = overloading.unary(reader, UNARY[type(node.op)], value, node)
    if overloaded is None and (is_none(value) or isinstance(type_of(value), (TupleType, ListType))):
        fails(reader, UNARY[type(node.op)], value)
    return reader.builder.op(UNARY[type(node.op)], value) if overloaded is None else overloaded


def of_compare(reader: Reader, node: gast.Compare) -> Operand:
    """`a < b < c`."""
    left = reader.evaluate(node.left)
    return _chain(reader, left, list(node.ops), list(node.comparators))


def _chain(reader: Reader, left: Operand, ops: list[Any], rest: list[Any]) -> Operand:
    """`a < b < c` is `a < b and b < c`, with b evaluated once."""
    right = reader.evaluate(rest[0])
    reader.builder.origin = reader.origin_of(rest[0])
    result = _comparison(reader, ops[0], left, right)
    if len(rest) == 1:
        return result
    return reader.choose(result, lambda: _chain(reader, right, ops[1:], rest[1:]), lambda: result)


def _comparison(reader: Reader, op: Any, left: Operand, right: Operand) -> Operand:
    if isinstance(op, (gast.In, gast.NotIn)):
        found = overloading.contains(reader, right, left)
        return reader.builder.op(operator.not_, found) if isinstance(op, gast.NotIn) else found
    return reader.compared(COMPARE[type(op)], left, right, None)


def of_boolean(reader: Reader, node: gast.BoolOp) -> Operand:
    """`a and b`, `a or b`."""
    return _short_circuit(reader, isinstance(node.op, gast.And), list(node.values))


def _short_circuit(reader: Reader, is_and: bool, values: list[Any]) -> Operand:
    first = reader.evaluate(values[0])
    if len(values) == 1:
        return first
    rest = lambda: _short_circuit(reader, is_and, values[1:])  # noqa: E731
    return reader.choose(first, rest, lambda: first) if is_and else reader.choose(first, lambda: first, rest)

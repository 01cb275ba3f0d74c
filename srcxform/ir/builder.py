"""Builds blocks: every statement of the intermediate representation is made here, typed and with constants folded."""

from __future__ import annotations

import math
import operator
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import numpy as np

from srcxform.ir import inference
from srcxform.ir.layout import display
from srcxform.ir.nodes import (
    UNDEFINED,
    Append,
    Assign,
    Block,
    Call,
    Const,
    Effect,
    FunctionRef,
    Operand,
    Pop,
    Slice,
    Statement,
    Store,
    Tup,
    Update,
    Var,
)
from srcxform.ir.types import NOTHING, UNKNOWN, ArrayType, ListType, TupleType, Type, typeof
from srcxform.origin import NOWHERE, Origin

ONE = Const(1)
FULL = Slice(Const(None), Const(None), Const(None))
_PRINTABLE = (bool, int, str, type(None), type, types.UnionType, np.dtype, slice, type(Ellipsis))


def type_of(operand: Operand) -> Type:
    """The type of an operand."""
    if isinstance(operand, Var):
        return operand.type
    if isinstance(operand, Const):
        return NOTHING if operand.value is UNDEFINED else typeof(operand.value)
    if isinstance(operand, Tup):
        return TupleType(tuple(type_of(item) for item in operand.items), operand.kind)
    return typeof(slice(None))


def literal(operand: Operand) -> tuple[bool, Any]:
    """Whether the operand is known at compile time, and its value."""
    if isinstance(operand, Const):
        return operand.value is not UNDEFINED, operand.value
    if isinstance(operand, Tup):
        parts = [literal(item) for item in operand.items]
        known = all(known for known, _ in parts)
        return known, display(operand.kind, [value for _, value in parts]) if known else None
    if isinstance(operand, Slice):
        parts = [literal(item) for item in (operand.start, operand.stop, operand.step)]
        return all(known for known, _ in parts), slice(*(value for _, value in parts)) if all(
            k for k, _ in parts
        ) else None
    return False, None


def is_const(operand: Operand, value: object) -> bool:
    """Whether the operand is this number, and exactly a Python number."""
    return isinstance(operand, Const) and type(operand.value) in (int, float) and operand.value == value


def is_const_none(operand: Operand) -> bool:
    """Whether the operand is the constant None."""
    return isinstance(operand, Const) and operand.value is None


def rank_of(operand: Operand | None) -> int | None:
    """The rank of a number or an array, if it is known to be one of known rank."""
    t = None if operand is None else type_of(operand)
    return t.rank if isinstance(t, ArrayType) else None


class Builder:
    """Appends statements to the innermost open block.

    `derived` is set while adjoint or tangent code is made: there arithmetic on neutral elements folds away, which in
    the user's own statements would change the text that they wrote.
    """

    def __init__(self) -> None:
        self.blocks: list[list[Statement]] = [[]]
        self.origin: Origin = NOWHERE
        self.derived = False
        self.maybe_undefined: frozenset[Var] = frozenset()
        self.log: dict[Statement, int] | None = None

    @contextmanager
    def block(self) -> Iterator[list[Statement]]:
        """Open a block: statements go to the list given, until the end of the `with`."""
        statements: list[Statement] = []
        self.blocks.append(statements)
        try:
            yield statements
        finally:
            self.blocks.pop()

    def add(self, statement: Statement) -> None:
        self.blocks[-1].append(statement)
        if self.log is not None:
            self.log.setdefault(statement, len(self.log))

    def maker(self, value: Operand) -> Assign | None:
        """The assignment that made a value, if it stands in a block that is still open."""
        every = (s for block in reversed(self.blocks) for s in reversed(block))
        return next((s for s in every if isinstance(s, Assign) and s.out is value), None)

    def op(self, primitive: Callable[..., Any], *args: Operand, hint: str = "", **kwargs: Operand) -> Operand:
        """The result of a primitive: folded if it can be, otherwise a new `Var` assigned at this place."""
        return self.apply(primitive, args, kwargs, hint)

    def apply(
        self, primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: dict[str, Operand], hint: str = ""
    ) -> Operand:
        """As `op`, with the arguments as they come from a program: a keyword there may be called `hint`, too."""
        folded = self._folded(primitive, args, kwargs)
        if folded is not None:
            return folded
        if self.derived:
            simpler = simplified(primitive, args, kwargs)
            if simpler is not None:
                return simpler
            if primitive is operator.mul and is_const(args[1], -1) and not _may_be_boolean(args[0]):
                return self.op(operator.neg, args[0])
        out = Var(hint, inference.infer(primitive, args, tuple(kwargs.items()), type_of))
        self.add(Assign(out, primitive, args, tuple(kwargs.items()), self.origin))
        return out

    def raw(self, out_type: Type, primitive: Callable[..., Any], *args: Operand, hint: str = "") -> Var:
        """As `op`, with the type given and nothing folded."""
        out = Var(hint, out_type)
        self.add(Assign(out, primitive, args, (), self.origin))
        return out

    def store(self, target: Var, index: Operand, value: Operand) -> None:
        self.add(Store(target, index, value, self.origin))

    def update(self, target: Var, index: Operand | None, symbol: Callable[..., Any], value: Operand) -> None:
        self.add(Update(target, index, symbol, value, self.origin))

    def append(self, target: Var, value: Operand) -> None:
        self.add(Append(target, value, self.origin))

    def pop(self, target: Var, item: Type | None = None, hint: str = "") -> Var:
        known = target.type.item if isinstance(target.type, ListType) else None
        out = Var(hint, item or known or UNKNOWN)
        self.add(Pop(out, target, self.origin))
        return out

    def effect(self, primitive: Callable[..., Any], *args: Operand, **kwargs: Operand) -> None:
        self.add(Effect(primitive, args, tuple(kwargs.items()), self.origin))

    def call(self, callee: FunctionRef, args: tuple[Operand, ...], result: Type, hint: str = "") -> Var:
        out = Var(hint, result)
        self.add(Call(out, callee, args, self.origin))
        return out

    def _folded(
        self, primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: dict[str, Operand]
    ) -> Operand | None:
        static = inference.static_answer(primitive, args, type_of)
        if static is not None:
            return static[0]
        if primitive in (len, np.shape) and not self.derived:
            lengths = inference.known_lengths(type_of(args[0]))
            if lengths is not None:
                return Const(lengths[0]) if primitive is len else Tup(tuple(map(Const, lengths)))
        if primitive is operator.getitem and isinstance(args[0], Tup) and isinstance(args[1], (Const, Slice)):
            return _item(args[0], args[1])
        if not inference.is_foldable(primitive) and not (self.derived and inference.is_helper(primitive)):
            return None
        known = [literal(arg) for arg in (*args, *kwargs.values())]
        if not all(k for k, _ in known):
            return None
        values = [value for _, value in known]
        try:
            with np.errstate(all="ignore"):
                value = primitive(*values[: len(args)], **dict(zip(kwargs, values[len(args) :], strict=True)))
        except Exception:
            return None
        if primitive is operator.truediv and not _is_exact(values[0], values[1], value):
            return None
        return as_operand(value, self.derived)


def _may_be_boolean(operand: Operand) -> bool:
    """Whether it may be of a kind that has no negation."""
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind == "b"


def _is_exact(a: object, b: object, quotient: object) -> bool:
    """Whether a quotient is not rounded: `g * (1 / 5)` is better written `g / 5`."""
    if (
        isinstance(a, (int, float))
        and isinstance(b, (int, float))
        and isinstance(quotient, float)
        and math.isfinite(quotient)
    ):
        return Fraction(quotient) * Fraction(b) == Fraction(a)
    return True


def as_operand(value: object, floats: bool) -> Operand | None:
    """A compile-time value as operand; floats only where the user did not write the expression."""
    if isinstance(value, _PRINTABLE) or (floats and type(value) in (float, complex)):
        return Const(value)
    if type(value) in (tuple, list):
        items = [as_operand(item, floats) for item in value]  # type: ignore[attr-defined]
        return (
            None if any(item is None for item in items) else Tup(tuple(i for i in items if i is not None), type(value))
        )
    if isinstance(value, range):
        return Const(value)
    return None


def _item(display: Tup, index: Const | Slice) -> Operand | None:
    known, key = literal(index)
    if not known:
        return None
    if isinstance(key, slice):
        return Tup(display.items[key], display.kind)
    if not isinstance(key, (int, np.integer)) or not -len(display.items) <= key < len(display.items):
        return None
    return display.items[key]


def block_of(statements: list[Statement], yields: tuple[Operand, ...] = (), jump: str = "") -> Block:
    return Block(tuple(statements), yields, jump)


def _is_float(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "fc"


def simplified(primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> Operand | None:
    """The operand that equals the operation, for neutral elements in floating-point code."""
    if kwargs or not args:
        return None
    if primitive in (np.conj, np.conjugate, np.real) and _is_float(args[0]) and type_of(args[0]).dtype.kind == "f":  # type: ignore[union-attr]
        return args[0]
    if len(args) != 2:
        return None
    a, b = args
    if primitive is operator.mul:
        return _neutral(a, b, 1) or _neutral(b, a, 1)
    if primitive is operator.add:
        return _neutral(a, b, 0) or _neutral(b, a, 0)
    if primitive in (operator.truediv, operator.pow):
        return _neutral(a, b, 1)
    if primitive is operator.and_ and any(isinstance(o, Const) and o.value is False for o in args):
        return Const(False)
    if primitive is operator.sub:
        return _neutral(a, b, 0)
    return None


def _neutral(kept: Operand, other: Operand, number: int) -> Operand | None:
    return kept if is_const(other, number) and _is_float(kept) else None

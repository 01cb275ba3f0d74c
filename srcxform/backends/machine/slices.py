"""Integers that descriptions need, made once and as far outside as they are known; slices of axes."""

from __future__ import annotations

import operator
from collections import ChainMap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from srcxform.backends.machine import support
from srcxform.backends.machine.elements import Affine, Length
from srcxform.backends.machine.forms import Form, Forms, ordered
from srcxform.ir.builder import Builder, is_const_none, literal, type_of
from srcxform.ir.nodes import Assign, Const, For, Operand, Slice, Var
from srcxform.ir.types import ArrayType, is_scalar
from srcxform.ir.walk import vars_in


class NotDescribed(Exception):
    """A statement that is left as it is."""


class Numbers:
    """Integers of a function, block by block."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.known: ChainMap[Any, Any] = ChainMap()
        self.depths: dict[Var, int] = {}
        self.forms = Forms()

    def enter(self) -> None:
        """What is found out from here on holds in an inner block."""
        self.known = self.known.new_child()

    def leave(self) -> None:
        self.known = self.known.parents

    def op(self, primitive: Any, *args: Operand) -> Operand:
        """An integer that many descriptions may ask for: made once, outside of the loops that do not change it."""
        key = (primitive, *(a.value if isinstance(a, Const) else a for a in args))
        if key not in self.known:
            may_raise = primitive in (support.broadcast_length, support.broadcast_factor)
            depth = len(self.builder.blocks) - 1 if may_raise else self.depth_of(args)
            with self.outside(depth):
                found = self.builder.op(primitive, *args)
            if isinstance(found, Var):
                self.depths.setdefault(found, depth)
                self.forms.define(found, primitive, args)
            self.known.maps[len(self.known.maps) - 1 - depth][key] = found
        known: Operand = self.known[key]
        return known

    def depth_of(self, operands: Iterable[Operand]) -> int:
        """How deep in blocks the innermost of the operands is defined."""
        here = len(self.builder.blocks) - 1
        return max((self.depths.get(v, here) for o in operands for v in vars_in(o)), default=min(1, here))

    @contextmanager
    def outside(self, depth: int) -> Iterator[None]:
        """What is made goes to the end, so far, of the block at a depth."""
        inner = self.builder.blocks[depth + 1 :]
        del self.builder.blocks[depth + 1 :]
        try:
            yield
        finally:
            self.builder.blocks += inner

    def defined(self, variables: Iterable[Var]) -> None:
        """Note that variables are defined in the block that is being made."""
        for var in variables:
            self.depths[var] = len(self.builder.blocks) - 1

    def minus(self, a: Operand, b: Operand) -> Operand:
        return a if isinstance(b, Const) and b.value == 0 else self.op(operator.sub, a, b)

    def plus(self, a: Operand, number: int) -> Operand:
        """An integer and a number that is known."""
        if number == 0:
            return a
        return self.op(operator.add, a, Const(number)) if number > 0 else self.op(operator.sub, a, Const(-number))

    def length_of(self, number: Operand) -> Length:
        """A length that the program has computed."""
        known, value = literal(number)
        return Length(Const(int(value)), int(value)) if known else Length(number, number)

    def room(self, length: Length) -> Operand:
        """A length for a new array that is made before the length is checked."""
        return self.op(max, length.operand, Const(0)) if length.checked else length.operand

    def is_not_negative(self, operand: Operand) -> bool:
        """Whether an integer is known not to be below zero."""
        least = self.forms.least(operand)
        return least is not None and least >= 0

    def note_integer(self, statement: Assign | For) -> None:
        """Note what is known of an integer that a statement defines."""
        match statement:
            case For(index, start, _, Const(int() as step)) if step > 0:
                least = self.forms.least(start)
            case For(index, _, stop, Const(-1)):
                least = self.forms.least(stop)
                least = None if least is None else least + 1
            case Assign(out, primitive, args) if not statement.kwargs and isinstance(out.type, ArrayType):
                self.forms.define(out, primitive, args)
                return
            case For(index):
                least = None
            case _:
                return
        self.forms.note_index(index, least)


class Slices(Numbers):
    """Slices; unless what one leaves out of an axis may be `clipped`, they are required to lie inside."""

    def __init__(self, builder: Builder, *, clips: bool) -> None:
        super().__init__(builder)
        self.clips = clips

    def _settled(self, axis: int | None, factor: Any, base: Operand | None, plus: int) -> Affine:
        if isinstance(factor, Const):
            factor = int(factor.value)
        if isinstance(base, Const):
            plus += int(base.value)
            base = None
        assert base is None or isinstance(base, Var)
        return Affine(axis, factor, base, plus)

    def _item(self, item: Operand, length: Length) -> Affine:
        """The place of a number as an index: a negative one counts from the end."""
        known, value = literal(item)
        t = type_of(item)
        if known and isinstance(value, (int, np.integer)) and not isinstance(value, bool):
            return Affine(None, 1, None, int(value)) if value >= 0 else self._from_end(length, int(value))
        if not is_scalar(t) or t.dtype is None or t.dtype.kind not in "iu":  # type: ignore[union-attr]
            raise NotDescribed
        if self.is_not_negative(item):
            return self._settled(None, 1, item, 0)
        place = self.op(support.counted_from_start, item, length.operand)
        return self._settled(None, 1, place, 0)

    def _from_end(self, length: Length, minus: int) -> Affine:
        if isinstance(length.operand, Const):
            return Affine(None, 1, None, length.operand.value + minus)
        return self._settled(None, 1, length.operand, minus)

    def sliced(self, part: Slice, length: Length) -> tuple[Affine, int, Length]:
        """Where a slice of an axis begins, its step, and how many elements it has."""
        key = ("slice", *(_key(p) for p in (part.start, part.stop, part.step)), length.key)
        if key not in self.known:
            self.known[key] = self._sliced(part, length)
        found: tuple[Affine, int, Length] = self.known[key]
        return found

    def _sliced(self, part: Slice, length: Length) -> tuple[Affine, int, Length]:
        (known_start, start), (known_stop, stop), (known_step, step) = map(literal, (part.start, part.stop, part.step))
        step = 1 if step is None else step
        if known_start and known_step and known_stop and isinstance(step, int):
            if step == 1 and _is_plain(start) and (start or 0) >= 0 and _is_plain(stop):
                return self._ends(start or 0, stop, length)
            if step == -1 and start is None and stop is None:
                return self._from_end(length, -1), -1, length
        if not known_step or not isinstance(step, int) or step == 0:
            raise NotDescribed
        inside = self._inside(part, length) if step == 1 and not self.clips else None
        if inside is not None:
            return inside
        count = self.op(support.slice_length, part.start, part.stop, part.step, length.operand)
        if step > 0 and (known_start and _is_plain(start) and (start or 0) >= 0):
            return Affine(None, 1, None, start or 0), step, self.length_of(count)
        if step > 0 and self.is_not_negative(part.start):
            return self._settled(None, 1, part.start, 0), step, self.length_of(count)
        first = self.op(support.slice_start, part.start, part.stop, part.step, length.operand)
        if step > 0:  # so it is, but the compiler of machine code must see it to leave out checks of the sign
            first = self.op(max, first, Const(0))
        return self._settled(None, 1, first, 0), step, self.length_of(count)

    def _inside(self, part: Slice, length: Length) -> tuple[Affine, int, Length] | None:
        """A slice of step one that is required to lie inside of the axis; None where it does not look like that."""
        start = Const(0) if is_const_none(part.start) else part.start
        stop = length.operand if is_const_none(part.stop) else part.stop
        first, last = self.forms.of(start), self.forms.of(stop)
        if first is None or last is None or not all(map(self.forms.may_be_place, (first, last))):
            return None
        count = last - first
        if not count.terms and count.plus < 0:
            return None
        key = ("inside", _key(start), _key(stop), length.key)
        if key not in self.known:
            self.builder.effect(support.require_inside, start, stop, length.operand)
            self.known[key] = True
        return self._settled(None, 1, start, 0), 1, self._counted(count)

    def _counted(self, count: Form) -> Length:
        """A length that is a sum."""
        if not count.terms:
            return Length(Const(count.plus), count.plus)
        found: Operand | None = None
        for factor, number in ordered(count):
            term = number if abs(factor) == 1 else self.op(operator.mul, Const(abs(factor)), number)
            if found is None:
                found = term if factor > 0 else self.op(operator.mul, Const(-1), term)
            else:
                found = self.op(operator.add if factor > 0 else operator.sub, found, term)
        assert found is not None
        return Length(self.plus(found, count.plus), count.key, checked=True)

    def _ends(self, start: int, stop: int | None, length: Length) -> tuple[Affine, int, Length]:
        """A slice of step one between known ends: `[a:]`, `[a:b]`, `[a:-b]`."""
        n = length.operand
        if start == 0 and stop is None:
            return Affine(None), 1, length
        if isinstance(n, Const):
            indices = range(*slice(start, stop).indices(n.value))
            return Affine(None, 1, None, start), 1, Length(Const(len(indices)), len(indices))
        if stop is not None and stop >= start and not self.clips:
            inside = self._inside(Slice(Const(start), Const(stop), Const(None)), length)
            assert inside is not None
            return inside
        if stop is not None and stop >= 0:
            count = self.op(support.slice_length, Const(start), Const(stop), Const(None), n)
            return Affine(None, 1, None, start), 1, Length(count, count)
        less = start - (stop or 0)
        if not (isinstance(length.key, tuple) and len(length.key) == 2 and isinstance(length.key[1], int)):
            key: Any = (("less", length.key), -less)
        else:
            key = (length.key[0], length.key[1] - less)
        return Affine(None, 1, None, start), 1, Length(self.op(max, self.minus(n, Const(less)), Const(0)), key)


def _key(operand: Operand) -> object:
    return operand.value if isinstance(operand, Const) else operand


def _is_plain(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def as_slice(item: Operand) -> Slice | None:
    if isinstance(item, Slice):
        return item
    if isinstance(item, Const) and isinstance(item.value, slice):
        s = item.value
        return Slice(Const(s.start), Const(s.stop), Const(s.step))
    return None


__all__ = ["NotDescribed", "Slices", "as_slice"]

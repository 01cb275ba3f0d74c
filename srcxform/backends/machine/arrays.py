"""Arrays that are described instead of computed: lengths, and one element as an expression of its index."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from srcxform.backends.machine import support
from srcxform.backends.machine.elements import (
    Affine,
    Apply,
    Element,
    Index,
    Length,
    Load,
    Picked,
    Value,
    at,
    identity,
)
from srcxform.backends.machine.slices import NotDescribed, Slices, as_slice
from srcxform.ir.builder import Builder, is_const_none, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.types import INT, ArrayType, Size, is_scalar

ONE = Length(Const(1), 1)


@dataclass(frozen=True)
class Array:
    """Lengths of the axes, and the element at the index that the loops stand at."""

    lengths: tuple[Length, ...]
    element: Element
    dtype: np.dtype[Any]

    @property
    def rank(self) -> int:
        return len(self.lengths)


class Arrays(Slices):
    """What is known of the arrays of a function, block by block; makes what describing them needs.

    Unless an axis that may be repeated `repeats`, two lengths that meet are required to be equal when the program runs;
    unless what a slice may leave out of an axis is `clipped`, slices are required to lie inside.
    """

    def __init__(self, builder: Builder, *, repeats: bool, clips: bool = False) -> None:
        super().__init__(builder, clips=clips)
        self.repeats = repeats
        self.of_masks: dict[Operand, tuple[Operand, int, int]] = {}

    # Arrays

    def describe(self, operand: Operand) -> Array:
        """A number or an array, as it is in memory or as it was described. Raises `NotDescribed`."""
        found = self.known.get(("array", operand))
        if found is not None:
            known: Array = found
            return replace(known, lengths=tuple(map(self._now, known.lengths)))
        t = type_of(operand)
        if not isinstance(t, ArrayType) or t.rank is None or t.dtype is None or t.dtype.kind not in "fciub":
            raise NotDescribed
        if is_scalar(t):
            return Array((), Value(operand), t.dtype)
        if not isinstance(operand, Var) or t.rank == 0:
            raise NotDescribed
        lengths = tuple(self._now(self._length(operand, axis)) for axis in range(t.rank))
        return Array(lengths, Load(operand, identity(t.rank)), t.dtype)

    def is_whole(self, part: Array, var: Var) -> bool:
        """Whether a part that begins where an array begins is known to end where it ends."""
        own = [length.key for length in self.lengths_of(var)]
        return len(own) == part.rank and own == [length.key for length in part.lengths]

    def lengths_of(self, var: Var) -> tuple[Length, ...]:
        """The lengths of the axes of an array in memory."""
        rank = var.type.rank  # type: ignore[union-attr]
        return tuple(self._length(var, axis) for axis in range(rank or 0))

    def note(self, var: Var, array: Array) -> None:
        """From here on the variable is this array."""
        self.known[("array", var)] = array

    def _now(self, length: Length) -> Length:
        """A length, as the number that it was required to be."""
        known = self.known.get(("number", length.key))
        return length if known is None else Length(Const(known), known)

    def _length(self, var: Var, axis: int) -> Length:
        dims = var.type.dims  # type: ignore[union-attr]
        dim = None if dims is None else dims[axis]
        if isinstance(dim, int):
            return Length(Const(dim), dim)
        key = (dim.token, dim.offset) if isinstance(dim, Size) else (var, axis)
        if isinstance(dim, Size):
            self.forms.note_length(dim)
        operand = self.known.get(("length", key))
        if operand is None:
            operand = self.op(operator.getitem, self.op(np.shape, var), Const(axis))
            depth = self.depth_of((operand,))
            self.known.maps[len(self.known.maps) - 1 - depth][("length", key)] = operand
        return Length(operand, key, isinstance(dim, Size) and dim.nonunit)

    # Indices

    def compose(self, outer: Affine, place: Affine) -> Affine:
        """`outer` of an axis that is itself at `place`."""
        f = outer.factor
        plus = outer.plus + (f * place.plus if isinstance(f, int) else 0)
        base: Operand | None = outer.base
        inner: Operand | None = place.base
        if not isinstance(f, int) and place.plus:
            inner = Const(place.plus) if inner is None else self.op(operator.add, inner, Const(place.plus))
        if inner is not None:
            scaled = inner if f == 1 else self.op(operator.mul, _operand(f), inner)
            base = scaled if base is None else self.op(operator.add, base, scaled)
        factor: Any = f * place.factor if isinstance(f, int) and isinstance(place.factor, int) else None
        if factor is None:
            one_is_unit = f == 1 or place.factor == 1
            factor = (
                (place.factor if f == 1 else f)
                if one_is_unit
                else self.op(operator.mul, _operand(f), _operand(place.factor))
            )
        if place.axis is None:
            factor = 1
        return self._settled(place.axis, factor, base, plus)

    def moved(self, element: Element, places: tuple[Index, ...]) -> Element:
        """The element, with its axes at these places."""
        return at(element, places, self.compose)

    def selected(self, array: Array, index: Operand) -> Array:
        """`array[index]` for a basic index. Raises `NotDescribed`."""
        items = list(index.items) if isinstance(index, Tup) and index.kind is tuple else [index]
        given = sum(not is_const_none(item) and not _is_ellipsis(item) for item in items)
        if given > array.rank or sum(map(_is_ellipsis, items)) > 1:
            raise NotDescribed
        if not any(map(_is_ellipsis, items)):
            items.append(Const(Ellipsis))
        full: list[Operand] = []
        for item in items:
            whole = Slice(Const(None), Const(None), Const(None))
            full += [whole] * (array.rank - given) if _is_ellipsis(item) else [item]
        if any(map(is_places, full)):
            return self._picked(array, full)
        lengths: list[Length] = []
        places: list[Affine] = []
        for item in full:
            if is_const_none(item):
                lengths.append(ONE)
                continue
            length = array.lengths[len(places)]
            part = as_slice(item)
            if part is None:
                places.append(self._item(item, length))
                continue
            start, step, count = self.sliced(part, length)
            places.append(replace(start, axis=len(lengths), factor=step))
            lengths.append(count)
        return Array(tuple(lengths), self.moved(array.element, tuple(places)), array.dtype)

    def _picked(self, array: Array, items: list[Operand]) -> Array:
        """`array[index]` where arrays of places stand side by side among slices. Raises `NotDescribed`."""
        chosen = [item for item in items if is_places(item)]
        common, elements = self.broadcast([self.describe(item) for item in chosen])
        first = next(k for k, item in enumerate(items) if is_places(item))
        inner = tuple(Affine(first + k) for k in range(len(common)))
        tells = first if self._tell_apart(chosen) else None
        lengths: list[Length] = []
        places: list[Index] = []
        for item, length in zip(items, array.lengths, strict=True):
            if is_places(item):
                element = self.moved(elements[len(places) - first], inner)
                places.append(Picked(element, length.operand, False, tells))
                lengths += common if len(places) - 1 == first else []
                continue
            part = as_slice(item)
            if part is None:
                raise NotDescribed
            start, step, count = self.sliced(part, length)
            places.append(replace(start, axis=len(lengths), factor=step))
            lengths.append(count)
        return Array(tuple(lengths), self.moved(array.element, tuple(places)), array.dtype)

    def note_places(self, out: Var, found: tuple[Operand, int, int]) -> None:
        """Note the places on one axis of what a mask lets through; there are as many on each."""
        self.of_masks[out] = found
        first = next((v for v, other in self.of_masks.items() if other[:2] == (found[0], 0)), None)
        if found[1] and isinstance(first, Var):
            lengths = self.describe(first).lengths
            self.note(out, Array(lengths, Load(out, identity(1)), array_type(out).dtype))  # type: ignore[arg-type]

    def _tell_apart(self, chosen: list[Operand]) -> bool:
        """Whether arrays of places are all that one mask lets through."""
        found = [self.of_masks.get(item) for item in chosen]
        return None not in found and found == [(found[0][0], k, len(chosen)) for k in range(len(chosen))]  # type: ignore[index]

    # Broadcasting

    def broadcast(self, arrays: list[Array]) -> tuple[tuple[Length, ...], list[Element]]:
        """The common lengths of arrays, and their elements there."""
        rank = max((a.rank for a in arrays), default=0)
        lengths = tuple(
            self._common([a.lengths[k - rank] for a in arrays if a.rank >= -(k - rank)]) for k in range(rank)
        )
        return lengths, [self.spread(a, lengths) for a in arrays]

    def _common(self, lengths: list[Length]) -> Length:
        found = ONE
        for length in lengths:
            if length.key == found.key or length.is_one:
                continue
            if found.is_one:
                found = length
            elif (found.nonunit and length.nonunit) or not self.repeats:
                self.require_same(found, length)
            else:
                joined = self.op(support.broadcast_length, found.operand, length.operand)
                found = self.length_of(joined)
        return found

    def require_same(self, a: Length, b: Length) -> None:
        """The program stops where two lengths differ."""
        key = ("same", frozenset((a.key, b.key)))
        if a.key != b.key and key not in self.known:
            self.builder.effect(support.require_same_length, a.operand, b.operand)
            self.known[key] = True
            for one, other in ((a, b), (b, a)):
                if isinstance(one.key, int):
                    self.known[("number", other.key)] = one.key

    def require_nonempty(self, length: Length) -> None:
        """The program stops where there is nothing to choose from."""
        key = ("nonempty", length.key)
        if key not in self.known and not (isinstance(length.operand, Const) and length.operand.value > 0):
            self.builder.effect(support.require_nonempty, length.operand)
            self.known[key] = True

    def spread(self, array: Array, lengths: tuple[Length, ...]) -> Element:
        """The element of an array that broadcasts to these lengths."""
        places = []
        more = len(lengths) - array.rank
        for axis, length in enumerate(array.lengths):
            whole = lengths[more + axis]
            if length.is_one and not whole.is_one:
                places.append(Affine(None))
            elif length.key == whole.key or ("same", frozenset((length.key, whole.key))) in self.known:
                places.append(Affine(more + axis))
            else:
                factor = self.op(support.broadcast_factor, length.operand, whole.operand)
                places.append(self._settled(more + axis, factor, None, 0))
        return self.moved(array.element, tuple(places))

    def fitted(self, array: Array, lengths: tuple[Length, ...]) -> Element:
        """The element of an array that is stored where these lengths are. Raises `NotDescribed`."""
        while array.rank > len(lengths):
            if not array.lengths[0].is_one:
                raise NotDescribed
            places = (Affine(None), *identity(array.rank - 1))
            array = Array(array.lengths[1:], self.moved(array.element, places), array.dtype)
        more = len(lengths) - array.rank
        for axis, length in enumerate(array.lengths):
            whole = lengths[more + axis]
            if length.key != whole.key and not length.is_one and (length.nonunit or not self.repeats):
                self.require_same(length, whole)
        return self.spread(array, lengths)

    def apply(self, primitive: Any, args: list[Array], dtype: np.dtype[Any]) -> Array:
        """An elementwise operation on arrays that broadcast together."""
        lengths, elements = self.broadcast(args)
        return Array(lengths, Apply(primitive, tuple(elements)), dtype)


def is_places(operand: Operand) -> bool:
    """Whether an item of an index is an array of integers."""
    t = type_of(operand)
    if not isinstance(operand, Var) or not isinstance(t, ArrayType):
        return False
    return bool(t.rank) and t.dtype is not None and t.dtype.kind in "iu"


def array_type(operand: Operand) -> ArrayType:
    """The type of an operand that is an array or a number."""
    t = type_of(operand)
    assert isinstance(t, ArrayType)
    return t


def _operand(value: int | Operand) -> Operand:
    return Const(value) if isinstance(value, int) else value


def _is_ellipsis(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is Ellipsis


__all__ = ["INT", "ONE", "Array", "Arrays", "NotDescribed", "array_type", "is_places"]

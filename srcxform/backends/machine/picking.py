"""Reads and stores through indices that are arrays, as loops.

y = x[i, :, j]   ->   for k in range(n):
                          y[k, :] = x[counted(i[k], n0), :, counted(j[k], n2)]
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine import support
from srcxform.ir.builder import FULL, Builder, is_const_none, rank_of, type_of
from srcxform.ir.nodes import Block, Const, For, Operand, Slice, Tup, Var
from srcxform.ir.types import INT, ArrayType, ListType, TupleType, Type, is_scalar
from srcxform.origin import Origin


def picks(base: Operand, index: Operand) -> bool:
    """Whether an array is read or stored at an index that holds arrays of numbers or truth values."""
    t = type_of(base)
    if not isinstance(t, ArrayType) or not t.rank or t.dtype is None or not isinstance(base, Var):
        return False
    kept = _tuple_kept(index)
    if kept is not None:
        return all(map(_is_index, kept)) and any(map(_is_index_array, kept))
    items = _items(index)
    known = all(isinstance(i, Slice) or _is_mark(i) or _is_slice(i) or _is_index(type_of(i)) for i in items)
    return known and any(_is_index_array(type_of(i)) or _is_list_of_places(type_of(i)) for i in items)


def _tuple_kept(index: Operand) -> tuple[Type, ...] | None:
    """The types of the items of an index that is a tuple under a name, as `np.nonzero` gives it."""
    t = type_of(index)
    return t.items if isinstance(index, Var) and isinstance(t, TupleType) and t.kind is tuple else None


def is_basic(index: Operand | None) -> bool:
    """Whether an index is known to hold no array."""
    items = [] if index is None else _items(index)
    return all(isinstance(i, Slice) or _is_mark(i) or _is_slice(i) or _is_number(type_of(i)) for i in items)


def _is_number(t: Type) -> bool:
    return is_scalar(t) or (isinstance(t, ArrayType) and t.rank == 0)


@dataclass
class Plan:
    """An index taken apart: for each axis a slice or the place of an array among `arrays`; `first` is where they go."""

    items: list[Operand | int]
    arrays: list[Operand]
    first: int


class Picker:
    """Writes loops over the places that index arrays name."""

    def __init__(self, origin: Origin) -> None:
        self.builder = Builder()
        self.builder.derived = True
        self.builder.origin = origin
        self.lengths: dict[tuple[Operand, int], Operand] = {}

    # What the index says

    def plan(self, base: Var, index: Operand) -> Plan:
        """The index with its masks as arrays of places, and its ellipsis written out."""
        items = [self.as_array(item) for item in self.opened(index)]
        rank = base.type.rank or 0  # type: ignore[union-attr]
        for axis in range(rank):
            self.length(base, axis)  # here, so that it is known in all loops
        given = sum(_width(type_of(i)) for i in items if not _is_mark(i))
        if not any(_is_ellipsis(i) for i in items):
            items = [*items, Const(Ellipsis)]
        full: list[Operand] = []
        for item in items:
            full += [FULL] * (rank - given) if _is_ellipsis(item) else [item]
        found = Plan([], [], -1)
        axis, gap, apart = 0, False, False
        place = 0
        for item in full:
            if isinstance(item, Slice) or _is_slice(item) or is_const_none(item):
                found.items.append(item)
                gap = found.first >= 0
                axis += not is_const_none(item)
                place += 1
                continue
            apart = apart or gap
            found.first = place if found.first < 0 else found.first
            for array in self._places(base, axis, item):
                found.items.append(len(found.arrays))
                found.arrays.append(array)
            axis += _width(type_of(item))
        # NumPy puts the axes of arrays that do not stand side by side first.
        found.first = 0 if apart else found.first
        return found

    def opened(self, index: Operand) -> list[Operand]:
        """The items of an index, also of one that is a tuple under a name."""
        kept = _tuple_kept(index)
        if kept is None:
            return _items(index)
        return [self.builder.raw(t, operator.getitem, index, Const(k)) for k, t in enumerate(kept)]

    def as_array(self, item: Operand) -> Operand:
        """An item of an index, a list of places as an array."""
        t = type_of(item)
        return self.builder.raw(_array_of_list(t), np.array, item) if _is_list_of_places(t) else item

    def _places(self, base: Var, axis: int, item: Operand) -> list[Operand]:
        t = type_of(item)
        assert isinstance(t, ArrayType)
        assert t.dtype is not None
        if t.dtype.kind != "b":
            return [item]
        rank = t.rank or 0
        for k in range(rank):
            self.builder.effect(support.require_mask_length, self.length(item, k), self.length(base, axis + k))
        found = self.builder.raw(_tuple_of_places(rank), np.nonzero, item)
        return [self.builder.raw(_places_type(1), operator.getitem, found, Const(k)) for k in range(rank)]

    def length(self, array: Operand, axis: int) -> Operand:
        key = (array, axis)
        if key not in self.lengths:
            self.lengths[key] = self.builder.op(operator.getitem, self.builder.op(np.shape, array), Const(axis))
        return self.lengths[key]

    # Loops

    def common(self, arrays: list[Operand]) -> list[Operand]:
        """The lengths that index arrays have together."""
        ranks = [rank_of(a) or 0 for a in arrays]
        lengths: list[Operand] = []
        for k in range(max(ranks)):
            found: Operand | None = None
            for array, rank in zip(arrays, ranks, strict=True):
                axis = k - max(ranks) + rank
                if axis >= 0:
                    n = self.length(array, axis)
                    found = n if found is None else self.builder.op(support.broadcast_length, found, n)
            assert found is not None
            lengths.append(found)
        return lengths

    def loops(self, lengths: list[Operand], body: Callable[[list[Var]], None], trips: list[Var] | None = None) -> None:
        """Loops over all places of these lengths."""
        trips = trips or []
        if not lengths:
            body(trips)
            return
        index = Var("k", INT)
        with self.builder.block() as statements:
            self.loops(lengths[1:], body, [*trips, index])
        block = Block(tuple(statements))
        loop = For(index, Const(0), lengths[0], Const(1), (), (), block, (), self.builder.origin)
        self.builder.add(loop)

    def place(self, base: Var, plan: Plan, lengths: list[Operand], trips: list[Var]) -> Tup:
        """The index of one trip: slices as they are, arrays as the numbers that they hold there."""
        items: list[Operand] = []
        axis = 0
        for item in plan.items:
            if not isinstance(item, int):
                items.append(item)
                axis += not is_const_none(item)
                continue
            array = plan.arrays[item]
            number = self.at_trip(array, lengths, trips) if rank_of(array) else array
            number = self.builder.raw(INT, support.checked_place, number, self.length(base, axis))
            items.append(number)
            axis += 1
        return Tup(tuple(items))

    def at_trip(self, array: Operand, lengths: list[Operand], trips: list[Var]) -> Operand:
        """The element of an array that broadcasts to these lengths."""
        rank = rank_of(array) or 0
        own = trips[len(trips) - rank :]
        places: list[Operand] = []
        for k, trip in enumerate(own):
            whole = lengths[len(lengths) - rank + k]
            own_length = self.length(array, k)
            if own_length is whole:
                places.append(trip)
            else:
                factor = self.builder.op(support.broadcast_factor, own_length, whole)
                places.append(self.builder.op(operator.mul, factor, trip))
        index = places[0] if rank == 1 else Tup(tuple(places))
        return self.builder.raw(_scalar(type_of(array)), operator.getitem, array, index)

    def read(self, base: Var, index: Operand, out_type: Type) -> Operand:
        """`base[index]`."""
        plan = self.plan(base, index)
        lengths = self.common(plan.arrays)
        around = [i for i in plan.items if not isinstance(i, int)]
        out = self.empty(base, plan, around, lengths, out_type)

        def body(trips: list[Var]) -> None:
            place = self.place(base, plan, lengths, trips)
            self.move(base, place, out, plan, around, trips)

        self.loops(lengths, body)
        return out

    def empty(self, base: Var, plan: Plan, around: list[Any], lengths: list[Operand], out_type: Type) -> Var:
        """A new array for what is picked: the lengths of a trip's part, with those of the index arrays among them."""
        inner = self.inner_lengths(base, plan)
        shape = Tup((*inner[: plan.first], *lengths, *inner[plan.first :]))
        dtype = base.type.dtype  # type: ignore[union-attr]
        kind = ArrayType(dtype, len(shape.items))
        if isinstance(out_type, ArrayType) and out_type.rank == kind.rank:
            kind = out_type
        return self.builder.raw(kind, np.empty, shape, Const(dtype))

    def inner_lengths(self, base: Var, plan: Plan) -> list[Operand]:
        found: list[Operand] = []
        axis = 0
        for item in plan.items:
            if isinstance(item, int):
                axis += 1
            elif is_const_none(item):
                found.append(Const(1))
            else:
                part = _as_slice(item)
                n = self.length(base, axis)
                is_full = all(is_const_none(p) for p in (part.start, part.stop, part.step))
                bounds = (part.start, part.stop, part.step, n)
                found.append(n if is_full else self.builder.raw(INT, support.slice_length, *bounds))
                axis += 1
        return found

    def out_index(self, plan: Plan, around: list[Any], trips: list[Var]) -> Operand:
        rest: list[Operand] = [FULL] * len(around)
        items: tuple[Operand, ...] = (*rest[: plan.first], *trips, *rest[plan.first :])
        return items[0] if len(items) == 1 else Tup(items)

    def move(self, base: Var, place: Tup, out: Var, plan: Plan, around: list[Any], trips: list[Var]) -> None:
        index = place.items[0] if len(place.items) == 1 else place
        assert isinstance(out.type, ArrayType)
        part_type = replace(out.type, rank=len(around), dims=None, box="array" if around else "numpy")
        part = self.builder.raw(part_type, operator.getitem, base, index)
        self.builder.store(out, self.out_index(plan, around, trips), part)

    def write(self, target: Var, index: Operand, value: Operand, symbol: Any) -> None:
        """`target[index] = value`; with a symbol `symbol=`, where `add_at` counts each duplicate and others do not."""
        if _is_whole_mask(target, index) and not rank_of(value):
            self.choose(target, index, value, operator.add if symbol is runtime.add_at else symbol)
            return
        plan = self.plan(target, index)
        lengths = self.common(plan.arrays)
        around = [i for i in plan.items if not isinstance(i, int)]
        if symbol is not None and symbol is not runtime.add_at:
            before = self.read(target, index, None)  # type: ignore[arg-type]
            value = self.builder.op(symbol, before, value)
            symbol = None
        whole = self.whole_value(target, value, plan, lengths)

        def body(trips: list[Var]) -> None:
            place = self.place(target, plan, lengths, trips)
            at: Operand = place.items[0] if len(place.items) == 1 else place
            part = whole if not rank_of(whole) else self.part_of(whole, plan, around, trips)
            if symbol is None:
                self.builder.store(target, at, part)
            else:
                self.builder.update(target, at, operator.add, part)

        self.loops(lengths, body)

    def choose(self, target: Var, mask: Operand, value: Operand, symbol: Any) -> None:
        """`target[mask] = value` for one number: a choice for each element."""
        for k in range(rank_of(mask) or 0):
            self.builder.effect(support.require_mask_length, self.length(mask, k), self.length(target, k))
        if symbol is not None:
            value = self.builder.raw(target.type, symbol, target, value)
        chosen = self.builder.raw(target.type, np.where, mask, value, target)
        self.builder.store(target, Tup((FULL,) * (rank_of(target) or 0)), chosen)

    def whole_value(self, target: Var, value: Operand, plan: Plan, lengths: list[Operand]) -> Operand:
        """The value with all axes of what is picked; a number stays one."""
        if not rank_of(value):
            return value
        inner = self.inner_lengths(target, plan)
        shape = (*inner[: plan.first], *lengths, *inner[plan.first :])
        t = type_of(value)
        assert isinstance(t, ArrayType)
        kind = ArrayType(t.dtype, len(shape))
        return self.builder.raw(kind, np.broadcast_to, value, Tup(shape))

    def part_of(self, whole: Operand, plan: Plan, around: list[Any], trips: list[Var]) -> Operand:
        t = type_of(whole)
        assert isinstance(t, ArrayType)
        kind = replace(t, rank=len(around), dims=None, box="array" if around else "numpy")
        return self.builder.raw(kind, operator.getitem, whole, self.out_index(plan, around, trips))


def _is_whole_mask(target: Var, index: Operand) -> bool:
    t = type_of(index)
    return _is_index_array(t) and t.dtype.kind == "b" and t.rank == target.type.rank  # type: ignore[union-attr]


def _items(index: Operand) -> list[Operand]:
    return list(index.items) if isinstance(index, Tup) and index.kind is tuple else [index]


def _scalar(t: Type) -> ArrayType:
    assert isinstance(t, ArrayType)
    return replace(t, rank=0, box="numpy", dims=None)


def _places_type(rank: int) -> ArrayType:
    return ArrayType(np.dtype(np.int64), rank)


def _tuple_of_places(count: int) -> Type:
    return TupleType((_places_type(1),) * count)


def _is_ellipsis(item: Operand) -> bool:
    return isinstance(item, Const) and item.value is Ellipsis


def _is_slice(item: Operand) -> bool:
    return isinstance(item, Const) and isinstance(item.value, slice)


def _is_mark(item: Operand) -> bool:
    return is_const_none(item) or _is_ellipsis(item)


def _as_slice(item: Operand) -> Slice:
    if isinstance(item, Slice):
        return item
    assert isinstance(item, Const)
    return Slice(*(Const(p) for p in (item.value.start, item.value.stop, item.value.step)))


def _is_list_of_places(t: Type) -> bool:
    """Whether it is a list of integers, or one of truth values, that is taken for an array."""
    items = t.items if isinstance(t, TupleType) else (t.item,) if isinstance(t, ListType) else ()
    kinds = {i.dtype.kind if isinstance(i, ArrayType) and is_scalar(i) and i.dtype is not None else "" for i in items}
    return kinds in ({"i"}, {"b"})


def _array_of_list(t: Type) -> ArrayType:
    first = t.items[0] if isinstance(t, TupleType) else t.item  # type: ignore[union-attr]
    is_mask = isinstance(first, ArrayType) and first.dtype is not None and first.dtype.kind == "b"
    return ArrayType(np.dtype(np.bool_ if is_mask else np.int64), 1)


def _is_index(t: Type) -> bool:
    if _is_list_of_places(t):
        return True
    if not isinstance(t, ArrayType):
        return False
    return _is_index_array(t) or (_is_number(t) and t.dtype is not None and t.dtype.kind in "iu")


def _is_index_array(t: Type) -> bool:
    return isinstance(t, ArrayType) and bool(t.rank) and t.dtype is not None and t.dtype.kind in "iub"


def _width(t: Type) -> int:
    """How many axes an item of an index stands for."""
    return (t.rank or 0) if _is_index_array(t) and t.dtype.kind == "b" else 1  # type: ignore[union-attr]


__all__ = ["Picker", "is_basic", "picks"]

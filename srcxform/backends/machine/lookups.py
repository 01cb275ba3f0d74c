"""Indices that are arrays, where one element says it all: `x[i]` has at `k` the element `x[i[k]]`.

They stay in the program, to share loops with what is computed from them. A mask becomes the places that it lets
through, which are found once for all that is indexed with it.
"""

from __future__ import annotations

import operator
from collections import ChainMap
from collections.abc import Callable

import numpy as np

from srcxform.backends.machine import support
from srcxform.backends.machine.arrays import is_places
from srcxform.ir.builder import Builder, is_const_none, literal, rank_of, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Statement, Tup, Var
from srcxform.ir.types import ArrayType, TupleType, Type, is_scalar
from srcxform.origin import Origin

Written = Callable[[Var], bool]


class Lookups:
    """The indices of a function; `is_written` says whether an array may change after it was made."""

    def __init__(self, is_written: Written) -> None:
        self.is_written = is_written
        self.places: ChainMap[Operand, tuple[Var, ...]] = ChainMap()
        self.builder = Builder()

    def enter(self) -> None:
        """What is found out from here on holds in an inner block."""
        self.places = self.places.new_child()

    def leave(self) -> None:
        self.places = self.places.parents

    def index(self, base: Operand, index: Operand, origin: Origin) -> tuple[list[Statement], Operand] | None:
        """The index as arrays of places side by side among slices, behind what makes it; None where it is not so."""
        known_before = dict(self.places.maps[0])
        found = self._index(base, index, origin)
        if found is None:  # what would have made the places is not made
            self.places.maps[0] = known_before
        return found

    def _index(self, base: Operand, index: Operand, origin: Origin) -> tuple[list[Statement], Operand] | None:
        if not _is_array(base) or not isinstance(base, Var):
            return None
        self.builder = Builder()
        self.builder.derived = True
        self.builder.origin = origin
        items = self._opened(index)
        found: list[Operand] = []
        for item in items:
            if _is_mask(item):
                if any(_is_ellipsis(i) for i in found):
                    return None
                found += self._of_mask(item, base, len(found))  # type: ignore[arg-type]
            elif is_places(item) or _is_slice(item) or _is_ellipsis(item):
                found.append(item)
            else:
                return None
        if not _stand_together(found) or sum(not _is_ellipsis(i) for i in found) > (rank_of(base) or 0):
            return None
        return self.builder.blocks[0], found[0] if len(found) == 1 else Tup(tuple(found))

    def _opened(self, index: Operand) -> list[Operand]:
        """The items of an index, also of one that is a tuple under a name."""
        t = type_of(index)
        if isinstance(index, Tup) and index.kind is tuple:
            return list(index.items)
        if (
            isinstance(index, Var)
            and isinstance(t, TupleType)
            and t.kind is tuple
            and all(map(_is_array_type, t.items))
        ):
            return [self.builder.raw(item, operator.getitem, index, Const(k)) for k, item in enumerate(t.items)]
        return [index]

    def _of_mask(self, mask: Var, base: Var, axis: int) -> tuple[Var, ...]:
        """The places that a mask lets through."""
        rank = rank_of(mask) or 0
        for k in range(rank):
            lengths = [
                self.builder.op(operator.getitem, self.builder.op(np.shape, array), Const(place))
                for array, place in ((mask, k), (base, axis + k))
            ]
            self.builder.effect(support.require_mask_length, *lengths)
        if mask not in self.places:
            kind = ArrayType(np.dtype(np.int64), 1)
            every = self.builder.raw(TupleType((kind,) * rank), np.nonzero, mask)
            made = tuple(self.builder.raw(kind, operator.getitem, every, Const(k)) for k in range(rank))
            if self.is_written(mask):
                return made
            self.places[mask] = made
        return self.places[mask]


def fits(value: Operand, out: Type) -> bool:
    """Whether it is known how a value is spread over what an index picks."""
    t = type_of(value)
    known = isinstance(t, ArrayType) and t.rank is not None and t.dtype is not None and t.dtype.kind in "fciub"
    picked = isinstance(out, ArrayType) and out.rank is not None
    return known and picked and t.rank <= out.rank  # type: ignore[union-attr,operator]


def rank_picked(base: Operand, index: Operand) -> int:
    """How many axes `base[index]` has, for an index of places among slices."""
    items = list(index.items) if isinstance(index, Tup) else [index]
    chosen = [item for item in items if is_places(item)]
    return (rank_of(base) or 0) - len(chosen) + (rank_of(chosen[0]) or 0)


def _stand_together(items: list[Operand]) -> bool:
    at = [k for k, item in enumerate(items) if is_places(item)]
    return bool(at) and at == list(range(at[0], at[-1] + 1)) and len({rank_of(items[k]) or 0 for k in at}) == 1


def _is_array(operand: Operand) -> bool:
    return _is_array_type(type_of(operand))


def _is_array_type(t: Type) -> bool:
    return isinstance(t, ArrayType) and bool(t.rank) and t.dtype is not None and t.dtype.kind in "fciub"


def _is_mask(item: Operand) -> bool:
    t = type_of(item)
    return isinstance(item, Var) and _is_array_type(t) and t.dtype.kind == "b"  # type: ignore[union-attr]


def _is_ellipsis(item: Operand) -> bool:
    return isinstance(item, Const) and item.value is Ellipsis


def _is_slice(item: Operand) -> bool:
    if isinstance(item, Const) and isinstance(item.value, slice):
        item = Slice(Const(item.value.start), Const(item.value.stop), Const(item.value.step))
    if not isinstance(item, Slice):
        return False
    known, step = literal(item.step)
    bounds = (item.start, item.stop)
    return known and step != 0 and all(is_const_none(b) or is_scalar(type_of(b)) for b in bounds)


__all__ = ["Lookups", "fits", "rank_picked"]

"""Which elements of an array a statement touches, and whether another statement may touch one of them later.

    for i in range(n):
        for j in range(i):
            A[i, j] = A[i, j] / A[j, j]

Here `A[j, j]` is never what an earlier trip stored: that would be row `i` of a trip before, and `j < i`. The proofs are
in whole numbers: the ranges of the loops, the order of two trips, and one place that both touch must contradict one
another (`linear.py`). A place is what indices say that are sums of loop indices, sizes and constants; anything else
may be anywhere along its axis, and what is reached under a name that is not followed may be anywhere.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

from srcxform.analyses.aliasing import Aliases, is_basic
from srcxform.analyses.indices import Indices
from srcxform.analyses.linear import Linear, atom, number
from srcxform.analyses.need import asks_for_shape
from srcxform.immutable import immutable
from srcxform.ir.builder import is_const_none, type_of
from srcxform.ir.nodes import Assign, Const, For, Loop, Operand, Slice, Statement, Store, Tup, Update, Var, While
from srcxform.ir.types import ArrayType, is_scalar, may_be_written
from srcxform.ir.walk import reads, vars_in
from srcxform.rules.ndarray import VIEWS

MOST_WAYS = 8
"""So many combinations of indices of unknown sign are looked at."""


@immutable(frozen=True)
class Interval:
    """The indices `low <= k < high` along one axis, or fewer; None is open. `starts` and `ends`: these are exact.

    It is so where `given` is at least 0, and else it is the `other` one: an index below 0 counts from the end.
    """

    low: Linear | None = None
    high: Linear | None = None
    starts: bool = False
    ends: bool = False
    given: Linear | None = None
    other: Interval | None = None

    def ways(self) -> tuple[Interval, ...]:
        """What it may be."""
        return (self,) if self.other is None else (self, self.other)

    def renamed(self, change: Callable[[object], object]) -> Interval:
        """The same without the other way, in other unknowns."""
        found = (None if bound is None else bound.renamed(change) for bound in (self.low, self.high, self.given))
        low, high, given = found
        return Interval(low, high, given=given)


Region = tuple[Interval, ...]


@immutable(frozen=True)
class Part:
    """What a name stands for: the `region` of an array `base`, or less of it; None where it is not known.

    `axes` are the axes of the base that the axes of the name are, -1 for a new one.
    """

    base: Var | None = None
    region: Region | None = None
    axes: tuple[int, ...] | None = None


@immutable(frozen=True)
class Access:
    """A statement that touches a part of an array: its number, the loops around it, and the part."""

    at: int
    loops: tuple[Loop, ...]
    part: Part


class Elements(Indices):
    """Answers about the elements that the statements of one program touch."""

    def __init__(self, memory: Aliases) -> None:
        super().__init__(memory.places)
        self.memory = memory
        self.parts: dict[Var, Part] = {}

    def part(self, var: Var) -> Part:
        """The part of an array that a name stands for."""
        if var not in self.parts:
            self.parts[var] = Part()  # a name that is made of itself, by way of a loop, is not followed
            self.parts[var] = self._part(var)
        return self.parts[var]

    def take_for_whole(self, var: Var) -> None:
        """Take a name for an array of its own, wherever it was taken from."""
        self.parts[var] = self._whole(var)

    def _part(self, var: Var) -> Part:
        made = self.where.defined_by.get(var)
        root = self.memory.root(var)
        if made is None or isinstance(made, Assign):
            operands = () if made is None else reads(made)
            shared = [v for v in dict.fromkeys(operands) if may_be_written(v.type) and self.memory.root(v) is root]
            if not shared:
                return self._whole(var)
            if len(shared) == 1 and isinstance(made, Assign):
                base = self.part(shared[0])
                if made.primitive is operator.getitem and made.args[0] is shared[0] and is_basic(made.args[1]):
                    return self.picked(base, made.args[1], self.where.loops[made])
                if made.primitive in VIEWS:
                    return replace(base, axes=None)
        return Part()

    def _whole(self, var: Var) -> Part:
        t = var.type
        if not isinstance(t, ArrayType) or t.rank is None or t.box != "array":
            return Part(var)
        sizes = [self.size(var, k) for k in range(t.rank)]
        region = tuple(Interval(number(0), size, True, size is not None) for size in sizes)
        return Part(var, region, tuple(range(t.rank)))

    def picked(self, part: Part, index: Operand, loops: tuple[Loop, ...]) -> Part:
        """The part that an index picks out of another."""
        region, axes = part.region, part.axes
        items = _items(index, 0 if axes is None else len(axes))
        if region is None or axes is None or items is None:
            return replace(part, axes=None)
        found, left = list(region), list(axes)
        kept: list[int] = []
        for item in items:
            if isinstance(item, Const) and item.value is None:
                kept.append(-1)
                continue
            axis = left.pop(0)
            if axis >= 0:
                found[axis] = self._narrowed(found[axis], item, loops)
            if not _is_point(item):
                kept.append(axis)
        return Part(part.base, tuple(found), (*kept, *left))

    def _narrowed(self, known: Interval, item: Operand, loops: tuple[Loop, ...]) -> Interval:
        """What is left of an axis by an index or a slice."""
        if isinstance(item, Slice):
            return self._sliced(known, item, loops)
        anywhere = replace(known, starts=False, ends=False)
        place = self.linear(item) if _is_point(item) else None
        counted = None if place is None else self._counted(known, place, loops)
        if counted is not None:
            return Interval(counted, counted.shifted(1))
        if place is None or known.low is None or not known.starts or known.other is not None:
            return anywhere
        first, below = known.low.plus(place), place.scaled(-1).shifted(-1)
        last = known.high.plus(place) if known.high is not None and known.ends else None
        other = replace(anywhere, given=below) if last is None else Interval(last, last.shifted(1), given=below)
        return Interval(first, first.shifted(1), given=place, other=other)

    def _counted(self, known: Interval, place: Linear, loops: tuple[Loop, ...]) -> Linear | None:
        """An index of a part as one of the whole: from the first, or if it is known to be negative from the last."""
        if known.low is not None and known.starts and self.is_proved(place, loops):
            return known.low.plus(place)
        if known.high is not None and known.ends and not place.terms and place.constant < 0:
            return known.high.plus(place)
        return None

    def _sliced(self, known: Interval, item: Slice, loops: tuple[Loop, ...]) -> Interval:
        step = item.step.value if isinstance(item.step, Const) else 0
        if step is not None and (type(step) is not int or step < 1):
            return replace(known, starts=False, ends=False)
        low, high, starts, ends = known.low, known.high, known.starts, known.ends
        if not is_const_none(item.start):
            start = self.linear(item.start)
            counted = None if start is None else self._counted(known, start, loops)
            # Counted from the end it may be cut off at the first: then what is taken begins later than this says.
            starts = counted is not None and start is not None and bool(start.terms or start.constant >= 0)
            low = low if counted is None else counted
        if not is_const_none(item.stop):
            stop = self.linear(item.stop)
            counted = None if stop is None else self._counted(known, stop, loops)
            ends = counted is not None and stop is not None and not stop.terms and stop.constant < 0
            high = high if counted is None else counted
        dense = step in (None, 1)
        return Interval(low, high, starts and dense, ends and dense)

    # Accesses

    def access(self, statement: Statement, target: Var, index: Operand | None = None) -> Access:
        """What a statement touches of an array: all that the name stands for, or what an index picks."""
        loops = self.where.loops[statement]
        part = self.part(target)
        if index is not None:
            part = self.picked(part, index, loops) if is_basic(index) else replace(part, axes=None)
        return Access(self.where.at[statement], loops, part)

    def contents_read(self, statement: Statement) -> Iterator[tuple[Var, Access]]:
        """The arrays whose elements a statement reads, with which; what an update adds to is not among them."""
        return ((var, self.access(statement, var, index)) for var, index in read_places(statement))

    def follows(self, first: Access, later: Access, inside: Loop | None = None) -> bool:
        """Whether the later one may touch, after the first did, an element that the first touched.

        With `inside`, in one run of that loop, which is around both.
        """
        common = tuple(a for a, b in zip(first.loops, later.loops, strict=False) if a is b)
        lowest = 0 if inside is None else common.index(inside)
        if any(self._meet(first, later, common, level) for level in range(lowest, len(common))):
            return True
        return later.at > first.at and self._meet(first, later, common, len(common))

    def meet_in_trip(self, first: Access, later: Access) -> bool:
        """Whether two accesses may touch one element in one trip of all loops that are around both."""
        common = tuple(a for a, b in zip(first.loops, later.loops, strict=False) if a is b)
        return self._meet(first, later, common, len(common))

    def _meet(self, first: Access, later: Access, common: tuple[Loop, ...], level: int) -> bool:
        """Whether they may touch one element in trips that agree in `level` loops, the later one after the first."""
        a, b = first.part, later.part
        if a.base is not b.base or a.base is None or a.region is None or b.region is None:
            return True
        if a.region == b.region and all(self.depth(name) <= level for name in _unknowns(a.region)):
            return True  # the very same elements
        ways = [list(product(*(interval.ways() for interval in region))) for region in (a.region, b.region)]
        if len(ways[0]) * len(ways[1]) > MOST_WAYS:
            return True
        pairs = product(*ways)
        return any(self._meet_so(first.loops, later.loops, x, y, common, level) for x, y in pairs)

    def _meet_so(
        self,
        first: tuple[Loop, ...],
        later: tuple[Loop, ...],
        a: Region,
        b: Region,
        common: tuple[Loop, ...],
        level: int,
    ) -> bool:

        def in_first(name: object) -> object:
            return name if self.depth(name) <= level else (name, "first")

        def in_later(name: object) -> object:
            return name if self.depth(name) <= level else (name, "later")

        rows = [fact.renamed(in_first) for fact in self.facts(first)]
        rows += [fact.renamed(in_later) for fact in self.facts(later)]
        if level < len(common):
            rows += _ordered(common[level])
        for x, y in zip(a, b, strict=True):
            rows += _overlap(x.renamed(in_first), y.renamed(in_later))
        return not self.is_impossible(rows)


def read_places(statement: Statement) -> Iterator[tuple[Var, Operand | None]]:
    """The arrays whose elements a statement reads, and the index where it reads no more than that picks."""
    if isinstance(statement, (For, While)):
        return  # what they pass on has names of its own
    if isinstance(statement, Assign) and statement.primitive is operator.getitem:
        base, index = statement.args
        if isinstance(base, Var) and isinstance(base.type, ArrayType) and is_basic(index):
            if is_scalar(statement.out.type):
                yield base, index
            return
    values = reads(statement)
    if isinstance(statement, (Store, Update)):
        values = tuple(v for o in (statement.value, statement.index) for v in vars_in(o))
    for var in values:
        if may_be_written(var.type) and not asks_for_shape(statement, var):
            yield var, None


def _ordered(loop: Loop) -> list[Linear]:
    """That one trip of a loop comes after another."""
    if not isinstance(loop, For) or not isinstance(loop.step, Const) or type(loop.step.value) is not int:
        return []
    step = loop.step.value
    ahead = atom((loop.index, "later")).minus(atom((loop.index, "first")))
    return [ahead.scaled(1 if step > 0 else -1).shifted(-abs(step))]


def _overlap(a: Interval, b: Interval) -> Iterator[Linear]:
    """That two intervals have an index in common, and so that neither is empty."""
    for low in (a.low, b.low):
        for high in (a.high, b.high):
            if low is not None and high is not None:
                yield high.minus(low).shifted(-1)
    yield from (given for given in (a.given, b.given) if given is not None)


def _is_point(item: Operand) -> bool:
    return not isinstance(item, (Slice, Tup)) and is_scalar(type_of(item))


def _items(index: Operand, rank: int) -> list[Operand] | None:
    """The items of a basic index with its ellipsis written out; None where they are not understood."""
    items: list[Operand] = list(index.items) if isinstance(index, Tup) else [index]
    dots = [k for k, item in enumerate(items) if isinstance(item, Const) and item.value is ...]
    taken = 0
    for item in items:
        if isinstance(item, Const) and (item.value is None or item.value is ...):
            continue
        if not isinstance(item, Slice) and (not _is_point(item) or isinstance(getattr(item, "value", 0), bool)):
            return None
        taken += 1
    if len(dots) > 1 or taken > rank:
        return None
    if not dots:
        return items
    whole: list[Operand] = [Slice(Const(None), Const(None), Const(None))] * (rank - taken)
    return [*items[: dots[0]], *whole, *items[dots[0] + 1 :]]


def _unknowns(region: Region) -> Iterator[object]:
    for interval in region:
        for bound in (interval.low, interval.high):
            yield from (name for name, _ in (bound.terms if bound is not None else ()))

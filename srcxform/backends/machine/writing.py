"""Nests as statements of the intermediate representation: `For`s around operations on numbers."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from srcxform.backends.machine.arrays import Arrays
from srcxform.backends.machine.elements import Affine, Apply, Element, Fold, Length, Load, Position, Value
from srcxform.backends.machine.nests import Gather, Give, Nest, Term, Write
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.nodes import Assign, Block, Const, For, If, Operand, Store, Tup, Update, Var
from srcxform.ir.types import FLOAT, INT, ArrayType

_NAMES = ("i", "j", "k", "l", "m", "n")


class Writer:
    """Writes nests with a builder; `independent` collects the loops whose trips do not meet."""

    def __init__(self, builder: Builder, arrays: Arrays) -> None:
        self.builder = builder
        self.arrays = arrays
        self.independent: set[Var] = set()
        self.trips: dict[int, Operand] = {}
        self.numbers: dict[Var, Operand] = {}

    def nest(self, nest: Nest, is_local: Callable[[Var], bool]) -> None:
        """Write the loops of a nest; an array that `is_local` is not needed after this piece of program."""
        for action in nest.actions:
            if isinstance(action, Write) and action.is_new and action.symbol is None and action.target not in nest.inside:
                self.allocate(action.target, action.lengths, is_local(action.target))
        first = nest.actions[0]
        if isinstance(first, Gather):
            self.gather(first)
            return
        if isinstance(first, Give):
            self.builder.origin = first.origin
            self.give(first)
            return
        self.loops([(Const(0), length.operand) for length in nest.lengths], lambda: self.actions(nest),
                   independent=all(_touches_its_own(a) for a in nest.actions))  # fmt: skip

    def allocate(self, var: Var, lengths: tuple[Length, ...], is_local: bool) -> None:
        """A new array, not filled; one that is local is made once, outside of the loops."""
        shape = Tup(tuple(length.operand for length in lengths))
        dtype = var.type.dtype  # type: ignore[union-attr]
        here = len(self.builder.blocks) - 1
        with self.arrays.outside(self.arrays.depth_of(shape.items) if is_local else here):
            self.builder.add(Assign(var, np.empty, (shape, Const(dtype)), (), self.builder.origin))
            self.arrays.defined((var,))

    def loops(
        self, bounds: list[tuple[Operand, Operand]], body: Callable[[], None], *, independent: bool = False
    ) -> None:
        """`body` inside loops, one for each pair of bounds; the loops around stay outside."""
        if not bounds:
            body()
            return
        (start, stop), *rest = bounds
        axis = len(self.trips)
        index = Var(_NAMES[min(axis, len(_NAMES) - 1)], INT)
        with self.builder.block() as statements:
            self.trips[axis] = index
            self.arrays.enter()
            self.arrays.defined((index,))
            self.loops(rest, body)
            self.arrays.leave()
            del self.trips[axis]
        loop = For(index, start, stop, Const(1), (), (), Block(tuple(statements)), (), self.builder.origin)
        self.builder.add(loop)
        if independent:
            self.independent.add(index)

    def actions(self, nest: Nest) -> None:
        self.numbers = {}
        for action in nest.actions:
            assert isinstance(action, Write)
            self.builder.origin = action.origin
            value = self.element(action.element)
            if action.target in nest.inside:
                self.numbers[action.target] = value
            else:
                self.write(action.target, action.index, action.symbol, value)
        self.numbers = {}

    def write(self, target: Var, index: tuple[Affine, ...], symbol: Any, value: Operand) -> None:
        """`target[index] = value` or `target[index] symbol= value`."""
        place = self.place(index)
        if symbol is None:
            self.builder.add(Store(target, place, value, self.builder.origin))
        elif symbol in (operator.add, operator.sub, operator.mul, operator.truediv):
            self.builder.add(Update(target, place, symbol, value, self.builder.origin))
        else:
            old = self.builder.raw(_scalar_of(target), operator.getitem, target, place)
            self.builder.add(Store(target, place, self.builder.op(symbol, old, value), self.builder.origin))

    def give(self, action: Give) -> None:
        """A number under its name."""
        element = action.element
        if isinstance(element, Fold):
            self.fold(element, action.out)
            return
        primitive: Any = operator.pos
        args: tuple[Operand, ...]
        if isinstance(element, Apply):
            primitive, args = element.primitive, tuple(self.element(arg) for arg in element.args)
        elif isinstance(element, Load):
            primitive, args = operator.getitem, (element.array, self.place(element.index))
        else:
            args = (self.element(element),)
        self.builder.add(Assign(action.out, primitive, args, (), self.builder.origin))

    # Elements

    def place(self, index: tuple[Affine, ...]) -> Operand:
        places = tuple(map(self.index, index))
        return places[0] if len(places) == 1 else Tup(places)

    def index(self, affine: Affine) -> Operand:
        """The number that an index is in this trip."""
        found: Operand = Const(0)
        if affine.axis is not None:
            found = self.trips[affine.axis]
            if isinstance(affine.factor, Var):
                found = self.builder.op(operator.mul, affine.factor, found)
            elif affine.factor == -1:
                plus = Const(affine.plus)
                base = plus if affine.base is None else self._plus(affine.base, affine.plus)
                return self.builder.op(operator.sub, base, found)
            elif affine.factor != 1:
                found = self.builder.op(operator.mul, Const(affine.factor), found)
        if affine.base is not None:
            found = affine.base if found == Const(0) or affine.axis is None else self.builder.op(
                operator.add, found, affine.base
            )
        elif affine.axis is None:
            return Const(affine.plus)
        return self._plus(found, affine.plus)

    def _plus(self, found: Operand, plus: int) -> Operand:
        if plus == 0:
            return found
        return self.builder.op(operator.add if plus > 0 else operator.sub, found, Const(abs(plus)))

    def element(self, element: Element) -> Operand:
        """The number that an element is in this trip."""
        match element:
            case Value(operand):
                return operand
            case Position(index):
                return self.index(index)
            case Load(array, index):
                if array in self.numbers:
                    return self.numbers[array]
                return self.builder.raw(_scalar_of(array), operator.getitem, array, self.place(index))
            case Apply(primitive, args):
                return self.apply(primitive, [self.element(arg) for arg in args])
            case Fold():
                return self.fold(element)

    def apply(self, primitive: Any, args: list[Operand]) -> Operand:
        if primitive is choose:
            return self.choice(*args)
        return self.builder.op(primitive, *args)

    def choice(self, test: Operand, then: Operand, orelse: Operand) -> Operand:
        """One of two numbers, both of which are at hand."""
        out = Var("", self.builder_type(then, orelse))
        self.builder.add(If(test, Block((), (then,)), Block((), (orelse,)), (out,), self.builder.origin))
        return out

    @staticmethod
    def builder_type(a: Operand, b: Operand) -> Any:
        return next((o.type for o in (a, b) if isinstance(o, Var)), FLOAT)

    def fold(self, fold: Fold, out: Var | None = None) -> Operand:
        """A number gathered over loops of its own."""
        return self._fold(fold, 0, fold.start, out)

    def _fold(self, fold: Fold, depth: int, start: Operand, out: Var | None = None) -> Operand:
        if depth == len(fold.axes):
            return self.apply(fold.primitive, [start, self.element(fold.element)])
        kind = type_of(start)
        index = Var(_NAMES[min(len(self.trips), len(_NAMES) - 1)], INT)
        param, result = Var("total", kind), out or Var("total", kind)
        with self.builder.block() as statements:
            self.trips[fold.axes[depth]] = index
            self.arrays.enter()
            self.arrays.defined((index, param))
            given = self._fold(fold, depth + 1, param)
            self.arrays.leave()
            del self.trips[fold.axes[depth]]
        body = Block(tuple(statements), (given,))
        loop = For(index, Const(0), fold.lengths[depth].operand, Const(1), (param,), (start,), body, (result,),
                   self.builder.origin)  # fmt: skip
        self.builder.add(loop)
        return result

    # Gathers

    def gather(self, action: Gather) -> None:
        """One pass over the inner part of the target, in which all terms have a value, and passes over its margins."""
        self.builder.origin = action.origin
        lows, highs = _span(action.terms)
        counts = [length.operand for length in action.lengths]
        inner = [self.arrays.op(max, self.arrays.plus(n, low - high), Const(0))
                 for n, low, high in zip(counts, lows, highs, strict=True)]  # fmt: skip
        self.loops([(Const(0), n) for n in inner], lambda: self._sum(action, highs), independent=True)
        for axis, (low, high, n) in enumerate(zip(lows, highs, counts, strict=True)):
            if high == low:
                continue
            before = [Side(m, Const(h), h, True) for m, h in zip(inner[:axis], highs[:axis], strict=True)]
            after = [
                Side(self.arrays.plus(m, h - l), Const(l), l, False)
                for m, l, h in zip(counts[axis + 1 :], lows[axis + 1 :], highs[axis + 1 :], strict=True)
            ]
            self._margin(action, [*before, Side(Const(high - low), Const(low), low, False), *after])
            first = self.arrays.op(max, self.arrays.plus(n, low), Const(high))
            width = self.arrays.minus(self.arrays.plus(n, high), first)
            self._margin(action, [*before, Side(width, first, high, False), *after])

    def _sum(self, action: Gather, origin: list[int]) -> None:
        """All terms at the inner element `trips + origin`."""
        total: Operand | None = None
        for term in action.terms:
            shift = tuple(
                Affine(axis, 1, None, at - offset)
                for axis, (at, offset) in enumerate(zip(origin, term.offset, strict=True))
            )
            value = self.element(self.arrays.moved(term.element, shift))
            if total is None:
                total = value if term.symbol is operator.add else self.builder.op(operator.neg, value)
            else:
                total = self.builder.op(term.symbol, total, value)
        assert total is not None
        index = tuple(Affine(axis, 1, None, at) for axis, at in enumerate(origin))
        self.write(action.target, index, operator.add, total)

    def _margin(self, action: Gather, box: list[Side]) -> None:
        """All terms that have a value, at each element of a box."""
        highs = _span(action.terms)[1]

        def body() -> None:
            index = tuple(_shifted(axis, side.first, 0) for axis, side in enumerate(box))
            for term in action.terms:
                tests = [
                    test
                    for axis, side in enumerate(box)
                    for test in self._inside(
                        index[axis], term.offset[axis], action.lengths[axis].operand, side, highs[axis]
                    )
                ]
                moves = tuple(_shifted(axis, side.first, term.offset[axis]) for axis, side in enumerate(box))
                with self.builder.block() as statements:
                    self.arrays.enter()
                    value = self.element(self.arrays.moved(term.element, moves))
                    self.write(action.target, index, term.symbol, value)
                    self.arrays.leave()
                if tests:
                    test = functools.reduce(lambda a, b: self.builder.op(operator.and_, a, b), tests)
                    self.builder.add(If(test, Block(tuple(statements)), Block(()), (), self.builder.origin))
                else:
                    self.builder.blocks[-1] += statements

        self.loops([(Const(0), side.length) for side in box], body)

    def _inside(self, place: Affine, offset: int, length: Operand, side: Side, high: int) -> Iterator[Operand]:
        """What must hold for a term to have a value at an index of the target, where that is not sure."""
        if side.is_inner:
            return
        if offset > side.least:
            yield self.builder.op(operator.ge, self.index(place), Const(offset))
        if offset < high:
            yield self.builder.op(operator.lt, self.index(replace(place, plus=place.plus - offset)), length)


@dataclass(frozen=True)
class Side:
    """The elements of the target along one axis that a part of a `Gather` writes: from `first` on, not below `least`."""

    length: Operand
    first: Operand
    least: int
    is_inner: bool


def choose(test: Any, then: Any, orelse: Any) -> Any:
    """Marks the choice of one of two elements."""
    return then if test else orelse


def _shifted(axis: int, first: Any, offset: int) -> Affine:
    if isinstance(first, Const):
        first = int(first.value)
    if isinstance(first, int):
        return Affine(axis, 1, None, first - offset)
    return Affine(axis, 1, first, -offset)


def _span(terms: tuple[Term, ...]) -> tuple[list[int], list[int]]:
    """The least and the greatest offset of each axis."""
    columns = list(zip(*(term.offset for term in terms), strict=True))
    return [min(c) for c in columns], [max(c) for c in columns]


def _scalar_of(array: Var) -> ArrayType:
    return replace(array.type, rank=0, box="numpy", dims=None, size=None)  # type: ignore[type-var,return-value]


def _touches_its_own(action: Any) -> bool:
    """Whether each trip of the outermost loop writes its own elements."""
    return isinstance(action, Write) and any(a.axis == 0 and a.factor == 1 for a in action.index)

"""Nests as statements of the intermediate representation: `For`s around operations on numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from srcxform.backends.machine.actions import Action, Arrangement, Give, Nest, Node, Sum, Write
from srcxform.backends.machine.arrays import Arrays, array_type
from srcxform.backends.machine.elements import (
    Affine,
    Apply,
    Element,
    Fold,
    Index,
    Load,
    Picked,
    Position,
    Value,
    axes_in,
    is_affine,
    is_short,
    loads,
    operations,
)
from srcxform.backends.machine.mathematics import IN_LOOPS
from srcxform.backends.machine.support import checked_place
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.nodes import Assign, Block, Const, For, If, Operand, Store, Tup, Update, Var
from srcxform.ir.types import FLOAT, INT, ArrayType

_SUMS = (operator.add, operator.mul)
_NAMES = ("i", "j", "k", "l", "m", "n")


class Writer:
    """Writes nests with a builder; `independent` collects the loops whose trips do not meet."""

    def __init__(self, builder: Builder, arrays: Arrays) -> None:
        self.builder = builder
        self.arrays = arrays
        self.independent: set[Var] = set()
        self.has_sums = False
        self.trips: dict[int, Operand] = {}
        self.numbers: dict[Var, Operand] = {}
        self.inside: set[Var] = set()
        self.shortened: dict[Var, int] = {}
        self.moved_out: set[Var] = set()
        self.totals: dict[Sum, Operand] = {}
        self.targets: set[Var] = set()
        self.picks: dict[Picked, tuple[int, Operand]] = {}
        self.depth_of_trip: dict[int, int] = {}

    def arrangement(self, found: Arrangement, actions: Iterable[Action], is_local: Callable[[Var], bool]) -> None:
        """Write loops; an array that `is_local` is not needed after this piece of program."""
        self.shortened = found.shortened
        self.inside = found.numbers
        self.targets = {action.target for action in actions if isinstance(action, Write)}
        for action in actions:
            if (
                isinstance(action, Write)
                and action.is_new
                and action.symbol is None
                and action.target not in self.inside
            ):
                self.allocate(action, is_local(action.target))
        for node in found.nodes:
            self.node(node)
        self.numbers = {}
        self.targets = set()
        self.picks = {}

    def node(self, node: Node) -> None:
        """Write a loop with what is in it, or an action of this trip."""
        match node:
            case Nest():
                sums = [a for a in node.actions if isinstance(a, Sum)]
                independent = not self.trips and not sums and all(_touches_its_own(a) for a in node.actions)
                self.builder.origin = node.actions[0].origin
                self.loop(node, sums, independent)
            case Give():
                self.builder.origin = node.origin
                self.give(node)
            case Sum():
                self.builder.origin = node.origin
                self.totals[node] = self.apply(node.primitive, [self.totals[node], self.element(node.element)])
            case _:
                self.action(node)

    def allocate(self, action: Write, is_local: bool) -> None:
        """A new array, not filled but for its margins; one that is local is made once, outside of the loops."""
        var = action.target
        margins = action.margins or (0,) * len(action.lengths)
        here = len(self.builder.blocks) - 1
        moves = is_local and self.arrays.depth_of([n.operand for n in action.lengths]) < here
        room = [self.arrays.room(n) if moves else n.operand for n in action.lengths]
        widths = [self.arrays.plus(n, 2 * m) for n, m in zip(room, margins, strict=True)]
        if moves:
            self.moved_out.add(var)
        shape = Tup(tuple(widths[self.shortened.get(var, 0) :]))
        dtype = var.type.dtype  # type: ignore[union-attr]
        with self.arrays.outside(self.arrays.depth_of(shape.items) if is_local else here):
            make = np.zeros if action.margins else np.empty
            self.builder.add(Assign(var, make, (shape, Const(dtype)), (), self.builder.origin))
            self.arrays.defined((var,))

    def loop(self, nest: Nest, sums: list[Sum], independent: bool) -> None:
        """A loop that gathers `sums`; the loops around stay outside."""
        axis = len(self.trips)
        length = nest.length.operand
        if axis == 0:
            self.totals.update((s, s.start) for s in sums)
            self.has_sums = self.has_sums or any(s.primitive in _SUMS for s in sums)
        if isinstance(length, Const) and length.value == 1 and not (sums and axis == 0):
            self.trips[axis] = Const(0)
            for inner in nest.inner:
                self.node(inner)
            del self.trips[axis]
            return
        index = Var(_NAMES[min(axis, len(_NAMES) - 1)], INT)
        origin = self.builder.origin
        inits = tuple(self.totals[s] for s in sums)
        params = tuple(Var("total", s.out.type) for s in sums)
        results = tuple(s.out if axis == 0 else Var("total", s.out.type) for s in sums)
        with self.builder.block() as statements:
            self._open(axis, index)
            self.arrays.enter()
            self.arrays.defined((index, *params))
            self.totals.update(zip(sums, params, strict=True))
            for inner in nest.inner:
                self.node(inner)
            yields = tuple(self.totals[s] for s in sums)
            self.arrays.leave()
            self._close(axis)
        self.totals.update(zip(sums, results, strict=True))
        body = Block(tuple(statements), yields)
        self.builder.add(For(index, Const(0), length, Const(1), params, inits, body, results, origin))
        self.arrays.defined(results)
        if independent:
            self.independent.add(index)

    def action(self, action: Write) -> None:
        """Write what an action does in one trip."""
        self.builder.origin = action.origin
        value = self.element(action.element)
        if action.target in self.inside:
            self.numbers[action.target] = value
            return
        index = action.index[self.shortened.get(action.target, 0) :]
        if action.margins:
            index = tuple(
                replace(a, plus=a.plus + m) if isinstance(a, Affine) else a
                for a, m in zip(index, action.margins, strict=True)
            )
        self.write(action.target, index, action.symbol, value)

    def write(self, target: Var, index: tuple[Index, ...], symbol: Any, value: Operand) -> None:
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

    def place(self, index: tuple[Index, ...]) -> Operand:
        places = tuple(map(self.index, index))
        return places[0] if len(places) == 1 else Tup(places)

    def index(self, affine: Index) -> Operand:
        """The number that an index is in this trip."""
        if isinstance(affine, Picked):
            return self.picked(affine)
        found: Operand = Const(0)
        trip = None if affine.axis is None else self.trips[affine.axis]
        if isinstance(trip, Const):
            affine = self._at(affine, trip.value)
        elif trip is not None:
            found = trip
            if isinstance(affine.factor, Var):
                found = self.builder.op(operator.mul, affine.factor, found)
            elif affine.factor == -1:
                plus = Const(affine.plus)
                base = plus if affine.base is None else self._plus(affine.base, affine.plus)
                return self.builder.op(operator.sub, base, found)
            elif affine.factor != 1:
                found = self.builder.op(operator.mul, Const(affine.factor), found)
        if affine.base is not None:
            found = (
                affine.base
                if found == Const(0) or affine.axis is None
                else self.builder.op(operator.add, found, affine.base)
            )
        elif affine.axis is None:
            return Const(affine.plus)
        return self._plus(found, affine.plus)

    def picked(self, picked: Picked) -> Operand:
        """A number that is read, in the outermost loop that knows it, to be the index of this trip."""
        if picked in self.picks:
            return self.picks[picked][1]
        here = len(self.builder.blocks) - 1
        read = {load.array for load in loads(picked.element)}
        if read & (self.inside | self.shortened.keys() | self.targets):
            return self._place_of(picked)
        depth = max((self.depth_of_trip.get(a, here) for a in axes_in((picked,))), default=here)
        with self.arrays.outside(depth):
            found = self._place_of(picked)
        self.picks[picked] = (depth, found)
        return found

    def _place_of(self, picked: Picked) -> Operand:
        number = self.element(picked.element)
        return number if picked.is_place else self.builder.op(checked_place, number, picked.length)

    def _close(self, axis: int) -> None:
        """Forget what holds in the trips of a loop only."""
        self.trips.pop(axis, None)
        self.depth_of_trip.pop(axis, None)
        depth = len(self.builder.blocks) - 1
        self.picks = {p: found for p, found in self.picks.items() if found[0] < depth}

    def _open(self, axis: int, trip: Var) -> None:
        self.trips[axis] = trip
        self.depth_of_trip[axis] = len(self.builder.blocks) - 1

    def _at(self, affine: Affine, trip: int) -> Affine:
        """The index in a trip that is known."""
        if trip == 0 or isinstance(affine.factor, int):
            plus = affine.plus + (affine.factor * trip if isinstance(affine.factor, int) else 0)
            return replace(affine, axis=None, factor=1, plus=plus)
        base = self.builder.op(operator.mul, affine.factor, Const(trip))
        base = base if affine.base is None else self.builder.op(operator.add, affine.base, base)
        assert isinstance(base, Var)
        return replace(affine, axis=None, factor=1, base=base)

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
                place = self.place(index[self.shortened.get(array, 0) :])
                return self.builder.raw(_scalar_of(array), operator.getitem, array, place)
            case Apply(primitive, args) if primitive in _LOGICAL:
                return self.logical(primitive, *args)
            case Apply(primitive, args):
                return self.apply(primitive, [self.element(arg) for arg in args])
            case Fold():
                return self.fold(element)

    def apply(self, primitive: Any, args: list[Operand]) -> Operand:
        if primitive is choose:
            return self.choice(*args)
        return self.builder.op(IN_LOOPS.get(primitive, primitive) if self.trips else primitive, *args)

    def logical(self, primitive: Any, a: Element, b: Element) -> Operand:
        """Whether both or either of two elements are true; what takes long is asked only where it decides."""
        a, b = (b, a) if self.trips and _is_put_off(a) else (a, b)
        first = self.element(a)
        if not (self.trips and _is_put_off(b) and isinstance(first, Var)):
            return self.builder.op(_LOGICAL[primitive], first, self.element(b))
        with self.builder.block() as statements:
            second = self.element(b)
        asked, known = Block(tuple(statements), (second,)), Block((), (first,))
        out = Var("", type_of(second))
        then, orelse = (asked, known) if primitive is both else (known, asked)
        self.builder.add(If(first, then, orelse, (out,), self.builder.origin))
        return out

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
        self.has_sums = self.has_sums or fold.primitive in _SUMS
        return self._fold(fold, 0, fold.start, out)

    def _fold(self, fold: Fold, depth: int, start: Operand, out: Var | None = None) -> Operand:
        if depth == len(fold.axes):
            return self.apply(fold.primitive, [start, self.element(fold.element)])
        if is_short(fold) and out is None:
            return self._one_by_one(fold, depth, start)
        kind = type_of(start)
        index = Var(_NAMES[min(len(self.trips), len(_NAMES) - 1)], INT)
        param, result = Var("total", kind), out or Var("total", kind)
        with self.builder.block() as statements:
            self._open(fold.axes[depth], index)
            self.arrays.enter()
            self.arrays.defined((index, param))
            given = self._fold(fold, depth + 1, param)
            self.arrays.leave()
            self._close(fold.axes[depth])
        body = Block(tuple(statements), (given,))
        loop = For(index, Const(0), fold.lengths[depth].operand, Const(1), (param,), (start,), body, (result,),
                   self.builder.origin)  # fmt: skip
        self.builder.add(loop)
        return result

    def _one_by_one(self, fold: Fold, depth: int, start: Operand) -> Operand:
        """A fold over few elements without a loop."""
        total = start
        for k in range(fold.lengths[depth].key):  # type: ignore[call-overload]
            self.trips[fold.axes[depth]] = Const(k)
            total = self._fold(fold, depth + 1, total)
        self.trips.pop(fold.axes[depth], None)
        return total


def choose(test: Any, then: Any, orelse: Any) -> Any:
    """Marks the choice of one of two elements."""
    return then if test else orelse


def both(a: Any, b: Any) -> Any:
    """Marks that two elements, truth values, are both true."""
    return a & b


def either(a: Any, b: Any) -> Any:
    """Marks that one of two elements, truth values, is true."""
    return a | b


_LOGICAL: dict[Any, Any] = {both: operator.and_, either: operator.or_}
# What machine code computes for one element at a time. The absolute value is that of a complex number.
_ONE_BY_ONE = (
    abs, np.hypot, np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan, np.arctan2, np.sinh, np.cosh, np.power,
)  # fmt: skip


def _is_put_off(element: Element) -> bool:
    """Whether an element takes so long that a branch around it pays, and can stand in one."""
    if any(isinstance(o, Fold) for o in operations(element)) or not all(is_affine(x.index) for x in loads(element)):
        return False
    return any(isinstance(o, Apply) and o.primitive in _ONE_BY_ONE for o in operations(element))


def _scalar_of(array: Var) -> ArrayType:
    return replace(array_type(array), rank=0, box="numpy", dims=None, size=None)


def _touches_its_own(action: Any) -> bool:
    """Whether each trip of the outermost loop writes its own elements."""
    return isinstance(action, Write) and any(
        isinstance(a, Affine) and a.axis == 0 and a.factor == 1 for a in action.index
    )

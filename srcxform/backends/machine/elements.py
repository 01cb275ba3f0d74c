"""One element of an array as an expression of the loop indices.

`0.2 * (u[2:] - u[:-2])` has, at index `i`, the element `mul(0.2, sub(u[i + 2], u[i]))`. Axes are numbered 0, 1, ... in
the order of the loops around the statement; a `Fold` has axes of its own, with numbers that nothing else has.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from srcxform.backends.machine.support import checked_place
from srcxform.ir.nodes import Const, Operand, Var


@dataclass(frozen=True)
class Affine:
    """The index `factor * axis + base + plus`; no `axis` for an index that no loop changes."""

    axis: int | None
    factor: int | Var = 1
    base: Var | None = None
    plus: int = 0


@dataclass(frozen=True)
class Length:
    """How many elements an axis has. Two lengths of one key are equal; one that is `nonunit` is not 1.

    One that is `checked` is negative where the check fails that it depends on, further inside of the program.
    """

    operand: Operand
    key: object
    nonunit: bool = False
    checked: bool = False

    @property
    def is_one(self) -> bool:
        return self.key == 1


@dataclass(frozen=True)
class Picked:
    """The index that an element is, of an axis of a length; it may count from the end, unless it `is_place`.

    Indices that are places of what a mask lets through `tell` the trips of an axis apart: no two are the same.
    """

    element: Element
    length: Operand
    is_place: bool = False
    tells: int | None = None


Index = Affine | Picked


@dataclass(frozen=True)
class Load:
    """`array[index]`, read when the loop runs."""

    array: Var
    index: tuple[Index, ...]


@dataclass(frozen=True)
class Value:
    """A number that no loop changes."""

    operand: Operand


@dataclass(frozen=True)
class Position:
    """An index itself, as a number."""

    index: Affine


@dataclass(frozen=True, eq=False)
class Apply:
    """An operation on elements."""

    primitive: Callable[..., Any]
    args: tuple[Element, ...]


@dataclass(frozen=True, eq=False)
class Fold:
    """`primitive` over the elements at all indices of its `axes`, from `start` on."""

    primitive: Callable[..., Any]
    start: Operand
    axes: tuple[int, ...]
    lengths: tuple[Length, ...]
    element: Element


SHORT = 9
_fold_axes = itertools.count(1000)


def fold_axes(count: int) -> tuple[int, ...]:
    """Numbers for the axes of a new `Fold`."""
    return tuple(next(_fold_axes) for _ in range(count))


Element = Load | Value | Position | Apply | Fold


def identity(rank: int) -> tuple[Affine, ...]:
    """The index of the element that the loops stand at."""
    return tuple(Affine(axis) for axis in range(rank))


def covers(index: tuple[Index, ...], rank: int) -> bool:
    """Whether no two trips of the loops meet at one index."""
    return {axis for a in index if (axis := told_by(a)) is not None} >= set(range(rank))


def told_by(index: Index) -> int | None:
    """The axis of which an index tells the trips apart."""
    if isinstance(index, Picked):
        return index.tells
    return index.axis if isinstance(index.factor, int) and index.factor != 0 else None


def axes_in(index: tuple[Index, ...]) -> set[int]:
    """The axes on which an index depends."""
    found = {a.axis for a in index if isinstance(a, Affine) and a.axis is not None}
    for load in loads_in(index):
        found |= axes_in(load.index)
    return found


def loads_in(index: tuple[Index, ...]) -> Iterator[Load]:
    """What is read to find the place."""
    for part in index:
        if isinstance(part, Picked):
            yield from loads(part.element)


def affine_in(index: tuple[Index, ...]) -> tuple[Affine, ...]:
    """The index of a view, for which nothing is read."""
    assert is_affine(index)
    return index


def is_affine(index: tuple[Index, ...]) -> TypeGuard[tuple[Affine, ...]]:
    """Whether nothing is read to find the place."""
    return all(isinstance(a, Affine) for a in index)


def loads(element: Element) -> Iterator[Load]:
    """All that an element reads from memory."""
    match element:
        case Load():
            yield element
            yield from loads_in(element.index)
        case Apply(_, args):
            for arg in args:
                yield from loads(arg)
        case Fold():
            yield from loads(element.element)
        case _:
            return


def operations(element: Element) -> Iterator[Apply | Fold]:
    """All operations of an element."""
    match element:
        case Apply(_, args):
            yield element
            for arg in args:
                yield from operations(arg)
        case Fold():
            yield element
            yield from operations(element.element)
        case _:
            return


def with_loads(element: Element, change: Callable[[Load], Element]) -> Element:
    """The element with other things in the place of what it reads."""
    match element:
        case Load():
            index = index_with_loads(element.index, change)
            return change(element if index is element.index else replace(element, index=index))
        case Apply(primitive, args):
            new = tuple(with_loads(arg, change) for arg in args)
            return element if all(a is b for a, b in zip(new, args, strict=True)) else Apply(primitive, new)
        case Fold():
            inner = with_loads(element.element, change)
            return element if inner is element.element else replace(element, element=inner)
        case _:
            return element


def index_with_loads(index: tuple[Index, ...], change: Callable[[Load], Element]) -> tuple[Index, ...]:
    """The index with other things in the place of what it reads."""
    if is_affine(index):
        return index
    return tuple(replace(a, element=with_loads(a.element, change)) if isinstance(a, Picked) else a for a in index)


def at(element: Element, places: tuple[Index, ...], compose: Callable[[Affine, Affine], Affine]) -> Element:
    """The element at other places: axis `k` of the element becomes `places[k]`."""

    def moved(index: Index) -> Index:
        if isinstance(index, Picked):
            tells = None if index.tells is None else told_by(places[index.tells])
            return replace(index, element=at(index.element, places, compose), tells=tells)
        if index.axis is None or index.axis >= len(places):
            return index
        place = places[index.axis]
        return compose(index, place) if isinstance(place, Affine) else _of_picked(index, place)

    match element:
        case Load(array, index):
            return Load(array, tuple(map(moved, index)))
        case Position(position):
            place = moved(position)
            return Position(place) if isinstance(place, Affine) else _number_of(place)
        case Apply(primitive, args):
            return Apply(primitive, tuple(at(arg, places, compose) for arg in args))
        case Fold():
            return replace(element, element=at(element.element, places, compose))
        case _:
            return element


def _of_picked(index: Affine, place: Picked) -> Picked:
    """An index of what is itself picked: `factor * place + base + plus`."""
    if index == Affine(index.axis):
        return place
    found: Element = _number_of(place)
    if index.factor != 1:
        factor = Const(index.factor) if isinstance(index.factor, int) else index.factor
        found = Apply(operator.mul, (Value(factor), found))
    for more in (index.base, Const(index.plus) if index.plus else None):
        found = found if more is None else Apply(operator.add, (found, Value(more)))
    tells = place.tells if isinstance(index.factor, int) and index.factor != 0 else None
    return Picked(found, place.length, True, tells)


def _number_of(place: Picked) -> Element:
    """The number that an index is, counted from the start."""
    return place.element if place.is_place else Apply(checked_place, (place.element, Value(place.length)))


def renumbered(element: Element, axes: dict[int, int]) -> Element:
    """The element with other numbers for its axes."""

    def moved(index: Index) -> Index:
        if isinstance(index, Picked):
            tells = None if index.tells is None else axes.get(index.tells, index.tells)
            return replace(index, element=renumbered(index.element, axes), tells=tells)
        return index if index.axis not in axes else replace(index, axis=axes[index.axis])

    match element:
        case Load(array, index):
            return Load(array, tuple(map(moved, index)))
        case Position(position):
            return Position(moved(position))  # type: ignore[arg-type]
        case Apply(primitive, args):
            return Apply(primitive, tuple(renumbered(arg, axes) for arg in args))
        case Fold():
            return replace(element, element=renumbered(element.element, axes))
        case _:
            return element


def number(value: object) -> Value:
    """A constant."""
    return Value(Const(value))


def is_equal(a: Element, b: Element) -> bool:
    """Whether two elements are the same expression."""
    match a, b:
        case (Apply(p, first), Apply(q, second)):
            return p is q and len(first) == len(second) and all(map(is_equal, first, second))
        case (Value(Const(x)), Value(Const(y))):
            return type(x) is type(y) and x == y
        case (Fold(), _) | (_, Fold()):
            return a is b
        case _:
            return a == b


def cost(element: Element) -> int:
    """About how many operations an element takes; calls of functions count more."""
    total = 0
    for operation in operations(element):
        if isinstance(operation, Fold):
            return 1000
        total += 1 if getattr(operation.primitive, "__module__", "") == "_operator" else 20
    return total


def trips_of(lengths: tuple[Length, ...]) -> int | None:
    """How many trips the loops over these lengths have together, if that is known."""
    trips = [n.key for n in lengths if isinstance(n.key, int)]
    return math.prod(trips) if len(trips) == len(lengths) else None


def is_short(fold: Fold) -> bool:
    """Whether a fold gathers so few elements that they are best written one by one."""
    trips = trips_of(fold.lengths)
    return trips is not None and trips <= SHORT


def jumps(fold: Fold) -> bool:
    """Whether what is gathered lies in memory along other axes than those of the fold."""
    if is_short(fold):
        return False
    own = other = 0
    for load in loads(fold.element):
        axis = getattr(load.index[-1], "axis", None) if load.index else None
        if axis is not None and len(axes_in(load.index)) > 1:
            own += axis in fold.axes
            other += axis not in fold.axes
    return other >= own and other > 0 and not any(isinstance(o, Fold) for o in operations(fold.element))

"""One element of an array as an expression of the loop indices.

`0.2 * (u[2:] - u[:-2])` has, at index `i`, the element `mul(0.2, sub(u[i + 2], u[i]))`. Axes are numbered 0, 1, ... in
the order of the loops around the statement; a `Fold` has axes of its own, with numbers that nothing else has.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

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
    """How many elements an axis has. Two lengths of one key are equal; one that is `nonunit` is not 1."""

    operand: Operand
    key: object
    nonunit: bool = False

    @property
    def is_one(self) -> bool:
        return self.key == 1


@dataclass(frozen=True)
class Load:
    """`array[index]`, read when the loop runs."""

    array: Var
    index: tuple[Affine, ...]


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


_fold_axes = itertools.count(1000)


def fold_axes(count: int) -> tuple[int, ...]:
    """Numbers for the axes of a new `Fold`."""
    return tuple(next(_fold_axes) for _ in range(count))


Element = Load | Value | Position | Apply | Fold


def identity(rank: int) -> tuple[Affine, ...]:
    """The index of the element that the loops stand at."""
    return tuple(Affine(axis) for axis in range(rank))


def covers(index: tuple[Affine, ...], rank: int) -> bool:
    """Whether no two trips of the loops meet at one index."""
    axes = [a.axis for a in index if a.axis is not None and isinstance(a.factor, int) and a.factor != 0]
    return set(axes) >= set(range(rank))


def loads(element: Element) -> Iterator[Load]:
    """All that an element reads from memory."""
    match element:
        case Load():
            yield element
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
            return change(element)
        case Apply(primitive, args):
            new = tuple(with_loads(arg, change) for arg in args)
            return element if all(a is b for a, b in zip(new, args, strict=True)) else Apply(primitive, new)
        case Fold():
            inner = with_loads(element.element, change)
            return element if inner is element.element else replace(element, element=inner)
        case _:
            return element


def at(element: Element, places: tuple[Affine, ...], compose: Callable[[Affine, Affine], Affine]) -> Element:
    """The element at other places: axis `k` of the element becomes `places[k]`."""

    def moved(index: Affine) -> Affine:
        if index.axis is None or index.axis >= len(places):
            return index
        return compose(index, places[index.axis])

    match element:
        case Load(array, index):
            return Load(array, tuple(map(moved, index)))
        case Position(index):
            return Position(moved(index))
        case Apply(primitive, args):
            return Apply(primitive, tuple(at(arg, places, compose) for arg in args))
        case Fold():
            return replace(element, element=at(element.element, places, compose))
        case _:
            return element


def renumbered(element: Element, axes: dict[int, int]) -> Element:
    """The element with other numbers for its axes."""

    def moved(index: Affine) -> Affine:
        return index if index.axis not in axes else replace(index, axis=axes[index.axis])

    match element:
        case Load(array, index):
            return Load(array, tuple(map(moved, index)))
        case Position(index):
            return Position(moved(index))
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


def jumps(fold: Fold) -> bool:
    """Whether what is gathered lies in memory along other axes than those of the fold."""
    own = other = 0
    for load in loads(fold.element):
        axis = load.index[-1].axis if load.index else None
        if axis is not None and len({a.axis for a in load.index if a.axis is not None}) > 1:
            own += axis in fold.axes
            other += axis not in fold.axes
    return other > own and not any(isinstance(o, Fold) for o in operations(fold.element))

"""What is done to all elements of an array, before it is known in which loops."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from srcxform.backends.machine.elements import Element, Fold, Index, Length, Load, Value, loads, loads_in
from srcxform.ir.nodes import Operand, Var
from srcxform.origin import NOWHERE, Origin


class _Reading:
    """What reads elements: asked often, found once."""

    element: Element

    @functools.cached_property
    def reads(self) -> tuple[Load, ...]:
        """What is read, the elements that are updated left out."""
        return (*loads(self.element), *loads_in(getattr(self, "index", ())))

    @functools.cached_property
    def accesses(self) -> tuple[tuple[Var, tuple[Index, ...]], ...]:
        """The arrays that are read or written, with the index."""
        found = tuple((load.array, load.index) for load in self.reads)
        return (*found, (self.target, self.index)) if isinstance(self, Write) else found


@dataclass(frozen=True, eq=False)
class Write(_Reading):
    """`target[index] = element` for all elements, or `target[index] symbol= element`.

    `is_new` says that `target` is an array of this statement's own, made for it and written by nothing else. It has
    zeros in `margins` on both sides of each axis: whoever reads it counts from the first of those.
    """

    target: Var
    index: tuple[Index, ...]
    lengths: tuple[Length, ...]
    element: Element
    symbol: Callable[..., Any] | None = None
    is_new: bool = False
    origin: Origin = NOWHERE
    margins: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Give(_Reading):
    """`out = element`, a number: the loops are inside, in a `Fold`."""

    out: Var
    element: Element
    origin: Origin = NOWHERE
    lengths: tuple[Length, ...] = ()


@dataclass(frozen=True, eq=False)
class Sum(_Reading):
    """`out`: the elements at all indices, gathered by a primitive from `start` on."""

    out: Var
    primitive: Callable[..., Any]
    start: Operand
    lengths: tuple[Length, ...]
    element: Element
    origin: Origin = NOWHERE


Action = Write | Give | Sum


@dataclass
class Nest:
    """A loop, and what is done in each trip: inner loops, and actions that have no more axes."""

    length: Length
    actions: list[Action]
    inner: list[Node] = field(default_factory=list)


Node = Nest | Action


@dataclass
class Arrangement:
    """Loops in their order.

    `numbers` are new arrays that live for one trip only, as numbers; of others the first axes, as many as `shortened`
    says, are left out, since a trip of these loops uses nothing of another.
    """

    nodes: list[Node]
    numbers: set[Var] = field(default_factory=set)
    shortened: dict[Var, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """What arranging asks of the program around.

    `root` stands for all arrays that may share memory; `is_finished` says whether nothing but the actions at hand uses
    a new array; `moved` gives an element at other places; `new_array` is one of the numbers that another holds;
    `widened` is a length plus a number.
    """

    root: Callable[[Var], Var]
    is_finished: Callable[[Var], bool]
    moved: Callable[[Element, tuple[Index, ...]], Element]
    new_array: Callable[[Var, int], Var]
    widened: Callable[[Length, int], Length]


def written_by(action: Action) -> Var | None:
    """The array that an action writes into."""
    return action.target if isinstance(action, Write) else None


def arrays_of(action: Action) -> set[Var]:
    """The arrays that an action reads or writes."""
    return {array for array, _ in action.accesses}


def numbers_of(action: Action) -> Iterator[Operand]:
    """The numbers that an action reads."""

    def inside(element: Element) -> Iterator[Operand]:
        if isinstance(element, Value):
            yield element.operand
        for part in getattr(element, "args", ()):
            yield from inside(part)
        if isinstance(element, Fold):
            yield from inside(element.element)

    return inside(action.element)


def have_same_lengths(a: tuple[Length, ...], b: tuple[Length, ...]) -> bool:
    """Whether two loops over several axes have the same trips."""
    return [x.key for x in a] == [x.key for x in b]

"""Values that exist only while a program is read: closures, bound methods and iterations.

They travel through the reader as `Const` operands and never reach the intermediate representation.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import gast

from srcxform.frontend.guards import Guard
from srcxform.frontend.memory import Owner, relate
from srcxform.frontend.source import Source
from srcxform.immutable import immutable
from srcxform.ir.nodes import Const, Operand, Tup
from srcxform.rules import registry

MOST_UNROLLED = 64
"""So many items are taken one by one where the program must know each, if a loop is possible as well."""


@dataclass(eq=False)
class Frame(Owner):
    """The names of one activation of a function; a closure sees its frame as it is when it is called.

    A comprehension has a frame of its own, whose parent it is read in.
    """

    source: Source = None  # type: ignore[assignment]
    parent: Frame | None = None
    local_names: frozenset[str] = frozenset()
    outer_names: frozenset[str] = frozenset()
    node: Any = None  # the function whose body is read, if it is one
    is_comprehension: bool = False


@dataclass(eq=False)
class Instance(Owner):
    """A dict, a list, or an object of a class, whose keys, items or attributes are cells known while reading.

    `site` is where the program makes it. An instance from outside the function has a `holder`: its cells are filled
    when they are read. One that is `frozen` or `shared` must not be written.
    """

    has_keys: ClassVar[bool] = True
    kind: type = dict
    site: object = None
    holder: Any = None
    factory: Operand | None = None
    frozen: bool = False
    shared: bool = False
    recipe: Callable[[], Any] | None = None
    """Of a set, how to make a real one that Python walks in the same order; what trials do is no part of it."""
    recipe_depth: int = 0


@immutable(frozen=True, eq=False)
class View(Tup):
    """The keys, values or items of a dict: what it shows is what the dict has when somebody looks."""

    source: Instance | None = None
    shown: str = "items"


class Absent:
    """What stands in the place of a key that a dict has not, where another path gave it one."""

    def __repr__(self) -> str:
        return "absent"


def may_be(made: Instance, other: Owner) -> None:
    """Note that `made` is perhaps another name of `other`, and perhaps as little to be written."""
    relate(made, other)
    is_one_of(made, other)


def is_one_of(made: Instance, other: Owner) -> None:
    """Note that a write into `made` is perhaps one into `other`."""
    if isinstance(other, Instance):
        made.shared |= other.shared
        made.frozen |= other.frozen


def instance_of(operand: object) -> Instance | None:
    """The virtual object that an operand stands for."""
    return operand.value if isinstance(operand, Const) and isinstance(operand.value, Instance) else None


@immutable(frozen=True, eq=False)
class Closure:
    """A function or lambda defined inside the program."""

    node: gast.FunctionDef | gast.Lambda
    frame: Frame
    python_class: ClassVar[type] = types.FunctionType
    defaults: tuple[Operand, ...]
    keyword_defaults: tuple[Operand | None, ...]
    name: str


@immutable(frozen=True, eq=False)
class BoundMethod:
    """A method of a value: `function(value, ...)`."""

    python_class: ClassVar[type] = types.MethodType
    value: Operand
    function: Callable[..., Any]
    name: str


@immutable(frozen=True, eq=False)
class Super:
    """`super()` in a method of `kind`, for the object (or class) `value`."""

    python_class: ClassVar[type] = super
    kind: type
    value: Operand


@immutable(frozen=True, eq=False)
class RangeOf:
    """`range(start, stop, step)`."""

    python_class: ClassVar[type] = range
    start: Operand
    stop: Operand
    step: Operand


@immutable(frozen=True, eq=False)
class Together:
    """`zip(...)`, `enumerate(...)` and `reversed(...)`: how to find the item of a trip.

    Where the parts were made before Python would make them, `source` is what they were made from.
    """

    kind: str
    parts: tuple[Operand, ...]
    start: Operand | None = None
    source: Any = None

    @property
    def python_class(self) -> type:
        """What Python makes of it; the iterator of an argument is taken for that of a list."""
        kinds: dict[str, type] = {"zip": zip, "enumerate": enumerate, "map": map, "reversed": type(reversed([]))}
        return kinds.get(self.kind, type(iter([])))


class Place(Iterator[Any]):
    """An iterator over an array or a list that is read at more than one place or time: how far it was consumed.

    While a program is read it is an `Instance` with the cells `items` and `place`.
    """


Place.__name__ = Place.__qualname__ = "iterator"  # as messages say it


@immutable(frozen=True, eq=False)
class AfterStar:
    """The only arguments of a call, `f(*value)`, where the run alone knows how many these are."""

    value: Operand


@immutable(frozen=True, eq=False)
class Generator:
    """A generator expression that nobody has consumed yet: what it iterates over is evaluated where it is made."""

    python_class: ClassVar[type] = types.GeneratorType
    node: gast.GeneratorExp
    frame: Frame
    first: Operand


@immutable(frozen=True, eq=False)
class Yielding:
    """A call of a generator function, whose body is read where its items are asked for."""

    python_class: ClassVar[type] = types.GeneratorType
    node: gast.FunctionDef
    names: dict[str, Operand]
    source: Source
    parent: Frame | None
    key: Any
    call: Any


@immutable(frozen=True, eq=False)
class Receiver:
    """A function of the compiler that the program calls: with each item of a generator function, or with its number.

    `frame` is that of the program in which it acts.
    """

    take: Callable[[Operand], Operand]
    frame: Frame


VIRTUAL = (Closure, BoundMethod, Super, RangeOf, Together, Generator, Yielding)
"""What stands for an object of Python's own, whose `python_class` is known."""


@immutable(frozen=True, eq=False)
class Either:
    """One of two functions, by a test that is known when the program runs."""

    test: Operand
    then: Operand
    orelse: Operand


@dataclass(eq=False)
class Captured:
    """Data from outside the function (a global, a cell, an attribute), read again at each call."""

    kind: str
    holder: Any
    name: Any
    operand: Operand

    def read(self) -> Any:
        if self.kind in ("global", "item"):
            return self.holder[self.name]
        return self.holder.cell_contents if self.kind == "cell" else getattr(self.holder, self.name)


def _rules_guard() -> Guard:
    return Guard("attribute", registry, "edition", registry.edition)


@dataclass(eq=False)
class Outside:
    """All that a program takes from outside its parameters."""

    captured: dict[object, Captured] = field(default_factory=dict)
    guards: dict[object, Guard] = field(default_factory=lambda: {"rules": _rules_guard()})

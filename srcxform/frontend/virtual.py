"""Values that exist only while a program is read: closures, bound methods and iterations.

They travel through the reader as `Const` operands and never reach the intermediate representation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gast

from srcxform.frontend.source import Source
from srcxform.ir.nodes import Operand


@dataclass(eq=False)
class Frame:
    """The names of one activation of a function; a closure sees its frame as it is when it is called."""

    source: Source
    names: dict[str, Operand]
    parent: Frame | None = None
    local_names: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Closure:
    """A function or lambda defined inside the program."""

    node: gast.FunctionDef | gast.Lambda
    frame: Frame
    defaults: tuple[Operand, ...]
    keyword_defaults: tuple[Operand | None, ...]
    name: str


@dataclass(frozen=True, eq=False)
class BoundMethod:
    """A method of a value: `function(value, ...)`."""

    value: Operand
    function: Callable[..., Any]
    name: str


@dataclass(frozen=True, eq=False)
class RangeOf:
    """`range(start, stop, step)`."""

    start: Operand
    stop: Operand
    step: Operand


@dataclass(frozen=True, eq=False)
class Together:
    """`zip(...)`, `enumerate(...)` and `reversed(...)`: how to find the item of a trip."""

    kind: str
    parts: tuple[Operand, ...]
    start: Operand | None = None


@dataclass(frozen=True, eq=False)
class Generator:
    """A generator expression that nobody has consumed yet."""

    node: gast.GeneratorExp
    frame: Frame


@dataclass(frozen=True, eq=False)
class Either:
    """One of two functions, by a test that is known when the program runs."""

    test: Operand
    then: Operand
    orelse: Operand


@dataclass(frozen=True, eq=False)
class Foreign:
    """A callable that cannot be hashed (a ctypes function), as one that can."""

    target: Callable[..., Any]

    @property
    def __name__(self) -> str:
        return str(getattr(self.target, "__name__", "foreign"))

    def __call__(self, *args: Any) -> Any:
        return self.target(*args)


@dataclass(eq=False)
class Captured:
    """Data from outside the function (a global, a cell, an attribute), read again at each call."""

    kind: str
    holder: Any
    name: str
    operand: Operand

    def read(self) -> Any:
        if self.kind == "global":
            return self.holder[self.name]
        return self.holder.cell_contents if self.kind == "cell" else getattr(self.holder, self.name)


@dataclass(eq=False)
class Guard:
    """A name whose object was built into the code; another object there means that the code must be made anew."""

    kind: str
    holder: Any
    name: str
    expected: object


@dataclass(eq=False)
class Outside:
    """All that a program takes from outside its parameters."""

    captured: dict[object, Captured] = field(default_factory=dict)
    guards: dict[object, Guard] = field(default_factory=dict)


def is_function(value: object) -> bool:
    """Whether a compile-time object is there to be called."""
    return isinstance(value, (Closure, Either)) or (callable(value) and not isinstance(value, type))

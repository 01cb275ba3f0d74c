"""Operations that are written out in simpler ones before loops are made: which, when, and by what function.

A definition is a function in the compiler's own input language with the parameters of what it defines. It is read on
the operands of a statement, so whatever depends on types and on known arguments is decided while it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srcxform.ir.builder import rank_of, type_of
from srcxform.ir.nodes import Assign, Operand
from srcxform.ir.types import ArrayType

When = Callable[[Assign], bool]
DEFINITIONS: dict[Any, list[tuple[When, Callable[..., Any]]]] = {}


def always(statement: Assign) -> bool:
    return True


def definition(*primitives: Any, when: When = always) -> Callable[[Any], Any]:
    """Registers a function as the definition of primitives; of several, the first that applies is taken."""

    def register(written: Any) -> Any:
        for primitive in primitives:
            DEFINITIONS.setdefault(primitive, []).append((when, written))
        return written

    return register


def as_they_are(*helpers: Any, when: When = always) -> None:
    """Registers functions of the run time that are themselves in the language."""
    for helper in helpers:
        definition(helper, when=when)(helper)


def definition_of(statement: Assign) -> Callable[..., Any] | None:
    """The function to read in the place of a statement's primitive."""
    try:
        found = DEFINITIONS.get(statement.primitive, ())
    except TypeError:
        return None
    return next((written for when, written in found if when(statement)), None)


# Questions about a statement


def argument(statement: Assign, position: int, name: str) -> Operand | None:
    """An argument by its place or its name."""
    if position < len(statement.args):
        return statement.args[position]
    return dict(statement.kwargs).get(name)


def kind_of(operand: Operand | None) -> str:
    """The kind of numbers ("f", "i", ...) of a number or an array; "" if it is not known."""
    t = None if operand is None else type_of(operand)
    return t.dtype.kind if isinstance(t, ArrayType) and t.dtype is not None else ""


def of_array(statement: Assign) -> bool:
    """Whether the first argument is an array, of known rank and dtype."""
    first = next(iter((*statement.args, *(v for _, v in statement.kwargs))), None)
    return bool(rank_of(first)) and bool(kind_of(first))

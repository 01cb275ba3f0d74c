"""How control may leave a block: the question that the normalisation of jumps asks all the time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import gast

Jump = Literal["return", "break", "continue"]
Exit = Literal["return", "break", "continue", "raise", "fall"]

JUMPS: tuple[Jump, ...] = ("return", "break", "continue")


class Leaving(gast.stmt):  # type: ignore[misc]
    """A jump on its way out: its value is kept in `result` and its flag is set; what remains is to leave.

    Known to the normalisation of jumps alone, which leaves none behind.
    """

    _fields = ()
    _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")

    def __init__(self, jump: Jump, result: str | None = None) -> None:
        self.jump: Jump = jump
        self.result = result


def exits(block: Iterable[gast.stmt]) -> frozenset[Exit]:
    """All ways out of a block; "fall" is over its end. Jumps of an inner loop are that loop's own."""
    found: set[Exit] = set()
    for statement in block:
        here = exits_of(statement)
        found |= here - {"fall"}
        if "fall" not in here:
            return frozenset(found)
    return frozenset(found | {"fall"})


def exits_of(statement: gast.stmt) -> frozenset[Exit]:
    """All ways out of one statement."""
    match statement:
        case gast.Return():
            return frozenset({"return"})
        case gast.Break():
            return frozenset({"break"})
        case gast.Continue():
            return frozenset({"continue"})
        case gast.Raise():
            return frozenset({"raise"})
        case Leaving():
            return frozenset({statement.jump})
        case gast.If():
            return exits(statement.body) | exits(statement.orelse)
        case gast.For() | gast.While():
            return _exits_of_loop(statement)
    return frozenset({"fall"})


def is_endless(loop: gast.For | gast.While) -> bool:
    """Whether the loop ends by a jump alone: `while True`."""
    return isinstance(loop, gast.While) and isinstance(loop.test, gast.Constant) and bool(loop.test.value)


def _exits_of_loop(loop: gast.For | gast.While) -> frozenset[Exit]:
    inside = exits(loop.body)
    found: set[Exit] = set(inside & {"return", "raise"})
    if not is_endless(loop):
        found |= exits(loop.orelse)
    if "break" in inside:
        found.add("fall")
    return frozenset(found)

"""How control may leave a block: the question that the normalisation of jumps asks all the time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import gast

from srcxform.frontend.normalise.pseudo import PseudoStatement

Jump = Literal["return", "break", "continue", "fail"]
Exit = Literal["return", "break", "continue", "fail", "raise", "fall"]

JUMPS: tuple[Jump, ...] = ("return", "break", "continue", "fail")
OUTWARD: tuple[Jump, ...] = ("return", "fail")  # the jumps that leave loops


class Leaving(PseudoStatement):
    """A jump on its way out: its value is kept in `result` and its flag is set; what remains is to leave.

    To "fail" is to leave what a `try` or a `with` protects, for what comes after it. A `raise` outside of these has
    nowhere to go and stays what it is.

    Known to the normalisation alone, which leaves none behind.
    """

    _fields = ()

    def __init__(self, jump: Jump, result: str | None = None) -> None:
        self.jump: Jump = jump
        self.result = result


class Protected(PseudoStatement):
    """Runs `body`; then `last`, however the body was left; then `handled` if it failed, and `orelse` if it fell.

    What left the body by another jump goes on leaving after `last`. `failed` is the flag of the failure and `error` the
    name of the exception. With a manager, the body stands within it.

    Known to the normalisation alone, which leaves none behind.
    """

    _fields = ("body", "last", "handled", "orelse", "manager", "target")

    def __init__(
        self,
        body: list[gast.stmt],
        failed: str,
        error: str,
        *,
        last: list[gast.stmt] | None = None,
        handled: list[gast.stmt] | None = None,
        orelse: list[gast.stmt] | None = None,
    ) -> None:
        self.body = body
        self.failed, self.error = failed, error
        self.last, self.handled, self.orelse = last or [], handled or [], orelse or []
        self.manager: gast.expr | None = None
        self.target: gast.expr | None = None

    def goes_on(self, inside: frozenset[Exit]) -> bool:
        """Whether a body with these exits may be left without a jump; a manager may swallow the exception."""
        return "fall" in inside or ("fail" in inside and self.manager is not None)


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
        case Protected():
            return _exits_of_protected(statement)
    return frozenset({"fall"})


def is_endless(loop: gast.For | gast.While) -> bool:
    """Whether the loop ends by a jump alone: `while True`."""
    return isinstance(loop, gast.While) and isinstance(loop.test, gast.Constant) and bool(loop.test.value)


def _exits_of_loop(loop: gast.For | gast.While) -> frozenset[Exit]:
    inside = exits(loop.body)
    found: set[Exit] = set(inside & {"return", "fail", "raise"})
    if not is_endless(loop):
        found |= exits(loop.orelse)
    if "break" in inside:
        found.add("fall")
    return frozenset(found)


def _exits_of_protected(statement: Protected) -> frozenset[Exit]:
    inside, last = exits(statement.body), exits(statement.last)
    if not inside or "fall" not in last:
        return last if inside else inside
    found: set[Exit] = set((inside | last) - {"fall", "fail"}) | set(last & {"fail"})
    if "fail" in inside:
        found |= exits(statement.handled)
    if statement.goes_on(inside):
        found |= exits(statement.orelse)
    return frozenset(found)

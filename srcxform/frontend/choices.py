"""Choices that the compiler makes itself: both sides are read, and what they changed is merged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from srcxform.frontend import branches
from srcxform.frontend.memory import Owner, now
from srcxform.ir.nodes import Const, Operand

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def choose(reader: Reader, test: Operand, then: Callable[[], Operand], orelse: Callable[[], Operand]) -> Operand:
    """`then() if test else orelse()`, with only the chosen one evaluated."""
    test = reader.truth(test, None)
    if isinstance(test, Const):
        return then() if test.value else orelse()
    return read_both(reader, test, then, orelse)


def read_both(
    reader: Reader, test: Operand, then: Callable[[], Operand | None], orelse: Callable[[], Operand | None]
) -> Operand:
    """Read both branches, each of which gives a value or nothing."""
    result = Owner()

    def valued(read: Callable[[], Operand | None]) -> Callable[[], str]:
        def branch() -> str:
            value = read()
            if value is not None:
                reader.memory.write(result, "", value)
            return branches.FALL

        return branch

    began, place = now(), reader.builder.origin
    first = branches.read_branch(reader, valued(then))
    second = branches.read_branch(reader, valued(orelse))
    branches.join_branches(reader, test, first, second, began, place)
    return result.cells.get("", Const(None))

"""What is found out about nodes is kept while a program is compiled; they never change, and go by their identity.

A pass that changes nothing gives back the node that it was given (`ir/walk.py`), so that what is known of it still is.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar, cast

F = TypeVar("F", bound=Callable[..., object])
OF_STATEMENTS = 1 << 14
OF_BLOCKS = 8
_FORGET: list[Callable[[], None]] = []


def kept(size: int) -> Callable[[F], F]:
    """Keep the last `size` answers of a function that asks about nodes."""

    def keep(function: F) -> F:
        answers = functools.lru_cache(maxsize=size)(function)
        _FORGET.append(answers.cache_clear)
        return cast(F, answers)

    return keep


def forget() -> None:
    """Let go of all answers, and with them of the user's objects that stand in nodes."""
    for clear in _FORGET:
        clear()

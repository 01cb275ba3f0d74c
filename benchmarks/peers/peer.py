"""What a peer is, and how its refusals are put into a few words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.problem import Problem
from benchmarks.timing import Thunk, Timer, seconds


class NotOffered(Exception):
    """This peer does not run this kernel, for the reason given."""


@dataclass(frozen=True)
class Entry:
    """One peer at one problem: `result` computes the gradients (of a primal: its value), `timer` times that.

    `compile_seconds` where the peer measures it itself; else it is the first call's time less the second's.
    """

    result: Thunk
    timer: Timer
    compile_seconds: float | None = None
    close: Callable[[], None] = lambda: None


def entry(thunk: Thunk) -> Entry:
    """A function of this process."""
    return Entry(thunk, partial(seconds, thunk))


@dataclass(frozen=True)
class Peer:
    """`enter` raises NotOffered, or whatever the library raises, where it cannot run the kernel.

    `sizes`: at which of a kernel's sizes it takes part. `tolerance`: how far its result may be from the reference,
    relative to the largest element. `is_primal`: it computes the function, not its gradient. `is_reference`: its
    gradient is what the others are compared with. `modules`: what has to be installed. `warm_up`: so that the
    library's own first-time costs are not counted as those of a kernel.
    """

    name: str
    enter: Callable[[Problem], Entry]
    sizes: tuple[str, ...] = ("size", "compiled")
    tolerance: float = 1e-8
    is_primal: bool = False
    is_reference: bool = False
    modules: tuple[str, ...] = ()
    warm_up: Callable[[], Any] = lambda: None


NOISE = re.compile(r"^(Failed in nopython mode pipeline.*|Traceback .*|-+|=+|During: .*|)$")


def reason(error: BaseException, length: int = 110) -> str:
    """An error as one short line: the first that says something, without paths."""
    if isinstance(error, NotOffered):
        return str(error)
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(getattr(error, "message", None) or error))
    lines = [line.strip() for line in text.splitlines()]
    first = next((line for line in lines if not NOISE.match(line)), "")
    first = re.sub(r"(/[\w.+-]+)+/", "", first)
    whole = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return whole if len(whole) <= length else whole[: length - 3].rstrip() + "..."

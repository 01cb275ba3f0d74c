"""Interleaved timing: two functions take turns, so that a slow moment of the machine hits both."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Thunk = Callable[[], Any]


@dataclass(frozen=True)
class Comparison:
    """Seconds for one call, of every function, round by round."""

    rounds: tuple[tuple[float, ...], ...]

    def median(self, which: int) -> float:
        """The median time of one function."""
        return statistics.median(times[which] for times in self.rounds)

    def fastest(self, which: int) -> float:
        """The shortest time of one function: the least disturbed round."""
        return min(times[which] for times in self.rounds)

    def ratio(self, which: int, to: int) -> float:
        """The ratio of the medians."""
        return self.median(which) / self.median(to)

    def ratio_of_fastest(self, which: int, to: int) -> float:
        """The ratio of the shortest times."""
        return self.fastest(which) / self.fastest(to)


def seconds(thunk: Thunk, repeats: int) -> float:
    """The time of one call, averaged over `repeats` calls."""
    start = time.perf_counter()
    for _ in range(repeats):
        thunk()
    return (time.perf_counter() - start) / repeats


def repeats_for(thunk: Thunk, budget: float) -> int:
    """How many calls fill the budget."""
    thunk()
    once = max(seconds(thunk, 1), seconds(thunk, 3), 1e-7)
    return max(1, int(budget / once))


def compare(thunks: Sequence[Thunk], *, rounds: int = 30, budget: float = 2e-3) -> Comparison:
    """Time the functions in turn, `rounds` times; the order turns around in every round."""
    repeats = [repeats_for(thunk, budget) for thunk in thunks]
    found = []
    enabled = gc.isenabled()
    gc.disable()
    try:
        for number in range(rounds):
            order = range(len(thunks)) if number % 2 == 0 else range(len(thunks) - 1, -1, -1)
            times = {which: seconds(thunks[which], repeats[which]) for which in order}
            found.append(tuple(times[which] for which in range(len(thunks))))
    finally:
        if enabled:
            gc.enable()
    return Comparison(tuple(found))


def readable(time_in_seconds: float) -> str:
    """Seconds with a unit that fits."""
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if time_in_seconds * scale >= 1:
            return f"{time_in_seconds * scale:.3g} {unit}"
    return f"{time_in_seconds * 1e9:.3g} ns"

"""Interleaved timing: two functions take turns, so that a slow moment of the machine hits both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from srcxform.collecting import uncollected

Thunk = Callable[[], Any]
Timer = Callable[[int], float]
"""From a number of calls, made one after the other: the seconds of one, averaged."""


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
    with uncollected():
        for number in range(rounds):
            order = range(len(thunks)) if number % 2 == 0 else range(len(thunks) - 1, -1, -1)
            times = {which: seconds(thunks[which], repeats[which]) for which in order}
            found.append(tuple(times[which] for which in range(len(thunks))))
    return Comparison(tuple(found))


@dataclass(frozen=True)
class Turns:
    """Seconds for one call of each function, as often as its turn came."""

    times: tuple[tuple[float, ...], ...]

    def median(self, which: int) -> float:
        """The median time of one function."""
        return statistics.median(self.times[which])

    def fastest(self, which: int) -> float:
        """The shortest time of one function: the least disturbed turn."""
        return min(self.times[which])


def in_turns(timers: Sequence[Timer], *, rounds: int = 30, budget: float = 2e-3, total: float = 10.0) -> Turns:
    """Time the functions in turn, as `compare` does, in about `total` seconds.

    Each has an equal share of the time. A function whose share does not last for all rounds misses turns, evenly
    spread, so a slow one takes nothing from the quick ones. Three turns it has in any case, or one where a call takes
    more than a second.
    """
    repeats, turns = [], []
    for timer in timers:
        once = timer(1)
        if once < budget:  # the call before was the first for a while
            once = max(timer(1), timer(3), 1e-7)
        repeats.append(max(1, int(budget / once)))
        turns.append(min(rounds, max(1 if once > 1.0 else 3, int(total / len(timers) / (once * repeats[-1])))))
    times: list[list[float]] = [[] for _ in timers]
    with uncollected():
        for number in range(rounds):
            order = range(len(timers)) if number % 2 == 0 else range(len(timers) - 1, -1, -1)
            for which in order:
                if (number + 1) * turns[which] // rounds > number * turns[which] // rounds:
                    times[which].append(timers[which](repeats[which]))
    return Turns(tuple(map(tuple, times)))


def readable(time_in_seconds: float) -> str:
    """Seconds with a unit that fits."""
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if time_in_seconds * scale >= 0.9995:  # what is rounded to 1
            return f"{time_in_seconds * scale:.3g} {unit}"
    return f"{time_in_seconds * 1e9:.3g} ns"

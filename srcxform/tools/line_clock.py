"""Where the time of a gradient goes, by line of the primal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from srcxform.origin import Origin

Place = tuple[str, int]


class LineClock:
    """Follows generated code line by line, and adds up the time of each sweep for the primal line that it stands for.

    To follow a line costs time itself. `shares` takes that off: it is what all lines took together, less what a run
    takes that nobody follows, the same for each line that ran.
    """

    def __init__(self) -> None:
        self.filename = ""
        self.lines: dict[int, Origin] = {}
        self.sweep = 0
        self.seconds: dict[tuple[Place, int], float] = {}
        self.visits: dict[tuple[Place, int], int] = {}
        self._here: list[Place | None] = []
        self._since = 0.0

    def turn(self) -> None:
        """The reverse sweep begins."""
        self.sweep = 1

    def follow(self, run: Callable[[], object]) -> None:
        """Run what calls the generated code; of several runs, the shortest time of each line counts."""
        known, self.seconds, self.visits, self.sweep = self.seconds, {}, {}, 0
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            run()
        finally:
            sys.settrace(before)
        self.seconds = {key: min(t, known.get(key, t)) for key, t in self.seconds.items()}

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != self.filename:
            return None
        self._add()
        self._here.append(None)
        self._since = time.perf_counter()
        return self._step

    def _step(self, frame: FrameType, event: str, argument: Any) -> Any:
        self._add()
        if event == "line":
            origin = self.lines.get(frame.f_lineno)
            self._here[-1] = None if origin is None else (origin.filename, origin.lineno)
        elif event == "return":
            self._here.pop()
        self._since = time.perf_counter()
        return self._step

    def _add(self) -> None:
        """Give the time since the last event to the line that ran."""
        place = self._here[-1] if self._here else None
        if place is not None:
            key = place, self.sweep
            self.seconds[key] = self.seconds.get(key, 0.0) + time.perf_counter() - self._since
            self.visits[key] = self.visits.get(key, 0) + 1

    def shares(self, plain: float) -> dict[Place, tuple[float, float]]:
        """Seconds of each line in the forward and in the reverse sweep, of a run that takes `plain` seconds in all."""
        each = max(0.0, sum(self.seconds.values()) - plain) / max(1, sum(self.visits.values()))
        net = {key: max(0.0, t - each * self.visits[key]) for key, t in self.seconds.items()}
        scale = min(1.0, plain / (sum(net.values()) or 1.0))
        places = dict.fromkeys(place for place, _ in net)
        return {p: (scale * net.get((p, 0), 0.0), scale * net.get((p, 1), 0.0)) for p in places}

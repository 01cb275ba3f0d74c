"""One kernel: every peer's result checked, then all of them timed in turns.

`python -m benchmarks.run NAME [--quick]` prints the row as JSON; `python -m benchmarks` starts it for each kernel in a
process of its own, so that a crash or the memory of one does not reach the next.
"""

from __future__ import annotations

import argparse
import copy
import importlib
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.kernel import Kernel
from benchmarks.limits import TooLong, at_most
from benchmarks.peers import PEERS, Entry, Peer, reason
from benchmarks.problem import Problem, deviation, same_leaves
from benchmarks.timing import Timer, in_turns

Row = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How long to measure: rounds, seconds for the turns of one size, and the limits on one call and one first call."""

    rounds: int = 30
    total: float = 5.0
    call_limit: float = 20.0
    first_call_limit: float = 120.0


QUICK = Plan(rounds=5, total=1.0, call_limit=10.0)


@dataclass
class Checked:
    """A peer that gave the right result."""

    peer: Peer
    entry: Entry
    compile_seconds: float
    deviation: float


def measured_kernel(kernel: Kernel, plan: Plan, say: Say, peers: Sequence[Peer] = PEERS) -> Row:
    """The row of a kernel: what it is, and the figures at each of its sizes."""
    return {
        "name": kernel.name,
        "kind": kernel.kind,
        "group": kernel.group,
        "tags": sorted(kernel.tags),
        "date": time.strftime("%Y-%m-%d"),
        "at": {label: measured_size(kernel, label, plan, say, peers) for label in ("size", "compiled")},
    }


def measured_size(kernel: Kernel, label: str, plan: Plan, say: Say, peers: Sequence[Peer]) -> Row:
    """The figures at one size: of those that gave the right result, seconds; of the others, why not."""
    problem = Problem(kernel, getattr(kernel, label))
    originals = copy.deepcopy(problem.args)
    found: list[Checked] = []
    notes: dict[str, str] = {}
    wrong: dict[str, float] = {}
    reference: Any = None
    try:
        for peer in peers:
            if label not in peer.sizes:
                continue
            say(f"{kernel.name} {label} {problem.size}: {peer.name}")
            trial = Trial(peer, problem, plan)
            trial.run(problem.value if peer.is_primal else reference)
            if peer.is_reference:
                reference = trial.result
            if trial.checked is None:
                notes[peer.name] = trial.why_not
                wrong |= {} if trial.off is None else {peer.name: rounded(trial.off)}
            else:
                found.append(trial.checked)
            if not same_leaves(problem.args, originals):
                raise AssertionError(f"{peer.name} changed the arguments of {kernel.name}")
        say(f"{kernel.name} {label} {problem.size}: in turns")
        return {"size": problem.size, **figures(found, plan), "wrong": wrong, "notes": notes}
    finally:
        for each in found:
            each.entry.close()


class Trial:
    """A peer at a problem: called twice, and taken if its second result is right."""

    def __init__(self, peer: Peer, problem: Problem, plan: Plan) -> None:
        self.peer = peer
        self.problem = problem
        self.plan = plan
        self.result: Any = None
        self.checked: Checked | None = None
        self.why_not = ""
        self.off: float | None = None

    def run(self, expected: Any) -> None:
        """Fill in the result, and either what was checked or why it is not timed."""
        if any(importlib.util.find_spec(name) is None for name in self.peer.modules):
            self.why_not = "not installed"
            return
        entry: Entry | None = None
        try:
            self.peer.warm_up()
            with at_most(self.plan.first_call_limit):
                start = time.perf_counter()
                entry = self.peer.enter(self.problem)
                self.result = entry.result()
                first = time.perf_counter() - start
            with at_most(self.plan.call_limit):
                start = time.perf_counter()
                self.result = entry.result()
                second = time.perf_counter() - start
            own = entry.compile_seconds
            self._check(entry, max(0.0, first - second) if own is None else own, expected)
        except TooLong as error:
            self.why_not = f"one call takes {error}"
        except Exception as error:
            self.why_not = reason(error)
        finally:
            if entry is not None and self.checked is None:
                entry.close()

    def _check(self, entry: Entry, compile_seconds: float, expected: Any) -> None:
        if self.peer.is_reference:
            expected = self.result
        if expected is None:
            self.why_not = "nothing to compare it with: the gradient on the NumPy backend is missing"
            return
        off = deviation(self.result, expected)
        if off <= self.peer.tolerance:
            self.checked = Checked(self.peer, entry, compile_seconds, off)
        else:
            self.why_not = f"WRONG: differs by {off:.1e}"
            self.off = min(off, sys.float_info.max)  # JSON has no infinity


def figures(found: Sequence[Checked], plan: Plan) -> Row:
    """Seconds of one call, the shortest and the median; seconds of compiling; how far from the reference."""
    timers: list[Timer] = [each.entry.timer for each in found]
    turns = in_turns(timers, rounds=plan.rounds, total=plan.total)
    names = [each.peer.name for each in found]
    return {
        "seconds": {name: rounded(turns.fastest(k)) for k, name in enumerate(names)},
        "median_seconds": {name: rounded(turns.median(k)) for k, name in enumerate(names)},
        "turns": {name: len(turns.times[k]) for k, name in enumerate(names)},
        "compile_seconds": {each.peer.name: rounded(each.compile_seconds) for each in found},
        "deviation": {each.peer.name: rounded(each.deviation) for each in found},
    }


def rounded(x: float) -> float:
    """Four digits say all that a time can say."""
    return float(f"{x:.4g}")


def main(argv: list[str] | None = None) -> int:
    """Print the row of one kernel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="its file in benchmarks/kernels")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(argv)
    if hasattr(os, "sched_setaffinity"):
        # One core: what a library does on threads of its own is part of its time.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    kernel: Kernel = importlib.import_module(f"benchmarks.kernels.{options.name}").KERNEL
    row = measured_kernel(kernel, QUICK if options.quick else Plan(), lambda text: print(text, file=sys.stderr))
    print(json.dumps(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())

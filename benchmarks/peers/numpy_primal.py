"""The program itself, in NumPy: what every gradient is measured against."""

from __future__ import annotations

from benchmarks.peers.peer import Entry, Peer, entry
from benchmarks.problem import Problem


def enter(problem: Problem) -> Entry:
    return entry(problem.primal(problem.kernel.function))


PEER = Peer("numpy primal", enter, is_primal=True, tolerance=0.0)

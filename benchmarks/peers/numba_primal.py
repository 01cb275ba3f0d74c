"""The program compiled by `numba.njit`, in the form that Numba takes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from benchmarks.peers.peer import Entry, NotOffered, Peer, entry
from benchmarks.peers.rebinding import rebound
from benchmarks.problem import Problem

LIBERTIES = {"reassoc", "contract", "arcp"}
"""What our own backend allows the compiler where there are sums: the same for what it is compared with."""


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of a function and of its helpers; a division by zero gives what NumPy's does."""
    njit = importlib.import_module("numba").njit(error_model="numpy", fastmath=LIBERTIES)
    result: Callable[..., Any] = njit(rebound(function, {}, wrap=njit))
    return result


def enter(problem: Problem) -> Entry:
    kernel = problem.kernel
    # The form in loops is there because Numba does not take the program as it stands.
    return entry(problem.primal(compiled(kernel.primal_loops or kernel.function)))


def warm_up() -> None:
    """The first compilation of a process starts LLVM."""
    if compiled(_nothing)(1.0) != 2.0:
        raise NotOffered("Numba computes 1 + 1 wrongly")


def _nothing(x: float) -> float:
    return x + 1.0


PEER = Peer("numba primal", enter, is_primal=True, sizes=("compiled",), modules=("numba",), warm_up=warm_up)

"""The adjoint that a careful programmer writes, in NumPy and as machine code."""

from __future__ import annotations

from benchmarks.peers.numba_primal import compiled
from benchmarks.peers.numba_primal import warm_up as start_numba
from benchmarks.peers.peer import Entry, NotOffered, Peer, entry
from benchmarks.problem import Problem


def with_numpy(problem: Problem) -> Entry:
    function = problem.kernel.by_hand
    if function is None:
        raise NotOffered("not written")
    args, head = problem.args, problem.head
    return entry(lambda: function(*args, head))


def with_numba(problem: Problem) -> Entry:
    function = problem.kernel.by_hand_loops or problem.kernel.by_hand
    if function is None:
        raise NotOffered("not written")
    machine_code = compiled(function)
    args, head = problem.args, problem.head
    return entry(lambda: machine_code(*args, head))


NUMPY = Peer("by hand", with_numpy, sizes=("size",))
NUMBA = Peer("by hand njit", with_numba, sizes=("compiled",), modules=("numba",), warm_up=start_numba)

"""The generated adjoint, by the public call, in NumPy and as machine code."""

from __future__ import annotations

from typing import Any

from benchmarks.peers.peer import Entry, Peer, entry
from benchmarks.problem import Problem


def with_numpy(problem: Problem) -> Entry:
    return entered(problem)


def with_numba(problem: Problem) -> Entry:
    return entered(problem, backend="numba")


def entered(problem: Problem, **options: Any) -> Entry:
    from srcxform import grad

    kernel = problem.kernel
    gradient = grad(kernel.function, wrt=kernel.wrt, of=kernel.of, **options)
    args, head = problem.args, problem.head
    return entry(lambda: gradient(*args, head))


def warm_up(**options: Any) -> None:
    """The first gradient of a process reads the rules."""
    from srcxform import grad

    grad(_nothing, **options)(1.0)


def _nothing(x: float) -> float:
    return x * x


NUMPY = Peer("srcxform", with_numpy, is_reference=True, warm_up=warm_up)
NUMBA = Peer(
    "srcxform numba",
    with_numba,
    sizes=("compiled",),
    tolerance=1e-12,
    modules=("numba",),
    warm_up=lambda: warm_up(backend="numba"),
)

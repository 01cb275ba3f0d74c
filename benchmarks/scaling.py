"""How the cost of a gradient grows: with the trips of a loop, with the cells of an array, with the steps in time.

`python -m benchmarks scaling`
"""

from __future__ import annotations

import importlib.util
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.peers.numba_primal import compiled
from benchmarks.peers.peer import reason
from benchmarks.run import Plan, Row, Say, rounded
from benchmarks.timing import Thunk, in_turns, seconds

Array = Any
BACKENDS = ("numpy", "numba")


def squares(x: Array) -> float:
    s = 0.0
    for i in range(len(x)):
        s += x[i] ** 2
    return s


def stencil(u: Array, dt: float, nu: float, steps: int) -> None:
    for t in range(steps):
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])


def loop(plan: Plan, say: Say, is_quick: bool) -> Row:
    """A loop over the elements of an array: n trips."""
    sizes = (100, 1000, 10_000) if is_quick else (1000, 10_000, 100_000, 1_000_000)
    points: list[Row] = []
    notes: dict[str, str] = {}
    for n in sizes:
        say(f"n = {n}")
        x = np.linspace(0.5, 1.5, n)
        point, notes = timed_point(squares, (x,), {}, plan)
        points.append({"n": n, **point})
    return {"points": points, "notes": notes}


def cells(plan: Plan, say: Say, is_quick: bool) -> Row:
    """Twenty steps in place of a nonlinear stencil over n cells."""
    sizes = (100, 1000) if is_quick else (100, 1000, 10_000, 100_000, 1_000_000)
    points: list[Row] = []
    notes: dict[str, str] = {}
    for n in sizes:
        say(f"n = {n}")
        point, notes = timed_point(stencil, (start(n), 0.2, 0.1, 20), {"of": "u"}, plan)
        points.append({"n": n, **point})
    return {"points": points, "notes": notes}


def start(n: int) -> Array:
    """A smooth wave."""
    return 0.5 + 0.25 * np.sin(np.linspace(0.0, 6.0, n))


def timed_point(
    function: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any], plan: Plan
) -> tuple[Row, dict[str, str]]:
    """Seconds of primal and gradient on every backend, in turns, after the gradients were compared."""
    thunks: dict[str, Thunk] = {}
    notes: dict[str, str] = {}
    expected: Any = None
    for backend in BACKENDS:
        try:
            primal, gradient = of_backend(function, args, options, backend)
            found = gradient()
            primal()
            expected = found if expected is None else expected
            np.testing.assert_allclose(found, expected, rtol=1e-12)
        except Exception as error:
            notes[backend] = reason(error)
            continue
        thunks[f"{backend} primal"], thunks[f"{backend} gradient"] = primal, gradient
    names = list(thunks)
    turns = in_turns(
        [lambda repeats, name=name: seconds(thunks[name], repeats) for name in names],  # type: ignore[misc]
        rounds=plan.rounds,
        total=plan.total,
    )
    return {"seconds": {name: rounded(turns.fastest(k)) for k, name in enumerate(names)}}, notes


def of_backend(
    function: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any], backend: str
) -> tuple[Thunk, Thunk]:
    """The primal on its own copy of the first argument, and the gradient."""
    from srcxform import grad

    if backend == "numpy":
        primal, gradient = function, grad(function, **options)
    elif importlib.util.find_spec("numba") is None:
        raise ImportError("Numba is not installed")
    else:
        gradient = grad(function, backend=backend, **options)
        primal = compiled(function)
    scratch, rest = args[0].copy(), args[1:]

    def run() -> Any:
        np.copyto(scratch, args[0])
        return primal(scratch, *rest)

    return run, lambda: gradient(*args)


def memory(plan: Plan, say: Say, is_quick: bool) -> Row:
    """What is recorded by more and more steps in place: by the report, by the allocator, and what has to be."""
    n, steps = (1000, (10, 100)) if is_quick else (100_000, (10, 30, 100, 300, 1000))
    points = []
    for count in steps:
        say(f"{count} steps")
        args = (start(n), 0.2, 0.1, count)
        points.append({"steps": count, "needed": count * (n - 2) * 8, **tape(args)})
    return {"cells": n, "points": points}


def tape(args: tuple[Any, ...]) -> Row:
    """Bytes of the tape as the report says, and the most bytes that the call held at one time."""
    import srcxform

    gradient = srcxform.grad(stencil, of="u")
    gradient(args[0][:10], *args[1:-1], 1)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        gradient(*args)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    return {"recorded": srcxform.tape_report(gradient, *args).tape_bytes, "peak": peak}


ROWS: dict[str, Callable[[Plan, Say, bool], Row]] = {"loop": loop, "cells": cells, "memory": memory}

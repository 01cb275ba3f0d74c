"""JAX: `jit` of the reverse mode, in float64, of a form with `lax.scan` or `fori_loop` for loops."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.peers.peer import Entry, NotOffered, Peer, entry
from benchmarks.problem import Problem, mapped


def enter(problem: Problem) -> Entry:
    return entered(problem, problem.kernel.jax)


def enter_rewritten(problem: Problem) -> Entry:
    return entered(problem, problem.kernel.jax_rewritten)


def entered(problem: Problem, form: Callable[[Any], Callable[..., Any]] | None) -> Entry:
    if form is None:
        raise NotOffered("no form of it is written")
    jax = started()
    function = form(jax)
    # Integers are known when it compiles, as lengths of loops have to be; all else is an argument of the compiled code.
    fixed = tuple(k for k, x in enumerate(problem.args) if isinstance(x, int | str | None))
    given = {k: mapped(jax.numpy.asarray, x) for k, x in enumerate(problem.args) if k not in fixed}

    def gradient(active: tuple[Any, ...], rest: dict[int, Any], head: Any) -> Any:
        args = tuple(problem.args[k] if k in fixed else rest[k] for k in range(len(problem.args)))
        return jax.vjp(problem.call_of_wrt(function, args), *active)[1](head)

    compiled = jax.jit(gradient)
    active = tuple(given[k] for k in problem.wrt)
    # The dtype of the head is that of the result; complex gradients are the conjugates of ours.
    head = mapped(lambda leaf: jax.numpy.conj(jax.numpy.asarray(leaf)), problem.head)
    if not problem.is_complex:
        return entry(lambda: jax.block_until_ready(compiled(active, given, head)))
    return entry(lambda: mapped(np.conj, jax.block_until_ready(compiled(active, given, head))))


def started() -> Any:
    """The library with double precision, on the processor."""
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    importlib.import_module("jax.numpy")
    importlib.import_module("jax.scipy.linalg")
    importlib.import_module("jax.scipy.special")
    return jax


def warm_up() -> None:
    """The first compilation of a process starts XLA."""
    jax = started()
    jax.block_until_ready(jax.jit(jax.grad(lambda x: x * x))(1.0))


PEER = Peer("jax", enter, sizes=("compiled",), modules=("jax",), warm_up=warm_up)
REWRITTEN = Peer("jax rewritten", enter_rewritten, sizes=("compiled",), modules=("jax",), warm_up=warm_up)
"""Another program for the same function, as JAX's library has it."""

"""What one kernel of the benchmarks is: a NumPy program, its inputs, and other ways to its gradient.

Each file of `benchmarks/kernels/` holds one kernel and ends with `KERNEL = Kernel(...)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Array = Any
Inputs = dict[str, Any]


@dataclass(frozen=True)
class Kernel:
    """A program as its users write it, and how it is measured.

    `function`: plain NumPy; the benchmark differentiates it unmodified.
    `wrt`: names of the parameters whose gradients are taken, in order. `of`: the parameter that is written and
    differentiated, or None for the result.
    `kind`: "array" (whole arrays: few statements, none in a long loop), "loop" (loops whose bodies work on elements or
    on slices), or "scalar" (loops over Python floats).
    `inputs(size, rng)`: the arguments by name, float64 (or complex128), C-contiguous.
    `tests`: small sizes at which the gradient is compared with differences. `size`: for the NumPy backend, at which
    the primal in CPython takes 1 to 50 ms. `compiled`: for machine code, at which that takes 0.2 to 20 ms.
    `by_hand(*args, head)`: the gradients in the order of `wrt` as a tuple, by a careful programmer, in NumPy.
    `by_hand_loops`: the same, as explicit loops that Numba's `njit` takes; where None, `by_hand` is compiled.
    `primal_loops`: the primal in a form that Numba compiles, where `function` itself is none.
    `jax(jax)`: the function of the same arguments for `jax.jit(jax.grad(...))`, loops by `lax.scan` or `fori_loop`;
    it returns what `of` names. It has the program's own loops. `jax_rewritten`: another program for the same function,
    of library calls or with the loops in another order, as its users may write it; it has a column of its own.
    `functional`: the program in plain NumPy without in-place writes, which autograd takes, or None where `function`
    itself is such.
    `torch(torch)`: the function of the same arguments on tensors, as a user of PyTorch writes it.
    """

    function: Callable[..., Any]
    wrt: tuple[str, ...]
    kind: Literal["array", "loop", "scalar"]
    inputs: Callable[[int, np.random.Generator], Inputs]
    tests: tuple[int, ...]
    size: int
    compiled: int
    of: str | None = None
    group: Literal["kernels", "ml"] = "kernels"
    by_hand: Callable[..., tuple[Array, ...]] | None = None
    by_hand_loops: Callable[..., tuple[Array, ...]] | None = None
    primal_loops: Callable[..., Any] | None = None
    jax: Callable[[Any], Callable[..., Any]] | None = None
    jax_rewritten: Callable[[Any], Callable[..., Any]] | None = None
    functional: Callable[..., Any] | None = None
    torch: Callable[[Any], Callable[..., Any]] | None = None
    autograd: bool = True
    tags: frozenset[str] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        return self.function.__name__

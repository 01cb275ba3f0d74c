"""How a kernel of the benchmarks is run and judged: its value, its differences, its arguments in other layouts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from benchmarks.kernel import Kernel
from benchmarks.kernels import kernels
from srcxform import grad
from tests import oracle

LAYOUTS = ("plain", "strided", "fortran")


class Case(NamedTuple):
    """One kernel at one size: arguments, what they give, a head for it, and a direction for what is differentiated."""

    kernel: Kernel
    args: tuple[Any, ...]
    positions: tuple[int, ...]
    value: Any
    head: Any
    direction: tuple[Any, ...]


def value_of(kernel: Kernel, args: Any) -> Any:
    """What the kernel differentiates, computed in fresh memory: the result, or the argument that `of` names."""
    fresh = [oracle.copied(arg) for arg in args]
    result = kernel.function(*fresh)
    return result if kernel.of is None else fresh[names_of(kernel).index(kernel.of)]


def names_of(kernel: Kernel) -> list[str]:
    """The names of the parameters, in order."""
    return list(kernel.inputs(kernel.tests[0], np.random.default_rng(0)))


@functools.cache
def case(name: str, size: int) -> Case:
    """The case of a kernel at a size, the same for all tests."""
    (kernel,) = kernels((name,))
    rng = np.random.default_rng([size, len(name)])
    args = tuple(kernel.inputs(size, rng).values())
    positions = tuple(names_of(kernel).index(given) for given in kernel.wrt)
    value = value_of(kernel, args)
    head = oracle.drawn_like(value, rng)
    chosen = oracle.chosen(args, positions)
    return Case(kernel, args, positions, value, head, oracle.drawn_like(chosen, rng))


@functools.cache
def differences(name: str, size: int) -> tuple[oracle.Estimate, ...]:
    """The derivative of `<head, value>` for each leaf that is differentiated, along its part of the direction.

    One leaf at a time: in their sum a small part would be lost beside a large one.
    """
    judged = case(name, size)
    chosen = oracle.chosen(judged.args, judged.positions)
    parts = list(oracle.leaves(judged.direction))

    def objective(values: Any) -> float:
        args = oracle.with_chosen(judged.args, judged.positions, values)
        return oracle.inner(judged.head, value_of(judged.kernel, args))

    def along(which: int) -> Any:
        count = iter(range(len(parts)))
        return oracle.rebuilt(judged.direction, lambda leaf: leaf if next(count) == which else 0 * leaf)

    return tuple(_estimate(objective, chosen, along(which)) for which in range(len(parts)))


def _estimate(objective: Callable[[Any], float], chosen: Any, direction: Any) -> oracle.Estimate:
    """By long steps, and where these cross a kink, by short ones."""
    estimates = []
    for step in (1e-2, 1e-4):
        estimates.append(oracle.directional(objective, chosen, direction, step))
        if estimates[-1].error <= 1e-8 * abs(estimates[-1].value):
            break
    return min(estimates, key=lambda estimate: estimate.error)


@functools.cache
def derivative(name: str) -> Callable[..., tuple[Any, ...]]:
    """The gradient function of a kernel, compiled once for all tests."""
    (kernel,) = kernels((name,))
    return grad(kernel.function, wrt=kernel.wrt, of=kernel.of)


def in_layout(layout: str, value: Any) -> Any:
    """The same numbers; an array as every second element of a larger one, or with its first axis running fastest."""
    if isinstance(value, (tuple, list)):
        return type(value)(in_layout(layout, part) for part in value)
    if isinstance(value, dict):
        return {key: in_layout(layout, part) for key, part in value.items()}
    if not isinstance(value, np.ndarray) or layout == "plain":
        return oracle.copied(value)
    if layout == "fortran":
        return np.asfortranarray(value)
    larger = np.zeros(tuple(2 * length for length in value.shape), value.dtype)
    view = larger[(slice(None, None, 2),) * value.ndim]
    view[...] = value
    return view


def typical(gradient: Any, direction: Any) -> float:
    """How large the product of a gradient and a random direction is, without the luck of their signs."""
    g, d = oracle.flat(gradient), oracle.flat(direction)
    return float(np.linalg.norm(g) * np.linalg.norm(d) / np.sqrt(max(1, g.size)))


def largest_difference(found: Any, right: Any) -> float:
    """The largest difference between two nested values, relative to the largest number in each leaf.

    A leaf of much smaller numbers than the others is the small difference of large ones: it is not asked for as many
    digits.
    """
    pairs = [(np.asarray(a), np.asarray(b)) for a, b in zip(oracle.leaves(found), oracle.leaves(right), strict=True)]
    sizes = [float(np.max(np.abs(b), initial=0.0)) for _, b in pairs]
    least = max(1e-3 * max(sizes, default=0.0), 1e-300)
    worst = 0.0
    for (a, b), size in zip(pairs, sizes, strict=True):
        if a.shape != b.shape:
            return np.inf
        worst = max(worst, float(np.max(np.abs(a - b), initial=0.0)) / max(size, least))
    return worst

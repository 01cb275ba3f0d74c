"""One kernel at one size: the arguments, the weights of its results, and what every gradient has to equal."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.kernel import Kernel
from benchmarks.timing import Thunk

SEED = 20_240_501


class Problem:
    """The same inputs and the same random head for every peer."""

    def __init__(self, kernel: Kernel, size: int) -> None:
        self.kernel = kernel
        self.size = size
        rng = np.random.default_rng(SEED)
        inputs = kernel.inputs(size, rng)
        self.names = tuple(name for name in inspect.signature(kernel.function).parameters if name in inputs)
        self.args = tuple(inputs[name] for name in self.names)
        self.wrt = tuple(self.names.index(name) for name in kernel.wrt)
        after = copy.deepcopy(self.args)
        result = kernel.function(*after)
        self.written = tuple(k for k, x in enumerate(self.args) if not same_leaves(x, after[k]))
        self.value = result if kernel.of is None else after[self.names.index(kernel.of)]
        self.head = weights_like(self.value, rng)

    @property
    def is_complex(self) -> bool:
        """Whether conventions of complex gradients matter."""
        return any(np.iscomplexobj(leaf) for leaf in leaves((self.head, [self.args[k] for k in self.wrt])))

    def primal(self, function: Callable[..., Any]) -> Thunk:
        """The function on these arguments; what it writes is first made what it was, as a caller would have to."""
        scratch = list(self.args)
        for k in self.written:
            scratch[k] = copy.deepcopy(self.args[k])
        pairs = [pair for k in self.written for pair in zip(leaves(scratch[k]), leaves(self.args[k]), strict=True)]
        place = None if self.kernel.of is None else self.names.index(self.kernel.of)

        def primal() -> Any:
            for own, original in pairs:
                np.copyto(own, original)
            result = function(*scratch)
            return result if place is None else scratch[place]

        return primal

    def call_of_wrt(self, function: Callable[..., Any], args: tuple[Any, ...] | None = None) -> Callable[..., Any]:
        """The function of the differentiated arguments alone."""
        given = self.args if args is None else args

        def of_wrt(*active: Any) -> Any:
            whole = list(given)
            for k, x in zip(self.wrt, active, strict=True):
                whole[k] = x
            return function(*whole)

        return of_wrt


def leaves(x: Any) -> list[Any]:
    """The arrays and numbers of nested tuples, lists and dicts, in order."""
    if isinstance(x, dict):
        return [leaf for key in x for leaf in leaves(x[key])]
    if isinstance(x, tuple | list):
        return [leaf for item in x for leaf in leaves(item)]
    return [x]


def mapped(function: Callable[[Any], Any], x: Any) -> Any:
    """The same structure with other leaves."""
    if isinstance(x, dict):
        return {key: mapped(function, x[key]) for key in x}
    if isinstance(x, tuple | list):
        return type(x)(mapped(function, item) for item in x)
    return function(x)


def same_leaves(one: Any, other: Any) -> bool:
    """Whether all leaves are equal, to the bit."""
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(leaves(one), leaves(other), strict=True))


def weights_like(value: Any, rng: np.random.Generator) -> Any:
    """Random weights of the shape of a result, none of them near 0; a Python number for a number."""

    def weight(leaf: Any) -> Any:
        shape = np.shape(leaf)
        drawn = rng.uniform(0.5, 1.5, shape)
        if np.iscomplexobj(leaf):
            drawn = drawn + 1j * rng.uniform(0.5, 1.5, shape)
        return drawn if shape else (complex(drawn) if np.iscomplexobj(leaf) else float(drawn))

    return mapped(weight, value)


def deviation(found: Any, expected: Any) -> float:
    """The largest difference, each leaf's relative to the largest element of what is expected; inf if it is none."""
    ours, theirs = leaves(found), leaves(expected)
    if len(ours) != len(theirs):
        return float("inf")
    worst = 0.0
    for one, other in zip(ours, theirs, strict=True):
        a, b = np.asarray(one), np.asarray(other)
        if a.size != b.size or not np.all(np.isfinite(a)) or (a.ndim and b.ndim and a.shape != b.shape):
            return float("inf")
        scale = float(np.max(np.abs(b), initial=0.0)) or 1.0
        worst = max(worst, float(np.max(np.abs(a.reshape(b.shape) - b), initial=0.0)) / scale)
    return worst if np.isfinite(worst) else float("inf")

"""What a test program is: a plain function, arguments at a smooth point, and what is differentiated."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests import oracle


@dataclass(frozen=True)
class Program:
    """One row of a table of programs.

    `wrt` holds positions (default: every argument with floats in it); `of` names a parameter that is written in place.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    of: str | None = None
    wrt: tuple[int, ...] | None = None
    tolerance: float = 1e-6
    step: float = 1e-2
    label: str = ""  # for a callable without a name of its own

    @property
    def name(self) -> str:
        """The function's own name, for test ids."""
        function = getattr(self.function, "func", self.function)  # a partial has no module
        return f"{function.__module__.rsplit('.', 1)[-1]}-{self.label or function.__name__}"

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions of the arguments that are differentiated."""
        if self.wrt is not None:
            return self.wrt
        return tuple(i for i, arg in enumerate(self.args) if any(True for _ in oracle.leaves(arg)))

    def output(self, args: list[Any]) -> Any:
        """What is differentiated, of a run on arguments that may be written."""
        value = self.function(*args)
        if self.of is None:
            return value
        names = list(inspect.signature(self.function).parameters)
        return args[names.index(self.of)]

    def output_at(self, values: tuple[Any, ...]) -> Any:
        """The output as a function of the differentiated arguments alone."""
        return self.output(oracle.with_chosen(self.args, self.positions, values))

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The differentiated arguments."""
        return oracle.chosen(self.args, self.positions)


def numbers(*shape: int, seed: int = 0, low: float = -1.0, high: float = 1.0) -> np.ndarray:
    """Reproducible numbers without structure, so that no test passes by symmetry."""
    return np.random.default_rng(1000 + seed).uniform(low, high, shape)

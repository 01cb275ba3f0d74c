"""check_grads: reverse, forward and numerical derivatives of one function in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcxform import api
from srcxform.errors import GradientMismatch
from srcxform.tools.comparison import FEW, Derivatives, Mode, Point, Row
from srcxform.tools.leaves import is_inexact, leaves


@dataclass(frozen=True)
class Report:
    """All rows of a check, and the table that shows them."""

    function: str
    rows: tuple[Row, ...]

    @property
    def failures(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.failed)

    @property
    def summary(self) -> str:
        """One line: what failed."""
        if all(row.verdict.startswith("not smooth") for row in self.failures):
            return f"{self.function} is not smooth at these arguments: there is no derivative to compare with"
        return f"derivatives of {self.function} disagree in {len(self.failures)} of {len(self.rows)} directions"

    def explained(self) -> str:
        """The message of `GradientMismatch`: what failed, the table, and what to do about a kink."""
        lines = [self.summary, self.table(self.rows if len(self.rows) <= 2 * FEW else self.failures)]
        if any(row.verdict.startswith("not smooth") for row in self.failures):
            lines.append("a kink is no mistake of the derivative: move the arguments away from ties and borders")
        return "\n".join(lines)

    def table(self, rows: Sequence[Row] | None = None) -> str:
        head = ("argument", "direction", "reverse", "forward", "numerical", "rel. error", "")
        lines = [head, *(_cells(row) for row in (self.rows if rows is None else rows))]
        widths = [max(map(len, column)) for column in zip(*lines)]
        shown = []
        for cells in lines:
            words = [cell.ljust(w) if i < 2 else cell.rjust(w) for i, (cell, w) in enumerate(zip(cells[:-1], widths))]
            shown.append("  ".join([*words, cells[-1]]).rstrip())
        return "\n".join(shown)


def check_grads(
    f: Callable[..., Any],
    *args: Any,
    modes: Sequence[Mode] = ("forward", "reverse"),
    order: int = 1,
    rtol: float = 1e-6,
    seed: int = 0,
) -> None:
    """Raise `GradientMismatch`, with a readable table, where derivatives of `f` at `args` disagree.

    Checked are reverse against forward mode (the dot-product identity, to 1e-10) and both against extrapolated
    central differences (to `rtol`, wider for float32), with respect to every float and complex number in the
    arguments. `order=2` checks the gradient's own derivatives as well. The arguments are not changed.

    A function that uses `stop_gradient` disagrees with its numerical derivative on purpose: differences see every way
    from input to output, the detached ones too.
    """
    report = derivative_report(f, *args, modes=modes, rtol=rtol, seed=seed)
    if report.failures:
        raise GradientMismatch(report.explained(), origin=api.place_of(f))
    if order > 1:
        wrt = tuple(i for i, arg in enumerate(args) if any(map(is_inexact, leaves(arg))))
        check_grads(api.grad(f, wrt=wrt), *args, modes=modes, order=order - 1, rtol=rtol, seed=seed)


def derivative_report(
    f: Callable[..., Any],
    *args: Any,
    modes: Sequence[Mode] = ("forward", "reverse"),
    rtol: float = 1e-6,
    seed: int = 0,
    derivatives: Derivatives | None = None,
) -> Report:
    """The comparison of `check_grads` as data, whatever its outcome."""
    if not modes or not set(modes) <= {"forward", "reverse"}:
        raise ValueError(f'modes must be some of "forward", "reverse", not {modes!r}')
    point = Point(f, args, derivatives or Derivatives(), np.random.default_rng(seed), rtol)
    directions = point.directions()
    gradient = point.gradient() if "reverse" in modes else None
    rows = tuple(point.row(direction, gradient, forward="forward" in modes) for direction in directions)
    return Report(getattr(f, "__name__", type(f).__name__), rows)


def _cells(row: Row) -> tuple[str, ...]:
    numbers = ["-" if value is None else f"{value:.9g}" for value in (row.reverse, row.forward, row.numerical)]
    return (row.argument, row.direction, *numbers, f"{row.error:.1e}", row.verdict)

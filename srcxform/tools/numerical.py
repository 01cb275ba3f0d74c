"""Numerical derivatives of a function of one step, good enough to judge an exact one.

Difference quotients with halving steps, extrapolated to step zero (Richardson); the entry of the table with the
smallest estimated error wins, as in Ridders' method. Each entry looks at the last few steps only, so a step so long
that it crosses a kink, changes a branch or leaves the domain spoils nothing once the steps are shorter.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

Curve = Callable[[float], float]  # t -> value at x + t * direction; nan where it cannot be evaluated

LEVELS = 16  # the shortest step is the first one / 2**15, about where rounding takes over
ORDERS = 5  # extrapolations to combine at most


@dataclass(frozen=True)
class Estimate:
    """A derivative at zero and a bound, by experience, on its error: infinite where the quotients do not settle."""

    value: float
    error: float

    @property
    def settled(self) -> bool:
        return math.isfinite(self.value) and math.isfinite(self.error)


UNKNOWN = Estimate(math.nan, math.inf)


def central(curve: Curve, step: float, *, noise: float, goal: float) -> Estimate:
    """The derivative at 0 from both sides. `noise` is the absolute rounding error of one value of the curve.

    A relative error below `goal` ends the search.
    """

    def quotient(h: float) -> tuple[float, float]:
        return (curve(h) - curve(-h)) / (2 * h), noise / h

    return _extrapolated(quotient, step, ratio=4.0, growth=4.0, goal=goal)


def one_sided(curve: Curve, step: float, *, noise: float, goal: float) -> Estimate:
    """The derivative from the right; give a negative step for the one from the left."""
    start = curve(0.0)

    def quotient(h: float) -> tuple[float, float]:
        return (curve(h) - start) / h, 2 * noise / abs(h)

    return _extrapolated(quotient, step, ratio=2.0, growth=2.0, goal=goal)


def _extrapolated(
    quotient: Callable[[float], tuple[float, float]], step: float, *, ratio: float, growth: float, goal: float
) -> Estimate:
    """The best entry of Neville's table; the k-th column removes the k-th power in the quotient's error.

    That power's factor is `ratio * growth**(k - 1)`: 4, 16, 64 ... for central, 2, 4, 8 ... for one-sided quotients.
    """
    best = UNKNOWN
    previous: list[float] = []
    for level in range(LEVELS):
        value, rounding = quotient(step / 2**level)
        if not math.isfinite(value):
            previous = []  # outside the domain: begin again with shorter steps
            continue
        row, factor = [value], ratio
        for older in previous[:ORDERS]:
            row.append(row[-1] + (row[-1] - older) / (factor - 1))
            factor *= growth
            error = max(abs(row[-1] - row[-2]), abs(row[-1] - older)) + rounding
            if error <= best.error:
                best = Estimate(row[-1], error)
        previous = row
        if best.error <= goal * abs(best.value):
            break
    return best

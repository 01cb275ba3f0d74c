"""Reverse, forward and numerical derivatives of one function at one point, one direction after another.

All three are compared as one number for each direction `v` in the space of the arguments, under one random head:
`<J^T head, v>` by reverse mode, `<head, J v>` by forward mode, and the slope of `<head, f(x + t v)>` at `t = 0`.
Where the numerical slope disagrees, the slopes from both sides tell a kink of `f` from a wrong derivative.
"""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from srcxform import api
from srcxform.errors import GradientMismatch, NotDifferentiable
from srcxform.tools import numerical
from srcxform.tools.leaves import copied, is_inexact, labelled_leaves, leaves, leaves_like, map_leaves, rebuild
from srcxform.tools.vectors import dot, moved, norm, of_kind, random_like, size, units

Mode = Literal["forward", "reverse"]

FEW = 12  # as many input numbers are checked one by one; more of them along random directions
IDENTITY_TOLERANCE = 1e-10  # of the dot-product identity <head, J v> = <J^T head, v>


@dataclass(frozen=True)
class Derivatives:
    """Where the exact derivatives come from: with the signatures of `srcxform.vjp` and `srcxform.jvp`."""

    vjp: Callable[..., tuple[Any, Callable[..., Any]]] = api.vjp
    jvp: Callable[..., tuple[Any, Any]] = api.jvp


@dataclass(frozen=True)
class Row:
    """One direction: three derivatives that should be one, and the verdict on them."""

    argument: str
    direction: str
    reverse: float | None
    forward: float | None
    numerical: float
    error: float
    verdict: str = "ok"

    @property
    def failed(self) -> bool:
        return self.verdict != "ok"


@dataclass(frozen=True)
class Direction:
    """A tangent for each inexact leaf of the arguments, and the words for it in the table."""

    argument: str
    label: str
    tangents: tuple[Any, ...]


@dataclass(frozen=True)
class Point:
    """A function at the arguments where its derivatives are compared, under a fixed random head."""

    f: Callable[..., Any]
    args: tuple[Any, ...]
    derivatives: Derivatives
    random: np.random.Generator
    rtol: float

    @cached_property
    def inexact(self) -> list[tuple[str, Any]]:
        """The numbers to differentiate by: label and value."""
        named = zip(argument_names(self.f, len(self.args)), self.args)
        found = [leaf for name, arg in named for leaf in labelled_leaves(arg, name) if is_inexact(leaf[1])]
        if not found:
            raise NotDifferentiable("no argument holds a float or complex number", instead="pass floats to check")
        return found

    @cached_property
    def value(self) -> Any:
        return self.f(*copied(self.args))

    @cached_property
    def head(self) -> Any:
        return map_leaves(lambda leaf: random_like(leaf, self.random) if is_inexact(leaf) else None, self.value)

    @cached_property
    def epsilon(self) -> float:
        """The relative rounding error of the coarsest type that takes part."""
        kinds = [np.asarray(leaf).dtype for leaf in leaves([self.args, self.value]) if is_inexact(leaf)]
        return max(float(np.finfo(kind).eps) for kind in kinds)

    @cached_property
    def tolerance(self) -> float:
        """What differences of values with that rounding can resolve: 1.7e-3 for float32."""
        return max(self.rtol, float(self.epsilon**0.4))

    @cached_property
    def magnitude(self) -> float:
        """The size of the terms of `<head, f(x)>`, by which its rounding error is measured."""
        return size(self.head, self.value)

    def gradient(self) -> list[Any]:
        """`J^T head` for each inexact leaf."""
        arguments = copied(self.args)
        _, pullback = self.derivatives.vjp(self.f, *arguments)
        gradient = pullback(self.head)
        self._assert_unchanged(arguments, "reverse")
        return self._of_inexact(leaves_like(self.args, tuple(gradient)))

    def pushed(self, direction: Direction) -> Any:
        """`J v`."""
        arguments = copied(self.args)
        _, tangent = self.derivatives.jvp(self.f, arguments, self._tangents(direction))
        self._assert_unchanged(arguments, "forward")
        return tangent

    def directions(self) -> list[Direction]:
        """Each number by itself where there are few, else each leaf in a random direction; and all at random."""
        values = [value for _, value in self.inexact]
        numbers = sum(np.size(value) * (2 if np.iscomplexobj(value) else 1) for value in values)
        found: list[Direction] = []
        for i, value in enumerate(values):
            if numbers <= FEW:
                found += [self._along(i, where, unit) for where, unit in units(value)]
            elif len(values) <= FEW:
                found.append(self._along(i, "random", random_like(value, self.random)))
        every = tuple(random_like(value, self.random) for value in values)
        return [*found, Direction("all" if len(values) > 1 else self.inexact[0][0], "random", every)]

    def _along(self, place: int, label: str, tangent: Any) -> Direction:
        """A direction that moves one leaf alone."""
        still = [of_kind(value, np.zeros(np.shape(value))) for _, value in self.inexact]
        still[place] = tangent
        return Direction(self.inexact[place][0], label, tuple(still))

    def row(self, direction: Direction, gradient: list[Any] | None, *, forward: bool) -> Row:
        reverse_value = forward_value = None
        terms = rounding = 0.0
        if gradient is not None:
            reverse_value = dot(gradient, list(direction.tangents))
            terms += size(gradient, list(direction.tangents))
            rounding = 8 * self.epsilon * norm(gradient) * norm(list(direction.tangents))
        if forward:
            tangent = self.pushed(direction)
            forward_value = dot(self.head, tangent)
            terms += size(self.head, tangent)
        exact = [value for value in (reverse_value, forward_value) if value is not None]
        slope, error, verdict = self._judged(exact, direction, rounding)
        if reverse_value is not None and forward_value is not None and not _same(reverse_value, forward_value):
            gap = abs(reverse_value - forward_value)
            if not gap <= max(IDENTITY_TOLERANCE, 1e3 * self.epsilon) * terms + rounding:
                error, verdict = max(error, gap / terms if terms else math.inf), "WRONG: reverse and forward differ"
        return Row(direction.argument, direction.label, reverse_value, forward_value, slope, error, verdict)

    def _judged(self, exact: list[float], direction: Direction, rounding: float) -> tuple[float, float, str]:
        """The numerical slope, the largest relative error of the exact ones, and the verdict.

        `rounding` is what a derivative that is zero may be by the rounding of other elements of the gradient.
        """
        step = 0.1 * self._scale(direction)
        options = {"noise": self.epsilon * self.magnitude, "goal": 1e-4 * self.tolerance}
        curve = self._curve(direction)
        slope = numerical.central(curve, step, **options)
        floor = 1e-2 * self.tolerance * self.magnitude / step
        if all(_agree(value, slope, self.tolerance, floor, rounding) for value in exact):
            return slope.value, _relative(exact, slope.value), "ok"
        right = numerical.one_sided(curve, step, **options)
        left = numerical.one_sided(curve, -step, **options)
        sides = [side for side in (left, right) if _settled(side, self.tolerance, floor)]
        if len(sides) == 2 and not _agree(left.value, right, self.tolerance**0.5, floor):
            kink = f"not smooth here: slope {left.value:.6g} on the left, {right.value:.6g} on the right"
            return slope.value, _relative(exact, slope.value), kink
        if not sides or not _settled(slope, self.tolerance, floor):
            return self._judged_from_one_side(exact, sides)
        return slope.value, _relative(exact, slope.value), "WRONG"

    def _judged_from_one_side(self, exact: list[float], sides: list[numerical.Estimate]) -> tuple[float, float, str]:
        """At the border of the domain, or at a jump, one side alone has a slope; without any there is no derivative."""
        if not sides:
            return math.nan, math.inf, "not smooth here: difference quotients do not settle"
        slope = sides[0]
        agreed = all(_agree(value, slope, self.tolerance, slope.error) for value in exact)
        return slope.value, _relative(exact, slope.value), "ok" if agreed else "WRONG"

    def _curve(self, direction: Direction) -> numerical.Curve:
        """`t -> <head, f(x + t v)>`; nan where `f` refuses, as at the border of its domain."""

        def curve(t: float) -> float:
            there = iter([moved(value, t, v) for (_, value), v in zip(self.inexact, direction.tangents)])
            args = map_leaves(lambda leaf: next(there) if is_inexact(leaf) else leaf, copied(self.args))
            try:
                with warnings.catch_warnings(), np.errstate(all="ignore"):
                    warnings.simplefilter("ignore")
                    return dot(self.head, self.f(*args))
            except Exception:
                return math.nan

        return curve

    def _scale(self, direction: Direction) -> float:
        """How long a step along the direction is a large change of the numbers that it moves."""
        moving = [(np.asarray(x), np.asarray(v)) for (_, x), v in zip(self.inexact, direction.tangents)]
        largest = max(float(np.max(np.abs(v), initial=0.0)) for _, v in moving) or 1.0
        sizes = np.concatenate([np.abs(x[v != 0]).ravel() for x, v in moving])
        finite = sizes[np.isfinite(sizes)]
        typical = float(np.sqrt(np.mean(finite.astype(float) ** 2))) if finite.size else 1.0
        return (typical or 1.0) / largest

    def _of_inexact(self, row: list[Any]) -> list[Any]:
        return [given for given, leaf in zip(row, leaves(self.args)) if is_inexact(leaf)]

    def _tangents(self, direction: Direction) -> tuple[Any, ...]:
        """The tangents in the structure of the arguments; None for what does not move."""
        remaining = iter(direction.tangents)
        row = [next(remaining) if is_inexact(leaf) else None for leaf in leaves(self.args)]
        tangents: tuple[Any, ...] = rebuild(self.args, row)
        return tuple(None if all(x is None for x in leaves(tangent)) else tangent for tangent in tangents)

    def _assert_unchanged(self, arguments: tuple[Any, ...], mode: Mode) -> None:
        names = argument_names(self.f, len(self.args))
        for name, before, after in zip(names, self.args, arguments):
            was, now = dict(labelled_leaves(before, name)), dict(labelled_leaves(after, name))
            changed = next((label for label in was if label not in now or not _unchanged(was[label], now[label])), None)
            if changed is not None or list(was) != list(now):
                raise GradientMismatch(f"{mode} mode wrote into the caller's argument {changed or name}")


def argument_names(f: Callable[..., Any], count: int) -> list[str]:
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        return [f"argument {i}" for i in range(count)]
    plain = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)][:count]
    rest = next((p.name for p in parameters if p.kind is p.VAR_POSITIONAL), "argument")
    return plain + [f"{rest}[{i}]" for i in range(count - len(plain))]


def _unchanged(old: Any, new: Any) -> bool:
    """Whether a leaf of an argument is what it was: bit for bit, an unknown object by identity."""
    if isinstance(old, np.ndarray):
        return isinstance(new, np.ndarray) and np.array_equal(old, new, equal_nan=is_inexact(old))
    return old is new or (isinstance(old, (float, complex, int, str, set)) and (old == new or old != old))


def _same(a: float, b: float) -> bool:
    """Equal, or both not a number."""
    return a == b or (math.isnan(a) and math.isnan(b))


def _agree(value: float, slope: numerical.Estimate, tolerance: float, floor: float, rounding: float = 0.0) -> bool:
    """Whether an exact derivative fits a numerical one: relatively, or within its error where both are small."""
    if not math.isfinite(value):
        return False
    absolute = min(4 * slope.error, floor) + rounding
    return abs(value - slope.value) <= tolerance * max(abs(value), abs(slope.value)) + absolute


def _settled(slope: numerical.Estimate, tolerance: float, floor: float) -> bool:
    return slope.settled and slope.error <= tolerance**0.5 * abs(slope.value) + floor


def _relative(exact: list[float], slope: float) -> float:
    errors = [abs(value - slope) / (max(abs(value), abs(slope)) or 1.0) for value in exact]
    return math.inf if any(map(math.isnan, errors)) else max(errors)

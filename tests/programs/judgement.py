"""What is asked of every program: reverse = forward = numerical, the caller's arguments unchanged, structure kept.

`Judged` runs each derivative once for all checks, and keeps a failure as it keeps a result.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcxform
from tests import oracle
from tests.programs.program import Program

SMALL = 40


def once(compute: Callable[[Judged], Any]) -> Any:
    """A property that is computed at its first read; an exception is kept too, and raised at each read."""

    def read(judged: Judged) -> Any:
        name = compute.__name__
        if name not in judged.kept:
            try:
                judged.kept[name] = compute(judged), None
            except Exception as error:
                judged.kept[name] = None, error
        value, error = judged.kept[name]
        if error is not None:
            raise error
        return value

    return property(functools.update_wrapper(read, compute))


class Judged:
    """A program with its derivatives by both modes, under one random head and along one random direction."""

    def __init__(self, program: Program, seed: int) -> None:
        self.program, self.seed = program, seed
        self.kept: dict[str, tuple[Any, Exception | None]] = {}

    @once
    def primal(self) -> Any:
        """The output that is differentiated."""
        return self.program.output([oracle.copied(arg) for arg in self.program.args])

    @once
    def head(self) -> Any:
        """A random head in the structure of the output."""
        return oracle.drawn_like(self.primal, np.random.default_rng(self.seed))

    @once
    def direction(self) -> tuple[Any, ...]:
        """A random direction in the structure of the differentiated arguments."""
        drawn: tuple[Any, ...] = oracle.drawn_like(self.program.inputs, np.random.default_rng(10_000 + self.seed))
        return drawn

    @once
    def reverse(self) -> tuple[Any, tuple[Any, ...]]:
        """Value and gradients by the adjoint; the arguments given to it must come back unchanged."""
        args = [oracle.copied(arg) for arg in self.program.args]
        before = [oracle.copied(arg) for arg in args]
        call = srcxform.value_and_grad(self.program.function, wrt=self.program.positions, of=self.program.of)
        value, gradients = call(*args, head=oracle.copied(self.head))
        assert all(map(oracle.same_bits, args, before)), "the gradient changed its caller's arguments"
        return value, gradients

    @once
    def forward(self) -> tuple[Any, Any]:
        """Value and tangent along the random direction."""
        args = [oracle.copied(arg) for arg in self.program.args]
        before = [oracle.copied(arg) for arg in args]
        tangents = dict(zip(self.program.positions, self.direction, strict=True))
        every = tuple(oracle.copied(tangents.get(position)) for position in range(len(args)))
        found: tuple[Any, Any] = srcxform.jvp(self.program.function, tuple(args), every, of=self.program.of)
        assert all(map(oracle.same_bits, args, before)), "jvp changed its caller's arguments"
        return found

    def weighed(self, values: Any) -> float:
        """The objective `<head, output>` as a function of the differentiated arguments."""
        return oracle.inner(self.head, self.program.output_at(values))


def reverse_is_numerical(judged: Judged) -> None:
    program, gradients = judged.program, judged.reverse[1]
    if oracle.size(program.inputs) <= SMALL:
        expected, error = oracle.gradient(judged.weighed, program.inputs, program.step)
        assert error < program.tolerance
        scale = max(1.0, float(np.max(np.abs(expected))))
        np.testing.assert_allclose(oracle.flat(gradients), expected, rtol=0, atol=program.tolerance * scale)
    else:
        estimate = oracle.directional(judged.weighed, program.inputs, judged.direction, program.step)
        found = oracle.inner(gradients, judged.direction)
        assert found == pytest.approx(estimate.value, rel=program.tolerance, abs=program.tolerance)


def forward_is_numerical(judged: Judged) -> None:
    program = judged.program
    found = oracle.inner(judged.head, judged.forward[1])
    estimate = oracle.directional(judged.weighed, program.inputs, judged.direction, program.step)
    assert found == pytest.approx(estimate.value, rel=program.tolerance, abs=program.tolerance)


def reverse_is_forward(judged: Judged) -> None:
    by_forward = oracle.inner(judged.head, judged.forward[1])
    by_reverse = oracle.inner(judged.reverse[1], judged.direction)
    assert by_reverse == pytest.approx(by_forward, rel=1e-10, abs=1e-10)


def value_is_the_primals(judged: Judged) -> None:
    for value in (judged.reverse[0], judged.forward[0]):
        assert oracle.shape_of(value) == oracle.shape_of(judged.primal) or np.ndim(value) == 0
        np.testing.assert_allclose(oracle.flat(value), oracle.flat(judged.primal), rtol=1e-13, atol=1e-300)


def gradient_has_the_arguments_structure(judged: Judged) -> None:
    gradients = judged.reverse[1]
    assert isinstance(gradients, tuple)
    for gradient, argument in zip(gradients, judged.program.inputs, strict=True):
        assert oracle.shape_of(gradient) == oracle.shape_of(argument)


def default_head_is_ones(judged: Judged) -> None:
    program = judged.program
    judged.reverse  # noqa: B018 - what has no gradient fails at once
    ones = oracle.rebuilt(judged.primal, lambda leaf: leaf * 0 + 1)
    call = srcxform.grad(program.function, wrt=program.positions, of=program.of)
    by_default = call(*[oracle.copied(arg) for arg in program.args])
    explicit = call(*[oracle.copied(arg) for arg in program.args], head=ones)
    np.testing.assert_allclose(oracle.flat(by_default), oracle.flat(explicit), rtol=1e-13, atol=1e-14)


CHECKS: tuple[Callable[[Judged], None], ...] = (
    reverse_is_numerical,
    forward_is_numerical,
    reverse_is_forward,
    value_is_the_primals,
    gradient_has_the_arguments_structure,
    default_head_is_ones,
)
every_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
"""Stands above the programs: the checks of one follow one another, and one worker has them all."""


def judged_smooth(program: Program) -> None:
    """Fail where the oracle does not converge: at a kink, or where differences are too coarse."""
    rng = np.random.default_rng(7)
    head = oracle.drawn_like(program.output([oracle.copied(arg) for arg in program.args]), rng)
    direction = oracle.drawn_like(program.inputs, rng)

    def objective(values: tuple[object, ...]) -> float:
        return oracle.inner(head, program.output_at(values))

    estimate = oracle.directional(objective, program.inputs, direction, program.step)
    assert estimate.error <= 1e-8 * max(1.0, abs(estimate.value))
    assert oracle.is_smooth(objective, program.inputs, direction)

"""Every program: reverse = forward = numerical, the caller's arguments unchanged, value and structure kept."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

import srcxform
from tests import oracle
from tests.programs.program import Program
from tests.programs.table import PROGRAMS

SMALL = 40
every_program = pytest.mark.parametrize("index", range(len(PROGRAMS)), ids=[p.name for p in PROGRAMS])


@functools.lru_cache(maxsize=None)
def primal(index: int) -> Any:
    """The output that is differentiated."""
    program = PROGRAMS[index]
    return program.output([oracle.copied(arg) for arg in program.args])


@functools.lru_cache(maxsize=None)
def head_of(index: int) -> Any:
    """A random head in the structure of the output."""
    return oracle.drawn_like(primal(index), np.random.default_rng(index))


@functools.lru_cache(maxsize=None)
def direction_of(index: int) -> tuple[Any, ...]:
    """A random direction in the structure of the differentiated arguments."""
    return oracle.drawn_like(PROGRAMS[index].inputs, np.random.default_rng(10_000 + index))


@functools.lru_cache(maxsize=None)
def reverse(index: int) -> tuple[Any, tuple[Any, ...]]:
    """Value and gradients by the adjoint; the arguments given to it must come back unchanged."""
    program = PROGRAMS[index]
    args = [oracle.copied(arg) for arg in program.args]
    before = [oracle.copied(arg) for arg in args]
    call = srcxform.value_and_grad(program.function, wrt=program.positions, of=program.of)
    value, gradients = call(*args, head=oracle.copied(head_of(index)))
    assert all(map(oracle.same_bits, args, before)), "the gradient changed its caller's arguments"
    return value, gradients


@functools.lru_cache(maxsize=None)
def forward(index: int) -> tuple[Any, Any]:
    """Value and tangent along the random direction."""
    program = PROGRAMS[index]
    args = [oracle.copied(arg) for arg in program.args]
    before = [oracle.copied(arg) for arg in args]
    tangents = dict(zip(program.positions, direction_of(index), strict=True))
    every = tuple(oracle.copied(tangents.get(position)) for position in range(len(args)))
    found: tuple[Any, Any] = srcxform.jvp(program.function, tuple(args), every, of=program.of)
    assert all(map(oracle.same_bits, args, before)), "jvp changed its caller's arguments"
    return found


def objective(program: Program, head: Any, values: Any) -> float:
    return oracle.inner(head, program.output_at(values))


@every_program
def test_reverse_is_numerical(index: int) -> None:
    program, gradients = PROGRAMS[index], reverse(index)[1]
    weighed = functools.partial(objective, program, head_of(index))
    if oracle.size(program.inputs) <= SMALL:
        expected, error = oracle.gradient(weighed, program.inputs, program.step)
        assert error < program.tolerance
        scale = max(1.0, float(np.max(np.abs(expected))))
        np.testing.assert_allclose(oracle.flat(gradients), expected, rtol=0, atol=program.tolerance * scale)
    else:
        estimate = oracle.directional(weighed, program.inputs, direction_of(index), program.step)
        found = oracle.inner(gradients, direction_of(index))
        assert found == pytest.approx(estimate.value, rel=program.tolerance, abs=program.tolerance)


@every_program
def test_forward_is_numerical(index: int) -> None:
    program = PROGRAMS[index]
    weighed = functools.partial(objective, program, head_of(index))
    estimate = oracle.directional(weighed, program.inputs, direction_of(index), program.step)
    found = oracle.inner(head_of(index), forward(index)[1])
    assert found == pytest.approx(estimate.value, rel=program.tolerance, abs=program.tolerance)


@every_program
def test_reverse_is_forward(index: int) -> None:
    by_forward = oracle.inner(head_of(index), forward(index)[1])
    by_reverse = oracle.inner(reverse(index)[1], direction_of(index))
    assert by_reverse == pytest.approx(by_forward, rel=1e-10, abs=1e-10)


@every_program
def test_value_is_the_primals(index: int) -> None:
    for value in (reverse(index)[0], forward(index)[0]):
        assert oracle.shape_of(value) == oracle.shape_of(primal(index)) or np.ndim(value) == 0
        np.testing.assert_allclose(oracle.flat(value), oracle.flat(primal(index)), rtol=1e-13, atol=1e-300)


@every_program
def test_gradient_has_the_arguments_structure(index: int) -> None:
    gradients = reverse(index)[1]
    assert isinstance(gradients, tuple)
    for gradient, argument in zip(gradients, PROGRAMS[index].inputs, strict=True):
        assert oracle.shape_of(gradient) == oracle.shape_of(argument)


@every_program
def test_default_head_is_ones(index: int) -> None:
    program = PROGRAMS[index]
    ones = oracle.rebuilt(primal(index), lambda leaf: leaf * 0 + 1)
    call = srcxform.grad(program.function, wrt=program.positions, of=program.of)
    by_default = call(*[oracle.copied(arg) for arg in program.args])
    explicit = call(*[oracle.copied(arg) for arg in program.args], head=ones)
    np.testing.assert_allclose(oracle.flat(by_default), oracle.flat(explicit), rtol=1e-13, atol=1e-14)

"""The judge is judged: every program stands at a smooth point and its numerical derivative converges."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from tests import oracle
from tests.programs.judgement import judged_smooth
from tests.programs.program import Program
from tests.programs.table import PROGRAMS


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_program_is_smooth_and_oracle_converges(program: Program) -> None:
    judged_smooth(program)


def test_derivative_of_exp() -> None:
    assert oracle.derivative(np.exp).value == pytest.approx(1.0, abs=1e-11)


def test_kink_and_jump_are_not_smooth() -> None:
    for function in (np.abs, np.sign, lambda x: np.sqrt(np.abs(x))):
        objective = functools.partial(lambda f, values: float(f(values[0])), function)
        assert not oracle.is_smooth(objective, (0.0,), (1.0,))


def test_gradient_of_nested_structure() -> None:
    args = ([1.0, np.array([2.0, 3.0])], (4.0, 5))

    def objective(values: object) -> float:
        (a, b), (c, _) = values  # type: ignore[misc]
        return float(a * b[0] * b[1] * c)

    expected, _ = oracle.gradient(objective, args)
    np.testing.assert_allclose(expected, [24.0, 12.0, 8.0, 6.0], rtol=1e-9)


class Held:
    def __init__(self, x: object, name: str) -> None:
        self.x, self.name = x, name


def test_objects_are_containers_of_their_attributes() -> None:
    held = Held([1.0, {"a": np.ones(2)}], "name")
    same = oracle.copied(held)
    assert oracle.same_bits(held, same)
    same.x[1]["b"] = 2.0
    assert not oracle.same_bits(held, same)
    assert oracle.size(same) == 4
    without = oracle.rebuilt(held, lambda leaf: leaf)
    without.name = None
    assert oracle.shape_of(without) == oracle.shape_of(held)
    assert oracle.shape_of(Held([1.0], "name")) != oracle.shape_of(held)
    assert oracle.attributes(np.sin) is None

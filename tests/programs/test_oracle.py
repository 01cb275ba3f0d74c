"""The judge is judged: every program stands at a smooth point and its numerical derivative converges."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from tests import oracle
from tests.programs.program import Program
from tests.programs.table import PROGRAMS


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_program_is_smooth_and_oracle_converges(program: Program) -> None:
    rng = np.random.default_rng(7)
    head = oracle.drawn_like(program.output([oracle.copied(arg) for arg in program.args]), rng)
    direction = oracle.drawn_like(program.inputs, rng)

    def objective(values: tuple[object, ...]) -> float:
        return oracle.inner(head, program.output_at(values))

    estimate = oracle.directional(objective, program.inputs, direction, program.step)
    assert estimate.error <= 1e-8 * max(1.0, abs(estimate.value))
    assert oracle.is_smooth(objective, program.inputs, direction)


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

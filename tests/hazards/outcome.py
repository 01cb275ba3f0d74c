"""What the compiler makes of a hazardous program: right, or refused with a caret. Anything else fails."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests import oracle
from tests.programs.program import Program

RIGHT, REFUSED, EITHER = "right", "refused", "either"


@dataclass(frozen=True)
class Hazard:
    """A program, the outcome that is expected of it, and whether a refusal can point to a line."""

    program: Program
    expected: str
    caret: bool = True

    @property
    def name(self) -> str:
        return self.program.function.__name__


HAZARDS: list[Hazard] = []


def hazard(*args: Any, expected: str = EITHER, caret: bool = True, **options: Any) -> Callable[[Any], Any]:
    """Enter a function with its sample arguments into the table."""

    def enter(function: Any) -> Any:
        HAZARDS.append(Hazard(Program(function, args, **options), expected, caret))
        return function

    return enter


def outcome(function: Any, program: Program, *, caret: bool = True) -> str:
    """`right` or `refused`; an AssertionError where it is neither.

    `function` goes to the compiler, `program` says what plain Python does (they are different objects where the
    compiler's is decorated, or bound at another time).
    """
    from srcxform import SrcxformError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert_right(function, program)
    except SrcxformError as error:
        if caret:
            assert_has_caret(error)
        return REFUSED
    return RIGHT


def assert_has_caret(error: Any) -> None:
    """The message shows the user's line with a caret under it."""
    assert error.lineno, f"no line in: {error}"
    assert error.filename
    assert any(line.strip() == "^" for line in str(error).splitlines()), f"no caret in: {error}"


def assert_right(function: Any, program: Program) -> None:
    """Reverse and forward equal differences of the actual program, and the caller's arguments stay."""
    from srcxform import jvp, value_and_grad

    rng = np.random.default_rng(3)
    value = program.output([oracle.copied(arg) for arg in program.args])
    head = oracle.drawn_like(value, rng)
    args = tuple(program.args)
    before = oracle.copied(args)
    call = value_and_grad(function, wrt=program.positions, of=program.of)
    if "head" in inspect.signature(program.function).parameters:  # a name of the program's own: by position only
        found, gradients = call(*args, oracle.copied(head))
    else:
        found, gradients = call(*args, head=oracle.copied(head))
    assert oracle.same_bits(args, before), "the gradient changed its caller's arguments"
    np.testing.assert_allclose(oracle.flat(found), oracle.flat(value), rtol=program.tolerance)
    direction = oracle.drawn_like(program.inputs, rng)
    every: list[Any] = [None] * len(args)
    for position, part in zip(program.positions, direction, strict=True):
        every[position] = part
    tangent = jvp(function, args, tuple(every), of=program.of)[1]
    assert oracle.same_bits(args, before), "jvp changed its caller's arguments"
    slope = expected_slope(program, head, direction)
    by_reverse, by_forward = oracle.inner(gradients, direction), oracle.inner(head, tangent)
    np.testing.assert_allclose(by_reverse, slope, rtol=program.tolerance, atol=program.tolerance, err_msg="reverse")
    np.testing.assert_allclose(by_forward, slope, rtol=program.tolerance, atol=program.tolerance, err_msg="forward")
    for gradient, argument in zip(gradients, program.inputs, strict=True):
        assert oracle.shape_of(gradient) == oracle.shape_of(argument)


def expected_slope(program: Program, head: Any, direction: Any) -> float:
    """The numerical derivative in double precision, checked to be at a smooth point."""
    wide = oracle.in_double(program.inputs)

    def weighed(values: Any) -> float:
        return oracle.inner(head, program.output_at(values))

    steps = oracle.in_double(direction)
    estimate = oracle.directional(weighed, wide, steps, program.step)
    assert estimate.error <= 1e-7 * max(1.0, abs(estimate.value)), "the oracle does not converge"
    assert oracle.is_smooth(weighed, wide, steps), "the sample point is not smooth"
    return estimate.value

"""Options of the whole test suite, and the verifier between all stages of the compiler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from srcxform import pipeline
from srcxform.frontend.structures import form_of
from srcxform.ir.nodes import Block, Function, Parameter
from srcxform.ir.verify import IRError, verify
from srcxform.ir.walk import vars_in
from srcxform.simplify import passes


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        default=False,
        help="write what the compiler emits now into the golden cases instead of comparing",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are rewritten by this run."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True, scope="session")
def _verified_stages() -> Iterator[None]:
    """Each test runs a compiler that checks what every stage and pass gives."""
    with verified_stages():
        yield


@contextmanager
def verified_stages() -> Iterator[None]:
    """Verify after reading, and after each pass over what differentiation made.

    Differentiation itself leaves dead statements that read what was not recorded, because nothing needs it; the first
    pass removes them. A pass that gives back the block that was verified last has changed nothing.
    """
    read, simplify = pipeline.read_program, pipeline.simplify
    open_functions: list[Function] = []
    verified: Block | None = None

    def checked_read(*args: Any, **kwargs: Any) -> Any:
        program = read(*args, **kwargs)
        for part in (program, *program.callees.values()):
            verify_after("read_program", _as_function(part, program))
        return program

    def checked_simplify(function: Function) -> Function:
        open_functions.append(function)
        try:
            return simplify(function)
        finally:
            open_functions.pop()

    def checked_pass(one_pass: Callable[[Block], Block]) -> Callable[[Block], Block]:
        def run(block: Block) -> Block:
            nonlocal verified
            done = one_pass(block)
            if open_functions and done is not verified:
                verify_after(one_pass.__name__, replace(open_functions[-1], body=done))
                verified = done
            return done

        run.__name__ = one_pass.__name__
        return run

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "read_program", checked_read)
        patch.setattr(pipeline, "simplify", checked_simplify)
        patch.setattr(passes, "PASSES", tuple(map(checked_pass, passes.PASSES)))
        yield


def verify_after(stage: str, function: Function) -> None:
    """Verify, and say which stage is to blame."""
    try:
        verify(function)
    except IRError as error:
        raise IRError(f"after {stage}: {error}") from None


def _as_function(part: Any, program: Any) -> Function:
    given = [v for _, operand in part.parameters for v in vars_in(form_of(operand))]
    outside = [v for captured in program.outside.captured.values() for v in vars_in(captured.operand)]
    parameters = tuple(Parameter(v) for v in dict.fromkeys([*given, *outside]))
    return Function(part.source.name, parameters, part.block)

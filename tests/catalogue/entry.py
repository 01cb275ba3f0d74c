"""How a program enters the catalogue: a decorator with its sample arguments, at a point where the program is smooth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.programs.program import Program

CATALOGUE: list[Program] = []


def example(*args: Any, **options: Any) -> Callable[[Any], Any]:
    """Enter a callable with its sample arguments; it comes back as it is. `options` are those of `Program`."""

    def enter(function: Any) -> Any:
        CATALOGUE.append(Program(function, args, **options))
        return function

    return enter

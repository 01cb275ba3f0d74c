"""What is asked of the compiler, as one hashable value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Wrt = int | str


@dataclass(frozen=True)
class Request:
    """`wrt` and `of` as in the contract; `mode` is "reverse" or "forward"; `keep_value` asks for the value as well.

    An `observer` is called by the generated code between its two sweeps.
    """

    wrt: tuple[Wrt, ...] = (0,)
    single: bool = True
    of: str | None = None
    mode: str = "reverse"
    keep_value: bool = False
    has_aux: bool = False
    backend: str = "numpy"
    safe: bool = False
    parallel: bool = False
    cache: bool = False
    observer: Callable[[], None] | None = None

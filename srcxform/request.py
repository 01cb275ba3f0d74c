"""What is asked of the compiler, as one hashable value."""

from __future__ import annotations

from dataclasses import dataclass

Wrt = int | str


@dataclass(frozen=True)
class Request:
    """`wrt` and `of` as in the contract; `mode` is "reverse" or "forward"; `keep_value` asks for the value as well."""

    wrt: tuple[Wrt, ...] = (0,)
    single: bool = True
    of: str | None = None
    mode: str = "reverse"
    keep_value: bool = False
    has_aux: bool = False
    backend: str = "numpy"
    safe: bool = False

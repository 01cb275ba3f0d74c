"""Readable, deterministic names: `x` -> `x_bar`, `x_dot`; fresh ones by number."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable

RESERVED = frozenset({"np", "math", "scipy", "operator", *keyword.kwlist, *keyword.softkwlist})


def adjoint_name(hint: str, suffix: str = "bar") -> str:
    """The name of the adjoint (or, with "dot", the tangent) of a variable."""
    return f"{hint}_{suffix}" if hint else ""


class Names:
    """Gives out names, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken) | set(RESERVED)

    def fresh(self, hint: str) -> str:
        """The hint itself if it is free, otherwise with the first free number."""
        name = hint or "t"
        number = 1
        while name in self.taken or (hasattr(builtins, name) and name not in self.taken):
            name = f"{hint or 't'}_{number}"
            number += 1
        self.taken.add(name)
        return name

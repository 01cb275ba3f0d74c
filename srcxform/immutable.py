"""Dataclasses that nobody changes: the type checker sees to it, so that the run need not.

A frozen dataclass sets its fields through `object.__setattr__`, one call each, which takes three times as long as
plain assignments; a compilation makes thousands of nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["immutable"]

if TYPE_CHECKING:
    from dataclasses import dataclass as immutable
else:
    from dataclasses import dataclass

    def immutable(*, frozen: bool, eq: bool = True, **options: Any) -> Any:
        """`dataclass(frozen=True, ...)` whose instances are frozen for the type checker alone."""
        assert frozen
        return dataclass(eq=eq, unsafe_hash=eq, **options)

"""Where in the user's code a statement came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """A place in a source file: `lineno` counts from 1, `col_offset` from 0, `text` is the whole line."""

    filename: str
    lineno: int
    col_offset: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.filename}:{self.lineno}"


NOWHERE = Origin("<srcxform>", 0, 0)

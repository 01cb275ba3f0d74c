"""Where in the user's code a statement came from."""

from __future__ import annotations

from dataclasses import field

from srcxform.immutable import immutable


@immutable(frozen=True)
class Origin:
    """A place in a source file: `lineno` counts from 1, `col_offset` from 0, `text` is the whole line.

    `end` tells apart what begins at one place: `a + b` and `a + b + c`.
    """

    filename: str
    lineno: int
    col_offset: int
    text: str = ""
    end: tuple[int, int] = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f"{self.filename}:{self.lineno}"


NOWHERE = Origin("<srcxform>", 0, 0)

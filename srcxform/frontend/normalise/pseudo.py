"""What normalised code has beyond Python's statements: one that may fail, and one within a manager.

`try` has no simpler statement of Python to be rewritten to, and neither has `with`: both come down to these two, which
have a single way out each, over their end.
"""

from __future__ import annotations

import copyreg
from typing import Any

import gast


class PseudoStatement(gast.stmt):  # type: ignore[misc]
    """A statement that Python does not have; it has a place in the text and can be copied as the others can."""

    _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")

    def __reduce__(self) -> tuple[Any, ...]:
        # Python copies a node by a constructor without arguments, which these do not have.
        return copyreg.__newobj__, (type(self),), self.__dict__  # type: ignore[attr-defined]


class Attempt(PseudoStatement):
    """Runs `body`; an exception that is an instance of one of `caught` is not raised but noted.

    Where that happens, the name `failed` becomes True and the name `error` the exception, and the names that the body
    assigns keep their old values. Otherwise `failed` and `error` stay as they were (the body itself may assign
    `error`). Each of `caught` is an expression whose value is a class or a tuple of classes; an empty list stands for
    every exception, as a bare `except` does. The body is made of simple statements, none of which jumps.
    """

    _fields = ("body", "caught", "failed", "error")

    def __init__(self, body: list[gast.stmt], caught: list[gast.expr], failed: str, error: str) -> None:
        self.body = body
        self.caught = caught
        self.failed = failed
        self.error = error


class Within(PseudoStatement):
    """Runs `body` between the entry and the exit of `manager`; what the entry gives is assigned to `target`.

    No jump leaves the body: it falls over its end. Where the user's body may raise, and that is known here, `failed`
    and `error` are the names that then hold True and the exception at the end of the body: the exit is to be told of
    it, and sets `failed` to False where it swallows the exception. What to do about a failure follows the statement.
    Exceptions that are raised implicitly, and that nothing around catches, pass it by and are not known here.
    """

    _fields = ("manager", "target", "body", "failed", "error")

    def __init__(
        self,
        manager: gast.expr,
        target: gast.expr | None,
        body: list[gast.stmt],
        failed: str | None = None,
        error: str | None = None,
    ) -> None:
        self.manager = manager
        self.target = target
        self.body = body
        self.failed = failed
        self.error = error

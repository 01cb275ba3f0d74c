"""Every error raised on purpose, and the one place that draws the user's line with a caret."""

from __future__ import annotations

from srcxform.origin import NOWHERE, Origin


class SrcxformError(Exception):
    """Base of all errors of srcxform; carries the place in the user's code that caused it."""

    def __init__(self, message: str, *, origin: Origin = NOWHERE, instead: str = "") -> None:
        self.message = message
        self.origin = origin
        self.instead = instead
        self.filename = origin.filename
        self.lineno = origin.lineno
        self.col_offset = origin.col_offset
        super().__init__(drawn(message, origin, instead))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.origin, self.instead))


class Unsupported(SrcxformError):
    """The program uses a construct outside the supported language."""


class NoRule(SrcxformError):
    """An active value enters a call that has neither a derivative rule nor Python source."""


class WrongRule(SrcxformError, TypeError):
    """A rule that a user registered does not fit its function: its parameters, or what it gives."""


class NotDifferentiable(SrcxformError, TypeError):
    """What is asked for has no derivative: an integer argument, an output without floats, a missing name."""


class SourceNotFound(SrcxformError):
    """Python kept no source text for the function, or it does not match the code that runs."""


class SharedMemory(SrcxformError):
    """Two arguments share memory and one of them is written: their gradients cannot be told apart."""


class MissingExtra(SrcxformError, ImportError):
    """What is asked for needs an optional package that is not installed."""


class GradientMismatch(SrcxformError, AssertionError):
    """`check_grads` found derivatives that disagree."""


def drawn(message: str, origin: Origin, instead: str = "") -> str:
    """The message, the user's line with a caret under the place, and what to do instead."""
    parts = [message]
    if origin.lineno:
        parts = [f"{origin.filename}:{origin.lineno}: {message}"]
        if origin.text:
            stripped = origin.text.lstrip()
            column = max(origin.col_offset - (len(origin.text) - len(stripped)), 0)
            parts += [f"    {stripped.rstrip()}", "    " + " " * column + "^"]
    if instead:
        parts.append(f"instead: {instead}")
    return "\n".join(parts)


def _rebuild(kind: type[SrcxformError], message: str, origin: Origin, instead: str) -> SrcxformError:
    return kind(message, origin=origin, instead=instead)

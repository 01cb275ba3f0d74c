"""What is known, while a program is read, to raise an exception when it runs."""

from __future__ import annotations

from srcxform.errors import Unsupported
from srcxform.origin import NOWHERE, Origin


class KnownFailure(Unsupported):
    """Python would raise `error` here: an error of the program, unless the program catches it.

    `depth` is the number of blocks that were open: what fails inside a branch may not be reached.
    """

    def __init__(
        self, message: str, *, error: Exception, depth: int, origin: Origin = NOWHERE, instead: str = ""
    ) -> None:
        super().__init__(message, origin=origin, instead=instead)
        self.error, self.depth = error, depth

    def __reduce__(self) -> tuple[object, ...]:
        return Unsupported(self.message, origin=self.origin, instead=self.instead).__reduce__()

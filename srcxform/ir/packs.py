"""Tapes that the text keeps as one list, of tuples: what one trip pushes together is popped together."""

from __future__ import annotations

from srcxform.ir.nodes import Var
from srcxform.ir.types import ListType


class Pack:
    """Stands in the types of the tapes that belong together."""


def pack_of(tape: Var) -> Pack | None:
    """The pack that a tape belongs to; None for a list of its own."""
    site = tape.type.site if isinstance(tape.type, ListType) else None
    found = site[1] if isinstance(site, tuple) and len(site) == 2 else None
    return found if isinstance(found, Pack) else None

"""Writes a list that is made only to be handed to functions of NumPy where it is handed to them.

    t = [x, y]                              z = np.concatenate([x, y])
    z = np.concatenate(t)         ->

The text is the same. But a list is an object that may be written, with an adjoint that is one too; a display is its
items, each of which has an adjoint of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.analyses.aliasing import Aliases, memory_classes
from srcxform.ir.nodes import Assign, Block, Operand, Tup, Var
from srcxform.ir.walk import statements_in, substitute
from srcxform.runtime import list_of

TAKERS: tuple[Any, ...] = (
    np.concatenate, np.stack, np.hstack, np.vstack, np.dstack, np.column_stack, np.array, np.asarray,
)  # fmt: skip


def write_displays(block: Block) -> Block:
    """The program with such lists written where they are read."""
    made = [s for s in statements_in(block) if isinstance(s, Assign) and s.primitive is list_of and s.args]
    if not made:
        return block
    memory = memory_classes(block)
    found: dict[Operand, Operand] = {}
    for statement in made:  # inner lists before those that they are in
        if _is_only_taken(statement.out, memory):
            found[statement.out] = Tup(tuple(found.get(item, item) for item in statement.args), list)
    return substitute(block, lambda v: found.get(v, v)) if found else block


def _is_only_taken(var: Var, memory: Aliases) -> bool:
    """Whether all that happens to a list, or to those that it is in, is that NumPy makes an array of it."""
    where = memory.places
    uses = where.used_by.get(var, ())
    if not uses or var in where.returned or memory.is_written(var):
        return False
    for use in uses:
        if not isinstance(use, Assign):
            return False
        is_inside = use.primitive is list_of and _is_only_taken(use.out, memory)
        is_taken = any(use.primitive is taker for taker in TAKERS) and use.args[0] is var
        if not is_inside and not is_taken:
            return False
    return True

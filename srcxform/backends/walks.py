"""Which loops of the reverse sweep walk through a tape, instead of popping an item in each trip.

    for _ in range(n - 1, -1, -1):
        x = x_stack.pop()               ->      for x in reversed(x_stack):
        x_bar = r * x_bar * x                       x_bar = r * x_bar * x

CPython walks a list in less time than it takes to call `pop`. Measured: two lists side by side, or a list beside a
range, gain nothing by that. A tape of arrays is popped all the same: each array may go as soon as it was read.
"""

from __future__ import annotations

from srcxform import runtime
from srcxform.analyses.places import Places, places
from srcxform.ir.guarded import attempt_of
from srcxform.ir.nodes import Append, Assign, Block, For, Pop, Var, While
from srcxform.ir.packs import pack_of
from srcxform.ir.types import ListType, is_scalar
from srcxform.ir.walk import blocks, has_break, statements_in, uses_in


def walked(block: Block) -> dict[For | While, Pop]:
    """The loops that walk, each with the pop that its first line stands for."""
    found: dict[For | While, Pop] = {}
    if any(isinstance(s, Pop) for s in statements_in(block)):
        _visit(block, places(block), found)
    return found


def _visit(block: Block, where: Places, found: dict[For | While, Pop]) -> None:
    """Loops inside others share their tapes with the other trips; what is tried may end between two pushes."""
    for statement in block.statements:
        if isinstance(statement, (For, While)):
            pop = _pop(statement, where)
            if pop is not None:
                found[statement] = pop
        elif attempt_of(statement) is None:
            for inner in blocks(statement):
                _visit(inner, where, found)


def _pop(loop: For | While, where: Places) -> Pop | None:
    """The pop that a loop begins with, if nothing else says which trip this is."""
    begin = loop.body.statements[:1]
    pop = begin[0] if begin and isinstance(begin[0], Pop) else None
    if pop is None or has_break(loop.body) or not _is_tape(pop.target) or not is_scalar(pop.out.type):
        return None
    if any(isinstance(s, Pop) for s in loop.body.statements[1:]):
        return None
    is_counted = isinstance(loop, For) and loop.index not in uses_in(loop.body)
    is_asked = isinstance(loop, While) and not loop.cond.statements and loop.cond.yields == (pop.target,)
    return pop if (is_counted or is_asked) and _is_whole(pop, loop, where) else None


def _is_tape(var: Var) -> bool:
    """Whether recording made the list: then each of its items is popped, once."""
    site = var.type.site if isinstance(var.type, ListType) else None
    return isinstance(site, tuple) and len(site) == 2 and site[0] == "tape" and pack_of(var) is None


def _is_whole(pop: Pop, loop: For | While, where: Places) -> bool:
    """Whether a tape has one item for each trip: it starts empty, and one push in each trip of one loop fills it."""
    tape = pop.target
    made = where.defined_by.get(tape)
    if not isinstance(made, Assign) or made.primitive is not runtime.list_of or made.args or tape in where.returned:
        return False
    pushes = [use for use in where.used_by[tape] if use is not pop and use is not loop]
    push = pushes[0] if len(pushes) == 1 else None
    if not isinstance(push, Append) or push.target is not tape:
        return False
    around = where.loops[push]
    return len(around) == 1 and push in around[0].body.statements

"""Uses the original instead of a copy that nobody can tell from it.

    t = np.copy(s)                          u_1 = np.copy(u)     (u never changes)
    y = t * 2               ->      y = s * 2
    s[...] = 0.0                    s[...] = 0.0

A copy may go if it is only read, and the original is not written before its last read; or if it is made of an array
that nobody else has, which then takes its place.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from srcxform.analyses.aliasing import Aliases
from srcxform.analyses.elements import Elements
from srcxform.ir.nodes import Assign, Block, Const, Operand, Statement, Store, Update, Var
from srcxform.ir.walk import blocks, statements_in, substitute, with_blocks
from srcxform.simplify.memory import array_writes, have_one_dtype, is_array_of, last_read, makes_new_array, sharing


def elide_copies(block: Block) -> Block:
    """The program without copies that make no difference."""
    copies = [s for s in statements_in(block) if _is_copy(s)]
    if not copies:
        return block
    memory = sharing(block)
    elements = Elements(memory)
    home = {s: b for b in _all_blocks(block) for s in b.statements}
    known: dict[Var, Operand] = {}
    gone: set[Var] = set()
    sources: set[Var] = set()
    for copy in copies:
        assert isinstance(copy, Assign)
        source = copy.args[0]
        assert isinstance(source, Var)
        # Each decision holds for the program as it stands, so a copy of (a part of) a copy waits for another run.
        if memory.root(source) in gone or memory.root(copy.out) in sources:
            continue
        # In the place of a copy in an order of its own, its original could show another order.
        is_spare = not copy.kwargs and _is_spare(copy, source, home[copy], memory)
        if is_spare or _is_only_read(copy, source, elements):
            known[copy.out] = source
            gone.add(memory.root(copy.out))
            sources.add(memory.root(source))
    if not known:
        return block

    return substitute(_without(block, set(known)), lambda operand: known.get(operand, operand))  # type: ignore[arg-type]


def _is_copy(statement: Statement) -> bool:
    match statement:
        case Assign(out, primitive, (Var() as source,), () | (("order", Const()),)) if primitive in (np.copy, np.array):
            return is_array_of(source) and is_array_of(out) and have_one_dtype(source, out)
        case _:
            return False


def _all_blocks(block: Block) -> list[Block]:
    found = [block]
    for statement in block.statements:
        for inner in blocks(statement):
            found += _all_blocks(inner)
    return found


def _is_only_read(copy: Assign, source: Var, elements: Elements) -> bool:
    """Whether all that happens to the copy is reads, while the original stays as it was."""
    memory = elements.memory
    if any(array_writes(memory, copy.out)) or memory.root(copy.out) is memory.root(source):
        return False
    last = last_read(memory, copy.out)
    if last is None:
        return False
    # All of it is in one trip of the loops around: beyond that the name is not known.
    copied = elements.access(copy, source)
    return not any(
        not isinstance(w, Store | Update) or elements.meet_in_trip(copied, elements.access(w, w.target, w.index))
        for w in array_writes(memory, source, memory.places.at[copy] + 1, last + 1)
    )


def _is_spare(copy: Assign, source: Var, home: Block, memory: Aliases) -> bool:
    """Whether the original is a new array that is used for nothing but this copy."""
    where = memory.places
    made = where.defined_by.get(source)
    if made not in home.statements or not makes_new_array(made) or source in where.returned:
        return False
    begin, end = where.at[made], where.at[copy]  # what is passed on out of the block counts as a use before it
    is_last = all(begin < where.at[use] <= end for use in where.used_by.get(source, ()))
    return is_last and memory.members.get(memory.root(source)) == [source]


def _without(block: Block, gone: set[Var]) -> Block:
    statements: list[Statement] = []
    for statement in block.statements:
        if isinstance(statement, Assign) and statement.out in gone:
            continue
        inner = blocks(statement)
        if inner:
            statement = with_blocks(statement, tuple(_without(b, gone) for b in inner))
        statements.append(statement)
    return replace(block, statements=tuple(statements))

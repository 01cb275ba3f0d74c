"""Whether an object may be looked at after a statement has written it, if it is one that can be written.

    p = q                   p = q
    p *= 2.0                p *= 2.0
    return p                return q         seen: of an array, `q` is written too

All names of the object from before the statement count, and what branches and loops pass them on as.
"""

from __future__ import annotations

from srcxform.analyses.aliasing import Aliases
from srcxform.analyses.places import Holder, Places
from srcxform.ir.nodes import For, If, Statement, Store, Update, Var, While
from srcxform.ir.types import ListType, TupleType, is_array
from srcxform.ir.walk import blocks, vars_in


def is_seen_after(write: Statement, var: Var, aliases: Aliases) -> bool:
    """Whether what `var` stands for before a statement is read after it, under any name but the one it then gives."""
    where = aliases.places
    names = [v for v in aliases.members.get(aliases.root(var), [var]) if _is_before(v, write, where)]
    if any(v in where.returned for v in names):
        return True
    return any(_sees(use, v, write, where) for v in names for use in where.used_by.get(v, ()) if use is not write)


def is_read_after_a_write(item: Var, aliases: Aliases) -> bool:
    """Whether an item that may be a number is read after the array that it was picked from has been written.

    A number is what it was; an item that is an array shows what was written.
    """
    where = aliases.places
    names = [v for v in aliases.members.get(aliases.root(item), [item]) if not is_array(v.type)]
    # What is done to a list changes none of the arrays in it.
    writes = [
        w
        for w in aliases.writes(item)
        if isinstance(w, Store | Update) and not isinstance(w.target.type, (ListType, TupleType))
    ]
    return any(
        _is_before(v, write, where) and _sees(use, v, write, where)
        for write in writes
        for v in names
        for use in where.used_by.get(v, ())
        if use is not write
    )


def _is_before(var: Var, write: Statement, where: Places) -> bool:
    """Whether a variable has its value before the statement; what a branch or loop around that gives has it later."""
    made = where.defined_by.get(var)
    if made is None:
        return True
    is_given_later = isinstance(made, If | For | While) and var in made.results and _contains(made, write, where)
    return where.at[made] < where.at[write] and not is_given_later


def _sees(use: Statement, var: Var, write: Statement, where: Places) -> bool:
    """Whether a use of a name comes after the statement, in the same trip or a later one in which it is the same."""
    if isinstance(use, If | For | While) and _contains(use, write, where):
        # A branch or loop around the statement passes the name on at the end of the block that the statement is in.
        side = _block_with(use, write, where)
        passed = [v for k in side for operand in blocks(use)[k].yields for v in vars_in(operand)]
        return var in passed
    if _are_exclusive(use, write, where):
        return False
    if where.at[use] > where.at[write]:
        return True
    made = where.defined_by.get(var)
    own = () if made is None else (*where.loops[made], made)
    return any(loop not in own for loop in where.common_loops(use, write))


def _contains(holder: Holder, statement: Statement, where: Places) -> bool:
    return where.at[holder] < where.at[statement] <= where.end[holder]


def _block_with(holder: Holder, statement: Statement, where: Places) -> list[int]:
    """Which block of a holder a statement is in."""
    inner = statement
    while where.holder[inner] is not holder:
        inner = where.holder[inner]  # type: ignore[assignment]
    return [k for k, block in enumerate(blocks(holder)) if inner in block.statements]


def _are_exclusive(a: Statement, b: Statement, where: Places) -> bool:
    """Whether two statements stand in different branches of one `if`, so that a trip runs only one of them."""
    holder = where.holder[a]
    while holder is not None and not _contains(holder, b, where):
        holder = where.holder[holder]
    return isinstance(holder, If) and _block_with(holder, a, where) != _block_with(holder, b, where)

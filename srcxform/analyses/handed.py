"""Calls that are handed copies: whether the program could tell a copy from what it was made of.

    left = merge_sort(runtime.copy_of(part))

In the user's program `left` may be `part` itself. That matters where one of them is written after the call and the
other is used: such a call is `told_apart`.
"""

from __future__ import annotations

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, aliasing
from srcxform.ir.nodes import Assign, Block, Call, Solution, Statement, Var
from srcxform.ir.types import may_be_written
from srcxform.ir.walk import statements_in, vars_in


def told_apart(block: Block, parameters: frozenset[Var]) -> list[Call]:
    """The calls that need not do with copies the same as with what they are made of."""
    aliases = aliasing(block)
    calls = [s for s in statements_in(block) if isinstance(s, Call) and not isinstance(s.callee.key, Solution)]
    return [call for call in calls if may_be_written(call.out.type) and _is_told_apart(call, aliases, parameters)]


def _is_told_apart(call: Call, aliases: Aliases, parameters: frozenset[Var]) -> bool:
    out_is_written = any(aliases.is_written(v) for v in _taken(call, aliases))
    outside = {aliases.root(v) for v in parameters}
    for original in _originals(call, aliases):
        written_later = any(_is_after(write, call, original, aliases) for write in aliases.writes(original))
        if not out_is_written and not written_later:
            continue
        if aliases.root(original) in outside or _is_used_after(call, original, aliases):
            return True
    return False


def _originals(call: Call, aliases: Aliases) -> list[Var]:
    """What the arguments of a call are copies of."""
    makers = [aliases.places.defined_by.get(v) for arg in call.args for v in vars_in(arg)]
    copies = [s for s in makers if isinstance(s, Assign) and s.primitive is runtime.copy_of]
    return [v for s in copies for v in vars_in(s.args[0]) if may_be_written(v.type)]


def _taken(call: Call, aliases: Aliases) -> list[Var]:
    """The result of a call, its parts, and the copies of them."""
    found, todo = [call.out], [call.out]
    while todo:
        for use in aliases.places.used_by.get(todo.pop(), []):
            if isinstance(use, Assign) and may_be_written(use.out.type) and use.out not in found:
                found.append(use.out)
                todo.append(use.out)
    return found


def _is_after(statement: Statement, call: Call, var: Var, aliases: Aliases) -> bool:
    """Whether a statement may run after a call while the object of a variable is still the same."""
    where = aliases.places
    if where.at[statement] > where.at[call]:
        return True
    makers = [where.defined_by[v] for v in aliases.members.get(aliases.root(var), [])]
    return any(
        maker is None or loop not in where.loops[maker]
        for loop in where.common_loops(statement, call)
        for maker in makers
    )


def _is_used_after(call: Call, original: Var, aliases: Aliases) -> bool:
    members = aliases.members.get(aliases.root(original), [])
    if any(v in aliases.places.returned for v in members):
        return True
    uses = [use for v in members for use in aliases.places.used_by.get(v, [])]
    return any(_is_after(use, call, original, aliases) for use in uses)

"""Calls that are handed copies: whether the program could tell a copy from what it was made of.

    left = merge_sort(runtime.copy_of(part))

In the user's program `left` may be `part` itself. That matters where one of them is written after the call and the
other is used: such a call is `told_apart`. So is one that is given one array twice, and writes into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, memory_classes
from srcxform.frontend.program import Program
from srcxform.ir.nodes import Assign, Block, Call, FunctionRef, Operand, Solution, Statement, Store, Var
from srcxform.ir.types import may_be_written
from srcxform.ir.walk import statements_in, vars_in


def told_apart(program: Program, callees: Mapping[FunctionRef, Program]) -> list[Call]:
    """The calls that need not do with copies the same as with what they are made of."""
    aliases, given_back = memory_classes(program.block), _given_back(callees)
    captured = {aliases.root(v) for c in program.outside.captured.values() for v in vars_in(c.operand)}
    outside = captured | {aliases.root(v) for v in program.variables}
    return [
        call
        for call in recursive_calls(program.block)
        if any(_is_told_apart(call, call.args[k], aliases, outside) for k in given_back[call.callee])
        or _writes_what_it_reads(call, callees[call.callee], aliases, captured)
    ]


def recursive_calls(block: Block) -> Iterator[Call]:
    """The calls of functions of their own, apart from those of solvers."""
    return (s for s in statements_in(block) if isinstance(s, Call) and not isinstance(s.callee.key, Solution))


def _given_back(callees: Mapping[FunctionRef, Program]) -> dict[FunctionRef, frozenset[int]]:
    """The numbers of the arguments that each function may give back, in part, itself or by way of what it calls."""
    found: dict[FunctionRef, frozenset[int]] = dict.fromkeys(callees, frozenset())
    while True:
        more = {ref: _gives_back(callee, found) for ref, callee in callees.items()}
        if more == found:
            return found
        found = more


def _gives_back(callee: Program, known: Mapping[FunctionRef, frozenset[int]]) -> frozenset[int]:
    aliases = memory_classes(callee.block)
    sources: dict[Var, set[Var]] = {}
    for out, given in _handovers(callee.block, known):
        sources.setdefault(aliases.root(out), set()).update(map(aliases.root, vars_in(given)))
    found: set[Var] = set()
    todo = {aliases.root(v) for operand in callee.own_result for v in vars_in(operand)}
    while todo:
        found |= todo
        todo = {root for one in todo for root in sources.get(one, ())} - found
    own = enumerate(callee.variables)
    return frozenset(k for k, v in own if may_be_written(v.type) and aliases.root(v) in found)


def _handovers(block: Block, known: Mapping[FunctionRef, frozenset[int]]) -> Iterator[tuple[Var, Operand]]:
    """Copies and results of calls, with what they would be in the user's program."""
    for statement in statements_in(block):
        if isinstance(statement, Assign) and statement.primitive is runtime.copy_of:
            yield statement.out, statement.args[0]
    for call in recursive_calls(block):
        yield from ((call.out, call.args[k]) for k in known[call.callee])


def _is_told_apart(call: Call, arg: Operand, aliases: Aliases, outside: set[Var]) -> bool:
    own = _stored_back(call, aliases)
    out_is_written = any(aliases.is_written(v) for v in _taken(call, aliases))
    for original in _originals(arg, aliases):
        writes = [w for w in aliases.writes(original) if w not in own]
        if not out_is_written and not any(_is_after(write, call, original, aliases) for write in writes):
            continue
        if aliases.root(original) in outside or _is_used_after(call, original, own, aliases):
            return True
    return False


def _stored_back(call: Call, aliases: Aliases) -> list[Statement]:
    """The stores of what the call itself wrote: of parts of its result as they are, of which the program has copies."""
    used_by = aliases.places.used_by
    parts = [s.out for s in used_by.get(call.out, ()) if isinstance(s, Assign) and may_be_written(s.out.type)]
    return [s for part in parts for s in used_by.get(part, ()) if isinstance(s, Store) and s.value is part]


def _writes_what_it_reads(call: Call, callee: Program, aliases: Aliases, captured: set[Var]) -> bool:
    """Whether a function that writes into an array may be given it a second time, or find it outside."""
    roots = [{aliases.root(v) for v in _originals(arg, aliases)} for arg in call.args]
    return any(
        roots[k] & captured or any(roots[k] & other for j, other in enumerate(roots) if j != k)
        for k, v in enumerate(callee.variables)
        if v in callee.written
    )


def _originals(arg: Operand, aliases: Aliases) -> list[Var]:
    """What an argument of a call is a copy of."""
    makers = [aliases.places.defined_by.get(v) for v in vars_in(arg)]
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


def _is_used_after(call: Call, original: Var, own: list[Statement], aliases: Aliases) -> bool:
    members = aliases.members.get(aliases.root(original), [])
    if any(v in aliases.places.returned for v in members):
        return True
    uses = [use for v in members for use in aliases.places.used_by.get(v, [])]
    return any(_is_after(use, call, original, aliases) for use in uses if use not in own)

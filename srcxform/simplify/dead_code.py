"""Removes what nothing reads: assignments, stores into objects that are not read again, carried values, whole loops.

y = x * 2           ->     z = x + 1
z = x + 1                  return z
return z
"""

from __future__ import annotations

from dataclasses import replace

from srcxform.analyses.need import Needed, needed
from srcxform.ir.nodes import Block, For, If, Loop, Statement, While
from srcxform.ir.walk import with_blocks, with_statements


def remove_dead_code(block: Block) -> Block:
    """The program without what nothing reads."""
    found = needed(block)
    return with_statements(block, _kept(block, found))


def _kept(block: Block, found: Needed) -> tuple[Statement, ...]:
    return tuple(_trimmed(s, found) for s in block.statements if s in found.statements)


def _trimmed(statement: Statement, found: Needed) -> Statement:
    match statement:
        case If(_, then, orelse, results):
            keep = [k for k, r in enumerate(results) if r in found.variables]
            inner = [_trim_block(branch, found, keep) for branch in (then, orelse)]
            if len(keep) == len(results):
                return with_blocks(statement, inner)
            return replace(statement, then=inner[0], orelse=inner[1], results=tuple(results[k] for k in keep))
        case For() | While():
            return _trim_loop(statement, found)
        case _:
            return statement


def _trim_block(block: Block, found: Needed, keep: list[int]) -> Block:
    if block.jump == "break":
        return with_statements(block, _kept(block, found))
    yields = tuple(block.yields[k] for k in keep) if not block.jump else ()
    return with_statements(block, _kept(block, found), yields)


def _trim_loop(loop: Loop, found: Needed) -> Loop:
    keep = [
        k
        for k, (p, r) in enumerate(zip(loop.params, loop.results, strict=True))
        if p in found.variables or r in found.variables
    ]
    body = with_statements(loop.body, _kept(loop.body, found))
    if len(keep) == len(loop.params):
        inner = [body] if isinstance(loop, For) else [with_statements(loop.cond, _kept(loop.cond, found)), body]
        return with_blocks(loop, inner)  # type: ignore[return-value]
    body = _with_exits(body, keep)
    changes = {
        "params": tuple(loop.params[k] for k in keep),
        "inits": tuple(loop.inits[k] for k in keep),
        "results": tuple(loop.results[k] for k in keep),
        "body": body,
    }
    if isinstance(loop, While):
        return replace(loop, cond=replace(loop.cond, statements=_kept(loop.cond, found)), **changes)  # type: ignore[arg-type]
    return replace(loop, **changes)  # type: ignore[arg-type]


def _with_exits(body: Block, keep: list[int]) -> Block:
    """The body with its end and its breaks passing on the kept values only."""
    statements = body.statements
    if statements and isinstance(statements[-1], If):
        statements = (*statements[:-1], _exit_if(statements[-1], keep))
    yields = tuple(body.yields[k] for k in keep) if body.yields else body.yields
    return replace(body, statements=statements, yields=yields)


def _exit_if(choice: If, keep: list[int]) -> If:
    return replace(choice, then=_exit_branch(choice.then, keep), orelse=_exit_branch(choice.orelse, keep))


def _exit_branch(block: Block, keep: list[int]) -> Block:
    statements = block.statements
    if statements and isinstance(statements[-1], If):
        statements = (*statements[:-1], _exit_if(statements[-1], keep))
    if block.jump == "break":
        return replace(block, statements=statements, yields=tuple(block.yields[k] for k in keep))
    return replace(block, statements=statements)

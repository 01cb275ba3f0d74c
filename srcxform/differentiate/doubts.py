"""`x += y` where x may be an array or a number: read as an assignment, which is right if nobody else sees the array.

Where somebody may, the run checks that it is a number: an array would be written in place, and refused.
"""

from __future__ import annotations

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, aliased_operands, aliasing
from srcxform.analyses.seen import is_seen_after
from srcxform.errors import Unsupported
from srcxform.frontend.program import Program
from srcxform.ir.nodes import Assign, Block, Effect, Statement, Var
from srcxform.ir.walk import blocks, reads, with_blocks, with_statements
from srcxform.origin import Origin


def check_numbers(program: Program) -> None:
    """Put such checks into a program and into the recursive functions that it calls.

    As the program stands: what it does not read under this name may still be read under another.
    """
    for one in (program, *program.callees.values()):
        if one.in_doubt:
            aliases = aliasing(one.block)
            shared = {(var, place) for var, place in one.in_doubt if _may_be_seen(var, place, aliases)}
            checked: set[tuple[Var, Origin]] = set()
            one.block = _checked(one.block, shared, checked) if shared else one.block
            for _, place in (doubt for doubt in one.in_doubt if doubt in shared - checked):
                raise Unsupported(
                    "it is not known here whether this augments a number or an array that has another name",
                    origin=place,
                    instead=runtime.ArrayAugmented.instead,
                )


def _may_be_seen(var: Var, place: Origin, aliases: Aliases) -> bool:
    """Whether another name may read what is augmented there."""
    if var not in aliases.places.defined_by:
        return False
    root = aliases.root(var)
    sources = [aliases.places.defined_by.get(m) for m in aliases.members.get(root, [])]
    if root not in aliases.places.defined_by or aliases.is_written(var):
        return True
    if any(isinstance(s, Assign) and any(True for _ in aliased_operands(s)) for s in sources):
        return True
    augments = [s for s in aliases.places.used_by.get(var, []) if s.origin == place]
    return any(is_seen_after(s, var, aliases) for s in augments)


def _checked(block: Block, shared: set[tuple[Var, Origin]], done: set[tuple[Var, Origin]]) -> Block:
    """The block with a check before each statement that augments one of those; which were found is noted as done."""
    statements: list[Statement] = []
    for statement in block.statements:
        found = dict.fromkeys(v for v in reads(statement) if (v, statement.origin) in shared)
        if isinstance(statement, Assign):
            done.update((v, statement.origin) for v in found)
            statements += [Effect(runtime.require_number, (v,), (), statement.origin) for v in found]
        inner = blocks(statement)
        statements.append(with_blocks(statement, [_checked(b, shared, done) for b in inner]) if inner else statement)
    return with_statements(block, statements)

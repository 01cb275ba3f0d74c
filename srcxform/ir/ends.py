"""What is made at the end of a block: an `if` that leaves the loop must stay its last statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from srcxform.ir.builder import Builder, block_of, type_of
from srcxform.ir.nodes import Block, If, Operand, Statement, Var
from srcxform.ir.walk import has_break, map_operand, redefined, substitute


def at_end(builder: Builder, make: Callable[[], Operand]) -> Operand:
    """What `make` gives, made at the end of the open block, on the way that goes on."""
    with builder.block() as added:
        made = make()
    block = builder.blocks[-1]
    if added and has_break(block_of(block)):
        block[-1], made = _continued(block[-1], added, made)  # type: ignore[arg-type]
    else:
        block.extend(added)
    return made


def _continued(leaves: If, added: list[Statement], made: Operand) -> tuple[If, Operand]:
    """The `if` with these statements in its branches that do not leave the loop, and what is made there as a result."""
    sides = [_with_added(leaves.results, inner, added, made) for inner in (leaves.then, leaves.orelse)]
    out = Var(made.hint if isinstance(made, Var) else "", type_of(made))
    return replace(leaves, then=sides[0], orelse=sides[1], results=(*leaves.results, out)), out


def _with_added(results: tuple[Var, ...], inner: Block, added: list[Statement], made: Operand) -> Block:
    if inner.jump:
        return inner
    yielded: dict[Operand, Operand] = dict(zip(results, inner.yields, strict=True))
    own, names = redefined(Block(tuple(added)))
    moved = substitute(own, lambda v: yielded.get(v, v))
    value = map_operand(made, lambda v: yielded.get(v, names.get(v, v)))
    statements = list(inner.statements)
    if has_break(inner):
        statements[-1], value = _continued(statements[-1], list(moved.statements), value)  # type: ignore[arg-type]
    else:
        statements.extend(moved.statements)
    return replace(inner, statements=tuple(statements), yields=(*inner.yields, value))

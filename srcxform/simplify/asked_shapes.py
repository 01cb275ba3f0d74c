"""Asks for the shape of a result by those of its operands, where the result itself is not computed then.

t = turn[:, None] * (x[0] - x[1])           s = np.broadcast_shapes(turn[:, None].shape, x[0].shape, x[1].shape)
s = t.shape                         ->
y[:, 1] = t                                 (nothing reads y: it was kept for the next `x` alone)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from srcxform.analyses.need import needed
from srcxform.analyses.places import places
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.nodes import Assign, Block, Operand, Statement, Var
from srcxform.ir.types import ArrayType, is_scalar
from srcxform.ir.walk import blocks, statements_in, with_blocks, with_statements
from srcxform.simplify.memory import is_elementwise


def ask_operands(block: Block) -> Block:
    """The program with the shapes of what need not be computed asked of operands."""
    defined = places(block).defined_by
    leaves = {s: found for s in statements_in(block) if (found := _leaves_of(s, defined))}
    if not leaves:
        return block
    done = _rewritten(block, leaves)
    still = needed(done).statements
    gone = {v for v, made in defined.items() if made is not None and made not in still}
    useless: dict[Statement, tuple[Var, ...]] = {
        s: found for s, found in leaves.items() if isinstance(s, Assign) and s.args[0] in gone
    }
    return done if len(useless) == len(leaves) else _rewritten(block, useless) if useless else block


def _leaves_of(statement: Statement, defined: dict[Var, Statement | None]) -> tuple[Var, ...]:
    """The arrays that make up the shape that is asked for, if these are several."""
    if not isinstance(statement, Assign) or statement.primitive is not np.shape:
        return ()
    found = _parts(statement.args[0], defined)
    return tuple(dict.fromkeys(found)) if found and len(set(found)) > 1 else ()


def _parts(operand: Operand, defined: dict[Var, Statement | None]) -> list[Var] | None:
    """The arrays of which a value is made element by element; None where one is not known to be an array."""
    if is_scalar(type_of(operand)):
        return []
    if not isinstance(operand, Var) or not isinstance(operand.type, ArrayType):
        return None
    made = defined.get(operand)
    if not isinstance(made, Assign) or made.kwargs or not is_elementwise(made.primitive):
        return [operand]
    parts = [_parts(arg, defined) for arg in made.args]
    return None if None in parts else [v for part in parts for v in part or ()]


def _rewritten(block: Block, leaves: dict[Statement, tuple[Var, ...]]) -> Block:
    statements: list[Statement] = []
    for statement in block.statements:
        if statement in leaves and isinstance(statement, Assign):
            builder = Builder()
            builder.origin = statement.origin
            shapes = tuple(builder.op(np.shape, v) for v in leaves[statement])
            statements += builder.blocks[0]
            statement = replace(statement, primitive=np.broadcast_shapes, args=shapes)
        else:
            statement = with_blocks(statement, [_rewritten(b, leaves) for b in blocks(statement)])
        statements.append(statement)
    return with_statements(block, statements)

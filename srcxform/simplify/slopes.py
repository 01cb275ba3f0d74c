"""Takes the slope of `log(exp(a) + exp(b))` without the logarithm, where nothing else reads that.

    t = np.logaddexp(a, b)
    x_bar = g * np.exp(b - np.maximum(t, LEAST))    ->    x_bar = g * (1.0 / (1.0 + np.exp(np.maximum(a, LEAST) - b)))

For machine code alone: where the exponential overflows, the slope is 0, as it should be, but NumPy would warn.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform.analyses.aliasing import Aliases
from srcxform.analyses.need import asks_for_shape
from srcxform.analyses.places import Places
from srcxform.ir.builder import Builder
from srcxform.ir.nodes import Assign, Block, Const, Operand, Statement, Var
from srcxform.ir.walk import blocks, statements_in, with_blocks, with_statements
from srcxform.rules.elementwise import LEAST
from srcxform.simplify.dead_code import remove_dead_code
from srcxform.simplify.memory import array_writes, same_operand, sharing


def take_slopes(block: Block) -> Block:
    """The program with such slopes as logistic functions."""
    sums = [s for s in statements_in(block) if isinstance(s, Assign) and s.primitive is np.logaddexp and not s.kwargs]
    if not sums:
        return block
    memory = sharing(block)
    slopes = {slope: operands for s in sums for slope, operands in _slopes_of(s, memory).items()}
    return remove_dead_code(_rewritten(block, slopes)) if slopes else block


def _slopes_of(logarithm: Assign, memory: Aliases) -> dict[Statement, tuple[Operand, Operand]]:
    """The statements that compute a slope, with the other operand and the one it is by, if nothing else is computed."""
    where = memory.places
    found: dict[Statement, tuple[Operand, Operand]] = {}
    if logarithm.out in where.returned or any(
        isinstance(a, Var) and any(array_writes(memory, a)) for a in logarithm.args
    ):
        return {}
    a, b = logarithm.args
    uses = [(use, logarithm.out) for use in where.used_by.get(logarithm.out, ())]
    while uses:
        use, total = uses.pop()
        if _asks_for_shape(use, total, where):
            continue
        if isinstance(use, Assign) and use.primitive is np.maximum and use.out not in where.returned:
            uses += [(each, use.out) for each in where.used_by.get(use.out, ())]  # what is never -inf
            continue
        if not isinstance(use, Assign) or use.primitive is not operator.sub or use.args[1] is not total:
            return {}
        by = use.args[0]
        other = a if same_operand(by, b) else b if same_operand(by, a) else None
        exponentials = where.used_by.get(use.out, ())
        if other is None or use.out in where.returned or not all(map(_is_exponential, exponentials)):
            return {}
        found.update(dict.fromkeys(exponentials, (other, by)))
    return found


def _asks_for_shape(use: Statement, var: Var, where: Places) -> bool:
    """Whether a statement asks for the shape of an array, or of what is made of it: loops then make neither."""
    if asks_for_shape(use, var):
        return True
    if not isinstance(use, Assign) or use.out in where.returned:
        return False
    return all(_asks_for_shape(each, use.out, where) for each in where.used_by.get(use.out, ()))


def _is_exponential(statement: Statement) -> bool:
    return isinstance(statement, Assign) and statement.primitive is np.exp and not statement.kwargs


def _rewritten(block: Block, slopes: dict[Statement, tuple[Operand, Operand]]) -> Block:
    statements: list[Statement] = []
    for statement in block.statements:
        if statement in slopes and isinstance(statement, Assign):
            builder = Builder()
            builder.origin = statement.origin
            other, by = slopes[statement]
            # Of two impossible events neither has a share: the exponential is infinite then.
            ratio = builder.op(np.exp, builder.op(operator.sub, builder.op(np.maximum, other, Const(LEAST)), by))
            total = builder.op(operator.add, Const(1.0), ratio)
            statements += builder.blocks[0]
            statement = replace(statement, primitive=operator.truediv, args=(Const(1.0), total))
        else:
            statement = with_blocks(statement, [_rewritten(b, slopes) for b in blocks(statement)])
        statements.append(statement)
    return with_statements(block, statements)

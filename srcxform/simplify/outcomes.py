"""Asks once, not twice in a row, whether a tried branch failed.

    if failed:                              if failed:
        y_bar = 0.0                             x_bar = y_bar_1 * 2.0
    else:                           ->      else:
        y_bar = y_bar_1                         x_bar = y_bar_1 / x
    if failed:
        x_bar = y_bar_1 * 2.0
    else:
        x_bar = y_bar / x

`try` is written as small steps, each of which may fail; so these questions are many.
"""

from __future__ import annotations

from dataclasses import replace

from srcxform.analyses.liveness import outcomes
from srcxform.ir.nodes import Block, If, Operand, Statement
from srcxform.ir.walk import blocks, substitute, with_blocks


def ask_once(block: Block) -> Block:
    """The program with neighbouring branches on one outcome made one."""
    tests = outcomes(block)
    return _block(block, set(tests)) if tests else block


def _block(block: Block, tests: set[Operand]) -> Block:
    done: list[Statement] = []
    for statement in block.statements:
        inner = blocks(statement)
        changed = with_blocks(statement, tuple(_block(b, tests) for b in inner)) if inner else statement
        if done and _is_plain(done[-1], tests) and _is_plain(changed, tests):
            first = done[-1]
            if isinstance(first, If) and isinstance(changed, If) and first.test is changed.test:
                done[-1] = _fused(first, changed, tests)
                continue
        done.append(changed)
    return replace(block, statements=tuple(done))


def _is_plain(statement: Statement, tests: set[Operand]) -> bool:
    return isinstance(statement, If) and statement.test in tests and not (statement.then.jump or statement.orelse.jump)


def _fused(first: If, second: If, tests: set[Operand]) -> If:
    """One `if` for two: what the first gives, its own branch has."""
    parts: list[Block] = []
    for before, after in zip(blocks(first), blocks(second), strict=True):
        known = dict(zip(first.results, before.yields, strict=True))
        renamed = _renamed(after, known)
        joined = Block((*before.statements, *renamed.statements), (*before.yields, *renamed.yields))
        parts.append(_block(joined, tests))
    return replace(second, then=parts[0], orelse=parts[1], results=(*first.results, *second.results))


def _renamed(block: Block, known: dict[Operand, Operand]) -> Block:
    return substitute(block, lambda operand: known.get(operand, operand)) if known else block

"""Asks once, not twice in a row, whether a tried branch failed, and keeps nothing that only a failure would give.

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

import operator
from dataclasses import replace

from srcxform.analyses.liveness import Outcomes, outcomes
from srcxform.ir.guarded import attempt_of, born_in
from srcxform.ir.nodes import UNDEFINED, Assign, Block, Const, If, Operand, Statement, Var
from srcxform.ir.walk import blocks, reads, statements_in, substitute, vars_in, with_blocks, with_statements


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
            is_same = isinstance(first, If) and isinstance(changed, If) and first.test is changed.test
            if is_same and not _reads_what_is_missing(first, changed):  # type: ignore[arg-type]
                done[-1] = _fused(first, changed, tests)  # type: ignore[arg-type]
                continue
        done.append(changed)
    return with_statements(block, done)


def _is_plain(statement: Statement, tests: set[Operand]) -> bool:
    return isinstance(statement, If) and statement.test in tests and not (statement.then.jump or statement.orelse.jump)


def _reads_what_is_missing(first: If, second: If) -> bool:
    """Whether a branch reads a name that the same branch before did not assign: that fails, and is left to the run."""
    for before, after in zip(blocks(first), blocks(second), strict=True):
        pairs = zip(first.results, before.yields, strict=True)
        missing = {r for r, y in pairs if isinstance(y, Const) and y.value is UNDEFINED}
        if missing and any(v in missing for s in statements_in(after) for v in reads(s)):
            return True
    return False


def _fused(first: If, second: If, tests: set[Operand]) -> If:
    """One `if` for two: what the first gives, its own branch has."""
    parts: list[Block] = []
    for before, after in zip(blocks(first), blocks(second), strict=True):
        known: dict[Operand, Operand] = dict(zip(first.results, before.yields, strict=True))
        renamed = _renamed(after, known)
        joined = Block((*before.statements, *renamed.statements), (*before.yields, *renamed.yields))
        parts.append(_block(joined, tests))
    return replace(second, then=parts[0], orelse=parts[1], results=(*first.results, *second.results))


def _renamed(block: Block, known: dict[Operand, Operand]) -> Block:
    return substitute(block, lambda operand: known.get(operand, operand)) if known else block


def forget_failures(block: Block) -> Block:
    """The program without values that a tried branch gives for the case that it failed, if nobody reads them then.

    y_1 = y                                 (nothing)
    if failed: y_2 = 0.0            ->      if failed: y_2 = 0.0
    else: y_2 = y_1                         else: y_2 = y_1
    """
    tests = {s.results[0] for s in statements_in(block) if isinstance(s, If) and attempt_of(s) is not None}
    if not tests:
        return block
    block = _straight(block, tests, {})
    known = outcomes(block)
    read: set[Operand] = set()
    failing: dict[Operand, Operand] = {
        r: y
        for s in statements_in(block)
        if isinstance(s, If) and attempt_of(s) is not None
        for r, y in zip(s.results, s.orelse.yields, strict=True)
    }
    _note_reads(block, known, failing, frozenset(), read)
    return _forgotten(block, read)


def _straight(block: Block, tests: set[Var], negated: dict[Operand, Var]) -> Block:
    """The block with `if failed` for `if not failed`; the branches give constants for what they know to be so."""
    statements: list[Statement] = []
    for statement in block.statements:
        if isinstance(statement, Assign) and statement.primitive is operator.not_ and statement.args[0] in tests:
            negated[statement.out] = statement.args[0]
        if isinstance(statement, If) and statement.test in negated:
            statement = replace(statement, test=negated[statement.test], then=statement.orelse, orelse=statement.then)
        inner = [_straight(b, tests, negated) for b in blocks(statement)]
        if isinstance(statement, If) and statement.test in tests:
            inner = [_with_known(b, statement.test, k == 0) for k, b in enumerate(inner)]
        statements.append(with_blocks(statement, inner))
    return with_statements(block, statements)


def _with_known(branch: Block, test: Operand, value: bool) -> Block:
    return substitute(branch, lambda operand: Const(value) if operand is test else operand)


def _note_reads(
    block: Block, known: Outcomes, failing: dict[Operand, Operand], done: frozenset[Operand], read: set[Operand]
) -> None:
    """Note what is read where it is not known that what was to give it is `done`."""
    for statement in block.statements:
        read.update(v for v in reads(statement) if v not in done)
        ways = known.get(statement.test, ({}, {})) if isinstance(statement, If) else ({}, {})
        for inner, given in zip(blocks(statement), ways, strict=False):
            here = {v for v, value in given.items() if v in failing and value is not failing[v]}
            _note_reads(inner, known, failing, done | here, read)
    read.update(v for y in block.yields for v in vars_in(y) if v not in done)


def _forgotten(block: Block, read: set[Operand]) -> Block:
    statements: list[Statement] = []
    for statement in block.statements:
        changed = with_blocks(statement, tuple(_forgotten(b, read) for b in blocks(statement)))
        if isinstance(changed, If) and attempt_of(changed) is not None:
            # The exception itself is there only where it is caught.
            own = born_in(changed.orelse)
            yields = tuple(
                y if k == 0 or r in read or y in own else Const(UNDEFINED)
                for k, (r, y) in enumerate(zip(changed.results, changed.orelse.yields, strict=True))
            )
            changed = replace(changed, orelse=replace(changed.orelse, yields=yields))
        statements.append(changed)
    return with_statements(block, statements)

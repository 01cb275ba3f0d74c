"""The traversal helpers: each kind of statement, what it reads and defines, and rebuilding it."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from srcxform.ir import walk
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Call,
    Const,
    Effect,
    For,
    FunctionRef,
    If,
    Operand,
    Pop,
    Slice,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)
from srcxform.ir.text import block_text
from srcxform.ir.types import FLOAT, INT

A, B, C, OUT, NEW = (Var(hint, FLOAT) for hint in ("a", "b", "c", "out", "new"))
I, P, R = Var("i", INT), Var("p", FLOAT), Var("r", FLOAT)
ZERO, ONE = Const(0), Const(1)
BODY = Block((Assign(OUT, operator.add, (P, C)),), (OUT,))
COND = Block((), (P,))
INDEX = Slice(A, Const(None), B)

# Statement, what it reads itself, what it defines for what follows, what it defines inside.
TABLE: list[tuple[Statement, list[Var], list[Var], list[Var]]] = [
    (Assign(OUT, np.sum, (A,), (("where", B),)), [A, B], [OUT], []),
    (Effect(print, (A, Tup((B, ONE)))), [A, B], [], []),
    (Store(A, INDEX, C), [A, A, B, C], [], []),
    (Update(A, I, operator.add, B), [A, I, B], [], []),
    (Update(A, None, operator.add, B), [A, B], [], []),
    (Append(A, Tup((B, C))), [A, B, C], [], []),
    (Pop(OUT, A), [A], [OUT], []),
    (Call(OUT, FunctionRef("f"), (A, B)), [A, B], [OUT], []),
    (If(A, Block((), (B,)), Block((), (C,)), (R,)), [A], [R], []),
    (For(I, ZERO, A, ONE, (P,), (B,), BODY, (R,)), [A, B], [R], [I, P]),
    (While(COND, (P,), (B,), BODY, (R,)), [B], [R], [P]),
]
EVERY = pytest.mark.parametrize("row", TABLE, ids=lambda row: type(row[0]).__name__)


@EVERY
def test_reads_and_definitions(row: tuple[Statement, list[Var], list[Var], list[Var]]) -> None:
    statement, reads, defines, inside = row
    assert list(walk.reads(statement)) == reads
    assert list(walk.defines(statement)) == defines
    assert list(walk.inner_definitions(statement)) == inside


@EVERY
def test_operands_are_replaced_where_they_are_read(row: tuple[Statement, list[Var], list[Var], list[Var]]) -> None:
    statement, reads, defines, inside = row
    changed = walk.map_operands(statement, lambda v: NEW if v is A else v)
    assert list(walk.reads(changed)) == [NEW if v is A else v for v in reads]
    assert list(walk.defines(changed)) == defines
    assert walk.blocks(changed) == walk.blocks(statement)


@EVERY
def test_blocks_are_put_back_in_their_order(row: tuple[Statement, list[Var], list[Var], list[Var]]) -> None:
    statement = row[0]
    same = walk.with_blocks(statement, walk.blocks(statement))
    assert walk.blocks(same) == walk.blocks(statement)
    fresh = tuple(Block((), (ONE,)) for _ in walk.blocks(statement))
    assert walk.blocks(walk.with_blocks(statement, fresh)) == fresh


def test_statements_come_in_the_order_of_the_text() -> None:
    first, inner, last = (Assign(Var("", FLOAT), operator.neg, (A,)) for _ in range(3))
    loop = For(I, ZERO, ONE, ONE, (), (), Block((inner,)), ())
    choice = If(A, Block((loop,)), Block(()))
    assert list(walk.statements_in(Block((first, choice, last)))) == [first, choice, loop, inner, last]


def test_substitution_reaches_inner_blocks_and_yields() -> None:
    block = Block((If(A, Block((Assign(OUT, operator.neg, (A,)),), (OUT,)), Block((), (A,)), (R,)),), (Tup((A, R)),))
    changed = walk.substitute(block, lambda v: NEW if v is A else v)
    assert "%a" not in block_text(changed)
    assert block_text(changed) == block_text(block).replace("%a", "%new")


@pytest.mark.parametrize("operand", [ONE, A, Tup((A, ONE)), INDEX], ids=lambda o: type(o).__name__)
def test_an_operand_that_does_not_change_stays_the_same_object(operand: Operand) -> None:
    assert walk.map_operand(operand, lambda v: v) is operand


def test_uses_of_a_block() -> None:
    loop = For(I, ZERO, A, ONE, (P,), (B,), BODY, (R,))
    assert walk.uses_in(Block((loop,), (R,))) == {A, B, P, C, OUT, R}


LEAVES, GOES_ON = Block((), (), "break"), Block(())
LEAVING = If(A, LEAVES, GOES_ON)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (GOES_ON, False),
        (LEAVES, True),
        (Block((LEAVING,)), True),
        (Block((If(A, GOES_ON, Block((LEAVING,))),)), True),
        (Block((If(A, GOES_ON, GOES_ON),)), False),
        (Block((For(I, ZERO, ONE, ONE, (), (), Block((LEAVING,)), ()),)), False),
    ],
)
def test_whether_a_body_leaves_its_own_loop(body: Block, expected: bool) -> None:
    assert walk.has_break(body) is expected

"""Small programs in the intermediate representation, and their text."""

from __future__ import annotations

from textwrap import dedent

import numpy as np

from srcxform.ir.builder import Builder
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Block, Operand, Var
from srcxform.ir.text import block_text
from srcxform.ir.types import FLOAT, INT, ArrayType, Size

FLOAT64 = np.dtype(float)


def array(name: str, *tokens: str) -> Var:
    """A float array; axes with the same token have the same length, and no axis has length 1."""
    tokens = tokens or (name,)
    return Var(name, ArrayType(FLOAT64, len(tokens), "array", tuple(Size(t, 0, True) for t in tokens)))


def number(name: str) -> Var:
    """A float."""
    return Var(name, FLOAT)


def integer(name: str) -> Var:
    """An integer."""
    return Var(name, INT)


def derived(*, marked: bool = True) -> Builder:
    """A builder of derived code, after the mark that begins the reverse sweep."""
    builder = Builder()
    if marked:
        builder.effect(reverse_sweep_begins)
    builder.derived = True
    return builder


def program(builder: Builder, *results: Operand) -> Block:
    """What the builder holds, giving these results."""
    return Block(tuple(builder.blocks[0]), results)


def text(block: Block) -> str:
    """The text of a block, without the mark."""
    return block_text(block).replace("reverse_sweep_begins()\n", "")


def lines(expected: str) -> str:
    """An indented text as `text` gives it."""
    return dedent(expected).lstrip("\n")

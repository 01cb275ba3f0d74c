"""Writes the sum of a product of two rows as their inner product.

    t = g * x                           s_bar = np.dot(g, x)
    s_bar = np.sum(t)           ->

The product is not made, and the sum is one call of BLAS. Only for a product that is used for nothing else.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform.analyses.places import Places, places
from srcxform.ir.builder import type_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Assign, Block, Effect, Statement, Var
from srcxform.ir.types import ArrayType
from srcxform.ir.walk import blocks, with_blocks, with_statements
from srcxform.simplify.memory import dtype_of, has_shape_of, have_one_dtype, is_array_of


def contract(block: Block) -> Block:
    """The program with inner products for sums of products, in the reverse sweep."""
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins),
        None,
    )
    if begin is None:
        return block
    where = places(block)
    return with_statements(block, (*block.statements[:begin], *_contracted(block.statements[begin:], where)))


def _contracted(statements: tuple[Statement, ...], where: Places) -> list[Statement]:
    done: list[Statement] = []
    sums = {s.args[0]: s for s in statements if isinstance(s, Assign) and _is_sum(s)}
    gone: set[Statement] = set()
    for statement in statements:
        if statement in gone:
            continue
        inner = blocks(statement)
        if inner:
            bodies = tuple(with_statements(b, _contracted(b.statements, where)) for b in inner)
            statement = with_blocks(statement, bodies)
        elif isinstance(statement, Assign) and statement.out in sums and _is_product_of_rows(statement):
            total = sums[statement.out]
            if where.used_by[statement.out] == [total] and statement.out not in where.returned:
                # What the product reads may be written before the sum stands, so this stands where the product stood.
                gone.add(total)
                statement = replace(statement, out=total.out, primitive=np.dot, origin=total.origin)
        done.append(statement)
    return done


def _is_sum(statement: Assign) -> bool:
    is_plain = statement.primitive is np.sum and len(statement.args) == 1 and not statement.kwargs
    return is_plain and isinstance(statement.args[0], Var)


def _is_product_of_rows(statement: Assign) -> bool:
    """Whether it multiplies two arrays of one axis, one length and one dtype."""
    if statement.primitive not in (operator.mul, np.multiply) or statement.kwargs or len(statement.args) != 2:
        return False
    a, b = statement.args
    t = type_of(a)
    is_row = isinstance(t, ArrayType) and t.rank == 1 and is_array_of(a) and is_array_of(b)
    kinds = (np.dtype(np.float64), np.dtype(np.complex128))
    return is_row and has_shape_of(a, b) and dtype_of(a) in kinds and have_one_dtype(a, b)

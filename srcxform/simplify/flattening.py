"""Carries an array flat through a loop that changes its number of axes and only ever reshapes it.

    y = x                                          y = x                (x has one axis)
    while half >= 1:                               while half >= 1:
        x = y.reshape(2, half, done)                   x = y.reshape(2, half, done)
        y = np.empty((half, 2, done))      ->          y = np.empty((half, 2, done))
        ...                                            ...
    return y.reshape(n)                                y = y.reshape(-1)
                                                   return y.reshape(n)

What is reshaped is read in the order of its elements, so nothing sees the difference; and the name now has one number
of axes, without which there is no machine code, and adjoints have to ask for shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from srcxform.analyses.aliasing import Aliases, aliasing
from srcxform.analyses.places import Places
from srcxform.ir.builder import Builder
from srcxform.ir.nodes import Assign, Block, Const, For, Loop, Operand, Statement, Var, While
from srcxform.ir.types import ArrayType
from srcxform.ir.walk import blocks, has_break, statements_in, substitute, with_blocks, with_statements
from srcxform.origin import Origin
from srcxform.simplify.memory import have_one_dtype

_CREATORS = (np.empty, np.zeros, np.ones, np.full)


def carry_flat(block: Block) -> Block:
    """The program in which such names have one axis between the trips."""
    slots = [(s, k) for s in statements_in(block) if isinstance(s, For | While) for k in _open_slots(s)]
    if not slots:
        return block
    memory = aliasing(block)
    flat: dict[Loop, list[int]] = {}
    changed: dict[Operand, Var] = {}
    for loop, k in slots:
        names = loop.params[k], loop.results[k]
        if all(_is_reshaped(v, memory.places) for v in names) and _is_in_order(loop, k, memory):
            flat.setdefault(loop, []).append(k)
            changed.update({v: _with_one_axis(v) for v in names})
    return substitute(_carried(block, flat, changed), lambda v: changed.get(v, v)) if flat else block


def _open_slots(loop: Loop) -> Iterator[int]:
    """The slots of arrays of one dtype whose number of axes is open, though that of each value they get is known."""
    if loop.body.jump or has_break(loop.body):
        return
    for k, (param, *given) in enumerate(zip(loop.params, loop.inits, loop.body.yields, strict=True)):
        t = param.type
        is_open = isinstance(t, ArrayType) and t.rank is None and t.dtype is not None
        if is_open and all(_is_array_of(value, param) for value in given):
            yield k


def _is_array_of(operand: Operand, like: Var) -> bool:
    t = operand.type if isinstance(operand, Var) else None
    is_ranked = isinstance(t, ArrayType) and t.rank is not None and t.box == "array"
    return is_ranked and have_one_dtype(operand, like)


def _is_reshaped(var: Var, where: Places) -> bool:
    """Whether all uses of a name ask for its size, or for its elements in their order."""
    if var in where.returned:
        return False
    return all(
        isinstance(use, Assign) and use.primitive in (np.reshape, np.ravel, np.size) and not use.kwargs
        for use in where.used_by.get(var, ())
    )


def _is_in_order(loop: Loop, k: int, memory: Aliases) -> bool:
    """Whether reshaping gives views where the program writes: of new arrays it does, and parameters are checked."""
    if not memory.is_written(loop.params[k]):
        return True
    made = [memory.places.defined_by.get(o) for o in (loop.inits[k], loop.body.yields[k]) if isinstance(o, Var)]
    return all(s is None or (isinstance(s, Assign) and s.primitive in _CREATORS) for s in made)


def _with_one_axis(var: Var) -> Var:
    assert isinstance(var.type, ArrayType)
    return replace(var, type=replace(var.type, rank=1, dims=None, box="array"))


def _carried(block: Block, flat: dict[Loop, list[int]], changed: dict[Operand, Var]) -> Block:
    """The block with these slots given flat arrays."""
    statements: list[Statement] = []
    for statement in block.statements:
        done = with_blocks(statement, tuple(_carried(b, flat, changed) for b in blocks(statement)))
        if isinstance(done, For | While) and statement in flat:
            slots = flat[statement]
            before, inits = _flattened(done.inits, slots, done.origin)
            after, yields = _flattened(done.body.yields, slots, done.origin)
            body = with_statements(done.body, [*done.body.statements, *after], yields)
            params, results = (tuple(changed.get(v, v) for v in names) for names in (done.params, done.results))
            done = replace(done, inits=inits, body=body, params=params, results=results)
            statements += before
        statements.append(done)
    return with_statements(block, statements)


def _flattened(
    values: tuple[Operand, ...], slots: list[int], origin: Origin
) -> tuple[list[Statement], tuple[Operand, ...]]:
    builder = Builder()
    builder.origin = origin
    given = list(values)
    for k in slots:
        var = given[k]
        assert isinstance(var, Var)
        assert isinstance(var.type, ArrayType)
        if var.type.rank != 1:
            given[k] = builder.op(np.reshape, var, Const(-1), hint=var.hint)
    return builder.blocks[0], tuple(given)

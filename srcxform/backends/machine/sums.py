"""Sums as loops that others can share: row by row where that is the order of memory, and numbers beside the loops.

for j in range(m):                          for j in range(m):
    total = 0.0                                 s[j] = 0.0
    for i in range(n):              ->      for i in range(n):
        total += x[i, j]                        for j in range(m):
    s[j] = total                                    s[j] += x[i, j]
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform.backends.machine.actions import Action, Give, Sum, Surroundings, Write
from srcxform.backends.machine.elements import (
    Affine,
    Apply,
    Element,
    Fold,
    Load,
    Value,
    identity,
    is_affine,
    jumps,
    loads,
    renumbered,
)
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Var

_GATHERED = (operator.add, operator.mul, np.maximum, np.minimum)
_SUMS = (operator.add, operator.sub)


def spread_sums(actions: list[Action], around: Surroundings) -> list[Action]:
    """The actions with sums in loops of their own, where these may be shared or run along memory."""
    rows = [part for action in actions for part in _along_memory(action, around)]
    return [part for action in rows for part in _as_sum(action)]


def _along_memory(action: Action, around: Surroundings) -> list[Action]:
    """A sum as a sum of rows, where its innermost loop would jump from row to row."""
    if not isinstance(action, Write) or not action.lengths or action.margins or not is_affine(action.index):
        return [action]
    element = action.element
    if isinstance(element, Apply) and action.is_new:
        return _taken_out(action, element, around)
    if not isinstance(element, Fold) or element.primitive not in _GATHERED or not jumps(element):
        return [action]
    adds_to = action.symbol in _SUMS and element.primitive is operator.add and _is_zero(element.start)
    if not action.is_new and not adds_to:
        return [action]
    order = _order_of_rows(element, len(action.lengths))
    moves = {axis: k for k, axis in enumerate(order)}
    index = tuple(a if a.axis is None else replace(a, axis=moves[a.axis]) for a in action.index)
    counts = {**dict(enumerate(action.lengths)), **dict(zip(element.axes, element.lengths, strict=True))}
    lengths = tuple(counts[axis] for axis in order)
    symbol = action.symbol or element.primitive
    rows = Write(action.target, index, lengths, renumbered(element.element, moves), symbol, False, action.origin)
    return [rows] if action.symbol else [replace(action, element=Value(element.start)), rows]


def _order_of_rows(fold: Fold, rank: int) -> tuple[int, ...]:
    """All axes as an array has them that is read along each; else those of the fold before the last of the result."""
    for load in loads(fold.element):
        order = tuple(i.axis for i in load.index if isinstance(i, Affine) and i.axis is not None)
        if sorted(order) == sorted((*range(rank), *fold.axes)) and order[-1] == rank - 1:
            return order
    return (*range(rank - 1), *fold.axes, rank - 1)


def _taken_out(action: Write, element: Apply, around: Surroundings) -> list[Action]:
    """A sum inside of other arithmetic, as an array of its own."""
    sums = [arg for arg in element.args if isinstance(arg, Fold)]
    if len(sums) != 1:
        return [action]
    total, whole = around.new_array(action.target, len(action.lengths)), identity(len(action.lengths))
    parts = _along_memory(Write(total, whole, action.lengths, sums[0], None, True, action.origin), around)
    if len(parts) == 1:
        return [action]
    args = tuple(Load(total, whole) if arg is sums[0] else arg for arg in element.args)
    return [*parts, replace(action, element=Apply(element.primitive, args))]


def _as_sum(action: Action) -> list[Action]:
    """A number that is a sum, with what is done to it after the loops."""
    if not isinstance(action, Give):
        return [action]
    element = action.element
    if isinstance(element, Fold):
        inner = renumbered(element.element, {axis: k for k, axis in enumerate(element.axes)})
        return [Sum(action.out, element.primitive, element.start, element.lengths, inner, action.origin)]
    if not isinstance(element, Apply) or not any(isinstance(arg, Fold) for arg in element.args):
        return [action]
    parts: list[Action] = []
    args: list[Element] = []
    for arg in element.args:
        if isinstance(arg, Fold):
            total = Var("total", type_of(arg.start))
            parts += _as_sum(Give(total, arg, action.origin))
            args.append(Value(total))
        else:
            args.append(arg)
    return [*parts, replace(action, element=Apply(element.primitive, tuple(args)))]


def _is_zero(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value == 0

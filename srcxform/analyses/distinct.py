"""Whether arrays of indices are known to name each element once: those of a triangle, of a mask, of a sorted order.

    rows, columns = np.triu_indices(n, 1)
    A[rows, columns] = v                    # no element is stored twice, so each of v reaches A

Of other arrays of indices only the run knows it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

import numpy as np

from srcxform.analyses.aliasing import Aliases
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Assign, Const, Operand, Slice, Tup, Var
from srcxform.ir.types import ArrayType, same_size

# What these give, taken together, is a list of places without repetition; none is counted from the end.
_PLACES: tuple[Callable[..., object], ...] = (
    np.nonzero, np.triu_indices, np.tril_indices, np.diag_indices, np.triu_indices_from, np.tril_indices_from,
    np.diag_indices_from,
)  # fmt: skip


def names_each_once(index: Operand, memory: Aliases) -> bool:
    """Whether an index with arrays of integers, one axis each, is known to name no element twice."""
    items = index.items if isinstance(index, Tup) else (index,)
    arrays = [item for item in items if not isinstance(item, (Slice, Const)) and _rank(item) != 0]
    if not arrays or not all(isinstance(a, Var) and _rank(a) == 1 and not memory.is_written(a) for a in arrays):
        return False
    if any(isinstance(item, Const) and item.value is not None and item.value is not ... for item in items):
        return False
    made = [memory.places.defined_by.get(a) for a in arrays]  # type: ignore[arg-type]
    steps = [s for s in made if isinstance(s, Assign)]
    if len(steps) < len(arrays):
        return False
    return _is_whole_list(steps, memory) or ((_is_one_call(steps) or _all_as_long(arrays)) and any(map(_counts, steps)))


def _rank(operand: Operand) -> int | None:
    t = type_of(operand)
    return t.rank if isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "iu" else None


def _is_whole_list(steps: list[Assign], memory: Aliases) -> bool:
    """Whether these are all the items of one call, so that together they are its places."""
    places: set[Operand] = set()
    taken: set[int] = set()
    for step in steps:
        if step.primitive is not operator.getitem or not isinstance(step.args[0], Var):
            return False
        known, item = literal(step.args[1])
        if not known or type(item) is not int:
            return False
        places.add(step.args[0])
        taken.add(item)
    (source, *more) = places
    call = memory.places.defined_by.get(source) if isinstance(source, Var) else None
    if more or not isinstance(call, Assign) or memory.is_written(source):  # type: ignore[arg-type]
        return False
    is_list = call.primitive in _PLACES or (call.primitive is np.where and len(call.args) == 1 and not call.kwargs)
    return is_list and taken == set(range(_count(call))) and len(steps) == len(taken)


def _count(call: Assign) -> int:
    """How many arrays of indices a call gives; -1 where it is not known."""
    if call.primitive is np.nonzero or call.primitive is np.where:
        t = type_of(call.args[0])
        return t.rank if isinstance(t, ArrayType) and t.rank is not None else -1
    if call.primitive in (np.diag_indices, np.diag_indices_from):
        return 2 if len(call.args) == 1 and not call.kwargs and call.primitive is np.diag_indices else -1
    return 2


def _is_one_call(steps: list[Assign]) -> bool:
    """Whether all are the same call with the same operands, so that they have one length."""
    if any(s.primitive is not np.arange for s in steps):
        return False
    given = [[a if isinstance(a, Var) else literal(a) for a in s.args] for s in steps]
    return all(args == given[0] for args in given)


def _all_as_long(arrays: Sequence[Operand]) -> bool:
    """Whether none of them is repeated to the length of another."""
    lengths = [t.dims[0] if isinstance(t, ArrayType) and t.dims else None for t in map(type_of, arrays)]
    return len(arrays) == 1 or all(same_size(lengths[0], n) for n in lengths[1:])


def _counts(step: Assign) -> bool:
    """Whether an array has each integer once, and none that counts from the end."""
    if step.primitive is np.flatnonzero:
        return True
    if step.primitive is np.argsort:
        return len(step.args) == 1 and not any(k == "axis" for k, _ in step.kwargs)
    if step.primitive is not np.arange or step.kwargs:
        return False
    known = [literal(a) for a in step.args]
    start = (True, 0) if len(known) == 1 else known[0]
    by = known[2] if len(known) == 3 else (True, 1)
    return all(found and type(value) is int for found, value in (start, by)) and start[1] >= 0 and by[1] > 0


__all__ = ["names_each_once"]

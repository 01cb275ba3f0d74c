"""The same numbers under another index: axes moved, left out or put in, triangles, diagonals and grids."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform.backends.machine import support
from srcxform.backends.machine.arrays import ONE, Array, Arrays, NotDescribed
from srcxform.backends.machine.described import (
    axes_named,
    converted,
    describes,
    dtype_of,
    folded,
    given,
    lengths_in,
    option,
    permuted,
)
from srcxform.backends.machine.elements import Affine, Apply, Element, Length, Position, Value, number
from srcxform.backends.machine.writing import choose
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Const, Operand
from srcxform.ir.types import is_scalar


def without_axes(arrays: Arrays, array: Array, axes: tuple[int, ...]) -> Array:
    """The array without some of its axes of length one."""
    kept = [axis for axis in range(array.rank) if axis not in axes]
    places = [Affine(None)] * array.rank
    for new, axis in enumerate(kept):
        places[axis] = Affine(new)
    lengths = tuple(array.lengths[axis] for axis in kept)
    return Array(lengths, arrays.moved(array.element, tuple(places)), array.dtype)


@describes(np.squeeze)
def squeeze(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "axis"))
    array = arrays.describe(named["a"])
    axis = option(named, "axis")
    if axis is None:
        axes = tuple(k for k, n in enumerate(array.lengths) if n.is_one)
        if array.rank - len(axes) != type_of(statement.out).rank:  # type: ignore[union-attr]
            raise NotDescribed
    else:
        axes = axes_named(axis, array.rank)
        for k in axes:
            arrays.require_same(array.lengths[k], ONE)
    return without_axes(arrays, array, axes)


@describes(np.moveaxis)
def moveaxis(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "source", "destination"))
    array = arrays.describe(named["a"])
    source, destination = (axes_named(option(named, n), array.rank) for n in ("source", "destination"))
    order = [axis for axis in range(array.rank) if axis not in source]
    for there, axis in sorted(zip(destination, source, strict=True)):
        order.insert(there, axis)
    return permuted(arrays, array, tuple(order))


@describes(np.matrix_transpose, np.linalg.matrix_transpose)
def matrix_transpose(arrays: Arrays, statement: Assign) -> Array:
    array = arrays.describe(statement.args[0])
    return permuted(arrays, array, (*range(array.rank - 2), array.rank - 1, array.rank - 2))


@describes(np.reshape, np.ravel)
def reshape(arrays: Arrays, statement: Assign) -> Array:
    """Where axes of length one come or go, and nothing else."""
    named = given(statement, ("a", "shape", "order"))
    if option(named, "order", "C") != "C":
        raise NotDescribed
    array = arrays.describe(named["a"])
    if statement.primitive is np.ravel:
        if array.rank != 1:
            raise NotDescribed
        return array
    lengths = lengths_in(arrays, named["shape"])
    if sum(n.key == -1 for n in lengths) == 1:
        lengths = _without_gap(array.lengths, lengths)
    old = [k for k, n in enumerate(array.lengths) if not n.is_one]
    new = [k for k, n in enumerate(lengths) if not n.is_one]
    if [array.lengths[k].key for k in old] != [lengths[k].key for k in new]:
        raise NotDescribed
    places = [Affine(None)] * array.rank
    for k, axis in zip(new, old, strict=True):
        places[axis] = Affine(k)
    return Array(lengths, arrays.moved(array.element, tuple(places)), array.dtype)


def _without_gap(have: tuple[Length, ...], want: tuple[Length, ...]) -> tuple[Length, ...]:
    """The lengths with that in the place of -1 which is left over, where only one can be."""
    left = [n for n in have if not n.is_one]
    for n in want:
        if n.key != -1 and not n.is_one:
            match = next((k for k, m in enumerate(left) if m.key == n.key), None)
            if match is None:
                raise NotDescribed
            del left[match]
    if len(left) > 1:
        raise NotDescribed
    return tuple((left[0] if left else ONE) if n.key == -1 else n for n in want)


@describes(np.atleast_3d)
def at_least_3d(arrays: Arrays, statement: Assign) -> Array:
    if len(statement.args) != 1:
        raise NotDescribed
    array = arrays.describe(statement.args[0])
    first = 1 if array.rank == 1 else 0
    places = tuple(Affine(first + k) for k in range(array.rank))
    lengths = [ONE] * max(3, array.rank)
    lengths[first : first + array.rank] = array.lengths
    return Array(tuple(lengths), arrays.moved(array.element, places), array.dtype)


@describes(np.atleast_1d, np.atleast_2d)
def at_least(arrays: Arrays, statement: Assign) -> Array:
    if len(statement.args) != 1:
        raise NotDescribed
    array = arrays.describe(statement.args[0])
    rank = 1 if statement.primitive is np.atleast_1d else 2
    more = max(rank - array.rank, 0)
    places = tuple(Affine(more + k) for k in range(array.rank))
    return Array((*[ONE] * more, *array.lengths), arrays.moved(array.element, places), array.dtype)


@describes(np.tril, np.triu)
def triangle(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("m", "k"))
    array = arrays.describe(named["m"])
    if array.rank < 2:
        raise NotDescribed
    inside = operator.le if statement.primitive is np.tril else operator.ge
    test = _on_diagonal(arrays, inside, named.get("k", Const(0)), array.rank)
    zero = number(np.zeros((), array.dtype).item())
    return Array(array.lengths, Apply(choose, (test, array.element, zero)), array.dtype)


def _on_diagonal(arrays: Arrays, compare: Any, k: Operand, rank: int) -> Element:
    """How the place in its row, less that in its column, compares with `k`."""
    if not is_scalar(type_of(k)):
        raise NotDescribed
    across = Apply(operator.sub, (Position(Affine(rank - 1)), Position(Affine(rank - 2))))
    return Apply(compare, (across, Value(k)))


@describes(np.eye, np.identity, np.tri)
def eye(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("n", "dtype") if statement.primitive is np.identity else ("N", "M", "k", "dtype"))
    first = named.get("n", named.get("N"))
    second = named.get("M", first)
    if first is None or second is None:
        raise NotDescribed
    if isinstance(second, Const) and second.value is None:
        second = first
    lengths = (*lengths_in(arrays, first), *lengths_in(arrays, second))
    compare = operator.le if statement.primitive is np.tri else operator.eq
    test = _on_diagonal(arrays, compare, named.get("k", Const(0)), 2)
    dtype = dtype_of(statement)
    one, zero = (number(dtype.type(n).item()) for n in (1, 0))
    return Array(lengths, Apply(choose, (test, one, zero)), dtype)


def diagonal_of(arrays: Arrays, array: Array, offset: int, first: int, second: int) -> Array:
    """The diagonals of two axes, as the last axis."""
    down, right = max(-offset, 0), max(offset, 0)
    height = arrays.plus(array.lengths[first].operand, -down)
    width = arrays.plus(array.lengths[second].operand, -right)
    if array.lengths[first].key == array.lengths[second].key and not offset:
        length = array.lengths[first]
    else:
        length = arrays.length_of(arrays.op(support.diagonal_length, height, width))
    others = [axis for axis in range(array.rank) if axis not in (first, second)]
    places = [Affine(None)] * array.rank
    for new, axis in enumerate(others):
        places[axis] = Affine(new)
    places[first], places[second] = Affine(len(others), plus=down), Affine(len(others), plus=right)
    lengths = (*(array.lengths[axis] for axis in others), length)
    return Array(lengths, arrays.moved(array.element, tuple(places)), array.dtype)


def _diagonal(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "offset", "axis1", "axis2"))
    array = arrays.describe(named["a"])
    if array.rank < 2:
        raise NotDescribed
    last = statement.primitive in (np.linalg.diagonal, np.linalg.trace)
    first, second = (
        option(named, n, d) % array.rank for n, d in (("axis1", -2 if last else 0), ("axis2", -1 if last else 1))
    )
    return diagonal_of(arrays, array, option(named, "offset", 0), first, second)


@describes(np.diagonal, np.linalg.diagonal)
def diagonal(arrays: Arrays, statement: Assign) -> Array:
    return _diagonal(arrays, statement)


@describes(np.diag)
def diag(arrays: Arrays, statement: Assign) -> Array:
    """The diagonal of a matrix, or the matrix of a diagonal."""
    named = given(statement, ("v", "k"))
    array = arrays.describe(named["v"])
    offset = option(named, "k", 0)
    if array.rank == 2:
        return diagonal_of(arrays, array, offset, 0, 1)
    if array.rank != 1 or offset:
        raise NotDescribed
    test = _on_diagonal(arrays, operator.eq, Const(0), 2)
    zero = number(np.zeros((), array.dtype).item())
    return Array((*array.lengths, *array.lengths), Apply(choose, (test, array.element, zero)), array.dtype)


@describes(np.trace, np.linalg.trace)
def trace(arrays: Arrays, statement: Assign) -> Array:
    found = _diagonal(arrays, statement)
    kind = dtype_of(statement).kind
    start = 0j if kind == "c" else 0.0 if kind == "f" else 0
    return folded(arrays, found, (found.rank - 1,), operator.add, start)


@describes(np.linspace)
def linspace(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("start", "stop", "num", "endpoint", "retstep", "dtype", "axis"))
    if option(named, "retstep", False) or option(named, "axis", 0) != 0:
        raise NotDescribed
    start, stop, num = named["start"], named["stop"], named.get("num", Const(50))
    if not is_scalar(type_of(start)) or not is_scalar(type_of(stop)) or dtype_of(statement).kind != "f":
        raise NotDescribed
    length = lengths_in(arrays, num)
    gaps = length[0].operand
    at_end = option(named, "endpoint", True)
    if at_end:
        gaps = arrays.op(max, arrays.minus(gaps, Const(1)), Const(1))
    step = arrays.op(operator.truediv, arrays.op(operator.sub, stop, start), gaps)
    if isinstance(stop, Const) and isinstance(start, Const):
        step = Const(float(stop.value - start.value) / gaps.value) if isinstance(gaps, Const) else step
    place = Position(Affine(0))
    line: Element = Apply(operator.add, (Apply(operator.mul, (place, Value(step))), Apply(float, (Value(start),))))
    if at_end:
        is_last = Apply(operator.eq, (place, Value(gaps)))
        line = Apply(choose, (is_last, Apply(float, (Value(stop),)), line))
    return Array(length, line, dtype_of(statement))


@describes(np.arange)
def arange(arrays: Arrays, statement: Assign) -> Array:
    """Numbers in steps; a float one is `start + k * step`."""
    named = given(statement, ("start", "stop", "step", "dtype"))
    dtype = dtype_of(statement)
    start, stop, step = named["start"], named.get("stop"), named.get("step", Const(1))
    if stop is None or (isinstance(stop, Const) and stop.value is None):
        start, stop = Const(0), start
    if any(not is_scalar(type_of(o)) for o in (start, stop, step)):
        raise NotDescribed
    whole = all(type_of(o).dtype.kind in "iu" for o in (start, stop, step))  # type: ignore[union-attr]
    if whole:
        count = arrays.op(support.range_length, start, stop, step)
        if isinstance(start, Const) and start.value == 0 and isinstance(step, Const) and step.value == 1:
            count = stop if _is_length(stop) else count
    else:
        count = arrays.op(support.steps_between, start, stop, step)
    line: Element = Position(Affine(0))
    if not (isinstance(step, Const) and step.value == 1):
        line = Apply(operator.mul, (line, Value(step)))
    if not (isinstance(start, Const) and start.value == 0):
        line = Apply(operator.add, (Value(start), line))
    found = Array((arrays.length_of(count),), line, np.dtype(np.int64 if whole else np.float64))
    return converted(found, dtype)


def _is_length(operand: Operand) -> bool:
    """Whether a number is not negative because an array has it for a length."""
    if isinstance(operand, Const):
        return int(operand.value) >= 0
    size = getattr(type_of(operand), "size", None)
    return size is not None and size.offset >= 0

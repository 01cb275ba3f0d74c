"""Derivatives by differences: the judge of every test, and therefore free of anything from srcxform.

A program's arguments and outputs are nested containers: tuples, lists, dicts, and objects of users' classes with their
attributes. Their *float leaves* form a vector space; everything else (integers, strings, functions) is constant. The
derivative of `<head, f(args)>` along a direction is found by central differences with Richardson extrapolation
(Ridders' table), which also says how far it can be trusted.
"""

from __future__ import annotations

import copy
import dataclasses
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

Leaf = Any
LEVELS = 9
MADE_BY_CLASS_STATEMENT = 1 << 9  # the flag of a heap type


class Estimate(NamedTuple):
    """A derivative, and the disagreement between its two best extrapolations."""

    value: float
    error: float


def is_float_leaf(value: object) -> bool:
    """Whether a value is a float or complex number, or an array of them."""
    if isinstance(value, (float, complex)):
        return True
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fc"


def attributes(value: object) -> dict[str, Any] | None:
    """What an object of a user's class holds: fields, slots, then the rest in the order of assignment; else None."""
    kind = type(value)
    is_plain = kind.__flags__ & MADE_BY_CLASS_STATEMENT and kind.__new__ is object.__new__
    if not is_plain or kind.__module__.partition(".")[0] in sys.stdlib_module_names:
        return None
    fields = [field.name for field in dataclasses.fields(value)] if dataclasses.is_dataclass(value) else []
    slots = [name for base in reversed(kind.__mro__) for name in _slots_of(base)]
    names = dict.fromkeys([*fields, *slots, *getattr(value, "__dict__", ())])
    return {name: getattr(value, name) for name in names if hasattr(value, name)}


def _slots_of(kind: type) -> tuple[str, ...]:
    slots = kind.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def with_attributes(kind: type, held: dict[str, Any]) -> Any:
    """A new object that holds these attributes; frozen classes and own constructors are no hindrance."""
    fresh = object.__new__(kind)
    for name, part in held.items():
        object.__setattr__(fresh, name, part)
    return fresh


def children(value: object) -> list[Any] | None:
    """The parts of a container in a fixed order, or None for a leaf."""
    if isinstance(value, (tuple, list)):
        return list(value)
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        return list(value.ravel())
    held = attributes(value)
    return None if held is None else list(held.values())


def leaves(value: object) -> Iterator[Leaf]:
    """The float leaves of a nested value, in order."""
    parts = children(value)
    if parts is not None:
        for part in parts:
            yield from leaves(part)
    elif is_float_leaf(value):
        yield value


def rebuilt(value: Any, replace: Callable[[Leaf], Leaf]) -> Any:
    """The same nested structure with every float leaf replaced; no memory is shared with the original."""
    parts = children(value)
    if parts is None:
        if is_float_leaf(value):
            return replace(value)
        return value.copy() if isinstance(value, (np.ndarray, set)) else value
    fresh = [rebuilt(part, replace) for part in parts]
    if isinstance(value, dict):
        same = copy.copy(value)  # an ordered or default dict stays one
        same.update(zip(value, fresh, strict=True))
        return same
    if isinstance(value, np.ndarray):
        result = np.empty(value.shape, dtype=object)
        result.ravel()[:] = fresh
        return result
    if isinstance(value, list):
        return fresh
    if isinstance(value, tuple):
        return type(value)(*fresh) if hasattr(value, "_fields") else tuple(fresh)
    return with_attributes(type(value), dict(zip(attributes(value) or (), fresh, strict=True)))


def copied(value: Any) -> Any:
    """A deep copy that shares no memory, in the same memory layout."""
    return rebuilt(value, lambda leaf: in_layout_of(leaf, leaf) if isinstance(leaf, np.ndarray) else leaf)


def in_layout_of(model: np.ndarray, numbers: Any, dtype: Any = None) -> np.ndarray:
    """`numbers` in fresh memory with the strides of `model`: whether `reshape` copies depends on them."""
    if type(model) is not np.ndarray or model.flags.forc or 0 in model.strides or model.size == 0:
        result = model.astype(dtype or model.dtype, order="K", copy=True)
    else:
        size = np.dtype(dtype or model.dtype).itemsize
        strides = tuple(stride // model.itemsize * size for stride in model.strides)
        reach = [stride * (length - 1) for stride, length in zip(strides, model.shape, strict=True)]
        start = -sum(step for step in reach if step < 0)
        memory = bytearray(start + sum(step for step in reach if step > 0) + size)
        result = np.ndarray(model.shape, dtype or model.dtype, memory, start, strides)
    result[...] = numbers
    return result


def in_double(value: Any) -> Any:
    """The same value in double precision, so that differences of single precision programs mean something."""
    return rebuilt(value, _widened)


def _widened(leaf: Leaf) -> Leaf:
    if isinstance(leaf, (float, complex)) and not isinstance(leaf, np.generic):
        return leaf
    wide = np.complex128 if leaf.dtype.kind == "c" else np.float64
    return in_layout_of(leaf, leaf, wide) if isinstance(leaf, np.ndarray) else wide(leaf)


def drawn_like(value: Any, rng: np.random.Generator) -> Any:
    """Random numbers in the structure of a value: a head for an output, a direction for arguments."""

    def draw(leaf: Leaf) -> Leaf:
        numbers = rng.uniform(-1.0, 1.0, np.shape(leaf))
        if np.iscomplexobj(leaf):
            numbers = numbers + 1j * rng.uniform(-1.0, 1.0, np.shape(leaf))
        if isinstance(leaf, np.ndarray):
            return np.asarray(numbers, dtype=leaf.dtype)
        return type(leaf)(numbers)

    return rebuilt(value, draw)


def inner(a: Any, b: Any) -> float:
    """`Re(sum(conj(a) * b))` over the float leaves of two values of the same structure."""
    pairs = zip(leaves(a), leaves(b), strict=True)
    return float(sum(np.sum(np.real(np.conj(x) * y)) for x, y in pairs))


def size(value: Any) -> int:
    """How many real numbers a nested value holds."""
    return sum(int(np.size(leaf)) * (2 if np.iscomplexobj(leaf) else 1) for leaf in leaves(value))


def moved(args: Any, direction: Any, t: float) -> Any:
    """`args + t * direction`, leaf by leaf, in fresh memory."""
    steps = list(leaves(direction))
    position = iter(steps)

    def step(leaf: Leaf) -> Leaf:
        result = leaf + t * next(position)
        return in_layout_of(leaf, result) if isinstance(leaf, np.ndarray) else type(leaf)(result)

    return rebuilt(args, step)


def unit_directions(args: Any) -> Iterator[Any]:
    """One direction for each real number in `args`, in the order of `leaves`."""
    flat = list(leaves(args))
    for index, leaf in enumerate(flat):
        for entry in range(int(np.size(leaf))):
            for unit in (1.0, 1.0j) if np.iscomplexobj(leaf) else (1.0,):
                yield _unit(args, index, entry, unit)


def _unit(args: Any, index: int, entry: int, unit: complex) -> Any:
    count = iter(range(10**9))

    def one(leaf: Leaf) -> Leaf:
        zero = np.zeros(np.shape(leaf), dtype=np.asarray(leaf).dtype)
        if next(count) == index:
            zero.reshape(-1)[entry] = unit
        return zero if isinstance(leaf, np.ndarray) else type(leaf)(zero[()])

    return rebuilt(args, one)


def extrapolated(difference: Callable[[float], float], first: float, order: int) -> Estimate:
    """Ridders' table over halved steps; `order` is the power by which the error of `difference` advances."""
    best = Estimate(np.nan, np.inf)
    previous: list[float] = []
    for level in range(LEVELS):
        row = [difference(first / 2**level)]
        for column, older in enumerate(previous):
            factor = 2.0 ** (order * (column + 1))
            row.append((factor * row[column] - older) / (factor - 1))
            error = max(abs(row[-1] - row[-2]), abs(row[-1] - older))
            if error <= best.error:
                best = Estimate(row[-1], error)
        previous = row
    return best


def derivative(function: Callable[[float], float], step: float = 1e-2) -> Estimate:
    """The derivative of a function of one number at 0, by central differences."""
    return extrapolated(lambda h: (function(h) - function(-h)) / (2 * h), step, 2)


def one_sided(function: Callable[[float], float], step: float = 1e-3) -> tuple[Estimate, Estimate]:
    """The derivatives from the right and from the left at 0."""
    middle = function(0.0)
    right = extrapolated(lambda h: (function(h) - middle) / h, step, 1)
    left = extrapolated(lambda h: (middle - function(-h)) / h, step, 1)
    return right, left


def along(objective: Callable[[Any], float], args: Any, direction: Any) -> Callable[[float], float]:
    """The objective as a function of the distance walked from `args`."""
    return lambda t: objective(moved(args, direction, t))


def directional(objective: Callable[[Any], float], args: Any, direction: Any, step: float = 1e-2) -> Estimate:
    """The derivative of `objective(args)` along a direction."""
    return derivative(along(objective, args, direction), step)


def is_smooth(objective: Callable[[Any], float], args: Any, direction: Any, tolerance: float = 1e-5) -> bool:
    """Whether derivatives from both sides and the central one agree: false at kinks, jumps and NaN."""
    function = along(objective, args, direction)
    middle = derivative(function, 1e-3)
    right, left = one_sided(function)
    allowed = tolerance * max(1.0, abs(middle.value))
    gap = max(abs(right.value - middle.value), abs(left.value - middle.value), middle.error)
    return bool(np.isfinite(gap) and gap <= allowed)


def gradient(objective: Callable[[Any], float], args: Any, step: float = 1e-2) -> tuple[list[float], float]:
    """All partial derivatives of `objective(args)` in the order of `leaves`, and the largest error estimate.

    For complex numbers the parts for the real and the imaginary direction follow one another.
    """
    found = [directional(objective, args, unit, step) for unit in unit_directions(args)]
    return [estimate.value for estimate in found], max((estimate.error for estimate in found), default=0.0)


def flat(value: Any) -> np.ndarray:
    """The float leaves as one real vector, in the order of `gradient`."""
    parts: list[np.ndarray] = []
    for leaf in leaves(value):
        numbers = np.ravel(np.asarray(leaf))
        if np.iscomplexobj(numbers):
            numbers = np.stack([numbers.real, numbers.imag], axis=1).ravel()
        parts.append(numbers.astype(np.float64))
    return np.concatenate(parts) if parts else np.zeros(0)


def labels(value: Any) -> list[Any]:
    """The keys of a dict or the names of an object's attributes, in order."""
    return list(value if isinstance(value, dict) else attributes(value) or ())


def same_bits(a: Any, b: Any) -> bool:
    """Whether two nested values are equal in type, shape, dtype and every bit of their numbers."""
    if type(a) is not type(b):
        return False
    parts, others = children(a), children(b)
    if parts is not None and others is not None:
        return labels(a) == labels(b) and len(parts) == len(others) and all(map(same_bits, parts, others))
    if isinstance(a, (np.ndarray, np.generic)):
        return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    return bool(a == b) or a is b or (isinstance(a, float) and np.isnan(a) and np.isnan(b))


def shape_of(value: Any) -> Any:
    """The structure of a gradient that fits `value`: containers, keys, names, shapes and dtypes of its float leaves.

    A part without any float has none, so it may stand there in any form.
    """
    parts = children(value)
    if parts is not None and any(True for _ in leaves(value)):
        return type(value).__name__, labels(value), tuple(shape_of(part) for part in parts)
    if is_float_leaf(value):
        array = np.asarray(value)
        return "leaf", array.shape, array.dtype.newbyteorder("=").str
    return "constant"


def chosen(args: Sequence[Any], positions: Sequence[int]) -> tuple[Any, ...]:
    """The arguments that are differentiated."""
    return tuple(args[position] for position in positions)


def with_chosen(args: Sequence[Any], positions: Sequence[int], values: Sequence[Any]) -> list[Any]:
    """Fresh arguments with some replaced."""
    fresh = [copied(arg) for arg in args]
    for position, value in zip(positions, values, strict=True):
        fresh[position] = value
    return fresh

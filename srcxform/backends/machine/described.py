"""Operations on arrays, described by their elements: one small function for each kind of operation."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.arrays import ONE, Array, Arrays, NotDescribed, array_type
from srcxform.backends.machine.elements import (
    Affine,
    Apply,
    Element,
    Fold,
    Length,
    Value,
    fold_axes,
    identity,
    number,
)
from srcxform.backends.machine.writing import both, choose, either
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Assign, Const, Operand, Tup
from srcxform.ir.types import ArrayType, is_scalar

Describe = Callable[[Arrays, Assign], Array]
DESCRIPTIONS: dict[Any, Describe] = {}
_OPERATORS = frozenset({
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow,
    operator.neg, operator.pos, operator.abs, operator.lt, operator.le, operator.gt, operator.ge, operator.eq,
    operator.ne, operator.and_, operator.or_, operator.xor, operator.invert, abs,
})  # fmt: skip


def describes(*primitives: Any) -> Callable[[Describe], Describe]:
    """Registers the description of primitives."""

    def register(describe: Describe) -> Describe:
        for primitive in primitives:
            DESCRIPTIONS[primitive] = describe
        return describe

    return register


def given(statement: Assign, names: tuple[str, ...]) -> dict[str, Operand]:
    """The arguments by name. Raises `NotDescribed` for one that has none."""
    found = dict(zip(names, statement.args, strict=False))
    if len(statement.args) > len(names) or any(k not in names or k in found for k, _ in statement.kwargs):
        raise NotDescribed
    return {**found, **dict(statement.kwargs)}


def option(arguments: dict[str, Operand], name: str, default: Any = None) -> Any:
    """The value of an argument that must be known."""
    if name not in arguments:
        return default
    known, value = literal(arguments[name])
    if not known:
        raise NotDescribed
    return value


def dtype_of(statement: Assign) -> np.dtype[Any]:
    t = statement.out.type
    if not isinstance(t, ArrayType) or t.dtype is None:
        raise NotDescribed
    return t.dtype


# Element by element


def is_elementwise(statement: Assign) -> bool:
    """Whether an operation works element by element on operands that broadcast."""
    primitive = statement.primitive
    if statement.kwargs:
        return False
    if isinstance(primitive, np.ufunc):
        return primitive.signature is None and primitive.nout == 1 and len(statement.args) == primitive.nin
    return isinstance(primitive, type(operator.add)) and primitive in _OPERATORS


LARGEST_PRODUCT = 8
"""Powers of complex numbers up to this one are products: a machine has no instruction for them."""


def describe_elementwise(arrays: Arrays, statement: Assign) -> Array:
    """`x * y`, `np.exp(x)`."""
    primitive = statement.primitive
    args = [arrays.describe(a) for a in statement.args]
    if all(a.dtype.kind == "b" for a in args):
        primitive = _OF_TRUTH_VALUES.get(primitive, primitive)
    if all(a.dtype.kind in "iub" for a in args) and primitive in (operator.pow, np.power):
        _refuse_negative_power(statement.args[1])
    if args[0].dtype.kind == "c" and primitive in (operator.pow, np.power):
        known, exponent = literal(statement.args[1])
        if known and type(exponent) is int and 2 < exponent <= LARGEST_PRODUCT:
            return functools.reduce(lambda a, b: arrays.apply(operator.mul, [a, b], a.dtype), [args[0]] * exponent)
    if primitive is operator.abs:
        primitive = np.absolute
    if primitive in (np.sign, np.absolute) and args[0].dtype.kind == "c":
        return _of_complex(arrays, statement, args[0])
    return arrays.apply(primitive, args, dtype_of(statement))


_OF_TRUTH_VALUES: dict[Any, Any] = {
    operator.or_: either, operator.add: either, np.add: either, np.maximum: either, np.fmax: either,
    np.bitwise_or: either, np.logical_or: either, operator.and_: both, operator.mul: both, np.multiply: both,
    np.minimum: both, np.fmin: both, np.bitwise_and: both, np.logical_and: both,
    operator.invert: operator.not_, np.invert: operator.not_,
}  # fmt: skip


def _refuse_negative_power(exponent: Operand) -> None:
    """Integers to a negative power are an error of NumPy's, which a loop would not raise."""
    known, value = literal(exponent)
    if not known or value < 0:
        raise NotDescribed


def _of_complex(arrays: Arrays, statement: Assign, z: Array) -> Array:
    """The absolute value, or `z / abs(z)`, which is 0 at 0."""
    size = arrays.apply(abs, [z], np.dtype(np.float64))
    if statement.primitive is not np.sign:
        return size
    zero, one = (Array((), number(n), size.dtype) for n in (0.0, 1.0))
    is_zero = arrays.apply(operator.eq, [size, zero], np.dtype(bool))
    # Numba's division of a complex number by 0 raises, also where its quotient is not chosen.
    return arrays.apply(operator.truediv, [z, arrays.apply(choose, [is_zero, one, size], size.dtype)], z.dtype)


@describes(np.where)
def where(arrays: Arrays, statement: Assign) -> Array:
    if len(statement.args) != 3:
        raise NotDescribed
    return arrays.apply(choose, [arrays.describe(a) for a in statement.args], dtype_of(statement))


@describes(np.clip)
def clip(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "a_min", "a_max"))
    found = arrays.describe(named["a"])
    for name, primitive in (("a_min", np.maximum), ("a_max", np.minimum)):
        if name in named and not (isinstance(named[name], Const) and named[name].value is None):  # type: ignore[union-attr]
            found = arrays.apply(primitive, [found, arrays.describe(named[name])], dtype_of(statement))
    return found


@describes(runtime.safe_product)
def safe_product(arrays: Arrays, statement: Assign) -> Array:
    g, partial = (arrays.describe(a) for a in statement.args)
    dtype = dtype_of(statement)
    product = arrays.apply(operator.mul, [g, partial], dtype)
    zero = Array((), number(0.0), dtype)
    test = arrays.apply(operator.eq, [g, zero], np.dtype(bool))
    return arrays.apply(choose, [test, zero, product], dtype)


@describes(np.real, np.imag, np.conj)
def parts(arrays: Arrays, statement: Assign) -> Array:
    found = arrays.describe(statement.args[0])
    if statement.primitive is not np.conj and found.dtype.kind != "c" and statement.primitive is np.real:
        return found
    if found.dtype.kind == "c" and statement.primitive is not np.conj:
        raise NotDescribed  # a view that may be written
    return arrays.apply(statement.primitive, [found], dtype_of(statement))


# The same array under another index


@describes(operator.getitem)
def item(arrays: Arrays, statement: Assign) -> Array:
    base, index = statement.args
    if not isinstance(type_of(base), ArrayType):
        raise NotDescribed
    return arrays.selected(arrays.describe(base), index)


def permuted(arrays: Arrays, array: Array, axes: tuple[int, ...]) -> Array:
    """The array with its axes in another order."""
    places = [Affine(None)] * array.rank
    for new, old in enumerate(axes):
        places[old] = Affine(new)
    return Array(tuple(array.lengths[a] for a in axes), arrays.moved(array.element, tuple(places)), array.dtype)


@describes(np.transpose)
def transpose(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "axes"))
    array = arrays.describe(named["a"])
    axes = option(named, "axes")
    return permuted(
        arrays, array, axes_named(axes, array.rank) if axes is not None else tuple(reversed(range(array.rank)))
    )


@describes(np.swapaxes)
def swapaxes(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "axis1", "axis2"))
    array = arrays.describe(named["a"])
    a, b = (option(named, n) % array.rank for n in ("axis1", "axis2"))
    axes = list(range(array.rank))
    axes[a], axes[b] = b, a
    return permuted(arrays, array, tuple(axes))


@describes(np.expand_dims)
def expand_dims(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "axis"))
    array = arrays.describe(named["a"])
    rank = array_type(statement.out).rank
    assert rank is not None
    new = axes_named(option(named, "axis"), rank)
    old = [axis for axis in range(rank) if axis not in new]
    lengths = [ONE] * rank
    for axis, length in zip(old, array.lengths, strict=True):
        lengths[axis] = length
    return Array(tuple(lengths), arrays.moved(array.element, tuple(map(Affine, old))), array.dtype)


@describes(np.flip)
def flip(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("m", "axis"))
    array = arrays.describe(named["m"])
    axis = option(named, "axis")
    turned = range(array.rank) if axis is None else axes_named(axis, array.rank)
    places = [
        arrays.compose(Affine(0, -1, *_end(length)), Affine(k)) if k in turned else Affine(k)
        for k, length in enumerate(array.lengths)
    ]
    return Array(array.lengths, arrays.moved(array.element, tuple(places)), array.dtype)


def _end(length: Length) -> tuple[Any, int]:
    if isinstance(length.operand, Const):
        return None, int(length.operand.value) - 1
    return length.operand, -1


@describes(np.copy, runtime.copy_of, np.array, np.asarray, np.ascontiguousarray)
def copy(arrays: Arrays, statement: Assign) -> Array:
    """A copy, in C order."""
    if any(key not in ("order", "dtype") for key, _ in statement.kwargs) or len(statement.args) != 1:
        raise NotDescribed
    return converted(arrays.describe(statement.args[0]), dtype_of(statement))


@describes(np.astype)
def astype(arrays: Arrays, statement: Assign) -> Array:
    if any(key not in ("copy", "dtype") for key, _ in statement.kwargs):
        raise NotDescribed
    return converted(arrays.describe(statement.args[0]), dtype_of(statement))


def converted(array: Array, dtype: np.dtype[Any]) -> Array:
    """The array in another dtype."""
    if array.dtype == dtype:
        return array
    if dtype.kind == "b":
        return Array(array.lengths, Apply(operator.ne, (array.element, number(0))), dtype)
    if dtype.kind not in "fciu" or (array.dtype.kind == "c" and dtype.kind != "c"):
        raise NotDescribed
    return Array(array.lengths, Apply(dtype.type, (array.element,)), dtype)


@describes(np.broadcast_to, runtime.broadcast_like)
def broadcast_to(arrays: Arrays, statement: Assign) -> Array:
    array = arrays.describe(statement.args[0])
    if statement.primitive is runtime.broadcast_like:
        lengths = arrays.describe(statement.args[1]).lengths
    else:
        lengths = lengths_in(arrays, statement.args[1])
    return Array(lengths, arrays.fitted(array, lengths), array.dtype)


@describes(runtime.unbroadcast)
def unbroadcast(arrays: Arrays, statement: Assign) -> Array:
    """The sum over the axes along which the operand was repeated."""
    g, like = (arrays.describe(a) for a in statement.args)
    if g.rank < like.rank:
        return Array(like.lengths, arrays.fitted(g, like.lengths), g.dtype)
    more = g.rank - like.rank
    summed = [*range(more)]
    for axis, length in enumerate(like.lengths):
        whole = g.lengths[more + axis]
        if length.is_one and not whole.is_one:
            summed.append(more + axis)
        elif length.key != whole.key:
            if arrays.repeats and not (length.nonunit and whole.nonunit):
                raise NotDescribed
            arrays.require_same(length, whole)
    found = folded(arrays, g, tuple(summed), operator.add, 0.0, keepdims=True) if summed else g
    places = (*[Affine(None)] * more, *identity(like.rank))
    return Array(like.lengths, arrays.moved(found.element, places), g.dtype)


# Constant arrays


def lengths_in(arrays: Arrays, shape: Operand) -> tuple[Length, ...]:
    """The lengths that a shape says."""
    if isinstance(shape, Tup):
        return tuple(map(arrays.length_of, shape.items))
    known, value = literal(shape)
    if known:
        return tuple(arrays.length_of(Const(n)) for n in (value if isinstance(value, tuple) else (value,)))
    t = type_of(shape)
    if isinstance(t, ArrayType) and is_scalar(t):
        return (arrays.length_of(shape),)
    raise NotDescribed


@describes(np.zeros, np.ones, np.full, np.empty)
def filled(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("shape", "fill_value", "dtype") if statement.primitive is np.full else ("shape", "dtype"))
    lengths = lengths_in(arrays, named["shape"])
    return Array(lengths, _filling(arrays, statement, named, lengths), dtype_of(statement))


@describes(np.zeros_like, np.ones_like, np.full_like, np.empty_like, runtime.zeros_like, runtime.ones_like)
def filled_like(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "fill_value") if statement.primitive is np.full_like else ("a", "dtype"))
    lengths = arrays.describe(named["a"]).lengths
    return Array(lengths, _filling(arrays, statement, named, lengths), dtype_of(statement))


def _filling(arrays: Arrays, statement: Assign, named: dict[str, Operand], lengths: tuple[Length, ...]) -> Element:
    if "fill_value" in named:
        return arrays.fitted(arrays.describe(named["fill_value"]), lengths)
    one = "ones" in statement.primitive.__name__
    return number(dtype_of(statement).type(one).item())


@describes(np.outer)
def outer(arrays: Arrays, statement: Assign) -> Array:
    if statement.kwargs:
        raise NotDescribed
    a, b = (arrays.describe(x) for x in statement.args)
    if a.rank != 1 or b.rank != 1:
        raise NotDescribed
    column = Array((*a.lengths, ONE), a.element, a.dtype)
    return arrays.apply(operator.mul, [column, b], dtype_of(statement))


# Numbers gathered from many


def folded(
    arrays: Arrays, array: Array, axes: tuple[int, ...], primitive: Any, start: Any, *, keepdims: bool = False
) -> Array:
    """The array with `axes` gathered by a primitive."""
    if isinstance(array.element, Value) and primitive is operator.add and not isinstance(start, complex):
        count: Operand = Const(1)
        for axis in axes:
            count = arrays.op(operator.mul, count, array.lengths[axis].operand)
        total = Array(array.lengths, Apply(operator.mul, (array.element, Value(count))), array.dtype)
        kept = [axis for axis in range(array.rank) if axis not in axes]
        whole = [ONE if axis in axes else length for axis, length in enumerate(array.lengths)]
        left = whole if keepdims else [array.lengths[axis] for axis in kept]
        return Array(tuple(left), total.element, array.dtype)
    kept = [axis for axis in range(array.rank) if axis not in axes]
    places = [Affine(None)] * array.rank
    for new, axis in enumerate(kept):
        places[axis] = Affine(new)
    own = fold_axes(len(axes))
    for new, axis in zip(own, axes, strict=True):
        places[axis] = Affine(new)
    inner = arrays.moved(array.element, tuple(places))
    lengths = tuple(array.lengths[axis] for axis in kept)
    element = Fold(primitive, Const(start), own, tuple(array.lengths[axis] for axis in axes), inner)
    if not keepdims:
        return Array(lengths, element, array.dtype)
    back = tuple(Affine(axis) for axis in kept)
    every = tuple(ONE if axis in axes else length for axis, length in enumerate(array.lengths))
    return Array(every, arrays.moved(element, back), array.dtype)


def axes_named(axis: Any, rank: int) -> tuple[int, ...]:
    """The axes that are named, counted from the first."""
    if axis is None:
        return tuple(range(rank))
    return tuple(int(a) % rank for a in (axis if isinstance(axis, (tuple, list)) else (axis,)))


_FOLDS: dict[Any, tuple[Any, Any]] = {
    np.sum: (operator.add, 0.0),
    np.prod: (operator.mul, 1.0),
    np.max: (np.maximum, -np.inf),
    np.min: (np.minimum, np.inf),
    np.amax: (np.maximum, -np.inf),
    np.amin: (np.minimum, np.inf),
}


@describes(*_FOLDS)
def fold(arrays: Arrays, statement: Assign) -> Array:
    """`np.sum(x, axis, keepdims)` and its like."""
    named = given(statement, ("a", "axis", "dtype", "out", "keepdims"))
    array = simple(arrays, named["a"])
    if option(named, "dtype") is not None or option(named, "out") is not None:
        raise NotDescribed
    primitive, start = _FOLDS[statement.primitive]
    dtype = dtype_of(statement)
    axes = axes_named(option(named, "axis"), array.rank)
    if statement.primitive in (np.sum, np.prod):
        start = dtype.type(start).item()
    else:
        start = _least(primitive, dtype)
        for axis in axes:
            arrays.require_nonempty(array.lengths[axis])
    found = folded(arrays, array, axes, primitive, start, keepdims=bool(option(named, "keepdims", False)))
    return Array(found.lengths, found.element, dtype)


def _least(primitive: Any, dtype: np.dtype[Any]) -> Any:
    """What nothing is smaller (or larger) than. Raises `NotDescribed` for complex numbers."""
    is_max = primitive is np.maximum
    if dtype.kind == "f":
        return -np.inf if is_max else np.inf
    if dtype.kind not in "iu":
        raise NotDescribed
    return int(np.iinfo(dtype).min if is_max else np.iinfo(dtype).max)


@describes(np.any, np.all)
def any_or_all(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "axis", "out", "keepdims"))
    array = converted(simple(arrays, named["a"]), np.dtype(bool))
    axes = axes_named(option(named, "axis"), array.rank)
    is_any = statement.primitive is np.any
    keepdims = bool(option(named, "keepdims", False))
    return folded(arrays, array, axes, operator.or_ if is_any else operator.and_, not is_any, keepdims=keepdims)


def simple(arrays: Arrays, operand: Operand) -> Array:
    """An array to be gathered."""
    array = arrays.describe(operand)
    if not array.rank:
        raise NotDescribed
    return array


@describes(np.mean)
def mean(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "axis", "dtype", "out", "keepdims"))
    array = simple(arrays, named["a"])
    axes = axes_named(option(named, "axis"), array.rank)
    start = 0j if dtype_of(statement).kind == "c" else 0.0
    total = folded(arrays, array, axes, operator.add, start, keepdims=bool(option(named, "keepdims", False)))
    count: Operand = Const(1)
    for axis in axes:
        count = arrays.op(operator.mul, count, array.lengths[axis].operand)
    return Array(total.lengths, Apply(operator.truediv, (total.element, Value(count))), dtype_of(statement))


@describes(np.count_nonzero)
def count_nonzero(arrays: Arrays, statement: Assign) -> Array:
    named = given(statement, ("a", "axis", "keepdims"))
    array = simple(arrays, named["a"])
    hit = Apply(choose, (Apply(operator.ne, (array.element, number(0))), number(1), number(0)))
    axes = axes_named(option(named, "axis"), array.rank)
    keepdims = bool(option(named, "keepdims", False))
    return folded(arrays, Array(array.lengths, hit, np.dtype(int)), axes, operator.add, 0, keepdims=keepdims)


@describes(np.dot, np.inner, operator.matmul, np.matmul, np.vdot)
def dot(arrays: Arrays, statement: Assign) -> Array:
    """The product of vectors, or of a matrix and a vector; that of matrices is left to the library."""
    if statement.kwargs or len(statement.args) != 2:
        raise NotDescribed
    a, b = (arrays.describe(x) for x in statement.args)
    ranks = (a.rank, b.rank)
    if ranks not in ((1, 1), (2, 1), (1, 2)) or (ranks != (1, 1) and statement.primitive in (np.inner, np.vdot)):
        raise NotDescribed
    arrays.require_same(a.lengths[-1], b.lengths[0])
    if ranks == (1, 2):
        a = Array((*a.lengths, ONE), a.element, a.dtype)
    if statement.primitive is np.vdot and a.dtype.kind == "c":
        a = arrays.apply(np.conj, [a], a.dtype)
    product = arrays.apply(operator.mul, [a, b], dtype_of(statement))
    kind = dtype_of(statement).kind
    axis = 1 if ranks == (2, 1) else 0
    return folded(arrays, product, (axis,), operator.add, 0j if kind == "c" else 0.0 if kind == "f" else 0)

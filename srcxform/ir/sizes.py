"""How long the axes of a result are, by the names of sizes: of arithmetic, reductions, products, displays."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.ir.nodes import Const, Operand, Tup, TypeOf
from srcxform.ir.picking import is_expression, name_of_integer
from srcxform.ir.types import (
    INT,
    UNKNOWN,
    ArrayType,
    Dim,
    LoopIndex,
    Size,
    TupleType,
    Type,
    is_integer,
    same_size,
)

_COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)
ARITHMETIC = {
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.mod, operator.floordiv,
    np.add, np.subtract, np.multiply, np.divide, np.power, np.maximum, np.minimum, np.where,
    np.hypot, np.arctan2, np.logaddexp, np.fmax, np.fmin, np.mod, *_COMPARISONS,
}  # fmt: skip
SHAPE_KEEPING = {
    operator.neg, operator.pos, operator.abs, abs, np.copy, np.zeros_like, np.ones_like, np.empty_like, np.full_like,
    np.cumsum, np.cumprod, np.sort, np.flip, np.roll, np.tril, np.triu, np.clip, np.nan_to_num,
    np.asarray, np.ascontiguousarray, np.array, np.fft.fftshift, np.fft.ifftshift, runtime.scaled_part,
    np.real, np.imag, np.angle, np.sinc, np.i0, np.round, np.around, np.astype, np.fliplr, np.flipud,
}  # fmt: skip
REDUCTIONS = {
    np.sum, np.prod, np.mean, np.max, np.min, np.amax, np.amin, np.var, np.std, np.any, np.all, np.count_nonzero,
}  # fmt: skip
_SYMBOLS = {operator.mul: "*", operator.floordiv: "//", operator.mod: "%"}
_OF_SHAPE: dict[object, tuple[int, str]] = {
    np.zeros: (0, "shape"), np.ones: (0, "shape"), np.empty: (0, "shape"), np.full: (0, "shape"),
    np.reshape: (1, "shape"), np.broadcast_to: (1, "shape"), np.resize: (1, "new_shape"), np.tile: (1, "reps"),
}  # fmt: skip

_ALL = Const(None)

Dims = tuple[Dim, ...] | None


def with_sizes(
    t: Type, primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: dict[str, Operand], type_of: TypeOf
) -> Type:
    """The type of a result, with the sizes of its axes where they are known."""
    if isinstance(t, TupleType) and primitive not in (np.shape,):
        return t
    if not isinstance(t, ArrayType) or t.rank is None:
        return t
    if t.rank == 0:
        return _integer_size(t, primitive, args, type_of)
    dims = _dims(_Operation(t, primitive, args, kwargs, type_of))
    dims = None if dims is None or len(dims) != t.rank else dims
    return ArrayType(t.dtype, t.rank, t.box, dims)


@dataclass(frozen=True)
class _Operation:
    """An operation, and the type of what it makes as far as that is known without its sizes."""

    made: ArrayType
    primitive: Callable[..., Any]
    args: tuple[Operand, ...]
    kwargs: dict[str, Operand]
    type_of: TypeOf

    @property
    def types(self) -> list[Type]:
        return [self.type_of(arg) for arg in self.args]

    @property
    def first(self) -> Type:
        return self.type_of(self.args[0]) if self.args else UNKNOWN

    @property
    def dims(self) -> Dims:
        """The sizes of the axes of the first operand."""
        return self.first.dims if isinstance(self.first, ArrayType) else None


_RULES: dict[Any, Callable[[_Operation], Dims]] = {}


def _of(*primitives: Any) -> Callable[[Callable[[_Operation], Dims]], Callable[[_Operation], Dims]]:
    """Registers what says how long the axes of the results of some operations are."""

    def register(rule: Callable[[_Operation], Dims]) -> Callable[[_Operation], Dims]:
        _RULES.update(dict.fromkeys(primitives, rule))
        return rule

    return register


def _dims(o: _Operation) -> Dims:
    if (isinstance(o.primitive, np.ufunc) and o.primitive.signature is None) or o.primitive in ARITHMETIC:
        return broadcast_dims(o.types)
    rule = _RULES.get(o.primitive)
    return None if rule is None else rule(o)


@_of(*SHAPE_KEEPING)
def _kept(o: _Operation) -> Dims:
    is_same = "shape" not in o.kwargs and isinstance(o.first, ArrayType) and o.first.rank == o.made.rank
    return o.dims if is_same else None


@_of(np.array, np.asarray)
def _copied(o: _Operation) -> Dims:
    return _display_dims(o.first) if isinstance(o.first, TupleType) else _kept(o)


@_of(np.fft.fft, np.fft.ifft, np.fft.fft2, np.fft.ifft2, np.fft.fftn, np.fft.ifftn)
def _transformed(o: _Operation) -> Dims:
    return o.dims if len(o.args) == 1 and not {"n", "s"} & o.kwargs.keys() else None


@_of(np.linalg.inv, np.linalg.cholesky)
def _inverted(o: _Operation) -> Dims:
    return o.dims


@_of(*REDUCTIONS)
def _summed(o: _Operation) -> Dims:
    return None if o.dims is None else _reduced(o.dims, o.args[1:], o.kwargs)


@_of(np.zeros, np.ones, np.empty, np.full)
def _allocated(o: _Operation) -> Dims:
    return _shape_dims(o.args[0], o.type_of)


@_of(np.broadcast_to)
def _spread(o: _Operation) -> Dims:
    return _shape_dims(o.args[1], o.type_of)


@_of(np.eye, np.identity)
def _unit(o: _Operation) -> Dims:
    sizes = [_size_value(a, o.type_of) for a in o.args]
    return (sizes[0], sizes[-1]) if len(sizes) in (1, 2) and o.made.rank == 2 else None


@_of(np.transpose)
def _turned(o: _Operation) -> Dims:
    if o.dims is None:
        return None
    if len(o.args) == 1 and not o.kwargs:
        return o.dims[::-1]
    items = o.args[1].items if len(o.args) == 2 and isinstance(o.args[1], Tup) else ()
    order = [i.value for i in items if isinstance(i, Const) and type(i.value) is int]
    return tuple(o.dims[k] for k in order) if len(order) == len(o.dims) else None


@_of(np.swapaxes)
def _swapped(o: _Operation) -> Dims:
    axes = _two_axes(o)
    if o.dims is None or axes is None:
        return None
    a, b = axes
    return tuple(o.dims[b if k == a else a if k == b else k] for k in range(len(o.dims)))


@_of(np.moveaxis)
def _moved(o: _Operation) -> Dims:
    axes = _two_axes(o)
    if o.dims is None or axes is None:
        return None
    source, destination = axes
    rest = [d for k, d in enumerate(o.dims) if k != source]
    return (*rest[:destination], o.dims[source], *rest[destination:])


def _two_axes(o: _Operation) -> tuple[int, int] | None:
    """The two axes behind the array, counted from the first, where both are known."""
    places = [a.value for a in o.args[1:] if isinstance(a, Const) and type(a.value) is int]
    if o.dims is None or len(places) != 2:
        return None
    return places[0] % len(o.dims), places[1] % len(o.dims)


@_of(np.expand_dims)
def _expanded(o: _Operation) -> Dims:
    return None if o.dims is None or len(o.args) != 2 else _expanded_dims(o.dims, o.args[1])


@_of(np.concatenate, np.hstack)
def _joined(o: _Operation) -> Dims:
    if not isinstance(o.first, TupleType) or len(o.args) > 2:
        return None
    axis = o.args[1] if len(o.args) > 1 else o.kwargs.get("axis", Const(0))
    joined = list(o.first.items)
    if o.primitive is np.hstack and all(isinstance(t, ArrayType) and (t.rank or 0) > 1 for t in joined):
        axis = Const(1)
    return _joined_dims(joined, axis.value) if isinstance(axis, Const) and type(axis.value) is int else None


@_of(operator.matmul, np.matmul, np.dot, np.outer)
def _multiplied(o: _Operation) -> Dims:
    types = o.types
    if not all(isinstance(x, ArrayType) for x in types):
        return None
    return _product_dims(o.primitive, types[0], types[1])  # type: ignore[arg-type]


@_of(np.einsum, runtime.contracted)
def _contracted(o: _Operation) -> Dims:
    return _contracted_dims(o.args[0], o.types[1:]) if o.args else None


@_of(np.tensordot)
def _tensor_product(o: _Operation) -> Dims:
    axes = o.args[2] if len(o.args) > 2 else o.kwargs.get("axes", Const(2))
    left, right = (axis_sizes(t) for t in o.types[:2])
    gone = _contracted_axes(axes, len(left))
    if gone is None or not left or not right:
        return None
    return tuple(
        d
        for dims, places in zip((left, right), gone, strict=True)
        for k, d in enumerate(dims)
        if k not in {p % len(dims) for p in places}
    )


def _contracted_axes(axes: Operand, rank: int) -> tuple[list[int], list[int]] | None:
    """The axes of each operand that `np.tensordot` sums over, if they are known."""
    if isinstance(axes, Const) and type(axes.value) is int:
        return list(range(rank - axes.value, rank)), list(range(axes.value))
    pair = axes.items if isinstance(axes, Tup) else ()
    listed = [p.items if isinstance(p, Tup) else (p,) for p in pair]
    if len(listed) != 2 or not all(isinstance(k, Const) and type(k.value) is int for p in listed for k in p):
        return None
    left, right = ([k.value for k in p] for p in listed)  # type: ignore[union-attr]
    return left, right


@_of(np.linalg.solve)
def _solved(o: _Operation) -> Dims:
    types = o.types
    is_known = all(isinstance(t, ArrayType) and t.rank in (1, 2) for t in types)
    return types[1].dims if is_known else None  # type: ignore[union-attr]


def _contracted_dims(subscripts: Operand, types: list[Type]) -> Dims:
    """The shape of an einsum, of which the subscripts name every axis."""
    text = subscripts.value if isinstance(subscripts, Const) else None
    if not isinstance(text, str) or "->" not in text or "." in text or " " in text:
        return None
    given, _, result = text.partition("->")
    lengths: dict[str, list[Dim]] = {}
    # Subscripts that do not fit the operands are an error of the run, not of the compiler.
    for labels, t in zip(given.split(","), types, strict=False):
        for label, length in zip(labels, axis_sizes(t), strict=False):
            lengths.setdefault(label, []).append(length)
    return tuple(_broadcast(tuple(lengths.get(label, (None,)))) for label in result)


def axis_sizes(t: Type) -> tuple[Dim, ...]:
    """The sizes of the axes of an array, as far as they are known."""
    if not isinstance(t, ArrayType) or not t.rank:
        return ()
    return t.dims if t.dims is not None else (None,) * t.rank


def _expanded_dims(dims: tuple[Dim, ...], axis: Operand) -> Dims:
    """The shape with new axes of length 1 at known places."""
    axes: tuple[Any, ...]
    if isinstance(axis, Tup):
        axes = tuple(k.value if isinstance(k, Const) else None for k in axis.items)
    else:
        places = axis.value if isinstance(axis, Const) else None
        axes = places if isinstance(places, tuple) else (places,)
    if not all(type(k) is int for k in axes):
        return None
    rank = len(dims) + len(axes)
    new, kept = {k % rank for k in axes}, iter(dims)
    return tuple(1 if k in new else next(kept) for k in range(rank)) if len(new) == len(axes) else None


def _display_dims(t: Type) -> Dims:
    """The shape of an array that is made of nested displays."""
    if not isinstance(t, TupleType):
        return t.dims if isinstance(t, ArrayType) and t.rank else ()
    inner = {_display_dims(item) for item in t.items}
    found = inner.pop() if len(inner) == 1 else None
    return None if found is None else (len(t.items), *found)


def _joined_dims(types: list[Type], axis: int) -> Dims:
    """The shape of arrays put together along an axis; the others agree, or it is an error."""
    shapes = [t.dims for t in types if isinstance(t, ArrayType) and t.dims is not None]
    if not shapes or len(shapes) < len(types) or len({len(s) for s in shapes}) > 1 or not -len(shapes[0]) <= axis:
        return None
    axis %= len(shapes[0])
    along = [s[axis] for s in shapes]
    total = sum(n for n in along if isinstance(n, int)) if all(isinstance(n, int) for n in along) else None
    return tuple(
        total if k == axis else next((n for n in sizes if isinstance(n, int) or (n and n.nonunit)), sizes[0])
        for k, sizes in enumerate(zip(*shapes, strict=True))
    )


def broadcast_dims(types: list[Type]) -> Dims:
    """The sizes of the axes of a result of operands that broadcast together."""
    shapes: list[tuple[Dim, ...]] = []
    for t in types:
        if not isinstance(t, ArrayType) or t.rank is None:
            return None
        shapes.append(t.dims if t.dims is not None else (None,) * t.rank)
    rank = max(map(len, shapes), default=0)
    padded = [(1,) * (rank - len(s)) + s for s in shapes]
    return tuple(_broadcast(axis) for axis in zip(*padded, strict=True))


def _broadcast(sizes: tuple[Dim, ...]) -> Dim:
    others = [s for s in sizes if s != 1]
    if not others:
        return 1
    for size in others:
        if isinstance(size, int) or (isinstance(size, Size) and size.nonunit):
            return size
    return others[0] if all(same_size(others[0], s) for s in others) else None


def _reduced(dims: tuple[Dim, ...], args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> Dims:
    axis = args[0] if args else kwargs.get("axis", Const(None))
    keepdims = kwargs.get("keepdims", Const(False))
    items = axis.items if isinstance(axis, Tup) else (axis,)
    if isinstance(axis, Const) and isinstance(axis.value, tuple):
        items = tuple(map(Const, axis.value))
    if (
        len(args) > 1
        or not isinstance(keepdims, Const)
        or not all(isinstance(i, Const) and isinstance(i.value, (int, type(None))) for i in items)
    ):
        return None
    values = [i.value for i in items]  # type: ignore[union-attr]
    gone = set(range(len(dims))) if None in values else {v % len(dims) for v in values}
    if keepdims.value:
        return tuple(1 if k in gone else d for k, d in enumerate(dims))
    return tuple(d for k, d in enumerate(dims) if k not in gone)


def _shape_dims(shape: Operand, type_of: TypeOf) -> Dims:
    if isinstance(shape, Tup):
        return tuple(_size_value(item, type_of) for item in shape.items)
    if isinstance(shape, Const) and isinstance(shape.value, tuple):
        return tuple(n if isinstance(n, int) else None for n in shape.value)
    t = type_of(shape)
    if isinstance(t, TupleType):
        return tuple(i.size if isinstance(i, ArrayType) else None for i in t.items)
    return (_size_value(shape, type_of),) if isinstance(t, ArrayType) and t.rank == 0 else None


def _size_value(operand: Operand, type_of: TypeOf) -> Dim:
    if isinstance(operand, Const):
        return operand.value if isinstance(operand.value, int) else None
    t = type_of(operand)
    return t.size if isinstance(t, ArrayType) else None


def has_open_shape(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: dict[str, Operand], type_of: TypeOf
) -> bool:
    """Whether a shape is given as a list or an array, of which only the run knows how many lengths it has."""
    position, name = _OF_SHAPE.get(primitive, (0, "size"))
    is_drawn = primitive not in _OF_SHAPE
    shape = kwargs.get(name) if is_drawn or len(args) <= position else args[position]
    return shape is not None and not isinstance(shape, Const) and _shape_dims(shape, type_of) is None


def is_in_shape(primitive: Callable[..., Any], args: tuple[Operand, ...]) -> bool:
    """Whether it is a helper that gives an array of the shape in its second argument and the dtype of its first."""
    return len(args) > 1 and primitive in (
        runtime.untake, runtime.untake_along_axis, runtime.unrepeat, runtime.undiagonal, runtime.unpad,
        runtime.uneinsum, runtime.unwindow,
    )  # fmt: skip


def reshaped(t: Type, shape: Operand, type_of: TypeOf) -> Type | None:
    """The rank of `np.reshape(a, shape)` is the length of the shape."""
    dims = _shape_dims(shape, type_of)
    if dims is None or not isinstance(t, ArrayType):
        return None
    names = tuple(name_of_integer(item, type_of) for item in shape.items) if isinstance(shape, Tup) else (None,)
    is_named = None not in (t.dims, *(t.dims or ()), *names)
    lengths = []
    for k, d in enumerate(dims):
        known = d if d is not None and not _may_be_minus_one(d) else _positive(names[k], names) if is_named else None
        # What is left for an axis follows from the lengths before and from the other axes.
        lengths.append(Size(("reshape", t.dims, *names, k)) if known is None and is_named else known)
    return ArrayType(t.dtype, len(dims), "array", tuple(lengths))


def squeezed(t: Type, axis: Operand = _ALL) -> Type | None:
    """The type of `np.squeeze(a, axis)`, without the rank where only the run knows which lengths are 1."""
    if not isinstance(t, ArrayType) or not t.rank:
        return ArrayType(t.dtype, None, "array") if isinstance(t, ArrayType) and t.rank is None else None
    gone = squeezed_axes(t, axis)
    if gone is None:
        return ArrayType(t.dtype, None, "array")
    dims = None if t.dims is None else tuple(d for k, d in enumerate(t.dims) if k not in gone)
    return ArrayType(t.dtype, t.rank - len(gone), "array", dims)


def squeezed_axes(t: ArrayType, axis: Operand = _ALL) -> set[int] | None:
    """Which axes of an array `np.squeeze` removes, if that is known."""
    listed = [k.value if isinstance(k, Const) else k for k in (axis.items if isinstance(axis, Tup) else (axis,))]
    if t.rank is None:
        return None
    if listed == [None]:
        is_known = t.dims is not None and all(isinstance(d, int) or (isinstance(d, Size) and d.nonunit) for d in t.dims)
        return {k for k, d in enumerate(t.dims or ()) if d == 1} if is_known else None
    places = {k % t.rank for k in listed if type(k) is int and -t.rank <= k < t.rank}
    return places if len(places) == len(listed) else None


def _positive(name: object, names: tuple[object, ...]) -> Dim:
    """The size of a name in a shape, where that says that it is not negative: `n // 2`, `(heads, width // heads)`.

    Were `heads` negative, both would be, or the second would be 0; and NumPy takes one negative length beside others
    that are not 0, at most.
    """
    for first in names:
        if not isinstance(first, Size) or not isinstance(first.token, tuple) or first.token[0] != "//" or first.offset:
            continue
        whole, part = first.token[1:]
        is_length = isinstance(whole, Size) and not whole.offset and not isinstance(whole.token, LoopIndex)
        if not is_length or is_expression(whole.token):
            continue
        is_half = name == first and isinstance(part, tuple) and part[1] > 0
        if is_half or (name in (first, part) and part in names):
            return name if isinstance(name, Size) else Size(name)
    return None


def _may_be_minus_one(d: Dim) -> bool:
    """Whether a length in a shape may stand for what is left; a difference of sizes may be that by chance."""
    return d == -1 or (isinstance(d, Size) and is_expression(d.token))


def _product_dims(primitive: Callable[..., Any], a: ArrayType, b: ArrayType) -> Dims:
    left, right = axis_sizes(a), axis_sizes(b)
    if primitive is np.outer:
        return (left[0], right[0]) if a.rank == b.rank == 1 else None
    if a.rank in (1, 2) and b.rank in (1, 2):
        return left[:-1] + (right[1:] if b.rank == 2 else ())
    if primitive is not np.dot and len(left) > 1 and len(right) > 1:
        rank = max(len(left), len(right)) - 2
        stacks = [(1,) * (rank + 2 - len(dims)) + dims[:-2] for dims in (left, right)]
        return (*map(_broadcast, zip(*stacks, strict=True)), left[-2], right[-1])
    return None


def shape_type(t: Type, primitive: Callable[..., Any]) -> Type:
    """The type of `np.shape(a)` or `len(a)`: integers that have the names of the sizes."""

    def length(d: Dim) -> ArrayType:
        return ArrayType(INT.dtype, 0, "python", size=d if isinstance(d, Size) else None)

    if isinstance(t, ArrayType) and t.rank is not None:
        dims = t.dims if t.dims is not None else (None,) * t.rank
        if primitive is len:
            return length(dims[0]) if dims else INT
        return TupleType(tuple(length(d) for d in dims))
    return INT if primitive is len else UNKNOWN


def _integer_size(t: ArrayType, primitive: Callable[..., Any], args: tuple[Operand, ...], type_of: TypeOf) -> ArrayType:
    """The type of a sum or difference of integers, with what it is in terms of sizes."""
    if primitive in (operator.mul, operator.floordiv, operator.mod) and is_integer(t):
        names = [name_of_integer(arg, type_of) for arg in args]
        is_named = None not in names and any(isinstance(n, Size) for n in names)
        return ArrayType(t.dtype, 0, t.box, size=Size((_SYMBOLS[primitive], *names))) if is_named else t
    if primitive not in (operator.add, operator.sub) or not is_integer(t):
        return t
    a, b = (_size_value(arg, type_of) for arg in args)
    if isinstance(a, Size) and isinstance(b, int):
        offset = a.offset + (b if primitive is operator.add else -b)
        return ArrayType(t.dtype, 0, t.box, size=Size(a.token, offset, a.nonunit and offset == a.offset))
    if isinstance(a, Size) and isinstance(b, Size):
        return ArrayType(t.dtype, 0, t.box, size=Size(("+" if primitive is operator.add else "-", a, b)))
    return t

"""What an index picks: the type of an item or of a slice, and how long it is."""

from __future__ import annotations

from typing import Any

from srcxform.ir.nodes import Const, Operand, Slice, Tup, TypeOf, Var
from srcxform.ir.types import (
    NOTHING,
    UNKNOWN,
    ArrayType,
    DictType,
    Dim,
    ListType,
    LoopIndex,
    Size,
    TupleType,
    Type,
    is_scalar,
    item_types,
    join_all,
)


def item_type(t: Type, index: Operand, type_of: TypeOf) -> Type | None:
    """The type of `a[index]`, or None where a specimen must tell."""
    if isinstance(t, (TupleType, ListType)):
        return _sequence_item(t, index)
    if isinstance(t, DictType):
        found = [v for k, v in zip(t.keys, t.items, strict=True) if isinstance(index, Const) and k == index.value]
        return found[0] if found else UNKNOWN
    if not isinstance(t, ArrayType):
        return UNKNOWN
    if t.rank is None:
        return ArrayType(t.dtype, None, None)
    items = _index_items(index)
    if not all(_is_basic(item, type_of) for item in items):
        return ArrayType(None, None, None) if t.dtype is None else _picked(t, items, type_of)
    used = sum(not (isinstance(i, Const) and (i.value is None or i.value is Ellipsis)) for i in items)
    dims = _indexed_dims(t.dims if t.dims is not None else (None,) * t.rank, items, t.rank - used, type_of)
    if dims is None:
        return UNKNOWN
    has_ellipsis = any(isinstance(i, Const) and i.value is Ellipsis for i in items)
    is_array = bool(dims) or has_ellipsis
    return ArrayType(t.dtype, len(dims), "array" if is_array else None if t.dtype is None else "numpy", dims)


def _picked(t: ArrayType, items: tuple[Operand, ...], type_of: TypeOf) -> Type | None:
    """What one array of places picks from the first axis: as many as there are places; None for other indices."""
    index = type_of(items[0])
    if len(items) != 1 or not t.rank or t.box != "array" or not isinstance(index, ArrayType):
        return None
    if index.box != "array" or not index.rank or index.dtype is None or index.dtype.kind not in "iu":
        return None
    if index.dims is None:
        return None
    rest = t.dims[1:] if t.dims is not None else (None,) * (t.rank - 1)
    return ArrayType(t.dtype, index.rank + t.rank - 1, "array", (*index.dims, *rest))


def _index_items(index: Operand) -> tuple[Operand, ...]:
    """What stands between the brackets, item by item; a slice that is a constant is a slice like any other."""
    if isinstance(index, Tup) and index.kind is tuple:
        return tuple(_as_slice(item) for item in index.items)
    if isinstance(index, Const) and type(index.value) is tuple:
        return tuple(_as_slice(Const(item)) for item in index.value)
    return (_as_slice(index),)


def _as_slice(item: Operand) -> Operand:
    if isinstance(item, Const) and isinstance(item.value, slice):
        return Slice(Const(item.value.start), Const(item.value.stop), Const(item.value.step))
    return item


def _sequence_item(t: TupleType | ListType, index: Operand) -> Type:
    index = _as_slice(index)
    if isinstance(t, TupleType) and isinstance(index, Const) and isinstance(index.value, int):
        return t.items[index.value] if -len(t.items) <= index.value < len(t.items) else UNKNOWN
    if isinstance(t, TupleType) and isinstance(index, Slice):
        parts = (index.start, index.stop, index.step)
        if all(isinstance(p, Const) for p in parts):
            return TupleType(t.items[slice(*(p.value for p in parts))], t.kind)  # type: ignore[union-attr]
        return UNKNOWN
    if isinstance(index, Slice):
        return t
    return join_all(list(item_types(t))) or NOTHING


def _is_basic(item: Operand, type_of: TypeOf) -> bool:
    if isinstance(item, Slice) or (isinstance(item, Const) and (item.value is None or item.value is Ellipsis)):
        return True
    t = type_of(item)
    return isinstance(t, ArrayType) and is_scalar(t) and t.dtype is not None and t.dtype.kind in "iu"


def _indexed_dims(
    dims: tuple[Dim, ...], items: tuple[Operand, ...], rest: int, type_of: TypeOf
) -> tuple[Dim, ...] | None:
    if rest < 0:
        return None
    result: list[Dim] = []
    axis = 0
    for item in items:
        if isinstance(item, Const) and item.value is None:
            result.append(1)
        elif isinstance(item, Const) and item.value is Ellipsis:
            result += dims[axis : axis + rest]
            axis, rest = axis + rest, 0
        else:
            if isinstance(item, Slice):
                result.append(_sliced(dims[axis], item, type_of))
            axis += 1
    return tuple(result) + dims[axis:]


def _sliced(size: Dim, item: Slice, type_of: TypeOf) -> Dim:
    """The length of a slice of an axis; where it is not the axis' length less a constant, it is named after both."""
    known = _shortened(size, item, type_of)
    if known is not None or size is None:
        return known
    bounds = [name_of_integer(b, type_of) for b in (item.start, item.stop, item.step)]
    return None if None in bounds else Size((size, *bounds))


def name_of_integer(operand: Operand, type_of: TypeOf) -> object:
    """What tells one integer (or None) from another: its value, its size, or the variable, which has one value."""
    if isinstance(operand, Const):
        is_plain = operand.value is None or type(operand.value) is int
        return (type(operand.value), operand.value) if is_plain else None
    t = type_of(operand)
    if isinstance(t, ArrayType) and t.size is not None:
        return t.size
    return operand if isinstance(operand, Var) else None


def _shortened(size: Dim, item: Slice, type_of: TypeOf) -> Dim:
    start, stop, step = (_bound(b, type_of) for b in (item.start, item.stop, item.step))
    if start is None and stop is None and step in (None, -1, 1):
        return size
    if isinstance(size, int) and step != 0 and all(b is None or type(b) is int for b in (start, stop, step)):
        return len(range(size)[slice(start, stop, step)])
    if step in (None, 1) and isinstance(start, Size) and isinstance(stop, Size) and isinstance(size, Size):
        return _window(size, start, stop)
    if step not in (None, 1) or isinstance(start, (Size, bool)) or start is False or stop is False:
        return None
    start = start or 0
    if not isinstance(size, Size) or start < 0:
        return None
    if isinstance(stop, Size):
        return (
            Size(size.token, stop.offset - start) if stop.token == size.token and stop.offset <= size.offset else None
        )
    if stop is None or stop < 0:
        offset = size.offset - start + (stop or 0)
        return Size(size.token, offset, size.nonunit and offset == size.offset)
    return None


def _window(size: Size, start: Size, stop: Size) -> Dim:
    """The length of `i:i + k` of an axis, if the range of the loop keeps all of it inside: `range(n - k + 1)`."""
    index = start.token
    if not isinstance(index, LoopIndex) or index.first + start.offset < 0:
        return None
    last = index.stop  # and the index is less than that
    if stop.token is index:
        count = stop.offset - start.offset
        is_inside = last.token == size.token and last.offset - 1 + stop.offset <= size.offset
        return count if count >= 0 and is_inside else None
    for width in _others(stop, start):
        if start.offset == 0 and last.token == ("-", size, width) and last.offset <= 1:
            return width
    return None


def _others(total: Size, part: Size) -> list[Size]:
    """What is added to `part` in `total`, where that is the length of some axis."""
    if not isinstance(total.token, tuple) or total.token[0] != "+" or total.offset:
        return []
    a, b = total.token[1:]
    found = [other for one, other in ((a, b), (b, a)) if one == part]
    return [w for w in found if not w.offset and not isinstance(w.token, LoopIndex) and not is_expression(w.token)]


def is_expression(token: object) -> bool:
    """Whether a size has the name of what was computed of integers, and so may be less than zero."""
    return isinstance(token, tuple) and bool(token) and token[0] in ("+", "-", "*", "//", "%")


def _bound(operand: Operand, type_of: TypeOf) -> Any:
    """A slice bound: None, an int, a Size, or False where nothing is known."""
    if isinstance(operand, Const):
        return operand.value if operand.value is None or isinstance(operand.value, int) else False
    t = type_of(operand)
    return t.size if isinstance(t, ArrayType) and t.size is not None else False

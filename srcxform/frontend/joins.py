"""`np.r_[...]`, `np.c_[...]`, `np.mgrid[...]`: objects of a library that make arrays when they are subscripted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform.errors import Unsupported
from srcxform.frontend.refusals import name_of
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup
from srcxform.ir.types import ArrayType, same_dtype
from srcxform.rules.shapes import counted_range, dense_grid, joined_as_columns, joined_as_rows, open_grid

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

_WRITTEN = {
    id(np.r_): joined_as_rows,
    id(np.c_): joined_as_columns,
    id(np.mgrid): dense_grid,
    id(np.ogrid): open_grid,
}
_WITH_ITEMS = (np.ndarray, np.generic, str, bytes, range, tuple, list, dict)


def makes_array(base: Const, *, is_known: bool) -> bool:
    """Whether what is subscripted is no array and no container, and only it knows what it makes of the index."""
    return id(base.value) in _WRITTEN or not (is_known or isinstance(base.value, (*_WITH_ITEMS, type)))


def made(reader: Reader, base: Const, index: Operand, node: Any) -> Operand:
    """What such an object makes of an index, by functions that have rules; of others a derivative would be lost."""
    if base.value is np.s_:
        return index
    written = _WRITTEN.get(id(base.value))
    items = list(index.items) if isinstance(index, Tup) and index.kind is tuple else [index]
    if written is None or any(isinstance(i, Const) and isinstance(i.value, str) for i in items):
        name = next((f"np.{n}" for n in ("r_", "c_") if getattr(np, n) is base.value), name_of(base.value))
        raise Unsupported(
            f"what `{name}` makes of this index is known only at run time",
            origin=reader.origin_of(node),
            instead="write np.concatenate, np.stack or np.arange",
        )
    parts = tuple(_spelled_out(reader, item, node) for item in items)
    if written in (dense_grid, open_grid) and items[0] is index:
        return parts[0]  # the numbers of one slice, with no axis for which grid it is
    result = reader.in_line(written, *parts)
    want = _dtype_of(parts)
    if want is not None and not same_dtype(getattr(type_of(result), "dtype", want), want):
        return reader.builder.op(np.astype, result, Const(want))
    return result


def _dtype_of(parts: tuple[Operand, ...]) -> np.dtype[Any] | None:
    """The dtype of the parts together, in which numbers of Python do not count; None where one is not known."""
    specimens: list[Any] = []
    for part in parts:
        t = type_of(part)
        if not isinstance(t, ArrayType) or t.dtype is None:
            return None
        is_plain = t.rank == 0 and t.box == "python"
        specimens.append(t.dtype.type(0).item() if is_plain else t.dtype)
    return np.result_type(*specimens)


def _spelled_out(reader: Reader, item: Operand, node: Any) -> Operand:
    """A slice as the numbers that it stands for; a step that is complex says how many there are."""
    if isinstance(item, Const) and isinstance(item.value, slice):
        item = Slice(Const(item.value.start), Const(item.value.stop), Const(item.value.step))
    if not isinstance(item, Slice):
        return item
    start = Const(0) if literal(item.start) == (True, None) else item.start
    known, step = literal(item.step)
    if known and step is None:
        return reader.builder.op(np.arange, start, item.stop, Const(1))
    of_step = type_of(item.step)
    if not isinstance(of_step, ArrayType) or of_step.dtype is None:
        raise Unsupported(
            "whether the step of this slice is complex, and so a count, is known only at run time",
            origin=reader.origin_of(node),
            instead="write np.linspace or np.arange",
        )
    if of_step.dtype.kind == "c":
        return reader.in_line(counted_range, start, item.stop, item.step)
    return reader.builder.op(np.arange, start, item.stop, item.step)


__all__ = ["made", "makes_array"]

"""New arrays in machine code: their types, and the instructions that make them; see `replacing`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from srcxform.backends.machine.counting import are_integers


def shaped(shape: Any, dtype: Any = None) -> Any:
    """The type of an array of this shape and dtype; None where there is none of ours."""
    from numba.core import types
    from numba.core.typing.npydecl import parse_dtype, parse_shape

    kind = types.float64 if dtype is None else parse_dtype(dtype)
    lengths = getattr(shape, "types", (shape,))
    return types.Array(kind, parse_shape(shape), "C") if _is_number(kind) and are_integers(*lengths) else None


def like(array: Any) -> Any:
    """The type of an array like this; None where there is none of ours."""
    from numba.core import types

    if type(array) is not types.Array or not _is_number(array.dtype):
        return None
    return array.copy(layout="F" if array.layout == "F" else "C", readonly=False)


def _is_number(t: Any) -> bool:
    from numba.core import types

    return isinstance(t, (types.Number, types.Boolean))


Generate = Callable[[Any, Any, Any, Any], Any]
Fill = Callable[[Any, Any, Any, Any, Any], None]


def new_of_shape(fill: Fill | None) -> Generate:
    """A new array of the lengths that are given."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from numba.core import cgutils, types

        shape = signature.args[0]
        kinds = getattr(shape, "types", (shape,))
        given = cgutils.unpack_tuple(builder, args[0], len(kinds)) if isinstance(shape, types.BaseTuple) else args[:1]
        lengths = [context.cast(builder, x, t, types.intp) for x, t in zip(given, kinds, strict=True)]
        are_negative = [builder.icmp_signed("<", length, length.type(0)) for length in lengths]
        with builder.if_then(functools.reduce(builder.or_, are_negative, cgutils.false_bit), likely=False):
            context.call_conv.return_user_exc(builder, ValueError, ("negative dimensions not allowed",))
        made = _allocated(context, builder, signature.return_type, lengths)
        if fill is not None:
            fill(context, builder, made, None, None)
        return made._getvalue()

    return generate


def new_like(fill: Fill | None) -> Generate:
    """A new array of the lengths of the one that is given."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from numba.core import cgutils
        from numba.np.arrayobj import make_array

        kind = signature.args[0]
        given = make_array(kind)(context, builder, value=args[0])
        lengths = cgutils.unpack_tuple(builder, given.shape, kind.ndim)
        made = _allocated(context, builder, signature.return_type, lengths)
        if fill is not None:
            fill(context, builder, made, given, (signature.return_type, kind))
        return made._getvalue()

    return generate


def _allocated(context: Any, builder: Any, kind: Any, lengths: list[Any]) -> Any:
    """A new array without gaps, in the order of its layout. Raises as NumPy does where it is too large."""
    from numba.core import cgutils, types
    from numba.np.arrayobj import get_itemsize, make_array, populate_array

    itemsize = context.get_constant(types.intp, get_itemsize(context, kind))
    size, is_too_large = itemsize, cgutils.false_bit
    strides: list[Any] = []
    for length in lengths if kind.layout == "F" else reversed(lengths):
        strides.append(size)
        product = builder.smul_with_overflow(size, length)
        size = builder.extract_value(product, 0)
        is_too_large = builder.or_(is_too_large, builder.extract_value(product, 1))
    if kind.layout != "F":
        strides.reverse()
    with builder.if_then(is_too_large, likely=False):
        context.call_conv.return_user_exc(builder, ValueError, (_TOO_LARGE,))
    align = context.get_constant(types.uint32, context.get_preferred_array_alignment(kind.dtype))
    memory = context.nrt.meminfo_alloc_aligned(builder, size, align)
    with builder.if_then(cgutils.is_null(builder, memory), likely=False):
        context.call_conv.return_user_exc(builder, MemoryError, ("Allocation failed (probably too large).",))
    data = context.nrt.meminfo_data(builder, memory)
    made = make_array(kind)(context, builder)
    index = context.get_value_type(types.intp)
    populate_array(
        made,
        data=builder.bitcast(data, context.get_data_type(kind.dtype).as_pointer()),
        shape=cgutils.pack_array(builder, lengths, ty=index),
        strides=cgutils.pack_array(builder, strides, ty=index),
        itemsize=itemsize,
        meminfo=memory,
    )
    return made


_TOO_LARGE = "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."


def fill_with_zeros(context: Any, builder: Any, made: Any, given: Any, kinds: Any) -> None:
    from numba.core import cgutils

    cgutils.memset(builder, made.data, builder.mul(made.itemsize, made.nitems), 0)


def fill_with_copy(context: Any, builder: Any, made: Any, given: Any, kinds: Any) -> None:
    from numba.core import cgutils, types

    new, old = kinds
    if new.layout == old.layout:
        cgutils.raw_memcpy(builder, made.data, given.data, given.nitems, given.itemsize, align=1)
        return
    lengths = cgutils.unpack_tuple(builder, given.shape, old.ndim)
    with cgutils.loop_nest(builder, lengths, context.get_value_type(types.intp)) as indices:
        places = [
            cgutils.get_item_pointer2(
                context, builder, array.data, lengths, cgutils.unpack_tuple(builder, array.strides, old.ndim),
                kind.layout, indices,
            )
            for array, kind in ((given, old), (made, new))
        ]  # fmt: skip
        builder.store(builder.load(places[0]), places[1])


__all__ = ["fill_with_copy", "fill_with_zeros", "like", "new_like", "new_of_shape", "shaped"]

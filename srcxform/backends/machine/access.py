"""One element of an array read or stored, as the few instructions that it takes."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any


def read(array: Any, *index: int) -> Any:
    """The element at this place."""
    return array[index]


def write(array: Any, value: Any, *index: int) -> None:
    """Store an element at this place."""
    array[index] = value


def is_array(kind: Any) -> bool:
    """Whether Numba indexes this as an array."""
    from numba.core import types

    return isinstance(kind, types.Array)


def is_element(array: Any, index: Sequence[Any], value: Sequence[Any]) -> bool:
    """Whether an array of this type is indexed by one number for each axis, for a value that is a number."""
    from numba.core import types

    numbers = (types.Number, types.Boolean)
    return (
        type(array) is types.Array
        and isinstance(array.dtype, numbers)
        and all(isinstance(i, types.Integer) for i in index)
        and len(index) == array.ndim > 0
        and all(isinstance(v, numbers) for v in value)
        and not (value and not array.mutable)
    )


@functools.cache
def functions() -> tuple[Any, Any]:
    """`read` and `write`, after Numba was told what they are."""
    from numba.core import types
    from numba.core.typing.templates import AbstractTemplate, infer_global, signature
    from numba.extending import lower_builtin

    class Read(AbstractTemplate):
        key = read

        def generic(self, args: Any, kws: Any) -> Any:
            return signature(args[0].dtype, *args)

    class Write(AbstractTemplate):
        key = write

        def generic(self, args: Any, kws: Any) -> Any:
            return signature(types.none, *args)

    @lower_builtin(read, types.VarArg(types.Any))
    def lower_read(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind, *kinds = signature.args
        place = _place(context, builder, kind, args[0], kinds, args[1:])
        return context.unpack_value(builder, kind.dtype, place, align=None if kind.aligned else 1)

    @lower_builtin(write, types.VarArg(types.Any))
    def lower_write(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind, of_value, *kinds = signature.args
        place = _place(context, builder, kind, args[0], kinds, args[2:])
        value = context.cast(builder, args[1], of_value, kind.dtype)
        context.pack_value(builder, kind.dtype, value, place, align=None if kind.aligned else 1)
        return context.get_dummy_value()

    infer_global(read, types.Function(Read))
    infer_global(write, types.Function(Write))
    return read, write


def _place(context: Any, builder: Any, kind: Any, array: Any, kinds: Sequence[Any], index: Sequence[Any]) -> Any:
    """Where an element is. What may be negative is counted from the end; bounds are checked where Numba is asked to."""
    from numba.core import cgutils, types

    part = _Parts(context, builder, kind, array)
    places = []
    for axis, (of_number, number) in enumerate(zip(kinds, index, strict=True)):
        place = context.cast(builder, number, of_number, types.intp if of_number.signed else types.uintp)
        if of_number.signed and getattr(of_number, "literal_value", -1) < 0:
            is_negative = builder.icmp_signed("<", place, place.type(0))
            place = builder.select(is_negative, builder.add(place, part("shape", axis)), place)
        if context.enable_boundscheck:
            cgutils.do_boundscheck(context, builder, place, part("shape", axis), axis)
        places.append(place)
    if kind.layout == "A":
        steps = [builder.mul(part("strides", axis), place) for axis, place in enumerate(places)]
        return cgutils.pointer_add(builder, part("data"), functools.reduce(builder.add, steps))
    order = list(enumerate(places)) if kind.layout == "C" else list(enumerate(places))[::-1]
    offset = order[0][1]
    for axis, place in order[1:]:
        offset = builder.add(builder.mul(offset, part("shape", axis)), place)
    return builder.gep(part("data"), [offset])


class _Parts:
    """The parts of an array: loaded one by one where it was loaded as a whole, which is what LLVM finds easiest."""

    def __init__(self, context: Any, builder: Any, kind: Any, array: Any) -> None:
        from llvmlite.ir.instructions import LoadInstr

        self.builder = builder
        self.array = array
        self.model = context.data_model_manager[kind]
        self.pointer = array.operands[0] if isinstance(array, LoadInstr) else None

    def __call__(self, name: str, axis: int | None = None) -> Any:
        place = [self.model.get_field_position(name), *([] if axis is None else [axis])]
        if self.pointer is None:
            return self.builder.extract_value(self.array, place)
        from numba.core import cgutils

        return self.builder.load(cgutils.gep_inbounds(self.builder, self.pointer, 0, *place))


__all__ = ["functions", "is_array", "is_element", "read", "write"]

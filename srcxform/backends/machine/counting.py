"""Counting up and down by one in machine code, and the larger of two integers; see `replacing`.

Numba's `range` counts trips, which it finds by a division, for steps that are known when it runs. A step of one needs
no more than a comparison.
"""

from __future__ import annotations

import functools
from typing import Any


def larger_of(a: Any, b: Any) -> Any:
    """The type of the larger of two integers; None for other things."""
    from numba.core import types

    return types.intp if are_integers(a, b) else None


def larger(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The larger of two integers."""
    a, b = _integers(context, builder, signature, args)
    return builder.select(builder.icmp_signed(">=", a, b), a, b)


def upward(*bounds: Any) -> Any:
    """The type of `range` with these arguments and a step of 1; None for other things than integers."""
    return _types()[0] if are_integers(*bounds) else None


def downward(*bounds: Any) -> Any:
    """The type of `range` with these arguments and a step of -1; None for other things than integers."""
    return _types()[1] if are_integers(*bounds) else None


def from_start(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The range: where it begins, and where it ends."""
    bounds = _integers(context, builder, signature, args)[:2]
    made = context.make_helper(builder, signature.return_type)
    made.start, made.stop = bounds if len(bounds) == 2 else (bounds[0].type(0), bounds[0])
    return made._getvalue()


def are_integers(*kinds: Any) -> bool:
    """Whether all these are types of signed integers."""
    from numba.core import types

    return all(isinstance(t, types.Integer) and getattr(t, "signed", False) for t in kinds)


def _integers(context: Any, builder: Any, signature: Any, args: Any) -> list[Any]:
    from numba.core import types

    return [context.cast(builder, x, t, types.intp) for x, t in zip(args, signature.args, strict=True)]


@functools.cache
def _types() -> tuple[Any, Any]:
    """Numba's types of ranges that count up and down by one, made known to it."""
    from numba.core import types as numba_types
    from numba.core.imputils import RefType, iternext_impl
    from numba.extending import lower_builtin, models, register_model

    types: Any = numba_types

    class Count(types.SimpleIteratorType):  # type: ignore[misc]
        def __init__(self, by: int) -> None:
            self.by = by
            super().__init__(f"srcxform_count_{by}", types.intp)

    class Counted(types.SimpleIterableType):  # type: ignore[misc]
        def __init__(self, by: int) -> None:
            super().__init__(f"srcxform_range_{by}", Count(by))

    @register_model(Counted)
    class CountedModel(models.StructModel):
        def __init__(self, manager: Any, kind: Any) -> None:
            super().__init__(manager, kind, [("start", types.intp), ("stop", types.intp)])

    @register_model(Count)
    class CountModel(models.StructModel):
        def __init__(self, manager: Any, kind: Any) -> None:
            super().__init__(manager, kind, [("following", types.EphemeralPointer(types.intp)), ("stop", types.intp)])

    @lower_builtin("getiter", Counted)
    def begin(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from numba.core import cgutils

        counted = context.make_helper(builder, signature.args[0], args[0])
        count = context.make_helper(builder, signature.return_type)
        count.following = cgutils.alloca_once_value(builder, counted.start)
        count.stop = counted.stop
        return count._getvalue()

    @lower_builtin("iternext", Count)
    @iternext_impl(RefType.UNTRACKED)
    def go_on(context: Any, builder: Any, signature: Any, args: Any, result: Any) -> None:
        by = signature.args[0].by
        count = context.make_helper(builder, signature.args[0], args[0])
        number = builder.load(count.following)
        is_valid = builder.icmp_signed("<" if by > 0 else ">", number, count.stop)
        result.set_valid(is_valid)
        result.yield_(number)
        with builder.if_then(is_valid):
            builder.store(builder.add(number, number.type(by), flags=["nsw"]), count.following)

    return Counted(1), Counted(-1)


__all__ = ["are_integers", "downward", "from_start", "larger", "larger_of", "upward"]

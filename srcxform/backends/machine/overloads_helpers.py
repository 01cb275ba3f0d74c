"""Functions of the run time whose meaning depends on types, for each combination of types that Numba may meet."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import extending, literal_unroll, types

from srcxform import runtime
from srcxform.backends.machine import support
from srcxform.backends.machine.compiling import helper_options

Choose = Callable[..., Any]


def overload(target: Any, **options: Any) -> Callable[[Choose], Choose]:
    """Register what chooses an implementation by types; annotations, which Numba would compare, are left out."""

    def register(choose: Choose) -> Choose:
        choose.__annotations__.clear()

        @functools.wraps(choose)
        def chosen(*args: Any) -> Any:
            found = choose(*args)
            if found is not None:
                found.__annotations__.clear()
            return found

        extending.overload(target, helper_options(), **options)(chosen)
        return choose

    return register


@overload(runtime.require_returned)
def require_returned(x: Any, name: Any) -> Any:
    if isinstance(x, types.Optional):

        def checked(x: Any, name: Any) -> None:
            if x is None:
                raise runtime.ReturnsNone("the path that ran returns None")

        return checked
    return lambda x, name: None


@overload(runtime.of_shape)
def of_shape(g: Any, like: Any, name: Any) -> Any:
    have, want = getattr(g, "ndim", 0), getattr(like, "ndim", 0)
    if want == 0 and have == 0:
        return lambda g, like, name: g
    if have < want:

        def refused(g: Any, like: Any, name: Any) -> Any:
            raise runtime.Misshapen("a rule gives a result with fewer axes than its argument")

        return refused

    def checked(g: Any, like: Any, name: Any) -> Any:
        shape = np.shape(like)
        for k in range(want):
            if shape[k] != 1 and shape[k] != g.shape[have - want + k]:
                raise runtime.Misshapen("a rule gives a result of another shape than its argument")
        return g

    return checked


@overload(runtime.require_assigned, prefer_literal=True)
def require_assigned(x: Any, name: Any, why: Any = "") -> Any:
    named, known = (getattr(each, "literal_value", "") for each in (name, why))
    message = f"the path that ran never assigned {f'`{named}`' if named else 'a name that is read'}{known}"
    if isinstance(x, types.Optional):

        def checked(x: Any, name: Any, why: Any = "") -> None:
            if x is None:
                raise runtime.NotAssigned(message)

        return checked
    if isinstance(x, types.NoneType):

        def refused(x: Any, name: Any, why: Any = "") -> None:
            raise runtime.NotAssigned(message)

        return refused
    return lambda x, name, why="": None


@overload(runtime.require_shape)
def require_shape(head: Any, shape: Any) -> Any:
    def checked(head: Any, shape: Any) -> Any:
        if head.shape != shape:
            raise runtime.HeadMisfit("the head has not the shape of the output")
        return head

    return checked


@overload(runtime.fitted_head)
def fitted_head(head: Any, like: Any) -> Any:
    if isinstance(like, types.List) and isinstance(head, (types.UniTuple, types.List)):

        def items(head: Any, like: Any) -> Any:
            if len(head) != len(like):
                raise runtime.HeadMisfit("the head has not as many parts as the output")
            return [runtime.fitted_head(head[k], like[k]) for k in range(len(like))]

        return items
    if isinstance(like, types.Array) and isinstance(head, types.Array) and head.ndim == like.ndim:

        def array(head: Any, like: Any) -> Any:
            return runtime.require_shape(head, like.shape).astype(like.dtype)

        return array
    if isinstance(like, types.Array) and isinstance(head, types.Number):
        return lambda head, like: np.full_like(like, head)
    return (lambda head, like: head * 1.0) if isinstance(head, types.Number) else None


@extending.intrinsic
def unwrapped(context, x):  # type: ignore[no-untyped-def]
    """The value of what is perhaps None."""

    def generate(context, builder, signature, args):  # type: ignore[no-untyped-def]
        context.nrt.incref(builder, signature.return_type, args[0])
        return args[0]

    return x.type(x.type), generate


@overload(support.assigned)
def assigned(x: Any) -> Any:
    if isinstance(x, types.NoneType):
        return None  # Numba asks again when it knows what else the name may hold
    if isinstance(x, types.Optional):
        return lambda x: unwrapped(x)  # type: ignore[call-arg]
    return lambda x: x


@overload(runtime.require_view)
def require_view(view: Any, base: Any) -> Any:
    if not isinstance(view, types.Array) or not isinstance(base, types.Array):
        return None

    def checked(view: Any, base: Any) -> Any:
        first = base.ctypes.data
        low, high = first, first
        for k in range(base.ndim):
            reach = (base.shape[k] - 1) * base.strides[k]
            low += min(reach, 0)
            high += max(reach, 0)
        if view.size > 0 and not low <= view.ctypes.data <= high:
            raise runtime.CopiedUnawares(
                "this operation copied its argument, and the program writes into one of the two afterwards"
            )
        return view

    return checked


@overload(runtime.unbroadcast)
def unbroadcast(g: Any, like: Any) -> Any:
    if not isinstance(g, types.Array):
        return (lambda g, like: g) if isinstance(g, types.Number) and isinstance(like, types.Number) else None
    more = g.ndim - (like.ndim if isinstance(like, types.Array) else 0)
    if not isinstance(like, types.Array) or like.ndim == 0:

        def total(g: Any, like: Any) -> Any:
            found = g.dtype.type(0)
            for x in g.flat:
                found += x
            return found

        return total if isinstance(like, types.Number) else (lambda g, like: g) if g.ndim == 0 else None
    if more < 0:
        return None

    def summed(g: Any, like: Any) -> Any:
        out = np.zeros(like.shape, g.dtype)
        flat, source = out.reshape(-1), np.ascontiguousarray(g).reshape(-1)
        for place in range(source.size):
            rest, target, width = place, 0, 1
            for back in range(like.ndim):
                n = g.shape[g.ndim - 1 - back]
                m = like.shape[like.ndim - 1 - back]
                if m != n and m != 1:
                    raise ValueError("operands could not be broadcast together")
                if m != 1:
                    target += (rest % n) * width
                rest //= n
                width *= m
            flat[target] += source[place]
        return out

    return summed


@overload(runtime.real_like)
def real_like(x: Any, like: Any) -> Any:
    kind = x.dtype if isinstance(x, types.Array) else x
    other = like.dtype if isinstance(like, types.Array) else like
    if isinstance(kind, types.Complex) and not isinstance(other, types.Complex):
        return lambda x, like: np.real(x)
    return lambda x, like: x


@overload(runtime.accumulate)
def accumulate(target: Any, g: Any) -> Any:
    if isinstance(g, types.NoneType):
        return lambda target, g: None
    if isinstance(target, types.Array):

        def added(target: Any, g: Any) -> None:
            target += runtime.unbroadcast(g, target)

        return added
    if isinstance(target, (types.List, types.ListType, types.UniTuple)):
        item = target.dtype
        if isinstance(item, (types.Array, types.List, types.UniTuple)):

            def each(target: Any, g: Any) -> None:
                for k in range(len(g)):
                    runtime.accumulate(target[k], g[k])

            return each
        if isinstance(target, types.List):

            def numbers(target: Any, g: Any) -> None:
                for k in range(len(g)):
                    target[k] += g[k]

            return numbers
    return None


@overload(runtime.add_item)
def add_item(target: Any, index: Any, g: Any) -> Any:
    if isinstance(g, types.NoneType):
        return lambda target, index, g: None
    if isinstance(target, types.Array) and isinstance(index, types.Integer):

        def at_place(target: Any, index: Any, g: Any) -> None:
            target[index] += g

        return at_place
    if not isinstance(target, (types.List, types.ListType)):
        return None
    if isinstance(target.dtype, (types.Array, types.List)):
        return lambda target, index, g: runtime.accumulate(target[index], g)

    def added(target: Any, index: Any, g: Any) -> None:
        target[index] += g

    return added


@overload(runtime.overwrite)
def overwrite(target: Any, values: Any) -> Any:
    if isinstance(target, types.Array):

        def stored(target: Any, values: Any) -> None:
            target[...] = values

        return stored
    return None


@overload(runtime.zeros_list)
def zeros_list(x: Any) -> Any:
    if isinstance(x, (types.List, types.UniTuple)):
        return lambda x: [runtime.zeros_list(item) for item in x]
    if isinstance(x, types.Array):
        return lambda x: np.zeros_like(x)
    if isinstance(x, types.Complex):
        return lambda x: 0j
    return (lambda x: 0.0) if isinstance(x, types.Number) else None


@overload(runtime.slice_bounds)
def slice_bounds(start: Any, stop: Any, step: Any, length: Any) -> Any:
    def bounds(start: Any, stop: Any, step: Any, length: Any) -> Any:
        by = 1 if step is None else step
        first = support.slice_start(start, stop, step, length)
        return first, first + by * support.slice_length(start, stop, step, length), by

    return bounds


@overload(runtime.set_has)
def set_has(codes: Any, members: Any, value: Any) -> Any:
    """Whether a set has a member, as long as its steps name one at a time."""
    add, discard, clear, copy = runtime.SET_ADD, runtime.SET_DISCARD, runtime.SET_CLEAR, runtime.SET_COPY

    def has(codes: Any, members: Any, value: Any) -> bool:
        found, place = False, 0
        for code in codes:
            if code in (add, discard):
                if members[place] == value:
                    found = code == add
                place += 1
            elif code == clear:
                found = False
            elif code != copy:
                raise NotImplementedError("machine code has no operators of sets; use backend='numpy'")
        return found

    return has


@overload(any)
def any_of(items: Any) -> Any:
    if isinstance(items, types.BaseTuple):

        def found(items: Any) -> bool:
            for item in literal_unroll(items):  # noqa: SIM110 - Numba unrolls loops alone
                if item:
                    return True
            return False

        return found
    return None


@overload(all)
def all_of(items: Any) -> Any:
    if isinstance(items, types.BaseTuple):

        def found(items: Any) -> bool:
            for item in literal_unroll(items):  # noqa: SIM110 - Numba unrolls loops alone
                if not item:
                    return False
            return True

        return found
    return None


@overload(runtime.ones_like)
def ones_like(x: Any) -> Any:
    if isinstance(x, types.Array):
        return (lambda x: np.ones_like(x)) if _is_inexact(x.dtype) else lambda x: np.ones(x.shape)
    if isinstance(x, types.Complex):
        return lambda x: 1 + 0j
    return (lambda x: 1.0) if isinstance(x, (types.Number, types.Boolean)) else None


@overload(runtime.zeros_like)
def zeros_like(x: Any) -> Any:
    if isinstance(x, types.Array):
        return (lambda x: np.zeros_like(x)) if _is_inexact(x.dtype) else lambda x: np.zeros(x.shape)
    if isinstance(x, types.Complex):
        return lambda x: 0j
    return (lambda x: 0.0) if isinstance(x, (types.Number, types.Boolean)) else None


def _is_inexact(dtype: Any) -> bool:
    return isinstance(dtype, (types.Float, types.Complex))


@overload(runtime.copy_of)
def copy_of(x: Any) -> Any:
    if isinstance(x, types.Array):
        return lambda x: x.copy()
    if isinstance(x, types.UniTuple):
        return None
    return (lambda x: x) if isinstance(x, (types.Number, types.Boolean)) else None


@overload(runtime.broadcast_like)
def broadcast_like(x: Any, like: Any) -> Any:
    if isinstance(x, types.Array) and isinstance(like, types.Array):
        return lambda x, like: np.broadcast_to(x, like.shape).copy()
    if isinstance(x, types.Number) and isinstance(like, types.Array):
        return lambda x, like: np.full(like.shape, x)
    return (lambda x, like: x) if isinstance(like, types.Number) else None


@overload(support.item_of)
def item_of(items: Any, place: Any) -> Any:
    """One after the other is asked for, since arrays that differ in their layout have different types to Numba."""
    if not isinstance(items, types.BaseTuple) or isinstance(items, types.UniTuple):
        return lambda items, place: items[place]
    count = len(items)
    if count == 1:
        return lambda items, place: items[0]

    def found(items: Any, place: Any) -> Any:
        if not -count <= place < count:
            raise IndexError("tuple index out of range")
        return items[0] if place in (0, -count) else support.item_of(items[1:], place % count - 1)

    return found


@overload(runtime.occurrence)
def occurrence(places: Any) -> Any:
    def counted(places: Any) -> Any:
        result = np.zeros(len(places), np.int64)
        order = np.argsort(places, kind="mergesort")
        for k in range(1, len(places)):
            if places[order[k]] == places[order[k - 1]]:
                result[order[k]] = result[order[k - 1]] + 1
        return result

    return counted


@overload(support.number_of)
def number_of(x: Any) -> Any:
    return (lambda x: x[()]) if isinstance(x, types.Array) else lambda x: x

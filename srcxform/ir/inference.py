"""The type of an operation's result: found by running the primitive on small specimens of its operands.

NumPy itself is the authority on ranks and dtypes, so there is no table of them to go stale. Sizes are not taken from
specimens: they come from the few functions of `sizes` and `picking` that know them, and are unknown otherwise.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.ir import draws
from srcxform.ir.nodes import Const, Operand, Slice, Tup, TypeOf, Var
from srcxform.ir.picking import item_type
from srcxform.ir.sizes import has_open_shape, is_in_shape, reshaped, shape_type, squeezed, with_sizes
from srcxform.ir.specimens import has_open_dtype, specimen, specimen_type, with_dtypes
from srcxform.ir.types import (
    INT,
    NOTHING,
    UNKNOWN,
    ArrayType,
    ListType,
    NothingType,
    ObjectType,
    Size,
    TupleType,
    Type,
    classes_of,
    join_all,
    typeof,
)

_FOLDABLE = {
    len, isinstance, issubclass, abs, int, float, bool, round, min, max, sum, tuple, range, type, slice, divmod, pow,
    sorted, list, set, str, np.ndim, np.shape, np.issubdtype, operator.getitem, hash, repr, any, all, callable, hasattr,
    getattr, operator.is_not, operator.is_,
    *(getattr(operator, name) for name in operator.__all__ if not name.startswith("i")),
}  # fmt: skip
_LIKE_FIRST = (
    runtime.zeros_like, runtime.ones_like, runtime.stop_gradient, runtime.average_ties, runtime.scattered,
    runtime.half_triangle, runtime.cholesky_bar,
)  # fmt: skip
_WHOLE = (math.factorial, math.comb, math.perm, math.gcd, math.lcm, math.isqrt)
_OWN = frozenset({bool, int, float, complex})


def is_foldable(primitive: Callable[..., Any]) -> bool:
    try:
        return primitive in _FOLDABLE
    except TypeError:
        return False


def is_helper(primitive: Callable[..., Any]) -> bool:
    """Whether it is a function of the run time, which has no effect and folds in derived code."""
    return getattr(primitive, "__module__", None) == "srcxform.runtime" and primitive not in (
        runtime.tuple_of,
        runtime.list_of,
    )


def infer(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...], type_of: TypeOf
) -> Type:
    """The type of `primitive(*args, **kwargs)`, as far as it is known; an unknown size gets a name of its own."""
    t = _inferred(primitive, args, kwargs, type_of)
    if isinstance(t, ArrayType) and t.box == "numpy" and any(_classes(type_of(a)) for a in args):
        return _of_several_classes(primitive, [type_of(a) for a in args], t)
    if not isinstance(t, ArrayType) or not t.rank:
        return t
    dims = t.dims if t.dims is not None else (None,) * t.rank
    if None not in dims:
        return t
    return ArrayType(t.dtype, t.rank, t.box, tuple(Size(object()) if d is None else d for d in dims))


def _classes(t: Type) -> frozenset[type]:
    """The classes of a number that is of one class on one path and of another on the other."""
    return t.classes if isinstance(t, ArrayType) else frozenset()


def _of_several_classes(primitive: Callable[..., Any], types: list[Type], result: ArrayType) -> ArrayType:
    """What an operator makes of numbers that may be Python's own: where all are, so is the result."""
    is_operator = getattr(primitive, "__module__", None) == "_operator" or primitive in (abs, pow)
    may_be_own = all(isinstance(t, ArrayType) and (t.box == "python" or _classes(t) & _OWN) for t in types)
    own = None if result.dtype is None else {"b": bool, "i": int, "f": float, "c": complex}.get(result.dtype.kind)
    if not (is_operator and may_be_own) or result.rank != 0 or own is None or result.dtype is None:
        return result
    return replace(result, classes=frozenset({own, result.dtype.type}))


def _inferred(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...], type_of: TypeOf
) -> Type:
    if any(isinstance(type_of(a), NothingType) for a in args):
        return NOTHING
    if (getattr(primitive, "__module__", None) or "").startswith("numpy") and any(_holds_nothing(a) for a in args):
        return NOTHING
    if primitive is operator.getitem:
        found = item_type(type_of(args[0]), args[1], type_of)
        if found is not None:
            return found
    if primitive in (np.shape, len) and args:
        return shape_type(type_of(args[0]), primitive)
    if primitive in (runtime.unbroadcast, runtime.broadcast_like) or (primitive is runtime.resized and len(args) == 2):
        have, like = type_of(args[0]), type_of(args[1])
        if isinstance(have, ArrayType) and isinstance(like, ArrayType):
            return ArrayType(have.dtype, like.rank, like.box, like.dims)
    if primitive is runtime.real_like and has_open_dtype(type_of(args[0])):
        return type_of(args[0])
    if primitive in (runtime.members_in_order, runtime.member_to_pop) and isinstance(type_of(args[1]), ListType):
        listed = type_of(args[1])
        member = listed.item or NOTHING  # type: ignore[union-attr]
        return ListType(member) if primitive is runtime.members_in_order else member
    if primitive in _WHOLE or (primitive is round and len(args) == 1 and not kwargs):
        return INT
    if primitive in (np.finfo, np.iinfo):
        return ObjectType(primitive)
    if primitive in (max, min) and args:
        # Which argument it is, only the run knows; so it has the type of any of them.
        first = type_of(args[0])
        return (
            join_all(
                [type_of(a) for a in args]
                if len(args) > 1
                else list(first.items)
                if isinstance(first, TupleType)
                else [UNKNOWN]
            )
            or UNKNOWN
        )
    if (primitive is np.reshape and len(args) == 2) or is_in_shape(primitive, args):
        found = reshaped(type_of(args[0]), args[1], type_of)
        if found is not None:
            return found
    if primitive is np.squeeze:
        found = squeezed(type_of(args[0]), *args[1:], *(axis for _, axis in kwargs))
        if found is not None:
            return found
    generator = draws.made_generator(primitive)
    if generator is not None:
        return ObjectType(generator)
    if primitive in _LIKE_FIRST and args and isinstance(type_of(args[0]), ArrayType):
        return type_of(args[0])
    if getattr(primitive, "result_specimen", None) is not None:
        return typeof(primitive.result_specimen)  # type: ignore[attr-defined]
    if hasattr(primitive, "result_like"):
        return _shaped_like(primitive, args, type_of)
    result = specimen_type(primitive, args, kwargs, type_of)
    if isinstance(result, ArrayType) and has_open_shape(primitive, args, dict(kwargs), type_of):
        return ArrayType(result.dtype, None, result.box)
    return with_sizes(result, primitive, args, dict(kwargs), type_of)


def _holds_nothing(operand: Operand) -> bool:
    """Whether a display holds what is nothing yet: `np.array([x, y])` of it is nothing, too."""
    if isinstance(operand, Tup):
        return any(map(_holds_nothing, operand.items))
    return isinstance(operand, Var) and isinstance(operand.type, NothingType)


def _shaped_like(primitive: Any, args: tuple[Operand, ...], type_of: TypeOf) -> Type:
    """The type of a function that says which argument its result has the shape of, and which ones make its dtype."""
    like = type_of(args[primitive.result_like])
    if not isinstance(like, ArrayType):
        return UNKNOWN
    givers = [args[k] for k in primitive.result_dtype]
    dtypes = [getattr(a.value if isinstance(a, Const) else type_of(a), "dtype", None) for a in givers]
    dtype = None if None in dtypes else np.result_type(*dtypes)
    return ArrayType(dtype, like.rank, like.box, like.dims)


def static_answer(primitive: Callable[..., Any], args: tuple[Operand, ...], type_of: TypeOf) -> tuple[Operand] | None:
    """The answer of a question about types alone (`np.ndim(x)`), where the types know it."""
    if primitive in (np.ndim, np.iscomplexobj, np.isrealobj) and len(args) == 1:
        t = type_of(args[0])
        if isinstance(t, TupleType):
            t = specimen_type(np.asarray, args, (), type_of)
        if isinstance(t, ArrayType):
            if primitive is np.ndim:
                return None if t.rank is None else (Const(t.rank),)
            if t.dtype is not None:
                return (Const((t.dtype.kind == "c") == (primitive is np.iscomplexobj)),)
        return None
    if primitive is isinstance and len(args) == 2 and isinstance(args[1], (Const, Tup)):
        return _isinstance(args[0], args[1], type_of)
    if primitive in (operator.is_, operator.is_not) and isinstance(args[1], Const) and args[1].value is None:
        t = type_of(args[0])
        if isinstance(args[0], (Tup, Slice)) or isinstance(t, (ArrayType, TupleType, ListType)):
            return (Const(primitive is operator.is_not),)
        if isinstance(t, ObjectType):
            return (Const((t.kind is type(None)) == (primitive is operator.is_)),)
    if primitive is len and isinstance(args[0], Tup):
        return (Const(len(args[0].items)),)
    if primitive is len and isinstance(type_of(args[0]), TupleType):
        return (Const(len(type_of(args[0]).items)),)  # type: ignore[union-attr]
    return None


def known_lengths(t: Type) -> tuple[int, ...] | None:
    """The lengths of the axes of an array, where all are known."""
    dims = t.dims if isinstance(t, ArrayType) else None
    return tuple(dims) if dims and all(isinstance(d, int) for d in dims) else None  # type: ignore[arg-type]


def _isinstance(value: Operand, classes: Const | Tup, type_of: TypeOf) -> tuple[Operand] | None:
    listed = classes.items if isinstance(classes, Tup) else (classes,)
    wanted = tuple(c.value for c in listed if isinstance(c, Const))
    t = type_of(value)
    if isinstance(t, ObjectType) and issubclass(t.kind, BaseException):
        # Of an exception only the base is known; and that it is no class.
        return (Const(BaseException in wanted),) if wanted == (type,) or BaseException in wanted else None
    if isinstance(t, ArrayType) and t.rank == 0 and t.box is not None and t.dtype is None and not t.classes:
        answers = {isinstance(specimen(each, 2), wanted) for each in with_dtypes(t)}
    else:
        answers = {issubclass(kind, wanted) for kind in classes_of(t) or ()}
    return (Const(answers.pop()),) if len(answers) == 1 else None

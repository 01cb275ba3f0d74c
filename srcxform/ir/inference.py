"""The type of an operation's result: found by running the primitive on small specimens of its operands.

NumPy itself is the authority on ranks and dtypes, so there is no table of them to go stale. Sizes are not taken from
specimens: they come from the few functions below that know them, and are unknown otherwise.
"""

from __future__ import annotations

import itertools
import operator
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.ir import draws
from srcxform.ir.layout import display
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.types import (
    INT,
    NOTHING,
    UNKNOWN,
    ArrayType,
    DictType,
    Dim,
    ListType,
    LoopIndex,
    NothingType,
    ObjectType,
    Size,
    TupleType,
    Type,
    classes_of,
    is_integer,
    is_scalar,
    item_types,
    join_all,
    same_size,
    typeof,
)
from srcxform.ir.walk import vars_in

TypeOf = Callable[[Operand], Type]
_COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)
_ARITHMETIC = {
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.mod, operator.floordiv,
    np.add, np.subtract, np.multiply, np.divide, np.power, np.maximum, np.minimum, np.where,
    np.hypot, np.arctan2, np.logaddexp, np.fmax, np.fmin, np.mod, *_COMPARISONS,
}  # fmt: skip
_SHAPE_KEEPING = {
    operator.neg, operator.pos, operator.abs, abs, np.copy, np.zeros_like, np.ones_like, np.empty_like, np.full_like,
    np.cumsum, np.cumprod, np.sort, np.flip, np.roll, np.tril, np.triu, np.clip, np.nan_to_num,
    np.asarray, np.ascontiguousarray, np.array, np.fft.fftshift, np.fft.ifftshift, runtime.scaled_part,
    np.real, np.imag, np.angle, np.sinc, np.i0, np.round, np.around, np.astype, np.fliplr, np.flipud,
}  # fmt: skip
_TRANSFORMS = {np.fft.fft, np.fft.ifft, np.fft.fft2, np.fft.ifft2, np.fft.fftn, np.fft.ifftn}
_REDUCTIONS = {np.sum, np.prod, np.mean, np.max, np.min, np.amax, np.amin, np.var, np.std, np.any, np.all}
_ALLOCATIONS = {np.zeros, np.ones, np.empty, np.full}
_FOLDABLE = {
    len, isinstance, issubclass, abs, int, float, bool, round, min, max, sum, tuple, range, type, slice, divmod, pow,
    sorted, list, set, str, np.ndim, np.shape, np.issubdtype, operator.getitem, hash, repr, any, all, callable, hasattr,
    getattr, operator.is_not, operator.is_,
    *(getattr(operator, name) for name in operator.__all__ if not name.startswith("i")),
}  # fmt: skip
# As many results as the operands have axes, or as there are operands, or always two.
_OF_KNOWN_COUNT = (
    runtime.tuple_of, runtime.list_of, np.nonzero, np.where, np.ix_, np.meshgrid, np.broadcast_arrays,
    np.triu_indices, np.tril_indices, runtime.interleaved_shape,
)  # fmt: skip
_DTYPE_BY_VALUE = {
    np.linalg.eig,
    np.linalg.eigvals,
    np.roots,
    *(getattr(np.emath, name) for name in np.emath.__all__),
}
_SCIPY_DTYPE_BY_VALUE = frozenset(["eig", "fractional_matrix_power", "funm", "logm", "sqrtm", "signm"])
_WITH_EFFECTS = {
    np.save, np.savez, np.savez_compressed, np.savetxt, np.load, np.loadtxt, np.genfromtxt, np.fromfile, np.memmap,
    np.set_printoptions, np.seterr, np.seterrcall, np.setbufsize,
}  # fmt: skip
_LIKE_FIRST = (
    runtime.zeros_like, runtime.ones_like, runtime.stop_gradient, runtime.average_ties, runtime.scattered,
    runtime.half_triangle, runtime.cholesky_bar,
)  # fmt: skip
_PURE_SCIPY = (
    *(f"scipy.{part}" for part in ("fft", "linalg", "ndimage", "signal", "spatial.distance", "special", "stats")),
    "srcxform.rules.scipy_signal_waves",
    "srcxform.rules.scipy_sparse_products",
    "srcxform.rules.scipy_spatial",
)
_memo: dict[object, Type] = {}


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


_OWN = frozenset({bool, int, float, complex})


def _inferred(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...], type_of: TypeOf
) -> Type:
    if any(isinstance(type_of(a), NothingType) for a in args):
        return NOTHING
    if primitive is operator.getitem:
        found = _item_type(type_of(args[0]), args[1], type_of)
        if found is not None:
            return found
    if primitive in (np.shape, len) and args:
        return _shape_type(type_of(args[0]), primitive)
    if primitive in (runtime.unbroadcast, runtime.broadcast_like) or (primitive is runtime.resized and len(args) == 2):
        have, like = type_of(args[0]), type_of(args[1])
        if isinstance(have, ArrayType) and isinstance(like, ArrayType):
            return ArrayType(have.dtype, like.rank, like.box, like.dims)
    if primitive is runtime.real_like and _has_open_dtype(type_of(args[0])):
        return type_of(args[0])
    if primitive in (runtime.members_in_order, runtime.member_to_pop) and isinstance(type_of(args[1]), ListType):
        listed = type_of(args[1])
        member = listed.item or NOTHING  # type: ignore[union-attr]
        return ListType(member) if primitive is runtime.members_in_order else member
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
    if (primitive is np.reshape and len(args) == 2) or _is_in_shape(primitive, args):
        reshaped = _reshaped(type_of(args[0]), args[1], type_of)
        if reshaped is not None:
            return reshaped
    generator = draws.made_generator(primitive)
    if generator is not None:
        return ObjectType(generator)
    if primitive in _LIKE_FIRST and isinstance(type_of(args[0]), ArrayType):
        return type_of(args[0])
    if getattr(primitive, "result_specimen", None) is not None:
        return typeof(primitive.result_specimen)  # type: ignore[attr-defined]
    if hasattr(primitive, "result_like"):
        return _shaped_like(primitive, args, type_of)
    result = _specimen_type(primitive, args, kwargs, type_of)
    if isinstance(result, ArrayType) and _has_open_shape(primitive, args, dict(kwargs), type_of):
        return ArrayType(result.dtype, None, result.box)
    return _with_sizes(result, primitive, args, dict(kwargs), type_of)


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
            t = _specimen_type(np.asarray, args, (), type_of)
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
        answers = {isinstance(specimen(each, 2), wanted) for each in _with_dtypes(t)}
    else:
        answers = {issubclass(kind, wanted) for kind in classes_of(t) or ()}
    return (Const(answers.pop()),) if len(answers) == 1 else None


def _with_dtypes(t: ArrayType) -> list[ArrayType]:
    """The type with each dtype that it may have."""
    if t.dtype is not None:
        return [t]
    return [replace(t, dtype=np.dtype(code)) for code in (_CODES if t.box == "numpy" else "?ldD")]


_CODES = np.typecodes["AllInteger"] + np.typecodes["AllFloat"] + "?"


def specimen(t: Type, size: int) -> Any:
    """A small value of the type, in the domain of most functions; raises LookupError where the type is unknown."""
    if isinstance(t, ArrayType):
        return _array_specimen(t, size)
    if isinstance(t, TupleType):
        return display(t.kind, [specimen(item, size) for item in t.items])
    if isinstance(t, ListType) and t.item is not None:
        return [specimen(t.item, size)] * 2
    if isinstance(t, ObjectType) and issubclass(t.kind, np.dtype):
        return t.kind()  # type: ignore[call-overload]
    raise LookupError(t)


_PLAIN: dict[str, Any] = {"b": True, "i": 1, "u": 1, "f": 0.5, "c": 0.5 + 0.5j, "U": "1"}


def _array_specimen(t: ArrayType, size: int) -> Any:
    if t.dtype is None or t.rank is None or t.dtype.kind not in _PLAIN:
        raise LookupError(t)
    if t.rank == 0:
        plain = _PLAIN[t.dtype.kind]
        if t.box == "python":
            return plain
        return np.full((), plain, t.dtype) if t.box == "array" else t.dtype.type(plain)
    lengths = [1 if t.dims is not None and t.dims[k] == 1 else size for k in range(t.rank)]
    if t.dtype.kind not in "fc":
        return np.ones(lengths, t.dtype)
    value = np.full(lengths, 0.25, t.dtype)
    if t.rank >= 2:
        value += np.eye(lengths[-2], lengths[-1], dtype=t.dtype)
    return value


def _operand_specimen(operand: Operand, type_of: TypeOf, size: int) -> Any:
    if isinstance(operand, Const):
        return operand.value
    if isinstance(operand, Tup):
        return display(operand.kind, [_operand_specimen(item, type_of, size) for item in operand.items])
    if isinstance(operand, Slice):
        return slice(None)
    return specimen(type_of(operand), size)


def _memo_key(operand: Operand, type_of: TypeOf) -> object:
    if isinstance(operand, Const):
        return (type(operand.value), operand.value)
    if isinstance(operand, (Tup, Slice)):
        items = operand.items if isinstance(operand, Tup) else (operand.start, operand.stop, operand.step)
        return (type(operand), getattr(operand, "kind", None), *(_memo_key(item, type_of) for item in items))
    t = type_of(operand)
    if isinstance(t, ArrayType):
        ones = None if t.dims is None else tuple(d == 1 for d in t.dims)
        return (t.dtype, t.rank, t.box, ones)
    return t


def _specimen_type(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...], type_of: TypeOf
) -> Type:
    try:
        key = (
            primitive,
            tuple(_memo_key(a, type_of) for a in args),
            tuple((n, _memo_key(a, type_of)) for n, a in kwargs),
        )
        if key in _memo:
            return _memo[key]
    except TypeError:
        key = None
    result = _run_specimen(primitive, args, kwargs, type_of)
    if (
        isinstance(result, TupleType)
        and result.kind in (tuple, list)
        and primitive not in _OF_KNOWN_COUNT
        and (_depends_on_integers(args, type_of) or _depends_on_length(result, primitive, args, kwargs, type_of))
    ):
        result = ListType(join_all(list(result.items))) if result.kind is list and result.items else UNKNOWN
    if key is not None:
        if len(_memo) > 20_000:
            _memo.clear()
        _memo[key] = result
    return result


def _depends_on_integers(args: tuple[Operand, ...], type_of: TypeOf) -> bool:
    """Whether a length may follow from an integer that only the run knows."""

    def holds_integer(t: Type) -> bool:
        return is_integer(t) or (isinstance(t, TupleType) and any(map(holds_integer, t.items)))

    return any(not isinstance(a, (Const, Slice)) and holds_integer(type_of(a)) and not _is_literal(a) for a in args)


def _depends_on_length(
    result: TupleType,
    primitive: Callable[..., Any],
    args: tuple[Operand, ...],
    kwargs: tuple[tuple[str, Operand], ...],
    type_of: TypeOf,
) -> bool:
    """Whether there are as many results as a list has items, which only the run knows."""
    lists = [a for a in (*args, *(v for _, v in kwargs)) for v in vars_in(a) if isinstance(type_of(v), ListType)]
    if not lists:
        return False

    def longer(operand: Operand) -> Type:
        t = type_of(operand)
        return TupleType((t.item,) * 3, list) if isinstance(t, ListType) and t.item is not None else t

    other = _run_specimen(primitive, args, kwargs, longer)
    return not isinstance(other, TupleType) or len(other.items) != len(result.items)


def _is_literal(operand: Operand) -> bool:
    return isinstance(operand, Const) or (isinstance(operand, Tup) and all(map(_is_literal, operand.items)))


def _run_specimen(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...], type_of: TypeOf
) -> Type:
    draw = draws.another_generator(primitive)
    if draw is not None:
        primitive, args = draw, args if draws.drawn_from(primitive) is None else args[1:]
    elif not _is_safe_to_run(primitive):
        return UNKNOWN
    if primitive is np.unstack:
        return UNKNOWN
    for sizes in _specimen_sizes(primitive, len(args) + len(kwargs)):
        try:
            values = [_operand_specimen(arg, type_of, size) for arg, size in zip(args, sizes, strict=False)]
            last = sizes[len(args) :]
            named = {name: _operand_specimen(arg, type_of, n) for (name, arg), n in zip(kwargs, last, strict=True)}
        except LookupError:
            found = _type_of_either_kind(primitive, args, kwargs, type_of)
            return _rank_free_type(primitive, args, type_of) if found is None else found
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _forget_lengths(_without_none(typeof(primitive(*values, **named))), primitive)
        except Exception:
            continue
    if any(isinstance(arg, Const) and isinstance(arg.value, float) and arg.value != 0.5 for arg in args):
        # `math.sqrt(-1.0)` fails, and yet it would be a float.
        moved = tuple(Const(0.5) if isinstance(a, Const) and isinstance(a.value, float) else a for a in args)
        return _run_specimen(primitive, moved, kwargs, type_of)
    return UNKNOWN


def _specimen_sizes(primitive: Callable[..., Any], count: int) -> Iterator[tuple[int, ...]]:
    """The lengths of the operands' axes; the state of a filter must be shorter than its coefficients."""
    for size in (3, 2, 1, 6, 4, 5):
        yield (size,) * count
    if (getattr(primitive, "__module__", None) or "").startswith("scipy.signal") and count <= 6:
        yield from itertools.product((3, 2), repeat=count)


def _without_none(t: Type) -> Type:
    """Whether a function gives None may depend on what it is given, not on the types alone."""
    if isinstance(t, TupleType):
        return TupleType(tuple(map(_without_none, t.items)), t.kind, t.site)
    return UNKNOWN if isinstance(t, ObjectType) and t.kind is type(None) else t


def _is_safe_to_run(primitive: Callable[..., Any]) -> bool:
    """Whether a primitive may be run on specimens: it must have no effect, and no hidden state as generators have."""
    module = getattr(primitive, "__module__", None) or ""
    if isinstance(primitive, np.ufunc) or module in ("math", "cmath", "_operator", "builtins", "srcxform.runtime"):
        return primitive not in (print, input, open, exec, eval, breakpoint, compile, setattr, delattr, __import__)
    if module.startswith(_PURE_SCIPY):
        return getattr(primitive, "__name__", "") != "rvs"
    return module.startswith("numpy") and "random" not in module and primitive not in _WITH_EFFECTS


def _forget_lengths(t: Type, primitive: Callable[..., Any]) -> Type:
    """Ranks that depend on lengths, and list lengths, are properties of the specimen alone."""
    if primitive is np.squeeze and isinstance(t, ArrayType):
        return ArrayType(t.dtype, None, t.box)
    if primitive is np.real_if_close:
        return UNKNOWN
    return _forget_dtype(t) if primitive in _DTYPE_BY_VALUE or _is_scipy_by_value(primitive) else t


def _is_scipy_by_value(primitive: Callable[..., Any]) -> bool:
    """Whether it is a function of SciPy, whose dtype depends on values; SciPy may not be there to be imported."""
    module = getattr(primitive, "__module__", None) or ""
    return module.startswith("scipy.linalg") and getattr(primitive, "__name__", "") in _SCIPY_DTYPE_BY_VALUE


def _forget_dtype(t: Type) -> Type:
    """Of real operands the values decide whether the result is complex; what is complex already stays so."""
    if isinstance(t, TupleType):
        return TupleType(tuple(map(_forget_dtype, t.items)), t.kind, t.site)
    is_complex = isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind == "c"
    return t if is_complex or not isinstance(t, ArrayType) else ArrayType(None, t.rank, t.box, t.dims)


def _has_open_dtype(t: Type) -> bool:
    """Whether it is an array of known rank, of which only the run knows the dtype."""
    return isinstance(t, ArrayType) and t.dtype is None and t.rank is not None


def _type_of_either_kind(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...], type_of: TypeOf
) -> Type | None:
    """Where only the run knows whether arrays are real or complex, their ranks give the rank of the result."""

    if not any(_has_open_dtype(type_of(operand)) for operand in (*args, *(value for _, value in kwargs))):
        return None
    found = []
    for dtype in (np.dtype(np.float64), np.dtype(np.complex128)):

        def closed(operand: Operand, dtype: np.dtype[Any] = dtype) -> Type:
            t = type_of(operand)
            return ArrayType(dtype, t.rank, t.box or "array") if isinstance(t, ArrayType) and _has_open_dtype(t) else t

        found.append(_without_precision(_run_specimen(primitive, args, kwargs, closed)))
    known = [t for t in found if t != UNKNOWN]
    return join_all(known) if known else None


def _without_precision(t: Type) -> Type:
    """Floats of whatever kind, where they are made of such."""
    if isinstance(t, TupleType):
        return TupleType(tuple(map(_without_precision, t.items)), t.kind, t.site)
    return ArrayType(None, t.rank, t.box) if isinstance(t, ArrayType) and t.dtype and t.dtype.kind in "fc" else t


def _rank_free_type(primitive: Callable[..., Any], args: tuple[Operand, ...], type_of: TypeOf) -> Type:
    """For element by element functions of arrays of unknown rank the dtype is known all the same.

    Whatever is computed with an array element by element is an array.
    """
    if not (isinstance(primitive, np.ufunc) or primitive in _ARITHMETIC or primitive in _SHAPE_KEEPING):
        return UNKNOWN
    types = [type_of(arg) for arg in args]
    if primitive in _ARITHMETIC and UNKNOWN in types and any(map(_is_true_array, types)):
        return ArrayType(None, None)
    values = []
    for arg in args:
        t = type_of(arg)
        if not isinstance(t, ArrayType) or t.dtype is None:
            return UNKNOWN
        try:
            values.append(specimen(ArrayType(t.dtype, 1) if t.rank is None else t, 2))
        except LookupError:
            return UNKNOWN
    try:
        with np.errstate(all="ignore"):
            result = typeof(primitive(*values))
    except Exception:
        return UNKNOWN
    return ArrayType(result.dtype, None, None) if isinstance(result, ArrayType) else UNKNOWN


def _is_true_array(t: Type) -> bool:
    return isinstance(t, ArrayType) and t.box == "array" and bool(t.rank)


# Sizes


def _with_sizes(
    t: Type, primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: dict[str, Operand], type_of: TypeOf
) -> Type:
    if isinstance(t, TupleType) and primitive not in (np.shape,):
        return t
    if not isinstance(t, ArrayType) or t.rank is None:
        return t
    if t.rank == 0:
        return _integer_size(t, primitive, args, type_of)
    types = [type_of(arg) for arg in args]
    dims = _dims(t, primitive, args, kwargs, types, type_of)
    dims = None if dims is None or len(dims) != t.rank else dims
    return ArrayType(t.dtype, t.rank, t.box, dims)


def _dims(
    t: ArrayType,
    primitive: Callable[..., Any],
    args: tuple[Operand, ...],
    kwargs: dict[str, Operand],
    types: list[Type],
    type_of: TypeOf,
) -> tuple[Dim, ...] | None:
    if (isinstance(primitive, np.ufunc) and primitive.signature is None) or primitive in _ARITHMETIC:
        return broadcast_dims(types)
    first = types[0] if types else None
    if primitive in _SHAPE_KEEPING and "shape" not in kwargs and isinstance(first, ArrayType) and first.rank == t.rank:
        return first.dims
    if primitive in _TRANSFORMS and isinstance(first, ArrayType) and len(args) == 1 and not {"n", "s"} & kwargs.keys():
        return first.dims
    if primitive in _REDUCTIONS and isinstance(first, ArrayType) and first.dims is not None:
        return _reduced(first.dims, args[1:], kwargs)
    if primitive in _ALLOCATIONS or primitive is np.broadcast_to:
        shape = args[0] if primitive in _ALLOCATIONS else args[1]
        return _shape_dims(shape, type_of)
    if (
        primitive is np.transpose
        and isinstance(first, ArrayType)
        and first.dims is not None
        and len(args) == 1
        and not kwargs
    ):
        return first.dims[::-1]
    if primitive in (operator.matmul, np.matmul, np.dot, np.outer) and all(isinstance(x, ArrayType) for x in types):
        return _product_dims(primitive, types[0], types[1])  # type: ignore[arg-type]
    return _made_dims(t, primitive, args, kwargs, types, type_of)


def _made_dims(
    made: ArrayType,
    primitive: Callable[..., Any],
    args: tuple[Operand, ...],
    kwargs: dict[str, Operand],
    types: list[Type],
    type_of: TypeOf,
) -> tuple[Dim, ...] | None:
    """The sizes of what is made of a display, put together, turned, or solved."""
    first = types[0] if types else None
    if primitive in (np.array, np.asarray) and isinstance(first, TupleType):
        return _display_dims(first)
    if primitive in (np.concatenate, np.hstack) and isinstance(first, TupleType) and len(args) <= 2:
        axis = args[1] if len(args) > 1 else kwargs.get("axis", Const(0))
        joined = list(first.items)
        if primitive is np.hstack and all(isinstance(t, ArrayType) and (t.rank or 0) > 1 for t in joined):
            axis = Const(1)
        return _joined_dims(joined, axis.value) if isinstance(axis, Const) and type(axis.value) is int else None
    if primitive is np.transpose and isinstance(first, ArrayType) and first.dims is not None and len(args) == 2:
        items = args[1].items if isinstance(args[1], Tup) else ()
        order = [i.value for i in items if isinstance(i, Const) and type(i.value) is int]
        return tuple(first.dims[k] for k in order) if len(order) == len(first.dims) else None
    if primitive in (np.eye, np.identity) and len(args) in (1, 2) and made.rank == 2:
        sizes = [_size_value(a, type_of) for a in args]
        return (sizes[0], sizes[-1])
    if primitive in (np.linalg.inv, np.linalg.cholesky) and isinstance(first, ArrayType):
        return first.dims
    if primitive is np.expand_dims and isinstance(first, ArrayType) and first.dims is not None and len(args) == 2:
        return _expanded_dims(first.dims, args[1])
    if primitive is np.linalg.solve and all(isinstance(t, ArrayType) and t.rank in (1, 2) for t in types):
        return types[1].dims  # type: ignore[union-attr]
    return None


def _expanded_dims(dims: tuple[Dim, ...], axis: Operand) -> tuple[Dim, ...] | None:
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


def _display_dims(t: Type) -> tuple[Dim, ...] | None:
    """The shape of an array that is made of nested displays."""
    if not isinstance(t, TupleType):
        return t.dims if isinstance(t, ArrayType) and t.rank else ()
    inner = {_display_dims(item) for item in t.items}
    found = inner.pop() if len(inner) == 1 else None
    return None if found is None else (len(t.items), *found)


def _joined_dims(types: list[Type], axis: int) -> tuple[Dim, ...] | None:
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


def broadcast_dims(types: list[Type]) -> tuple[Dim, ...] | None:
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


def _reduced(dims: tuple[Dim, ...], args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> tuple[Dim, ...] | None:
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


def _shape_dims(shape: Operand, type_of: TypeOf) -> tuple[Dim, ...] | None:
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


_OF_SHAPE: dict[object, tuple[int, str]] = {
    np.zeros: (0, "shape"), np.ones: (0, "shape"), np.empty: (0, "shape"), np.full: (0, "shape"),
    np.reshape: (1, "shape"), np.broadcast_to: (1, "shape"), np.resize: (1, "new_shape"), np.tile: (1, "reps"),
}  # fmt: skip


def _has_open_shape(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: dict[str, Operand], type_of: TypeOf
) -> bool:
    """Whether a shape is given as a list or an array, of which only the run knows how many lengths it has."""
    position, name = _OF_SHAPE.get(primitive, (0, "size"))
    is_drawn = primitive not in _OF_SHAPE
    shape = kwargs.get(name) if is_drawn or len(args) <= position else args[position]
    return shape is not None and not isinstance(shape, Const) and _shape_dims(shape, type_of) is None


def _is_in_shape(primitive: Callable[..., Any], args: tuple[Operand, ...]) -> bool:
    """Whether it is a helper that gives an array of the shape in its second argument and the dtype of its first."""
    return len(args) > 1 and primitive in (
        runtime.untake, runtime.untake_along_axis, runtime.unrepeat, runtime.undiagonal, runtime.unpad,
    )  # fmt: skip


def _reshaped(t: Type, shape: Operand, type_of: TypeOf) -> Type | None:
    """The rank of `np.reshape(a, shape)` is the length of the shape."""
    dims = _shape_dims(shape, type_of)
    if dims is None or not isinstance(t, ArrayType):
        return None
    return ArrayType(t.dtype, len(dims), "array", tuple(None if _may_be_minus_one(d) else d for d in dims))


def _may_be_minus_one(d: Dim) -> bool:
    """Whether a length in a shape may stand for what is left; a difference of sizes may be that by chance."""
    return d == -1 or (isinstance(d, Size) and _is_expression(d.token))


def _product_dims(primitive: Callable[..., Any], a: ArrayType, b: ArrayType) -> tuple[Dim, ...] | None:
    left = a.dims if a.dims is not None else (None,) * (a.rank or 0)
    right = b.dims if b.dims is not None else (None,) * (b.rank or 0)
    if primitive is np.outer:
        return (left[0], right[0]) if a.rank == b.rank == 1 else None
    if a.rank in (1, 2) and b.rank in (1, 2):
        return left[:-1] + (right[1:] if b.rank == 2 else ())
    return None


def _shape_type(t: Type, primitive: Callable[..., Any]) -> Type:
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
    if primitive not in (operator.add, operator.sub) or not is_integer(t):
        return t
    a, b = (_size_value(arg, type_of) for arg in args)
    if isinstance(a, Size) and isinstance(b, int):
        offset = a.offset + (b if primitive is operator.add else -b)
        return ArrayType(t.dtype, 0, t.box, size=Size(a.token, offset, a.nonunit and offset == a.offset))
    if isinstance(a, Size) and isinstance(b, Size):
        return ArrayType(t.dtype, 0, t.box, size=Size(("+" if primitive is operator.add else "-", a, b)))
    return t


# Items


def _item_type(t: Type, index: Operand, type_of: TypeOf) -> Type | None:
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
    bounds = [_name_of_bound(b, type_of) for b in (item.start, item.stop, item.step)]
    return None if None in bounds else Size((size, *bounds))


def _name_of_bound(operand: Operand, type_of: TypeOf) -> object:
    """What tells one bound of a slice from another: its value, its size, or the variable, which has one value."""
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
    if step in (None, 1) and isinstance(start, Size) and isinstance(stop, Size) and isinstance(size, Size):
        return _window(size, start, stop)
    if step not in (None, 1) or isinstance(start, (Size, bool)) or start is False or stop is False:
        return None
    start = start or 0
    if isinstance(size, int) and not isinstance(stop, Size):
        return len(range(size)[slice(start, stop)])
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
    return [w for w in found if not w.offset and not isinstance(w.token, LoopIndex) and not _is_expression(w.token)]


def _is_expression(token: object) -> bool:
    return isinstance(token, tuple) and bool(token) and token[0] in ("+", "-")


def _bound(operand: Operand, type_of: TypeOf) -> Any:
    """A slice bound: None, an int, a Size, or False where nothing is known."""
    if isinstance(operand, Const):
        return operand.value if operand.value is None or isinstance(operand.value, int) else False
    t = type_of(operand)
    return t.size if isinstance(t, ArrayType) and t.size is not None else False

"""What NumPy answers: a primitive is run on small values of the types of its operands, to see what it gives.

It is run on values of several sizes, so that what depends on them is not taken for what the types alone decide.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.ir import draws
from srcxform.ir.layout import display
from srcxform.ir.nodes import Const, Operand, Slice, Tup, TypeOf
from srcxform.ir.sizes import ARITHMETIC, SHAPE_KEEPING
from srcxform.ir.types import (
    UNKNOWN,
    ArrayType,
    ListType,
    ObjectType,
    TupleType,
    Type,
    is_integer,
    join_all,
    typeof,
)
from srcxform.ir.walk import vars_in

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
_PURE_SCIPY = (
    *(f"scipy.{part}" for part in ("fft", "linalg", "ndimage", "signal", "spatial.distance", "special", "stats")),
    "srcxform.rules.scipy_signal_waves",
    "srcxform.rules.scipy_sparse_products",
    "srcxform.rules.scipy_spatial",
)
_memo: dict[object, Type] = {}


def with_dtypes(t: ArrayType) -> list[ArrayType]:
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


def failure(primitive: Callable[..., Any], operands: tuple[Operand, ...], type_of: TypeOf) -> Exception | None:
    """The exception that the primitive raises on operands of these types, whatever their values and lengths."""
    error: Exception | None = None
    for size in (3, 1):
        try:
            values = [_operand_specimen(operand, type_of, size) for operand in operands]
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                primitive(*values)
        except LookupError as unknown:
            if not isinstance(unknown, IndexError):
                return None
            error = unknown
        except TypeError as found:
            error = found
        except Exception:  # a matter of values and lengths
            return None
        else:
            return None
    return error


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


def specimen_type(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...], type_of: TypeOf
) -> Type:
    """The type of what the primitive gives on specimens; the answer is kept, by the types of the operands."""
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
                return _without_values(_without_none(typeof(primitive(*values, **named))), primitive)
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


def _without_values(t: Type, primitive: Callable[..., Any]) -> Type:
    """The type less what depends on the values of the specimen alone."""
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


def has_open_dtype(t: Type) -> bool:
    """Whether it is an array of known rank, of which only the run knows the dtype."""
    return isinstance(t, ArrayType) and t.dtype is None and t.rank is not None


def _type_of_either_kind(
    primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...], type_of: TypeOf
) -> Type | None:
    """Where only the run knows whether arrays are real or complex, their ranks give the rank of the result."""

    if not any(has_open_dtype(type_of(operand)) for operand in (*args, *(value for _, value in kwargs))):
        return None
    found = []
    for dtype in (np.dtype(np.float64), np.dtype(np.complex128)):

        def closed(operand: Operand, dtype: np.dtype[Any] = dtype) -> Type:
            t = type_of(operand)
            return ArrayType(dtype, t.rank, t.box or "array") if isinstance(t, ArrayType) and has_open_dtype(t) else t

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
    if not (isinstance(primitive, np.ufunc) or primitive in ARITHMETIC or primitive in SHAPE_KEEPING):
        return UNKNOWN
    types = [type_of(arg) for arg in args]
    if primitive in ARITHMETIC and UNKNOWN in types and any(map(_is_true_array, types)):
        return ArrayType(None, None)
    arrays = [t for t in types if isinstance(t, ArrayType)]
    if len(arrays) < len(types):
        return UNKNOWN
    if any(t.dtype is None for t in arrays):
        return ArrayType(None, None) if getattr(primitive, "nout", 1) == 1 else UNKNOWN
    values = []
    for t in arrays:
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

"""What the compiler refuses to call or to take for data, each with the reason and with what to write instead.

These are not gaps to be filled. Text that becomes code, names that are computed, numbers that pass through text or
through an address, classes that give operators another meaning: in each of them a derivative could get lost unseen.
"""

from __future__ import annotations

import array
import builtins
import collections
import difflib
import importlib
import inspect
import itertools
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import numpy as np

from srcxform.errors import Unsupported
from srcxform.ir.types import ArrayType, Type
from srcxform.origin import Origin
from srcxform.rules import left_out

_BY_TEXT = "write the code itself, or make a function of the text: srcxform.from_source"
_BY_NAME = "use the variables by their names"
_AT_THE_TOP = "import at the top of the module"
_OUTSIDE = "do it outside of the function, and pass what it gives as an argument"

REFUSED: dict[Any, tuple[str, str]] = {
    builtins.eval: ("runs a text that is not known when the gradient is made", _BY_TEXT),
    builtins.exec: ("runs a text that is not known when the gradient is made", _BY_TEXT),
    builtins.compile: ("makes code of a text that is not known when the gradient is made", _BY_TEXT),
    builtins.globals: ("gives variables by names that are computed", _BY_NAME),
    builtins.locals: ("gives variables by names that are computed", _BY_NAME),
    builtins.vars: ("gives variables or attributes by names that are computed", _BY_NAME),
    builtins.setattr: ("writes an attribute whose name is computed", "assign it as `object.name = value`"),
    builtins.delattr: ("deletes an attribute", "make an object without it"),
    builtins.__import__: ("imports while the function runs", _AT_THE_TOP),
    importlib.import_module: ("imports while the function runs", _AT_THE_TOP),
    builtins.input: ("waits for the user while the function runs", _OUTSIDE),
    builtins.open: ("opens a file while the function runs", _OUTSIDE),
    builtins.breakpoint: ("would stop in the compiler", "step through the primal, or through the generated source"),
    builtins.super: ("works in methods only", "name the class and the method"),
    builtins.iter: ("makes an iterator, and how far it was consumed matters", "loop over the sequence itself"),
    builtins.next: ("takes from an iterator, and how far it was consumed matters", "loop, or index the sequence"),
    np.seterr: ("changes how NumPy works from here on", "use `with np.errstate(...)`, or call it outside"),
    sys._getframe: ("gives variables by names that are computed", _BY_NAME),
    inspect.currentframe: ("gives variables by names that are computed", _BY_NAME),
    sys.settrace: ("changes how Python works from here on", _OUTSIDE),
    sys.setprofile: ("changes how Python works from here on", _OUTSIDE),
}  # fmt: skip
_OF_ACTIVE: dict[Any, tuple[str, str]] = {
    builtins.id: ("a number is made from the address of an active value", "compare the values themselves"),
    builtins.hash: ("a number is made from the hash of an active value", "compute with the value itself"),
}

FOR_EFFECT = frozenset([np.save, np.savez, np.savez_compressed, np.savetxt, np.set_printoptions])
"""Functions without a result that are called once, in the order of the program, as `print` is."""


_WRITERS: dict[type, str] = {
    collections.deque: "append appendleft clear extend extendleft insert pop popleft remove reverse rotate",
    array.array: "append byteswap extend frombytes fromfile fromlist fromunicode insert pop remove reverse",
    bytearray: "append clear extend insert pop remove reverse",
}
"""Methods that change an object of which the compiler keeps no copy: it would change in the hands of the caller."""


def _refuse_writer(target: Any, place: Origin) -> None:
    owner = getattr(target, "__self__", None)
    name = getattr(target, "__name__", "")
    methods = next((names for kind, names in _WRITERS.items() if isinstance(owner, kind)), "")
    if name in methods.split():
        kind = type(owner).__name__
        raise Unsupported(
            f"`.{name}` changes a `{kind}` that comes from outside the function, also for its caller",
            origin=place,
            instead=f"pass a list, or make the `{kind}` inside of it" if kind == "deque" else "pass a list",
        )


def refuse_call(target: Any, *, with_active: bool, place: Origin) -> None:
    """Raise where an object must not be called in a program at all, or not with active values."""
    _refuse_writer(target, place)
    reason = REFUSED.get(target)
    if reason is not None:
        name = getattr(target, "__name__", "this")
        raise Unsupported(f"`{name}` {reason[0]}", origin=place, instead=reason[1])
    reason = _OF_ACTIVE.get(target) if with_active else None
    if reason is not None:
        raise Unsupported(reason[0], origin=place, instead=reason[1])


# What to write instead

_WHOLE_ARRAYS = "call the function on whole arrays, or write the loop"
_STATEMENT = "write it as a statement: `a[index] = value`, `object.name = value`"
_INSTEAD: dict[Any, str] = {
    np.apply_along_axis: _WHOLE_ARRAYS,
    np.apply_over_axes: _WHOLE_ARRAYS,
    np.fromfunction: "compute with `np.arange` or `np.indices`",
    np.fromiter: "use `np.array([...])`",
    np.frombuffer: "use the array itself",
    np.piecewise: "use `np.where` or `np.select`",
    np.matrix: "use a plain array, and `@` for products",
    np.asmatrix: "use a plain array, and `@` for products",
    np.fill_diagonal: "store through an index: `i = np.arange(n); a[i, i] = value`",
    np.copyto: "store the whole: `a[...] = value`",
    np.place: "store through the mask: `a[mask] = values`",
    np.putmask: "store through the mask: `a[mask] = values[mask]`",
    itertools.tee: "make a list, and loop over it as often as needed",
}
_BY_MODULE = {
    "random": "draw with constant parameters, and compute with what was drawn: `mean + scale * rng.normal()`",
    "numpy.random": "draw with constant parameters, and compute with what was drawn: `mean + scale * rng.normal()`",
    "numpy.ma": "use a plain array and a mask of its own: `np.where(mask, ...)`",
    "numpy.lib.stride_tricks": "index the array, or use `np.lib.stride_tricks.sliding_window_view`",
    "threading": "call the function itself",
    "concurrent": "call the function itself",
    "asyncio": "call the function itself",
    "pickle": "use the value itself",
    "json": "use the value itself",
    "struct": "use the value itself",
    "_struct": "use the value itself",
    "fractions": "compute with floats",
    "decimal": "compute with floats",
    "array": "use a list or a NumPy array",
    "collections": "use a list or a dict",
    "statistics": "use the NumPy function that does the same",
    "scipy.stats": "compute it in NumPy's functions and those of `scipy.special`, or register its derivative",
}


def name_of(target: Any) -> str:
    """How a callable is called in a message."""
    name = getattr(target, "__name__", None)
    module = getattr(target, "__module__", None) or ""
    if name is None:
        return type(target).__name__
    parts = [part for part in module.split(".") if not part.startswith("_")]
    if isinstance(target, np.vectorize) or parts[:1] not in (["numpy"], ["scipy"]):
        return str(name)
    owner = getattr(getattr(target, "__self__", None), "name", None)
    if isinstance(owner, str):
        parts.append(owner)  # a method of a named object, such as a distribution
    return ".".join([*parts, str(name)])


def instead_of(target: Any) -> str:
    """What to write in place of a call of this object; empty where nothing better is known than a rule."""
    known = _INSTEAD.get(target)
    if known is not None:
        return known
    if isinstance(target, np.vectorize) or (isinstance(target, np.ufunc) and "vectorized" in target.__name__):
        return "call the Python function on whole arrays, or in a loop"
    name = getattr(target, "__name__", "")
    if name.startswith("__set") or name in ("setitem", "delitem") or (name.startswith("__i") and name.endswith("__")):
        return _STATEMENT
    module = getattr(target, "__module__", None) or type(getattr(target, "__self__", None)).__module__
    parts = module.split(".")
    if hasattr(target, "__wrapped__") and parts[0] != "scipy":
        return f"call what it wraps: `{name}.__wrapped__`"
    return next((_BY_MODULE[key] for k in range(len(parts), 0, -1) if (key := ".".join(parts[:k])) in _BY_MODULE), "")


def without_rule(target: Any) -> tuple[str, str]:
    """Why a function has no derivative rule, with a colon before it, and what to write instead, as far as known."""
    why, advice = left_out.advice_in(left_out.why_left_out(target))
    return f": {why}" if why else "", _INSTEAD.get(target) or advice or instead_of(target)


def similar_names(name: str, known: Iterable[str]) -> str:
    """What may have been meant by a name that is not there."""
    close = difflib.get_close_matches(name, list(known), n=3)
    return "perhaps " + " or ".join(f"`{each}`" for each in close) + " is meant" if close else "use a name that it has"


_ATTRIBUTES = {
    "flat": "index the array, or use `a.ravel()`",
    "base": "use the array that it is a view of by its own name",
    "data": "use the array itself",
    "ctypes": "register a derivative for the foreign function: @srcxform.adjoint and @srcxform.tangent",
    "view": "use `a.astype(dtype)` for another dtype, and `a[:]` for a view",
    "tobytes": "use the array itself",
    "hex": "compute with the value itself",
    "as_integer_ratio": "compute with floats",
    "f_locals": "use the variables by their names",
}  # fmt: skip


def refuse_attribute(t: Type, name: str, place: Origin) -> NoReturn:
    """Raise for an attribute of a number, an array, or a value of unknown kind."""
    whose = "this value"
    if isinstance(t, ArrayType):
        whose = "a number" if t.rank == 0 and t.box != "array" else "an array"
    why, advice = left_out.advice_in(left_out.table().get(f"numpy.ndarray.{name}", ""))
    raise Unsupported(
        f"`.{name}` of {whose} has no derivative rule{': ' if why else ''}{why}",
        origin=place,
        instead=_ATTRIBUTES.get(name, advice or "call a NumPy function that does the same"),
    )


# Data

_BASES = (np.ndarray, float, int, complex, tuple, list)
_PLAIN_MEANING = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "neg", "pos", "abs", "float", "int", "complex",
    "bool", "lt", "le", "gt", "ge", "eq", "ne", "getitem", "iter", "len", "getattribute", "getattr", "array_ufunc",
    "array_function",
)  # fmt: skip
_REDEFINED = frozenset(f"__{side}{name}__" for name in _PLAIN_MEANING for side in ("", "r"))


def refuse_subclass(value: object, name: str, place: Origin) -> None:
    """Refuse a number or an array whose class may give operators another meaning, also within tuples and lists."""
    if isinstance(value, (tuple, list)):
        for item in value:
            refuse_subclass(item, name, place)
    kind = type(value)
    base = next((base for base in _BASES if isinstance(value, base)), None)
    if base is None or kind is base or isinstance(value, (bool, np.generic)) or hasattr(kind, "_fields"):
        return
    own = {key for each in kind.__mro__[: kind.__mro__.index(base)] for key in vars(each)}
    if base is not np.ndarray and not own & _REDEFINED:
        return
    cast = "np.asarray" if base is np.ndarray else base.__name__
    raise Unsupported(
        f"`{name}` is of class {kind.__name__}, a subclass of {base.__name__} that may redefine operators",
        origin=place,
        instead=f"use a plain value: {cast}({name})",
    )


def overlaps_itself(a: np.ndarray[Any, Any]) -> bool:
    """Whether two elements of the array may be the same memory, as in what `as_strided` gives."""
    if a.flags.forc or not a.flags.writeable or a.size == 0:
        return False
    reach = a.itemsize
    for stride, length in sorted((abs(s), n) for s, n in zip(a.strides, a.shape, strict=True) if n > 1):
        if stride < reach:
            return True
        reach += stride * (length - 1)
    return False


def refuse_dtype(t: Type, place: Origin) -> None:
    """Arrays of objects and of records hide their floats from the analysis; texts and dates are no numbers."""
    if not isinstance(t, ArrayType) or t.dtype is None:
        return
    if t.dtype.kind in "OV":
        raise Unsupported(
            f"arrays of dtype {t.dtype} are not supported",
            origin=place,
            instead="use one float array for each quantity",
        )
    if t.dtype.kind in "mM":
        raise Unsupported(
            f"dates are not supported: {t.dtype}", origin=place, instead="use floats: seconds from a fixed moment"
        )


def refuse_text(t: Type, *, with_active: bool, place: Origin) -> None:
    """Refuse text that is made of active values in an array, from where it could come back as numbers."""
    if with_active and isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "US":
        raise Unsupported("active values are turned into text", origin=place, instead="compute with the values")

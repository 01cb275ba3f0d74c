"""What the compiler refuses to call or to take for data, each with the reason and with what to write instead.

These are not gaps to be filled. Text that becomes code, names that are computed, numbers that pass through text or
through an address, classes that give operators another meaning: in each of them a derivative could get lost unseen.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from typing import Any

import numpy as np

from srcxform.errors import Unsupported
from srcxform.ir.types import ArrayType, Type
from srcxform.origin import Origin

_BY_TEXT = "write the code itself, or make a function of the text: srcxform.from_source"
_BY_NAME = "use the variables by their names"
_AT_THE_TOP = "import at the top of the module"
_OUTSIDE = "do it outside of the function, and pass what it gives as an argument"

_REFUSED: dict[Any, tuple[str, str]] = {
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
    sys.settrace: ("changes how Python works from here on", _OUTSIDE),
    sys.setprofile: ("changes how Python works from here on", _OUTSIDE),
}  # fmt: skip
_OF_ACTIVE: dict[Any, tuple[str, str]] = {
    builtins.id: ("a number is made from the address of an active value", "compare the values themselves"),
    builtins.hash: ("a number is made from the hash of an active value", "compute with the value itself"),
}

FOR_EFFECT = frozenset([np.save, np.savez, np.savez_compressed, np.savetxt, np.set_printoptions])
"""Functions without a result that are called once, in the order of the program, as `print` is."""


def refuse_call(target: Any, *, with_active: bool, place: Origin) -> None:
    """Raise where an object must not be called in a program at all, or not with active values."""
    reason = _REFUSED.get(target)
    if reason is not None:
        name = getattr(target, "__name__", "this")
        raise Unsupported(f"`{name}` {reason[0]}", origin=place, instead=reason[1])
    reason = _OF_ACTIVE.get(target) if with_active else None
    if reason is not None:
        raise Unsupported(reason[0], origin=place, instead=reason[1])


# Data

_BASES = (np.ndarray, float, int, complex)
_PLAIN_MEANING = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "neg", "pos", "abs", "float", "int", "complex",
    "bool", "lt", "le", "gt", "ge", "eq", "ne", "getitem", "getattribute", "getattr", "array_ufunc", "array_function",
)  # fmt: skip
_REDEFINED = frozenset(f"__{side}{name}__" for name in _PLAIN_MEANING for side in ("", "r"))


def refuse_subclass(value: object, name: str, place: Origin) -> None:
    """Refuse a number or an array whose class may give operators another meaning, also within tuples and lists."""
    if isinstance(value, (tuple, list)):
        for item in value:
            refuse_subclass(item, name, place)
        return
    kind = type(value)
    base = next((base for base in _BASES if isinstance(value, base)), None)
    if base is None or kind is base or isinstance(value, (bool, np.generic)):
        return
    own = {key for each in kind.__mro__[: kind.__mro__.index(base)] for key in vars(each)}
    if base is not np.ndarray and not own & _REDEFINED:
        return
    cast = "np.asarray" if base is np.ndarray else base.__name__
    raise Unsupported(
        f"`{name}` is a {kind.__name__}, a subclass of {base.__name__} that may redefine operators",
        origin=place,
        instead=f"use a plain value: {cast}({name})",
    )


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


__all__ = ["FOR_EFFECT", "refuse_call", "refuse_dtype", "refuse_subclass", "refuse_text"]

"""Which classes are the user's own, which of their objects are taken apart, and what a class defines."""

from __future__ import annotations

import enum
import functools
import sys
import types
from typing import Any

import numpy as np

from srcxform.frontend.structures import SETS
from srcxform.frontend.virtual import MOST_UNROLLED
from srcxform.rules.registry import reading_of

ABSENT = object()
"""What is found of a name that a class does not define."""
_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.ModuleType, type)
_HEAP = 1 << 9


def base_with_contents(kind: type) -> type | None:
    """The list, dict, text or number that objects of a class are as well, if they are."""
    bases = [base for base in kind.__mro__ if base is not object and base.__module__ in ("builtins", "collections")]
    return next((base for base in bases if base is not kind and base is not BaseException), None)


def is_namespace(kind: type) -> bool:
    """Whether objects of the class are nothing but their attributes, which are given by name."""
    return kind is types.SimpleNamespace or (kind.__module__, kind.__qualname__) == ("argparse", "Namespace")


def is_user_class(kind: type) -> bool:
    """Whether the compiler can see all that objects of the class do: a Python class that is no library's."""
    if is_namespace(kind):
        return True
    if issubclass(kind, (BaseException, enum.Enum, np.ndarray, np.generic, tuple, str, int, float, complex, type)):
        return False
    return is_python_class(kind)


def is_python_class(kind: type) -> bool:
    """Whether a class is written in Python, and by the user."""
    if not isinstance(kind, type) or not kind.__flags__ & _HEAP:
        return False
    if kind.__module__.startswith(("srcxform.rules.", "srcxform.frontend.in_language")):
        return True  # an object that a definition makes
    top = kind.__module__.split(".")[0]
    return (
        top not in ("numpy", "scipy", "srcxform")
        and not top.startswith("_cython")
        and (top == "__main__" or top not in sys.stdlib_module_names)
    )


def is_user_object(value: object) -> bool:
    """Whether an object of the user's process is taken apart into its attributes."""
    kind = type(value)
    return not isinstance(value, _FUNCTIONS) and not isinstance(value, functools.partial) and is_user_class(kind) and (
        defined(kind, "__call__") is None or hasattr(value, "__dict__")
    )  # fmt: skip


def holds_objects(value: object) -> bool:
    """Whether a value is, or holds, something that is taken apart while reading: a dict, an object, a function.

    So is a short list of texts: they are keys and names, which the program must know to be read.
    """
    if isinstance(value, dict):
        return reading_of(type(value)) is None
    if isinstance(value, (list, tuple)):
        with_texts = len(value) <= MOST_UNROLLED and any(map(_holds_text, value))
        return with_texts or any(holds_objects(item) or callable(item) for item in value)
    return is_user_object(value)


def _holds_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, tuple) and any(map(_holds_text, value)))


def is_taken_apart_outside(value: object) -> bool:
    """Whether a value from outside is fetched part by part: also a tuple of arrays, each of which is data."""
    arrays = isinstance(value, tuple) and any(isinstance(item, (np.ndarray, list)) for item in value)
    return arrays or type(value) in SETS or holds_objects(value)


def holds_data(value: object) -> bool:
    """Whether a default value is not a mere constant."""
    return isinstance(value, (np.ndarray, list)) or is_taken_apart_outside(value)


def defined(kind: type, name: str) -> Any:
    """What a class or one of its bases (but not `object`) defines under a name."""
    for base in kind.__mro__:
        if base is not object and name in base.__dict__:
            return base.__dict__[name]
    return None


def in_class(kind: type, name: str) -> Any:
    """What a class or one of its bases has under a name, where that is no slot of Python's own."""
    for base in kind.__mro__:
        if name in base.__dict__:
            found = base.__dict__[name]
            return ABSENT if isinstance(found, (types.MemberDescriptorType, types.GetSetDescriptorType)) else found
    return ABSENT

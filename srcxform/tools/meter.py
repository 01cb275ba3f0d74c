"""How many bytes objects take, each object counted once.

A number, a tuple or a list takes what `sys.getsizeof` says of it, and what it holds beside: a float 24 bytes, one of
NumPy's 32, an entry of a list 8 more. An array takes its header and, once for all its views, the memory that it is a
view of. What is alive anyway is counted nowhere: arguments, constants of the code, `None`, small integers.
"""

from __future__ import annotations

import gc
import sys
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

_NOTHING = (bool, type(None), type(Ellipsis), type, FunctionType, BuiltinFunctionType, MethodType, ModuleType, CodeType)
_SMALL = range(-5, 257)


class Meter:
    """Adds up bytes; what was met before is not counted again."""

    def __init__(self, *alive: Any) -> None:
        self._seen: dict[int, Any] = {}  # the objects as well: an identity is worth nothing after its object
        self.bytes_of(list(alive))

    def bytes_of(self, value: Any) -> int:
        """The bytes of an object with all that it holds, less what was counted already."""
        total = 0
        todo = [value]
        while todo:
            item = todo.pop()
            if id(item) in self._seen or isinstance(item, _NOTHING) or (type(item) is int and item in _SMALL):
                continue
            self._seen[id(item)] = item
            total += sys.getsizeof(item)
            todo += _held_by(item)
        return total


def _held_by(item: Any) -> list[Any]:
    """The objects that an object holds."""
    if isinstance(item, np.ndarray):
        base = [] if item.base is None else [item.base]
        return [*base, *item.flat] if item.dtype.hasobject else base
    if isinstance(item, (int, float, complex, str, bytes, np.generic)):
        return []
    return gc.get_referents(item)

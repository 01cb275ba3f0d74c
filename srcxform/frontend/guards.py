"""What was built into generated code of the world outside, and the question whether it is still so.

A notebook cell that is run again, a reload, an assignment to an attribute or a change of a dictionary may all change
what a program means. Code that was made before is right only as long as nothing that it was made from has changed.
"""

from __future__ import annotations

import builtins
import types
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any

import numpy as np

_BY_VALUE = (bool, int, str, bytes, type(None), type(...))
_NUMBERS = (float, complex)
_SEQUENCES = (tuple, list, deque)
_FIXED = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, types.CodeType, type, np.ufunc)
_MISSING = object()


class Same:
    """An object that equals itself alone; it is kept alive, so its `id` cannot come back as that of another one."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def contents(value: Any, _around: tuple[int, ...] = ()) -> Any:
    """What code may have been made to depend on: plain data by value and type, other objects by identity and class.

    Two results are equal exactly if the code for one value is right for the other. Numbers are told apart to the last
    bit. Arrays count by identity: what they hold is read at each call.
    """
    kind = type(value)
    if kind is types.BuiltinFunctionType and not isinstance(value.__self__, types.ModuleType | None):
        # `np.add.outer` is another object each time that it is asked for.
        return (kind, Same(value.__self__), value.__name__)
    if isinstance(value, _FIXED):
        return Same(value)
    if kind in _BY_VALUE:
        return (kind, value)
    if kind in _NUMBERS or isinstance(value, (range, np.generic)):
        return (kind, repr(value))
    if isinstance(value, types.MethodType):
        return (kind, Same(value.__func__), Same(value.__self__))
    if isinstance(value, slice):
        return (kind, *(contents(part) for part in (value.start, value.stop, value.step)))
    if isinstance(value, (*_SEQUENCES, dict, set, frozenset)) and id(value) not in _around:
        return (kind, _parts(value, (*_around, id(value))))
    return (kind, Same(value))


def _parts(value: Any, around: tuple[int, ...]) -> Any:
    if isinstance(value, _SEQUENCES):
        return tuple(contents(item, around) for item in value)
    if isinstance(value, dict):
        return tuple((contents(key, around), contents(item, around)) for key, item in value.items())
    return tuple(contents(item, around) for item in value)  # of a set, too, the order counts: the code may walk it


def attributes_of(value: object) -> dict[str, Any]:
    """The data attributes of an object, those in slots included, in the order of their definition."""
    found = {}
    for base in reversed(type(value).__mro__):
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                found[name] = getattr(value, name)
    return found | dict(getattr(value, "__dict__", {}))


@dataclass(eq=False)
class Guard:
    """A name whose object was built into the code; another object there means that the code must be made anew.

    `kind` says where it was found: "global" and "item" in the mapping or sequence `holder`, "cell" in a closure's cell,
    "attribute" and "function" as an attribute, "builtin" among the builtins as long as `holder` does not hide it. A
    guard of kind "missing" is for an attribute that was not there, "inherited" for one that is the class's and not the
    object's own, "keys" for the keys of a mapping or the members of a set, in order, "attributes" for the names of an
    object's own, "length" for the number of items, and "type" for the class of an object. A container counts as a
    `whole`, unless what is used of it is guarded or read by itself.
    """

    kind: str
    holder: Any
    name: Any
    expected: object = None
    whole: bool = True
    known: object = field(init=False)

    def __post_init__(self) -> None:
        if self.kind in ("keys", "attributes", "length", "type"):
            self.expected = self._current()
        self.known = self._known_of(self.expected)

    def place(self, holder: str, name: str) -> str:
        """An expression for what is there now, given expressions for the fields; empty if there is no short one."""
        match self.kind:
            case "global" | "item":
                return f"{holder}[{name}]"
            case "cell":
                return f"{holder}.cell_contents"
            case "builtin":
                return f"({name} not in {holder} and builtins.{self.name})"
            case "attribute" | "function" if self.name.isidentifier() and not iskeyword(self.name):
                return f"{holder}.{self.name}"
            case _:
                return ""

    def holds(self) -> bool:
        """Whether what the code was made from is still there."""
        try:
            return bool(self._known_of(self._current()) == self.known)
        except (AttributeError, LookupError, ValueError, TypeError):
            return False

    def _known_of(self, value: object) -> object:
        return contents(value) if self.whole else (type(value), Same(value))

    def _current(self) -> Any:
        match self.kind:
            case "cell":
                return self.holder.cell_contents
            case "global" | "item":
                return self.holder[self.name]
            case "builtin":
                return getattr(builtins, self.name) if self.name not in self.holder else _MISSING
            case "missing":
                return None if not hasattr(self.holder, self.name) else _MISSING
            case "inherited":
                return None if self.name not in getattr(self.holder, "__dict__", ()) else _MISSING
            case "keys":
                return tuple(self.holder)
            case "attributes":
                return tuple(attributes_of(self.holder))
            case "length":
                return len(self.holder)
            case "type":
                return type(self.holder)
            case _:
                return getattr(self.holder, self.name)


def check_of(guards: Sequence[Guard]) -> Callable[[], bool]:
    """All guards as one compiled test: it runs before each call, so it must cost little."""
    scope: dict[str, Any] = {"builtins": builtins}
    tests = []
    for k, guard in enumerate(guards):
        scope[f"holds_{k}"] = guard.holds
        test = f"holds_{k}()"
        place = guard.place(f"holder_{k}", f"name_{k}")
        if place and _never_changes(guard.expected):
            scope |= {f"holder_{k}": guard.holder, f"name_{k}": guard.name, f"expected_{k}": guard.expected}
            test = f"({place} is expected_{k} or {test})"
        tests.append(test)
    check: Callable[[], bool] = eval("lambda: " + (" and ".join(tests) or "True"), scope)

    def is_current() -> bool:
        try:
            return check()
        except (AttributeError, LookupError, ValueError, TypeError):
            return False

    return is_current


def _never_changes(value: object) -> bool:
    """Whether the same object is the same thing at all times."""
    if isinstance(value, (*_FIXED, *_BY_VALUE, *_NUMBERS)):
        return True
    return type(value) is object or (type(value) is tuple and all(map(_never_changes, value)))

"""Arguments that are dicts or objects: taken apart into their leaves when the function is entered.

A leaf is a variable like any parameter; `parts` of the parameter say how it is found. Which keys and attributes there
are, and which leaves are the same object, is part of what the code was made for.
"""

from __future__ import annotations

import collections
import enum
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from srcxform.frontend.classes import holds_objects, is_user_object
from srcxform.frontend.guards import attributes_of, contents
from srcxform.frontend.structures import DICTS
from srcxform.frontend.virtual import Instance
from srcxform.ir.nodes import Assign, Const, Operand, Tup, Var
from srcxform.ir.types import ObjectType, can_be_active, typeof


class MadeFor(enum.IntEnum):
    """What of the arguments code is made for, beside their kinds."""

    KINDS = 0
    LENGTHS = 1  # the shapes of all arrays
    NUMBERS = 2  # these, and the integers


def is_taken_apart(value: Any) -> bool:
    """Whether an argument is a container that exists only while reading."""
    return (holds_objects(value) and not callable(value)) or is_user_object(value)


class Unpacker:
    """Takes one argument apart."""

    def __init__(self, name: str, leaf: Any) -> None:
        self.name, self.leaf = name, leaf
        self.parts: list[Assign] = []
        self.known: dict[int, Instance] = {}

    def part(self, holder: Var, access: Any, key: Any, value: Any) -> Operand:
        """The operand for an item or an attribute."""
        if not is_taken_apart(value):
            name = key if isinstance(key, str) and key.isidentifier() else f"{holder.hint}_{key}"
            operand = self.leaf(name if name.isidentifier() else self.name, value, (self.name, len(self.parts)))
            if isinstance(operand, Var):
                self.parts.append(Assign(operand, access, (holder, Const(key))))
            return operand  # type: ignore[no-any-return]
        if id(value) in self.known:
            return Const(self.known[id(value)])
        inner = Var(str(key) if str(key).isidentifier() else self.name, ObjectType(type(value)))
        self.parts.append(Assign(inner, access, (holder, Const(key))))
        return self.whole(inner, value)

    def whole(self, var: Var, value: Any) -> Operand:
        """The operand for a container that a variable holds."""
        if isinstance(value, tuple):
            items = [self.part(var, operator.getitem, k, item) for k, item in enumerate(value)]
            return Tup(tuple(items), type(value))
        made = Instance(born=0, kind=type(value), site=("argument", self.name, len(self.parts)))
        self.known[id(value)] = made
        if isinstance(value, collections.defaultdict):
            made.factory = Const(value.default_factory)
        access: Callable[..., Any] = operator.getitem if isinstance(value, (*DICTS, list)) else getattr
        for key, item in contents_of(value).items():
            made.cells[key] = self.part(var, access, key, item)
        return Const(made)


def contents_of(value: Any) -> dict[Any, Any]:
    """What a container holds, by key, place or attribute."""
    if isinstance(value, DICTS):
        return value
    return dict(enumerate(value)) if isinstance(value, (list, tuple)) else attributes_of(value)


def structure_key(value: Any, leaf_key: Any, seen: dict[int, int]) -> Any:
    """What code depends on of an argument that is taken apart: keys and classes, the leaves' keys, what is shared."""
    if not is_taken_apart(value):
        return leaf_key(value)
    if not seen and not holds_floats(value):
        plain = leaf_key

        def leaf_key(item: Any) -> Any:
            return plain(item) if isinstance(item, (np.ndarray, list)) else contents(item)

    if id(value) in seen:
        return ("again", seen[id(value)])
    seen[id(value)] = len(seen)
    items = contents_of(value).items()
    return (type(value), *[(key, structure_key(item, leaf_key, seen)) for key, item in items])


def holds_floats(value: Any, seen: tuple[int, ...] = ()) -> bool:
    """Whether an argument has a leaf that can have a gradient."""
    if not is_taken_apart(value):
        return can_be_active(typeof(value))
    if id(value) in seen:
        return False
    items = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, list, tuple)):
        items = attributes_of(value).values()
    return any(holds_floats(item, (*seen, id(value))) for item in items)


def unpacked(name: str, value: Any, leaf: Any) -> tuple[Var, Operand, tuple[Assign, ...]]:
    """The parameter, the operand that the program sees, and the statements that give the leaves."""
    var = Var(name, ObjectType(type(value)))
    if not holds_floats(value):
        # Settings: their numbers are part of the code, as texts are, so that loops and shapes are known.
        plain = leaf

        def leaf(part: str, item: Any, token: object) -> Operand:
            return plain(part, item, token) if isinstance(item, (np.ndarray, list)) else Const(item)

    unpacker = Unpacker(name, leaf)
    operand = unpacker.whole(var, value)
    return var, operand, tuple(unpacker.parts)

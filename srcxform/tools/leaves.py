"""Nested arguments as a flat row of leaves, and back: tuples, named tuples, lists, dicts, dataclasses, objects.

A container is walked in its own order (a dict in insertion order, an object in the order in which its attributes were
assigned), so flattening twice gives the same row. Anything else is a leaf; `None` too, which stands for "no gradient
here" in a gradient's structure.
"""

from __future__ import annotations

import copy
import dataclasses
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from srcxform.errors import NotDifferentiable

Leaf = Any
Tree = Any
MADE_BY_CLASS_STATEMENT = 1 << 9  # a flag of the type: it is no builtin or extension type


def is_inexact(leaf: Leaf) -> bool:
    """Whether a leaf is a float or complex number or array: what has a derivative."""
    if isinstance(leaf, (float, complex, np.inexact)):
        return True
    return isinstance(leaf, np.ndarray) and np.issubdtype(leaf.dtype, np.inexact)


def parts(tree: Tree) -> list[tuple[str, Tree]] | None:
    """The labelled parts of a container, or None for a leaf."""
    if isinstance(tree, dict):
        return [(f"[{key!r}]", value) for key, value in tree.items()]
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return [(f".{field}", value) for field, value in zip(tree._fields, tree)]
    if isinstance(tree, (tuple, list)):
        return [(f"[{i}]", value) for i, value in enumerate(tree)]
    held = attributes(tree)
    return None if held is None else [(f".{name}", value) for name, value in held.items()]


def attributes(value: object) -> dict[str, Tree] | None:
    """What an object of a user's class holds: fields, slots, then whatever else was assigned; None for other values.

    Objects of the standard library (locks, loggers, counters of time) hold no numbers of the user.
    """
    kind = type(value)
    is_plain = bool(kind.__flags__ & MADE_BY_CLASS_STATEMENT) and kind.__new__ is object.__new__
    if not is_plain or kind.__module__.partition(".")[0] in sys.stdlib_module_names:
        return None
    fields = [field.name for field in dataclasses.fields(value)] if dataclasses.is_dataclass(value) else []
    slots = [name for base in reversed(kind.__mro__) for name in _slots(base)]
    names = dict.fromkeys([*fields, *slots, *getattr(value, "__dict__", ())])
    return {name: getattr(value, name) for name in names if hasattr(value, name)}


def _slots(kind: type) -> tuple[str, ...]:
    slots = kind.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def labelled_leaves(tree: Tree, label: str = "", around: tuple[int, ...] = ()) -> Iterator[tuple[str, Leaf]]:
    """Each leaf with the expression that reaches it, as in `params['w'][0]`; `around` are the containers on the way."""
    inside = parts(tree)
    if inside is None:
        yield label, tree
        return
    if id(tree) in around:
        raise NotDifferentiable(f"{label or type(tree).__name__} is part of itself", instead="pass a tree of objects")
    for name, part in inside:
        yield from labelled_leaves(part, label + name, (*around, id(tree)))


def leaves(tree: Tree) -> list[Leaf]:
    """All leaves, in order."""
    return [leaf for _, leaf in labelled_leaves(tree)]


def map_leaves(change: Callable[[Leaf], Leaf], tree: Tree) -> Tree:
    """A new tree of the same structure, each leaf changed; the tree itself stays as it is."""
    inside = parts(tree)
    if inside is None:
        return change(tree)
    return _with_parts(tree, [map_leaves(change, part) for _, part in inside])


def rebuild(tree: Tree, row: list[Leaf]) -> Tree:
    """A new tree of the structure of `tree` from a row of leaves in the order of `leaves`."""
    remaining = iter(row)
    return map_leaves(lambda _: next(remaining), tree)


def leaves_like(tree: Tree, other: Tree) -> list[Leaf]:
    """The leaves of `other` in the places of `tree`'s; a None in place of a container counts for all its leaves."""
    inside = parts(tree)
    if inside is None:
        return [other]
    if other is None:
        return [None for _ in leaves(tree)]
    if isinstance(tree, tuple) and type(other) is tuple:
        inside = parts(tuple(tree)) or []  # tangents of NumPy's named tuples are plain ones
    matching = parts(other)
    if matching is None or [name for name, _ in matching] != [name for name, _ in inside]:
        raise ValueError(f"the structures differ: {type(tree).__name__} against {type(other).__name__}")
    return [leaf for (_, part), (_, match) in zip(inside, matching) for leaf in leaves_like(part, match)]


def copied(tree: Tree) -> Tree:
    """The same tree with its own containers and arrays, so that a function that writes into it does no harm."""
    return map_leaves(lambda leaf: leaf.copy() if isinstance(leaf, (np.ndarray, set)) else leaf, tree)


def _with_parts(tree: Tree, new: list[Tree]) -> Tree:
    if isinstance(tree, dict):
        renewed = copy.copy(tree)
        renewed.update(zip(tree, new))
        return renewed
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*new)
    if isinstance(tree, (tuple, list)):
        return type(tree)(new)
    fresh = object.__new__(type(tree))  # an own constructor might want other arguments
    for name, value in zip(attributes(tree) or (), new):
        object.__setattr__(fresh, name, value)  # frozen dataclasses too: the object is ours alone
    return fresh

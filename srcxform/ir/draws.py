"""Random draws: methods of NumPy's generators, and functions of `np.random`, which are methods of a hidden one.

A draw changes its generator, so it stays where it is and is never made twice; its result is a constant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

KINDS: tuple[type, ...] = (np.random.Generator, np.random.RandomState)
_MAKERS: dict[object, type] = {
    np.random.default_rng: np.random.Generator,
    **{kind: kind for kind in KINDS},
}


def made_generator(primitive: object) -> type | None:
    """The class of generator that a function makes."""
    try:
        return _MAKERS.get(primitive)
    except TypeError:
        return None


def drawn_from(primitive: object) -> type | None:
    """The class of generator whose method this is, with the generator as its first argument."""
    if not (getattr(primitive, "__module__", None) or "").startswith("numpy.random"):
        return None
    owner, _, method = getattr(primitive, "__qualname__", "").partition(".")
    if not method or getattr(primitive, "__self__", None) is not None:
        return None
    return next((kind for kind in KINDS if kind.__name__ == owner), None)


def is_draw(primitive: object) -> bool:
    """Whether this is a method of a generator, bound or not."""
    return isinstance(getattr(primitive, "__self__", None), KINDS) or drawn_from(primitive) is not None


def another_generator(primitive: object) -> Callable[..., Any] | None:
    """The same draw from a generator of its own: that of the program must not move while a type is looked for."""
    owner = getattr(primitive, "__self__", None)
    kind: Any = type(owner) if isinstance(owner, KINDS) else drawn_from(primitive)
    if kind is None:
        return None
    fresh = np.random.default_rng(0) if kind is np.random.Generator else kind(0)
    method: Callable[..., Any] = getattr(fresh, getattr(primitive, "__name__", ""))
    return method


def global_function(primitive: Any, generator: object) -> Callable[..., Any] | None:
    """The function of `np.random` that is this method of the hidden generator."""
    found: Callable[..., Any] | None = getattr(np.random, getattr(primitive, "__name__", ""), None)
    return found if found is not None and getattr(found, "__self__", None) is generator else None

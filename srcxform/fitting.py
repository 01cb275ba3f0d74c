"""What is handed in and out at the border, in the structure, shape and dtype of what it belongs to.

A head fits the output, a tangent its primal, a gradient its argument. NumPy would broadcast what does not fit, and
nobody would see.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.errors import NotDifferentiable
from srcxform.frontend.arguments import contents_of, holds_floats
from srcxform.frontend.classes import is_user_object
from srcxform.origin import Origin

GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)


class Misfit(Exception):
    """A gradient has not the structure and shape of its argument."""


def fits(gradient: Any, argument: Any) -> bool:
    """Whether a gradient is surely as its argument is: asked after each call, so it must be quick."""
    kind = type(argument)
    if kind is np.ndarray:
        return type(gradient) is kind and gradient.shape == argument.shape and gradient.dtype is argument.dtype
    if kind is float or kind is np.float64:
        return isinstance(gradient, float)
    if kind is list or kind is tuple:
        return type(gradient) is kind and len(gradient) == len(argument) and all(map(fits, gradient, argument))
    if kind is dict:
        return type(gradient) is kind and list(gradient) == list(argument) and all(
            map(fits, gradient.values(), argument.values())
        )  # fmt: skip
    return gradient is None


def in_kind_of(gradient: Any, like: Any) -> Any:
    """A gradient in the dtypes of what it belongs to. Raises `Misfit` for another structure or shape."""
    if gradient is None or fits(gradient, like) or not holds_floats(like):
        return gradient
    if isinstance(like, (float, complex, np.inexact, np.ndarray)):
        if np.shape(gradient) != np.shape(like) or (np.iscomplexobj(gradient) and not np.iscomplexobj(like)):
            raise Misfit
        if isinstance(like, np.ndarray):
            return np.asarray(gradient, like.dtype)
        return (like.dtype.type if isinstance(like, np.inexact) else type(like))(gradient)
    inside, found = _parts(like), _parts(gradient)
    if inside is None:
        return gradient
    if found is None or list(found) != list(inside):
        raise Misfit
    items = {key: in_kind_of(found[key], part) for key, part in inside.items()}
    return gradient if all(items[key] is found[key] for key in items) else _rebuilt(gradient, items)


def holds_complex(value: Any) -> bool:
    """Whether there is a complex number in a result."""
    inside = _parts(value)
    return np.iscomplexobj(value) if inside is None else any(map(holds_complex, inside.values()))


@dataclass(frozen=True)
class Fitting:
    """How a head or a tangent is fitted: `what` it is, what it belongs to, and whether None stands for zero in it."""

    what: str
    owner: str
    place: Callable[[], Origin]
    may_be_none: bool

    def fitted(self, given: Any, like: Any, part: str = "") -> Any:
        """A copy of what was given, in the structure, shape and dtype of `like`; None where `like` has no float.

        Raises `NotDifferentiable` for another structure or shape.
        """
        if not holds_floats(like):
            if self.may_be_none and not (_stays(given, like) if part else _is_zero(given)):
                self._refuse(part, "has no floats, and its {what} is not None", "pass None there, or floats: float(n)")
            return _still(like) if part and self.may_be_none else None
        if given is None and not self.may_be_none:
            self._refuse(part, "holds floats, and its {what} is None")
        inside = _parts(like)
        if inside is None:
            return self._leaf(given, like, part)
        if given is not None and not _is_same_kind(given, like):
            self._refuse(part, f"is a `{type(like).__name__}`, and its {{what}} is not")
        found: dict[Any, Any] = dict.fromkeys(inside) if given is None else dict(_parts(given) or {})
        for key in (*inside, *found):
            if key not in found and not holds_floats(inside[key]):
                found[key] = None
            if key not in found or key not in inside:
                self._refuse(part, f"and its {{what}} differ in {key!r}, which only one of them has")
        return _rebuilt(like, {key: self.fitted(found[key], inside[key], f"{part}[{key!r}]") for key in inside})

    def _leaf(self, given: Any, like: Any, part: str) -> Any:
        if given is None:
            return runtime.zeros_like(like)
        is_plain = type(given) is np.ndarray or isinstance(given, (bool, int, float, complex, np.generic))
        if not is_plain or np.asarray(given).dtype.kind not in "biufc":
            self._refuse(part, "is a number or an array, and its {what} is neither")
        if np.iscomplexobj(given) and not np.iscomplexobj(like):
            self._refuse(part, "is real, and its {what} is complex", "pass a real {what}")
        if np.ndim(given) and np.shape(given) != np.shape(like):
            self._refuse(part, f"has the shape {np.shape(like)}, and its {{what}} {np.shape(given)}")
        if isinstance(like, np.ndarray):
            return np.full_like(like, given)
        if isinstance(like, np.generic):
            return like.dtype.type(given)
        number = given.item() if isinstance(given, (np.ndarray, np.generic)) else given
        return complex(number) if isinstance(like, complex) else float(number)

    def _refuse(self, part: str, message: str, instead: str = "") -> Any:
        whose = f"part {part} of {self.owner}" if part else self.owner
        raise NotDifferentiable(
            f"{whose} {message.format(what=self.what)}",
            origin=self.place(),
            instead=instead.format(what=self.what)
            or f"pass a {self.what} with the structure and shape of {self.owner}",
        )


def snapshot(value: Any, known: dict[int, Any] | None = None) -> Any:
    """A copy of the arrays, containers and generators of random numbers in a value, each of them once."""
    known = {} if known is None else known
    if id(value) not in known:
        known[id(value)] = (_copied(value, known), value)  # what is kept alive keeps its id
    return known[id(value)][0]


def _copied(value: Any, known: dict[int, Any]) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, GENERATORS):
        return copy.deepcopy(value)
    if hasattr(type(value), "__next__"):
        raise NotDifferentiable(
            "an argument is an iterator, which is used up by the value when the pullback reads it",
            instead="pass a list",
        )
    if is_user_object(value):
        made = object.__new__(type(value))
        known[id(value)] = (made, value)
        for name, part in contents_of(value).items():
            object.__setattr__(made, name, snapshot(part, known))
        return made
    inside = _parts(value)
    return value if inside is None else _rebuilt(value, {key: snapshot(part, known) for key, part in inside.items()})


def states_of(objects: Iterable[Any]) -> list[tuple[Any, Any]]:
    """The generators of random numbers among some objects, with their states."""
    return [(each, _state(each)) for each in objects if isinstance(each, GENERATORS)]


@contextmanager
def replayed(states: list[tuple[Any, Any]]) -> Iterator[None]:
    """Generators draw again what they drew from these states on, and afterwards are as they were."""
    now = states_of(each for each, _ in states)
    _set_states(states)
    try:
        yield
    finally:
        _set_states(now)


def _state(generator: Any) -> Any:
    if isinstance(generator, np.random.Generator):
        return generator.bit_generator.state
    return generator.getstate() if isinstance(generator, random.Random) else generator.get_state(legacy=False)


def _set_states(states: list[tuple[Any, Any]]) -> None:
    for generator, state in states:
        if isinstance(generator, np.random.Generator):
            generator.bit_generator.state = state
        elif isinstance(generator, random.Random):
            generator.setstate(state)
        else:
            generator.set_state(state)


def _still(like: Any) -> Any:
    """The tangent of a part without floats, which NumPy may put into one array with parts that have some."""
    if isinstance(like, (list, tuple, dict)):
        return _rebuilt(like, {key: _still(part) for key, part in (_parts(like) or {}).items()})
    if isinstance(like, (bool, int, np.integer, np.bool_)):
        return 0.0
    return np.zeros(like.shape) if isinstance(like, np.ndarray) and like.dtype.kind in "biu" else None


def _is_zero(given: Any) -> bool:
    is_number = (
        isinstance(given, (int, float, complex, np.generic, np.ndarray)) and np.asarray(given).dtype.kind in "biufc"
    )
    return given is None or (is_number and not np.any(given))


def _stays(given: Any, like: Any) -> bool:
    """Whether a tangent of what has no floats moves nothing: it is left out, zero, or what the primal has there."""
    is_number = isinstance(given, (int, float, complex, np.number, np.ndarray)) and not isinstance(given, bool)
    return _is_zero(given) or not is_number or np.array_equal(given, like)


def _parts(value: Any) -> dict[Any, Any] | None:
    """What a container holds, by key, place or attribute; None for anything else."""
    if isinstance(value, (dict, list, tuple)) or is_user_object(value):
        return contents_of(value)
    return None


def _is_same_kind(given: Any, like: Any) -> bool:
    if given is None or type(given) is type(like):
        return True
    groups: tuple[Any, ...] = (dict, (list, tuple))
    return any(isinstance(given, group) and isinstance(like, group) for group in groups)


def _rebuilt(like: Any, items: dict[Any, Any]) -> Any:
    """A container of the class of `like` with other contents."""
    if isinstance(like, dict):
        made = like.copy()
        made.update(items)
        return made
    if isinstance(like, tuple) and hasattr(like, "_fields"):
        return type(like)(*items.values())
    if isinstance(like, (list, tuple)):
        return type(like)(items.values())
    return runtime.object_of(type(like), **items)

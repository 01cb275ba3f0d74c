"""What `match` and `raise` ask of objects: the questions that rewritten code puts, as plain functions.

Each is the one meaning of its question. The reader answers where the structure of the object is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def is_sequence_of(subject: object, count: int, exact: bool) -> bool:
    """Whether a sequence pattern of `count` items may match: a string is no sequence, and neither is an array."""
    if not isinstance(subject, Sequence) or isinstance(subject, (str, bytes, bytearray)):
        return False
    return len(subject) == count if exact else len(subject) >= count


def items_between(subject: Any, before: int, after: int) -> list[Any]:
    """What a star takes: all but so many items at both ends."""
    return list(subject)[before : len(subject) - after]


def has_keys(subject: object, keys: tuple[Any, ...]) -> bool:
    """Whether a mapping pattern with these keys may match."""
    return isinstance(subject, Mapping) and all(key in subject for key in keys)


def without_keys(subject: Any, keys: tuple[Any, ...]) -> dict[Any, Any]:
    """What a double star takes: the items of all other keys."""
    return {key: subject[key] for key in subject if key not in keys}


def is_instance_with(subject: object, kind: type, count: int, names: tuple[str, ...]) -> bool:
    """Whether a class pattern with `count` positional parts and the attributes `names` may match."""
    if not isinstance(subject, kind):
        return False
    if count > 0 and hasattr(kind, "__match_args__"):
        names = kind.__match_args__[:count] + names
    return all(hasattr(subject, name) for name in names)


def positional_part(subject: Any, kind: Any, index: int) -> Any:
    """What a positional part of a class pattern looks at; `float(x)` and its like look at the object itself."""
    return getattr(subject, kind.__match_args__[index]) if hasattr(kind, "__match_args__") else subject


def raised(exception: Any) -> Any:
    """The exception that `raise` raises: a class stands for an instance made without arguments."""
    return exception() if isinstance(exception, type) else exception

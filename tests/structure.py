"""Arguments that hold objects, as nested dicts and lists that the oracle understands, and back."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import numpy as np


def attributes(value: Any) -> dict[str, Any] | None:
    """The attributes of an object whose class is written in Python, or None for everything else."""
    if isinstance(value, type):
        return None
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, (np.ndarray, np.generic)) or not hasattr(value, "__dict__"):
        return None
    return dict(vars(value))


def as_plain(value: Any) -> Any:
    """The same leaves with dicts for objects."""
    if isinstance(value, (list, tuple)):
        return [as_plain(item) for item in value]
    fields = value if isinstance(value, dict) else attributes(value)
    return value if fields is None else {name: as_plain(item) for name, item in fields.items()}


def like(model: Any, plain: Any) -> Any:
    """The structure of `model` with the leaves of `plain`; shares no memory with either."""
    if isinstance(model, (list, tuple)):
        items = [like(part, item) for part, item in zip(model, plain, strict=True)]
        return type(model)(*items) if hasattr(model, "_fields") else type(model)(items)
    if isinstance(model, dict):
        return {name: like(part, plain[name]) for name, part in model.items()}
    fields = attributes(model)
    if fields is None:
        return plain.copy() if isinstance(plain, np.ndarray) else plain
    result = copy.copy(model)
    for name, part in fields.items():
        object.__setattr__(result, name, like(part, plain[name]))
    return result

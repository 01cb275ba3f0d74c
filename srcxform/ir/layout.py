"""The structure of a dict or an object whose contents are known: the kind of a display, as `tuple` and `list` are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from srcxform import runtime


@dataclass(frozen=True)
class Layout:
    """A dict with these keys, or an object of this class with these attributes, in order."""

    kind: type
    keys: tuple[Any, ...]
    factory: Any = None

    @property
    def __name__(self) -> str:
        return self.kind.__name__

    def __call__(self, items: Iterable[Any]) -> Any:
        """The object that holds the items."""
        contents = dict(zip(self.keys, items, strict=True))
        if issubclass(self.kind, dict):
            return self.kind(self.factory, contents) if issubclass(self.kind, defaultdict) else self.kind(contents)
        return runtime.object_of(self.kind, **contents)


def display(kind: Any, items: Iterable[Any]) -> Any:
    """The tuple, list, named tuple or object of this kind that holds the items."""
    return kind._make(items) if hasattr(kind, "_fields") else kind(items)

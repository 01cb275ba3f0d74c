"""The structure of a dict or an object whose contents are known: the kind of a display, as `tuple` and `list` are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from srcxform import runtime


@dataclass(frozen=True)
class Layout:
    """A dict with these keys, or an object of this class with these attributes, in order."""

    kind: type
    keys: tuple[Any, ...]

    @property
    def __name__(self) -> str:
        return self.kind.__name__

    def __call__(self, items: Iterable[Any]) -> Any:
        """The object that holds the items."""
        contents = dict(zip(self.keys, items, strict=True))
        return contents if self.kind is dict else runtime.object_of(self.kind, **contents)

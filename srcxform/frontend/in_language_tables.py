"""Dicts whose keys only the run knows, written in the language that the compiler reads.

The keys are one list and what stands under them another: lists are all that the rest of the compiler has to know about.
A key is looked for from the beginning; which place it has is no matter of derivatives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from srcxform import runtime


class Table:
    """A dict as two lists. The order is that in which keys came in, as for any dict.

    `restored` is the function of the run time that makes what the program knows of what is kept here.
    """

    stands_for: type = dict
    restored: Any = staticmethod(runtime.dict_of_table)

    def __init__(self) -> None:
        self.names: Any = []
        self.contents: Any = []

    def __len__(self) -> int:
        return len(self.names)

    def __bool__(self) -> bool:
        return len(self.names) > 0

    def __contains__(self, key: Any) -> bool:
        return runtime.place_among(self.names, key) >= 0

    def __getitem__(self, key: Any) -> Any:
        place = runtime.place_among(self.names, key)
        if place < 0:
            raise KeyError(key)
        return self.contents[place]

    def __setitem__(self, key: Any, value: Any) -> None:
        place = runtime.place_among(self.names, key)
        if place < 0:
            self.names.append(key)
            self.contents.append(value)
        else:
            self.contents[place] = value

    def __delitem__(self, key: Any) -> None:
        place = runtime.place_among(self.names, key)
        if place < 0:
            raise KeyError(key)
        self.names.pop(place)
        self.contents.pop(place)

    def _name_at(self, place: int) -> Any:
        return self.names[place]

    def _content_at(self, place: int) -> Any:
        return self.contents[place]

    def _item_at(self, place: int) -> Any:
        return self.names[place], self.contents[place]

    def __iter__(self) -> Iterator[Any]:
        return map(self._name_at, range(len(self.names)))

    # What is walked over is read when its trip comes: the trips before may have stored under its key.
    def keys(self) -> Any:
        return map(self._name_at, range(len(self.names)))

    def values(self) -> Any:
        return map(self._content_at, range(len(self.names)))

    def items(self) -> Any:
        return map(self._item_at, range(len(self.names)))

    def get(self, key: Any, default: Any = None) -> Any:
        place = runtime.place_among(self.names, key)
        return default if place < 0 else self.contents[place]

    def setdefault(self, key: Any, default: Any = None) -> Any:
        place = runtime.place_among(self.names, key)
        if place < 0:
            self.names.append(key)
            self.contents.append(default)
        return self.contents[place]

    def pop(self, key: Any, *default: Any) -> Any:
        if default and key not in self:
            return default[0]
        value = self[key]
        del self[key]
        return value

    def update(self, other: Any) -> None:
        for key, value in other.items():
            self[key] = value

    def clear(self) -> None:
        self.names.clear()
        self.contents.clear()

    def copy(self) -> Any:
        made = Table()
        made.update(self)
        return made


class DefaultTable(Table):
    """The same for `collections.defaultdict`."""

    stands_for = defaultdict
    restored = staticmethod(runtime.defaultdict_of_table)

    def __init__(self, factory: Any) -> None:
        self.names = []
        self.contents = []
        self.factory = factory

    def __getitem__(self, key: Any) -> Any:
        place = runtime.place_among(self.names, key)
        if place < 0:
            self.names.append(key)
            self.contents.append(self.factory())
        return self.contents[place]


class Places(Table):
    """`[None] * size`: what was stored stands under its place, and at the other places is None."""

    stands_for = list
    restored = staticmethod(runtime.list_of_places)

    def __init__(self, size: int) -> None:
        self.names = []
        self.contents = []
        self.size = size

    def _place(self, key: int) -> int:
        if key < -self.size or key >= self.size:
            raise IndexError("list index out of range")
        return key + self.size if key < 0 else key

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        return self.size > 0

    def __contains__(self, value: Any) -> bool:
        if value is None:
            return len(self.names) < self.size
        return any(content == value for content in self.contents)

    def __getitem__(self, key: int) -> Any:
        place = runtime.place_among(self.names, self._place(key))
        return None if place < 0 else self.contents[place]

    def __setitem__(self, key: int, value: Any) -> None:
        wanted = self._place(key)
        place = runtime.place_among(self.names, wanted)
        if value is None:
            if place >= 0:
                self.names.pop(place)
                self.contents.pop(place)
        elif place < 0:
            self.names.append(wanted)
            self.contents.append(value)
        else:
            self.contents[place] = value

    def _at(self, place: int) -> Any:
        return self[place]

    def __iter__(self) -> Iterator[Any]:
        return map(self._at, range(self.size))

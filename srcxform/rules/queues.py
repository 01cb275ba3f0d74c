"""`collections.deque` on top of a list: what is taken from the left end stays in it, and the queue begins after it."""

from __future__ import annotations

import collections
from typing import Any

from srcxform.rules.registry import definition


@definition(collections.deque)
def deque(iterable: Any = (), maxlen: Any = None) -> Any:
    """A queue that is made inside the program."""
    return Queue(list(iterable), maxlen)


class Queue:
    """A queue with two ends: the items of a list from `first` on."""

    stands_for = collections.deque

    def __init__(self, items: Any, maxlen: Any) -> None:
        self.items = items
        self.first = 0
        self.maxlen = maxlen
        if maxlen is not None and len(items) > maxlen:
            self.first = len(items) - maxlen

    def __len__(self) -> int:
        return len(self.items) - self.first

    def __iter__(self) -> Any:
        return iter(self.items[self.first :])

    def __contains__(self, value: Any) -> bool:
        return value in self.items[self.first :]

    def __getitem__(self, place: int) -> Any:
        return self.items[self.place(place)]

    def __setitem__(self, place: int, value: Any) -> None:
        self.items[self.place(place)] = value

    def place(self, place: int) -> int:
        """Where an item stands in the list."""
        if place < -len(self) or place >= len(self):
            raise IndexError("deque index out of range")
        return len(self.items) + place if place < 0 else self.first + place

    def append(self, value: Any) -> None:
        self.items.append(value)
        if self.maxlen is not None and len(self) > self.maxlen:
            self.first += 1

    def appendleft(self, value: Any) -> None:
        if self.maxlen is not None and len(self) >= self.maxlen:
            self.items.pop()
        if self.first > 0:
            self.first -= 1
            self.items[self.first] = value
        else:
            self.items.insert(0, value)

    def pop(self) -> Any:
        if len(self) == 0:
            raise IndexError("pop from an empty deque")
        return self.items.pop()

    def popleft(self) -> Any:
        if len(self) == 0:
            raise IndexError("pop from an empty deque")
        value = self.items[self.first]
        self.first += 1
        return value

    def extend(self, values: Any) -> None:
        for value in values:
            self.append(value)

    def extendleft(self, values: Any) -> None:
        for value in values:
            self.appendleft(value)

    def clear(self) -> None:
        self.first = len(self.items)

    def copy(self) -> Any:
        return Queue(self.items[self.first :], self.maxlen)

    def reverse(self) -> None:
        self.items[self.first :] = self.items[self.first :][::-1]

    def rotate(self, steps: int = 1) -> None:
        length = len(self)
        if length > 0:
            items = self.items[self.first :]
            for k in range(length):
                self.items[self.first + (k + steps) % length] = items[k]

    def index(self, value: Any) -> Any:
        return self.items[self.first :].index(value)

    def count(self, value: Any) -> Any:
        return self.items[self.first :].count(value)

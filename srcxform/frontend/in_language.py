"""Operations on lists whose length only the run knows, written in the language that the compiler reads.

The reader puts these functions in line like the user's own, so appending, storing and popping are all that the rest of
the compiler has to know about lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from srcxform import runtime


def extend(xs: Any, items: Any) -> None:
    """`xs.extend(items)`."""
    for item in items:
        xs.append(item)


def extend_by_itself(xs: Any) -> None:
    """`xs.extend(xs)`: what is appended meanwhile does not count."""
    for k in range(len(xs)):
        xs.append(xs[k])


def insert(xs: Any, place: int, value: Any) -> None:
    """`xs.insert(place, value)`."""
    n = len(xs)
    place = max(place + n, 0) if place < 0 else min(place, n)
    xs.append(value)
    for k in range(n, place, -1):
        xs[k] = xs[k - 1]
    xs[place] = value


def pop_at(xs: Any, place: int) -> Any:
    """`xs.pop(place)`."""
    n = len(xs)
    value = xs[place]
    for k in range(place + n if place < 0 else place, n - 1):
        xs[k] = xs[k + 1]
    xs.pop()
    return value


def clear(xs: Any) -> None:
    """`xs.clear()`."""
    for _ in range(len(xs)):
        xs.pop()


def reverse(xs: Any) -> None:
    """`xs.reverse()`."""
    n = len(xs)
    for k in range(n // 2):
        first = xs[k]
        xs[k] = xs[n - 1 - k]
        xs[n - 1 - k] = first


def part(xs: Any, start: Any, stop: Any, step: Any) -> Any:
    """`xs[start:stop:step]`."""
    bounds = runtime.slice_bounds(start, stop, step, len(xs))
    found = []
    for k in range(bounds[0], bounds[1], bounds[2]):
        found.append(xs[k])
    return found


def indices(bounds: Any, length: int) -> Any:
    """`bounds.indices(length)` of a slice."""
    return runtime.slice_bounds(bounds.start, bounds.stop, bounds.step, length)


def store_part(xs: Any, start: Any, stop: Any, step: Any, items: Any) -> None:
    """`xs[start:stop:step] = items`."""
    bounds = runtime.slice_bounds(start, stop, step, len(xs))
    if len(range(bounds[0], bounds[1], bounds[2])) == len(items):
        for k in range(len(items)):
            xs[bounds[0] + k * bounds[2]] = items[k]
    else:
        assert bounds[2] == 1, "a slice with a step is given another number of items"
        tail = part(xs, max(bounds[0], bounds[1]), None, None)
        while len(xs) > bounds[0]:
            xs.pop()
        extend(xs, items)
        extend(xs, tail)


def joined(xs: Any, ys: Any) -> Any:
    """`xs + ys`."""
    found = []
    for x in xs:
        found.append(x)
    for y in ys:
        found.append(y)
    return found


def repeated(xs: Any, count: int) -> Any:
    """`xs * count`."""
    found = []
    for _ in range(count):
        for x in xs:
            found.append(x)
    return found


def place_of(xs: Any, value: Any) -> int:
    """`xs.index(value)`."""
    for k in range(len(xs)):
        if xs[k] == value:
            return k
    raise ValueError("the value is not in the list")


def count_of(xs: Any, value: Any) -> int:
    """`xs.count(value)`."""
    count = 0
    for x in xs:
        if x == value:
            count += 1
    return count


def remove(xs: Any, value: Any) -> None:
    """`xs.remove(value)`."""
    pop_at(xs, place_of(xs, value))


def keys_of(self: Any) -> Any:
    """`Mapping.keys`, which may be iterated over once."""
    return map(lambda key: key, self)  # noqa: C417


def values_of(self: Any) -> Any:
    """`Mapping.values`, which may be iterated over once."""
    return map(lambda key: self[key], self)  # noqa: C417


def items_of(self: Any) -> Any:
    """`Mapping.items`, which may be iterated over once."""
    return map(lambda key: (key, self[key]), self)  # noqa: C417


def from_the_last(self: Any) -> Any:
    """`Sequence.__reversed__`."""
    return map(lambda k: self[k], range(len(self) - 1, -1, -1))  # noqa: C417


MIXINS: dict[Any, Any] = {
    Mapping.keys: keys_of,
    Mapping.values: values_of,
    Mapping.items: items_of,
    Sequence.__reversed__: from_the_last,
}
"""Methods that classes get of `collections.abc` and that Python writes with generators or views.

Each is a `map`, of which every item is made when it is asked for, and known if the keys are.
"""


def next_of(xs: Any, place: int) -> Any:
    """`next` of an iterator over `xs` that gave so many items."""
    if place >= len(xs):
        raise StopIteration
    return xs[place]


def next_or(xs: Any, place: int, default: Any) -> Any:
    """`next(..., default)`."""
    return xs[place] if place < len(xs) else default


def place_after(xs: Any, place: int) -> int:
    """How many items an iterator gave when it was asked once more: at its end it stays, also where the list grows."""
    return place + 1 if place < len(xs) else 2**62


def ends_at(xs: Any, n: int) -> bool:
    """Whether an iteration by `xs[0]`, `xs[1]` and so on is over after `n` items."""
    try:
        xs[n]
    except IndexError:
        return True
    return False


def in_range(value: Any, start: int, stop: int, step: int) -> bool:
    """`value in range(start, stop, step)` of a number."""
    is_inside = start <= value < stop if step > 0 else stop < value <= start
    return bool(is_inside and (value - start) % step == 0)


def contained(xs: Any, value: Any) -> bool:
    """`value in xs` of an object that says only what it iterates over."""
    return any(x == value for x in xs)


def named_like(function: Any, wrapper: Any) -> Any:
    """`functools.wraps(function)(wrapper)`."""
    return renamed(wrapper, function)


def renamed(wrapper: Any, function: Any) -> Any:
    """The wrapper with the name of a function: the reader does it."""
    raise NotImplementedError


def unchanged(function: Any) -> Any:
    """A decorator that gives back the function."""
    return function

"""What a name of a random program may stand for beside an array: containers and objects, and the places in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Shape = tuple[int, ...]
Lines = list[str]


@dataclass(frozen=True)
class Many:
    """A list of at least so many items of one kind."""

    item: Kind
    least: int


@dataclass(frozen=True)
class Keyed:
    """A dict with these keys."""

    fields: tuple[tuple[str, Kind], ...]


@dataclass(frozen=True)
class Fixed:
    """A tuple."""

    items: tuple[Kind, ...]


@dataclass(frozen=True)
class Record:
    """An instance of a class of the program.

    `reads` are expressions of its own (`{0}` is the instance), `calls` are methods with one float for an argument,
    `algebra` are its operators, which give instances of `base`.
    """

    name: str
    fields: tuple[tuple[str, Kind], ...]
    frozen: bool = False
    reads: tuple[tuple[str, Shape], ...] = ()
    calls: tuple[tuple[str, Shape], ...] = ()
    algebra: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True)
class Complex:
    """A number or an array of one shape that may be complex, or surely is."""

    shape: Shape
    is_sure: bool


Kind = Shape | Complex | Many | Keyed | Fixed | Record


def places(name: str, kind: Kind, writable: bool = True) -> Iterator[tuple[str, Kind, bool]]:
    """The places of a value: text, kind, and whether an assignment to it is allowed."""
    yield name, kind, writable
    match kind:
        case Many(item, least):
            for index in sorted({0, -1, least - 1}):
                yield from places(f"{name}[{index}]", item)
        case Keyed(fields):
            for key, part in fields:
                yield from places(f'{name}["{key}"]', part)
        case Fixed(items):
            for index, part in enumerate(items):
                yield from places(f"{name}[{index}]", part, False)
        case Record():
            for key, part in kind.fields:
                yield from places(f"{name}.{key}", part, not kind.frozen)


def expressions(place: str, kind: Kind) -> dict[str, Shape]:
    """What can be read of a container beside its places."""
    match kind:
        case Many(item, _) if item == ():
            return {f"sum({place})": (), f"max({place})": (), f"np.mean({place})": ()}
        case Many(item, _) if isinstance(item, tuple):
            return {f"sum({place})": item, f"np.sum({place})": ()}
        case Keyed(fields):
            return {f'{place}.get("{key}")': part for key, part in fields if isinstance(part, tuple)} | {
                f'{place}.get("missing", 0.4)': ()
            }
        case Record():
            return {text.format(place): shape for text, shape in kind.reads}
        case _:
            return {}


def literal(kind: Kind, part: Callable[[Shape], str]) -> str:
    """An expression that makes a value of this kind; `part` makes the arrays and floats in it."""
    match kind:
        case Many(item, least):
            return "[" + ", ".join(literal(item, part) for _ in range(least)) + "]"
        case Keyed(fields):
            return "{" + ", ".join(f'"{key}": {literal(item, part)}' for key, item in fields) + "}"
        case Fixed(items):
            return "(" + ", ".join(literal(item, part) for item in items) + ",)"
        case Record():
            return f"{kind.name}(" + ", ".join(literal(item, part) for _, item in kind.fields) + ")"
        case _:
            return part(kind)

"""What a loop was found to carry is carried from the start where the loop is read again, within another one.

So are the types that were found, if it is entered with the same ones as before.

    for i in range(n):                      the outer body is read twice at least: each time the inner loop would be
        for j in range(n):                  read once to find that it changes `box["sum"]`, and once more to carry it;
            box["sum"] += x[i, j]           in a nest of many loops that would be twice as often for each of them

An object that is older than all that is being read on trial is the same one when the loop is read again. Of others it
is remembered on which way the names of the function lead to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from srcxform.frontend.forms import instances_in
from srcxform.frontend.memory import Cell, Owner
from srcxform.frontend.virtual import Closure, Frame, Receiver
from srcxform.ir.nodes import Const, Operand
from srcxform.ir.types import Type, has_own_sizes

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Way = tuple[tuple[Any, int], ...]
MOST_SEARCHED = 400


class Remembered:
    """The cells that loops carried beside the names that they assign, by the place of the loop."""

    def __init__(self) -> None:
        self._cells: dict[object, dict[tuple[Owner | Way, Any], None]] = {}
        self._types: dict[object, list[tuple[list[Type | None], list[Type | None]]]] = {}

    def note(self, reader: Reader, loop: object, cells: list[Cell]) -> None:
        """Note what a loop carries, before which all is as it was when the loop began."""
        began = reader.memory.first_trial
        if began is None or not cells:
            return
        young = {owner for owner, _ in cells if owner.born > began}
        ways = dict(_ways(reader, young)) if young else {}
        known = [(ways.get(owner) if owner in young else owner, key) for owner, key in cells]
        self._cells.setdefault(loop, {}).update((each, None) for each in known if each[0] is not None)  # type: ignore[misc]

    def note_types(self, loop: object, entry: list[Type | None], types: list[Type | None]) -> None:
        """Note the types of what a loop carries between trips, by those that it is entered with."""
        if entry != types and not any(t is not None and has_own_sizes(t) for t in (*entry, *types)):
            self._types.setdefault(loop, []).append((entry, types))

    def types(self, loop: object, entry: list[Type | None]) -> list[Type | None] | None:
        """The types that a loop is likely to carry when it is entered with these; None where nothing is known."""
        return next((list(types) for known, types in self._types.get(loop, ()) if known == entry), None)

    def cells(self, reader: Reader, loop: object) -> list[Cell]:
        """What the loop is likely to carry now."""
        found = [(_at(reader, owner), key) for owner, key in self._cells.get(loop, ())]
        return [(owner, key) for owner, key in found if owner is not None]


def _roots(reader: Reader) -> Iterator[Frame]:
    frame: Frame | None = reader.frame
    while frame is not None:
        yield frame
        frame = frame.parent


def _ways(reader: Reader, wanted: set[Owner]) -> Iterator[tuple[Owner, Way]]:
    """The owners that are found from the frames on, each with the shortest way to it."""
    todo: list[tuple[Owner, Way]] = [(frame, (("", depth),)) for depth, frame in enumerate(_roots(reader))]
    seen = {owner for owner, _ in todo}
    for owner, way in todo:
        if owner in wanted:
            yield owner, way
        if len(todo) > MOST_SEARCHED:
            continue
        for key, value in owner.cells.items():
            for place, inner in enumerate(_owners_in(value)):
                if inner not in seen:
                    seen.add(inner)
                    todo.append((inner, (*way, (key, place))))


def _at(reader: Reader, place: Owner | Way) -> Owner | None:
    if isinstance(place, Owner):
        return place
    (_, depth), *steps = place
    frames = list(_roots(reader))
    owner: Owner | None = frames[depth] if depth < len(frames) else None
    for key, which in steps:
        inner = [] if owner is None or key not in owner.cells else _owners_in(owner.cells[key])
        owner = inner[which] if which < len(inner) else None
    return owner


def _owners_in(value: Operand) -> list[Owner]:
    if isinstance(value, Const) and isinstance(value.value, Closure | Receiver):
        return [value.value.frame]
    return list(instances_in(value))

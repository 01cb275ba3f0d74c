"""What a program's names and objects hold while it is read: cells, and what a branch or a loop changed of them.

Local variables are the cells of a frame; keys and attributes are the cells of a virtual object. Branches and loops
treat both alike: a branch is read on trial, its changes are noted and undone, and what two branches changed is merged.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from srcxform.ir.nodes import Const, Operand

_CLOCK = itertools.count(1)


@dataclass(frozen=True, eq=False)
class Poisoned:
    """What a cell holds whose content is not known: what a program that reads it under a name is told."""

    message: str
    instead: str

    def __repr__(self) -> str:
        return "poisoned"


POISONED = Poisoned(
    "`{name}` is read of an object that may be another name of one that was written in between",
    "copy the object, or use one name for it",
)
"""The cell may not be there at all."""
HALF_DONE = Poisoned(
    "`{name}` may have been changed by a function that raised an exception after it, in a `try`",
    "change it in the body of the `try` itself, or after all that may raise",
)
DEAD = Poisoned("`{name}` is read where nothing was expected to read it", "")
"""What only trips of a loop read: if something else does, the program is read again, with all such names carried."""
GIVEN_BY_A_TRIP = Poisoned(
    "only the trips of a loop give `{name}` what it is here: a function or the like",
    "assign it before the loop",
)


@dataclass(eq=False)
class Owner:
    """Something with cells; `born` says when the reading made it; `kin` may be the same object when it runs.

    Of one that `has_keys`, the program may ask which cells there are. An object of one `kind` is none of another kind.
    """

    has_keys: ClassVar[bool] = False
    cells: dict[Any, Operand] = field(default_factory=dict)
    born: int = field(default_factory=lambda: next(_CLOCK))
    kin: set[Owner] = field(default_factory=set)
    kind: type | None = None


Cell = tuple[Owner, Any]
Changes = dict[Cell, Operand | None]


@dataclass
class _Trial:
    began: int
    before: Changes = field(default_factory=dict)
    changes: Changes = field(default_factory=dict)


@dataclass
class Tried:
    """What is read as the body of an attempt: the cells that it writes, and the statements that come after each."""

    began: int
    written: dict[Cell, int] = field(default_factory=dict)


def now() -> int:
    """A moment: what is made later is younger."""
    return next(_CLOCK)


def relate(a: Owner, b: Owner) -> None:
    """Note that two owners may be one object when the program runs."""
    if a is not b:
        a.kin.add(b)
        b.kin.add(a)


def kin_of(owner: Owner) -> list[Owner]:
    """All that may be the same object, by way of others too."""
    found, todo = {owner: None}, list(owner.kin)
    while todo:
        other = todo.pop()
        if other not in found:
            found[other] = None
            todo += other.kin
    return list(found)[1:]


class Memory:
    """Writes cells, and knows how to undo it."""

    def __init__(self) -> None:
        self._trials: list[_Trial] = []
        self.tried: list[Tried] = []
        self.log: dict[Any, int] = {}

    def note_tried(self, owner: Owner, key: Any) -> None:
        """Note when, within an attempt, a cell is written that was there before."""
        for tried in self.tried:
            if owner.born <= tried.began:
                tried.written.setdefault((owner, key), len(self.log))

    @property
    def depth(self) -> int:
        """How many trials are under way."""
        return len(self._trials)

    @property
    def first_trial(self) -> int | None:
        """When the outermost trial began that is under way."""
        return self._trials[0].began if self._trials else None

    def changed_since(self, depth: int) -> list[Cell]:
        """The cells that the path so far changed in the trials beyond so many."""
        notes = [note for trial in self._trials[depth:] for note in trial.before.items()]
        return list(dict.fromkeys(cell for cell, old in notes if cell[0].cells.get(cell[1]) is not old))

    def write(self, owner: Owner, key: Any, value: Operand) -> None:
        """Put a value into a cell."""
        self._note(owner, key)
        if self.tried and owner.has_keys:
            self.note_tried(owner, key)
        owner.cells[key] = value

    def delete(self, owner: Owner, key: Any) -> None:
        self._note(owner, key)
        if self.tried and owner.has_keys:
            self.note_tried(owner, key)
        owner.cells.pop(key, None)

    def apply(self, changes: Changes) -> None:
        """Make changes that a trial found."""
        for (owner, key), value in changes.items():
            if value is None:
                self.delete(owner, key)
            else:
                self.write(owner, key, value)

    def poison_kin(self, owner: Owner, key: Any) -> None:
        """A cell of the object is written, or taken away: what may be the same object can no longer be read.

        An object of another kind is no such one; but a list that is kin to it is left to the run, where all is known.
        """
        for other in kin_of(owner):
            if owner.kind is not other.kind and not {None, list} & {owner.kind, other.kind}:
                continue
            for each in dict.fromkeys([*other.cells, key]) if other.has_keys else list(other.cells):
                self.write(other, each, Const(POISONED))

    def _note(self, owner: Owner, key: Any) -> None:
        if self._trials and owner.born <= self._trials[-1].began:
            self._trials[-1].before.setdefault((owner, key), owner.cells.get(key))

    @contextmanager
    def trial(self) -> Iterator[Changes]:
        """Undo at the end of the `with` all that it changed, and tell the changes; younger owners stay as they are."""
        trial = _Trial(now())
        self._trials.append(trial)
        try:
            yield trial.changes
        finally:
            self._trials.pop()
            for (owner, key), old in trial.before.items():
                if owner.cells.get(key) is not old:
                    trial.changes[owner, key] = owner.cells.get(key)
                if old is None:
                    owner.cells.pop(key, None)
                else:
                    owner.cells[key] = old

"""An array that is read once is computed where it is read.

t[i] = u[i] * v[i]              ->      s[i] = exp(u[i] * v[i])
s[i] = exp(t[i])
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from srcxform.backends.machine.actions import Action, Surroundings, Write, written_by
from srcxform.backends.machine.elements import (
    Affine,
    Element,
    Fold,
    Load,
    Value,
    cost,
    index_with_loads,
    jumps,
    loads,
    with_loads,
)
from srcxform.backends.machine.gathers import is_offset_update
from srcxform.ir.nodes import Var

Use = tuple[Action, Load]


def put_in(actions: list[Action], around: Surroundings) -> list[Action]:
    """The actions without new arrays that are better computed where they are read."""
    work = _Placing(actions, around)
    for target in work.new_arrays():
        work.place(target, lambda m, uses: len(uses) == 1 and _fits(m, *uses[0]))
    for target in reversed(work.new_arrays()):
        work.place(target, lambda m, uses: cost(m.element) <= 2 and all(is_offset_update(a) for a, _ in uses))
    return work.left()


class _Placing:
    """The actions by their numbers, which they keep, and who reads and writes which array."""

    def __init__(self, actions: list[Action], around: Surroundings) -> None:
        self.around = around
        self.actions: dict[int, Action] = {}
        self.readers: dict[Var, set[int]] = {}
        self.writers: dict[Var, set[int]] = {}
        for number, action in enumerate(actions):
            self._set(number, action)

    def left(self) -> list[Action]:
        return [self.actions[k] for k in sorted(self.actions)]

    def new_arrays(self) -> list[Var]:
        """The arrays that are made here and nowhere else of use, in the order in which they are made."""
        found = [a.target for a in self.left() if isinstance(a, Write) and a.is_new]
        return [target for target in dict.fromkeys(found) if self.around.is_finished(target)]

    def place(self, target: Var, is_better: Callable[[Write, list[Use]], bool]) -> None:
        """Put the element of a new array where the array is read, if that reads the same and is no more work."""
        place, *others = self.writers[target]
        if others:
            return
        made = self.actions[place]
        assert isinstance(made, Write)
        numbers = sorted(k for k in self.readers.get(target, ()) if k > place)
        readers = [self.actions[k] for k in numbers]
        uses = [(a, load) for a in readers for load in a.reads if load.array is target]
        if not uses:
            self._drop(place)
            return
        over = [self.actions[k] for k in range(place + 1, numbers[-1] + 1) if k in self.actions]
        is_number = isinstance(made.element, Value)
        if (is_number or is_better(made, uses)) and _may_move(made, over, self.around):
            for number, reader in zip(numbers, readers, strict=True):
                self._drop(number)
                self._set(number, _with(reader, made, self.around))
            self._drop(place)

    def _set(self, number: int, action: Action) -> None:
        self.actions[number] = action
        for load in action.reads:
            self.readers.setdefault(load.array, set()).add(number)
        if (target := written_by(action)) is not None:
            self.writers.setdefault(target, set()).add(number)

    def _drop(self, number: int) -> None:
        action = self.actions.pop(number)
        for load in action.reads:
            self.readers[load.array].discard(number)
        if (target := written_by(action)) is not None:
            self.writers[target].discard(number)


def _fits(made: Write, action: Action, load: Load) -> bool:
    """Whether the element is computed as often where it is read as where it is made, or costs next to nothing."""
    if isinstance(made.element, Fold) and jumps(made.element) and load is not action.element:
        return False  # such a sum has loops of another order
    around = len(action.lengths) + _folds_around(action, load)
    axes = {i.axis for i in load.index if isinstance(i, Affine) and i.axis is not None}
    return len(axes) == around or cost(made.element) <= 1


def _may_move(made: Write, over: list[Action], around: Surroundings) -> bool:
    """Whether nothing that the element reads is written before, or by, the actions that read it."""
    read = {around.root(load.array) for load in loads(made.element)}
    return all(written is None or around.root(written) not in read for written in map(written_by, over))


def _folds_around(action: Action, load: Load) -> int:
    """How many axes of folds are around what is read."""

    def depth(element: Element, around: int) -> int | None:
        if element is load:
            return around
        parts = (element.element,) if isinstance(element, Fold) else getattr(element, "args", ())
        more = len(element.lengths) if isinstance(element, Fold) else 0
        found = [depth(part, around + more) for part in parts]
        return next((f for f in found if f is not None), None)

    return depth(action.element, 0) or 0


def _with(action: Action, made: Write, around: Surroundings) -> Action:
    """The action with the element of a new array in the place of the array."""

    def change(load: Load) -> Element:
        return around.moved(made.element, load.index) if load.array is made.target else load

    element = with_loads(action.element, change)
    if isinstance(action, Write):
        return replace(action, element=element, index=index_with_loads(action.index, change))
    return replace(action, element=element)

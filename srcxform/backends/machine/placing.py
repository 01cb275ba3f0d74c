"""An array that is read once is computed where it is read.

t[i] = u[i] * v[i]              ->      s[i] = exp(u[i] * v[i])
s[i] = exp(t[i])
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from srcxform.backends.machine.actions import Action, Surroundings, Write, loads_of, written_by
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

Use = tuple[int, Load]


def put_in(actions: list[Action], around: Surroundings) -> list[Action]:
    """The actions without new arrays that are better computed where they are read."""
    actions = list(actions)
    for made in [a for a in actions if isinstance(a, Write) and a.is_new and around.is_finished(a.target)]:
        _try(made, actions, around, lambda m, uses: len(uses) == 1 and _fits(m, uses[0], actions))
    for made in [a for a in reversed(actions) if isinstance(a, Write) and a.is_new and around.is_finished(a.target)]:
        _try(made, actions, around, lambda m, uses: cost(m.element) <= 2 and _are_offsets(uses, actions))
    return actions


def _are_offsets(uses: list[Use], actions: list[Action]) -> bool:
    return all(is_offset_update(actions[k]) for k, _ in uses)


def _try(
    made: Write, actions: list[Action], around: Surroundings, is_better: Callable[[Write, list[Use]], bool]
) -> None:
    """Put the element of a new array where the array is read, if that reads the same and is no more work."""
    place = next(k for k, a in enumerate(actions) if written_by(a) is made.target)
    current = actions[place]
    assert isinstance(current, Write)
    if sum(written_by(a) is made.target for a in actions) > 1:
        return
    later = range(place + 1, len(actions))
    uses = [(k, load) for k in later for load in loads_of(actions[k]) if load.array is made.target]
    if not uses:
        del actions[place]
        return
    is_number = isinstance(current.element, Value)
    over = actions[place + 1 : max(k for k, _ in uses) + 1]
    if (is_number or is_better(current, uses)) and _may_move(current, over, around):
        for k in {k for k, _ in uses}:
            actions[k] = _with(actions[k], current, around)
        del actions[place]


def _fits(made: Write, use: Use, actions: list[Action]) -> bool:
    """Whether the element is computed as often where it is read as where it is made, or costs next to nothing."""
    action = actions[use[0]]
    if isinstance(made.element, Fold) and jumps(made.element) and use[1] is not action.element:
        return False  # such a sum has loops of another order
    around = len(action.lengths) + _folds_around(action, use[1])
    axes = {i.axis for i in use[1].index if isinstance(i, Affine) and i.axis is not None}
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

"""Updates of one array at several offsets become one pass over it.

    for i in range(n):                      for i in range(n):
        x_bar[i] += w[i]                        p[i + 2] = w[i]
    for i in range(n):              ->      for i in range(n + 2):
        x_bar[i + 2] += w[i]                    x_bar[i] += p[i + 2] + p[i]

`p` has zeros in its margins. Each element of the target is read and written once, and no trip waits for another.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from srcxform.backends.machine.actions import (
    Action,
    Surroundings,
    Write,
    have_same_lengths,
    written_by,
)
from srcxform.backends.machine.elements import Affine, Apply, Element, Load, Value, identity, is_affine, is_equal, loads
from srcxform.ir.nodes import Const, Var

_SUMS = (operator.add, operator.sub)
_FEW = 8


def is_offset_update(action: Action) -> bool:
    """Whether it adds to the elements at a fixed offset from the loops' own index."""
    if not isinstance(action, Write) or action.symbol not in _SUMS or not action.lengths:
        return False
    if len(action.index) != len(action.lengths) or not is_affine(action.index):
        return False
    return all(
        a.axis == axis and a.factor == 1 and a.base is None and a.plus >= 0 for axis, a in enumerate(action.index)
    )


def gather(actions: list[Action], around: Surroundings) -> list[Action]:
    """The actions with updates of one array taken together where they stand one after the other, or might."""
    found = _Gatherer(around)
    for action in actions:
        found.take(action)
    found.release(lambda update: True)
    return found.done


class _Gatherer:
    """`waiting` are updates that may still be taken together with later ones."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.done: list[Action] = []
        self.waiting: list[Write] = []

    def take(self, action: Action) -> None:
        """The next action: an update waits, and whatever else goes on, behind what must come before it."""
        root = self.around.root
        target = written_by(action)
        touched = {root(load.array) for load in action.reads} | ({root(target)} if target is not None else set())
        update = action if isinstance(action, Write) and self._can_wait(action) else None

        def must_come_before(earlier: Write) -> bool:
            if update is not None and earlier.target is target and have_same_lengths(earlier.lengths, update.lengths):
                return False
            reads = {root(load.array) for load in loads(earlier.element)}
            return root(earlier.target) in touched or (target is not None and root(target) in reads)

        self.release(must_come_before)
        if update is not None:
            self.waiting.append(update)
        else:
            self.done.append(action)

    def _can_wait(self, action: Write) -> bool:
        root = self.around.root
        return is_offset_update(action) and all(
            root(load.array) is not root(action.target) for load in loads(action.element)
        )

    def release(self, must_go: Callable[[Write], bool]) -> None:
        """Write the updates of all targets of which one update can wait no longer."""
        targets = dict.fromkeys(w.target for w in self.waiting if must_go(w))
        for target in targets:
            self.done += _as_gather([w for w in self.waiting if w.target is target], self.around)
        self.waiting = [w for w in self.waiting if w.target not in targets]


def _as_gather(updates: list[Write], around: Surroundings) -> list[Action]:
    """One pass over the target of updates, behind the arrays with margins that it reads."""
    offsets = {tuple(a.plus for a in w.index) for w in updates}  # type: ignore[union-attr]
    if len(offsets) < 2 or _are_few(updates[0]):
        return list(updates)
    first = updates[0]
    lows, highs = map(min, zip(*offsets, strict=True)), map(max, zip(*offsets, strict=True))
    low, high = tuple(lows), tuple(highs)
    widths = tuple(b - a for a, b in zip(low, high, strict=True))
    before: list[Action] = []
    parts: list[tuple[Element, Var]] = []
    total: Element | None = None
    for w in updates:
        scale, bare = _scaled(w.element)
        padded = next((v for e, v in parts if is_equal(e, bare)), None)
        if padded is None:
            padded = around.new_array(first.target, len(first.lengths))
            parts.append((bare, padded))
            before.append(Write(padded, identity(len(widths)), w.lengths, bare, None, True, w.origin, widths))
        term: Element = Load(padded, tuple(Affine(k, 1, None, high[k] - a.plus) for k, a in enumerate(w.index)))  # type: ignore[union-attr]
        for symbol, factor in scale:
            term = Apply(symbol, (term, factor))
        total = _plus(total, term, w.symbol)
    assert total is not None
    lengths = tuple(around.widened(n, width) for n, width in zip(first.lengths, widths, strict=True))
    index = tuple(Affine(axis, 1, None, start) for axis, start in enumerate(low))
    return [*before, Write(first.target, index, lengths, total, operator.add, False, first.origin)]


def _are_few(update: Write) -> bool:
    """Whether some axis has so few elements that the margins would be most of the work."""
    return any(isinstance(n.key, int) and n.key <= _FEW for n in update.lengths)


def _plus(total: Element | None, term: Element, symbol: Any) -> Element:
    if total is None:
        return term if symbol is operator.add else Apply(operator.neg, (term,))
    return Apply(symbol, (total, term))


def _scaled(element: Element) -> tuple[list[tuple[Any, Value]], Element]:
    """The numbers that an element is multiplied with or divided by at last, and the rest."""
    scale: list[tuple[Any, Value]] = []
    while isinstance(element, Apply) and len(element.args) == 2:
        a, b = element.args
        if element.primitive is operator.mul and isinstance(a, Value):
            a, b = b, a
        if element.primitive not in (operator.mul, operator.truediv) or not isinstance(b, Value):
            break
        scale.insert(0, (element.primitive, b))
        element = a
    if isinstance(element, Apply) and element.primitive is operator.neg:
        scale.insert(0, (operator.mul, Value(Const(-1.0))))
        element = element.args[0]
    return scale, element

"""Which actions share their loops, and which arrays are then of use to one trip only.

for i in range(n):                      for i in range(n):
    t[i] = u[i] * v[i]                      t = u[i] * v[i]
for i in range(n):              ->          x_bar[i] += t
    x_bar[i] += t[i]                        y_bar[i] -= t
for i in range(n):
    y_bar[i] -= t[i]
"""

from __future__ import annotations

from srcxform.backends.machine.actions import (
    Action,
    Arrangement,
    Give,
    Nest,
    Node,
    Sum,
    Surroundings,
    Write,
    arrays_of,
    numbers_of,
    written_by,
)
from srcxform.backends.machine.elements import Index, Value, told_by
from srcxform.backends.machine.gathers import gather
from srcxform.backends.machine.placing import put_in
from srcxform.backends.machine.sums import spread_sums
from srcxform.ir.nodes import Var


class Arranger:
    """Arranges the actions of a straight piece of program.

    Unless it `may_shorten` them, arrays that only one trip uses are kept whole: then the trips may run side by side.
    """

    def __init__(self, around: Surroundings, *, may_shorten: bool) -> None:
        self.around = around
        self.root = around.root
        self.may_shorten = may_shorten

    def arranged(self, actions: list[Action]) -> tuple[Arrangement, list[Action]]:
        """The loops that do the same, and the actions in them."""
        actions = spread_sums(gather(put_in(actions, self.around), self.around), self.around)
        actions.sort(key=lambda a: not _is_start(a))  # nothing has read or written these arrays yet
        found = Arrangement(self._grouped(actions, 0))
        users = _users(actions)
        for action in actions:
            if isinstance(action, Write) and action.is_new and action.symbol is None and not action.margins:
                self._shorten(action, [actions[k] for k in users[action.target]], found)
        return found, actions

    # Loops that are shared

    def _grouped(self, actions: list[Action], depth: int) -> list[Node]:
        nodes: list[Node] = []
        users = _users(actions)
        for number, action in enumerate(actions):
            if len(action.lengths) <= depth:
                nodes.append(action)
                continue
            place = self._home(action, nodes, depth)
            later = [actions[k] for k in users.get(written_by(action), ()) if k > number]
            reader = self._first_reader(action, later, depth)
            if reader is not None and self._home(reader, nodes, depth) is not place:
                place = None  # in the loop of what reads it, a new array may be a number
            if place is None:
                nodes.append(Nest(action.lengths[depth], [action]))
            else:
                place.actions.append(action)
        for node in nodes:
            if isinstance(node, Nest):
                node.inner = self._grouped(node.actions, depth + 1)
        return nodes

    def _home(self, action: Action, nodes: list[Node], depth: int) -> Nest | None:
        """The last loop that may do the action as well, with nothing in between that must come before it."""
        for node in reversed(nodes):
            within = node.actions if isinstance(node, Nest) else [node]
            fits = isinstance(node, Nest) and node.length.key == action.lengths[depth].key
            if fits and all(self._share(first, action, depth) for first in within):
                assert isinstance(node, Nest)
                return node
            if any(self._meet(first, action) for first in within):
                return None
        return None

    def _first_reader(self, made: Action, later: list[Action], depth: int) -> Action | None:
        """Of those that use a new array of this piece of program later, the first, if it runs over as many trips."""
        if not isinstance(made, Write) or not made.is_new or made.symbol is not None or made.margins:
            return None
        if not later or _is_start(made) or not self.around.is_finished(made.target):
            return None
        reader = later[0]
        if len(reader.lengths) <= depth:
            return None
        return reader if reader.lengths[depth].key == made.lengths[depth].key else None

    def _meet(self, first: Action, second: Action) -> bool:
        """Whether one writes what the other reads or writes."""
        if _gives_to(first, second):
            return True
        a, b = written_by(first), written_by(second)
        mine = {self.root(load.array) for load in first.reads} | ({self.root(a)} if a is not None else set())
        its = {self.root(load.array) for load in second.reads} | ({self.root(b)} if b is not None else set())
        return (a is not None and self.root(a) in its) or (b is not None and self.root(b) in mine)

    def _share(self, first: Action, second: Action, depth: int) -> bool:
        """Whether in one loop over the axis no trip of one meets another trip of the other."""
        if not self._meet(first, second):
            return True
        if _gives_to(first, second):
            return False
        for writer, other in ((first, second), (second, first)):
            if not isinstance(writer, Write):
                continue
            if writer.margins and writer.target in arrays_of(other):
                return False
            for array, index in other.accesses:
                if self.root(array) is not self.root(writer.target):
                    continue
                if array is not writer.target or not _is_own(writer.index, index, depth):
                    return False
        return True

    # Arrays that live for one trip

    def _shorten(self, made: Write, users: list[Action], found: Arrangement) -> None:
        """Leave out of a new array what only tells one trip from another; `users` read or write it."""
        target = made.target
        if not self.around.is_finished(target):
            return
        uses = [(a, index) for a in users for array, index in a.accesses if array is target]
        depth = _common_depth(found.nodes, {a for a, _ in uses})
        while depth and not all(index[:depth] == made.index[:depth] for _, index in uses):
            depth -= 1
        if not depth:
            return
        writers = [a for a in users if written_by(a) is target]
        if len(writers) == 1 and all(length.is_one for length in made.lengths[depth:]):
            found.numbers.add(target)
        elif self.may_shorten:
            found.shortened[target] = min(depth, len(made.lengths) - 1)


def _users(actions: list[Action]) -> dict[Var | None, list[int]]:
    """The numbers of the actions that use each array."""
    found: dict[Var | None, list[int]] = {}
    for number, action in enumerate(actions):
        for array in arrays_of(action):
            found.setdefault(array, []).append(number)
    return found


def _gives_to(first: Action, second: Action) -> bool:
    """Whether the second reads a number that the first gives."""
    return isinstance(first, (Give, Sum)) and first.out in set(numbers_of(second))


def _is_own(a: tuple[Index, ...], b: tuple[Index, ...], axis: int) -> bool:
    """Whether two indices are in one place the same, and differ from trip to trip of the axis."""
    return any(x == y and told_by(x) == axis for x, y in zip(a, b, strict=False))


def _common_depth(nodes: list[Node], actions: set[Action]) -> int:
    """How many loops are around all of these actions."""
    for node in nodes:
        if isinstance(node, Nest) and actions <= set(node.actions):
            return 1 + _common_depth(node.inner, actions)
    return 0


def _is_start(action: Action) -> bool:
    """Whether it only fills a new array with one number."""
    return isinstance(action, Write) and action.is_new and isinstance(action.element, Value)

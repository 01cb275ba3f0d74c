"""Statements about all elements of an array, and which of them may share their loops."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from srcxform.backends.machine.elements import (
    Affine,
    Apply,
    Element,
    Fold,
    Length,
    Load,
    Value,
    identity,
    is_equal,
    loads,
    operations,
    renumbered,
    with_loads,
)
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Var
from srcxform.origin import NOWHERE, Origin


@dataclass(frozen=True, eq=False)
class Write:
    """`target[index] = element` for all elements, or `target[index] symbol= element`.

    `is_new` says that `target` is an array of this statement's own, made for it and written by nothing else. It has
    zeros in `margins` on both sides of each axis: whoever reads it counts from the first of those.
    """

    target: Var
    index: tuple[Affine, ...]
    lengths: tuple[Length, ...]
    element: Element
    symbol: Callable[..., Any] | None = None
    is_new: bool = False
    origin: Origin = NOWHERE
    margins: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Give:
    """`out = element`, a number: the loops are inside, in a `Fold`."""

    out: Var
    element: Element
    origin: Origin = NOWHERE
    lengths: tuple[Length, ...] = ()


@dataclass(frozen=True, eq=False)
class Sum:
    """`out`: the elements at all indices, gathered by a primitive from `start` on."""

    out: Var
    primitive: Callable[..., Any]
    start: Operand
    lengths: tuple[Length, ...]
    element: Element
    origin: Origin = NOWHERE


Action = Write | Give | Sum


@dataclass
class Nest:
    """A loop, and what is done in each trip: inner loops, and actions that have no more axes."""

    length: Length
    actions: list[Action]
    inner: list[Node] = field(default_factory=list)


Node = Nest | Action


@dataclass
class Arrangement:
    """Loops in their order.

    `numbers` are new arrays that live for one trip only, as numbers; of others the first axes, as many as `shortened`
    says, are left out, since a trip of these loops uses nothing of another.
    """

    nodes: list[Node]
    numbers: set[Var] = field(default_factory=set)
    shortened: dict[Var, int] = field(default_factory=dict)


_GATHERED = (operator.add, operator.mul, np.maximum, np.minimum)
Root = Callable[[Var], Var]


def elements_of(action: Action) -> tuple[Element, ...]:
    """The elements that an action computes."""
    return (action.element,)


def loads_of(action: Action) -> Iterator[Load]:
    """What an action reads, the elements that it updates left out."""
    for element in elements_of(action):
        yield from loads(element)


def written_by(action: Action) -> Var | None:
    return action.target if isinstance(action, Write) else None


class Arranger:
    """Arranges the actions of a straight piece of program."""

    def __init__(self, root: Root, is_finished: Callable[[Var], bool]) -> None:
        self.root = root
        self.is_finished = is_finished

    def arranged(self, actions: list[Action]) -> tuple[Arrangement, list[Action]]:
        """The loops that do the same, and the actions in them."""
        actions = self._put_in(list(actions))
        actions = self._gathered(actions)
        actions = [part for action in actions for part in self._along_memory(action)]
        actions = [part for action in actions for part in self._as_sum(action)]
        actions.sort(key=lambda a: not _is_start(a))  # nothing has read or written these arrays yet
        found = Arrangement(self._grouped(actions, 0))
        for action in actions:
            if isinstance(action, Write) and action.is_new and action.symbol is None and not action.margins:
                self._shorten(action, actions, found)
        return found, actions

    # An array that is read once is computed where it is read

    def _put_in(self, actions: list[Action]) -> list[Action]:
        for made in [a for a in actions if isinstance(a, Write) and a.is_new and self.is_finished(a.target)]:
            self._try(made, actions, lambda m, uses: len(uses) == 1 and self._fits(m, uses[0], actions))
        for made in [a for a in reversed(actions) if isinstance(a, Write) and a.is_new and self.is_finished(a.target)]:
            self._try(made, actions, lambda m, uses: cost(m.element) <= 2 and _are_offsets(actions[k] for k, _ in uses))
        return actions

    def _try(
        self, made: Write, actions: list[Action], is_better: Callable[[Write, list[tuple[int, Load]]], bool]
    ) -> None:
        """Put the element of a new array where the array is read, if that reads the same and is no more work."""
        place = next(k for k, a in enumerate(actions) if written_by(a) is made.target)
        current = actions[place]
        assert isinstance(current, Write)
        if sum(written_by(a) is made.target for a in actions) > 1:
            return
        uses = [(k, load) for k in range(place + 1, len(actions)) for load in loads_of(actions[k])
                if load.array is made.target]  # fmt: skip
        if not uses:
            del actions[place]
        elif self._is_trivial(current) or is_better(current, uses):
            if self._may_move(current, actions[place + 1 : max(k for k, _ in uses) + 1]):
                for k in {k for k, _ in uses}:
                    actions[k] = _with(actions[k], current, self.moved)
                del actions[place]

    moved: Callable[[Element, tuple[Affine, ...]], Element]

    @staticmethod
    def _is_trivial(made: Write) -> bool:
        return isinstance(made.element, Value)

    def _fits(self, made: Write, use: tuple[int, Load], actions: list[Action]) -> bool:
        """Whether the element is computed as often where it is read as where it is made, or costs next to nothing."""
        action = actions[use[0]]
        if isinstance(made.element, Fold) and _jumps(made.element) and use[1] not in elements_of(action):
            return False  # such a sum has loops of another order
        around = len(action.lengths) + _folds_around(action, use[1])
        axes = {i.axis for i in use[1].index if i.axis is not None}
        return len(axes) == around or cost(made.element) <= 1

    def _may_move(self, made: Write, over: list[Action]) -> bool:
        """Whether nothing that the element reads is written before, or by, the actions that read it."""
        read = {self.root(load.array) for load in loads(made.element)}
        for action in over[:-1]:
            target = written_by(action)
            if target is not None and self.root(target) in read:
                return False
        last = written_by(over[-1])
        if last is None or self.root(last) not in read:
            return True
        return False

    # Updates at several offsets become one pass over the target

    def _gathered(self, actions: list[Action]) -> list[Action]:
        done: list[Action] = []
        waiting: list[Write] = []

        def release(blocking: Callable[[Write], bool]) -> None:
            held = [w for w in waiting if any(w.target is x.target for x in waiting if blocking(x))]
            for target in dict.fromkeys(w.target for w in held):
                done.extend(self._as_gather([w for w in held if w.target is target]))
            waiting[:] = [w for w in waiting if w not in held]

        for action in actions:
            target = written_by(action)
            touched = {self.root(load.array) for load in loads_of(action)}
            if target is not None:
                touched.add(self.root(target))
            can_wait = isinstance(action, Write) and _is_offset_update(action) and self._reads_other(action)

            def blocks(w: Write, action: Action = action, target: Var | None = target) -> bool:
                same = can_wait and w.target is target and _is_same(w.lengths, action.lengths)
                if same:
                    return False
                reads = {self.root(load.array) for load in loads(w.element)}
                return self.root(w.target) in touched or (target is not None and self.root(target) in reads)

            release(blocks)
            if can_wait:
                assert isinstance(action, Write)
                waiting.append(action)
            else:
                done.append(action)
        release(lambda w: True)
        return done

    def _reads_other(self, action: Write) -> bool:
        return all(self.root(load.array) is not self.root(action.target) for load in loads(action.element))

    def _as_gather(self, updates: list[Write]) -> list[Action]:
        offsets = {tuple(a.plus for a in w.index) for w in updates}
        if len(offsets) < 2:
            return list(updates)
        first = updates[0]
        rank = len(first.lengths)
        low = tuple(min(o[axis] for o in offsets) for axis in range(rank))
        high = tuple(max(o[axis] for o in offsets) for axis in range(rank))
        before: list[Action] = []
        parts: list[tuple[Element, Var]] = []
        total: Element | None = None
        for w in updates:
            scale, bare = _scaled(w.element)
            padded = next((v for e, v in parts if is_equal(e, bare)), None)
            if padded is None:
                padded = Var("", self.array_type(first.target, rank))
                parts.append((bare, padded))
                margins = tuple(h - l for l, h in zip(low, high, strict=True))
                before.append(Write(padded, identity(rank), w.lengths, bare, None, True, w.origin, margins))
            at = tuple(Affine(axis, 1, None, high[axis] - a.plus) for axis, a in enumerate(w.index))
            term: Element = Load(padded, at)
            for symbol, factor in scale:
                term = Apply(symbol, (term, factor))
            if total is None:
                total = term if w.symbol is operator.add else Apply(operator.neg, (term,))
            else:
                total = Apply(w.symbol, (total, term))  # type: ignore[arg-type]
        assert total is not None
        lengths = tuple(self.widened(n, h - l) for n, l, h in zip(first.lengths, low, high, strict=True))
        index = tuple(Affine(axis, 1, None, l) for axis, l in enumerate(low))
        return [*before, Write(first.target, index, lengths, total, operator.add, False, first.origin)]

    array_type: Callable[[Var, int], Any]
    widened: Callable[[Length, int], Length]

    # Sums in the order of memory

    def _along_memory(self, action: Action) -> list[Action]:
        """A sum as a sum of rows, where its innermost loop would jump from row to row."""
        if not isinstance(action, Write) or not action.lengths or action.margins:
            return [action]
        element = action.element
        adds = action.symbol in (operator.add, operator.sub) and getattr(element, "primitive", None) is operator.add
        if not action.is_new and not (adds and isinstance(element, Fold) and _is_zero(element.start)):
            return [action]
        if isinstance(element, Apply) and len(found := [a for a in element.args if isinstance(a, Fold)]) == 1:
            inner = found[0]
            total = Var("", self.array_type(action.target, len(action.lengths)))
            whole = identity(len(action.lengths))
            parts = self._along_memory(Write(total, whole, action.lengths, inner, None, True, action.origin))
            if len(parts) == 1:
                return [action]
            args = tuple(Load(total, whole) if a is inner else a for a in element.args)
            return [*parts, replace(action, element=Apply(element.primitive, args))]
        if not isinstance(element, Fold) or element.primitive not in _GATHERED or not _jumps(element):
            return [action]
        count = len(element.axes)
        moves = {axis: k for k, axis in enumerate(element.axes)}
        moves.update({axis: count + axis for axis in range(len(action.lengths))})
        index = tuple(a if a.axis is None else replace(a, axis=moves[a.axis]) for a in action.index)
        lengths = (*element.lengths, *action.lengths)
        symbol = action.symbol or element.primitive
        rows = Write(action.target, index, lengths, renumbered(element.element, moves), symbol, False, action.origin)
        return [rows] if action.symbol else [replace(action, element=Value(element.start)), rows]

    def _as_sum(self, action: Action) -> list[Action]:
        """A number that is a sum, with what is done to it after the loops."""
        if not isinstance(action, Give):
            return [action]
        element = action.element
        if isinstance(element, Fold):
            moves = {axis: k for k, axis in enumerate(element.axes)}
            inner = renumbered(element.element, moves)
            return [Sum(action.out, element.primitive, element.start, element.lengths, inner, action.origin)]
        if isinstance(element, Apply) and any(isinstance(a, Fold) for a in element.args):
            parts: list[Action] = []
            args: list[Element] = []
            for arg in element.args:
                if isinstance(arg, Fold):
                    total = Var("total", type_of(arg.start))
                    parts += self._as_sum(Give(total, arg, action.origin))
                    arg = Value(total)
                args.append(arg)
            return [*parts, replace(action, element=Apply(element.primitive, tuple(args)))]
        return [action]

    # Loops that are shared

    def _grouped(self, actions: list[Action], depth: int) -> list[Node]:
        nodes: list[Node] = []
        for action in actions:
            if len(action.lengths) <= depth:
                nodes.append(action)
                continue
            place = self._home(action, nodes, depth)
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
            if isinstance(node, Nest) and node.length.key == action.lengths[depth].key:
                if all(self._share(first, action, depth) for first in within):
                    return node
            if any(self._meet(first, action) for first in within):
                return None
        return None

    def _meet(self, first: Action, second: Action) -> bool:
        """Whether one writes what the other reads or writes."""
        a, b = written_by(first), written_by(second)
        given = first.out if isinstance(first, (Give, Sum)) else None
        if given is not None and given in set(_numbers(second)):
            return True
        mine = {self.root(load.array) for load in loads_of(first)} | ({self.root(a)} if a is not None else set())
        its = {self.root(load.array) for load in loads_of(second)} | ({self.root(b)} if b is not None else set())
        return (a is not None and self.root(a) in its) or (b is not None and self.root(b) in mine)

    def _share(self, first: Action, second: Action, depth: int) -> bool:
        """Whether in one loop over the axis no trip of one meets another trip of the other."""
        if not self._meet(first, second):
            return True
        if isinstance(first, (Give, Sum)) and first.out in set(_numbers(second)):
            return False
        for writer, other in ((first, second), (second, first)):
            if not isinstance(writer, Write):
                continue
            if writer.margins and writer.target in _arrays(other):
                return False
            for array, index in _accesses(other):
                if self.root(array) is not self.root(writer.target):
                    continue
                if array is not writer.target or not _is_own(writer.index, index, depth):
                    return False
        return True

    # Arrays that live for one trip

    def _shorten(self, made: Write, actions: list[Action], found: Arrangement) -> None:
        """Leave out of a new array what only tells one trip from another."""
        target = made.target
        if not self.is_finished(target):
            return
        uses = [(a, index) for a in actions for array, index in _accesses(a) if array is target]
        depth = _common_depth(found.nodes, {a for a, _ in uses})
        while depth and not all(index[:depth] == made.index[:depth] for _, index in uses):
            depth -= 1
        if not depth:
            return
        writers = [a for a in actions if written_by(a) is target]
        if len(writers) == 1 and all(length.is_one for length in made.lengths[depth:]):
            found.numbers.add(target)
        elif self.may_shorten:
            found.shortened[target] = min(depth, len(made.lengths) - 1)

    may_shorten = True


def _accesses(action: Action) -> list[tuple[Var, tuple[Affine, ...]]]:
    """The arrays that an action reads or writes, with the index."""
    found = [(load.array, load.index) for load in loads_of(action)]
    return [*found, (action.target, action.index)] if isinstance(action, Write) else found


def _arrays(action: Action) -> set[Var]:
    return {array for array, _ in _accesses(action)}


def _is_own(a: tuple[Affine, ...], b: tuple[Affine, ...], axis: int) -> bool:
    """Whether two indices are in one place the same, and differ from trip to trip of the axis."""
    return any(x == y and x.axis == axis and isinstance(x.factor, int) for x, y in zip(a, b, strict=False))


def _common_depth(nodes: list[Node], actions: set[Action]) -> int:
    """How many loops are around all of these actions."""
    for node in nodes:
        if isinstance(node, Nest) and actions <= set(node.actions):
            return 1 + _common_depth(node.inner, actions)
    return 0


def cost(element: Element) -> int:
    """About how many operations an element takes; calls of functions count more."""
    total = 0
    for operation in operations(element):
        if isinstance(operation, Fold):
            return 1000
        total += 1 if getattr(operation.primitive, "__module__", "") == "_operator" else 20
    return total


def _numbers(action: Action) -> Iterator[Operand]:
    """The numbers that an action reads."""

    def inside(element: Element) -> Iterator[Operand]:
        if isinstance(element, Value):
            yield element.operand
        for part in getattr(element, "args", ()):
            yield from inside(part)
        if isinstance(element, Fold):
            yield from inside(element.element)

    for element in elements_of(action):
        yield from inside(element)


def _folds_around(action: Action, load: Load) -> int:
    """How many axes of folds are around what is read."""

    def depth(element: Element, around: int) -> int | None:
        if element is load:
            return around
        parts = (element.element,) if isinstance(element, Fold) else getattr(element, "args", ())
        more = len(element.lengths) if isinstance(element, Fold) else 0
        found = [depth(part, around + more) for part in parts]
        return next((f for f in found if f is not None), None)

    return next((d for e in elements_of(action) if (d := depth(e, 0)) is not None), 0)


def _with(action: Action, made: Write, moved: Callable[[Element, tuple[Affine, ...]], Element]) -> Action:
    """The action with the element of a new array in the place of the array."""

    def change(load: Load) -> Element:
        return moved(made.element, load.index) if load.array is made.target else load

    return replace(action, element=with_loads(action.element, change))


def _is_offset_update(action: Action) -> bool:
    """Whether it adds to the elements at a fixed offset from the loops' own index."""
    if not isinstance(action, Write) or action.symbol is None or action.symbol.__name__ not in ("add", "sub") or not action.lengths:
        return False
    if len(action.index) != len(action.lengths):
        return False
    return all(
        a.axis == axis and a.factor == 1 and a.base is None and a.plus >= 0 for axis, a in enumerate(action.index)
    )


def _are_offsets(actions: Iterable[Action]) -> bool:
    return all(map(_is_offset_update, actions))


def _is_same(a: tuple[Length, ...], b: tuple[Length, ...]) -> bool:
    return [x.key for x in a] == [x.key for x in b]


def _is_start(action: Action) -> bool:
    """Whether it only fills a new array with one number."""
    return isinstance(action, Write) and action.is_new and isinstance(action.element, Value)


def _is_zero(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value == 0


def _jumps(fold: Fold) -> bool:
    """Whether what is summed lies in memory along other axes than those of the sum."""
    own = other = 0
    for load in loads(fold.element):
        axis = load.index[-1].axis if load.index else None
        if axis is not None and len({a.axis for a in load.index if a.axis is not None}) > 1:
            own += axis in fold.axes
            other += axis not in fold.axes
    return other > own and not any(isinstance(o, Fold) for o in operations(fold.element))


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


__all__ = ["Action", "Arrangement", "Arranger", "Give", "Nest", "Node", "Sum", "Write"]

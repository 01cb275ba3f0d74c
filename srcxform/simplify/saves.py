"""Keeps an element once before a loop, where the trips of the loop only add to it.

    for k in range(m):
        old_stack.append(s[i])              old_stack.append(s[i])
        s[i] += a[k] * b[k]         ->      for k in range(m):
    ...                                         s[i] += a[k] * b[k]
    for k in range(m - 1, -1, -1):          ...
        s[i] = old_stack.pop()              for k in range(m - 1, -1, -1):
        ...                                     ...
                                            s[i] = old_stack.pop()

The place is the same in all trips and the reverse loop reads nothing there, so all that counts is what the first trip
found. That is what stands there before the loop; where the loop runs no trip, it is put back where it stands.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.elements import Access, Elements
from srcxform.ir.guarded import attempt_of
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Const,
    For,
    Operand,
    Pop,
    Slice,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)
from srcxform.ir.types import ArrayType, is_integer, is_tape
from srcxform.ir.walk import blocks, has_break, map_operands, statements_in, vars_in, with_blocks, with_statements
from srcxform.simplify.memory import sharing
from srcxform.simplify.unread import reverse_begin

ROUNDS = 4
WHOLE = (operator.add, operator.sub, operator.mul, operator.neg)


@dataclass(frozen=True)
class Save:
    """What is kept in each trip of `forward` by `kept`, the last of which appends, and put back in `backward`."""

    forward: For
    kept: tuple[Statement, ...]
    backward: For
    pop: Pop
    store: Store

    @property
    def read(self) -> Assign:
        found = self.kept[0]
        assert isinstance(found, Assign)
        return found


def keep_once(block: Block) -> Block:
    """The program that keeps before a loop what it would have kept in each trip."""
    for _ in range(ROUNDS):
        if reverse_begin(block) is None or not any(isinstance(s, Pop) for s in statements_in(block)):
            return block
        if any(attempt_of(s) is not None for s in statements_in(block)):
            return block
        finder = _Finder(block)
        moved = finder.movable()
        if not moved:
            return block
        block = finder.moved(moved)
    return block


class _Finder:
    """Finds the saves that need not be made in each trip."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.memory = sharing(block)
        self.where = self.memory.places
        self.elements = Elements(self.memory)
        self.holder: dict[Statement, tuple[For, Block]] = {}
        for loop in statements_in(block):
            if isinstance(loop, For):
                self.holder.update((s, (loop, loop.body)) for s in loop.body.statements)
        self.accesses: dict[For, list[tuple[Var, Statement, Access]]] = {}
        self.opaque: dict[For, bool] = {}

    def movable(self) -> list[Save]:
        """The saves that can leave the loop that they stand in."""
        saves = [self._save(s) for s in self.block.statements if isinstance(s, Assign)]
        return [save for save in saves if save is not None and self._may_leave(save)]

    def _save(self, made: Assign) -> Save | None:
        """The save and the restoring that a tape serves, if it serves nothing else."""
        uses = self.where.used_by.get(made.out, ())
        if made.primitive is not runtime.list_of or made.args or not is_tape(made.out.type) or len(uses) != 2:
            return None
        push, pop = uses
        if (
            not isinstance(push, Append)
            or not isinstance(pop, Pop)
            or push not in self.holder
            or pop not in self.holder
        ):
            return None
        kept, stores = self._kept(push), self.where.used_by.get(pop.out, ())
        store = stores[0] if len(stores) == 1 else None
        if not kept or not isinstance(store, Store) or store.value is not pop.out or store not in self.holder:
            return None
        forward, backward = self.holder[push][0], self.holder[pop][0]
        if self.holder[store][0] is not backward or any(self.holder.get(s, (None,))[0] is not forward for s in kept):
            return None
        return Save(forward, (*kept, push), backward, pop, store)

    def _kept(self, push: Append) -> tuple[Assign, ...]:
        """The statements that only make what is pushed: a read of an element, or a copy of a slice."""
        found: list[Assign] = []
        value: Operand = push.value
        user: Statement = push
        for _ in range(2):
            made = self.where.defined_by.get(value) if isinstance(value, Var) else None
            if not isinstance(made, Assign) or self.where.used_by.get(made.out) != [user] or made.kwargs:
                return ()
            found.insert(0, made)
            if made.primitive is operator.getitem:
                return tuple(found)
            if made.primitive is not np.copy:
                return ()
            value, user = made.args[0], made
        return ()

    def _may_leave(self, save: Save) -> bool:
        target, index = save.read.args
        if not isinstance(target, Var) or not isinstance(target.type, ArrayType) or save.store.target is not target:
            return False
        sides = ((save.forward, index), (save.backward, save.store.index))
        if has_break(save.forward.body) or any(self._computed(loop, target) != [] for loop, _ in sides):
            return False
        if any(self._computed(loop, place) is None for loop, place in sides):
            return False
        return self._is_there(save.forward, target, index) and self._is_first(save) and self._is_unread(save)

    def _is_there(self, loop: For, target: Var, index: Operand) -> bool:
        """Whether the place can be read before the loop, even if that runs no trip."""
        elements, around = self.elements, self.where.loops[loop]
        if isinstance(index, Const) and index.value is Ellipsis:
            return True
        start, stop = elements.linear(loop.start), elements.linear(loop.stop)
        step = loop.step.value if isinstance(loop.step, Const) else 0
        if step in (1, -1) and start is not None and stop is not None:
            trips = stop.minus(start).scaled(step)
            if elements.is_proved(trips.shifted(-1), around):
                return True
        items = index.items if isinstance(index, Tup) else (index,)
        for axis, item in enumerate(items):
            if isinstance(item, Slice):
                continue
            place, size = elements.linear(item), elements.size(target, axis)
            if place is None or size is None or not elements.is_proved(size.minus(place).shifted(-1), around):
                return False
            if not elements.is_proved(place, around):
                return False
        return True

    def _is_first(self, save: Save) -> bool:
        """Whether nothing is written there in the first trip before it is kept: no statement above can be it."""
        target, index = save.read.args
        assert isinstance(target, Var)
        kept = self.elements.access(save.read, target, index)
        return not any(
            not isinstance(s, Assign) and access.at < kept.at and self.elements.meet_in_trip(access, kept)
            for s, access in self._touched(save.forward, target)
        ) and not self._is_opaque(save.forward)

    def _is_unread(self, save: Save) -> bool:
        """Whether what is put back is neither read nor written over in the reverse loop."""
        target = save.store.target
        stored = self.elements.access(save.store, target, save.store.index)
        return not any(
            s is not save.store and self.elements.follows(stored, access, save.backward)
            for s, access in self._touched(save.backward, target)
        ) and not self._is_opaque(save.backward)

    def _is_opaque(self, loop: For) -> bool:
        """Whether a loop asks for the truth of what may be an array."""
        if loop not in self.opaque:
            tests = [s.cond.yields[0] for s in statements_in(loop.body) if isinstance(s, While)]
            self.opaque[loop] = any(
                not isinstance(v.type, ArrayType) or v.type.rank != 0 for t in tests for v in vars_in(t)
            )
        return self.opaque[loop]

    def _touched(self, loop: For, target: Var) -> list[tuple[Statement, Access]]:
        """The reads and writes of what may be the same array, in a loop."""
        if loop not in self.accesses:
            found = self.accesses[loop] = []
            for s in statements_in(loop.body):
                found += [(self.memory.root(var), s, access) for var, access in self.elements.contents_read(s)]
                if isinstance(s, Store | Update):
                    found.append((self.memory.root(s.target), s, self.elements.access(s, s.target, s.index)))
        root = self.memory.root(target)
        return [(s, access) for known, s, access in self.accesses[loop] if known is root]

    def _computed(self, loop: For, index: Operand) -> list[Assign] | None:
        """The statements of a loop that compute an index of what the loop does not change; None if it does change."""
        found: dict[Assign, None] = {}
        for var in vars_in(index):
            made = self.where.defined_by.get(var)
            if made is None or (made is not loop and loop not in self.where.loops[made]):
                continue
            if not isinstance(made, Assign) or made.primitive not in WHOLE or not is_integer(var.type) or made.kwargs:
                return None
            inner = self._computed(loop, Tup(made.args))
            if inner is None:
                return None
            found.update(dict.fromkeys([*inner, made]))
        return list(found)

    def moved(self, saves: list[Save]) -> Block:
        """The program with these saves before their loops, and with what they put back after the reverse loops."""
        gone: set[Statement] = set()
        before: dict[Statement, list[Statement]] = {}
        after: dict[Statement, list[Statement]] = {}
        for save in saves:
            gone |= {*save.kept, save.pop, save.store}
            before.setdefault(save.forward, []).extend(self._outside(save.forward, save.read.args[1], save.kept))
            put_back = self._outside(save.backward, save.store.index, (save.pop, save.store))
            after.setdefault(save.backward, []).extend(put_back)

        def rebuilt(given: Block) -> Block:
            statements: list[Statement] = []
            for statement in given.statements:
                if statement not in gone:
                    statements += before.get(statement, ())
                    statements.append(with_blocks(statement, [rebuilt(b) for b in blocks(statement)]))
                    statements += after.get(statement, ())
            return with_statements(given, statements)

        return rebuilt(self.block)

    def _outside(self, loop: For, index: Operand, given: tuple[Statement, ...]) -> list[Statement]:
        """Statements as they stand outside of a loop, with copies of those that compute their index there."""
        fresh: dict[Operand, Var] = {}
        found: list[Statement] = []
        for made in self._computed(loop, index) or ():
            fresh[made.out] = replace(made.out)
            args = tuple(fresh.get(arg, arg) for arg in made.args)
            found.append(replace(made, out=fresh[made.out], args=args))
        return [*found, *(map_operands(s, lambda operand: fresh.get(operand, operand)) for s in given)]

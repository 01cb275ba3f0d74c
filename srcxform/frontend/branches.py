"""Branches, read on trial: what the two of an `if` changed is merged, or becomes a choice."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from srcxform.errors import Unsupported
from srcxform.frontend import objects
from srcxform.frontend.forms import (
    MISSING,
    LengthChanged,
    absence,
    choice,
    choice_of,
    defaults_of,
    has_structure,
    is_absent,
    is_like,
    is_none,
    is_one_kind,
    is_poisoned,
    is_same_static,
    is_static,
    is_undefined,
    parts_of,
    with_parts,
)
from srcxform.frontend.iteration import refuse_view
from srcxform.frontend.memory import Changes, Owner, relate
from srcxform.frontend.virtual import Either, Instance, instance_of, is_one_of
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.ends import at_end
from srcxform.ir.nodes import Block, Const, If, Operand, Tup, Var
from srcxform.ir.types import NothingType, Type, join
from srcxform.ir.walk import has_break
from srcxform.origin import Origin

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


FALL, BREAK, RETURN, NEVER = "", "break", "return", "never"


@dataclass
class Branch:
    """A branch as it was read: its statements, how it ends, what it hands to the loop that it leaves, its changes."""

    statements: list[Any]
    ending: str
    leaving: tuple[Operand, ...]
    changes: Changes

    def read(self, owner: Owner, key: Any) -> Operand:
        """What a cell holds at the end of the branch."""
        value = self.changes[owner, key] if (owner, key) in self.changes else owner.cells.get(key)
        return absence(owner) if value is None else value

    def keys(self, owner: Owner) -> list[Any]:
        """The cells that an owner has at the end of the branch."""
        kept = [key for key in owner.cells if self.changes.get((owner, key), MISSING) is not None]
        return kept + [k for (o, k), v in self.changes.items() if o is owner and v is not None and k not in owner.cells]

    @property
    def always_raises(self) -> bool:
        return self.ending == NEVER and not has_break(block_of(self.statements))


def read_branch(reader: Reader, read: Callable[[], str]) -> Branch:
    """Read a branch on trial: what it changes is told, and undone."""
    with reader.memory.trial() as changes, reader.builder.block() as block:
        ending = read()
        leaving = reader.break_yields() if ending == BREAK else ()
    return Branch(block, ending, leaving, changes)


def join_branches(reader: Reader, test: Operand, then: Branch, orelse: Branch, began: int, origin: Origin) -> str:
    """Add the `If` of two branches, and merge what they changed; how it ends."""
    if then.always_raises != orelse.always_raises:
        # What does not raise goes on in the block around it, where its values stay in sight.
        goes_on = orelse if then.always_raises else then
        blocks = [block_of(b.statements, (), "never") if b.always_raises else Block(()) for b in (then, orelse)]
        reader.builder.add(If(test, blocks[0], blocks[1], (), origin))
        reader.memory.apply(goes_on.changes)
        for statement in goes_on.statements:
            reader.builder.add(statement)
        return goes_on.ending
    alive = [branch for branch in (then, orelse) if branch.ending in (FALL, RETURN)]
    if RETURN in (then.ending, orelse.ending) and FALL in (then.ending, orelse.ending):
        raise Unsupported("a branch that neither returns nor ends the function", origin=origin)
    merger = Merger(reader, test, then, orelse, began)
    changed = merger.changes(alive)
    reader.builder.add(
        If(
            test,
            block_of(then.statements, _yields(then, merger.then), _jump(then.ending)),
            block_of(orelse.statements, _yields(orelse, merger.orelse), _jump(orelse.ending)),
            tuple(merger.results),
            origin,
        )
    )
    reader.memory.apply(changed)
    return alive[0].ending if alive else NEVER


def _yields(branch: Branch, merged: list[Operand]) -> tuple[Operand, ...]:
    if branch.ending == BREAK:
        return branch.leaving
    return tuple(merged) if branch.ending in (FALL, RETURN) else ()


def _jump(ending: str) -> str:
    return {FALL: "", BREAK: "break", NEVER: "never", RETURN: ""}[ending]


class Merger:
    """Pairs what two branches give to one cell, and makes a result of the `If` where they differ."""

    def __init__(self, reader: Reader, test: Operand, then: Branch, orelse: Branch, began: int) -> None:
        self.reader, self.test, self.branches, self.began = reader, test, (then, orelse), began
        self.then: list[Operand] = []
        self.orelse: list[Operand] = []
        self.results: list[Var] = []
        self._made: dict[tuple[Instance | None, Instance | None], Instance] = {}

    def changes(self, alive: list[Branch]) -> Changes:
        """What the `If` changes as a whole; of what began inside, only what is still reached."""
        merged: Changes = {}
        for owner, key in dict.fromkeys(cell for branch in alive for cell in branch.changes):
            if owner.born > self.began:
                continue
            a, b = (branch.read(owner, key) for branch in self.branches)
            if len(alive) == 1:
                a = b = alive[0].read(owner, key)
            if is_absent(a) and is_absent(b):
                merged[owner, key] = None
                continue
            if isinstance(owner, Instance) and owner.kind is list and (is_absent(a) or is_absent(b)):
                self.reader.unroll_enclosing_loop()
                raise LengthChanged(owner.site)
            if is_undefined(a) and is_undefined(b):
                merged[owner, key] = None if all(b.changes.get((owner, key), a) is None for b in alive) else MISSING
                continue
            merged[owner, key] = self.merge(a, b, _hint(key))
        return merged

    def _whole(self, value: Operand, block: list[Any]) -> Operand:
        """A tuple that one branch alone gives is made in that branch."""
        if not isinstance(value, Tup):
            return value
        self.reader.builder.blocks.append(block)
        made = at_end(self.reader.builder, lambda: self.reader.materialised(value))
        self.reader.builder.blocks.pop()
        return made

    def merge(self, a: Operand, b: Operand, hint: str) -> Operand:
        """One operand for what is `a` after the first branch and `b` after the second."""
        refuse_view(self.reader, a, b)
        if isinstance(a, Tup) and isinstance(b, Tup) and a.kind is b.kind and len(a.items) == len(b.items):
            return Tup(tuple(self.merge(x, y, hint) for x, y in zip(a.items, b.items, strict=True)), a.kind)
        if is_poisoned(a) or is_poisoned(b):
            return a if is_poisoned(a) else b
        if (is_none(a) and is_undefined(b)) or (is_undefined(a) and is_none(b)):
            return Const(None)
        if isinstance(a, Const) and isinstance(b, Const) and not has_structure(a) and is_same_static(a, b):
            return a
        # What a recursive call gives is nothing yet, while its function is read for the first time.
        guess = next((o for o in (a, b) if self.reader.is_guess(o)), MISSING)
        a, b = (MISSING if self.reader.is_guess(o) else o for o in (a, b))
        if is_undefined(a) and is_undefined(b):
            return guess
        # A rule that gives None means a zero, which is a value among others.
        nothing = not self.reader.builder.derived and (is_none(a) or is_none(b))
        if nothing or any(has_structure(o) or (is_static(o) and not is_none(o)) for o in (a, b)):
            # A name that a loop has not assigned before is nothing either.
            a, b = (MISSING if isinstance(type_of(o), NothingType) else o for o in (a, b))
            return self._merge_structures(a, b, hint)
        self.then.append(self._whole(a, self.branches[0].statements))
        self.orelse.append(self._whole(b, self.branches[1].statements))
        out = Var(hint, _merged_type(a, b))
        self.results.append(out)
        return out

    def _merge_structures(self, a: Operand, b: Operand, hint: str) -> Operand:
        x, y = instance_of(a), instance_of(b)
        if x is not None and x is y and x.born < self.began:
            return a
        if is_undefined(a) or is_undefined(b):
            return self._passed_out(a, b, hint)
        if x is not None and y is not None and self._keeps_identity(x, y):
            return choice(self.test, self._passed_out(a, MISSING, hint), self._passed_out(MISSING, b, hint))
        if x is not None and y is not None and self._are_alike(x, y):
            return Const(self._merged_instance(x, y))
        if defaults_of(a) and is_like(a, b):
            pairs = zip(defaults_of(a), defaults_of(b), strict=True)
            return with_parts(a, [self.merge(x, y, hint) for x, y in pairs])
        c, d = choice_of(a), choice_of(b)
        if c is not None and d is not None and is_none(c.then) == is_none(d.then):
            then = Const(None) if is_none(c.then) else self.merge(c.then, d.then, hint)
            return choice(self.merge(c.test, d.test, ""), then, self.merge(c.orelse, d.orelse, hint))
        for either, value, flip in ((c, b, False), (d, a, True)):
            if either is not None:
                return self._into_choice(either, value, flip, hint)
        if is_none(b) or is_absent(b):
            test = self.reader.builder.op(operator.not_, self.test)
            return choice(test, Const(None) if is_none(b) else b, self._passed_out(a, MISSING, hint))
        first = Const(None) if is_none(a) else self._passed_out(a, MISSING, hint)
        return choice(self.test, first, self._passed_out(MISSING, b, hint))

    def _into_choice(self, either: Either, value: Operand, flip: bool, hint: str) -> Operand:
        """Merge a choice with a value that is one of its alternatives, or a third."""

        def both(x: Operand, y: Operand) -> Operand:
            return self.merge(y, x, hint) if flip else self.merge(x, y, hint)

        if (is_none(either.then) and is_none(value)) or (is_absent(either.then) and is_absent(value)):
            return choice(both(either.test, Const(True)), either.then, both(either.orelse, MISSING))
        if not is_none(either.then) and is_one_kind(value, either.then):
            return choice(both(either.test, Const(True)), both(either.then, value), both(either.orelse, MISSING))
        void = is_none(either.then) or is_absent(either.then)
        then = either.then if void else both(either.then, MISSING)
        return choice(both(either.test, Const(False)), then, both(either.orelse, value))

    def _passed_out(self, a: Operand, b: Operand, hint: str) -> Operand:
        """What one branch alone gives, as the `If` gives it."""
        value = b if is_undefined(a) else a
        if is_static(value) or is_undefined(value):
            return value
        instance = instance_of(value)
        if instance is not None and self.reader.exact and instance.born < self.began:
            return value
        if instance is not None:
            pair = (None, instance) if is_undefined(a) else (instance, None)
            return Const(self._merged_instance(*pair))
        parts = parts_of(value)
        if parts is None:
            return self.merge(a, b, hint)
        pairs = [(MISSING, p) if is_undefined(a) else (p, MISSING) for p in parts]
        return with_parts(value, [self._passed_out(x, y, hint) for x, y in pairs])

    def _keeps_identity(self, x: Instance, y: Instance) -> bool:
        """Whether it matters which of two objects is meant, because one is from before and may have other names."""
        return self.reader.exact and (x.born < self.began or y.born < self.began)

    def _are_alike(self, x: Instance, y: Instance) -> bool:
        if x.kind is not y.kind:
            return False
        for each in (x, y):
            objects.complete(self.reader, each)
        keys = [branch.keys(o) for branch, o in zip(self.branches, (x, y), strict=True)]
        if x.kind is list and len(keys[0]) != len(keys[1]):
            raise LengthChanged(x.site, y.site)
        return set(keys[0]) == set(keys[1]) or x.kind is dict or x.site == y.site

    def _merged_instance(self, x: Instance | None, y: Instance | None) -> Instance:
        """The object that is `x` after the first branch and `y` after the second (None: no object)."""
        if (x, y) in self._made:
            return self._made[x, y]
        like = x or y
        assert like is not None
        objects.complete(self.reader, like)
        made = Instance(kind=like.kind, site=like.site, factory=like.factory)
        for (p, q), other in self._made.items():
            if (x is not None and p is x) or (y is not None and q is y):
                relate(made, other)
        self._made[x, y] = made
        sides = [(o, branch) for o, branch in zip((x, y), self.branches, strict=True) if o is not None]
        for owner, _ in sides:
            is_one_of(made, owner)
            # One that the branch made of others may still be one of these.
            if owner.born < self.began or owner.kin:
                relate(made, owner)
        for key in dict.fromkeys(k for owner, branch in sides for k in branch.keys(owner)):
            a, b = (MISSING if o is None else branch.read(o, key)
                    for o, branch in zip((x, y), self.branches, strict=True))  # fmt: skip
            made.cells[key] = self.merge(a, b, _hint(key))
        return made


def _hint(key: object) -> str:
    """The name to print for a cell."""
    if key == "return":
        return "result"
    return key if isinstance(key, str) and key.isidentifier() else ""


def _merged_type(a: Operand, b: Operand) -> Type:
    if is_undefined(a):
        return type_of(b)
    return type_of(a) if is_undefined(b) else join(type_of(a), type_of(b))

"""Removes stores of the reverse sweep into elements that nothing reads afterwards.

    for i in range(n - 1, -1, -1):
        x[i] = old_stack.pop()              for i in range(n - 1, -1, -1):
        x_bar = y_bar[i]            ->          x_bar = y_bar[i]
        y_bar[i] = 0.0                          y_bar[:i] += x_bar * x[:i]
        y_bar[:i] += x_bar * x[:i]

So what a program writes once and reads after that needs no tape: the reverse sweep finds it as the forward sweep left
it. What is read when is asked of each element (`analyses/elements.py`); where there is no proof, the store stays.
"""

from __future__ import annotations

import functools
from typing import Any

from srcxform.analyses.aliasing import Aliases, aliased_operands
from srcxform.analyses.elements import Access, Elements, Part, read_places
from srcxform.ir.guarded import attempt_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Append, Assign, Block, Effect, For, Pop, Statement, Store, Update, Var, While
from srcxform.ir.types import ArrayType, ListType, TupleType, may_be_written
from srcxform.ir.walk import blocks, statements_in, vars_in, with_blocks, with_statements
from srcxform.simplify.dead_code import remove_dead_code
from srcxform.simplify.memory import sharing

ROUNDS = 3
Write = Store | Update


def drop_unread_stores(block: Block) -> Block:
    """The program without the stores into elements that its reverse sweep does not read again."""
    for _ in range(ROUNDS):
        begin = reverse_begin(block)
        candidates = [] if begin is None else _candidates(block, begin)
        if begin is None or not candidates:
            return block
        found = _Unread(block, begin, candidates)
        dead = found.dead()
        if not dead:
            return block
        # What was computed only to be stored there reads nothing any more.
        block = remove_dead_code(_without(block, dead))
        if found.readers <= {*dead, *statements_in(block)}:
            return block
    return block


def reverse_begin(block: Block) -> int | None:
    """The position of the mark between the two sweeps."""
    for position, statement in enumerate(block.statements):
        if isinstance(statement, Effect) and statement.primitive is reverse_sweep_begins:
            return position
    return None


def _candidates(block: Block, begin: int) -> list[Write]:
    """The stores into parts of arrays, if any of them is in a loop; none of what may fail and be caught."""
    found: list[Write] = []
    in_loop = False
    for statement in block.statements[begin:]:
        inner = [s for b in blocks(statement) for s in statements_in(b)]
        if any(attempt_of(s) is not None for s in (statement, *inner)):
            continue
        stores = [s for s in (statement, *inner) if isinstance(s, Store | Update) and s.index is not None]
        found += [s for s in stores if isinstance(s.target.type, ArrayType)]
        in_loop = in_loop or (bool(stores) and any(isinstance(s, For | While) for s in (statement, *inner)))
    return found if in_loop else []


class _Unread:
    """Finds the stores that nothing reads, all at once: an update reads only where something reads what it makes."""

    def __init__(self, block: Block, begin: int, candidates: list[Write]) -> None:
        self.memory: Aliases = sharing(block)
        self.elements = Elements(self.memory)
        self.block, self.begin, self.candidates = block, begin, candidates
        self.readers: set[Statement] = set()
        self.reads: dict[Var, list[Access]] = {}
        self.writes: dict[Var, list[tuple[Write, Access]]] = {}

    def dead(self) -> set[Statement]:
        """The stores that may go."""
        roots = {self.memory.root(s.target) for s in self.candidates}
        followed = {root for root in roots if self._is_followed(root)}
        if not followed:
            return set()
        self._collect(followed)
        return {s for root, writes in self.writes.items() for s in self._dead_of(root, writes)}

    def _is_followed(self, root: Var) -> bool:
        """Whether all names of a class are arrays, or lists that hold some, and none of them came from outside."""
        defined = self.memory.places.defined_by
        return all(
            isinstance(v.type, ArrayType | ListType | TupleType) and defined.get(v) is not None
            for v in self.memory.members.get(root, [root])
        )

    def _collect(self, followed: set[Var]) -> None:
        """All reads and the candidates, by class."""
        candidates = set(self.candidates)
        for var in self.fresh:
            self.elements.take_for_whole(var)
        statements = statements_in(Block(self.block.statements[self.begin :]))
        elements, root = self.elements, self.memory.root
        for statement in statements:
            if isinstance(statement, Pop) and statement.out in self.fresh:
                continue  # which item it is does not say what is in it
            for var, index in read_places(statement):
                if root(var) in followed:
                    self.reads.setdefault(root(var), []).append(elements.access(statement, var, index))
                    self.readers.add(statement)
            if isinstance(statement, While):
                followed.difference_update(root(v) for v in vars_in(statement.cond.yields[0]) if may_be_written(v.type))
            if isinstance(statement, Store | Update) and root(statement.target) in followed:
                access = elements.access(statement, statement.target, statement.index)
                if statement in candidates:
                    self.writes.setdefault(root(statement.target), []).append((statement, access))
                elif isinstance(statement, Update):
                    self.reads.setdefault(root(statement.target), []).append(access)
        for operand in self.block.yields:
            for var in vars_in(operand):
                if may_be_written(var.type):
                    access = Access(self.memory.places.last + 1, (), elements.part(var))
                    self.reads.setdefault(root(var), []).append(access)
        for known in list(self.writes):
            if known not in followed:
                del self.writes[known]

    def _follows(self, write: Access, read: Access) -> bool:
        """Whether a read may see what a store left: of an array that a trip made or took from a list, in that trip."""
        taken, common = write.part.base, []
        if taken is not None and taken is read.part.base and taken in self.fresh:
            common = [a for a, b in zip(write.loops, read.loops, strict=False) if a is b]
        around = self.memory.places.loops[self.fresh[taken]] if common and taken is not None else ()
        if not around or len(common) < len(around) or common[len(around) - 1] is not around[-1]:
            return self.elements.follows(write, read)
        if len(common) > len(around):
            return self.elements.follows(write, read, inside=common[len(around)])
        return read.at > write.at and self.elements.meet_in_trip(write, read)

    @functools.cached_property
    def fresh(self) -> dict[Var, Assign | Pop]:
        """The arrays that are another object in each trip, with the statements that make them or take them."""
        is_fresh = {Pop: self._is_taken_once, Assign: self._is_of_its_trip}
        return {
            var: made  # type: ignore[misc]
            for var, made in self.memory.places.defined_by.items()
            if isinstance(var.type, ArrayType) and type(made) in is_fresh and is_fresh[type(made)](var, made)
        }

    def _is_taken_once(self, var: Var, pop: Any) -> bool:
        """Whether no two items of the list are one object: each is made where it is put on the list."""
        where = self.memory.places
        members = self.memory.members.get(self.memory.root(var), [])
        if any(isinstance(v.type, ListType | TupleType) and v is not pop.target for v in members):
            return False
        uses = where.used_by.get(pop.target, [])
        pushes = [s for s in uses if isinstance(s, Append) and s.target is pop.target]
        return len(uses) == 2 and len(pushes) == 1 and pop.target not in where.returned and self._is_new(pushes[0])

    def _is_of_its_trip(self, var: Var, made: Any) -> bool:
        """Whether an array that a trip makes is passed on by nothing: all its other names are views of it."""
        where = self.memory.places
        if not where.loops[made] or any(True for _ in aliased_operands(made)):
            return False
        others = [v for v in self.memory.members.get(self.memory.root(var), []) if v is not var]
        return all(isinstance(v.type, ArrayType) and self._is_view(where.defined_by.get(v)) for v in others)

    @staticmethod
    def _is_view(made: object) -> bool:
        return isinstance(made, Assign) and any(True for _ in aliased_operands(made))

    def _is_new(self, push: Append) -> bool:
        """Whether an array is made in the very trip in which it is put on a list."""
        made = self.memory.places.defined_by.get(push.value) if isinstance(push.value, Var) else None
        if not isinstance(made, Assign) or any(True for _ in aliased_operands(made)):
            return False
        return self.memory.places.loops[made] == self.memory.places.loops[push]

    def _dead_of(self, root: Var, writes: list[tuple[Write, Access]]) -> list[Write]:
        """Of the stores into one class those that no read follows; what is read makes its own reads count."""
        # What reads most settles most: what may be anywhere is asked first, and comes last here.
        unread, todo = writes, sorted(self.reads.get(root, ()), key=lambda read: -_bounds(read.part))
        while todo and unread:
            read = todo.pop()
            left: list[tuple[Write, Access]] = []
            for write, access in unread:
                if not self._follows(access, read):
                    left.append((write, access))
                elif isinstance(write, Update):
                    todo.append(access)
            unread = left
        return [write for write, _ in unread]


def _bounds(part: Part) -> int:
    """How much is known of where a part ends."""
    region = part.region or ()
    return sum(bool(bound.terms or bound.constant) for i in region for bound in (i.low, i.high, i.given) if bound)


def _without(block: Block, dead: set[Statement]) -> Block:
    kept = [s for s in block.statements if s not in dead]
    return with_statements(block, [with_blocks(s, [_without(b, dead) for b in blocks(s)]) for s in kept])

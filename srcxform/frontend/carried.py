"""What a loop carries from trip to trip: its body is read until cells, forms and types no longer change."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from srcxform.errors import Unsupported
from srcxform.frontend import objects
from srcxform.frontend.forms import (
    MISSING,
    LengthChanged,
    absence,
    fits,
    flow,
    instances_in,
    is_absent,
    is_static,
    is_undefined,
    joined,
    leaves_of,
    rebuilt,
)
from srcxform.frontend.iteration import refuse_view
from srcxform.frontend.living import alive_at_loops
from srcxform.frontend.memory import DEAD, GIVEN_BY_A_TRIP, Cell, Changes, Owner, kin_of, now
from srcxform.frontend.virtual import Instance, may_be
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.ends import at_end
from srcxform.ir.nodes import Block, Const, For, Operand, Var
from srcxform.ir.types import INT, NOTHING, UNKNOWN, ArrayType, LoopIndex, Size, Type, has_own_sizes, join, join_all
from srcxform.ir.walk import has_break, uses_in

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


MOST_PASSES = 9


@dataclass
class Carried:
    """The cells that a loop assigns, the form of what each holds between trips, and what the exits hand on."""

    cells: list[Cell] = field(default_factory=list)
    forms: list[Operand] = field(default_factory=list)
    began: int = field(default_factory=now)
    params: list[Var] = field(default_factory=list)
    breaks: list[tuple[Operand, ...]] = field(default_factory=list)
    kin: list[set[Owner]] = field(default_factory=list)
    twins: dict[tuple[int, int], Owner] = field(default_factory=dict)
    grown: bool = False
    left: Changes = field(default_factory=dict)
    dead: list[Cell] = field(default_factory=list)  # names that trips assign and that nothing reads before that
    depth: int = 0
    bound_by_trips: set[int] = field(default_factory=set)  # where only a trip gives a function or the like
    learnt: tuple[list[Operand], list[Type | None]] | None = None  # what a trip that is read again left, by form

    def carry(self, reader: Reader, cells: list[Cell]) -> None:
        """Carry more cells, in the form of what they hold now."""
        for owner, key in cells:
            value = owner.cells.get(key, absence(owner))
            objects.complete_all(reader, value, set())
            self.cells.append((owner, key))
            # The form is a copy: the object itself may be written in the loop.
            self.forms.append(rebuilt(value, leaves_of(value)))
            self.kin.append(set(instances_in(value)))

    def inits(self, reader: Reader) -> list[Operand]:
        """What the leaves start from; a first value that does not fit widens the form."""
        result: list[Operand] = []
        for position, (owner, key) in enumerate(self.cells):
            value = owner.cells.get(key, absence(owner))
            if not fits(value, self.forms[position]):
                self.forms[position] = joined(self.forms[position], value)
            if not fits(value, self.forms[position]):
                raise Unsupported("what this loop finds under a name and what it leaves there do not go together",
                                  origin=reader.builder.origin, instead="use a name for each")  # fmt: skip
            result += flow(value, self.forms[position], reader.materialised)
        return result

    def begin(self, reader: Reader, types: list[Type | None]) -> None:
        """Give the cells the values that a trip starts from."""
        hints = [key if isinstance(key, str) and key.isidentifier() else "" for _, key in self.cells]
        every = [hint for hint, form in zip(hints, self.forms, strict=True) for _ in leaves_of(form)]
        self.params = [Var(hint, NOTHING if t is None else t) for hint, t in zip(every, types, strict=True)]
        self.breaks, self.grown, self.left = [], False, {}
        self.bind(reader, list(self.params))

    def bind(self, reader: Reader, leaves: list[Any]) -> None:
        """Put leaves into the cells, as what their forms say."""
        for (owner, key), form, kin in zip(self.cells, self.forms, self.kin, strict=True):
            value = rebuilt(form, leaves)
            for instance in instances_in(value):
                for other in kin:
                    may_be(instance, other)
            if is_absent(value):
                reader.memory.delete(owner, key)
            else:
                reader.memory.write(owner, key, value)
        for owner, key in self.dead:
            reader.memory.write(owner, key, Const(DEAD))

    def yields(self, reader: Reader) -> tuple[Operand, ...]:
        """The values of the cells, leaf by leaf."""
        result: list[Operand] = []
        changed = False
        seen: dict[Instance, int] = {}
        for position, (owner, key) in enumerate(self.cells):
            value, form = owner.cells.get(key, absence(owner)), self.forms[position]
            objects.complete_all(reader, value, set())
            refuse_view(reader, value)
            self._note_kin(position, value, seen)
            if is_undefined(form) and is_static(value) and fits(value, form):
                self.bound_by_trips.add(position)
            if not fits(value, form):
                if isinstance(owner, Instance) and owner.kind is list and (is_absent(value) or is_absent(form)):
                    raise LengthChanged(owner.site)
                self.forms[position] = joined(form, value)
                changed = True
            elif not changed:
                result += flow(value, form, lambda leaf: at_end(reader.builder, lambda: reader.materialised(leaf)))
        if changed:
            self.learn(self._left_now())
            raise FormsChanged
        return tuple(result)

    def _left_now(self) -> list[Type | None]:
        """The types of what the cells hold, leaf by leaf; None where there is nothing, or what does not fit."""
        types: list[Type | None] = []
        for (owner, key), form in zip(self.cells, self.forms, strict=True):
            value = owner.cells.get(key, absence(owner))
            ends = flow(value, form, lambda leaf: leaf) if fits(value, form) else [MISSING for _ in leaves_of(form)]
            types += [None if is_undefined(leaf) else type_of(leaf) for leaf in ends]
        return types

    def learn(self, types: list[Type | None]) -> None:
        self.learnt = (list(self.forms), types)

    def first_types(self, inits: list[Operand]) -> list[Type | None]:
        """The types that leaves have at first, and those that they had at the end of a trip that is read again."""
        types = [None if is_undefined(i) else type_of(i) for i in inits]
        forms, learnt = self.learnt or ([], [])
        if all(map(operator.is_, forms, self.forms)):
            types[: len(learnt)] = map(_either, types, learnt)
        return types

    def note_left(self, reader: Reader) -> None:
        """What a path that leaves the loop changed is carried too, though no trip goes on from there."""
        for owner, key in reader.memory.changed_since(self.depth):
            self.left[owner, key] = owner.cells.get(key)

    def _note_kin(self, position: int, value: Operand, seen: dict[Instance, int]) -> None:
        """Objects from before the loop, or in two cells at once, may be the ones that the next trip starts with.

        So may those that one branch of the trip gives: what the branches have in common is perhaps another name.
        """
        for instance in instances_in(value):
            for older in (o for o in (instance, *kin_of(instance)) if o.born <= self.began):
                if older not in self.kin[position]:
                    self.kin[position].add(older)
                    self.grown = True
            other = seen.setdefault(instance, position)
            if other != position and (other, position) not in self.twins:
                twin = self.twins[other, position] = Owner()
                self.kin[position].add(twin)
                self.kin[other].add(twin)
                self.grown = True


def _either(first: Type | None, left: Type | None) -> Type | None:
    """The type of what a trip starts with; sizes, which may have names of that trip alone, change nothing."""
    if first is None or left is None:
        return left if first is None and left is not None and not has_own_sizes(left) else first
    if isinstance(first, ArrayType) and isinstance(left, ArrayType) and _kind(first) == _kind(left):
        return first
    return join(first, left)


def _kind(t: ArrayType) -> object:
    return t.dtype, t.rank, t.box, t.classes


def is_dead(reader: Reader, frame: Owner, name: str, loop: Any) -> bool:
    """Whether nothing reads a name where a trip of a loop begins, nor after the loop, as far as the text tells."""
    if frame is not reader.frame or reader.frame.node is None or reader.shared.carries_all:
        return False
    if frame is reader.outermost and name in (*reader.tables.sought, reader.tables.objective):
        return False
    alive = alive_at_loops(reader.frame.node).get(loop)
    return alive is not None and name not in alive


class FormsChanged(Exception):
    """Some cell holds something of another form than the trip began with: the body is read again."""


def fixed_point(
    reader: Reader,
    origin: Any,
    names: list[str],
    read_body: Callable[[Carried], tuple[Any, str, Any]],
    node: Any = None,
) -> tuple[Carried, list[Operand], Any, Any, list[Type]]:
    """Read a loop's body until cells, forms and types of what it carries no longer change."""
    loop = (origin, origin.end, reader.path)
    carried, named = _first_carried(reader, loop, names, node)
    types: list[Type | None] | None = None
    entry, guess, may_guess = list[Type | None](), None, True
    unsettled: list[str] = []
    for _ in range(MOST_PASSES):
        inits = carried.inits(reader)
        if types is None or len(types) != len(inits):
            entry = carried.first_types(inits)
            guess = reader.remembered.types(loop, entry) if may_guess else None
            types = guess or entry
        if types is guess:
            found = _read_with_guess(reader, carried, entry, types, read_body)
            may_guess = found is not None
        else:
            found = _read_trip(reader, carried, types, read_body)
        if found is None:
            types = None
            continue
        block, _, extra = found
        if any(has_break(Block((s,))) for s in block.statements[:-1]):
            raise Unsupported("a loop with `break` carries a tuple that changes its form", origin=reader.builder.origin,
                              instead="carry the items under names of their own")  # fmt: skip
        ends = _types_after(carried, types, found)
        unread = {v for v, t in zip(carried.params, types, strict=True) if t is None} - uses_in(block)
        stable = all(
            (t is not None and (a == t or (a is None and p in unread))) or (a is None and t is None)
            for a, t, p in zip(types, ends, carried.params, strict=True)
        )
        if stable:
            # A name that only the trips themselves assign: nothing reads its value from before.
            carried.params = [
                Var(p.hint, UNKNOWN if f is None else f) if t is None else p
                for p, t, f in zip(carried.params, types, ends, strict=True)
            ]
            reader.remembered.note(reader, loop, carried.cells[named:])
            reader.remembered.note_types(loop, entry, types)
            return carried, inits, block, extra, [UNKNOWN if t is None else t for t in ends]
        unsettled = [p.hint for p, a, t in zip(carried.params, types, ends, strict=True) if a != t and p.hint]
        types = ends
    reader.unroll_enclosing_loop()
    which = ", ".join(f"`{name}`" for name in dict.fromkeys(unsettled))
    raise Unsupported(
        "the types of the values that this loop carries do not settle" + (which and f": those of {which}"),
        origin=reader.builder.origin,
        instead="bind each name to values of one kind in every trip: numbers, arrays of one rank, one range",
    )


def _first_carried(reader: Reader, loop: object, names: list[str], node: Any) -> tuple[Carried, int]:
    """What a loop carries as far as that is known before it is read, and how many of that are names it assigns."""
    carried = Carried()
    named = [(frame, name) for name in names if (frame := reader.frame_that_binds(name)) is not None]
    carried.dead = [cell for cell in named if is_dead(reader, *cell, node)]
    named = [cell for cell in named if cell not in carried.dead]
    again = [cell for cell in reader.remembered.cells(reader, loop) if cell[0].born <= carried.began]
    carried.carry(reader, list(dict.fromkeys([*named, *again])))
    return carried, len(named)


def _read_with_guess(
    reader: Reader,
    carried: Carried,
    entry: list[Type | None],
    types: list[Type | None],
    read_body: Callable[[Carried], tuple[Any, str, Any]],
) -> tuple[Any, str, Any] | None:
    """Read the body with remembered types; None unless it leaves just these, with what the loop begins with."""
    try:
        found = _read_trip(reader, carried, types, read_body)
    except Unsupported:
        found = None
    if found is not None and _types_after(carried, entry, found) == _types_after(carried, types, found):
        return found
    carried.learnt = None
    return None


def _read_trip(
    reader: Reader,
    carried: Carried,
    types: list[Type | None],
    read_body: Callable[[Carried], tuple[Any, str, Any]],
) -> tuple[Any, str, Any] | None:
    """Read the body once; None where it carries more than was known, or in another form."""
    try:
        carried.depth = reader.memory.depth
        with reader.memory.trial() as changes:
            carried.begin(reader, types)
            reader.loops.append(carried)
            try:
                found = read_body(carried)
            finally:
                reader.loops.pop()
    except FormsChanged:
        return None
    except LengthChanged as changed:
        if any(site in reader.virtual_sites for site in changed.sites):
            reader.unroll_enclosing_loop()
        raise
    known = {*carried.cells, *carried.dead}
    changes = {**carried.left, **changes}
    new = [cell for cell in changes if cell not in known and cell[0].born <= carried.began]
    for owner, key in new:
        if (
            isinstance(owner, Instance)
            and owner.kind is list
            and (key in owner.cells) != (changes[owner, key] is not None)
        ):
            reader.unroll_enclosing_loop()
            raise LengthChanged(owner.site)
    if not new and not carried.grown:
        return found
    carried.learn(_types_after(carried, types, found))
    carried.carry(reader, new)
    return None


def _types_after(carried: Carried, types: list[Type | None], found: tuple[Any, str, Any]) -> list[Type | None]:
    block, ending, _ = found
    return _joined_types(types, [block.yields] if ending == "" else [], carried.breaks)


def _joined_types(
    types: list[Type | None], ends: list[tuple[Operand, ...]], breaks: list[tuple[Operand, ...]]
) -> list[Type | None]:
    result = []
    for k, t in enumerate(types):
        ending = [type_of(values[k]) for values in (*ends, *breaks) if not is_undefined(values[k])]
        result.append(join_all([*([] if t is None else [t]), *ending]))
    return result


def bound_results(reader: Reader, carried: Carried, types: list[Type]) -> tuple[Var, ...]:
    results = [Var(p.hint, t) for p, t in zip(carried.params, types, strict=True)]
    carried.bind(reader, list(results))
    for position in carried.bound_by_trips:
        if is_undefined(carried.forms[position]):  # which trip gave it last, if any did, only the run knows
            reader.memory.write(*carried.cells[position], Const(GIVEN_BY_A_TRIP))
    return tuple(results)


def run_for(
    reader: Reader,
    start: Operand,
    stop: Operand,
    step: Operand,
    hint: str,
    names: list[str],
    body: Callable[[Var], str],
    origin: Any,
    node: Any = None,
) -> None:
    """Add a `For` whose body is read by a function of its index; the names it assigns are carried."""

    def read_body(carried: Carried) -> tuple[Any, str, Any]:
        # An index has a size of its own, so that two slices with the bound `i + 1` are known to be of one length.
        index = Var(hint or "i", replace(INT, size=Size(_token(start, stop, step))))
        with reader.builder.block() as statements:
            ending = body(index)
            yields, jump = ending_of(reader, carried, ending)
        return block_of(statements, yields, jump), ending, index

    carried, inits, block, index, types = fixed_point(reader, origin, names, read_body, node)
    results = bound_results(reader, carried, types)
    reader.builder.origin = origin
    reader.builder.add(For(index, start, stop, step, tuple(carried.params), tuple(inits), block, results, origin))


def _token(start: Operand, stop: Operand, step: Operand) -> object:
    """The name of an index, with what is known of its range."""
    end = stop.type.size if isinstance(stop, Var) and isinstance(stop.type, ArrayType) else None
    if end is None or not isinstance(start, Const) or not isinstance(step, Const):
        return object()
    return LoopIndex(start.value, end) if type(start.value) is int and step.value == 1 else object()


def ending_of(reader: Reader, carried: Carried, ending: str) -> tuple[tuple[Operand, ...], str]:
    if ending == "":
        return carried.yields(reader), ""
    if ending == "break":
        return reader.break_yields(), "break"
    return (), "never"

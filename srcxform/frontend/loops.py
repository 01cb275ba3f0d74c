"""Loops: which names they carry from trip to trip, and how an iteration finds its item."""

from __future__ import annotations

import builtins
import operator
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import containers, ends, objects, overloading
from srcxform.frontend.forms import (
    LengthChanged,
    absence,
    choice_of,
    fits,
    flow,
    has_structure,
    is_absent,
    is_static,
    is_undefined,
    joined,
    leaves_of,
    parts_of,
    rebuilt,
)
from srcxform.frontend.memory import Cell, Changes, Owner, now
from srcxform.frontend.virtual import Generator, Instance, RangeOf, Together, View, instance_of, may_be
from srcxform.frontend.walking import children
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.nodes import Block, Const, For, Operand, Store, Tup, Update, Var, While
from srcxform.ir.types import INT, NOTHING, UNKNOWN, ArrayType, ListType, Size, TupleType, Type, join_all
from srcxform.ir.walk import has_break, statements_in, uses_in

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

ItemAt = Callable[[Operand], Operand]
MOST_PASSES = 8
MOST_UNROLLED = 64
MOST_OBJECTS = 512


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
    depth: int = 0

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
            if not fits(value, form):
                if isinstance(owner, Instance) and owner.kind is list and (is_absent(value) or is_absent(form)):
                    raise LengthChanged(owner.site)
                self.forms[position] = joined(form, value)
                changed = True
            elif not changed:
                result += flow(value, form, lambda leaf: ends.at_end(reader, lambda: reader.materialised(leaf)))
        if changed:
            raise FormsChanged
        return tuple(result)

    def note_left(self, reader: Reader) -> None:
        """What a path that leaves the loop changed is carried too, though no trip goes on from there."""
        for owner, key in reader.memory.changed_since(self.depth):
            self.left[owner, key] = owner.cells.get(key)

    def _note_kin(self, position: int, value: Operand, seen: dict[Instance, int]) -> None:
        """Objects from before the loop, or in two cells at once, may be the ones that the next trip starts with."""
        for instance in instances_in(value):
            if instance.born <= self.began and instance not in self.kin[position]:
                self.kin[position].add(instance)
                self.grown = True
            other = seen.setdefault(instance, position)
            if other != position and (other, position) not in self.twins:
                twin = self.twins[other, position] = Owner()
                self.kin[position].add(twin)
                self.kin[other].add(twin)
                self.grown = True


def instances_in(value: Operand) -> list[Instance]:
    """The objects of a value, nested ones too."""
    instance = instance_of(value)
    parts = parts_of(value) or []
    return ([] if instance is None else [instance]) + [i for part in parts for i in instances_in(part)]


class FormsChanged(Exception):
    """Some cell holds something of another form than the trip began with: the body is read again."""


def assigned_names(statements: list[Any]) -> list[str]:
    """The names that statements bind, in order of first appearance; not those inside nested functions."""
    found: dict[str, None] = {}

    def visit(node: Any) -> None:
        if isinstance(node, (gast.Lambda, gast.ListComp, gast.GeneratorExp)):
            return
        if isinstance(node, gast.FunctionDef):
            found[node.name] = None
            return
        if isinstance(node, gast.Name) and isinstance(node.ctx, (gast.Store, gast.Del)):
            found[node.id] = None
        for child in children(node):
            visit(child)

    for statement in statements:
        visit(statement)
    return list(found)


def _fixed_point(
    reader: Reader, names: list[str], read_body: Callable[[Carried], tuple[Any, str, Any]]
) -> tuple[Carried, list[Operand], Any, Any, list[Type]]:
    """Read a loop's body until cells, forms and types of what it carries no longer change."""
    carried = Carried()
    carried.carry(reader, [(frame, name) for name in names if (frame := reader.frame_that_binds(name)) is not None])
    types: list[Type | None] | None = None
    for _ in range(MOST_PASSES):
        inits = carried.inits(reader)
        if types is None or len(types) != len(inits):
            types = [None if is_undefined(i) else type_of(i) for i in inits]
        found = _read_trip(reader, carried, types, read_body)
        if found is None:
            types = None
            continue
        block, ending, extra = found
        if any(has_break(Block((s,))) for s in block.statements[:-1]):
            raise Unsupported("a loop with `break` carries a tuple that changes its form", origin=reader.builder.origin,
                              instead="carry the items under names of their own")  # fmt: skip
        ends = _joined_types(types, [block.yields] if ending == "" else [], carried.breaks)
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
            return carried, inits, block, extra, [UNKNOWN if t is None else t for t in ends]
        types = ends
    raise Unsupported("the types of the values that this loop carries do not settle", origin=reader.builder.origin)


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
    known = set(carried.cells)
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
    carried.carry(reader, new)
    return None if new or carried.grown else found


def _joined_types(
    types: list[Type | None], ends: list[tuple[Operand, ...]], breaks: list[tuple[Operand, ...]]
) -> list[Type | None]:
    result = []
    for k, t in enumerate(types):
        ending = [type_of(values[k]) for values in (*ends, *breaks) if not is_undefined(values[k])]
        result.append(join_all([*([] if t is None else [t]), *ending]))
    return result


def _bind_results(reader: Reader, carried: Carried, types: list[Type]) -> tuple[Var, ...]:
    results = [Var(p.hint, t) for p, t in zip(carried.params, types, strict=True)]
    carried.bind(reader, list(results))
    return tuple(results)


def read_for(reader: Reader, node: gast.For) -> None:
    """A `for` statement: over a range of indices, or unrolled where each item has a type of its own."""
    iterable = reader.evaluate(node.iter)
    watched = containers_iterated(iterable)
    keys = [set(d.cells) for d in watched]
    if isinstance(node.iter, gast.Name) and isinstance(node.iter.ctx, gast.Del):
        reader.memory.delete(reader.frame, node.iter.id)
    either = choice_of(iterable)
    if either is not None:
        objects.distribute(reader, either, lambda one: _read_for_over(reader, node, one))
    else:
        _read_for_over(reader, node, iterable)
    if keys != [set(d.cells) for d in watched]:
        raise Unsupported(
            "a dict or list changes while it is iterated",
            origin=reader.origin_of(node),
            instead="iterate over a copy: `list(...)`",
        )


def _read_for_over(reader: Reader, node: gast.For, iterable: Operand) -> Operand:
    origin = reader.origin_of(node)
    site = reader.site_of(node)
    static = _static_items(reader, iterable, node, site)
    if static is not None:
        _unroll(reader, node, len(static), _item_now(reader, node, iterable, static))
        return Const(None)
    hint = node.target.id if isinstance(node.target, gast.Name) and isinstance(_plain_range(iterable), RangeOf) else ""
    can_unroll = constant_items(reader, iterable) is not None
    start, stop, step, item_at = plan_iteration(reader, iterable, node)

    def trip(index: Operand) -> str:
        reader.assign_target(node.target, item_at(index))
        return reader.execute(list(node.body))

    shown = shown_by(reader, iterable)
    reader.loop_sites.append((site, can_unroll))
    lists = [s for s in map(site_of_list, parts_iterated(iterable)) if s is not None]
    reader.iterating += lists
    try:
        run_for(reader, start, stop, step, hint, [*assigned_names([node])], trip, origin)
    finally:
        reader.loop_sites.pop()
        del reader.iterating[len(reader.iterating) - len(lists) :]
    refuse_changed(reader, shown, node)
    return Const(None)


def parts_iterated(iterable: Operand) -> list[Operand]:
    """The sequences behind an iteration."""
    if isinstance(iterable, Const) and isinstance(iterable.value, Together):
        return [inner for part in iterable.value.parts for inner in parts_iterated(part)]
    return [iterable]


def containers_iterated(iterable: Operand) -> list[Instance]:
    """The dicts and lists behind an iteration whose items are known while reading."""
    parts = parts_iterated(iterable)
    sources = [part.source if isinstance(part, View) else containers.container_of(part) for part in parts]
    return [source for source in sources if source is not None]


Shown = list[tuple[Operand, tuple[Operand, ...]]]


def shown_by(reader: Reader, iterable: Operand) -> Shown:
    """What the dicts and lists behind an iteration show before the first trip."""
    found = []
    for part in parts_iterated(iterable):
        if isinstance(part, View) or containers.container_of(part) is not None:
            items = static_sequence(reader, part)
            assert items is not None
            found.append((part, items))
    return found


def refuse_changed(reader: Reader, shown: Shown, node: Any) -> None:
    """Refuse where the items that were taken before the first trip are others after the last one."""
    for part, before in shown:
        now = static_sequence(reader, part)
        if now is None or not _are_the_same(before, now):
            raise Unsupported(
                "a dict or list changes while it is iterated",
                origin=reader.origin_of(node),
                instead="iterate over a copy: `list(...)`",
            )


def _are_the_same(before: tuple[Operand, ...], now: tuple[Operand, ...]) -> bool:
    return len(before) == len(now) and all(
        _are_the_same(a.items, b.items)
        if isinstance(a, Tup) and isinstance(b, Tup)
        else a is b or (isinstance(a, Const) and isinstance(b, Const) and (a.value is b.value or a.value == b.value))
        for a, b in zip(before, now, strict=True)
    )


def refuse_view(reader: Reader, *values: Operand) -> None:
    """A view of a dict cannot be one of several things, nor be carried by a loop."""
    if any(isinstance(value, View) for value in values):
        raise Unsupported(
            "a name stands for a view of a dict on one path, or in one trip of a loop",
            origin=reader.builder.origin,
            instead="ask the dict itself: `d.items()`, or make a list of the view",
        )


def site_of_list(operand: Operand) -> object:
    t = type_of(operand)
    return t.site if isinstance(t, (ListType, TupleType)) else None


def _item_now(
    reader: Reader, node: gast.For, iterable: Operand, items: tuple[Operand, ...]
) -> Callable[[int], Operand]:
    """The item of a trip, when the trip begins: earlier trips may have stored into the list."""
    blocks, first = len(reader.builder.blocks) - 1, len(reader.builder.blocks[-1])
    lists = [part for part in parts_iterated(iterable) if _is_list(part) or isinstance(part, View)]

    def has_stores() -> bool:
        made = [*reader.builder.blocks[blocks][first:], *(s for b in reader.builder.blocks[blocks + 1 :] for s in b)]
        stores = [s for s in statements_in(Block(tuple(made))) if isinstance(s, (Store, Update))]
        return any(isinstance(s.target.type, (ListType, TupleType)) for s in stores)

    def item(k: int) -> Operand:
        if not lists or not (
            has_stores() or any(isinstance(part, View) or instance_of(part) is not None for part in lists)
        ):
            return items[k]
        now = static_sequence(reader, iterable)
        if now is None or len(now) != len(items):
            raise Unsupported("a list changes while it is iterated", origin=reader.origin_of(node),
                              instead="iterate over a copy: `list(xs)`")  # fmt: skip
        return now[k]

    return item


def _is_list(operand: Operand) -> bool:
    instance, t = instance_of(operand), type_of(operand)
    return instance.kind is list if instance is not None else getattr(t, "kind", None) is list


def _unroll(reader: Reader, node: gast.For, count: int, item_at: Callable[[int], Operand], first: int = 0) -> None:
    """The trips one after the other; after one that may `break`, the others run only if it did not."""
    if not _has_break(list(node.body)):
        for k in range(first, count):
            reader.assign_target(node.target, item_at(k))
            reader.execute(list(node.body))
        return
    if first == count:
        return
    left = Owner({"": Const(False)})
    reader.assign_target(node.target, item_at(first))
    reader.execute(_with_breaks_noted(list(node.body), left))
    if first + 1 == count:
        return
    test = reader.builder.op(operator.not_, left.cells[""])

    def others() -> Operand:
        _unroll(reader, node, count, item_at, first + 1)
        return Const(None)

    reader.choose(test, others, lambda: Const(None))


class Noted(gast.stmt):  # type: ignore[misc]
    """A `break` of an unrolled loop: it notes that the loop is left."""

    _fields = ()
    _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")

    def __init__(self, left: Owner) -> None:
        self.left = left


def note_break(reader: Reader, node: Noted) -> str:
    reader.memory.write(node.left, "", Const(True))
    return ""


def _with_breaks_noted(statements: list[Any], left: Owner) -> list[Any]:
    """The body of an unrolled loop, whose breaks stand in tail position."""
    found = []
    for statement in statements:
        if isinstance(statement, gast.Break):
            found.append(gast.copy_location(Noted(left), statement))
        elif isinstance(statement, gast.If):
            body, orelse = (_with_breaks_noted(list(b), left) for b in (statement.body, statement.orelse))
            found.append(gast.copy_location(gast.If(statement.test, body, orelse), statement))
        else:
            found.append(statement)
    return found


def run_for(
    reader: Reader,
    start: Operand,
    stop: Operand,
    step: Operand,
    hint: str,
    names: list[str],
    body: Callable[[Var], str],
    origin: Any,
) -> None:
    """Add a `For` whose body is read by a function of its index; the names it assigns are carried."""

    def read_body(carried: Carried) -> tuple[Any, str, Any]:
        # An index has a size of its own, so that two slices with the bound `i + 1` are known to be of one length.
        index = Var(hint or "i", replace(INT, size=Size(object())))
        with reader.builder.block() as statements:
            ending = body(index)
            yields, jump = _ending(reader, carried, ending)
        return block_of(statements, yields, jump), ending, index

    carried, inits, block, index, types = _fixed_point(reader, names, read_body)
    results = _bind_results(reader, carried, types)
    reader.builder.origin = origin
    reader.builder.add(For(index, start, stop, step, tuple(carried.params), tuple(inits), block, results, origin))


def _ending(reader: Reader, carried: Carried, ending: str) -> tuple[tuple[Operand, ...], str]:
    if ending == "":
        return carried.yields(reader), ""
    if ending == "break":
        return reader.break_yields(), "break"
    return (), "never"


def read_while(reader: Reader, node: gast.While) -> str:
    origin = reader.origin_of(node)
    if any(isinstance(part, gast.NamedExpr) for part in gast.walk(node.test)):
        # The condition binds a name, so it is read as part of the trip.
        leave = gast.copy_location(gast.Break(), node)
        trip = gast.copy_location(gast.If(node.test, list(node.body), [leave]), node)
        always = gast.copy_location(gast.Constant(True, None), node)
        node = gast.copy_location(gast.While(always, [trip], []), node)

    def read_body(carried: Carried) -> tuple[Any, str, Any]:
        with reader.builder.block() as condition:
            test = reader.truth(reader.evaluate(node.test), node)
        with reader.builder.block() as statements:
            ending = reader.execute(list(node.body))
            yields, jump = _ending(reader, carried, ending)
        return block_of(statements, yields, jump), ending, block_of(condition, (test,))

    carried, inits, block, condition, types = _fixed_point(reader, assigned_names(list(node.body)), read_body)
    test = condition.yields[0]
    if isinstance(test, Const) and not test.value:
        return ""
    results = _bind_results(reader, carried, types)
    reader.builder.add(While(condition, tuple(carried.params), tuple(inits), block, results, origin))
    return ""


# Iterations


def _plain_range(iterable: Operand) -> RangeOf | None:
    if isinstance(iterable, Const) and isinstance(iterable.value, RangeOf):
        return iterable.value
    if isinstance(iterable, Const) and isinstance(iterable.value, builtins.range):
        r = iterable.value
        return RangeOf(Const(r.start), Const(r.stop), Const(r.step))
    return None


def _static_items(reader: Reader, iterable: Operand, node: gast.For, site: object) -> tuple[Operand, ...] | None:
    """The items, where the loop is to be unrolled: a display or a tuple whose items are of several types."""
    if site in reader.unrolled:
        return constant_items(reader, iterable)
    items = static_sequence(reader, iterable)
    if items is None:
        items = _partly_static(reader, iterable, node)
        if items is not None:
            return items
    shown = any(isinstance(part, View) for part in parts_iterated(iterable))
    if items is not None and (shown or any(is_virtual(i) for i in items)) and len(items) <= MOST_OBJECTS:
        return items
    if items is None or len(items) > MOST_UNROLLED:
        return None
    dynamic = (
        not isinstance(iterable, Const)
        and len({_kind(type_of(i)) for i in items}) <= 1
        and len(items) > 0
        and not any(isinstance(i, (Tup, Const)) for i in items)
    )
    if dynamic or _has_break(list(node.body)):
        return None
    return items


def _partly_static(reader: Reader, iterable: Operand, node: Any) -> tuple[Operand, ...] | None:
    """`zip` of a constant with sequences of unknown length, which must not be shorter: the run checks it."""
    together = iterable.value if isinstance(iterable, Const) else None
    if not isinstance(together, Together) or together.kind != "zip":
        return None
    known = [static_sequence(reader, part) for part in together.parts]
    if not any(items is not None and any(is_virtual(i) or _is_text(i) for i in items) for items in known):
        return None
    count = min(len(items) for items in known if items is not None)
    if count > MOST_OBJECTS:
        return None
    columns: list[list[Operand]] = []
    for part, items in zip(together.parts, known, strict=True):
        if items is not None:
            columns.append(list(items[:count]))
            continue
        length, item_at = indexed(reader, part, node)
        enough = reader.builder.op(operator.ge, length, Const(count))
        message = f"zip of a constant of {count} items with a shorter sequence: slice the constant to its length"
        reader.builder.effect(reader.tables.check, enough, Const(message))
        columns.append([item_at(Const(k)) for k in range(count)])
    return tuple(Tup(row) for row in zip(*columns, strict=True))


def _is_text(operand: Operand) -> bool:
    return isinstance(operand, Const) and isinstance(operand.value, str)


def is_iterator(operand: Operand) -> bool:
    """Whether an operand is an iterator: one whose items can be had once."""
    return isinstance(operand, Const) and isinstance(operand.value, (Together, Generator))


def times_read(node: Any, name: str) -> int:
    """How often a name may be read: once for each place, twice where a loop or another function is around it."""

    def count(part: Any, weight: int) -> int:
        if isinstance(part, gast.Name):
            return weight if part.id == name and isinstance(part.ctx, gast.Load) else 0
        if isinstance(part, gast.For):
            inner = sum(count(p, 2) for p in (*part.body, *part.orelse))
            return count(part.iter, weight) + inner
        if isinstance(part, (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)):
            first = part.generators[0].iter
            rest = [p for p in gast.walk(part) if isinstance(p, gast.Name) and p.id == name]
            inside = [p for p in gast.walk(first) if isinstance(p, gast.Name) and p.id == name]
            return weight * len(inside) + 2 * (len(rest) - len(inside))
        again = isinstance(part, (gast.While, gast.FunctionDef, gast.Lambda)) and part is not node
        return sum(count(p, 2 if again else weight) for p in gast.iter_child_nodes(part))

    return count(node, 1)


def is_virtual(operand: Operand) -> bool:
    """Whether an operand is, or holds, what exists only while reading."""
    return has_structure(operand) or is_static(operand)


def _kind(t: Type) -> object:
    return (t.dtype, t.rank, t.box) if isinstance(t, ArrayType) else t


def _has_break(statements: list[Any]) -> bool:
    for statement in statements:
        if isinstance(statement, gast.Break):
            return True
        if isinstance(statement, gast.If) and (_has_break(list(statement.body)) or _has_break(list(statement.orelse))):
            return True
    return False


def static_sequence(reader: Reader, iterable: Operand) -> tuple[Operand, ...] | None:
    """The items of a sequence of known length, or None."""
    if isinstance(iterable, Tup):
        return containers.as_seen_now(reader, iterable, None).items  # type: ignore[union-attr]
    container = containers.container_of(iterable)
    if container is not None:
        return tuple(containers.items_of(reader, container, None))
    if objects.method_of(iterable, "__iter__") is not None:
        return static_sequence(reader, overloading.special(reader, iterable, "__iter__", (), None))
    if isinstance(iterable, Const):
        value = iterable.value
        if isinstance(value, Together):
            return _static_together(reader, value)
        plain = _plain_range(iterable)
        if plain is not None:
            bounds = (plain.start, plain.stop, plain.step)
            if reader.builder.derived and all(isinstance(b, Const) for b in bounds):
                return tuple(Const(k) for k in range(*(b.value for b in bounds)))  # type: ignore[union-attr]
            return None
        if isinstance(value, (tuple, list, str)):
            return tuple(reader.as_program_operand(item, None) for item in value)
        return None
    t = type_of(iterable)
    if isinstance(t, TupleType):
        return tuple(reader.builder.op(operator.getitem, iterable, Const(k)) for k in range(len(t.items)))
    return None


def constant_items(reader: Reader, iterable: Operand) -> tuple[Operand, ...] | None:
    """The items of a sequence of known length, also of a range with constant bounds."""
    plain = _plain_range(iterable)
    if plain is None:
        return static_sequence(reader, iterable)
    bounds = (plain.start, plain.stop, plain.step)
    if not all(isinstance(b, Const) for b in bounds):
        return None
    every = range(*(b.value for b in bounds))  # type: ignore[union-attr]
    return tuple(Const(k) for k in every) if len(every) <= MOST_UNROLLED else None


def _static_together(reader: Reader, value: Together) -> tuple[Operand, ...] | None:
    parts = [static_sequence(reader, part) for part in value.parts]
    if any(part is None for part in parts):
        return None
    columns = [part for part in parts if part is not None]
    if value.kind == "iter":
        return columns[0]
    if value.kind == "reversed":
        return columns[0][::-1]
    if value.kind == "map":
        assert value.start is not None
        shown = shown_by(reader, Const(value))
        made = tuple(reader.call(value.start, row) for row in zip(*columns, strict=False))
        refuse_changed(reader, shown, None)
        return made
    if value.kind == "zip":
        return tuple(Tup(row) for row in zip(*columns, strict=False))
    if not isinstance(value.start, Const):
        return None
    return tuple(Tup((Const(k), item)) for k, item in enumerate(columns[0], value.start.value))


def plan_iteration(reader: Reader, iterable: Operand, node: Any) -> tuple[Operand, Operand, Operand, ItemAt]:
    """start, stop, step, and how the index gives the item."""
    plain = _plain_range(iterable)
    if plain is not None:
        return plain.start, plain.stop, plain.step, lambda index: index
    length, item_at = indexed(reader, iterable, node)
    return Const(0), length, Const(1), item_at


def indexed(reader: Reader, iterable: Operand, node: Any) -> tuple[Operand, ItemAt]:
    """The length of an iteration, and its k-th item."""
    builder = reader.builder
    plain = _plain_range(iterable)
    if plain is not None:
        length = builder.op(len, builder.op(range, plain.start, plain.stop, plain.step))
        return length, lambda k: builder.op(operator.add, plain.start, builder.op(operator.mul, k, plain.step))
    if isinstance(iterable, Const) and isinstance(iterable.value, Generator):
        iterable = reader.consume_generator(iterable.value)
    if isinstance(iterable, Const) and isinstance(iterable.value, Together):
        return _indexed_together(reader, iterable.value, node)
    if isinstance(iterable, Tup):
        iterable = reader.materialised(iterable)
    t = type_of(iterable)
    if (
        isinstance(iterable, Var)
        and isinstance(t, (ArrayType, TupleType, ListType))
        and not (isinstance(t, ArrayType) and t.rank == 0)
    ):
        sequence = iterable
        return (
            builder.op(len, sequence),
            lambda k: reader.opened(builder.op(operator.getitem, sequence, k), sequence),
        )
    raise Unsupported(
        "iteration over this object is not supported",
        origin=reader.origin_of(getattr(node, "iter", node)),
        instead="iterate over a range, an array, a list or a tuple",
    )


def _indexed_together(reader: Reader, value: Together, node: Any) -> tuple[Operand, ItemAt]:
    builder = reader.builder
    parts = [indexed(reader, part, node) for part in value.parts]
    length, item_at = parts[0]
    if value.kind == "iter":
        return length, item_at
    if value.kind == "reversed":
        last = builder.op(operator.sub, length, Const(1))
        return length, lambda k: item_at(builder.op(operator.sub, last, k))
    if value.kind == "enumerate":
        start = value.start or Const(0)
        return length, lambda k: Tup((builder.op(operator.add, k, start) if not _is_zero(start) else k, item_at(k)))
    lengths = [n for n, _ in parts]
    same = all(n is lengths[0] or _same_length(n, lengths[0]) for n in lengths)
    shortest = lengths[0] if same else builder.op(min, *lengths)
    if value.kind == "map":
        function = value.start
        assert function is not None
        return shortest, lambda k: reader.call(function, tuple(at(k) for _, at in parts))
    return shortest, lambda k: Tup(tuple(at(k) for _, at in parts))


def _is_zero(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value == 0


def _same_length(a: Operand, b: Operand) -> bool:
    return isinstance(a, Const) and isinstance(b, Const) and bool(a.value == b.value)

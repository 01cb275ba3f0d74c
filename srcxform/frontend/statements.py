"""Statements of the user's program -> statements of the intermediate representation."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import containers, ends, in_language, objects, overloading
from srcxform.frontend.expressions import (
    BINARY,
    attribute_of,
    binary,
    evaluate,
    evaluate_index,
    get_item,
    refuse_field,
)
from srcxform.frontend.forms import (
    MISSING,
    LengthChanged,
    absence,
    choice,
    choice_of,
    has_structure,
    is_absent,
    is_none,
    is_one_kind,
    is_poisoned,
    is_same_static,
    is_static,
    is_undefined,
    parts_of,
    with_parts,
)
from srcxform.frontend.loops import Noted, note_break, read_for, read_while, refuse_view, static_sequence
from srcxform.frontend.memory import POISONED, Changes, Owner, now, relate
from srcxform.frontend.virtual import Either, Instance, instance_of, is_one_of
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.nodes import Block, Const, If, Operand, Slice, Store, Tup, Update, Var
from srcxform.ir.types import (
    ArrayType,
    DictType,
    ListType,
    NothingType,
    RecordType,
    TupleType,
    Type,
    is_scalar,
    join,
)
from srcxform.ir.walk import has_break, statements_in
from srcxform.origin import Origin
from srcxform.rules.ndarray import SETTERS

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

FALL, BREAK, RETURN, NEVER = "", "break", "return", "never"
_IN_PLACE = (operator.add, operator.sub, operator.mul, operator.truediv)


def execute(reader: Reader, statements: list[Any]) -> str:
    """Read statements in order; how the last of them ends (jumps stand in tail position only)."""
    for statement in statements:
        reader.builder.origin = reader.origin_of(statement)
        found = _STATEMENTS.get(type(statement))
        if found is None:
            raise Unsupported(
                f"`{type(statement).__name__}` statements are not supported", origin=reader.origin_of(statement)
            )
        ending = found(reader, statement)
        if ending != FALL:
            return ending
    return FALL


def _assign(reader: Reader, node: gast.Assign) -> str:
    value = evaluate(reader, node.value)
    for target in node.targets:
        value = assign_target(reader, target, value)
    return FALL


def _annotated(reader: Reader, node: gast.AnnAssign) -> str:
    if node.value is not None:
        assign_target(reader, node.target, evaluate(reader, node.value))
    return FALL


def assign_target(reader: Reader, target: Any, value: Operand) -> Operand:
    """`target = value` for a name, a subscript or a display of targets; gives the value, perhaps with its new name."""
    if isinstance(target, gast.Name):
        value = reader.assign_name(target.id, value)
    elif isinstance(target, (gast.Tuple, gast.List)):
        _unpack(reader, target, value)
    elif isinstance(target, gast.Attribute):
        store_attribute(reader, evaluate(reader, target.value), target.attr, reader.list_to_var(value), target)
    elif isinstance(target, gast.Subscript):
        base = evaluate(reader, target.value)
        value = reader.list_to_var(value)
        store_item(reader, base, evaluate_index(reader, target.slice), value, target)
    else:
        raise Unsupported(f"assignment to `{gast_kind(target)}` is not supported", origin=reader.origin_of(target),
                          instead="keep the state in local variables and arrays")  # fmt: skip
    return value


def gast_kind(node: Any) -> str:
    return type(node).__name__.lower()


def store_attribute(reader: Reader, base: Operand, name: str, value: Operand, node: Any) -> None:
    """`base.name = value`."""
    reader.builder.origin = reader.origin_of(node)
    either = choice_of(base)
    if either is not None:
        objects.distribute(reader, either, lambda one: _stored(store_attribute, reader, one, name, value, node))
        return
    instance = instance_of(base)
    if instance is not None and instance.kind not in containers.KINDS:
        objects.write_attribute(reader, instance, name, value, node)
        return
    if isinstance(type_of(base), ArrayType) and name in SETTERS:
        reader.call_static(SETTERS[name], (base, value), {})
        return
    if isinstance(type_of(base), ArrayType):
        raise Unsupported(f"assignment to `.{name}` of an array is not supported", origin=reader.origin_of(node),
                          instead="make a new array")  # fmt: skip
    owner = getattr(base, "value", None)
    whose = "a class" if isinstance(owner, type) else "this object" if owner is None else f"a {type(owner).__name__}"
    raise Unsupported(f"assignment to `.{name}` of {whose} is not supported", origin=reader.origin_of(node),
                      instead="return the value, or keep it in an object that is an argument")  # fmt: skip


def _stored(store: Callable[..., None], *args: Any) -> Operand:
    store(*args)
    return Const(None)


def _unpack(reader: Reader, target: Any, value: Operand) -> None:
    starred = [k for k, element in enumerate(target.elts) if isinstance(element, gast.Starred)]
    if starred:
        _unpack_starred(reader, target, value, starred[0])
        return
    items = reader.static_items(value, target, len(target.elts))
    if len(items) != len(target.elts):
        raise Unsupported(f"{len(target.elts)} names for {len(items)} values", origin=reader.origin_of(target))
    for element, item in zip(target.elts, items, strict=True):
        assign_target(reader, element, item)


def _unpack_starred(reader: Reader, target: Any, value: Operand, star: int) -> None:
    """`a, *b, c = value`."""
    after = len(target.elts) - star - 1
    if static_sequence(reader, value) is None and isinstance(type_of(value), (ArrayType, ListType)):
        _unpack_dynamic(reader, target, value, star, after)
        return
    items = reader.static_items(value, target)
    if len(items) < star + after:
        raise Unsupported(f"{star + after} names for {len(items)} values", origin=reader.origin_of(target))
    middle = reader.list_display(tuple(items[star : len(items) - after]), target.elts[star])
    for element, item in zip(target.elts, [*items[:star], middle, *items[len(items) - after :]], strict=True):
        assign_target(reader, element.value if isinstance(element, gast.Starred) else element, item)


def _unpack_dynamic(reader: Reader, target: Any, value: Operand, star: int, after: int) -> None:
    """`a, *b, c = value` for a sequence whose length only the run knows."""
    enough = reader.builder.op(operator.ge, reader.builder.op(len, value), Const(star + after))
    reader.builder.effect(reader.tables.check, enough, Const("not enough values to unpack"))
    for k, element in enumerate(target.elts):
        if k == star:
            middle = Slice(Const(star), Const(-after or None), Const(None))
            assign_target(reader, element.value, reader.listed(get_item(reader, value, middle, target), target))
        else:
            place = k if k < star else k - len(target.elts)
            assign_target(reader, element, get_item(reader, value, Const(place), target))


def store_item(reader: Reader, base: Operand, index: Operand, value: Operand, node: Any) -> None:
    """`base[index] = value`."""
    reader.builder.origin = reader.origin_of(node)
    either = choice_of(base)
    if either is not None:
        objects.distribute(reader, either, lambda one: _stored(store_item, reader, one, index, value, node))
        return
    container = containers.container_of(base)
    if container is not None:
        containers.set_item(reader, container, index, value, node)
        return
    if instance_of(base) is not None:
        overloading.special(reader, base, "__setitem__", (index, value), node)
        return
    refuse_field(reader, base, index, node)
    if (
        not isinstance(base, Var)
        or isinstance(base.type, (DictType, RecordType))
        or (isinstance(base.type, TupleType) and base.type.kind is not list)
    ):
        raise Unsupported("a store into this object is not supported", origin=reader.origin_of(node),
                          instead="store into an array or a list that the function made or was given")  # fmt: skip
    if isinstance(base.type, (TupleType, ListType)):
        if isinstance(index, Slice):
            items = reader.materialised(value)
            reader.in_line(in_language.store_part, base, index.start, index.stop, index.step, items)
            return
        value = reader.materialised(value)
        reader.note_item(base, type_of(value), node)
    else:
        value = reader.present(value)
        value = reader.as_array(reader.displayed(value)) if isinstance(value, Tup) else reader.displayed(value)
    reader.builder.store(base, index, value)


def _augmented(reader: Reader, node: gast.AugAssign) -> str:
    primitive = BINARY[type(node.op)]
    if isinstance(node.target, gast.Subscript):
        base = evaluate(reader, node.target.value)
        index = evaluate_index(reader, node.target.slice)
        _update_item(reader, base, index, primitive, node)
        return FALL
    if isinstance(node.target, gast.Attribute):
        holder = evaluate(reader, node.target.value)
        _update_attribute(reader, holder, primitive, lambda: evaluate(reader, node.value), node)
        return FALL
    old = evaluate(reader, gast.copy_location(gast.Name(node.target.id, gast.Load(), None, None), node.target))
    new = _augment(reader, old, primitive, evaluate(reader, node.value), node)
    if new is not None:
        reader.assign_name(node.target.id, new)
    return FALL


def _augment(reader: Reader, old: Operand, primitive: Callable[..., Any], value: Operand, node: Any) -> Operand | None:
    """`old op= value`: the new value to be assigned, or None where the object was changed in place."""
    reader.builder.origin = reader.origin_of(node)
    either = choice_of(old)
    if either is not None:
        return objects.distribute(reader, either, lambda one: _augmented_value(reader, one, primitive, value, node))
    container = containers.container_of(old)
    if container is not None and _augment_container(reader, container, primitive, value, node):
        return None
    if instance_of(old) is not None:
        return overloading.binary(reader, primitive, old, value, node, in_place=True)
    t = type_of(old)
    if isinstance(old, Var) and isinstance(t, (ListType, TupleType)) and getattr(t, "kind", list) is list:
        return _augment_list(reader, old, primitive, value, node)
    if _is_written_in_place(reader, old, value, node):
        _update(reader, old, None, primitive, value)  # type: ignore[arg-type]
        return None
    return binary(reader, primitive, old, value, node)


def _augmented_value(reader: Reader, old: Operand, primitive: Callable[..., Any], value: Operand, node: Any) -> Operand:
    """What `old op= value` assigns: the object itself where it was changed in place."""
    new = _augment(reader, old, primitive, value, node)
    return old if new is None else new


def _augment_list(reader: Reader, xs: Var, primitive: Callable[..., Any], value: Operand, node: Any) -> Operand | None:
    """`xs += items` is `xs.extend(items)`."""
    if primitive is not operator.add:
        raise Unsupported("this augmented assignment to a list", origin=reader.origin_of(node),
                          instead="make a new list: `xs = xs * n`")  # fmt: skip
    if value is xs:
        reader.in_line(in_language.extend_by_itself, xs)
    else:
        reader.in_line(in_language.extend, xs, reader.without_generators(value))
    return None


def _augment_container(
    reader: Reader, container: Instance, primitive: Callable[..., Any], value: Operand, node: Any
) -> bool:
    """`xs += items`, `xs *= n` and `d |= other` of virtual containers."""
    if container.kind is list and primitive is operator.add:
        containers.call_method(reader, container, "extend", (value,), {}, node)
        return True
    if container.kind is list and primitive is operator.mul:
        containers.repeat(reader, container, value, node)
        return True
    if container.kind is not list and primitive is operator.or_:
        containers.call_method(reader, container, "update", (value,), {}, node)
        return True
    return False


def _is_written_in_place(reader: Reader, old: Operand, value: Operand, node: Any) -> bool:
    """Whether `old op= value` writes into the object: arrays and lists do, numbers and tuples do not."""
    t = type_of(old)
    if isinstance(old, Var) and isinstance(t, (ListType, TupleType)) and getattr(t, "kind", list) is list:
        raise AssertionError("lists are augmented by their own method")
    if isinstance(t, ArrayType) and t.box == "array":
        return True
    if is_scalar(t) or not isinstance(old, Var) or isinstance(t, TupleType):
        return False
    if isinstance(t, ArrayType) and t.rank is None and t.box is None and reader.is_parameter(old):
        reader.builder.effect(reader.tables.require_array, old)
        return True
    reader.rebound_in_doubt.append((old, reader.origin_of(node)))
    return False


def _update(reader: Reader, base: Var, index: Operand | None, primitive: Callable[..., Any], value: Operand) -> None:
    """`base[index] op= value` on an array."""
    builder = reader.builder
    value = reader.present(value)
    if isinstance(value, Tup):
        value = reader.as_array(value)
    if primitive in _IN_PLACE and (index is None or reader.has_no_duplicates(index)):
        builder.update(base, index, primitive, value)
        return
    place = Const(...) if index is None else index
    old = builder.op(operator.getitem, base, place)
    builder.store(base, place, builder.op(primitive, old, value))


def _update_item(
    reader: Reader, base: Operand, index: Operand, primitive: Callable[..., Any], node: gast.AugAssign
) -> None:
    """`base[index] op= value`: the old item is read first, which matters where the value's computation changes it."""
    is_array = isinstance(base, Var) and isinstance(base.type, ArrayType)
    old = None if is_array else get_item(reader, base, index, node)
    with reader.builder.block() as added:
        value = evaluate(reader, node.value)
    if is_array and any(isinstance(s, (Store, Update)) for s in statements_in(block_of(added))):
        old = get_item(reader, base, index, node)
    for statement in added:
        reader.builder.add(statement)
    reader.builder.origin = reader.origin_of(node)
    if is_array and (old is None or not is_scalar(type_of(old))):
        _update(reader, base, index, primitive, value)  # type: ignore[arg-type]
        return
    assert old is not None
    new = _augment(reader, old, primitive, value, node)
    if new is not None:
        store_item(reader, base, index, new, node)
    elif objects.is_object(base) and containers.container_of(base) is None:
        store_item(reader, base, index, old, node)  # `__setitem__` is called all the same


def _update_attribute(
    reader: Reader, holder: Operand, primitive: Callable[..., Any], value: Callable[[], Operand], node: gast.AugAssign
) -> None:
    """`holder.name op= value()`."""
    old = attribute_of(reader, holder, node.target.attr, node.target)
    new = _augment(reader, old, primitive, value(), node)
    if new is not None:
        store_attribute(reader, holder, node.target.attr, new, node.target)
    elif objects.has_setter(holder, node.target.attr):
        store_attribute(reader, holder, node.target.attr, old, node.target)


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


def _if(reader: Reader, node: gast.If) -> str:
    test = reader.truth(evaluate(reader, node.test), node)
    reader.builder.origin = reader.origin_of(node)
    if isinstance(test, Const):
        return execute(reader, list(node.body if test.value else node.orelse))
    began = now()
    then = read_branch(reader, lambda: execute(reader, list(node.body)))
    orelse = read_branch(reader, lambda: execute(reader, list(node.orelse)))
    return join_branches(reader, test, then, orelse, began, reader.origin_of(node))


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
        made = ends.at_end(self.reader, lambda: self.reader.materialised(value))
        self.reader.builder.blocks.pop()
        return made

    def merge(self, a: Operand, b: Operand, hint: str) -> Operand:
        """One operand for what is `a` after the first branch and `b` after the second."""
        refuse_view(self.reader, a, b)
        if isinstance(a, Tup) and isinstance(b, Tup) and a.kind is b.kind and len(a.items) == len(b.items):
            return Tup(tuple(self.merge(x, y, hint) for x, y in zip(a.items, b.items, strict=True)), a.kind)
        if is_poisoned(a) or is_poisoned(b):
            return Const(POISONED)
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
            if owner.born < self.began:
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


def _return(reader: Reader, node: gast.Return) -> str:
    value = Const(None) if node.value is None else evaluate(reader, node.value)
    reader.memory.write(reader.frame, "return", reader.list_to_var(value))
    return RETURN


def _expression(reader: Reader, node: gast.Expr) -> str:
    if not isinstance(node.value, gast.Constant):
        evaluate(reader, node.value)
    return FALL


def _assert(reader: Reader, node: gast.Assert) -> str:
    test = reader.truth(evaluate(reader, node.test), node)
    if isinstance(test, Const) and test.value:
        return FALL
    message = () if node.msg is None else (evaluate(reader, node.msg),)
    reader.builder.effect(reader.tables.check, test, *message)
    return FALL


def _raise(reader: Reader, node: gast.Raise) -> str:
    error: Operand = Const(None)
    if isinstance(node.exc, gast.Call):
        made = evaluate(reader, node.exc.func)
        error = reader.builder.raw(reader.tables.object_type, made.value, *(evaluate(reader, a) for a in node.exc.args))  # type: ignore[union-attr]
    elif node.exc is not None:
        error = evaluate(reader, node.exc)
        either = choice_of(error)
        if either is not None and is_none(either.then):
            error = either.orelse  # to raise None would be an error, too
    reader.builder.effect(reader.tables.throw, error)
    return NEVER


def _delete(reader: Reader, node: gast.Delete) -> str:
    for target in node.targets:
        if isinstance(target, gast.Subscript):
            base = evaluate(reader, target.value)
            container = containers.container_of(base)
            if container is not None:
                containers.delete_item(reader, container, evaluate_index(reader, target.slice), target)
                continue
            if isinstance(type_of(base), (ListType, TupleType)) and not isinstance(target.slice, gast.Slice):
                reader.in_line(in_language.pop_at, base, evaluate_index(reader, target.slice))
                continue
        if isinstance(target, gast.Attribute):
            instance = instance_of(evaluate(reader, target.value))
            if instance is not None and target.attr in instance.cells:
                objects.delete_cell(reader, instance, target.attr)
                continue
        if not isinstance(target, gast.Name):
            raise Unsupported("`del` of a part of an object is not supported", origin=reader.origin_of(node))
        reader.load_name(target.id, target)
        reader.assign_name(target.id, MISSING)
    return FALL


def _function(reader: Reader, node: gast.FunctionDef) -> str:
    made = reader.closure(node, node.name)
    for decorator in reversed(node.decorator_list):
        made = reader.call(evaluate(reader, decorator), (made,))
    reader.assign_name(node.name, made)
    return FALL


def _nothing(reader: Reader, node: Any) -> str:
    return FALL


def _break(reader: Reader, node: Any) -> str:
    return BREAK


def _for(reader: Reader, node: gast.For) -> str:
    read_for(reader, node)
    return FALL


def _while(reader: Reader, node: gast.While) -> str:
    return read_while(reader, node)


_STATEMENTS: dict[type, Callable[[Any, Any], str]] = {
    gast.Assign: _assign,
    gast.AnnAssign: _annotated,
    gast.AugAssign: _augmented,
    gast.If: _if,
    gast.For: _for,
    gast.While: _while,
    gast.Return: _return,
    gast.Expr: _expression,
    gast.Assert: _assert,
    gast.Raise: _raise,
    gast.Delete: _delete,
    gast.FunctionDef: _function,
    gast.Pass: _nothing,
    Noted: note_break,
    gast.Nonlocal: _nothing,
    gast.Global: _nothing,
    gast.Break: _break,
}


def also_read(readers: dict[type, Callable[[Any, Any], str]]) -> None:
    """More kinds of statements, by readers that are made of those here."""
    _STATEMENTS.update(readers)

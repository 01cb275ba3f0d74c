"""Recursive functions: each is read once for each kind of arguments, as a function of its own, and called."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import gast

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import objects
from srcxform.frontend.body import read_body
from srcxform.frontend.forms import (
    MISSING,
    choice_of,
    defaults_of,
    emptied,
    has_structure,
    instances_in,
    is_none,
    is_static,
    is_undefined,
    leaves_of,
    parts_of,
    rebuilt,
    with_parts,
)
from srcxform.frontend.growing import note_type, without_sizes
from srcxform.frontend.memory import kin_of, relate
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.program import CallKind, Leaf, Pairs, Program
from srcxform.frontend.source import Source, origin
from srcxform.frontend.virtual import BoundMethod, Closure, Frame, Instance, instance_of, may_be
from srcxform.frontend.walking import names_read
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, FunctionRef, Operand, Tup, Var
from srcxform.ir.types import NOTHING, ArrayType, ListType, NothingType, Type, is_array, may_be_written
from srcxform.ir.walk import defines, inner_definitions, statements_in, uses_in

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


@dataclass
class Surroundings:
    """The frames that a function may read from, in the order in which they are found, and what it may read there.

    These are the frames around a local function, and around the local functions that it is given or calls. The objects
    of the methods that it is given are receivers.
    """

    reader: Reader
    frames: list[Frame] = field(default_factory=list)
    receivers: list[Instance] = field(default_factory=list)
    cells: dict[tuple[str, int, str], Operand] = field(default_factory=dict)

    def note_function(self, node: Any, frame: Frame) -> None:
        """Note what a local function reads of the functions around it."""
        self._place(frame)
        for name in sorted(names_read(node)):
            holder: Frame | None = frame
            while holder is not None and (name not in holder.cells or is_undefined(holder.cells[name])):
                holder = holder.parent
            if holder is None or ("outer", self._place(holder), name) in self.cells:
                continue
            value = self.reader.checked(holder.cells[name], name, node)
            self.cells["outer", self._place(holder), name] = value
            self.note_value(value)

    def note_value(self, value: Operand) -> None:
        """Note what the local functions and methods in a value read."""
        function = value.value if isinstance(value, Const) else None
        receiver = instance_of(function.value) if isinstance(function, BoundMethod) else None
        if isinstance(function, Closure):
            self.note_function(function.node, function.frame)
        elif receiver is not None and receiver not in self.receivers:
            self.receivers.append(receiver)
            self.cells["receiver", len(self.receivers) - 1, "self"] = Const(receiver)
            self.note_value(Const(receiver))
        for part in parts_of(value) or ():
            self.note_value(part)

    def _place(self, frame: Frame) -> int:
        if frame not in self.frames:
            self.frames.append(frame)
        return self.frames.index(frame)


def call_separately(
    reader: Reader, key: Any, source: Source, node: Any, names: dict[str, Operand], parent: Frame | None, call: Any
) -> Operand:
    """A call of a recursive function: read once for each kind of arguments, as a function of its own.

    Objects are passed leaf by leaf; so is what local functions read of the functions around them.
    """
    around = Surroundings(reader)
    if parent is not None:
        source = replace(source, name=getattr(node, "name", "unnamed"), node=node)
        around.note_function(node, parent)
    for value in names.values():
        around.note_value(value)
    given: dict[Any, Operand] = {**names, **around.cells}
    forms = {name: reader.form_passed(value) for name, value in given.items()}
    originals = {
        (name, k): reader.materialised(leaf) for name, form in forms.items() for k, leaf in enumerate(leaves_of(form))
    }
    leaves = {name: handed(reader, leaf) for name, leaf in originals.items()}
    objects_given = [i for form in forms.values() for i in instances_in(form)]
    same = same_among(objects_given)
    static = {n: o for n, o in leaves.items() if isinstance(o, Const) and not isinstance(type_of(o), ArrayType)}
    passed = {n: without_sizes(type_of(o)) for n, o in leaves.items() if n not in static}
    kind = CallKind(
        key,
        tuple((name, form_key(form, around)) for name, form in forms.items()),
        tuple(passed.items()),
        tuple((n, o.value) for n, o in static.items()),
        same,
    )
    ref = reader.shared.functions.get(kind)
    if ref is None:
        ref = FunctionRef(source.name, kind, None, NOTHING)
        reader.shared.functions[kind] = ref
        read_callee(reader, ref, Callee(key, source, node, forms, passed, static, parent, around, same))
    if isinstance(ref.result, NothingType):
        reader.shared.unfinished = True
    reader.builder.origin = reader.origin_of(call)
    assert ref.result is not None
    out = reader.builder.call(ref, tuple(leaves[name] for name in passed), ref.result)
    form, back = reader.shared.forms.get(ref), _written_back(reader, key, passed)
    if form is None and (not back or is_guess(reader, out)):
        return _taken(reader, out, call)
    count = 1 if form is None else len(leaves_of(form))
    parts = [_taken(reader, reader.builder.op(operator.getitem, out, Const(k)), call, k) for k in range(count)]
    if back and not is_guess(reader, out):
        _store_written(reader, out, [originals[name] for name in back], count)
    if form is None:
        itself = reader.shared.itself.get(ref)
        return parts[0] if itself is None else originals[itself]
    result = rebuilt(form, parts)
    _note_given_back(result, objects_given, reader.shared.given_back[ref])
    return result


def _store_written(reader: Reader, out: Var, arrays: list[Operand], first: int) -> None:
    """Store what a function wrote into the arrays that it was given, which it hands back behind its result."""
    if reader.memory.tried:
        raise Unsupported(
            "a recursive function that may fail inside `try` writes into its argument",
            origin=reader.builder.origin,
            instead="write into a copy and give it back",
        )
    for k, array in enumerate(arrays, first):
        assert isinstance(array, Var)
        reader.builder.store(array, Const(...), reader.builder.op(operator.getitem, out, Const(k)))


def _written_back(reader: Reader, key: Any, passed: dict[Leaf, Type]) -> list[Leaf]:
    """The arrays among the leaves that a function is known to write into, in the order of its parameters."""
    known = reader.shared.hands_back.get(key, frozenset())
    return [name for name, t in passed.items() if name in known and is_array(t)]


def handed(reader: Reader, value: Operand) -> Operand:
    """What a recursive function is given, or gives back: a copy of what may be written, where copies are handed."""
    if not reader.shared.hands_copies:
        return value
    if isinstance(value, Tup) and value.kind is not list:
        return Tup(tuple(handed(reader, item) for item in value.items), value.kind)
    t = type_of(value)
    if not isinstance(value, Var) or not may_be_written(t):
        return value
    return reader.builder.raw(t, runtime.copy_of, value)


def handed_back(reader: Reader, value: Operand) -> Operand:
    """What a recursive function gives back; a parameter that it wrote into may be known to be the caller's array."""
    return value if value in reader.written else handed(reader, value)


def _taken(reader: Reader, value: Operand, call: Any, role: int = 0) -> Operand:
    """What a recursive function gave back, as the caller may write into it: a list has a place where it was made."""
    t = type_of(value)
    if not reader.shared.hands_copies or not isinstance(t, ListType) or t.is_tuple:
        return handed(reader, value)
    site = (reader.site_of(call), ("given back", role))
    reader.growing.add(site)
    note_type(reader, site, t.item)
    return reader.builder.raw(ListType(reader.item_types.get(site, t.item), site), runtime.copy_of, value)


def same_among(instances: list[Instance]) -> Pairs:
    """The places of those that are or may be the same object."""
    kin = {one: {one, *kin_of(one)} for one in instances}
    return frozenset((j, k) for k, b in enumerate(instances) for j, a in enumerate(instances[:k]) if a in kin[b])


def _note_given_back(result: Operand, given: list[Instance], same: Pairs) -> None:
    """What a recursive function gives back may be an object that it was given, or one object more than once."""
    made = instances_in(result)
    for instance in made:
        instance.frozen = False
    every = [*given, *made]
    for j, k in sorted(same):
        if k >= len(given):
            may_be(every[k], every[j])


def form_passed(reader: Reader, value: Operand) -> Operand:
    """An argument as it is passed: objects and tuples of them leaf by leaf, anything else as it is."""
    if isinstance(value, Tup) and not has_structure(value):
        return reader.materialised(value)
    objects.complete_all(reader, value, set())
    return value


def is_guess(reader: Reader, operand: Operand) -> bool:
    """Whether this is what a recursive call gives, in a reading that is to find out what that is."""
    return reader.shared.unfinished and isinstance(operand, Var) and isinstance(operand.type, NothingType)


@dataclass
class Callee:
    """A recursive function as it is called: the forms of its arguments, the types of their leaves."""

    key: Any
    source: Source
    node: Any
    forms: dict[Any, Operand]
    passed: dict[Any, Type]
    static: dict[Any, Const]
    parent: Frame | None
    around: Surroundings
    same: Pairs

    def arguments(self, reader: Reader, back: list[Leaf]) -> tuple[dict[Any, Var], dict[Var, Var], dict[Any, Operand]]:
        """The variables for the leaves, copies of those that are handed `back`, and the arguments made of both."""
        several = {name for name, k in self.passed if k > 0}
        plain = {n: n[0] if isinstance(n[0], str) else n[0][2] for n in self.passed}
        names = {n: f"{plain[n]}_{n[1]}" if n[0] in several else plain[n] for n in self.passed}
        twice = {n for n, name in names.items() if list(names.values()).count(name) > 1 and not isinstance(n[0], str)}
        names |= {n: f"{names[n]}_of_{n[0][1]}" for n in twice}
        variables = {n: Var(names[n], t) for n, t in self.passed.items()}
        copies = {n: reader.builder.raw(self.passed[n], runtime.copy_of, variables[n], hint=names[n]) for n in back}
        own: dict[Any, Operand] = {**self.static, **variables, **copies}
        made = {}
        for name, form in self.forms.items():
            leaves = [own.get((name, k)) for k in range(len(leaves_of(form)))]
            made[name] = rebuilt(form, leaves)
        given = self.objects_in(made)
        for instance in given:
            instance.frozen = True
        for j, k in self.same:
            relate(given[j], given[k])
        return variables, {variables[n]: copy for n, copy in copies.items()}, made

    def frames(self, made: dict[Any, Operand]) -> list[Frame]:
        """Frames for one reading in the place of those around, with the arguments that stand for their names."""
        around = self.around.frames
        new = [Frame(source=frame.source) for frame in around]
        for old, frame in zip(around, new, strict=True):
            outer = old.parent
            while outer is not None and outer not in around:
                outer = outer.parent
            frame.parent = None if outer is None else new[around.index(outer)]
        moved: dict[Any, Any] = dict(zip(around, new, strict=True))
        for k, receiver in enumerate(self.around.receivers):
            moved[receiver] = instance_of(made["receiver", k, "self"])
        for name, value in made.items():
            made[name] = _moved(value, moved)
            if name[0] == "outer" and not isinstance(name, str):
                new[name[1]].cells[name[2]] = made[name]
        return new

    def objects_in(self, made: dict[Any, Operand]) -> list[Instance]:
        """The objects of the arguments, in the order of the forms."""
        return [instance for name in self.forms for instance in instances_in(made[name])]


def _moved(value: Operand, moved: dict[Any, Any]) -> Operand:
    """A value whose local functions read from other frames, and whose methods are those of other objects."""
    instance = instance_of(value)
    if instance is not None:
        instance.cells.update({key: _moved(part, moved) for key, part in instance.cells.items()})
        return value
    parts = parts_of(value)
    if parts is not None:
        value = with_parts(value, [_moved(part, moved) for part in parts])
    function = value.value if isinstance(value, Const) else None
    if isinstance(function, Closure) and function.frame in moved:
        return Const(replace(function, frame=moved[function.frame]))
    receiver = instance_of(function.value) if isinstance(function, BoundMethod) else None
    if isinstance(function, BoundMethod) and receiver in moved:
        return Const(replace(function, value=Const(moved[receiver])))
    return value


def form_key(form: Operand, around: Surroundings) -> object:
    """What two forms must share to be passed to the same function; `around` are the frames that it reads from."""
    instance, either = instance_of(form), choice_of(form)
    if isinstance(form, Tup):
        return (form.kind, *(form_key(item, around) for item in form.items))
    if instance is not None:
        return (instance.kind, *((key, form_key(value, around)) for key, value in instance.cells.items()))
    if either is not None:
        first = None if is_none(either.then) else form_key(either.then, around)
        return ("choice", first, form_key(either.orelse, around))
    function = form.value if isinstance(form, Const) else None
    if isinstance(function, Closure):
        place = around.frames.index(function.frame) if function.frame in around.frames else function.frame
        return (function.node, place, *(form_key(default, around) for default in defaults_of(form)))
    receiver = instance_of(function.value) if isinstance(function, BoundMethod) else None
    if isinstance(function, BoundMethod) and receiver in around.receivers:
        return (function.function, around.receivers.index(receiver))
    return function if is_static(form) else None


def _refuse_foreign(program: Program, caller: Reader) -> None:
    """A recursive function may call local functions that read variables of functions which it cannot reach."""
    known = {v for _, v in program.parameters} | {c.operand for c in caller.outside.captured.values()}
    for statement in statements_in(program.block):
        known.update(defines(statement))
        known.update(inner_definitions(statement))
    if uses_in(program.block) - known:
        raise Unsupported(
            "a recursive function calls a local function that reads variables of another function",
            origin=origin(program.source, program.source.node),
            instead="pass the values as arguments",
        )


def _refuse_assigned_outside(frames: list[Frame], seen: list[dict[str, Operand]], source: Source) -> None:
    """A call of a recursive function gives back its result alone."""
    for frame, before in zip(frames, seen, strict=True):
        for name, value in frame.cells.items():
            if before.get(name) is not value:
                raise Unsupported(
                    f"the recursive function `{source.name}` assigns to `{name}` of the function around it",
                    origin=origin(source, source.node),
                    instead="return the value, and let the caller add it up",
                )


def read_callee(caller: Reader, ref: FunctionRef, callee: Callee) -> None:
    """Read a recursive function; the type of its result is guessed from the paths that end, until it is stable."""
    source = callee.source
    is_lambda = isinstance(callee.node, gast.Lambda)
    node = callee.node if is_lambda else normalise(callee.node)
    for _ in range(6):
        reader = type(caller)(caller.tables)
        reader.growing, reader.item_types, reader.shared, reader.outside = (
            caller.growing,
            caller.item_types,
            caller.shared,
            caller.outside,
        )
        reader.unrolled, reader.virtual_sites, reader.refused_sites = (
            caller.unrolled,
            caller.virtual_sites,
            caller.refused_sites,
        )
        reader.table_sites, reader.exact = caller.table_sites, caller.exact
        reader.path = (*caller.path, ref.name)
        caller.shared.unfinished = False
        back = _written_back(caller, callee.key, callee.passed)
        variables, written, arguments = callee.arguments(reader, back)
        frames = callee.frames(arguments)
        own = {name: value for name, value in arguments.items() if isinstance(name, str)}
        seen = [dict(frame.cells) for frame in frames]
        parent = None if callee.parent is None else frames[callee.around.frames.index(callee.parent)]
        reader.written = frozenset(written.values())
        program = read_body(reader, source, node, own, parent, callee.key, written)
        _refuse_assigned_outside(frames, seen, source)
        form = program.form
        program.parameters = [(v.hint, v) for v in variables.values()]
        found = without_sizes(type_of(program.result))
        caller.shared.programs[ref] = program
        _refuse_foreign(program, caller)
        given = callee.objects_in(arguments)
        given_back = same_among([*given, *([] if form is None else instances_in(form))])
        before = caller.shared.forms.get(ref, MISSING)
        same = form is None or form_key(form, Surroundings(reader)) == form_key(before, Surroundings(reader))
        itself = next((n for n, v in variables.items() if v is program.gives_written), None)
        same = same and (given_back, itself) == (caller.shared.given_back.get(ref), caller.shared.itself.get(ref))
        if found == ref.result and same and (form is None) == (ref not in caller.shared.forms):
            return
        ref.result = found
        caller.shared.given_back[ref] = given_back
        caller.shared.itself[ref] = itself
        if form is not None:
            caller.shared.forms[ref] = emptied(form)
    raise Unsupported(f"the type of the result of `{source.name}` does not settle", origin=origin(source, source.node))

"""Recursive functions: each is read once for each kind of arguments, as a function of its own, and called."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import objects
from srcxform.frontend.body import read_body
from srcxform.frontend.forms import (
    MISSING,
    choice_of,
    emptied,
    has_structure,
    instances_in,
    is_none,
    is_static,
    is_undefined,
    leaves_of,
    rebuilt,
)
from srcxform.frontend.growing import without_sizes
from srcxform.frontend.memory import kin_of, relate
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.program import Pairs, Program
from srcxform.frontend.source import Source, origin
from srcxform.frontend.virtual import Closure, Frame, Instance, instance_of, may_be
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, FunctionRef, Operand, Tup, Var
from srcxform.ir.types import NOTHING, ArrayType, NothingType, Type
from srcxform.ir.walk import defines, inner_definitions, statements_in, uses_in

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def call_separately(
    reader: Reader, key: Any, source: Source, node: Any, names: dict[str, Operand], parent: Frame | None, call: Any
) -> Operand:
    """A call of a recursive function: read once for each kind of arguments, as a function of its own.

    Objects are passed leaf by leaf; so is what a local function reads of the functions around it.
    """
    free = {} if parent is None else _free_names(reader, node, parent)
    given: dict[Any, Operand] = {**names, **{("outer", name): value for name, value in free.items()}}
    forms = {name: reader.form_passed(value) for name, value in given.items()}
    leaves = {
        (name, k): reader.materialised(leaf) for name, form in forms.items() for k, leaf in enumerate(leaves_of(form))
    }
    objects_given = [i for form in forms.values() for i in instances_in(form)]
    same = same_among(objects_given)
    static = {n: o for n, o in leaves.items() if isinstance(o, Const) and not isinstance(type_of(o), ArrayType)}
    passed = {n: without_sizes(type_of(o)) for n, o in leaves.items() if n not in static}
    kind = (
        key,
        tuple((name, form_key(form, frames_from(parent))) for name, form in forms.items()),
        tuple(passed.items()),
        tuple((n, o.value) for n, o in static.items()),
        same,
    )
    ref = reader.shared.functions.get(kind)
    if ref is None:
        ref = FunctionRef(source.name, kind, None, NOTHING)
        reader.shared.functions[kind] = ref
        read_callee(reader, ref, Callee(key, source, node, forms, passed, static, parent, same))
    if isinstance(ref.result, NothingType):
        reader.shared.unfinished = True
    reader.builder.origin = reader.origin_of(call)
    assert ref.result is not None
    out = reader.builder.call(ref, tuple(leaves[name] for name in passed), ref.result)
    form = reader.shared.forms.get(ref)
    if form is None:
        return out
    count = len(leaves_of(form))
    result = rebuilt(form, [reader.builder.op(operator.getitem, out, Const(k)) for k in range(count)])
    _note_given_back(result, objects_given, reader.shared.given_back[ref])
    return result


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


def _free_names(reader: Reader, node: Any, parent: Frame) -> dict[str, Operand]:
    """What a local function reads of the functions around it."""
    found: dict[str, Operand] = {}
    used = {n.id for n in gast.walk(node) if isinstance(n, gast.Name)}
    arguments = node.args
    own = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    used -= {parameter.id for parameter in own if parameter is not None}
    frame: Frame | None = parent
    while frame is not None:
        for name in sorted(used & set(frame.cells)):
            if not is_undefined(frame.cells[name]):
                found.setdefault(name, reader.checked(frame.cells[name], name, node))
        frame = frame.parent
    return found


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
    same: Pairs

    def arguments(self) -> tuple[dict[Any, Operand], dict[Any, Operand]]:
        """The variables for the leaves, and the arguments made of them."""
        several = {name for name, k in self.passed if k > 0}
        plain = {n: n[0] if isinstance(n[0], str) else n[0][1] for n in self.passed}
        names = {n: f"{plain[n]}_{n[1]}" if n[0] in several else plain[n] for n in self.passed}
        variables: dict[Any, Operand] = {n: Var(names[n], t) for n, t in self.passed.items()}
        made = {}
        for name, form in self.forms.items():
            leaves = [variables.get((name, k), self.static.get((name, k))) for k in range(len(leaves_of(form)))]
            made[name] = rebuilt(form, leaves)
        given = self.objects_in(made)
        for instance in given:
            instance.frozen = True
        for j, k in self.same:
            relate(given[j], given[k])
        return variables, made

    def objects_in(self, made: dict[Any, Operand]) -> list[Instance]:
        """The objects of the arguments, in the order of the forms."""
        return [instance for name in self.forms for instance in instances_in(made[name])]


def frames_from(frame: Frame | None) -> list[Frame]:
    """A frame and those around it."""
    return [] if frame is None else [frame, *frames_from(frame.parent)]


def form_key(form: Operand, around: list[Frame]) -> object:
    """What two forms must share to be passed to the same function; `around` are the frames that it reads from."""
    instance, either = instance_of(form), choice_of(form)
    if isinstance(form, Tup):
        return (form.kind, *(form_key(item, around) for item in form.items))
    if instance is not None:
        return (instance.kind, *((key, form_key(value, around)) for key, value in instance.cells.items()))
    if either is not None:
        first = None if is_none(either.then) else form_key(either.then, around)
        return ("choice", first, form_key(either.orelse, around))
    if is_static(form):
        assert isinstance(form, Const)
        closure = form.value
        if isinstance(closure, Closure):
            return (closure.node, None if closure.frame in around else closure.frame)
        return closure
    return None


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
        reader.path = (*caller.path, ref.name)
        caller.shared.unfinished = False
        variables, arguments = callee.arguments()
        own = {name: value for name, value in arguments.items() if isinstance(name, str)}
        outer = {name[1]: value for name, value in arguments.items() if not isinstance(name, str)}
        parent = None if callee.parent is None else Frame(outer, source=callee.parent.source)
        around = frames_from(callee.parent)
        for names in (own, outer):
            for name, value in names.items():
                closure = value.value if isinstance(value, Const) else None
                if parent is not None and isinstance(closure, Closure) and closure.frame in around:
                    names[name] = Const(replace(closure, frame=parent))
        program = read_body(reader, source, node, own, parent, callee.key)
        form = program.form
        program.parameters = [(v.hint, v) for v in variables.values() if isinstance(v, Var)]
        found = without_sizes(type_of(program.result))
        caller.shared.programs[ref] = program
        _refuse_foreign(program, caller)
        given = callee.objects_in(arguments)
        given_back = same_among([*given, *([] if form is None else instances_in(form))])
        same = form is None or form_key(form, []) == form_key(caller.shared.forms.get(ref, MISSING), [])
        same = same and given_back == caller.shared.given_back.get(ref)
        if found == ref.result and same and (form is None) == (ref not in caller.shared.forms):
            return
        ref.result = found
        caller.shared.given_back[ref] = given_back
        if form is not None:
            caller.shared.forms[ref] = emptied(form)
    raise Unsupported(f"the type of the result of `{source.name}` does not settle", origin=origin(source, source.node))

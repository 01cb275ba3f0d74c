"""Read this first: a callable and a request become compiled code here, stage by stage.

source -> program (IR) -> facts -> both sweeps (IR) -> simplified IR -> text -> function
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from keyword import iskeyword
from typing import Any

import gast
import numpy as np

from srcxform import runtime
from srcxform.analyses.activity import active_names
from srcxform.analyses.aliasing import aliasing, memory_made
from srcxform.backends import numba
from srcxform.backends.emit import Listing, emit
from srcxform.backends.machine.expanding import expanded
from srcxform.backends.python import generated_filename, load
from srcxform.collecting import uncollected
from srcxform.differentiate.calls import Callees, called_functions, refuse_written_between, written_arrays
from srcxform.differentiate.doubts import check_numbers
from srcxform.differentiate.gradient import activity_of, gradient, two_parts
from srcxform.differentiate.tangents import callee_tangent, tangent
from srcxform.differentiate.task import prepare
from srcxform.errors import SharedMemory, SrcxformError, Unsupported
from srcxform.frontend.arguments import MadeFor, Unpacker, contents_of, is_taken_apart, unpacked
from srcxform.frontend.guards import Guard
from srcxform.frontend.program import Program, Shared, Tables
from srcxform.frontend.refusals import overlaps_itself, refuse_dtype, refuse_subclass
from srcxform.frontend.rounds import read_program
from srcxform.frontend.source import Source, origin, read_source
from srcxform.frontend.structures import form_of
from srcxform.frontend.virtual import Captured
from srcxform.ir import memo
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Block, Const, Function, Operand, Parameter, Tup, Var
from srcxform.ir.types import REAL, UNKNOWN, ArrayType, ObjectType, TupleType, Type, is_scalar, typeof
from srcxform.ir.walk import uses_in, vars_in
from srcxform.origin import NOWHERE, Origin
from srcxform.request import Request
from srcxform.rules import library, ndarray
from srcxform.simplify.common import share_primal
from srcxform.simplify.counters import count_by_index
from srcxform.simplify.dead_code import remove_dead_code
from srcxform.simplify.displays import write_displays
from srcxform.simplify.filling import as_values
from srcxform.simplify.flattening import carry_flat
from srcxform.simplify.invariants import hoist_invariants
from srcxform.simplify.outcomes import forget_failures
from srcxform.simplify.passes import for_machine, for_numpy, simplify
from srcxform.simplify.slots import drop_known_slots
from srcxform.simplify.subscripts import join_subscripts

TABLES = Tables(
    methods=ndarray.METHODS,
    attributes=ndarray.ATTRIBUTES,
    inert_attributes=frozenset(ndarray.INERT_ATTRIBUTES),
    require_array=runtime.require_array,
    check=runtime.check,
    throw=runtime.throw,
    memory_made=memory_made,
    object_type=ObjectType(Exception),
)


MOST_EXACT = 32
"""Code is made for the very length of an axis up to this one."""


@dataclass
class Compiled:
    """A generated function with its text, and what it takes from outside its parameters.

    `made_for` says what the arguments must share with those that it was made for, beside their kinds.
    """

    call: Callable[..., Any]
    listing: Listing
    captured: list[Captured]
    guards: list[Guard]
    captured_types: list[Type] = field(default_factory=list)
    active: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    made_for: MadeFor = MadeFor.KINDS

    @property
    def source(self) -> str:
        return self.listing.text

    def is_current(self) -> bool:
        """Whether every name that was resolved when this was made still stands for the same object."""
        return all(guard.holds() for guard in self.guards)


@dataclass(frozen=True)
class Fixed:
    """An argument that the compiler gives itself: a default that stays, or what a function takes from outside."""

    value: Any
    captured: Captured | None = None

    def operand(self, name: str) -> Operand:
        return Const(self.value) if self.captured is None else operand_for(name, self.value)


def compile_function(
    function: Any,
    arguments: dict[str, Any],
    request: Request,
    head: Any = inspect.Parameter.empty,
    prefix: tuple[Any, ...] = (),
) -> Compiled:
    """The gradient (or tangent) function for arguments of these types; `arguments` maps names to values or `Type`s."""
    library.register_imported()
    with uncollected():
        try:
            return _compiled(read_source(function), arguments, request, head, prefix)
        finally:
            memo.forget()


def _compiled(
    source: Source, arguments: dict[str, Any], request: Request, head: Any, prefix: tuple[Any, ...]
) -> Compiled:
    sought = frozenset(w for w in request.wrt if isinstance(w, str)) - frozenset(source.signature.parameters)
    tables = replace(TABLES, one_kind=request.backend == "numba", sought=sought, objective=request.of)
    program, operands, parameters, made_for = _read(source, arguments, prefix, tables)
    _refuse_overlap(program, arguments, operands)
    for name, value in arguments.items():
        if isinstance(value, Fixed) and value.captured is not None:
            program.outside.captured[("inner", name)] = replace(value.captured, operand=operands[name])
    program.bound = len(prefix)
    program.outside.captured = _used(program)
    _name_apart(program, parameters)
    captured = list(program.outside.captured.values())
    parameters = (
        *parameters,
        *(Parameter(c.operand, keyword_only=True, captured=True) for c in captured if isinstance(c.operand, Var)),
    )
    outside = tuple(c.operand for c in captured if isinstance(c.operand, Var))
    callees = Callees(
        program.callees, outside, clean, make_split=two_parts(TABLES), make_tangent=callee_tangent(TABLES)
    )
    if request.mode == "forward":
        made = tangent(program, request, parameters, TABLES, callees)
    else:
        task = prepare(program, request, parameters, lambda block: as_values(clean(block)))
        place = origin(source, source.node)
        parameter, form = _head_parameter(task.objective, head, parameters, place)
        made = gradient(task, TABLES, parameter, callees, form)
    made = simplify(with_parts(made))
    done = _finished([made, *map(simplify, called_functions([made], callees))], program, source, request, head)
    done.made_for = made_for
    if request.observer is not None and request.mode == "reverse":
        facts = activity_of(task)
        given = [p.var.hint for p in task.parameters if any(map(facts.is_active, p.leaves))]
        done.active = {(source.filename, source.node.lineno): given, **active_names(task.block, facts)}
    return done


@dataclass(frozen=True)
class Way:
    """How a program is read: for the lengths or small integers that were given, with keys of the run in comprehensions.

    Recursive functions are functions of their own, or these are handed copies, or they are unfolded. A sum of
    arrays is one value, or a choice between 0 and an array, or an array of which the run checks that it has items.
    """

    made_for: MadeFor = MadeFor.KINDS
    is_keyed: bool = False
    unfolds: bool = False
    hands_copies: bool = False
    parts_sums: bool = False
    sums_have_items: bool = False


WAYS = (
    Way(),
    Way(unfolds=True),
    Way(hands_copies=True),
    Way(parts_sums=True),
    Way(sums_have_items=True),
    Way(MadeFor.LENGTHS),
    Way(MadeFor.LENGTHS, unfolds=True),
    Way(MadeFor.NUMBERS),
    Way(MadeFor.NUMBERS, unfolds=True),
    Way(is_keyed=True),
)
"""In the order of trial: the next where the ones before are refused."""


def _read(
    source: Source, arguments: dict[str, Any], prefix: tuple[Any, ...], tables: Tables
) -> tuple[Program, dict[str, Operand], tuple[Parameter, ...], MadeFor]:
    """The program for arrays of any lengths; one that has to know them is read again for those that it was given.

    `dict(zip(names, x))` has the keys that it has because `x` has so many items, and a recursion ends because an array
    is short or a small integer has been counted down. Only where that is of no help, dict comprehensions have keys of
    the run. A recursion that cannot be a function of its own is unfolded, if it ends. Machine code, which has one kind
    of value for a name, parts sums of arrays or takes them for arrays where it can.
    """
    refusal: SrcxformError | RecursionError | None = None
    is_recursive = has_open_sums = False
    second_best = None
    for way in WAYS:
        of_sums = way.parts_sums or way.sums_have_items
        if second_best is not None and not of_sums:
            continue
        is_known = _is_small if way.made_for is MadeFor.NUMBERS else _is_short
        if way.made_for and not any(_holds(is_known, value) for value in arguments.values()):
            continue
        if (way.unfolds or way.hands_copies) and not is_recursive:
            continue
        if of_sums and not has_open_sums:
            continue
        shared = Shared(
            unfolds=way.unfolds,
            hands_copies=way.hands_copies,
            parts_sums=way.parts_sums,
            sums_have_items=way.sums_have_items,
        )
        try:
            operands, parameters = _parameters(source, arguments, prefix, way.made_for)
            read = functools.partial(read_program, source, operands, replace(tables, keyed=way.is_keyed), shared)
            program = _read_until_settled(read, shared)
            check_numbers(program)
            refuse_written_between(program, clean, hands_copies=way.hands_copies)
            if of_sums or not (tables.one_kind and shared.has_open_sums):
                return program, operands, parameters, way.made_for
            second_best = second_best or (program, operands, parameters, way.made_for)
        except (SrcxformError, RecursionError) as found:
            refusal = refusal or found
        is_recursive |= bool(shared.recursive)
        has_open_sums |= shared.has_open_sums
    if second_best is not None:
        return second_best
    assert refusal is not None
    if isinstance(refusal, RecursionError) or refusal.lineno:
        raise refusal
    raise type(refusal)(refusal.message, origin=origin(source, source.node), instead=refusal.instead) from None


def _read_until_settled(read: Callable[[], Program], shared: Shared) -> Program:
    """Read again while it is found that recursive functions write into arrays that they are handed copies of."""
    while True:
        program = read()
        written = written_arrays(program) if shared.hands_copies else {}
        new = {key: leaves - shared.hands_back.get(key, frozenset()) for key, leaves in written.items()}
        if not any(new.values()):
            return program
        for key, leaves in new.items():
            shared.hands_back[key] = shared.hands_back.get(key, frozenset()) | leaves


def _is_short(value: Any) -> bool:
    return isinstance(value, np.ndarray) and any(1 < n <= MOST_EXACT for n in value.shape)


def _is_small(value: Any) -> bool:
    return type(value) is int and abs(value) <= MOST_EXACT


def _holds(is_known: Callable[[Any], bool], value: Any, depth: int = 8) -> bool:
    """Whether an argument is or has something that code may be made for."""
    if is_known(value):
        return True
    if not is_taken_apart(value) or not depth:
        return False
    return any(_holds(is_known, item, depth - 1) for item in contents_of(value).values())


def _refuse_overlap(program: Program, arguments: dict[str, Any], operands: dict[str, Operand]) -> None:
    """A copy of an array that overlaps itself does not: the program would write into another array."""
    for name, value in arguments.items():
        operand = operands.get(name)
        if isinstance(value, np.ndarray) and isinstance(operand, Var) and overlaps_itself(value):
            writes = aliasing(program.block).writes(operand)
            if writes:
                raise SharedMemory(
                    f"the argument `{name}` overlaps itself in memory and is written in place",
                    origin=writes[0].origin,
                    instead=f"pass a copy: {name}.copy()",
                )


def _used(program: Program) -> dict[object, Captured]:
    """The data from outside that the program reads."""
    used = uses_in(program.block) | {v for o in program.block.yields for v in vars_in(o)}
    used |= {v for o in program.named.values() for v in vars_in(o)}
    for callee in program.callees.values():
        used |= uses_in(callee.block) | {v for o in callee.block.yields for v in vars_in(o)}
    kept = {}
    for key, captured in program.outside.captured.items():
        if key[0] == "inner" or captured.operand in used:  # type: ignore[index]
            kept[key] = captured
        else:  # its type or its length may have been used, though its value is not
            program.outside.guards[key] = Guard(captured.kind, captured.holder, captured.name, captured.read())
    return kept


def _name_apart(program: Program, parameters: tuple[Parameter, ...]) -> None:
    """Give what is taken from outside names that no parameter has: they become hidden parameters."""
    taken = {p.var.hint for p in parameters}
    taken |= {name for callee in program.callees.values() for name, _ in callee.parameters}
    for captured in program.outside.captured.values():
        if isinstance(captured.operand, Var):
            name = str(captured.name)
            if not name.isidentifier() or iskeyword(name):
                name = "item"
            while name in taken:
                name += "_"
            taken.add(name)
            object.__setattr__(captured.operand, "hint", name)


def with_parts(function: Function) -> Function:
    """The function with the statements that take its arguments apart."""
    parts = tuple(part for p in function.parameters for part in p.parts)
    plain = tuple(replace(p, parts=()) for p in function.parameters)
    body = replace(function.body, statements=(*parts, *function.body.statements))
    return replace(function, parameters=plain, body=body)


def clean(block: Block) -> Block:
    """A primal without what nothing reads, what is repeated, and what loops compute or pass on unchanged."""
    known = remove_dead_code(drop_known_slots(join_subscripts(write_displays(forget_failures(block)))))
    return share_primal(remove_dead_code(count_by_index(hoist_invariants(carry_flat(known)))))


def _finished(
    functions: list[Function], program: Program, source: Source, request: Request, head: Any = None
) -> Compiled:
    ordered = [_ordered(f) for f in functions]
    call: Callable[..., Any]
    if request.backend == "numba":
        has_head = head is not inspect.Parameter.empty and head is not None
        options = numba.Options(request.parallel, request.cache)
        listing, call = numba.compile_numba(
            ordered,
            has_head=has_head,
            options=options,
            prepare=lambda function: for_machine(expanded(function, TABLES)),
            clean=remove_dead_code,
            origin=origin(source, source.node),
        )
    else:
        is_observed = request.observer is not None
        listing = emit([for_numpy(f, is_observed=is_observed) for f in ordered], observer=request.observer)
        filename = generated_filename(listing.text, listing.entry)
        call = load(listing.text, listing.entry, filename, listing.objects)
    captured = list(program.outside.captured.values())
    return Compiled(
        call, listing, captured, list(program.outside.guards.values()), [type_of(c.operand) for c in captured]
    )


def _ordered(function: Function) -> Function:
    """Keyword-only parameters last, as Python wants them."""
    plain = tuple(p for p in function.parameters if not p.keyword_only)
    special = tuple(p for p in function.parameters if p.keyword_only)
    seen_default = False
    ordered = []
    for p in plain:
        seen_default = seen_default or p.has_default
        ordered.append(p if p.has_default or not seen_default else Parameter(p.var, None, True))
    return Function(function.name, (*ordered, *special), function.body, function.doc, function.origin)


def _parameters(
    source: Source, arguments: dict[str, Any], prefix: tuple[Any, ...], made_for: MadeFor
) -> tuple[dict[str, Operand], tuple[Parameter, ...]]:
    """Operands for the reader and parameters for the printed function; `prefix` holds bound arguments like `self`.

    Axes of one length have one size, those of arrays inside objects only where the code is made for the lengths.
    """
    lengths: dict[int, object] = {n: n for n in range(MOST_EXACT + 1)} if made_for else {}
    has_numbers = made_for is MadeFor.NUMBERS
    inside = functools.partial(operand_for, lengths=lengths, has_numbers=has_numbers) if made_for else operand_for
    operands: dict[str, Operand] = {}
    parameters: list[Parameter] = []
    names = [p.name for p in source.signature.parameters.values()]
    for name, value in zip(names, prefix, strict=False):
        operands[name] = Const(value)
    for p in list(source.signature.parameters.values())[len(prefix) :]:
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            if arguments.get(p.name):
                raise Unsupported(
                    f"arguments for `*{p.name}` of the differentiated function",
                    origin=origin(source, source.node),
                    instead="give each argument a name, or pass one tuple",
                )
            operands[p.name] = Tup(()) if p.kind is p.VAR_POSITIONAL else Const({})
            continue
        given = arguments[p.name]
        if isinstance(given, Fixed):
            operands[p.name] = given.operand(p.name)
            continue
        parts: tuple[Assign, ...] = ()
        if is_taken_apart(given):
            var, operand, parts = unpacked(p.name, given, inside)
        else:
            operand = operand_for(p.name, given, lengths=lengths, has_numbers=has_numbers)
            var = operand if isinstance(operand, Var) else Var(p.name, UNKNOWN)
        operands[p.name] = operand
        default = (
            p.default
            if p.default is not p.empty and isinstance(p.default, (int, float, str, bool, type(None), complex))
            else None
        )
        keyword_only = p.kind is p.KEYWORD_ONLY
        parameters.append(Parameter(var, default, p.default is not p.empty, keyword_only, parts=parts))
    return operands, tuple(parameters)


def operand_for(
    name: str,
    value: Any,
    token: object = None,
    *,
    lengths: dict[int, object] | None = None,
    has_numbers: bool = False,
) -> Operand:
    """A parameter as operand: numbers and arrays are variables, other objects are built into the code.

    Axes of one length have one size, across all arrays that are given `lengths`: the key of the code tells them. So it
    does of the small integers that are built in where the code `has_numbers`.
    """
    if has_numbers and _is_small(value):
        return Const(value)
    if isinstance(value, (ArrayType, TupleType)):
        return Var(name, value)
    if value is UNKNOWN:
        return Var(name, UNKNOWN)
    t = typeof(value, token or name, lengths if type(value) is np.ndarray else None)
    refuse_subclass(value, name, NOWHERE)
    refuse_dtype(t, NOWHERE)
    if isinstance(t, ArrayType) and not isinstance(value, bool):
        return Var(name, t)
    if isinstance(t, TupleType) and holds_numbers(t):
        return Var(name, t)
    return Const(value)


def holds_numbers(t: Type) -> bool:
    """Whether a tuple or list holds a number, or may come to: these are read at each call, not built into the code."""
    if isinstance(t, TupleType):
        return any(map(holds_numbers, t.items)) or (t.kind is list and not t.items)
    return isinstance(t, ArrayType) and t.dtype != np.bool_


def _head_parameter(
    objective: Operand, head: Any, parameters: tuple[Parameter, ...], place: Origin
) -> tuple[Parameter, Operand]:
    """The head's parameter, named so that it does not clash, and what is known of the head: its structure and types."""
    taken = {p.var.hint for p in parameters}
    name = "head"
    while name in taken:
        name += "_"
    want = type_of(objective)
    if is_scalar(want) and (head is inspect.Parameter.empty or type(head) in (float, np.float64)):
        var = Var(name, typeof(1.0))
        return Parameter(var, 1.0, True), var
    if head is inspect.Parameter.empty or head is None:
        var = Var(name, want)
        return Parameter(var, None, True), var
    form = _form_of_head(name, head, place)
    return Parameter(Var(name, type_of(form))), form


def _form_of_head(name: str, head: Any, place: Origin) -> Operand:
    """A head, as the variable or the display of variables that it is: structure and types."""

    def leaf(part: str, value: Any, token: object) -> Operand:
        refuse_subclass(value, name, place)
        t = typeof(value, token)
        refuse_dtype(t, place)
        return Var(part, t)

    if is_taken_apart(head):
        return form_of(Unpacker(name, leaf).whole(Var(name, ObjectType(type(head))), head))
    return leaf(name, head, name)


def annotated_types(source: Source) -> dict[str, Any]:
    """Arguments for a version of which only annotations and defaults are known."""
    known = {"float": 1.0, "int": 1, "complex": 1j, "bool": True}
    found: dict[str, Any] = {}
    counts = _index_names(source)
    for p in source.signature.parameters.values():
        label = p.annotation if isinstance(p.annotation, str) else getattr(p.annotation, "__name__", "")
        if p.default is not p.empty and p.default is not None:
            found[p.name] = p.default
        else:
            found[p.name] = (
                known.get(label, 1 if p.name in counts else REAL)
                if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
                else ()
            )
    return found


def compile_unseen(source: Source, function: Any, request: Request, prefix: tuple[Any, ...]) -> Compiled:
    """The version to show before any call: unknown ranks, or where rules need ranks the first of 1, 2, 0 that fits."""
    known = annotated_types(source)
    guesses = (REAL, ArrayType(REAL.dtype, 1), ArrayType(REAL.dtype, 2), ArrayType(REAL.dtype, 0, "numpy"))
    refusals: list[SrcxformError] = []
    for guess in guesses:
        arguments = {name: guess if value is REAL else value for name, value in known.items()}
        try:
            return compile_function(function, arguments, request, prefix=prefix)
        except SrcxformError as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _index_names(source: Source) -> set[str]:
    """Names that bound a `range` or stand in an index: integers, if the program is right."""
    found: set[str] = set()
    for node in gast.walk(source.node):
        inside: list[Any] = []
        if isinstance(node, gast.Call) and isinstance(node.func, gast.Name) and node.func.id == "range":
            inside = list(node.args)
        elif isinstance(node, gast.Subscript):
            inside = [node.slice]
        found |= {n.id for part in inside for n in gast.walk(part) if isinstance(n, gast.Name)}
    return found

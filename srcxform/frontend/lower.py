"""Reads a function: interprets its source on operands instead of values, and so writes its intermediate representation.

Reading does the work of several passes at once: names are resolved to the objects they are bound to, types flow with
the operands, what is known at compile time folds, and calls of functions with source are read in place. Rules are read
by the same `Reader` as the user's program.
"""

from __future__ import annotations

import builtins
import functools
import operator
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import gast
import numpy as np

from srcxform import runtime
from srcxform.errors import SourceNotFound, Unsupported
from srcxform.frontend import (
    calls,
    containers,
    expressions,
    guarded,
    in_language,
    loops,
    objects,
    overloading,
    statements,
)
from srcxform.frontend.forms import (
    MISSING,
    LengthChanged,
    choice_of,
    emptied,
    has_structure,
    is_none,
    is_poisoned,
    is_static,
    is_undefined,
    leaves_of,
    rebuilt,
)
from srcxform.frontend.guards import Guard
from srcxform.frontend.language import check_language
from srcxform.frontend.memory import Memory, Owner, now, relate
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.refusals import refuse_dtype, refuse_subclass, similar_names
from srcxform.frontend.source import Source, origin, read_source
from srcxform.frontend.virtual import (
    BoundMethod,
    Captured,
    Closure,
    Either,
    Frame,
    Generator,
    Instance,
    Outside,
    RangeOf,
    Together,
    instance_of,
)
from srcxform.ir.builder import Builder, block_of, literal, type_of
from srcxform.ir.layout import Layout
from srcxform.ir.nodes import (
    Block,
    Const,
    FunctionRef,
    If,
    Operand,
    Slice,
    Tup,
    Var,
)
from srcxform.ir.types import (
    NOTHING,
    UNKNOWN,
    ArrayType,
    ListType,
    NothingType,
    Size,
    TupleType,
    Type,
    UnknownType,
    can_be_active,
    is_scalar,
    join,
    join_all,
    typeof,
)
from srcxform.ir.walk import defines, inner_definitions, operands, statements_in, uses_in
from srcxform.origin import Origin
from srcxform.rules.registry import find_rule

statements.also_read(guarded.STATEMENTS)

DEEPEST = 60
VIRTUAL = (Instance, Either, Closure, BoundMethod, Generator, Together, RangeOf)
_DATA = (float, int, complex, np.ndarray, np.generic, list)


@dataclass(frozen=True)
class Tables:
    """What the reader is told about NumPy and about itself; made once by the pipeline from the rules."""

    methods: dict[str, Callable[..., Any]]
    attributes: dict[str, Callable[..., Any]]
    inert_attributes: frozenset[str]
    require_array: Callable[..., Any]
    check: Callable[..., Any]
    throw: Callable[..., Any]
    object_type: Type = UNKNOWN


@dataclass
class Shared:
    """What all readings of one program share: the recursive functions found, and what is read of each."""

    recursive: set[Any] = field(default_factory=set)
    functions: dict[object, FunctionRef] = field(default_factory=dict)
    programs: dict[FunctionRef, Program] = field(default_factory=dict)
    unfinished: bool = False
    written: set[int] = field(default_factory=set)
    first_types: dict[Var, Type] = field(default_factory=dict)
    found: dict[object, Type] = field(default_factory=dict)
    unknown: set[object] = field(default_factory=set)
    forced: set[object] = field(default_factory=set)
    forms: dict[FunctionRef, Operand] = field(default_factory=dict)


class UnclearIdentity(Unsupported):
    """Something is read of an object that may be another one that was written."""


class Restart(Exception):
    """A list turned out to grow, or to hold another type: the program is read again with that knowledge."""


@dataclass
class Program:
    """What reading a function gave: its body, and all that it takes from outside its parameters."""

    parameters: list[tuple[str, Operand]]
    block: Block
    result: Operand
    named: dict[str, Operand]
    outside: Outside
    source: Source
    final: dict[str, Operand] = field(default_factory=dict)
    form: Operand | None = None
    in_doubt: list[tuple[Var, Origin]] = field(default_factory=list)
    bound: int = 0
    callees: dict[FunctionRef, Program] = field(default_factory=dict)


class Reader:
    """One reading of one program: the open block, the current frame, and what was found out about lists."""

    def __init__(self, tables: Tables, builder: Builder | None = None) -> None:
        self.tables = tables
        self.builder = builder or Builder()
        self.outside = Outside()
        self.memory = Memory()
        self.loops: list[loops.Carried] = []
        self.depth = 0
        self.path: tuple[object, ...] = ()
        self.frame: Frame = None  # type: ignore[assignment]
        self.growing: set[object] = set()
        self.item_types: dict[object, Type | None] = {}
        self.contents = Owner({"": Const(None)}, born=0)
        self.iterating: list[object] = []
        self.outside_cells: dict[int, Owner] = {}
        self.exact = False
        self.viewed: list[Instance] = []
        self.unrolled: set[object] = set()
        self.virtual_sites: set[object] = set()
        self.refused_sites: set[object] = set()
        self.loop_sites: list[tuple[object, bool]] = []
        self.outside_objects: dict[int, Instance] = {}
        self.displays: dict[Var, object] = {}
        self.parameters: set[Var] = set()
        self.rebound_in_doubt: list[tuple[Var, Origin]] = []
        self.shared = Shared()
        self.active_calls: list[Any] = []
        self.scalar_math = False
        self.safe = False

    # Shorthands for the modules that read one kind of syntax each

    def evaluate(self, node: Any) -> Operand:
        return expressions.evaluate(self, node)

    def execute(self, nodes: list[Any]) -> str:
        return statements.execute(self, nodes)

    def assign_target(self, target: Any, value: Operand) -> Operand:
        return statements.assign_target(self, target, value)

    def call_node(self, node: gast.Call) -> Operand:
        return calls.call_node(self, node)

    def call(self, function: Operand, args: tuple[Operand, ...]) -> Operand:
        return calls.call(self, function, args, {}, None)

    def origin_of(self, node: Any) -> Origin:
        if self.builder.derived or getattr(node, "lineno", None) is None:
            return self.builder.origin
        return origin(self.frame.source, node)

    # Names

    def assign_name(self, name: str, value: Operand) -> Operand:
        """Bind a name; a value that has no name yet gets this one. Gives the value."""
        value = self.list_to_var(value)
        self.refuse_reuse(value, self.frame.source.node, name)
        if isinstance(value, Var) and not value.hint and not self.builder.derived:
            value = self._named(value, name)
        frame = self.frame_that_binds(name)
        if frame is None:
            self._write_outside_cell(name, value)
        else:
            self.memory.write(frame, name, value)
        return value

    def refuse_reuse(self, value: Operand, node: Any, name: str) -> None:
        """An iterator has a position that is not followed: a name for it may be read once, and not in a loop."""
        if self.builder.derived or not loops.is_iterator(value):
            return
        if loops.times_read(node, name) > 1:
            raise Unsupported(
                "an iterator is read at more than one place or time, so how far it was consumed matters",
                origin=self.builder.origin,
                instead="write it in the `for` statement itself, or make a list of it",
            )

    def _write_outside_cell(self, name: str, value: Operand) -> None:
        """`nonlocal` of a function that has ended: its variable is state from outside, changed within the call."""
        frame = self.frame
        while frame.parent is not None:
            frame = frame.parent
        cell = frame.source.closure[name]
        if id(cell) not in self.outside_cells:
            before = self._load_name_outside(frame.source, name, None)
            self.outside_cells[id(cell)] = Owner({"": before}, born=0)
        self.memory.write(self.outside_cells[id(cell)], "", value)

    def frame_that_binds(self, name: str) -> Frame | None:
        """The frame that an assignment to the name writes into: a function around this one, if it says `nonlocal`."""
        frame = self.frame
        while name in frame.outer_names or (frame.is_comprehension and name not in frame.local_names):
            if frame.parent is None:
                return None
            frame = frame.parent
        return frame

    def _named(self, value: Var, name: str) -> Var:
        """Give the value the user's name, if the statement that made it was the last one.

        The hint is for printing alone, and the value may stand in tuples already: so it is the same `Var` that gets it.
        """
        last = self.builder.blocks[-1][-1] if self.builder.blocks[-1] else None
        if getattr(last, "out", None) is value:
            object.__setattr__(value, "hint", name)
        return value

    def load_name(self, name: str, node: Any) -> Operand:
        """The operand that a name stands for, looked up as Python does."""
        frame: Frame | None = self.frame
        while frame is not None:
            if name in frame.cells:
                return self.checked(frame.cells[name], name, node)
            if name in frame.local_names and name not in frame.outer_names:
                raise Unsupported(
                    f"`{name}` is read before it is assigned", origin=self.origin_of(node), instead="assign it first"
                )
            source, frame = frame.source, frame.parent
        return self._load_name_outside(source, name, node)

    def checked(self, value: Operand, name: str, node: Any) -> Operand:
        """The content of a cell, if it has one that can be trusted."""
        if is_undefined(value):
            raise Unsupported(
                f"`{name}` has no value here", origin=self.origin_of(node), instead="assign it on every path"
            )
        if is_poisoned(value):
            raise UnclearIdentity(
                f"`{name}` is read of an object that may be another name of one that was written in between",
                origin=self.origin_of(node),
                instead="copy the object, or use one name for it",
            )
        return value

    def _load_name_outside(self, source: Source, name: str, node: Any) -> Operand:
        cell = source.closure.get(name)
        if cell is not None:
            if id(cell) in self.outside_cells:
                return self.checked(self.outside_cells[id(cell)].cells[""], name, node)
            try:
                return self.load_outside("cell", cell, name, cell.cell_contents, node)
            except ValueError:
                raise Unsupported(f"`{name}` has no value yet", origin=self.origin_of(node)) from None
        if name in source.globals:
            return self.load_outside("global", source.globals, name, source.globals[name], node)
        if hasattr(builtins, name):
            return self.load_outside("builtin", source.globals, name, getattr(builtins, name), node)
        raise Unsupported(
            f"`{name}` is not defined",
            origin=self.origin_of(node),
            instead="define it before the gradient is asked for",
        )

    def load_attribute(self, holder: Any, name: str, node: Any) -> Operand:
        """`holder.name` for an object of the user's process."""
        if isinstance(holder, BoundMethod | Closure | RangeOf | Together | Generator):
            raise Unsupported(f"attribute `{name}` of this object", origin=self.origin_of(node))
        try:
            value = getattr(holder, name)
        except AttributeError:
            raise Unsupported(
                f"`{getattr(holder, '__name__', type(holder).__name__)}` has no attribute `{name}`",
                origin=self.origin_of(node),
                instead=similar_names(name, dir(holder)),
            ) from None
        if (
            isinstance(holder, types.ModuleType)
            and holder.__name__.split(".")[0] in ("numpy", "math", "scipy")
            and isinstance(value, (float, int))
        ):
            return Const(value)
        if isinstance(holder, (str, int, float, complex, tuple, np.dtype, type(None))):
            return Const(value)
        return self.load_outside("attribute", holder, name, value, node)

    def load_outside(self, kind: str, holder: Any, name: Any, value: Any, node: Any) -> Operand:
        """Data becomes a hidden argument, read at each call; any other object is built in, and guarded."""
        key = (kind, id(holder), name)
        if self.builder.derived:
            return self.as_program_operand(value, node)
        if kind != "builtin" and objects.is_taken_apart_outside(value):
            return self._outside_object(kind, holder, name, value, node)
        if isinstance(value, _DATA) and not isinstance(value, bool) and kind != "builtin":
            refuse_subclass(value, name, self.origin_of(node))
            refuse_dtype(typeof(value), self.origin_of(node))
            if key not in self.outside.captured:
                var = Var(name, typeof(value, (kind, id(holder), name)))
                self.outside.captured[key] = Captured(kind, holder, name, var)
            return self.outside.captured[key].operand
        self.outside.guards[key] = Guard(kind, holder, name, value)
        return Const(value)

    def _outside_object(self, kind: str, holder: Any, name: Any, value: Any, node: Any) -> Operand:
        """An object from outside whose parts the program may use: its parts are fetched one by one."""
        self.outside.guards[kind, id(holder), name] = Guard(kind, holder, name, value, whole=False)
        inside = self.outside_objects.get(id(holder))
        is_shared = inside.shared if inside is not None else kind != "cell"
        return self.object_operand(value, node, is_shared)

    def object_operand(self, value: Any, node: Any, shared: bool = False) -> Operand:
        """The virtual object for one that exists before the program runs; `shared`: other functions see it too."""
        if isinstance(value, tuple):
            items = tuple(self.load_outside("item", value, k, item, node) for k, item in enumerate(value))
            return Tup(items, type(value))
        known = self.outside_objects.get(id(value))
        if known is not None:
            return Const(known)
        made = Instance(born=0, kind=type(value), holder=value, site=("outside", id(value)), shared=shared)
        self.outside_objects[id(value)] = made
        if isinstance(value, dict):
            self.outside.guards["keys", id(value), None] = Guard("keys", value, None)
            for k, item in value.items():
                made.cells[k] = self.load_outside("item", value, k, item, node)
        elif isinstance(value, list):
            self.outside.guards["keys", id(value), None] = Guard("length", value, None)
            for k, item in enumerate(value):
                made.cells[k] = self.load_outside("item", value, k, item, node)
        return Const(made)

    def note_argument(self, leaf: Operand) -> None:
        """A list that is an argument may grow in the program like any other: then it has no fixed length."""
        if not isinstance(leaf, Var) or not isinstance(leaf.type, (TupleType, ListType)):
            return
        first = self.shared.first_types.setdefault(leaf, leaf.type)
        # The variable is that of the parameter: it is the same object in each reading, with what is known by now.
        object.__setattr__(leaf, "type", self._grown(first))

    def _grown(self, t: Type) -> Type:
        """The type of an argument in which some lists turned out to grow, inner ones too."""
        if not isinstance(t, TupleType):
            return t
        inner = TupleType(tuple(map(self._grown, t.items)), t.kind, t.site)
        if t.site is None or t.site not in self.growing:
            return inner
        items = join_all(list(inner.items))
        self._note_type(t.site, items)
        return ListType(self.item_types.get(t.site, items), t.site)

    def argument(self, value: Operand) -> Operand:
        """An argument as the program sees it: an object that is given for good is taken apart where it is used."""
        if (
            isinstance(value, Const)
            and objects.is_taken_apart_outside(value.value)
            and not isinstance(value.value, Instance)
        ):
            return self.object_operand(value.value, None)
        return value

    def guard_attribute(self, holder: Any, name: str, value: Any) -> None:
        """A method that is put in line must still be that of its class when the code runs."""
        if not self.builder.derived:
            self.outside.guards["attribute", id(holder), name] = Guard("attribute", holder, name, getattr(holder, name))

    def site_of(self, node: Any) -> object:
        """Where in the program, and in which call, something is made."""
        return (self.frame.source.filename, getattr(node, "lineno", 0), getattr(node, "col_offset", 0), self.path)

    @staticmethod
    def key_operand(key: Any) -> Operand:
        """A key as the program sees it."""
        return Const(key)

    def item_of(self, value: Operand, key: int) -> Operand:
        return self.builder.op(operator.getitem, value, Const(key))

    def unroll_enclosing_loop(self) -> None:
        """Something must be known that is not: read the program again, with the innermost loop that can be unrolled."""
        for site, can_unroll in reversed(self.loop_sites):
            if can_unroll and site not in self.unrolled:
                self.unrolled.add(site)
                raise Restart

    def as_program_operand(self, value: Any, node: Any) -> Operand:
        """An object of the user's process as operand."""
        if isinstance(value, Operand):
            return value
        if not self.builder.derived and objects.is_taken_apart_outside(value):
            return self.object_operand(value, node)
        if isinstance(value, (np.ndarray, list)):
            raise Unsupported(
                "an array inside a tuple or a default that is not an argument",
                origin=self.origin_of(node),
                instead="pass it as an argument, or bind it to a name of its own",
            )
        return Const(value)

    def is_parameter(self, operand: Operand) -> bool:
        return operand in self.parameters

    def refuse_iterator(self, operand: Operand, node: Any) -> Operand:
        return refuse_iterator(self, operand, node)

    # Sequences

    def materialised(self, value: Operand) -> Operand:
        """A tuple display as a value of its own."""
        if isinstance(value, Tup):
            items = tuple(self.materialised(item) for item in value.items)
            display = Tup(items, value.kind)
            return self.builder.raw(type_of(display), self._display(value.kind), *items)
        if has_structure(value):
            return self.recorded(value)
        return value

    def recorded(self, value: Operand) -> Operand:
        """A virtual object as a value of the generated code."""
        instance, either = instance_of(value), choice_of(value)
        if either is not None and not any(has_structure(o) for o in (either.then, either.orelse)):
            return self._one_value(either)
        if instance is not None and instance.kind is list:
            return self.materialised(Tup(tuple(containers.values_of(self, instance, None)), list))
        if instance is not None and not instance.holder:
            # What is stored is a copy: the object must not be written afterwards.
            relate(instance, self.contents)
            keys = tuple(instance.cells)
            items = tuple(self.checked(instance.cells[key], str(key), None) for key in keys)
            return self.materialised(Tup(items, Layout(instance.kind, keys)))
        raise Unsupported(
            "an object or a function is put where it is known only at run time which one is meant",
            origin=self.builder.origin,
            instead="keep it under a name of its own, or in a list of constant length",
        )

    def _one_value(self, either: Either) -> Var:
        """One of two plain values as a value of the generated code."""
        then, orelse = self.materialised(either.then), self.materialised(either.orelse)
        out = Var("", join(type_of(then), type_of(orelse)))
        block = (block_of([], (then,)), block_of([], (orelse,)))
        self.builder.add(If(either.test, *block, (out,), self.builder.origin))
        return out

    def opened(self, value: Operand, source: Operand) -> Operand:
        """An object that was stored in a list of unknown length, as an object again."""
        t = type_of(value)
        if not isinstance(value, Var) or not isinstance(t, TupleType) or not isinstance(t.kind, Layout):
            return value
        self.checked(self.contents.cells[""], "a list", None)
        made = Instance(kind=t.kind.kind, site=self.site_of(None))
        relate(made, self.contents)
        for k, key in enumerate(t.kind.keys):
            made.cells[key] = self.opened(self.builder.op(operator.getitem, value, Const(k)), source)
        return Const(made)

    @staticmethod
    def _display(kind: object) -> Callable[..., Any]:
        return runtime.list_of if kind is list else runtime.tuple_of

    def list_to_var(self, value: Operand) -> Operand:
        if not isinstance(value, Tup) or value.kind is not list:
            return value
        if has_structure(value):
            site = (self.path, self.builder.origin.lineno, self.builder.origin.col_offset, "display")
            self.virtual_sites.add(site)
            return containers.new_list(self, list(value.items), site)
        return self.materialised(value)

    def list_display(self, items: tuple[Operand, ...], node: Any) -> Operand:
        """`[a, b]`: a list that grows somewhere has a type without length."""
        site = self.site_of(node)
        if self.builder.derived:
            return Tup(items, list)
        for item in items:
            refuse_iterator(self, item, node)
        virtual = any(loops.is_virtual(item) for item in items)
        if site not in self.refused_sites and (site in self.virtual_sites or virtual):
            self.virtual_sites.add(site)
            return containers.new_list(self, list(items), site)
        values = tuple(self.materialised(item) for item in items)
        if not values:
            self.growing.add(site)
        if site in self.growing:
            self._note_type(site, join_all([type_of(v) for v in values]))
            t: Type = ListType(self.item_types.get(site), site)
        else:
            t = TupleType(tuple(type_of(v) for v in values), list, site)
        return self.builder.raw(t, runtime.list_of, *values)

    def _note_type(self, site: object, t: Type | None) -> None:
        if t is None or isinstance(t, NothingType):
            return
        t = settled_sizes(t if isinstance(t, ArrayType) else bounded(t))
        if isinstance(t, UnknownType):
            self.shared.unknown.add(site)
        else:
            self.shared.found[site] = join(self.shared.found.get(site, NOTHING), t)

    def is_settled(self, rounds: int) -> bool:
        """Whether lists held in this reading what it took them to hold; if not, the next reading knows better.

        What is unknown may be so only because it was computed from what was not known yet: it counts when nothing
        else is news.
        """
        shared = self.shared
        found = {**shared.found, **dict.fromkeys(shared.forced, UNKNOWN)}
        if rounds > 8:
            found = {site: join(t, self.item_types.get(site) or NOTHING) for site, t in found.items()}
        known = {site: t for site, t in self.item_types.items() if t is not None}
        if found == known and shared.unknown <= shared.forced:
            return True
        if found == known:
            shared.forced |= shared.unknown
            found.update(dict.fromkeys(shared.forced, UNKNOWN))
        self.item_types.clear()
        self.item_types.update(found)
        return False

    def has_news(self) -> bool:
        """Whether a reading that was given up found out about lists what it did not know."""
        news = {
            site: join(t, self.item_types.get(site) or NOTHING)
            for site, t in self.shared.found.items()
            if self.item_types.get(site) is None
        }
        self.item_types.update(news)
        return bool(news)

    def note_append(self, target: Var, t: Type | None, node: Any) -> None:
        """A list grows or shrinks: remember it, and what it holds, for this reading or the next."""
        site = getattr(target.type, "site", None)
        if site is not None and site in self.iterating:
            raise Unsupported(
                "a list changes while it is iterated",
                origin=self.origin_of(node),
                instead="iterate over a copy: `list(xs)`",
            )
        if site is None:
            raise Unsupported("this list cannot be told from others that it may be", origin=self.origin_of(node),
                              instead="build the list in this function, under one name")  # fmt: skip
        if site not in self.growing:
            self.growing.add(site)
            raise Restart
        self._note_type(site, t)

    def note_item(self, target: Var, t: Type, node: Any) -> None:
        """A store into a list changes what it holds."""
        if isinstance(target.type, TupleType) and all(_same_kind(t, item) for item in target.type.items):
            return
        if isinstance(target.type, TupleType) and target.type.site is None:
            raise Unsupported("a store that changes the type of an item of an argument", origin=self.origin_of(node))
        self.note_append(target, t, node)

    def item_type(self, target: Var) -> Type | None:
        site = getattr(target.type, "site", None)
        return self.item_types.get(site) if site is not None else None

    def static_items(self, value: Operand, node: Any, count: int | None = None) -> list[Operand]:
        """The items of a sequence of known length (`count`, if the type does not say it)."""
        value = self.present(value)
        if isinstance(value, Const) and isinstance(value.value, Generator):
            value = self.consume_generator(value.value)
        items = loops.static_sequence(self, value)
        if items is not None:
            return list(items)
        t = type_of(value)
        if (
            count is not None
            and isinstance(t, (ArrayType, ListType))
            and not (isinstance(t, ArrayType) and t.rank == 0)
        ):
            return [self.builder.op(operator.getitem, value, Const(k)) for k in range(count)]
        if count is not None and not isinstance(value, Const) and t in (UNKNOWN, NOTHING):
            return [self.builder.op(operator.getitem, value, Const(k)) for k in range(count)]
        raise Unsupported(
            "the number of items is not known here",
            origin=self.origin_of(node),
            instead="unpack a tuple of known length",
        )

    def as_array(self, value: Operand) -> Operand:
        return self.builder.op(np.array, value)

    def concatenated(self, left: Operand, right: Operand, node: Any) -> Operand:
        a, b = loops.static_sequence(self, left), loops.static_sequence(self, right)
        if a is None or b is None:
            return self.in_line(in_language.joined, left, right)
        kind = getattr(type_of(left), "kind", tuple)
        return self.list_display((*a, *b), node) if kind is list else Tup((*a, *b))

    def repeated(self, sequence: Operand, count: Operand, node: Any) -> Operand:
        items = loops.static_sequence(self, sequence)
        if items is None:
            return self.in_line(in_language.repeated, sequence, count)
        is_list = getattr(type_of(sequence), "kind", tuple) is list
        if isinstance(count, Const):
            return self.list_display(items * count.value, node) if is_list else Tup(items * count.value)
        if len(items) != 1 or not is_list:
            return self.in_line(in_language.repeated, self.materialised(sequence), count)
        return self.list_from(count, lambda _: items[0], node)

    def list_from(
        self,
        length: Operand,
        item_at: Callable[[Operand], Operand],
        node: Any,
        condition: Callable[[], Operand] | None = None,
    ) -> Operand:
        """A list built by appending in a loop."""
        target = self.empty_list(node)

        def body(index: Var) -> str:
            item = self.materialised(item_at(index))
            self.note_append(target, type_of(item), node)
            self.builder.append(target, item)
            return ""

        loops.run_for(self, Const(0), length, Const(1), "", [], body, self.origin_of(node))
        return target

    def in_line(self, function: Callable[..., Any], *args: Operand) -> Operand:
        """A function of the compiler's own that is written in the language, put in line."""
        return self.call_function(function, args, {}, None)

    def each(self, length: Operand, do: Callable[[Operand], object], node: Any) -> None:
        """A loop that does something for each index."""

        def body(index: Var) -> str:
            do(index)
            return ""

        loops.run_for(self, Const(0), length, Const(1), "", [], body, self.origin_of(node))

    def listed(self, value: Operand, node: Any) -> Operand:
        """`list(value)`."""
        return calls.call(self, Const(list), (value,), {}, node)

    def filtered(self, sequence: Operand, test: Callable[[Operand], Operand], node: Any) -> Operand:
        """The items that pass a test, as a list."""
        items = loops.constant_items(self, sequence)
        if items is not None:
            tests = [self.truth(test(item), node) for item in items]
            if all(isinstance(t, Const) for t in tests):
                kept = [item for item, t in zip(items, tests, strict=True) if t.value]  # type: ignore[union-attr]
                return self.list_display(tuple(kept), node)
        target = self.empty_list(node)
        length, item_at = loops.indexed(self, self.materialised(sequence), node)

        def keep(index: Operand) -> None:
            item = item_at(index)
            self._joined(self.truth(test(item), node), lambda: self.appended(target, item, node), lambda: None)

        self.each(length, keep, node)
        return target

    def prefer_virtual(self, target: Var) -> None:
        """An object or a function is put into a list: better a list that exists only while reading, if it can be."""
        site = getattr(target.type, "site", None)
        if site is not None and site not in self.virtual_sites and site not in self.refused_sites:
            self.virtual_sites.add(site)
            self.growing.discard(site)
            raise Restart

    def appended(self, target: Var, item: Operand, node: Any) -> None:
        """`target.append(item)`."""
        item = self.materialised(item)
        self.note_append(target, type_of(item), node)
        self.builder.append(target, item)

    def empty_list(self, node: Any) -> Var:
        """A list that will grow."""
        site = (self.site_of(node), "made")
        self.growing.add(site)
        return self.builder.raw(ListType(self.item_types.get(site), site), runtime.list_of)

    def set_display(self, items: Any, node: Any) -> Operand:
        """A set of values that are not active: a list without duplicates."""
        for item in items:
            if can_be_active(type_of(item)) and not isinstance(item, Const):
                raise Unsupported("a set of values that may be active", origin=self.origin_of(node),
                                  instead="use a list")  # fmt: skip
        known = [literal(item) for item in items]
        if all(k for k, _ in known):
            unique = {value: item for item, (_, value) in zip(items, known, strict=True)}
            return self.list_display(tuple(unique.values()), node)
        target = self.empty_list(node)
        for item in items:
            self.in_line(in_language.add, target, item)
        return target

    def present(self, value: Operand) -> Operand:
        """What a value that may be None is where None would be an error."""
        either = choice_of(value)
        return either.orelse if either is not None and is_none(either.then) else value

    def displayed(self, value: Operand) -> Operand:
        """A virtual list as a display, for functions that take sequences."""
        if choice_of(value) is not None:
            return self.materialised(value)
        instance = instance_of(value)
        if isinstance(value, Tup):
            return Tup(tuple(map(self.displayed, value.items)), value.kind)
        if instance is not None and instance.kind is list:
            return Tup(tuple(map(self.displayed, containers.values_of(self, instance, None))), list)
        return value

    def copied(self, value: Operand, deep: bool = True) -> Operand:
        """A copy of a value that is no virtual object."""
        t = type_of(value)
        if isinstance(t, ArrayType):
            return value if is_scalar(t) else self.builder.op(np.copy, value, order=Const("K"))
        if isinstance(t, (ListType, TupleType)) and isinstance(value, Var):
            return self.builder.raw(t, runtime.copy_of, value) if deep else self.builder.op(list, value)
        return value

    def binary(self, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any) -> Operand:
        return expressions.binary(self, primitive, left, right, node)

    def attribute(self, value: Operand, name: str, node: Any) -> Operand:
        return expressions.attribute_of(self, value, name, node)

    def item(self, value: Operand, index: Operand, node: Any) -> Operand:
        return expressions.get_item(self, value, index, node)

    def special(self, value: Operand, name: str, node: Any) -> Operand:
        return overloading.special(self, value, name, (), node)

    def guard_inherited(self, holder: Any, name: str) -> None:
        """An attribute that an object has of its class is another one as soon as the object gets its own."""
        self.outside.guards["inherited", id(holder), name] = Guard("inherited", holder, name)

    def guard_missing(self, holder: Any, name: str) -> None:
        self.outside.guards["missing", id(holder), name] = Guard("missing", holder, name)

    def own_frame(self, **cells: Operand) -> Frame:
        """A frame for a function that the compiler makes."""
        return Frame(dict(cells), source=self.frame.source, local_names=frozenset(cells))

    # Comprehensions

    def static_list(self, node: Any) -> Tup:
        """The items of a comprehension that must be known."""
        sites = {self.site_of(g.iter) for g in node.generators}
        added, self.unrolled = sites - self.unrolled, self.unrolled | sites
        items = self._static_comprehension(node)
        self.unrolled = self.unrolled - added
        if items is None:
            raise Unsupported("the items of this comprehension are known only at run time",
                              origin=self.origin_of(node), instead="build a list")  # fmt: skip
        return Tup(tuple(items))

    def list_comprehension(self, node: gast.ListComp) -> Operand:
        static = self._static_comprehension(node)
        if static is not None:
            return self.list_display(tuple(static), node)
        return self._dynamic_comprehension(node)

    def consume_generator(self, generator: Generator) -> Operand:
        static = self._static_comprehension(generator.node)
        if static is not None:
            return Tup(tuple(static))
        return self._dynamic_comprehension(generator.node)

    def without_generators(self, operand: Operand) -> Operand:
        if isinstance(operand, Const) and isinstance(operand.value, Generator):
            return self.consume_generator(operand.value)
        return operand

    @contextmanager
    def comprehension_frame(self, node: Any) -> Iterator[None]:
        """A comprehension has names of its own."""
        outer = self.frame
        names = frozenset(name for g in node.generators for name in loops.assigned_names([g.target]))
        self.frame = Frame(source=outer.source, parent=outer, local_names=names, is_comprehension=True)
        try:
            yield
        finally:
            self.frame = outer

    def _static_comprehension(self, node: Any) -> list[Operand] | None:
        """The items, where every iteration and condition is known at compile time."""
        with self.memory.trial() as changes, self.builder.block() as statements, self.comprehension_frame(node):
            items = self._static_items_of(node.elt, list(node.generators))
        if items is not None:
            self.memory.apply(changes)
            for statement in statements:
                self.builder.add(statement)
        return items

    def _static_items_of(self, element: Any, generators: list[Any]) -> list[Operand] | None:
        if not generators:
            return [self.evaluate(element)]
        iterable = self.evaluate(generators[0].iter)
        site = self.site_of(generators[0].iter)
        constant = loops.constant_items(self, iterable) if site in self.unrolled else None
        items = loops.static_sequence(self, iterable) if constant is None else constant
        if items is None or len(items) > loops.MOST_UNROLLED:
            return None
        result: list[Operand] = []
        for item in items:
            self.assign_target(generators[0].target, item)
            tests = [self.evaluate(test) for test in generators[0].ifs]
            if not all(isinstance(test, Const) for test in tests):
                return None
            if all(test.value for test in tests):  # type: ignore[union-attr]
                inner = self._static_items_of(element, generators[1:])
                if inner is None:
                    return None
                result += inner
        return result

    def _dynamic_comprehension(self, node: Any) -> Operand:
        target = self.empty_list(node)
        with self.comprehension_frame(node):
            self._comprehend(node, list(node.generators), target)
        return target

    def _comprehend(self, node: Any, generators: list[Any], target: Var) -> None:
        if not generators:
            item = self.evaluate(node.elt)
            if loops.is_virtual(item):
                self.unroll_enclosing_loop()
            item = self.materialised(item)
            self.note_append(target, type_of(item), node)
            self.builder.append(target, item)
            return
        first = generators[0]
        iterable = self.evaluate(first.iter)
        can_unroll = loops.constant_items(self, iterable) is not None
        start, stop, step, item_at = loops.plan_iteration(self, iterable, first)

        def body(index: Var) -> str:
            self.assign_target(first.target, item_at(index))
            self._filtered(list(first.ifs), lambda: self._comprehend(node, generators[1:], target))
            return ""

        hint = first.target.id if isinstance(first.target, gast.Name) else ""
        self.loop_sites.append((self.site_of(first.iter), can_unroll))
        lists = [s for s in map(loops.site_of_list, loops.parts_iterated(iterable)) if s is not None]
        self.iterating += lists
        try:
            loops.run_for(self, start, stop, step, hint, [], body, self.origin_of(node))
        finally:
            self.loop_sites.pop()
            del self.iterating[len(self.iterating) - len(lists) :]

    def _filtered(self, tests: list[Any], then: Callable[[], None]) -> None:
        if not tests:
            then()
            return
        test = self.evaluate(tests[0])
        if isinstance(test, Const):
            if test.value:
                self._filtered(tests[1:], then)
            return
        self._joined(test, lambda: self._filtered(tests[1:], then), lambda: None)

    # Choices

    def choose(self, test: Operand, then: Callable[[], Operand], orelse: Callable[[], Operand]) -> Operand:
        """`then() if test else orelse()`, with only the chosen one evaluated."""
        test = self.truth(test, None)
        if isinstance(test, Const):
            return then() if test.value else orelse()
        return self._joined(test, then, orelse)

    def _joined(
        self, test: Operand, then: Callable[[], Operand | None], orelse: Callable[[], Operand | None]
    ) -> Operand:
        """Read both branches, each of which gives a value or nothing."""
        result = Owner()

        def valued(read: Callable[[], Operand | None]) -> Callable[[], str]:
            def branch() -> str:
                value = read()
                if value is not None:
                    self.memory.write(result, "", value)
                return statements.FALL

            return branch

        began, place = now(), self.builder.origin
        first = statements.read_branch(self, valued(then))
        second = statements.read_branch(self, valued(orelse))
        statements.join_branches(self, test, first, second, began, place)
        return result.cells.get("", Const(None))

    def accumulator(self, name: str, value: Operand) -> Owner:
        """A cell of its own, for what a loop of the compiler adds up."""
        return Owner({name: value})

    def truth(self, value: Operand, node: Any) -> Operand:
        """What an object counts as in a condition."""
        return overloading.truth(self, value, node)

    def compared(self, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any) -> Operand:
        return overloading.compare(self, primitive, left, right, node)

    def break_yields(self) -> tuple[Operand, ...]:
        carried = self.loops[-1]
        values = carried.yields(self)
        carried.breaks.append(values)
        return values

    def has_no_duplicates(self, index: Operand) -> bool:
        """Whether an index names each element once: no integer arrays in it."""
        items = index.items if isinstance(index, Tup) else (index,)
        for item in items:
            t = type_of(item)
            if isinstance(item, (Slice, Const)):
                if isinstance(item, Const) and isinstance(item.value, (list, tuple, np.ndarray)):
                    return False
            elif not isinstance(t, ArrayType) or (t.rank != 0 and not (t.dtype is not None and t.dtype.kind == "b")):
                return False
        return True

    # Functions

    def closure(self, node: Any, name: str) -> Operand:
        arguments = node.args
        defaults = tuple(refuse_iterator(self, self.evaluate(d), d) for d in arguments.defaults)
        keyword = tuple(None if d is None else self.evaluate(d) for d in arguments.kw_defaults)
        return Const(Closure(node, self.frame, defaults, keyword, name))

    def call_closure(
        self, closure: Closure, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
    ) -> Operand:
        """A call of a function defined inside the program: its body is read here."""
        bound = bind(
            self, closure.node.args, args, kwargs, closure.defaults, closure.keyword_defaults, closure.name, node
        )
        for name, value in bound.items():
            self.refuse_reuse(value, closure.node, name)
        return self._inline(closure.node, bound, closure.frame.source, closure.frame, closure.node, node)

    def call_function(self, function: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
        """A call of a Python function: its body is read here."""
        try:
            source = read_rule(function) if self.builder.derived else read_source(function)
        except SourceNotFound as missing:
            raise SourceNotFound(missing.message, origin=self.origin_of(node), instead=missing.instead) from None
        if not self.builder.derived:
            check_language(source)
            self.guard_function(function)
        bound = self.bound_arguments(source, args, kwargs, node)
        return self._inline(source.node, bound, source, None, function, node)

    def bound_arguments(
        self, source: Source, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
    ) -> dict[str, Operand]:
        """The parameters of a function, with what a call gives them."""
        defaults = tuple(
            self.load_outside("item", source.defaults, k, d, node) if objects.holds_data(d)
            else self.as_program_operand(d, node)
            for k, d in enumerate(source.defaults or ())
        )  # fmt: skip
        names = [a.id for a in source.node.args.kwonlyargs]
        keyword = tuple(
            self.as_program_operand(source.kwdefaults[n], node) if n in (source.kwdefaults or {}) else None
            for n in names
        )
        bound = bind(self, source.node.args, args, kwargs, defaults, keyword, source.name, node)
        for name, value in bound.items():
            self.refuse_reuse(value, source.node, name)
        return bound

    def guard_function(self, function: Any) -> None:
        """A function whose code or defaults are replaced is another function."""
        if self.builder.derived:
            return
        for name in ("__code__", "__defaults__", "__kwdefaults__"):
            self.outside.guards[("function", id(function), name)] = Guard(
                "function", function, name, getattr(function, name)
            )

    def _call_separately(
        self, key: Any, source: Source, node: Any, names: dict[str, Operand], parent: Frame | None, call: Any
    ) -> Operand:
        """A call of a recursive function: read once for each kind of arguments, as a function of its own.

        Objects are passed leaf by leaf; so is what a local function reads of the functions around it.
        """
        free = {} if parent is None else self._free_names(node, parent)
        given: dict[Any, Operand] = {**names, **{("outer", name): value for name, value in free.items()}}
        forms = {name: self.form_passed(value) for name, value in given.items()}
        leaves = {
            (name, k): self.materialised(leaf) for name, form in forms.items() for k, leaf in enumerate(leaves_of(form))
        }
        static = {n: o for n, o in leaves.items() if isinstance(o, Const) and not isinstance(type_of(o), ArrayType)}
        passed = {n: without_sizes(type_of(o)) for n, o in leaves.items() if n not in static}
        kind = (
            key,
            tuple((name, form_key(form, frames_from(parent))) for name, form in forms.items()),
            tuple(passed.items()),
            tuple((n, o.value) for n, o in static.items()),
        )
        ref = self.shared.functions.get(kind)
        if ref is None:
            ref = FunctionRef(source.name, kind, None, NOTHING)
            self.shared.functions[kind] = ref
            read_callee(self, ref, Callee(key, source, node, forms, passed, static, parent))
        if isinstance(ref.result, NothingType):
            self.shared.unfinished = True
        self.builder.origin = self.origin_of(call)
        assert ref.result is not None
        out = self.builder.call(ref, tuple(leaves[name] for name in passed), ref.result)
        form = self.shared.forms.get(ref)
        if form is None:
            return out
        count = len(leaves_of(form))
        return rebuilt(form, [self.builder.op(operator.getitem, out, Const(k)) for k in range(count)])

    def form_passed(self, value: Operand) -> Operand:
        """An argument as it is passed: objects and tuples of them leaf by leaf, anything else as it is."""
        if isinstance(value, Tup) and not has_structure(value):
            return self.materialised(value)
        objects.complete_all(self, value, set())
        return value

    def is_guess(self, operand: Operand) -> bool:
        """Whether this is what a recursive call gives, in a reading that is to find out what that is."""
        return self.shared.unfinished and isinstance(operand, Var) and isinstance(operand.type, NothingType)

    def _free_names(self, node: Any, parent: Frame) -> dict[str, Operand]:
        """What a local function reads of the functions around it."""
        found: dict[str, Operand] = {}
        used = {n.id for n in gast.walk(node) if isinstance(n, gast.Name)}
        frame: Frame | None = parent
        while frame is not None:
            for name in sorted(used & set(frame.cells)):
                if not is_undefined(frame.cells[name]):
                    found.setdefault(name, self.checked(frame.cells[name], name, node))
            frame = frame.parent
        return found

    def call_static(self, function: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> Operand:
        """A call that the compiler makes itself: a primitive, or a plain function of the rules put in line."""
        if (
            isinstance(function, types.FunctionType)
            and find_rule(function) is None
            and function.__module__.startswith("srcxform")
        ):
            derived, self.builder.derived = self.builder.derived, True
            try:
                return self.call_function(function, args, kwargs, None)
            finally:
                self.builder.derived = derived
        return calls.call(self, Const(function), args, kwargs, None)

    def _inline(
        self, node: Any, names: dict[str, Operand], source: Source, parent: Frame | None, key: Any, call: Any
    ) -> Operand:
        if not self.builder.derived and key in self.shared.recursive:
            return self._call_separately(key, source, node, names, parent, call)
        # Rules may call themselves (on the parts of a complex number): these calls end at compile time.
        if (key in self.active_calls and not self.builder.derived) or self.depth > DEEPEST:
            self.shared.recursive.add(key)
            raise Restart
        site, loops_outside = self.frame, self.loops
        origin_here = self.builder.origin
        is_lambda = isinstance(node, gast.Lambda)
        if not is_lambda and not self.builder.derived:
            node = normalise(node)
        self.frame = Frame(
            names,
            source=source,
            parent=parent,
            local_names=frozenset() if is_lambda else frozenset(loops.assigned_names(list(node.body))),
            outer_names=frozenset() if is_lambda else outer_names(node),
        )
        path, self.path = self.path, (*self.path, (origin_here.lineno, origin_here.col_offset))
        self.loops, self.depth = [], self.depth + 1
        self.active_calls.append(key)
        try:
            if is_lambda:
                return self.evaluate(node.body)
            self.execute(list(node.body))
            return self.frame.cells.get("return", Const(None))
        finally:
            self.active_calls.pop()
            self.frame, self.loops, self.depth, self.path = site, loops_outside, self.depth - 1, path
            self.builder.origin = origin_here


def outer_names(node: Any) -> frozenset[str]:
    """The names that a function declares to belong to one around it."""
    found: set[str] = set()
    todo = list(node.body)
    while todo:
        part = todo.pop()
        if isinstance(part, gast.Nonlocal):
            found.update(part.names)
        elif not isinstance(part, (gast.FunctionDef, gast.Lambda)):
            todo.extend(gast.iter_child_nodes(part))
    return frozenset(found)


@functools.cache
def read_rule(function: Any) -> Source:
    """The source of a rule or of a helper of rules, checked and with its jumps normalised: these do not change."""
    source = read_source(function)
    check_language(source)
    return source if isinstance(source.node, gast.Lambda) else replace(source, node=normalise(source.node))


def bind(
    reader: Reader,
    parameters: Any,
    args: tuple[Operand, ...],
    kwargs: dict[str, Operand],
    defaults: tuple[Operand, ...],
    keyword_defaults: tuple[Operand | None, ...],
    name: str,
    node: Any,
) -> dict[str, Operand]:
    """Parameter names -> operands, as Python binds them."""
    positional = [a.id for a in (*parameters.posonlyargs, *parameters.args)]
    keyword_only = [a.id for a in parameters.kwonlyargs]
    bound: dict[str, Operand] = dict(zip(positional, args, strict=False))
    extra = args[len(positional) :]
    if parameters.vararg is not None:
        bound[parameters.vararg.id] = Tup(tuple(extra))
    elif extra:
        raise Unsupported(
            f"`{name}` takes {len(positional)} arguments, {len(args)} are given", origin=reader.origin_of(node)
        )
    more: dict[str, Operand] = {}
    for key, value in kwargs.items():
        if parameters.kwarg is not None and (key not in (*positional, *keyword_only)):
            more[key] = value
            continue
        if key in bound or key not in (*positional, *keyword_only):
            raise Unsupported(f"`{name}` cannot take the argument `{key}`", origin=reader.origin_of(node))
        bound[key] = value
    fallback = dict(zip(positional[len(positional) - len(defaults) :], defaults, strict=True))
    fallback |= {k: d for k, d in zip(keyword_only, keyword_defaults, strict=True) if d is not None}
    for key in (*positional, *keyword_only):
        if key not in bound and key not in fallback:
            raise Unsupported(f"`{name}` is called without `{key}`", origin=reader.origin_of(node))
        bound.setdefault(key, fallback.get(key, Const(None)))
    if parameters.kwarg is not None:
        bound[parameters.kwarg.id] = containers.new_dict(list(more.items()), reader.site_of(node))
    return {key: reader.list_to_var(value) for key, value in bound.items()}


def refuse_iterator(reader: Reader, operand: Operand, node: Any) -> Operand:
    """An iterator in a container or as a default may be consumed by anybody."""
    if loops.is_iterator(operand) and not reader.builder.derived:
        raise Unsupported("an iterator is put where it may be consumed more than once",
                          origin=reader.origin_of(node), instead="make a list of it: `list(...)`")  # fmt: skip
    return operand


def _same_kind(a: Type, b: Type) -> bool:
    return isinstance(a, ArrayType) and isinstance(b, ArrayType) and (a.dtype, a.rank) == (b.dtype, b.rank)


def read_program(source: Source, arguments: dict[str, Operand], tables: Tables, known: Reader | None = None) -> Program:
    """Read a function whose parameters are the operands given; again while it teaches something about its lists."""
    check_language(source)
    growing: set[object] = set()
    item_types: dict[object, Type | None] = {}
    unrolled: set[object] = set()
    virtual_sites: set[object] = set()
    refused_sites: set[object] = set()
    exact = False
    node = source.node if isinstance(source.node, gast.Lambda) else normalise(source.node)
    shared = Shared()
    for rounds in range(60):
        reader = Reader(tables)
        reader.growing, reader.item_types, reader.shared = growing, item_types, shared
        reader.unrolled, reader.virtual_sites, reader.refused_sites = unrolled, virtual_sites, refused_sites
        reader.exact = exact
        shared.functions.clear()
        shared.forms.clear()
        shared.found.clear()
        shared.unknown.clear()
        try:
            program = _read(reader, source, node, renewed(arguments))
        except Restart:
            continue
        except UnclearIdentity:
            # Once more, with each of two objects kept apart where a branch decides which one is meant.
            if exact:
                raise
            exact = True
            continue
        except Unsupported:
            # It may only be so because it was not known yet what some list holds.
            if not reader.has_news():
                raise
            continue
        except LengthChanged as changed:
            _refuse_repetition(changed, refused_sites, source)
            growing.update(changed.sites)
            refused_sites.update(changed.sites)
            virtual_sites.difference_update(changed.sites)
            continue
        if not reader.is_settled(rounds):
            continue
        program.callees = shared.programs
        program.parameters = list(arguments.items())
        return program
    raise Unsupported(
        "the types of the items of the lists in this function do not settle", origin=origin(source, source.node)
    )


def _refuse_repetition(changed: LengthChanged, growing: set[object], source: Source) -> None:
    if growing.issuperset(changed.sites):
        raise Unsupported(
            "a list of objects or functions has a length that is known only at run time",
            origin=origin(source, source.node),
            instead="fill it in a loop with a constant range, or use lists of arrays",
        )


def renewed(arguments: dict[str, Operand]) -> dict[str, Operand]:
    """The arguments with objects of their own for one reading, which writes into them."""
    made: dict[Instance, Instance] = {}

    def fresh(operand: Operand) -> Operand:
        if isinstance(operand, Tup):
            return Tup(tuple(map(fresh, operand.items)), operand.kind)
        instance = instance_of(operand)
        if instance is None:
            return operand
        if instance not in made:
            made[instance] = Instance(born=0, kind=instance.kind, site=instance.site)
            made[instance].cells.update((key, fresh(value)) for key, value in instance.cells.items())
        return Const(made[instance])

    return {name: fresh(operand) for name, operand in arguments.items()}


def bounded(t: Type, depth: int = 4) -> Type:
    """The type, with what is nested too deep unknown: an item may hold its own list."""
    if not isinstance(t, (TupleType, ListType)):
        return t
    if depth == 0:
        return UNKNOWN
    if isinstance(t, TupleType):
        return TupleType(tuple(bounded(item, depth - 1) for item in t.items), t.kind, t.site)
    return ListType(None if t.item is None else bounded(t.item, depth - 1), t.site)


def settled_sizes(t: Type) -> Type:
    """The type without sizes that have a name of this reading alone."""
    if isinstance(t, ArrayType) and t.dims is not None:
        dims = tuple(None if isinstance(d, Size) and type(d.token) is object else d for d in t.dims)
        return ArrayType(t.dtype, t.rank, t.box, dims, t.size)
    if isinstance(t, TupleType):
        return TupleType(tuple(map(settled_sizes, t.items)), t.kind, t.site)
    if isinstance(t, ListType) and t.item is not None:
        return ListType(settled_sizes(t.item), t.site)
    return t


def without_sizes(t: Type, depth: int = 4) -> Type:
    """The type without symbolic sizes, which belong to one call; what is nested deeper is not known.

    The residual of a recursive function holds residuals: its type would never end.
    """
    if isinstance(t, ArrayType):
        return ArrayType(t.dtype, t.rank, t.box)
    if isinstance(t, (TupleType, ListType)) and depth == 0:
        return UNKNOWN
    if isinstance(t, TupleType):
        return TupleType(tuple(without_sizes(item, depth - 1) for item in t.items), t.kind)
    return ListType(None if t.item is None else without_sizes(t.item, depth - 1)) if isinstance(t, ListType) else t


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
            for instance in loops.instances_in(made[name]):
                instance.frozen = True
        return variables, made


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
        reader = Reader(caller.tables)
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
        program = _read(reader, source, node, own, parent, callee.key)
        form = program.form
        program.parameters = [(v.hint, v) for v in variables.values() if isinstance(v, Var)]
        found = without_sizes(type_of(program.result))
        caller.shared.programs[ref] = program
        _refuse_foreign(program, caller)
        same = form is None or form_key(form, []) == form_key(caller.shared.forms.get(ref, MISSING), [])
        if found == ref.result and same and (form is None) == (ref not in caller.shared.forms):
            return
        ref.result = found
        if form is not None:
            caller.shared.forms[ref] = emptied(form)
    raise Unsupported(f"the type of the result of `{source.name}` does not settle", origin=origin(source, source.node))


def _read(
    reader: Reader,
    source: Source,
    node: Any,
    arguments: dict[str, Operand],
    parent: Frame | None = None,
    callee: Any = None,
) -> Program:
    reader.parameters = {v for v in arguments.values() if isinstance(v, Var)}
    is_lambda = isinstance(node, gast.Lambda)
    local_names = frozenset() if is_lambda else frozenset(loops.assigned_names(list(node.body)))
    for leaf in (leaf for value in arguments.values() for leaf in leaves_of(value)):
        reader.note_argument(leaf)
    seen = {name: reader.argument(value) for name, value in arguments.items()}
    reader.frame = Frame(dict(seen), source=source, local_names=local_names, parent=parent)
    reader.active_calls.append(source.function if callee is None else callee)
    reader.guard_function(source.function)
    if is_lambda:
        result = reader.evaluate(node.body)
    else:
        reader.execute(list(node.body))
        result = reader.frame.cells.pop("return", Const(None))
    form = None
    if callee is not None and has_structure(result):
        form = result
        result = Tup(tuple(reader.materialised(leaf) for leaf in leaves_of(form)))
    result = objects.as_result(reader, result)
    named = {name: _named_form(reader, value) for name, value in reader.frame.cells.items() if name not in arguments}
    final = {name: _named_form(reader, value) for name, value in seen.items()}
    block = block_of(reader.builder.blocks[0], (result,))
    _refuse_virtual(block)
    return Program(
        list(arguments.items()), block, result, named, reader.outside, source, final, form, reader.rebound_in_doubt
    )


def _refuse_virtual(block: Block) -> None:
    """What exists only while reading must not be left in the program."""
    for statement in statements_in(block):
        for operand in operands(statement):
            todo = [operand]
            while todo:
                part = todo.pop()
                if isinstance(part, (Tup, Slice)):
                    todo += part.items if isinstance(part, Tup) else (part.start, part.stop, part.step)
                elif isinstance(part, Const) and isinstance(part.value, VIRTUAL):
                    raise Unsupported(
                        "an object, a function or an iterator is used in a way that is not supported",
                        origin=statement.origin,
                        instead="hand over its numbers and arrays",
                    )


def _named_form(reader: Reader, value: Operand) -> Operand:
    """What a local name stands for at the end; a name that cannot be differentiated has no value."""
    try:
        return objects.as_result(reader, value)
    except Unsupported:
        return MISSING

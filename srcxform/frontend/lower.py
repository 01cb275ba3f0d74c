"""Reads a function: interprets its source on operands instead of values, and so writes its intermediate representation.

Reading does the work of several passes at once: names are resolved to the objects they are bound to, types flow with
the operands, what is known at compile time folds, and calls of functions with source are read in place. Rules are read
by the same `Reader` as the user's program.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import gast
import numpy as np

from srcxform.errors import Unsupported
from srcxform.frontend import (
    attributes,
    calls,
    carried,
    choices,
    comprehensions,
    container_methods,
    expressions,
    functions,
    growing,
    guarded,
    imports,
    iteration,
    lazy_items,
    lists,
    operations,
    outside,
    overloading,
    recursion,
    sets,
    sought,
    statements,
    stores,
    subscripts,
    tables,
    values,
)
from srcxform.frontend.forms import is_undefined
from srcxform.frontend.memory import DEAD, POISONED, Memory, Owner, Poisoned
from srcxform.frontend.program import Restart, Shared, Tables, UnclearIdentity
from srcxform.frontend.readings import times_read
from srcxform.frontend.remembered import Remembered
from srcxform.frontend.source import end_of, origin
from srcxform.frontend.virtual import Frame, Instance, Outside
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.types import ArrayType, Type
from srcxform.origin import Origin

statements.also_read(guarded.STATEMENTS)
statements.also_read(imports.STATEMENTS)


NO_KEYWORDS: Mapping[str, Operand] = {}


class Reader:
    """One reading of one program: the open block, the current frame, and what was found out about lists."""

    def __init__(self, tables: Tables, builder: Builder | None = None) -> None:
        self.tables = tables
        self.builder = builder or Builder()
        self.outside = Outside()
        self.memory = Memory()
        self.loops: list[carried.Carried] = []
        self.remembered = Remembered()
        self.depth = 0
        self.path: tuple[object, ...] = ()
        self.frame: Frame = None  # type: ignore[assignment]
        self.callee: Frame | None = None
        self.outermost: Frame | None = None
        self.growing: set[object] = set()
        self.item_types: dict[object, Type | None] = {}
        self.contents = Owner({"": Const(None)}, born=0)
        self.iterating: list[Var] = []
        self.outside_cells: dict[int, Owner] = {}
        self.exact = False
        self.unrolled: set[object] = set()
        self.virtual_sites: set[object] = set()
        self.refused_sites: set[object] = set()
        self.table_sites: set[object] = set()
        self.filled_later: dict[object, object] = {}
        self.loop_sites: list[tuple[object, bool]] = []
        self.outside_objects: dict[int, Instance] = {}
        self.parameters: set[Var] = set()
        self.written: frozenset[Var] = frozenset()  # copies of parameters that a recursive function hands back
        self.rebound_in_doubt: list[tuple[Var, Origin]] = []
        self.shared = Shared()
        self.active_calls: list[Any] = []
        self.scalar_math = False
        self.numpy_math = False  # a rule of a NumPy function is read: it divides by zero as NumPy does
        self.safe = False

    # What it does, by modules of one idea each

    materialised = values.materialised
    recorded = values.recorded
    opened = values.opened
    static_items = values.static_items
    present = values.present
    displayed = values.displayed
    copied = values.copied

    list_to_var = lists.list_to_var
    list_given = lists.list_given
    list_display = lists.list_display
    concatenated = lists.concatenated
    repeated = lists.repeated
    list_from = lists.list_from
    list_of_parts = lists.list_of_parts
    as_tuple = lists.as_tuple
    transposed = lists.transposed
    known_items_asked = lists.known_items_asked
    ask_for_items = lists.ask_for_items
    filtered = lists.filtered
    appended = lists.appended
    empty_list = lists.empty_list
    kept = lists.kept

    new_set = sets.new_set
    set_display = sets.displayed
    given_to_steps = sets.given_to_steps
    walked = sets.walked
    set_of_outside = sets.of_outside
    members_of_set = sets.members
    leave_to_the_run = sets.leave_to_the_run
    leave_choice_to_the_run = sets.leave_choice_to_the_run
    call_method_of_set = sets.call_method
    binary_of_sets = sets.binary
    compare_sets = sets.compare

    note_argument = growing.note_argument
    is_settled = growing.is_settled
    has_news = growing.has_news
    note_append = growing.note_append
    note_item = growing.note_item
    item_type = growing.item_type
    prefer_virtual = growing.prefer_virtual

    first_iterated = comprehensions.first_iterated
    static_list = comprehensions.static_list
    list_comprehension = comprehensions.list_comprehension
    consume_generator = comprehensions.consume_generator
    generator_as_map = comprehensions.generator_as_map
    known_one_by_one = comprehensions.known_one_by_one
    without_generators = comprehensions.without_generators
    comprehension_frame = comprehensions.comprehension_frame

    choose = choices.choose

    closure = functions.closure
    call_closure = functions.call_closure
    call_function = functions.call_function
    bound_arguments = functions.bound_arguments
    call_static = functions.call_static

    form_passed = recursion.form_passed
    handed_back = recursion.handed_back
    is_guess = recursion.is_guess

    load_attribute = outside.load_attribute
    load_outside = outside.load_outside
    object_operand = outside.object_operand
    argument = outside.argument
    guard_attribute = outside.guard_attribute
    as_program_operand = outside.as_program_operand
    guard_inherited = outside.guard_inherited
    guard_missing = outside.guard_missing
    guard_function = outside.guard_function

    # Shorthands for the modules that read one kind of syntax each

    def evaluate(self, node: Any) -> Operand:
        return expressions.evaluate(self, node)

    def execute(self, nodes: list[Any]) -> str:
        return statements.execute(self, nodes)

    def assign_target(self, target: Any, value: Operand) -> Operand:
        return stores.assign_target(self, target, value)

    def call_node(self, node: gast.Call) -> Operand:
        return calls.call_node(self, node)

    def call(
        self, function: Operand, args: tuple[Operand, ...], kwargs: Mapping[str, Operand] = NO_KEYWORDS
    ) -> Operand:
        return calls.call(self, function, args, dict(kwargs), None)

    def origin_of(self, node: Any) -> Origin:
        """Where the user's program says this; what the compiler's own functions do is said by their call."""
        if self.builder.derived or getattr(node, "lineno", None) is None or self.frame.source.is_own:
            return self.builder.origin
        return origin(self.frame.source, node)

    # Names

    def assign_name(self, name: str, value: Operand) -> Operand:
        """Bind a name; a value that has no name yet gets this one. Gives the value."""
        value = self.list_to_var(value)
        value = self.read_once(value, self.frame.source.node, name)
        if isinstance(value, Var) and not value.hint and not self.builder.derived:
            value = self._named(value, name)
        frame = self.frame_that_binds(name)
        if frame is not None and frame is self.outermost and name in self.tables.sought:
            value = sought.noted(self, name, value)
        if frame is None:
            outside.write_outside_cell(self, name, value)
        else:
            if frame is not self.frame and not self.frame.is_comprehension:
                self.memory.note_tried(frame, name)
            self.memory.write(frame, name, value)
        return value

    def read_once(self, value: Operand, node: Any, name: str) -> Operand:
        """An iterator under a name that is read more than once must have a place: others may be read once."""
        if self.builder.derived or not iteration.is_iterator(value) or times_read(node, name, self._is_listed) <= 1:
            return value
        placed = iteration.with_place(value)
        if placed is None:
            raise Unsupported(
                "an iterator is read at more than one place or time, so how far it was consumed matters",
                origin=self.builder.origin,
                instead="write it in the `for` statement itself, or make a list of it",
            )
        return placed

    def _is_listed(self, node: Any) -> bool:
        """Whether an expression makes a list or a tuple, by a display or a call of the builtin."""
        if isinstance(node, (gast.List, gast.Tuple, gast.ListComp)):
            return True
        called = node.func.id if isinstance(node, gast.Call) and isinstance(node.func, gast.Name) else ""
        frame: Frame | None = self.frame
        while frame is not None:
            if called in frame.local_names or called in frame.cells:
                return False
            source, frame = frame.source, frame.parent
        return called in ("list", "tuple", "sorted") and called not in source.closure and called not in source.globals

    def frame_that_binds(self, name: str) -> Frame | None:
        """The frame that an assignment to the name writes into: a function around this one, if it says `nonlocal`."""
        frame = self.frame
        while frame.is_comprehension and name not in frame.local_names and frame.parent is not None:
            frame = frame.parent
        if name not in frame.outer_names:
            return frame
        # A function in between that neither assigns the name nor has it as a parameter is passed by.
        outer = frame.parent
        while outer is not None and (
            name in outer.outer_names
            or outer.is_comprehension
            or not (name in outer.cells or name in outer.local_names)
        ):
            outer = outer.parent
        return outer

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
                value = self.checked(frame.cells[name], name, node)
                for each in lazy_items.sources_of(value):
                    each.refuse_changed(self, node)
                return container_methods.as_seen_now(self, value, node)
            if name in frame.local_names and name not in frame.outer_names:
                raise Unsupported(
                    f"`{name}` is read before it is assigned", origin=self.origin_of(node), instead="assign it first"
                )
            source, frame = frame.source, frame.parent
        return outside.load_name_outside(self, source, name, node)

    def checked(self, value: Operand, name: str, node: Any) -> Operand:
        """The content of a cell, if it has one that can be trusted."""
        if is_undefined(value):
            raise Unsupported(
                f"`{name}` has no value here", origin=self.origin_of(node), instead="assign it on every path"
            )
        return self.certain(value, name, node)

    def certain(self, value: Operand, name: str, node: Any) -> Operand:
        """The content of a cell, which may have none, unless it is not known."""
        held = value.value if isinstance(value, Const) else None
        if not isinstance(held, Poisoned):
            return value
        if held is DEAD:
            self.shared.carries_all = True
            raise Restart
        if held is POISONED and self.exact:
            self.unroll_enclosing_loop()
        kind = UnclearIdentity if held is POISONED else Unsupported
        raise kind(held.message.format(name=name), origin=self.origin_of(node), instead=held.instead)

    def site_of(self, node: Any) -> object:
        """Where in the program, and in which call, something is made."""
        start = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
        return (self.frame.source.filename, start, end_of(node), self.path)

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

    def is_parameter(self, operand: Operand) -> bool:
        return operand in self.parameters

    def as_array(self, value: Operand) -> Operand:
        return self.builder.op(np.array, value)

    def in_line(self, function: Callable[..., Any], /, *args: Operand, **kwargs: Operand) -> Operand:
        """A function of the compiler's own that is written in the language, put in line."""
        return self.call_function(function, args, kwargs, None)

    def each(self, length: Operand, do: Callable[[Operand], object], node: Any) -> None:
        """A loop that does something for each index."""

        def body(index: Var) -> str:
            do(index)
            return ""

        carried.run_for(self, Const(0), length, Const(1), "", [], body, self.origin_of(node))

    def listed(self, value: Operand, node: Any) -> Operand:
        """`list(value)`."""
        return calls.call(self, Const(list), (value,), {}, node)

    def ordered(self, value: Operand, kwargs: dict[str, Operand], node: Any) -> Operand:
        """`sorted(value)`."""
        return calls.call(self, Const(sorted), (value,), kwargs, node)

    def binary(self, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any) -> Operand:
        return operations.binary(self, primitive, left, right, node)

    def attribute(self, value: Operand, name: str, node: Any) -> Operand:
        return attributes.attribute_of(self, value, name, node)

    def item(self, value: Operand, index: Operand, node: Any) -> Operand:
        return subscripts.get_item(self, value, index, node)

    def special(self, value: Operand, name: str, node: Any) -> Operand:
        return overloading.special(self, value, name, (), node)

    def own_frame(self, **cells: Operand) -> Frame:
        """A frame for a function that the compiler makes."""
        return Frame(dict(cells), source=self.frame.source, local_names=frozenset(cells))

    def accumulator(self, name: str, value: Operand) -> Owner:
        """A cell of its own, for what a loop of the compiler adds up."""
        return Owner({name: value})

    def places(self, size: Operand, node: Any) -> Operand:
        """`[None] * size`, into which the run stores where it likes."""
        return tables.places(self, size, node)

    def prefer_places(self, list_site: object) -> None:
        """Read the program again with places where a list of None was made, if that has not been tried."""
        site = self.filled_later.get(list_site)
        if site is not None and site not in self.table_sites:
            self.table_sites.add(site)
            raise Restart

    def truth(self, value: Operand, node: Any) -> Operand:
        """What an object counts as in a condition."""
        return overloading.truth(self, value, node)

    def compared(self, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any) -> Operand:
        return overloading.compare(self, primitive, left, right, node)

    def break_yields(self) -> tuple[Operand, ...]:
        carried = self.loops[-1]
        carried.note_left(self)
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

"""What the results and effects of a program depend on: a mark from the results back to everything that they need."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import CONTAINERS, Aliases, Writer, aliased_operands, exits_of, memory_classes
from srcxform.analyses.places import Holder
from srcxform.ir.draws import drawn_from
from srcxform.ir.guarded import attempt_of, within_of
from srcxform.ir.memo import OF_STATEMENTS, kept
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Call,
    Effect,
    For,
    If,
    Loop,
    Operand,
    Pop,
    Statement,
    Store,
    Update,
    Var,
    While,
)
from srcxform.ir.raising import may_raise
from srcxform.ir.types import ArrayType, ListType, TupleType, may_be_written
from srcxform.ir.walk import HOLDERS, inner_definitions, reads, statements_in, vars_in
from srcxform.rules.registry import find_rule

SHAPE_ONLY = frozenset(
    {
        np.shape,
        np.ndim,
        np.size,
        len,
        np.zeros_like,
        np.ones_like,
        np.empty_like,
        runtime.zeros_like,
        runtime.ones_like,
        isinstance,
        runtime.require_separate,
        runtime.require_distinct,
        runtime.require_cell,
        runtime.require_no_list,
        runtime.require_no_sequence,
        runtime.require_no_array,
        runtime.require_number,
    }
)
"""Functions that ask nothing of an array but its shape and dtype."""

SHAPE_OPERAND: dict[object, int] = {
    np.full_like: 0,
    runtime.unbroadcast: 1,
    runtime.unconcatenate: 1,
    runtime.unstack: 1,
    runtime.unblock: 1,
    runtime.broadcast_like: 1,
    runtime.real_like: 1,
    runtime.in_type_of: 1,
    runtime.fitted_part: 1,
    runtime.from_rows: 1,
    runtime.resized: 1,
    runtime.last_written: 2,
}
"""The position of the operand of which a function asks no more than that; the others it reads."""


@dataclass
class Needed:
    """The statements and variables that the program's results and effects depend on."""

    statements: set[Statement] = field(default_factory=set)
    variables: set[Var] = field(default_factory=set)


@kept(OF_STATEMENTS)
def is_impure(statement: Assign) -> bool:
    """Whether a call may have an effect, such as drawing a random number, and so must stay where it is."""
    primitive = statement.primitive
    if drawn_from(primitive) is not None:
        return True
    if find_rule(primitive) is not None or isinstance(primitive, np.ufunc):
        return False
    module = getattr(primitive, "__module__", None) or ""
    if module in ("_operator", "builtins", "srcxform.runtime", "math", "operator"):
        return False
    owner = getattr(primitive, "__self__", None)
    if isinstance(owner, (str, type)) or isinstance(primitive, type) or primitive is str.format:
        return False
    return not module.startswith("numpy") or "random" in module or "random" in type(owner).__module__


def asks_for_shape(statement: Statement, var: Var) -> bool:
    """Whether a statement reads no more of an array than its shape, which no write changes.

    The length of a list, and the shapes of its items, do come by writes into it.
    """
    if not isinstance(statement, Assign) or not isinstance(var.type, ArrayType):
        return False
    if statement.primitive in SHAPE_ONLY:
        return True
    position = SHAPE_OPERAND.get(statement.primitive)
    return position is not None and not any(
        v is var
        for k, operand in enumerate((*statement.args, *(v for _, v in statement.kwargs)))
        if k != position
        for v in vars_in(operand)
    )


@kept(OF_STATEMENTS)
def _contents_read(statement: Statement) -> tuple[Var, ...]:
    """The variables that may be written in place, of which a statement reads what is in them."""
    return tuple(v for v in reads(statement) if may_be_written(v.type) and _reads_contents(statement, v))


def _reads_contents(statement: Statement, var: Var) -> bool:
    if isinstance(statement, Assign):
        if asks_for_shape(statement, var) or statement.primitive is runtime.require_view:
            return False  # where an array lies in memory says nothing of what is in it
        # Making a view of an array reads nothing of it; taking an item out of a list reads the list.
        is_view = may_be_written(statement.out.type) and isinstance(var.type, ArrayType)
        return statement.primitive in CONTAINERS or not (is_view and var in set(aliased_operands(statement)))
    if isinstance(statement, Store):
        # A list must have been filled for an item to be replaced.
        is_written = var is statement.target and isinstance(var.type, ArrayType)
        return any(v is var for v in vars_in(statement.value)) or not is_written
    return isinstance(statement, (Update, Append, Pop, Effect, Call))


def _is_of_list(writer: Writer) -> bool:
    """Whether a write changes a list, and no array that it may hold."""
    if isinstance(writer, (Append, Pop)):
        return True
    return isinstance(writer, Store) and isinstance(writer.target.type, (ListType, TupleType))


class _Marker:
    def __init__(self, memory: Aliases) -> None:
        self.memory = memory
        self.where = memory.places
        self.needed = Needed()
        self.slots: dict[Var, int] = {}
        self.exit_ifs: dict[Loop, list[If]] = {}
        self.todo: list[Statement | Var] = []
        self.homes: dict[Var, set[Loop]] = {}
        self.seen: dict[tuple[Var, bool], int] = {}
        for holder in self.where.holders:
            self._index(holder)

    def _index(self, holder: Holder) -> None:
        """Which slot each name that the statement gives stands for, and whether it may leave the loop around it."""
        for k, result in enumerate(holder.results):
            self.slots[result] = k
        if not isinstance(holder, If):
            for k, param in enumerate(holder.params):
                self.slots[param] = k
        elif (holder.then.jump or holder.orelse.jump) and self.where.loops[holder] and within_of(holder) is None:
            self.exit_ifs.setdefault(self.where.loops[holder][-1], []).append(holder)

    def run(self, block: Block, also: Iterable[Statement] = ()) -> Needed:
        for statement in also:
            self._statement(statement)
        for operand in block.yields:
            self._operand(operand)
            for var in vars_in(operand):
                if may_be_written(var.type):
                    self._contents(var, None)
        for statement in self.where.at:
            kind = type(statement)
            if kind is Effect or (kind is Assign and is_impure(statement)):  # type: ignore[arg-type]
                self._statement(statement)
        while self.todo:
            item = self.todo.pop()
            if type(item) is Var:
                self._passed(item)
            else:
                self._require(item)  # type: ignore[arg-type]
        return self.needed

    def _operand(self, operand: Operand | None) -> None:
        for var in vars_in(operand):
            self._variable(var)

    def _variable(self, var: Var) -> None:
        """Whatever gives the variable its value is needed."""
        if var in self.needed.variables:
            return
        self.needed.variables.add(var)
        statement = self.where.defined_by.get(var)
        if statement is not None:
            self._statement(statement)
            if var in self.slots:
                self.todo.append(var)

    def _statement(self, statement: Statement) -> None:
        if statement not in self.needed.statements:
            self.needed.statements.add(statement)
            self.todo.append(statement)

    def _passed(self, var: Var) -> None:
        """What a loop or a branch passes on as the variable is needed."""
        statement, k = self.where.defined_by[var], self.slots[var]
        if isinstance(statement, (For, While)):
            self._operand(statement.inits[k])
            for values in exits_of(statement.body):
                self._operand(values[k])
        elif isinstance(statement, If):
            for inner in (statement.then, statement.orelse):
                if not inner.jump:
                    self._operand(inner.yields[k])

    def _require(self, statement: Statement) -> None:
        """A needed statement needs its operands, the contents that it reads, and the control flow that leads to it."""
        holder = self.where.holder[statement]
        if holder is not None:
            self._statement(holder)
        if type(statement) in HOLDERS:
            self._require_holder(statement)  # type: ignore[arg-type]
            return
        for var in reads(statement):
            self._variable(var)
        for var in _contents_read(statement):
            if self.memory.is_written(var):
                self._contents(var, statement)
        if isinstance(statement, Pop):
            self._contents(statement.target, statement)

    def _require_holder(self, statement: Holder) -> None:
        if isinstance(statement, If):
            self._test(statement.test)
            self._guarded(statement)
            return
        if isinstance(statement, For):
            for bound in (statement.start, statement.stop, statement.step):
                self._operand(bound)
        else:
            self._test(statement.cond.yields[0])
        self._exits(statement)

    def _guarded(self, choice: If) -> None:
        """Whether a tried branch fails is for all that may fail in it to decide, also for what gives nothing else."""
        if attempt_of(choice) is None:
            return
        self._operand(choice.results[0])
        for statement in statements_in(choice.then):
            if may_raise(statement):
                self._statement(statement)

    def _test(self, test: Operand) -> None:
        """The truth of a list is one of its contents."""
        self._operand(test)
        for var in vars_in(test):
            if may_be_written(var.type):
                self._contents(var, None)

    def _exits(self, loop: Loop) -> None:
        for choice in self.exit_ifs.get(loop, ()):
            self._statement(choice)

    def _contents(self, var: Var, reader: Statement | None) -> None:
        """The writes that a read of a variable's contents may see are needed.

        These are all writes up to some place in the text; `seen` tells how many of them are marked already.
        """
        root = self.memory.root(var)
        writers = self.memory.writers.get(root, [])
        is_array = isinstance(var.type, ArrayType)
        begin = self.seen.get((root, is_array), 0)
        end = (
            len(writers)
            if reader is None
            else bisect_right(writers, self._last_seen(root, reader), key=self.where.at.__getitem__)
        )
        for writer in writers[begin:end]:
            # That a list is given an array does not change the array.
            if not (is_array and _is_of_list(writer)):
                self._statement(writer)
        self.seen[root, is_array] = max(begin, end)

    def _last_seen(self, root: Var, reader: Statement) -> int:
        """The last statement whose writes a reader may see, by number: its own, or the end of the loop around both."""
        home = self._home(root)
        around = next((loop for loop in self.where.loops[reader] if loop not in home), None)
        return self.where.at[reader] if around is None else self.where.end[around]

    def _home(self, root: Var) -> set[Loop]:
        """The loops in which each trip has an object of its own: those around everything that belongs to the class."""
        if root not in self.homes:
            self.homes[root] = self._find_home(root)
        return self.homes[root]

    def _find_home(self, root: Var) -> set[Loop]:
        common: tuple[Loop, ...] | None = None
        for member in self.memory.members.get(root, ()):
            statement = self.where.defined_by.get(member)
            if statement is None:
                return set()
            around = self.where.loops[statement]
            if isinstance(statement, (For, While)) and member in inner_definitions(statement):
                around = around  # carried from trip to trip, so one object lives through the loop
            common = around if common is None else tuple(a for a, b in zip(common, around, strict=False) if a is b)
        if root not in self.where.defined_by:
            return set()
        return set(common or ())


def needed(block: Block, also: Iterable[Statement] = (), memory: Aliases | None = None) -> Needed:
    """What the results and effects of a program depend on, and the statements given; `memory` may know fewer writes."""
    return _Marker(memory or memory_classes(block)).run(block, also)

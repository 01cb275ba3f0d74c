"""Which temporaries are written inside the expression that uses them, as the user's own text had them."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from srcxform.analyses.aliasing import Aliases, memory_classes
from srcxform.analyses.need import asks_for_shape, is_impure
from srcxform.ir.guarded import attempt_of, is_guarded
from srcxform.ir.nodes import Assign, Block, Const, For, If, Pop, Statement, Store, Update, Var, While
from srcxform.ir.packs import pack_of
from srcxform.ir.raising import block_may_raise, may_raise
from srcxform.ir.types import is_integer, is_scalar, may_be_written
from srcxform.ir.walk import blocks, defines, reads, vars_in

LARGEST = 14
UNNAMED = ("", "old")
_SUMS = (operator.add, operator.sub)


@dataclass
class Inlined:
    """`definition[v]` is the assignment that is written where `v` is used."""

    definition: dict[Var, Statement] = field(default_factory=dict)


@dataclass
class _Order:
    """The places of a block, inside a tried branch, at which it may fail; `is_tried` for the tried block itself."""

    is_tried: bool
    places: list[int] = field(default_factory=list)


class _Chooser:
    def __init__(self, block: Block) -> None:
        self.memory: Aliases = memory_classes(block)
        self.where = self.memory.places
        self.uses: dict[Var, int] = {}
        self.result = Inlined()
        self.sizes: dict[Var, int] = {}
        self.oldest: dict[Var, int] = {}
        self.earliest: dict[Var, float] = {}
        self._count(block)
        self._block(block, None)

    def _count(self, block: Block) -> None:
        for statement in block.statements:
            for var in reads(statement):
                self.uses[var] = self.uses.get(var, 0) + 1
            for inner in blocks(statement):
                self._count(inner)
            if isinstance(statement, If) and isinstance(statement.test, Var):
                # `a and b` reads `a` once, though its branches name it again.
                given = [y for inner in blocks(statement) for y in inner.yields]
                self.uses[statement.test] -= sum(y is statement.test for y in given)
        for operand in block.yields:
            for var in vars_in(operand):
                self.uses[var] = self.uses.get(var, 0) + 1

    def _block(self, block: Block, order: _Order | None) -> None:
        """`order` is kept where it matters in which order things fail: in tried branches."""
        waiting: dict[Var, Statement] = {}
        for statement in block.statements:
            for inner in blocks(statement):
                is_tried = attempt_of(statement) is not None and inner is statement.then  # type: ignore[union-attr]
                self._block(inner, _Order(is_tried) if is_tried or order is not None else None)
            # What a statement that holds blocks reads is evaluated before them; a `while` has its test in a block.
            if isinstance(statement, Update) and statement.index is None:
                waiting.pop(statement.target, None)
            self._settle_all(reads(statement), waiting, statement, block, order)
            if self._is_repeated(statement, order):
                self.result.definition[_result(statement)] = statement
                self.sizes[_result(statement)] = 1
                continue
            if order is not None:
                self._note(statement, order)
            if self._is_candidate(statement):
                waiting[_result(statement)] = statement
        given = [v for operand in block.yields for v in vars_in(operand)]
        self._settle_all(given, waiting, None, block, order)

    def _settle_all(
        self,
        given: Sequence[Var],
        waiting: dict[Var, Statement],
        use: Statement | None,
        block: Block,
        order: _Order | None,
    ) -> None:
        if order is None:
            for var in given:
                self._settle(var, waiting, use, block)
            return
        # From the last to the first: what is written in an expression fails in the order in which it is written.
        pointer, passed_on = math.inf, 0
        for var in reversed(given):
            statement = waiting.get(var)
            if statement is None:
                continue
            place = self.where.at[statement]
            earliest = self.earliest.get(var, math.inf)
            raises = earliest < math.inf
            # A name that the branch gives may be overwritten only when nothing can fail any more.
            late = use is None and order.is_tried and passed_on > 0
            if raises and (late or any(place < other < pointer for other in order.places)):
                waiting.pop(var)
                continue
            self._settle(var, waiting, use, block)
            if raises and var in self.result.definition:
                order.places.remove(place)
                pointer = earliest
                passed_on += 1

    def _note(self, statement: Statement, order: _Order) -> None:
        """Note where a statement, with what is written inside it, may fail."""
        inside = any(block_may_raise(inner) for inner in blocks(statement))
        found = [self.earliest.get(v, math.inf) for v in _inner_reads(statement) if v in self.result.definition]
        place = self.where.at[statement]
        earliest = min([*found, place if inside or may_raise(statement) else math.inf])
        if earliest < math.inf:
            order.places.append(place)
        for var in defines(statement):
            self.earliest[var] = earliest

    def _is_candidate(self, statement: Statement) -> bool:
        if isinstance(statement, If):
            return not is_guarded(statement) and self._is_expression(statement)
        if not isinstance(statement, (Assign, Pop)) or self.uses.get(statement.out, 0) != 1:
            return False
        if isinstance(statement, Pop):
            return pack_of(statement.target) is None
        return not is_impure(statement) and (statement.out.hint in UNNAMED or self._is_partial_sum(statement))

    def _is_repeated(self, statement: Statement, order: _Order | None) -> bool:
        """Whether it is as short as a name: `i + 1`, or outside inner loops `x.shape[0]`; written at every use."""
        if order is not None and may_raise(statement):
            return False
        if not isinstance(statement, Assign) or statement.out.hint or statement.kwargs:
            return False
        if not 1 < self.uses.get(statement.out, 0) <= 4:
            return False
        match statement.args:
            case (Var() as base, Const(value)) if type(value) is int:
                if is_scalar(base.type) and is_integer(base.type) and base not in self.result.definition:
                    return statement.primitive in _SUMS
                return statement.primitive is operator.getitem and self._is_near_size(base, statement)
            case _:
                return False

    def _is_near_size(self, base: Var, statement: Assign) -> bool:
        """Whether an item of `base` is the size of an array, and is used in no loop inside its own."""
        shape = self.where.defined_by.get(base)
        if not isinstance(shape, Assign) or shape.primitive is not np.shape or self.uses.get(base) != 1:
            return False
        around, uses = self.where.loops, self.where.used_by.get(statement.out, [])
        return all(around[use] == around[statement] for use in uses)

    def _is_partial_sum(self, statement: Assign) -> bool:
        """Whether it is an adjoint that the same line of the primal adds more to: `x_bar = x_bar + p + q`."""
        use = self.where.used_by.get(statement.out, [None])[0]
        if not isinstance(use, Assign) or use.primitive not in _SUMS or use.args[0] is not statement.out:
            return False
        if statement.primitive not in _SUMS:
            return False
        hint = statement.out.hint
        return hint.endswith("_bar") and use.out.hint == hint and use.origin.lineno == statement.origin.lineno

    def _is_expression(self, choice: If) -> bool:
        """Whether a branch only chooses a value, so that it can be written `a if test else b`."""
        if len(choice.results) != 1 or choice.results[0].hint or self.uses.get(choice.results[0], 0) != 1:
            return False
        for inner in (choice.then, choice.orelse):
            if inner.jump or not all(self._is_written_elsewhere(s) for s in inner.statements):
                return False
        return True

    def _is_written_elsewhere(self, statement: Statement) -> bool:
        if isinstance(statement, If) and (is_guarded(statement) or not statement.results):
            return False
        return isinstance(statement, Assign | If) and _result(statement) in self.result.definition

    def _settle(
        self, var: Var, waiting: dict[Var, Statement], use: Statement | None, block: Block | None = None
    ) -> None:
        """The only use of a waiting temporary: write it here, if that reads the same and the text stays readable."""
        statement = waiting.pop(var, None)
        if statement is None:
            return
        if isinstance(statement, Pop):
            if isinstance(use, Store) and use.value is var and not self._is_touched(statement, use):
                self.result.definition[var] = statement
            return
        size = self._size(statement)
        oldest = min([self.where.at[statement], *(self.oldest[v] for v in _inner_reads(statement) if v in self.oldest)])
        limit = self.where.last + 1 if use is None else self.where.at[use]
        if size > LARGEST or (isinstance(use, (For, While)) and not self._is_bound(use, var)):
            return
        if use is None and block is not None and block.statements:
            limit = self.where.end[block.statements[-1]] + 1
        if self._is_overwritten(statement, oldest, limit):
            return
        self.result.definition[var] = statement
        self.sizes[var], self.oldest[var] = size, oldest

    def _is_touched(self, pop: Pop, use: Store) -> bool:
        """Whether a list is used between a `pop` and the place where it would be written instead."""
        begin, end = self.where.at[pop], self.where.at[use]
        return bool(self.memory.writes_between(pop.target, begin + 1, end + 1)) or any(
            begin < self.where.at[r] <= end for r in self.where.used_by.get(pop.target, [])
        )

    @staticmethod
    def _is_bound(use: Statement, var: Var) -> bool:
        return isinstance(use, For) and any(v is var for b in (use.start, use.stop, use.step) for v in vars_in(b))

    def _size(self, statement: Statement) -> int:
        own = 0 if isinstance(statement, Assign) and statement.primitive is operator.getitem else 1
        return own + sum(self.sizes.get(v, 0) for v in _inner_reads(statement))

    def _is_overwritten(self, statement: Statement, oldest: int, limit: int) -> bool:
        """Whether an object that the expression reads is written between its old place and its new one."""
        pending = [statement]
        while pending:
            inner = pending.pop()
            for var in _inner_reads(inner):
                if var in self.result.definition:
                    pending.append(self.result.definition[var])
                if not self.memory.is_written(var) or not may_be_written(var.type):
                    continue
                if asks_for_shape(inner, var):
                    continue
                if self.memory.writes_between(var, oldest, limit):
                    return True
        return False


def _result(statement: Statement) -> Var:
    return statement.results[0] if isinstance(statement, If) else statement.out  # type: ignore[union-attr]


def _inner_reads(statement: Statement) -> list[Var]:
    found = list(reads(statement))
    if isinstance(statement, If):
        for inner in blocks(statement):
            found += [v for y in inner.yields for v in vars_in(y)]
    return found


def choose_inlined(block: Block) -> Inlined:
    """The temporaries of a program that are written where they are used."""
    return _Chooser(block).result

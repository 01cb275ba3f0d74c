"""Writes a result into the array of an operand that nobody reads again.

    t = e_bar * e                               e_bar *= e
    s = np.sum(t, axis=1)               ->      s = np.sum(e_bar, axis=1)
    x_bar = t - m                               e_bar -= m

    for i in range(n):                          for i in range(n):
        a_bar = a_bar + np.outer(x, y)  ->          a_bar += np.outer(x, y)

An array may be written if the program made it, if it has one name at a time (what passes it on is the last to read
it), and if the operation is its last reader. A temporary that is used once is left in its expression: NumPy itself
writes into those.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from srcxform.analyses.aliasing import Aliases
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Assign, Block, Effect, For, If, Operand, Statement, Update, Var, While
from srcxform.ir.walk import blocks, reads, substitute, vars_in, with_blocks, with_statements
from srcxform.simplify.memory import have_one_dtype, is_array_of, is_elementwise, sharing
from srcxform.simplify.shapes import Shapes

_IN_PLACE = (operator.add, operator.sub, operator.mul, operator.truediv)
_COMMUTES = (operator.add, operator.mul)
_NEW = (np.zeros_like, np.ones_like, np.full_like, np.copy, np.zeros, np.ones, np.full, np.outer, np.array)
_NEW_IF_ARRAY = (operator.matmul, np.dot, np.matmul, np.sum, np.where)
_UNNAMED = ("", "old")


def write_in_place(block: Block, *, only_carried: bool = False) -> Block:
    """The program with arrays of the reverse sweep written over where they are done with.

    `only_carried`: those that a loop passes from trip to trip.
    """
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins),
        None,
    )
    if begin is None:
        return block
    search = _Search(block, only_carried)
    derived = search.block(Block(block.statements[begin:], block.yields))
    if not search.known:
        return block
    whole = with_statements(block, (*block.statements[:begin], *derived.statements), derived.yields)
    return renamed(substitute(whole, search.value), search.names())


class _Search:
    def __init__(self, block: Block, only_carried: bool = False) -> None:
        self.only_carried = only_carried
        self.memory: Aliases = sharing(block)
        self.where = self.memory.places
        self.known: dict[Operand, Operand] = {}
        self.passed: dict[Var, list[tuple[int, tuple[object, ...]]]] = {}
        self.linear: dict[Var, bool] = {}
        self.shapes = Shapes(block)
        self._note_passed(block)
        for operand in block.yields:
            self._pass(operand, self.where.last + 1, ())

    def value(self, operand: Operand) -> Operand:
        while operand in self.known:
            operand = self.known[operand]
        return operand

    def names(self) -> dict[Var, Var]:
        """A better variable for each temporary that comes to hold what has a name."""
        found: dict[Var, Var] = {}
        for out in self.known:
            target = self.value(out)
            if isinstance(target, Var) and isinstance(out, Var) and target.hint in _UNNAMED and out.hint:
                home = self.where.defined_by.get(target)
                if isinstance(home, Assign) and target not in found:
                    found[target] = Var(out.hint, target.type)
        return found

    # Who passes an array on, and when

    def _note_passed(self, block: Block) -> None:
        for statement in block.statements:
            around = self.where.loops[statement]
            inner = blocks(statement)
            if isinstance(statement, (For, While)):
                for init in statement.inits:
                    self._pass(init, self.where.at[statement], around)
                around = (*around, statement)
            for child in inner:
                for operand in child.yields:
                    self._pass(operand, self.where.end[statement] + 1, around)
                self._note_passed(child)

    def _pass(self, operand: Operand, number: int, around: tuple[object, ...]) -> None:
        for var in vars_in(operand):
            self.passed.setdefault(var, []).append((number, around))

    def is_linear(self, var: Var) -> bool:
        """Whether each array that the variable may name has one name at a time, and was made by the program."""
        root = self.memory.root(var)
        if root not in self.linear:
            # A class that has a parameter in it has that as its root.
            is_own = root in self.where.defined_by
            self.linear[root] = is_own and all(map(self._is_one_name, self.memory.members.get(root, [var])))
        return self.linear[root]

    def _is_one_name(self, var: Var) -> bool:
        home = self.where.defined_by.get(var)
        if home is None or not (isinstance(home, (For, While, If)) or _makes_array(home)):
            return False
        ways = self.passed.get(var, [])
        if len(ways) > 1:
            return False
        return all(around == self._around(var, home) and self._last_use(var) < number for number, around in ways)

    def _is_carried(self, var: Var) -> bool:
        """Whether a loop passes on the array that the variable names."""
        members = self.memory.members.get(self.memory.root(var), [])
        return any(isinstance(self.where.defined_by.get(v), (For, While)) for v in members)

    def _around(self, var: Var, home: Statement) -> tuple[object, ...]:
        """The loops in each trip of which the variable names another array."""
        own = isinstance(home, (For, While)) and var in home.params
        return (*self.where.loops[home], home) if own else self.where.loops[home]

    def _last_use(self, var: Var) -> int:
        """The number of the last statement that reads a variable itself; passing it on does not count."""
        last = 0
        for use in self.where.used_by.get(var, []):
            if any(v is var for v in self._own_reads(use)):
                last = max(last, self.where.at[use])
        return last

    @staticmethod
    def _own_reads(statement: Statement) -> list[Var]:
        if isinstance(statement, (For, While)):
            bounds = (statement.start, statement.stop, statement.step) if isinstance(statement, For) else ()
            return [v for o in bounds for v in vars_in(o)]
        return list(reads(statement))

    # The rewriting

    def block(self, block: Block) -> Block:
        statements: list[Statement] = []
        for statement in block.statements:
            inner = blocks(statement)
            if inner:
                statements.append(with_blocks(statement, tuple(self.block(b) for b in inner)))
            else:
                statements.append(self.statement(statement))
        return with_statements(block, statements)

    def statement(self, statement: Statement) -> Statement:
        if not isinstance(statement, Assign) or statement.kwargs or len(statement.args) != 2:
            return statement
        if not any(statement.primitive is each for each in _IN_PLACE) or not is_array_of(statement.out):
            return statement
        a, b = statement.args
        pairs = [(a, b), (b, a)] if any(statement.primitive is each for each in _COMMUTES) else [(a, b)]
        for target, value in pairs:
            if isinstance(target, Var) and self._may_be_written(target, value, statement):
                self.known[statement.out] = target
                return Update(target, None, statement.primitive, value, statement.origin)
        return statement

    def _may_be_written(self, target: Var, value: Operand, statement: Assign) -> bool:
        out = statement.out
        if not self._has_name(out) or not self._is_adjoint(target):
            return False
        if not is_array_of(target) or not have_one_dtype(target, out) or not self.shapes.agree(target, out):
            return False
        home = self.where.defined_by.get(target)
        if home is None or not self._has_name(target) or self._around(target, home) != self.where.loops[statement]:
            return False
        if self.passed.get(target) or not self.is_linear(target):
            return False
        if self.only_carried and not self._is_carried(target):
            return False
        if any(self.where.end[use] > self.where.at[statement] for use in self.where.used_by[target]):
            return False
        root = self.memory.root(target)
        return not any(v is not target and self.memory.root(v) is root for v in vars_in(value))

    def _has_name(self, var: Var) -> bool:
        """Whether the text names the array anyway: what is used once may stand in a longer expression."""
        home = self.where.defined_by.get(var)
        is_named = var.hint not in _UNNAMED or not isinstance(home, Assign) or var in self.known
        return is_named or len(self.where.used_by.get(var, [])) > 1

    def _is_adjoint(self, var: Var) -> bool:
        """Whether the text does not lose a value of the user's by its name."""
        return var.hint in _UNNAMED or var.hint.endswith(("_bar", "_dot"))


def renamed(block: Block, names: dict[Var, Var]) -> Block:
    """The block with other variables for some that assignments define."""
    if not names:
        return block
    return _with_outs(substitute(block, lambda v: names.get(v, v) if isinstance(v, Var) else v), names)


def _with_outs(block: Block, names: dict[Var, Var]) -> Block:
    statements: list[Statement] = []
    for statement in block.statements:
        inner = blocks(statement)
        if inner:
            statement = with_blocks(statement, tuple(_with_outs(b, names) for b in inner))
        elif isinstance(statement, Assign) and statement.out in names:
            statement = replace(statement, out=names[statement.out])
        statements.append(statement)
    return with_statements(block, statements)


def _makes_array(statement: Statement) -> bool:
    """Whether a statement makes an array that nobody else has."""
    if not isinstance(statement, Assign) or not is_array_of(statement.out):
        return False
    if any(k in ("out", "copy") for k, _ in statement.kwargs):
        return False
    primitive: Callable[..., Any] = statement.primitive
    if any(primitive is each for each in (*_NEW, *_NEW_IF_ARRAY)):
        return True
    return is_elementwise(primitive)

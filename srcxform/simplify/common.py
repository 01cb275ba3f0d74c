"""Computes once what derived code would compute twice in a row.

    c_bar += g * np.cos(z)                  t = np.cos(z)
    x_bar += h * np.cos(z)          ->      c_bar += g * t
                                            x_bar += h * t

Only what costs more than a name: products of arrays, function calls, and the same product of numbers in one line.
`1 - x` stays as it is, because the text is read more often than it runs.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from srcxform.analyses.aliasing import Aliases, aliased_operands, is_basic
from srcxform.analyses.need import is_impure
from srcxform.ir.guarded import attempt_of, within_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Assign, Block, Const, Effect, If, Operand, Statement, Store, Update, Var
from srcxform.ir.types import ArrayType, is_array, is_scalar
from srcxform.ir.walk import blocks, map_operand, map_operands, operand_key, statements_in, with_blocks, with_statements
from srcxform.rules.registry import find_rule
from srcxform.simplify.memory import array_writes, is_elementwise, last_read, sharing

Key = tuple[Any, ...]
_CHEAP = (operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, operator.getitem)


def share_common(block: Block) -> Block:
    """The program with repeated operations of the reverse sweep done once."""
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins), 0
    )
    if not _has_repeated(Block(block.statements[begin:])):
        return block
    sharer = _Sharer(sharing(block))
    derived = sharer.block(Block(block.statements[begin:], block.yields), {})
    return with_statements(block, (*block.statements[:begin], *derived.statements), derived.yields)


def share_primal(block: Block) -> Block:
    """The user's program with repeated operations done once, before it is differentiated.

    A value that the user named keeps its name, and what the block yields stays a value of its own: a gradient may be
    asked with respect to it.
    """
    return _PrimalSharer(sharing(block)).block(block, {}) if _has_repeated(block, views=True) else block


def _has_repeated(block: Block, *, views: bool = False) -> bool:
    seen: set[Key] = set()
    for statement in statements_in(block):
        key = _key(statement) if isinstance(statement, Assign) else None
        if views and key is None and isinstance(statement, Assign):
            key = _view_key(statement)
        if key is not None:
            if key in seen:
                return True
            seen.add(key)
    return False


@dataclass
class _Sharer:
    memory: Aliases
    known: dict[Var, Operand] = field(default_factory=dict)

    def value(self, operand: Operand) -> Operand:
        return self.known.get(operand, operand) if isinstance(operand, Var) else operand

    def block(self, block: Block, outside: dict[Key, Assign]) -> Block:
        """Branches may use what was computed before them; loops only what they compute in the same trip.

        Within a manager an operation may warn, or raise, where it did not outside.
        """
        done = dict(outside)
        statements: list[Statement] = []
        for statement in block.statements:
            changed = map_operands(statement, self.value)
            inner = blocks(changed)
            if inner:
                seen = done if self._sees_outside(changed) else {}
                changed = with_blocks(changed, tuple(self.block(b, seen) for b in inner))
            elif isinstance(changed, Assign) and self._is_shared(changed, done):
                continue
            statements.append(changed)
        return with_statements(block, statements, tuple(map_operand(y, self.value) for y in block.yields))

    def _sees_outside(self, statement: Statement) -> bool:
        return isinstance(statement, If) and within_of(statement) is None

    def _is_shared(self, statement: Assign, done: dict[Key, Assign]) -> bool:
        key = _key(statement)
        if key is None:
            return False
        is_element = statement.primitive is operator.getitem
        if not is_element and not self._is_safe(statement):
            return False
        earlier = done.setdefault(key, statement)
        if earlier is statement:
            return False
        if is_element and not self._is_unchanged(earlier, statement):
            done[key] = statement
            return False
        if not self._is_worth(earlier, statement):
            return False
        if statement.out.type != earlier.out.type:
            return False
        self.known[statement.out] = earlier.out
        return True

    def _is_safe(self, statement: Assign) -> bool:
        """Whether neither the operands nor the result are ever written, or handed on to somebody who might."""
        for var in (statement.out, *(a for a in statement.args if isinstance(a, Var))):
            if not is_scalar(var.type) and any(array_writes(self.memory, var)):
                return False
        return is_scalar(statement.out.type) or self._is_private(statement.out)

    def _is_unchanged(self, earlier: Assign, later: Assign) -> bool:
        """Whether an element is still what it was when it was read first."""
        base, where = earlier.args[0], self.memory.places
        assert isinstance(base, Var)
        if not any(array_writes(self.memory, base)):
            return True
        first, second = (where.defined_by.get(each.out) for each in (earlier, later))
        if first is None or second is None or where.loops[first] != where.loops[second]:
            return False
        return not self.memory.writes_between(base, where.at[first], where.at[second])

    def _is_worth(self, earlier: Assign, later: Assign) -> bool:
        """Whether the operation costs more than the name that it gets."""
        if not is_scalar(later.out.type) or later.primitive not in _CHEAP:
            return True
        if later.primitive is operator.getitem:
            # One of the two has a name anyway.
            return any(len(self.memory.places.used_by.get(v, [])) > 1 for v in (earlier.out, later.out))
        return earlier.origin.lineno == later.origin.lineno and not any(isinstance(a, Const) for a in later.args)

    def _is_private(self, out: Var) -> bool:
        where = self.memory.places
        if out in where.returned:
            return False
        for use in where.used_by.get(out, []):
            if isinstance(use, Assign) and (is_elementwise(use.primitive) or self._is_only_read(out, use)):
                continue
            if isinstance(use, (Store, Update)) and use.value is out and isinstance(use.target.type, ArrayType):
                continue
            return False
        return True

    def _is_only_read(self, var: Var, use: Assign) -> bool:
        """Whether an operation makes something new of it, or a view of which only new things are made."""
        if use.primitive is np.transpose and not use.kwargs:
            return self._is_private(use.out)
        return find_rule(use.primitive) is not None and not any(v is var for v in aliased_operands(use))


class _PrimalSharer(_Sharer):
    """As for derived code; but loops see what was computed before them, which is still at hand when they are undone."""

    def _sees_outside(self, statement: Statement) -> bool:
        return within_of(statement) is None and attempt_of(statement) is None

    def _is_shared(self, statement: Assign, done: dict[Key, Assign]) -> bool:
        key = _view_key(statement)
        return super()._is_shared(statement, done) if key is None else self._is_shared_view(key, statement, done)

    def _is_shared_view(self, key: Key, view: Assign, done: dict[Key, Assign]) -> bool:
        """Two views of one part are one, if nobody writes to the array from the first to the last use of the second."""
        earlier = done.setdefault(key, view)
        where = self.memory.places
        first, second = (where.defined_by.get(each.out) for each in (earlier, view))
        if earlier is view or first is None or second is None or where.loops[first] != where.loops[second]:
            return False
        last = last_read(self.memory, view.out)
        if view.out.hint or last is None or self.memory.writes_between(view.out, where.at[first], last + 1):
            done[key] = view
            return False
        self.known[view.out] = earlier.out
        return True

    def _is_worth(self, earlier: Assign, later: Assign) -> bool:
        returned = self.memory.places.returned
        if later.out.hint or later.out in returned or earlier.out in returned:
            return False
        is_short = is_scalar(later.out.type) and later.primitive in _CHEAP and later.primitive is not operator.getitem
        return not (is_short and any(isinstance(a, Const) for a in later.args))


def _key(statement: Assign) -> Key | None:
    """What makes two operations the same; None for those that are not shared."""
    t = statement.out.type
    if statement.kwargs or not isinstance(t, ArrayType) or t.dtype is None:
        return None
    if statement.primitive is operator.matmul:
        return (operator.matmul, *map(operand_key, statement.args))
    if statement.primitive is operator.getitem:
        base = statement.args[0]
        if not is_scalar(t) or not isinstance(base, Var) or not is_array(base.type) or not is_basic(statement.args[1]):
            return None
    elif not is_elementwise(statement.primitive) or is_impure(statement):
        return None
    return (statement.primitive, *(operand_key(a) for a in statement.args))


def _view_key(statement: Assign) -> Key | None:
    """What makes two views the same: the array and the basic index."""
    if statement.primitive is not operator.getitem or not is_array(statement.out.type):
        return None
    base, index = statement.args
    if not isinstance(base, Var) or not isinstance(base.type, ArrayType) or not is_basic(index):
        return None
    return (operator.getitem, base, operand_key(index))

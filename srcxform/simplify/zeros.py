"""Makes an array of zeros where it is first needed, and not at all where the first thing is a sum into the whole of it.

u_bar = np.zeros_like(u)                ...
...                             ->      u_bar = head * (2 * u)
u_bar += head * (2 * u)
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Block, If, Statement, Update, Var
from srcxform.ir.types import ArrayType, may_be_written, same_dtype
from srcxform.ir.walk import blocks, vars_in, with_blocks, with_statements
from srcxform.origin import NOWHERE
from srcxform.simplify.memory import has_shape_of, is_array_of, makes_new_array, operand_vars, sharing

_SUMS = (operator.add, operator.sub, runtime.add_at, runtime.add_item)


def place_zeros(block: Block) -> Block:
    """The program with its zeros made late, or not at all."""
    return _block(block, sharing(block))


def _block(block: Block, memory: Aliases) -> Block:
    statements: list[Statement] = []
    for statement in block.statements:
        inner = blocks(statement)
        statements.append(with_blocks(statement, tuple(_block(b, memory) for b in inner)) if inner else statement)
    pending = {s.out: s for s in statements if isinstance(s, Assign) and _is_zeros(s)}
    if not pending:
        return with_statements(block, statements)
    return with_statements(block, _sunk(_with_whole_sums_first(statements, set(pending), memory), pending, memory))


def _with_whole_sums_first(statements: list[Statement], targets: set[Var], memory: Aliases) -> list[Statement]:
    """The statements with the sum into a whole array before its other sums, if what it adds is known by then."""
    first: dict[Var, Statement] = {}
    moved: dict[Statement, list[Statement]] = {}
    for statement in statements:
        for target in operand_vars(statement) & targets:
            if not _is_sum(statement, target):
                targets.remove(target)
            elif _may_stand_at(statement, first.setdefault(target, statement), memory):
                targets.remove(target)
                moved.setdefault(first[target], []).append(statement)
    late = {s for sums in moved.values() for s in sums}
    return [s for statement in statements if statement not in late for s in (*moved.get(statement, ()), statement)]


def _is_sum(statement: Statement, target: Var) -> bool:
    """Whether all that it does to an array is to add to it."""
    if not isinstance(statement, Update) or statement.target is not target or statement.operator not in _SUMS:
        return False
    return target not in vars_in(statement.value) and target not in vars_in(statement.index)


def _may_stand_at(statement: Statement, place: Statement, memory: Aliases) -> bool:
    """Whether it is a later sum of another array into the whole, which is the same there."""
    if statement is place or not isinstance(statement, Update) or statement.index is not None:
        return False
    value, where = statement.value, memory.places
    if statement.operator is not operator.add or not isinstance(value, Var) or not is_array_of(value):
        return False
    is_known = where.position(value) < where.at[place]
    is_kept = not memory.writes_between(value, where.at[place], where.at[statement])
    return is_known and is_kept and has_shape_of(value, statement.target)


def _is_zeros(statement: Assign) -> bool:
    """Whether it makes the zeros of an adjoint or tangent; those of the user stay where the user has them."""
    if statement.primitive not in (np.zeros_like, np.zeros) or not is_array_of(statement.out):
        return False
    shape_is_fixed = statement.primitive is np.zeros_like or not any(may_be_written(type_of(a)) for a in statement.args)
    return statement.out.hint.endswith(("_bar", "_dot")) and shape_is_fixed


def _sunk(statements: list[Statement], pending: dict[Var, Assign], memory: Aliases) -> list[Statement]:
    result: list[Statement] = []
    for statement in statements:
        if isinstance(statement, Assign) and pending.get(statement.out) is statement:
            continue
        first = sorted(operand_vars(statement) & set(pending), key=memory.places.position)
        made = _first_sum(result, pending[first[0]], statement, memory) if len(first) == 1 else None
        if made is not None:
            result = made
        else:
            result += [*(replace(pending[var], origin=NOWHERE) for var in first), statement]
        for var in first:
            del pending[var]
    if result and isinstance(result[-1], If):
        return [*result[:-1], *pending.values(), result[-1]]
    return [*result, *pending.values()]


def _first_sum(before: list[Statement], zeros: Assign, statement: Statement, memory: Aliases) -> list[Statement] | None:
    """The statements up to the one that gives the array its first contents, where that is a sum into all of it."""
    target = zeros.out
    if not isinstance(statement, Update) or statement.target is not target or statement.index is not None:
        return None
    value = statement.value
    if statement.operator is not operator.add or not _is_same_dtype(value, target):
        return None
    is_whole = isinstance(value, Var) and is_array_of(value) and has_shape_of(value, target)
    if zeros.primitive is not np.zeros_like and (not is_whole or _is_reshaped(target, memory)):
        return None  # there is no array to ask for the layout
    if not isinstance(value, Var) or not is_whole or _is_reshaped(target, memory):
        return [*before, Assign(target, np.full_like, (zeros.args[0], value), (), statement.origin)]
    k = next((k for k, s in enumerate(before) if isinstance(s, Assign) and s.out is value), None)
    made = None if k is None else before[k]
    if k is None or not isinstance(made, Assign) or not makes_new_array(made) or not _is_unshared(value, memory):
        return [*before, Assign(target, np.copy, (value,), (), statement.origin)]
    return [*before[:k], replace(made, out=target), *before[k + 1 :]]


def _is_reshaped(target: Var, memory: Aliases) -> bool:
    """Whether a view of the array needs the layout that the primal's array has."""
    made = [memory.places.defined_by.get(v) for v in memory.members.get(memory.root(target), [])]
    return any(isinstance(s, Assign) and s.primitive is runtime.require_view for s in made)


def _is_unshared(value: Var, memory: Aliases) -> bool:
    """Whether the array is used this once, under this name."""
    where = memory.places
    is_used_once = len(where.used_by.get(value, [])) == 1 and value not in where.returned
    return is_used_once and memory.members.get(memory.root(value)) == [value]


def _is_same_dtype(value: object, target: Var) -> bool:
    t, want = value.type if isinstance(value, Var) else None, target.type
    return (
        isinstance(t, ArrayType)
        and isinstance(want, ArrayType)
        and t.dtype is not None
        and same_dtype(t.dtype, want.dtype)
    )

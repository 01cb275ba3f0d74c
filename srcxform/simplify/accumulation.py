"""Merges what is cleared and then added to, and sums into one element.

    w = a_bar[i]
    a_bar[i] = 0.0                          w = a_bar[i]
    a_bar[i - 1] += w / 5           ->      a_bar[i] = w / 5
    a_bar[i] += w / 5                       a_bar[i - 1] += w / 5

    a_bar[i] = w * e                ->      a_bar[i] *= e
    a_bar[i] += p; a_bar[i] += q    ->      a_bar[i] += p + q
    a_bar += g * x; a_bar += g * x  ->      a_bar += 2 * g * x
    t + g * x + g * x               ->      t + 2 * g * x

Sums into one array commute, so one may pass another that stands in between. Nothing moves over a statement that reads
the array, and nothing is computed earlier than what it reads is written. In a tried branch nothing moves at all.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from srcxform.analyses.aliasing import Aliases, is_basic
from srcxform.analyses.need import asks_for_shape, is_impure
from srcxform.ir.builder import type_of
from srcxform.ir.guarded import attempt_of
from srcxform.ir.nodes import Append, Assign, Block, Const, Effect, Operand, Pop, Slice, Statement, Store, Update, Var
from srcxform.ir.types import ArrayType, is_scalar, may_be_written, same_dtype
from srcxform.ir.walk import blocks, defines, operands, reads, vars_in, with_blocks, with_statements
from srcxform.simplify.memory import CHECKS, array_writes, is_array_of, is_scalar_item, same_operand, sharing

_SUMS = (operator.add, operator.sub)
WINDOW = 60
"""So far a statement is moved at most, which keeps the pass linear."""


def accumulate_once(block: Block) -> Block:
    """The program with one statement for what is cleared and added to, or added to twice."""
    return _block(block, sharing(block))


def _block(block: Block, memory: Aliases) -> Block:
    statements: list[Statement] = []
    for statement in block.statements:
        inner = blocks(statement) if attempt_of(statement) is None else ()
        statements.append(with_blocks(statement, tuple(_block(b, memory) for b in inner)) if inner else statement)
    return with_statements(block, _Line(statements, memory).run())


@dataclass
class _Line:
    """The statements of one block, and the rewriting of them."""

    statements: list[Statement]
    memory: Aliases

    def run(self) -> list[Statement]:
        k = 0
        while k < len(self.statements):
            statement = self.statements[k]
            if isinstance(statement, Store) and self._is_cleared(statement):
                self._fill(k, statement)
            elif isinstance(statement, Assign) and statement.primitive in (np.zeros_like, np.zeros):
                self._first(k, statement.out)
            k += 1
        for k in range(len(self.statements)):
            self._multiply(k)
        k = 0
        while k < len(self.statements):
            if not self._join(k) and not self._double(k) and not self._add_twice(k):
                k += 1
        return self.statements

    def _is_cleared(self, statement: Store) -> bool:
        value = statement.value
        if not (isinstance(value, Const) and type(value.value) is float and value.value == 0):
            return False
        return isinstance(statement.target.type, ArrayType) and self._stays(statement.index)

    def _stays(self, index: Operand) -> bool:
        """Whether an index means the same places whenever it is used, and each once: no mask that somebody writes."""
        if is_basic(index):
            return True
        is_mask = isinstance(index, Var) and isinstance(index.type, ArrayType) and index.type.dtype == np.bool_
        return is_mask and not any(array_writes(self.memory, index))  # type: ignore[arg-type]

    # What stands in between

    def _sums_after(self, k: int, place: Store | Update) -> Iterator[int]:
        """The sums into the same place that follow, until a statement reads or overwrites the array."""
        root = self.memory.root(place.target)
        for m in range(k + 1, min(k + WINDOW, len(self.statements))):
            statement = self.statements[m]
            if isinstance(statement, Update) and self.memory.root(statement.target) is root:
                given = [v for o in operands(statement)[1:] for v in vars_in(o)]
                if statement.operator not in _SUMS or any(self._is_in(v, root) for v in given):
                    return
                if statement.target is place.target and _is_same_place(statement.index, place.index):
                    yield m
            elif not self._is_apart(statement, root):
                return

    def _is_in(self, var: Var, root: Var) -> bool:
        return may_be_written(var.type) and self.memory.root(var) is root

    def _is_apart(self, statement: Statement, root: Var) -> bool:
        """Whether a statement has nothing to do with the contents of an array."""
        if blocks(statement) or (isinstance(statement, Effect) and statement.primitive not in CHECKS):
            return False
        if isinstance(statement, Assign):
            if is_impure(statement):
                return False
        elif not isinstance(statement, (Store, Update, Append, Pop, Effect)):
            return False
        return not any(self._is_in(v, root) and not asks_for_shape(statement, v) for v in reads(statement))

    def _made_between(self, value: Operand, k: int, m: int) -> list[int] | None:
        """The numbers of the statements that make a value, if they may stand before statement `k` as well."""
        made = {s.out: j for j, s in enumerate(self.statements[k:m], k) if isinstance(s, (Assign, Pop))}
        others = {r: j for j, s in enumerate(self.statements[k:m], k) for r in defines(s)}
        wanted, todo = set(), list(vars_in(value))
        while todo:
            var = todo.pop()
            j = made.get(var)
            if j is None:
                if var in others:
                    return None
                continue
            if j in wanted:
                continue
            statement = self.statements[j]
            if not isinstance(statement, Assign) or is_impure(statement) or not self._reads_the_same(statement, k, j):
                return None
            wanted.add(j)
            todo += reads(statement)
        return sorted(wanted)

    def _is_written(self, value: Operand, k: int, m: int) -> bool:
        """Whether a value is an array that is written from one statement on: before, it is not yet what is added."""
        given = {self.memory.root(v) for v in vars_in(value) if may_be_written(v.type)}
        return bool(given) and any(self._writes(s) & given for s in self.statements[k:m])

    def _reads_the_same(self, statement: Assign, k: int, j: int) -> bool:
        """Whether nothing between is written that the statement reads, or that its result may share."""
        roots = {self.memory.root(v) for v in (*reads(statement), statement.out) if may_be_written(v.type)}
        return not any(self._writes(s) & roots for s in self.statements[k:j]) if roots else True

    def _writes(self, statement: Statement) -> set[Var]:
        if isinstance(statement, (Store, Update, Append, Pop)):
            return {self.memory.root(statement.target)}
        if isinstance(statement, Assign) or (isinstance(statement, Effect) and statement.primitive in CHECKS):
            return set()
        return {self.memory.root(v) for v in reads(statement) if may_be_written(v.type)}

    # The rewrites

    def _fill(self, k: int, cleared: Store) -> None:
        """`a[i] = 0; a[i] += v` is `a[i] = v`; if `v` is what stood there, nothing is to do."""
        after = [(m, self.statements[m]) for m in self._sums_after(k, cleared)]
        sums = [(m, s) for m, s in after if isinstance(s, Update) and _fits(s.value, cleared.target)]
        sums = [(m, s) for m, s in sums if not self._is_written(s.value, k, m)]
        plain = [(m, s) for m, s in sums if s.operator is operator.add]
        for m, found in plain:
            if self._is_what_stood(k, cleared, found.value):
                self.statements[k : m + 1] = self.statements[k + 1 : m]
                return
        for m, found in (*plain, *sums):
            needs = self._made_between(found.value, k, m)
            if needs is not None:
                self._replace(k, m, cleared, found, needs)
                return

    def _first(self, k: int, zeros: Var) -> None:
        """The first sum into a part of new zeros is a store."""
        found = self.statements[k + 1] if k + 1 < len(self.statements) else None
        if not isinstance(found, Update) or found.target is not zeros or found.operator is not operator.add:
            return
        is_part = found.index is not None and is_basic(found.index)
        if is_part and _fits(found.value, zeros) and not any(v is zeros for v in vars_in(found.value)):
            self.statements[k + 1] = Store(zeros, found.index, found.value, found.origin)  # type: ignore[arg-type]

    def _replace(self, k: int, m: int, cleared: Store, found: Update, needs: list[int]) -> None:
        moved = [self.statements[j] for j in needs]
        rest = [s for j, s in enumerate(self.statements[k + 1 : m], k + 1) if j not in needs]
        value = found.value
        if found.operator is operator.sub:
            value = Var("", type_of(found.value))
            moved.append(Assign(value, operator.neg, (found.value,), (), found.origin))
        self.statements[k : m + 1] = [*moved, replace(cleared, value=value), *rest]

    def _is_what_stood(self, k: int, place: Store, value: Operand) -> bool:
        """Whether a value was read at the place itself, which nobody wrote since."""
        return self._read_of(k, place, value) is not None

    def _read_of(self, k: int, place: Store, value: Operand) -> list[Var] | None:
        """The temporaries between a place and the value that was read from it: `w = a[i]` or `w = np.copy(a[i])`."""
        found: list[Var] = []
        root = self.memory.root(place.target)
        for j in range(k - 1, max(-1, k - WINDOW), -1):
            statement = self.statements[j]
            if isinstance(statement, Assign):
                if statement.out is not value:
                    continue
                found.append(statement.out)
                if statement.primitive is np.copy and len(statement.args) == 1 and not statement.kwargs:
                    value = statement.args[0]
                    continue
                is_copied = len(found) == 2 or is_scalar(statement.out.type)
                return found if is_copied and _is_read_of(statement, place) else None
            if blocks(statement) or root in self._writes(statement) or isinstance(statement, Effect):
                return None
        return None

    def _multiply(self, k: int) -> None:
        """`a[i] = a[i] * e` is `a[i] *= e`."""
        place = self.statements[k]
        if not isinstance(place, Store) or not isinstance(place.target.type, ArrayType) or not is_basic(place.index):
            return
        before = self.statements[max(0, k - WINDOW) : k]
        made = next((s for s in reversed(before) if isinstance(s, Assign) and s.out is place.value), None)
        if made is None or made.primitive not in (operator.mul, operator.truediv) or not self._is_used_once(made.out):
            return
        factors = [made.args, made.args[::-1]] if made.primitive is operator.mul else [made.args]
        for w, e in factors:
            read = self._read_of(k, place, w)
            if read is not None and all(map(self._is_used_once, read)) and self._is_factor(e, place.target):
                self.statements[k] = Update(place.target, place.index, made.primitive, e, place.origin)
                return

    def _is_factor(self, e: Operand, target: Var) -> bool:
        """Whether an array can be multiplied by it in place."""
        return _is_same_dtype(e, target) and not any(self._is_in(v, self.memory.root(target)) for v in vars_in(e))

    def _is_used_once(self, var: Var) -> bool:
        where = self.memory.places
        return len(where.used_by.get(var, [])) == 1 and var not in where.returned

    def _join(self, k: int) -> bool:
        """`a[i] += p; a[i] += q` is `a[i] += p + q`, for one element."""
        first = self.statements[k]
        if (
            not isinstance(first, Update)
            or first.operator not in _SUMS
            or not is_scalar_item(first.target, first.index)
        ):
            return False
        m = next(self._sums_after(k, first), None)
        second = None if m is None else self.statements[m]
        if m is None or not isinstance(second, Update) or first.origin.lineno != second.origin.lineno:
            return False
        if not (is_scalar(type_of(first.value)) and is_scalar(type_of(second.value))):
            return False
        total = Var("", type_of(first.value))
        if first.operator is operator.sub and second.operator is operator.add:
            first, second = second, first
        symbol = operator.add if first.operator is second.operator else operator.sub
        added = Assign(total, symbol, (first.value, second.value), (), second.origin)
        self.statements[k : m + 1] = [*self.statements[k + 1 : m], added, replace(first, value=total)]
        return True

    def _double(self, k: int) -> bool:
        """One number times one array, added twice to an array, is added once with twice the number."""
        first = self.statements[k]
        if not isinstance(first, Update) or first.operator not in _SUMS or not is_array_of(first.value):
            return False
        begin = max(0, k - WINDOW)
        m = next((m for m in self._sums_after(k, first) if self._is_same_sum(first, self.statements[m])), None)
        second = None if m is None else self.statements[m]
        if m is None or not isinstance(second, Update):
            return False
        made: dict[Operand, int] = {
            s.out: j for j, s in enumerate(self.statements[begin:m], begin) if isinstance(s, Assign)
        }
        a, b = (made.get(each.value) for each in (first, second))
        if a is None or b is None or a >= b or any(blocks(s) for s in self.statements[a:b]):
            return False
        p, q = self.statements[a], self.statements[b]
        if not isinstance(p, Assign) or not isinstance(q, Assign) or not self._reads_the_same(q, a, b):
            return False
        doubled = self._doubled(p, q)
        if doubled:
            kept = [s for j, s in enumerate(self.statements[a + 1 : m], a + 1) if j != b]
            self.statements[a : m + 1] = [*doubled, *kept]
        return bool(doubled)

    def _add_twice(self, k: int) -> bool:
        """Of a sum of arrays, one product that stands in it twice: it is added once, with twice its number."""
        total = self.statements[k]
        if not _is_sum_of_arrays(total) or not isinstance(total, Assign):
            return False
        begin = max(0, k - WINDOW)
        made = {s.out: s for s in self.statements[begin:k] if isinstance(s, Assign)}
        first, second = total.args
        q = made.get(second) if isinstance(second, Var) else None
        inner = made.get(first) if isinstance(first, Var) else None
        if q is None or inner is None:
            return False
        if _is_sum_of_arrays(inner) and self._is_used_once(inner.out):
            sums: list[Assign] = [inner, total]
            given = [made[a] for a in inner.args if isinstance(a, Var) and a in made]
        else:
            sums, given = [total], [inner]
        for p in given:
            places = (self.statements.index(p), self.statements.index(q))
            between = self.statements[places[0] : places[1]]
            if places[0] > places[1] or any(map(blocks, between)) or not self._reads_the_same(q, *places):
                continue
            doubled = self._squared(p, sums) if p is q else self._doubled(p, q)
            if doubled:
                self._put_twice(p, q, sums, doubled)
                return True
        return False

    def _squared(self, p: Assign, sums: list[Assign]) -> list[Assign]:
        where = self.memory.places
        is_own = where.used_by.get(p.out) == [sums[0], sums[-1]] and p.out not in where.returned
        return _twice(p) if is_own and p.primitive is operator.mul and not p.kwargs else []

    def _put_twice(self, p: Assign, q: Assign, sums: list[Assign], doubled: list[Assign]) -> None:
        """The product at its first place; the first of the sums takes the place of the last, if there are two."""
        total = sums[-1]
        if len(sums) == 1:
            doubled[-1] = replace(doubled[-1], out=total.out)
        done: list[Statement] = []
        for s in self.statements:
            if s is p:
                done += doubled
            elif s is sums[0] and len(sums) > 1:
                done.append(replace(sums[0], out=total.out))
            elif s is not q and s is not total:
                done.append(s)
        self.statements[:] = done

    @staticmethod
    def _is_same_sum(first: Update, second: Statement) -> bool:
        return isinstance(second, Update) and second.operator is first.operator

    def _doubled(self, p: Assign, q: Assign) -> list[Assign]:
        """Twice a product, if the other is the same and nobody else reads the two."""
        is_product = p.primitive is q.primitive is operator.mul and not (p.kwargs or q.kwargs)
        if not is_product or not (self._is_used_once(p.out) and self._is_used_once(q.out)):
            return []
        return _twice(p) if all(map(same_operand, p.args, q.args)) else []


def _twice(p: Assign) -> list[Assign]:
    """Twice the product of a number and an array."""
    number = next((g for g in p.args if isinstance(g, Var) and is_scalar(g.type)), None)
    if number is None:
        return []
    twice = Var("", number.type)
    args = tuple(twice if g is number else g for g in p.args)
    return [Assign(twice, operator.mul, (Const(2), number), (), p.origin), replace(p, args=args)]


def _is_sum_of_arrays(statement: Statement | None) -> bool:
    is_sum = isinstance(statement, Assign) and statement.primitive is operator.add and not statement.kwargs
    return is_sum and isinstance(statement, Assign) and all(map(is_array_of, (statement.out, *statement.args)))


def _is_same_place(a: Operand | None, b: Operand | None) -> bool:
    """Whether two indices mean the same, as `a[:] = 0.0` and `a += v`."""
    return (_is_whole(a) and _is_whole(b)) or same_operand(a, b)


def _is_whole(index: Operand | None) -> bool:
    if isinstance(index, Slice):
        return all(isinstance(p, Const) and p.value is None for p in (index.start, index.stop, index.step))
    return index is None or (isinstance(index, Const) and index.value is Ellipsis)


def _is_read_of(statement: Assign, place: Store) -> bool:
    is_item = statement.primitive is operator.getitem and statement.args[0] is place.target
    return is_item and same_operand(statement.args[1], place.index)


def _fits(value: Operand, target: Var) -> bool:
    """Whether a store casts no more than a sum would."""
    t = type_of(value)
    if not isinstance(t, ArrayType) or not isinstance(target.type, ArrayType):
        return False
    return t.dtype is not None and same_dtype(t.dtype, target.type.dtype)


def _is_same_dtype(value: Operand, target: Var) -> bool:
    t = type_of(value)
    if isinstance(value, Const):
        return type(value.value) in (int, float)
    return (
        isinstance(t, ArrayType)
        and isinstance(target.type, ArrayType)
        and same_dtype(t.dtype, target.type.dtype)
        and t.dtype is not None
    )

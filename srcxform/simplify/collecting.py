"""Adds the outer products of all trips of a loop at once, as one product of matrices.

                                                left, right = [], []
    for ...:                                    for ...:
        u = u_stack.pop()                           u = u_stack.pop()
        A_bar = A_bar + np.outer(u, v)      ->      left.append(u)
                                                    right.append(v)
                                                A_bar = A_bar + np.array(left).T @ np.array(right)

Only in loops that pop arrays from a tape, or that run through the rows of an array of the products, so that the memory
grows no more than it did; of arrays that nobody writes; and where the sum is read by nothing else in the loop. After no
trip the product of the two empty arrays is 0.

An outer product that is added next, after the loop, goes into the lists as well. Then these are not empty, so where the
sum began with zeros, the product is all of it.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases
from srcxform.ir.builder import type_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Append, Assign, Block, Effect, For, Loop, Operand, Pop, Statement, Tup, Var, While
from srcxform.ir.types import FLOAT64, ArrayType, ListType, is_array, same_dtype
from srcxform.ir.walk import blocks, has_break, vars_in, with_blocks, with_statements
from srcxform.simplify.memory import array_writes, sharing


@dataclass(frozen=True)
class Sum:
    """What a loop adds to one of its slots: the sums in their order, and the pair of vectors of each."""

    slot: int
    sums: tuple[Assign, ...]
    products: tuple[Assign, ...]


def collect_outer(block: Block) -> Block:
    """The program with outer products collected over the trips of the reverse sweep's loops."""
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins),
        None,
    )
    if begin is None or not any(_may_collect(s) for s in block.statements[begin:]):
        return block
    work = _Work(sharing(block))
    return with_statements(block, (*block.statements[:begin], *work.statements(block.statements[begin:])))


def _may_collect(statement: Statement) -> bool:
    inner = [s for b in blocks(statement) for s in b.statements]
    if isinstance(statement, (For, While)) and any(isinstance(s, Assign) and s.primitive is np.outer for s in inner):
        return True
    return any(map(_may_collect, inner))


@dataclass(frozen=True)
class _Whole:
    """What is added to `start` after a loop, and gives `total`: the product of the two lists, made by `made`."""

    sides: tuple[Var, ...]
    start: Operand
    total: Var
    made: tuple[Assign, ...]


@dataclass
class _Work:
    memory: Aliases

    def statements(self, given: tuple[Statement, ...]) -> list[Statement]:
        done: list[Statement] = []
        wholes: dict[Operand, _Whole] = {}
        for statement in given:
            if isinstance(statement, Assign) and self._joins(statement, wholes, done):
                continue
            inner = blocks(statement)
            if inner:
                statement = with_blocks(
                    statement, tuple(with_statements(b, self.statements(b.statements)) for b in inner)
                )
            found = self.sums(statement) if isinstance(statement, (For, While)) else []
            if not found:
                done.append(statement)
                continue
            filled, made = _collected(statement, found)  # type: ignore[arg-type]
            done += [*filled, *(s for whole in made for s in whole.made)]
            wholes.update((whole.total, whole) for whole in made)
        return done

    def _joins(self, step: Assign, wholes: dict[Operand, _Whole], done: list[Statement]) -> bool:
        """Put an outer product that is added to the sum of a loop into the lists of that loop."""
        if step.primitive not in (operator.add, operator.sub) or step.args[0] not in wholes:
            return False
        whole = wholes[step.args[0]]
        product = next((s for s in done if isinstance(s, Assign) and s.out is step.args[1]), None)
        if (
            product is None
            or product.primitive is not np.outer
            or product.kwargs
            or not all(map(_is_row, product.args))
        ):
            return False
        if not self._is_read_once(whole.total) or not self._is_read_once(product.out):
            return False
        gone: set[Statement] = {product, *whole.made}
        begins = self.memory.places.defined_by.get(whole.start) if isinstance(whole.start, Var) else None
        is_zero = isinstance(begins, Assign) and begins.primitive in (np.zeros_like, np.zeros) and begins in done
        if is_zero and isinstance(begins, Assign) and self._is_read_once(begins.out):
            gone.add(begins)
            made = _added(whole.sides, None, step.out, step)
        else:
            made = _added(whole.sides, whole.start, step.out, step)
        first = done.index(product)
        if any(not isinstance(s, Assign) for s in done[first:]):
            return False  # what the product reads may be written between it and the sum
        done[:] = [s for s in done if s not in gone]
        done += [*_kept(step, product, whole.sides), *made]  # type: ignore[arg-type]
        return True

    def sums(self, loop: Loop) -> list[Sum]:
        """The slots of a loop that do nothing but collect outer products."""
        body = loop.body
        if body.jump or has_break(body):
            return []
        made = {s.out: s for s in body.statements if isinstance(s, Assign)}
        sums = (self._sum(loop, slot, made) for slot in range(len(loop.params)))
        found = [s for s in sums if s is not None]
        if any(isinstance(s, Pop) and is_array(s.out.type) for s in body.statements):
            return found
        return [s for s in found if _has_row_of_trip(loop, s.products[0], made)]

    def _sum(self, loop: Loop, slot: int, made: dict[Var, Assign]) -> Sum | None:
        var: Operand = loop.body.yields[slot]
        sums: list[Assign] = []
        products: list[Assign] = []
        while var is not loop.params[slot]:
            step = made.get(var) if isinstance(var, Var) else None
            if step is None or step.primitive not in (operator.add, operator.sub) or not self._is_read_once(step.out):
                return None
            var, term = step.args
            product = made.get(term) if isinstance(term, Var) else None
            if product is None or not self._is_product(product):
                return None
            sums.append(step)
            products.append(product)
        if not sums or not self._is_read_once(loop.params[slot]):
            return None
        return Sum(slot, tuple(sums), tuple(products))

    def _is_product(self, statement: Assign) -> bool:
        if statement.primitive is not np.outer or statement.kwargs or not self._is_read_once(statement.out):
            return False
        return all(isinstance(a, Var) and _is_row(a) and not any(array_writes(self.memory, a)) for a in statement.args)

    def _is_read_once(self, var: Var) -> bool:
        where = self.memory.places
        return len(where.used_by.get(var, [])) == 1 and var not in where.returned


def _is_row(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.box == "array" and t.rank == 1 and same_dtype(t.dtype, FLOAT64)


def _has_row_of_trip(loop: Loop, product: Assign, made: dict[Var, Assign]) -> bool:
    """Whether a vector of the product is a row of some array, another one in each trip: trips are no more than rows."""
    rows = [made[a] for a in product.args if isinstance(a, Var) and a in made]
    picked = [row.args[1] for row in rows if row.primitive is operator.getitem]
    items = [item for index in picked for item in (index.items if isinstance(index, Tup) else (index,))]
    return isinstance(loop, For) and any(item is loop.index for item in items)


def _collected(loop: Loop, found: list[Sum]) -> tuple[list[Statement], list[_Whole]]:
    """The lists and the loop that fills them, which has no slot for the sums; and what is added after it."""
    before: list[Statement] = []
    after: list[_Whole] = []
    filled: dict[Statement, tuple[Var, Var]] = {}
    for each in found:
        total, hint = loop.results[each.slot], loop.params[each.slot].hint
        sides = tuple(
            Var(f"{hint}_{side}", ListType(a.type, ("tape", object())))
            for side, a in zip(("left", "right"), (v for a in each.products[0].args for v in vars_in(a)), strict=True)
        )
        before += [Assign(side, runtime.list_of, ()) for side in sides]
        filled.update(dict.fromkeys(each.sums, sides))  # type: ignore[arg-type]
        start = loop.inits[each.slot]
        after.append(_Whole(sides, start, total, tuple(_added(sides, start, total, each.sums[0]))))
    gone = {p for each in found for p in each.products}
    product_of = {s: p for each in found for s, p in zip(each.sums, each.products, strict=True)}
    statements: list[Statement] = []
    for statement in loop.body.statements:
        if statement in filled:
            statements += _kept(statement, product_of[statement], filled[statement])  # type: ignore[arg-type,index]
        elif statement not in gone:
            statements.append(statement)
    left = [k for k in range(len(loop.params)) if all(each.slot != k for each in found)]
    body = replace(loop.body, statements=tuple(statements), yields=tuple(loop.body.yields[k] for k in left))
    changed = replace(
        loop,
        params=tuple(loop.params[k] for k in left),
        inits=tuple(loop.inits[k] for k in left),
        results=tuple(loop.results[k] for k in left),
        body=body,
    )
    return [*before, changed], after


def _kept(step: Assign, product: Assign, sides: tuple[Var, Var]) -> list[Statement]:
    """The two vectors of one trip, with the sign of the sum at the first."""
    (left, right), origin = product.args, step.origin
    if step.primitive is operator.add:
        return [Append(sides[0], left, origin), Append(sides[1], right, origin)]
    negative = Var("", type_of(left))
    return [
        Assign(negative, operator.neg, (left,), (), origin),
        Append(sides[0], negative, origin),
        Append(sides[1], right, origin),
    ]


def _added(sides: tuple[Var, ...], start: Operand | None, total: Var, step: Assign) -> list[Assign]:
    """`total = start + np.array(left).T @ np.array(right)`, or that without a start."""
    matrix = ArrayType(FLOAT64, 2)
    rows, turned, columns = Var("", matrix), Var("", matrix), Var("", matrix)
    product = total if start is None else Var("", total.type)
    made = [
        Assign(rows, np.array, (sides[0],), (), step.origin),
        Assign(turned, np.transpose, (rows,), (), step.origin),
        Assign(columns, np.array, (sides[1],), (), step.origin),
        Assign(product, operator.matmul, (turned, columns), (), step.origin),
    ]
    return made if start is None else [*made, Assign(total, operator.add, (start, product), (), step.origin)]

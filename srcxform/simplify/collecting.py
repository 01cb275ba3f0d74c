"""Adds the outer products of all trips of a loop at once, as one product of matrices.

                                                left, right = [], []
    for ...:                                    for ...:
        u = u_stack.pop()                           u = u_stack.pop()
        A_bar = A_bar + np.outer(u, v)      ->      left.append(u)
                                                    right.append(v)
                                                A_bar = A_bar + np.array(left).T @ np.array(right)

Only in loops that pop arrays from a tape, so that the memory grows no more than it did; of arrays that nobody writes;
and where the sum is read by nothing else in the loop. After no trip the product of the two empty arrays is 0.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases
from srcxform.ir.builder import type_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Append, Assign, Block, Effect, For, Loop, Operand, Pop, Statement, Var, While
from srcxform.ir.types import FLOAT64, ArrayType, ListType, is_array
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


@dataclass
class _Work:
    memory: Aliases

    def statements(self, given: tuple[Statement, ...]) -> list[Statement]:
        done: list[Statement] = []
        for statement in given:
            inner = blocks(statement)
            if inner:
                statement = with_blocks(
                    statement, tuple(with_statements(b, self.statements(b.statements)) for b in inner)
                )
            found = self.sums(statement) if isinstance(statement, (For, While)) else []
            done += _collected(statement, found) if found else [statement]  # type: ignore[arg-type]
        return done

    def sums(self, loop: Loop) -> list[Sum]:
        """The slots of a loop that do nothing but collect outer products."""
        body = loop.body
        pops = any(isinstance(s, Pop) and is_array(s.out.type) for s in body.statements)
        if not pops or body.jump or has_break(body):
            return []
        made = {s.out: s for s in body.statements if isinstance(s, Assign)}
        found = (self._sum(loop, slot, made) for slot in range(len(loop.params)))
        return [s for s in found if s is not None]

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
    return isinstance(t, ArrayType) and t.box == "array" and t.rank == 1 and t.dtype == FLOAT64


def _collected(loop: Loop, found: list[Sum]) -> list[Statement]:
    """The lists, the loop that fills them, and what is added after it."""
    before: list[Statement] = []
    after: list[Statement] = []
    filled: dict[Statement, tuple[Var, Var]] = {}
    yields, results = list(loop.body.yields), list(loop.results)
    for each in found:
        total, hint = loop.results[each.slot], loop.params[each.slot].hint
        sides = tuple(
            Var(f"{hint}_{side}", ListType(a.type, ("tape", object())))
            for side, a in zip(("left", "right"), (v for a in each.products[0].args for v in vars_in(a)), strict=True)
        )
        before += [Assign(side, runtime.list_of, ()) for side in sides]
        filled.update(dict.fromkeys(each.sums, sides))  # type: ignore[arg-type]
        yields[each.slot], results[each.slot] = loop.params[each.slot], Var(hint, total.type)
        after += _added(sides, results[each.slot], total, each.sums[0])
    gone = {p for each in found for p in each.products}
    product_of = {s: p for each in found for s, p in zip(each.sums, each.products, strict=True)}
    statements: list[Statement] = []
    for statement in loop.body.statements:
        if statement in filled:
            statements += _kept(statement, product_of[statement], filled[statement])  # type: ignore[arg-type,index]
        elif statement not in gone:
            statements.append(statement)
    body = replace(loop.body, statements=tuple(statements), yields=tuple(yields))
    return [*before, replace(loop, body=body, results=tuple(results)), *after]


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


def _added(sides: tuple[Var, ...], start: Var, total: Var, step: Assign) -> list[Statement]:
    """`total = start + np.array(left).T @ np.array(right)`."""
    matrix = ArrayType(FLOAT64, 2)
    rows, turned, columns, product = Var("", matrix), Var("", matrix), Var("", matrix), Var("", total.type)
    return [
        Assign(rows, np.array, (sides[0],), (), step.origin),
        Assign(turned, np.transpose, (rows,), (), step.origin),
        Assign(columns, np.array, (sides[1],), (), step.origin),
        Assign(product, operator.matmul, (turned, columns), (), step.origin),
        Assign(total, operator.add, (start, product), (), step.origin),
    ]

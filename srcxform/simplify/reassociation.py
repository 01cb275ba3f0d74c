"""Groups the factors of derived products of arrays so that less is computed.

    t = (g * a) * b                         c = g * b           (which has the shape of `t`)
    c = g * b                   ->          t = c * a

    s = np.sum(g * (b / c), axis=1, keepdims=True)              (where `c` has one number for each row)
                                ->          s = np.sum(g * b, axis=1, keepdims=True) / c

Only arrays that are never written, and intermediate results that nobody else reads.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from srcxform.analyses.aliasing import Aliases
from srcxform.ir.builder import literal, type_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Assign, Block, Const, Effect, Operand, Statement, Var
from srcxform.ir.sizes import broadcast_dims
from srcxform.ir.types import ArrayType
from srcxform.ir.walk import blocks, reads, with_blocks, with_statements
from srcxform.simplify.memory import array_writes, has_shape_of, have_one_dtype, is_array_of, sharing


def regroup(block: Block) -> Block:
    """The program with products of arrays of the reverse sweep in another order, where that saves one."""
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins),
        None,
    )
    if begin is None:
        return block
    work = _Regrouper(sharing(block))
    forward = block.statements[:begin]
    derived = work.block(Block(block.statements[begin:]), _made(forward))
    return with_statements(block, (*(s for s in forward if s not in work.gone), *derived.statements))


class _Regrouper:
    def __init__(self, memory: Aliases) -> None:
        self.memory = memory
        self.gone: set[Statement] = set()
        self.read_again: set[Var] = set()

    def block(self, block: Block, outside: dict[Var, Assign]) -> Block:
        """`outside` has what was computed before the block and as often."""
        statements: list[Statement] = []
        for statement in block.statements:
            inner = blocks(statement)
            statements.append(with_blocks(statement, tuple(self.block(b, {}) for b in inner)) if inner else statement)
        made = _made(statements)
        if made:
            statements = self._quotients_last(self._shared_first(statements, made, {}), outside | made)
            statements = self._shared_first(statements, _made(statements), outside)
        return with_statements(block, statements)

    def _shared_first(
        self, statements: list[Statement], made: dict[Var, Assign], outside: dict[Var, Assign]
    ) -> list[Statement]:
        """`(g * a) * b` as `(g * b) * a`, where `g * b` is computed in the same block."""
        products = {frozenset(s.args): s for s in made.values() if self._is_product(s)}
        for statement in statements:
            if not isinstance(statement, Assign) or not self._is_product(statement):
                continue
            for inner, b in (statement.args, statement.args[::-1]):
                first = made.get(inner, outside.get(inner)) if isinstance(inner, Var) else None
                if first is None or not self._is_product(first) or not self._is_read_once(first.out):
                    continue
                for g, a in (first.args, first.args[::-1]):
                    known = products.get(frozenset((g, b)))
                    if known is None or known in (statement, first) or known not in statements:
                        continue
                    if has_shape_of(known.out, statement.out) and _make_up((known.out, a), statement.out):
                        self.read_again.add(known.out)
                        self.gone.add(first)
                        moved = self._moved(statements, statement, first, known, a)
                        return self._shared_first(moved, _made(moved), outside)
        return statements

    @staticmethod
    def _moved(
        statements: list[Statement], statement: Assign, first: Assign, known: Assign, a: Operand
    ) -> list[Statement]:
        """With the product that is known before the one that uses it, and without the one that nobody reads now."""
        done = [s for s in statements if s is not first]
        k = done.index(statement)
        done[k] = replace(statement, args=(known.out, a))
        if done.index(known) > k:
            done.remove(known)
            done.insert(k, known)
        return done

    def _quotients_last(self, statements: list[Statement], made: dict[Var, Assign]) -> list[Statement]:
        """The sum of `g * (b / c)` as that of `g * b`, divided by `c`."""
        done: list[Statement] = []
        for statement in statements:
            found = self._sum_of_quotients(statement, made)
            if found is None or not isinstance(statement, Assign):
                done.append(statement)
                continue
            product, quotient, g = found
            b, c = quotient.args
            whole, total = Var("", product.out.type), Var("", statement.out.type)
            done.append(replace(product, out=whole, args=(g, b)))
            done.append(replace(statement, out=total, args=(whole,)))
            done.append(Assign(statement.out, operator.truediv, (total, c), (), statement.origin))
            self.gone |= {product, quotient}
        return [s for s in done if s not in self.gone]

    def _sum_of_quotients(self, statement: Statement, made: dict[Var, Assign]) -> tuple[Assign, Assign, Operand] | None:
        if not isinstance(statement, Assign) or statement.primitive is not np.sum or len(statement.args) != 1:
            return None
        options = dict(statement.kwargs)
        is_known, axis = literal(options.get("axis", Const(None)))
        keepdims = options.get("keepdims")
        if set(options) != {"axis", "keepdims"} or not is_known or not (isinstance(keepdims, Const) and keepdims.value):
            return None
        product = made.get(statement.args[0]) if isinstance(statement.args[0], Var) else None
        if product is None or not self._is_product(product) or not self._is_read_once(product.out):
            return None
        if not has_shape_of(*product.args):
            return None
        for g, inner in (product.args, product.args[::-1]):
            quotient = made.get(inner) if isinstance(inner, Var) else None
            if quotient is None or quotient.primitive is not operator.truediv or not self._is_read_once(quotient.out):
                continue
            b, c = quotient.args
            if all(map(self._is_plain, (b, c, g))) and has_shape_of(b, g) and _is_constant_along(c, axis):
                return product, quotient, g
        return None

    def _is_product(self, statement: Assign) -> bool:
        """Whether it multiplies two arrays of one dtype, which nobody writes."""
        if statement.primitive is not operator.mul or statement.kwargs or not self._is_plain(statement.out):
            return False
        a, b = statement.args
        return self._is_plain(a) and self._is_plain(b) and have_one_dtype(a, b)

    def _is_plain(self, operand: Operand) -> bool:
        return isinstance(operand, Var) and is_array_of(operand) and not any(array_writes(self.memory, operand))

    def _is_read_once(self, var: Var) -> bool:
        where = self.memory.places
        uses = where.used_by.get(var, [])
        if len(uses) != 1 or var in self.read_again or var in where.returned:
            return False
        return any(v is var for v in reads(uses[0]))


def _made(statements: Iterable[Statement]) -> dict[Var, Assign]:
    return {s.out: s for s in statements if isinstance(s, Assign) and s.primitive in (operator.mul, operator.truediv)}


def _make_up(operands: tuple[Operand, ...], out: Var) -> bool:
    """Whether operands are known to broadcast to the shape of a result."""
    if all(has_shape_of(each, out) for each in operands):
        return True
    dims = out.type.dims if isinstance(out.type, ArrayType) else None
    return dims is not None and None not in dims and broadcast_dims([type_of(each) for each in operands]) == dims


def _is_constant_along(operand: Operand, axis: object) -> bool:
    """Whether an array has length 1 along some axes, and so stays what it is under their sum with `keepdims`."""
    t = type_of(operand)
    axes = axis if isinstance(axis, tuple) else (axis,)
    if not isinstance(t, ArrayType) or t.dims is None or t.dtype is None or t.dtype.kind not in "fc":
        return False
    return all(type(k) is int and -len(t.dims) <= k < len(t.dims) and t.dims[k] == 1 for k in axes)

"""Multiplies a vector by a number, where the program multiplies the matrix of its product.

    t = s * A                               v_1 = v * s
    u = t.T @ v                 ->          u = A.T @ v_1

    t = np.outer(v, w)                      v_1 = v * s
    u = t * s                   ->          u = np.outer(v_1, w)

Only in the reverse sweep, for what is used this once, and not for what a loop needs only once.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform.analyses.aliasing import Aliases
from srcxform.ir.builder import type_of
from srcxform.ir.guarded import attempt_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Assign, Block, Effect, Operand, Statement, Var
from srcxform.ir.types import ArrayType, is_scalar
from srcxform.ir.walk import blocks, statements_in, with_blocks, with_statements
from srcxform.simplify.memory import array_writes, dtype_of, is_array_of, sharing

_PRODUCTS = (operator.matmul, np.matmul, np.dot)


def scale_vectors(block: Block) -> Block:
    """The program with vectors scaled for matrices."""
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins),
        None,
    )
    if begin is None or not any(isinstance(s, Assign) and _is_product(s) for s in statements_in(block)):
        return block
    work = _Scaler(sharing(block))
    derived = work.block(Block(block.statements[begin:]))
    return _without(with_statements(block, (*block.statements[:begin], *derived.statements)), work.gone)


def _is_product(statement: Assign) -> bool:
    return statement.primitive in _PRODUCTS or statement.primitive is np.outer


class _Scaler:
    def __init__(self, memory: Aliases) -> None:
        self.memory, self.where = memory, memory.places
        self.gone: set[Statement] = set()

    def block(self, block: Block) -> Block:
        statements: list[Statement] = []
        for statement in block.statements:
            inner = blocks(statement)
            if attempt_of(statement) is not None:
                statements.append(statement)
            elif inner:
                statements.append(with_blocks(statement, tuple(map(self.block, inner))))
            else:
                statements += self._statement(statement) if isinstance(statement, Assign) else [statement]
        return with_statements(block, statements)

    def _statement(self, statement: Assign) -> list[Statement]:
        if statement.kwargs or len(statement.args) != 2 or not is_array_of(statement.out):
            return [statement]
        if statement.primitive in _PRODUCTS:
            return self._product(statement) or [statement]
        if statement.primitive is operator.mul:
            return self._outer(statement) or [statement]
        return [statement]

    def _product(self, statement: Assign) -> list[Statement] | None:
        """`(s * A).T @ v` as `A.T @ (v * s)`, and so from the left."""
        for k in (0, 1):
            matrix, vector = statement.args[k], statement.args[1 - k]
            if _rank(matrix) != 2 or _rank(vector) != 1 or not isinstance(matrix, Var):
                continue
            made = self._made_here(matrix, statement)
            turn = made if made is not None and made.primitive is np.transpose and len(made.args) == 1 else None
            if turn is not None and isinstance(turn.args[0], Var):
                made = self._made_here(turn.args[0], statement)
            factors = None if made is None or made.primitive is not operator.mul else _factors(made)
            if made is None or factors is None or not self._fits(vector, *factors, made.out):
                continue
            whole, number = factors
            self.gone |= {made} if turn is None else {made, turn}
            turned = whole if turn is None else Var("", turn.out.type)
            scaled = Var("", vector.type)  # type: ignore[union-attr]
            args = (turned, scaled) if k == 0 else (scaled, turned)
            return [
                *([] if turn is None else [replace(turn, out=turned, args=(whole,))]),  # type: ignore[arg-type]
                Assign(scaled, operator.mul, (vector, number), (), statement.origin),
                replace(statement, args=args),
            ]
        return None

    def _outer(self, statement: Assign) -> list[Statement] | None:
        """`np.outer(v, w) * s` as `np.outer(v * s, w)`."""
        factors = _factors(statement)
        made = None if factors is None else self._made_here(factors[0], statement)
        if made is None or factors is None or made.primitive is not np.outer:
            return None
        vector, other = made.args
        if _rank(vector) != 1 or _rank(other) != 1 or not self._is_kept(other):
            return None
        if not self._fits(vector, other, factors[1], statement.out):
            return None
        self.gone.add(made)
        scaled = Var("", vector.type)  # type: ignore[union-attr]
        return [
            Assign(scaled, operator.mul, (vector, factors[1]), (), statement.origin),
            replace(statement, primitive=np.outer, args=(scaled, other)),
        ]

    def _made_here(self, operand: Operand, use: Statement) -> Assign | None:
        """The statement that makes what is used only there, as often as that."""
        made = self.where.defined_by.get(operand) if isinstance(operand, Var) else None
        if not isinstance(made, Assign) or made.kwargs or operand in self.where.returned or made in self.gone:
            return None
        is_once = len(self.where.used_by.get(made.out, [])) == 1 and self.where.loops[made] == self.where.loops[use]
        return made if is_once and not any(array_writes(self.memory, made.out)) else None

    def _fits(self, vector: Operand, whole: Operand, number: Operand, out: Var) -> bool:
        """Whether all that is read stays as it is, and the number changes no dtype."""
        kinds = {dtype_of(vector), dtype_of(whole), dtype_of(out)}
        is_one_kind = len(kinds) == 1 and dtype_of(out) in (np.dtype(np.float64), np.dtype(np.complex128))
        return is_one_kind and is_scalar(type_of(number)) and self._is_kept(vector) and self._is_kept(whole)

    def _is_kept(self, operand: Operand) -> bool:
        return isinstance(operand, Var) and is_array_of(operand) and not any(array_writes(self.memory, operand))


def _factors(statement: Assign) -> tuple[Operand, Operand] | None:
    """The array and the number that a statement multiplies."""
    a, b = statement.args
    if is_scalar(type_of(b)):
        return a, b
    return (b, a) if is_scalar(type_of(a)) else None


def _rank(operand: Operand) -> int | None:
    t = type_of(operand)
    return t.rank if isinstance(t, ArrayType) and is_array_of(operand) else None


def _without(block: Block, gone: set[Statement]) -> Block:
    kept = [s for s in block.statements if s not in gone]
    return with_statements(block, [with_blocks(s, [_without(b, gone) for b in blocks(s)]) for s in kept])

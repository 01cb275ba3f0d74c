"""Solves by substitution where the matrix is known to be a triangle.

    L = np.linalg.cholesky(K)                   L = np.linalg.cholesky(K)
    alpha = np.linalg.solve(L, y)       ->      alpha = solve_triangle(L, y, True)
    y_bar = np.linalg.solve(L.T, g)             y_bar = solve_triangle(L.T, g)

A factor of Cholesky has no zero on its diagonal, so what was solved before is solved still, in fewer steps. It must be
as the factorisation left it: nobody writes into it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases
from srcxform.ir.builder import literal, rank_of
from srcxform.ir.nodes import Assign, Block, Const, Operand, Statement, Var
from srcxform.ir.walk import blocks, statements_in, with_blocks, with_statements
from srcxform.simplify.memory import array_writes, sharing


def solve_triangles(block: Block) -> Block:
    """The program with equations in factors of Cholesky solved by substitution."""
    primitives = {s.primitive for s in statements_in(block) if isinstance(s, Assign) and _is_of_matrices(s)}
    if len(primitives) < 2:
        return block
    return _Triangles(sharing(block)).block(block)


def _is_of_matrices(statement: Assign) -> bool:
    return statement.primitive is np.linalg.solve or statement.primitive is np.linalg.cholesky


class _Triangles:
    def __init__(self, memory: Aliases) -> None:
        self.memory = memory

    def block(self, block: Block) -> Block:
        return with_statements(block, [self.statement(s) for s in block.statements])

    def statement(self, statement: Statement) -> Statement:
        match statement:
            case Assign(_, np.linalg.solve, (matrix, right), ()) if rank_of(matrix) == 2 and rank_of(right) in (1, 2):
                is_lower = self.is_lower(matrix)
                if is_lower is None:
                    return statement
                kind = (Const(True),) if is_lower else ()
                return replace(statement, primitive=runtime.solve_triangle, args=(matrix, right, *kind))
            case _:
                return with_blocks(statement, [self.block(b) for b in blocks(statement)])

    def is_lower(self, matrix: Operand) -> bool | None:
        """Whether a matrix is a lower triangle, or an upper one; None if it is not known to be one."""
        if not isinstance(matrix, Var) or any(array_writes(self.memory, matrix)):
            return None
        match self.memory.places.defined_by.get(matrix):
            case Assign(_, np.linalg.cholesky, (_,), ()):
                return True
            case Assign(_, np.linalg.cholesky, (_,), (("upper", upper),)) if literal(upper)[0]:
                return not literal(upper)[1]
            case Assign(_, np.conj, (factor,), ()):
                return self.is_lower(factor)
            case Assign(_, np.transpose, (factor,), ()):
                is_lower = self.is_lower(factor)
                return None if is_lower is None else not is_lower
            case _:
                return None

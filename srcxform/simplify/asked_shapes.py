"""Asks for the shape of a result by those of its operands, where the result itself is not computed then.

t = turn[:, None] * (x[0] - x[1])           s = np.broadcast_shapes(turn[:, None].shape, x[0].shape, x[1].shape)
s = t.shape                         ->
y[:, 1] = t                                 (nothing reads y: it was kept for the next `x` alone)

s = np.shape(A @ x)                 ->      s = (A.shape[0],)
n = np.size(p[rows, columns])       ->      n = np.size(rows)
"""

from __future__ import annotations

import functools
import operator
from dataclasses import replace

import numpy as np

from srcxform.analyses.need import needed
from srcxform.analyses.places import places
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.nodes import Assign, Block, Const, Operand, Statement, Tup, Var
from srcxform.ir.types import ArrayType, is_array, is_scalar
from srcxform.ir.walk import blocks, map_operand, map_operands, statements_in, with_blocks, with_statements
from srcxform.simplify.memory import gives_joint_shape, has_shape_of

ASKS = (np.shape, np.size)
PRODUCTS = (operator.matmul, np.dot)


def ask_operands(block: Block) -> Block:
    """The program with the shapes of what need not be computed asked of operands."""
    defined = places(block).defined_by
    asking = {s.out: s for s in statements_in(block) if isinstance(s, Assign) and _has_formula(s, defined)}
    if not asking:
        return block
    done = _Rewriter(set(asking), defined).block(block)
    still = needed(done).statements
    gone = {v for v, made in defined.items() if made is not None and made not in still}
    useless = {out for out, s in asking.items() if s.args[0] in gone}
    return done if len(useless) == len(asking) else _Rewriter(useless, defined).block(block) if useless else block


Defined = dict[Var, Statement | None]


def _has_formula(statement: Assign, defined: Defined) -> bool:
    """Whether the shape or size that is asked for follows from those of several arrays, or of a product's operands."""
    if not any(statement.primitive is asked for asked in ASKS) or statement.kwargs or len(statement.args) != 1:
        return False
    found = _parts(statement.args[0], defined)
    if len(found) > 1:
        return statement.primitive is np.shape
    return bool(found) and any(form(found[0], defined) is not None for form in (_product, _joined, _picked))


def _parts(operand: Operand, defined: Defined) -> list[Var]:
    """The arrays of which a value is made element by element; none where one is not known to be an array."""
    found: list[Var] = []
    todo = [operand]
    while todo:
        operand = todo.pop(0)
        if is_scalar(type_of(operand)):
            continue
        if not isinstance(operand, Var) or not isinstance(operand.type, ArrayType):
            return []
        made = defined.get(operand)
        if not isinstance(made, Assign) or made.kwargs or not gives_joint_shape(made.primitive):
            found.append(operand)
        else:
            todo = [*made.args, *todo]
    return list(dict.fromkeys(found))


def _product(var: Var, defined: Defined) -> tuple[Operand, Operand] | None:
    """The factors, if a value is a product of vectors and matrices that has axes."""
    made = defined.get(var)
    if not isinstance(made, Assign) or made.kwargs or not any(made.primitive is each for each in PRODUCTS):
        return None
    a, b = made.args
    ranks = [t.rank if isinstance(t, ArrayType) and is_array(t) else None for t in map(type_of, (a, b))]
    return (a, b) if ranks in ([1, 2], [2, 1], [2, 2]) else None


def _joined(var: Var, defined: Defined) -> tuple[tuple[Operand, ...], int] | None:
    """The arrays of as many axes of which a value is put together, and the axis."""
    made = defined.get(var)
    if not isinstance(made, Assign) or made.primitive is not np.concatenate or not isinstance(made.args[0], Tup):
        return None
    given = dict(made.kwargs)
    axis = made.args[1] if len(made.args) > 1 else given.pop("axis", Const(0))
    arrays, rank = made.args[0].items, var.type.rank if isinstance(var.type, ArrayType) else None
    if given or not isinstance(axis, Const) or type(axis.value) is not int or not 0 <= axis.value < (rank or 0):
        return None
    alike = all(is_array(t := type_of(a)) and t.rank == rank for a in arrays)  # type: ignore[union-attr]
    return (arrays, axis.value) if alike else None


def _picked(var: Var, defined: Defined) -> Operand | None:
    """The array of places, if a value is picked by one for each axis: `p[rows, columns]` of two such."""
    made = defined.get(var)
    if not isinstance(made, Assign) or made.primitive is not operator.getitem or not isinstance(made.args[1], Tup):
        return None
    base, items = type_of(made.args[0]), made.args[1].items
    if not isinstance(base, ArrayType) or base.rank != len(items) or not all(map(_is_list_of_places, items)):
        return None
    return items[0] if all(has_shape_of(item, items[0]) for item in items) else None


def _is_list_of_places(item: Operand) -> bool:
    t = type_of(item)
    return isinstance(t, ArrayType) and is_array(t) and t.rank == 1 and t.dtype is not None and t.dtype.kind in "iu"


class _Rewriter:
    def __init__(self, asking: set[Var], defined: Defined) -> None:
        self.asking, self.defined = asking, defined
        self.same: dict[Operand, Operand] = {}

    def block(self, block: Block) -> Block:
        statements: list[Statement] = []
        for statement in block.statements:
            statement = map_operands(statement, self.value)
            if isinstance(statement, Assign) and statement.out in self.asking:
                statements += self.answer(statement)
            elif not (isinstance(statement, Assign) and self.is_known(statement)):
                statements.append(with_blocks(statement, [self.block(b) for b in blocks(statement)]))
        return with_statements(block, statements, tuple(map_operand(y, self.value) for y in block.yields))

    def value(self, operand: Operand) -> Operand:
        return self.same.get(operand, operand) if isinstance(operand, Var) else operand

    def is_known(self, statement: Assign) -> bool:
        """Whether it is a length in a shape that is written out."""
        match statement:
            case Assign(out, operator.getitem, (Tup(items), Const(int() as k)), ()):
                self.same[out] = items[k]
                return True
        return False

    def answer(self, statement: Assign) -> list[Statement]:
        """The statements that give what was asked for; none, where it is a shape that is written out."""
        builder = Builder()
        builder.origin, builder.derived = statement.origin, True
        shapes = [self.shape(builder, v) for v in _parts(statement.args[0], self.defined)]
        made = builder.blocks[0]
        if len(shapes) > 1:
            return [*made, replace(statement, primitive=np.broadcast_shapes, args=tuple(shapes))]
        if statement.primitive is np.shape:
            self.same[statement.out] = shapes[0]
        else:
            lengths = [builder.op(operator.getitem, shapes[0], Const(k)) for k in range(_rank(shapes[0]))]
            self.same[statement.out] = functools.reduce(lambda a, b: builder.op(operator.mul, a, b), lengths)
        return list(made)

    def shape(self, builder: Builder, var: Var) -> Operand:
        """The shape of an array, by formula where there is one."""
        factors, joined = _product(var, self.defined), _joined(var, self.defined)
        if factors is not None:
            rows, columns = (self.lengths(builder, factor) for factor in factors)
            return Tup((*rows[:-1], *columns[1:]))
        if joined is not None:
            arrays, axis = joined
            each = [self.lengths(builder, array) for array in arrays]
            whole = functools.reduce(lambda a, b: builder.op(operator.add, a, b), [n[axis] for n in each])
            return Tup((*each[0][:axis], whole, *each[0][axis + 1 :]))
        picked = _picked(var, self.defined)
        return builder.op(np.shape, var if picked is None else picked)

    def lengths(self, builder: Builder, array: Operand) -> list[Operand]:
        parts = _parts(array, self.defined)
        shape = builder.op(np.shape, parts[0] if len(parts) == 1 else array)
        return [builder.op(operator.getitem, shape, Const(k)) for k in range(type_of(array).rank)]  # type: ignore[union-attr,arg-type]


def _rank(shape: Operand) -> int:
    t = type_of(shape)
    return len(shape.items) if isinstance(shape, Tup) else len(t.items)  # type: ignore[union-attr]

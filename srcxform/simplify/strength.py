"""Writes derived operations in a cheaper form, with what is at hand.

    x_bar = g / y                               x_bar = g / y
    y_bar = -(g * (out / y))            ->      y_bar = -(x_bar * out)

    u_bar = head * (2 * u)              ->      u_bar = head * 2 * u        (where head is smaller than u)
    g = np.expand_dims(g, 1)            ->      g = g[:, None]
    m = np.squeeze(m, 1)                ->      m = m[:, 0]             (where the axis is known to be of length 1)
    A_bar = np.outer(u, v).T            ->      A_bar = np.outer(v, u)
    A_bar = (X.T @ Y).T                 ->      A_bar = Y.T @ X
    np.sum(g, axis=0, keepdims=True)[0] ->      np.sum(g, axis=0)

What is written in place anywhere is left alone.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

import numpy as np

from srcxform.analyses.aliasing import Aliases
from srcxform.ir.builder import FULL, literal, type_of
from srcxform.ir.guarded import attempt_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Assign, Block, Const, Effect, If, Operand, Slice, Statement, Tup, Var
from srcxform.ir.sizes import axis_sizes, squeezed_axes
from srcxform.ir.types import ArrayType, Size, Type, is_scalar, same_dtype
from srcxform.ir.walk import blocks, with_blocks, with_statements
from srcxform.simplify.memory import array_writes, sharing
from srcxform.simplify.multiples import Multiples

Known = dict[tuple[object, ...], Assign]


def reduce_strength(block: Block) -> Block:
    """The program with quotients and new axes of the reverse sweep in their cheaper forms."""
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins), 0
    )
    work = _Work(sharing(block))
    known: Known = {}
    for statement in block.statements[:begin]:
        work.note(statement, known)
    derived = work.block(Block(block.statements[begin:], block.yields), known)
    return with_statements(block, (*block.statements[:begin], *derived.statements))


@dataclass
class _Work:
    memory: Aliases

    def __post_init__(self) -> None:
        self.multiples = Multiples(self._stays)

    def block(self, block: Block, outside: Known) -> Block:
        """Branches may use what was computed before them; loops only what they compute in the same trip."""
        known = dict(outside)
        statements: list[Statement] = []
        for statement in block.statements:
            inner = blocks(statement)
            if inner:
                seen = known if isinstance(statement, If) and attempt_of(statement) is None else {}
                statement = with_blocks(statement, tuple(self.block(b, seen) for b in inner))
            elif isinstance(statement, Assign):
                statement = self.multiples.added_up(self.cheaper(statement, known))
                first = self._scaled_first(statement, known)
                if first is not None:
                    statements.append(first)
                    statement = replace(statement, args=(first.out, known[statement.args[1],].args[1]))
                turned = self._turned_product(statement, known)
                if turned is not None:
                    statements.append(turned[0])
                    statement = turned[1]
                self.note(statement, known)
            statements.append(statement)
        return with_statements(block, statements)

    def note(self, statement: Statement, known: Known) -> None:
        """Remember a quotient or outer product whose operands stay as they are, and what is turned."""
        if isinstance(statement, Assign) and statement.primitive is np.sum and statement.kwargs:
            known.setdefault((statement.out,), statement)
        if not isinstance(statement, Assign) or statement.kwargs:
            return
        if statement.primitive is operator.mul and len(statement.args) == 2:
            a, b = statement.args
            # Twice a number is exact, so the order of the factors makes no difference.
            if isinstance(a, Const) and type(a.value) is int and a.value == 2 and self._stays(b):
                known.setdefault((statement.out,), statement)
        elif statement.primitive is np.transpose and len(statement.args) == 1:
            known.setdefault((statement.out,), statement)
        elif statement.primitive is operator.matmul:
            if all(map(self._stays, (*statement.args, statement.out))):
                known.setdefault((statement.out,), statement)
        elif statement.primitive in (operator.truediv, np.outer) and len(statement.args) == 2:
            a, b = statement.args
            if isinstance(a, Var) and all(map(self._stays, (a, b, statement.out))):
                known.setdefault((statement.out,), statement)
                if statement.primitive is operator.truediv:
                    known.setdefault((a, _key(b)), statement)

    def cheaper(self, statement: Assign, known: Known) -> Assign:
        match statement:
            case Assign(_, operator.mul, (a, b), ()):
                return self._product(statement, a, b, known) or self._product(statement, b, a, known) or statement
            case Assign(_, np.transpose, (x,), ()):
                return self._turned(statement, x, known)
            case Assign(_, operator.matmul, (a, b), ()):
                x, y = self._straight(a, known), self._straight(b, known)
                return statement if x is a and y is b else replace(statement, args=(x, y))
            case Assign(_, operator.getitem, (Var() as total, index), ()) if (total,) in known:
                return self._summed(statement, known[total,], _first_of(index, len(axis_sizes(total.type))))
            case Assign(_, np.reshape, (Var() as total, _), ()) if (total,) in known:
                return self._summed(statement, known[total,], None)
            case Assign(_, np.expand_dims, (Var() as x, axis), ()):
                is_known, places = literal(axis)
                return _with_new_axes(statement, x, places) if is_known else statement
            case Assign(_, np.squeeze, (Var() as x, *_), _):
                return _without_axes(statement, x)
            case _:
                pass
        return statement

    def _summed(self, statement: Assign, made: Assign, gone: set[int] | None) -> Assign:
        """A sum that keeps its axes, without those that are taken out next; where `gone` is None, to a known shape."""
        axes = _kept_axes(made)
        x, out = made.args[0], statement.out.type
        if axes is None or not self._is_read_once(made.out) or not (self._stays(made.out) and self._stays(x)):
            return statement
        t = type_of(x)
        if gone is None:
            left = tuple(d for k, d in enumerate(axis_sizes(t)) if k not in axes)
            if not left or left != axis_sizes(out) or not all(isinstance(d, (int, Size)) for d in left):
                return statement
        elif gone != axes:
            return statement
        axis = Const(min(axes)) if len(axes) == 1 else Const(tuple(sorted(axes)))
        return Assign(statement.out, np.sum, (x,), (("axis", axis),), statement.origin)

    def _turned(self, statement: Assign, x: Operand, known: Known) -> Assign:
        """The transpose of an outer product is the product in the other order."""
        made = known.get((x,))
        if made is None or made.primitive is not np.outer:
            return statement
        return replace(statement, primitive=np.outer, args=made.args[::-1])

    def _turned_product(self, statement: Assign, known: Known) -> tuple[Assign, Assign] | None:
        """The transpose of `X.T @ Y`, of which nobody else reads, as `Y.T @ X`."""
        if statement.primitive is not np.transpose or len(statement.args) != 1 or statement.kwargs:
            return None
        made = known.get((statement.args[0],))
        if made is None or made.primitive is not operator.matmul or not self._is_read_once(made.out):
            return None
        x, y = made.args
        once = known.get((x,))
        if once is None or once.primitive is not np.transpose or not (_is_matrix(x) and _is_matrix(y)):
            return None
        other = Var("", _transposed(type_of(y)))
        product = Assign(statement.out, operator.matmul, (other, once.args[0]), (), statement.origin)
        return Assign(other, np.transpose, (y,), (), statement.origin), product

    def _is_read_once(self, var: Var) -> bool:
        where = self.memory.places
        return len(where.used_by.get(var, [])) == 1 and var not in where.returned

    def _straight(self, operand: Operand, known: Known) -> Operand:
        """What was transposed twice, as it was."""
        once = known.get((operand,))
        twice = None if once is None or once.primitive is not np.transpose else known.get((once.args[0],))
        return operand if twice is None or twice.primitive is not np.transpose else twice.args[0]

    def _scaled_first(self, statement: Assign, known: Known) -> Assign | None:
        """Of `g * (2 * x)`, the product `g * 2`, if `g` is smaller than `x`."""
        if statement.primitive is not operator.mul or statement.kwargs:
            return None
        g, twice = statement.args
        made = known.get((twice,))
        if made is None or made.primitive is not operator.mul or not isinstance(g, Var) or not _is_smaller(g, twice):
            return None
        return Assign(Var("", g.type), operator.mul, (g, made.args[0]), (), statement.origin)

    def _product(self, statement: Assign, g: Operand, quotient: Operand, known: Known) -> Assign | None:
        """`g * (out / y)` as `(g / y) * out`, where `g / y` is known."""
        made = known.get((quotient,))
        if made is None or made.primitive is not operator.truediv:
            return None
        out, y = made.args
        found = known.get((g, _key(y)))
        if found is None or found.out is made.out or not isinstance(out, Var) or not self._stays(out):
            return None
        return replace(statement, args=(found.out, out))

    def _stays(self, operand: Operand) -> bool:
        """Whether a number or an array is never written."""
        if isinstance(operand, Const):
            return True
        if not isinstance(operand, Var) or not isinstance(operand.type, ArrayType):
            return False
        return is_scalar(operand.type) or not any(array_writes(self.memory, operand))


def _kept_axes(made: Assign) -> set[int] | None:
    """The axes of a sum that keeps them with length 1; None for anything else."""
    options = dict(made.kwargs)
    keepdims = options.get("keepdims")
    is_known, axis = literal(options.get("axis", Const(None)))
    if made.primitive is not np.sum or set(options) != {"axis", "keepdims"} or len(made.args) != 1:
        return None
    if not (isinstance(keepdims, Const) and keepdims.value is True and is_known):
        return None
    axes = axis if isinstance(axis, tuple) else (axis,)
    rank = len(axis_sizes(type_of(made.args[0])))
    if not rank or not axes or not all(type(k) is int and -rank <= k < rank for k in axes):
        return None
    return {k % rank for k in axes}


def _first_of(index: Operand, rank: int) -> set[int]:
    """The axes that an index takes the first element of, if it takes all of the others; else none."""
    items = index.items if isinstance(index, Tup) and index.kind is tuple else (index,)
    dots = [k for k, item in enumerate(items) if isinstance(item, Const) and item.value is ...]
    if len(dots) == 1:
        items = (*items[: dots[0]], *(FULL,) * (rank - len(items) + 1), *items[dots[0] + 1 :])
    numbers = {k: item.value for k, item in enumerate(items) if isinstance(item, Const)}
    first = {k for k, number in numbers.items() if type(number) is int and number == 0}
    return first if all(k in first or _is_full(item) for k, item in enumerate(items)) else set()


def _is_full(item: Operand) -> bool:
    parts = (item.start, item.stop, item.step) if isinstance(item, Slice) else ()
    return bool(parts) and all(isinstance(p, Const) and p.value is None for p in parts)


def _is_matrix(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.rank == 2


def _transposed(t: Type) -> Type:
    """The type of the transpose of a matrix."""
    assert isinstance(t, ArrayType)
    return replace(t, dims=None if t.dims is None else t.dims[::-1])


def _is_smaller(g: Var, x: Operand) -> bool:
    """Whether an array has axes of length 1, or none, where another has certainly more."""
    a, b = g.type, type_of(x)
    if not isinstance(a, ArrayType) or not isinstance(b, ArrayType) or a.dtype is None or a.dtype.kind not in "fc":
        return False
    if not same_dtype(a.dtype, b.dtype) or a.rank is None or b.rank is None or not b.rank or b.box != "array":
        return False
    if a.rank < b.rank or b.dims is None or a.dims is None:
        return a.rank < b.rank
    return any(m == 1 and n != 1 and n is not None for m, n in zip(a.dims, b.dims, strict=True))


def _key(operand: Operand) -> object:
    return (type(operand.value), repr(operand.value)) if isinstance(operand, Const) else operand


def _without_axes(statement: Assign, x: Var) -> Assign:
    """`np.squeeze` of axes that are known to be of length 1 as an index, which needs no look at the lengths."""
    t = type_of(x)
    if not isinstance(t, ArrayType) or t.rank is None or t.box != "array":
        return statement
    gone = squeezed_axes(t, *statement.args[1:], *(axis for _, axis in statement.kwargs))
    if not gone or len(gone) == t.rank or any(axis_sizes(t)[k] != 1 for k in gone):
        return statement
    items = tuple(Const(0) if k in gone else FULL for k in range(max(gone) + 1))
    return replace(
        statement, primitive=operator.getitem, args=(x, items[0] if len(items) == 1 else Tup(items)), kwargs=()
    )


def _with_new_axes(statement: Assign, x: Var, axis: object) -> Assign:
    """`np.expand_dims` with known axes as an index, which costs a tenth."""
    t = type_of(x)
    axes = axis if isinstance(axis, tuple) else (axis,)
    if not isinstance(t, ArrayType) or t.rank is None or t.box != "array":
        return statement
    if not axes or not all(type(k) is int for k in axes):
        return statement
    items: tuple[Operand, ...]
    if axes == (-1,):
        items = (Const(Ellipsis), Const(None))
    elif min(axes) < 0 or max(axes) >= t.rank + len(axes) or len(set(axes)) < len(axes):
        return statement
    else:
        items = tuple(Const(None) if k in axes else FULL for k in range(max(axes) + 1))
    return replace(statement, primitive=operator.getitem, args=(x, items[0] if len(items) == 1 else Tup(items)))

"""How an operation that is left to the library is written for Numba, which takes less than NumPy does.

Numba has reshapes of contiguous arrays alone, and products and factorisations of arrays of one dtype.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcxform.backends.machine import moves, products, support
from srcxform.ir.builder import Builder, is_const_none, literal, rank_of, type_of
from srcxform.ir.nodes import Assign, Const, Operand, Slice, Statement, Tup
from srcxform.ir.types import ArrayType, TupleType
from srcxform.rules.registry import is_hashable

_RESHAPES = (np.reshape, np.ravel)
_PRODUCTS = (operator.matmul, np.matmul, np.dot, np.vdot, products.stack_product)
_FACTORISATIONS = (
    np.linalg.solve, np.linalg.inv, np.linalg.det, np.linalg.slogdet, np.linalg.cholesky, np.linalg.eigh,
    np.linalg.eigvalsh, np.linalg.eig, np.linalg.eigvals, np.linalg.svd, np.linalg.qr, np.linalg.lstsq, np.linalg.pinv,
    np.linalg.cond, np.linalg.matrix_rank, np.linalg.matrix_power,
)  # fmt: skip
_MOVES = (np.roll, np.transpose, np.swapaxes)
_MAKERS = (
    np.zeros, np.ones, np.empty, np.full, np.zeros_like, np.ones_like, np.empty_like, np.full_like, np.array,
    np.asarray, np.astype, np.eye, np.identity, np.arange, np.finfo, np.iinfo,
)  # fmt: skip
_DTYPES = {bool: np.bool_, int: np.int64, float: np.float64, complex: np.complex128}


def written_for_numba(builder: Builder, statement: Statement) -> Statement:
    """The statement as Numba takes it; what it needs before is added to the builder."""
    if not isinstance(statement, Assign):
        return statement
    if not is_hashable(statement.primitive):
        return statement
    if statement.primitive is operator.getitem and literal(statement.args[1]) == (True, ()):
        t = type_of(statement.args[0])
        if isinstance(t, ArrayType) and t.rank == 0:
            return replace(statement, primitive=support.number_of, args=statement.args[:1])
    if statement.primitive is operator.getitem and _is_looked_for(*statement.args):
        return replace(statement, primitive=support.item_of)
    if statement.primitive is np.array and rank_of(statement.args[0]) and not statement.kwargs:
        return replace(statement, primitive=np.copy)
    if statement.primitive in _MOVES:
        return _moved(statement)
    if statement.primitive in _RESHAPES and rank_of(statement.args[0]):
        return _of_contiguous(builder, statement)
    if statement.primitive is np.matmul and not statement.kwargs:
        statement = replace(statement, primitive=operator.matmul)
    if statement.primitive is operator.matmul and (rank_of(statement.args[0]) or 0) > 2:
        statement = replace(statement, primitive=products.stack_product)
    if statement.primitive in _PRODUCTS or statement.primitive in _FACTORISATIONS:
        return _of_one_dtype(builder, statement)
    if statement.primitive is np.interp and all(is_const_none(a) for a in statement.args[3:]) and not statement.kwargs:
        return replace(statement, args=statement.args[:3])
    if statement.primitive in _MAKERS:
        return _with_numpy_dtype(statement)
    return statement


def _is_looked_for(items: Operand, place: Operand) -> bool:
    """Whether only the run knows which item of a tuple is meant."""
    t = type_of(items)
    is_tuple = isinstance(t, TupleType) and t.kind is tuple
    return is_tuple and not literal(place)[0] and not isinstance(place, Slice)


def _moved(statement: Assign) -> Statement:
    """A call of what is compiled once for its types."""
    whole, *rest = statement.args
    rank = rank_of(whole) or 0
    known = [literal(a) for a in rest]
    if statement.kwargs or rank < 1:
        return statement
    if statement.primitive is np.roll:
        flat = len(rest) == 1 or known[1] == (True, None)
        along = rest[1] if not flat else Const(0) if rank == 1 else None
        return statement if along is None else replace(statement, primitive=moves.rolled, args=(whole, rest[0], along))
    if rank < 3 or not rest or not all(found for found, _ in known):
        return statement
    if statement.primitive is np.transpose:
        axes = [k % rank for k in known[0][1]]
    else:
        axes = list(range(rank))
        one, other = (k % rank for _, k in known)
        axes[one], axes[other] = axes[other], axes[one]
    return replace(statement, primitive=moves.transposed, args=(whole, Const(tuple(axes))))


def _of_contiguous(builder: Builder, statement: Assign) -> Statement:
    whole, *rest = statement.args
    plain = builder.raw(type_of(whole), np.ascontiguousarray, whole)
    if statement.primitive is np.ravel:
        return replace(statement, primitive=np.reshape, args=(plain, Const(-1)), kwargs=())
    named = dict(statement.kwargs)
    shape = rest[0] if rest else named.get("shape")
    if shape is None or set(named) - {"shape", "order"} or len(rest) > 1:
        return statement
    if isinstance(shape, Tup) and len(shape.items) == 1:
        shape = shape.items[0]
    return replace(statement, args=(plain, shape), kwargs=tuple((k, v) for k, v in statement.kwargs if k == "order"))


def _of_one_dtype(builder: Builder, statement: Assign) -> Statement:
    """The arrays in the dtype that they have together, which is one of floating point."""
    arrays = [a for a in statement.args if rank_of(a)]
    dtypes = [type_of(a).dtype for a in arrays]  # type: ignore[union-attr]
    if not dtypes or any(d is None for d in dtypes):
        return statement
    common = np.result_type(*dtypes)
    if common.kind not in "fc":
        common = np.dtype(np.float64)

    def cast(operand: Operand) -> Operand:
        t = type_of(operand)
        if not isinstance(t, ArrayType) or not t.rank or t.dtype == common:
            return operand
        return builder.raw(replace(t, dtype=common), np.astype, operand, Const(common))

    kwargs = tuple((k, _as_number(v)) for k, v in statement.kwargs)
    return replace(statement, args=tuple(map(cast, statement.args)), kwargs=kwargs)


def _as_number(operand: Operand) -> Operand:
    """`full_matrices=False` is a number to Numba."""
    return Const(int(operand.value)) if isinstance(operand, Const) and isinstance(operand.value, bool) else operand


def _with_numpy_dtype(statement: Assign) -> Statement:
    def numpy_dtype(operand: Operand) -> Operand:
        if isinstance(operand, Const) and isinstance(operand.value, type) and operand.value in _DTYPES:
            return Const(np.dtype(_DTYPES[operand.value]))
        return operand

    kwargs = tuple((k, numpy_dtype(v)) for k, v in statement.kwargs if not _is_default(k, v))
    return replace(statement, args=tuple(map(numpy_dtype, statement.args)), kwargs=kwargs)


def _is_default(key: str, value: Operand) -> bool:
    """Whether an option that Numba does not know says what is so anyway."""
    if not isinstance(value, Const):
        return False
    # `np.dtype(float) == None` holds, so None is asked for by identity.
    return value.value is None or (key == "order" and value.value == "C")


__all__ = ["written_for_numba"]

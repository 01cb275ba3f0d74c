"""Factorisations of many matrices, one by one, and what Numba's own leave out."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.definitions import argument, definition
from srcxform.backends.machine.definitions_products import longer, one_of
from srcxform.ir.builder import literal, rank_of
from srcxform.ir.nodes import Assign, Const


def _is_batch(statement: Assign) -> bool:
    rank = rank_of(statement.args[0]) if statement.args else None
    return rank is not None and rank > 2


def _solves_many(statement: Assign) -> bool:
    return _is_batch(statement) or (rank_of(argument(statement, 1, "b")) or 0) > 2


@definition(np.linalg.solve, when=_solves_many)
def solve(a: Any, b: Any, *, out_dtype: Any) -> Any:
    if np.ndim(b) == 1:
        out = np.empty((*a.shape[:-1],), out_dtype)
        for k in range(a.shape[0]):
            out[k] = np.linalg.solve(a[k], b)
        return out
    left, right = np.ndim(a) >= np.ndim(b), np.ndim(b) >= np.ndim(a)
    shape = longer(a.shape[:-2], b.shape[:-2])
    many = np.empty((*shape, *b.shape[-2:]), out_dtype)
    for k in range(shape[0]):
        many[k] = np.linalg.solve(one_of(a, k, left), one_of(b, k, right))
    return many


@definition(np.linalg.inv, when=_is_batch)
def inv(a: Any, *, out_dtype: Any) -> Any:
    out = np.empty(a.shape, out_dtype)
    for k in range(a.shape[0]):
        out[k] = np.linalg.inv(a[k])
    return out


@definition(np.linalg.cholesky, when=_is_batch)
def cholesky(a: Any, *, out_dtype: Any) -> Any:
    out = np.empty(a.shape, out_dtype)
    for k in range(a.shape[0]):
        out[k] = np.linalg.cholesky(a[k])
    return out


@definition(np.linalg.det, when=_is_batch)
def det(a: Any, *, out_dtype: Any) -> Any:
    out = np.empty(a.shape[:-2], out_dtype)
    for k in range(a.shape[0]):
        out[k] = np.linalg.det(a[k])
    return out


@definition(np.linalg.svdvals, when=lambda s: not _is_batch(s))
def values(a: Any) -> Any:
    return np.linalg.svd(a, full_matrices=False)[1]


@definition(np.linalg.svd, when=lambda s: any(k == "compute_uv" for k, _ in s.kwargs) and not _is_batch(s))
def svd(a: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    parts = np.linalg.svd(a, full_matrices=full_matrices)
    return parts if compute_uv else parts[1]


@definition(np.linalg.lstsq, when=lambda s: not _is_batch(s) and _has_no_limit(s))
def lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    return np.linalg.lstsq(a, b, rcond=np.finfo(np.float64).eps * max(a.shape[0], a.shape[1]))


def _has_no_limit(statement: Assign) -> bool:
    return literal(argument(statement, 2, "rcond") or Const(None)) == (True, None)


def _names_triangle(statement: Assign) -> bool:
    return not _is_batch(statement) and argument(statement, 1, "UPLO") is not None


@definition(np.linalg.eigh, when=_names_triangle)
def eigh(a: Any, UPLO: str = "L") -> Any:
    return np.linalg.eigh(a if UPLO == "L" else np.conj(a.T))


@definition(np.linalg.eigvalsh, when=_names_triangle)
def eigvalsh(a: Any, UPLO: str = "L") -> Any:
    return np.linalg.eigvalsh(a if UPLO == "L" else np.conj(a.T))


@definition(runtime.cofactors, when=_is_batch)
def cofactors(a: Any, determinant: Any, *, out_dtype: Any) -> Any:
    out = np.empty(a.shape, out_dtype)
    for k in range(a.shape[0]):
        out[k] = runtime.cofactors(a[k], determinant[k])
    return out

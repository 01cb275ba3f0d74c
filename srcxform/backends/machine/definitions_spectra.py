"""What adjoints of factorisations check, and how they divide by differences of eigenvalues."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.definitions import as_they_are, definition
from srcxform.ir.builder import rank_of

as_they_are(runtime.inverse_gaps, runtime.pinv_of_rank, runtime.first_columns, runtime.pad_columns)


as_they_are(runtime.cofactors, when=lambda s: rank_of(s.args[0]) == 2)


def greatest(x: Any) -> Any:
    """The largest of numbers that are not negative; 0 of none."""
    return np.max(x) if np.size(x) > 0 else 0.0


def in_rows(x: Any) -> Any:
    """The largest of each row of numbers that are not negative, 0 of none; of a vector one number in an array."""
    return np.max(np.concatenate((np.zeros((*x.shape[:-1], 1), x.dtype), x), axis=-1), axis=-1, keepdims=True)


@definition(runtime.rounding_of)
def rounding_of(values: Any, vectors: Any = None) -> Any:
    largest = (values.shape[-1] * np.finfo(values.dtype).eps * in_rows(np.abs(values)))[..., 0]
    if vectors is None:
        return largest
    if np.size(vectors) == 0:
        return largest
    inverse = np.linalg.inv(vectors)
    condition = np.linalg.norm(vectors, axis=(-2, -1)) * np.linalg.norm(inverse, axis=(-2, -1))
    if np.any(condition > 1 / np.sqrt(np.finfo(values.dtype).eps)):
        raise np.linalg.LinAlgError("eigenvalues have no derivatives where their eigenvectors are (nearly) dependent")
    return largest * condition


@definition(runtime.is_positive)
def is_positive(s: Any) -> Any:
    return s > s.shape[-1] * np.finfo(s.dtype).eps * in_rows(s)


@definition(runtime.average_close)
def average_close(g: Any, values: Any, vectors: Any = None) -> Any:
    gaps = np.abs(values[..., np.newaxis, :] - values[..., :, np.newaxis])
    near = gaps <= np.asarray(runtime.rounding_of(values, vectors))[..., np.newaxis, np.newaxis]
    close = np.where(near, 1.0, 0.0)
    shares = close / np.sum(close, axis=-1, keepdims=True)
    return runtime.in_type_of(np.sum(shares * g[..., np.newaxis, :], axis=-1), g)


@definition(runtime.require_equal)
def require_equal(g: Any, values: Any, vectors: Any) -> Any:
    negligible = np.sqrt(np.finfo(g.dtype).eps) * greatest(np.abs(g))
    if np.any(np.abs(g - runtime.average_close(g, values, vectors)) > negligible):
        raise np.linalg.LinAlgError(
            "equal eigenvalues of a general matrix have no derivatives, only symmetric functions"
        )
    return g


@definition(runtime.over)
def over(x: Any, d: Any, values: Any, scale: Any = 0.0) -> Any:
    small = np.abs(d) <= np.asarray(runtime.rounding_of(values))[..., np.newaxis, np.newaxis]
    largest = max(greatest(np.abs(x)), greatest(np.abs(np.asarray(scale))))
    negligible = np.sqrt(np.finfo(x.dtype).eps) * largest
    if np.any(np.abs(np.where(small, x, 0)) > negligible):
        raise np.linalg.LinAlgError("vectors of equal singular values (or eigenvalues), or of 0, have no derivative")
    return np.where(small, 0, x / np.where(small, 1, d))


@definition(runtime.independent)
def independent(r: Any) -> Any:
    sizes = np.abs(np.diagonal(r, axis1=-2, axis2=-1))
    if np.any(sizes <= r.shape[-1] * np.finfo(r.dtype).eps * in_rows(sizes)):
        raise np.linalg.LinAlgError("the QR factors of a matrix with dependent columns have no derivative")
    return r


@definition(runtime.refuse_turn)
def refuse_turn(bar: Any, basis: Any) -> Any:
    inner = np.conj(np.swapaxes(basis, -1, -2)) @ bar
    skew = inner - np.conj(np.swapaxes(inner, -1, -2))
    if np.any(np.abs(skew) > np.sqrt(np.finfo(bar.dtype).eps) * greatest(np.abs(inner))):
        raise np.linalg.LinAlgError("the singular vectors beyond the singular values have no derivative")
    return bar


@definition(runtime.refuse_phase)
def refuse_phase(x: Any) -> Any:
    phases = np.abs(np.imag(np.diagonal(x, axis1=-2, axis2=-1)))
    if np.any(phases > np.sqrt(np.finfo(x.dtype).eps) * greatest(np.abs(x))):
        raise np.linalg.LinAlgError("the phases of complex eigenvectors (or singular vectors) have no derivative")
    return x

"""Covariances and correlations."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import definition
from srcxform.runtime import stop_gradient

TURNS_ROW = np.ndim(np.cov(np.zeros((1, 2)), rowvar=False, bias=True)) == 2
"""Whether this NumPy takes a single row for many variables if it is told so: older ones do not."""


@definition(np.cov)
def cov(
    m: Any,
    y: Any = None,
    rowvar: Any = True,
    bias: Any = False,
    ddof: Any = None,
    fweights: Any = None,
    aweights: Any = None,
    *,
    dtype: Any = None,
) -> Any:
    """Products of the deviations of all pairs of variables, averaged with the product of both kinds of weights."""
    x = observations(m, rowvar, dtype)
    if y is not None:
        x = np.concatenate((x, observations(y, rowvar, dtype)))
    freedom = (0 if bias else 1) if ddof is None else ddof
    if fweights is None and aweights is None:
        deviation = x - np.mean(x, axis=1, keepdims=True)
        products = deviation @ np.conj(deviation.T) / (np.shape(x)[1] - freedom)
    else:
        w = weights_of(fweights, aweights)
        total = np.sum(w)
        deviation = x - (np.sum(x * w, axis=1) / total)[:, np.newaxis]
        lost = freedom * np.sum(w * aweights) / total if aweights is not None else freedom
        products = deviation @ np.conj((deviation * w).T) / (total - lost)
    if y is None:
        return np.reshape(products, ()) if np.ndim(m) < 2 else np.squeeze(products)
    return products


def observations(m: Any, rowvar: Any, dtype: Any) -> Any:
    """One row for each variable, in double precision if no other is asked for."""
    numbers = np.asarray(m, dtype=(complex if np.iscomplexobj(m) else float) if dtype is None else dtype)
    rows = numbers if np.ndim(m) == 2 else np.reshape(numbers, (1, -1))
    if not rowvar and np.ndim(m) == 2:
        return rows.T if TURNS_ROW or np.shape(rows)[0] != 1 else rows
    return rows


def weights_of(fweights: Any, aweights: Any) -> Any:
    """How often each observation counts."""
    if fweights is None:
        return np.asarray(aweights, dtype=float)
    if aweights is None:
        return np.asarray(fweights, dtype=float)
    return np.asarray(fweights, dtype=float) * aweights


@definition(np.corrcoef)
def corrcoef(x: Any, y: Any = None, rowvar: Any = True, *, dtype: Any = None) -> Any:
    """The covariances over the standard deviations of both variables."""
    c = np.cov(x, y, rowvar, dtype=dtype)
    if y is None and (np.ndim(x) < 2 or np.ndim(c) == 0):
        return stop_gradient(c) / stop_gradient(c)
    deviation = np.sqrt(np.real(np.diagonal(c)))
    scaled = c / deviation[:, np.newaxis] / deviation[np.newaxis, :]
    if np.iscomplexobj(scaled):
        return np.clip(np.real(scaled), -1, 1) + 1j * np.clip(np.imag(scaled), -1, 1)
    return np.clip(scaled, -1, 1)

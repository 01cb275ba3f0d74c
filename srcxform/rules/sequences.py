"""Sequences of numbers: logarithmic and geometric steps, windows, running totals, differences of neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.quantiles import stored
from srcxform.rules.registry import definition, nondifferentiable


@definition(np.logspace)
def logspace(
    start: Any, stop: Any, num: Any = 50, endpoint: Any = True, base: Any = 10.0, dtype: Any = None, axis: Any = 0
) -> Any:
    """The base to equally spaced powers."""
    if np.ndim(base) == 0:
        powers = np.power(base, np.linspace(start, stop, num, endpoint, axis=axis))
    else:
        first, last, bases = np.broadcast_arrays(start, stop, base)
        steps = np.linspace(first, last, num, endpoint, axis=axis)
        powers = np.power(np.expand_dims(bases, axis), steps)
    return powers if dtype is None else np.astype(powers, dtype)


@definition(np.geomspace)
def geomspace(start: Any, stop: Any, num: Any = 50, endpoint: Any = True, dtype: Any = None, axis: Any = 0) -> Any:
    """A constant ratio from one number to the next: powers with the argument or the sign of `start` taken out."""
    start, stop = start * np.ones(()), stop * np.ones(())
    # As NumPy does it, so that ends that are both negative, or both imaginary, stay so.
    turn = start / np.abs(start) if np.iscomplexobj(start) or np.iscomplexobj(stop) else np.sign(start)
    exponents = np.linspace(np.log10(start / turn), np.log10(stop / turn), num, endpoint, axis=axis)
    turns = turn if np.ndim(exponents) == 1 else np.expand_dims(turn + 0 * stop, axis)
    values = turns * np.power(10.0, exponents)
    return values if dtype is None else np.astype(values, dtype)


@definition(np.kaiser)
def kaiser(M: Any, beta: Any) -> Any:
    """The window of Kaiser (1966): a Bessel function of the half circle over the places."""
    if M < 2:
        return np.ones(max(M, 0))
    middle = (M - 1) / 2.0
    height = np.sqrt(1 - ((np.arange(0, M) - middle) / middle) ** 2.0)
    return np.i0(float(beta) * height) / np.i0(float(beta))


@definition(np.cumulative_sum)
def cumulative_sum(
    x: Any, /, *, axis: Any = None, dtype: Any = None, out: Any = None, include_initial: Any = False
) -> Any:
    """The running sum, with the 0 before it if asked for."""
    sums = np.cumsum(x, axis=axis, dtype=dtype)
    return stored(with_initial(sums, 0 if axis is None else axis, 0) if include_initial else sums, out)


@definition(np.cumulative_prod)
def cumulative_prod(
    x: Any, /, *, axis: Any = None, dtype: Any = None, out: Any = None, include_initial: Any = False
) -> Any:
    """The running product, with the 1 before it if asked for."""
    products = np.cumprod(x, axis=axis, dtype=dtype)
    return stored(with_initial(products, 0 if axis is None else axis, 1) if include_initial else products, out)


def with_initial(totals: Any, axis: Any, first: Any) -> Any:
    """The running totals after what they start from."""
    margin = tuple((1, 0) if k == axis % np.ndim(totals) else (0, 0) for k in range(np.ndim(totals)))
    return np.pad(totals, margin, constant_values=first)


@definition(np.nancumprod)
def nancumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """The running product, in which a NaN counts as 1."""
    return stored(np.cumprod(np.where(np.isnan(a), 1, a), axis=axis, dtype=dtype), out)


@definition(np.ediff1d)
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """The differences of neighbours, between two optional pieces."""
    differences = np.diff(np.ravel(ary))
    if to_begin is not None:
        differences = np.concatenate((np.ravel(to_begin), differences))
    if to_end is not None:
        differences = np.concatenate((differences, np.ravel(to_end)))
    return differences


nondifferentiable((np.bartlett, np.blackman, np.hamming, np.hanning))

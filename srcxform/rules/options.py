"""The options that many functions of NumPy share: `where=`, `initial=`, `dtype=`, `out=`.

A call that carries one of them is read as one of these functions, which do the same without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from srcxform.rules.quantiles import stored
from srcxform.rules.reductions import reduced_size
from srcxform.rules.registry import no_rule
from srcxform.runtime import in_type_of


def call_ufunc(
    function: Any,
    args: Any,
    out: Any = None,
    *,
    where: Any = None,
    dtype: Any = None,
    casting: Any = "same_kind",
    order: Any = "K",
    subok: Any = True,
    signature: Any = None,
    axes: Any = None,
) -> Any:
    """A ufunc in another precision, or at some places only: what is not computed has no part in the derivative."""
    if signature is not None:
        return no_rule("`signature=` of a ufunc is not supported", "convert the arguments before")
    if axes is not None:
        return stored(along_axes(function, args, axes), out)
    given = args if dtype is None else tuple(in_precision(function, k, x, dtype) for k, x in enumerate(args))
    if where is None:
        return stored(function(*given), out)
    if out is None:
        return no_rule("`where=` without `out=` gives uninitialised memory at the other places", "give `out=` too")
    chosen = np.broadcast_to(where, np.shape(out))
    out[chosen] = function(*tuple(np.broadcast_to(x, np.shape(out))[chosen] for x in given))
    return out


def along_axes(function: Any, args: Any, axes: Any) -> Any:
    """A function of vectors or matrices that lie along other axes than the last."""
    result = function(*tuple(np.moveaxis(x, axes[k], last_axes(axes[k])) for k, x in enumerate(args)))
    return np.moveaxis(result, last_axes(axes[-1]), axes[-1]) if len(axes) > len(args) else result


def last_axes(axes: Any) -> Any:
    """As many axes as these, at the end."""
    return tuple(range(-len(axes), 0)) if isinstance(axes, tuple) else -1


def in_precision(function: Any, k: Any, x: Any, dtype: Any) -> Any:
    """An argument in the type in which a function is to be computed."""
    if not np.issubdtype(dtype, np.inexact):
        return no_rule("a float is computed with as an integer", "convert the arguments before")
    if function is np.ldexp and k == 1:
        return x
    if np.iscomplexobj(x) and not np.issubdtype(dtype, np.complexfloating):
        if function is np.absolute:
            return x
        raise TypeError("a complex argument cannot be computed with as a real one")
    return np.asarray(x, dtype=dtype)


# Reductions: what is left out counts as the neutral element


def sum_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, initial: Any = None,
    where: Any = None,
) -> Any:  # fmt: skip
    """The sum of what is chosen, on top of where it starts."""
    chosen = a if where is None else np.where(where, a, 0)
    total = np.sum(chosen, axis=axis, dtype=dtype, keepdims=keepdims)
    return stored(total if initial is None else total + initial, out)


def nansum_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, initial: Any = None,
    where: Any = None,
) -> Any:  # fmt: skip
    """The sum of what is chosen and not NaN, on top of where it starts."""
    chosen = a if where is None else np.where(where, a, 0)
    total = np.nansum(chosen, axis=axis, dtype=dtype, keepdims=keepdims)
    return stored(total if initial is None else total + initial, out)


def prod_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, initial: Any = None,
    where: Any = None,
) -> Any:  # fmt: skip
    """The product of what is chosen, times where it starts."""
    chosen = a if where is None else np.where(where, a, 1)
    total = np.prod(chosen, axis=axis, dtype=dtype, keepdims=keepdims)
    return stored(total if initial is None else total * initial, out)


def nanprod_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, initial: Any = None,
    where: Any = None,
) -> Any:  # fmt: skip
    """The product of what is chosen and not NaN, times where it starts."""
    chosen = a if where is None else np.where(where, a, 1)
    total = np.nanprod(chosen, axis=axis, dtype=dtype, keepdims=keepdims)
    return stored(total if initial is None else total * initial, out)


def mean_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, *, where: Any = None
) -> Any:
    """The mean of what is chosen."""
    total = np.sum(np.where(where, a, 0), axis=axis, dtype=dtype, keepdims=keepdims)
    return stored(in_type_of(total / chosen_size(a, axis, keepdims, where), total), out)


def nanmean_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, *, where: Any = None
) -> Any:
    """The mean of what is chosen and not NaN."""
    return stored(np.nanmean(np.where(where, a, np.nan), axis=axis, dtype=dtype, keepdims=keepdims), out)


def chosen_size(a: Any, axis: Any, keepdims: Any, where: Any) -> Any:
    """How many elements are chosen."""
    return np.sum(np.broadcast_to(where, np.shape(a)), axis=axis, keepdims=keepdims)


def var_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: Any = False,
    *, where: Any = None, mean: Any = None, correction: Any = None,
) -> Any:  # fmt: skip
    """The mean square of the deviation of what is chosen, from its mean or from the one that is given."""
    x = a if dtype is None else np.asarray(a, dtype=dtype)
    if mean is not None:
        center = mean
    elif where is None:
        center = np.mean(x, axis=axis, keepdims=True)
    else:
        center = mean_of(x, axis, None, None, True, where=where)
    deviation = x - center if where is None else np.where(where, x - center, 0)
    square = np.real(deviation) ** 2 + np.imag(deviation) ** 2 if np.iscomplexobj(deviation) else deviation**2
    count = reduced_size(a, axis) if where is None else chosen_size(a, axis, keepdims, where)
    freedom = count - (ddof if correction is None else correction)
    total = np.sum(square, axis=axis, keepdims=keepdims)
    return stored(in_type_of(total / freedom, total), out)


def std_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: Any = False,
    *, where: Any = None, mean: Any = None, correction: Any = None,
) -> Any:  # fmt: skip
    """The root of the variance."""
    variance = var_of(a, axis, dtype, None, ddof, keepdims, where=where, mean=mean, correction=correction)
    return stored(root(variance), out)


def root(variance: Any) -> Any:
    """The square root with the slope 0 at 0, which it has as a norm of deviations."""
    is_flat = variance == 0
    values = np.where(is_flat, 0, np.sqrt(np.where(is_flat, 1, variance)))
    return values[()] if np.ndim(values) == 0 else values


def max_of(
    a: Any, axis: Any = None, out: Any = None, keepdims: Any = False, initial: Any = None, where: Any = None
) -> Any:
    """The greatest of what is chosen, or where it starts."""
    chosen = a if where is None else np.where(where, a, -np.inf)
    greatest = np.max(chosen, axis=axis, keepdims=keepdims)
    return stored(greatest if initial is None else np.maximum(greatest, initial), out)


def min_of(
    a: Any, axis: Any = None, out: Any = None, keepdims: Any = False, initial: Any = None, where: Any = None
) -> Any:
    """The smallest of what is chosen, or where it starts."""
    chosen = a if where is None else np.where(where, a, np.inf)
    smallest = np.min(chosen, axis=axis, keepdims=keepdims)
    return stored(smallest if initial is None else np.minimum(smallest, initial), out)


def nanmax_of(
    a: Any, axis: Any = None, out: Any = None, keepdims: Any = False, initial: Any = None, where: Any = None
) -> Any:
    """The greatest of what is chosen and not NaN, or where it starts."""
    greatest = np.nanmax(a if where is None else np.where(where, a, np.nan), axis=axis, keepdims=keepdims)
    return stored(greatest if initial is None else np.fmax(greatest, initial), out)


def nanmin_of(
    a: Any, axis: Any = None, out: Any = None, keepdims: Any = False, initial: Any = None, where: Any = None
) -> Any:
    """The smallest of what is chosen and not NaN, or where it starts."""
    smallest = np.nanmin(a if where is None else np.where(where, a, np.nan), axis=axis, keepdims=keepdims)
    return stored(smallest if initial is None else np.fmin(smallest, initial), out)


def nanvar_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: Any = False,
    *, where: Any = None, mean: Any = None, correction: Any = None,
) -> Any:  # fmt: skip
    """The variance of what is chosen and not NaN."""
    chosen = ~np.isnan(a) if where is None else ~np.isnan(a) & where
    numbers = np.where(np.isnan(a), 0, a)
    return var_of(numbers, axis, dtype, out, ddof, keepdims, where=chosen, mean=mean, correction=correction)


def nanstd_of(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: Any = False,
    *, where: Any = None, mean: Any = None, correction: Any = None,
) -> Any:  # fmt: skip
    """The root of the variance of what is chosen and not NaN."""
    variance = nanvar_of(a, axis, dtype, None, ddof, keepdims, where=where, mean=mean, correction=correction)
    return stored(root(variance), out)


OPTIONS = frozenset({"where", "initial", "mean", "correction"})
"""The options with which a reduction is read as one of these functions."""

REDUCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.sum: sum_of, np.nansum: nansum_of, np.prod: prod_of, np.nanprod: nanprod_of,
    np.mean: mean_of, np.nanmean: nanmean_of, np.var: var_of, np.std: std_of, np.nanvar: nanvar_of,
    np.nanstd: nanstd_of, np.max: max_of, np.amax: max_of, np.min: min_of, np.amin: min_of,
    np.nanmax: nanmax_of, np.nanmin: nanmin_of,
}  # fmt: skip

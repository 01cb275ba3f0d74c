"""The greatest, the smallest and the middle: equal elements share the adjoint equally."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from srcxform.rules.quantiles import stored
from srcxform.rules.reductions import kept, parts
from srcxform.rules.registry import adjoint, nondifferentiable, other_forms, tangent
from srcxform.runtime import quantile_weights


def count_chosen(chosen: Any, axis: Any) -> Any:
    """How many elements of each row are chosen."""
    return np.count_nonzero(chosen) if axis is None else np.count_nonzero(chosen, axis=axis, keepdims=True)


def shared(g: Any, a: Any, extreme: Any, axis: Any) -> Any:
    """`g` for the elements that are the extreme of their row, in equal parts; `g` and `extreme` broadcast with `a`."""
    chosen = a == extreme
    return chosen * (g / count_chosen(chosen, axis))


def gathered(a_dot: Any, a: Any, extreme: Any, axis: Any, keepdims: Any) -> Any:
    """The mean of `a_dot` over the elements that are the extreme of their row."""
    chosen = a == extreme
    # `where` and not a product: what is left out may be NaN.
    return np.sum(np.where(chosen, a_dot, 0) / count_chosen(chosen, axis), axis=axis, keepdims=keepdims)


@adjoint(np.max, np.amax, np.min, np.amin, np.nanmax, np.nanmin)
def extreme_adjoint(a: Any, axis: Any = None, *, keepdims: Any = False, out: Any, out_bar: Any) -> Any:
    """The greatest or smallest element of each row."""
    return shared(kept(out_bar, axis, keepdims), a, kept(out, axis, keepdims), axis)


@tangent(np.max, np.amax, np.min, np.amin, np.nanmax, np.nanmin)
def extreme_tangent(a: Any, axis: Any = None, *, keepdims: Any = False, out: Any, a_dot: Any) -> Any:
    """The greatest or smallest element of each row."""
    return gathered(a_dot, a, kept(out, axis, keepdims), axis, keepdims)


def highest(a: Any, axis: Any) -> Any:
    """The greatest element of each row, to broadcast with `a`."""
    return np.max(a) if axis is None else np.max(a, axis=axis, keepdims=True)


def lowest(a: Any, axis: Any) -> Any:
    """The smallest element of each row, to broadcast with `a`."""
    return np.min(a) if axis is None else np.min(a, axis=axis, keepdims=True)


@adjoint(np.ptp)
def ptp_adjoint(a: Any, axis: Any = None, *, keepdims: Any = False, out_bar: Any) -> Any:
    """The greatest less the smallest."""
    g = kept(out_bar, axis, keepdims)
    return shared(g, a, highest(a, axis), axis) - shared(g, a, lowest(a, axis), axis)


@tangent(np.ptp)
def ptp_tangent(a: Any, axis: Any = None, *, keepdims: Any = False, a_dot: Any) -> Any:
    """The greatest less the smallest."""
    rise = gathered(a_dot, a, highest(a, axis), axis, keepdims)
    return rise - gathered(a_dot, a, lowest(a, axis), axis, keepdims)


@adjoint(np.median)
def median_adjoint(a: Any, axis: Any = None, *, keepdims: Any = False, out_bar: Any) -> Any:
    """The middle element, or the mean of the middle two."""
    return kept(out_bar, axis, keepdims) * quantile_weights(a, 0.5, axis)


@tangent(np.median)
def median_tangent(a: Any, axis: Any = None, *, keepdims: Any = False, a_dot: Any) -> Any:
    """The middle element, or the mean of the middle two."""
    return np.sum(quantile_weights(a, 0.5, axis) * a_dot, axis=axis, keepdims=keepdims)


@other_forms(np.median)
def median(a: Any, axis: Any = None, out: Any = None, overwrite_input: Any = False, keepdims: Any = False) -> Any:
    """Axes may be a list; the input is never overwritten."""
    if isinstance(axis, list):
        return stored(np.median(a, axis=tuple(axis), keepdims=keepdims), out)
    return stored(np.median(a, axis=axis, keepdims=keepdims), out)


# Python's own, of two or more arguments or of one sequence.


def first_share(x: Any, y: Any) -> Any:
    """The part of `x` in `max(x, y)`; as arithmetic, because `np.where` is slow on scalars."""
    return 0.5 * (x > y) + 0.5 * (x >= y)


def ties(args: Any, extreme: Any) -> Any:
    """How many of the arguments are the extreme (1 if none is, because it is NaN)."""
    count = 0.0
    for x in args:
        count = count + 1.0 * (x == extreme)
    return count + (count == 0)


def item_adjoint(args: Any, out: Any, out_bar: Any) -> Any:
    """The adjoint of one sequence, or of three and more arguments."""
    if len(args) == 1:
        return (parts(shared(out_bar, np.asarray(args[0]), out, None), args[0]),)
    count = ties(args, out)
    return tuple(out_bar * (x == out) / count for x in args)


def item_tangent(args: Any, out: Any, args_dot: Any) -> Any:
    """The terms of one sequence, or of three and more arguments."""
    if len(args) == 1:
        return gathered(np.asarray(args_dot[0]), np.asarray(args[0]), out, None, False)
    count = ties(args, out)
    return tuple(args_dot[k] * (args[k] == out) / count for k in range(len(args)))


@adjoint(builtins.max)
def max_adjoint(*args: Any, out: Any, out_bar: Any) -> Any:
    """The greatest of the arguments, or of the items of the only argument."""
    if len(args) != 2:
        return item_adjoint(args, out, out_bar)
    return out_bar * first_share(args[0], args[1]), out_bar * first_share(args[1], args[0])


@tangent(builtins.max)
def max_tangent(*args: Any, out: Any, args_dot: Any) -> Any:
    """The greatest of the arguments, or of the items of the only argument."""
    if len(args) != 2:
        return item_tangent(args, out, args_dot)
    return args_dot[0] * first_share(args[0], args[1]), args_dot[1] * first_share(args[1], args[0])


@adjoint(builtins.min)
def min_adjoint(*args: Any, out: Any, out_bar: Any) -> Any:
    """The smallest of the arguments, or of the items of the only argument."""
    if len(args) != 2:
        return item_adjoint(args, out, out_bar)
    return out_bar * first_share(args[1], args[0]), out_bar * first_share(args[0], args[1])


@tangent(builtins.min)
def min_tangent(*args: Any, out: Any, args_dot: Any) -> Any:
    """The smallest of the arguments, or of the items of the only argument."""
    if len(args) != 2:
        return item_tangent(args, out, args_dot)
    return args_dot[0] * first_share(args[1], args[0]), args_dot[1] * first_share(args[0], args[1])


nondifferentiable((np.argmax, np.argmin, np.nanargmax, np.nanargmin, quantile_weights))

"""Margins around an array: copies, constants, ramps and statistics, one axis after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.creation import parts
from srcxform.rules.quantiles import is_whole
from srcxform.rules.registry import adjoint, linear, no_rule, other_forms, tangent
from srcxform.runtime import in_type_of, margin_sums, stop_gradient, unpad, unpadded_widths

COPIES = ("edge", "wrap", "reflect", "symmetric")


@adjoint(np.pad)
def pad_adjoint(array: Any, pad_width: Any, mode: Any = "constant", *, constant_values: Any = 0, out_bar: Any) -> Any:
    """What was copied into the margins is added to what it was copied from."""
    if mode in COPIES:
        return unpad(out_bar, np.shape(array), pad_width, mode)
    if mode != "constant":
        return ()
    sums = margin_sums(out_bar, np.shape(array), pad_width, np.shape(constant_values))
    return unpad(out_bar, np.shape(array), pad_width), None, None, parts(sums, constant_values)


@tangent(np.pad)
def pad_tangent(
    array: Any, pad_width: Any, mode: Any = "constant", *, constant_values: Any = 0, array_dot: Any,
    constant_values_dot: Any,
) -> Any:  # fmt: skip
    """Linear in the array and in the constants."""
    if mode in COPIES:
        return np.pad(array_dot, pad_width, mode)
    if mode != "constant":
        return ()
    margins = np.pad(np.zeros_like(array), pad_width, constant_values=constant_values_dot)
    return np.pad(array_dot, pad_width), None, None, margins


@linear(unpad)
def unpad_transpose(g: Any, shape: Any, pad_width: Any, mode: Any = "constant", *, out_bar: Any) -> Any:
    """Padding with the same mode, by zeros if it is constant."""
    return np.pad(out_bar, pad_width, mode)


@linear(margin_sums)
def margin_sums_transpose(g: Any, shape: Any, pad_width: Any, of: Any, *, out_bar: Any) -> Any:
    """Constant margins around zeros."""
    return np.pad(np.zeros(shape), pad_width, constant_values=out_bar)


@other_forms(np.pad)
def pad(
    array: Any, pad_width: Any, mode: Any = "constant", *, stat_length: Any = None, constant_values: Any = 0,
    end_values: Any = 0, reflect_type: Any = "even",
) -> Any:  # fmt: skip
    """Ramps and statistics: each axis in its turn, with the margins of those before it."""
    if callable(mode):
        return no_rule("`np.pad` with a function has no derivative rule", "join the parts with `np.concatenate`")
    if mode == "empty":
        return no_rule("the margins of `np.pad(..., 'empty')` are uninitialised", "use the mode `constant`")
    lengths = of_dict(pad_width, np.ndim(array)) if isinstance(pad_width, dict) else pad_width
    if mode == "constant" and isinstance(constant_values, int) and constant_values == 0:
        return np.pad(array, lengths)
    if mode == "constant":
        return np.pad(array, lengths, mode, constant_values=constant_values)
    if mode in COPIES and (mode in ("edge", "wrap") or reflect_type == "even"):
        return np.pad(array, lengths, mode)
    if is_whole(array) and mode in ("linear_ramp", "mean", "median", "maximum", "minimum"):
        # The margins are rounded: a step.
        if mode == "linear_ramp":
            return np.pad(array, lengths, mode, end_values=stop_gradient(end_values))
        return np.pad(array, lengths, mode, stat_length=stat_length)
    widths = unpadded_widths(np.shape(array), lengths)
    if mode in ("reflect", "symmetric") and np.ndim(array) == 1:
        return turned(np.expand_dims(array, 1), 0, widths[0][0], widths[0][1], mode, 2)[:, 0]
    ends = np.broadcast_to(end_values, (np.ndim(array), 2))
    counts = (None,) * np.ndim(array) if stat_length is None else np.broadcast_to(stat_length, (np.ndim(array), 2))
    whole = np.asarray(array)
    for axis in range(np.ndim(array)):
        before, after = widths[axis][0], widths[axis][1]
        if mode == "linear_ramp":
            whole = with_ramps(whole, axis, before, after, ends[axis])
        elif mode in ("reflect", "symmetric"):
            whole = turned(whole, axis, before, after, mode, np.ndim(array))
        else:
            whole = with_statistics(whole, axis, before, after, mode, counts[axis])
    return whole


def of_dict(widths: Any, rank: Any) -> Any:
    """The widths of a dict by axes, as pairs for all axes."""
    return tuple(pair(widths.get(k, widths.get(k - rank, 0))) for k in range(rank))


def pair(width: Any) -> Any:
    """The same before and behind, if only one is given."""
    return (width, width) if np.ndim(width) == 0 else (width[0], width[1])


def with_ramps(x: Any, axis: Any, before: Any, after: Any, ends: Any) -> Any:
    """Straight lines from the edges to the end values."""
    rows = np.moveaxis(x, axis, 0)
    left = in_type_of(np.linspace(ends[0], rows[0], before, endpoint=False), x)
    right = in_type_of(np.linspace(ends[1], rows[-1], after, endpoint=False), x)
    return np.moveaxis(np.concatenate((left, rows, right[::-1])), 0, axis)


def turned(x: Any, axis: Any, before: Any, after: Any, mode: Any, rank: Any) -> Any:
    """The array turned by half a turn about its edge, again and again: `f(e + i) = 2 f(e) - f(e - i)`.

    Two such turns are a shift by twice the length, and twice the rise from the first element to the last.
    """
    rows = np.moveaxis(x, axis, 0)
    count = np.shape(rows)[0]
    # A single element is its own neighbour.
    period = np.maximum(count - 1, 1) if mode == "reflect" else count
    place = np.arange(-before, count + after)
    shift, rest = place // (2 * period), place % (2 * period)
    is_turned = rest >= count
    source = np.where(is_turned, 2 * period - rest - (0 if mode == "reflect" else 1), rest)
    others = tuple(range(1, rank))
    values = np.take(rows, source, 0, mode="clip")
    rise = np.expand_dims(2 * shift, others) * (rows[-1] - rows[0])
    inner = np.where(np.expand_dims(is_turned, others), 2 * rows[-1] - values, values)
    return np.moveaxis(in_type_of(inner + rise, x), 0, axis)


def with_statistics(x: Any, axis: Any, before: Any, after: Any, mode: Any, lengths: Any) -> Any:
    """The mean, middle, greatest or smallest of so many elements next to the margin."""
    rows = np.moveaxis(x, axis, 0)
    count = np.shape(rows)[0]
    first = count if lengths is None else np.minimum(lengths[0], count)
    last = count if lengths is None else np.minimum(lengths[1], count)
    left = np.repeat(statistic(rows[:first], mode), before, 0)
    right = np.repeat(statistic(rows[count - last :], mode), after, 0)
    return np.moveaxis(np.concatenate((left, rows, right)), 0, axis)


def statistic(rows: Any, mode: Any) -> Any:
    """One number of each column."""
    if mode == "maximum":
        return np.max(rows, axis=0, keepdims=True)
    if mode == "minimum":
        return np.min(rows, axis=0, keepdims=True)
    if mode == "mean":
        return np.mean(rows, axis=0, keepdims=True)
    if mode == "median":
        return np.median(rows, axis=0, keepdims=True)
    raise ValueError("this is not a mode of `np.pad`")

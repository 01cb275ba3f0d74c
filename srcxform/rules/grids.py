"""Functions on a grid: differences over distances."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.axes import axis_back, axis_last
from srcxform.rules.registry import adjoint, linear, nondifferentiable, other_forms, tangent
from srcxform.rules.scans import half_spans
from srcxform.runtime import in_type_of, unpadded_widths

# `(f[i + 1] - f[i - 1]) / 2h` for equal steps, and one-sided differences at the ends


def step_along(steps: Any, k: int) -> Any:
    """The distance between points along the k-th axis of `np.gradient`."""
    if len(steps) == 0:
        return 1.0
    return steps[0] if len(steps) == 1 else steps[k]


def gradient_pullback(g: Any, step: Any, axis: int) -> Any:
    """The transpose of the gradient along one axis: minus the same differences, with other ends."""
    count = np.shape(g)[axis]
    k = np.arange(count)
    w = axis_last(g, axis) * (1 + 1 * (k == 0) + 1 * (k == count - 1))
    return axis_back(half_spans(-w[..., :1], w, -w[..., -1:]), axis) / -step


def is_plain(steps: Any, edge_order: int) -> bool:
    """Whether the points lie in equal steps and the ends are of the first order."""
    return edge_order == 1 and all(np.ndim(step) == 0 for step in steps)


def axes_of(f: Any, axis: Any) -> Any:
    """The axes along which the gradient is taken."""
    if axis is None:
        return tuple(range(np.ndim(f)))
    return axis if isinstance(axis, tuple) else (axis,)


@adjoint(np.gradient)
def gradient_adjoint(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1, out: Any, out_bar: Any) -> Any:
    """One array for each axis, not in a tuple if there is only one; inverse to the steps."""
    if not is_plain(varargs, edge_order):
        return ()
    axes = axes_of(f, axis)
    values = (out,) if len(axes) == 1 else out
    bars = (out_bar,) if len(axes) == 1 else out_bar
    total = gradient_pullback(bars[0], step_along(varargs, 0), axes[0])
    for k in range(1, len(axes)):
        total = total + gradient_pullback(bars[k], step_along(varargs, k), axes[k])
    if len(varargs) == 0:
        return total
    changes = tuple(-np.sum(bars[k] * np.conj(values[k])) / np.conj(step_along(varargs, k)) for k in range(len(axes)))
    return (total, sum(changes)) if len(varargs) == 1 else (total, *changes)


@tangent(np.gradient)
def gradient_tangent(
    f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1, out: Any, f_dot: Any, varargs_dot: Any = ()
) -> Any:
    """Linear in f, inverse to the steps."""
    if not is_plain(varargs, edge_order):
        return ()
    change = np.gradient(f_dot, *varargs, axis=axis)
    if len(varargs) == 0:
        return (change,)
    axes = axes_of(f, axis)
    if len(axes) == 1:
        return change, -out * (varargs_dot[0] / varargs[0])
    moved = tuple(-out[k] * (step_along(varargs_dot, k) / step_along(varargs, k)) for k in range(len(axes)))
    if len(varargs) == 1:
        return change, moved
    return change, *(tuple(moved[k] if j == k else 0 * out[k] for k in range(len(axes))) for j in range(len(axes)))


@other_forms(np.gradient)
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Steps of different lengths, and ends of the second order: a parabola through three points."""
    if is_plain(varargs, edge_order):
        return np.gradient(f, *varargs, axis=axis)
    x = np.asarray(f)
    axes = axes_of(x, axis)
    slopes = tuple(slope(x, step_along(varargs, k), axes[k], edge_order) for k in range(len(axes)))
    return slopes[0] if len(axes) == 1 else slopes


def slope(f: Any, step: Any, axis: Any, edge_order: Any) -> Any:
    """The slope along one axis."""
    y = np.moveaxis(f, axis, -1)
    count = np.shape(y)[-1]
    h = step * np.ones(count - 1) if np.ndim(step) == 0 else np.diff(step)
    if np.ndim(step) > 0 and len(step) != count:
        raise ValueError("when 1d, distances must match the length of the corresponding dimension")
    before, after = h[:-1], h[1:]
    rise = np.diff(y, axis=-1) / h
    middle = (rise[..., :-1] * after + rise[..., 1:] * before) / (before + after)
    if edge_order == 1:
        first, end = rise[..., :1], rise[..., -1:]
    else:
        first = rise[..., :1] - (rise[..., 1:2] - rise[..., :1]) * (h[0] / (h[0] + h[1]))
        end = rise[..., -1:] + (rise[..., -1:] - rise[..., -2:-1]) * (h[-1] / (h[-1] + h[-2]))
    return np.moveaxis(in_type_of(np.concatenate((first, middle, end), axis=-1), f), -1, axis)


# Types


@linear(in_type_of)
def in_type_of_transpose(x: Any, like: Any, whole: Any = False, *, out_bar: Any) -> Any:
    """A conversion."""
    return out_bar, None


nondifferentiable((unpadded_widths,))

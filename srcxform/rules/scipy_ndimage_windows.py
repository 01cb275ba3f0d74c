"""scipy.ndimage: filters of whole windows, and the neighbours within them by their order."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.ndimage

from srcxform.rules.registry import adjoint, definition, no_rule, tangent
from srcxform.rules.scipy_ndimage import continued, folded, item, refuse_complex, refuse_output

# Along all axes at once


def widths_of(weights: Any, origin: Any) -> Any:
    """How far the filter reaches before and behind an element, along each axis."""
    reach = [np.shape(weights)[k] // 2 + item(origin, k) for k in range(np.ndim(weights))]
    return tuple((reach[k], np.shape(weights)[k] - 1 - reach[k]) for k in range(np.ndim(weights)))


def refuse_sequences(mode: Any, axes: Any) -> Any:
    """Another boundary for each axis, or not all axes."""
    if not isinstance(mode, str) or axes is not None:
        return no_rule("`axes=` and a mode for each axis have no derivative rule here", "use filters of one axis")
    return None


@adjoint(scipy.ndimage.correlate)
def correlate(
    input: Any, weights: Any, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0,
    *, axes: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """Linear in the input and in the weights."""
    refuse_output(output)
    refuse_complex(weights)
    refuse_sequences(mode, axes)
    widths = widths_of(weights, origin)
    g = np.pad(out_bar, tuple((0, n - 1) for n in np.shape(weights)))
    middle = tuple((n - 1) // 2 for n in np.shape(weights))
    wide_bar = scipy.ndimage.correlate(g, np.flip(weights), mode="constant", origin=middle)
    windows = np.lib.stride_tricks.sliding_window_view(continued(input, widths, mode, cval), np.shape(input))
    weights_bar = np.real(np.tensordot(windows, np.conj(out_bar), np.ndim(input)))
    return folded(wide_bar, input, widths, mode), weights_bar


@tangent(scipy.ndimage.correlate)
def correlate_tangent(
    input: Any, weights: Any, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0,
    *, axes: Any = None, input_dot: Any, weights_dot: Any,
) -> Any:  # fmt: skip
    """Linear in the input and in the weights."""
    refuse_output(output)
    refuse_complex(weights)
    refuse_sequences(mode, axes)
    by_input = scipy.ndimage.correlate(input_dot, weights, mode=mode, origin=origin)
    return by_input, scipy.ndimage.correlate(input, weights_dot, mode=mode, cval=cval, origin=origin)


@definition(scipy.ndimage.convolve)
def convolve(
    input: Any, weights: Any, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0,
    *, axes: Any = None,
) -> Any:  # fmt: skip
    """The weights from behind; where their number is even the middle is the other one."""
    refuse_output(output)
    shift = [-item(origin, k) - (1 - np.shape(weights)[k] % 2) for k in range(np.ndim(weights))]
    return scipy.ndimage.correlate(input, np.flip(weights), mode=mode, cval=cval, origin=shift, axes=axes)


# Ordered neighbours


def neighbours(input: Any, size: Any, footprint: Any, mode: Any, cval: Any, origin: Any, axes: Any) -> Any:
    """The elements of the box around each element, along a last axis."""
    if footprint is not None or size is None:
        return no_rule("a `footprint` has no derivative rule", "use `size`")
    refuse_sequences(mode, axes)
    sizes = tuple(item(size, k) for k in range(np.ndim(input)))
    reach = tuple(sizes[k] // 2 + item(origin, k) for k in range(np.ndim(input)))
    widths = tuple((reach[k], sizes[k] - 1 - reach[k]) for k in range(np.ndim(input)))
    windows = np.lib.stride_tricks.sliding_window_view(continued(input, widths, mode, cval), sizes)
    return np.reshape(windows, (*np.shape(input), -1))


@definition(scipy.ndimage.maximum_filter)
def maximum_filter(
    input: Any, size: Any = None, footprint: Any = None, output: Any = None, mode: Any = "reflect", cval: Any = 0.0,
    origin: Any = 0, *, axes: Any = None,
) -> Any:  # fmt: skip
    """The largest neighbour; equal ones share."""
    refuse_output(output)
    return np.max(neighbours(input, size, footprint, mode, cval, origin, axes), axis=-1)


@definition(scipy.ndimage.minimum_filter)
def minimum_filter(
    input: Any, size: Any = None, footprint: Any = None, output: Any = None, mode: Any = "reflect", cval: Any = 0.0,
    origin: Any = 0, *, axes: Any = None,
) -> Any:  # fmt: skip
    """The smallest neighbour; equal ones share."""
    refuse_output(output)
    return np.min(neighbours(input, size, footprint, mode, cval, origin, axes), axis=-1)


def along_one(size: Any, axis: Any, rank: Any, other: Any) -> Any:
    """A number for one axis, and another for the rest."""
    return tuple(size if k == axis % rank else other for k in range(rank))


@definition(scipy.ndimage.maximum_filter1d)
def maximum_filter1d(
    input: Any, size: Any, axis: Any = -1, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0
) -> Any:
    """The largest neighbour along one axis."""
    sizes, origins = along_one(size, axis, np.ndim(input), 1), along_one(origin, axis, np.ndim(input), 0)
    return scipy.ndimage.maximum_filter(input, sizes, None, output, mode, cval, origins)


@definition(scipy.ndimage.minimum_filter1d)
def minimum_filter1d(
    input: Any, size: Any, axis: Any = -1, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0
) -> Any:
    """The smallest neighbour along one axis."""
    sizes, origins = along_one(size, axis, np.ndim(input), 1), along_one(origin, axis, np.ndim(input), 0)
    return scipy.ndimage.minimum_filter(input, sizes, None, output, mode, cval, origins)


@definition(scipy.ndimage.rank_filter)
def rank_filter(
    input: Any, rank: Any, size: Any = None, footprint: Any = None, output: Any = None, mode: Any = "reflect",
    cval: Any = 0.0, origin: Any = 0, *, axes: Any = None,
) -> Any:  # fmt: skip
    """The neighbour with that place in the order."""
    refuse_output(output)
    return np.sort(neighbours(input, size, footprint, mode, cval, origin, axes), axis=-1)[..., rank]


@definition(scipy.ndimage.median_filter)
def median_filter(
    input: Any, size: Any = None, footprint: Any = None, output: Any = None, mode: Any = "reflect", cval: Any = 0.0,
    origin: Any = 0, *, axes: Any = None,
) -> Any:  # fmt: skip
    """The neighbour in the middle of the order, the upper one of two."""
    refuse_output(output)
    ordered = np.sort(neighbours(input, size, footprint, mode, cval, origin, axes), axis=-1)
    return ordered[..., np.shape(ordered)[-1] // 2]

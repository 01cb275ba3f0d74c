"""scipy.ndimage: linear filters, `y[i] = sum(w[k] * x[i + k - size // 2 - origin])`, and what is made of them.

The boundary is a padding of the input. So the adjoint is that of the filter inside, folded back as the padding was
made.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.ndimage

from srcxform.rules.registry import adjoint, definition, no_rule, nondifferentiable, tangent
from srcxform.rules.scipy_helpers import left_out
from srcxform.runtime import unpad

LEFT_OUT = {
    **left_out(
        "scipy.ndimage",
        "black_tophat grey_closing grey_dilation grey_erosion grey_opening morphological_gradient "
        "morphological_laplace white_tophat",
        "use `maximum_filter` and `minimum_filter`",
    ),
    **left_out("scipy.ndimage", "extrema labeled_comprehension", "a reduction: use NumPy's, of `x[labels == k]`"),
    **left_out(
        "scipy.ndimage",
        "generic_filter generic_filter1d generic_gradient_magnitude generic_laplace vectorized_filter",
        "calls a Python function for each element: write it with `np.lib.stride_tricks.sliding_window_view`",
    ),
    **left_out(
        "scipy.ndimage",
        "distance_transform_bf distance_transform_cdt distance_transform_edt",
        "of a mask: no function of floats; the sampling is a constant",
    ),
    "scipy.ndimage.percentile_filter": "use `rank_filter`",
}
"""Public functions that have no rule, and why."""

nondifferentiable(
    (
        scipy.ndimage.binary_closing,
        scipy.ndimage.binary_dilation,
        scipy.ndimage.binary_erosion,
        scipy.ndimage.binary_fill_holes,
        scipy.ndimage.binary_hit_or_miss,
        scipy.ndimage.binary_opening,
        scipy.ndimage.binary_propagation,
        scipy.ndimage.find_objects,
        scipy.ndimage.generate_binary_structure,
        scipy.ndimage.histogram,
        scipy.ndimage.iterate_structure,
        scipy.ndimage.label,
        scipy.ndimage.maximum_position,
        scipy.ndimage.minimum_position,
        scipy.ndimage.value_indices,
        scipy.ndimage.watershed_ift,
    )
)


def refuse_output(output: Any) -> Any:
    """An array that the result is written into, or another dtype."""
    if output is not None:
        return no_rule("`output=` has no derivative rule", "leave it out, and store or convert the result")
    return None


def refuse_complex(weights: Any) -> Any:
    """Of complex weights SciPy takes the conjugate in some functions and not in others."""
    if np.iscomplexobj(weights):
        return no_rule("complex weights have no derivative rule", "filter with the real and the imaginary part")
    return None


def padding(mode: Any) -> Any:
    """NumPy's name of a way to continue an array."""
    if mode in ("constant", "grid-constant"):
        return "constant"
    if mode in ("reflect", "grid-mirror"):
        return "symmetric"
    if mode == "mirror":
        return "reflect"
    return "edge" if mode == "nearest" else "wrap"


def continued(x: Any, widths: Any, mode: Any, cval: Any) -> Any:
    """The input with its boundary."""
    if padding(mode) == "constant":
        return np.pad(x, widths, constant_values=cval)
    return np.pad(x, widths, padding(mode))


def folded(g: Any, x: Any, widths: Any, mode: Any) -> Any:
    """The adjoint of the input, from that of the input with its boundary."""
    if padding(mode) == "constant":
        return unpad(g, np.shape(x), widths)
    return unpad(g, np.shape(x), widths, padding(mode))


def item(x: Any, k: Any) -> Any:
    """What belongs to one axis: all have the same, or there is one for each."""
    return x[k] if isinstance(x, (tuple, list)) or np.ndim(x) > 0 else x


def along(x: Any, axis: Any, before: Any, after: Any) -> Any:
    """The widths of a padding of one axis."""
    return tuple((before, after) if k == axis % np.ndim(x) else (0, 0) for k in range(np.ndim(x)))


# Along one axis


@adjoint(scipy.ndimage.correlate1d)
def correlate1d(
    input: Any, weights: Any, axis: Any = -1, output: Any = None, mode: Any = "reflect", cval: Any = 0.0,
    origin: Any = 0, *, out_bar: Any,
) -> Any:  # fmt: skip
    """Linear in the input and in the weights."""
    refuse_output(output)
    refuse_complex(weights)
    size = np.shape(weights)[0]
    before = size // 2 + origin
    widths = along(input, axis, before, size - 1 - before)
    g = np.pad(out_bar, along(input, axis, 0, size - 1))
    wide_bar = scipy.ndimage.correlate1d(g, weights[::-1], axis, mode="constant", origin=(size - 1) // 2)
    wide = np.moveaxis(continued(input, widths, mode, cval), axis, -1)
    windows = np.lib.stride_tricks.sliding_window_view(wide, np.shape(input)[axis], -1)
    rows = tuple(range(np.ndim(input) - 1))
    weights_bar = np.tensordot(
        np.conj(np.moveaxis(out_bar, axis, -1)), windows, ((*rows, np.ndim(input) - 1), (*rows, np.ndim(input)))
    )
    return folded(wide_bar, input, widths, mode), np.real(weights_bar)


@tangent(scipy.ndimage.correlate1d)
def correlate1d_tangent(
    input: Any, weights: Any, axis: Any = -1, output: Any = None, mode: Any = "reflect", cval: Any = 0.0,
    origin: Any = 0, *, input_dot: Any, weights_dot: Any,
) -> Any:  # fmt: skip
    """Linear in the input and in the weights."""
    refuse_output(output)
    refuse_complex(weights)
    by_input = scipy.ndimage.correlate1d(input_dot, weights, axis, mode=mode, origin=origin)
    return by_input, scipy.ndimage.correlate1d(input, weights_dot, axis, mode=mode, cval=cval, origin=origin)


@definition(scipy.ndimage.convolve1d)
def convolve1d(
    input: Any, weights: Any, axis: Any = -1, output: Any = None, mode: Any = "reflect", cval: Any = 0.0,
    origin: Any = 0,
) -> Any:  # fmt: skip
    """The weights from behind; with an even number of them the middle is the other one."""
    refuse_output(output)
    shift = -origin - 1 if len(weights) % 2 == 0 else -origin
    return scipy.ndimage.correlate1d(input, np.flip(weights), axis, mode=mode, cval=cval, origin=shift)


@adjoint(scipy.ndimage.uniform_filter1d)
def uniform_filter1d(
    input: Any, size: Any, axis: Any = -1, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0,
    *, out_bar: Any,
) -> Any:  # fmt: skip
    """All weights are the same."""
    refuse_output(output)
    before = size // 2 + origin
    g = np.pad(out_bar, along(input, axis, 0, size - 1))
    wide_bar = scipy.ndimage.uniform_filter1d(g, size, axis, mode="constant", origin=(size - 1) // 2)
    return folded(wide_bar, input, along(input, axis, before, size - 1 - before), mode)


@tangent(scipy.ndimage.uniform_filter1d)
def uniform_filter1d_tangent(
    input: Any, size: Any, axis: Any = -1, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0,
    *, input_dot: Any,
) -> Any:  # fmt: skip
    """All weights are the same."""
    refuse_output(output)
    return scipy.ndimage.uniform_filter1d(input_dot, size, axis, mode=mode, origin=origin)


def gaussian_weights(sigma: Any, order: Any, radius: Any) -> Any:
    """A sampled bell curve, or one of its derivatives: Hermite polynomials times the curve (DLMF 18.5.10)."""
    x = np.arange(-radius, radius + 1)
    curve = np.exp(-0.5 / sigma**2 * x**2)
    curve = curve / np.sum(curve)
    before, polynomial = 0 * curve, 0 * curve + 1.0
    for k in range(order):
        before, polynomial = polynomial, x / sigma * polynomial - k * before
    return polynomial * curve / sigma**order


@definition(scipy.ndimage.gaussian_filter1d)
def gaussian_filter1d(
    input: Any, sigma: Any, axis: Any = -1, order: Any = 0, output: Any = None, mode: Any = "reflect", cval: Any = 0.0,
    truncate: Any = 4.0, *, radius: Any = None,
) -> Any:  # fmt: skip
    """A correlation with a bell curve from behind, so that its derivatives have the right sign."""
    refuse_output(output)
    reach = int(truncate * sigma + 0.5) if radius is None else radius
    return scipy.ndimage.correlate1d(input, gaussian_weights(sigma, order, reach), axis, mode=mode, cval=cval)


# Along several axes, one after the other


def axes_of(axes: Any, x: Any) -> Any:
    """The axes that are filtered."""
    if axes is None:
        return tuple(range(np.ndim(x)))
    return axes if isinstance(axes, (tuple, list)) else (axes,)


@definition(scipy.ndimage.gaussian_filter)
def gaussian_filter(
    input: Any, sigma: Any, order: Any = 0, output: Any = None, mode: Any = "reflect", cval: Any = 0.0,
    truncate: Any = 4.0, *, radius: Any = None, axes: Any = None,
) -> Any:  # fmt: skip
    """One axis after the other; a width of 0 leaves an axis as it is."""
    refuse_output(output)
    places = axes_of(axes, input)
    y = input
    for k in range(len(places)):
        if item(sigma, k) > 1e-15:
            y = scipy.ndimage.gaussian_filter1d(
                y,
                item(sigma, k),
                places[k],
                item(order, k),
                None,
                item(mode, k),
                cval,
                truncate,
                radius=item(radius, k),
            )
    return y


@definition(scipy.ndimage.uniform_filter)
def uniform_filter(
    input: Any, size: Any = 3, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0,
    *, axes: Any = None,
) -> Any:  # fmt: skip
    """One axis after the other."""
    refuse_output(output)
    places = axes_of(axes, input)
    y = input
    for k in range(len(places)):
        if item(size, k) > 1:
            y = scipy.ndimage.uniform_filter1d(y, item(size, k), places[k], None, item(mode, k), cval, item(origin, k))
    return y


def differences(input: Any, axis: Any, mode: Any, cval: Any, smooth: Any) -> Any:
    """Central differences along one axis, smoothed along the others."""
    place = axis % np.ndim(input)
    y = scipy.ndimage.correlate1d(input, np.array([-1.0, 0.0, 1.0]), place, mode=item(mode, place), cval=cval)
    for k in range(np.ndim(input)):
        if k != place:
            y = scipy.ndimage.correlate1d(y, smooth, k, mode=item(mode, k), cval=cval)
    return y


@definition(scipy.ndimage.prewitt)
def prewitt(input: Any, axis: Any = -1, output: Any = None, mode: Any = "reflect", cval: Any = 0.0) -> Any:
    """Central differences, summed over three neighbours."""
    refuse_output(output)
    return differences(input, axis, mode, cval, np.array([1.0, 1.0, 1.0]))


@definition(scipy.ndimage.sobel)
def sobel(input: Any, axis: Any = -1, output: Any = None, mode: Any = "reflect", cval: Any = 0.0) -> Any:
    """Central differences, summed over three neighbours with the weights 1, 2, 1."""
    refuse_output(output)
    return differences(input, axis, mode, cval, np.array([1.0, 2.0, 1.0]))


@definition(scipy.ndimage.laplace)
def laplace(input: Any, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, *, axes: Any = None) -> Any:
    """Second differences along each axis."""
    refuse_output(output)
    places = axes_of(axes, input)
    total = 0.0
    for k in range(len(places)):
        weights = np.array([1.0, -2.0, 1.0])
        total = total + scipy.ndimage.correlate1d(input, weights, places[k], mode=item(mode, k), cval=cval)
    return total


def one_order(count: Any, k: Any, order: Any) -> Any:
    """That order along the axis k, and none along the others."""
    return [order if j == k else 0 for j in range(count)]


@definition(scipy.ndimage.gaussian_laplace)
def gaussian_laplace(
    input: Any, sigma: Any, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, *, axes: Any = None,
    truncate: Any = 4.0, radius: Any = None,
) -> Any:  # fmt: skip
    """Second derivatives of bell curves along each axis."""
    refuse_output(output)
    count = len(axes_of(axes, input))
    total = 0.0
    for k in range(count):
        total = total + scipy.ndimage.gaussian_filter(
            input, sigma, one_order(count, k, 2), None, mode, cval, truncate, radius=radius, axes=axes
        )
    return total


@definition(scipy.ndimage.gaussian_gradient_magnitude)
def gaussian_gradient_magnitude(
    input: Any, sigma: Any, output: Any = None, mode: Any = "reflect", cval: Any = 0.0, *, axes: Any = None,
    truncate: Any = 4.0, radius: Any = None,
) -> Any:  # fmt: skip
    """The length of the gradient; at 0 its derivative is 0, as for every norm."""
    refuse_output(output)
    count = len(axes_of(axes, input))
    parts = [
        scipy.ndimage.gaussian_filter(
            input, sigma, one_order(count, k, 1), None, mode, cval, truncate, radius=radius, axes=axes
        )
        for k in range(count)
    ]  # fmt: skip
    return np.linalg.norm(np.stack(parts), axis=0)

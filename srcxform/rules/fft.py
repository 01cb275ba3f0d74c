"""numpy.fft: discrete Fourier transforms, and what goes with them.

A transform is a matrix `F` with `F[k, j] = scale * exp(-2j * pi * j * k / n)`. The adjoint is its conjugate transpose,
the inverse transform with the scale at the other end: `norm="backward"` becomes `"forward"`. What `n` or `s` cut off or
filled up is filled up or cut off again.

A transform of real numbers keeps half of the spectrum, `n // 2 + 1` elements. All but the first, and the last where `n`
is even, stand for two elements of the whole spectrum.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import elementwise, linear, nondifferentiable
from srcxform.runtime import every_axis_once, last_resized, resized, scaled_part


def opposite(norm: Any) -> Any:
    """The scale at the other end."""
    if norm is None or norm == "backward":
        return "forward"
    return "backward" if norm == "forward" else norm


def doubled_pairs(half: Any, n: Any, axis: Any) -> Any:
    """Half a spectrum, of a transform of length n, with each element as often as it is in the whole one."""
    return scaled_part(half, 1, 1, (n + 1) // 2, axis)


def halved_pairs(half: Any, n: Any, axis: Any) -> Any:
    """Half a spectrum, of a transform of length n, with each element divided by how often it is in the whole one."""
    return scaled_part(half, -1, 1, (n + 1) // 2, axis)


def refitted(g: Any, a: Any, n: Any, axis: Any) -> Any:
    """`g` with the length of `a` along the axis, where the transform had another one."""
    return g if n is None else resized(g, a, axis)


# One axis


def fft_bar(a: Any, n: Any, axis: Any, norm: Any, g: Any) -> Any:
    """The adjoint of `fft`."""
    return refitted(np.fft.ifft(g, axis=axis, norm=opposite(norm)), a, n, axis)


def ifft_bar(a: Any, n: Any, axis: Any, norm: Any, g: Any) -> Any:
    """The adjoint of `ifft`, whose scale is at the other end."""
    return refitted(np.fft.fft(g, axis=axis, norm=opposite(norm)), a, n, axis)


def rfft_bar(a: Any, n: Any, axis: Any, norm: Any, g: Any) -> Any:
    """The adjoint of `rfft`: `irfft` doubles what stands for two elements, and here each counts once."""
    length = np.shape(a)[axis] if n is None else n
    return refitted(np.fft.irfft(halved_pairs(g, length, axis), length, axis, opposite(norm)), a, n, axis)


def irfft_bar(a: Any, n: Any, axis: Any, norm: Any, g: Any) -> Any:
    """The adjoint of `irfft`, whose result counts elements twice; a cut is one of the spectrum."""
    length = 2 * np.shape(a)[axis] - 2 if n is None else n
    spectrum = np.fft.rfft(g, axis=axis, norm=opposite(norm))
    return refitted(doubled_pairs(spectrum, length, axis), a, n, axis)


@linear(np.fft.fft)
def fft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *, out_bar: Any) -> Any:
    """The inverse transform, scaled at the other end."""
    return fft_bar(a, n, axis, norm, out_bar)


@linear(np.fft.ifft)
def ifft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *, out_bar: Any) -> Any:
    """The forward transform, scaled at the other end."""
    return ifft_bar(a, n, axis, norm, out_bar)


@linear(np.fft.rfft)
def rfft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *, out_bar: Any) -> Any:
    """Half the spectrum of real numbers."""
    return rfft_bar(a, n, axis, norm, out_bar)


@linear(np.fft.irfft)
def irfft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *, out_bar: Any) -> Any:
    """Real numbers of half their spectrum."""
    return irfft_bar(a, n, axis, norm, out_bar)


@linear(np.fft.hfft)
def hfft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *, out_bar: Any) -> Any:
    """The spectrum of what is Hermitian: `irfft` of the conjugate, scaled at the other end."""
    return np.conj(irfft_bar(a, n, axis, opposite(norm), out_bar))


@linear(np.fft.ihfft)
def ihfft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *, out_bar: Any) -> Any:
    """The conjugate of `rfft`, scaled at the other end."""
    return rfft_bar(a, n, axis, opposite(norm), np.conj(out_bar))


# Several axes


def axes_of(a: Any, s: Any, axes: Any) -> Any:
    """The axes that are transformed: by default all, or the last ones for which there is a length."""
    if axes is not None:
        return axes
    return tuple(range(-(np.ndim(a) if s is None else len(s)), 0))


def last_length(s: Any, own: Any) -> Any:
    """The length of the transform along the last of the axes; -1 is the array's own."""
    return own if s is None or s[-1] == -1 else s[-1]


def fftn_bar(a: Any, s: Any, axes: Any, norm: Any, g: Any) -> Any:
    """The adjoint of `fftn`."""
    if s is None:
        return np.fft.ifftn(g, axes=axes, norm=opposite(norm))
    places = every_axis_once(axes_of(a, s, axes), np.ndim(a))
    return resized(np.fft.ifftn(g, axes=places, norm=opposite(norm)), a)


def ifftn_bar(a: Any, s: Any, axes: Any, norm: Any, g: Any) -> Any:
    """The adjoint of `ifftn`."""
    if s is None:
        return np.fft.fftn(g, axes=axes, norm=opposite(norm))
    places = every_axis_once(axes_of(a, s, axes), np.ndim(a))
    return resized(np.fft.fftn(g, axes=places, norm=opposite(norm)), a)


def rfftn_bar(a: Any, s: Any, axes: Any, norm: Any, g: Any) -> Any:
    """The adjoint of `rfftn`, which is `rfft` along the last of the axes and `fft` along the others."""
    places = every_axis_once(axes_of(a, s, axes), np.ndim(a))
    n = last_length(s, np.shape(a)[places[-1]])
    back = np.fft.irfftn(halved_pairs(g, n, places[-1]), last_resized(places, n), places, opposite(norm))
    return back if s is None else resized(back, a)


def irfftn_bar(a: Any, s: Any, axes: Any, norm: Any, g: Any) -> Any:
    """The adjoint of `irfftn`, which is `irfft` along the last of the axes and `ifft` along the others."""
    places = every_axis_once(axes_of(a, s, axes), np.ndim(a))
    own = np.shape(a)[places[-1]]
    n = 2 * own - 2 if s is None else last_length(s, own)
    doubled = doubled_pairs(np.fft.rfftn(g, axes=places, norm=opposite(norm)), n, places[-1])
    return doubled if s is None else resized(doubled, a)


@linear(np.fft.fftn)
def fftn(a: Any, s: Any = None, axes: Any = None, norm: Any = None, *, out_bar: Any) -> Any:
    """The inverse transform, scaled at the other end."""
    return fftn_bar(a, s, axes, norm, out_bar)


@linear(np.fft.fft2)
def fft2(a: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, *, out_bar: Any) -> Any:
    """`fftn` with two axes."""
    return fftn_bar(a, s, axes, norm, out_bar)


@linear(np.fft.ifftn)
def ifftn(a: Any, s: Any = None, axes: Any = None, norm: Any = None, *, out_bar: Any) -> Any:
    """The forward transform, scaled at the other end."""
    return ifftn_bar(a, s, axes, norm, out_bar)


@linear(np.fft.ifft2)
def ifft2(a: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, *, out_bar: Any) -> Any:
    """`ifftn` with two axes."""
    return ifftn_bar(a, s, axes, norm, out_bar)


@linear(np.fft.rfftn)
def rfftn(a: Any, s: Any = None, axes: Any = None, norm: Any = None, *, out_bar: Any) -> Any:
    """Half the spectrum of real numbers."""
    return rfftn_bar(a, s, axes, norm, out_bar)


@linear(np.fft.rfft2)
def rfft2(a: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, *, out_bar: Any) -> Any:
    """`rfftn` with two axes."""
    return rfftn_bar(a, s, axes, norm, out_bar)


@linear(np.fft.irfftn)
def irfftn(a: Any, s: Any = None, axes: Any = None, norm: Any = None, *, out_bar: Any) -> Any:
    """Real numbers of half their spectrum."""
    return irfftn_bar(a, s, axes, norm, out_bar)


@linear(np.fft.irfft2)
def irfft2(a: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, *, out_bar: Any) -> Any:
    """`irfftn` with two axes."""
    return irfftn_bar(a, s, axes, norm, out_bar)


# Order and frequencies


@linear(np.fft.fftshift)
def fftshift(x: Any, axes: Any = None, *, out_bar: Any) -> Any:
    """A permutation."""
    return np.fft.ifftshift(out_bar, axes)


@linear(np.fft.ifftshift)
def ifftshift(x: Any, axes: Any = None, *, out_bar: Any) -> Any:
    """A permutation."""
    return np.fft.fftshift(out_bar, axes)


@elementwise(np.fft.fftfreq, np.fft.rfftfreq)
def frequencies(n: Any, d: Any = 1.0, device: Any = None, *, out: Any) -> Any:
    """Whole numbers divided by `n * d`."""
    return None, -out / d


# Helpers

nondifferentiable((every_axis_once, last_resized))


@linear(resized)
def resized_transpose(x: Any, like: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """What was cut off gets 0, what was filled up goes away."""
    return resized(out_bar, x, axis)


@linear(scaled_part)
def scaled_part_transpose(x: Any, exponent: Any, start: Any, stop: Any, axis: Any, *, out_bar: Any) -> Any:
    """A diagonal matrix."""
    return scaled_part(out_bar, exponent, start, stop, axis)

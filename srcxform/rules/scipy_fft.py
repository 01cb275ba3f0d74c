"""scipy.fft: the Fourier transforms, with the formulas of numpy.fft."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.fft

from srcxform.rules.fft import (
    fft_bar,
    fftn_bar,
    fftshift,
    frequencies,
    ifft_bar,
    ifftn_bar,
    ifftshift,
    irfft_bar,
    irfftn_bar,
    opposite,
    rfft_bar,
    rfftn_bar,
)
from srcxform.rules.registry import elementwise, linear, no_rule, nondifferentiable

LEFT_OUT: dict[str, str] = {
    "scipy.fft.register_backend": "chooses an implementation",
    "scipy.fft.set_backend": "chooses an implementation",
    "scipy.fft.set_global_backend": "chooses an implementation",
    "scipy.fft.skip_backend": "chooses an implementation",
}


def several(axes: Any) -> Any:
    """Axes or lengths; SciPy takes a single one for several."""
    return (axes,) if isinstance(axes, int) else axes


def overwritten() -> Any:
    """What `overwrite_x=True` leaves in the argument, nobody knows."""
    return no_rule("a transform that may destroy its argument has no rule", "leave out `overwrite_x=True`")


# Fourier transforms of one axis


@linear(scipy.fft.fft)
def fft(
    x: Any, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.fft`."""
    return overwritten() if overwrite_x else fft_bar(x, n, axis, norm, out_bar)


@linear(scipy.fft.ifft)
def ifft(
    x: Any, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.ifft`."""
    return overwritten() if overwrite_x else ifft_bar(x, n, axis, norm, out_bar)


@linear(scipy.fft.rfft)
def rfft(
    x: Any, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.rfft`."""
    return overwritten() if overwrite_x else rfft_bar(x, n, axis, norm, out_bar)


@linear(scipy.fft.irfft)
def irfft(
    x: Any, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.irfft`."""
    return overwritten() if overwrite_x else irfft_bar(x, n, axis, norm, out_bar)


@linear(scipy.fft.hfft)
def hfft(
    x: Any, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.hfft`."""
    return overwritten() if overwrite_x else np.conj(irfft_bar(x, n, axis, opposite(norm), out_bar))


@linear(scipy.fft.ihfft)
def ihfft(
    x: Any, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.ihfft`."""
    return overwritten() if overwrite_x else rfft_bar(x, n, axis, opposite(norm), np.conj(out_bar))


# Fourier transforms of several axes


@linear(scipy.fft.fftn)
def fftn(
    x: Any, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.fftn`."""
    return overwritten() if overwrite_x else fftn_bar(x, several(s), several(axes), norm, out_bar)


@linear(scipy.fft.fft2)
def fft2(
    x: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """`fftn` with two axes."""
    return overwritten() if overwrite_x else fftn_bar(x, several(s), several(axes), norm, out_bar)


@linear(scipy.fft.ifftn)
def ifftn(
    x: Any, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.ifftn`."""
    return overwritten() if overwrite_x else ifftn_bar(x, several(s), several(axes), norm, out_bar)


@linear(scipy.fft.ifft2)
def ifft2(
    x: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """`ifftn` with two axes."""
    return overwritten() if overwrite_x else ifftn_bar(x, several(s), several(axes), norm, out_bar)


@linear(scipy.fft.rfftn)
def rfftn(
    x: Any, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.rfftn`."""
    return overwritten() if overwrite_x else rfftn_bar(x, several(s), several(axes), norm, out_bar)


@linear(scipy.fft.rfft2)
def rfft2(
    x: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """`rfftn` with two axes."""
    return overwritten() if overwrite_x else rfftn_bar(x, several(s), several(axes), norm, out_bar)


@linear(scipy.fft.irfftn)
def irfftn(
    x: Any, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """As `np.fft.irfftn`."""
    return overwritten() if overwrite_x else irfftn_bar(x, several(s), several(axes), norm, out_bar)


@linear(scipy.fft.irfft2)
def irfft2(
    x: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """`irfftn` with two axes."""
    return overwritten() if overwrite_x else irfftn_bar(x, several(s), several(axes), norm, out_bar)


@linear(scipy.fft.hfftn)
def hfftn(
    x: Any, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """`irfftn` of the conjugate, scaled at the other end."""
    return overwritten() if overwrite_x else hfftn_bar(x, s, axes, norm, out_bar)


@linear(scipy.fft.hfft2)
def hfft2(
    x: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """`hfftn` with two axes."""
    return overwritten() if overwrite_x else hfftn_bar(x, s, axes, norm, out_bar)


def hfftn_bar(x: Any, s: Any, axes: Any, norm: Any, g: Any) -> Any:
    """The adjoint of `hfftn`."""
    return np.conj(irfftn_bar(x, several(s), several(axes), opposite(norm), g))


@linear(scipy.fft.ihfftn)
def ihfftn(
    x: Any, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """The conjugate of `rfftn`, scaled at the other end."""
    return overwritten() if overwrite_x else rfftn_bar(x, several(s), several(axes), opposite(norm), np.conj(out_bar))


@linear(scipy.fft.ihfft2)
def ihfft2(
    x: Any, s: Any = None, axes: Any = (-2, -1), norm: Any = None, overwrite_x: Any = False, workers: Any = None,
    *, plan: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """`ihfftn` with two axes."""
    return overwritten() if overwrite_x else rfftn_bar(x, several(s), several(axes), opposite(norm), np.conj(out_bar))


# Order and frequencies

linear(scipy.fft.fftshift)(fftshift)
linear(scipy.fft.ifftshift)(ifftshift)


@elementwise(scipy.fft.fftfreq, scipy.fft.rfftfreq)
def frequencies_of(n: Any, d: Any = 1.0, *, xp: Any = None, device: Any = None, out: Any) -> Any:
    """Whole numbers divided by `n * d`."""
    return frequencies(n, d, device, out=out)


nondifferentiable((scipy.fft.next_fast_len, scipy.fft.prev_fast_len, scipy.fft.get_workers, scipy.fft.set_workers))

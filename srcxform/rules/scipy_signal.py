"""scipy.signal: convolutions and filters, which are linear in the signal.

The transpose of a convolution is the correlation with the same kernel, and the transpose of a recursive filter the same
filter from the end of the signal to its beginning.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.signal

from srcxform.rules.registry import adjoint, definition, elementwise, linear, no_rule, nondifferentiable, tangent
from srcxform.rules.scipy_helpers import left_out
from srcxform.runtime import unbroadcast

_EIGEN = "a design or a change of its form: compute it outside of the program, as a constant"
_SYSTEM = "an object of a linear system: write the filter or the equation itself"
_SPECTRUM = "an estimate of a spectrum: use `scipy.fft` on windowed pieces"
LEFT_OUT = {
    **left_out(
        "scipy.signal",
        "abcd_normalize band_stop_obj bessel besselap bilinear bilinear_zpk buttap butter buttord cheb1ap "
        "cheb1ord cheb2ap cheb2ord cheby1 cheby2 cont2discrete ellip ellipap ellipord firls firwin firwin2 "
        "firwin_2d gammatone iircomb iirdesign iirfilter iirnotch iirpeak invres invresz kaiser_atten "
        "kaiser_beta kaiserord lfiltic lp2bp lp2bp_zpk lp2bs lp2bs_zpk lp2hp lp2hp_zpk lp2lp lp2lp_zpk "
        "minimum_phase normalize place_poles remez residue residuez sos2tf sos2zpk ss2tf ss2zpk tf2sos tf2ss "
        "tf2zpk unique_roots zpk2sos zpk2ss zpk2tf",
        _EIGEN,
    ),
    **left_out(
        "scipy.signal",
        "StateSpace TransferFunction ZerosPolesGain lti dlti bode dbode dfreqresp dimpulse dlsim dstep "
        "freqresp impulse lsim step ShortTimeFFT CZT ZoomFFT",
        _SYSTEM,
    ),
    **left_out(
        "scipy.signal",
        "coherence csd istft lombscargle periodogram spectrogram stft welch envelope closest_STFT_dual_window",
        _SPECTRUM,
    ),
    **left_out(
        "scipy.signal",
        "freqs_zpk freqz_zpk group_delay",
        "a rational function: use `freqz`, or `np.polyval` at `np.exp(-1j * w)`",
    ),
    **left_out(
        "scipy.signal",
        "find_peaks peak_prominences peak_widths",
        "finds places: give it `stop_gradient(x)`, and index `x` with what it finds",
    ),
    **left_out("scipy.signal", "findfreqs get_window", _EIGEN),
    "scipy.signal.order_filter": "picks among neighbours: use `scipy.ndimage.rank_filter`",
    **left_out(
        "scipy.signal",
        "cspline1d cspline1d_eval cspline2d qspline1d qspline1d_eval qspline2d spline_filter symiirorder1 "
        "symiirorder2 gauss_spline",
        "older splines: use `scipy.ndimage.spline_filter1d` or `scipy.interpolate`",
    ),
    "scipy.signal.czt": "use `scipy.fft`, or a product with the matrix of powers",
    "scipy.signal.zoom_fft": "use `scipy.fft`, or a product with the matrix of powers",
    "scipy.signal.hilbert2": "use `scipy.fft.fft2` and a mask",
    "scipy.signal.sepfir2d": "use `scipy.signal.convolve2d`",
}
"""Public functions that have no rule, and why."""

nondifferentiable(
    (
        scipy.signal.argrelextrema,
        scipy.signal.argrelmax,
        scipy.signal.argrelmin,
        scipy.signal.check_COLA,
        scipy.signal.check_NOLA,
        scipy.signal.choose_conv_method,
        scipy.signal.correlation_lags,
        scipy.signal.find_peaks_cwt,
        scipy.signal.max_len_seq,
        scipy.signal.square,
        scipy.signal.unit_impulse,
    )
)


# Convolutions. `same` is the middle part, of the length of the first operand.


def axes_of(axes: Any, rank: Any) -> Any:
    """The axes that are convolved, counted from the first."""
    if axes is None:
        return tuple(range(rank))
    return tuple(axis % rank for axis in axes) if isinstance(axes, (tuple, list)) else (axes % rank,)


def spread(g: Any, a: Any, b: Any, mode: Any, axes: Any) -> Any:
    """The adjoint of the full convolution, of which `g` belongs to the part that the mode gives."""
    if mode == "full":
        return g
    return np.pad(g, tuple(cut_off(g, a, b, axes, k) for k in range(np.ndim(g))))


def cut_off(g: Any, a: Any, b: Any, axes: Any, k: Any) -> Any:
    """How much of the full convolution is missing before and behind, along one axis."""
    if k not in axes:
        return 0, 0
    missing = np.shape(a)[k] + np.shape(b)[k] - 1 - np.shape(g)[k]
    return missing // 2, missing - missing // 2


@adjoint(scipy.signal.convolve)
def convolve(in1: Any, in2: Any, mode: Any = "full", method: Any = "auto", *, out_bar: Any) -> Any:
    """Linear in each operand."""
    g = spread(out_bar, in1, in2, mode, axes_of(None, np.ndim(in1)))
    by_first = scipy.signal.convolve(g, np.conj(np.flip(in2)), "valid", method)
    return by_first, scipy.signal.convolve(g, np.conj(np.flip(in1)), "valid", method)


@tangent(scipy.signal.convolve)
def convolve_tangent(
    in1: Any, in2: Any, mode: Any = "full", method: Any = "auto", *, in1_dot: Any, in2_dot: Any
) -> Any:
    """Linear in each operand."""
    return scipy.signal.convolve(in1_dot, in2, mode, method), scipy.signal.convolve(in1, in2_dot, mode, method)


@definition(scipy.signal.correlate)
def correlate(in1: Any, in2: Any, mode: Any = "full", method: Any = "auto") -> Any:
    """The convolution with the reversed conjugate."""
    return scipy.signal.convolve(in1, np.conj(np.flip(in2)), mode, method)


def pulled_back(convolution: Any, g: Any, other: Any, like: Any, axes: Any) -> Any:
    """The adjoint of an operand, from that of the full convolution with the other one."""
    return unbroadcast(convolution(g, np.conj(np.flip(other, axes)), "valid", axes), like)


@adjoint(scipy.signal.fftconvolve)
def fftconvolve(in1: Any, in2: Any, mode: Any = "full", axes: Any = None, *, out_bar: Any) -> Any:
    """Linear in each operand; the axes that are not convolved broadcast."""
    along = axes_of(axes, np.ndim(in1))
    g = spread(out_bar, in1, in2, mode, along)
    by_first = pulled_back(scipy.signal.fftconvolve, g, in2, in1, along)
    return by_first, pulled_back(scipy.signal.fftconvolve, g, in1, in2, along)


@tangent(scipy.signal.fftconvolve)
def fftconvolve_tangent(in1: Any, in2: Any, mode: Any = "full", axes: Any = None, *, in1_dot: Any, in2_dot: Any) -> Any:
    """Linear in each operand."""
    return scipy.signal.fftconvolve(in1_dot, in2, mode, axes), scipy.signal.fftconvolve(in1, in2_dot, mode, axes)


@adjoint(scipy.signal.oaconvolve)
def oaconvolve(in1: Any, in2: Any, mode: Any = "full", axes: Any = None, *, out_bar: Any) -> Any:
    """Linear in each operand; the axes that are not convolved broadcast."""
    along = axes_of(axes, np.ndim(in1))
    g = spread(out_bar, in1, in2, mode, along)
    by_first = pulled_back(scipy.signal.oaconvolve, g, in2, in1, along)
    return by_first, pulled_back(scipy.signal.oaconvolve, g, in1, in2, along)


@tangent(scipy.signal.oaconvolve)
def oaconvolve_tangent(in1: Any, in2: Any, mode: Any = "full", axes: Any = None, *, in1_dot: Any, in2_dot: Any) -> Any:
    """Linear in each operand."""
    return scipy.signal.oaconvolve(in1_dot, in2, mode, axes), scipy.signal.oaconvolve(in1, in2_dot, mode, axes)


@definition(scipy.signal.convolve2d)
def convolve2d(in1: Any, in2: Any, mode: Any = "full", boundary: Any = "fill", fillvalue: Any = 0) -> Any:
    """The valid convolution of what the boundary makes of the first operand."""
    if mode == "valid":
        return scipy.signal.convolve(in1, in2, "valid", "direct")
    height, width = np.shape(in2)
    edges = ((height - 1, height - 1), (width - 1, width - 1))
    if boundary == "fill":
        wide = np.pad(in1, edges, constant_values=fillvalue)
    else:
        wide = np.pad(in1, edges, "wrap" if boundary in ("wrap", "circular") else "symmetric")
    whole = scipy.signal.convolve(wide, in2, "valid", "direct")
    if mode == "full":
        return whole
    row, column = (height - 1) // 2, (width - 1) // 2
    return whole[row : row + np.shape(in1)[0], column : column + np.shape(in1)[1]]


@definition(scipy.signal.correlate2d)
def correlate2d(in1: Any, in2: Any, mode: Any = "full", boundary: Any = "fill", fillvalue: Any = 0) -> Any:
    """The convolution with the reversed conjugate; its middle is one further where the kernel's side is even."""
    kernel = np.conj(np.flip(in2))
    if mode != "same":
        return scipy.signal.convolve2d(in1, kernel, mode, boundary, fillvalue)
    height, width = np.shape(in2)
    whole = scipy.signal.convolve2d(in1, kernel, "full", boundary, fillvalue)
    row, column = height // 2, width // 2
    return whole[row : row + np.shape(in1)[0], column : column + np.shape(in1)[1]]


@definition(scipy.signal.deconvolve)
def deconvolve(signal: Any, divisor: Any) -> Any:
    """Division of polynomials, as the impulse response of a filter."""
    if np.shape(divisor)[0] > np.shape(signal)[0]:
        return np.zeros_like(signal[:0]), signal
    impulse = 1.0 * (np.arange(np.shape(signal)[0] - np.shape(divisor)[0] + 1) == 0)
    quotient = scipy.signal.lfilter(signal, divisor, impulse)
    return quotient, signal - scipy.signal.convolve(divisor, quotient, "full")


@linear(scipy.signal.detrend)
def detrend(
    data: Any, axis: Any = -1, type: Any = "linear", bp: Any = 0, overwrite_data: Any = False, *, out_bar: Any
) -> Any:
    """A projection, which is its own transpose."""
    if overwrite_data:
        return no_rule("what is overwritten has no derivative rule", "leave `overwrite_data=True` out")
    return scipy.signal.detrend(out_bar, axis, type, bp)


@definition(scipy.signal.hilbert)
def hilbert(x: Any, N: Any = None, axis: Any = -1) -> Any:
    """The analytic signal: without negative frequencies, and twice the positive ones."""
    length = np.shape(x)[axis] if N is None else N
    place = np.arange(length)
    weights = np.where(2 * place < length, 2.0, 0.0) + np.where(2 * place == length, 1.0, 0.0)
    weights = np.where(place == 0, 1.0, weights)
    spectrum = np.moveaxis(np.fft.fft(x, length, axis), axis, -1) * weights
    return np.moveaxis(np.fft.ifft(spectrum), -1, axis)


@elementwise(scipy.signal.sawtooth)
def sawtooth(t: Any, width: Any = 1, *, out: Any) -> Any:
    """A line upwards for a part `width` of the period, and a line downwards."""
    phase = np.mod(t, 2 * np.pi)
    rises = phase < width * 2 * np.pi
    up, down = np.pi * np.where(rises, width, 1), np.pi * np.where(rises, 1, 1 - width)
    by_width = np.where(rises, -phase * np.pi / up**2, (2 * np.pi - phase) * np.pi / down**2)
    return np.where(rises, 1 / up, -1 / down), by_width

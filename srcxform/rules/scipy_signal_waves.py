"""scipy.signal: frequency responses, wave forms, and changes of the rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.ndimage
import scipy.signal

from srcxform.rules.axes import axis_back, axis_last
from srcxform.rules.registry import definition, no_rule, nondifferentiable

# Frequency responses


def powers(w: Any, count: Any) -> Any:
    """The powers of `exp(-1j * w)`, along a last axis."""
    return np.exp(-1j * np.expand_dims(w, -1) * np.arange(count))


def frequencies(worN: Any, whole: Any, fs: Any, include_nyquist: Any) -> Any:
    """Angles: those that are given, or as many as are asked for."""
    if np.ndim(worN) > 0:
        return 2 * np.pi * np.asarray(worN) / fs
    count = 512 if worN is None else worN
    end = 2 * np.pi if whole else np.pi
    return np.linspace(0, end, count, endpoint=include_nyquist and not whole)


def response(b: Any, a: Any, w: Any) -> Any:
    """The quotient of two polynomials."""
    b, a = np.atleast_1d(b), np.atleast_1d(a)
    if np.ndim(b) > 1 or np.ndim(a) > 1:
        return no_rule("responses of several filters at once have no derivative rule", "call it for each filter")
    return powers(w, np.shape(b)[0]) @ b / (powers(w, np.shape(a)[0]) @ a)


@definition(scipy.signal.freqz)
def freqz(
    b: Any, a: Any = 1, worN: Any = 512, whole: Any = False, plot: Any = None, fs: Any = 2 * np.pi,
    include_nyquist: Any = False,
) -> Any:  # fmt: skip
    """The response of a digital filter."""
    w = frequencies(worN, whole, fs, include_nyquist)
    return w * (fs / (2 * np.pi)), response(b, a, w)


@definition(scipy.signal.freqz_sos, scipy.signal.sosfreqz)
def freqz_sos(sos: Any, worN: Any = 512, whole: Any = False, fs: Any = 2 * np.pi) -> Any:
    """The product of the responses of all sections."""
    w = frequencies(worN, whole, fs, False)
    h = response(sos[0, :3], sos[0, 3:], w)
    for k in range(1, np.shape(sos)[0]):
        h = h * response(sos[k, :3], sos[k, 3:], w)
    return w * (fs / (2 * np.pi)), h


@definition(scipy.signal.freqs)
def freqs(b: Any, a: Any, worN: Any = 200, plot: Any = None) -> Any:
    """The response of an analogue filter."""
    if np.ndim(worN) == 0:
        return no_rule("frequencies that SciPy chooses have no derivative rule", "give the frequencies")
    return worN, np.polyval(b, 1j * np.asarray(worN)) / np.polyval(a, 1j * np.asarray(worN))


# Wave forms


@definition(scipy.signal.chirp)
def chirp(
    t: Any, f0: Any, t1: Any, f1: Any, method: Any = "linear", phi: Any = 0, vertex_zero: Any = True,
    *, complex: Any = False,
) -> Any:  # fmt: skip
    """A wave whose frequency changes from one to another."""
    angle = chirp_phase(t, f0, t1, f1, method, vertex_zero) + phi * (np.pi / 180)
    return np.exp(1j * angle) if complex else np.cos(angle)


def chirp_phase(t: Any, f0: Any, t1: Any, f1: Any, method: Any, vertex_zero: Any) -> Any:
    """The integral of the frequency."""
    if method in ("linear", "lin", "li"):
        return 2 * np.pi * (f0 * t + 0.5 * (f1 - f0) / t1 * t * t)
    if method in ("quadratic", "quad", "q"):
        bend = (f1 - f0) / t1**2
        if vertex_zero:
            return 2 * np.pi * (f0 * t + bend * t**3 / 3)
        return 2 * np.pi * (f1 * t + bend * ((t1 - t) ** 3 - t1**3) / 3)
    if method in ("logarithmic", "log", "lo"):
        return 2 * np.pi * t1 / np.log(f1 / f0) * f0 * ((f1 / f0) ** (t / t1) - 1)
    pole = -f1 * t1 / (f0 - f1)
    return 2 * np.pi * (-pole * f0) * np.log(np.abs(1 - t / pole))


@definition(scipy.signal.sweep_poly)
def sweep_poly(t: Any, poly: Any, phi: Any = 0) -> Any:
    """A wave whose frequency is a polynomial."""
    if isinstance(poly, np.poly1d):
        return no_rule("a `poly1d` has no derivative rule here", "give its coefficients")
    raised = np.asarray(poly) / np.arange(np.shape(poly)[0], 0, -1)
    return np.cos(2 * np.pi * t * np.polyval(raised, t) + phi * (np.pi / 180))


@definition(scipy.signal.gausspulse)
def gausspulse(
    t: Any, fc: Any = 1000, bw: Any = 0.5, bwr: Any = -6, tpr: Any = -60, retquad: Any = False, retenv: Any = False
) -> Any:
    """A wave under a bell curve."""
    if isinstance(t, str):
        return no_rule("the end of a pulse has no derivative rule", "give the times")
    a = -((np.pi * fc * bw) ** 2) / (4 * np.log(10.0 ** (bwr / 20.0)))
    envelope = np.exp(-a * t * t)
    found: Any = (envelope * np.cos(2 * np.pi * fc * t),)
    if retquad:
        found = (*found, envelope * np.sin(2 * np.pi * fc * t))
    if retenv:
        found = (*found, envelope)
    return found if retquad or retenv else found[0]


@definition(scipy.signal.vectorstrength)
def vectorstrength(events: Any, period: Any) -> Any:
    """The length and the angle of the mean of the phases."""
    if np.ndim(period) > 0:
        turns = np.exp(2j * np.pi * events / np.expand_dims(period, -1))
        return np.abs(np.mean(turns, axis=-1)), np.angle(np.mean(turns, axis=-1))
    mean = np.mean(np.exp(2j * np.pi * events / period))
    return np.abs(mean), np.angle(mean)


# Changes of the rate


def antialiasing(rate: Any, window: Any) -> Any:
    """The weights of a filter for a change of the rate."""
    if rate == 1:
        return np.ones(1)
    return scipy.signal.firwin(20 * rate + 1, 1 / rate, window=window)


def common_divisor(a: Any, b: Any) -> Any:
    """The greatest common divisor."""
    return int(np.gcd(a, b))


def sections(order: Any, q: Any) -> Any:
    """The sections of a filter that leaves one of `q` elements."""
    return scipy.signal.cheby1(order, 0.05, 0.8 / q, output="sos")


nondifferentiable((antialiasing, common_divisor, sections))


@definition(scipy.signal.resample)
def resample(x: Any, num: Any, t: Any = None, axis: Any = 0, window: Any = None, domain: Any = "time") -> Any:
    """The spectrum is cut, or continued by zeros; its last frequency, if it is shared, counts half on each side."""
    if window is not None or domain != "time":
        return no_rule("`window` and `domain` of `resample` have no derivative rule", "filter before it")
    signal = axis_last(x, axis)
    size = np.shape(signal)[-1]
    kept = min(num, size)
    half = kept // 2 + 1
    if np.iscomplexobj(x):
        return no_rule("`resample` of complex signals has no derivative rule", "resample both parts")
    spectrum = np.fft.rfft(signal)[..., :half]
    factor = 2.0 if num < size else 0.5 if num > size else 1.0
    spectrum = spectrum * np.where((kept % 2 == 0) & (np.arange(half) == half - 1), factor, 1.0)
    y = axis_back(np.fft.irfft(spectrum, num) * (num / size), axis)
    return y if t is None else (y, np.arange(num) * (t[1] - t[0]) * size / num + t[0])


@definition(scipy.signal.resample_poly)
def resample_poly(
    x: Any, up: Any, down: Any, axis: Any = 0, window: Any = ("kaiser", 5.0), padtype: Any = "constant",
    cval: Any = None,
) -> Any:  # fmt: skip
    """Zeros between the elements, a filter, and a part of what comes out."""
    if padtype != "constant" or (cval is not None and cval != 0):
        return no_rule("`padtype` of `resample_poly` has no derivative rule", "subtract the mean before it")
    divisor = common_divisor(up, down)
    up, down = up // divisor, down // divisor
    if isinstance(window, (tuple, str)):
        h = up * antialiasing(max(up, down), window)
    else:
        h = up * np.asarray(window)
    half = (np.shape(h)[0] - 1) // 2
    before = down - half % down
    skipped = (half + before) // down
    count = -(-np.shape(x)[axis] * up // down)
    after = max(0, (count + skipped - 1) * down + 1 - before - np.shape(h)[0] - (np.shape(x)[axis] - 1) * up)
    wide = np.concatenate((np.zeros(before), h, np.zeros(after)))
    return axis_back(
        axis_last(scipy.signal.upfirdn(wide, x, up, down, axis), axis)[..., skipped : skipped + count], axis
    )


@definition(scipy.signal.decimate)
def decimate(x: Any, q: Any, n: Any = None, ftype: Any = "iir", axis: Any = -1, zero_phase: Any = True) -> Any:
    """A filter, and each of `q` elements."""
    if not isinstance(ftype, str) or (ftype == "fir" and not zero_phase):
        return no_rule("this filter of `decimate` has no derivative rule", "filter yourself, and take a slice")
    if ftype == "fir":
        if n is not None:
            return no_rule("`n` of `decimate` has no derivative rule", "use `resample_poly` with a window")
        return scipy.signal.resample_poly(x, 1, q, axis, "hamming")
    sos = sections(8 if n is None else n, q)
    y = scipy.signal.sosfiltfilt(sos, x, axis) if zero_phase else scipy.signal.sosfilt(sos, x, axis)
    return axis_back(axis_last(y, axis)[..., ::q], axis)


# Filters of neighbours


@definition(scipy.signal.medfilt)
def medfilt(volume: Any, kernel_size: Any = None) -> Any:
    """The median of each window, with zeros outside."""
    return scipy.ndimage.median_filter(volume, 3 if kernel_size is None else kernel_size, mode="constant")


@definition(scipy.signal.medfilt2d)
def medfilt2d(input: Any, kernel_size: Any = 3) -> Any:
    """The median of each window, with zeros outside."""
    return scipy.ndimage.median_filter(input, kernel_size, mode="constant")


@definition(scipy.signal.wiener)
def wiener(im: Any, mysize: Any = None, noise: Any = None) -> Any:
    """Each element is drawn to the mean of its window, as far as the window's variance is noise."""
    size: Any = 3 if mysize is None else mysize
    box = np.ones(tuple(size[k] if np.ndim(size) > 0 else size for k in range(np.ndim(im))))
    mean = scipy.signal.correlate(im, box, "same") / np.size(box)
    spread = scipy.signal.correlate(im**2, box, "same") / np.size(box) - mean**2
    level = np.mean(np.ravel(spread)) if noise is None else noise
    return np.where(spread < level, mean, (im - mean) * (1 - level / spread) + mean)


@definition(scipy.signal.czt_points)
def czt_points(m: Any, w: Any = None, a: Any = 1 + 0j) -> Any:
    """`a w^-k`; the roots of 1 where no `w` is given."""
    k = np.arange(m)
    return a * np.exp(2j * np.pi * k / m) if w is None else a * (1.0 * w) ** -k

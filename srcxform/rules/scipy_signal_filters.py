"""scipy.signal: recursive filters, `a[0] y[t] + a[1] y[t - 1] + ... = b[0] x[t] + b[1] x[t - 1] + ...`.

The adjoint of the state runs the same recurrence from the end of the signal (Griewank and Walther, section 3).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.ndimage
import scipy.signal

from srcxform.rules.axes import axis_back, axis_last
from srcxform.rules.registry import adjoint, definition, no_rule, tangent
from srcxform.runtime import unbroadcast


@definition(scipy.signal.savgol_coeffs)
def savgol_coeffs(
    window_length: Any, polyorder: Any, deriv: Any = 0, delta: Any = 1.0, pos: Any = None, use: Any = "conv"
) -> Any:
    """The coefficients for samples at distance 1, by the power of the distance; the place is a constant."""
    whole = scipy.signal.savgol_coeffs(window_length, polyorder, deriv=deriv, pos=pos, use=use)
    return whole / delta**deriv if deriv > 0 else whole


def longer(x: Any, count: Any) -> Any:
    """`x` with zeros behind it, up to a length along the last axis."""
    return np.concatenate((x, np.zeros_like(x, shape=(*np.shape(x)[:-1], count - np.shape(x)[-1]))), axis=-1)


def backwards(b: Any, a: Any, x: Any) -> Any:
    """The filter from the end to the beginning, with conjugate coefficients."""
    return scipy.signal.lfilter(np.conj(b), np.conj(a), x[..., ::-1])[..., ::-1]


def lagged_products(m: Any, x: Any, count: Any) -> Any:
    """The sums of `m[t] * conj(x[t - k])` over all t and rows, for each k below `count`."""
    before = np.zeros_like(x, shape=(*np.shape(x)[:-1], count - 1))
    windows = np.lib.stride_tricks.sliding_window_view(np.concatenate((before, x), axis=-1), count, -1)
    axes = tuple(range(np.ndim(m)))
    return np.tensordot(m, np.conj(windows), (axes, axes))[::-1]


@adjoint(scipy.signal.lfilter)
def lfilter(b: Any, a: Any, x: Any, axis: Any = -1, zi: Any = None, *, out: Any, out_bar: Any) -> Any:
    """With `m` the adjoint of the right-hand side, and of the final state behind it."""
    order = max(np.shape(b)[0], np.shape(a)[0]) - 1
    unit = np.ones_like(a[:1])
    signal, response = axis_last(x, axis), axis_last(out if zi is None else out[0], axis)
    g = axis_last(out_bar if zi is None else out_bar[0], axis)
    monic = a / a[0]
    if zi is None:
        m = backwards(unit, monic, g)
    else:
        final = axis_last(out_bar[1], axis)
        after = np.concatenate((np.zeros_like(g), final), axis=-1)
        fed_back = backwards(monic, unit, after)[..., : np.shape(g)[-1]]
        m = np.concatenate((backwards(unit, monic, g - fed_back), final), axis=-1)
        signal, response = longer(signal, np.shape(m)[-1]), longer(response, np.shape(m)[-1])
    x_bar = backwards(b / a[0], unit, m)[..., : np.shape(axis_last(x, axis))[-1]]
    monic_b_bar = lagged_products(m, signal, np.shape(b)[0])
    monic_a_bar = -lagged_products(m, response, np.shape(a)[0])
    scale = np.sum(monic_b_bar * np.conj(b)) + np.sum(monic_a_bar[1:] * np.conj(a[1:]))
    first = np.reshape(-scale / np.conj(a[0]) ** 2, (1,))
    a_bar = np.concatenate((first, monic_a_bar[1:] / np.conj(a[0])))
    zi_bar = None if zi is None else unbroadcast(axis_back(m[..., :order], axis), zi)
    return monic_b_bar / np.conj(a[0]), a_bar, axis_back(x_bar, axis), None, zi_bar


@tangent(scipy.signal.lfilter)
def lfilter_tangent(
    b: Any, a: Any, x: Any, axis: Any = -1, zi: Any = None,
    *, out: Any, b_dot: Any, a_dot: Any, x_dot: Any, zi_dot: Any = None,
) -> Any:  # fmt: skip
    """Linear in `b`, in `x` and in the initial state; a change of `a` acts on the response as one of `-b`."""
    count = max(np.shape(b)[0], np.shape(a)[0])
    monic, change = longer(a / a[0], count), longer(a_dot / a[0] - a * (a_dot[0] / a[0] ** 2), count)
    b_change = longer(b * (-a_dot[0] / a[0] ** 2), count)
    if zi is None:
        by_a = scipy.signal.lfilter(b_change, monic, x, axis) - scipy.signal.lfilter(change, monic, out, axis)
        return scipy.signal.lfilter(b_dot, a, x, axis), by_a, scipy.signal.lfilter(b, a, x_dot, axis)
    rest = np.zeros_like(zi)
    y_forced, z_forced = scipy.signal.lfilter(b_change, monic, x, axis, rest)
    y_fed, z_fed = scipy.signal.lfilter(-change, monic, out[0], axis, rest)
    by_b = scipy.signal.lfilter(longer(b_dot / a[0], count), monic, x, axis, rest)
    by_x = scipy.signal.lfilter(b, a, x_dot, axis, rest)
    by_zi = scipy.signal.lfilter(b, a, np.zeros_like(x), axis, zi_dot)
    return by_b, (y_forced + y_fed, z_forced + z_fed), by_x, None, by_zi


@definition(scipy.signal.lfilter_zi)
def lfilter_zi(b: Any, a: Any) -> Any:
    """The state in which the filter gives a constant answer to a step."""
    count = max(np.shape(b)[0], np.shape(a)[0])
    monic, forced = longer(a / a[0], count), longer(b / a[0], count)
    gap = forced[1:] - monic[1:] * forced[0]
    first = np.sum(gap) / np.sum(monic)
    before = np.concatenate((np.zeros_like(gap[:1]), np.cumsum(gap)[:-1]))
    return first * np.cumsum(monic)[:-1] - before


@definition(scipy.signal.sosfilt)
def sosfilt(sos: Any, x: Any, axis: Any = -1, zi: Any = None) -> Any:
    """One section after the other."""
    y = x
    if zi is None:
        for k in range(np.shape(sos)[0]):
            y = scipy.signal.lfilter(sos[k, :3], sos[k, 3:], y, axis)
        return y
    final = []
    for k in range(np.shape(sos)[0]):
        found = scipy.signal.lfilter(sos[k, :3], sos[k, 3:], y, axis, zi[k])
        y = found[0]
        final.append(found[1])
    return y, np.stack(final)


def extended(x: Any, padtype: Any, edge: Any) -> Any:
    """The signal continued at both ends of the last axis."""
    if padtype is None or edge == 0:
        return x
    if padtype == "constant":
        start, end = x[..., :1] + np.zeros_like(x[..., :edge]), x[..., -1:] + np.zeros_like(x[..., :edge])
        return np.concatenate((start, x, end), axis=-1)
    start, end = x[..., 1 : edge + 1][..., ::-1], x[..., -edge - 1 : -1][..., ::-1]
    if padtype == "odd":
        start, end = 2 * x[..., :1] - start, 2 * x[..., -1:] - end
    return np.concatenate((start, x, end), axis=-1)


def kept(x: Any, edge: Any) -> Any:
    """The part that `extended` added to."""
    return x[..., edge : np.shape(x)[-1] - edge]


@definition(scipy.signal.filtfilt)
def filtfilt(
    b: Any, a: Any, x: Any, axis: Any = -1, padtype: Any = "odd", padlen: Any = None, method: Any = "pad",
    irlen: Any = None,
) -> Any:  # fmt: skip
    """Forwards and backwards, each time from the state of a constant signal."""
    if method != "pad":
        return no_rule("Gustafsson's method has no derivative rule", "use method='pad'")
    edge = 0 if padtype is None else 3 * max(np.shape(b)[0], np.shape(a)[0]) if padlen is None else padlen
    wide = extended(axis_last(x, axis), padtype, edge)
    rest = scipy.signal.lfilter_zi(b, a)
    y = scipy.signal.lfilter(b, a, wide, -1, rest * wide[..., :1])[0]
    y = scipy.signal.lfilter(b, a, y[..., ::-1], -1, rest * y[..., -1:])[0]
    return axis_back(kept(y[..., ::-1], edge), axis)


@definition(scipy.signal.sosfilt_zi)
def sosfilt_zi(sos: Any) -> Any:
    """The state of each section, for the constant that the ones before it give."""
    scale, states = 1.0, []
    for k in range(np.shape(sos)[0]):
        states.append(scale * scipy.signal.lfilter_zi(sos[k, :3], sos[k, 3:]))
        scale = scale * np.sum(sos[k, :3]) / np.sum(sos[k, 3:])
    return np.stack(states)


@definition(scipy.signal.sosfiltfilt)
def sosfiltfilt(sos: Any, x: Any, axis: Any = -1, padtype: Any = "odd", padlen: Any = None) -> Any:
    """Forwards and backwards, each time from the state of a constant signal."""
    taps = 2 * np.shape(sos)[0] + 1 - min(np.sum(sos[:, 2] == 0), np.sum(sos[:, 5] == 0))
    edge = 0 if padtype is None else 3 * taps if padlen is None else padlen
    wide = extended(axis_last(x, axis), padtype, edge)
    y = wide
    for _ in range(2):
        scale, z = 1.0, y
        for k in range(np.shape(sos)[0]):
            rest = scale * scipy.signal.lfilter_zi(sos[k, :3], sos[k, 3:])
            z = scipy.signal.lfilter(sos[k, :3], sos[k, 3:], z, -1, rest * y[..., :1])[0]
            scale = scale * np.sum(sos[k, :3]) / np.sum(sos[k, 3:])
        y = z[..., ::-1]
    return axis_back(kept(y, edge), axis)


@definition(scipy.signal.savgol_filter)
def savgol_filter(
    x: Any, window_length: Any, polyorder: Any, deriv: Any = 0, delta: Any = 1.0, axis: Any = -1, mode: Any = "interp",
    cval: Any = 0.0,
) -> Any:  # fmt: skip
    """The value in the middle of a polynomial through each window; at the ends, of the first and the last window."""
    weights = scipy.signal.savgol_coeffs(window_length, polyorder, deriv=deriv, delta=delta)
    if mode != "interp":
        return scipy.ndimage.convolve1d(x, weights, axis, None, mode, cval)
    half = window_length // 2
    signal = axis_last(x, axis)
    middle = scipy.ndimage.convolve1d(signal, weights, -1, None, "constant")
    start = [end_weights(window_length, polyorder, deriv, delta, k) for k in range(half)]
    end = [end_weights(window_length, polyorder, deriv, delta, window_length - half + k) for k in range(half)]
    first = signal[..., :window_length] @ np.transpose(np.array(start))
    final = signal[..., -window_length:] @ np.transpose(np.array(end))
    inside = middle[..., half : np.shape(signal)[-1] - half]
    return axis_back(np.concatenate((first, inside, final), axis=-1), axis)


def end_weights(window_length: Any, polyorder: Any, deriv: Any, delta: Any, place: Any) -> Any:
    """The weights of a window for the value of its polynomial at one place."""
    return scipy.signal.savgol_coeffs(window_length, polyorder, deriv=deriv, delta=delta, pos=place, use="dot")


# Changes of the rate


def stuffed(x: Any, step: Any) -> Any:
    """`x` with zeros between its elements, such that each is `step` after the one before."""
    zeros = np.zeros_like(x, shape=(*np.shape(x), step - 1))
    wide = np.concatenate((np.expand_dims(x, -1), zeros), axis=-1)
    return np.reshape(wide, (*np.shape(x)[:-1], np.shape(x)[-1] * step))


@adjoint(scipy.signal.upfirdn)
def upfirdn(
    h: Any, x: Any, up: Any = 1, down: Any = 1, axis: Any = -1, mode: Any = "constant", cval: Any = 0, *, out_bar: Any
) -> Any:
    """`y[n] = sum(h[n * down - k * up] * x[k])`: to go back is to change the rate the other way."""
    refuse_continued(mode, cval)
    g, signal = axis_last(out_bar, axis), axis_last(x, axis)
    length, count = np.shape(h)[0], np.shape(signal)[-1]
    taps = np.concatenate((h, np.zeros_like(h, shape=(-(length - 1) % up,))))
    start = (np.shape(taps)[0] - 1) // up
    one_more = np.concatenate((g, np.zeros_like(g[..., :1])), axis=-1)
    x_bar = scipy.signal.upfirdn(np.conj(taps[::-1]), one_more, down, up)[..., start : start + count]
    sparse_g, sparse_x = stuffed(g, down), stuffed(signal, up)
    rows = np.ndim(x) - 1
    products = scipy.signal.fftconvolve(sparse_g, np.conj(sparse_x[..., ::-1]), "full", axes=-1)
    total = np.sum(products, axis=tuple(range(rows))) if rows else products
    first = np.shape(sparse_x)[-1] - 1
    return longer(total, np.shape(total)[-1] + length)[first : first + length], axis_back(x_bar, axis)


@tangent(scipy.signal.upfirdn)
def upfirdn_tangent(
    h: Any, x: Any, up: Any = 1, down: Any = 1, axis: Any = -1, mode: Any = "constant", cval: Any = 0,
    *, h_dot: Any, x_dot: Any,
) -> Any:  # fmt: skip
    """Linear in each."""
    refuse_continued(mode, cval)
    return scipy.signal.upfirdn(h_dot, x, up, down, axis), scipy.signal.upfirdn(h, x_dot, up, down, axis)


def refuse_continued(mode: Any, cval: Any) -> Any:
    """A signal that is continued in another way than by zeros."""
    if mode is not None and (mode != "constant" or cval != 0):
        return no_rule("`mode` and `cval` of `upfirdn` have no derivative rule", "use `np.pad` before it")
    return None

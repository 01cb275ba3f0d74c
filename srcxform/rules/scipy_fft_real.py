"""scipy.fft: transforms of real numbers: cosine, sine and Hankel transforms.

The matrices of the cosine transforms of types 2 and 3 are transposes of each other, and those of types 1 and 4 are
symmetric, but for the factors of single elements, which `orthogonalize=True` spreads evenly. The same holds for the
sine transforms. (Definitions: the reference of `scipy.fft.dct` and `scipy.fft.dst`.)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.fft
import scipy.special

from srcxform.rules.fft import axes_of, opposite, refitted
from srcxform.rules.registry import adjoint, definition, linear, no_rule, tangent
from srcxform.rules.scipy_fft import overwritten, several
from srcxform.runtime import resized, scaled_part

LOG_2 = math.log(2)

INVERSE_TYPE = (0, 1, 3, 2, 4)
"""The type that undoes each type, but for the scale."""


def is_even(x: Any, orthogonalize: Any, norm: Any) -> Any:
    """Whether the factors of single elements are spread evenly over both sides of the matrix."""
    if orthogonalize is None or orthogonalize == (norm == "ortho"):
        return norm == "ortho"
    if np.iscomplexobj(x):
        return no_rule("SciPy ignores `orthogonalize` where `x` is complex", "transform its real and imaginary parts")
    return orthogonalize


def dct_transpose(g: Any, kind: Any, axis: Any, norm: Any, even: Any) -> Any:
    """The transpose of a cosine transform."""
    if kind == 4 or (even and kind == 1):
        return scipy.fft.dct(g, kind, axis=axis, norm=norm, orthogonalize=even)
    if kind == 1:
        # The matrix is symmetric but for its inner columns, which are doubled.
        inner = scaled_part(g, -1, 1, -1, axis)
        return scaled_part(scipy.fft.dct(inner, 1, axis=axis, norm=norm, orthogonalize=False), 1, 1, -1, axis)
    if even:
        return scipy.fft.dct(g, INVERSE_TYPE[kind], axis=axis, norm=norm, orthogonalize=True)
    # Of type 3 all columns but the first are doubled; of type 2 all rows are.
    if kind == 2:
        return scipy.fft.dct(scaled_part(g, 1, 0, 1, axis), 3, axis=axis, norm=norm, orthogonalize=False)
    return scaled_part(scipy.fft.dct(g, 2, axis=axis, norm=norm, orthogonalize=False), -1, 0, 1, axis)


def dst_transpose(g: Any, kind: Any, axis: Any, norm: Any, even: Any) -> Any:
    """The transpose of a sine transform."""
    if even or kind == 1 or kind == 4:
        return scipy.fft.dst(g, INVERSE_TYPE[kind], axis=axis, norm=norm, orthogonalize=even)
    # Of type 3 all columns but the last are doubled; of type 2 all rows are.
    if kind == 2:
        return scipy.fft.dst(scaled_part(g, 1, -1, None, axis), 3, axis=axis, norm=norm, orthogonalize=False)
    return scaled_part(scipy.fft.dst(g, 2, axis=axis, norm=norm, orthogonalize=False), -1, -1, None, axis)


def each_axis(transpose: Any, x: Any, kind: Any, s: Any, axes: Any, norm: Any, even: Any, g: Any) -> Any:
    """The transpose of a transform along several axes."""
    lengths = several(s)
    for axis in axes_of(x, lengths, several(axes)):
        g = transpose(g, kind, axis, norm, even)
    return g if s is None else resized(g, x)


@linear(scipy.fft.dct)
def dct(
    x: Any, type: Any = 2, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False,
    workers: Any = None, orthogonalize: Any = None, *, out_bar: Any,
) -> Any:  # fmt: skip
    """A cosine transform."""
    if overwrite_x:
        return overwritten()
    return refitted(dct_transpose(out_bar, type, axis, norm, is_even(x, orthogonalize, norm)), x, n, axis)


@linear(scipy.fft.idct)
def idct(
    x: Any, type: Any = 2, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False,
    workers: Any = None, orthogonalize: Any = None, *, out_bar: Any,
) -> Any:  # fmt: skip
    """The cosine transform of the inverse type, scaled at the other end."""
    if overwrite_x:
        return overwritten()
    even = is_even(x, orthogonalize, norm)
    return refitted(dct_transpose(out_bar, INVERSE_TYPE[type], axis, opposite(norm), even), x, n, axis)


@linear(scipy.fft.dst)
def dst(
    x: Any, type: Any = 2, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False,
    workers: Any = None, orthogonalize: Any = None, *, out_bar: Any,
) -> Any:  # fmt: skip
    """A sine transform."""
    if overwrite_x:
        return overwritten()
    return refitted(dst_transpose(out_bar, type, axis, norm, is_even(x, orthogonalize, norm)), x, n, axis)


@linear(scipy.fft.idst)
def idst(
    x: Any, type: Any = 2, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False,
    workers: Any = None, orthogonalize: Any = None, *, out_bar: Any,
) -> Any:  # fmt: skip
    """The sine transform of the inverse type, scaled at the other end."""
    if overwrite_x:
        return overwritten()
    even = is_even(x, orthogonalize, norm)
    return refitted(dst_transpose(out_bar, INVERSE_TYPE[type], axis, opposite(norm), even), x, n, axis)


@linear(scipy.fft.dctn)
def dctn(
    x: Any, type: Any = 2, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False,
    workers: Any = None, *, orthogonalize: Any = None, out_bar: Any,
) -> Any:  # fmt: skip
    """A cosine transform along each axis."""
    if overwrite_x:
        return overwritten()
    return each_axis(dct_transpose, x, type, s, axes, norm, is_even(x, orthogonalize, norm), out_bar)


@linear(scipy.fft.idctn)
def idctn(
    x: Any, type: Any = 2, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False,
    workers: Any = None, orthogonalize: Any = None, *, out_bar: Any,
) -> Any:  # fmt: skip
    """The cosine transform of the inverse type along each axis, scaled at the other end."""
    if overwrite_x:
        return overwritten()
    even = is_even(x, orthogonalize, norm)
    return each_axis(dct_transpose, x, INVERSE_TYPE[type], s, axes, opposite(norm), even, out_bar)


@linear(scipy.fft.dstn)
def dstn(
    x: Any, type: Any = 2, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False,
    workers: Any = None, orthogonalize: Any = None, *, out_bar: Any,
) -> Any:  # fmt: skip
    """A sine transform along each axis."""
    if overwrite_x:
        return overwritten()
    return each_axis(dst_transpose, x, type, s, axes, norm, is_even(x, orthogonalize, norm), out_bar)


@linear(scipy.fft.idstn)
def idstn(
    x: Any, type: Any = 2, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False,
    workers: Any = None, orthogonalize: Any = None, *, out_bar: Any,
) -> Any:  # fmt: skip
    """The sine transform of the inverse type along each axis, scaled at the other end."""
    if overwrite_x:
        return overwritten()
    even = is_even(x, orthogonalize, norm)
    return each_axis(dst_transpose, x, INVERSE_TYPE[type], s, axes, opposite(norm), even, out_bar)


# Hankel transforms. Between two diagonal matrices of powers, which are alike but for a factor, stands a circulant
# matrix with its rows in reverse, so the whole is symmetric (Hamilton, 2000, appendix B).


@adjoint(scipy.fft.fht)
def fht(a: Any, dln: Any, mu: Any, offset: Any = 0.0, bias: Any = 0.0, *, out_bar: Any) -> Any:
    """A symmetric matrix."""
    return scipy.fft.fht(out_bar, dln, mu, offset, bias)


@tangent(scipy.fft.fht)
def fht_tangent(a: Any, dln: Any, mu: Any, offset: Any = 0.0, bias: Any = 0.0, *, a_dot: Any) -> Any:
    """It is linear in its data."""
    return scipy.fft.fht(a_dot, dln, mu, offset, bias)


@adjoint(scipy.fft.ifht)
def ifht(A: Any, dln: Any, mu: Any, offset: Any = 0.0, bias: Any = 0.0, *, out_bar: Any) -> Any:
    """A symmetric matrix."""
    return scipy.fft.ifht(out_bar, dln, mu, offset, bias)


@tangent(scipy.fft.ifht)
def ifht_tangent(A: Any, dln: Any, mu: Any, offset: Any = 0.0, bias: Any = 0.0, *, A_dot: Any) -> Any:
    """It is linear in its data."""
    return scipy.fft.ifht(A_dot, dln, mu, offset, bias)


@definition(scipy.fft.fhtoffset)
def fhtoffset(dln: Any, mu: Any, initial: Any = 0.0, bias: Any = 0.0) -> Any:
    """The nearest offset at which the last coefficient is real (Hamilton, 2000, equation B26); whole numbers stay."""
    phase = 0.5j * np.pi / dln
    above = np.imag(scipy.special.loggamma((mu + 1 + bias) / 2 + phase))
    below = np.imag(scipy.special.loggamma((mu + 1 - bias) / 2 + phase))
    turns = (LOG_2 - initial) / dln + (above + below) / np.pi
    return initial + (turns - np.round(turns)) * dln

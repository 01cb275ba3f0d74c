"""Samples for operators, elementwise functions, reductions, scans and new arrays."""

from __future__ import annotations

import builtins
import cmath
import math
import operator
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from srcxform import runtime
from tests.rules.sample import Sample, Samples, fortran, strided, values

SAMPLES: Samples = {}

BROADCAST = [
    ((), ()),
    ((3,), ()),
    ((), (3,)),
    ((4,), (4,)),
    ((2, 3), (3,)),
    ((3,), (2, 3)),
    ((2, 1), (1, 3)),
    ((1, 3), (2, 3)),
    ((2, 3), (1, 1)),
    ((1,), (1, 1)),
    ((0, 3), (3,)),
    ((0, 3), (1, 3)),
]


def scalars(low: float, high: float) -> list[Sample]:
    """One number, of Python and of NumPy."""
    x = values(low=low, high=high)
    return [Sample((x,)), Sample((low * 0.3 + high * 0.7,)), Sample((np.float64(x),)), Sample((np.float32(x),))]


def complex_unary() -> list[Sample]:
    """Complex numbers off the axes, and so off all branch cuts."""
    return [
        Sample((0.3 + 0.4j,)),
        Sample((np.complex128(-0.6 + 0.7j),)),
        Sample((values(3, dtype=complex),)),
        Sample((values(2, 3, dtype=complex).T,)),
        Sample((values(3, dtype=np.complex64),)),
    ]


def unary(low: float, high: float, *, holomorphic: bool = True) -> list[Sample]:
    """A function of one array, on every kind of array."""
    real = [
        *scalars(low, high),
        Sample((np.array(values(low=low, high=high)),)),
        Sample((values(4, low=low, high=high),)),
        Sample((fortran(3, 4, low=low, high=high),)),
        Sample((strided(2, 3, low=low, high=high),)),
        Sample((values(1, 3, 1, low=low, high=high),)),
        Sample((values(0, 3),)),
        Sample((values(3, low=low, high=high, dtype=np.float32),)),
    ]
    return real + complex_unary() if holomorphic else real


def binary(
    x: tuple[float, float] = (-2, 2), y: tuple[float, float] = (-1.7, 2.1), *, holomorphic: bool = True
) -> list[Sample]:
    """A function of two arrays that broadcast, with values in the ranges x and y."""

    def pair(shapes: tuple[tuple[int, ...], tuple[int, ...]], dtype: Any = float) -> Sample:
        return Sample(
            (
                values(*shapes[0], low=x[0], high=x[1], dtype=dtype),
                values(*shapes[1], low=y[0], high=y[1], seed=1, dtype=dtype),
            )
        )

    found = [pair(shapes) for shapes in BROADCAST]
    found.append(pair(((2, 3), (3,)), np.float32))
    found.append(Sample((fortran(3, 4, low=x[0], high=x[1]), strided(3, 4, low=y[0], high=y[1]))))
    found.append(Sample((values(3, low=x[0], high=x[1]), np.float64(y[0] * 0.4 + y[1] * 0.6))))
    if holomorphic:
        found += [pair(((2, 3), (3,)), complex), pair(((), ()), complex), pair(((3,), (2, 1)), np.complex64)]
        found.append(Sample((values(3, low=x[0], high=x[1]), values(2, 3, dtype=complex, seed=1))))
        found.append(Sample((values(2, 3, dtype=complex), values(3, low=y[0], high=y[1], seed=1))))
    return found


def two_scalars(x: tuple[float, float], y: tuple[float, float]) -> list[Sample]:
    """Pairs of Python floats, and of NumPy's."""
    low, high = x[0] * 0.7 + x[1] * 0.3, y[0] * 0.2 + y[1] * 0.8
    return [
        Sample((low, high)),
        Sample((np.float64(high), low)),
        Sample((x[0] * 0.1 + x[1] * 0.9, y[0] * 0.6 + y[1] * 0.4)),
    ]


def put(samples: Iterable[Sample], *primitives: Any) -> None:
    """Add samples to primitives."""
    for primitive in primitives:
        SAMPLES.setdefault(primitive, []).extend(samples)


# Operators.

put(binary(), operator.add, np.add, operator.sub, np.subtract, operator.mul, np.multiply)
put([Sample((values(3), 2)), Sample((3, values(3))), Sample((2, 1.5))], operator.add, operator.sub, operator.mul)
put(binary(y=(0.4, 2.1)), operator.truediv, np.divide)
put(binary(y=(-2.2, -0.4)), operator.truediv, np.divide)
put([Sample((values(3), 2)), Sample((3, values(3, low=1)))], operator.truediv, np.divide)
put(unary(-2, 2), operator.neg, np.negative, operator.pos, np.positive)

MIXED = np.array([-1.3, 0.7, 1.9])
POWERS = [
    *binary((0.3, 2.2), (-1.2, 2.3)),
    # Whole exponents of a negative base, and the exponents at which a factor is 0.
    *(Sample((base, n)) for n in (-2, -1, 0, 1, 2, 3) for base in (-1.3, MIXED, MIXED.astype(np.float32))),
    *(Sample((base, n), wrt=(0,)) for n in (2.0, 0.0, 1.0, -1.0) for base in (-1.3, values(2, 3))),
    *(Sample((base, n)) for n in (0, 1, 2, 3) for base in (0.0, np.array([0.0, 1.0, -2.0]))),
    *(Sample((np.array([0.0, 1.5]), n), wrt=(0,)) for n in (0.0, 1.0, 2.0)),
    Sample((values(2, 3), np.array([0, 2, 3]))),
    Sample((np.array([0.0, 0.0, 1.2]), np.array([0.0, 1.0, 0.0])), wrt=(0,)),
    # A base of 0 with an exponent that varies.
    Sample((np.array([0.0, 2.0]), np.array([1.5, 0.7])), wrt=(1,)),
    Sample((2, values(3))),
    Sample((np.array([1, 2, 3]), values(3))),
    Sample((0.3 + 0.4j, 2)),
    Sample((values(3, dtype=complex), 3)),
]
put(POWERS, operator.pow, np.power, builtins.pow, np.float_power)
put(
    [Sample((2.5, 0.0)), Sample((2.5, 0.0), wrt=(0,)), Sample((0.0, 1.5), wrt=(1,))],
    operator.pow,
    builtins.pow,
    math.pow,
)
put(two_scalars((0.3, 2.2), (-1.2, 2.3)), operator.pow, builtins.pow, math.pow)
put([Sample((-1.5, n), wrt=(0,)) for n in (2, 3, 0, -1, 2.0)], math.pow)
put([Sample((0.0, n), wrt=(0,)) for n in (2, 1, 0, 2.0, 0.0)], math.pow)


def halfway(sample: Sample) -> Sample:
    """Dividends about halfway between multiples of a divisor near 1."""
    x, y = sample.args
    return Sample(((np.floor(x) + 0.5).astype(x.dtype) if isinstance(x, np.ndarray) else math.floor(x) + 0.5, y))


for _divisor in ((0.92, 1.06), (-1.06, -0.92)):
    put(map(halfway, binary((-2, 3), _divisor, holomorphic=False)), operator.mod, np.remainder, np.fmod, np.divmod)
    put(two_scalars((-3.6, 3.4), _divisor), operator.mod, math.fmod, builtins.divmod, np.divmod)
    put([Sample((x, y)) for x in (-2.2, 0.3, 3.1) for y in _divisor], math.remainder)
put(
    [Sample((1.05, 0.4)), Sample((-3.14, 0.7)), Sample((7, 2.2)), Sample((7.3, 2))], operator.mod, np.fmod, np.remainder
)
put([Sample((7, 2.2)), Sample((values(3), 2)), Sample((5, values(3, low=1.1, high=1.3)))], builtins.divmod, np.divmod)

# Functions of each element.

ANYWHERE = (-1.8, 2.1)
POSITIVE = (0.3, 3.2)
INSIDE_ONE = (-0.85, 0.9)
ABOVE_ONE = (1.2, 3.5)

UNARY = [
    (ANYWHERE, True, (np.exp, np.exp2, np.expm1, np.square, np.sin, np.cos, np.arctan, np.sinh, np.cosh, np.tanh)),
    (ANYWHERE, True, (np.arcsinh, np.sinc)),
    (ANYWHERE, False, (np.deg2rad, np.radians, np.rad2deg, np.degrees, np.i0, np.fabs)),
    (POSITIVE, True, (np.log, np.log2, np.log10, np.log1p, np.sqrt, np.reciprocal)),
    (POSITIVE, False, (np.cbrt,)),
    ((-2.1, -0.4), True, (np.reciprocal,)),
    ((-2.1, -0.4), False, (np.cbrt,)),
    (INSIDE_ONE, True, (np.arcsin, np.arccos, np.arctanh)),
    ((-1.2, 1.3), True, (np.tan,)),
    (ABOVE_ONE, True, (np.arccosh,)),
]
for _range, _holomorphic, _functions in UNARY:
    put(unary(*_range, holomorphic=_holomorphic), *_functions)
put([Sample((np.array([0.0, 1e-9, -1e-4, 1.0, 0.63, 0.64, -7.3, 40.2]),))], np.sinc)
for _order in range(5):
    put([Sample((np.array([0.0, 1e-5, 0.2, -1.3, 4.1]), _order)), Sample((0.7, _order))], runtime.sinc_derivative)
    put([Sample((np.array([0.0, 1e-5, 0.2, -1.3, 9.1]), _order)), Sample((0.7, _order))], runtime.bessel_i)
put([Sample((np.array([0.0, 12.5, -8.1]),))], np.i0)

MATH = [
    (ANYWHERE, (math.exp, math.exp2, math.expm1, math.sin, math.cos, math.atan, math.sinh, math.cosh, math.tanh)),
    (ANYWHERE, (math.asinh, math.radians, math.degrees, math.erf, math.erfc, math.fabs)),
    (POSITIVE, (math.log, math.log2, math.log10, math.log1p, math.sqrt, math.cbrt)),
    ((-2.1, -0.4), (math.cbrt,)),
    (INSIDE_ONE, (math.asin, math.acos, math.atanh)),
    ((-1.2, 1.3), (math.tan,)),
    (ABOVE_ONE, (math.acosh,)),
]
for _range, _functions in MATH:
    put(scalars(*_range)[:3], *_functions)
put([Sample((1.7, 2.5)), Sample((0.4, 10)), Sample((3, 2.5))], math.log)

CMATH = (
    cmath.exp,
    cmath.log,
    cmath.log10,
    cmath.sqrt,
    cmath.sin,
    cmath.cos,
    cmath.tan,
    cmath.sinh,
    cmath.cosh,
    cmath.tanh,
)
put([Sample((0.3 + 0.4j,)), Sample((-0.6 - 0.7j,)), Sample((0.8,))], *CMATH)
put([Sample((-0.8,))], cmath.sqrt)
put([Sample((0.3 + 0.4j, 1.2 - 0.3j))], cmath.log)

put(binary(holomorphic=False), np.logaddexp, np.logaddexp2, np.copysign)
put(binary((0.3, 2.0), (-2.0, -0.4), holomorphic=False), np.arctan2, np.hypot)
put(two_scalars((-2.0, -0.4), (0.3, 2.0)), math.atan2, math.copysign)
put(two_scalars((-2.0, 1.4), (0.3, 2.0)), math.hypot)
put([Sample((1.2,)), Sample((-1.2, 0.4, 2.3)), Sample((3, 0.4, 2))], math.hypot)
put([Sample((x, n)) for x in (1.3, -0.4) for n in (3, -2)], np.ldexp, math.ldexp)
put([Sample((values(2, 3), np.array([1, -2, 4]))), Sample((values(3, dtype=np.float32), 3))], np.ldexp)
put([Sample((values(3), np.array([[2], [1]])))], np.ldexp)
put(two_scalars((-2.0, 1.4), (3.3, 5.0)), np.nextafter, math.nextafter)
put([Sample((values(3), 9.0))], np.nextafter)

put(binary(holomorphic=False), np.maximum, np.minimum, np.fmax, np.fmin)
put([Sample((values(3), 0)), Sample((0.0, values(2, 3)))], np.maximum, np.minimum, np.fmax, np.fmin)
NAN_LEFT = np.array([np.nan, 1.0, 2.0])
put([Sample((NAN_LEFT, values(2, 3))), Sample((values(2, 3), NAN_LEFT))], np.fmax, np.fmin)

BOUNDED = values(3, 4)
put(
    [
        Sample((BOUNDED, -0.7, 0.9)),
        Sample((BOUNDED, -0.7, None)),
        Sample((BOUNDED, None, 0.9)),
        Sample((BOUNDED, values(4, low=-1.05, high=-0.3), values(3, 1, low=0.25, high=1.1))),
        Sample((BOUNDED, 0.9, -0.7)),
        Sample((0.3, BOUNDED, 5.0)),
        Sample((1.3, -1.0, 1.0)),
        Sample((0.3, -1, 1)),
        Sample((BOUNDED,), {"min": -0.7}),
        Sample((BOUNDED,), {"max": values(4, low=0.25, high=1.1)}),
        Sample((BOUNDED,), {"a_min": -0.7, "a_max": 0.9}),
        Sample((BOUNDED.astype(np.float32), -0.7, 0.9)),
        Sample((values(0, 3), -1.0, 1.0)),
        Sample((fortran(3, 4), -1.0, 1.0)),
    ],
    np.clip,
)
put([Sample((x, 0.5)) for x in (1.2, -0.3, np.array([0.7, -0.2]))], np.heaviside)
put([Sample((np.array([0.0, 1.0, -2.0]), values(2, 3)), wrt=(1,)), Sample((0.0, 0.4), wrt=(1,))], np.heaviside)
put([Sample((np.array([0.1, 3.0, 6.4, -0.2]),)), Sample((values(2, 3) * 3,), {"axis": 0})], np.unwrap)
put([Sample((values(5) * 200,), {"period": 360.0}, wrt=(0,))], np.unwrap)

# What is not holomorphic, and steps.

put(unary(-2, 2.1), builtins.abs, operator.abs, np.absolute)
put(unary(-2, 2.1), np.sign, np.real, np.imag, np.conjugate, np.angle, np.nan_to_num)
put([Sample((values(3, dtype=complex),), {"deg": True}), Sample((0.3 - 0.2j, True))], np.angle)
put([Sample((np.array([np.nan, 1.0, np.inf, -np.inf]),)), Sample((values(3), True, 1.0), wrt=(0,))], np.nan_to_num)
put([Sample((np.array([complex(np.nan, 1.0), complex(1.0, np.inf), 1 + 2j]),))], np.nan_to_num)
put(unary(-2, 2.1, holomorphic=False), np.real_if_close)
put([*scalars(-2.9, 3.2)[:2], *scalars(5.1, 5.3)[:2]], math.modf, math.frexp, np.modf, np.frexp)
put([Sample((values(2, 3) * 3,)), Sample((values(3, dtype=np.float32),)), Sample((values(0),))], np.modf, np.frexp)

put(
    [Sample((z, like), wrt=(0,)) for z in (1.5, values(3), values(3, dtype=complex)) for like in (1.0, 1j)],
    runtime.real_like,
)

put([Sample((z, z), wrt=(0,)) for z in (1.5, values(3))], runtime.or_zero)
put([Sample((values(3), values(3), "f"), wrt=(0,))], runtime.of_shape)

# Copies and conversions.

put(
    unary(-2, 2.1), np.complex128, np.array, np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray, np.copy
)
put(unary(-2, 2.1), np.asarray_chkfinite, np.clongdouble)
put(unary(-2, 2.1, holomorphic=False), np.float64, np.longdouble)
# Rounding to few digits is linear over long steps alone.
put((replace(sample, step=64.0) for sample in unary(-2, 2.1)), np.complex64)
put((replace(sample, step=64.0) for sample in unary(-2, 2.1, holomorphic=False)), np.float32, np.float16)
put([Sample((1.5,)), Sample((np.float32(1.5),)), Sample((np.array(1.5),))], builtins.float, builtins.complex)
put([Sample((1.5, 0.5)), Sample((2, 0.5)), Sample((0.5, np.float64(2.0))), Sample((1 + 2j,))], builtins.complex)
put([Sample((1.5,), {"imag": 0.5}), Sample((), {"imag": 0.5, "real": 2.0})], builtins.complex)
for _dtype in (np.float64, np.float32, complex):
    put(
        [Sample((values(3), _dtype)), Sample((values(2, 3, dtype=np.float32), _dtype))], np.astype, np.asarray, np.array
    )
DISPLAYS = [
    Sample(((1.5, 2.5),)),
    Sample(([1.5, 2, 2.5],)),
    Sample((((1.5, 2), (0.5, 3.5)),)),
    Sample(([values(3), values(3, seed=1)],)),
    Sample(((values(2, 3), [[1.0, 2, 3], [4, 5, 6.5]]),)),
    Sample(([1 + 2j, 0.5],)),
]
put(DISPLAYS, np.array, np.asarray, np.asanyarray, np.copy, np.asarray_chkfinite, np.ascontiguousarray)
put(
    [Sample((1.5,), {"ndmin": 2}), Sample(([1.5, 2.5],), {"ndmin": 3}), Sample((values(2, 3),), {"ndmin": 1})], np.array
)
put(
    [Sample((values(2, 3), [1.0, 2.0]), wrt=(0,)), Sample((values(2, 2), [(1.0, 2.0), [3, 4]]), wrt=(0,))],
    runtime.unstacked,
)

# New arrays.

put(
    [
        Sample(((2, 3), 1.5)),
        Sample((4, np.float64(0.5))),
        Sample(((2, 3), values(3))),
        Sample(((2, 3), values(2, 1))),
        Sample(((2, 3), 1.5, np.float32), step=64.0),
        Sample(((2, 3), 1 + 2j)),
        Sample(((0, 3), values(3))),
        Sample(((), 0.5)),
        Sample(((2,), 0.5, complex)),
    ],
    np.full,
)
put(
    [
        Sample((values(2, 3), 1.5), wrt=(1,)),
        Sample((values(2, 3), 1.5)),
        Sample((values(2, 3), values(3))),
        Sample((np.zeros((2, 3)), 1 + 2j, complex), wrt=(1,)),
        Sample((np.zeros(3), 0.5), {"shape": (2, 2)}),
    ],
    np.full_like,
)
put(
    [
        Sample((0.5, 2.5, 4)),
        Sample((0.5, 2.5, 1)),
        Sample((0.5, 2.5, 0)),
        Sample((0.5, 2.5, 5, False)),
        Sample((1, 2.5)),
        Sample((0.5, 3), {"num": 3, "endpoint": False}),
        Sample((values(3), 4.0, 4)),
        Sample((0.5, values(2, 1), 4)),
        Sample((values(3), values(2, 1), 4), {"axis": -1}),
        Sample((values(3), values(3, seed=1), 4, False), {"axis": 1}),
        Sample((1 + 2j, 3.0, 4)),
        Sample((0.5, 2 + 1j, 4)),
        Sample((values(2, dtype=complex), values(2), 3)),
    ],
    np.linspace,
)
put(
    [Sample((4.2,)), Sample((0.5, 3.2)), Sample((0.5, 3.1, 0.3)), Sample((3.1, 0.2, -0.7)), Sample((1, 5, 0.3))],
    np.arange,
)
put([Sample((3.2, None, 0.3))], np.arange)

# Reductions.

AXES: list[dict[str, Any]] = [{"axis": axis} for axis in (None, 0, 1, -1, (0, 2), (-1, 0), (0, 1, 2), ())]
AXES += [{"axis": axis, "keepdims": True} for axis in (None, 1, -1, (0, 2), (-1, 0), ())]


def reduced(
    low: float = -2, high: float = 2.1, *, empty: bool = True, axes: list[dict[str, Any]] = AXES
) -> list[Sample]:
    """A reduction over every form of axis, and of arrays that lie in memory in every way."""
    samples = [Sample((values(2, 3, 4, low=low, high=high),), form) for form in axes]
    samples += [Sample((make(3, 4, low=low, high=high), axis)) for make in (fortran, strided) for axis in (None, 1)]
    samples += [
        Sample((values(5, low=low, high=high),)),
        Sample((values(3, low=low, high=high, dtype=np.float32),)),
        Sample((values(2, 3, low=low, high=high, dtype=np.float32), 0)),
        Sample((values(1, 3, low=low, high=high), 0)),
        Sample((values(2, 1, low=low, high=high), -1)),
        Sample((values(0, 3), 1)),
    ]
    return samples + ([Sample((values(0),)), Sample((values(2, 0, 3), 1))] if empty else [])


def scalar_reduced() -> list[Sample]:
    """A reduction of something without axes."""
    return [Sample((1.5,)), Sample((np.array(-0.7),))]


def complex_reduced() -> list[Sample]:
    """A reduction of complex numbers."""
    z = values(2, 3, dtype=complex)
    return [Sample((z,)), Sample((z, 0)), Sample((z,), {"axis": (-1,), "keepdims": True}), Sample((1 + 2j,))]


def with_nan() -> list[Sample]:
    """A reduction of arrays in which some elements are NaN."""
    x = values(3, 4)
    x[0, 1] = x[2, 3] = x[2, 0] = np.nan
    return [Sample((x,), form) for form in ({}, {"axis": 0}, {"axis": -1, "keepdims": True}, {"axis": (0, 1)})]


put([*reduced(), *scalar_reduced(), *complex_reduced()], np.sum, np.nansum, np.prod, np.nanprod)
put([*reduced(empty=False), *scalar_reduced(), *complex_reduced()], np.mean, np.nanmean)
put([*reduced(empty=False), *complex_reduced()[:3]], np.var, np.std, np.nanvar, np.nanstd)
put(with_nan(), np.nansum, np.nanmean, np.nanprod, np.nanvar, np.nanstd, np.nanmax, np.nanmin)
put(
    [Sample((values(3, dtype=np.float32),), {"dtype": np.float64}), Sample((values(3), None, complex))],
    np.sum,
    np.mean,
    np.prod,
)
put([Sample((values(2, 3), axis), {"ddof": 1}) for axis in (None, 1, (0, 1))], np.var, np.std, np.nanvar, np.nanstd)
put(
    [Sample((values(2, 3), 1), {"correction": 1}), Sample((values(2, 3, dtype=complex), 1), {"ddof": 1})],
    np.var,
    np.std,
)
put([Sample((1.5,))], np.var, np.nanvar)

ZEROS = np.array([[1.0, 0.0, 2.0], [0.0, 0.5, 0.0], [3.0, -1.0, 2.0]])
put([Sample((ZEROS, axis)) for axis in (None, 0, 1, (0, 1))], np.prod, np.nanprod, runtime.product_of_others)
put([*reduced(axes=[form for form in AXES if "keepdims" not in form])], runtime.product_of_others)
put([Sample((values(2, 3, dtype=complex), 1)), Sample((2.0,))], runtime.product_of_others)

SPACED = values(3, 4)
put(
    [
        *(sample for sample in reduced(empty=False) if np.size(sample.args[0])),
        Sample((SPACED,), {"weights": values(3, 4, low=0.2, seed=1)}),
        Sample((SPACED, 1, values(4, low=0.2, high=1.1))),
        Sample((SPACED, 0), {"weights": values(3, low=0.2, high=1.1), "keepdims": True}),
        Sample((SPACED, -2), {"weights": values(3, low=0.2, high=1.1)}),
        Sample((SPACED, 1), {"weights": values(3, 4, low=0.2, seed=1)}),
        Sample((SPACED, (0, 1)), {"weights": values(3, 4, low=0.2, seed=1), "keepdims": True}),
        Sample((values(2, 3, 4), 1), {"weights": values(3, low=0.2, high=1.1)}),
        Sample((values(4), None, np.array([1, 2, 3, 4]))),
        Sample((values(4, dtype=complex),), {"weights": values(4, low=0.2, high=1.1)}),
        Sample((values(4, dtype=complex),), {"weights": values(4, dtype=complex, seed=1)}),
        Sample((values(4),), {"weights": values(4, dtype=complex, seed=1)}),
    ],
    np.average,
)

put([*reduced(empty=False), *scalar_reduced()], np.max, np.amax, np.min, np.amin, np.nanmax, np.nanmin, np.ptp)
put([*reduced(empty=False), *scalar_reduced()], np.median)

SEQUENCES = [
    Sample(([1.5, -0.5, 2.5],)),
    Sample(((1.5, 2, 0.5),)),
    Sample((values(4),)),
    Sample((values(3, dtype=np.float32),)),
    Sample(([np.float64(0.5), 1.5],)),
]
put(SEQUENCES, builtins.sum, math.fsum, math.prod, builtins.max, builtins.min)
put(
    [
        Sample(([1.5, 2.5], 0.5)),
        Sample(((1.5, 2.5),), {"start": 0.5}),
        Sample(([values(3), 2.0, values(2, 3)],)),
        Sample(((values(3), 2.0, values(2, 3)), 1.5)),
        Sample(([1.5, 2.5], values(3))),
        Sample((values(3), values(3, seed=1))),
        Sample((values(3, 2),)),
        Sample((values(2, 3), values(2, 3, seed=1))),
        Sample(([1 + 2j, 0.5],)),
        Sample(([],)),
    ],
    builtins.sum,
)
put(
    [
        Sample(([1.5, 0.0, 2.0],)),
        Sample(((0.0, 0.0, 2.0),)),
        Sample(([1.5, 2.0],), {"start": 0.5}),
        Sample(([1 + 2j, 0.5, 2.0],), {"start": 2.0}),
        Sample((values(3, 2),)),
        Sample(((2.0,),)),
    ],
    math.prod,
)
ITEMS = [
    (1.5, 0.5),
    (0.5, 1.5),
    (1, 0.5),
    (np.float64(1.0), 2.0),
    (1.0, 3.0, 2.0),
    (3.0, 1, 2.0, -1.0),
    (1.5, np.float64(3.0), 2.0),
]
put([Sample(args) for args in ITEMS], builtins.max, builtins.min)

# Scans.

SCANNED: list[dict[str, Any]] = [{"axis": axis} for axis in (None, 0, 1, -1)]
LINES = [
    *(Sample((values(2, 3, 4),), form) for form in SCANNED),
    *(Sample((make(3, 4), axis)) for make in (fortran, strided) for axis in (None, 0)),
    Sample((values(4),)),
    Sample((values(4, dtype=np.float32),)),
    Sample((values(0),)),
    Sample((values(0, 3), 0)),
    Sample((values(0, 3), 1)),
    Sample((values(1, 3), 0)),
    Sample((values(2, 3, dtype=complex), 1)),
    Sample((values(3, dtype=complex),)),
    Sample((1.5,)),
]
put(LINES, np.cumsum, np.nancumsum, np.cumprod)
put([Sample((ZEROS, axis)) for axis in (None, 0, 1)], np.cumprod)
put([Sample((np.array([1.0, np.nan, 2.0]),))], np.nancumsum)

DIFFERENCES: list[tuple[Any, dict[str, Any]]] = [
    (values(5), {}),
    (values(5), {"n": 2}),
    (values(5), {"n": 0}),
    (values(1), {}),
    (values(3, 4), {"axis": 0}),
    (values(3, 4), {"n": 3, "axis": 1}),
    (fortran(3, 4), {"axis": -2}),
    (values(5), {"prepend": 0.5}),
    (values(5), {"append": 0.5}),
    (values(5), {"prepend": values(2, seed=1), "append": 1}),
    (values(5), {"prepend": 0, "append": 0}),
    (values(3, 4), {"n": 2, "prepend": values(3, 2, seed=1), "append": values(3, 1, seed=2)}),
    (values(3, 4), {"axis": 0, "prepend": values(1, 4, seed=1)}),
    (values(3, 4), {"axis": 0, "append": values(2, 4, seed=1), "prepend": 0.5}),
    (values(5, dtype=complex), {}),
    (values(5, dtype=np.float32), {}),
    (values(0, 3), {}),
]
put([Sample((x,), form) for x, form in DIFFERENCES], np.diff)
put([Sample((values(5), 2)), Sample((values(3, 4), 1, 0))], np.diff)

GRIDS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((values(5),), {}),
    ((values(5), 0.5), {}),
    ((values(2), 2), {}),
    ((values(5, dtype=complex), 0.5), {}),
    ((values(5, dtype=np.float32),), {}),
    ((values(3, 4),), {}),
    ((values(3, 4), 0.5), {}),
    ((values(3, 4), 0.5, 2), {}),
    ((values(3, 4), 0.5), {"axis": 0}),
    ((values(3, 4),), {"axis": -1}),
    ((values(3, 4),), {"axis": (1,)}),
    ((values(2, 3, 4), 0.5, 2.0), {"axis": (2, 0)}),
]
put([Sample(args, form, wrt=(0,)) for args, form in GRIDS], np.gradient)

POINTS = np.array([0.1, 0.5, 1.2, 1.9])
put(
    [
        Sample((values(4),)),
        Sample((values(4),), {"dx": 0.5}),
        Sample((values(4), None, 0.5)),
        Sample((values(4), POINTS)),
        Sample((values(3, 4), POINTS)),
        Sample((values(4, 3), POINTS), {"axis": 0}),
        Sample((values(2, 4, 3), POINTS), {"axis": 1}),
        Sample((values(3, 4), values(3, 4, seed=1))),
        Sample((values(4, 3), values(4, 3, seed=1)), {"axis": 0}),
        Sample((values(2, 3, 4), values(3, 4, seed=1))),
        Sample((values(3, 4), None, 0.7, 0)),
        Sample((values(4), np.array([0, 1, 3, 4]))),
        Sample((values(4, dtype=complex), POINTS)),
        Sample((values(4, dtype=complex),), {"dx": 0.5}),
        Sample((values(4, dtype=np.float32),)),
        Sample((values(1),)),
        Sample((values(1), np.array([0.5]))),
        Sample((values(0),)),
        Sample((values(0, 3),)),
    ],
    np.trapezoid,
)

# Helpers of the run time.

put(
    [
        Sample((values(2, 3), values(3)), wrt=(0,)),
        Sample((values(2, 3), values(2, 1)), wrt=(0,)),
        Sample((values(2, 3), 1.0), wrt=(0,)),
        Sample((values(2, 3), values(1, 1)), wrt=(0,)),
        Sample((values(3), values(3)), wrt=(0,)),
        Sample((1.5, 1.0), wrt=(0,)),
        Sample((values(0, 3), values(3)), wrt=(0,)),
        Sample((values(4, 2, 3), values(2, 1)), wrt=(0,)),
    ],
    runtime.unbroadcast,
)
put([Sample((x, values(2, 3)), wrt=(0,)) for x in (1.5, values(3), values(2, 1), values(2, 3))], runtime.broadcast_like)
put([Sample((1.5, 1.0), wrt=(0,))], runtime.broadcast_like)
put(
    [Sample((values(2, 3), [values(3), 1.0, values(2, 1)]), wrt=(0,)), Sample((1.5, [1.0, 2.0]), wrt=(0,))],
    runtime.spread,
)
put([Sample((values(2, 3, 4), axis)) for axis in (None, 0, -1, (0, 2), (2, -2), ())], runtime.rows)
put([Sample((values(4),)), Sample((1.5,))], runtime.rows)
for _axis, _shape in ((None, (24,)), (1, (2, 4, 3)), ((0, 2), (3, 8)), ((-1, 0), (3, 8)), ((), (2, 3, 4, 1))):
    put([Sample((values(*_shape), values(2, 3, 4), _axis), wrt=(0,))], runtime.from_rows)
put([Sample((x, 1), wrt=(0,)) for x in (values(4), values(2, 3), values(0), values(2, 0), values(1))], runtime.previous)
put([Sample((values(4), values(4, seed=1))), Sample((values(2, 3), values(2, 3, seed=1)))], runtime.linear_recurrence)
put([Sample((values(0), values(0))), Sample((values(2, 0), values(2, 0)))], runtime.linear_recurrence)
put([Sample((values(4, dtype=complex), values(4, dtype=complex, seed=1)))], runtime.linear_recurrence)

"""Elementary functions for loops: accurate to a few units in the last place, and without branches or calls.

The library that a compiler calls for `exp` takes one number at a time. Written out as arithmetic, a loop over an array
handles as many numbers at once as the processor can. The reductions of the argument are the classical ones (Cody and
Waite, Software Manual for the Elementary Functions, 1980; Muller, Elementary Functions, 2016); the polynomials are
Taylor's, long enough for the reduced range.

In Python these are NumPy's own functions; `register` tells Numba how it compiles them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.backends.machine.compiling import helper_options


def exp(x: Any) -> Any:
    """The exponential of a number."""
    return np.exp(x)


def expm1(x: Any) -> Any:
    """The exponential of a number, less one."""
    return np.expm1(x)


def log(x: Any) -> Any:
    """The natural logarithm of a number."""
    return np.log(x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent of a number."""
    return np.tanh(x)


def maximum(a: Any, b: Any) -> Any:
    """The larger of two numbers, or the one that is none."""
    return np.maximum(a, b)


def minimum(a: Any, b: Any) -> Any:
    """The smaller of two numbers, or the one that is none."""
    return np.minimum(a, b)


IN_LOOPS = {
    np.exp: exp, np.expm1: expm1, np.log: log, np.tanh: tanh, np.absolute: abs, np.maximum: maximum,
    np.minimum: minimum,
}  # fmt: skip

LOG2_E = 1.4426950408889634
# The logarithm of 2 in two parts, the first with so few digits that its product with an exponent is exact.
LN2_HIGH = 0.6931471803691238
LN2_LOW = 1.9082149292705877e-10


def register() -> None:
    """Tell Numba how these functions are compiled; needs Numba."""
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic, overload, register_jitable

    options = helper_options()
    helper: Any = register_jitable(**options)

    @intrinsic
    def as_float(_: Any, bits: Any) -> Any:
        return types.float64(types.int64), lambda c, builder, s, args: builder.bitcast(args[0], ir.DoubleType())

    @intrinsic
    def as_bits(_: Any, x: Any) -> Any:
        return types.int64(types.float64), lambda c, builder, s, args: builder.bitcast(args[0], ir.IntType(64))

    from_bits: Any = as_float
    to_bits: Any = as_bits

    @helper
    def power_of_two(k: float) -> float:
        """2 to an integer, within the range of exponents."""
        power: float = from_bits((np.int64(np.int32(k)) + 1023) << 52)
        return power

    @helper
    def reduced(x: float, k: float) -> float:
        """x - k ln 2."""
        return (x - k * LN2_HIGH) - k * LN2_LOW

    @helper
    def small_expm1(r: float) -> float:
        """exp(r) - 1 for |r| <= ln(2) / 2."""
        p = 1 / 6227020800.0
        p = p * r + 1 / 479001600.0
        p = p * r + 1 / 39916800.0
        p = p * r + 1 / 3628800.0
        p = p * r + 1 / 362880.0
        p = p * r + 1 / 40320.0
        p = p * r + 1 / 5040.0
        p = p * r + 1 / 720.0
        p = p * r + 1 / 120.0
        p = p * r + 1 / 24.0
        p = p * r + 1 / 6.0
        p = p * r + 0.5
        return r + p * r * r

    @helper
    def fast_exp(x: float) -> float:
        bounded = min(max(x, -746.0), 710.0)  # beyond, the result is 0 or infinite all the same
        k = np.rint(bounded * LOG2_E)
        first = np.rint(0.5 * k)  # in two steps, for results below the least normal number
        y = (1.0 + small_expm1(reduced(bounded, k))) * power_of_two(first) * power_of_two(k - first)
        return y if x == x else x

    @helper
    def fast_expm1(x: float) -> float:
        bounded = min(max(x, -40.0), 710.0)
        k = np.rint(bounded * LOG2_E)
        first = np.rint(0.5 * k)
        less_one = 1.0 - power_of_two(-first) * power_of_two(first - k)
        y = (small_expm1(reduced(bounded, k)) + less_one) * power_of_two(first) * power_of_two(k - first)
        return y if x == x else x

    @helper
    def fast_tanh(x: float) -> float:
        bounded = min(2.0 * abs(x), 44.0)
        k = np.rint(bounded * LOG2_E)
        scale = power_of_two(k)
        e = small_expm1(reduced(bounded, k)) * scale + (scale - 1.0)
        t = e / (e + 2.0)
        y = t if x >= 0.0 else -t
        return y if x == x else x

    @helper
    def fast_log(x: float) -> float:
        is_tiny = x < 2.2250738585072014e-308
        normal = x * 18014398509481984.0 if is_tiny else x
        bits: Any = to_bits(normal)
        k = np.float64(np.int32(bits >> 52)) - (1077.0 if is_tiny else 1023.0)
        m = from_bits((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000)
        is_high = m > 1.4142135623730951
        m = 0.5 * m if is_high else m
        k = k + 1.0 if is_high else k
        s = (m - 1.0) / (m + 1.0)
        z = s * s
        p = 1 / 21.0
        p = p * z + 1 / 19.0
        p = p * z + 1 / 17.0
        p = p * z + 1 / 15.0
        p = p * z + 1 / 13.0
        p = p * z + 1 / 11.0
        p = p * z + 1 / 9.0
        p = p * z + 1 / 7.0
        p = p * z + 1 / 5.0
        p = p * z + 1 / 3.0
        y = k * LN2_HIGH + (2.0 * (s + s * z * p) + k * LN2_LOW)
        y = x if x == np.inf or x != x else y
        y = -np.inf if x == 0.0 else y
        return np.nan if x < 0.0 else y

    for function, fast in ((exp, fast_exp), (expm1, fast_expm1), (log, fast_log), (tanh, fast_tanh)):
        _overload(overload(function, options), function, fast, types.float64)
    for of_two in (maximum, minimum):
        _overload_of_two(overload(of_two, options), intrinsic, of_two, types.float64)


def _overload(overload: Any, function: Any, fast: Any, double: Any) -> None:
    """Numba's `function` of a number: the fast one for double precision, NumPy's otherwise."""
    library = getattr(np, function.__name__)

    def typed(x):  # type: ignore[no-untyped-def]  # Numba compares the parameters with those of the result
        return (lambda x: fast(x)) if x == double else (lambda x: library(x))

    overload(typed)


def _overload_of_two(overload: Any, intrinsic: Any, function: Any, double: Any) -> None:
    """The larger or smaller of two numbers, in double precision by LLVM's own operation, which loops can take."""
    library = getattr(np, function.__name__)

    def of_llvm(_: Any, a: Any, b: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            kind = args[0].type
            name = f"llvm.{function.__name__}.f64"
            return builder.call(builder.module.declare_intrinsic(name, (), _binary(kind)), args)

        return double(double, double), generate

    fast: Any = intrinsic(of_llvm)

    def typed(a, b):  # type: ignore[no-untyped-def]  # Numba compares the parameters with those of the result
        return (lambda a, b: fast(a, b)) if a == double and b == double else (lambda a, b: library(a, b))

    overload(typed)


def _binary(kind: Any) -> Any:
    from llvmlite import ir

    return ir.FunctionType(kind, (kind, kind))

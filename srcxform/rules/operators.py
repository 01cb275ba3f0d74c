"""Python's operators, the ufuncs that NumPy runs for them, and their twins among the built-ins and in `math`."""

from __future__ import annotations

import builtins
import math
import operator
from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, elementwise, nondifferentiable, tangent
from srcxform.runtime import broadcast_like, unbroadcast


@elementwise(operator.add, np.add)
def add(x: Any, y: Any) -> Any:
    """`x + y`."""
    return 1, 1


@elementwise(operator.sub, np.subtract)
def subtract(x: Any, y: Any) -> Any:
    """`x - y`."""
    return 1, -1


@elementwise(operator.mul, np.multiply)
def multiply(x: Any, y: Any) -> Any:
    """`x * y`."""
    return y, x


@elementwise(operator.truediv, np.divide)
def divide(x: Any, y: Any, *, out: Any) -> Any:
    """`x / y`."""
    return 1 / y, -out / y


@elementwise(operator.neg, np.negative)
def negative(x: Any) -> Any:
    """`-x`."""
    return -1


@elementwise(operator.pos, np.positive)
def positive(x: Any) -> Any:
    """`+x`."""
    return 1


@elementwise(operator.pow, np.power, math.pow)
def power(x: Any, y: Any, *, out: Any) -> Any:
    """`x ** y`, with the slope 0 of `x ** 0` also at 0, and no `0 * log(0)`.

    The comparisons are added as 0 or 1 (and not put into `np.where`), so that scalars stay scalars.
    """
    if isinstance(y, int):
        return y * x ** (y - 1 + (y == 0)), out * np.log(x + (x == 0))
    # `x == 0` is asked too, because y can be active: d2/dxdy of x ** y is 1 / x at y = 0.
    return y * x ** (y - 1 + ((y == 0) & (x == 0))), out * np.log(x + (x == 0))


@elementwise(np.float_power)
def float_power(x: Any, y: Any, *, out: Any) -> Any:
    """`np.float_power(x, y)`: at least in double precision, so the slopes are too."""
    return y * np.float_power(x, y - 1 + ((y == 0) & (x == 0))), out * np.log(x + (x == 0))


@elementwise(builtins.pow)
def power_of(base: Any, exp: Any, *, out: Any) -> Any:
    """`pow(base, exp)`; with a modulus it takes integers alone."""
    if isinstance(exp, int):
        return exp * base ** (exp - 1 + (exp == 0)), out * np.log(base + (base == 0))
    return exp * base ** (exp - 1 + ((exp == 0) & (base == 0))), out * np.log(base + (base == 0))


@elementwise(operator.mod, np.remainder)
def remainder(x: Any, y: Any) -> Any:
    """`x % y`, which is `x - y * (x // y)`."""
    return 1, -(x // y)


@elementwise(np.fmod, math.fmod, math.remainder)
def fmod(x: Any, y: Any, *, out: Any) -> Any:
    """`x - y * n` for a whole number n, which is `(x - out) / y` up to its rounding."""
    return 1, -np.rint((x - out) / y)


@adjoint(builtins.divmod, np.divmod)
def divmod_adjoint(x: Any, y: Any, *, out: Any, out_bar: Any) -> Any:
    """`divmod(x, y)` is `(x // y, x % y)`: only the second varies."""
    return unbroadcast(out_bar[1], x), unbroadcast(-out_bar[1] * out[0], y)


@tangent(builtins.divmod, np.divmod)
def divmod_tangent(x: Any, y: Any, *, out: Any, x_dot: Any, y_dot: Any) -> Any:
    """`divmod(x, y)` is `(x // y, x % y)`: only the second varies."""
    return (0 * out[0], broadcast_like(x_dot, out[1])), (0 * out[0], -y_dot * out[0])


# Steps, comparisons and arithmetic on bits: flat between their jumps, or not a function of floats.
nondifferentiable(
    (
        operator.floordiv,
        np.floor_divide,
        operator.eq,
        operator.ne,
        operator.lt,
        operator.le,
        operator.gt,
        operator.ge,
        np.equal,
        np.not_equal,
        np.less,
        np.less_equal,
        np.greater,
        np.greater_equal,
        operator.is_,
        operator.is_not,
        operator.contains,
        operator.truth,
        operator.not_,
        np.logical_not,
        np.logical_and,
        np.logical_or,
        np.logical_xor,
        operator.and_,
        operator.or_,
        operator.xor,
        operator.inv,
        operator.invert,
        operator.lshift,
        operator.rshift,
        np.bitwise_and,
        np.bitwise_or,
        np.bitwise_xor,
        np.invert,
        np.left_shift,
        np.right_shift,
        operator.index,
    )
)

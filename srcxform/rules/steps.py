"""Functions that are flat between their jumps, and questions whose answer is no function of floats."""

from __future__ import annotations

import builtins
import math
from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, nondifferentiable, tangent
from srcxform.runtime import stop_gradient


@adjoint(np.modf, math.modf)
def modf_adjoint(x: Any, *, out_bar: Any) -> Any:
    """`(fraction, whole)`: the fraction grows as `x`, the whole part is a step."""
    return out_bar[0]


@tangent(np.modf, math.modf)
def modf_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """`(fraction, whole)`: the fraction grows as `x`, the whole part is a step."""
    return ((x_dot, 0 * out[1]),)


@adjoint(np.frexp, math.frexp)
def frexp_adjoint(x: Any, *, out: Any, out_bar: Any) -> Any:
    """`(mantissa, exponent)` with `x = mantissa * 2 ** exponent`: the exponent is a step."""
    return out_bar[0] * np.ldexp(1.0, -out[1])


@tangent(np.frexp, math.frexp)
def frexp_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """`(mantissa, exponent)` with `x = mantissa * 2 ** exponent`: the exponent is a step."""
    return ((x_dot * np.ldexp(1.0, -out[1]), 0 * out[1]),)


ROUNDING = (
    np.floor,
    np.ceil,
    np.trunc,
    np.rint,
    np.round,
    np.around,
    np.fix,
    np.spacing,
    builtins.round,
    math.floor,
    math.ceil,
    math.trunc,
    math.ulp,
)

QUESTIONS = (
    np.isnan,
    np.isinf,
    np.isfinite,
    np.isposinf,
    np.isneginf,
    np.signbit,
    np.isreal,
    np.iscomplex,
    np.isrealobj,
    np.iscomplexobj,
    np.isscalar,
    np.isclose,
    np.allclose,
    np.array_equal,
    np.array_equiv,
    np.shape,
    np.ndim,
    np.size,
    np.result_type,
    np.can_cast,
    np.shares_memory,
    np.may_share_memory,
    builtins.len,
    builtins.isinstance,
    math.isnan,
    math.isinf,
    math.isfinite,
    math.isclose,
)

WHOLE_NUMBERS = (
    builtins.int,
    builtins.bool,
    np.bool_,
    np.int8,
    np.int16,
    np.int32,
    np.int64,
    np.uint8,
    np.uint16,
    np.uint32,
    np.uint64,
    np.gcd,
    np.lcm,
    np.bitwise_count,
    math.gcd,
    math.lcm,
    math.factorial,
    math.comb,
    math.perm,
    math.isqrt,
)

nondifferentiable((*ROUNDING, *QUESTIONS, *WHOLE_NUMBERS))

nondifferentiable((stop_gradient,))

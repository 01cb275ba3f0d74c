"""`cmath`: functions of one complex number, which take real numbers too. Entire functions are in `elementwise.py`.

The slopes of inverse functions are those of what they undo, at the result: so they are right on branch cuts, where the
sign of a zero says from which side.
"""

from __future__ import annotations

import cmath
from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, definition, elementwise, nondifferentiable, tangent


@elementwise(cmath.log)
def log(z: Any, base: Any = None, *, out: Any) -> Any:
    """`log(z)` or `log(z, base)`."""
    if base is None:
        return 1 / z
    return 1 / (z * cmath.log(base)), -out / (base * cmath.log(base))


@elementwise(cmath.asin)
def asin(z: Any, *, out: Any) -> Any:
    """The inverse sine."""
    return 1 / cmath.cos(out)


@elementwise(cmath.acos)
def acos(z: Any, *, out: Any) -> Any:
    """The inverse cosine."""
    return -1 / cmath.sin(out)


@elementwise(cmath.atan)
def atan(z: Any) -> Any:
    """The inverse tangent."""
    return 1 / (1 + z * z)


@elementwise(cmath.asinh)
def asinh(z: Any, *, out: Any) -> Any:
    """The inverse hyperbolic sine."""
    return 1 / cmath.cosh(out)


@elementwise(cmath.acosh)
def acosh(z: Any, *, out: Any) -> Any:
    """The inverse hyperbolic cosine."""
    return 1 / cmath.sinh(out)


@elementwise(cmath.atanh)
def atanh(z: Any) -> Any:
    """The inverse hyperbolic tangent."""
    return 1 / (1 - z * z)


# Polar coordinates.


@adjoint(cmath.phase)
def phase(z: Any, *, out_bar: Any) -> Any:
    """The angle of a complex number; a step for a real one."""
    return 1j * out_bar / np.conj(z) if np.iscomplexobj(z) else None


@tangent(cmath.phase)
def phase_tangent(z: Any, *, z_dot: Any) -> Any:
    """The angle of a complex number; a step for a real one."""
    return np.imag(z_dot / z) if np.iscomplexobj(z) else None


@definition(cmath.polar)
def polar(z: Any) -> Any:
    """The size and the angle."""
    return abs(z), cmath.phase(z)


@elementwise(cmath.rect)
def rect(r: Any, phi: Any, *, out: Any) -> Any:
    """`r * exp(1j * phi)`."""
    return np.exp(1j * phi), 1j * out


nondifferentiable((cmath.isnan, cmath.isinf, cmath.isfinite, cmath.isclose))

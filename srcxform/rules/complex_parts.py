"""Functions of each element that are not holomorphic: for complex numbers both modes are written out.

With `dL = Re(sum(conj(g) * dx))` the adjoint of a real-linear map `dz -> Re(conj(c) * dz)` is `g * c`.
"""

from __future__ import annotations

import builtins
import operator
from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, linear, other_forms, tangent
from srcxform.runtime import or_zero, real_like, unbroadcast


@adjoint(builtins.abs, operator.abs, np.absolute)
def absolute_adjoint(x: Any, *, out_bar: Any) -> Any:
    """`|x|` with the slope 0 at 0; `np.sign` of a complex number is `x / |x|`."""
    return out_bar * np.sign(x)


@tangent(builtins.abs, operator.abs, np.absolute)
def absolute_tangent(x: Any, *, x_dot: Any) -> Any:
    """`|x|` with the slope 0 at 0; `np.sign` of a complex number is `x / |x|`."""
    if np.iscomplexobj(x):
        return np.real(np.conj(np.sign(x)) * x_dot)
    return np.sign(x) * x_dot


def across(direction: Any, unit: Any, x: Any) -> Any:
    """The part of `direction` at right angles to `unit = x / |x|`, divided by `|x|`."""
    return (direction - unit * np.real(np.conj(unit) * direction)) / (np.abs(x) + (x == 0))


@adjoint(np.sign)
def sign_adjoint(x: Any, *, out: Any, out_bar: Any) -> Any:
    """A step for a real number; `x / |x|` for a complex one, where only a change across `x` counts."""
    if np.iscomplexobj(x):
        return across(out_bar, out, x)
    return None


@tangent(np.sign)
def sign_tangent(x: Any, *, out: Any, x_dot: Any) -> Any:
    """A step for a real number; `x / |x|` for a complex one, where only a change across `x` counts."""
    if np.iscomplexobj(x):
        return across(x_dot, out, x)
    return None


@linear(np.real)
def real(val: Any, *, out_bar: Any) -> Any:
    """The real part."""
    return out_bar + 0j if np.iscomplexobj(val) else out_bar


@linear(np.imag)
def imag(val: Any, *, out_bar: Any) -> Any:
    """The imaginary part, which is 0 for a real number."""
    return 1j * out_bar if np.iscomplexobj(val) else None


@linear(np.conjugate)
def conjugate(x: Any, *, out_bar: Any) -> Any:
    """The complex conjugate."""
    return np.conj(out_bar) if np.iscomplexobj(x) else out_bar


@adjoint(np.angle)
def angle_adjoint(z: Any, deg: bool = False, *, out_bar: Any) -> Any:
    """The angle of a complex number; a step for a real one."""
    if not np.iscomplexobj(z):
        return None
    return 1j * (np.rad2deg(out_bar) if deg else out_bar) / np.conj(z)


@tangent(np.angle)
def angle_tangent(z: Any, deg: bool = False, *, z_dot: Any) -> Any:
    """The angle of a complex number; a step for a real one."""
    if not np.iscomplexobj(z):
        return None
    return np.rad2deg(np.imag(z_dot / z)) if deg else np.imag(z_dot / z)


@linear(np.real_if_close)
def real_if_close(a: Any, tol: Any = 100, *, out_bar: Any) -> Any:
    """A real number as it is. Of a complex one only the run knows what it becomes: no rule."""
    return () if np.iscomplexobj(a) else out_bar


@linear(or_zero)
def or_zero_transpose(x: Any, like: Any, *, out_bar: Any) -> Any:
    """What there is; `like` gives a shape alone."""
    return out_bar, None


@adjoint(real_like)
def real_like_adjoint(x: Any, like: Any, *, out_bar: Any) -> Any:
    """`x`, or its real part."""
    return out_bar + 0j if np.iscomplexobj(x) else out_bar, None


@tangent(real_like)
def real_like_tangent(x: Any, like: Any, *, x_dot: Any) -> Any:
    """`x`, or its real part."""
    return real_like(x_dot, like), None


def where_finite(x: Any, change: Any) -> Any:
    """`change`, and 0 in the parts of `x` that are not finite."""
    if np.iscomplexobj(x):
        return where_finite(np.real(x), np.real(change)) + 1j * where_finite(np.imag(x), np.imag(change))
    return np.where(np.isfinite(x), change, 0)


def at_places(asked: Any, x: Any, number: Any) -> Any:
    """The number where the real or the imaginary part of `x` is of a kind."""
    if np.iscomplexobj(x):
        return np.where(asked(np.real(x)), number, 0) + 1j * np.where(asked(np.imag(x)), number, 0)
    return np.where(asked(x), number, 0)


def replaced(asked: Any, x: Any, g: Any, number: Any) -> Any:
    """What the number gets that stands in these places: the transpose of `at_places`."""
    if np.iscomplexobj(x):
        return replaced(asked, np.real(x), np.real(g), number) + replaced(asked, np.imag(x), np.imag(g), number)
    return unbroadcast(np.where(asked(x), g, 0), number)


@adjoint(np.nan_to_num)
def nan_to_num_adjoint(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None, *, out_bar: Any
) -> Any:
    """`x` with other numbers in the place of what is not finite."""
    return (
        where_finite(x, out_bar),
        None,
        replaced(np.isnan, x, out_bar, nan),
        None if posinf is None else replaced(np.isposinf, x, out_bar, posinf),
        None if neginf is None else replaced(np.isneginf, x, out_bar, neginf),
    )


@tangent(np.nan_to_num)
def nan_to_num_tangent(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None, *, x_dot: Any,
    nan_dot: Any, posinf_dot: Any, neginf_dot: Any,
) -> Any:  # fmt: skip
    """`x` with other numbers in the place of what is not finite."""
    return (
        where_finite(x, x_dot),
        None,
        at_places(np.isnan, x, nan_dot),
        None if posinf is None else at_places(np.isposinf, x, posinf_dot),
        None if neginf is None else at_places(np.isneginf, x, neginf_dot),
    )


@other_forms(np.nan_to_num)
def nan_to_num(x: Any, copy: Any = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """In place, if asked for."""
    if copy or not isinstance(x, np.ndarray):
        return np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)
    x[...] = np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)
    return x

"""Polynomials by their coefficients, the highest power first."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, tangent


@adjoint(np.polyval)
def polyval(p: Any, x: Any, *, out_bar: Any) -> Any:
    """The value is linear in the coefficients, with the powers of `x` as factors."""
    powers = np.vander(np.conj(np.ravel(x)), len(p))
    return np.ravel(out_bar) @ powers, out_bar * np.conj(np.polyval(derived(p), x))


@tangent(np.polyval)
def polyval_tangent(p: Any, x: Any, *, p_dot: Any, x_dot: Any) -> Any:
    """Linear in the coefficients."""
    return np.polyval(p_dot, x), np.polyval(derived(p), x) * x_dot


def derived(p: Any) -> Any:
    """The coefficients of the derivative."""
    return p[:-1] * np.arange(len(p) - 1, 0, -1)


@adjoint(np.vander)
def vander(x: Any, N: Any = None, increasing: Any = False, *, out_bar: Any) -> Any:
    """Each row holds the powers of one element."""
    return np.sum(out_bar * np.conj(vander_slope(x, N, increasing)), axis=1)


@tangent(np.vander)
def vander_tangent(x: Any, N: Any = None, increasing: Any = False, *, x_dot: Any) -> Any:
    """Each row holds the powers of one element."""
    return vander_slope(x, N, increasing) * np.expand_dims(x_dot, -1)


def vander_slope(x: Any, N: Any, increasing: Any) -> Any:
    """The derivatives of the powers."""
    rising = np.arange(len(x) if N is None else N)
    powers = rising if increasing else rising[::-1]
    return powers * np.expand_dims(x, -1) ** np.maximum(powers - 1, 0)

"""Convolutions and correlations of vectors: the adjoint of one is the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, linear, other_forms, tangent
from srcxform.runtime import cut_convolution, uncut_convolution


@adjoint(np.convolve)
def convolve_adjoint(a: Any, v: Any, mode: Any = "full", *, out_bar: Any) -> Any:
    """The adjoint of a convolution is a correlation; what the mode cuts off has the adjoint 0."""
    whole = out_bar if mode == "full" else uncut_convolution(out_bar, len(a), len(v), mode)
    return np.correlate(whole, v, "valid"), np.correlate(whole, a, "valid")


@tangent(np.convolve)
def convolve_tangent(a: Any, v: Any, mode: Any = "full", *, a_dot: Any, v_dot: Any) -> Any:
    """Linear in each factor."""
    return np.convolve(a_dot, v, mode), np.convolve(a, v_dot, mode)


@adjoint(np.correlate)
def correlate_adjoint(a: Any, v: Any, mode: Any = "valid", *, out_bar: Any) -> Any:
    """The adjoints are a convolution and a correlation; what the mode cuts off has the adjoint 0."""
    whole = out_bar if mode == "full" else uncut_convolution(out_bar, len(a), len(v), mode, True)
    return np.convolve(whole, v, "valid"), np.correlate(a, whole, "valid")


@tangent(np.correlate)
def correlate_tangent(a: Any, v: Any, mode: Any = "valid", *, a_dot: Any, v_dot: Any) -> Any:
    """Linear in each factor, over the real numbers."""
    return np.correlate(a_dot, v, mode), np.correlate(a, v_dot, mode)


@other_forms(np.convolve)
def convolve(a: Any, v: Any, mode: Any = "full") -> Any:
    """A number counts as a vector."""
    if np.ndim(a) == 0 or np.ndim(v) == 0:
        return np.convolve(np.atleast_1d(a), np.atleast_1d(v), mode)
    return np.convolve(a, v, mode)


@other_forms(np.correlate)
def correlate(a: Any, v: Any, mode: Any = "valid") -> Any:
    """A number counts as a vector."""
    if np.ndim(a) == 0 or np.ndim(v) == 0:
        return np.correlate(np.atleast_1d(a), np.atleast_1d(v), mode)
    return np.correlate(a, v, mode)


@linear(uncut_convolution)
def uncut_convolution_transpose(
    g: Any, left: Any, right: Any, mode: Any, is_correlation: Any = False, *, out_bar: Any
) -> Any:
    """Cutting off what the mode cuts off."""
    return cut_convolution(out_bar, left, right, mode, is_correlation)


@linear(cut_convolution)
def cut_convolution_transpose(
    full: Any, left: Any, right: Any, mode: Any, is_correlation: Any = False, *, out_bar: Any
) -> Any:
    """Zeros where the mode cut off."""
    return uncut_convolution(out_bar, left, right, mode, is_correlation)

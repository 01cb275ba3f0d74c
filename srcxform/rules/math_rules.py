"""`math`: what is not a twin of a NumPy function. The others are in `elementwise.py`, `operators.py` and `steps.py`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srcxform.rules.reductions import parts
from srcxform.rules.registry import adjoint, elementwise, tangent
from srcxform.runtime import digamma, polygamma

SUMPROD = tuple(getattr(math, name) for name in ("sumprod",) if hasattr(math, name))
FMA = tuple(getattr(math, name) for name in ("fma",) if hasattr(math, name))
"""Functions that came with later versions of Python (3.12 and 3.13)."""


# The gamma function and its logarithm (DLMF 5.2.2 and 5.15.1).


@elementwise(math.gamma)
def gamma(x: Any, *, out: Any) -> Any:
    """The gamma function."""
    return out * digamma(x)


@elementwise(math.lgamma)
def lgamma(x: Any) -> Any:
    """The logarithm of the size of the gamma function."""
    return digamma(x)


@elementwise(digamma)
def digamma_slope(x: Any) -> Any:
    """The logarithmic derivative of the gamma function."""
    return polygamma(x, 1)


@elementwise(polygamma)
def polygamma_slope(z: Any, order: Any) -> Any:
    """A derivative of the digamma function: the next one."""
    return polygamma(z, order + 1)


# Arithmetic with one rounding.


@elementwise(*FMA)
def fma(x: Any, y: Any, z: Any) -> Any:
    """`x * y + z`."""
    return y, x, 1


# Two points, given by sequences of their coordinates.


def unit_vector(p: Any, q: Any, distance: Any) -> Any:
    """The direction from `q` to `p`; 0 if they are one point."""
    return (np.array(p) - np.array(q)) / (distance + (distance == 0))


@adjoint(math.dist)
def dist(p: Any, q: Any, *, out: Any, out_bar: Any) -> Any:
    """The distance of two points: a norm, with the slope 0 at 0."""
    p_bar = out_bar * unit_vector(p, q, out)
    return parts(p_bar, p), parts(-p_bar, q)


@tangent(math.dist)
def dist_tangent(p: Any, q: Any, *, out: Any, p_dot: Any, q_dot: Any) -> Any:
    """The distance of two points: a norm, with the slope 0 at 0."""
    direction = unit_vector(p, q, out)
    return np.sum(direction * np.array(p_dot)), -np.sum(direction * np.array(q_dot))


@adjoint(*SUMPROD)
def sumprod(p: Any, q: Any, *, out_bar: Any) -> Any:
    """The sum of the products of pairs."""
    return parts(out_bar * np.array(q), p), parts(out_bar * np.array(p), q)


@tangent(*SUMPROD)
def sumprod_tangent(p: Any, q: Any, *, p_dot: Any, q_dot: Any) -> Any:
    """The sum of the products of pairs."""
    return np.sum(np.array(p_dot) * np.array(q)), np.sum(np.array(p) * np.array(q_dot))

"""Rosenbrock's function with its derivatives: `f(x) = sum(100 (x[k+1] - x[k]^2)^2 + (1 - x[k])^2)`."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import optimize

from srcxform.rules.registry import definition


@definition(optimize.rosen)
def rosen(x: Any) -> Any:
    """`f(x)`."""
    x = np.asarray(x)
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2.0) ** 2.0 + (1 - x[:-1]) ** 2.0, axis=0)


@definition(optimize.rosen_der)
def rosen_der(x: Any) -> Any:
    """By `x[k]`: `-400 x[k] (x[k+1] - x[k]^2) - 2 (1 - x[k])`, and `200 (x[k] - x[k-1]^2)` from the term before."""
    x = np.asarray(x) * 1.0
    gap = x[1:] - x[:-1] * x[:-1]
    none = np.zeros_like(x[:1])
    own = -400 * x[:-1] * gap - 2 * (1 - x[:-1])
    return np.concatenate((own, none)) + np.concatenate((none, 200 * gap))


@definition(optimize.rosen_hess)
def rosen_hess(x: Any) -> Any:
    """`1200 x[k]^2 - 400 x[k+1] + 2` on the diagonal, 200 from the term before, and `-400 x[k]` beside it."""
    x = np.asarray(x) * 1.0
    own = 1200 * x[:-1] * x[:-1] - 400 * x[1:] + 2
    diagonal = np.concatenate((own, [0.0])) + np.concatenate(([0.0], np.full(len(x) - 1, 200.0)))
    beside = np.diag(-400 * x[:-1], 1)
    return np.diag(diagonal) + beside + beside.T


@definition(optimize.rosen_hess_prod)
def rosen_hess_prod(x: Any, p: Any) -> Any:
    """The product of the Hessian with a vector."""
    x, p = np.asarray(x) * 1.0, np.asarray(p) * 1.0
    own = (1200 * x[:-1] * x[:-1] - 400 * x[1:] + 2) * p[:-1] - 400 * x[:-1] * p[1:]
    before = 200 * p[1:] - 400 * x[:-1] * p[:-1]
    return np.concatenate((own, [0.0])) + np.concatenate(([0.0], before))

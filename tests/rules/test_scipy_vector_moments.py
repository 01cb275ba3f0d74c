"""Marginals and counts of scipy.stats, and Rosenbrock's derivatives: what a table of samples does not say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads, value_and_grad

optimize = pytest.importorskip("scipy.optimize")
stats = pytest.importorskip("scipy.stats")

ROOT = np.array([[0.1, 0.2, 0.3], [0.2, 0.5, 0.1], [0.3, 0.3, 0.7]])
MEAN, POINT = np.array([0.1, 0.2, 0.3]), np.array([0.3, 1.2, -0.7, 0.9])


def normal_part(mean: Any, root: Any) -> Any:
    return stats.multivariate_normal.marginal([0, 2], mean, root @ root.T + np.eye(3)).logpdf([0.3, 0.4])


def student_part(mean: Any, root: Any) -> Any:
    return stats.multivariate_t.marginal(1, mean, root @ root.T + np.eye(3), 3.3).logpdf([0.3])


def all_shares(q: Any) -> Any:
    return np.concatenate((q, [1.0 - np.sum(q)]))  # SciPy warns where they do not sum to 1


def mean_of_counts(q: Any) -> Any:
    return stats.multinomial.mean(5, all_shares(q))


def covariance_of_counts(q: Any) -> Any:
    return stats.multinomial.cov(5, all_shares(q))


def entropy_of_counts(q: Any) -> Any:
    return stats.multinomial.entropy(5, all_shares(q))


def slope(x: Any) -> Any:
    return optimize.rosen_der(x)


def curvature(x: Any) -> Any:
    return optimize.rosen_hess(x)


def product(x: Any, p: Any) -> Any:
    return optimize.rosen_hess_prod(x, p)


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (normal_part, (MEAN, ROOT)),
        (student_part, (MEAN, ROOT)),
        (mean_of_counts, (np.array([0.2, 0.35]),)),
        (covariance_of_counts, (np.array([0.2, 0.35]),)),
        (entropy_of_counts, (np.array([0.2, 0.35]),)),
        (slope, (POINT,)),
        (curvature, (POINT,)),
        (curvature, (POINT[:2],)),
        (product, (POINT, POINT[::-1])),
    ],
)
def test_value_and_derivatives(f: Callable[..., Any], args: tuple[Any, ...]) -> None:
    value, _ = value_and_grad(f)(*args)
    np.testing.assert_allclose(value, f(*args), rtol=1e-12)
    check_grads(f, *args)

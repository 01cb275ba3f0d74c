"""scipy.stats in whole programs: objects that are made inside and outside, matrices, refusals, ends of supports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads, grad, jvp, value_and_grad
from srcxform.errors import NoRule

stats = pytest.importorskip("scipy.stats")

NORMAL = stats.norm(0.3, 2.0)
GAMMA = stats.gamma(2.0, scale=np.array([1.5, 0.7, 1.1]))
COUNT = stats.poisson(mu=2.0)
VECTOR = stats.multivariate_normal([0.1, 0.2, 0.3], np.diag([1.0, 2.0, 3.0]) + 0.3)
HEAVY = stats.multivariate_t([0.1, 0.2, 0.3], np.diag([1.0, 2.0, 3.0]) + 0.3, df=4)
MATRIX = stats.wishart(4.3, np.diag([1.0, 2.0, 3.0]) + 0.3)
KERNELS = stats.gaussian_kde([[0.1, 0.4, 0.9, 1.3], [0.3, 1.1, 0.2, 0.8]], weights=[1, 2, 1, 1])
SHARES = stats.dirichlet([0.7, 1.3, 2.1])
X = np.array([0.6, 1.3, 0.8])


class Model:
    """Holds a distribution."""

    def __init__(self) -> None:
        self.prior = stats.t(3.3, scale=0.8)


MODEL = Model()


def outside(x: Any) -> Any:
    return np.sum(NORMAL.logpdf(x) + GAMMA.cdf(x) + MODEL.prior.logsf(x)) + NORMAL.ppf(x[0]) * COUNT.logpmf(3)


def inside(x: Any) -> Any:
    d = stats.lognorm(x[0], scale=x[1])
    return np.sum(d.logpdf(x)) + d.mean() * d.std() + d.entropy() + d.median() + stats.poisson(x[2]).logpmf(2)


def frozen_vector(x: Any) -> Any:
    s = np.outer(x, x) + np.eye(3)
    return stats.multivariate_normal(x, s).logpdf(2 * x) + stats.dirichlet(x).entropy()


def outside_vector(x: Any) -> Any:
    s = np.outer(x, x) + np.eye(3)
    shares = SHARES.logpdf(x[:2] / 4)
    return VECTOR.logpdf(x) * HEAVY.logpdf(x) + VECTOR.pdf(x) + MATRIX.logpdf(s) + shares


def more_frozen(x: Any) -> Any:
    s = np.outer(x, x) + np.eye(3)
    d = stats.multivariate_normal(x, s)
    p = x / np.sum(x)
    total = stats.multivariate_t(x, df=x[0]).logpdf([0.1, 0.2, 0.4]) + d.cov[0, 1] * d.mean[1] + d.entropy()
    total += stats.wishart(4.3, s).logpdf(s @ s) + stats.invwishart(4.3, s).logpdf(s @ s)
    total += stats.dirichlet_multinomial(x, 4).logpmf([1, 1, 2]) + stats.multinomial(4, p).pmf([1, 1, 2])
    total += stats.matrix_normal(np.outer(x, x), s, s).logpdf(s) + np.sum(stats.dirichlet(x).mean() ** 2)
    return total + stats.vonmises_fisher([1.0, 0.0], x[1]).logpdf([0.6, 0.8])


def kernels_outside(x: Any) -> Any:
    return KERNELS(x[:2])[0] * KERNELS.logpdf(np.stack((x, 2 * x)))[1] + KERNELS.pdf(x[1:])[0]


def draws(x: Any) -> Any:
    z = stats.norm.rvs(x, x[1], random_state=3) * stats.gamma(2.0, scale=x[0]).rvs(3, random_state=4)
    rng = np.random.default_rng(0)
    first = stats.norm.rvs(x[0], size=2, random_state=rng)
    return np.sum(z) + np.sum(first * stats.norm.rvs(x[0], size=2, random_state=rng))


def covariance(x: Any) -> Any:
    s = np.outer(x, x) + np.eye(3)
    return stats.multivariate_normal.logpdf(x, cov=s) + stats.wishart.logpdf(s, 4.2, 2 * s @ s)


def shares(x: Any) -> Any:
    p = np.exp(x) / np.sum(np.exp(x))
    return stats.multinomial.logpmf([2, 1, 4], 7, p) + stats.multinomial.pmf([2, 1, 4], 7, p)


def kernels(x: Any) -> Any:
    kde = stats.gaussian_kde(np.concatenate((x, 2 * x, [0.1])))
    return np.sum(kde(x) * kde.logpdf([0.3, 0.4, 0.9])) + kde.evaluate([0.2])[0]


def weighted_kernels(x: Any) -> Any:
    kde = stats.gaussian_kde(np.stack((np.sin(3 * x), x)), bw_method=x[0], weights=x)
    return np.sum(kde.pdf(np.array([[0.1, 0.4], [0.7, 0.9]])))


@pytest.mark.parametrize(
    "f",
    [
        outside,
        inside,
        frozen_vector,
        outside_vector,
        more_frozen,
        kernels_outside,
        draws,
        covariance,
        shares,
        kernels,
        weighted_kernels,
    ],
)
def test_program(f: Callable[..., Any]) -> None:
    check_grads(f, X)
    assert np.allclose(value_and_grad(f)(X)[0], f(X), rtol=1e-12)


def test_outside_of_the_support() -> None:
    def f(x: Any, a: Any) -> Any:
        return stats.gamma.pdf(x, a), stats.gamma.logpdf(x, a), stats.gamma.cdf(x, a)

    x_bar, a_bar = grad(f, wrt=(0, 1))(np.array([-1.0, -0.3]), 1.7)
    assert np.array_equal(x_bar, np.zeros(2))
    assert a_bar == 0


@pytest.mark.parametrize("name", ["logpdf", "pdf", "cdf", "logsf"])
def test_single_precision(name: str) -> None:
    method = getattr(stats.norm, name)

    def f(x: Any, loc: Any) -> Any:
        return method(x, loc)

    x, loc = np.array([0.3, 0.7], np.float32), np.float32(0.2)
    x_bar, loc_bar = grad(f, wrt=(0, 1))(x, loc)
    assert x_bar.dtype == np.float32
    assert np.asarray(loc_bar).dtype == np.float32
    value, tangent = jvp(f, (x, loc), (x, None))
    assert tangent.dtype == value.dtype


def shape_of_vonmises(x: Any) -> Any:
    return stats.vonmises.cdf(0.3, x)


def score_of_nct(x: Any) -> Any:
    return stats.nct.logpdf(x, 3.0, 1.0)


def count_as_variable(x: Any) -> Any:
    return stats.poisson.logpmf(x, 2.0)


def mean_of_function(x: Any) -> Any:
    return stats.norm(x, 1.0).expect(lambda t: t * t)


@pytest.mark.parametrize(
    ("f", "why"),
    [
        (shape_of_vonmises, "integral"),
        (score_of_nct, "series"),
        (count_as_variable, "whole number"),
        (mean_of_function, "instead: integrate"),
    ],
)
def test_refused(f: Callable[..., Any], why: str) -> None:
    with pytest.raises(NoRule, match=why):
        grad(f)(0.7)

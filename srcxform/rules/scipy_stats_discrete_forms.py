"""scipy.stats: the parameters of the functions of counts, by their names: one form for each list of them.

A rule has the parameters of its primitive. `method` gives the results for any distribution `d` of the table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def with_p(method: Any, d: Any) -> Any:
    """A distribution with a parameter `p`, as all the following."""

    def rule(k: Any, p: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (p,), loc, out)

    return rule


def with_a(method: Any, d: Any) -> Any:
    def rule(k: Any, a: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (a,), loc, out)

    return rule


def with_mu(method: Any, d: Any) -> Any:
    def rule(k: Any, mu: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (mu,), loc, out)

    return rule


def with_rate(method: Any, d: Any) -> Any:
    def rule(k: Any, lambda_: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (lambda_,), loc, out)

    return rule


def with_n_p(method: Any, d: Any) -> Any:
    def rule(k: Any, n: Any, p: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (n, p), loc, out)

    return rule


def with_two_means(method: Any, d: Any) -> Any:
    def rule(k: Any, mu1: Any, mu2: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (mu1, mu2), loc, out)

    return rule


def with_n_a_b(method: Any, d: Any) -> Any:
    def rule(k: Any, n: Any, a: Any, b: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (n, a, b), loc, out)

    return rule


def with_urn(method: Any, d: Any) -> Any:
    def rule(k: Any, M: Any, n: Any, N: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (M, n, N), loc, out)

    return rule


def with_bounds(method: Any, d: Any) -> Any:
    def rule(k: Any, low: Any, high: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (low, high), loc, out)

    return rule


def with_alpha(method: Any, d: Any) -> Any:
    def rule(k: Any, alpha: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (alpha,), loc, out)

    return rule


def with_a_n(method: Any, d: Any) -> Any:
    def rule(k: Any, a: Any, n: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (a, n), loc, out)

    return rule


def with_lambda_n(method: Any, d: Any) -> Any:
    def rule(k: Any, lambda_: Any, N: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (lambda_, N), loc, out)

    return rule


def with_m_n_r(method: Any, d: Any) -> Any:
    def rule(k: Any, M: Any, n: Any, r: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (M, n, r), loc, out)

    return rule


def with_m_n_n_odds(method: Any, d: Any) -> Any:
    def rule(k: Any, M: Any, n: Any, N: Any, odds: Any, loc: Any = 0, *, out: Any) -> Any:
        return method(d, k, (M, n, N, odds), loc, out)

    return rule


WITH_SHAPES: dict[str, Callable[..., Any]] = {
    "p": with_p,
    "a": with_a,
    "mu": with_mu,
    "lambda_": with_rate,
    "n, p": with_n_p,
    "mu1, mu2": with_two_means,
    "n, a, b": with_n_a_b,
    "M, n, N": with_urn,
    "low, high": with_bounds,
    "alpha": with_alpha,
    "a, n": with_a_n,
    "lambda_, N": with_lambda_n,
    "M, n, r": with_m_n_r,
    "M, n, N, odds": with_m_n_n_odds,
}
"""The forms, by the list of shapes that SciPy gives."""

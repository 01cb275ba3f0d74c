"""scipy.stats: the parameters of the functions of distributions, by their names: one form for each list of shapes.

A rule has the parameters of its primitive. `method` gives the results for any distribution `of` SciPy's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def without_shapes(method: Any, of: Any) -> Any:
    """A distribution with location and scale alone."""

    def rule(x: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (), loc, scale, out)

    return rule


def with_a(method: Any, of: Any) -> Any:
    """A distribution with a shape `a`, as all the following."""

    def rule(x: Any, a: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (a,), loc, scale, out)

    return rule


def with_b(method: Any, of: Any) -> Any:
    def rule(x: Any, b: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (b,), loc, scale, out)

    return rule


def with_c(method: Any, of: Any) -> Any:
    def rule(x: Any, c: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (c,), loc, scale, out)

    return rule


def with_s(method: Any, of: Any) -> Any:
    def rule(x: Any, s: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (s,), loc, scale, out)

    return rule


def with_k(method: Any, of: Any) -> Any:
    def rule(x: Any, K: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (K,), loc, scale, out)

    return rule


def with_df(method: Any, of: Any) -> Any:
    def rule(x: Any, df: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (df,), loc, scale, out)

    return rule


def with_mu(method: Any, of: Any) -> Any:
    def rule(x: Any, mu: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (mu,), loc, scale, out)

    return rule


def with_nu(method: Any, of: Any) -> Any:
    def rule(x: Any, nu: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (nu,), loc, scale, out)

    return rule


def with_beta(method: Any, of: Any) -> Any:
    def rule(x: Any, beta: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (beta,), loc, scale, out)

    return rule


def with_kappa(method: Any, of: Any) -> Any:
    def rule(x: Any, kappa: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (kappa,), loc, scale, out)

    return rule


def with_chi(method: Any, of: Any) -> Any:
    def rule(x: Any, chi: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (chi,), loc, scale, out)

    return rule


def with_skew(method: Any, of: Any) -> Any:
    def rule(x: Any, skew: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (skew,), loc, scale, out)

    return rule


def with_lam(method: Any, of: Any) -> Any:
    def rule(x: Any, lam: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (lam,), loc, scale, out)

    return rule


def with_rho(method: Any, of: Any) -> Any:
    def rule(x: Any, rho: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (rho,), loc, scale, out)

    return rule


def with_n(method: Any, of: Any) -> Any:
    def rule(x: Any, n: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (n,), loc, scale, out)

    return rule


def with_a_b(method: Any, of: Any) -> Any:
    def rule(x: Any, a: Any, b: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (a, b), loc, scale, out)

    return rule


def with_a_c(method: Any, of: Any) -> Any:
    def rule(x: Any, a: Any, c: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (a, c), loc, scale, out)

    return rule


def with_c_d(method: Any, of: Any) -> Any:
    def rule(x: Any, c: Any, d: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (c, d), loc, scale, out)

    return rule


def with_dfn_dfd(method: Any, of: Any) -> Any:
    def rule(x: Any, dfn: Any, dfd: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (dfn, dfd), loc, scale, out)

    return rule


def with_beta_m(method: Any, of: Any) -> Any:
    def rule(x: Any, beta: Any, m: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (beta, m), loc, scale, out)

    return rule


def with_a_b_c(method: Any, of: Any) -> Any:
    def rule(x: Any, a: Any, b: Any, c: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (a, b, c), loc, scale, out)

    return rule


def with_p_a_b(method: Any, of: Any) -> Any:
    def rule(x: Any, p: Any, a: Any, b: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (p, a, b), loc, scale, out)

    return rule


def with_p_b(method: Any, of: Any) -> Any:
    def rule(x: Any, p: Any, b: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (p, b), loc, scale, out)

    return rule


def with_h_k(method: Any, of: Any) -> Any:
    def rule(x: Any, h: Any, k: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (h, k), loc, scale, out)

    return rule


def with_k_s(method: Any, of: Any) -> Any:
    def rule(x: Any, k: Any, s: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (k, s), loc, scale, out)

    return rule


def with_df_nc(method: Any, of: Any) -> Any:
    def rule(x: Any, df: Any, nc: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (df, nc), loc, scale, out)

    return rule


def with_dfn_dfd_nc(method: Any, of: Any) -> Any:
    def rule(x: Any, dfn: Any, dfd: Any, nc: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (dfn, dfd, nc), loc, scale, out)

    return rule


def with_alpha_beta(method: Any, of: Any) -> Any:
    def rule(x: Any, alpha: Any, beta: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (alpha, beta), loc, scale, out)

    return rule


def with_c_s(method: Any, of: Any) -> Any:
    def rule(x: Any, c: Any, s: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (c, s), loc, scale, out)

    return rule


def with_b_c(method: Any, of: Any) -> Any:
    def rule(x: Any, b: Any, c: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (b, c), loc, scale, out)

    return rule


def with_c_a_b(method: Any, of: Any) -> Any:
    def rule(x: Any, c: Any, a: Any, b: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (c, a, b), loc, scale, out)

    return rule


def with_k_df(method: Any, of: Any) -> Any:
    def rule(x: Any, k: Any, df: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (k, df), loc, scale, out)

    return rule


def with_u_s_a_b(method: Any, of: Any) -> Any:
    def rule(x: Any, u: Any, s: Any, a: Any, b: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (u, s, a, b), loc, scale, out)

    return rule


def with_a_b_c_z(method: Any, of: Any) -> Any:
    def rule(x: Any, a: Any, b: Any, c: Any, z: Any, loc: Any = 0, scale: Any = 1, *, out: Any) -> Any:
        return method(of, x, (a, b, c, z), loc, scale, out)

    return rule


WITH_SHAPES: dict[str | None, Callable[..., Any]] = {
    None: without_shapes,
    "a": with_a,
    "b": with_b,
    "c": with_c,
    "s": with_s,
    "K": with_k,
    "df": with_df,
    "mu": with_mu,
    "nu": with_nu,
    "beta": with_beta,
    "kappa": with_kappa,
    "chi": with_chi,
    "skew": with_skew,
    "lam": with_lam,
    "rho": with_rho,
    "n": with_n,
    "a, b": with_a_b,
    "a, c": with_a_c,
    "c, d": with_c_d,
    "dfn, dfd": with_dfn_dfd,
    "beta, m": with_beta_m,
    "a, b, c": with_a_b_c,
    "p, a, b": with_p_a_b,
    "p, b": with_p_b,
    "h, k": with_h_k,
    "k, s": with_k_s,
    "df, nc": with_df_nc,
    "dfn, dfd, nc": with_dfn_dfd_nc,
    "alpha, beta": with_alpha_beta,
    "c, s": with_c_s,
    "b, c": with_b_c,
    "c, a, b": with_c_a_b,
    "k, df": with_k_df,
    "u, s, a, b": with_u_s_a_b,
    "a, b, c, z": with_a_b_c_z,
}
"""The forms, by the list of shapes that SciPy gives."""

"""scipy.special: the gamma function and what is made of it.

The derivative in a whole-number argument does not exist; for a real one the gamma function fills in. Numbers "DLMF" are
equations of the NIST Digital Library of Mathematical Functions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special
from scipy.special import zeta as zeta_function

from srcxform.rules.registry import elementwise, nondifferentiable
from srcxform.runtime import digamma_step, polygamma

ORDER = "it counts, and is no variable of a smooth function"
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330)
EULER_MACLAURIN = tuple(b / math.factorial(2 * j) for j, b in enumerate(BERNOULLI, 1))
LOG_2_PI = math.log(2 * math.pi)

LEFT_OUT: dict[str, str] = {
    "scipy.special.bernoulli": "of whole numbers alone",
    "scipy.special.euler": "of whole numbers alone",
    "scipy.special.stirling2": "of whole numbers alone",
}

nondifferentiable((special.gammasgn, special.bernoulli, special.euler, special.stirling2))


# One variable.


@elementwise(special.gamma)
def gamma(z: Any, *, out: Any) -> Any:
    """`(z - 1)!` (DLMF 5.2.2)."""
    return out * special.psi(z)


@elementwise(special.gammaln, special.loggamma)
def gammaln(x: Any) -> Any:
    """The logarithm of the gamma function, or of its size."""
    return special.psi(x)


def rgamma_slope(z: Any) -> Any:
    """The derivative of `1 / gamma(z)`: left of 1/2 by reflection, `sin(pi z) gamma(1 - z) / pi` (DLMF 5.5.3)."""
    is_left = np.real(z) < 0.5
    left, right = np.where(is_left, z, 0.25), np.where(is_left, 0.75, z)
    angle = math.pi * left
    reflected = special.gamma(1 - left) * (np.cos(angle) - np.sin(angle) / math.pi * special.psi(1 - left))
    return np.where(is_left, reflected, -special.psi(right) * special.rgamma(right))


@elementwise(special.rgamma)
def rgamma(z: Any) -> Any:
    """`1 / gamma(z)`, an entire function."""
    return rgamma_slope(z)


@elementwise(special.psi)
def psi(z: Any) -> Any:
    """The logarithmic derivative of the gamma function; `special.polygamma` is for real arguments."""
    if np.iscomplexobj(z):
        return polygamma(z, 1)
    return special.polygamma(1, z)


@elementwise(special.polygamma)
def real_polygamma(n: Any, x: Any) -> Any:
    """The n-th derivative of `psi`."""
    return ORDER, special.polygamma(n + 1, x)


@elementwise(special.multigammaln)
def multigammaln(a: Any, d: Any) -> Any:
    """A sum of `gammaln(a - j / 2)` for j below d (Muirhead 1982, theorem 2.1.12)."""
    return np.sum(special.psi(np.expand_dims(a, -1) - np.arange(d) / 2), axis=-1), ORDER


# Quotients.


@elementwise(digamma_step)
def digamma_step_slopes(a: Any, d: Any) -> Any:
    """`psi(a + d) - psi(a)`."""
    top = polygamma(a + d, 1)
    return top - polygamma(a, 1), top


@elementwise(special.beta)
def beta(a: Any, b: Any, *, out: Any) -> Any:
    """`gamma(a) gamma(b) / gamma(a + b)`."""
    return -out * digamma_step(a, b), -out * digamma_step(b, a)


@elementwise(special.betaln)
def betaln(a: Any, b: Any) -> Any:
    """The logarithm of the size of `beta(a, b)`."""
    return -digamma_step(a, b), -digamma_step(b, a)


@elementwise(special.poch)
def poch(z: Any, m: Any, *, out: Any) -> Any:
    """`gamma(z + m) / gamma(z)`; left of 1/2 by `1 / gamma(z)`, which is smooth at its zeros."""
    top = z + m
    has_zeros = (np.abs(z - 0.5) < 150) & (z < 0.5) & (top < 150) & ((top > 0.25) | (m != np.rint(m)))
    left, start = np.where(has_zeros, top, 1), np.where(has_zeros, z, 1)
    by_zeros = special.gamma(left) * rgamma_slope(start) + out * special.psi(left)
    return np.where(has_zeros, by_zeros, out * digamma_step(np.where(has_zeros, 1, z), m)), out * special.psi(top)


@elementwise(special.binom)
def binom(x: Any, y: Any, *, out: Any) -> Any:
    """`gamma(x + 1) / (gamma(y + 1) gamma(rest))`; beyond 0 and x by `1 / gamma`, which is smooth at its zeros."""
    has_zeros = (np.abs(y) < 150) & (np.abs(x) < 150) & (x > -0.5) & ((x - y < -0.5) | (y < -0.5))
    total, chosen = np.where(has_zeros, x, 1) + 1, np.where(has_zeros, y, 0) + 1
    rest = total - chosen + 1
    below, above = special.rgamma(chosen), special.rgamma(rest)
    by_rest, by_chosen = below * rgamma_slope(rest), above * rgamma_slope(chosen)
    x_0, y_0 = np.where(has_zeros, 1, x), np.where(has_zeros, 0, y)
    return (
        np.where(
            has_zeros, special.gamma(total) * by_rest + out * special.psi(total), out * digamma_step(x_0 - y_0 + 1, y_0)
        ),
        np.where(has_zeros, special.gamma(total) * (by_chosen - by_rest), out * digamma_step(y_0 + 1, x_0 - 2 * y_0)),
    )


@elementwise(special.comb)
def comb(N: Any, k: Any, *, exact: Any = False, repetition: Any = False, out: Any) -> Any:
    """`binom`, and 0 where less than nothing or more than all is chosen."""
    total = N + k - 1 if repetition else N
    is_inside = (k <= total) & (total >= 0) & (k >= 0)
    total, chosen, count = np.where(is_inside, total, 1), np.where(is_inside, k, 0), np.where(is_inside, out, 0)
    by_total = count * digamma_step(total - chosen + 1, chosen)
    by_chosen = count * digamma_step(chosen + 1, total - 2 * chosen)
    return by_total, by_total + by_chosen if repetition else by_chosen


@elementwise(special.perm)
def perm(N: Any, k: Any, exact: Any = False, *, out: Any) -> Any:
    """`gamma(N + 1) / gamma(N - k + 1)`, and 0 where less than nothing or more than all is chosen."""
    is_inside = (k <= N) & (N >= 0) & (k >= 0)
    total, chosen, count = np.where(is_inside, N, 1), np.where(is_inside, k, 0), np.where(is_inside, out, 0)
    return count * digamma_step(total - chosen + 1, chosen), count * special.psi(total - chosen + 1)


@elementwise(special.factorial)
def factorial(n: Any, exact: Any = False, extend: Any = "zero", *, out: Any) -> Any:
    """`gamma(n + 1)`; below 0 it is 0 unless it is extended to complex numbers."""
    if extend == "zero":
        return out * special.psi(np.where(n < 0, 0, n) + 1)
    return out * special.psi(n + 1)


@elementwise(special.factorial2)
def factorial2(n: Any, exact: Any = False, extend: Any = "zero", *, out: Any) -> Any:
    """`2**((n - 1) / 2) gamma(n / 2 + 1) / gamma(3 / 2)`: the extension beyond whole numbers."""
    return out * (math.log(2) + special.psi(n / 2 + 1)) / 2


@elementwise(special.factorialk)
def factorialk(n: Any, k: Any, exact: Any = False, extend: Any = "zero", *, out: Any) -> Any:
    """`k**((n - 1) / k) gamma(n / k + 1) / gamma(1 / k + 1)`: the extension beyond whole numbers."""
    return out * (np.log(k) + special.psi(n / k + 1)) / k, ORDER


# The zeta function.


def hurwitz_slope(s: Any, q: Any) -> Any:
    """The derivative of the Hurwitz zeta function in `s`: the sum of Euler and Maclaurin, term by term (DLMF 25.11.28).

    NaN where the sum has not converged: far away from the real axis.
    """
    places = np.expand_dims(q, -1) + np.arange(30)
    total = -np.sum(np.log(places) * places ** -np.expand_dims(s, -1), axis=-1)
    w = q + 30
    log_w = np.log(w)
    total = total - w ** (1 - s) * (log_w + 1 / (s - 1)) / (s - 1) - 0.5 * log_w * w**-s
    term, slope = s * w ** (-s - 1), (1 - s * log_w) * w ** (-s - 1)
    for j, ratio in enumerate(EULER_MACLAURIN, 1):
        total = total + ratio * slope
        slope = (slope * (s + 2 * j - 1) * (s + 2 * j) + term * (2 * s + 4 * j - 1)) / (w * w)
        term = term * (s + 2 * j - 1) * (s + 2 * j) / (w * w)
    return np.where(np.abs(np.imag(s)) < 40, total, np.nan)


def riemann_slope(s: Any) -> Any:
    """The derivative of the Riemann zeta function: left of -1/2 that of its functional equation (DLMF 25.4.2)."""
    is_left = np.real(s) < -0.5
    left, right = np.where(is_left, s, -1), np.where(is_left, 2, s)
    mirrored, angle = 1 - left, math.pi / 2 * left
    sine, value = np.sin(angle), zeta_function(mirrored)
    turning = (LOG_2_PI - special.psi(mirrored)) * sine + math.pi / 2 * np.cos(angle)
    scale = np.exp(left * LOG_2_PI) / math.pi * special.gamma(mirrored)
    return np.where(is_left, scale * (turning * value - sine * hurwitz_slope(mirrored, 1.0)), hurwitz_slope(right, 1.0))


@elementwise(special.zeta)
def zeta(x: Any, q: Any = None) -> Any:
    """The zeta function of Riemann, or of Hurwitz (DLMF 25.11.17)."""
    if q is None:
        return riemann_slope(x)
    return hurwitz_slope(x, q), -x * zeta_function(x + 1, q)


@elementwise(special.zetac)
def zetac(x: Any) -> Any:
    """`zeta(x) - 1`."""
    return riemann_slope(x)

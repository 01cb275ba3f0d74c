"""scipy.special: noncentral distributions: chi-squared, F and Student's t.

A noncentral distribution is an average of central ones over a Poisson variable. Its density and its slope in the
noncentrality are confluent hypergeometric functions (Johnson, Kotz and Balakrishnan 1995, chapters 29 to 31). There is
no closed form for the slope in the degrees of freedom.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import elementwise
from srcxform.runtime import student_moment

LOG_ROOT_HALF_PI = math.log(math.pi / 2) / 2
FREEDOM = "the derivative in the degrees of freedom of a noncentral distribution has no closed form"

LEFT_OUT: dict[str, str] = {
    "scipy.special.chndtridf": FREEDOM,
    "scipy.special.ncfdtridfd": FREEDOM,
    "scipy.special.ncfdtridfn": FREEDOM,
    "scipy.special.nctdtridf": FREEDOM,
}


# Chi-squared.


def chi_density(x: Any, df: Any, nc: Any) -> Any:
    """The density: a modified Bessel function, by its power series where its argument is small."""
    half, square = df / 2, nc * x
    is_small = square < 1
    small, root = np.where(is_small, square, 0), np.sqrt(np.where(is_small, 1, square))
    series = special.hyp0f1(half, small / 4) * special.rgamma(half)
    shift = np.where(is_small, 0, root - (half - 1) * np.log(root / 2))
    value = np.where(is_small, series, special.ive(half - 1, root))
    return value * np.exp(special.xlogy(half - 1, x / 2) - (x + nc) / 2 + shift) / 2


@elementwise(special.chndtr)
def chndtr(x: Any, df: Any, nc: Any) -> Any:
    """The share below x."""
    return chi_density(x, df, nc), FREEDOM, -chi_density(x, df + 2, nc)


@elementwise(special.chndtrix)
def chndtrix(p: Any, df: Any, nc: Any, *, out: Any) -> Any:
    """The `x` with `chndtr(x, df, nc) == p`."""
    density = chi_density(out, df, nc)
    return 1 / density, FREEDOM, chi_density(out, df + 2, nc) / density


@elementwise(special.chndtrinc)
def chndtrinc(x: Any, df: Any, p: Any, *, out: Any) -> Any:
    """The `nc` with `chndtr(x, df, nc) == p`."""
    slope = -chi_density(x, df + 2, out)
    return -chi_density(x, df, out) / slope, FREEDOM, 1 / slope


# F.


def fisher_slopes(dfn: Any, dfd: Any, nc: Any, f: Any) -> Any:
    """Of the share below f in the noncentrality and in f."""
    a, b, whole = dfn / 2, dfd / 2, dfd + dfn * f
    y, rest = dfn * f / whole, dfd / whole
    common = np.exp(special.xlogy(a - 1, y) + special.xlogy(b, rest) - nc / 2 - special.betaln(a, b))
    by_nc = -common * y / (2 * a) * special.hyp1f1(a + b, a + 1, nc * y / 2)
    return by_nc, common * special.hyp1f1(a + b, a, nc * y / 2) * dfn / whole


@elementwise(special.ncfdtr)
def ncfdtr(dfn: Any, dfd: Any, nc: Any, f: Any) -> Any:
    """The share below f."""
    by_nc, by_f = fisher_slopes(dfn, dfd, nc, f)
    return FREEDOM, FREEDOM, by_nc, by_f


@elementwise(special.ncfdtri)
def ncfdtri(dfn: Any, dfd: Any, nc: Any, p: Any, *, out: Any) -> Any:
    """The `f` with `ncfdtr(dfn, dfd, nc, f) == p`."""
    by_nc, by_f = fisher_slopes(dfn, dfd, nc, out)
    return FREEDOM, FREEDOM, -by_nc / by_f, 1 / by_f


@elementwise(special.ncfdtrinc)
def ncfdtrinc(dfn: Any, dfd: Any, p: Any, f: Any, *, out: Any) -> Any:
    """The `nc` with `ncfdtr(dfn, dfd, nc, f) == p`."""
    by_nc, by_f = fisher_slopes(dfn, dfd, out, f)
    return FREEDOM, FREEDOM, 1 / by_nc, -by_f / by_nc


# Student's t: the average of `ndtr(t w - nc)` over a scaled chi variable w.


@elementwise(student_moment)
def student_moment_of_order(df: Any, nc: Any, t: Any, scale: Any, order: int, *, out: Any) -> Any:
    """Under the integral sign, `nc` brings down `t w - nc` and `t` brings down `-w (t w - nc)`."""
    one = student_moment(df, nc, t, scale, order + 1)
    two = student_moment(df, nc, t, scale, order + 2)
    return FREEDOM, t * one - nc * out, nc * one - t * two, -out


def student_slopes(df: Any, nc: Any, t: Any) -> Any:
    """Of the share below t in the noncentrality and in t."""
    scale = special.gammaln(df / 2) - df / 2 * np.log(df / 2) + LOG_ROOT_HALF_PI
    return -student_moment(df, nc, t, scale, 0), student_moment(df, nc, t, scale, 1)


@elementwise(special.nctdtr)
def nctdtr(df: Any, nc: Any, t: Any) -> Any:
    """The share below t."""
    by_nc, by_t = student_slopes(df, nc, t)
    return FREEDOM, by_nc, by_t


@elementwise(special.nctdtrit)
def nctdtrit(df: Any, nc: Any, p: Any, *, out: Any) -> Any:
    """The `t` with `nctdtr(df, nc, t) == p`."""
    by_nc, by_t = student_slopes(df, nc, out)
    return FREEDOM, -by_nc / by_t, 1 / by_t


@elementwise(special.nctdtrinc)
def nctdtrinc(df: Any, p: Any, t: Any, *, out: Any) -> Any:
    """The `nc` with `nctdtr(df, nc, t) == p`."""
    by_nc, by_t = student_slopes(df, out, t)
    return FREEDOM, 1 / by_nc, -by_t / by_nc

"""Samples for the rules of scipy.stats: every function of every distribution once, some of them at many shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from srcxform.rules.library import register_imported
from tests.rules.sample import Sample, Samples, fortran, strided, values

register_imported()

from srcxform.rules.scipy_stats import DISTRIBUTIONS, METHODS  # noqa: E402
from srcxform.rules.scipy_stats_discrete import DISCRETE  # noqa: E402
from srcxform.rules.scipy_stats_discrete import METHODS as DISCRETE_METHODS  # noqa: E402

SHAPES: dict[str | None, tuple[float, ...]] = {
    None: (),
    "a": (1.7,),
    "b": (1.3,),
    "c": (1.6,),
    "s": (0.7,),
    "K": (1.4,),
    "df": (3.3,),
    "mu": (0.8,),
    "nu": (1.4,),
    "beta": (2.6,),
    "kappa": (1.2,),
    "a, b": (1.4, 2.3),
    "a, c": (1.4, 1.7),
    "dfn, dfd": (3.2, 4.1),
    "chi": (1.4,),
    "skew": (0.8,),
    "lam": (0.3,),
    "rho": (1.4,),
    "n": (3,),
    "c, d": (1.6, 1.3),
    "c, s": (1.6, 0.7),
    "k, s": (1.6, 2.3),
    "p, b": (1.3, 1.7),
    "df, nc": (3.3, 1.4),
    "dfn, dfd, nc": (3.2, 4.1, 1.4),
    "beta, m": (1.2, 2.3),
    "h, k": (0.4, -0.3),
    "a, b, c": (0.6, 1.3, 1.7),
    "p, a, b": (0.7, 1.9, 0.6),
    "b, c": (1.3, 4.2),
    "c, a, b": (1.6, 0.3, 1.9),
    "a, b, c, z": (1.4, 2.3, 0.7, 0.6),
    "u, s, a, b": (0.3, 0.7, 1.6, 2.1),
    "alpha, beta": (1.5, 0.3),
    "k, df": (3, 10),
}
SPECIAL_SHAPES: dict[str, tuple[float, ...]] = {
    "argus": (1.4,),
    "erlang": (2.0,),
    "genhalflogistic": (0.4,),
    "genpareto": (0.3,),
    "norminvgauss": (1.9, 0.6),
    "skewcauchy": (0.4,),
    "trapezoid": (0.25, 0.7),
    "wrapcauchy": (0.4,),
    "genextreme": (0.3,),
    "johnsonsu": (0.4, 1.2),
    "loguniform": (0.5, 3.0),
    "reciprocal": (0.5, 3.0),
    "triang": (0.3,),
    "truncexpon": (2.3,),
    "truncnorm": (-1.1, 1.4),
}
COUNTS: dict[str, tuple[float, ...]] = {
    "bernoulli": (0.3,),
    "betabinom": (7, 1.3, 2.2),
    "betanbinom": (4, 3.3, 2.2),
    "binom": (7, 0.3),
    "boltzmann": (0.4, 8),
    "dlaplace": (0.8,),
    "geom": (0.3,),
    "hypergeom": (20, 7, 12),
    "logser": (0.6,),
    "nbinom": (2.4, 0.4),
    "nchypergeom_fisher": (20, 7, 12, 0.6),
    "nchypergeom_wallenius": (20, 7, 12, 0.6),
    "nhypergeom": (20, 7, 5),
    "planck": (0.7,),
    "poisson": (2.3,),
    "randint": (1, 7),
    "skellam": (1.3, 2.1),
    "yulesimon": (2.3,),
    "zipf": (2.3,),
    "zipfian": (1.3, 6),
}
LEVELS = np.array([0.12, 0.37, 0.58, 0.86])
MIDDLE = np.array([0.32, 0.44, 0.58, 0.71])
LOC, SCALE = 0.3, 1.7


def shapes_of(name: str) -> tuple[float, ...]:
    """The shapes that a distribution is tried with."""
    return SPECIAL_SHAPES.get(name, SHAPES[DISTRIBUTIONS[name].scipy.shapes])


def differentiable(name: str, method: str) -> tuple[int, ...]:
    """The positions of what has a derivative: the rows of the table give a reason for what has none."""
    row, shapes = DISTRIBUTIONS[name], shapes_of(name)
    score, densities, cumulative = row.slopes(row.scipy.ppf(0.4, *shapes), *shapes)
    is_density = method in ("pdf", "logpdf")
    slopes = densities if is_density else cumulative
    real = [k for k, slope in enumerate(slopes, 1) if not isinstance(slope, str)]
    if is_density and isinstance(score, str):
        return tuple(real)
    return (0, *real, len(shapes) + 1, len(shapes) + 2)


SLOW = ("studentized_range", "levy_stable", "dpareto_lognorm", "gausshyper", "geninvgauss", "genhyperbolic")
"""Distributions that SciPy integrates numerically: only their densities are tried."""


def continuous() -> Samples:
    """One sample for each function: a row of points, each shape, location and scale."""
    found: Samples = {}
    for name, row in DISTRIBUTIONS.items():
        shapes = shapes_of(name)
        points = row.scipy.ppf(MIDDLE if name == "arcsine" else LEVELS, *shapes, LOC, SCALE)
        for method in ("pdf", "logpdf") if name in SLOW else METHODS:
            first = LEVELS if method in ("ppf", "isf") else points
            args = (first, *shapes, LOC, SCALE)
            found[getattr(row.scipy, method)] = [Sample(args, wrt=differentiable(name, method), step=1e-3)]
    return found


def discrete() -> Samples:
    """One sample for each function of counts, by what has a derivative."""
    found: Samples = {}
    for name, row in DISCRETE.items():
        parameters = COUNTS[name]
        by_log, _, cumulative = row.slopes(row.inner, *parameters)
        for method in DISCRETE_METHODS:
            slopes = by_log if "pm" in method else cumulative
            real = tuple(k for k, slope in enumerate(slopes, 1) if not isinstance(slope, str))
            first: Any = np.array([0, 1]) if name == "bernoulli" else np.array([1, 3])
            if method in ("ppf", "isf"):
                first, real = np.array([0.29, 0.77]), (0, *real)
            elif name == "bernoulli" and "pm" not in method:
                first = 0
            found[getattr(row.scipy, method)] = [Sample((first, *parameters), wrt=real, step=1e-3)]
    return found


SAMPLES: Samples = {**continuous(), **discrete()}
ROW, COLUMN = values(3, low=0.4, high=1.9, seed=1), values(2, 1, low=0.7, high=1.6, seed=2)
POINTS = values(2, 3, low=0.6, high=2.4)
for primitive in (
    stats.norm.logpdf,
    stats.norm.pdf,
    stats.norm.cdf,
    stats.norm.logcdf,
    stats.norm.sf,
    stats.norm.logsf,
):
    SAMPLES[primitive] += [
        Sample((x,), {"loc": 0.3, "scale": COLUMN})
        for x in (0.7, POINTS, strided(2, 3), fortran(2, 3), values(1, 3), values(2, 0), -9.0)
    ]
    SAMPLES[primitive] += [
        Sample((POINTS.astype(np.float32), np.float32(0.3), ROW.astype(np.float32))),
        Sample((0.7, ROW), {"scale": 1.3}),
    ]
for primitive in (stats.gamma.logpdf, stats.gamma.pdf, stats.gamma.cdf, stats.gamma.logcdf, stats.gamma.sf):
    SAMPLES[primitive] += [
        Sample((POINTS, ROW, 0.1, COLUMN)),
        Sample((POINTS, 1.3), {"scale": 0.6}),
        Sample((POINTS,), {"a": ROW, "loc": 0.1}),
        Sample((0.9, 1.4)),
        Sample((values(0, 3), ROW)),
        Sample((POINTS.astype(np.float32), ROW.astype(np.float32))),
    ]
for primitive in (stats.gamma.pdf, stats.gamma.cdf, stats.gamma.sf, stats.gamma.logsf, stats.beta.pdf, stats.beta.cdf):
    outside = values(2, 3, low=-1.0, high=2.0)
    SAMPLES[primitive] += [Sample((outside, *shapes_of(primitive.__self__.name), 0.05, COLUMN))]
for primitive in (stats.t.ppf, stats.beta.ppf, stats.truncnorm.isf):
    shapes = shapes_of(primitive.__self__.name)
    SAMPLES[primitive] += [Sample((values(2, 3, low=0.1, high=0.9), *shapes, COLUMN)), Sample((0.4, *shapes))]
SAMPLES[stats.genextreme.logpdf] += [Sample((values(3, low=-0.9, high=1.4), c)) for c in (0.0, 1e-3, -0.2)]
SAMPLES[stats.genextreme.cdf] += [Sample((values(3, low=-0.9, high=1.4), c)) for c in (0.0, 1e-3, -0.2)]
SAMPLES[stats.truncnorm.logpdf] += [Sample((np.array([1.3, 2.2]), 1.0, np.inf), wrt=(0, 1))]
SAMPLES[stats.truncnorm.cdf] += [Sample((np.array([7.2, 7.3]), 7.0, 9.0), step=1e-3)]
SAMPLES[stats.binom.logpmf] += [Sample((np.arange(8), 7, 0.3), wrt=(2,)), Sample((np.array([[0], [3]]), 4, ROW / 2))]
SAMPLES[stats.poisson.logpmf] += [Sample((np.array([0, 1, 4]), 0.9)), Sample((2, ROW, 1))]

"""All the rules, by the area of the library that they differentiate. Importing this module registers those of NumPy.

The rules of an optional library need that library. They are registered when the process has imported what they are
for: a program that calls it has.
"""

from __future__ import annotations

import importlib
import sys

from srcxform.rules import (
    cmath_rules,
    complex_parts,
    complex_twins,
    convolutions,
    covariances,
    creation,
    editing,
    eigenvalues,
    elementwise,
    extremes,
    factorisations,
    fft,
    grids,
    heaps,
    helpers,
    higher_order,
    histograms,
    indexing,
    least_squares,
    linalg,
    math_rules,
    ndarray,
    norms,
    operator_statements,
    operators,
    options,
    orthogonal_factors,
    paddings,
    polynomial_bases,
    polynomial_fits,
    polynomials,
    products,
    quantiles,
    queues,
    randomness,
    reductions,
    registry,
    scans,
    sequences,
    set_steps,
    sets,
    shapes,
    sorting,
    statistics_density,
    statistics_rules,
    steps,
    tensor_equations,
    ufunc_methods,
    writers,
)

__all__ = [
    "cmath_rules",
    "complex_parts",
    "complex_twins",
    "convolutions",
    "covariances",
    "creation",
    "editing",
    "eigenvalues",
    "elementwise",
    "extremes",
    "factorisations",
    "fft",
    "grids",
    "heaps",
    "helpers",
    "higher_order",
    "histograms",
    "indexing",
    "least_squares",
    "linalg",
    "math_rules",
    "ndarray",
    "norms",
    "operator_statements",
    "operators",
    "options",
    "orthogonal_factors",
    "paddings",
    "polynomial_bases",
    "polynomial_fits",
    "polynomials",
    "products",
    "quantiles",
    "queues",
    "randomness",
    "reductions",
    "scans",
    "sequences",
    "set_steps",
    "sets",
    "shapes",
    "sorting",
    "statistics_density",
    "statistics_rules",
    "steps",
    "tensor_equations",
    "ufunc_methods",
    "writers",
]

OPTIONAL: dict[str, tuple[str, ...]] = {
    "scipy.optimize": ("scipy_optimize", "scipy_optimize_rosenbrock"),
    "scipy.fft": ("scipy_fft", "scipy_fft_real"),
    "scipy.special": (
        "scipy_bessel",
        "scipy_distributions",
        "scipy_eigenvalues",
        "scipy_elementary",
        "scipy_elliptic",
        "scipy_errors",
        "scipy_gamma",
        "scipy_hypergeometric",
        "scipy_incomplete",
        "scipy_integrals",
        "scipy_noncentral",
        "scipy_orthogonal",
        "scipy_waves",
    ),
    "scipy.integrate": ("scipy_integrate", "scipy_integrate_ode", "scipy_integrate_quad", "scipy_integrate_vectors"),
    "scipy.interpolate": (
        "scipy_interpolate",
        "scipy_interpolate_bsplines",
        "scipy_interpolate_cubic",
        "scipy_interpolate_fitpack",
        "scipy_interpolate_grids",
        "scipy_interpolate_piecewise",
        "scipy_interpolate_polynomials",
        "scipy_interpolate_radial",
        "scipy_interpolate_scattered",
        "scipy_interpolate_surfaces",
    ),
    "scipy.linalg": (
        "scipy_linalg",
        "scipy_linalg_equations",
        "scipy_linalg_functions",
        "scipy_linalg_spectra",
        "scipy_linalg_structured",
        "scipy_linalg_triangular",
    ),
    "scipy.ndimage": (
        "scipy_ndimage",
        "scipy_ndimage_measures",
        "scipy_ndimage_splines",
        "scipy_ndimage_windows",
    ),
    "scipy.signal": ("scipy_signal", "scipy_signal_filters", "scipy_signal_waves"),
    "scipy.sparse": ("scipy_sparse", "scipy_sparse_construct"),
    "scipy.sparse.linalg": ("scipy_sparse_iterative", "scipy_sparse_linalg"),
    "scipy.spatial.distance": ("scipy_spatial", "scipy_spatial_flags"),
    "scipy.stats": (
        "scipy_stats_discrete",
        "scipy_stats_frozen",
        "scipy_stats_frozen_vectors",
        "scipy_stats_half_line",
        "scipy_stats_histograms",
        "scipy_stats_interval",
        "scipy_stats_left_out",
        "scipy_stats_moments",
        "scipy_stats_more_half_line",
        "scipy_stats_more_real_line",
        "scipy_stats_multivariate",
        "scipy_stats_multivariate_moments",
        "scipy_stats_real_line",
        "scipy_stats_summaries",
        "scipy_stats_tests",
        "scipy_stats_transforms",
    ),
}
"""The modules with rules for each part of an optional library."""

_registered: set[str] = set()


def register_imported() -> None:
    """Register the rules for what has been imported since.

    Code that was made before asked for none of these functions, so it stays valid.
    """
    edition = registry.edition
    for part, modules in OPTIONAL.items():
        if part in sys.modules and part not in _registered:
            _registered.add(part)
            for name in modules:
                importlib.import_module(f"srcxform.rules.{name}")
    registry.edition = edition

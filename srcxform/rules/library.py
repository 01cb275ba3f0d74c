"""All the rules, by the area of the library that they differentiate. Importing this module registers them."""

from __future__ import annotations

from srcxform.rules import (
    complex_parts,
    creation,
    elementwise,
    extremes,
    factorisations,
    helpers,
    indexing,
    linalg,
    ndarray,
    operators,
    polynomials,
    products,
    reductions,
    scans,
    shapes,
    sorting,
    steps,
)

__all__ = [
    "complex_parts",
    "creation",
    "elementwise",
    "extremes",
    "factorisations",
    "helpers",
    "indexing",
    "linalg",
    "ndarray",
    "operators",
    "polynomials",
    "products",
    "reductions",
    "scans",
    "shapes",
    "sorting",
    "steps",
]

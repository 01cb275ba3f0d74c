"""The calculus: derivative rules, by the area of the library that they differentiate."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

AREAS = (
    "operators",
    "elementwise",
    "complex_parts",
    "steps",
    "reductions",
    "scans",
    "extremes",
    "creation",
    "shapes",
    "indexing",
    "products",
    "linalg",
    "factorisations",
    "polynomials",
    "sorting",
    "ndarray",
)

for _area in AREAS:
    if find_spec(f"{__name__}.{_area}"):
        import_module(f"{__name__}.{_area}")

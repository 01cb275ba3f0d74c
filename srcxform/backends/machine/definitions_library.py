"""All definitions, by area."""

from __future__ import annotations

from srcxform.backends.machine import (  # noqa: F401 - importing an area registers its definitions
    definitions_helpers,
    definitions_linalg,
    definitions_parts,
    definitions_places,
    definitions_products,
    definitions_reductions,
    definitions_spectra,
)

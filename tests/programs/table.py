"""The one table of all test programs."""

from __future__ import annotations

from tests.programs import (
    branches,
    calls,
    closures,
    containers,
    exits,
    found,
    guards,
    indexing,
    inplace,
    loops,
    numerics,
    swaps,
    views,
)
from tests.programs.program import Program

MODULES = (
    loops,
    branches,
    exits,
    inplace,
    views,
    swaps,
    calls,
    closures,
    indexing,
    containers,
    numerics,
    found,
    guards,
)
PROGRAMS: tuple[Program, ...] = tuple(program for module in MODULES for program in module.PROGRAMS)

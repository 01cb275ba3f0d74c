"""The one table of the catalogue: every program of every topic."""

from __future__ import annotations

from tests.catalogue import (  # noqa: F401 - importing a topic enters its programs
    containers_dicts,
    containers_lists,
    containers_tuples,
    dataclass_records,
    expressions,
    filled_arrays,
    functions,
    generator_functions,
    growing,
    iterating,
    kinds,
    known_lengths,
    objects,
    ordering,
    queues_by_priority,
    recursion_and_state,
    recursion_in_place,
    run_time_keys,
    statements,
    texts_and_sets,
    whole_programs,
)
from tests.catalogue.entry import CATALOGUE
from tests.programs.program import Program

PROGRAMS: tuple[Program, ...] = tuple(CATALOGUE)

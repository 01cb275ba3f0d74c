"""Every program: reverse = forward = numerical, the caller's arguments unchanged, value and structure kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.programs.judgement import Judged, every_check
from tests.programs.table import PROGRAMS

JUDGED = [Judged(program, seed) for seed, program in enumerate(PROGRAMS)]


@every_check
@pytest.mark.parametrize("judged", JUDGED, ids=lambda judged: judged.program.name)
def test_program(judged: Judged, check: Callable[[Judged], None]) -> None:
    check(judged)

"""The catalogue of what must work: each program is right in both modes, and one in five has its adjoint kept.

`pytest tests/catalogue --update-golden` writes the adjoints that the compiler emits now into `golden/`.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import srcxform
from tests import oracle
from tests.catalogue.table import PROGRAMS
from tests.programs.judgement import Judged, every_check, judged_smooth
from tests.programs.program import Program

GOLDEN = Path(__file__).parent / "golden"
JUDGED = [Judged(program, seed) for seed, program in enumerate(PROGRAMS)]
# One in five or a few more, chosen by name: a new program changes nothing for the others.
KEPT = [program for program in PROGRAMS if zlib.crc32(program.name.encode()) % 9 < 2]
CHECKED = [program for program in PROGRAMS[3::10] if program.of is None]
ENOUGH = 200  # programs, by the plan of this catalogue


@every_check
@pytest.mark.parametrize("judged", JUDGED, ids=lambda judged: judged.program.name)
def test_program(judged: Judged, check: Callable[[Judged], None]) -> None:
    check(judged)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_sample_point_is_smooth(program: Program) -> None:
    judged_smooth(program)


@pytest.mark.parametrize("program", CHECKED, ids=lambda program: program.name)
def test_the_librarys_own_check_agrees(program: Program) -> None:
    srcxform.check_grads(program.function, *[oracle.copied(arg) for arg in program.args])


@pytest.mark.parametrize("program", KEPT, ids=lambda program: program.name)
def test_emitted_text(program: Program, update_golden: bool) -> None:
    gradient = srcxform.grad(program.function, wrt=program.positions, of=program.of)
    gradient(*[oracle.copied(arg) for arg in program.args])
    path = GOLDEN / f"{program.name}.txt"
    if update_golden:
        path.write_text(gradient.source, encoding="utf-8")
    assert path.exists(), "no expected text: run with --update-golden"
    assert gradient.source == path.read_text(encoding="utf-8")


def test_every_kept_text_belongs_to_a_program() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} <= {program.name for program in KEPT}


def test_the_catalogue_is_large_and_no_name_stands_twice() -> None:
    names = Counter(program.name for program in PROGRAMS)
    assert len(PROGRAMS) >= ENOUGH
    assert 5 * len(KEPT) >= len(PROGRAMS)
    assert not [name for name, count in names.items() if count > 1]

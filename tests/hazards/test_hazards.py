"""No hazard gets a wrong gradient: each is right, or refused with the user's line and a caret."""

from __future__ import annotations

import pytest

from tests.hazards import aliasing, elements, language, numbers_and_dtypes
from tests.hazards.outcome import EITHER, HAZARDS, Hazard, outcome

MODULES = (aliasing, elements, language, numbers_and_dtypes)


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
def test_right_or_refused(hazard: Hazard) -> None:
    found = outcome(hazard.program.function, hazard.program, caret=hazard.caret)
    assert hazard.expected in (EITHER, found)

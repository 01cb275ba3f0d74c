"""Functions that are read by their definitions: the value is that of the function, and both modes agree."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from srcxform import value_and_grad
from srcxform.rules.registry import find_rule
from tests.rules.direct import call_at, leaves
from tests.rules.tables import DEFINITIONS, in_turn
from tests.rules.test_compiled import check_compiled, module_of, program_text


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::numpy.exceptions.ComplexWarning")
@pytest.mark.parametrize("primitive", in_turn(DEFINITIONS, one_in=3))
def test_definition_is_the_function_and_has_its_derivative(primitive: Callable[..., Any], tmp_path: Path) -> None:
    rule = find_rule(primitive)
    assert rule is not None
    assert rule.definition is not None
    calls = [call_at(primitive, sample) for sample in DEFINITIONS[primitive]]
    programs = [program_text(k, call) for k, call in enumerate(calls)]
    module = module_of("\n\n".join(text for text, _, _ in programs), tmp_path / "programs.py", primitive)
    for k, (call, (text, given, active)) in enumerate(zip(calls, programs, strict=True)):
        f = getattr(module, f"f{k}")
        value, _ = value_and_grad(f, wrt=tuple(active))(*copy.deepcopy(given))
        for got, want in zip(leaves(value), leaves(call.out), strict=True):
            assert np.shape(got) == np.shape(want), text
            np.testing.assert_allclose(got, want, rtol=1e-4 if call.tolerance > 1e-5 else 1e-10, atol=1e-9)
        try:
            check_compiled(f, call, given, active)
        except Exception as error:
            raise AssertionError(f"sample {k}: {text}{type(error).__name__}: {error}") from error

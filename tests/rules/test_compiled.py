"""Every rule at every sample through the whole compiler, both modes, against numerical derivatives."""

from __future__ import annotations

import copy
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from srcxform import grad, jvp, runtime
from tests.rules.direct import Call, call_at, inner, leaves, leaves_at, numerical_tangent, random_like
from tests.rules.sample import Sample
from tests.rules.tables import SAMPLES, in_turn

HELPERS = {f for f in vars(runtime).values() if callable(f)}
PUBLIC = [primitive for primitive in SAMPLES if primitive not in HELPERS]


def is_literal(x: Any) -> bool:
    """Whether an argument can stand in the program's text."""
    if isinstance(x, (tuple, list)):
        return all(map(is_literal, x))
    return x is None or isinstance(x, (bool, int, str, slice)) or (type(x) is float and np.isfinite(x))


def program_text(number: int, call: Call) -> tuple[str, list[Any], list[int]]:
    """A function that calls the primitive; what it is called with; and where the differentiated ones of these are."""
    arguments, given, active = [], [], []
    for key, x in [*enumerate(call.sample.args), *call.sample.kwargs.items()]:
        shown = repr(x)
        if key in call.active or not is_literal(x):
            shown = f"x{len(given)}"
            if key in call.active:
                active.append(len(given))
            given.append(x)
        arguments.append(shown if isinstance(key, int) else f"{key}={shown}")
    parameters = ", ".join(f"x{k}" for k in range(len(given)))
    return f"def f{number}({parameters}):\n    return primitive({', '.join(arguments)})\n", given, active


def module_of(text: str, path: Path, primitive: Callable[..., Any]) -> ModuleType:
    """The text as a module in which `primitive` is the function under test."""
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    module.primitive = primitive  # type: ignore[attr-defined]
    spec.loader.exec_module(module)
    return module


def check_compiled(f: Callable[..., Any], call: Call, given: list[Any], active: list[int]) -> None:
    """Both modes in one random direction; the gradient has the structure, shapes and dtypes of the arguments."""
    rng = np.random.default_rng(11)
    tangents = {key: random_like(rng, call.argument(key)) for key in call.active}
    head = random_like(rng, call.out)
    pairs = zip(leaves_at(call.out, head), numerical_tangent(call, tangents), strict=True)
    expected = float(sum(np.sum(np.real(np.conj(g) * v)) for g, v in pairs))
    tolerance = 1e-5 if call.tolerance < 1e-5 else 2e-3
    gradients = grad(f, wrt=tuple(active))(*copy.deepcopy(given), head=head)
    for key, gradient in zip(call.active, gradients, strict=True):
        for g, x in zip(leaves_at(call.argument(key), gradient), leaves(call.argument(key)), strict=True):
            assert (np.shape(g), np.asarray(g).dtype) == (np.shape(x), np.asarray(x).dtype)
    backward = sum(inner(call.argument(k), g, tangents[k]) for k, g in zip(call.active, gradients, strict=True))
    assert abs(backward - expected) <= tolerance * (1 + abs(expected)), f"adjoint: {backward}, expected {expected}"
    dots: list[Any] = [None] * len(given)
    for place, key in zip(active, call.active, strict=True):
        dots[place] = tangents[key]
    _, tangent = jvp(f, tuple(copy.deepcopy(given)), tuple(dots))
    forward = inner(call.out, head, tangent)
    assert abs(forward - expected) <= tolerance * (1 + abs(expected)), f"tangent: {forward}, expected {expected}"


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::numpy.exceptions.ComplexWarning")
@pytest.mark.parametrize("primitive", in_turn(PUBLIC))
def test_compiled_rule_agrees_with_numerical(primitive: Callable[..., Any], tmp_path: Path) -> None:
    samples: list[Sample] = SAMPLES[primitive]
    calls = [call_at(primitive, sample) for sample in samples]
    programs = [program_text(k, call) for k, call in enumerate(calls)]
    module = module_of("\n\n".join(text for text, _, _ in programs), tmp_path / "programs.py", primitive)
    for k, (call, (text, given, active)) in enumerate(zip(calls, programs, strict=True)):
        if not active:
            continue
        try:
            check_compiled(getattr(module, f"f{k}"), call, given, active)
        except Exception as error:
            raise AssertionError(f"sample {k}: {text}{type(error).__name__}: {error}") from error

"""Rules at other forms of their samples: single precision in memory with gaps, arrays without axes, empty arrays.

Of NumPy's functions: SciPy's take forms like these too, and some of them crash at them (`pro_cv` in single precision).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from srcxform import grad, jvp
from srcxform.rules.registry import find_rule
from tests.rules.direct import Call, call_at
from tests.rules.sample import Sample
from tests.rules.tables import SAMPLES, is_of_scipy, name_of
from tests.rules.test_compiled import PUBLIC, check_compiled, module_of, program_text

NUMPY = [primitive for primitive in PUBLIC if not is_of_scipy(primitive)]


def changed(sample: Sample, change: Callable[[Any], Any]) -> Sample:
    """The sample with each of its arrays of floats changed."""

    def one(x: Any) -> Any:
        if isinstance(x, np.ndarray) and x.dtype == np.float64:
            return change(x)
        if type(x) in (list, tuple):
            return type(x)(map(one, x))
        return x

    return replace(sample, args=tuple(map(one, sample.args)), kwargs={k: one(v) for k, v in sample.kwargs.items()})


def single_with_gaps(x: Any) -> Any:
    """The same numbers in single precision, column by column, with gaps."""
    if x.ndim == 0:
        return x.astype(np.float32)
    wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), np.float32, order="F")
    wide[..., ::2] = x
    return wide[..., ::2]


def first_with_arrays(primitive: Callable[..., Any]) -> Sample | None:
    """The first sample that has an array of double precision and none of another kind of floats."""
    for sample in SAMPLES[primitive]:
        found: list[Any] = []
        changed(sample, lambda x, found=found: found.append(x) or x)  # type: ignore[misc]
        plain = all(not isinstance(a, (float, complex)) for a in (*sample.args, *sample.kwargs.values()))
        if found and plain:
            return sample
    return None


def accepted(primitive: Callable[..., Any], sample: Sample) -> Call | None:
    """The call, unless the function itself refuses these arguments or gives nothing that can be differentiated."""
    try:
        with np.errstate(all="ignore"):
            primitive(*sample.args, **sample.kwargs)
    except Exception:
        return None
    return call_at(primitive, sample)


def checked(primitive: Callable[..., Any], sample: Sample, path: Path) -> None:
    call = accepted(primitive, sample)
    if call is None:
        return
    text, given, active = program_text(0, call)
    if active:
        check_compiled(module_of(text, path / "programs.py", primitive).f0, call, given, active)


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::numpy.exceptions.ComplexWarning")
@pytest.mark.parametrize("primitive", NUMPY, ids=name_of)
def test_single_precision_with_gaps(primitive: Callable[..., Any], tmp_path: Path) -> None:
    sample = first_with_arrays(primitive)
    if sample is not None:
        checked(primitive, changed(sample, single_with_gaps), tmp_path)


ELEMENTWISE = [p for p in NUMPY if (rule := find_rule(p)) is not None and rule.kind == "elementwise"]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("primitive", ELEMENTWISE, ids=name_of)
@pytest.mark.parametrize("length", [None, 0])
def test_no_axes_and_no_elements(primitive: Callable[..., Any], length: int | None, tmp_path: Path) -> None:
    """An array without axes, and one without elements: the gradient has the shape and the dtype of each."""
    sample = first_with_arrays(primitive)
    if sample is None:
        return

    def cut(x: Any) -> Any:
        return np.array(x.ravel()[0]) if length is None else x.ravel()[:0]

    call = accepted(primitive, changed(sample, cut))
    if call is None or not np.issubdtype(np.asarray(call.out).dtype, np.inexact):
        return
    text, given, active = program_text(0, call)
    f = module_of(text, tmp_path / "programs.py", primitive).f0
    for place, g in zip(active, grad(f, wrt=tuple(active))(*given), strict=True):
        x = given[place]
        assert np.shape(g) == np.shape(x)
        assert np.asarray(g).dtype == np.asarray(x).dtype
    dots = tuple(np.ones_like(x) if k in active else None for k, x in enumerate(given))
    value, tangent = jvp(f, tuple(given), dots)
    assert np.shape(tangent) == np.shape(value)

"""Variables that begin real and become complex, or are either on one path and the other: the dtype is not known.

NumPy takes a dtype that is not known (`None`) for float64 when it compares, so that they counted as real.
"""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import srcxform
from srcxform.ir.types import FLOAT64, ArrayType, join
from tests.hazards.outcome import RIGHT, outcome
from tests.programs.program import Program


def in_a_loop(x: Any) -> Any:
    y = x
    for _ in range(2):
        y = y * 1j
    return y.real


def transfer_matrices(x: Any) -> Any:
    m = np.eye(2)
    for d in x:
        m = m @ np.array([[np.cos(d), 1j * np.sin(d)], [2j * np.sin(d), np.cos(d)]])
    return abs(m[0, 1]) ** 2


def from_ones(x: Any) -> Any:
    y = np.ones(3)
    for _ in range(2):
        y = y * (x + 0.5j)
    return np.abs(y)


def on_one_path(x: Any) -> Any:
    y = x
    if x[0] > 0:
        y = y * 1j
    return y.real + np.abs(y)


def real_again(x: Any) -> Any:
    y = x * (1 + 2j)
    for _ in range(2):
        y = np.abs(y) * x
    return y


def cast_to_float(x: Any) -> Any:
    z = x * (1 + 2j)
    s = z[0].imag
    return s + np.sum(z.astype(float))


def stored_as_float(x: Any) -> Any:
    z = x * (1 + 2j)
    s = z[0].imag
    r = np.zeros(3)
    r[:] = z
    return r + s


def in_a_list(x: Any) -> Any:
    y = [x]
    for _ in range(2):
        y[0] = y[0] * (1 + 1j)
    return np.abs(y[0])


def poles(x: Any) -> Any:
    h = np.ones_like(x)
    for w in x:
        h = h / (1j + w)
    return np.abs(h)


def transformed(x: Any) -> Any:
    y = x
    for _ in range(2):
        y = np.fft.fft(y)
    return np.real(y) * 2 + np.imag(y)


def in_a_dict(x: Any) -> Any:
    d = {"y": x}
    for _ in range(2):
        d["y"] = d["y"] * 1j
    return d["y"].real


def in_an_attribute(x: Any) -> Any:
    o = SimpleNamespace(y=x)
    for _ in range(2):
        o.y = o.y * 1j
    return o.y.real


def in_a_try(x: Any) -> Any:
    y = x
    for _ in range(2):
        try:
            y = y * 1j
        except ValueError:
            y = x
    return y.real


def swapped(x: Any) -> Any:
    s, w = 1.0, 1.0
    for k in range(3):
        s, w = w, s * (x[k] + 0.5j)
    return abs(s) + w.real


def written_by_what_is_real(x: Any) -> Any:
    z = 0.3j + x
    z[1:] *= x[2]
    return np.abs(z)


PROGRAMS = [in_a_loop, transfer_matrices, from_ones, on_one_path, real_again, cast_to_float, stored_as_float, in_a_list,
            poles, transformed, in_a_dict, in_an_attribute, in_a_try, swapped, written_by_what_is_real]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_complex_later(program: Any) -> None:
    """The adjoint is complex as long as the value may be."""
    assert outcome(program, Program(program, (np.array([0.5, 1.2, 0.8]),))) == RIGHT


def rules_that_depend_on_the_dtype(x: Any) -> Any:
    y = x
    if x[0] > 1:
        y = y * (1 + 1j)
    return np.angle(y + 0.3) + np.imag(y) + np.sign(y).real


@pytest.mark.parametrize("start", [0.5, 1.5])
def test_rule_that_gives_nothing_for_real_numbers(start: float) -> None:
    """Whether there is an adjoint only the run knows: none is zero."""
    args = (np.array([start, 1.2, 0.8]),)
    assert outcome(rules_that_depend_on_the_dtype, Program(rules_that_depend_on_the_dtype, args)) == RIGHT


def test_a_dtype_that_is_not_known_is_like_no_other() -> None:
    """NumPy says `np.dtype("float64") == None`."""
    known, unknown = ArrayType(FLOAT64, 1), ArrayType(None, 1)
    assert known != unknown
    assert unknown == ArrayType(None, 1)
    assert join(known, unknown) == join(unknown, known) == unknown


def _is_dtype(node: ast.expr) -> bool:
    is_attribute = isinstance(node, ast.Attribute) and node.attr == "dtype"
    return is_attribute or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dtype_of")


def test_dtypes_of_types_are_compared_by_same_dtype() -> None:
    """A comparison of two that may both be unknown would take one for float64."""
    package = Path(srcxform.__file__).parent
    for path in [
        p
        for part in ("ir", "frontend", "analyses", "differentiate", "simplify")
        for p in (package / part).rglob("*.py")
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
                assert not (_is_dtype(node.left) and _is_dtype(node.comparators[0])), f"{path}:{node.lineno}"

"""Every pass alone, and every pass left out: the gradient stays the same."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

import srcxform
from srcxform.simplify import passes
from srcxform.simplify.dead_code import remove_dead_code
from tests import oracle
from tests.programs.table import PROGRAMS

WRITING = ("inplace", "views", "swaps", "loops", "exits", "numerics")
CHOSEN = [p for p in PROGRAMS if p.name.startswith(WRITING)][::5]
ALL = passes.PASSES
OTHERS = [p for p in passes.PASSES if p is not remove_dead_code and p.__name__ != "remove_dead_code"]


def gradients(index: int) -> Any:
    """The gradients of a program, by whatever passes are listed now."""
    program = CHOSEN[index]
    args = [oracle.copied(arg) for arg in program.args]
    value = program.output([oracle.copied(arg) for arg in program.args])
    head = oracle.drawn_like(value, np.random.default_rng(index))
    return srcxform.grad(program.function, wrt=program.positions, of=program.of)(*args, head=head)


@functools.lru_cache(maxsize=None)
def plain(index: int) -> Any:
    """Without any pass but the removal of dead code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "PASSES", (remove_dead_code,))
        return gradients(index)


@pytest.mark.parametrize("index", range(len(CHOSEN)), ids=[p.name for p in CHOSEN])
def test_passes_keep_the_gradient(index: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = oracle.flat(plain(index))
    for one in OTHERS:
        monkeypatch.setattr(passes, "PASSES", (remove_dead_code, one, remove_dead_code))
        np.testing.assert_allclose(
            oracle.flat(gradients(index)), expected, 1e-9, 1e-11, err_msg=f"{one.__name__} alone"
        )
        monkeypatch.setattr(passes, "PASSES", tuple(p for p in ALL if p is not one))
        np.testing.assert_allclose(
            oracle.flat(gradients(index)), expected, 1e-9, 1e-11, err_msg=f"without {one.__name__}"
        )


def same_text_twice(function: Any, *args: Any) -> bool:
    gradient = srcxform.grad(function)
    gradient(*args)
    first = gradient.source
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "PASSES", (*passes.PASSES, *passes.PASSES))
        again = srcxform.grad(function)
        again(*args)
        return bool(again.source == first)


def burgers(u: np.ndarray, dt: float, nu: float, steps: int) -> Any:
    for t in range(steps):
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2)


def test_simplifying_twice_is_simplifying_once() -> None:
    assert same_text_twice(burgers, np.linspace(0.1, 1, 9), 0.1, 0.1, 2)

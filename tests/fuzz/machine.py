"""Judges the loops that become machine code: run by Python as they stand, they give what the NumPy backend gives."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any
from unittest import mock

import numpy as np

from tests import oracle
from tests.backends.known import unknown_to_numba
from tests.fuzz.judge import (
    CRASHED,
    REFUSED,
    REJECTED,
    RIGHT,
    WRONG,
    TooSlow,
    Verdict,
    arguments,
    bounded,
    fresh,
    primal,
    run,
    time_limit,
)
from tests.structure import as_plain

TOLERANCE = 1e-11


@contextlib.contextmanager
def interpreted() -> Iterator[None]:
    """Within it the generated loops run as they stand: `numba.njit` changes nothing."""
    with mock.patch("numba.njit", return_value=lambda function: function):
        yield


def judge_machine(text: str, seed: int, of: str | None = None) -> Verdict:
    """The verdict on value and gradients of `f` by loops."""
    from srcxform import SrcxformError, from_source, value_and_grad

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            function = from_source(text, "f")
            given = arguments(seed, function.primal)
            with time_limit(1.0):
                value = as_plain(run(primal(text, "f"), of, given))
            head = oracle.drawn_like(value, np.random.default_rng(seed + 1))
            positions = tuple(range(len(given)))
            with time_limit(30.0):
                expected = value_and_grad(function, positions, of)(*fresh(given), oracle.copied(head))
        except (Exception, TooSlow) as error:  # the NumPy backend is judged elsewhere
            return Verdict(REJECTED, f"no gradient: {error}")
        if not bounded(value) or not bounded(as_plain(expected[1])):
            return Verdict(REJECTED, "no floats, or too large")
        before, handed = as_plain(fresh(given)), fresh(given)
        try:
            call = value_and_grad(function, positions, of, backend="numba")
            with time_limit(30.0), interpreted():
                found = call(*handed, oracle.copied(head))
        except SrcxformError as error:
            return Verdict(REFUSED, getattr(error, "message", str(error)))
        except (Exception, TooSlow) as error:
            return Verdict(CRASHED, f"{type(error).__name__}: {error}")
    if not oracle.same_bits(as_plain(handed), before):
        return Verdict(WRONG, "the loops changed their arguments")
    verdict = compared(as_plain(found), as_plain(expected))
    unknown = unknown_to_numba(call.source)
    return Verdict(REFUSED, f"machine code has no `{unknown[0]}`") if unknown and not verdict.is_failure else verdict


def compared(found: Any, expected: Any) -> Verdict:
    """The verdict on a value and gradients beside those of the NumPy backend."""
    if oracle.shape_of(found) != oracle.shape_of(expected):
        return Verdict(WRONG, f"structure: {oracle.shape_of(found)} for {oracle.shape_of(expected)}")
    a, b = oracle.flat(found), oracle.flat(expected)
    largest = float(np.max(np.abs(b), initial=1e-3))
    if not np.allclose(a, b, rtol=TOLERANCE, atol=TOLERANCE * largest):
        return Verdict(WRONG, f"loops: off by {np.max(np.abs(a - b))} of {largest}")
    return Verdict(RIGHT)


__all__ = ["interpreted", "judge_machine"]

"""Runs one program text against the compiler and gives a verdict."""

from __future__ import annotations

import contextlib
import functools
import signal
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests import oracle

NAMES = ("s", "t", "u", "v", "a")
EVERY = (0, 1, 2, 3, 4)
LARGEST = 1e4
RIGHT, REJECTED, REFUSED, WRONG, CRASHED = "right", "rejected", "refused", "wrong", "crashed"


@dataclass(frozen=True)
class Verdict:
    """`right`; `rejected` (no judge at this point); `refused` by a message; `wrong`; or `crashed` without a message."""

    kind: str
    reason: str = ""

    @property
    def is_failure(self) -> bool:
        return self.kind in (WRONG, CRASHED)

    @property
    def category(self) -> str:
        """What shrinking must keep: the kind and the first words of the reason."""
        return f"{self.kind}: {self.reason.split(':')[0]}"


def arguments(seed: int) -> tuple[Any, ...]:
    """The sample arguments of a seed: two floats, two vectors, a matrix."""
    rng = np.random.default_rng(seed)
    s, t = (float(value) for value in rng.uniform(-1, 1, 2))
    return s, t, rng.uniform(-1, 1, 4), rng.uniform(-1, 1, 4), rng.uniform(-1, 1, (3, 4))


def primal(text: str, name: str) -> Any:
    """The function of a program, by plain Python."""
    namespace: dict[str, Any] = {}
    exec(compile(text, "<fuzz>", "exec"), namespace)
    return namespace[name]


class TooSlow(BaseException):
    """A program that does not end: shrinking may delete what ends a loop."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block after so many seconds, where the system has timers."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def run(function: Any, of: str | None, values: tuple[Any, ...]) -> Any:
    """The output (or the written parameter `of`) on fresh copies."""
    args = [oracle.copied(value) for value in values]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = function(*args)
    return value if of is None else args[NAMES.index(of)]


def bounded(value: Any) -> bool:
    """Whether all numbers are finite and small enough for differences."""
    numbers = oracle.flat(value)
    return bool(np.all(np.isfinite(numbers)) and np.all(np.abs(numbers) < LARGEST))


def judge(text: str, seed: int, of: str | None = None) -> Verdict:
    """The verdict on the derivatives of `f`."""
    return judge_function(text, "f", arguments(seed), seed, of)


def judge_adjoint(text: str, seed: int, of: str | None = None) -> Verdict:
    """The verdict on the derivatives of the adjoint that is generated for `f`: second derivatives of `f`."""
    from srcxform import from_source, grad

    args = arguments(seed)
    try:
        with time_limit(1.0):
            value = run(primal(text, "f"), of, args)
        head = oracle.drawn_like(value, np.random.default_rng(seed + 2))
        gradient = grad(from_source(text, "f"), wrt=EVERY, of=of)
        with warnings.catch_warnings(), time_limit(30.0):
            warnings.simplefilter("ignore")
            gradient(*[oracle.copied(arg) for arg in args], head=head)
        source = gradient.source
    except (Exception, TooSlow) as error:  # the first derivative is judged elsewhere
        return Verdict(REJECTED, f"no adjoint: {error}")
    return judge_function(source, "f_adjoint", (*args, head), seed)


def judge_function(text: str, name: str, args: tuple[Any, ...], seed: int, of: str | None = None) -> Verdict:
    """Compare reverse and forward with differences, in two directions."""
    rng = np.random.default_rng(seed + 1)
    try:
        function = primal(text, name)
        with time_limit(1.0):
            value = run(function, of, args)
    except (Exception, TooSlow) as error:  # a shrunk program may be nonsense
        return Verdict(REJECTED, f"primal raises {type(error).__name__}: {error}")
    if not oracle.size(value) or not bounded(value):
        return Verdict(REJECTED, "no floats, or too large")
    head = oracle.drawn_like(value, rng)
    expected = []
    for _ in range(2):
        direction = oracle.drawn_like(args, rng)
        slope = numerical(functools.partial(weighed, function, of, head), args, direction)
        if slope is None:
            return Verdict(REJECTED, "not smooth here")
        expected.append((direction, slope))
    return compared(Question(text, name, of, args, value, head, tuple(expected)))


def weighed(function: Any, of: str | None, head: Any, values: Any) -> float:
    """`<head, f(values)>`."""
    return oracle.inner(head, run(function, of, values))


def numerical(objective: Any, args: Any, direction: Any) -> float | None:
    """The slope, or None where it cannot be trusted to 1e-7."""
    try:
        with time_limit(10.0):
            estimate = oracle.directional(objective, args, direction, 1e-3)
            if not estimate.error <= 1e-7 * max(1.0, abs(estimate.value)):
                return None
            if not oracle.is_smooth(objective, args, direction):
                return None
    except (Exception, TooSlow):  # the program may leave its domain nearby
        return None
    return estimate.value


@dataclass(frozen=True)
class Question:
    """What the compiler is asked, and the slopes that differences found."""

    text: str
    name: str
    of: str | None
    args: tuple[Any, ...]
    value: Any
    head: Any
    expected: tuple[tuple[Any, float], ...]


def compared(question: Question) -> Verdict:
    """The verdict on what the compiler gives; every exception that is not on purpose is a bug."""
    from srcxform import SrcxformError

    try:
        with warnings.catch_warnings(), time_limit(30.0):
            warnings.simplefilter("ignore")
            return differentiated(question)
    except SrcxformError as error:
        return Verdict(REFUSED, getattr(error, "message", str(error)))
    except (Exception, TooSlow) as error:
        return Verdict(CRASHED, f"{type(error).__name__}: {error}")


def differentiated(q: Question) -> Verdict:
    """The verdict on a program that the compiler accepts."""
    from srcxform import from_source, jvp, value_and_grad

    function = from_source(q.text, q.name)
    given = tuple(oracle.copied(arg) for arg in q.args)
    call = value_and_grad(function, wrt=tuple(range(len(given))), of=q.of)
    found, gradients = call(*given, oracle.copied(q.head))  # by position: an adjoint has a `head` of its own
    if not all(map(oracle.same_bits, given, q.args)):
        return Verdict(WRONG, "reverse changed its arguments")
    if not all(oracle.shape_of(g) == oracle.shape_of(a) for g, a in zip(gradients, q.args, strict=True)):
        return Verdict(WRONG, "structure: the gradient's is not the argument's")
    for direction, slope in q.expected:
        tangent = jvp(function, given, direction, of=q.of)[1]
        if not all(map(oracle.same_bits, given, q.args)):
            return Verdict(WRONG, "forward changed its arguments")
        verdict = slopes(gradients, q.head, tangent, direction, slope)
        if verdict is not None:
            return verdict
    if not close(oracle.flat(found), oracle.flat(q.value), 1e-9):
        return Verdict(WRONG, f"value: {found} for {q.value}")
    return Verdict(RIGHT)


def slopes(gradients: Any, head: Any, tangent: Any, direction: Any, slope: float) -> Verdict | None:
    """None where reverse, forward and numerical agree."""
    by_reverse, by_forward = oracle.inner(gradients, direction), oracle.inner(head, tangent)
    if not close(by_forward, slope, 1e-6):
        return Verdict(WRONG, f"forward: {by_forward} for {slope}")
    if not close(by_reverse, slope, 1e-6):
        return Verdict(WRONG, f"reverse: {by_reverse} for {slope}")
    if not close(by_reverse, by_forward, 1e-9):
        return Verdict(WRONG, f"reverse and forward: {by_reverse} and {by_forward}")
    return None


def close(found: Any, expected: Any, tolerance: float) -> bool:
    return bool(np.allclose(found, expected, rtol=tolerance, atol=tolerance))

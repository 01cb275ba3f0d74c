"""Runs one program text against the compiler and gives a verdict."""

from __future__ import annotations

import contextlib
import functools
import signal
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests import oracle
from tests.fuzz.magnitudes import largest_inside
from tests.structure import as_plain, like

NAMES = ("s", "t", "u", "v", "a")
NUMBERS = 64
LARGEST = 1e4
HIDING = 1e12
"""Beside numbers of this size, changes of 1e-4 are lost: `u - (a + u)` is 0, and so are its differences."""
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


def arguments(seed: int, function: Any = None) -> tuple[Any, ...]:
    """The sample arguments of a seed: two floats, two vectors, a matrix; and what the program's own `extra` makes."""
    rng = np.random.default_rng(seed)
    s, t = (float(value) for value in rng.uniform(-1, 1, 2))
    plain = s, t, rng.uniform(-1, 1, 4), rng.uniform(-1, 1, 4), rng.uniform(-1, 1, (3, 4))
    extra = getattr(function, "__globals__", {}).get("extra")
    return plain if extra is None else (*plain, extra(rng.uniform(-1, 1, NUMBERS)))


def primal(text: str, name: str) -> Any:
    """The function of a program, by plain Python."""
    namespace: dict[str, Any] = {}
    exec(compile(text, "<fuzz>", "exec"), namespace)
    return namespace[name]


class TooSlow(BaseException):
    """A program that does not end: shrinking may delete what ends a loop."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block after so many seconds of processor time, where the system has timers."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def fresh(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Copies that share no memory."""
    return tuple(like(value, as_plain(value)) for value in values)


def run(function: Any, of: str | None, values: tuple[Any, ...]) -> Any:
    """The output (or the written parameter `of`) on fresh copies."""
    args = fresh(values)
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
    return judge_function(text, "f", None, seed, of)


def judge_adjoint(text: str, seed: int, of: str | None = None) -> Verdict:
    """The verdict on the derivatives of the adjoint that is generated for `f`: second derivatives of `f`."""
    from srcxform import from_source, grad

    try:
        function = from_source(text, "f")
        args = arguments(seed, function.primal)
        with time_limit(1.0):
            value = run(function.primal, of, args)
        head = oracle.drawn_like(value, np.random.default_rng(seed + 2))
        gradient = grad(function, wrt=tuple(range(len(args))), of=of)
        with warnings.catch_warnings(), time_limit(30.0):
            warnings.simplefilter("ignore")
            gradient(*fresh(args), head=head)
        source = gradient.source
    except (Exception, TooSlow) as error:  # the first derivative is judged elsewhere
        return Verdict(REJECTED, f"no adjoint: {error}")
    return judge_function(source, "f_adjoint", (*args, head), seed)


def judge_function(text: str, name: str, given: Any, seed: int, of: str | None = None) -> Verdict:
    """Compare reverse and forward with differences, in two directions; without `given`, at the seed's arguments."""
    rng = np.random.default_rng(seed + 1)
    try:
        function = primal(text, name)
        with time_limit(1.0):
            args = arguments(seed, function) if given is None else given
            value = as_plain(run(function, of, args))
    except (Exception, TooSlow) as error:  # a shrunk program may be nonsense
        return Verdict(REJECTED, f"primal raises {type(error).__name__}: {error}")
    if not oracle.size(value) or not bounded(value):
        return Verdict(REJECTED, "no floats, or too large")
    head = oracle.drawn_like(value, rng)
    expected = []
    for _ in range(2):
        direction = oracle.drawn_like(as_plain(args), rng)
        slope = numerical(functools.partial(weighed, function, of, head, args), as_plain(args), direction)
        if slope is None:
            return Verdict(REJECTED, "not smooth here")
        expected.append((direction, slope))
    question = Question(text, name, of, given, seed, value, head, tuple(expected))
    return verdict_by(lambda: differentiated(question))


def weighed(function: Any, of: str | None, head: Any, model: Any, values: Any) -> float:
    """`<head, f(values)>`, where the values stand in the places of the model's."""
    return oracle.inner(head, as_plain(run(function, of, like(model, values))))


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
    given: Any
    seed: int
    value: Any
    head: Any
    expected: tuple[tuple[Any, float], ...]


def verdict_by(judged: Callable[[], Verdict]) -> Verdict:
    """The verdict on what the compiler gives; every exception that is not on purpose is a bug."""
    from srcxform import SrcxformError

    try:
        with warnings.catch_warnings(), time_limit(30.0):
            warnings.simplefilter("ignore")
            return judged()
    except SrcxformError as error:
        return Verdict(REFUSED, getattr(error, "message", str(error)))
    except (Exception, TooSlow) as error:
        return Verdict(CRASHED, f"{type(error).__name__}: {error}")


def differentiated(q: Question) -> Verdict:
    """The verdict on a program that the compiler accepts."""
    from srcxform import from_source, jvp, value_and_grad

    function = from_source(q.text, q.name)
    args = given_to(q, function)
    before, given = as_plain(fresh(args)), fresh(args)
    call = value_and_grad(function, wrt=tuple(range(len(given))), of=q.of)
    found, gradients = call(*given, oracle.copied(q.head))  # by position: an adjoint has a `head` of its own
    if not oracle.same_bits(as_plain(given), before):
        return Verdict(WRONG, "reverse changed its arguments")
    if not all(map(same_structure, gradients, args)):
        return Verdict(WRONG, "structure: the gradient's is not the argument's")
    for direction, slope in q.expected:
        tangent = jvp(function, given, like(args, direction), of=q.of)[1]
        if not oracle.same_bits(as_plain(given), before):
            return Verdict(WRONG, "forward changed its arguments")
        by_forward = oracle.inner(q.head, beside(q.value, as_plain(tangent)))
        objective = functools.partial(weighed, function.primal, q.of, q.head, args)
        at = oracle.along(objective, as_plain(args), direction)
        verdict = slopes(by_forward, oracle.inner(as_plain(gradients), direction), slope, at)
        if verdict is not None:
            reverse = functools.partial(by_reverse, q, function)
            primal = functools.partial(function.primal, *fresh(args))
            if hides_infinity(reverse, primal, tangent, direction, slope):
                return Verdict(REJECTED, "0 * inf")
            if largest_inside(primal, function.primal.__code__.co_filename) > HIDING:
                return Verdict(REJECTED, "rounding hides the arguments beside large numbers")
            return verdict
    if not close(oracle.flat(as_plain(found)), oracle.flat(q.value), 1e-9):
        return Verdict(WRONG, f"value: {found} for {q.value}")
    return Verdict(RIGHT)


def beside(value: Any, tangent: Any) -> Any:
    """The tangent of the floats of a value; what turned out to be a whole number has none."""
    parts = oracle.children(value)
    if parts is None:
        return tangent if oracle.is_float_leaf(value) else None
    return [beside(*pair) for pair in zip(parts, oracle.children(tangent) or (), strict=True)]


def given_to(q: Question, function: Any) -> Any:
    """The arguments that a question is about."""
    return arguments(q.seed, function.primal) if q.given is None else q.given


def by_reverse(q: Question, function: Any, **options: Any) -> Any:
    """The gradients as plain containers."""
    from srcxform import grad

    args = given_to(q, function)
    call = grad(function, wrt=tuple(range(len(args))), of=q.of, **options)
    return as_plain(call(*fresh(args), oracle.copied(q.head)))


def hides_infinity(
    reverse: Callable[..., Any], primal: Callable[[], Any], tangent: Any, direction: Any, slope: float
) -> bool:
    """Whether numbers or slopes grow beyond all bounds, in what the result does not depend on: 0 * inf is nan.

    `reverse` gives the gradients as plain containers, with the options of `grad`.
    """
    gradients = reverse()
    if np.all(np.isfinite(np.concatenate([oracle.flat(gradients), oracle.flat(as_plain(tangent))]))):
        return False
    if close(oracle.inner(reverse(safe=True), direction), slope, 1e-6):
        return True
    # Noted, not raised: the program may catch what is raised.
    noted: list[str] = []
    with np.errstate(over="call", call=lambda kind, flag: noted.append(kind)):
        primal()
    with np.errstate(divide="call", call=lambda kind, flag: noted.append(kind)):
        reverse()
    return bool(noted)


def same_structure(gradient: Any, argument: Any) -> bool:
    """Whether a gradient has the containers, classes, shapes and dtypes of its argument."""
    same_class = oracle.is_float_leaf(argument) or type(gradient) is type(argument)
    return same_class and oracle.shape_of(as_plain(gradient)) == oracle.shape_of(as_plain(argument))


def slopes(by_forward: float, by_reverse: float, slope: float, at: Callable[[float], float]) -> Verdict | None:
    """None where reverse, forward and numerical agree; `at` is the objective along the line that the slope is of."""
    if not close((by_forward, by_reverse), slope, 1e-6) and close((by_forward, by_reverse), nearest(at), 1e-6):
        return Verdict(REJECTED, "a kink nearby")
    if not close(by_forward, slope, 1e-6):
        return Verdict(WRONG, f"forward: {by_forward} for {slope}")
    if not close(by_reverse, slope, 1e-6):
        return Verdict(WRONG, f"reverse: {by_reverse} for {slope}")
    if not close(by_reverse, by_forward, 1e-9):
        return Verdict(WRONG, f"reverse and forward: {by_reverse} and {by_forward}")
    return None


def nearest(at: Callable[[float], float]) -> float:
    """The slope by steps of 1e-7; those by which programs are judged, from 1e-3 on, may go over a kink."""
    try:
        return (at(1e-7) - at(-1e-7)) / 2e-7
    except Exception:  # the program may leave its domain nearby
        return float("nan")


def close(found: Any, expected: Any, tolerance: float) -> bool:
    return bool(np.allclose(found, expected, rtol=tolerance, atol=tolerance))

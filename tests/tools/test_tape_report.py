"""What a gradient keeps between its sweeps is counted as Python holds it, and told by line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from srcxform import differentiable, grad, tape_report, value_and_grad
from srcxform.errors import SrcxformError
from srcxform.tools.meter import Meter
from srcxform.tools.tape_report import TapeReport, observed, size


def burgers(u: Any, dt: Any, nu: Any, steps: int) -> Any:
    for t in range(steps):
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2)


def diffusion(u: Any, steps: int) -> None:
    for t in range(steps):
        u[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2 * u[1:-1] + u[:-2])


def newton(x: Any, c: Any) -> Any:
    for i in range(50):
        step = (x * x - c) / (2 * x)
        x = x - step
        if np.max(np.abs(step)) < 1e-12:
            break
    return np.sum(x)


def logistic(r: Any, x: Any, n: int) -> Any:
    for i in range(n):
        x = r * x * (1 - x)
    return x


def lstm(W: Any, U: Any, xs: Any) -> Any:
    h = np.zeros(U.shape[1])
    c = np.zeros(U.shape[1])
    k = len(h)
    for x in xs:
        z = W @ x + U @ h
        c = np.tanh(z[:k]) * c + np.exp(-z[k : 2 * k]) * np.tanh(z[2 * k :])
        h = np.tanh(c)
    return np.sum(h)


@dataclass
class Cell:
    w: Any
    b: float


def states(cell: Cell, x: Any, n: int) -> Any:
    kept = []
    for i in range(n):
        x = np.tanh(cell.w * x + cell.b)
        kept.append(x * x)
    total = 0.0
    for s in kept:
        total = total + np.sum(s * s) * np.sum(s)
    return total


def branches(x: Any, n: int) -> Any:
    for i in range(n):
        if np.sum(x) > 1.0:
            x = x / (1.0 + x)
        else:
            x = x * x + 1.0
    return np.sum(x)


def straight(x: Any, y: Any) -> Any:
    z = x * y
    return np.sum(np.sin(z) + z**2)


def recursive(x: Any, n: int) -> Any:
    if n < 1:
        return np.sin(x)
    return np.tanh(x) * recursive(x * 0.5, n - 1)


def wave(n: int) -> Any:
    return np.linspace(0.1, 0.9, n)


PROGRAMS: dict[Callable[..., Any], tuple[Any, ...]] = {
    burgers: (wave(1000), 0.1, 0.2, 100),
    newton: (1.0 + wave(5000), 2.0 + wave(5000)),
    logistic: (3.7, 0.3, 5000),
    lstm: (0.1 * np.ones((90, 7)), 0.1 * np.ones((90, 30)), np.ones((200, 7))),
    states: (Cell(wave(500), 0.1), wave(500), 60),
    branches: (wave(2000), 50),
    straight: (wave(20000), wave(20000)),
    recursive: (wave(2000), 40),
}


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda function: function.__name__)
def test_bytes_are_those_that_python_has_allocated(function: Callable[..., Any]) -> None:
    with observed(grad(function)) as seen:
        seen.run(PROGRAMS[function], {})
    report = seen.report()
    # Python keeps some freed numbers and small tuples for new ones: these are allocated, but not anew.
    assert report.total_bytes + report.left_bytes == pytest.approx(seen.traced, rel=0.04, abs=8000)
    assert report.peak_bytes >= report.tape_bytes - 8000


def line_of(report: TapeReport, text: str) -> Any:
    return next(line for line in report.lines if text in line.text)


def test_a_nonlinear_stencil_records_one_interior_slice_a_step() -> None:
    cells, steps = 2000, 150
    report = tape_report(grad(burgers), wave(cells), 0.1, 0.2, steps)
    interior = np.zeros(cells - 2)
    header = sys.getsizeof(interior) - interior.nbytes
    line = line_of(report, "u[1:-1] = ")
    places = steps * 8
    assert line.count == steps
    assert line.names == ["u as it was"]
    assert line.tape_bytes == report.tape_bytes == pytest.approx(steps * (interior.nbytes + header) + places, abs=300)
    # Beside the tape there is the copy that is written instead of the argument.
    assert report.total_bytes - report.tape_bytes == sys.getsizeof(wave(cells).copy())


@pytest.mark.parametrize("steps", [1, 50])
def test_a_linear_program_keeps_nothing(steps: int) -> None:
    report = tape_report(grad(diffusion, of="u"), wave(1000), steps)
    assert (report.total_bytes, report.count, report.lines) == (0, 0, ())


def test_a_number_is_recorded_for_each_trip() -> None:
    report = tape_report(grad(logistic, wrt=("r", "x")), 3.7, 0.3, 1000)
    line = line_of(report, "x = r * x * (1 - x)")
    assert (line.count, line.names) == (1000, ["x"])
    assert line.readers == [line.lineno]
    # The first value is the argument, which is there anyway; each other is a float, and a place in the list.
    assert line.bytes == pytest.approx(999 * sys.getsizeof(0.5) + 1000 * 8, rel=0.15)


def test_a_loop_that_breaks_records_the_trips_it_made() -> None:
    report = tape_report(grad(newton), 1.0 + wave(100), 2.0 + wave(100))
    assert 3 < line_of(report, "x = x - step").count < 10


def test_the_text_of_a_report() -> None:
    lines = str(tape_report(grad(burgers), wave(102), 0.1, 0.2, 10)).splitlines()
    first = burgers.__code__.co_firstlineno
    assert lines[0].startswith(
        "burgers keeps 10.2 kB for its reverse sweep: 11 values, 9.3 kB on tapes; the whole call"
    )
    assert [line.split()[:5] for line in lines[1:]] == [
        ["line", "values", "bytes", "what", "needed"],
        [str(first), "1", "928", "B", "u"],
        [str(first + 2), "10", "9.3", "kB", "u"],
    ]


def test_looking_leaves_no_trace() -> None:
    decorated = differentiable(straight)
    gradient = value_and_grad(decorated)
    plain = gradient(wave(3), wave(3)), gradient.source, decorated.adjoint_source
    tape_report(gradient, wave(3), wave(3))
    assert gradient.source == plain[1]
    assert decorated.adjoint_source == plain[2]
    assert "_look" not in gradient.source


def test_heads_and_names_are_passed_on() -> None:
    report = tape_report(grad(logistic, wrt="x"), r=3.7, x=wave(100), n=20, head=np.ones(100))
    assert report.count == 20


@pytest.mark.parametrize(
    ("gradient", "message"),
    [(straight, "is no gradient function"), (grad(straight, backend="numba"), "take the NumPy backend")],
    ids=["primal", "numba"],
)
def test_refusals(gradient: Any, message: str) -> None:
    with pytest.raises(SrcxformError, match=message):
        tape_report(gradient, wave(3), wave(3))


def test_what_is_held_twice_is_counted_once() -> None:
    base = np.zeros(1000)
    meter = Meter()
    whole = meter.bytes_of([base, base[1:], base[:5], base])
    views = 2 * (sys.getsizeof(base[1:]))
    assert whole == sys.getsizeof(base) + views + sys.getsizeof([0, 0, 0, 0])
    assert meter.bytes_of(base) == 0


def test_what_is_alive_is_not_counted() -> None:
    given = [np.zeros(100), (2.5, 1000)]
    meter = Meter(given)
    assert meter.bytes_of((given[0], given[1], None, True, 7)) == sys.getsizeof((0, 0, 0, 0, 0))
    assert meter.bytes_of(given[0][3:]) == sys.getsizeof(given[0][3:])


def test_arrays_of_objects_hold_what_is_in_them() -> None:
    numbers = np.array([0.5, 1.5], dtype=object)
    assert Meter().bytes_of(numbers) == sys.getsizeof(numbers) + 2 * sys.getsizeof(0.5)


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_960, "1.0 MB"), (5 * 10**12, "5.0 TB")]
)
def test_sizes(count: int, text: str) -> None:
    assert size(count) == text

"""Generated adjoints against adjoints written by hand: same inputs, same process, in turns.

`python -m benchmarks targets [NAME ...] [--rounds N]`
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.timing import compare, readable

Array = Any


def smooth(x: Array, y: Array) -> Array:
    z = x * y
    return np.sin(z) + z**2


def smooth_by_hand(x: Array, y: Array, head: Array) -> Array:
    z = x * y
    z_bar = head * np.cos(z) + head * (2 * z)
    return z_bar * y, z_bar * x


def double_up(a: Array) -> Array:
    b = a * 2
    while np.linalg.norm(b) < 1000:
        b = b * 2
    if np.sum(b) > 0:
        c = b
    else:
        c = 100 * b
    return c


def double_up_by_hand(a: Array, head: Array) -> Array:
    b = a * 2
    trips = 0
    while np.linalg.norm(b) < 1000:
        b = b * 2
        trips += 1
    positive = np.sum(b) > 0
    b_bar = head if positive else 100 * head
    for _ in range(trips):
        b_bar = b_bar * 2
    return (b_bar * 2,)


def logistic(r: float, x: float, n: int) -> float:
    for i in range(n):
        x = r * x * (1 - x)
    return x


def logistic_by_hand(r: float, x: float, n: int, head: float) -> Any:
    x_stack = []
    for i in range(n):
        x_stack.append(x)
        x = r * x * (1 - x)
    r_bar = 0.0
    x_bar = head
    for i in range(n - 1, -1, -1):
        x = x_stack.pop()
        r_bar += x_bar * (x * (1 - x))
        x_bar = x_bar * (r * (1 - x)) - x_bar * (r * x)
    return r_bar, x_bar


def seidel(A: Array, steps: int) -> None:
    n = A.shape[0]
    for t in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                A[i, j] = (A[i - 1, j] + A[i, j - 1] + A[i, j] + A[i, j + 1] + A[i + 1, j]) / 5.0


def seidel_by_hand(A: Array, steps: int, head: Array) -> Any:
    A_bar = head.copy()
    n = A.shape[0]
    for t in range(steps - 1, -1, -1):
        for i in range(n - 2, 0, -1):
            for j in range(n - 2, 0, -1):
                s_bar = A_bar[i, j] / 5.0
                A_bar[i, j] = 0.0
                A_bar[i - 1, j] += s_bar
                A_bar[i, j - 1] += s_bar
                A_bar[i, j] += s_bar
                A_bar[i, j + 1] += s_bar
                A_bar[i + 1, j] += s_bar
    return (A_bar,)


def burgers(u: Array, dt: float, nu: float, steps: int) -> Any:
    for t in range(steps):
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2)


def burgers_by_hand(u: Array, dt: float, nu: float, steps: int, head: float) -> Any:
    u = u.copy()
    u_stack = []
    for t in range(steps):
        u_stack.append(u[1:-1].copy())
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    u_bar = head * (2 * u)
    for t in range(steps - 1, -1, -1):
        u[1:-1] = u_stack.pop()
        w_bar = u_bar[1:-1].copy()
        u_bar[1:-1] = 0.0
        u_bar[1:-1] += w_bar * (1 - dt * (2 * u[1:-1] - u[:-2]) - 2 * nu)
        u_bar[:-2] += w_bar * (dt * u[1:-1] + nu)
        u_bar[2:] += w_bar * nu
    return (u_bar,)


def newton(x: float, c: float) -> float:
    for i in range(50):
        step = (x * x - c) / (2 * x)
        x = x - step
        if abs(step) < 1e-12:
            break
    return x


def newton_by_hand(x: float, c: float, head: float) -> Any:
    x_stack = []
    for i in range(50):
        x_stack.append(x)
        step = (x * x - c) / (2 * x)
        x = x - step
        if abs(step) < 1e-12:
            break
    c_bar = 0.0
    x_bar = head
    while x_stack:
        x = x_stack.pop()
        step_bar = -x_bar
        x_bar = x_bar + step_bar * (1 - (x * x - c) / (2 * x * x))
        c_bar += step_bar * (-1 / (2 * x))
    return x_bar, c_bar


def spring(a: float, b: float, k: float) -> float:
    d = b - a
    return 0.5 * k * d * d


def energy(q: Array, k: float) -> float:
    total = 0.0
    for i in range(len(q) - 1):
        total += spring(q[i], q[i + 1], k)
    return total


def spring_by_hand(a: float, b: float, k: float, head: float) -> Any:
    d = b - a
    k_bar = head * (0.5 * d * d)
    d_bar = head * (k * d)
    return -d_bar, d_bar, k_bar


def energy_by_hand(q: Array, k: float, head: float) -> Any:
    q_bar = np.zeros_like(q)
    k_bar = 0.0
    for i in range(len(q) - 2, -1, -1):
        a_bar, b_bar, k_1_bar = spring_by_hand(q[i], q[i + 1], k, head)
        q_bar[i] += a_bar
        q_bar[i + 1] += b_bar
        k_bar += k_1_bar
    return q_bar, k_bar


def damp(A: Array) -> Any:
    for i in range(A.shape[0]):
        row = A[i]
        row *= np.exp(-i)
        row[0] = row[0] ** 2
    return A.sum()


def damp_by_hand(A: Array, head: float) -> Any:
    A = A.copy()
    row0_stack = []
    for i in range(A.shape[0]):
        row = A[i]
        row *= np.exp(-i)
        row0_stack.append(row[0])
        row[0] = row[0] ** 2
    A_bar = np.full_like(A, head)
    for i in range(A.shape[0] - 1, -1, -1):
        row, row_bar = A[i], A_bar[i]
        row[0] = row0_stack.pop()
        row_bar[0] *= 2 * row[0]
        row_bar *= np.exp(-i)
    return (A_bar,)


def logistic_tangent_by_hand(r: float, x: float, n: int, r_dot: float, x_dot: float) -> Any:
    for i in range(n):
        x_dot = r_dot * (x * (1 - x)) + x_dot * (r * (1 - x)) - x_dot * (r * x)
        x = r * x * (1 - x)
    return x, x_dot


@dataclass(frozen=True)
class Target:
    """A function, its adjoint by hand, and inputs for every size; the last input is the head."""

    name: str
    function: Callable[..., Any]
    by_hand: Callable[..., Any]
    inputs: Callable[[int], tuple[Any, ...]]
    sizes: tuple[int, ...]
    wrt: tuple[int, ...]
    of: str | None = None


def _uniform(*shape: int) -> Array:
    return np.random.default_rng(0).uniform(0.1, 1.0, shape)


TARGETS = (
    Target("1 smooth (float)", smooth, smooth_by_hand, lambda n: (0.3, 0.7, 1.0), (1,), (0, 1)),
    Target(
        "1 smooth (array)", smooth, smooth_by_hand, lambda n: (*[_uniform(n)] * 2, _uniform(n)), (100, 100_000), (0, 1)
    ),
    Target("2 double_up", double_up, double_up_by_hand, lambda n: (_uniform(n), np.ones(n)), (3, 10_000), (0,)),
    Target("3 logistic", logistic, logistic_by_hand, lambda n: (3.57, 0.4, n, 1.0), (10, 1000), (0, 1)),
    Target("4 seidel", seidel, seidel_by_hand, lambda n: (_uniform(n, n), 3, _uniform(n, n)), (8, 40), (0,), "A"),
    Target("5 burgers", burgers, burgers_by_hand, lambda n: (_uniform(n), 0.1, 0.05, 50, 1.0), (100, 10_000), (0,)),
    Target("6 newton", newton, newton_by_hand, lambda n: (float(n), 2.0, 1.0), (2, 1000), (0, 1)),
    Target("7 energy", energy, energy_by_hand, lambda n: (_uniform(n), 1.3, 1.0), (10, 1000), (0, 1)),
    Target("8 damp", damp, damp_by_hand, lambda n: (_uniform(n, n), 1.0), (10, 300), (0,)),
)
TANGENT = "9 logistic tangent"


def generated_adjoint(target: Target, inputs: tuple[Any, ...]) -> Callable[..., Any]:
    """The generated function itself, for these types of arguments, without the wrapper that looks it up."""
    from srcxform import grad

    gradient = grad(target.function, wrt=target.wrt, of=target.of)
    gradient(*inputs)
    namespace: dict[str, Any] = {}
    exec(compile(gradient.source, f"<{target.name}>", "exec"), namespace)
    function: Callable[..., Any] = namespace[f"{target.function.__name__}_adjoint"]
    return function


def generated_tangent(
    function: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...]
) -> Callable[..., Any]:
    """The generated tangent function for these types of arguments."""
    from srcxform import differentiable, jvp

    wrapped = differentiable(function)
    jvp(wrapped, primals, tangents)
    namespace: dict[str, Any] = {}
    exec(compile(wrapped.tangent_source, "<tangent>", "exec"), namespace)
    result: Callable[..., Any] = namespace[f"{function.__name__}_tangent"]
    return result


def assert_same(found: Any, expected: tuple[Any, ...], name: str) -> None:
    """A benchmark of a wrong gradient is worth nothing."""
    parts = found if isinstance(found, tuple) else (found,)
    for part, right in zip(parts, expected, strict=True):
        np.testing.assert_allclose(part, right, rtol=1e-9, atol=1e-12, err_msg=name)


def rows(targets: tuple[Target, ...], rounds: int) -> list[tuple[str, int, float, float, float, float]]:
    """Name, size, the shortest seconds generated and by hand, ratio of medians, ratio of the shortest."""
    found = []
    for target in targets:
        for size in target.sizes:
            inputs = target.inputs(size)
            generated = generated_adjoint(target, inputs)
            assert_same(generated(*inputs), target.by_hand(*inputs), target.name)
            row = measured(target.name, size, generated, target.by_hand, inputs, rounds)
            found.append(row)
    return found


def tangent_rows(rounds: int) -> list[tuple[str, int, float, float, float, float]]:
    """The same for target 9, the tangent of `logistic`."""
    found = []
    for n in (10, 1000):
        generated = generated_tangent(logistic, (3.57, 0.4, n), (1.0, 0.5, None))
        inputs = (3.57, 0.4, n, 1.0, 0.5)
        assert_same(generated(*inputs), logistic_tangent_by_hand(*inputs), "tangent")
        found.append(measured(TANGENT, n, generated, logistic_tangent_by_hand, inputs, rounds))
    return found


def measured(
    name: str,
    size: int,
    generated: Callable[..., Any],
    by_hand: Callable[..., Any],
    inputs: tuple[Any, ...],
    rounds: int,
) -> tuple[str, int, float, float, float, float]:
    result = compare([lambda: generated(*inputs), lambda: by_hand(*inputs)], rounds=rounds)
    return name, size, result.fastest(0), result.fastest(1), result.ratio(0, 1), result.ratio_of_fastest(0, 1)


def main(argv: list[str] | None = None) -> int:
    """Print the table; end with 1 where the bar of 1.1 is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of target names; all without")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--bar", type=float, default=1.1)
    options = parser.parse_args(argv)
    chosen = tuple(t for t in TARGETS if not options.names or any(name in t.name for name in options.names))
    table = rows(chosen, options.rounds)
    if not options.names or any(name in TANGENT for name in options.names):
        table += tangent_rows(options.rounds)
    print(f"{'target':20} {'size':>8} {'generated':>12} {'by hand':>12} {'ratio':>7} {'of min':>7}")
    for name, size, generated, by_hand, ratio, least in table:
        mark = "" if min(ratio, least) <= options.bar else "  <-- over the bar"
        print(f"{name:20} {size:8} {readable(generated):>12} {readable(by_hand):>12} {ratio:7.2f} {least:7.2f}{mark}")
    return int(any(min(row[4], row[5]) > options.bar for row in table))

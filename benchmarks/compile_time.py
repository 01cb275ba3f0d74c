"""What the compiler itself costs: compile time by length, import time, and the overhead of a call.

`python -m benchmarks compile_time`
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Any

import numpy as np

from benchmarks.timing import compare, readable

THIRTY_LINES = '''
import numpy as np

def thirty_{number}(x, w, n):
    """A function of thirty lines with loops, branches, in-place writes, views and an exit."""
    y = np.zeros_like(x)
    total = {number}.5
    scale = w[0] * w[1]
    for i in range(1, len(x) - 1):
        left = x[i - 1] * scale
        right = x[i + 1] / (1.0 + scale * scale)
        y[i] = left + right - 2 * x[i]
        if y[i] > 10.0:
            y[i] = np.sqrt(y[i])
        elif y[i] < -10.0:
            y[i] = -np.sqrt(-y[i])
        else:
            y[i] *= 1.5
        total += y[i] ** 2
    middle = y[1:-1]
    middle *= np.exp(-w[2])
    for t in range(n):
        y[1:-1] = y[1:-1] + 0.1 * (y[2:] - 2 * y[1:-1] + y[:-2])
        norm = np.linalg.norm(y)
        if norm > 1e6:
            break
        total = total + np.tanh(norm)
    k = 0
    while k < 3 and total < 100.0:
        total = total * 1.1 + np.sum(middle)
        k += 1
    z = np.maximum(y, 0.1) * np.where(x > 0, x, 0.5 * x)
    u = np.sin(z) @ np.cos(y)
    return total + u * scale
'''


def straight_line(statements: int, number: int) -> str:
    """A function of so many scalar statements without a loop."""
    lines = [f"def straight_{statements}_{number}(x, y):"]
    for k in range(statements):
        a, b = ("x", "y") if k % 2 else ("y", "x")
        line = (
            f"{a} = np.sin({a}) * {b}",
            f"{a} = {a} + 0.5 * {b} * {b}",
            f"v{k % 7} = {a} * {b} + {number}.25",
            f"{a} = np.tanh(v{(k - 1) % 7} - {a})",
        )[k % 4]
        lines.append(f"    {line}")
    lines.insert(1, "    " + " = ".join(f"v{k}" for k in range(7)) + " = 0.1")
    return "import numpy as np\n\n" + "\n".join([*lines, "    return x + y"]) + "\n"


def first_call(text: str, name: str, args: tuple[Any, ...], wrt: tuple[int, ...]) -> float:
    """Seconds of compiling: the first call of the gradient less the second."""
    from srcxform import from_source, grad

    function = from_source(text, name)
    gradient = grad(function, wrt=wrt)
    start = time.perf_counter()
    gradient(*args)
    middle = time.perf_counter()
    gradient(*args)
    return (middle - start) - (time.perf_counter() - middle)


def thirty_lines(rounds: int = 9) -> list[float]:
    """Compile times of different texts of the thirty-line function (the first one warms the rules up)."""
    x, w = np.linspace(-1, 1, 12), np.array([0.3, 0.7, 0.2])
    times = []
    for number in range(rounds):
        text = THIRTY_LINES.replace("{number}", str(number))
        times.append(first_call(text, f"thirty_{number}", (x, w, 3), (0, 1)))
    return times


def import_time(rounds: int = 7) -> float:
    """Seconds that `import srcxform` takes after `import numpy`, in fresh processes."""
    code = "import numpy, time; t = time.perf_counter(); import srcxform; print(time.perf_counter() - t)"
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(rounds)
    ]
    return statistics.median(times)


def identity_like(x: Any) -> Any:
    return x * x


def call_overhead() -> tuple[float, float]:
    """Seconds of `grad(f)(x)` (the gradient function made once) and of the generated function."""
    from srcxform import grad

    gradient = grad(identity_like)
    gradient(0.5)
    namespace: dict[str, Any] = {}
    exec(compile(gradient.source, "<overhead>", "exec"), namespace)
    generated = namespace["identity_like_adjoint"]
    result = compare([lambda: gradient(0.5), lambda: generated(0.5)], rounds=40)
    return result.fastest(0), result.fastest(1)


def main(argv: list[str] | None = None) -> int:
    """Print every figure beside its bar."""
    times = thirty_lines()
    show("30-line function", readable(statistics.median(times[1:])), f"50 ms (the first ever {readable(times[0])})")
    known = {}
    for statements in (500, 1000, 2000):
        text = straight_line(statements, 1)
        known[statements] = first_call(text, f"straight_{statements}_1", (0.3, 0.4), (0, 1))
        show(f"straight line, {statements} statements", readable(known[statements]), "10 s for 2000")
    show("2000 to 1000 statements", f"{known[2000] / known[1000]:.2f}", "2, in proportion")
    show("import over NumPy's", readable(import_time()), "150 ms")
    wrapped, generated = call_overhead()
    show("call overhead", readable(wrapped - generated), f"2 us (generated alone {readable(generated)})")
    return 0


def show(what: str, figure: str, bar: str) -> None:
    """One line of the table."""
    print(f"{what:32}{figure:>10}   bar {bar}")

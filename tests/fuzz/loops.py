"""Random nests of loops that read and write elements: `python -m tests.fuzz.loops --programs 5000 --seed 0`.

Indices are sums of loop indices and constants, in ranges that depend on one another, now and then negative or counted
from the end. So what a store overwrites is sometimes read again in the reverse sweep and sometimes provably not.
"""

from __future__ import annotations

import argparse
import collections
import random
import sys
import time
from pathlib import Path

from tests.fuzz.judge import Verdict, judge
from tests.fuzz.machine import judge_machine
from tests.fuzz.shrink import shrunk

LENGTH = 4
"""The length of the axes; sample arguments have vectors of this length."""

Range = tuple[int, int]


class Nest:
    """Writes one program: a few nests of two or three loops over a matrix `A`, and vectors `x` and `y`."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(f"loops {seed}")
        self.lines: list[str] = []
        self.indices: dict[str, Range] = {}
        self.views = 0

    def program(self) -> str:
        draw = self.draw
        self.lines = [
            "import numpy as np",
            "",
            "",
            "def f(s, t, u, v, a):",
            "    n = u.shape[0]",
            "    A = np.outer(u, v) + s" if draw.random() < 0.6 else "    A = np.zeros((n, n))",
            draw.choice(("    x = u.copy()", "    x = np.zeros(n)", "    x = u")),
            draw.choice(("    y = v * 0.5", "    y = np.zeros(n)", "    y = a[0].copy()")),
        ]
        if draw.random() < 0.3:
            self._line(0, "c = t")
        outer = draw.random() < 0.25
        if outer:
            self._line(0, "for r in range(2):")
        for _ in range(draw.choice((1, 1, 2, 2, 3))):
            self._nest(int(outer), draw.choice((1, 2, 2, 3, 3)))
        results = (
            "A",
            "A",
            "A @ x",
            "np.sum(A * A) + np.sum(x * x * y)",
            "A + x * y",
            "x * y",
            "np.sum(np.sin(A)) * x",
        )
        result = draw.choice(results)
        self._line(0, f"return {result}")
        return "\n".join(self.lines) + "\n"

    def _line(self, depth: int, text: str) -> None:
        self.lines.append("    " * (depth + 1) + text)

    def _nest(self, depth: int, levels: int) -> None:
        """A loop with statements before, in and after an inner loop."""
        name = "ijk"[len(self.indices)]
        low, high, text = self._bounds()
        self.indices[name] = (low, high)
        step = self.draw.random()
        if step < 0.7:
            self._line(depth, f"for {name} in range({text}):")
        elif step < 0.9:
            first, last = text.split(", ")
            self._line(depth, f"for {name} in range({last} - 1, {first} - 1, -1):")
        else:
            self._line(depth, f"for {name} in range({text}, 2):")
        if levels > 1:
            self._statements(depth + 1, self.draw.choice((0, 0, 1)))
            self._nest(depth + 1, levels - 1)
            self._statements(depth + 1, self.draw.choice((0, 1, 1, 2)))
        else:
            self._statements(depth + 1, self.draw.choice((1, 1, 2, 3)))
        del self.indices[name]

    def _bounds(self) -> tuple[int, int, str]:
        """The least and the greatest index of a new loop, and its start and stop as text."""
        choices = [(0, LENGTH - 1, "0, n"), (1, LENGTH - 2, "1, n - 1"), (1, LENGTH - 1, "1, n")]
        choices += [(0, LENGTH - 2, "0, n - 1"), (0, 2, "0, 3"), (2, 3, "2, n")]
        for name, (low, high) in self.indices.items():
            choices += [(0, high - 1, f"0, {name}"), (low, LENGTH - 1, f"{name}, n")] * 2
            choices += [(0, high, f"0, {name} + 1"), (low + 1, LENGTH - 1, f"{name} + 1, n")]
        low, high, text = self.draw.choice([c for c in choices if c[0] <= c[1]])
        return low, high, text

    def _statements(self, depth: int, count: int) -> None:
        for _ in range(count):
            kind = self.draw.random()
            if kind < 0.12:
                names = list(self.indices)
                sign, other = self.draw.choice(("<", ">", "!=", "==")), self.draw.choice([*names, "1", "2"])
                self._line(depth, f"if {self.draw.choice(names)} {sign} {other}:")
                self._store(depth + 1)
            elif kind < 0.15:
                self._line(depth, f"if {self._element()} > 0.4:")
                self._line(depth + 1, "break")
                self._store(depth)
            else:
                self._store(depth)

    def _store(self, depth: int) -> None:
        draw = self.draw
        kind = draw.random()
        if kind < 0.1:
            self._line(depth, f"w = np.tanh({self._value()})")
            self._line(depth, f"{self._element()} = w")
            target, value = self._element(), f"w * w * {self._element()}"
        elif kind < 0.75:
            target, value = self._element(), self._value()
        elif kind < 0.9:
            target, value = f"A[{self._index()}]", f"np.tanh({self._row()} * {self._element()})"
        elif kind < 0.95:
            target, value = f"A[{self._index()}, 1:-1]", f"np.sin({self._row()}[:-2]) * {self._element()}"
        else:
            self.views += 1
            name = f"row_{self.views}"
            self._line(depth, f"{name} = A[{self._index()}]")
            target, value = f"{name}[{self._index()}]", self._value()
        how = draw.choice(("=", "=", "+=", "-=", "+=", "-=", "*=", "/="))
        self._line(depth, f"{target} {how} {f'2.0 + ({value}) ** 2' if how == '/=' else value}")

    def _index(self) -> str:
        """An index that is in bounds, perhaps negative."""
        if not self.indices or self.draw.random() < 0.12:
            return self.draw.choice(("0", "1", "n - 1", "-1", "2"))
        name = self.draw.choice(list(self.indices))
        low, high = self.indices[name]
        texts = [name, name, name]
        if high + 1 < LENGTH:
            texts += [f"{name} + 1"]
        if low >= 1:
            texts += [f"{name} - 1", f"{name} - 1"]
        elif self.draw.random() < 0.3:
            texts += [f"{name} - 1"]
        if self.draw.random() < 0.15:
            texts += [f"n - 1 - {name}", f"-{name}", f"{name} - n"]
        return self.draw.choice(texts)

    def _element(self) -> str:
        kind = self.draw.random()
        if kind < 0.6:
            return f"A[{self._index()}, {self._index()}]"
        return f"{'x' if kind < 0.8 else 'y'}[{self._index()}]"

    def _row(self) -> str:
        return self.draw.choice((f"A[{self._index()}]", f"A[:, {self._index()}]", "x", "y"))

    def _value(self) -> str:
        p, q = self._element(), self._element()
        return self.draw.choice(
            (
                f"{p} * {q}",
                f"0.5 * {p}",
                f"np.tanh({p})",
                f"np.exp(-({p} ** 2))",
                f"np.cos({p}) * {q}",
                f"{p} + 0.3 * {q}",
                f"0.5 * {p} * {p}",
                "t",
                p,
                self._product(),
            )
        )

    def _product(self) -> str:
        """The product of two slices of one length."""
        stop = self.draw.choice([*self.indices, "2", "-1", "n - 1"])
        part = self.draw.choice((f":{stop}", f"{stop}:", f"1:{stop}"))
        first = self.draw.choice((f"A[{self._index()}, {part}]", f"A[{part}, {self._index()}]", f"y[{part}]"))
        return f"0.3 * ({first} @ x[{part}])"


def program_text(seed: int) -> str:
    """The program of a seed."""
    return Nest(seed).program()


def written(seed: int) -> str | None:
    """One program in six is asked for the derivative of the parameter `u`, which it may write into."""
    return "u" if seed % 6 == 5 and "x = u\n" in program_text(seed) else None


def verdict_of(seed: int, *, machine: bool = False) -> Verdict:
    """The verdict on the program of a seed; `machine`: on its loops for machine code, beside the NumPy backend."""
    return (judge_machine if machine else judge)(program_text(seed), seed, written(seed))


def smallest(seed: int, verdict: Verdict, attempts: int, *, machine: bool = False) -> str:
    """The text of a failing program, shrunk."""
    again = judge_machine if machine else judge

    def fails(text: str) -> bool:
        return again(text, seed, written(seed)).category == verdict.category

    return shrunk(program_text(seed), fails, attempts) if attempts else program_text(seed)


def main(argv: list[str] | None = None) -> int:
    """Judge many programs; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--shrink", type=int, default=300, help="attempts at shrinking each failure")
    parser.add_argument("--save", type=Path, default=Path("fuzz_failures"))
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many")
    parser.add_argument("--machine", action="store_true", help="judge the loops for machine code, run by Python")
    options = parser.parse_args(argv)
    kinds: collections.Counter[str] = collections.Counter()
    failed, start = 0, time.perf_counter()
    for seed in range(options.seed, options.seed + options.programs):
        if time.perf_counter() - start > options.seconds:
            break
        verdict = verdict_of(seed, machine=options.machine)
        kinds[verdict.kind] += 1
        if verdict.is_failure:
            failed += 1
            text = smallest(seed, verdict, options.shrink, machine=options.machine)
            options.save.mkdir(parents=True, exist_ok=True)
            (options.save / f"loops_{seed}.py").write_text(f"# seed {seed}: {verdict.kind}\n{text}\n")
            print(f"--- seed {seed}: {verdict.kind}: {verdict.reason}\n{text}\n", flush=True)
        if (seed + 1) % 500 == 0:
            print(f"{time.perf_counter() - start:.0f} s: {dict(kinds)}", file=sys.stderr, flush=True)
    print(f"{time.perf_counter() - start:.0f} s: {dict(kinds)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())

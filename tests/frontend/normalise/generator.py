"""Random programs full of exits: jumps, exceptions, handlers, `finally`, managers and patterns in one another.

Every loop ends by itself, so that nothing is raised but what the program raises. By hand, with many:

    python -m tests.frontend.normalise.generator FIRST LAST DEPTH
"""

from __future__ import annotations

import sys
import warnings
from random import Random

from tests.frontend.normalise.runnable import check

SIMPLE = (
    "see({n}, x, a, b)",
    "x = risk({n})",
    "a = risk({n}) + x",
    "b = a + risk({n})",
    "a = b = risk({n})",
    "a, (b, x) = risk({n}), (x, risk({n}))",
    "a += risk({n})",
    "c = risk({n})\nb = c + a / (x % 3)\nsee(c)",
    "c = a % 3\nd = risk({n})\nc = c + d\na = x / c",
    "c = world.risk({n})\nd = world.risk(c) + c\na = c + d",
    "c = world.risk({n})\na = world.risk(c) + a\nc = a + c",
    "b = world.risk({n}) + b\nsee((lambda: (a, b, x))())",
    "def g(y):\n    return risk(y) + a\na = world.risk({n})\nb = g(a)",
    "box[0] = a = risk({n})",
    "box[x % 3] += risk({n})",
    "see(box)",
    "(a := risk({n}))",
    "see({n}, e)",
    "assert ask({n}), x",
    "pass",
)
JUMPS = (
    "return x",
    "return risk({n})",
    "return see(a, b, x)",
    "return",
    "raise First({n})",
    "raise Second",
    "raise First(risk({n})) from None",
)
LOOP_JUMPS = ("break", "continue")
TESTS = ("ask({n})", "risk({n}) % 2", "not ask({n})", "x % (a % 3)", "(a := risk({n})) % 2", "x is a")
HANDLERS = (
    "except First as e",
    "except First",
    "except (Second, ZeroDivisionError) as e",
    "except Raised",
    "except Raised as e",
    "except Exception as e",
    "except",
)
LOOPS = (
    "for i in range({n} % 4)",
    "for i in range(risk({n}) % 4)",
    "while go_on({n})",
    "while risk({n}) and go_on({n})",
    "while (a := go_on({n}))",
    "while True",
)
MANAGERS = ("manager({n})", "manager({n}) as a", "manager({n}), manager(x) as b")
PATTERNS = (
    "[0, a]",
    "[a, *b]",
    "[1, int(a)] | [int(a), 2]",
    "[a, b] if ask({n})",
    "[int() as a, *_] if (b := risk({n})) % 2",
    "_",
)


def program(seed: int, depth: int = 3) -> str:
    lines = ["x = e = a = b = c = d = 1", "box = [1, 2]", *Writer(Random(seed)).block(depth, loop=False, handler=False)]
    return "\n".join(["def f(x):", *indented(lines)])


def indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


class Writer:
    def __init__(self, random: Random) -> None:
        self.random = random

    def block(self, depth: int, *, loop: bool, handler: bool) -> list[str]:
        return [
            line for _ in range(self.random.randint(1, 3)) for line in self.statement(depth, loop=loop, handler=handler)
        ]

    def lines(self, templates: tuple[str, ...]) -> list[str]:
        return self.random.choice(templates).format(n=self.random.randint(1, 9)).splitlines()

    def statement(self, depth: int, *, loop: bool, handler: bool) -> list[str]:
        forms = ["simple", "simple", "jump"]
        if depth > 0:
            forms += ["if", "if", "loop", "try", "try", "try", "with", "match"]
        form = self.random.choice(forms)
        if form == "simple":
            return self.lines(SIMPLE)
        if form == "jump":
            return self.lines(JUMPS + LOOP_JUMPS * 2 * loop + ("raise",) * 3 * handler)
        if form == "loop":
            return self.loop(depth, handler)

        def block() -> list[str]:
            return indented(self.block(depth - 1, loop=loop, handler=handler))

        if form == "try":
            return self.protected(depth, loop, handler)
        if form == "with":
            return [f"with {self.lines(MANAGERS)[0]}:", *block()]
        if form == "match":
            return self.match(block)
        lines = [f"if {self.lines(TESTS)[0]}:", *block()]
        return lines + (["else:", *block()] if self.random.random() < 0.5 else [])

    def loop(self, depth: int, handler: bool) -> list[str]:
        head = self.lines(LOOPS)[0]
        stop = ["    if stop():", "        break"] if head == "while True" else []
        lines = [f"{head}:", *stop, *indented(self.block(depth - 1, loop=True, handler=handler))]
        if self.random.random() < 0.3:
            lines += ["else:", *indented(self.block(depth - 1, loop=False, handler=handler))]
        return lines

    def match(self, block) -> list[str]:
        heads = [head for head in (self.lines(PATTERNS)[0] for _ in range(self.random.randint(1, 3))) if head != "_"]
        cases = [line for head in [*heads, "_"] for line in [f"case {head}:", *block()]]
        return ["match [risk(1) - ask(2), 2]:", *indented(cases)]

    def protected(self, depth: int, loop: bool, handler: bool) -> list[str]:
        def block(*, handling: bool = handler) -> list[str]:
            return indented(self.block(depth - 1, loop=loop, handler=handling))

        lines = ["try:", *block()]
        heads = [self.random.choice(HANDLERS) for _ in range(self.random.choice((0, 1, 1, 2)))]
        # Only one may catch all, after the others.
        for head in [head for head in heads if head != "except"] + ["except"] * ("except" in heads):
            lines += [f"{head}:", *block(handling=True)]
        if heads and self.random.random() < 0.3:
            lines += ["else:", *block()]
        if not heads or self.random.random() < 0.3:
            lines += ["finally:", *block()]
        return lines


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of jumps in `finally`, and of `is`
    first, last, depth = map(int, sys.argv[1:])
    for seed in range(first, last):
        check(program(seed, depth), seeds=range(6), fuel=10**6)
    print(f"{last - first} programs of depth {depth}, none wrong")

"""`python -m tests.fuzz.run --programs 20000 --seed 0`: many random programs, failures shrunk and saved.

`--topics containers,objects` chooses what they are about; `plain` is arrays and control flow alone.
"""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.judge import NAMES, Verdict, judge, judge_adjoint
from tests.fuzz.machine import judge_machine
from tests.fuzz.many import add_options, as_comment, judge_many
from tests.fuzz.shrink import shrunk
from tests.fuzz.topics import PLAIN, TOPICS, program_text

EVERY_TOPIC = (PLAIN, *TOPICS)
JUDGES = {"first": judge, "second": judge_adjoint, "machine": judge_machine}


def written_parameter(seed: int) -> str | None:
    """One program in eight is asked for the derivative of a parameter instead of the result."""
    return NAMES[2 + seed // 8 % 3] if seed % 8 == 7 else None


def verdict_of(seed: int, topics: tuple[str, ...] = (), *, judged: str = "first") -> Verdict:
    """The verdict on the program of a seed: on its derivatives, its adjoint's, or its loops for machine code."""
    return JUDGES[judged](program_text(seed, topics), seed, written_parameter(seed))


def shown(seed: int, verdict: Verdict, attempts: int, topics: tuple[str, ...] = (), *, judged: str) -> str:
    """The shrunk text of a failing program, under what it was asked and what came of it."""
    text, of = program_text(seed, topics), written_parameter(seed)
    again = JUDGES[judged]
    if attempts:
        text = shrunk(text, lambda t: again(t, seed, of).category == verdict.category, attempts)
    small = again(text, seed, of)
    return as_comment(f"seed {seed}, of={of!r}\n{small.kind}: {small.reason}") + text


def main(argv: list[str] | None = None) -> int:
    """Run many programs; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--second",
        dest="judged",
        action="store_const",
        const="second",
        default="first",
        help="judge the generated adjoints: second derivatives",
    )
    how.add_argument(
        "--machine",
        dest="judged",
        action="store_const",
        const="machine",
        help="judge the loops that become machine code, run by Python, beside the NumPy backend",
    )
    parser.add_argument("--shrink", type=int, default=400, help="attempts at shrinking each failure; 0 for none")
    parser.add_argument("--topics", type=named_topics, default=EVERY_TOPIC, help=f"some of {','.join(EVERY_TOPIC)}")
    options = parser.parse_args(argv)
    about, judged = options.topics, options.judged
    return judge_many(
        options,
        lambda seed: verdict_of(seed, about, judged=judged),
        lambda seed, verdict: shown(seed, verdict, options.shrink, about, judged=judged),
    )


def named_topics(text: str) -> tuple[str, ...]:
    """The topics of a list with commas."""
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in EVERY_TOPIC]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(EVERY_TOPIC)}")
    return names


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.fuzz.run --programs 20000 --seed 0`: many random programs, failures shrunk and saved.

`--topics containers,objects` chooses what they are about; `plain` is arrays and control flow alone.
"""

from __future__ import annotations

import argparse
import collections
import re
import sys
import time
from pathlib import Path

from tests.fuzz.judge import NAMES, REFUSED, REJECTED, RIGHT, Verdict, judge, judge_adjoint
from tests.fuzz.machine import judge_machine
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


def saved(
    folder: Path, seed: int, verdict: Verdict, attempts: int, topics: tuple[str, ...] = (), *, judged: str
) -> str:
    """The shrunk text of a failing program, also written to a file."""
    text, of = program_text(seed, topics), written_parameter(seed)
    again = JUDGES[judged]
    if attempts:
        text = shrunk(text, lambda t: again(t, seed, of).category == verdict.category, attempts)
    small = again(text, seed, of)
    folder.mkdir(parents=True, exist_ok=True)
    note = f"# seed {seed}, of={of!r}\n# {small.kind}: {small.reason}\n".replace("\n\n", "\n")
    note = "\n".join(line if line.startswith("#") else f"# {line}" for line in note.splitlines()) + "\n"
    (folder / f"seed_{seed}.py").write_text(note + text + "\n")
    return note + text


def pattern(message: str) -> str:
    """A message without its names and numbers, so that refusals can be counted by kind."""
    return re.sub(r"`[^`]*`", "`...`", message).split("\n")[0][:110]


def main(argv: list[str] | None = None) -> int:
    """Run many programs; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
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
    parser.add_argument("--save", type=Path, default=Path("fuzz_failures"))
    parser.add_argument("--shrink", type=int, default=400, help="attempts at shrinking each failure; 0 for none")
    parser.add_argument("--each", type=int, default=4, help="show so many failures of each category, count the others")
    parser.add_argument("--topics", type=named_topics, default=EVERY_TOPIC, help=f"some of {','.join(EVERY_TOPIC)}")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many")
    options = parser.parse_args(argv)
    tally, start = Tally(), time.perf_counter()
    for seed in range(options.seed, options.seed + options.programs):
        if time.perf_counter() - start > options.seconds:
            break
        verdict = verdict_of(seed, options.topics, judged=options.judged)
        tally.add(seed, verdict)
        if verdict.is_failure and len(tally.seeds[verdict.category]) <= options.each:
            text = saved(options.save, seed, verdict, options.shrink, options.topics, judged=options.judged)
            print(f"--- seed {seed}: {verdict.kind}\n{text}\n", flush=True)
        if (seed + 1) % 500 == 0:
            print(f"{time.perf_counter() - start:.0f} s: {dict(tally.kinds)}", file=sys.stderr)
    print(f"{time.perf_counter() - start:.0f} s: {tally.report()}")
    return int(bool(tally.seeds))


def named_topics(text: str) -> tuple[str, ...]:
    """The topics of a list with commas."""
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in EVERY_TOPIC]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(EVERY_TOPIC)}")
    return names


class Tally:
    """Counts of verdicts, and of the messages of refusals."""

    def __init__(self) -> None:
        self.kinds: collections.Counter[str] = collections.Counter()
        self.messages: collections.Counter[str] = collections.Counter()
        self.seeds: collections.defaultdict[str, list[int]] = collections.defaultdict(list)

    def add(self, seed: int, verdict: Verdict) -> None:
        """Count one verdict."""
        self.kinds[verdict.kind] += 1
        if verdict.is_failure:
            self.seeds[verdict.category].append(seed)
        if verdict.kind in (REFUSED, REJECTED):
            self.messages[f"{verdict.kind}: {pattern(verdict.reason)}"] += 1

    def report(self) -> str:
        """The counts, the rates of those judged, and the commonest messages."""
        judged = max(sum(self.kinds.values()) - self.kinds[REJECTED], 1)
        rates = f"right {self.kinds[RIGHT] / judged:.2%}, refused {self.kinds[REFUSED] / judged:.2%} of those judged"
        messages = [f"{count:6d}  {message}" for message, count in self.messages.most_common(25)]
        failures = [f"{len(seeds):6d}  {category}, seeds {seeds[:12]}" for category, seeds in self.seeds.items()]
        return "\n".join([f"{sum(self.kinds.values())} programs {dict(self.kinds)}", rates, *messages, *failures])


if __name__ == "__main__":
    sys.exit(main())

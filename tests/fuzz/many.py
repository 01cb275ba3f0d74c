"""Judges many programs, one a seed: the progress, the counts, and what failed."""

from __future__ import annotations

import argparse
import collections
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fuzz.judge import REFUSED, REJECTED, RIGHT, Verdict


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many programs, from which seed, and what becomes of those that fail."""
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--save", type=Path, default=Path("fuzz_failures"), help="a folder for those that fail")
    parser.add_argument("--each", type=int, default=4, help="show so many failures of each category, count the others")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many")


def judge_many(options: Any, verdict_of: Callable[[int], Verdict], text_of: Callable[[int, Verdict], str]) -> int:
    """Judge the programs of the seeds that the options name, and save the texts of those that fail; 1 if any did."""
    tally, start = Tally(), time.perf_counter()
    for seed in range(options.seed, options.seed + options.programs):
        if time.perf_counter() - start > options.seconds:
            break
        verdict = verdict_of(seed)
        tally.add(seed, verdict)
        if verdict.is_failure and len(tally.seeds[verdict.category]) <= options.each:
            text = text_of(seed, verdict)
            options.save.mkdir(parents=True, exist_ok=True)
            (options.save / f"seed_{seed}.py").write_text(text + "\n", encoding="utf-8")
            print(f"--- seed {seed}: {verdict.kind}\n{text}\n", flush=True)
        if (seed + 1) % 500 == 0:
            print(f"{time.perf_counter() - start:.0f} s: {dict(tally.kinds)}", file=sys.stderr)
    print(f"{time.perf_counter() - start:.0f} s: {tally.report()}")
    return int(bool(tally.seeds))


def as_comment(text: str) -> str:
    """A text, each line of it a comment."""
    return "".join(line + "\n" if line.startswith("#") else f"# {line}\n" for line in text.splitlines())


def pattern(message: str) -> str:
    """A message without its names and numbers, so that refusals can be counted by kind."""
    return re.sub(r"`[^`]*`", "`...`", message).split("\n")[0][:110]


class Tally:
    """Counts of verdicts, and of the messages of refusals."""

    def __init__(self) -> None:
        self.kinds: collections.Counter[str] = collections.Counter()
        self.messages: collections.Counter[str] = collections.Counter()
        self.first: dict[str, int] = {}
        self.seeds: collections.defaultdict[str, list[int]] = collections.defaultdict(list)

    def add(self, seed: int, verdict: Verdict) -> None:
        """Count one verdict."""
        self.kinds[verdict.kind] += 1
        if verdict.is_failure:
            self.seeds[verdict.category].append(seed)
        if verdict.kind in (REFUSED, REJECTED):
            about = pattern(verdict.reason) if verdict.kind == REFUSED else verdict.reason.split(":")[0]
            message = f"{verdict.kind}: {about}"
            self.messages[message] += 1
            self.first.setdefault(message, seed)

    def report(self) -> str:
        """The counts, the rates of those judged, and the commonest messages, each with the seed that gave it first."""
        judged = max(sum(self.kinds.values()) - self.kinds[REJECTED], 1)
        rates = f"right {self.kinds[RIGHT] / judged:.2%}, refused {self.kinds[REFUSED] / judged:.2%} of those judged"
        common = self.messages.most_common(25)
        messages = [f"{count:6d}  {message} (seed {self.first[message]})" for message, count in common]
        failures = [f"{len(seeds):6d}  {category}, seeds {seeds[:12]}" for category, seeds in self.seeds.items()]
        return "\n".join([f"{sum(self.kinds.values())} programs {dict(self.kinds)}", rates, *messages, *failures])

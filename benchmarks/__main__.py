"""`python -m benchmarks [GROUP ...] [NAME ...] [--write]`: groups are kernels, ml, scaling, rules, targets.

NAME is a row of the groups, or a part of its name. Without any, all rows of all groups. The figures go into
benchmarks/results, with `--write` also into docs/performance.md. `python -m benchmarks compile_time` is one of its own.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time

from benchmarks.errors import CannotRun

GROUPS = ("kernels", "ml", "scaling", "rules", "targets")
ALONE = ("targets", "rules", "compile_time")
"""These have a command line of their own, which they get when they are named first and nothing is to be written."""

# One thread each, said before NumPy is imported: with more, a time depends on what else the machine does.
for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")


def main(argv: list[str]) -> int:
    """Run what is named; one line and 2 where that does not exist."""
    if (
        argv
        and argv[0] in ALONE
        and not {"--write", "--save", "--quick"} & set(argv)
        and not set(argv[1:]) & set(GROUPS)
    ):
        return int(importlib.import_module(f"benchmarks.{argv[0]}").main(argv[1:]))
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", metavar="GROUP or NAME")
    parser.add_argument("--kernel", action="append", default=[], metavar="NAME", help="a row, like NAME")
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that all of it works")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md from the figures on disk")
    parser.add_argument("--no-run", action="store_true", help="measure nothing, for --write")
    options = parser.parse_args(argv)
    try:
        status = 0 if options.no_run else run([*options.words, *options.kernel], is_quick=options.quick)
        if options.write:
            importlib.import_module("benchmarks.page").write()
    except CannotRun as error:
        print(f"python -m benchmarks: {error}", file=sys.stderr)
        return 2
    return status


def run(words: list[str], *, is_quick: bool) -> int:
    """Measure, print the tables and keep the figures; 1 where a row failed, or a gradient of ours is wrong."""
    groups = importlib.import_module("benchmarks.groups").GROUPS
    results = importlib.import_module("benchmarks.results")
    tables = importlib.import_module("benchmarks.tables")
    began = time.monotonic()
    status = 0

    def say(text: str) -> None:
        print(f"[{time.monotonic() - began:5.0f} s] {text}", file=sys.stderr, flush=True)

    known = {name: group.names() for name, group in groups.items()}
    for group, names in chosen(words, known).items():
        say(f"{group}: {len(names)} rows")
        rows = []
        for row in groups[group].measure(names, is_quick, say):
            rows.append(row)
            # At once: what is measured is not lost if the machine goes down during a later row.
            results.save(group, rows, known[group], is_quick=is_quick)
        print("\n".join([f"## {group}", "", *tables.of_group(group, rows), ""]), flush=True)
        for failure in tables.failures(rows):
            print(f"python -m benchmarks: {failure}", file=sys.stderr)
            status = 1
    return status


def chosen(words: list[str], known: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The rows to measure, by group. A word that is a row's whole name means that row only."""
    of_groups = [word for word in words if word in known] or list(known)
    names = [word for word in words if word not in known]
    rows = {group: [row for row in known[group] if not names] for group in of_groups}
    for name in names:
        is_whole = any(name in known[group] for group in of_groups)
        hits = {
            group: [row for row in known[group] if (row == name if is_whole else name in row)] for group in of_groups
        }
        if not any(hits.values()):
            raise CannotRun(f"{name!r} is neither a group ({', '.join(known)}) nor a row of {', '.join(of_groups)}")
        for group in of_groups:
            rows[group] += [row for row in hits[group] if row not in rows[group]]
    return {group: tuple(rows[group]) for group in of_groups if rows[group]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m benchmarks targets | compile_time | rules`."""

from __future__ import annotations

import importlib
import sys

NAMES = ("targets", "compile_time", "rules")


def main(argv: list[str]) -> int:
    """Run the benchmark that is named; the rest of the line is its own."""
    if not argv or argv[0] not in NAMES:
        print(f"usage: python -m benchmarks {{{','.join(NAMES)}}}")
        return 2
    return int(importlib.import_module(f"benchmarks.{argv[0]}").main(argv[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m benchmarks targets | compile_time | rules`."""

from __future__ import annotations

import importlib
import os
import sys

NAMES = ("targets", "compile_time", "rules")

# One thread each, said before NumPy is imported: with more, a time depends on what else the machine does.
for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")


def main(argv: list[str]) -> int:
    """Run the benchmark that is named; the rest of the line is its own."""
    if not argv or argv[0] not in NAMES:
        print(f"usage: python -m benchmarks {{{','.join(NAMES)}}}")
        return 2
    return int(importlib.import_module(f"benchmarks.{argv[0]}").main(argv[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Each example runs as a script, holds its own assertions, and prints the numbers that it is about."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"

# What must stand in the output, white space aside. The numbers are those of the texts the examples come from.
PRINTED = {
    "auction.py": ["d(price)/d(bids): [0. 0. 0. 1.]", "the second price: 0.60", "the own bid: 0.30"],
    "control_flow.py": ["gradient: [ 2048. 204800. 20480.]"],
    "detach.py": ["attached: d(u * x)/dx = [10. 24. 42. 64.]", "detached: u * dx/dx = [ 5. 12. 21. 32.]"],
    "head_from_outside.py": ["dz/dx: [20. 2. 0.2 0.02]"],
    "head_gradient.py": ["[[40. 8. ] [ 1.2 0.16]]"],
    "intermediate.py": ["dy/dx = 8 * x = [ 0. 8. 16.]", "dy/dz = 4 * x = [0. 4. 8.]"],
    "orbits.py": ["is a list of: Body, Body, Body", "still starts from: [-1. 0.]"],
    "parameters.py": ["['name', 'hidden', 'out', 'decay']", "{'w': (8, 8), 'b': (8,)}", "in the place of text: None"],
    "sine.py": ["0.00 0.0000 1.0000", "1.57 1.0000 0.0000", "-3.14 -0.0000 -1.0000"],
    "square.py": ["[[ 4. 8.] [12. 16.]]"],
    "total_and_partial.py": ["dz/dx, total: [3. 3. 3. 3.]", "x held in z: [2. 2. 2. 2.]"],
}


def run_example(name: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", str(EXAMPLES / name), *args],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)},
    )


def test_every_example_is_listed() -> None:
    assert sorted(PRINTED) == sorted(path.name for path in EXAMPLES.glob("*.py"))


@pytest.mark.parametrize("name", sorted(PRINTED))
def test_example_prints_its_numbers(name: str) -> None:
    done = run_example(name)
    assert done.returncode == 0, done.stderr
    printed = " ".join(done.stdout.split())
    for expected in PRINTED[name]:
        assert expected in printed, done.stdout


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is an optional extra")
def test_sine_draws_a_picture(tmp_path: Path) -> None:
    done = run_example("sine.py", str(tmp_path / "sine.png"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "sine.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is not None, reason="matplotlib is installed")
def test_sine_without_matplotlib_says_so(tmp_path: Path) -> None:
    done = run_example("sine.py", str(tmp_path / "sine.png"))
    assert done.returncode == 1
    assert done.stderr.startswith("a picture needs matplotlib: pip install matplotlib")

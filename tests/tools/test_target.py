"""TARGET and --args of the command line: what they name, and one clear line where they name nothing."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pytest

from srcxform.tools.target import UsageError, find_target, parse_arguments

PROGRAM = """
import numpy as np
from neighbour import SCALE

number = 3

class Model:
    @staticmethod
    def energy(x, k=2.0, *, offset=0.0):
        return SCALE * k * x * x + offset

def broken_only_when_called(x):
    raise ValueError(x)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a neighbour that it imports; what it adds to sys is taken back."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("user_program", "neighbour"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    (tmp_path / "neighbour.py").write_text("SCALE = 10.0\n")
    (tmp_path / "user_program.py").write_text(PROGRAM)
    return tmp_path / "user_program.py"


def test_a_file_and_a_dotted_name(program):
    assert find_target(f"{program}:Model.energy")(3.0) == 180.0


def test_a_module_and_a_dotted_name():
    assert find_target("math:sin") is math.sin
    assert find_target("numpy:linalg.norm") is np.linalg.norm


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("sin", "'sin' is no TARGET: write package.module:function or path/file.py:function"),
        (":sin", "':sin' is no TARGET"),
        ("math:", "'math:' is no TARGET"),
        ("math:sine", "math has no 'sine'; it has "),
        ("math:pi", "math:pi is not a function but float"),
        ("no_such_module_at_all:f", "cannot import no_such_module_at_all: ModuleNotFoundError"),
        ("no/such/file.py:f", "no such file: "),
    ],
)
def test_a_target_that_names_nothing_is_one_line(target, message):
    with pytest.raises(UsageError) as caught:
        find_target(target)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_file_that_fails_says_how(tmp_path):
    path = tmp_path / "failing.py"
    path.write_text("def f(:\n")
    with pytest.raises(UsageError, match=r"cannot run .*failing\.py: SyntaxError: invalid syntax"):
        find_target(f"{path}:f")


def energy(x, k=2.0, *, offset=0.0):
    return k * x * x + offset


def varied(first, *rest):
    return first


LENGTH = 4


@pytest.mark.parametrize(
    ("expression", "function", "args"),
    [
        ("1.5", energy, (1.5,)),
        ("1.5, 2.5", energy, (1.5, 2.5)),
        ("k=1.5, x=2.5", energy, (2.5, 1.5)),
        ("(1.5, 2.5), [3.5],", varied, ((1.5, 2.5), [3.5])),
        ("math.pi  # a comment", energy, (math.pi,)),
        ("LENGTH, np.float32(2)", energy, (4, np.float32(2))),
    ],
)
def test_arguments_as_in_a_call(expression, function, args):
    assert parse_arguments(expression, function) == args


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("1 +", "--args '1 +': SyntaxError"),
        ("nothing", "--args 'nothing': NameError: name 'nothing' is not defined"),
        ("1, 2, 3", "--args '1, 2, 3' does not fit energy: too many positional arguments"),
        ("k=2.0", "--args 'k=2.0' does not fit energy: missing a required argument: 'x'"),
        ("1.0, offset=1.0", "--args '1.0, offset=1.0': keyword-only arguments cannot be differentiated by"),
    ],
)
def test_arguments_that_do_not_fit_are_one_line(expression, message):
    with pytest.raises(UsageError) as caught:
        parse_arguments(expression, energy)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)

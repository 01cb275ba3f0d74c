"""Generated text runs as a function that tracebacks, `inspect` and the compiler itself can read."""

from __future__ import annotations

import inspect
import linecache
import threading
import traceback

import numpy as np
import pytest

from srcxform.backends.python import generated_filename, load
from srcxform.frontend.source import read_source

TEXT = """\
def scale(x):
    return factor * x


def f_adjoint(x, x_bar):
    x_bar = scale(x_bar)
    raise ValueError(x)
"""


def loaded(text: str = TEXT, name: str = "f_adjoint", **namespace):
    return load(text, name, generated_filename(text, name), namespace)


def test_namespace_is_copied():
    namespace = {"factor": 2.0, "np": np}
    scale = load(TEXT, "scale", generated_filename(TEXT, "scale"), namespace)
    namespace["factor"] = 3.0
    assert scale(4.0) == 8.0
    assert namespace.keys() == {"factor", "np"}
    assert scale.__globals__["f_adjoint"].__globals__ is scale.__globals__
    assert scale.__module__ == "srcxform.generated"


def test_name_of_the_module_may_be_given():
    assert loaded(name="scale", __name__="mine").__module__ == "mine"


def test_same_text_same_name():
    first = generated_filename(TEXT, "numbered_adjoint")
    second = generated_filename(TEXT + "\n", "numbered_adjoint")
    assert (first, second) == ("<srcxform numbered_adjoint 1>", "<srcxform numbered_adjoint 2>")
    assert generated_filename(TEXT, "numbered_adjoint") == first


def test_names_are_unique_under_threads():
    found: list[str] = []

    def name_all():
        found.extend(generated_filename(f"text {number}", "threaded") for number in range(200))

    threads = [threading.Thread(target=name_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 200


def test_traceback_shows_the_line():
    function = loaded(factor=2.0)
    with pytest.raises(ValueError, match=r"1\.0") as caught:
        function(1.0, 2.0)
    shown = "".join(traceback.format_exception(caught.value))
    assert f'File "{function.__code__.co_filename}", line 7, in f_adjoint\n    raise ValueError(x)' in shown


def test_inspect_and_the_compiler_find_the_source():
    function = loaded(factor=2.0)
    assert inspect.getsource(function).startswith("def f_adjoint(x, x_bar):")
    linecache.checkcache()
    assert inspect.getsource(function).startswith("def f_adjoint(x, x_bar):")
    assert read_source(function).node.lineno == 5


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="binds 'x' to int"):
        loaded("x = 1\n", "x")
    with pytest.raises(KeyError):
        loaded("x = 1\n", "y")
    with pytest.raises(SyntaxError):
        loaded("def f(:\n", "f")

"""Sessions in which definitions come and go: notebooks, doctests, prompts, reloads, edited files.

Each test asks twice: is the source found, and does the gradient follow what a name means now?
"""

from __future__ import annotations

import ast
import doctest
import importlib.util
import linecache
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir
from types import ModuleType
from typing import Any
from zlib import crc32

import pytest

import srcxform as api
from srcxform.errors import SourceNotFound, SrcxformError
from srcxform.rules import registry

ROOT = Path(__file__).parents[2]


class Notebook:
    """Runs cells as IPython does: each statement compiled alone, under the cell's name, in one namespace."""

    def __init__(self, name_of: Callable[[int, str], str], stamp: float | None) -> None:
        self.name_of, self.stamp = name_of, stamp
        self.names: dict[str, Any] = {"__name__": "__main__", "__loader__": None}
        self.flags = 0
        self.count = 0

    def run(self, text: str, name: str = "") -> Any:
        """Run a cell and give the value of its last expression."""
        text = textwrap.dedent(text).lstrip("\n")
        self.count += 1
        name = name or self.name_of(self.count, text)
        linecache.cache[name] = (len(text), self.stamp, [f"{line}\n" for line in text.splitlines()], name)
        value = None
        for statement in ast.parse(text).body:
            is_expression = isinstance(statement, ast.Expr)
            tree = ast.Expression(statement.value) if is_expression else ast.Module([statement], [])
            mode = "eval" if is_expression else "exec"
            code = compile(tree, name, mode, flags=self.flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
            value = eval(code, self.names) if not code.co_flags & 0x80 else self._waited(code)
        return value

    def _waited(self, code: Any) -> None:
        with pytest.raises(StopIteration):
            eval(code, self.names).send(None)


STYLES = {
    "terminal": (lambda count, text: f"<ipython-input-{count}-{crc32(text.encode()):012x}>", None),
    "old terminal": (lambda count, text: f"<ipython-input-{count}-{crc32(text.encode()):012x}>", time.time()),
    "kernel": (lambda count, text: f"{gettempdir()}/ipykernel_4711/{crc32(text.encode())}.py", None),
}


@pytest.fixture(params=STYLES, ids=lambda name: name.replace(" ", "_"))
def notebook(request: pytest.FixtureRequest) -> Notebook:
    notebook = Notebook(*STYLES[request.param])
    notebook.run("import numpy as np\nfrom srcxform import adjoint, grad, tangent")
    return notebook


# ---- notebooks --------------------------------------------------------------------------------------------------


def test_cell(notebook: Notebook) -> None:
    notebook.run("def f(x):\n    return x * x\n")
    assert notebook.run("grad(f)(3.0)") == 6.0
    linecache.checkcache()
    assert notebook.run("grad(f)(np.array([1.0, 2.0])).tolist()") == [2.0, 4.0]


def test_lambdas_of_a_cell(notebook: Notebook) -> None:
    notebook.run("f, g = lambda x: x * x, lambda x: x * x * x")
    assert notebook.run("grad(f)(3.0), grad(g)(3.0)") == (6.0, 27.0)


def test_error_in_a_cell_shows_its_line(notebook: Notebook) -> None:
    notebook.run("def f(x):\n    y = x * x\n    return eval('y')\n")
    with pytest.raises(SrcxformError) as caught:
        notebook.run("grad(f)(3.0)")
    assert caught.value.lineno == 3
    assert "    return eval('y')\n           ^" in str(caught.value)


def test_cell_that_waits(notebook: Notebook) -> None:
    notebook.run("""
        class Ready:
            def __await__(self):
                return iter(())

        await Ready()

        def f(x):
            return x * x
    """)
    assert notebook.run("grad(f)(3.0)") == 6.0


def test_future_features_of_earlier_cells(notebook: Notebook) -> None:
    import __future__

    notebook.flags = __future__.annotations.compiler_flag
    notebook.run(
        "def f(x: Unknown) -> Unknown:\n    def g(y: Unknown) -> Unknown:\n        return y * x\n    return g(x)\n"
    )
    assert notebook.run("grad(f)(3.0)") == 6.0


def test_function_defined_again(notebook: Notebook) -> None:
    notebook.run("def f(x):\n    return x * x\nslope = grad(f)\n")
    assert notebook.run("slope(3.0)") == 6.0
    notebook.run("def f(x):\n    return x * x * x\n")
    assert notebook.run("grad(f)(3.0)") == 27.0
    assert notebook.run("slope(3.0)") == 6.0, "a gradient function holds the function that it was made of"
    assert notebook.run("slope(np.array([3.0])).tolist()") == [6.0], "and can be made for other types still"


def test_helper_defined_again(notebook: Notebook) -> None:
    notebook.run("def helper(x):\n    return x * x\n")
    notebook.run("def f(x):\n    return helper(x) * x\nslope = grad(f)\n")
    assert notebook.run("slope(2.0)") == 12.0
    notebook.run("def helper(x):\n    return x\n")
    assert notebook.run("slope(2.0), grad(f)(2.0)") == (4.0, 4.0)


def test_helper_of_a_helper_defined_again(notebook: Notebook) -> None:
    notebook.run("def inner(x):\n    return x * x\n")
    notebook.run("def outer(x):\n    return inner(x) * x\n")
    notebook.run("slope = grad(lambda x: outer(x) + x)")
    assert notebook.run("slope(2.0)") == 13.0
    notebook.run("def inner(x):\n    return x\n")
    assert notebook.run("slope(2.0)") == 5.0


def test_recursive_helper_defined_again(notebook: Notebook) -> None:
    notebook.run("def power(x, n):\n    return 1.0 if n == 0 else x * power(x, n - 1)\n")
    notebook.run("slope = grad(lambda x: power(x, 3))")
    assert notebook.run("slope(2.0)") == 12.0
    notebook.run("def power(x, n):\n    return 0.0 if n == 0 else x + power(x, n - 1)\n")
    assert notebook.run("slope(2.0)") == 3.0


def test_constant_assigned_again(notebook: Notebook) -> None:
    notebook.run("k, n, mode = 2.0, 2, 'plain'")
    notebook.run("def f(x):\n    return k * x**n if mode == 'plain' else k * x\nslope = grad(f)\n")
    assert notebook.run("slope(3.0)") == 12.0
    assert notebook.run("k = 5.0\nslope(3.0)") == 30.0
    assert notebook.run("n = 1\nslope(3.0)") == 5.0
    assert notebook.run("n = 2.0\nslope(3.0)") == 30.0
    assert notebook.run("mode = 'other'\nslope(3.0)") == 5.0
    assert notebook.run("k = np.float64(7.0)\nslope(3.0)") == 7.0


@pytest.mark.parametrize(
    ("made", "changed"),
    [
        ("n = (2,)", "n = (3,)"),
        ("n = {0: 2}", "n = {0: 3}"),
        ("n = {0: 2}", "n[0] = 3"),
        ("n = [2]", "n[0] = 3"),
        ("n = {0: {0: 2}}; n = n[0]", "n[0] = 3"),
    ],
)
def test_number_in_a_container_changed(notebook: Notebook, made: str, changed: str) -> None:
    notebook.run(made)
    notebook.run("def f(x):\n    return x ** n[0]\nslope = grad(f)\n")
    assert notebook.run("slope(2.0)") == 4.0
    notebook.run(changed)
    assert notebook.run("slope(2.0)") == 12.0


@pytest.mark.parametrize("question", ["3 in known", "len(known) > 1"])
@pytest.mark.parametrize("made", ["known = {1}", "known = {1: 1}"])
def test_members_changed(notebook: Notebook, question: str, made: str) -> None:
    notebook.run(made)
    notebook.run(f"def f(x):\n    return x * x if {question} else x\nslope = grad(f)\n")
    assert notebook.run("slope(2.0)") == 1.0
    notebook.run("known.update({3: 3})")
    assert notebook.run("slope(2.0)") == 4.0


def test_kind_of_a_number_in_a_tuple_changed(notebook: Notebook) -> None:
    notebook.run("kinds = (2,)")
    notebook.run("def f(x):\n    return 5.0 * x if isinstance(kinds[0], int) else x\nslope = grad(f)\n")
    assert notebook.run("slope(2.0)") == 5.0
    assert notebook.run("kinds = (2.0,)\nslope(2.0)") == 1.0


def test_function_in_a_dict_replaced(notebook: Notebook) -> None:
    notebook.run("table = {'square': lambda x: x * x}")
    notebook.run("slope = grad(lambda x: table['square'](x))")
    assert notebook.run("slope(2.0)") == 4.0
    notebook.run("table['square'] = lambda x: 7.0 * x")
    assert notebook.run("slope(2.0)") == 7.0


MODEL = """
class Model:
    scale = 2.0
    count = 2

    def shape(self, x):
        return x ** self.count

    @staticmethod
    def fixed(x):
        return x * x

    @property
    def size(self):
        return self.scale

    def energy(self, x):
        return self.size * self.shape(x) + self.fixed(x)
"""


def test_class_defined_again(notebook: Notebook) -> None:
    notebook.run(MODEL)
    notebook.run("model = Model()\ndef f(x):\n    return model.energy(x)\nslope = grad(f)\n")
    assert notebook.run("slope(3.0)") == 18.0
    notebook.run(MODEL.replace("scale = 2.0", "scale = 4.0"))
    assert notebook.run("slope(3.0)") == 18.0, "the instance is still of the old class"
    assert notebook.run("model = Model()\nslope(3.0)") == 30.0
    notebook.run(MODEL.replace("return x * x", "return x"))
    assert notebook.run("model.__class__ = Model\nslope(3.0)") == 13.0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("Model.scale = 4.0", 30.0),
        ("Model.count = 1", 8.0),
        ("model.scale = 4.0", 30.0),
        ("model.count = 1", 8.0),
        ("Model.shape = lambda self, x: x", 8.0),
        ("model.shape = lambda x: x", 8.0),
        ("Model.fixed = staticmethod(lambda x: x)", 13.0),
        ("Model.size = property(lambda self: 1.0)", 12.0),
        ("Model.energy = lambda self, x: x", 1.0),
        ("class Other(Model):\n    def fixed(self, x):\n        return x\nmodel.__class__ = Other", 13.0),
    ],
)
def test_part_of_a_class_changed(notebook: Notebook, change: str, expected: float) -> None:
    notebook.run(MODEL)
    notebook.run("model = Model()\ndef f(x):\n    return model.energy(x)\nslope = grad(f)\n")
    assert notebook.run("slope(3.0)") == 18.0
    notebook.run(change)
    assert notebook.run("slope(3.0)") == pytest.approx(expected)
    assert notebook.run("grad(f)(3.0)") == pytest.approx(expected)


def test_equal_objects_are_not_one(notebook: Notebook) -> None:
    notebook.run("""
        class Order:
            def __init__(self, n):
                self.n = n
            def __eq__(self, other):
                return True
            def __hash__(self):
                return 1
    """)
    notebook.run("slope = grad(lambda x, order: x ** order.n)")
    assert notebook.run("slope(2.0, Order(2)), slope(2.0, Order(3))") == (4.0, 12.0)


def test_rule_registered_again(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_RULES", dict(registry._RULES))  # the rule belongs to this notebook alone
    notebook.run("def cube(x):\n    return x * x * x\n")
    notebook.run("slope = grad(lambda x: cube(x))")
    assert notebook.run("slope(2.0)") == 12.0
    rule = "@adjoint(cube)\ndef cube_adjoint(x, *, out, out_bar):\n    return {} * out_bar\n"
    notebook.run(rule.format(99.0))
    assert notebook.run("slope(2.0)") == 99.0
    notebook.run(rule.format("3 * x * x"))
    assert notebook.run("slope(2.0)") == 12.0


def test_builtin_hidden_and_shown_again(notebook: Notebook) -> None:
    notebook.run("slope = grad(lambda x: abs(x))")
    assert notebook.run("slope(-2.0)") == -1.0
    notebook.run("def abs(x):\n    return x * x\n")
    assert notebook.run("slope(-2.0)") == -4.0
    assert notebook.run("del abs\nslope(-2.0)") == -1.0


def test_deleted_name_is_an_error(notebook: Notebook) -> None:
    notebook.run("k = 2.0\ndef f(x):\n    return k * x\nslope = grad(f)\n")
    assert notebook.run("slope(1.0)") == 2.0
    notebook.run("del k")
    with pytest.raises((SrcxformError, NameError, KeyError)):
        notebook.run("slope(1.0)")


def test_cell_edited_under_its_name(notebook: Notebook) -> None:
    """Some notebooks keep a cell's name when its text changes."""
    notebook.run("def f(x):\n    return x * x\nslope = grad(f)\n", "<cell 1>")
    assert notebook.run("slope(3.0)") == 6.0
    notebook.run("def f(x):\n    return x + x\n", "<cell 1>")
    assert notebook.run("grad(f)(3.0)") == 2.0
    assert notebook.run("slope(np.array([3.0])).tolist()") == [6.0]


def test_function_updated_in_place(notebook: Notebook) -> None:
    """As IPython's autoreload does to the functions that a session holds already."""
    notebook.run("def helper(x, k=1.0):\n    return k * x * x\n")
    notebook.run("old = helper\ndef f(x):\n    return old(x)\nslope = grad(f)\n")
    assert notebook.run("slope(3.0)") == 6.0
    notebook.run(
        "def helper(x, k=2.0):\n    return k * x\nold.__code__, old.__defaults__ = helper.__code__, helper.__defaults__"
    )
    assert notebook.run("slope(3.0)") == 2.0
    notebook.run("old.__defaults__ = (4.0,)")
    assert notebook.run("slope(3.0)") == 4.0


# ---- doctest ----------------------------------------------------------------------------------------------------

DOCUMENTED = """
>>> from srcxform import grad
>>> k = 2.0
>>> def helper(x):
...     return x * x
>>> def f(x):
...     return k * helper(x)
>>> slope = grad(f)
>>> slope(3.0)
12.0
>>> k = 5.0
>>> slope(3.0)
30.0
>>> def helper(x):
...     return x
>>> slope(3.0), grad(lambda x: helper(x) * x)(3.0)
(5.0, 6.0)
>>> grad(lambda x: eval("x"))(3.0)  # doctest: +IGNORE_EXCEPTION_DETAIL
Traceback (most recent call last):
srcxform.errors.Unsupported: ...
"""


def doctest_names() -> dict[str, Any]:
    """Run the examples, and give the names that they leave behind."""
    test = doctest.DocTestParser().get_doctest(DOCUMENTED, {}, "documented", None, 0)
    messages: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(test, out=messages.append, clear_globs=False)
    assert results.attempted
    assert not results.failed, "".join(messages)
    return test.globs


def test_doctest() -> None:
    assert doctest_names()["slope"](3.0) == 5.0


def test_after_a_doctest() -> None:
    """What was read once is known even when nobody keeps the text any more; what never was, is refused."""
    names = doctest_names()
    assert api.grad(names["f"])(2.0) == 5.0
    names["untouched"] = doctest_names()["helper"]
    linecache.clearcache()
    assert api.grad(names["f"])(2.0) == 5.0


# ---- prompts and pipes ------------------------------------------------------------------------------------------

SESSION = """
import srcxform
from srcxform import grad
def helper(x):
    return x * x

def f(x):
    return helper(x) * k

k = 3.0
def slope(x):
    try:
        return grad(f)(x)
    except srcxform.SrcxformError as error:
        return str(error).replace(chr(10), " / ")

print("first", slope(2.0))
def helper(x):
    return x

print("second", slope(2.0))
"""
REFUSED = "Python kept no source text for 'f' / instead: define it in a file, or use srcxform.from_source(text, name)"


def output_of(arguments: list[str], text: str = "") -> str:
    environment = {"PYTHONPATH": ":".join([str(ROOT), *sys.path]), "PATH": "", "TERM": "dumb"}
    run = subprocess.run(
        [sys.executable, *arguments],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def assert_followed_or_refused(output: str, *, kept: bool) -> None:
    if kept:
        assert "first 12.0" in output
        assert "second 3.0" in output
    else:
        assert REFUSED in output


def test_command_line() -> None:
    assert_followed_or_refused(output_of(["-c", SESSION]), kept=True)


def test_prompt() -> None:
    assert_followed_or_refused(output_of(["-q", "-i"], SESSION), kept=sys.version_info >= (3, 13))


def test_pipe() -> None:
    assert_followed_or_refused(output_of(["-"], SESSION), kept=False)


def test_text_of_a_pipe_by_from_source() -> None:
    text = "def f(x):\n    return x * x\n"
    script = f"from srcxform import from_source, grad\nprint(grad(from_source({text!r}, 'f'))(3.0))\n"
    assert "6.0" in output_of(["-"], script)


# ---- modules that change ----------------------------------------------------------------------------------------

MODULE = """
SCALE = 2.0
ORDER = 2

def helper(x):
    return x ** ORDER

class Model:
    def energy(self, x):
        return helper(x)

model = Model()

def f(x):
    return SCALE * helper(x)
"""


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Writes a module, and imports it or imports it anew."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def load(text: str) -> ModuleType:
        (tmp_path / "session_module.py").write_text(text)
        importlib.invalidate_caches()
        known = sys.modules.get("session_module")
        return importlib.import_module("session_module") if known is None else importlib.reload(known)

    yield load  # type: ignore[misc]
    sys.modules.pop("session_module", None)


def test_reload(imported: Callable[[str], ModuleType]) -> None:
    module = imported(MODULE)

    def through(x: float) -> Any:
        return module.f(x) + x

    slope = api.grad(through)
    assert slope(3.0) == 13.0
    imported(MODULE.replace("SCALE = 2.0", "SCALE = 4.0"))
    assert slope(3.0) == 25.0
    imported(MODULE.replace("ORDER = 2", "ORDER = 1"))
    assert slope(3.0) == 3.0
    imported(MODULE.replace("x ** ORDER", "x"))
    assert slope(3.0) == 3.0
    imported("\n" * 3 + MODULE.replace("SCALE * helper(x)", "x * x * x"))
    assert slope(3.0) == 28.0
    assert api.grad(module.f)(3.0) == 27.0


def test_reload_of_a_class(imported: Callable[[str], ModuleType]) -> None:
    module = imported(MODULE)
    slope = api.grad(lambda x: module.model.energy(x))
    assert slope(3.0) == 6.0
    imported(MODULE.replace("return helper(x)", "return 7.0 * x"))
    assert slope(3.0) == 7.0


def test_function_from_before_a_reload(imported: Callable[[str], ModuleType]) -> None:
    """It runs its own old code with the new globals of its module, and so does its gradient."""
    old = imported(MODULE).f
    slope = api.grad(old)
    assert slope(3.0) == 12.0
    imported(MODULE.replace("SCALE = 2.0", "SCALE = 4.0").replace("SCALE * helper", "0.0 * helper"))
    assert old(3.0) == 36.0
    assert slope(3.0) == 24.0
    imported(MODULE.replace("x ** ORDER", "x").replace("SCALE * helper", "0.0 * helper"))
    assert old(3.0) == 6.0
    assert slope(3.0) == 2.0


def test_file_edited_after_the_first_gradient(imported: Callable[[str], ModuleType], tmp_path: Path) -> None:
    """The code that runs is the old one; its text is remembered."""
    module = imported(MODULE)
    slope = api.grad(module.f)
    assert slope(3.0) == 12.0
    (tmp_path / "session_module.py").write_text(MODULE.replace("SCALE * helper(x)", "x"))
    linecache.checkcache()
    assert slope(np_array(3.0)).tolist() == [12.0]


def test_file_edited_before_the_first_gradient(imported: Callable[[str], ModuleType], tmp_path: Path) -> None:
    module = imported(MODULE)
    (tmp_path / "session_module.py").write_text(MODULE.replace("SCALE * helper(x)", "x"))
    linecache.checkcache()
    with pytest.raises(SourceNotFound, match="changed after it was imported") as caught:
        api.grad(module.f)(3.0)
    assert "reload" in caught.value.instead
    assert api.grad(imported(MODULE.replace("SCALE * helper(x)", "x")).f)(3.0) == 1.0


def test_helper_edited_before_the_first_gradient(imported: Callable[[str], ModuleType], tmp_path: Path) -> None:
    module = imported(MODULE)
    (tmp_path / "session_module.py").write_text(MODULE.replace("x ** ORDER", "x"))
    linecache.checkcache()

    def through(x: float) -> Any:
        return module.helper(x)

    with pytest.raises(SourceNotFound, match="changed after it was imported") as caught:
        api.grad(through)(3.0)
    assert "    return module.helper(x)" not in str(caught.value).splitlines()[0]
    assert any(line.strip() == "^" for line in str(caught.value).splitlines())


def np_array(*values: float) -> Any:
    import numpy as np

    return np.array(values)

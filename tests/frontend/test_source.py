"""The source of exactly the code that runs is found, or refused with the reason."""

from __future__ import annotations

import ast
import functools
import importlib.util
import inspect
import linecache
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace

import gast
import pytest

from srcxform import grad
from srcxform.errors import SourceNotFound
from srcxform.frontend import matching
from srcxform.frontend.source import function_from_source, origin, read_source

HERE = Path(__file__)


def text_of(function: object) -> str:
    return ast.unparse(gast.gast_to_ast(read_source(function).node))


def module_from(path: Path, text: str, name: str = "written") -> ModuleType:
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def keep(function):
    return function


def through(*arguments):
    return keep


@pytest.fixture
def written(tmp_path):
    """A function that makes a module of the text and gives it back."""
    return lambda text: module_from(tmp_path / "written.py", textwrap.dedent(text))


# ---- plain functions --------------------------------------------------------------------------------------------


def plain(x, /, y: float, *rest, scale=2.0, **options):
    """Documented."""
    return x * y * scale


def test_plain_function():
    source = read_source(plain)
    assert source.function is plain
    assert source.name == "plain"
    assert source.filename == plain.__code__.co_filename
    assert source.globals is globals()
    assert source.closure == {}
    assert source.defaults == ()
    assert source.kwdefaults == {"scale": 2.0}
    assert list(source.signature.parameters) == ["x", "y", "rest", "scale", "options"]
    assert isinstance(source.node, gast.FunctionDef)
    assert source.lines[source.node.lineno - 1].startswith("def plain(")


def jumping(x, n):
    total = 0.0
    for k in range(n):
        try:
            total = total + plain(x, k, scale=1 / (k - 1))
        except ZeroDivisionError:
            continue
        if total > 100.0:
            return total
    return total if (y := x * total) > 0 else y


def test_every_reading_gives_the_same_tree_and_leaves_it_as_it_is():
    nodes = [read_source(function).node for function in (plain, jumping)]
    before = [gast.dump(node, include_attributes=True) for node in nodes]
    grad(jumping)(2.0, 4)
    assert [read_source(function).node for function in (plain, jumping)] == nodes
    assert [gast.dump(node, include_attributes=True) for node in nodes] == before


def test_origin_has_line_column_and_text():
    source = read_source(plain)
    place = origin(source, source.node.body[-1].value)
    assert Path(place.filename) == HERE
    assert place.text == "    return x * y * scale"
    assert place.text[place.col_offset :] == "x * y * scale"


def test_column_of_an_origin_counts_characters(written):
    source = read_source(written('def f(x):\n    return "äöü", x\n').f)
    place = origin(source, source.node.body[0].value.elts[1])
    assert place.text[place.col_offset :] == "x"


def test_method_static_method_and_instance():
    class Model:
        def method(self, x):
            return self.__secret(x) + len(super().__repr__())

        def __secret(self, __x):
            return __x

        @staticmethod
        def fixed(x):
            return 2 * x

        @classmethod
        def made(cls, x):
            return 3 * x

    model = Model()
    assert text_of(model.method) == text_of(Model.method)
    assert read_source(model.method).function is Model.method
    # Private names are those that the code has.
    assert text_of(model._Model__secret).startswith("def _Model__secret(self, _Model__x)")
    assert "2 * x" in text_of(Model.fixed)
    assert "2 * x" in text_of(Model.__dict__["fixed"])
    assert "3 * x" in text_of(Model.made)


def test_nested_function_and_its_cells():
    def make(a):
        b = 2 * a

        def inner(x):
            return a * x + b

        return inner

    inner = make(3.0)
    source = read_source(inner)
    assert "a * x + b" in text_of(inner)
    assert {name: cell.cell_contents for name, cell in source.closure.items()} == {"a": 3.0, "b": 6.0}


def test_recursive_nested_function():
    def factorial(n):
        return 1 if n <= 1 else n * factorial(n - 1)

    assert "factorial(n - 1)" in text_of(factorial)


def test_redefinitions_are_told_apart():
    def f(x):
        return 1 * x

    first = f

    def f(x):
        return 2 * x

    assert "1 * x" in text_of(first)
    assert "2 * x" in text_of(f)


def test_multi_line_string_is_kept():
    def f(x):
        text = """
  less indented
        """
        return x, text

    assert read_source(f).node.body[0].value.value == "\n  less indented\n        "


def test_function_with_assert_under_pytest():
    """pytest rewrites `assert`, so what runs here is not what the text compiles to."""

    def f(x):
        assert x > 0, "positive"
        return x

    assert isinstance(read_source(f).node.body[0], gast.Assert)


def test_generators_and_coroutines_are_found():
    def generator(x):
        yield x

    async def coroutine(x):
        return x

    assert isinstance(read_source(generator).node.body[0].value, gast.Yield)
    assert isinstance(read_source(coroutine).node, gast.AsyncFunctionDef)


def test_class_inside_a_function(written):
    module = written("""
        def f(x):
            class Inner:
                def g(self):
                    return Inner
            return x
    """)
    assert "class Inner" in text_of(module.f)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters are of Python 3.12")
def test_type_parameters(written):
    module = written("def f[T: (int, float)](x: T) -> T:\n    y: T = x\n    return y, T\n")
    assert read_source(module.f).closure.keys() == {"T"}


def test_future_imports_of_the_module(written):
    module = written("""
        from __future__ import annotations
        def f(x):
            def g(y: unknown) -> unknown:
                return y
            return g(x)
    """)
    assert "def g" in text_of(module.f)


# ---- lambdas ----------------------------------------------------------------------------------------------------


def test_lambdas_on_one_line():
    f, g, h = lambda x: x + 1, lambda x: x + 2, lambda y: y + 1  # fmt: skip
    assert [text_of(each) for each in (f, g, h)] == [
        "lambda x: x + 1",
        "lambda x: x + 2",
        "lambda y: y + 1",
    ]


def test_lambda_inside_a_lambda():
    f = lambda x: lambda y: lambda: x * y
    assert text_of(f).count("lambda") == 3
    assert text_of(f(1)).count("lambda") == 2
    assert text_of(f(1)(2)) == "lambda: x * y"
    assert read_source(f(1)(2)).closure.keys() == {"x", "y"}


def test_lambda_of_a_constant():
    f = lambda: lambda: 1
    assert text_of(f()) == "lambda: 1"
    assert text_of(f).count("lambda") == 2


def test_lambda_over_several_lines():
    f = keep(
        lambda x: (
            x
            + 1
        )
    )  # fmt: skip
    assert text_of(f) == "lambda x: x + 1"


def test_lambda_as_a_default_and_as_an_argument():
    def f(x, g=lambda t: 2 * t):
        return g(x)

    assert text_of(f.__defaults__[0]) == "lambda t: 2 * t"
    for w in [keep(lambda v: v * 3)]:
        assert text_of(w) == "lambda v: v * 3"


def test_lambda_in_a_decorator_argument():
    kept = []

    @through(kept.append(lambda x: x - 1))
    def f(x):
        return x + 1

    assert text_of(kept[0]) == "lambda x: x - 1"
    assert "x + 1" in text_of(f)


LAMBDAS = "pair = (lambda x: x + 1, lambda x: x + 2)\nsame = (lambda x: 6 * x, lambda x: 2 * 3 * x)\n"


def test_lambdas_without_columns(tmp_path):
    """With columns switched off, the compiled code tells the lambdas apart."""
    (tmp_path / "lambdas.py").write_text(LAMBDAS)
    script = textwrap.dedent("""
        import ast, gast, lambdas
        from srcxform.frontend.source import read_source
        assert all(column is None for _, _, column, _ in lambdas.pair[0].__code__.co_positions())
        print(*(ast.unparse(gast.gast_to_ast(read_source(f).node)) for f in lambdas.pair + lambdas.same), sep="; ")
    """)
    run = run_python(["-X", "no_debug_ranges", "-c", script], cwd=tmp_path)
    assert run.stdout.split("; ")[:2] == ["lambda x: x + 1", "lambda x: x + 2"]


def test_lambdas_that_python_cannot_tell_apart(monkeypatch, written):
    """An import hook rewrote the code, and there are no columns: nothing is left to go by."""
    module = written(LAMBDAS)
    module.pair[0].__globals__["__loader__"] = SimpleNamespace()
    monkeypatch.setattr(matching, "_span_of", lambda code: None)
    monkeypatch.setattr(matching, "_same", lambda ours, theirs: False)
    with pytest.raises(SourceNotFound, match="several lambdas stand on this line") as caught:
        read_source(module.pair[0])
    assert "give it a name" in caught.value.instead
    assert caught.value.origin.text == LAMBDAS.splitlines()[0]


def test_lambdas_swapped_after_import(written):
    """What compiles to the running code is its source, wherever on the line it stands now."""
    module = written("pair = (lambda x: x + 1, lambda x: x + 2)\n")
    Path(module.__file__).write_text("pair = (lambda x: x + 2, lambda x: x + 1)\n")
    linecache.clearcache()
    assert [text_of(each) for each in module.pair] == ["lambda x: x + 1", "lambda x: x + 2"]


def test_lambda_as_a_decorator(written):
    module = written("kept = []\n@(lambda f: (kept.append(f), f)[1])\ndef g(x):\n    return 3 * x\n")
    assert "3 * x" in text_of(module.g)


def test_dead_definitions_on_the_line(written):
    assert text_of(written("f = (lambda x: 1 + x) if True else (lambda x: 2 + x)\n").f) == "lambda x: 1 + x"


# ---- decorators -------------------------------------------------------------------------------------------------


def test_decorators_of_the_definition_are_not_applied():
    @keep
    @through(1, "two")
    def f(x):
        return x

    source = read_source(f)
    assert "return x" in text_of(f)
    assert source.lines[source.node.lineno - 1].strip() == "def f(x):"


def test_a_foreign_wrapper_is_itself():
    def doubled(function):
        @functools.wraps(function)
        def wrapper(*args):
            return 2 * function(*args)

        return wrapper

    @doubled
    def f(x):
        return x

    source = read_source(f)
    assert "2 * function(*args)" in text_of(f)
    assert source.name == "f"
    assert list(source.signature.parameters) == ["args"]
    assert source.closure["function"].cell_contents is f.__wrapped__


def test_objects_with_a_primal_are_unwrapped():
    class Wrapper:
        primal = staticmethod(plain)

    assert read_source(Wrapper()).function is plain
    nested = SimpleNamespace(primal=SimpleNamespace(primal=plain))
    assert read_source(nested).function is plain


def test_attribute_primal_of_a_function_means_nothing():
    def f(x):
        return x + 1

    f.primal = plain
    assert read_source(f).function is f


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (len, "'len' (builtin_function_or_method) has no Python source"),
        (float, "'float' (type) has no Python source"),
        (functools.lru_cache(plain), "'plain' (_lru_cache_wrapper) has no Python source"),
        (functools.partial(plain, 1.0), "an object of type 'partial' has no Python source"),
        (3.0, "an object of type 'float' has no Python source"),
    ],
    ids=lambda value: None if isinstance(value, str) else type(value).__name__,
)
def test_what_is_not_a_python_function(function, words):
    with pytest.raises(SourceNotFound) as caught:
        read_source(function)
    assert words in str(caught.value)


# ---- text without a file ----------------------------------------------------------------------------------------


def test_function_from_text():
    text = "import math\n\ndef from_text(x):\n    return math.sin(x)\n"
    f = function_from_source(text, "from_text")
    assert f(0.0) == 0.0
    assert "math.sin(x)" in text_of(f)
    assert inspect.getsource(f) == "def from_text(x):\n    return math.sin(x)\n"


def test_the_file_name_of_a_text_is_its_own():
    def file_name(text):
        return function_from_source(text, "numbered").__code__.co_filename

    text = "def numbered(x):\n    return x\n"
    assert file_name(text) == "<srcxform source numbered 1>"
    assert file_name(text + "\n") == "<srcxform source numbered 2>"
    assert file_name(text) == "<srcxform source numbered 1>"


def test_text_is_found_after_linecache_was_cleared():
    f = function_from_source("def cleared(x):\n    return 3 * x\n", "cleared")
    linecache.clearcache()
    assert "3 * x" in text_of(f)


def test_text_with_odd_line_separators():
    f = function_from_source("def odd(x):\n    s = '\x0c\x1c\u2028'\n    return 3 * x, s\n", "odd")
    source = read_source(f)
    assert origin(source, source.node.body[1]).text == "    return 3 * x, s"


def test_text_without_the_function():
    with pytest.raises(SourceNotFound, match="defines no function 'g'"):
        function_from_source("def f(x):\n    return x\n", "g")


def test_exec_text_is_refused():
    namespace: dict[str, FunctionType] = {}
    exec("def f(x):\n    return x\n", namespace)
    with pytest.raises(SourceNotFound) as caught:
        read_source(namespace["f"])
    assert "Python kept no source text for 'f'" in str(caught.value)
    assert caught.value.instead == "define it in a file, or use srcxform.from_source(text, name)"
    assert (caught.value.filename, caught.value.lineno) == ("<string>", 1)


def test_exec_text_under_the_name_of_another_file():
    namespace: dict[str, FunctionType] = {}
    line = read_source(plain).node.lineno
    exec(compile("\n" * (line - 1) + "def plain(x):\n    return 5 * x\n", __file__, "exec"), namespace)
    with pytest.raises(SourceNotFound, match="does not hold the source of 'plain'"):
        read_source(namespace["plain"])


def test_generated_function_in_linecache():
    text = "def made(x):\n    return 7 * x\n"
    namespace: dict[str, FunctionType] = {}
    exec(compile(text, "<made 1>", "exec"), namespace)
    linecache.cache["<made 1>"] = (len(text), None, text.splitlines(True), "<made 1>")
    assert "7 * x" in text_of(namespace["made"])


def test_another_text_under_the_same_name_is_refused():
    namespace: dict[str, FunctionType] = {}
    exec(compile("def made(x):\n    return 8 * x\n", "<made 2>", "exec"), namespace)
    linecache.cache["<made 2>"] = (9, None, ["def made(x):\n", "    return 9 * x\n"], "<made 2>")
    with pytest.raises(SourceNotFound, match="is not the source of 'made'") as caught:
        read_source(namespace["made"])
    assert "from_source" in caught.value.instead


# ---- files that changed -----------------------------------------------------------------------------------------

ORIGINAL = "def f(x):\n    return 2.0 * x\n"


@pytest.mark.parametrize(
    "edited",
    [
        "def f(x):\n    return 2 * x\n",
        "def f(x):\n    return 3.0 * x\n",
        "def f(x):\n    return x * 2.0\n",
        "def f(z):\n    return 2.0 * z\n",
        "def g(x):\n    return 2.0 * x\n",
        "\ndef f(x):\n    return 2.0 * x\n",
        "def f(x, y=1):\n    return 2.0 * x\n",
        "def f(x:\n",
        "",
    ],
)
def test_stale_file_is_refused(written, edited):
    module = written(ORIGINAL)
    Path(module.__file__).write_text(edited)
    linecache.clearcache()
    with pytest.raises(SourceNotFound) as caught:
        read_source(module.f)
    assert "'f'" in str(caught.value)
    if edited:
        assert "changed after it was imported" in str(caught.value)
        assert "reload" in caught.value.instead


def test_text_cached_before_the_edit_is_still_right(written):
    module = written(ORIGINAL)
    linecache.getlines(module.__file__)
    Path(module.__file__).write_text("def f(x):\n    return 3.0 * x + 1.0\n")
    assert "2.0 * x" in text_of(module.f)


def test_text_cached_before_a_reload_is_refreshed(written):
    module = written(ORIGINAL)
    linecache.getlines(module.__file__)
    module = written("def f(x):\n    return 4.0 * x + 1.0\n")
    assert "4.0 * x" in text_of(module.f)


def test_edits_that_compile_to_the_same_are_harmless(written):
    module = written(ORIGINAL)
    Path(module.__file__).write_text("def f(x):\n    # better\n    return 2.0 * x\n\n\ndef g(): ...\n")
    linecache.clearcache()
    assert "2.0 * x" in text_of(module.f)


def test_warnings_of_the_file_are_not_repeated(tmp_path, recwarn):
    path = tmp_path / "warned.py"
    with pytest.warns((SyntaxWarning, DeprecationWarning)):
        module = module_from(path, "def f(x):\n    return x, '\\d', x is 1\n")
    assert "x is 1" in text_of(module.f)


# ---- other ways to run Python -----------------------------------------------------------------------------------

SCRIPT = """
import gast
from srcxform import grad
from srcxform.errors import SourceNotFound
from srcxform.frontend.source import read_source

def f(x):
    return 11 * x

try:
    print("found", gast.unparse(read_source(f).node))
except SourceNotFound as error:
    print("refused", error.instead)
"""


def run_python(arguments, **options):
    root = str(HERE.parents[2])
    environment = {"PYTHONPATH": os.pathsep.join([root, *sys.path]), "PATH": ""}
    run = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
        **options,
    )
    assert run.returncode == 0, run.stderr
    return run


def test_command_line_text():
    assert "11 * x" in run_python(["-c", SCRIPT]).stdout
    assert "11 * x" in run_python(["-W", "ignore", "-Xutf8", "-Bc", SCRIPT, "-c", "an argument"]).stdout


def test_piped_text():
    output = run_python(["-"], input=SCRIPT).stdout
    assert "11 * x" in output or "from_source" in output


def test_script_file(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    assert "11 * x" in run_python(["script.py"], cwd=tmp_path).stdout
    assert "11 * x" in run_python(["-O", "script.py"], cwd=tmp_path).stdout
    assert "11 * x" in run_python(["-OO", "script.py"], cwd=tmp_path).stdout


# ---- the standard library as a sample of everything people write ------------------------------------------------


@pytest.mark.parametrize("module", [inspect, textwrap, functools, subprocess], ids=lambda module: module.__name__)
def test_every_function_of_a_module_is_found(module):
    functions = [each for each in vars(module).values() if isinstance(each, FunctionType)]
    functions += [
        method
        for each in vars(module).values()
        if isinstance(each, type)
        for method in vars(each).values()
        if isinstance(method, FunctionType)
    ]
    ours = [each for each in functions if each.__code__.co_filename == module.__file__]
    assert ours
    for function in ours:
        assert read_source(function).node.name == function.__code__.co_name

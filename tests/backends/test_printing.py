"""Printed text parses to the tree it was printed from, with few parentheses, short lines and comments."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import gast
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srcxform.backends.printing import Comment, print_source
from srcxform.backends.wrapping import WIDTH

WIDTHS = (WIDTH, 40)


def printed(text: str, width: int = WIDTH) -> str:
    return print_source(gast.parse(text), width)


def assert_round_trip(text: str) -> None:
    for width in WIDTHS:
        assert ast.dump(ast.parse(printed(text, width))) == ast.dump(ast.parse(text)), printed(text, width)


# ---- expressions ------------------------------------------------------------------------------------------------

AS_WRITTEN = [
    "-x ** 2",
    "(-x) ** 2",
    "x ** -2",
    "2 ** -x ** y",
    "(x ** y) ** z",
    "x ** y ** z",
    "a - (b - c)",
    "a - b - c",
    "a * (b + c) / d",
    "a / (b * c)",
    "-(a * b)",
    "-a * b",
    "--a",
    "not a == b",
    "not (a and b)",
    "(not a) == b",
    "(a == b) == c",
    "a < b <= c",
    "a or b and c",
    "(a or b) and c",
    "a or (b or c)",
    "a if b else c if d else e",
    "(a if b else c) if d else e",
    "(a if b else c) + d",
    "a @ b.T",
    "(a + b).T",
    "(a @ b).T[0]",
    "(-a).sum(axis=0)",
    "-a.sum()",
    "a[1:-1, ...]",
    "a[i, j + 1]",
    "a[::2, None]",
    "a[-1]",
    "a[()]",
    "a[i,]",
    "a[(b + c) * d]",
    "a[b, c][d:, :e]",
    "a[lo + 1:hi - 1:step]",
    "a[b if c else d:]",
    "f(x)(y)",
    "f(*a, *b, c=1, **d)",
    "f(a or b, c if d else e)",
    "f(x for x in y)",
    "f((x for x in y), 1)",
    "f(a=(x for x in y))",
    "f((a, b))",
    "f(lambda: 0)",
    "lambda x, /, y=1, *z, w, v=2, **u: x + y",
    "(lambda x: x)(1)",
    "[a * 2 for a in b + c if a > 0 if a < 1]",
    "[a, *b, *(c or d)]",
    "{a + 1: b * 2, **(c or d), **e}",
    "{a + 1: b for a, b in c}",
    "{a | 1 for a in b}",
    "(a, b)",
    "(a,)",
    "()",
    "[(a, b), (c,), ()]",
    "(yield)",
    "(x := a + 1) + 1",
    "f((x := 1))",
    "1.0",
    "1e-12",
    "1e+22",
    "0.1 + 2j",
    "1j ** 2",
    "(1).real",
    "1.0.real",
    "(1).real.imag",
    "a[1].real",
    "x.y.z",
    '"text"',
    "'say \"so\"'",
    '"don\'t"',
    "b'bytes'",
    "None is not ...",
    "a not in b",
    "~a & b | c ^ d << e",
    "a & (b | c)",
    "a // b % c",
    "a % (b // c)",
]


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_expression_is_printed_as_written(text):
    tree = gast.parse(text).body[0].value
    # A statement that is a tuple or a walrus keeps the parentheses that the cases show.
    expected = text.removeprefix("(").removesuffix(")") if text in ("(a, b)", "(a,)", "(yield)") else text
    assert print_source(tree) == expected + "\n"
    assert_round_trip(f"value = {text}")


names = st.sampled_from(["a", "b", "c"]).map(lambda name: ast.Name(name, ast.Load()))
constants = st.sampled_from([0, 1, 2.5, 1e-9, True, None, "s", "it's", 2j, b"b", ...]).map(ast.Constant)


def deeper(inner):
    operators = st.sampled_from(
        [ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.Mod, ast.FloorDiv, ast.BitOr, ast.LShift]
    )
    few = st.lists(inner, min_size=1, max_size=3)
    parameters = ast.arguments([], [ast.arg("p")], None, [], [], None, [])
    generators = st.builds(
        lambda source, test: [ast.comprehension(ast.Name("d", ast.Store()), source, test, 0)],
        inner,
        st.lists(inner, max_size=1),
    )
    slices = st.builds(ast.Slice, st.none() | inner, st.none() | inner, st.none() | inner)
    return st.one_of(
        st.builds(lambda left, op, right: ast.BinOp(left, op(), right), inner, operators, inner),
        st.builds(lambda op, value: ast.UnaryOp(op(), value), st.sampled_from([ast.USub, ast.Not, ast.Invert]), inner),
        st.builds(
            lambda op, values: ast.BoolOp(op(), values),
            st.sampled_from([ast.And, ast.Or]),
            st.lists(inner, min_size=2, max_size=3),
        ),
        st.builds(
            lambda left, op, right: ast.Compare(left, [op()], [right]),
            inner,
            st.sampled_from([ast.Lt, ast.Is, ast.NotIn, ast.Eq]),
            inner,
        ),
        st.builds(ast.IfExp, inner, inner, inner),
        st.builds(lambda value: ast.Lambda(parameters, value), inner),
        st.builds(lambda value: ast.Attribute(value, "real", ast.Load()), inner),
        st.builds(lambda value, index: ast.Subscript(value, index, ast.Load()), inner, inner | slices),
        st.builds(
            lambda value, items: ast.Subscript(value, ast.Tuple(items, ast.Load()), ast.Load()),
            inner,
            st.lists(inner | slices, min_size=1, max_size=3),
        ),
        st.builds(lambda items: ast.Tuple(items, ast.Load()), st.lists(inner, max_size=3)),
        st.builds(lambda items: ast.List(items, ast.Load()), few),
        st.builds(lambda items, star: ast.List([*items, ast.Starred(star, ast.Load())], ast.Load()), few, inner),
        st.builds(lambda function, args, value: ast.Call(function, args, [ast.keyword("k", value)]), inner, few, inner),
        st.builds(lambda function, arg: ast.Call(function, [arg], []), inner, inner),
        st.builds(
            lambda function, star, value: ast.Call(
                function, [ast.Starred(star, ast.Load())], [ast.keyword(None, value)]
            ),
            inner,
            inner,
            inner,
        ),
        st.builds(ast.GeneratorExp, inner, generators),
        st.builds(ast.ListComp, inner, generators),
        st.builds(lambda key, value, other: ast.Dict([key, None], [value, other]), inner, inner, inner),
        st.builds(lambda value: ast.NamedExpr(ast.Name("w", ast.Store()), value), inner),
    )


@settings(max_examples=100, deadline=None)
@given(tree=st.recursive(names | constants, deeper, max_leaves=14))
def test_random_expressions_round_trip(tree):
    expected = ast.dump(ast.fix_missing_locations(tree))
    for width in (WIDTH, 30):
        for before, after in [("value = ", ""), ("return ", ""), ("if ", ": pass"), ("assert ", ", text"), ("", "")]:
            statement = gast.parse(f"{before}0{after}").body[0]
            field = "test" if hasattr(statement, "test") else "value"
            setattr(statement, field, gast.ast_to_gast(tree))
            parsed = ast.parse(print_source(statement, width)).body[0]
            assert ast.dump(getattr(parsed, field)) == expected
            assert not isinstance(parsed, ast.Assert) or parsed.msg is not None


# ---- constants --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        0.1,
        1e300,
        5e-324,
        1 / 3,
        -0.0,
        -1.5,
        -3,
        12,
        float("inf"),
        float("-inf"),
        2 + 3j,
        -2 - 3j,
        complex(-0.0, 1.0),
        complex(0.0, -1.0),
        complex(float("inf"), 1.0),
        np.float64(0.1),
        np.complex128(1 + 2j),
        (1, (2.5,), ()),
        "tab\t and \\ and ' and \"",
        "\ud800 \N{SNOWMAN} \x00",
        b"\x00'\"",
        True,
        None,
        ...,
    ],
    ids=repr,
)
@pytest.mark.parametrize("context", ["{}", "{} ** 2", "2 ** {}", "1 - {}", "-{}", "f({})", "[{}]", "{{{}: 1}}"])
def test_constants_keep_their_value(value, context):
    def evaluated(constant):
        names = {"f": lambda x: x, "value": constant}
        try:
            return repr(eval(context.format("value"), names))
        except (TypeError, OverflowError) as error:
            return type(error)

    tree = gast.parse(context.format("value"), mode="eval").body
    for node in gast.walk(tree):
        for name, child in gast.iter_fields(node):
            if isinstance(child, gast.Name) and child.id == "value":
                setattr(node, name, gast.Constant(value, None))
            elif isinstance(child, list):
                child[:] = [
                    gast.Constant(value, None) if isinstance(each, gast.Name) and each.id == "value" else each
                    for each in child
                ]
    if isinstance(tree, gast.Name):
        tree = gast.Constant(value, None)
    plain = value.item() if isinstance(value, np.generic) else value
    names = {"f": lambda x: x}
    try:
        found = repr(eval(print_source(tree), names))
    except (TypeError, OverflowError) as error:
        found = type(error)
    assert found == evaluated(plain)


def test_nan():
    assert print_source(gast.Constant(float("nan"), None)) == 'float("nan")\n'
    assert print_source(gast.Constant(complex(0.0, float("nan")), None)) == 'complex(0.0, float("nan"))\n'


@pytest.mark.parametrize("value", [np.float32(0.1), np.int64(1), np.zeros(2), object(), [1]])
def test_what_is_no_literal_is_refused(value):
    with pytest.raises(TypeError, match="no literal for a constant"):
        print_source(gast.Constant(value, None))


# ---- statements -------------------------------------------------------------------------------------------------

STATEMENTS = '''
"""Module."""
from __future__ import annotations
from . import a as b, c
import numpy as np
@decorator
@other(1)
def f(a: int, b: "str" = 1, /, c=2, d=3, *args: tuple, e, g=4, **kwargs: dict) -> list[int]:
    """One line."""
    global x, y
    x = y = 1
    x: int = 1
    (x): int = 1
    x.y: int
    a, b = b, a
    a, (b, *c) = d
    a[0], b.c = 1, 2
    x += 1
    x @= y
    x **= -1
    del a, b[0]
    assert a, (b, c)
    assert (a, b)
    raise ValueError("x") from None
    raise
    return *a, b
async def g():
    async with a as b, c as (d, e):
        await f(x)
        await (yield x)
    async for x in y:
        pass
    return [x async for x in y if await z]
class A: pass
class B(A, metaclass=M, **options):
    """Two
    lines with \\\\ and \\"quotes\\" at the end\\""""
    x = 1
    def m(self, a, /, b, c=1, d=2): return 1
    @property
    def n(self): yield from self
if a: pass
elif b:
    x
elif c: y
else:
    if d: z
    w
for a, b in c, d:
    break
else:
    continue
for a, in (b): pass
while not a: pass
else: pass
with a: pass
with (a, b): pass
with a as b, c: pass
try: a
except (A, B) as e: b
except C: c
except: d
else: e
finally: f
try:
    a
except* A: b
except* (B, C) as c: d
match a, b:
    case [1, -2.0, "x", None]: pass
    case {"a": 1, **rest} if rest: pass
    case Point(x=0, y=y) | Line(): pass
    case [a, *_] as whole:
        match b:
            case _: pass
x = f"{a!r:>{width}} {{b}} {c:.3f}" f'{d["e"]}' "plain"
x = f"""
{a}
"""
x = lambda: (yield)
x = yield a, b
x = not (yield)
print(a, end="")
x, = a
x = a,
x = ()
for i in range(3): x[i] = i; y = i
(a, b)
...
'''


@pytest.mark.parametrize("text", [part for part in [STATEMENTS, *ast.parse(STATEMENTS).body] if part])
def test_statements_round_trip(text):
    assert_round_trip(text if isinstance(text, str) else ast.unparse(text))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
def test_type_parameters_round_trip():
    assert_round_trip(
        "def f[T: int, *Ts, **P](x: T) -> T:\n    class C[U](B): pass\n    type X[V] = list[V]\n    return x\n"
    )


SAMPLE = [
    Path(textwrap.__file__).parent / f"{name}.py" for name in ("ast", "inspect", "argparse", "dataclasses", "typing")
]


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_the_standard_library_round_trips(path):
    assert_round_trip(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SAMPLE[:2], ids=lambda path: path.stem)
def test_no_more_parentheses_than_python_writes(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign | ast.Return | ast.AugAssign | ast.Expr | ast.Raise | ast.Assert):
            ours = print_source(gast.ast_to_gast(node), 10**6)
            assert ours.count("(") <= ast.unparse(node).count("(")


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_printing_is_stable(path):
    once = printed(path.read_text(encoding="utf-8"))
    assert printed(once) == once


# ---- layout -----------------------------------------------------------------------------------------------------


def test_empty_lines_around_definitions():
    assert printed(
        "import a\ndef f():\n    def g(): pass\n    x\n    def h(): pass\ndef i(): pass\nx\ny"
    ) == textwrap.dedent(
        """\
        import a


        def f():
            def g():
                pass

            x

            def h():
                pass


        def i():
            pass


        x
        y
        """
    )


LAYOUTS = [
    (
        "u_bar[1:-1, 1:-1] += 0.25 * (v_bar[2:, 1:-1] + v_bar[:-2, 1:-1] + v_bar[1:-1, 2:] + v_bar[1:-1, :-2]) "
        "- w_bar[1:-1, 1:-1] * w_bar[1:-1, 1:-1]",
        """
        u_bar[1:-1, 1:-1] += (
            0.25 * (v_bar[2:, 1:-1] + v_bar[:-2, 1:-1] + v_bar[1:-1, 2:] + v_bar[1:-1, :-2])
            - w_bar[1:-1, 1:-1] * w_bar[1:-1, 1:-1]
        )
        """,
    ),
    (
        "result = function_with_a_long_name(first_argument_that_is_long, second_argument_that_is_long, "
        "keyword=third_argument, k=2)",
        """
        result = function_with_a_long_name(
            first_argument_that_is_long, second_argument_that_is_long, keyword=third_argument, k=2
        )
        """,
    ),
    (
        "return first_gradient_with_a_long_name, second_gradient_with_a_long_name, third_gradient_with_a_long_name, "
        "fourth_gradient",
        """
        return (
            first_gradient_with_a_long_name, second_gradient_with_a_long_name, third_gradient_with_a_long_name,
            fourth_gradient
        )
        """,
    ),
    (
        "if first_condition_is_long_enough > 0 and second_condition_is_long_enough < 10 or "
        "third_condition_is_long_enough == 100: pass",
        """
        if (
            first_condition_is_long_enough > 0 and second_condition_is_long_enough < 10
            or third_condition_is_long_enough == 100
        ):
            pass
        """,
    ),
    (
        "assert condition_that_is_long_enough(first_argument_that_is_long) > 0, "
        "message_with_long_name(second_argument_x)",
        """
        assert condition_that_is_long_enough(
            first_argument_that_is_long
        ) > 0, message_with_long_name(second_argument_x)
        """,
    ),
    (
        "def f_adjoint(first_parameter_with_a_long_name, second_parameter_with_a_long_name, third_parameter=None, "
        "fourth_parameter=1.0): pass",
        """
        def f_adjoint(
            first_parameter_with_a_long_name, second_parameter_with_a_long_name, third_parameter=None,
            fourth_parameter=1.0
        ):
            pass
        """,
    ),
]


@pytest.mark.parametrize(("text", "expected"), LAYOUTS)
def test_long_lines(text, expected):
    assert printed(text) == textwrap.dedent(expected).lstrip()


def test_strings_are_never_broken():
    text = f'value = "{"word " * 40}"\n'
    assert printed(text).strip().splitlines()[1].strip() == text.strip().removeprefix("value = ")
    doc = f'def f():\n    """{"word " * 40}\n\n  odd\n    """\n'
    assert printed(doc) == doc


def test_multi_line_strings_elsewhere_stay_on_a_line():
    assert printed('x = """a\nb"""') == 'x = "a\\nb"\n'


# ---- comments ---------------------------------------------------------------------------------------------------


def commented() -> gast.Module:
    module = gast.parse("def f(x):\n    for i in x:\n        y = i\n    return y\n")
    function = module.body[0]
    loop = function.body[0]
    loop.body = [Comment("the loop", inline=True), Comment("y = i"), *loop.body, Comment("an end", inline=True)]
    function.body.insert(1, Comment("two\nlines\n"))
    module.body = [Comment("Generated."), *module.body, Comment("The end.")]
    return module


def test_comments():
    assert print_source(commented()) == textwrap.dedent(
        """\
        # Generated.
        def f(x):
            for i in x:  # the loop
                # y = i
                y = i  # an end
            # two
            # lines
            #
            return y


        # The end.
        """
    )


def test_inline_comment_that_does_not_fit_goes_above():
    module = gast.parse("if a:\n    b = c")
    module.body[0].body.append(Comment("word " * 25, inline=True))
    assert print_source(module) == f"if a:\n    # {'word ' * 25}".rstrip() + "\n    b = c\n"


def test_body_of_comments_alone():
    module = gast.parse("if a:\n    b\nelse:\n    c")
    module.body[0].body = [Comment("nothing")]
    module.body[0].orelse = [Comment("nothing", inline=True)]
    assert print_source(module) == "if a:\n    # nothing\n    pass\nelse:  # nothing\n    pass\n"


def test_comment_between_else_and_if():
    module = gast.parse("if a:\n    b\nelif c:\n    d")
    module.body[0].orelse.insert(0, Comment("why"))
    assert print_source(module) == "if a:\n    b\nelse:\n    # why\n    if c:\n        d\n"


def test_comments_survive_copies():
    import copy

    module = commented()
    assert print_source(copy.deepcopy(module)) == print_source(module)


# ---- the tree, the module, the time -----------------------------------------------------------------------------


def test_the_tree_is_not_changed_and_may_share_nodes():
    module = gast.parse("x = a + b")
    shared = module.body[0].value
    module.body[0].value = gast.BinOp(shared, gast.Mult(), gast.Call(shared, [shared], []))
    before = gast.dump(module, include_attributes=True)
    assert print_source(module) == "x = (a + b) * (a + b)(a + b)\n"
    assert gast.dump(module, include_attributes=True) == before


def test_unknown_nodes_are_refused():
    with pytest.raises(TypeError, match="no node of gast"):
        print_source(gast.Module([gast.Print(None, [], True)], []))
    with pytest.raises(TypeError, match="no node of gast"):
        print_source(ast.parse("x"))


def test_import_warns_of_nothing():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import srcxform.backends.printing"],
        env={"PYTHONPATH": ":".join([str(Path(__file__).parents[2]), *sys.path]), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_printing_is_fast():
    lines = ["def f(a, b, c):"]
    lines += [f"    x{i} = np.sum(a[1:-1, ...] * b) - x * np.exp(-x) / (1.0 + y)" for i in range(60)]
    module = gast.parse("\n".join(lines))
    best = min(_timed(lambda: print_source(module)) for _ in range(10))
    # Measured: 3 ms. The bound leaves room for slow machines; it is there to catch what is quadratic.
    assert best < 0.05


def _timed(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start

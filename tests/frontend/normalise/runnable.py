"""Runs a function and its normalised form on the same world, and compares all that they do."""

from __future__ import annotations

import ast
import copy
import textwrap
from contextlib import contextmanager

import gast
import pytest

from srcxform.frontend.normalise.exits import Leaving, Protected
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.normalise.pseudo import Attempt, Within
from srcxform.frontend.normalise.trees import assignment, load, placed, store

# ---- what programs see ------------------------------------------------------------------------------------------


class Raised(Exception):
    pass


class First(Raised):
    pass


class Second(Raised):
    pass


class OutOfFuel(Exception):
    pass


class World:
    """What a program sees: answers to its questions from a seed, and a trace of all it does."""

    def __init__(self, seed: int, fuel: int = 60) -> None:
        self.state = seed
        self.fuel = fuel
        self.trace: list[object] = []

    def see(self, *values):
        self.fuel -= 1
        if self.fuel < 0:
            raise OutOfFuel
        self.trace.append(tuple(repr(v) if isinstance(v, BaseException) else v for v in values))
        return values

    def draw(self) -> int:
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return self.state >> 16

    def ask(self, label):
        answer = bool(self.draw() & 1)
        self.see("ask", label, answer)
        return answer

    def stop(self) -> bool:
        """For loops in which nothing may raise that is not the program's own: whether it is time to end."""
        self.see("stop")
        return len(self.trace) > 40

    def go_on(self, label) -> bool:
        return not self.stop() and self.ask(label)

    def risk(self, label):
        """Three times in four an answer, else one of the exceptions."""
        self.see("risk", label)
        drawn = self.draw() % 12
        if drawn < 3:
            raise (First, Second, ZeroDivisionError)[drawn](label)
        return label

    @contextmanager
    def manager(self, label, *swallowed):
        self.see("enter", label)
        try:
            yield label
        except swallowed as error:
            self.see("swallow", label, error)
        except BaseException as error:
            self.see("exit", label, error)
            raise
        else:
            self.see("exit", label)


def run(text: str, seed: int, fuel: int = 60, functions: dict[str, object] | None = None):
    world = World(seed, fuel)
    seen = {name: getattr(world, name) for name in ("see", "ask", "risk", "stop", "go_on", "manager")}
    namespace = {**seen, "Raised": Raised, "First": First, "Second": Second, "world": world, **(functions or {})}
    exec(text, namespace)
    try:
        answer = repr(namespace["f"](10))
    except Exception as error:
        answer = repr(error)
    return answer, world.trace


def run_normalised(node: gast.FunctionDef, seed: int, fuel: int = 60):
    text, functions = runnable(node)
    return run(text, seed, fuel, functions)


# ---- trees and text ---------------------------------------------------------------------------------------------


def parse(text: str) -> gast.FunctionDef:
    return gast.parse(textwrap.dedent(text)).body[0]


def written(node: gast.FunctionDef) -> str:
    """The text of a normalised function, to be read and not to be run: pseudo statements show as `with`."""
    return _text(_Shown().visit(copy.deepcopy(node)))


def runnable(node: gast.FunctionDef) -> tuple[str, dict[str, object]]:
    """The text of a normalised function that does what it means, and the functions that it calls by name."""
    transformer = _Runnable()
    return _text(transformer.visit(copy.deepcopy(node))), transformer.functions


def _text(node: gast.FunctionDef) -> str:
    return ast.unparse(ast.fix_missing_locations(gast.gast_to_ast(gast.Module([node], []))))


def _python(text: str):
    return gast.parse(text).body[0]


def _with(text: str, target, body, place) -> gast.With:
    return placed(gast.With([gast.withitem(_python(text).value, target)], body, None), place)


class _Shown(gast.NodeTransformer):
    def visit_Constant(self, node):
        return load(node.value.__name__, node) if callable(node.value) else node

    def visit_Attempt(self, node):
        self.generic_visit(node)
        kinds = [gast.unparse(kind).strip() for kind in node.caught]
        return _with(f"attempt({', '.join([node.failed, node.error, *kinds])})", None, node.body, node)

    def visit_Within(self, node):
        self.generic_visit(node)
        names = "" if node.failed is None else f", {node.failed}, {node.error}"
        return _with(f"within({gast.unparse(node.manager).strip()}{names})", node.target, node.body, node)


class _Runnable(gast.NodeTransformer):
    """Pseudo statements as statements of Python that do just what is promised of them."""

    def __init__(self) -> None:
        self.functions: dict[str, object] = {}

    def visit_Constant(self, node):
        if not callable(node.value):
            return node
        name = f"_{node.value.__name__}"
        self.functions[name] = node.value
        return load(name, node)

    def visit_Attempt(self, node):
        """The names that the body assigns get their old values back, or none."""
        names = sorted({n.id for s in node.body for n in gast.walk(s) if _is_stored(n)})
        self.generic_visit(node)
        keep = [_python(f"try:\n _old_{n} = [{n}]\nexcept NameError:\n _old_{n} = []") for n in names]
        restore = [_python(f"if _old_{n}:\n {n} = _old_{n}[0]\nelse:\n {n} = None\n del {n}") for n in names]
        noted = [assignment(node.failed, True, node), assignment(node.error, load("_noted", node), node)]
        kinds = placed(gast.Tuple(node.caught, gast.Load()), node) if node.caught else load("BaseException", node)
        handler = gast.ExceptHandler(kinds, store("_noted", node), restore + noted)
        return [*keep, placed(gast.Try(node.body, [handler], [], []), node)]

    def visit_Within(self, node):
        """An exception that is known is raised within; what the exit lets pass is left to what follows."""
        self.generic_visit(node)
        inside = placed(gast.With([gast.withitem(node.manager, node.target)], list(node.body), None), node)
        if node.failed is None:
            return inside
        inside.body.append(_python(f"if {node.failed}:\n raise {node.error}"))
        passed = _python(
            "try:\n pass\nexcept BaseException as _passed:\n"
            f" if not ({node.failed} and _passed is {node.error}):\n  raise"
        )
        passed.body = [inside, assignment(node.failed, False, node)]
        return placed(passed, node)


def _is_stored(node) -> bool:
    return isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store)


# ---- what must hold afterwards ----------------------------------------------------------------------------------


def check(text: str, seeds=range(12), fuel: int = 60) -> str:
    """Both versions agree on every seed, and the conditions hold; gives the normalised text."""
    text = textwrap.dedent(text)
    node = parse(text)
    before = gast.dump(node, include_attributes=True)
    normalised = normalise(node)
    assert gast.dump(node, include_attributes=True) == before, "the given tree was changed"
    assert_kernel(normalised)
    assert_placed(normalised)
    after = written(normalised)
    for seed in seeds:
        assert run_normalised(normalised, seed, fuel) == run(text, seed, fuel), f"seed {seed}\n{text}\n{after}"
    assert written(normalise(normalised)) == after, "normalising again changes something"
    return after


def assert_kernel(function: gast.FunctionDef) -> None:
    assert_block(function.body, may_return=True, may_break=False)
    assert_returns(function.body)


def assert_block(block, *, may_return, may_break):
    assert block or not may_return
    for index, statement in enumerate(block):
        last = index == len(block) - 1
        match statement:
            case gast.Return():
                assert may_return
                assert last
                assert statement.value is not None
            case gast.Break():
                assert may_break
                assert last
            case gast.Raise():
                assert last
            case gast.If():
                assert statement.body
                assert_block(statement.body, may_return=may_return and last, may_break=may_break and last)
                if statement.orelse:
                    assert_block(statement.orelse, may_return=may_return and last, may_break=may_break and last)
            case gast.For() | gast.While():
                assert statement.body
                assert not statement.orelse
                assert_block(statement.body, may_return=False, may_break=True)
            case Within():
                assert statement.body
                assert_block(statement.body, may_return=False, may_break=False)
            case Attempt():
                assert statement.body
                assert not any(isinstance(each, (*HELD, gast.Raise)) for each in statement.body)
            case _:
                assert not isinstance(statement, HELD)


HELD = (gast.Try, gast.With, gast.Match, gast.If, gast.For, gast.While, gast.Continue, gast.Break, Leaving, Protected)


def assert_returns(block):
    match block[-1]:
        case gast.If() as last:
            assert_returns(last.body)
            assert_returns(last.orelse)
        case gast.Return() | gast.Raise():
            pass
        case gast.While() as last:
            assert isinstance(last.test, gast.Constant)
            assert last.test.value
        case other:
            pytest.fail(f"falls off the end after {gast.dump(other)}")


def assert_placed(function):
    for node in gast.walk(function):
        if isinstance(node, gast.stmt | gast.expr):
            assert node.lineno is not None
            assert node.col_offset is not None

"""Mutants of the catalogue: each of its programs with a few changes of the kind that a user's next edit makes.

`python -m tests.fuzz.mutants --programs 1000 --seed 7`

The random programs of `generator.py` are of its own making; here the way things are written comes from hand-written
programs, and chance only moves it: a statement is put into a loop, a branch, a `with` or a `try`, done twice, moved, a
name gets a second name that is written, an expression goes through a list, a dict, a helper function, a choice.
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import inspect
import itertools
import linecache
import random
import sys
import textwrap
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import srcxform
from tests import oracle
from tests.fuzz.judge import (
    REJECTED,
    RIGHT,
    WRONG,
    TooSlow,
    Verdict,
    beside,
    bounded,
    close,
    hides_infinity,
    numerical,
    slopes,
    time_limit,
    verdict_by,
)
from tests.fuzz.many import add_options, as_comment, judge_many
from tests.programs.program import Program
from tests.structure import as_plain

HELPERS = """
def _same(value):
    return value


def _twice(function, value):
    return function(function(value))


class _Box:
    def __init__(self, value):
        self.value = value
"""
_NUMBER = itertools.count()

Change = Callable[[random.Random, ast.FunctionDef], None]


def _bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            held = getattr(node, name, None)
            if isinstance(held, list) and held and not isinstance(node, ast.ClassDef):
                yield held


def _place(rng: random.Random, tree: ast.FunctionDef) -> tuple[list[ast.stmt], int]:
    body = rng.choice(list(_bodies(tree)))
    return body, rng.randrange(len(body))


def _statements(text: str) -> list[ast.stmt]:
    return ast.parse(textwrap.dedent(text)).body


def _names(tree: ast.FunctionDef) -> list[str]:
    given = [a.arg for a in tree.args.args]
    return given + [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _reads(tree: ast.AST) -> list[ast.expr]:
    """The expressions that may be written in another way: operands, arguments, what is assigned or returned."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            found += [node.left, node.right]
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.Return) and node.value is not None:
            found.append(node.value)
        elif isinstance(node, ast.Call):
            found += [a for a in node.args if not isinstance(a, ast.Starred | ast.GeneratorExp)]
    return found


def _replace(tree: ast.AST, old: ast.expr, new: ast.expr) -> None:
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if value is old:
                setattr(node, name, new)
            elif isinstance(value, list):
                value[:] = [new if v is old else v for v in value]


WRAPPERS = (
    "for _m{n} in range(2):\n    pass",
    "for _m{n} in range(1):\n    pass",
    "for _m{n} in [0.5]:\n    pass",
    "if {test}:\n    pass",
    "if {test}:\n    _d{n} = 0.0\nelse:\n    pass",
    "try:\n    pass\nexcept ZeroDivisionError:\n    _d{n} = 1.0",
    "try:\n    pass\nfinally:\n    _d{n} = 1.0",
    "with np.errstate(all='ignore'):\n    pass",
    "_w{n} = 0\nwhile _w{n} < 2:\n    pass\n    _w{n} += 1",
    "_w{n} = 0\nwhile True:\n    pass\n    _w{n} += 1\n    if _w{n} > 1 or {test}:\n        break",
    "for _m{n} in range(3):\n    if _m{n} == 1:\n        continue\n    pass",
)
TESTS = ("True", "np.sum({name}) > -50.0", "np.sum({name}) > 50.0", "{name} is not None", "np.ndim({name}) == 1")


def wrap(rng: random.Random, tree: ast.FunctionDef) -> None:
    """A statement, or all from there to the end of its block, in a loop, a branch, a `with` or a `try`."""
    body, k = _place(rng, tree)
    stop = rng.choice((k + 1, k + 1, len(body)))
    inner = body[k:stop]
    test = rng.choice(TESTS).format(name=rng.choice(_names(tree)))
    outer = _statements(rng.choice(WRAPPERS).format(n=next(_NUMBER), test=test))
    for holder in list(_bodies(ast.Module(outer, []))):
        for at, statement in enumerate(holder):
            if isinstance(statement, ast.Pass):
                holder[at : at + 1] = inner
                body[k:stop] = outer
                return


def repeat(rng: random.Random, tree: ast.FunctionDef) -> None:
    """A statement is done twice."""
    body, k = _place(rng, tree)
    body.insert(k, copy.deepcopy(body[k]))


def swap(rng: random.Random, tree: ast.FunctionDef) -> None:
    """Two statements change places."""
    body, k = _place(rng, tree)
    if k + 1 < len(body) and not isinstance(body[k + 1], ast.Return):
        body[k], body[k + 1] = body[k + 1], body[k]


def move(rng: random.Random, tree: ast.FunctionDef) -> None:
    """A statement is done again in another place."""
    body, k = _place(rng, tree)
    other, j = _place(rng, tree)
    if not isinstance(body[k], ast.Return | ast.Break | ast.Continue):
        other.insert(j, copy.deepcopy(body[k]))


WRITES = (
    "{a} = {a} * 0.9",
    "{a} *= 0.9",
    "{a} += {b}",
    "{a} = {a} + {b}",
    "{a}[0] = {a}[0] * 0.8",
    "{a}[0] *= 0.8",
    "{a}[-1] += 0.3 * {a}[0]",
    "{a}[1:] += 0.1",
    "{a}[1:] *= {a}[:-1]",
    "_q{n} = {a}\n_q{n} *= 0.9",
    "_q{n} = {a}\n_q{n}[0] *= 0.9",
    "_q{n} = {a}[1:]\n_q{n} *= 0.9",
    "_q{n} = [{a}, {b}]\n_q{n}[0] *= 0.9",
    "_q{n} = [{a}, {b}]\n_q{n}[0] = _q{n}[0] * 0.9\n{a} = _q{n}[0]",
    "_q{n} = {{'a': {a}}}\n_q{n}['a'] *= 0.9\n{a} = _q{n}['a']",
    "_q{n} = {a}\n{a} = {b}\n{b} = _q{n}",
    "{a}, {b} = {b}, {a}",
    "{a} = {a}.copy()",
    "{a} = np.array({a})",
    "_q{n} = _Box({a})\n_q{n}.value *= 0.9\n{a} = _q{n}.value",
    "_q{n} = lambda: {a}\n{a} = _q{n}()",
    "{a}.append(0.4)",
    "{a}.append({b})",
    "{a} = {b}",
    "{a} = None if {a} is None else {a}",
)


def write(rng: random.Random, tree: ast.FunctionDef) -> None:
    """Something is written, under its own name or under a second one."""
    body, k = _place(rng, tree)
    names = _names(tree)
    text = rng.choice(WRITES).format(a=rng.choice(names), b=rng.choice(names), n=next(_NUMBER))
    body[k:k] = _statements(text)


FORMS = (
    "[{e}][0]",
    "({e}, 1.0)[0]",
    "{{'k': {e}}}['k']",
    "_same({e})",
    "(lambda _v: _v)({e})",
    "(_e{n} := {e})",
    "({e} if {test} else {o})",
    "_Box({e}).value",
    "(0.7 * {e})",
    "({e} + {o})",
    "np.sin({e})",
    "sum([{e}])",
    "sum(_g for _g in [{e}, {o}])",
    "np.array({e})",
    "max({e}, -99.0)",
    "[_g * 1.1 for _g in [{e}]][0]",
    "_twice(lambda _v: 0.9 * _v, {e})",
    "list(map(_same, [{e}]))[-1]",
    "dict(k={e})['k']",
    "np.asarray({e})[()]",
)


def rewrite(rng: random.Random, tree: ast.FunctionDef) -> None:
    """An expression is written in another way, or is another."""
    options = _reads(tree)
    if not options:
        return
    old, other = rng.choice(options), rng.choice(options)
    test = rng.choice(TESTS).format(name=rng.choice(_names(tree)))
    text = rng.choice(FORMS).format(e=ast.unparse(old), o=ast.unparse(other), n=next(_NUMBER), test=test)
    _replace(tree, old, ast.parse(text, mode="eval").body)


def helper(rng: random.Random, tree: ast.FunctionDef) -> None:
    """An expression is computed by a function that is defined inside."""
    options = _reads(tree)
    if options:
        old, n = rng.choice(options), next(_NUMBER)
        text = ast.unparse(old)
        _replace(tree, old, ast.parse(f"_h{n}()", mode="eval").body)
        tree.body[0:0] = _statements(f"def _h{n}():\n    return {text}")


CHANGES: tuple[Change, ...] = (wrap, wrap, wrap, repeat, swap, move, write, write, write, rewrite, rewrite, helper)


def source_tree(program: Program) -> ast.FunctionDef | None:
    """The tree of a program that is a plain function at the top of its module."""
    function = program.function
    if not isinstance(function, types.FunctionType) or function.__closure__ or hasattr(function, "__wrapped__"):
        return None
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    if not isinstance(node, ast.FunctionDef):
        return None
    node.decorator_list = []
    return node


def made(program: Program, text: str) -> Any:
    """The function of a mutant, in the names of the program that it is made of."""
    filename = f"<mutant {next(_NUMBER)}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    space = {"np": np, **program.function.__globals__}
    exec(compile(text, filename, "exec"), space)
    return space[program.function.__name__]


def judged(program: Program) -> Verdict:
    """The verdict on a program: reverse = forward = differences, arguments unchanged."""
    rng = np.random.default_rng(5)
    try:
        with time_limit(2.0):
            value = program.output([oracle.copied(arg) for arg in program.args])
    except (Exception, TooSlow) as error:
        return Verdict(REJECTED, f"primal raises {type(error).__name__}: {error}")
    if not oracle.size(value) or not bounded(value) or not oracle.size(program.inputs):
        return Verdict(REJECTED, "no floats, or too large")
    head, direction = oracle.drawn_like(value, rng), oracle.drawn_like(program.inputs, rng)
    objective = functools.partial(_weighed, program, head)
    slope = numerical(objective, program.inputs, direction)
    if slope is None:
        return Verdict(REJECTED, "not smooth here")
    at = oracle.along(objective, program.inputs, direction)
    return verdict_by(lambda: _compared(program, value, head, direction, slope, at))


def _weighed(program: Program, head: Any, values: Any) -> float:
    return oracle.inner(head, program.output_at(values))


def _compared(
    program: Program, value: Any, head: Any, direction: Any, slope: float, at: Callable[[float], float]
) -> Verdict:
    args = [oracle.copied(arg) for arg in program.args]
    call = srcxform.value_and_grad(program.function, wrt=program.positions, of=program.of)
    found, gradients = call(*args, head=oracle.copied(head))
    if not all(map(oracle.same_bits, args, program.args)):
        return Verdict(WRONG, "reverse changed its arguments")
    tangents = dict(zip(program.positions, direction, strict=True))
    every = tuple(oracle.copied(tangents.get(position)) for position in range(len(args)))
    tangent = srcxform.jvp(program.function, tuple(args), every, of=program.of)[1]
    if not all(map(oracle.same_bits, args, program.args)):
        return Verdict(WRONG, "forward changed its arguments")
    by_forward = oracle.inner(head, beside(value, as_plain(tangent)))
    wrong = slopes(by_forward, oracle.inner(gradients, direction), slope, at)
    if wrong is not None:
        primal = functools.partial(program.output, [oracle.copied(arg) for arg in program.args])
        is_explained = hides_infinity(functools.partial(_gradients, program, head), primal, tangent, direction, slope)
        return Verdict(REJECTED, "0 * inf") if is_explained else wrong
    if not close(oracle.flat(found), oracle.flat(value), 1e-9):
        return Verdict(WRONG, f"value: {found} for {value}")
    return Verdict(RIGHT)


def _gradients(program: Program, head: Any, **options: Any) -> Any:
    """The gradients as plain containers."""
    call = srcxform.grad(program.function, wrt=program.positions, of=program.of, **options)
    return as_plain(call(*[oracle.copied(arg) for arg in program.args], head=oracle.copied(head)))


def mutant(program: Program, tree: ast.FunctionDef, seed: int) -> str:
    """The text of a mutant."""
    rng = random.Random(seed)
    changed = copy.deepcopy(tree)
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        rng.choice(CHANGES)(rng, changed)
    return HELPERS + "\n\n" + ast.unparse(ast.fix_missing_locations(changed)) + "\n"


def text_of(programs: list[tuple[Program, ast.FunctionDef]], seed: int) -> tuple[Program, str]:
    """The mutant of a seed: the program that it is made of, and its text."""
    program, tree = random.Random(seed).choice(programs)
    return program, mutant(program, tree, seed)


def verdict_of(programs: list[tuple[Program, ast.FunctionDef]], seed: int) -> Verdict:
    """The verdict on the mutant of a seed."""
    try:
        program, text = text_of(programs, seed)
        if "np.empty" in text:
            return Verdict(REJECTED, "what is read of it may be anything")
        function = made(program, text)
    except SyntaxError as error:
        return Verdict(REJECTED, f"not Python: {error}")
    changed = Program(function, program.args, of=program.of, wrt=program.wrt, label=program.label)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return judged(changed)


def shown(programs: list[tuple[Program, ast.FunctionDef]], seed: int, verdict: Verdict) -> str:
    """The text of a failing mutant, under what it is made of and what came of it."""
    program, text = text_of(programs, seed)
    return as_comment(f"{program.name}, seed {seed}\n{verdict.kind}: {verdict.reason}") + text


def sources() -> list[tuple[Program, ast.FunctionDef]]:
    """The programs that mutants are made of."""
    from tests.catalogue.table import PROGRAMS as catalogue
    from tests.programs.table import PROGRAMS as programs

    found = ((program, source_tree(program)) for program in (*catalogue, *programs))
    return [(program, tree) for program, tree in found if tree is not None]


def main(argv: list[str] | None = None) -> int:
    """Judge many mutants; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    programs = sources()
    judging, showing = functools.partial(verdict_of, programs), functools.partial(shown, programs)
    return judge_many(parser.parse_args(argv), judging, showing)


if __name__ == "__main__":
    sys.exit(main())

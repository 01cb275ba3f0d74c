"""Makes a failing program smaller: deletes statements, opens blocks, puts parts in place of whole expressions."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator


def shrunk(text: str, still_fails: Callable[[str], bool], attempts: int = 600) -> str:
    """The smallest text found on which `still_fails` holds; greedy, until nothing helps or attempts run out."""
    best = ast.unparse(ast.parse(text))
    if not still_fails(best):
        return text
    used = 0
    improved = True
    while improved:
        improved = False
        for candidate in candidates(best):
            used += 1
            if used > attempts:
                return best
            if still_fails(candidate):
                best, improved = candidate, True
                break
    return best


def candidates(text: str) -> Iterator[str]:
    """Smaller programs, the most radical changes first."""
    tree = ast.parse(text)
    blocks = list(enumerate(_blocks(tree)))
    for block, statements in blocks:
        for position in range(len(statements) - 1, -1, -1):
            yield from _without(tree, block, position)
    for block, statements in blocks:
        for position in range(len(statements)):
            yield from _opened(tree, block, position)
    yield from _trimmed(tree)
    count = sum(1 for _ in _expressions(tree))
    for number in range(count):
        yield from _simpler(tree, number)


def _blocks(tree: ast.Module) -> list[list[ast.stmt]]:
    found = []
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                found.append(block)
    return found


def _parts(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a statement that may stand in its place."""
    match statement:
        case ast.If() | ast.For() | ast.While():
            return [statement.body, statement.orelse]
        case ast.With():
            return [statement.body]
        case ast.Try():
            whole = [*statement.body, *statement.orelse, *statement.finalbody]
            return [whole, *[handler.body for handler in statement.handlers]]
        case ast.Match():
            return [case.body for case in statement.cases]
        case _:
            return []


def _text(tree: ast.Module) -> Iterator[str]:
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
        compile(text, "<shrunk>", "exec")
    except (SyntaxError, ValueError, IndexError):
        return
    yield text


def _without(tree: ast.Module, block: int, position: int) -> Iterator[str]:
    changed = copy.deepcopy(tree)
    statements = _blocks(changed)[block]
    if isinstance(statements[position], ast.Pass) and len(statements) == 1:
        return
    statements[position : position + 1] = [] if len(statements) > 1 else [ast.Pass()]
    yield from _text(changed)


def _opened(tree: ast.Module, block: int, position: int) -> Iterator[str]:
    for number, part in enumerate(_parts(_blocks(tree)[block][position])):
        if part:
            changed = copy.deepcopy(tree)
            statements = _blocks(changed)[block]
            statements[position : position + 1] = _parts(statements[position])[number]
            yield from _text(changed)


def _trimmed(tree: ast.Module) -> Iterator[str]:
    """One item, handler or case less, or without `else` and `finally`."""
    fields = ("elts", "handlers", "cases", "orelse", "finalbody", "keywords", "generators", "ifs", "decorator_list")
    for number, node in enumerate(ast.walk(tree)):
        for name in fields:
            value = getattr(node, name, None)
            for position in range(len(value) if isinstance(value, list) else 0):
                changed = copy.deepcopy(tree)
                place = list(ast.walk(changed))[number]
                del getattr(place, name)[position]
                yield from _text(changed)
        if isinstance(node, ast.Dict):
            for position in range(len(node.keys)):
                changed = copy.deepcopy(tree)
                place = list(ast.walk(changed))[number]
                assert isinstance(place, ast.Dict)
                del place.keys[position], place.values[position]
                yield from _text(changed)


def _expressions(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None]]:
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and not isinstance(getattr(value, "ctx", ast.Load()), (ast.Store, ast.Del)):
                yield node, name, None
            elif isinstance(value, list):
                for position, item in enumerate(value):
                    if isinstance(item, ast.expr) and not isinstance(
                        getattr(item, "ctx", ast.Load()), (ast.Store, ast.Del)
                    ):
                        yield node, name, position


def _simpler(tree: ast.Module, number: int) -> Iterator[str]:
    node, name, position = list(_expressions(tree))[number]
    whole = getattr(node, name) if position is None else getattr(node, name)[position]
    if isinstance(whole, (ast.Name, ast.Constant)) or (isinstance(node, ast.Call) and name == "func"):
        return
    parts = [part for part in ast.iter_child_nodes(whole) if isinstance(part, ast.expr)]
    for index in range(len(parts)):
        changed = copy.deepcopy(tree)
        place, _, _ = list(_expressions(changed))[number]
        old = getattr(place, name) if position is None else getattr(place, name)[position]
        part = [child for child in ast.iter_child_nodes(old) if isinstance(child, ast.expr)][index]
        if position is None:
            setattr(place, name, part)
        else:
            getattr(place, name)[position] = part
        yield from _text(changed)

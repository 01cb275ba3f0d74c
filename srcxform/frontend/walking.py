"""Walks over a tree, without the contexts (`Load`, `Store`) of names, which are half of what `gast.walk` visits."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

import gast


def children(node: gast.AST, without: Iterable[str] = ()) -> list[gast.AST]:
    """The nodes inside a node, in the order of its fields; some fields may be left out."""
    found: list[gast.AST] = []
    for name in _fields(type(node)):  # type: ignore[arg-type]
        if name in without:
            continue
        value = getattr(node, name, None)
        if type(value) is list:
            found += [item for item in value if isinstance(item, gast.AST)]
        elif isinstance(value, gast.AST):
            found.append(value)
    return found


@functools.cache
def _fields(kind: type[gast.AST]) -> tuple[str, ...]:
    """The fields of a kind of node that may hold nodes, contexts left out."""
    plain = ("ctx", "id", "attr", "kind", "type_comment")
    return tuple(name for name in kind._fields if name not in plain)


def walk(node: gast.AST) -> Iterator[gast.AST]:
    """A node and all nodes inside it, in no certain order."""
    todo = [node]
    while todo:
        node = todo.pop()
        todo += children(node)
        yield node


def assigned_names(statements: list[Any]) -> list[str]:
    """The names that statements bind, in order of first appearance; not those inside nested functions."""
    found: dict[str, None] = {}

    def visit(node: Any) -> None:
        if isinstance(node, (gast.Lambda, gast.ListComp, gast.GeneratorExp)):
            return
        if isinstance(node, gast.FunctionDef):
            found[node.name] = None
            return
        if isinstance(node, (gast.Import, gast.ImportFrom)):
            found.update((alias.asname or alias.name.partition(".")[0], None) for alias in node.names)
            return
        if isinstance(node, gast.Name) and isinstance(node.ctx, (gast.Store, gast.Del)):
            found[node.id] = None
        for child in children(node):
            visit(child)

    for statement in statements:
        visit(statement)
    return list(found)


def names_written(statements: list[Any]) -> set[str]:
    """The names under which statements write into an object: `y[...] = `, `y[...] += `, `y += `, `del y[...]`."""
    found: set[str] = set()
    for node in (each for statement in statements for each in walk(statement)):
        targets = [node.target] if isinstance(node, gast.AugAssign) else getattr(node, "targets", [])
        for each in (inner for target in targets for inner in walk(target)):
            if isinstance(each, gast.Subscript) and isinstance(each.value, gast.Name):
                found.add(each.value.id)
        if isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
            found.add(node.target.id)
    return found


@functools.lru_cache(maxsize=512)
def outer_names(node: Any) -> frozenset[str]:
    """The names that a function declares to belong to one around it."""
    found: set[str] = set()
    todo = list(node.body)
    while todo:
        part = todo.pop()
        if isinstance(part, gast.Nonlocal):
            found.update(part.names)
        elif not isinstance(part, (gast.FunctionDef, gast.Lambda)):
            todo.extend(gast.iter_child_nodes(part))
    return frozenset(found)


def names_read(node: Any) -> set[str]:
    """The names that a function may read of others around it."""
    arguments = node.args
    own = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    used = {n.id for n in gast.walk(node) if isinstance(n, gast.Name)}
    return used - {parameter.id for parameter in own if parameter is not None}

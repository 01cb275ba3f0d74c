"""The names of a function: which are taken, and who reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import gast

from srcxform.frontend.normalise.pseudo import Attempt, Within
from srcxform.frontend.walking import walk


class Names:
    """The names that are taken; gives new ones."""

    def __init__(self, function: gast.FunctionDef) -> None:
        self._taken = names_in(function)

    def fresh(self, name: str) -> str:
        """A name that nobody uses: `result`, `result2`, `result3`, ..."""
        fresh, count = name, 1
        while fresh in self._taken:
            count += 1
            fresh = f"{name}{count}"
        self._taken.add(fresh)
        return fresh


def names_in(function: gast.FunctionDef) -> set[str]:
    """Every name that the function or a function inside it uses."""
    taken: set[str] = set()
    for node in walk(function):
        match node:
            case gast.Name():
                taken.add(node.id)
            case gast.FunctionDef() | gast.AsyncFunctionDef() | gast.ClassDef():
                taken.add(node.name)
            case gast.Global() | gast.Nonlocal():
                taken.update(node.names)
            case gast.alias():
                taken.add((node.asname or node.name).partition(".")[0])
            case gast.MatchAs() | gast.MatchStar() | gast.MatchMapping():
                taken.update(captured(node))
            case Attempt() | Within():
                taken.update(name for name in (node.failed, node.error) if name is not None)
    return taken


def captured(pattern: gast.AST) -> Iterator[str]:
    """The names that a pattern binds, those of its parts included."""
    for node in gast.walk(pattern):
        name = getattr(node, "rest" if isinstance(node, gast.MatchMapping) else "name", None)
        if isinstance(node, gast.pattern) and isinstance(name, str):
            yield name


def reads(nodes: Iterable[gast.AST]) -> Counter[str]:
    """How often each name is read or unbound by these nodes, functions inside them included."""
    found = (name_read(node) for root in nodes for node in gast.walk(root))
    return Counter(name for name in found if name is not None)


def name_read(node: gast.AST) -> str | None:
    """The name that this very node reads or unbinds."""
    if isinstance(node, gast.Name) and not isinstance(node.ctx, gast.Store | gast.Param):
        return str(node.id)
    if isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
        return str(node.target.id)
    return None


def shared_names(function: gast.FunctionDef) -> set[str]:
    """The names that functions inside this one mention, or that are declared to belong to somebody else."""
    found: set[str] = set()
    for node in gast.walk(function):
        if isinstance(node, gast.Global | gast.Nonlocal):
            found.update(node.names)
        elif isinstance(node, gast.FunctionDef | gast.Lambda | gast.ClassDef) and node is not function:
            found.update(each.id for each in gast.walk(node) if isinstance(each, gast.Name))
    return found


def bound_names(function: gast.FunctionDef, body: Iterable[gast.stmt]) -> frozenset[str]:
    """The function's parameters and the names that its body assigns."""
    nodes = (node for root in (function.args, *body) for node in gast.walk(root))
    return frozenset(n.id for n in nodes if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store | gast.Param))

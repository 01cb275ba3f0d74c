"""Which names of a function are alive where a trip of a loop begins: may be read before they are assigned.

    for i in range(n):              `total` is alive at the head of the loop, `t` and `k` are dead: each trip that
        for k in range(m):          reads them has assigned them before, and nothing reads them after the loop. A loop
            t = x[i, k]             need not carry what is dead, so its body need not be read again to learn what
            total += t * t          that is.
    return total

A backward analysis of the tree (Aho, Lam, Sethi and Ullman, Compilers, 2006, section 9.2.5). It need only be cautious
enough to be useful: a name that is read although it was taken for dead makes the program be read again, with all names
carried.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import gast

from srcxform.frontend.normalise.pseudo import Attempt, Within
from srcxform.frontend.walking import outer_names, walk

Names = frozenset[str]
_NONE: Names = frozenset()
_SCOPES = (gast.FunctionDef, gast.Lambda, gast.ClassDef, gast.GeneratorExp, gast.ListComp, gast.SetComp, gast.DictComp)


@functools.lru_cache(maxsize=512)
def alive_at_loops(function: Any) -> Mapping[Any, Names]:
    """The names alive where a trip of each loop of a function begins; not of loops in functions inside it."""
    analysis = _Liveness(_always_alive(function))
    analysis.before(list(function.body), _NONE, _NONE)
    return analysis.heads


def _always_alive(function: Any) -> Names:
    """Names that nested scopes may read at any time, or that belong to a function around."""
    nested = [node for statement in function.body for node in walk(statement) if isinstance(node, _SCOPES)]
    read = {name.id for node in nested for name in walk(node) if isinstance(name, gast.Name)}
    outside = {name for node in walk(function) if isinstance(node, gast.Global) for name in node.names}
    return frozenset(read | outer_names(function) | outside)


class _Liveness:
    def __init__(self, always: Names) -> None:
        self.always = always
        self.heads: dict[Any, Names] = {}

    def before(self, statements: list[Any], after: Names, left: Names) -> Names:
        """The names alive before statements, by those alive after them and where a `break` leads."""
        alive = after
        for statement in reversed(statements):
            alive = self._before(statement, alive, left)
        return alive

    def _before(self, node: Any, after: Names, left: Names) -> Names:
        match node:
            case gast.Break():
                return left
            case gast.Return() | gast.Raise():
                return _read(node) | self.always
            case gast.Assign() if all(_is_plain(target) for target in node.targets):
                bound = frozenset(
                    name.id for target in node.targets for name in walk(target) if isinstance(name, gast.Name)
                )
                return (after - bound) | _read(node.value) | self.always
            case gast.If():
                branches = (self.before(list(part), after, left) for part in (node.body, node.orelse))
                return _NONE.union(_read(node.test), *branches)
            case gast.For() if not node.orelse:
                return self._before_loop(node, after) | _read(node.iter)
            case gast.While() if not node.orelse:
                return self._before_loop(node, after)
            case Within():
                return self.before(list(node.body), after, left) | _every(node)
            case _:
                return after | _every(node)

    def _before_loop(self, node: gast.For | gast.While, after: Names) -> Names:
        """The names alive where a trip begins: what it, the next one, and what follows the loop read first."""
        is_for = isinstance(node, gast.For)
        bound = _targets(node.target) if is_for else _NONE
        read = _read(node.target) if is_for else _read(node.test)
        head = after | read | self.always
        while True:
            now = head | (self.before(list(node.body), head, after) - bound)
            if now == head:
                break
            head = now
        self.heads[node] = head
        return head


def _is_plain(target: Any) -> bool:
    """Whether a target is a name, or a tuple of names."""
    if isinstance(target, gast.Tuple | gast.List):
        return all(map(_is_plain, target.elts))
    return isinstance(target, gast.Name)


def _targets(target: Any) -> Names:
    return frozenset(n.id for n in walk(target) if isinstance(n, gast.Name)) if _is_plain(target) else _NONE


def _read(node: Any) -> Names:
    """The names that an expression or a statement reads, or deletes."""
    if node is None:
        return _NONE
    return frozenset(n.id for n in walk(node) if isinstance(n, gast.Name) and not isinstance(n.ctx, gast.Store))


def _every(node: Any) -> Names:
    """All names that a statement mentions, of whatever kind it is: none of them is taken for assigned."""
    flags = (node.failed, node.error) if isinstance(node, Attempt | Within) else ()
    return frozenset(n.id for n in walk(node) if isinstance(n, gast.Name)).union(name for name in flags if name)

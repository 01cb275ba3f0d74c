"""Loops over generator expressions with conditions, as loops over what these iterate over.

    for x in (a * k for a in xs if a > 0):          for a2 in xs:
        body                               ->           if a2 > 0:
                                                            x = a2 * k
                                                            body

Python makes an item when the loop asks for it, so it sees what the body has done before. A comprehension over such a
generator expression gets its iterations and conditions in the same way, and `for x in [a2 * k]` behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from srcxform.frontend.normalise.names import Names
from srcxform.frontend.normalise.trees import Block, placed, with_fields
from srcxform.frontend.walking import assigned_names

_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


def without_lazy_loops(body: Block, names: Names) -> Block:
    """The statements with each such loop and comprehension written out; those of inner functions are left."""
    rewriting = _Rewriting(names)
    return [rewriting.visit(statement) for statement in body]


class _Rewriting:
    """Copies what holds such a loop, and shares the rest."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def visit(self, node: Any) -> Any:
        if isinstance(node, gast.FunctionDef | gast.Lambda | gast.ClassDef | gast.AsyncFunctionDef):
            return node
        fields = {name: getattr(node, name, None) for name in node._fields}
        changed = {name: self._field(value) for name, value in fields.items()}
        if any(changed[name] is not value for name, value in fields.items()):
            node = placed(type(node)(**changed), node)
        if isinstance(node, gast.For) and _is_conditional(node.iter) and _may_be_nested(node):
            return self._loop(node)
        if isinstance(node, _COMPREHENSIONS) and any(_is_conditional(part.iter) for part in node.generators):
            return self._comprehension(node)
        return node

    def _field(self, value: Any) -> Any:
        if isinstance(value, gast.AST):
            return self.visit(value)
        if isinstance(value, list):
            items = [self.visit(item) if isinstance(item, gast.AST) else item for item in value]
            return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
        return value

    def _loop(self, node: gast.For) -> gast.For:
        parts, element = self._own_names(node.iter)
        body: Block = [placed(gast.Assign([node.target], element, None), node), *node.body]
        for part in reversed(parts):
            for test in reversed(part.ifs):
                body = [placed(gast.If(test, body, []), node)]
            orelse = node.orelse if part is parts[0] else []
            body = [placed(gast.For(part.target, part.iter, body, orelse, None), node)]
        return body[0]

    def _comprehension(self, node: Any) -> Any:
        parts: list[Any] = []
        for part in node.generators:
            if not _is_conditional(part.iter):
                parts.append(part)
                continue
            inner, element = self._own_names(part.iter)
            parts += [*inner, with_fields(part, iter=placed(gast.List([element], gast.Load()), element))]
        return with_fields(node, generators=parts)

    def _own_names(self, generator: gast.GeneratorExp) -> tuple[list[Any], Any]:
        """The parts of a generator expression and what it gives, in names that nobody else uses."""
        targets = assigned_names([part.target for part in generator.generators])
        fresh = {name: self.names.fresh(name) for name in targets}
        first = generator.generators[0].iter  # Python evaluates it outside
        parts = [_renamed(part, fresh) for part in generator.generators]
        parts[0] = with_fields(parts[0], iter=first)
        return parts, _renamed(generator.elt, fresh)


def _is_conditional(iterable: Any) -> bool:
    """Whether it is a generator expression that is no mere `map`."""
    is_generator = isinstance(iterable, gast.GeneratorExp)
    return is_generator and (len(iterable.generators) > 1 or bool(iterable.generators[0].ifs))


def _may_be_nested(node: gast.For) -> bool:
    """Whether the body does not leave the loop by a `break`, or one loop is all that becomes of it."""
    return len(node.iter.generators) == 1 or not (_breaks(node.body) or node.orelse)


def _breaks(body: Sequence[Any]) -> bool:
    for statement in body:
        if isinstance(statement, gast.Break):
            return True
        if isinstance(statement, gast.For | gast.While):
            if _breaks(statement.orelse):
                return True
        elif not isinstance(statement, gast.FunctionDef | gast.ClassDef):
            blocks = (getattr(statement, name, None) or [] for name in ("body", "orelse", "finalbody"))
            inner = [part.body for name in ("handlers", "cases") for part in getattr(statement, name, None) or []]
            if any(map(_breaks, [*blocks, *inner])):
                return True
    return False


def _renamed(node: Any, fresh: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [_renamed(item, fresh) for item in node]
    if not isinstance(node, gast.AST):
        return node
    changed = {name: _renamed(getattr(node, name, None), fresh) for name in node._fields}
    if isinstance(node, gast.Name):
        changed["id"] = fresh.get(node.id, node.id)
    return gast.copy_location(type(node)(**changed), node)

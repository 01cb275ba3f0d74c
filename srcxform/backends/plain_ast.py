"""gast -> ast, comments included.

`gast.gast_to_ast` drops nodes that it does not know, and takes several times as long as this table.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import gast


class Comment(gast.stmt):  # type: ignore[misc]
    """A comment as a statement: `# text` on a line of its own, or, `inline`, at the end of the line printed before it.

    An inline comment that comes first in a body stands behind the header of its block.
    """

    _fields = ("text", "inline")
    _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")

    def __init__(self, text: str = "", inline: bool = False) -> None:
        self.text = text
        self.inline = inline


def plain_ast(node: gast.AST) -> Any:
    """The ast of a gast; every node is new, also where the given tree uses one node twice. Without line numbers."""
    convert = _CONVERTERS.get(type(node))
    if convert is None:
        raise TypeError(f"no node of gast: {type(node).__name__!r}")
    return convert(node)


def _converted(value: Any) -> Any:
    """The value of a field: a node, a list of nodes or something plain."""
    if type(value) is list:
        return [_converted(item) for item in value]
    convert = _CONVERTERS.get(type(value))
    if convert is not None:
        return convert(value)
    return plain_ast(value) if isinstance(value, gast.AST) else value


def _plain(kind: Any, like: Any) -> Callable[[Any], Any]:
    """A converter that keeps the fields. Where gast has fewer than this Python, the rest is absent."""
    names = [name if name in like._fields else "" for name in kind._fields]

    def convert(node: Any) -> Any:
        return kind(*[_converted(getattr(node, name, None)) for name in names])

    return convert


def _name(node: gast.Name) -> ast.Name:
    return ast.Name(node.id, _LOAD)


def _parameter(node: gast.Name) -> ast.arg:
    return ast.arg(arg=node.id, annotation=_converted(node.annotation), type_comment=None)


def _arguments(node: gast.arguments) -> ast.arguments:
    return ast.arguments(
        posonlyargs=[_parameter(each) for each in node.posonlyargs],
        args=[_parameter(each) for each in node.args],
        vararg=_parameter(node.vararg) if node.vararg else None,
        kwonlyargs=[_parameter(each) for each in node.kwonlyargs],
        kw_defaults=_converted(node.kw_defaults),
        kwarg=_parameter(node.kwarg) if node.kwarg else None,
        defaults=_converted(node.defaults),
    )


def _handler(node: gast.ExceptHandler) -> ast.ExceptHandler:
    name = node.name.id if isinstance(node.name, gast.Name) else node.name
    return ast.ExceptHandler(type=_converted(node.type), name=name, body=_converted(node.body))


def _itself(node: Any) -> Any:
    return node


def _always(one: Any) -> Callable[[Any], Any]:
    return lambda node: one


_LOAD = ast.Load()
_SHARED = (ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)
_CONVERTERS: dict[type, Callable[[Any], Any]] = {}
for _kind_name, _like in vars(gast).items():
    _kind = getattr(ast, _kind_name, None)
    if (
        isinstance(_like, type)
        and issubclass(_like, gast.AST)
        and isinstance(_kind, type)
        and hasattr(_like, "_fields")
    ):
        _CONVERTERS[_like] = (
            _always(_kind()) if issubclass(_kind, _SHARED) and not _kind._fields else _plain(_kind, _like)
        )
_CONVERTERS |= {
    gast.Name: _name,
    gast.arguments: _arguments,
    gast.ExceptHandler: _handler,
    gast.Param: _always(_LOAD),
    Comment: _itself,
}

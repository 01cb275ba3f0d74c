"""`:=` within expressions: which of them stand before all that may fail."""

from __future__ import annotations

from typing import Any

import gast

from srcxform.frontend.normalise.trees import load, with_fields

_FIRST = {
    gast.Compare: "left",
    gast.BinOp: "left",
    gast.UnaryOp: "operand",
    gast.Attribute: "value",
    gast.Subscript: "value",
    gast.IfExp: "test",
}
_FIRST_OF = {gast.BoolOp: "values", gast.Tuple: "elts", gast.List: "elts"}


def leading_binding(expression: Any) -> tuple[gast.NamedExpr, gast.expr] | None:
    """The `:=` that the expression evaluates before anything else, and the expression with its name instead."""
    kind = type(expression)
    if isinstance(expression, gast.NamedExpr):
        inner = leading_binding(expression.value)
        if inner is not None:
            return inner[0], with_fields(expression, value=inner[1])
        return expression, load(expression.target.id, expression)
    if kind in _FIRST:
        found = leading_binding(getattr(expression, _FIRST[kind]))
        return found and (found[0], with_fields(expression, **{_FIRST[kind]: found[1]}))
    if kind in _FIRST_OF and getattr(expression, _FIRST_OF[kind]):
        first, *rest = getattr(expression, _FIRST_OF[kind])
        found = leading_binding(first)
        return found and (found[0], with_fields(expression, **{_FIRST_OF[kind]: [found[1], *rest]}))
    if isinstance(expression, gast.Call) and isinstance(expression.func, gast.Name | gast.Constant) and expression.args:
        first, *rest = expression.args
        found = leading_binding(first)
        return found and (found[0], with_fields(expression, args=[found[1], *rest]))
    return None


def has_buried_binding(node: gast.Try) -> bool:
    """Whether a `:=` in the body of a `try` may have bound its name, or not, when its statement fails."""
    return any(_is_buried(part) for statement in node.body for part in _expressions(statement))


def _expressions(statement: gast.AST) -> list[gast.expr]:
    """The outermost expressions of a statement and of those within it; not in functions inside."""
    if isinstance(statement, gast.expr):
        return [statement]
    if isinstance(statement, gast.FunctionDef | gast.ClassDef):
        return []
    return [found for child in gast.iter_child_nodes(statement) for found in _expressions(child)]


def _is_buried(expression: gast.expr) -> bool:
    found = leading_binding(expression)
    while found is not None:
        if _is_buried(found[0].value):
            return True
        expression = found[1]
        found = leading_binding(expression)
    return any(isinstance(node, gast.NamedExpr) for node in gast.walk(expression))

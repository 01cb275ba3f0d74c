"""gast -> text: the only place that imports astor, and the only function that prints.

astor's last release is of 2019. Its printer is subclassed here, to know comments and a line width, to print numbers and
strings exactly, to use no more parentheses than needed, and to know the syntax that is younger than it.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import gast

from srcxform.backends.plain_ast import Comment, plain_ast
from srcxform.backends.wrapping import WIDTH, CommentToken, lay_out

with warnings.catch_warnings():
    # At import astor asks `ast` for names that Python 3.12 deprecates.
    warnings.simplefilter("ignore", DeprecationWarning)
    from astor.code_gen import SourceGenerator, set_precedence
    from astor.op_util import Precedence, get_op_precedence, get_op_symbol

__all__ = ["Comment", "print_source"]

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


_VISITORS: dict[type, Callable[[Any, Any], Any]] = {}


def print_source(node: gast.AST, width: int = WIDTH) -> str:
    """The text of a module, a statement or an expression, ending in a newline. The tree is not changed."""
    generator = _Generator("    ")
    tree = plain_ast(node)
    if isinstance(tree, ast.expr):
        set_precedence(Precedence.Expr, tree)
    generator.visit(tree)
    return lay_out(generator.result, width)


class _Generator(SourceGenerator):  # type: ignore[misc]
    """astor's generator, where it falls short of what generated code needs."""

    new_lines: int
    indentation: int

    def visit(self, node: Any) -> Any:
        """astor's own `visit`, by way of `ast.unparse` for nodes that are younger than astor."""
        kind = type(node)
        visitor = _VISITORS.get(kind)
        if visitor is None:
            visitor = _VISITORS[kind] = getattr(_Generator, f"visit_{kind.__name__}", _Generator._by_python)
        return visitor(self, node)

    def _by_python(self, node: Any) -> None:
        text = ast.unparse(node)
        if isinstance(node, ast.stmt):
            if "\n" in text and self.indentation:
                raise TypeError(f"cannot print {type(node).__name__!r} inside a block")
            self.newline(node)
        self.write(text)

    # Blocks

    def _statements(self, statements: Sequence[Any], gap: int) -> None:
        """Statements, with empty lines around definitions; comments in front of a definition go with it."""
        separate = False
        for index, statement in enumerate(statements):
            is_comment = isinstance(statement, Comment)
            rest = (each for each in statements[index:] if not isinstance(each, Comment))
            before_definition = isinstance(next(rest, None), _DEFINITIONS) and not (is_comment and statement.inline)
            after_comment = (
                index > 0 and isinstance(statements[index - 1], Comment) and not statements[index - 1].inline
            )
            if index and (separate or (before_definition and not after_comment)):
                self.new_lines = max(self.new_lines, 1 + gap)
            self.visit(statement)
            separate = isinstance(statement, _DEFINITIONS) or (separate and is_comment and statement.inline)

    def body(self, statements: Sequence[Any]) -> None:
        self.indentation += 1
        self._statements(statements, gap=1)
        if all(isinstance(each, Comment) for each in statements):
            self.newline()
            self.write("pass")
        self.indentation -= 1

    def visit_Module(self, node: ast.Module) -> None:
        self._statements(node.body, gap=2)

    def visit_Comment(self, node: Comment) -> None:
        if node.inline and self.result:
            self.result.append(CommentToken("  # " + " ".join(node.text.split())))
            return
        for line in node.text.split("\n"):
            self.newline()
            self.write(f"# {line}".rstrip())

    # Definitions

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, is_async: bool = False) -> None:
        self.decorators(node, 0)
        head = "async def " if is_async else "def "
        self.statement(node, head + node.name + _type_parameters(node), "(", node.args, ")")
        if node.returns is not None:
            set_precedence(Precedence.Comma, node.returns)
            self.write(" -> ", node.returns)
        self.write(":")
        self.body(node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.decorators(node, 0)
        self.statement(node, "class " + node.name + _type_parameters(node))
        if node.bases or node.keywords:
            self.write("(")
            self._arguments_of_call(node.bases, node.keywords, Precedence.Comma)
            self.write(")")
        self.write(":")
        self.body(node.body)

    def decorators(self, node: Any, extra: int) -> None:
        for decorator in node.decorator_list:
            set_precedence(Precedence.Comma, decorator)
            self.statement(decorator, "@", decorator)

    def visit_arguments(self, node: ast.arguments) -> None:
        positional = [*node.posonlyargs, *node.args]
        defaults = [*[None] * (len(positional) - len(node.defaults)), *node.defaults]
        parts: list[tuple[str, ast.arg | None, ast.expr | None]] = [
            ("", arg, default) for arg, default in zip(positional, defaults, strict=True)
        ]
        if node.posonlyargs:
            parts.insert(len(node.posonlyargs), ("/", None, None))
        if node.vararg or node.kwonlyargs:
            parts.append(("*", node.vararg, None))
        parts += [("", arg, default) for arg, default in zip(node.kwonlyargs, node.kw_defaults, strict=True)]
        if node.kwarg:
            parts.append(("**", node.kwarg, None))
        for index, (star, arg, default) in enumerate(parts):
            self.write(", " if index else "", star)
            if arg is not None:
                self.write(arg)
            if default is not None:
                set_precedence(Precedence.Comma, default)
                self.write("=" if arg is None or arg.annotation is None else " = ", default)

    def visit_arg(self, node: ast.arg) -> None:
        self.write(node.arg)
        if node.annotation is not None:
            set_precedence(Precedence.Comma, node.annotation)
            self.write(": ", node.annotation)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        spec = node.args
        has_parameters = spec.posonlyargs or spec.args or spec.vararg or spec.kwonlyargs or spec.kwarg
        with self.delimit(node) as delimiters:
            set_precedence(delimiters.p, node.body)
            self.write("lambda " if has_parameters else "lambda", spec, ": ", node.body)

    # Statements

    def visit_If(self, node: ast.If, keyword: str = "if ") -> None:
        set_precedence(Precedence.Comma, node.test)
        self.statement(node, keyword, node.test, ":")
        self.body(node.body)
        match node.orelse:
            case [ast.If() as other]:
                self.visit_If(other, "elif ")
            case _:
                self.else_body(node.orelse)

    def visit_While(self, node: ast.While) -> None:
        set_precedence(Precedence.Comma, node.test)
        self.statement(node, "while ", node.test, ":")
        self.body_or_else(node)

    def visit_For(self, node: ast.For | ast.AsyncFor, is_async: bool = False) -> None:
        set_precedence(node, node.target)
        set_precedence(Precedence.Comma, node.iter)
        self.statement(node, "async for " if is_async else "for ", node.target, " in ", node.iter, ":")
        self.body_or_else(node)

    def visit_withitem(self, node: ast.withitem) -> None:
        set_precedence(Precedence.Comma, node.context_expr)
        super().visit_withitem(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        set_precedence(Precedence.Comma, node.exc, node.cause)
        self.statement(node, "raise")
        self.conditional_write(" ", node.exc)
        self.conditional_write(" from ", node.cause)

    def visit_TryStar(self, node: Any) -> None:
        for handler in node.handlers:
            handler.is_group = True
        self.visit_Try(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.statement(node, "except*" if hasattr(node, "is_group") else "except")
        if node.type is not None:
            set_precedence(Precedence.Comma, node.type)
            self.write(" ", node.type)
            self.conditional_write(" as ", node.name)
        self.write(":")
        self.body(node.body)

    def visit_Match(self, node: ast.Match) -> None:
        set_precedence(Precedence.Comma, node.subject)
        self.statement(node, "match ", node.subject, ":")
        self.indentation += 1
        for case in node.cases:
            self.newline()
            self.write("case ", ast.unparse(case.pattern))
            if case.guard is not None:
                set_precedence(Precedence.Comma, case.guard)
                self.write(" if ", case.guard)
            self.write(":")
            self.body(case.body)
        self.indentation -= 1

    # Expressions

    def visit_Name(self, node: ast.Name) -> None:
        self.write(node.id)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        precedence = get_op_precedence(node.op)
        if isinstance(node.op, ast.Pow):
            set_precedence(precedence + 1, node.left)
            set_precedence(Precedence.PowRHS, node.right)
        else:
            set_precedence(precedence, node.left)
            set_precedence(precedence + 1, node.right)
        self._operation(node, precedence, node.left, get_op_symbol(node.op, " %s "), node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        precedence = get_op_precedence(node.op)
        set_precedence(precedence, node.operand)
        self._operation(
            node, precedence, "not " if isinstance(node.op, ast.Not) else get_op_symbol(node.op), node.operand
        )

    def _operation(self, node: ast.expr, precedence: int, *parts: Any) -> None:
        if precedence >= self.get__pp(node):
            self.write(*parts)
        else:
            self.write("(", *parts, ")")

    def visit_Call(self, node: ast.Call) -> None:
        self.visit(node.func)
        self.write("(")
        is_single = len(node.args) + len(node.keywords) == 1
        self._arguments_of_call(node.args, node.keywords, Precedence.call_one_arg if is_single else Precedence.Comma)
        self.write(")")

    def _arguments_of_call(self, args: Sequence[ast.expr], keywords: Sequence[ast.keyword], precedence: int) -> None:
        separator = ""
        for arg in args:
            set_precedence(precedence, arg)
            self.write(separator, arg)
            separator = ", "
        for keyword in keywords:
            set_precedence(Precedence.Comma, keyword.value)
            self.write(separator, f"{keyword.arg}=" if keyword.arg else "**", keyword.value)
            separator = ", "

    def visit_Starred(self, node: ast.Starred) -> None:
        set_precedence(Precedence.BitOr, node.value)
        self.write("*", node.value)

    def visit_Await(self, node: ast.Await) -> None:
        with self.delimit(node):
            set_precedence(Precedence.highest, node.value)
            self.write("await ", node.value)

    def visit_YieldFrom(self, node: ast.YieldFrom) -> None:
        with self.delimit(node):
            set_precedence(Precedence.Comma, node.value)
            self.write("yield from ", node.value)

    def visit_Dict(self, node: ast.Dict) -> None:
        self.write("{")
        for index, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            set_precedence(Precedence.Comma, key)
            set_precedence(Precedence.BitOr if key is None else Precedence.Comma, value)
            self.write(", " if index else "", *(["**"] if key is None else [key, ": "]), value)
        self.write("}")

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension("[]", node, node.elt)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._comprehension("{}", node, node.elt)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension("{}", node, node.key, ": ", node.value)

    def _comprehension(self, brackets: str, node: Any, *element: Any) -> None:
        set_precedence(Precedence.Comma, *(part for part in element if isinstance(part, ast.AST)))
        self.write(brackets[0], *element, *node.generators, brackets[1])

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._by_python(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        value: object = node.value
        if isinstance(value, tuple):
            elements: list[ast.expr] = [ast.Constant(item) for item in value]
            display = ast.Tuple(elements, ast.Load())
            set_precedence(self.get__pp(node), display)
            self.visit(display)
            return
        text = constant_text(value)
        is_sum = isinstance(value, complex) and text.startswith("(")
        is_number = isinstance(value, int | float | complex) and not isinstance(value, bool) and not is_sum
        parent = self.get__pp(node)
        # `-2` binds like the sign; `1.real` is no Python.
        needs_brackets = is_number and (
            parent > Precedence.USub if text.startswith("-") else parent >= Precedence.highest and text.isdigit()
        )
        self.write(f"({text})" if needs_brackets else text)

    def visit_Expr(self, node: ast.Expr) -> None:
        self.newline(node)
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            self.write(_docstring(node.value.value))
            return
        set_precedence(node, node.value)
        self.visit(node.value)


def constant_text(value: object) -> str:
    """An expression for a constant: exactly this value, by the shortest text."""
    match value:
        case None | bool():
            return repr(value)
        case int():
            return int.__repr__(value)
        case float():
            text = float.__repr__(value)
            if value != value or value in (float("inf"), float("-inf")):
                return f'-float("{text[1:]}")' if text.startswith("-") else f'float("{text}")'
            return text
        case complex():
            text = complex.__repr__(value)
            if "n" in text or complex.__repr__(eval(text)) != text:
                return f"complex({constant_text(value.real)}, {constant_text(value.imag)})"
            return text
        case str():
            return _quoted(value)
        case bytes():
            return repr(value)
    if value is Ellipsis:
        return "..."
    raise TypeError(f"no literal for a constant of type {type(value).__name__!r}")


def _quoted(value: str) -> str:
    """The literal of a string, in double quotes wherever that takes no more escapes."""
    text = repr(str(value))
    return f'"{text[1:-1]}"' if text[0] == "'" and '"' not in value else text


def _docstring(value: str) -> str:
    """A string in three quotes, over several lines where it has several."""
    if not all(character.isprintable() or character == "\n" for character in value):
        return _quoted(value)
    escaped = value.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""{escaped}"""'


def _type_parameters(node: Any) -> str:
    parameters = getattr(node, "type_params", None)
    return f"[{', '.join(map(ast.unparse, parameters))}]" if parameters else ""

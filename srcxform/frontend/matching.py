"""Which definition of a file is the source of a code object, and the proof that it is.

The file is compiled again, and what comes out must equal the code that runs. So a text that was edited since it was
imported is never taken for the source.
"""

from __future__ import annotations
import __future__

import ast
import warnings
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from types import CodeType, FunctionType
from zipimport import zipimporter

from srcxform.frontend.walking import children

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Place = tuple[int, str]
Span = tuple[tuple[int, int], tuple[int, int]]

FUTURE_FLAGS = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
_FAR_AWAY = 100_000


@dataclass(frozen=True)
class ParsedFile:
    """A file's lines, and its definitions and code objects by first line and name.

    The first line of a decorated function is that of its first decorator, as it is for code objects.
    """

    lines: tuple[str, ...]
    definitions: dict[Place, list[Definition]]
    codes: dict[Place, list[CodeType]]


@lru_cache(maxsize=64)
def parsed(text: str, flags: int) -> ParsedFile:
    """The file, parsed and compiled once; `flags` are the future features that its importer had switched on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the user has seen them at import
        tree = ast.parse(text)
        codes = _codes_in(tree, flags)
    definitions = _definitions_in(tree)
    _name_private(tree)
    return ParsedFile(tuple(text.split("\n")), definitions, codes)


def definitions_of(file: ParsedFile, function: FunctionType) -> list[Definition]:
    """The definitions that may have made the function: one, or none where the file does not hold it.

    Several only where lambdas share a line, an import hook has changed their code, and Python keeps no columns.
    """
    code = function.__code__
    place = code.co_firstlineno, code.co_name
    definitions = file.definitions.get(place, [])
    if not definitions:
        return []
    placed = _by_columns(definitions, code)
    equal = [each for each in file.codes.get(place, ()) if _same(each, code)]
    if not equal:
        return placed if any(_may_be_rewritten(each, function) for each in file.codes.get(place, ())) else []
    if len(definitions) == 1:
        return definitions
    if len(placed) == 1 and any(_span_of(each) == _span_of(code) for each in equal):
        return placed
    # Equal code comes from equal programs, so the first will do.
    return _by_code(file, place, code)[:1]


def _definitions_in(tree: ast.Module) -> dict[Place, list[Definition]]:
    definitions: dict[Place, list[Definition]] = {}
    todo: deque[ast.AST] = deque([tree])
    while todo:
        node = todo.popleft()
        todo += children(node)
        if isinstance(node, ast.Lambda):
            definitions.setdefault((node.lineno, "<lambda>"), []).append(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            head = node.decorator_list[0] if node.decorator_list else node
            definitions.setdefault((head.lineno, node.name), []).append(node)
    return definitions


_NAMED = ("id", "attr", "arg", "name")
"""The fields of nodes that hold names which Python changes where they are private."""


def _name_private(tree: ast.Module) -> None:
    """Give private names the form that they have when the code runs: in a class `A`, `self.__x` is `self._A__x`."""
    todo: deque[tuple[ast.AST, str]] = deque([(tree, "")])
    while todo:
        node, owner = todo.popleft()
        inner = node.name.lstrip("_") if isinstance(node, ast.ClassDef) else owner
        for name in _NAMED if owner and not isinstance(node, ast.keyword | ast.alias) else ():
            if isinstance(getattr(node, name, None), str):
                setattr(node, name, _private(owner, getattr(node, name)))
        if owner and isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [_private(owner, name) for name in node.names]
        todo += [(child, inner) for child in children(node)]


def _private(owner: str, name: str) -> str:
    return f"_{owner}{name}" if name.startswith("__") and not name.endswith("__") else name


def _codes_in(tree: ast.Module, flags: int) -> dict[Place, list[CodeType]]:
    codes: dict[Place, list[CodeType]] = {}
    # A notebook cell may wait at its top level; for the functions in it the flag makes no difference.
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    todo: list[CodeType] = [compile(tree, "<compared>", "exec", flags=flags, dont_inherit=True)]
    while todo:
        code = todo.pop()
        codes.setdefault((code.co_firstlineno, code.co_name), []).append(code)
        todo.extend(const for const in code.co_consts if isinstance(const, CodeType))
    return codes


def _by_columns(definitions: Sequence[Definition], code: CodeType) -> list[Definition]:
    """Of lambdas on one line, the one whose columns the code has; all of them where Python keeps no columns."""
    span = _span_of(code)
    if span is None or len(definitions) <= 1:
        return list(definitions)
    covering = [node for node in definitions if _covers(_body_span(node), span)]
    # Of two that cover the code, one stands inside the other and starts later.
    latest = max((_body_span(node)[0] for node in covering), default=None)
    return [node for node in covering if _body_span(node)[0] == latest]


def _span_of(code: CodeType) -> Span | None:
    """The part of the file that the instructions come from."""
    spans = [
        ((line, column), (end_line, end_column))
        for line, end_line, column, end_column in code.co_positions()
        if line is not None and end_line is not None and column is not None and end_column is not None
        # Instructions that only open the frame have an empty span.
        if (line, column) != (end_line, end_column)
    ]
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def _covers(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _body_span(node: Definition) -> Span:
    first, last = (node.body, node.body) if isinstance(node, ast.Lambda) else (node.body[0], node.body[-1])
    return (first.lineno, first.col_offset), (last.end_lineno or 0, last.end_col_offset or 0)


def _by_code(file: ParsedFile, place: Place, code: CodeType) -> list[Definition]:
    """The lambdas of one line that compile to the code.

    In a second tree each gets lines of its own, to know its code by. (Lines have a say in what the compiler makes of
    a function, so this cannot be done for all.)
    """
    tree = ast.parse("\n".join(file.lines))
    twins = _definitions_in(tree)[place]
    lines = [_FAR_AWAY * (count + 1) for count in range(len(twins))]
    for twin, line in zip(twins, lines, strict=True):
        # Outer lambdas come first, so an inner one moves along, and then on to its own lines.
        ast.increment_lineno(twin, line - twin.lineno)
    codes = _codes_in(tree, code.co_flags & FUTURE_FLAGS)
    return [
        node
        for node, line in zip(file.definitions[place], lines, strict=True)
        if any(_same(each, code) for each in codes.get((line, code.co_name), ()))
    ]


def _same(ours: CodeType, theirs: CodeType) -> bool:
    """Equal instructions, names and constants. (`==` would also compare positions, and see through no tracing.)"""
    return (
        ours.co_code == theirs.co_code
        and ours.co_exceptiontable == theirs.co_exceptiontable
        and ours.co_names == theirs.co_names
        and ours.co_varnames == theirs.co_varnames
        and ours.co_freevars == theirs.co_freevars
        and ours.co_cellvars == theirs.co_cellvars
        and ours.co_argcount == theirs.co_argcount
        and ours.co_posonlyargcount == theirs.co_posonlyargcount
        and ours.co_kwonlyargcount == theirs.co_kwonlyargcount
        and len(ours.co_consts) == len(theirs.co_consts)
        and all(map(_same_constant, ours.co_consts, theirs.co_consts))
    )


def _same_constant(ours: object, theirs: object) -> bool:
    if isinstance(ours, CodeType) and isinstance(theirs, CodeType):
        return _same(ours, theirs)
    if isinstance(ours, frozenset):
        return ours == theirs
    # 1, 1.0 and True are equal, and so are 0.0 and -0.0; their texts are not.
    return type(ours) is type(theirs) and repr(ours) == repr(theirs)


def _may_be_rewritten(compiled: CodeType, function: FunctionType) -> bool:
    """Whether an import hook may have made the function from this definition, as pytest does to explain `assert`.

    Such code never equals what the text gives; it must then hold all names of the text, on the same lines.
    """
    loader = function.__globals__.get("__loader__")
    faithful = loader is None or isinstance(loader, type) or type(loader) in (SourceFileLoader, zipimporter)
    code = function.__code__
    return not faithful and (
        set(compiled.co_names) <= set(code.co_names)
        and set(compiled.co_varnames) <= set(code.co_varnames)
        and compiled.co_argcount == code.co_argcount
        and _line_numbers(compiled) <= _line_numbers(code)
    )


def _line_numbers(code: CodeType) -> set[int]:
    return {line for _, _, line in code.co_lines() if line is not None}

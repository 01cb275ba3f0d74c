"""Function -> Source: the syntax tree and text of exactly the code that runs.

The whole file is parsed, never a block cut out of it: lambdas that share a line, nested functions, decorators that
hold a lambda and multi-line strings all come out right, with their true line and column. The tree is found by the
position of the code object, then compiled once more and compared with what runs, so a file that was edited since it
was imported is refused instead of differentiated.
"""

from __future__ import annotations

import functools
import inspect
import linecache
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any
from weakref import WeakKeyDictionary, ref

import gast

from srcxform.errors import SourceNotFound
from srcxform.frontend.matching import FUTURE_FLAGS, Definition, ParsedFile, definitions_of, parsed
from srcxform.origin import NOWHERE, Origin
from srcxform.texts import numbered_filename, register_text, registered_text

_FROM_TEXT = "define it in a file, or use srcxform.from_source(text, name)"
_RELOAD = "reload the module and take the function from it again, so that the code that runs is the code in the file"
# Where a function was found once: its file may be edited, and the cache of a notebook or a doctest emptied.
# (By identity: equal code may come from another file, and live shorter.)
_FOUND: dict[int, tuple[ref[CodeType], str]] = {}


@dataclass(frozen=True)
class Source:
    """A function and the text it was made from.

    `node` is a gast tree (a `FunctionDef`, `AsyncFunctionDef` or `Lambda`) with the file's own line numbers. It is the
    same at each reading, so nobody may change it. `lines` are the lines of the whole file. `globals` and the cells of
    `closure` are the live ones.
    """

    function: FunctionType
    name: str
    node: gast.FunctionDef | gast.AsyncFunctionDef | gast.Lambda
    filename: str
    lines: tuple[str, ...]
    globals: dict[str, Any]
    closure: dict[str, CellType]
    defaults: tuple[Any, ...]
    kwdefaults: dict[str, Any]
    signature: inspect.Signature

    @property
    def is_own(self) -> bool:
        """Whether it is a function of the compiler's own, of which the user knows the call alone."""
        return str(self.globals.get("__name__", "")).startswith(("srcxform.rules.", "srcxform.frontend.in_language"))


def read_source(function: object) -> Source:
    """The source of a function, a method or an object with a `.primal`; `SourceNotFound` where there is none.

    Decorators of the definition are not applied: the code object that is given is the one that is read. In particular,
    what a foreign decorator returns is the decorator's own wrapper, and `__wrapped__` is not followed.
    """
    plain = _plain_function(function)
    file, definition = _located(plain)
    code = plain.__code__
    return Source(
        function=plain,
        name=plain.__name__,
        node=_tree_of(definition),
        filename=code.co_filename,
        lines=file.lines,
        globals=plain.__globals__,
        closure=dict(zip(code.co_freevars, plain.__closure__ or (), strict=True)),
        defaults=plain.__defaults__ or (),
        kwdefaults=dict(plain.__kwdefaults__ or {}),
        signature=_own_signature(plain),
    )


@functools.lru_cache(maxsize=512)
def _tree_of(definition: Definition) -> gast.AST:
    """The tree in the form that does not depend on the version of Python. A program calls the same functions often."""
    return gast.ast_to_gast(definition)


def origin(source: Source, node: gast.AST) -> Origin:
    """Where the node stands in the user's file, with the text of its line."""
    lineno = getattr(node, "lineno", None)
    if lineno is None:
        return NOWHERE
    text = source.lines[lineno - 1] if lineno <= len(source.lines) else ""
    # Python counts columns in UTF-8 bytes; a caret is drawn in characters.
    column = node.col_offset if text.isascii() else len(text.encode()[: node.col_offset].decode(errors="ignore"))
    return Origin(source.filename, lineno, column, text, end_of(node))


def end_of(node: gast.AST) -> tuple[int, int]:
    """Where the node ends: its line and column."""
    return (getattr(node, "end_lineno", None) or 0, getattr(node, "end_col_offset", None) or 0)


def place_of(function: object) -> Origin:
    """Where a function is defined, if that is known."""
    try:
        source = read_source(function)
    except SourceNotFound:
        return NOWHERE
    return origin(source, source.node)


def function_from_source(text: str, name: str, **names: Any) -> FunctionType:
    """The function `name` that `text` defines; the text may import and define what it needs, or use `names`."""
    filename = numbered_filename(f"source {name}", text)
    register_text(filename, text)
    namespace: dict[str, Any] = {"__name__": "__source__", **names}
    exec(compile(text, filename, "exec", dont_inherit=True), namespace)
    function = namespace.get(name)
    function = getattr(function, "primal", function)  # of a `def` that is decorated as differentiable
    if not isinstance(function, FunctionType):
        raise SourceNotFound(f"the text defines no function {name!r}", instead="give the name of a `def` in the text")
    return function


def function_of_partial(partial: functools.partial[Any]) -> FunctionType:
    """A function that does what a `functools.partial` does, with the parameters that are left."""
    made: FunctionType | None = _PARTIALS.get(partial)
    if made is None:
        every = list(inspect.signature(partial).parameters.values())
        name = getattr(partial.func, "__name__", "function").replace("<lambda>", "function")
        # What was given by keyword can only be given by keyword again: it keeps its value.
        left = [p for p in every if p.kind is p.POSITIONAL_OR_KEYWORD or p.kind is p.POSITIONAL_ONLY]
        given = ", ".join(p.name for p in left)
        made = function_from_source(f"def {name}({given}):\n    return partial({given})\n", name, partial=partial)
        made.__defaults__ = tuple(p.default for p in left if p.default is not p.empty) or None
        _PARTIALS[partial] = made
    return made


def is_open_wrapper(function: object) -> bool:
    """Whether a function takes whatever it is given, for one that it wraps and that names its parameters."""
    if not isinstance(function, FunctionType) or not hasattr(function, "__wrapped__"):
        return False
    return _takes_anything(_own_signature(function)) and not _takes_anything(inspect.signature(function))


def _takes_anything(signature: inspect.Signature) -> bool:
    return any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in signature.parameters.values())


def function_of_wrapper(wrapper: Any) -> FunctionType:
    """A function that calls a wrapper of `*args, **kwargs`, with the parameters of what that wraps."""
    made: FunctionType | None = _WRAPPERS.get(wrapper)
    if made is None:
        every = list(inspect.signature(wrapper).parameters.values())
        plain = [p.name for p in every if p.kind is not p.KEYWORD_ONLY]
        named = [p.name for p in every if p.kind is p.KEYWORD_ONLY]
        name = wrapper.__name__.replace("<lambda>", "function")
        taken = ", ".join([*plain, *(["*", *named] if named else [])])
        given = ", ".join([*plain, *(f"{n}={n}" for n in named)])
        made = function_from_source(f"def {name}({taken}):\n    return wrapper({given})\n", name, wrapper=wrapper)
        made.__defaults__ = tuple(p.default for p in every if p.name in plain and p.default is not p.empty) or None
        made.__kwdefaults__ = {p.name: p.default for p in every if p.name in named and p.default is not p.empty}
        _WRAPPERS[wrapper] = made
    return made


_WRAPPERS: WeakKeyDictionary[Any, FunctionType] = WeakKeyDictionary()
_PARTIALS: WeakKeyDictionary[Any, FunctionType] = WeakKeyDictionary()


def _plain_function(function: object) -> FunctionType:
    """The Python function behind a method, a static method or our own wrappers."""
    while not isinstance(function, FunctionType):
        if isinstance(function, MethodType | staticmethod | classmethod):
            function = function.__func__
        elif not isinstance(function, type) and hasattr(function, "primal"):
            function = function.primal
        else:
            raise SourceNotFound(
                f"{_described(function)} has no Python source", instead="give a Python function, or register a rule"
            )
    return function


def _described(function: object) -> str:
    name = getattr(function, "__name__", None)
    return f"{name!r} ({type(function).__name__})" if name else f"an object of type {type(function).__name__!r}"


def _own_signature(function: FunctionType) -> inspect.Signature:
    """The signature of the code itself: `__wrapped__` and `__signature__` may promise another one."""
    bare = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    bare.__kwdefaults__ = function.__kwdefaults__
    bare.__annotations__ = function.__annotations__
    return inspect.signature(bare)


def _located(function: FunctionType) -> tuple[ParsedFile, Definition]:
    """The definition that compiles to the function's code, in the first text that holds it."""
    code = function.__code__
    flags = code.co_flags & FUTURE_FLAGS
    tried: set[str] = set()
    for text in _texts(function):
        if not text or text in tried:
            continue
        tried.add(text)
        try:
            file = parsed(text, flags)
        except (SyntaxError, ValueError):
            continue
        match definitions_of(file, function):
            case [definition]:
                _remember(code, text)
                return file, definition
            case [first, *_]:
                raise SourceNotFound(
                    "several lambdas stand on this line, and Python does not tell which one this is",
                    origin=Origin(code.co_filename, first.lineno, 0, file.lines[first.lineno - 1]),
                    instead="give it a name with `def`",
                )
    # What `exec` compiles is called as the text of `python -c` is.
    raise _not_found(function, found_text=bool(tried) and code.co_filename != "<string>")


def _not_found(function: FunctionType, *, found_text: bool) -> SourceNotFound:
    filename, name = function.__code__.co_filename, function.__name__
    if not found_text:
        message, instead = f"Python kept no source text for {name!r}", _FROM_TEXT
    elif filename.startswith("<"):
        message, instead = f"the text known as {filename!r} is not the source of {name!r}", _FROM_TEXT
    else:
        message = f"the file does not hold the source of {name!r} any more: it was changed after it was imported"
        instead = _RELOAD
    return SourceNotFound(message, origin=Origin(filename, function.__code__.co_firstlineno, 0), instead=instead)


def _texts(function: FunctionType) -> Iterator[str]:
    """The texts that may hold the function: as cached, as the file is now, what the prompt knows, as it once was.

    Each is asked for only if the ones before did not hold it: a check of the cache drops what has no file.
    """
    filename = function.__code__.co_filename
    ours = registered_text(filename)
    if ours is not None:
        yield ours
        return
    yield "".join(linecache.getlines(filename, function.__globals__))
    linecache.checkcache(filename)
    yield "".join(linecache.getlines(filename, function.__globals__))
    if filename.startswith("<frozen "):  # compiled into Python itself, as `collections.abc`; the file is there
        yield "".join(linecache.getlines(function.__globals__.get("__file__") or ""))
    yield _interactive_text(function)
    if filename == "<string>":
        yield _text_of_command(sys.orig_argv[1:])
    known, text = _FOUND.get(id(function.__code__), (None, ""))
    if known is not None and known() is function.__code__:
        yield text


def _remember(code: CodeType, text: str) -> None:
    key = id(code)
    _FOUND[key] = ref(code, lambda _: _FOUND.pop(key, None)), text


def _text_of_command(options: list[str]) -> str:
    """The text of `python -c`, which Python itself keeps since 3.13 only: as it stands on the command line."""
    given = iter(options)
    for option in given:
        if option in ("-W", "-X"):
            next(given, None)
        elif not option.startswith("-") or option.startswith(("--", "-m")):
            break
        elif not option.startswith(("-W", "-X")) and "c" in option:
            return option.partition("c")[2] or next(given, "")
    return ""


def _interactive_text(function: FunctionType) -> str:
    """What `inspect` alone knows: since Python 3.13 the text of `python -c` and of the prompt."""
    try:
        return "".join(inspect.findsource(function)[0])
    except (OSError, TypeError, IndexError):
        return ""

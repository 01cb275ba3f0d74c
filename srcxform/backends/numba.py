"""Machine code by Numba: the same function as loops (`machine`), compiled, and called by a function of plain Python.

What Numba has no types for stays in Python: dicts and objects are taken apart before the call, put together after it.
"""

from __future__ import annotations

import builtins
import copy
import hashlib
import importlib
import operator
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import memory_classes
from srcxform.backends.emit import Listing, Machine, emit
from srcxform.backends.machine.compiling import compile_with_it
from srcxform.backends.machine.limits import changing_kinds, refuse_what_cannot_be, refuse_written_elements
from srcxform.backends.machine.lowering import Lowered, lower
from srcxform.backends.machine.messages import without_messages
from srcxform.backends.machine.support import (
    LengthsDiffer,
    MessageNeeded,
    SliceClipped,
    require,
    require_inside,
    require_same_length,
)
from srcxform.backends.python import generated_filename, load
from srcxform.errors import MissingExtra, Unsupported
from srcxform.ir.names import RESERVED
from srcxform.ir.nodes import (
    Assign,
    Block,
    Call,
    Const,
    Effect,
    Function,
    FunctionRef,
    If,
    Operand,
    Parameter,
    Statement,
    Tup,
    Var,
)
from srcxform.ir.types import UNKNOWN, ArrayType, ListType, TupleType, Type
from srcxform.ir.walk import blocks, defines, map_operand, reads, statements_in, substitute, uses_in, vars_in
from srcxform.origin import Origin
from srcxform.rules.registry import find_rule

Simplify = Callable[[Block], Block]


@dataclass(frozen=True)
class Options:
    """`parallel`: independent loops run on all cores. `cache`: machine code is kept on disk."""

    parallel: bool = False
    cache: bool = False

    def decorator(self, lowered: Lowered) -> str:
        """How a function is decorated. Sums may be taken in any order, as NumPy takes them; nothing else may."""
        more = ', fastmath={"reassoc", "contract", "arcp"}' if lowered.may_reorder else ""
        more += ", parallel=True" if self.parallel else ""
        more += ", cache=True" if self.cache else ""
        return f'numba.njit(error_model="numpy"{more})'


def numba_module() -> Any:
    """Numba. Raises `MissingExtra` where it is not installed."""
    try:
        return importlib.import_module("numba")
    except ImportError:
        raise MissingExtra('backend="numba" needs Numba', instead="pip install 'srcxform[numba]'") from None


def compile_numba(
    functions: list[Function],
    *,
    has_head: bool,
    options: Options,
    prepare: Callable[[Function], Function],
    clean: Simplify,
    origin: Origin,
) -> tuple[Listing, FunctionType]:
    """The text of these functions (the first is the one that is called) and the function that calls machine code.

    `prepare` makes the last changes before loops are made, `clean` drops what is not needed after that.
    """
    numba_module()
    importlib.import_module("srcxform.backends.machine.overloads")
    functions = [decided(functions[0], has_head), *functions[1:]]
    for function in functions:
        refuse_written_elements(function)
    whole, *callees = map(prepare, functions)
    refuse_what_cannot_be([whole, *callees])
    host, kernel = split(whole)
    silent = [_silent(f, clean) for f in (kernel, *callees)]

    def listing_of(repeats: bool, clips: bool) -> Listing:
        lowered = [lower(f, repeats=repeats, clips=clips, parallel=options.parallel) for f in silent]
        functions = [replace(x.function, body=clean(x.function.body)) for x in lowered]
        independent = frozenset().union(*(x.independent for x in lowered)) if options.parallel else frozenset()
        decorators = {x.function.name: options.decorator(x) for x in lowered}
        return emit([host, *functions], machine=Machine(decorators, independent))

    listing = listing_of(False, False)
    call = _loaded(listing, options)

    def general(repeats: bool, clips: bool) -> Any:
        return _loaded(listing_of(repeats, clips), options).__globals__[kernel.name]

    def telling() -> Any:
        return _text_loaded(emit([kernel, *callees]), Options())

    name = kernel.name
    memory = memory_classes(kernel.body)
    checks = [f"{check.__name__}(" for check in (require_same_length, require_inside, require)]
    may_give_up = any(sign in listing.text for sign in (*checks, f"raise {MessageNeeded.__name__}"))
    written = tuple(k for k, p in enumerate(kernel.parameters) if may_give_up and memory.is_written(p.var))
    changing = changing_kinds([kernel, *callees])
    call.__globals__[name] = Kernel(call.__globals__[name], general, telling, listing, origin, written, changing)
    return listing, call


def _silent(function: Function, clean: Simplify) -> Function:
    """The function without what messages tell, and without what was computed for that alone."""
    silent = without_messages(function)
    return function if silent is function else replace(silent, body=clean(silent.body))


def _loaded(listing: Listing, options: Options) -> FunctionType:
    """The function of a text, whose machine code is made where it is first called."""
    function = _text_loaded(listing, options)
    compile_with_it(function.__globals__)
    return function


def _callable_by_machine_code(each: Any) -> Any:
    """What a text names; machine code calls a Python function that has a rule of the user's, so it is compiled, too."""
    rule = find_rule(each) if isinstance(each, FunctionType) else None
    return numba_module().njit(each) if rule is not None and rule.is_own else each


def _text_loaded(listing: Listing, options: Options) -> FunctionType:
    """The function of a text, loaded from a file where machine code is to be kept beside it."""
    objects = {name: _callable_by_machine_code(each) for name, each in listing.objects.items()}
    if not options.cache:
        return load(listing.text, listing.entry, generated_filename(listing.text, listing.entry), objects)
    folder = Path(os.environ.get("SRCXFORM_CACHE_DIR") or Path.home() / ".cache" / "srcxform")
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(listing.text.encode()).hexdigest()[:16]
    path = folder / f"{listing.entry}_{digest}.py"
    if not path.exists():
        path.write_text(listing.text)
    # Numba finds kept code by the name of a module that can be imported: it is entered before it is used.
    name = f"srcxform_cached_{digest}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    function = load(listing.text, listing.entry, str(path), {**objects, "__name__": name})
    module.__dict__.update(function.__globals__)
    return function


class Kernel:
    """Machine code; where an axis turns out to be repeated or a slice clipped, that of a version which allows it.

    Where it gives up because an error tells of values, a version in plain Python runs to the same place and raises it.
    """

    def __init__(
        self,
        fast: Any,
        make_general: Callable[[bool, bool], Any],
        make_telling: Callable[[], Any],
        listing: Listing,
        origin: Origin,
        written: tuple[int, ...] = (),
        changing: tuple[Unsupported, ...] = (),
    ) -> None:
        self.code = fast
        self.make_general = make_general
        self.make_telling = make_telling
        self.repeats = self.clips = False
        self.listing = listing
        self.origin = origin
        self.written = written
        self.changing = changing

    def __call__(self, *args: Any) -> Any:
        """Call it. Raises `Unsupported` for what Numba cannot compile."""
        # What is written must be as it was where the call turns out to need another version.
        again = [copy.deepcopy(a) if k in self.written else a for k, a in enumerate(args)] if self.written else args
        try:
            return self._run(self.code, args)
        except LengthsDiffer:
            if self.repeats:
                raise
            self.repeats = True
        except SliceClipped:
            if self.clips:
                raise
            self.clips = True
        except MessageNeeded:
            return self.make_telling()(*again)
        self.code = self.make_general(self.repeats, self.clips)
        return self(*again)

    def _run(self, code: Any, args: Any) -> Any:
        try:
            return self._compiled_or_called(code, args)
        except TypeError as error:
            if re.fullmatch(r"expected .*, got None", str(error)) is None:
                raise
            raise self._refusal(code, f"a name is None here that is an array elsewhere: {error}") from error

    def _compiled_or_called(self, code: Any, args: Any) -> Any:
        numba = numba_module()
        if getattr(code, "signatures", True):  # NUMBA_DISABLE_JIT leaves plain functions
            return code(*args)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", numba.NumbaPerformanceWarning)
                return code(*args)
        except numba.core.errors.NumbaError as error:
            raise self._refusal(code, str(error)) from error
        except Exception as error:
            if isinstance(error, ValueError) and "fingerprint of empty list" in str(error):
                raise Unsupported(
                    "an empty list does not tell machine code what it will hold",
                    origin=self.origin,
                    instead='use backend="numpy" for this function, or pass an array',
                ) from error
            # What Numba is not prepared for ends somewhere inside of it.
            if f"{os.sep}numba{os.sep}" in traceback.extract_tb(error.__traceback__)[-1].filename:
                raise self._refusal(code, f"{type(error).__name__}: {error}") from error
            raise

    def _refusal(self, code: Any, message: str) -> Unsupported:
        """Numba's error, with the user's line and that of the generated text which it is about."""
        if self.changing and any(sign in message for sign in _OF_CHANGING_KINDS):
            return self.changing[0]
        lines = self.listing.text.splitlines()
        name = re.escape(os.path.basename(code.py_func.__code__.co_filename))
        found = [int(n) for n in re.findall(rf'File "[^"]*{name}", line (\d+)', message)]
        place = found[-1] if found and found[-1] <= len(lines) else 0
        reasons = [r.strip() for r in message.splitlines() if r.strip() and not r.startswith(("During", "File"))]
        reason = next((r for r in reasons if not r.startswith("Failed in")), "")
        missing = next((m[1] for sign in _OF_MISSING for m in [re.search(sign, reason)] if m), "")
        line = f"`{lines[place - 1].strip()}` of the generated code" if place else "the generated code"
        what = f"machine code has no `{missing}` for these arguments" if missing else f"Numba cannot compile {line}"
        return Unsupported(
            f"{what} ({reason})",
            origin=self.listing.origins().get(place, self.origin),
            instead='use backend="numpy" for this function, or write this operation as a loop',
        )


# How Numba says that one name has values of several types, and that it does not know a function.
_OF_CHANGING_KINDS = ("unify", "ndefined", "none", "IndexError", "due to a branch")
_OF_MISSING = (
    r"Unknown attribute '(\w+)' of type Module",
    r"unsupported NumPy function '([\w.]+)'",
    r"Untyped global name '(\w+)'",
    r"No implementation of function Function\(<(?:built-in )?function (\w+)",
)


# What is decided before


def decided(function: Function, has_head: bool) -> Function:
    """The function for calls with a head, or for calls without: the question whether there is one is answered."""
    heads = {p.var for p in function.parameters if p.has_default and p.default is None}
    answers: dict[Operand, Operand] = {}

    def block(whole: Block) -> Block:
        statements: list[Statement] = []
        for statement in whole.statements:
            match statement:
                case Assign(out, operator.is_, (Var() as asked, Const(None))) if asked in heads:
                    answers[out] = Const(not has_head)
                    continue
                case If(test) if test in answers:
                    known = answers[test]
                    chosen = block(statement.then if known.value else statement.orelse)  # type: ignore[union-attr]
                    statements += chosen.statements
                    answers.update(zip(statement.results, chosen.yields, strict=True))
                    continue
            statements.append(statement)
        return replace(whole, statements=tuple(statements))

    body = block(function.body)

    def resolve(operand: Operand) -> Operand:
        while operand in answers:
            operand = answers[operand]
        return operand

    return replace(function, body=substitute(body, resolve))


def _is_plain(t: Type) -> bool:
    """Whether Numba has a type for values of this type."""
    if isinstance(t, ArrayType):
        return True
    if isinstance(t, TupleType):
        return t.kind in (tuple, list) and all(map(_is_plain, t.items))
    return isinstance(t, ListType)


_SINGLE = (np.dtype(np.float32), np.dtype(np.complex64))
_CHECKS = (runtime.require_separate, runtime.require_distinct, runtime.require_view, runtime.require_contiguous)


def split(function: Function) -> tuple[Function, Function]:
    """A function that stays in Python, and the one that it calls."""
    at_hand = {p.var for p in function.parameters}
    shapes = _shapes_of_heads(function.body)
    outer: list[Statement] = []
    inner: list[Statement] = []
    for statement in function.body.statements:
        is_outer = (
            all(v in at_hand for v in reads(statement)) and not blocks(statement) and _stays_outside(statement, shapes)
        )
        if is_outer:
            at_hand.update(defines(statement))
        (outer if is_outer else inner).append(statement)
    name = f"{function.name}_compiled"
    leaves = [v for o in function.body.yields for v in dict.fromkeys(vars_in(o)) if v not in at_hand]
    result: Operand = leaves[0] if len(leaves) == 1 else Tup(tuple(leaves))
    body = Block(tuple(inner), (result,))
    used = uses_in(body)
    given = [*(p.var for p in function.parameters), *(v for s in outer for v in defines(s))]
    needed = [v for v in given if v in used]
    changed: dict[Var, Var] = {}
    for v in needed:
        hint = _unused(v.hint or "given", _WORDS | {c.hint for c in changed.values()})
        changed[v] = Var(hint, _as_tuples(v.type) if _holds_lists(v.type) else v.type)
    body = substitute(body, lambda operand: changed.get(operand, operand))  # type: ignore[arg-type]
    parameters = tuple(Parameter(changed.get(v, v)) for v in needed)
    kernel = Function(name, parameters, body, "", function.origin)
    host = _host(function, outer, kernel, needed, leaves)
    return host, kernel


_WORDS = RESERVED | frozenset(dir(builtins))
"""What the text of a kernel says itself, and no key of a dict may stand for."""


def _unused(hint: str, taken: Set[str]) -> str:
    """A name that no other parameter has."""
    found, number = hint, 1
    while found in taken:
        found, number = f"{hint}_{number}", number + 1
    return found


def _shapes_of_heads(body: Block) -> set[Var]:
    """The shapes with which heads are compared, and nothing else."""
    uses: dict[Var, list[Statement]] = {}
    for statement in statements_in(body):
        for v in reads(statement):
            uses.setdefault(v, []).append(statement)
    return {v for v, users in uses.items() if all(isinstance(s, Assign) and _compares(s) for s in users)}


def _compares(statement: Assign) -> bool:
    return statement.primitive is runtime.require_shape


def _stays_outside(statement: Statement, shapes: set[Var]) -> bool:
    if isinstance(statement, Effect):
        return statement.primitive in _CHECKS
    # A check between two loops would keep them apart.
    if isinstance(statement, Assign) and (_compares(statement) or _asks_shape(statement, shapes)):
        return True
    return isinstance(statement, Assign) and any(not _is_plain(v.type) for v in reads(statement))


def _asks_shape(statement: Assign, shapes: set[Var]) -> bool:
    return statement.primitive is np.shape and statement.out in shapes


def _holds_lists(t: Type) -> bool:
    return isinstance(t, TupleType) and (t.kind is list or any(map(_holds_lists, t.items)))


def _as_tuples(t: Type) -> Type:
    return TupleType(tuple(map(_as_tuples, t.items))) if isinstance(t, TupleType) else t


def _host(
    function: Function, outer: list[Statement], kernel: Function, needed: list[Var], leaves: list[Var]
) -> Function:
    statements = list(outer)
    args = []
    for var in needed:
        given: Operand = var
        if _holds_lists(var.type):
            given = Var("", UNKNOWN)
            statements.append(Assign(given, as_tuples, (var,)))
        args.append(given)
    out = Var("result", UNKNOWN if len(leaves) != 1 else leaves[0].type)
    statements.append(Call(out, FunctionRef(kernel.name, function=kernel), tuple(args)))
    (result,) = function.body.yields
    is_as_given = not any(map(_loses_dtype, leaves))
    if is_as_given and isinstance(result, Tup) and result.kind is tuple and list(result.items) == leaves != leaves[:1]:
        result = out
    else:
        parts: dict[Operand, Operand] = {leaves[0]: out} if len(leaves) == 1 else {}
        for k, leaf in enumerate(leaves if len(leaves) > 1 else ()):
            parts[leaf] = Var(leaf.hint, leaf.type)
            statements.append(Assign(parts[leaf], operator.getitem, (out, Const(k))))  # type: ignore[arg-type]
        for leaf in filter(_loses_dtype, leaves):
            plain, parts[leaf] = parts[leaf], Var(leaf.hint, leaf.type)
            statements.append(Assign(parts[leaf], leaf.type.dtype.type, (plain,)))  # type: ignore[arg-type,union-attr]
        result = map_operand(result, lambda operand: parts.get(operand, operand))
    return replace(function, body=Block(tuple(statements), (result,)))


def _loses_dtype(leaf: Var) -> bool:
    """Whether it is a number of single precision, which machine code hands out as one of Python's."""
    t = leaf.type
    return isinstance(t, ArrayType) and t.rank == 0 and t.box == "numpy" and t.dtype in _SINGLE


def as_tuples(x: Any) -> Any:
    """Lists as tuples, which machine code takes."""
    return tuple(map(as_tuples, x)) if isinstance(x, (list, tuple)) else x


__all__ = ["Options", "compile_numba", "numba_module"]

"""The calls of the contract: each keeps what was asked for, compiles once for each kind of arguments, and calls."""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import inspect
import sys
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from srcxform import versions
from srcxform.errors import NotDifferentiable, SharedMemory, SrcxformError, Unsupported, WrongRule
from srcxform.fitting import Fitting, Misfit, fits, holds_complex, in_kind_of, replayed, snapshot, states_of
from srcxform.frontend.arguments import MadeFor, holds_floats, is_taken_apart, structure_key
from srcxform.frontend.guards import check_of, contents
from srcxform.frontend.refusals import name_of, overlaps_itself
from srcxform.frontend.source import (
    function_from_source,
    function_of_partial,
    function_of_wrapper,
    is_open_wrapper,
    origin,
    read_source,
)
from srcxform.ir.types import ArrayType, Type, can_be_active, typeof
from srcxform.origin import NOWHERE, Origin
from srcxform.request import Request, Wrt
from srcxform.rules.registry import find_rule
from srcxform.runtime import CopiedUnawares, GivenTwice, HalfDone, Misshapen, Refused
from srcxform.texts import registered_text

if TYPE_CHECKING:
    from srcxform.pipeline import Compiled

F = TypeVar("F", bound=Callable[..., Any])
MISSING = inspect.Parameter.empty
_LOCK = threading.RLock()
_COPIES = 64


def _compiler() -> Any:
    """The pipeline, loaded when the first derivative is asked for: a program that only imports us pays little."""
    from srcxform import pipeline

    return pipeline


class Differentiable:
    """A function that can be called as before, and shows the source of its derivatives."""

    def __init__(self, primal: Callable[..., Any]) -> None:
        self.primal = primal
        functools.update_wrapper(self, primal)
        self._last: dict[str, str] = {}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.primal(*args, **kwargs)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __repr__(self) -> str:
        return f"differentiable({self.primal!r})"

    def __reduce__(self) -> Any:
        code = getattr(self.primal, "__code__", None)
        text = None if code is None else registered_text(code.co_filename)
        if text is not None:
            return (from_source, (text, self.primal.__name__))
        # A decorated module-level function is found by its name, like any function; others are sent, if they can be.
        place = (getattr(self.primal, "__module__", ""), getattr(self.primal, "__qualname__", ""))
        is_sent = _is_found_elsewhere(self, place) or (place[0] == "__main__" and _is_cloudpickle_at_work())
        return (differentiable, (self.primal,)) if is_sent else (_found_by_name, place)

    def __copy__(self) -> Differentiable:
        return self  # as a function is

    def __deepcopy__(self, memo: Any) -> Differentiable:
        return self

    @property
    def adjoint_source(self) -> str:
        """The source of the adjoint: of the last call's types, or before any call of those that annotations tell."""
        return self._last.get("reverse") or _shown(self.primal, "reverse")

    @property
    def tangent_source(self) -> str:
        """The source of the tangent function, likewise."""
        return self._last.get("forward") or _shown(self.primal, "forward")


def _found_by_name(module: str, qualname: str) -> Any:
    return functools.reduce(getattr, qualname.split("."), importlib.import_module(module))


def _is_found_elsewhere(function: Differentiable, place: tuple[str, str]) -> bool:
    """Whether the name of a function does not stand for it."""
    try:
        return _found_by_name(*place) is not function
    except (ImportError, AttributeError, ValueError):
        return True


def _is_cloudpickle_at_work() -> bool:
    """Whether cloudpickle asks: what `__main__` defines is sent whole, because the other process has another one."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        if str(frame.f_globals.get("__name__")).partition(".")[0] == "cloudpickle":
            return True
    return False


def _shown(primal: Any, mode: str) -> str:
    return unseen(primal, mode).source


def unseen(primal: Any, mode: str, observer: Callable[[], None] | None = None) -> Compiled:
    """The code that annotations and defaults tell, with respect to every argument that may hold floats."""
    function, prefix = _plain(primal)
    source = read_source(function)
    known = _compiler().annotated_types(source)
    names = [p.name for p in list(source.signature.parameters.values())[len(prefix) :]]
    active = tuple(name for name in names if _may_be_float(known[name]))
    request = Request(wrt=active, single=len(active) == 1, mode=mode, observer=observer)
    compiled: Compiled = _compiler().compile_unseen(source, function, request, prefix)
    return compiled


def _may_be_float(value: Any) -> bool:
    return can_be_active(value) if isinstance(value, Type) else holds_floats(value)


def _plain(function: Any) -> tuple[Any, tuple[Any, ...]]:
    """The Python function behind a callable, and the arguments that are bound to it already."""
    if isinstance(function, types.MethodType):
        inner, prefix = _plain(function.__func__)
        return inner, (function.__self__, *prefix)
    if isinstance(function, Differentiable):
        return _plain(function.primal)
    if is_open_wrapper(function):
        return function_of_wrapper(function), ()
    if isinstance(function, (types.FunctionType, _Derivative)):
        return function, ()
    if isinstance(function, functools.partial):
        return function_of_partial(function), ()
    if isinstance(function, type) or not callable(function):
        raise NotDifferentiable(
            f"{function!r} is not a function", instead="pass a function, a method or an object with `__call__`"
        )
    call = getattr(type(function), "__call__", None)  # noqa: B004 - the method itself is wanted
    if isinstance(call, types.FunctionType):
        return call, (function,)
    name = getattr(function, "__name__", type(function).__name__)
    instead = "wrap it in a Python function, or register a rule for it"
    if _has_rule(function):
        instead = f"differentiate a function that calls it: lambda x: {name_of(function)}(x)"
    elif hasattr(function, "__wrapped__"):
        instead = f"differentiate what it wraps: {name}.__wrapped__"
    raise NotDifferentiable(f"`{name}` ({type(function).__name__}) has no Python source", instead=instead)


def _has_rule(function: Any) -> bool:
    _compiler().library.register_imported()
    try:
        return find_rule(function) is not None
    except TypeError:  # not hashable
        return False


@contextlib.contextmanager
def _placed_at(function: Any) -> Iterator[None]:
    """An error about a call has the place of the function that is called, where that has one."""
    try:
        yield
    except SrcxformError as error:
        if error.lineno:
            raise
        raise type(error)(error.message, origin=place_of(function), instead=error.instead) from None


def place_of(function: Any) -> Origin:
    """Where a function is defined, or nowhere."""
    try:
        return _first_line(_plain(function)[0])
    except SrcxformError:
        return NOWHERE


@overload
def differentiable(f: F) -> Any: ...
@overload
def differentiable() -> Callable[[F], Any]: ...
def differentiable(f: Any = None) -> Any:
    """Mark a function as differentiable: it is called as before, and has `.adjoint_source`, `.tangent_source`
    and `.primal`."""
    if f is None:
        return differentiable
    if isinstance(f, (staticmethod, classmethod)):
        return type(f)(differentiable(f.__func__))
    return f if isinstance(f, Differentiable) else Differentiable(f)


def type_key(value: Any) -> Any:
    """What the generated code depends on of an argument: dtype, rank, and which axes have length 1."""
    kind = type(value)
    if kind is float or kind is int or kind is complex:
        return kind
    if kind is np.ndarray:
        shape = value.shape
        if not value.flags.forc and overlaps_itself(value):
            return (value.dtype, shape, "overlapping")
        return (value.dtype, tuple([n == 1 for n in shape])) if 1 in shape else (value.dtype, len(shape))
    if kind is tuple or kind is list:
        if is_taken_apart(value):
            return structure_key(value, type_key, {})
        return (kind, *[type_key(item) for item in value])
    if isinstance(value, np.generic):
        return kind
    if is_taken_apart(value):
        return structure_key(value, type_key, {})
    if isinstance(value, tuple):
        return (kind, *[type_key(item) for item in value])
    return contents(value)


def equal_lengths(values: Iterable[Any]) -> tuple[int, ...]:
    """Which axes of the arrays among the arguments have one length: the code is made for that, too."""
    lengths = [n for value in values if type(value) is np.ndarray for n in value.shape]
    return tuple(map(lengths.index, lengths)) if len(lengths) > 1 else ()


def all_lengths(values: Iterable[Any]) -> tuple[Any, ...]:
    """The shapes of all arrays among the arguments, for code that is made for the very lengths."""
    return tuple(map(_shapes_in, values))


def lengths_and_integers(values: Iterable[Any]) -> tuple[Any, ...]:
    """The shapes of all arrays and the values of all integers, for code that is made for these."""
    return tuple(map(_integers_in, values))


def _integers_in(value: Any) -> Any:
    if is_taken_apart(value):
        return structure_key(value, _integers_in, {})
    return value if type(value) is int else _shapes_in(value)


_LENGTHS = {MadeFor.KINDS: equal_lengths, MadeFor.LENGTHS: all_lengths, MadeFor.NUMBERS: lengths_and_integers}


def _shapes_in(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.shape
    if is_taken_apart(value):
        return structure_key(value, _shapes_in, {})
    return tuple(map(_shapes_in, value)) if isinstance(value, (tuple, list)) else None


class _Derivative:
    """A generated function, chosen by the types of its arguments."""

    def __init__(self, function: Any, request: Request) -> None:
        self.function, self.request = function, request
        self._primal, self._prefix = _plain(function)
        if isinstance(self._primal, _Derivative) and self._primal.request.backend == "numba":
            raise NotDifferentiable(
                "machine code is not differentiated again", instead='write grad(grad(f), backend="numba")'
            )
        self._signature = _signature(function)
        self._positional = [
            p for p in self._signature.parameters.values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        self._cache: dict[Any, tuple[Callable[..., Any], Any]] = {}
        self._compiled: Compiled | None = None
        self._made_for = MadeFor.KINDS
        self._lengths: Callable[[Iterable[Any]], tuple[Any, ...]] = equal_lengths
        self.__name__ = f"{getattr(self._primal, '__name__', 'function')}_gradient"
        self.__qualname__ = f"{getattr(self._primal, '__qualname__', 'function')}_gradient"
        self.__doc__ = f"{self!r}: takes what {_name_of(self._primal)} takes, and then `{self._head_keyword}=None`."
        self.__wrapped__ = function

    def __reduce__(self) -> Any:
        return (type(self)._rebuilt, (type(self), self.function, self.request))

    def __repr__(self) -> str:
        call = "value_and_grad" if self.request.keep_value else "grad"
        wrt = self.request.wrt[0] if self.request.single else self.request.wrt
        of = f", of={self.request.of!r}" if self.request.of else ""
        return f"{call}({_name_of(self._primal)}, wrt={wrt!r}{of})"

    @functools.cached_property
    def _head_keyword(self) -> str:
        name = "head"
        while name in self._signature.parameters:
            name += "_"
        return name

    @property
    def __signature__(self) -> inspect.Signature:
        """The parameters of the primal, and the head behind those that have a place."""
        parameters = list(self._signature.parameters.values())
        has_rest = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        kind = inspect.Parameter.KEYWORD_ONLY if has_rest else inspect.Parameter.POSITIONAL_OR_KEYWORD
        head = inspect.Parameter(self._head_keyword, kind, default=None)
        parameters.insert(len(self._positional) + has_rest, head)
        return self._signature.replace(parameters=parameters, return_annotation=inspect.Signature.empty)

    @staticmethod
    def _rebuilt(kind: type[_Derivative], function: Any, request: Request) -> _Derivative:
        return kind(function, request)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    @property
    def source(self) -> str:
        """The generated source: of the last call's types, or before any call of those that annotations tell."""
        if self._compiled is not None:
            return self._compiled.source
        source = read_source(self._primal)
        compiled: Compiled = _compiler().compile_unseen(source, self._primal, self.request, self._prefix)
        return compiled.source

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs:
            args, kwargs = self._by_position(args, kwargs)
        try:
            if not kwargs:
                found = self._cache.get((tuple(map(type_key, args)), self._lengths(args)))
                if found is not None and found[1]():
                    return self._in_kind(found[0](*args), args)
            return self._first_call(args, kwargs)
        except Refused as refusal:
            raise self._placed(refusal) from None
        except RecursionError:
            raise NotDifferentiable(
                "the program recurses too deeply, or an argument refers to itself",
                origin=_first_line(self._primal),
                instead="pass the parts that are meant, or raise sys.setrecursionlimit",
            ) from None

    def called(self, arguments: dict[str, Any], head: Any) -> Any:
        """The result for arguments by name, and a head or MISSING."""
        return self._call(arguments, head)

    def run(self, compiled: Compiled, arguments: dict[str, Any], outside: dict[str, Any]) -> Any:
        """What the code gives for arguments by name, with what it takes from outside and perhaps a head."""
        values, named = self._ordered(arguments)
        try:
            return self._in_kind(compiled.call(*values, **named, **outside), tuple(arguments.values()))
        except Refused as refusal:
            raise self._placed(refusal) from None

    def _call(self, arguments: dict[str, Any], head: Any) -> Any:
        compiled = self.compiled(arguments, head)
        outside = {c.operand.hint: c.read() for c in compiled.captured}  # type: ignore[union-attr]
        if head is not MISSING:
            outside[self._head_name(compiled)] = head
        return self.run(compiled, arguments, outside)

    def _in_kind(self, result: Any, values: tuple[Any, ...]) -> Any:
        """The result, with each gradient in the shape and dtype of its argument.

        A gradient of another shape is a sign of a primal that fails: a statement is not computed whose value no
        derivative needs.
        """
        if self._fits(result, values):
            return result
        at, places = _gradients_in(self.request), self._places
        found = result if at is None else result[at]
        found = (found,) if self.request.single else found
        mended = None
        with contextlib.suppress(Misfit):
            mended = [g if k is None else in_kind_of(g, values[k]) for g, k in zip(found, places, strict=True)]
        if mended is None:
            raise self._misfit(found, values)
        gradients = mended[0] if self.request.single else tuple(mended)
        return gradients if at is None else (*result[:at], gradients, *result[at + 1 :])

    @functools.cached_property
    def _fits(self) -> Callable[[Any, tuple[Any, ...]], bool]:
        """Whether each gradient in a result is surely as its argument is."""
        at, places = _gradients_in(self.request), self._places
        if not self.request.single:
            return lambda result, values: all(
                k is None or fits(g, values[k])
                for g, k in zip(result if at is None else result[at], places, strict=True)
            )
        (place,) = places
        if place is None:
            return lambda result, values: True
        if at is None:
            return lambda result, values: fits(result, values[place])
        return lambda result, values: fits(result[at], values[place])

    @functools.cached_property
    def _places(self) -> tuple[int | None, ...]:
        """For each gradient the place of its argument; None where it is that of a local variable."""
        names = list(self._signature.parameters)
        wanted = [names[w] if isinstance(w, int) else w for w in self.request.wrt]
        return tuple(names.index(w) if w in names else None for w in wanted)

    def _misfit(self, found: Any, values: tuple[Any, ...]) -> SrcxformError:
        """What a gradient of another shape stands for: the primal's own exception, if it fails on these arguments."""
        arguments = dict(zip(self._signature.parameters, copy.deepcopy(values), strict=False))
        bound = inspect.BoundArguments(self._signature, arguments)
        self.function(*bound.args, **bound.kwargs)
        place = _first_line(self._primal)
        if any(type(g) in (complex, np.complex128) for g in found):
            return NotDifferentiable(
                "a real argument has a complex gradient: in Python, a power of a negative float is a complex number",
                origin=place,
                instead="pass a complex number: complex(x), or use np.sqrt or np.power, which give nan",
            )
        return SrcxformError(
            "a gradient has another shape than its argument, which is an error of srcxform",
            origin=place,
            instead="please report it",
        )

    def _placed(self, refusal: Refused) -> SrcxformError:
        """A refusal of the generated code, with the user's line that it stands for."""
        trace = refusal.__traceback__
        while trace is not None:
            for compiled in self.__dict__.get("_versions", {}).values():
                if trace.tb_frame.f_code.co_filename == compiled.call.__code__.co_filename:
                    place = compiled.listing.checks.get(trace.tb_lineno) or _first_line(self._primal)
                    return _refusal(refusal, place)
            trace = trace.tb_next
        return _refusal(refusal, _first_line(self._primal))

    def _first_call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Bind the arguments as the primal would, find or make the code for their types, call it."""
        arguments, head = self._bound(args, kwargs)
        compiled = self.compiled(arguments, head)
        plain = not args or type(args[-1]) is not np.float64
        if plain and not kwargs and not compiled.captured and self._is_all_positional(len(args)):
            if len(self._cache) > _COPIES:
                self._cache.clear()
            self._cache[tuple(map(type_key, args)), self._lengths(args)] = (compiled.call, check_of(compiled.guards))
        return self._call(arguments, head)

    def _by_position(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The same arguments in their places, if all of them and perhaps the head are given."""
        names = self._names
        missing = () if names is None else names[len(args) :]
        if names is None or len(args) > len(names) or not len(missing) <= len(kwargs) <= len(missing) + 1:
            return args, kwargs
        if len(kwargs) > len(missing):
            missing = (*missing, "head")
        if not all(name in kwargs for name in missing):
            return args, kwargs
        return (*args, *[kwargs[name] for name in missing]), {}

    @functools.cached_property
    def _names(self) -> tuple[str, ...] | None:
        """The names of all parameters, behind which the head has its place; None where one has no place or no name."""
        plain = all(p.kind is p.POSITIONAL_OR_KEYWORD for p in self._signature.parameters.values())
        names = tuple(self._signature.parameters)
        return names if plain and "head" not in names else None

    def _is_all_positional(self, count: int) -> bool:
        """Whether so many arguments are all that the primal takes, with or without the head."""
        if any(p.kind is p.KEYWORD_ONLY for p in self._signature.parameters.values()):
            return False
        return count in (len(self._positional), len(self._positional) + 1)

    def _head_name(self, compiled: Compiled) -> str:
        names = compiled.call.__code__.co_varnames[: compiled.call.__code__.co_argcount]
        return str(names[len(self._signature.parameters) - self._keyword_only()])

    def _keyword_only(self) -> int:
        return sum(
            p.kind is p.KEYWORD_ONLY or p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
            for p in self._signature.parameters.values()
        )

    def _ordered(self, arguments: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        values = [arguments[p.name] for p in self._positional]
        named = {p.name: arguments[p.name] for p in self._signature.parameters.values() if p.kind is p.KEYWORD_ONLY}
        return values, named

    def _bound(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[dict[str, Any], Any]:
        self._signature = _signature(self.function)
        head: Any = MISSING
        if self._head_keyword in kwargs:
            head = kwargs[self._head_keyword]
            kwargs = {k: v for k, v in kwargs.items() if k != self._head_keyword}
        elif len(args) == len(self._positional) + 1 and not any(
            p.kind is p.VAR_POSITIONAL for p in self._signature.parameters.values()
        ):
            args, head = args[:-1], args[-1]
        if type(head) is np.float64:
            head = float(head)  # a Python float does not widen float32
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return dict(bound.arguments), MISSING if head is None else head

    def _made(self, arguments: dict[str, Any], head: Any, kinds: Any) -> Compiled:
        """Code that was made for another function of the same text, or new code; for the very lengths if need be."""
        given = list(arguments.values())
        inner: Compiled | None = None
        function = self._primal
        if isinstance(function, _Derivative):
            inner, arguments = _inner_call(function, arguments)
            function = inner.call
        whole = {
            made_for: kinds if made_for is MadeFor.KINDS else (kinds, _LENGTHS[made_for](given)) for made_for in MadeFor
        }
        keys = {m: versions.key_of(function, self._prefix, self.request, key, inner) for m, key in whole.items()}
        for shared in keys.values():
            known = None if shared is None else versions.found(shared, function)
            if known is not None and _is_right(known):
                return known
        with _placed_at(function):
            made: Compiled = _compiler().compile_function(function, arguments, self.request, head, self._prefix)
        if inner is not None:
            made.guards += inner.guards
            made.made_for = max(made.made_for, inner.made_for)
        shared = keys[made.made_for]
        if shared is not None:
            versions.keep(shared, function, made)
        return made

    _versions: dict[Any, Compiled]

    def compiled(self, arguments: dict[str, Any], head: Any = MISSING) -> Compiled:
        """The code for arguments of these types, made if there is none that is still right."""
        kinds = (*map(type_key, arguments.values()), None if head is MISSING else type_key(head))
        key = (kinds, self._lengths(arguments.values()))
        own: dict[Any, Compiled] = self.__dict__.setdefault("_versions", {})
        found = own.get(key)
        if found is None or not _is_right(found):
            with _LOCK:
                found = self._made(arguments, head, (kinds, equal_lengths(arguments.values())))
            if len(own) > _COPIES:
                own.clear()
            self._made_for = max(self._made_for, found.made_for)
            self._lengths = _LENGTHS[self._made_for]
            own[kinds, self._lengths(arguments.values())] = found
        self._compiled = found
        if isinstance(self.function, Differentiable):
            self.function._last[self.request.mode] = found.source
        return found


def _name_of(function: Any) -> str:
    return repr(function) if isinstance(function, _Derivative) else str(getattr(function, "__qualname__", "function"))


def _gradients_in(request: Request) -> int | None:
    """The place of the gradients in a result; None where they are all of it."""
    return 1 if request.keep_value else 0 if request.has_aux else None


def _inner_call(inner: _Derivative, arguments: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The generated function of an inner derivative, and the arguments that it takes beside: its own default head."""
    compiled = inner.compiled(arguments)
    more = {c.operand.hint: _compiler().Fixed(c.read(), c) for c in compiled.captured}  # type: ignore[union-attr]
    names = list(inspect.signature(compiled.call).parameters)
    fixed = {
        name: _compiler().Fixed(inspect.signature(compiled.call).parameters[name].default)
        for name in names
        if name not in arguments and name not in more
    }
    return compiled, {**{n: arguments[n] for n in names if n in arguments}, **fixed, **more}


def _first_line(function: Any) -> Origin:
    while isinstance(function, _Derivative):
        function = function._primal
    source = read_source(function)
    return origin(source, source.node)


def _is_right(compiled: Compiled) -> bool:
    """Whether all that the code was made from is still so, and the data from outside has the types it was made for."""
    if not compiled.is_current():
        return False
    for captured, known in zip(compiled.captured, compiled.captured_types, strict=True):
        try:
            now = typeof(captured.read(), (captured.kind, id(captured.holder), captured.name))
        except (LookupError, AttributeError, ValueError):  # it was deleted since
            return False
        if now != known and not (isinstance(now, ArrayType) and now == known):
            return False
    return True


def _signature(function: Any) -> inspect.Signature:
    """The signature without the bound arguments."""
    primal, prefix = _plain(function)
    if isinstance(primal, _Derivative):
        return primal._signature
    own = inspect.signature(primal, follow_wrapped=False)
    return own.replace(parameters=list(own.parameters.values())[len(prefix) :])


def _request(wrt: Wrt | tuple[Wrt, ...], of: str | None, backend: str, **rest: Any) -> Request:
    if of is not None and not isinstance(of, str):
        raise NotDifferentiable(f"of={of!r} is not a name", instead="pass the name of a parameter or a local variable")
    if backend not in ("numpy", "numba"):
        raise NotDifferentiable(
            f"backend={backend!r} is not available", instead='use backend="numpy" or backend="numba"'
        )
    if backend == "numpy" and (rest["parallel"] or rest["cache"]):
        raise NotDifferentiable("`parallel` and `cache` are for machine code", instead='add backend="numba"')
    every = wrt if isinstance(wrt, tuple) else (wrt,)
    for w in every:
        if not isinstance(w, (int, str)) or isinstance(w, bool):
            raise NotDifferentiable(
                f"wrt={w!r} is neither a position nor a name", instead="pass an int, a str, or a tuple of these"
            )
    if len(set(every)) < len(every):
        raise NotDifferentiable(f"wrt={wrt!r} names an argument twice", instead="name each argument once")
    return Request(every, not isinstance(wrt, tuple), of, backend=backend, **rest)


def grad(
    f: Any,
    wrt: Wrt | tuple[Wrt, ...] = 0,
    of: str | None = None,
    *,
    has_aux: bool = False,
    backend: str = "numpy",
    safe: bool = False,
    parallel: bool = False,
    cache: bool = False,
) -> _Derivative:
    """The gradient of `f`: a function with `f`'s parameters and then `head=None`.

    `wrt` is a position, a name of a parameter or of a local variable, or a tuple of these; `of` names what is
    differentiated where that is not the return value. The gradient has the structure, shape and dtype of its argument.
    With `backend="numba"` the same adjoint is compiled to machine code, as loops; `parallel` runs independent loops on
    all cores, and `cache` keeps machine code on disk (in `~/.cache/srcxform`, or `SRCXFORM_CACHE_DIR`).
    Raises `SrcxformError` where a construct is not supported (Griewank and Walther, Evaluating Derivatives, 2008).
    """
    options = {"has_aux": has_aux, "safe": safe, "parallel": parallel, "cache": cache}
    with _placed_at(f):
        return _Derivative(f, _request(wrt, of, backend, **options))


def value_and_grad(
    f: Any,
    wrt: Wrt | tuple[Wrt, ...] = 0,
    of: str | None = None,
    *,
    has_aux: bool = False,
    backend: str = "numpy",
    safe: bool = False,
    parallel: bool = False,
    cache: bool = False,
) -> _Derivative:
    """As `grad`, giving `(value, gradient)`."""
    options = {"has_aux": has_aux, "safe": safe, "parallel": parallel, "cache": cache}
    with _placed_at(f):
        return _Derivative(f, _request(wrt, of, backend, keep_value=True, **options))


def _active_names(f: Any, args: tuple[Any, ...]) -> list[tuple[str, bool]]:
    signature = _signature(f)
    bound = signature.bind(*args)
    return [(name, _may_be_float(value)) for name, value in bound.arguments.items()]


def vjp(f: Any, *args: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """`(value, pullback)`; `pullback(head)` gives one gradient for each argument, None for those without floats."""
    with _placed_at(f):
        return _vjp(f, args)


def _vjp(f: Any, args: tuple[Any, ...]) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    names = _active_names(f, args)
    wrt = tuple(name for name, active in names if active)
    if not wrt:
        raise NotDifferentiable("no argument holds floats", instead="pass floats or float arrays")
    derivative = _Derivative(f, Request(wrt, False, keep_value=True))
    arguments, _ = derivative._bound(args, {})
    compiled = derivative.compiled(arguments)
    outside = {c.operand.hint: c.read() for c in compiled.captured}  # type: ignore[union-attr]
    states = states_of(compiled.listing.objects.values())
    kept, kept_outside = snapshot((arguments, outside))
    value, _ = derivative.run(compiled, arguments, outside)
    like = snapshot(value)
    # The code for no head takes the head of a complex number for 1.0. What it is made of (generators) is the caller's
    # own, whose states are put back below.
    weighted = derivative.compiled(arguments, like) if holds_complex(like) else compiled

    def pullback(head: Any) -> tuple[Any, ...]:
        """One gradient for each argument of the function."""
        place = functools.partial(_first_line, derivative._primal)
        fitting = Fitting("head", "the output", place, may_be_none=False)
        given = {derivative._head_name(weighted): fitting.fitted(head, like)}
        with replayed(states):
            found = iter(derivative.run(weighted, *snapshot((kept, {**kept_outside, **given})))[1])
        return tuple(next(found) if active else None for _, active in names)

    return value, pullback


def jvp(f: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...], of: str | None = None) -> tuple[Any, Any]:
    """`(value, tangent)` by generated forward-mode source; a tangent of None is zero."""
    with _placed_at(f):
        return _jvp(f, primals, tangents, of)


def _jvp(f: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...], of: str | None) -> tuple[Any, Any]:
    if len(primals) != len(tangents):
        raise NotDifferentiable(
            f"{len(primals)} primals and {len(tangents)} tangents",
            instead="pass one tangent for each primal, None for zero",
        )
    names = _active_names(f, tuple(primals))
    place = functools.partial(_first_line, _plain(f)[0])
    given = {}
    for (name, active), primal, t in zip(names, primals, tangents, strict=True):
        dot = Fitting("tangent", f"the argument `{name}`", place, may_be_none=True).fitted(t, primal)
        if active and t is not None:
            given[name] = dot
    derivative = _Derivative(f, Request(tuple(given), False, of, mode="forward", keep_value=True))
    arguments, _ = derivative._bound(tuple(primals), {})
    compiled = derivative.compiled(arguments)
    values, named = derivative._ordered(arguments)
    outside = {c.operand.hint: c.read() for c in compiled.captured}  # type: ignore[union-attr]
    try:
        value, tangent = compiled.call(*values, *given.values(), **named, **outside)
    except Refused as refusal:
        raise derivative._placed(refusal) from None
    return value, in_kind_of(tangent, value)


def _refusal(refusal: Refused, place: Origin) -> SrcxformError:
    sharing = (Refused, GivenTwice, CopiedUnawares)
    kinds = {**dict.fromkeys(sharing, SharedMemory), HalfDone: Unsupported, Misshapen: WrongRule}
    kind = kinds.get(type(refusal), NotDifferentiable)
    return kind(str(refusal), origin=place, instead=refusal.instead)


def from_source(text: str, name: str) -> Any:
    """The differentiable function `name` of a source text, where Python keeps none (`exec`, pipes, embedded code)."""
    return differentiable(function_from_source(text, name))


__all__ = ["Differentiable", "SrcxformError", "differentiable", "from_source", "grad", "jvp", "value_and_grad", "vjp"]

"""What machine code cannot do at all, refused before it is made, with the user's line."""

from __future__ import annotations

from collections.abc import Iterable

from srcxform.analyses.aliasing import aliasing
from srcxform.errors import Unsupported
from srcxform.ir.builder import type_of
from srcxform.ir.guarded import attempt_of, within_of
from srcxform.ir.nodes import Assign, Call, For, Function, If, Var, While
from srcxform.ir.types import ArrayType, ListType, ObjectType, TupleType, Type
from srcxform.ir.walk import statements_in
from srcxform.origin import Origin

_INSTEAD = 'use backend="numpy" for this function'


def refuse_what_cannot_be(functions: Iterable[Function]) -> None:
    """Raise `Unsupported` for exceptions that are caught and for functions that call themselves."""
    functions = list(functions)
    for function in functions:
        for statement in statements_in(function.body):
            if isinstance(statement, If) and attempt_of(statement) is not None:
                raise Unsupported(
                    "machine code cannot catch exceptions (`try`, or a manager that swallows them)",
                    origin=statement.origin,
                    instead=f"{_INSTEAD}, or ask before the operation whether it will fail",
                )
            if isinstance(statement, If) and (within := within_of(statement)) is not None:
                raise Unsupported(
                    f"machine code cannot run inside `with {getattr(within.manager, '__name__', 'this')}(...)`",
                    origin=statement.origin,
                    instead=_INSTEAD,
                )
    called = {f.name: {s.callee.name: s for s in statements_in(f.body) if isinstance(s, Call)} for f in functions}
    for name in called:
        calling = _way_back(name, called)
        if calling is not None:
            raise Unsupported(
                "machine code cannot be made of a function that calls itself",
                origin=calling.origin,
                instead=f"{_INSTEAD}, or write the recursion as a loop",
            )


def refuse_written_elements(function: Function) -> None:
    """Refuse views without axes of arrays that are written while these are read: in machine code they are numbers.

    It is asked before operations are written out in simpler ones, which give numbers already.
    """
    memory = aliasing(function.body)
    for statement in statements_in(function.body):
        if not isinstance(statement, Assign) or not _has_no_axes(statement.out) or not memory.is_written(statement.out):
            continue
        base = memory.root(statement.out)
        if not all(map(_has_no_axes, (base, *memory.members.get(base, ())))):
            raise Unsupported(
                "machine code has no views of one element, and this array or what it is part of is written afterwards",
                origin=statement.origin,
                instead=f"{_INSTEAD}, or write `x[i, j]` where the view stands",
            )


def _has_no_axes(var: Var) -> bool:
    return isinstance(var.type, ArrayType) and var.type.rank == 0 and var.type.box == "array"


def _way_back(name: str, called: dict[str, dict[str, Call]]) -> Call | None:
    """A call by which a function comes back to itself."""
    seen: set[str] = set()
    todo = list(called.get(name, {}).items())
    while todo:
        callee, statement = todo.pop()
        if callee == name:
            return statement
        if callee not in seen:
            seen.add(callee)
            todo += called.get(callee, {}).items()
    return None


def changing_kinds(functions: Iterable[Function]) -> tuple[Unsupported, ...]:
    """Refusals for names that hold values of one kind on one path and of another on another."""
    found = []
    for function in functions:
        for statement in statements_in(function.body):
            if isinstance(statement, (For, While)):
                pairs = zip(statement.params, statement.inits, strict=True)
            elif isinstance(statement, If) and not any(b.jump for b in (statement.then, statement.orelse)):
                pairs = zip(statement.then.yields, statement.orelse.yields, strict=True)  # type: ignore[arg-type]
            else:
                continue
            for one, other in pairs:
                kinds = _kind(type_of(one)), _kind(type_of(other))
                name = next((o.hint for o in (one, other) if isinstance(o, Var) and o.hint), "")
                if kinds[0] != kinds[1] and all(kinds) and name:
                    found.append(_of_changing_kind(name, kinds, statement.origin))
    return tuple(found)


def _of_changing_kind(name: str, kinds: tuple[str, str], origin: Origin) -> Unsupported:
    return Unsupported(
        f"machine code has one kind of value for a name, and `{name}` holds {kinds[1]} and then {kinds[0]} here",
        origin=origin,
        instead="give it a value of the later kind from the start (np.zeros(...) for an array), or another name",
    )


def _kind(t: Type) -> str:
    """The kind of a value in words; "" if it does not matter or is not known."""
    if isinstance(t, ArrayType):
        if t.rank is None:
            return "a number or an array" if t.dtype is not None else ""
        return "a number" if t.rank == 0 else f"an array of {t.rank} ax{'i' if t.rank == 1 else 'e'}s"
    if isinstance(t, ObjectType) and t.kind is type(None):
        return "None"
    return "a list" if isinstance(t, ListType) else "a tuple" if isinstance(t, TupleType) else ""

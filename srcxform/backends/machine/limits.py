"""What machine code cannot do at all, refused before it is made, with the user's line."""

from __future__ import annotations

from collections.abc import Iterable

from srcxform.errors import Unsupported
from srcxform.ir.guarded import attempt_of, within_of
from srcxform.ir.nodes import Call, Function, If
from srcxform.ir.walk import statements_in

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
        statement = _way_back(name, called)
        if statement is not None:
            raise Unsupported(
                "machine code cannot be made of a function that calls itself",
                origin=statement.origin,
                instead=f"{_INSTEAD}, or write the recursion as a loop",
            )


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

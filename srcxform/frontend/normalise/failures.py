"""`try` and `with` into protected blocks, in which every failure is a jump.

    try:                                 protected:
        a = f(x)                             attempt a = f(x)
        if a < 0:                            if failed: leave
            raise ValueError(a)              attempt holds = bool(a < 0)
        b                                    if failed: leave
    except ValueError as e:      ->          if holds:
        c                                        error = ValueError(a); failed = True; leave
    else:                                    b
        d                                if failed:
                                             e = error
                                             c
                                         else:
                                             d

A `raise` within leaves by a jump, as a `return` does, so that all names and arrays are at the handler as Python has
them there. What may raise implicitly is attempted, one statement at a time (`attempts`). Which handler is the right one
is asked of the exception, unless there is only one to come into question. `finally` is a protected block whose every
exit leads through `last`; with handlers, it protects the whole of the rest.

Two things are as if they could not fail: the iteration of a loop (its next item and its unpacking; what makes the
iterator is attempted), and the entry and exit of a manager.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import gast

from srcxform.frontend import matches
from srcxform.frontend.normalise.attempts import Guard, Readers, Row, may_fail
from srcxform.frontend.normalise.bindings import leading_binding
from srcxform.frontend.normalise.exits import Leaving, Protected
from srcxform.frontend.normalise.names import Names, bound_names, name_read, reads, shared_names
from srcxform.frontend.normalise.trees import (
    Block,
    assignment,
    call,
    conditional,
    constant,
    load,
    negation,
    placed,
    store,
    with_fields,
)
from srcxform.frontend.walking import walk

_ITERATORS = ("range", "enumerate", "zip", "reversed")
_WALKED = {"range": 0, "enumerate": 1}  # so many of their arguments are walked; of the others, all
_NO_EXCEPTION = "No active exception to reraise"


def without_handlers(function: gast.FunctionDef, body: Block, names: Names) -> tuple[Block, str | None]:
    """The body with its `try` and `with` as protected blocks; not those of functions inside.

    The second result is the name that values wait under before they are returned, if any do.
    """
    if not any(isinstance(node, gast.Try | gast.With) for statement in body for node in walk(statement)):
        return body, None
    protector = _Protector(function, body, names)
    return protector.block(body, _Around()), protector.result


@dataclass(frozen=True)
class _Around:
    """What is around a block: its protection, and the name of the exception that is being handled.

    In a `finally`, `pending` ends with the protection before it: if that failed, its exception is being handled.
    """

    guard: Guard | None = None
    handling: str | None = None
    pending: tuple[Guard, ...] = ()


class _Protector:
    """Rewrites the blocks of one function."""

    def __init__(self, function: gast.FunctionDef, body: Block, names: Names) -> None:
        self._names = names
        self._shared = shared_names(function)
        self._readers = Readers(function, self._shared, body)
        self._own = bound_names(function, body)
        self._body = body
        self._reused: dict[str, str] = {}

    @property
    def result(self) -> str | None:
        return self._reused.get("result")

    def block(self, statements: Sequence[gast.stmt], around: _Around) -> Block:
        row = Row(around.guard, self._own)
        for statement, private in zip(statements, self._readers.private(statements), strict=True):
            self._statement(statement, row, around, private)
        return row.done()

    def _statement(self, statement: gast.stmt, row: Row, around: _Around, private: frozenset[str]) -> None:
        if row.catches:
            statement = self._without_bindings(statement, row, private)
        match statement:
            case gast.Expr(value=gast.Name()) if row.catches:
                return  # all that is left of a `:=` on its own
            case gast.Raise():
                self._raise(statement, row, around)
            case gast.Try():
                row.add(*self._try(statement, around))
            case gast.With():
                row.add(self._with(statement.items, statement.body, statement, around))
            case gast.If():
                test = self._tested(statement.test, row)
                body, orelse = self.block(statement.body, around), self.block(statement.orelse, around)
                row.add(with_fields(statement, test=test, body=body, orelse=orelse))
            case gast.For():
                body, orelse = self.block(statement.body, around), self.block(statement.orelse, around)
                row.add(with_fields(statement, iter=self._iterated(statement.iter, row), body=body, orelse=orelse))
            case gast.While():
                self._while(statement, row, around)
            case _ if row.catches:
                self._simple(statement, row, around, private)
            case _:
                row.add(statement)

    # ---- statements that hold blocks

    def _tested(self, test: gast.expr, row: Row) -> gast.expr:
        """The test of an `if`, its truth included."""
        if not row.catches or not may_fail(test):
            return test
        # What `not` gives is a truth value already.
        is_truth = isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not)
        row.attempt(assignment(self._reuse("holds"), test if is_truth else call(bool, [test], test), test))
        return load(self._reuse("holds"), test)

    def _iterated(self, iterable: gast.expr, row: Row, is_walked: bool = True) -> gast.expr:
        """What a loop iterates over, or a number that says how; its name is deleted as the loop takes it.

        Loops around would carry the name else.
        """
        if row.catches and is_walked and isinstance(iterable, gast.Name):
            row.attempt(placed(gast.Expr(call(iter, [iterable], iterable)), iterable))  # which fails for a number
        if not row.catches or not may_fail(iterable):
            return iterable
        if self._is_iterator(iterable):
            walked = _WALKED.get(iterable.func.id, len(iterable.args))
            args = [self._iterated(arg, row, k < walked) for k, arg in enumerate(iterable.args)]
            return with_fields(iterable, args=args)
        name = self._names.fresh("iterated")
        row.attempt(assignment(name, iterable, iterable))
        return placed(gast.Name(name, gast.Del(), None, None), iterable)

    def _is_iterator(self, iterable: gast.expr) -> bool:
        """Whether it is `range(...)` or its like: of good arguments, these cannot fail."""
        if not isinstance(iterable, gast.Call) or not isinstance(iterable.func, gast.Name) or iterable.keywords:
            return False
        is_builtin = iterable.func.id in _ITERATORS and iterable.func.id not in self._own
        return is_builtin and not any(isinstance(arg, gast.Starred) for arg in iterable.args)

    def _while(self, loop: gast.While, row: Row, around: _Around) -> None:
        """A test that may fail becomes the first statement of an endless loop."""
        body, orelse = self.block(loop.body, around), self.block(loop.orelse, around)
        binding = any(isinstance(node, gast.NamedExpr) for node in gast.walk(loop.test))
        if not row.catches or not (may_fail(loop.test) or binding):
            return row.add(with_fields(loop, body=body, orelse=orelse))
        trip, ended, place = Row(around.guard, self._own), self._reuse("ended"), loop.test
        # The test's own `if` evaluates it; the loop is over where it does not hold.
        held = self._without_bindings(placed(gast.Expr(loop.test), place), trip, frozenset()).value
        trip.attempt(assignment(ended, placed(gast.UnaryOp(gast.Not(), held), place), place))
        leave: Block = [placed(gast.Break(), place)]
        completed = self._names.fresh("completed") if orelse else None
        if completed is not None:
            row.add(assignment(completed, False, loop))
            leave.insert(0, assignment(completed, True, place))
        trip.add(placed(gast.If(load(ended, place), leave, []), place), *body)
        row.add(placed(gast.While(constant(True, place), trip.done(), []), loop))
        if completed is not None:
            row.add(placed(gast.If(load(completed, loop), orelse, []), loop))
        return None

    def _with(self, items: Sequence[Any], body: Block, place: gast.AST, around: _Around) -> Protected:
        """One item protects the rest of the items, and the last one the body."""
        first, *rest = items
        guard = self._guard(around.guard.caught if around.guard is not None else None)
        inside = replace(around, guard=guard)
        inner = [self._with(rest, body, rest[0].context_expr, inside)] if rest else self.block(body, inside)
        handled = self._again(guard, around, place)
        within = Protected(inner, guard.failed, guard.error, handled=handled)
        within.manager, within.target = first.context_expr, first.optional_vars
        return gast.copy_location(within, place)  # type: ignore[no-any-return]

    # ---- try

    def _try(self, statement: gast.Try, around: _Around) -> Block:
        if not statement.finalbody:
            return [self._handled(statement, around)]
        guard = self._guard([])
        rest = [with_fields(statement, finalbody=[])] if statement.handlers else statement.body
        body = self.block(rest, replace(around, guard=guard))
        last = self.block(statement.finalbody, replace(around, pending=(*around.pending, guard)))
        again = self._again(guard, around, statement)
        return [placed(Protected(body, guard.failed, guard.error, last=last, handled=again), statement)]

    def _handled(self, statement: gast.Try, around: _Around) -> Protected:
        own = [kind for handler in statement.handlers for kind in _kinds(handler)]
        catches_all = any(handler.type is None for handler in statement.handlers)
        outer = around.guard.caught if around.guard is not None else None
        guard = self._guard([] if catches_all or outer == [] else _distinct([*own, *(outer or [])]))
        body = self.block(statement.body, replace(around, guard=guard))
        known = {gast.dump(kind) for kind in own if isinstance(kind, gast.Name)}
        # Whether an exception may come here that is none of the handlers' own.
        foreign = not catches_all and (outer is not None or not guard.raised <= known)
        handled = self._dispatch(statement, guard, foreign, around)
        orelse = self.block(statement.orelse, around)
        protected = Protected(body, guard.failed, guard.error, handled=handled, orelse=orelse)
        return gast.copy_location(protected, statement)  # type: ignore[no-any-return]

    def _dispatch(self, statement: gast.Try, guard: Guard, foreign: bool, around: _Around) -> Block:
        """The handlers as a chain of questions; the last one needs none if no other exception comes here."""
        chain: Block | None = self._again(guard, around, statement) if foreign else None
        for handler in reversed(statement.handlers):
            body = self._handler(handler, replace(around, handling=guard.error, pending=()))
            if handler.type is None or chain is None:
                chain = body
            else:
                test = call(isinstance, [load(guard.error, handler), handler.type], handler)
                chain = [placed(gast.If(test, body, chain), handler)]
        return chain or []

    def _handler(self, handler: Any, around: _Around) -> Block:
        """A handler's body, with its name bound before and unbound after, if anybody could tell."""
        if handler.name is None:
            return self.block(handler.body, around)
        name = handler.name.id
        within = reads(handler.body)[name]
        elsewhere = any(_reads_outside(statement, name, handler) for statement in self._body)
        bound = assignment(name, load(around.handling, handler), handler)
        if not elsewhere and name not in self._shared:
            return [*([bound] if within else []), *self.block(handler.body, around)]
        # However the handler is left, Python unbinds the name; it may have been unbound before.
        guard = self._guard(around.guard.caught if around.guard is not None else None)
        body = self.block(handler.body, replace(around, guard=guard))
        unbound = placed(gast.Delete([placed(gast.Name(name, gast.Del(), None, None), handler)]), handler)
        last = [assignment(name, None, handler), unbound]
        again = self._again(guard, around, handler)
        return [bound, placed(Protected(body, guard.failed, guard.error, last=last, handled=again), handler)]

    def _raise(self, statement: gast.Raise, row: Row, around: _Around) -> None:
        exception = statement.exc
        if exception is None and around.pending:
            return row.add(self._raise_pending(statement, around))
        if exception is None and around.handling is not None:
            exception = load(around.handling, statement)
        if around.guard is None:
            return row.add(statement if statement.exc else with_fields(statement, exc=exception))
        if exception is None:
            exception = call(RuntimeError, [constant(_NO_EXCEPTION, statement)], statement)
        around.guard.raised.add(_kind_raised(statement))
        inner = [exception] if not isinstance(exception, gast.Call) else _arguments(exception)
        made = exception if isinstance(exception, gast.Call) else call(matches.raised, [exception], statement)
        noted = assignment(around.guard.error, made, statement)
        if any(map(may_fail, inner)):
            row.attempt(noted)
        else:
            row.add(noted)
        if statement.cause is not None and may_fail(statement.cause):
            row.attempt(placed(gast.Expr(statement.cause), statement))
        return row.add(*self._failing(around.guard, statement))

    def _raise_pending(self, statement: gast.Raise, around: _Around) -> gast.If:
        """`raise` in a `finally`: what failed before fails again, or else what is handled around."""
        *before, pending = around.pending
        outside = replace(around, pending=tuple(before))
        known = self.block([with_fields(statement, exc=load(pending.error, statement))], outside)
        unknown = self.block([statement], outside)
        return conditional(load(pending.failed, statement), known, unknown, statement)

    def _failing(self, guard: Guard, place: gast.AST) -> Block:
        return [assignment(guard.failed, True, place), placed(Leaving("fail"), place)]

    def _again(self, guard: Guard, around: _Around, place: gast.AST) -> Block:
        """The exception goes on its way, to the next protection or out of the function."""
        error = load(guard.error, place)
        if around.guard is None:
            return [placed(gast.Raise(error, None), place)]
        around.guard.raised |= {None} if guard.caught == [] else guard.raised
        return [assignment(around.guard.error, error, place), *self._failing(around.guard, place)]

    # ---- simple statements

    def _simple(self, statement: gast.stmt, row: Row, around: _Around, private: frozenset[str]) -> None:
        match statement:
            case gast.Return(value=value) if value is not None and may_fail(value):
                row.attempt(assignment(self._reuse("result"), value, statement))
                row.add(with_fields(statement, value=load(self._reuse("result"), statement)))
            case gast.Assert():
                error = call(AssertionError, [] if statement.msg is None else [statement.msg], statement)
                failing = placed(gast.Raise(error, None), statement)
                refuted = placed(gast.If(negation(statement.test), [failing], []), statement)
                self._statement(refuted, row, around, private)
            case gast.Assign():
                self._assign(statement, row, private)
            case gast.Delete():
                for target in statement.targets:
                    one = placed(gast.Delete([target]), statement)
                    row.add(one) if isinstance(target, gast.Name) else row.attempt(one)
            case gast.FunctionDef():
                defaults = [each for each in (*statement.args.defaults, *statement.args.kw_defaults) if each]
                row.attempt(statement) if any(map(may_fail, defaults)) else row.add(statement)
            case gast.AnnAssign(value=None) | gast.Pass() | gast.Return() | gast.Break() | gast.Continue():
                row.add(statement)
            case gast.Global() | gast.Nonlocal():
                row.add(statement)
            case gast.AnnAssign(target=gast.Name(), value=value) | gast.Expr(value=value) if not may_fail(value):
                row.add(statement)
            case _:
                row.attempt(statement, private)

    def _assign(self, statement: gast.Assign, row: Row, private: frozenset[str]) -> None:
        """An assignment that may fail after it has bound some of its names is taken apart."""
        if len(statement.targets) > 1 and not all(isinstance(target, gast.Name) for target in statement.targets):
            value = self._names.fresh("value")
            row.attempt(assignment(value, statement.value, statement), frozenset({value}))
            for target in statement.targets:
                one = placed(gast.Assign([target], load(value, statement), None), statement)
                self._assign(one, row, private)
        elif isinstance(target := statement.targets[0], gast.Tuple | gast.List) and not _is_flat(target):
            parts: list[gast.expr] = []
            rest: list[gast.Assign] = []
            for each in target.elts:
                part = self._names.fresh("item")
                starred = isinstance(each, gast.Starred)
                place = store(part, each)
                parts.append(placed(gast.Starred(place, gast.Store()), each) if starred else place)
                inner = each.value if starred else each
                rest.append(placed(gast.Assign([inner], load(part, each), None), each))
            row.attempt(with_fields(statement, targets=[with_fields(target, elts=parts)]))
            for one in rest:
                self._assign(one, row, private)
        elif isinstance(target, gast.Name) and not may_fail(statement.value):
            row.add(statement)
        else:
            row.attempt(statement, private)

    def _without_bindings(self, statement: Any, row: Row, private: frozenset[str]) -> Any:
        """The statement, with the `:=` that it evaluates first as an assignment before it."""
        part = {gast.If: "test", gast.For: "iter", gast.Raise: "exc"}.get(type(statement), "value")
        if isinstance(statement, gast.While) or not isinstance(getattr(statement, part, None), gast.AST):
            return statement
        found = leading_binding(getattr(statement, part))
        while found is not None:
            binding, rest = found
            self._assign(placed(gast.Assign([binding.target], binding.value, None), binding), row, private)
            statement = with_fields(statement, **{part: rest})
            found = leading_binding(rest)
        return statement

    # ---- names

    def _guard(self, caught: list[gast.expr] | None) -> Guard:
        return Guard(self._names.fresh("failed"), self._names.fresh("error"), caught)

    def _reuse(self, name: str) -> str:
        """A name for what is used at once: one for the whole function."""
        if name not in self._reused:
            self._reused[name] = self._names.fresh(name)
        return self._reused[name]


def _kinds(handler: Any) -> list[gast.expr]:
    """The classes that a handler names."""
    if handler.type is None:
        return []
    return list(handler.type.elts) if isinstance(handler.type, gast.Tuple) else [handler.type]


def _distinct(kinds: Sequence[gast.expr]) -> list[gast.expr]:
    return list({gast.dump(kind): kind for kind in kinds}.values())


def _kind_raised(statement: gast.Raise) -> str | None:
    """What `raise ValueError(...)` names: a handler of the same name is the right one, whatever the name stands for."""
    named = statement.exc.func if isinstance(statement.exc, gast.Call) else statement.exc
    return gast.dump(named) if isinstance(named, gast.Name) else None


def _arguments(made: gast.Call) -> list[gast.expr]:
    function = [] if isinstance(made.func, gast.Name | gast.Constant) else [made.func]
    return [*function, *made.args, *(keyword.value for keyword in made.keywords)]


def _reads_outside(node: gast.AST, name: str, handler: Any) -> bool:
    """Whether a name is read outside of a handler that binds it; other handlers that bind it anew do not count."""
    binds = isinstance(node, gast.ExceptHandler) and node.name is not None and node.name.id == name
    if binds and (node is handler or not any(each is handler for each in gast.walk(node))):
        return False
    return name_read(node) == name or any(_reads_outside(each, name, handler) for each in gast.iter_child_nodes(node))


def _is_flat(target: gast.Tuple | gast.List) -> bool:
    return all(isinstance(e.value if isinstance(e, gast.Starred) else e, gast.Name) for e in target.elts)

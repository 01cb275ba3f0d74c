"""The only traversal helpers: what statements read and define, and how to rebuild them with other operands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Call,
    Const,
    Effect,
    For,
    If,
    Operand,
    Pop,
    Slice,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)

Substitution = Callable[[Operand], Operand]


def vars_in(operand: Operand | None) -> Iterator[Var]:
    """The variables inside an operand."""
    if isinstance(operand, Var):
        yield operand
    elif isinstance(operand, Tup):
        for item in operand.items:
            yield from vars_in(item)
    elif isinstance(operand, Slice):
        for item in (operand.start, operand.stop, operand.step):
            yield from vars_in(item)


def _of_call(statement: Assign | Effect) -> tuple[Operand, ...]:
    if not statement.kwargs:
        return statement.args
    return (*statement.args, *(value for _, value in statement.kwargs))


def _of_update(s: Update) -> tuple[Operand, ...]:
    return (s.target, s.value) if s.index is None else (s.target, s.index, s.value)


# A table and not a `match`: this is the innermost question of every analysis.
_OPERANDS: dict[type, Callable[..., tuple[Operand, ...]]] = {
    Assign: _of_call,
    Effect: _of_call,
    Store: lambda s: (s.target, s.index, s.value),
    Update: _of_update,
    Append: lambda s: (s.target, s.value),
    Pop: lambda s: (s.target,),
    Call: lambda s: s.args,
    If: lambda s: (s.test,),
    For: lambda s: (s.start, s.stop, s.step, *s.inits),
    While: lambda s: s.inits,
}


def operands(statement: Statement) -> tuple[Operand, ...]:
    """The operands that a statement itself reads, those of its blocks left out."""
    return _OPERANDS[type(statement)](statement)


def reads(statement: Statement) -> list[Var]:
    """The variables that a statement itself reads."""
    found: list[Var] = []
    for operand in _OPERANDS[type(statement)](statement):
        kind = type(operand)
        if kind is Var:
            found.append(operand)  # type: ignore[arg-type]
        elif kind is not Const:
            found.extend(vars_in(operand))
    return found


def blocks(statement: Statement) -> tuple[Block, ...]:
    """The blocks inside a statement."""
    kind = type(statement)
    if kind is If:
        return (statement.then, statement.orelse)  # type: ignore[union-attr]
    if kind is For:
        return (statement.body,)  # type: ignore[union-attr]
    return (statement.cond, statement.body) if kind is While else ()  # type: ignore[union-attr]


def defines(statement: Statement) -> tuple[Var, ...]:
    """The variables that a statement defines for what follows it."""
    kind = type(statement)
    if kind is Assign or kind is Pop or kind is Call:
        return (statement.out,)  # type: ignore[union-attr]
    return statement.results if kind is If or kind is For or kind is While else ()  # type: ignore[union-attr]


def inner_definitions(statement: Statement) -> tuple[Var, ...]:
    """The variables that a loop defines for its own blocks."""
    kind = type(statement)
    if kind is For:
        return (statement.index, *statement.params)  # type: ignore[union-attr,arg-type]
    return statement.params if kind is While else ()  # type: ignore[union-attr]


def statements_in(block: Block) -> Iterator[Statement]:
    """All statements of a block, those of inner blocks too, in the order of the text."""
    for statement in block.statements:
        yield statement
        for inner in blocks(statement):
            yield from statements_in(inner)


def has_break(body: Block) -> bool:
    """Whether a loop's body leaves the loop somewhere."""
    if body.jump == "break":
        return True
    last = body.statements[-1] if body.statements else None
    return isinstance(last, If) and (has_break(last.then) or has_break(last.orelse))


def uses_in(block: Block) -> set[Var]:
    """The variables read anywhere in a block, a name that only passes through to its own next trip left out."""
    found: set[Var] = set()
    for statement in statements_in(block):
        found.update(reads(statement))
        for inner in blocks(statement):
            for operand in inner.yields:
                found.update(vars_in(operand))
    for operand in block.yields:
        found.update(vars_in(operand))
    return found


def map_operand(operand: Operand, change: Substitution) -> Operand:
    """The operand with its variables changed."""
    if isinstance(operand, Var):
        return change(operand)
    if isinstance(operand, Tup):
        items = tuple(map_operand(item, change) for item in operand.items)
        return operand if all(a is b for a, b in zip(items, operand.items, strict=True)) else Tup(items, operand.kind)
    if isinstance(operand, Slice):
        parts = tuple(map_operand(item, change) for item in (operand.start, operand.stop, operand.step))
        same = all(a is b for a, b in zip(parts, (operand.start, operand.stop, operand.step), strict=True))
        return operand if same else Slice(*parts)
    return operand


def map_operands(statement: Statement, change: Substitution) -> Statement:
    """The statement with the variables that it reads changed; its blocks stay."""

    def m(operand: Operand) -> Operand:
        return map_operand(operand, change)

    def many(items: Iterable[Operand]) -> tuple[Operand, ...]:
        return tuple(map_operand(item, change) for item in items)

    match statement:
        case Assign(_, _, args, kwargs) | Effect(_, args, kwargs):
            return replace(statement, args=many(args), kwargs=tuple((k, m(v)) for k, v in kwargs))
        case Store(target, index, value):
            return replace(statement, target=m(target), index=m(index), value=m(value))  # type: ignore[arg-type]
        case Update(target, index, _, value):
            return replace(statement, target=m(target), index=None if index is None else m(index), value=m(value))  # type: ignore[arg-type]
        case Append(target, value):
            return replace(statement, target=m(target), value=m(value))  # type: ignore[arg-type]
        case Pop(_, target):
            return replace(statement, target=m(target))  # type: ignore[arg-type]
        case Call(_, _, args):
            return replace(statement, args=many(args))
        case If(test):
            return replace(statement, test=m(test))
        case For(_, start, stop, step, _, inits):
            return replace(statement, start=m(start), stop=m(stop), step=m(step), inits=many(inits))
        case While(_, _, inits):
            return replace(statement, inits=many(inits))


def with_blocks(statement: Statement, inner: tuple[Block, ...]) -> Statement:
    """The statement with other blocks."""
    match statement:
        case If():
            return replace(statement, then=inner[0], orelse=inner[1])
        case For():
            return replace(statement, body=inner[0])
        case While():
            return replace(statement, cond=inner[0], body=inner[1])
        case _:
            return statement


def substitute(block: Block, change: Substitution) -> Block:
    """The block with variables changed everywhere."""
    statements = []
    for statement in block.statements:
        changed = map_operands(statement, change)
        inner = blocks(changed)
        statements.append(with_blocks(changed, tuple(substitute(b, change) for b in inner)) if inner else changed)
    return replace(block, statements=tuple(statements), yields=tuple(map_operand(y, change) for y in block.yields))


def redefined(block: Block) -> tuple[Block, dict[Operand, Var]]:
    """A copy of a block that may stand beside it: all that it defines has other variables."""
    fresh: dict[Operand, Var] = {}
    for statement in statements_in(block):
        for var in (*defines(statement), *inner_definitions(statement)):
            fresh[var] = replace(var)
    changed = substitute(block, lambda operand: fresh.get(operand, operand))
    return _with_definitions(changed, fresh), fresh


def _with_definitions(block: Block, fresh: dict[Operand, Var]) -> Block:
    def many(variables: tuple[Var, ...]) -> tuple[Var, ...]:
        return tuple(fresh[v] for v in variables)

    statements: list[Statement] = []
    for statement in block.statements:
        done = with_blocks(statement, tuple(_with_definitions(b, fresh) for b in blocks(statement)))
        match done:
            case Assign(out) | Pop(out) | Call(out):
                done = replace(done, out=fresh[out])
            case If():
                done = replace(done, results=many(done.results))
            case For():
                done = replace(done, index=fresh[done.index], params=many(done.params), results=many(done.results))
            case While():
                done = replace(done, params=many(done.params), results=many(done.results))
            case _:
                pass
        statements.append(done)
    return replace(block, statements=tuple(statements))

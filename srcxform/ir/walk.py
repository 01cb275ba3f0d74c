"""The only traversal helpers: what statements read and define, and how to rebuild them with other operands."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from srcxform.ir.memo import OF_STATEMENTS, kept
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


@kept(OF_STATEMENTS)
def reads(statement: Statement) -> tuple[Var, ...]:
    """The variables that a statement itself reads."""
    found: list[Var] = []
    for operand in _OPERANDS[type(statement)](statement):
        kind = type(operand)
        if kind is Var:
            found.append(operand)  # type: ignore[arg-type]
        elif kind is not Const:
            found.extend(vars_in(operand))
    return tuple(found)


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
    found: list[Statement] = []
    _collect(block, found)
    return iter(found)


def _collect(block: Block, found: list[Statement]) -> None:
    """A list and not a generator: one inside another hands on each statement as often as blocks are nested."""
    for statement in block.statements:
        found.append(statement)
        if type(statement) in HOLDERS:
            for inner in blocks(statement):
                _collect(inner, found)


HOLDERS = frozenset({If, For, While})
"""The statements with blocks inside."""


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
    """The statement with the variables that it reads changed; its blocks stay. Where nothing changes, it is itself.

    A pass that changes nothing thus gives back the block it was given, and what is known of that block holds still.
    """
    before = _OPERANDS[type(statement)](statement)
    after: list[Operand] = []
    same = True
    for operand in before:
        kind = type(operand)
        done = change(operand) if kind is Var else operand if kind is Const else map_operand(operand, change)
        same = same and done is operand
        after.append(done)
    return statement if same else _with_operands(statement, tuple(after))


def _with_operands(statement: Statement, given: tuple[Operand, ...]) -> Statement:
    """The statement with other operands, in the order of `operands`."""
    match statement:
        case Assign(_, _, args, kwargs) | Effect(_, args, kwargs):
            count = len(args)
            named = tuple((key, value) for (key, _), value in zip(kwargs, given[count:], strict=True))
            if isinstance(statement, Assign):
                return Assign(statement.out, statement.primitive, given[:count], named, statement.origin)
            return replace(statement, args=given[:count], kwargs=named)
        case Store():
            return replace(statement, target=given[0], index=given[1], value=given[2])  # type: ignore[arg-type]
        case Update(_, None):
            return replace(statement, target=given[0], value=given[1])  # type: ignore[arg-type]
        case Update():
            return replace(statement, target=given[0], index=given[1], value=given[2])  # type: ignore[arg-type]
        case Append():
            return replace(statement, target=given[0], value=given[1])  # type: ignore[arg-type]
        case Pop():
            return replace(statement, target=given[0])  # type: ignore[arg-type]
        case Call():
            return replace(statement, args=given)
        case If():
            return replace(statement, test=given[0])
        case For():
            return replace(statement, start=given[0], stop=given[1], step=given[2], inits=given[3:])
        case While():
            return replace(statement, inits=given)


def with_blocks(statement: Statement, inner: Sequence[Block]) -> Statement:
    """The statement with other blocks; itself where they are its own."""
    match statement:
        case If(_, then, orelse):
            same = inner[0] is then and inner[1] is orelse
            return statement if same else If(statement.test, inner[0], inner[1], statement.results, statement.origin)
        case For(body=body):
            return statement if inner[0] is body else replace(statement, body=inner[0])
        case While(cond=cond, body=body):
            same = inner[0] is cond and inner[1] is body
            return statement if same else replace(statement, cond=inner[0], body=inner[1])
        case _:
            return statement


def with_statements(block: Block, statements: Sequence[Statement], yields: tuple[Operand, ...] | None = None) -> Block:
    """The block with other statements, and perhaps other yields; itself where they are its own."""
    given = block.yields if yields is None else yields
    if _are_same(statements, block.statements) and (given is block.yields or _are_same(given, block.yields)):
        return block
    return Block(tuple(statements), given, block.jump)


def _are_same(some: Sequence[object], others: Sequence[object]) -> bool:
    return len(some) == len(others) and all(map(operator.is_, some, others))


def operand_key(operand: Operand) -> object:
    """What is equal for operands that have one value wherever the same variables do."""
    if isinstance(operand, Const):
        return (type(operand.value), repr(operand.value))
    if isinstance(operand, Tup):
        return (operand.kind, *map(operand_key, operand.items))
    if isinstance(operand, Slice):
        return (slice, *map(operand_key, (operand.start, operand.stop, operand.step)))
    return operand


def substitute(block: Block, change: Substitution) -> Block:
    """The block with variables changed everywhere."""
    statements = []
    for statement in block.statements:
        changed = map_operands(statement, change)
        inner = blocks(changed)
        statements.append(with_blocks(changed, [substitute(b, change) for b in inner]) if inner else changed)
    return with_statements(block, statements, tuple(map_operand(y, change) for y in block.yields))


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
                # A copy, too: facts are kept by statement, and this one will stand beside the original.
                done = replace(done)
        statements.append(done)
    return replace(block, statements=tuple(statements))

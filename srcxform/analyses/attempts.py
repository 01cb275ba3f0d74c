"""What a tried branch writes into objects from outside: only its last step may, or a failure would leave half of it."""

from __future__ import annotations

from dataclasses import replace

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, Writer, second_names
from srcxform.analyses.places import Places, places
from srcxform.errors import Unsupported
from srcxform.ir.builder import type_of
from srcxform.ir.guarded import attempt_of, born_in
from srcxform.ir.nodes import Append, Block, Effect, If, Pop, Statement, Store, Tup, Update, Var
from srcxform.ir.raising import block_may_raise, may_raise
from srcxform.ir.types import ArrayType, is_scalar, may_be_written
from srcxform.ir.walk import blocks, statements_in, uses_in, with_blocks, with_statements


def without_half_done(block: Block) -> Block:
    """The program, if no tried branch may fail after it wrote into an object from outside.

    `a *= x` writes before `np.errstate(over="raise")` lets it raise: whether it did so is checked at run time.
    """
    attempts = [s for s in statements_in(block) if isinstance(s, If) and attempt_of(s) is not None]
    if not attempts:
        return block
    where = places(block)
    _refuse_half_done(attempts, where)

    def checked(inner: Block) -> Block:
        return with_statements(inner, tuple(map(of, inner.statements)))

    def of(statement: Statement) -> Statement:
        done = with_blocks(statement, tuple(map(checked, blocks(statement))))
        guard = attempt_of(statement)
        if guard is None or not isinstance(statement, If) or not isinstance(done, If):
            return done
        writes = [w for w in outside_writes(statement.then, where) if isinstance(w, Update) and not _is_item(w)]
        if not writes or not any(_may_catch(kind) for kind in guard.caught):
            return done
        check = Effect(runtime.require_whole, (), (), writes[0].origin)
        return replace(done, orelse=replace(done.orelse, statements=(check, *done.orelse.statements)))

    return checked(block)


def _is_item(write: Update) -> bool:
    """Whether one number is written: it is computed before."""
    items = write.index.items if isinstance(write.index, Tup) else (write.index,)
    t = write.target.type
    if write.index is None or not isinstance(t, ArrayType) or t.rank != len(items):
        return False
    return all(is_scalar(type_of(item)) for item in items if item is not None)


def _may_catch(kind: type[BaseException]) -> bool:
    return issubclass(FloatingPointError, kind) or issubclass(kind, FloatingPointError)


def _refuse_half_done(attempts: list[If], where: Places) -> None:
    """Refuse tried branches that may fail after they wrote into an object from outside."""
    for attempt in attempts:
        writes = outside_writes(attempt.then, where)
        if writes and not _is_last_step(writes, attempt.then):
            raise Unsupported(
                "an array or a list is written in place inside `try`, and something may fail after that",
                origin=writes[0].origin,
                instead="compute inside the `try`, and write after it",
            )


def outside_writes(branch: Block, where: Places) -> list[Writer]:
    """The writes into objects that a branch did not make itself, or may not have made."""
    own = born_in(branch)
    names = Aliases(where)
    for statement in statements_in(branch):
        for a, b in second_names(statement):
            names.union(a, b)
    outside: set[Var] = {names.root(v) for v in uses_in(branch) if v not in own and may_be_written(v.type)}
    writers = (s for s in statements_in(branch) if isinstance(s, (Store, Update, Append, Pop)))
    return [w for w in writers if names.root(w.target) in outside]


def _is_last_step(writes: list[Writer], branch: Block) -> bool:
    """Whether nothing can fail once the first of the writes is done."""
    begin = next((k for k, s in enumerate(branch.statements) if s is writes[0]), None)
    if begin is None or any(w not in branch.statements for w in writes):
        return False
    return not any(_may_raise(s) for s in branch.statements[begin + 1 :])


def _may_raise(statement: Statement) -> bool:
    return may_raise(statement) or any(map(block_may_raise, blocks(statement)))

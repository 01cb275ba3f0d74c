"""What a tried branch writes into objects from outside: only its last step may, or a failure would leave half of it."""

from __future__ import annotations

from srcxform.analyses.aliasing import Aliases, Writer, edges
from srcxform.analyses.places import Places, places
from srcxform.errors import Unsupported
from srcxform.ir.guarded import attempt_of, born_in
from srcxform.ir.nodes import Append, Block, If, Pop, Statement, Store, Update, Var
from srcxform.ir.raising import block_may_raise, may_raise
from srcxform.ir.types import may_be_written
from srcxform.ir.walk import blocks, statements_in, uses_in


def refuse_half_done(block: Block) -> None:
    """Refuse the tried branches of a program that may fail after they wrote into an object from outside."""
    attempts = [s for s in statements_in(block) if isinstance(s, If) and attempt_of(s) is not None]
    where = places(block) if attempts else Places()
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
        for a, b in edges(statement):
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

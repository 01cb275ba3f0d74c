"""Uses what the forward sweep computed, where the reverse sweep would compute the same again.

    s = np.sin(x)                           s = np.sin(x)
    c = np.cos(x)                           c = np.cos(x)
    ...                             ->      ...
    x_bar = s_bar * np.cos(x)               x_bar = s_bar * c
    x_bar -= c_bar * np.sin(x)              x_bar -= c_bar * s

What is cheap is left to recording, which knows whether it is better done again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from srcxform.analyses.aliasing import Aliases, aliased_operands, memory_classes
from srcxform.analyses.need import is_impure
from srcxform.differentiate.reverse import Sweep
from srcxform.ir.nodes import Assign, Block, Operand, Statement, Var
from srcxform.ir.types import ArrayType, may_be_written
from srcxform.ir.walk import blocks, operand_key, reads, statements_in, substitute
from srcxform.rules.registry import find_rule

Key = tuple[object, ...]


def use_results(whole: Block, forward: Block, sweep: Sweep, cheap: frozenset[object]) -> Block:
    """The program whose reverse sweep reads results of the forward sweep; the sweep is changed to that."""
    search = _Search(memory_classes(whole), sweep, cheap)
    search.visit(forward, Block(tuple(sweep.statements)), {})
    if not search.same:
        return whole
    before = Block(tuple(sweep.statements), whole.yields)
    after = substitute(before, lambda v: search.same.get(v, v))
    follow(before, after, sweep)
    sweep.statements = list(after.statements)
    return replace(whole, statements=(*forward.statements, *after.statements), yields=after.yields)


def follow(before: Block, after: Block, sweep: Sweep) -> None:
    """Let the sweep know its blocks and statements by what they became."""
    changed = dict(zip(statements_in(before), statements_in(after), strict=True))
    inner: dict[Block, Block] = {}
    for a, b in changed.items():
        inner.update(zip(blocks(a), blocks(b), strict=True))
    sweep.undone = {w: changed.get(u, u) for w, u in sweep.undone.items()}
    sweep.mirror = {f: inner.get(m, m) for f, m in sweep.mirror.items()}


@dataclass
class _Search:
    memory: Aliases
    sweep: Sweep
    cheap: frozenset[object]
    same: dict[Operand, Operand] = field(default_factory=dict)

    def visit(self, forward: Block, reverse: Block, outside: dict[Key, Var]) -> None:
        """Find in a block of the reverse sweep what the block that it undoes, or one around that, has computed."""
        known = dict(outside)
        for statement in forward.statements:
            key = self._key(statement)
            if key is not None and isinstance(statement, Assign):
                known.setdefault(key, statement.out)
        if known:
            self._match(reverse, known)
        for statement in forward.statements:
            for inner in blocks(statement):
                if inner in self.sweep.mirror:
                    self.visit(inner, self.sweep.mirror[inner], known)

    def _match(self, reverse: Block, known: dict[Key, Var]) -> None:
        for statement in reverse.statements:
            key = self._key(statement)
            if key is None or not isinstance(statement, Assign):
                continue
            found = known.get(key)
            if found is not None and found is not statement.out and found.type == statement.out.type:
                self.same[statement.out] = found

    def _key(self, statement: Statement) -> Key | None:
        """What makes two operations the same; None for what is cheap, has an effect, or may not be shared."""
        if not isinstance(statement, Assign) or not isinstance(statement.out.type, ArrayType):
            return None
        primitive = statement.primitive
        if find_rule(primitive) is None or primitive in self.cheap or is_impure(statement):
            return None
        if any(True for _ in aliased_operands(statement)):
            return None
        for var in (statement.out, *reads(statement)):
            if may_be_written(var.type) and self.memory.is_written(var):
                return None
        given = [*statement.args, *(v for _, v in statement.kwargs)]
        return (primitive, *(name for name, _ in statement.kwargs), *map(operand_key, given))

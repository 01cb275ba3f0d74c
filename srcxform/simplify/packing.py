"""Pushes in one statement what a trip records in several.

    x_stack.append(x)                       t = np.sin(x)
    t = np.sin(x)                           stack.append((x, t))
    t_stack.append(t)               ->      ...
    ...                                     x, t = stack.pop()
    x = x_stack.pop()
    t = t_stack.pop()

Here the statements only come together; the tapes stay several, of one `Pack`, and the text makes one list of them. A
push waits for the next one unless its name is given to something else until then: two names would be needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from srcxform import runtime
from srcxform.analyses.places import Places, places
from srcxform.ir.guarded import attempt_of
from srcxform.ir.nodes import Append, Assign, Block, If, Operand, Pop, Statement, Var, While
from srcxform.ir.packs import Pack
from srcxform.ir.types import ListType
from srcxform.ir.walk import (
    blocks,
    defines,
    has_break,
    map_operand,
    map_operands,
    statements_in,
    vars_in,
    with_blocks,
    with_statements,
)

LEAST = 4
"""Of so many values a tuple is quicker than lists of their own, and two names become one."""
MOST = 16
"""So many values are in one tuple at most, which still reads well."""


def pack_tapes(block: Block) -> Block:
    """The program with the pushes of one trip next to one another, and the pops as well."""
    if sum(isinstance(s, Pop) for s in statements_in(block)) < LEAST:
        return block
    packer = _Packer(places(block))
    packer.visit(block)
    packs = packer.packs()
    return _Gatherer(packs, packer.where).gathered(block) if packs else block


@dataclass(eq=False)
class _Tape:
    """One recorded variable: its list, the push and the pop, and the blocks that these stand in."""

    stack: Var
    made: Assign
    push: Append
    pop: Pop


@dataclass
class _Packer:
    where: Places
    home: dict[Statement, Block] = field(default_factory=dict)
    tapes: list[_Tape] = field(default_factory=list)

    def visit(self, block: Block) -> None:
        """Note where pushes and pops stand; nothing of what is tried, which may end between two pushes."""
        for statement in block.statements:
            if isinstance(statement, (Append, Pop)):
                self.home[statement] = block
            if attempt_of(statement) is None:
                for inner in blocks(statement):
                    self.visit(inner)

    def packs(self) -> list[list[_Tape]]:
        """The tapes that may be one, each pack in the order of its pushes."""
        found: dict[tuple[object, ...], list[_Tape]] = {}
        for statement in self.home:
            tape = self._tape(statement) if isinstance(statement, Append) else None
            if tape is not None:
                blocks_of = (self.home[tape.push], self.home[tape.pop], self.where.loops[tape.made])
                found.setdefault(blocks_of, []).append(tape)
        runs = [run for tapes in found.values() for run in self._runs(tapes)]
        return [run for run in runs if len(run) >= LEAST]

    def _tape(self, push: Append) -> _Tape | None:
        """The tape of a push, if it has no other use than that, one pop, and to say whether there is more."""
        stack = push.target
        made = self.where.defined_by.get(stack)
        if not isinstance(made, Assign) or made.primitive is not runtime.list_of or made.args:
            return None
        if not isinstance(stack.type, ListType) or stack in self.where.returned:
            return None
        rest = [u for u in self.where.used_by[stack] if u is not push]
        pops = [u for u in rest if isinstance(u, Pop)]
        if len(pops) != 1 or pops[0] not in self.home or self.home[pops[0]] is self.home[push]:
            return None
        is_test = all(isinstance(u, While) and u.cond.yields == (stack,) for u in rest if u is not pops[0])
        is_own = stack not in vars_in(push.value)
        return _Tape(stack, made, push, pops[0]) if is_test and is_own else None

    def _runs(self, tapes: list[_Tape]) -> list[list[_Tape]]:
        """Neighbours whose pushes may all be made where the last one is."""
        block = self.home[tapes[0].push]
        number = {s: k for k, s in enumerate(block.statements)}
        runs: list[list[_Tape]] = [[]]
        for tape in tapes:
            run = runs[-1]
            begin = number[run[-1].push] if run else 0
            between = block.statements[begin : number[tape.push]]
            names = {v.hint for t in run for v in vars_in(t.push.value) if v.hint}
            taken = any(v.hint in names for s in between for v in defines(s))
            leaves = any(isinstance(s, If) and has_break(Block((s,))) for s in between)
            if run and not taken and not leaves and len(run) < MOST:
                run.append(tape)
            else:
                runs.append([tape])
        return runs


class _Gatherer:
    """Puts the statements of each pack where the last of its pushes and the first of its pops stand."""

    def __init__(self, packs: list[list[_Tape]], where: Places) -> None:
        self.named: dict[Operand, Var] = {}
        self.list_of: dict[Operand, Var] = {}
        self.made: dict[Statement, Statement] = {}
        self.instead: dict[Statement, list[Statement]] = {}
        for pack in packs:
            mark = Pack()
            first = min(pack, key=lambda tape: where.at[tape.made])
            for tape in pack:
                assert isinstance(tape.stack.type, ListType)
                kind = ListType(tape.stack.type.item, ("tape", mark))
                self.named[tape.stack] = Var("stack" if tape is first else "_", kind)
                self.made[tape.made] = replace(tape.made, out=self.named[tape.stack])
            self.list_of.update((tape.stack, self.named[first.stack]) for tape in pack)
            pushes: list[Statement] = [t.push for t in pack]
            pops: list[Statement] = [t.pop for t in pack]
            self.instead.update((s, []) for s in (*pushes, *pops))
            self.instead[pushes[-1]] = pushes
            self.instead[min(pops, key=lambda pop: where.at[pop])] = pops

    def gathered(self, block: Block) -> Block:
        statements: list[Statement] = []
        for statement in block.statements:
            for each in self.instead.get(statement, [statement]):
                change = self._tape if isinstance(each, (Append, Pop)) else self._whether_more
                moved = map_operands(self.made.get(each, each), change)
                inner = blocks(moved)
                statements.append(with_blocks(moved, [self.gathered(b) for b in inner]) if inner else moved)
        return with_statements(block, statements, tuple(map_operand(y, self._whether_more) for y in block.yields))

    def _tape(self, operand: Operand) -> Operand:
        return self.named.get(operand, operand)

    def _whether_more(self, operand: Operand) -> Operand:
        """The list that a loop asks whether there is more, for any of its tapes."""
        return self.list_of.get(operand, operand)

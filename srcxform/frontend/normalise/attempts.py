"""What may raise an exception without saying so, and which statements may be attempted together.

Python lets nearly every operation raise. Here only names, constants and what is merely put together from them are taken
for safe; the reader, which knows types and objects, finds out what else cannot fail.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import gast

from srcxform.frontend.normalise.exits import Leaving, Protected
from srcxform.frontend.normalise.names import reads
from srcxform.frontend.normalise.pseudo import Attempt
from srcxform.frontend.normalise.trees import Block, load, placed

_DEEPEST = 16
_SAFE = (gast.Name, gast.Constant, gast.Tuple, gast.List, gast.Slice, gast.Lambda, gast.expr_context, gast.keyword)


@dataclass
class Guard:
    """What protects a block: where its failures are noted, and which exceptions are caught.

    `caught` is None where nothing is caught but what the user raises; an empty list stands for every exception.
    `raised` has what the user raises, as text; None for what is not known.
    """

    failed: str
    error: str
    caught: list[gast.expr] | None
    raised: set[str | None] = field(default_factory=set)


def may_fail(node: gast.AST) -> bool:
    """Whether evaluating an expression may raise."""
    if isinstance(node, gast.Compare) and all(isinstance(op, gast.Is | gast.IsNot) for op in node.ops):
        return may_fail(node.left) or any(map(may_fail, node.comparators))
    if isinstance(node, gast.Lambda):
        return any(map(may_fail, (each for each in (*node.args.defaults, *node.args.kw_defaults) if each)))
    return not isinstance(node, _SAFE) or any(map(may_fail, gast.iter_child_nodes(node)))


def leave_if_failed(guard: Guard, place: gast.AST) -> gast.If:
    """`if failed:` leave for what comes after the protected block."""
    return placed(gast.If(load(guard.failed, place), [placed(Leaving("fail"), place)], []), place)


class Readers:
    """Which names of a function only what follows in a block reads."""

    def __init__(self, function: gast.FunctionDef, shared: set[str], body: Block) -> None:
        self._shared = shared
        self._total = reads([*body, function.args])

    def private(self, block: Sequence[gast.stmt]) -> Iterator[frozenset[str]]:
        """For each statement of the block, the names that nothing reads but the statements after it.

        What assigns such a name comes before all that reads it. Nobody can see, therefore, whether it was assigned
        when a failure left the block.
        """
        after: Counter[str] = Counter()
        found: list[frozenset[str]] = []
        for statement in reversed(block):
            found.append(frozenset(n for n in after if after[n] == self._total[n] and n not in self._shared))
            after += reads([statement])
        return reversed(found)


class Row:
    """The statements of one block as they come; what may fail is attempted, together where that is the same.

    Assignments to names are put together if nothing but what follows them reads the names. A failure then leaves the
    same behind, for only the last of them may be seen. `own` are the names that the function binds.
    """

    def __init__(self, guard: Guard | None, own: frozenset[str]) -> None:
        self._guard = guard
        self._own = own
        self._done: Block = []
        self._pending: Block = []
        self._closed = False
        self._depth = 0

    @property
    def catches(self) -> bool:
        """Whether what may fail has to be attempted."""
        return self._guard is not None and self._guard.caught is not None

    def add(self, *statements: gast.stmt) -> None:
        """Statements that cannot fail, or that see to it themselves."""
        self._flush()
        self._done += statements

    def attempt(self, statement: gast.stmt, private: frozenset[str] = frozenset()) -> None:
        """A simple statement that may fail."""
        if not self.catches:
            return self.add(statement)
        is_plain = _is_plain(statement, self._own)
        if self._closed or not is_plain:
            self._flush()
        self._pending.append(statement)
        self._closed = not (is_plain and _assigned(statement) <= private)
        return None

    def done(self) -> Block:
        self._flush()
        return self._done

    def _flush(self) -> None:
        if not self._pending or self._guard is None:
            return
        first, guard = self._pending[0], self._guard
        caught = copy.deepcopy(guard.caught or [])
        self._done.append(placed(Attempt(self._pending, caught, guard.failed, guard.error), first))
        self._done.append(leave_if_failed(guard, first))
        self._pending, self._closed = [], False
        self._depth += 1
        if self._depth == _DEEPEST:
            # What follows an attempt stands a level deeper: a protection within this one gathers many in one level.
            again = [placed(Leaving("fail"), first)]
            self._done = [placed(Protected(self._done, guard.failed, guard.error, handled=again), first)]
            self._depth = 0


def _is_plain(statement: gast.stmt, own: frozenset[str]) -> bool:
    """An assignment to names, without calls but of modules' functions: others may write anywhere before they fail."""
    if not isinstance(statement, gast.Assign) or any(isinstance(n, gast.NamedExpr) for n in gast.walk(statement)):
        return False
    stored = [node for target in statement.targets for node in gast.walk(target)]
    called = [node.func for node in gast.walk(statement.value) if isinstance(node, gast.Call)]
    return not any(isinstance(node, gast.Subscript | gast.Attribute) for node in stored) and all(
        isinstance(function, gast.Constant) or _is_of_module(function, own) for function in called
    )


def _is_of_module(function: gast.expr, own: frozenset[str]) -> bool:
    """Whether it looks like `np.linalg.solve`; to be wrong makes two attempts one, which is as right."""
    if not isinstance(function, gast.Attribute):
        return False
    while isinstance(function, gast.Attribute):
        function = function.value
    return isinstance(function, gast.Name) and function.id not in own


def _assigned(statement: gast.Assign) -> frozenset[str]:
    return frozenset(n.id for target in statement.targets for n in gast.walk(target) if isinstance(n, gast.Name))

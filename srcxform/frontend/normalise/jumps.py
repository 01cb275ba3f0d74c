"""Exits into tail position: what comes after an `if` that may leave moves into the branch that goes on.

    while c:                             returned = False
        if a:                            while c:
            continue                         if not a:
        b                                        b
        if d:                ->                  if d:
            return x                                 result = x
        e                                            returned = True
    f                                                break
                                                 else:
                                                     e
                                         if returned:
                                             return result
                                         else:
                                             f
                                             return None

Afterwards a `return` ends the function's body, or a branch of an `if` that ends it, and stands in no loop; a `break`
ends its loop's body in the same way; `continue` and the `else` of loops are gone. Then a recorded branch is all that
the reverse sweep needs to know of the path. What is protected (`Protected`) is put in line: its jumps become flags,
which decide behind it.

Nothing is copied but a lone jump (`return x` of a name or a constant). Where a branch both may leave and may go on, it
raises a flag instead of leaving, and the flag decides afterwards; so the code grows by a constant for each jump.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import gast

from srcxform.frontend.normalise.exits import (
    JUMPS,
    OUTWARD,
    Exit,
    Jump,
    Leaving,
    Protected,
    exits,
    exits_of,
    is_endless,
)
from srcxform.frontend.normalise.names import Names, reads
from srcxform.frontend.normalise.pseudo import Within
from srcxform.frontend.normalise.trees import Block, assignment, conditional, constant, load, placed, with_fields

_FLAGS: dict[Jump, str] = {"return": "returned", "break": "exited", "continue": "skipped"}


def without_jumps(body: Block, names: Names, place: gast.AST, result: str | None = None) -> Block:
    """The body of a function with its exits in tail position. Functions inside it are left as they are.

    `result` is a name that is free for what the function is to return.
    """
    return _with_return(_Normaliser(names, result).block(body, {"return": _Way("return")}), place)


@dataclass(frozen=True)
class _Way:
    """How a jump gets out of the block at hand: it keeps its value in `result`, sets `flag`, clears `cleared`, leaves.

    To leave by the "end" is to run off the block's end, which is in tail position.
    """

    leave: Literal["return", "break", "end"]
    result: str | None = None
    flag: str | None = None
    cleared: str | None = None


_Ways = dict[Jump, _Way]


class _Normaliser:
    """Rewrites the blocks of one function; holds nothing but names."""

    def __init__(self, names: Names, result: str | None) -> None:
        self._names = names
        self._free_result = result

    def block(self, statements: Sequence[gast.stmt], ways: _Ways) -> Block:
        """The block with its jumps in tail position, each translated to its way out."""
        done: Block = []
        for index, statement in enumerate(statements):
            match statement:
                case gast.Return() | gast.Break() | gast.Continue() | Leaving():
                    return done + _translated(statement, ways)
                case gast.Raise():
                    return [*done, statement]
                case gast.If() if _goes_on_at_once(statement):
                    done.append(self._if(statement, statement.body, statement.orelse, ways))
                case gast.If():
                    return done + self._leaving_if(statement, list(statements[index + 1 :]), ways)
                case gast.For() | gast.While() if _is_plain(statement):
                    done.append(self._with_body(statement, {}))
                case gast.For() | gast.While():
                    return done + self._leaving_loop(statement, list(statements[index + 1 :]), ways)
                case Protected():
                    return done + self._protected(statement, list(statements[index + 1 :]), ways)
                case _:
                    done.append(statement)
        return done

    def _if(self, statement: gast.If, body: Block, orelse: Block, ways: _Ways) -> gast.If:
        return conditional(statement.test, self.block(body, ways), self.block(orelse, ways), statement)

    def _leaving_if(self, statement: gast.If, rest: Block, ways: _Ways) -> Block:
        """An `if` that may leave, with what comes after it in the block."""
        body, orelse = statement.body, statement.orelse
        body_goes_on, orelse_goes_on = "fall" in exits(body), "fall" in exits(orelse)
        if rest and body_goes_on and orelse_goes_on:
            if not _is_lone_jump(rest):
                return self._flagged_if(statement, rest, ways)
            body, orelse = body + rest, orelse + copy.deepcopy(rest)
        elif body_goes_on:
            body = body + rest
        elif orelse_goes_on:
            orelse = orelse + rest
        decided = self._if(statement, body, orelse, ways)
        # Nothing is left to be decided where a jump of our own leaves for the place that is next anyway.
        is_idle = all(isinstance(each, gast.Pass) for each in decided.body + decided.orelse)
        return [] if is_idle and isinstance(statement.body[0], Leaving) else [decided]

    def _flagged_if(self, statement: gast.If, rest: Block, ways: _Ways) -> Block:
        """Both branches may go on, and one may leave: it sets a flag instead, which decides after the `if`."""
        inner = dict(ways)
        before: Block = []
        after: Block = []
        for jump in JUMPS:
            if jump in exits_of(statement):
                inner[jump] = self._flagged(ways[jump], jump, "end", before, statement)
                after.append(_leave_if(inner[jump], jump, statement))
        decided = self._if(statement, statement.body, statement.orelse, inner)
        return [*before, decided, *self.block(after + rest, ways)]

    def _flagged(self, way: _Way, jump: Jump, leave: Literal["break", "end"], before: Block, place: gast.AST) -> _Way:
        """A way that raises a flag, which is lowered before."""
        flag = way.flag
        if flag is None:
            flag = self._names.fresh(_FLAGS[jump])
            before.append(assignment(flag, False, place))
        return _Way(leave, self._result(way, jump), flag)

    def _result(self, way: _Way, jump: Jump) -> str | None:
        return way.result or self._free_result or self._names.fresh("result") if jump == "return" else None

    def _leaving_loop(self, loop: gast.For | gast.While, rest: Block, ways: _Ways) -> Block:
        """A loop with jumps to places outside of it or with an `else`, and what comes after it in the block."""
        inside = exits(loop.body)
        outward = [jump for jump in OUTWARD if jump in inside]
        inner: _Ways = {}
        before: Block = []
        after: Block = []
        for jump in outward:
            if jump == outward[-1] and is_endless(loop) and "break" not in inside:
                inner[jump] = _Way("break", self._result(ways[jump], jump), ways[jump].flag)
                after.append(placed(Leaving(jump, inner[jump].result), loop))
            else:
                inner[jump] = self._flagged(ways[jump], jump, "break", before, loop)
                after.append(_leave_if(inner[jump], jump, loop))
        if loop.orelse and not is_endless(loop):
            if "break" in inside:
                completed = self._names.fresh("completed")
                before.append(assignment(completed, True, loop))
                inner["break"] = _Way("break", cleared=completed)
                after.append(placed(gast.If(load(completed, loop), loop.orelse, []), loop))
            else:
                after += loop.orelse
        done = [*before, self._with_body(loop, inner)]
        return done + self.block(after + (rest if "fall" in exits_of(loop) else []), ways)

    def _with_body(self, loop: gast.For | gast.While, ways: _Ways) -> gast.For | gast.While:
        """The loop, without its `else`; jumps that `ways` does not name are the loop's own."""
        inner: _Ways = {"break": _Way("break"), "continue": _Way("end"), **ways}
        body = self.block(loop.body, inner) or [placed(gast.Pass(), loop)]
        return with_fields(loop, body=body, orelse=[])

    def _protected(self, statement: Protected, rest: Block, ways: _Ways) -> Block:
        """What is protected, in line, with what comes after it in the block: all its jumps end behind it."""
        inside, last = exits(statement.body), statement.last
        goes_on = statement.goes_on(inside)
        if not inside:
            return self._protected_body(statement, dict.fromkeys(JUMPS, _Way("end")))
        before = self._lowered(statement, inside, ways)
        after: Block = []
        inner: _Ways = {"fail": _Way("end", flag=statement.failed)}
        orelse = statement.orelse if goes_on else []
        others = [jump for jump in JUMPS if jump in inside and jump != "fail"]
        for jump in others:
            anew = _may_take_over(last)
            way = _Way("end", self._names.fresh("result") if jump == "return" else None) if anew else ways[jump]
            if jump == others[-1] and not goes_on:
                # All that neither failed nor left by now leaves by this jump.
                inner[jump] = _Way("end", self._result(way, jump), way.flag)
                orelse = [_leaving(inner[jump], jump, statement, anew=anew)]
            else:
                inner[jump] = self._flagged(way, jump, "end", before, statement)
                after.append(_leave_if(inner[jump], jump, statement, anew=anew))
        handled = [each for each in statement.handled if not isinstance(each, gast.Pass)]
        if inside == {"fail"} and not goes_on:
            after += handled
        elif "fail" in inside and (handled or orelse):
            after.append(conditional(load(statement.failed, statement), handled, orelse, statement))
        else:
            after += orelse
        if "fall" in exits_of(statement):
            after += rest
        return [*before, *self._protected_body(statement, inner), *self.block(last + after, ways)]

    def _lowered(self, statement: Protected, inside: frozenset[Exit], ways: _Ways) -> Block:
        """The flag of failure, lowered before the body if anybody asks for it; a `raise` in `last` does, too."""
        is_asked = "fail" in inside or reads(statement.last)[statement.failed] > 0
        is_lowered = "fail" in ways and ways["fail"].flag == statement.failed
        return [assignment(statement.failed, False, statement)] if is_asked and not is_lowered else []

    def _protected_body(self, statement: Protected, ways: _Ways) -> Block:
        """The body, within the manager if there is one."""
        body = self.block(statement.body, ways)
        if statement.manager is None:
            return body
        failed, error = (statement.failed, statement.error) if "fail" in exits(statement.body) else (None, None)
        filled = body or [placed(gast.Pass(), statement)]
        return [placed(Within(statement.manager, statement.target, filled, failed, error), statement)]


def _may_take_over(last: Block) -> bool:
    """Whether what runs last may leave by itself: the jump that waits is then forgotten.

    Nobody else may have seen its flag or its value by then, so it jumps anew if it is still to do so.
    """
    nodes = (node for statement in last for node in gast.walk(statement))
    jumps = (gast.Return, gast.Break, gast.Continue, Leaving, Protected)
    return "fall" not in exits(last) or any(isinstance(node, jumps) for node in nodes)


def _goes_on_at_once(statement: gast.If) -> bool:
    """Whether what follows may simply follow: no branch jumps, and none always raises."""
    return exits_of(statement) <= {"fall", "raise"} and all(
        "fall" in exits(branch) for branch in (statement.body, statement.orelse)
    )


def _is_plain(loop: gast.For | gast.While) -> bool:
    """Whether what follows the loop may simply follow."""
    return not loop.orelse and exits(loop.body).isdisjoint(OUTWARD) and "fall" in exits_of(loop)


def _is_lone_jump(block: Block) -> bool:
    """A jump so small that a copy in each branch costs no more than a flag."""
    if len(block) != 1:
        return False
    if isinstance(block[0], gast.Return):
        return block[0].value is None or isinstance(block[0].value, gast.Name | gast.Constant)
    return isinstance(block[0], gast.Break | gast.Continue | Leaving)


def _translated(statement: gast.stmt, ways: _Ways) -> Block:
    """The statements by which a jump gets out of the block."""
    if isinstance(statement, Leaving):
        return _left(ways[statement.jump], statement, statement.result)
    if isinstance(statement, gast.Break):
        way, value = ways["break"], None
    elif isinstance(statement, gast.Continue):
        way, value = ways["continue"], None
    else:
        way, value = ways["return"], statement.value or constant(None, statement)
        if way.leave == "return":
            return [placed(gast.Return(value), statement)]
    kept: Block = []
    if way.result is not None and not (isinstance(value, gast.Name) and value.id == way.result):
        kept = [assignment(way.result, value, statement)]
    raised = [assignment(way.flag, True, statement)] if way.flag is not None else []
    return kept + raised + _left(way, statement)


def _left(way: _Way, place: gast.AST, result: str | None = None) -> Block:
    match way.leave:
        case "return":
            return [placed(gast.Return(load(result, place)), place)]
        case "break":
            cleared = [] if way.cleared is None else [assignment(way.cleared, False, place)]
            return [*cleared, placed(gast.Break(), place)]
        case "end":
            return []


def _leave_if(way: _Way, jump: Jump, place: gast.AST, *, anew: bool = False) -> gast.If:
    return placed(gast.If(load(way.flag, place), [_leaving(way, jump, place, anew=anew)], []), place)


def _leaving(way: _Way, jump: Jump, place: gast.AST, *, anew: bool) -> gast.stmt:
    """The jump goes on its way; or it jumps as if it came from here."""
    if not anew:
        return placed(Leaving(jump, way.result), place)
    match jump:
        case "return":
            return placed(gast.Return(load(way.result, place)), place)
        case "break":
            return placed(gast.Break(), place)
        case _:
            return placed(gast.Continue(), place)


def _with_return(block: Block, place: gast.AST) -> Block:
    """The block with a `return None` wherever it would fall off the function's end."""
    if not block:
        return [placed(gast.Return(constant(None, place)), place)]
    last = block[-1]
    if isinstance(last, gast.If):
        ended = gast.If(last.test, _with_return(last.body, last), _with_return(last.orelse, last))
        return [*block[:-1], placed(ended, last)]
    if "fall" not in exits_of(last):
        return block
    before = block[:-1] if isinstance(last, gast.Pass) else block
    return [*before, *_with_return([], last)]

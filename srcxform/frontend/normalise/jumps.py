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
the reverse sweep needs to know of the path.

Nothing is copied but a lone jump (`return x` of a name or a constant). Where a branch both may leave and may go on, it
raises a flag instead of leaving, and the flag decides afterwards; so the code grows by a constant for each jump.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import gast

from srcxform.frontend.normalise.exits import JUMPS, Jump, Leaving, exits, exits_of, is_endless

Block = list[gast.stmt]

_FLAGS: dict[Jump, str] = {"return": "returned", "break": "exited", "continue": "skipped"}


def normalise_jumps(node: gast.FunctionDef) -> gast.FunctionDef:
    """The same function with its exits in tail position. Functions inside it are left as they are.

    The given tree is not changed; what needs no change is shared with it.
    """
    normaliser = _Normaliser(_names_in(node))
    body = normaliser.block(node.body, {"return": _Way("return")})
    return _with_fields(node, body=_with_return(body, node))


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
    """Rewrites the blocks of one function; holds nothing but the names that are taken."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

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
                case _:
                    done.append(statement)
        return done

    def _if(self, statement: gast.If, body: Block, orelse: Block, ways: _Ways) -> gast.If:
        return _conditional(statement.test, self.block(body, ways), self.block(orelse, ways), statement)

    def _leaving_if(self, statement: gast.If, rest: Block, ways: _Ways) -> Block:
        """An `if` that may leave, with what comes after it in the block."""
        body, orelse = statement.body, statement.orelse
        body_goes_on, orelse_goes_on = "fall" in exits(body), "fall" in exits(orelse)
        if not rest or not (body_goes_on or orelse_goes_on):
            return [self._if(statement, body, orelse, ways)]
        if not body_goes_on:
            return [self._if(statement, body, orelse + rest, ways)]
        if not orelse_goes_on:
            return [self._if(statement, body + rest, orelse, ways)]
        if _is_lone_jump(rest):
            return [self._if(statement, body + rest, orelse + copy.deepcopy(rest), ways)]
        return self._flagged_if(statement, rest, ways)

    def _flagged_if(self, statement: gast.If, rest: Block, ways: _Ways) -> Block:
        """Both branches may go on, and one may leave: it sets a flag instead, which decides after the `if`."""
        jumps = [jump for jump in JUMPS if jump in exits_of(statement)]
        inner = dict(ways)
        before: Block = []
        after: Block = []
        for jump in jumps:
            way = ways[jump]
            flag = way.flag
            if flag is None:
                flag = self._fresh(_FLAGS[jump])
                before.append(_assignment(flag, False, statement))
            result = (way.result or self._fresh("result")) if jump == "return" else None
            inner[jump] = _Way("end", result, flag)
            after.append(_leave_if(flag, Leaving(jump, result), statement))
        decided = self._if(statement, statement.body, statement.orelse, inner)
        return [*before, decided, *self.block(after + rest, ways)]

    def _leaving_loop(self, loop: gast.For | gast.While, rest: Block, ways: _Ways) -> Block:
        """A loop with jumps out of the function or with an `else`, and what comes after it in the block."""
        inside = exits(loop.body)
        inner: _Ways = {}
        before: Block = []
        after: Block = []
        if "return" in inside:
            way = ways["return"]
            result, flag = way.result or self._fresh("result"), way.flag
            if is_endless(loop) and "break" not in inside:
                after.append(_placed(Leaving("return", result), loop))
            else:
                if flag is None:
                    flag = self._fresh(_FLAGS["return"])
                    before.append(_assignment(flag, False, loop))
                after.append(_leave_if(flag, Leaving("return", result), loop))
            inner["return"] = _Way("break", result, flag)
        if loop.orelse and not is_endless(loop):
            if "break" in inside:
                completed = self._fresh("completed")
                before.append(_assignment(completed, True, loop))
                inner["break"] = _Way("break", cleared=completed)
                after.append(_placed(gast.If(_name(completed, gast.Load(), loop), loop.orelse, []), loop))
            else:
                after += loop.orelse
        done = [*before, self._with_body(loop, inner)]
        return done + self.block(after + (rest if "fall" in exits_of(loop) else []), ways)

    def _with_body(self, loop: gast.For | gast.While, ways: _Ways) -> gast.For | gast.While:
        """The loop, without its `else`; jumps that `ways` does not name are the loop's own."""
        inner: _Ways = {"break": _Way("break"), "continue": _Way("end"), **ways}
        body = self.block(loop.body, inner) or [_placed(gast.Pass(), loop)]
        return _with_fields(loop, body=body, orelse=[])

    def _fresh(self, name: str) -> str:
        """A name that nobody uses: `result`, `result2`, `result3`, ..."""
        fresh, count = name, 1
        while fresh in self._taken:
            count += 1
            fresh = f"{name}{count}"
        self._taken.add(fresh)
        return fresh


def _goes_on_at_once(statement: gast.If) -> bool:
    """Whether what follows may simply follow: no branch jumps, and none always raises."""
    return exits_of(statement) <= {"fall", "raise"} and all(
        "fall" in exits(branch) for branch in (statement.body, statement.orelse)
    )


def _is_plain(loop: gast.For | gast.While) -> bool:
    """Whether what follows the loop may simply follow."""
    return not loop.orelse and "return" not in exits(loop.body) and "fall" in exits_of(loop)


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
        way, value = ways["return"], statement.value or _constant(None, statement)
        if way.leave == "return":
            return [_placed(gast.Return(value), statement)]
    kept = [_assignment(way.result, value, statement)] if way.result is not None else []
    raised = [_assignment(way.flag, True, statement)] if way.flag is not None else []
    return kept + raised + _left(way, statement)


def _left(way: _Way, place: gast.AST, result: str | None = None) -> Block:
    match way.leave:
        case "return":
            return [_placed(gast.Return(_name(result, gast.Load(), place)), place)]
        case "break":
            cleared = [] if way.cleared is None else [_assignment(way.cleared, False, place)]
            return [*cleared, _placed(gast.Break(), place)]
        case "end":
            return []


def _leave_if(flag: str, leaving: Leaving, place: gast.AST) -> gast.If:
    return _placed(gast.If(_name(flag, gast.Load(), place), [_placed(leaving, place)], []), place)


def _conditional(test: gast.expr, body: Block, orelse: Block, place: gast.AST) -> gast.If:
    """An `if` with a body, whichever of the two is empty."""
    if body or not orelse:
        return _placed(gast.If(test, body or [_placed(gast.Pass(), place)], orelse), place)
    if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
        return _placed(gast.If(test.operand, orelse, []), place)
    negated = gast.copy_location(gast.UnaryOp(gast.Not(), test), test)
    return _placed(gast.If(negated, orelse, []), place)


def _with_return(block: Block, place: gast.AST) -> Block:
    """The block with a `return None` wherever it would fall off the function's end."""
    if not block:
        return [_placed(gast.Return(_constant(None, place)), place)]
    last = block[-1]
    if isinstance(last, gast.If):
        ended = gast.If(last.test, _with_return(last.body, last), _with_return(last.orelse, last))
        return [*block[:-1], _placed(ended, last)]
    if "fall" not in exits_of(last):
        return block
    before = block[:-1] if isinstance(last, gast.Pass) else block
    return [*before, *_with_return([], last)]


def _assignment(name: str, value: gast.expr | bool, place: gast.AST) -> gast.Assign:
    assigned = _constant(value, place) if isinstance(value, bool) else value
    return _placed(gast.Assign([_name(name, gast.Store(), place)], assigned, None), place)


def _name(name: str | None, context: gast.expr_context, place: gast.AST) -> gast.Name:
    return _placed(gast.Name(name, context, None, None), place)


def _constant(value: object, place: gast.AST) -> gast.Constant:
    return _placed(gast.Constant(value, None), place)


def _with_fields(node: Any, **changed: Block) -> Any:
    fields = {name: getattr(node, name) for name in node._fields}
    return _placed(type(node)(**{**fields, **changed}), node)


def _placed(node: Any, place: gast.AST) -> Any:
    return gast.copy_location(node, place)


def _names_in(function: gast.FunctionDef) -> set[str]:
    """Every name that the function or a function inside it uses."""
    taken: set[str] = set()
    for node in gast.walk(function):
        match node:
            case gast.Name():
                taken.add(node.id)
            case gast.FunctionDef() | gast.AsyncFunctionDef() | gast.ClassDef():
                taken.add(node.name)
            case gast.Global() | gast.Nonlocal():
                taken.update(node.names)
            case gast.alias():
                taken.add((node.asname or node.name).partition(".")[0])
    return taken

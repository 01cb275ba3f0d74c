"""`match` into chains of `if`.

    match point:                             subject = point
        case (0.0, y):                       if is_sequence_of(subject, 2, True) and subject[0] == 0.0:
            a                                    y = subject[1]
        case Circle(radius=r) if r > 1:          a
            b                         ->     else:
        case _:                                  unmatched = True
            c                                    if is_instance_with(subject, Circle, 0, ("radius",)):
                                                     r = subject.radius
                                                     if r > 1:
                                                         unmatched = False
                                                         b
                                                 if unmatched:
                                                     c

Names are bound when their whole pattern has matched, and before the guard, as Python does it. The parts of a subject
are looked up anew where a pattern mentions them again. What has to be asked of objects is in `matches`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import gast

from srcxform.frontend import matches
from srcxform.frontend.normalise.names import Names, captured
from srcxform.frontend.normalise.trees import Block, assignment, call, conditional, constant, load, placed, with_fields

Part = Callable[[], gast.expr]
_BLOCKS = ("body", "orelse", "finalbody")


def without_matches(statements: Sequence[gast.stmt], names: Names) -> Block:
    """The statements with each `match` rewritten, also in the blocks that they hold; not in functions inside."""
    done: Block = []
    for statement in statements:
        match statement:
            case gast.Match():
                done += _rewritten(statement, names)
            case gast.Try() | gast.With() | gast.If() | gast.For() | gast.While():
                changed: dict[str, Any] = {
                    block: without_matches(getattr(statement, block), names)
                    for block in _BLOCKS
                    if block in statement._fields
                }
                if isinstance(statement, gast.Try):
                    changed["handlers"] = [
                        with_fields(handler, body=without_matches(handler.body, names))
                        for handler in statement.handlers
                    ]
                done.append(with_fields(statement, **changed))
            case _:
                done.append(statement)
    return done


def _rewritten(statement: gast.Match, names: Names) -> Block:
    subject, before = statement.subject, []
    if not isinstance(subject, gast.Name) or subject.id in _bound_by(statement):
        kept = names.fresh("subject")
        before = [assignment(kept, subject, statement)]
        subject = load(kept, subject)
    return before + _chain(statement.cases, subject, names, statement)


def _bound_by(statement: gast.Match) -> set[str]:
    """The names that the patterns and their guards bind."""
    bound: set[str] = set()
    for case in statement.cases:
        bound.update(captured(case.pattern))
        if case.guard is not None:
            bound.update(node.target.id for node in gast.walk(case.guard) if isinstance(node, gast.NamedExpr))
    return bound


def _chain(cases: Sequence[Any], subject: gast.Name, names: Names, place: gast.AST) -> Block:
    """The cases from here on, the first that matches."""
    if not cases:
        return []
    case, *rest = cases
    found = _matched(case.pattern, lambda: copy.copy(subject))
    bindings = [assignment(name, part(), case.pattern) for name, part in found.bindings.items()]
    body = without_matches(case.body, names)
    if case.guard is None:
        otherwise = _chain(rest, subject, names, place) if found.tests else []
        return _if(found.tests, bindings + body, otherwise, case.pattern)
    if not rest:
        return _if(found.tests, [*bindings, *_if([case.guard], body, [], case.guard)], [], case.pattern)
    otherwise = _chain(rest, subject, names, place)
    if not bindings:
        return _if([*found.tests, case.guard], body, otherwise, case.pattern)
    flag = names.fresh("unmatched")
    taken = _if([case.guard], [assignment(flag, False, case.guard), *body], [], case.guard)
    return [
        assignment(flag, True, case.pattern),
        *_if(found.tests, bindings + taken, [], case.pattern),
        *_if([load(flag, place)], otherwise, [], place),
    ]


def _if(tests: list[gast.expr], body: Block, orelse: Block, place: gast.AST) -> Block:
    """`if` all tests hold; nothing to test, and the body stands alone."""
    return [conditional(_all(tests, place), body, orelse, place)] if tests else body


def _all(tests: list[gast.expr], place: gast.AST) -> gast.expr:
    return tests[0] if len(tests) == 1 else placed(gast.BoolOp(gast.And(), tests), place)


@dataclass
class _Found:
    """What must hold for a pattern to match, and what its names are bound to then."""

    tests: list[gast.expr] = field(default_factory=list)
    bindings: dict[str, Part] = field(default_factory=dict)

    def add(self, part: _Found) -> None:
        self.tests += part.tests
        self.bindings |= part.bindings


def _matched(pattern: Any, subject: Part) -> _Found:
    match pattern:
        case gast.MatchValue():
            return _Found([placed(gast.Compare(subject(), [gast.Eq()], [pattern.value]), pattern)])
        case gast.MatchSingleton():
            value = constant(pattern.value, pattern)
            return _Found([placed(gast.Compare(subject(), [gast.Is()], [value]), pattern)])
        case gast.MatchAs():
            found = _Found() if pattern.pattern is None else _matched(pattern.pattern, subject)
            if pattern.name is not None:
                found.bindings[pattern.name] = subject
            return found
        case gast.MatchOr():
            return _any_of(pattern, [_matched(each, subject) for each in pattern.patterns])
        case gast.MatchSequence():
            return _sequence(pattern, subject)
        case gast.MatchMapping():
            return _mapping(pattern, subject)
    return _instance(pattern, subject)


def _any_of(pattern: gast.MatchOr, alternatives: list[_Found]) -> _Found:
    """The first alternative that matches binds the names; all bind the same ones."""
    *others, last = alternatives
    found = _Found()
    if last.tests:
        tests = [_all(each.tests, pattern) for each in alternatives]
        found.tests = [placed(gast.BoolOp(gast.Or(), tests), pattern)]
    for name in last.bindings:

        def chosen(otherwise: Part, alternative: _Found, name: str = name) -> Part:
            def part() -> gast.expr:
                test = copy.deepcopy(_all(alternative.tests, pattern))
                return placed(gast.IfExp(test, alternative.bindings[name](), otherwise()), pattern)

            return part

        found.bindings[name] = reduce(chosen, reversed(others), last.bindings[name])
    return found


def _sequence(pattern: gast.MatchSequence, subject: Part) -> _Found:
    parts = pattern.patterns
    star = next((index for index, part in enumerate(parts) if isinstance(part, gast.MatchStar)), None)
    count = len(parts) if star is None else len(parts) - 1
    question = (constant(count, pattern), constant(star is None, pattern))
    found = _Found([call(matches.is_sequence_of, [subject(), *question], pattern)])
    for index, part in enumerate(parts):
        if index != star:
            # What follows a star is counted from the end.
            position = index if star is None or index < star else index - len(parts)
            found.add(_matched(part, _item(subject, constant(position, part))))
        elif part.name is not None:
            ends = (constant(index, part), constant(count - index, part))
            found.bindings[part.name] = _called(matches.items_between, subject, ends, part)
    return found


def _mapping(pattern: gast.MatchMapping, subject: Part) -> _Found:
    keys = placed(gast.Tuple(list(pattern.keys), gast.Load()), pattern)
    found = _Found([call(matches.has_keys, [subject(), keys], pattern)])
    for key, part in zip(pattern.keys, pattern.patterns, strict=True):
        found.add(_matched(part, _item(subject, key)))
    if pattern.rest is not None:
        found.bindings[pattern.rest] = _called(matches.without_keys, subject, (keys,), pattern)
    return found


def _instance(pattern: gast.MatchClass, subject: Part) -> _Found:
    count, attributes = len(pattern.patterns), pattern.kwd_attrs
    if not count and not attributes:
        return _Found([call(isinstance, [subject(), pattern.cls], pattern)])
    names = placed(gast.Tuple([constant(name, pattern) for name in attributes], gast.Load()), pattern)
    question = (pattern.cls, constant(count, pattern), names)
    found = _Found([call(matches.is_instance_with, [subject(), *question], pattern)])
    for index, part in enumerate(pattern.patterns):
        place = (pattern.cls, constant(index, part))
        found.add(_matched(part, _called(matches.positional_part, subject, place, part)))
    for name, part in zip(attributes, pattern.kwd_patterns, strict=True):
        found.add(_matched(part, _attribute(subject, name, part)))
    return found


def _item(subject: Part, index: gast.expr) -> Part:
    return lambda: placed(gast.Subscript(subject(), copy.deepcopy(index), gast.Load()), index)


def _attribute(subject: Part, name: str, place: gast.AST) -> Part:
    return lambda: placed(gast.Attribute(subject(), name, gast.Load()), place)


def _called(function: Callable[..., Any], subject: Part, arguments: Sequence[gast.expr], place: gast.AST) -> Part:
    return lambda: call(function, [subject(), *copy.deepcopy(list(arguments))], place)

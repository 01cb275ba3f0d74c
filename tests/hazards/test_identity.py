"""Objects with several names, of which the run decides which is which: a write through one shows through the others."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import pytest

from tests.hazards.outcome import REFUSED, RIGHT, outcome
from tests.programs.program import Program, numbers

PAIRS = [(0.4, -0.3), (-0.3, 0.4), (0.4, 0.7)]
VECTORS = numbers(3, seed=1), numbers(3, seed=2)


class Body:
    """Its operators change it where they are augmented, and do something else where they are not."""

    rate = 3.0

    def __init__(self, k: Any) -> None:
        self.k = k

    def __iadd__(self, other: Any) -> Any:
        self.k = self.k + other.k * self.k
        return self

    def __add__(self, other: Any) -> Any:
        return Body(self.k - other.k)

    def __imul__(self, other: Any) -> Any:
        other.k = other.k * 2.0
        return other

    def __ipow__(self, other: Any) -> Any:
        return NotImplemented

    def __pow__(self, other: Any) -> Any:
        return Body(self.k**other)

    def meet(self, other: Any) -> Any:
        self.k = self.k * other.k
        other.k = other.k + self.k
        return self.k - other.k


class Doubling:
    """Whatever is assigned to its property is doubled, and its items are counted when they are stored."""

    def __init__(self, w: Any) -> None:
        self.inner = w
        self.stored = 0.0

    @property
    def w(self) -> Any:
        return self.inner

    @w.setter
    def w(self, value: Any) -> None:
        self.inner = 2.0 * value

    def __getitem__(self, k: Any) -> Any:
        return self.inner

    def __setitem__(self, k: Any, value: Any) -> None:
        self.stored = self.stored + (value**2).sum()


class Bare:
    """It has what it is given."""

    k = 2.0
    w: Any


class Kept:
    """Two of them exist before any program runs."""

    def __init__(self, k: float) -> None:
        self.k = k


FIRST, SECOND = Kept(0.5), Kept(0.8)


# Augmented assignments to one of two objects.


def added_to_either(s: Any, t: Any) -> Any:
    x, y = Body(s), Body(t)
    c = x if s > t else y
    c += x
    return x.k + 2 * y.k + 3 * c.k


def either_added(s: Any, t: Any) -> Any:
    x, y = Body(s), Body(t)
    c = x if s > t else y
    x += c
    return x.k + 2 * y.k + 3 * c.k


def item_that_is_either(s: Any, t: Any) -> Any:
    x, y = Body(s), Body(t)
    d = {"c": x if s > t else y}
    d["c"] += x
    return x.k + 2 * y.k + 3 * d["c"].k


def perhaps_none(s: Any, t: Any) -> Any:
    x, z = Body(s), None
    if s > t:
        z = x
    if z is not None:
        z += x
    return x.k


def array_perhaps_none(u: Any, v: Any) -> Any:
    z = None
    if u[0] > v[0]:
        z = u
    if z is not None:
        z += v
    return (u**2).sum()


def other_operators(s: Any, t: Any) -> Any:
    x, y = Body(s), Body(t)
    c = x if s > t else y
    c **= 2
    c *= y
    c *= c
    return x.k + 2 * y.k + 3 * c.k


def nested_choices(s: Any, t: Any) -> Any:
    x, y, z = Body(s), Body(t), Body(s * t)
    c = x if s > t else y
    d = c if s > 0.1 else z
    d += c
    return x.k + 2 * y.k + 3 * z.k + d.meet(c)


def chosen_in_a_loop(s: Any, t: Any) -> Any:
    x, y = Body(s), Body(t)
    c = x
    for k in range(3):
        c += y
        c = y if s > 0.1 * k else x
        c.meet(x)
    return x.k + 2 * y.k + 3 * c.k


def list_of_choices(s: Any, t: Any) -> Any:
    x, y = Body(s), Body(t)
    every = [x if s > t else y, x, y if s > 0 else x]
    every[0] += every[2]
    for one in every:
        one += x
    return sum(one.k for one in every)


def nonlocal_choice(s: Any, t: Any) -> Any:
    x, y = Body(s), Body(t)
    c = x

    def pick(one: Any) -> Any:
        nonlocal c
        c = one if s > t else c
        c += one
        return c

    d = pick(y)
    d += x
    pick(d)
    return x.k + 2 * y.k + 3 * c.k


def in_handler(s: Any, t: Any) -> Any:
    x, y = Body(s), Body(t)
    c = y
    try:
        if s > t:
            raise ValueError
        c = x
    except ValueError:
        c += x
    c += y
    return x.k + 2 * y.k + 3 * c.k


# What an augmented assignment stores after a change in place.


def property_augmented(u: Any, v: Any) -> Any:
    p = Doubling(u.copy())
    p.w += v
    return (p.w**2).sum()


def property_of_either(u: Any, v: Any) -> Any:
    p, q = Doubling(u.copy()), Bare()
    q.w = v.copy()
    c = p if u[0] > v[0] else q
    c.w += u
    return (p.w**2).sum() + (q.w**3).sum()


def item_augmented(u: Any, v: Any) -> Any:
    p = Doubling(u.copy())
    p[0] += v
    return (p.w**2).sum() + p.stored


def list_repeated_in_place(s: Any, t: Any) -> Any:
    xs = [Body(s), Body(t)]
    ys = xs
    ys *= 2
    ys[2].k = s * t
    return len(xs) * s + xs[0].k


# The old value is read before the new one is computed.


def changed_meanwhile(x: Any) -> Any:
    x[0] = x[0] * 3.0
    return x[1]


def item_changed_meanwhile(u: Any, v: Any) -> Any:
    u[0] += changed_meanwhile(u)
    v[:2] += changed_meanwhile(v)
    return (u**2).sum() + (v**3).sum()


def key_changed_meanwhile(s: Any, t: Any) -> Any:
    d = {0: s, 1: t}
    d[0] += changed_meanwhile(d)
    return d[0] ** 2


# Which keys and attributes one of two objects has.


def key_set_in_either(s: Any, t: Any) -> Any:
    x, y = {"a": s}, {"a": t}
    c = x if s > t else y
    c["b"] = s * t
    found = s**2 if "b" in x else t**2
    return found + x.get("b", s**3) + y.get("b", t**3)


def merged_into_either(s: Any, t: Any) -> Any:
    x, y = {"a": s}, {"a": t}
    c = x if s > t else y
    c |= {"a": s * t}
    return x["a"] + 2 * y["a"]


def key_taken_from_either(s: Any, t: Any) -> Any:
    x, y = {"a": s, "b": t}, {"a": t, "b": s}
    c = x if s > t else y
    p = c.pop("b")
    return p + (s if "b" in x else t**2)


def attribute_set_in_either(s: Any, t: Any) -> Any:
    x, y = Bare(), Bare()
    c = x if s > t else y
    c.k = s * t
    c.w = s
    return x.k * s + y.k * t + (s if hasattr(x, "w") else t) + getattr(y, "w", s**2)


def item_appended_to_either(s: Any, t: Any) -> Any:
    xs, ys = [Body(s)], [Body(t)]
    c = xs if s > t else ys
    c.append(Body(s * t))
    return len(xs) * s + len(ys) * t


def result_that_was_changed(s: Any, t: Any) -> Any:
    x, y = {"a": s}, {"a": t}
    c = x if s > t else y
    c["a"] = s * t
    return x, y


# What is asked of one of two objects.


def identity(s: Any, t: Any) -> Any:
    x, y, z = Body(s), Body(t), Body(s * t)
    c = x if s > t else y
    d = c if s > 0 else z
    return (s if d is x else t) + (s**2 if d == y else t**2) + (s**3 if d in [x, z] else t**3)


def questions(s: Any, t: Any) -> Any:
    x, y = Body(s), Kept(t)
    c = x if s > t else y
    total = (s if hasattr(c, "rate") else t) + getattr(c, "rate", t**2) * s
    total = total + (s**2 if type(c) is Body else t**2)
    return total + (s**3 if c.__class__ is Body else t**3) + (s if callable(c) else t)


def copied(s: Any, t: Any) -> Any:
    x, y = Body(s), Kept(t)
    c = x if s > t else y
    d = copy.copy(c)
    d.k = s * t
    return x.k + 2 * y.k + 3 * d.k


def copied_with_what_it_shares(u: Any, v: Any) -> Any:
    d = {"a": u, "b": u}
    e = copy.deepcopy(d)
    e["a"][0] = 5.0 * v[0]
    return (e["b"] ** 2).sum() + (u**3).sum()


@dataclasses.dataclass
class Pair:
    a: Any
    b: Any


def as_dict_of_a_choice(s: Any, t: Any) -> Any:
    q = Pair(s, t)
    d = dataclasses.asdict(Pair(t, q if s > t else None))["b"]
    if d is not None:
        d["a"] = 7.0
    return q.a * t


def perhaps_without_key(s: Any, t: Any) -> Any:
    d = {}
    if s > t:
        d["k"] = s
    try:
        del d["k"]
        return s**3
    except KeyError:
        return t**2


# Objects that exist before the program runs.


def one_of_two_from_outside(s: Any, t: Any) -> Any:
    c = FIRST if s > t else SECOND
    return c.k * s


def carried_from_outside(s: Any, t: Any) -> Any:
    c, total = FIRST, 0.0
    for k in range(3):
        total = total + c.k * s
        c = SECOND if t > 0.1 * k else FIRST
    return total + c.k


# Recursive functions that give back what they were given.


def picked(x: Any, y: Any, n: int) -> Any:
    if n <= 0:
        return x
    return picked(y, x, n - 1)


def written_after_a_recursion(s: Any, t: Any) -> Any:
    x, y = Body(s), Body(t)
    r = picked(x, y, int(3 + s))
    r.k = 5.0 * s
    return x.k + 2 * y.k


def are_one(x: Any, y: Any, n: int) -> Any:
    if n <= 0:
        return x.k if x is y else y.k * 2
    return are_one(y, y, n - 1)


def told_apart_in_a_recursion(s: Any, t: Any) -> Any:
    return are_one(Body(s), Body(t), int(3 + s))


NUMBERS = [
    added_to_either, either_added, item_that_is_either, perhaps_none, other_operators, nested_choices,
    chosen_in_a_loop, list_of_choices, nonlocal_choice, in_handler, list_repeated_in_place,
    key_changed_meanwhile, key_set_in_either, merged_into_either, attribute_set_in_either, result_that_was_changed,
    identity, questions, copied, as_dict_of_a_choice, perhaps_without_key, one_of_two_from_outside,
    carried_from_outside,
]  # fmt: skip
ARRAYS = [
    array_perhaps_none, property_augmented, property_of_either, item_augmented, item_changed_meanwhile,
    copied_with_what_it_shares,
]  # fmt: skip
UNCLEAR = [
    key_taken_from_either, item_appended_to_either, written_after_a_recursion, told_apart_in_a_recursion,
]  # fmt: skip


@pytest.mark.parametrize("args", PAIRS)
@pytest.mark.parametrize("function", NUMBERS)
def test_right(function: Any, args: Any) -> None:
    assert outcome(function, Program(function, args)) == RIGHT


@pytest.mark.parametrize("args", [VECTORS, VECTORS[::-1]])
@pytest.mark.parametrize("function", ARRAYS)
def test_arrays_right(function: Any, args: Any) -> None:
    assert outcome(function, Program(function, args)) == RIGHT


@pytest.mark.parametrize("args", PAIRS)
@pytest.mark.parametrize("function", UNCLEAR)
def test_right_or_refused(function: Any, args: Any) -> None:
    assert outcome(function, Program(function, args)) in (RIGHT, REFUSED)

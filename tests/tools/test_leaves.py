"""Flattening and rebuilding nested arguments."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict, namedtuple
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from srcxform.errors import NotDifferentiable
from srcxform.tools.leaves import copied, is_inexact, labelled_leaves, leaves, leaves_like, map_leaves, rebuild

Pair = namedtuple("Pair", "left right")


@dataclass(frozen=True)
class Layer:
    weight: Any
    bias: Any = 0.0


class Base:
    __slots__ = ("a",)


class Body(Base):
    def __init__(self, x, name):
        self.a, self.x, self.name = 2.0, x, name

    @property
    def double(self):
        return 2 * self.x


NESTED = {"a": [1.0, (2.0, 3)], "b": Layer(4.0), "c": Pair(5.0, None)}


def test_labels_are_the_expressions_that_reach_a_leaf():
    assert dict(labelled_leaves(NESTED, "p")) == {
        "p['a'][0]": 1.0,
        "p['a'][1][0]": 2.0,
        "p['a'][1][1]": 3,
        "p['b'].weight": 4.0,
        "p['b'].bias": 0.0,
        "p['c'].left": 5.0,
        "p['c'].right": None,
    }


def test_rebuild_undoes_leaves_and_keeps_types():
    again = rebuild(NESTED, leaves(NESTED))
    assert again == NESTED
    assert again is not NESTED
    assert isinstance(again["c"], Pair)


def test_map_leaves_leaves_the_tree_as_it_is():
    doubled = map_leaves(lambda leaf: leaf and 2 * leaf, NESTED)
    assert doubled == {"a": [2.0, (4.0, 6)], "b": Layer(8.0, 0.0), "c": Pair(10.0, None)}
    assert NESTED["a"] == [1.0, (2.0, 3)]


def test_an_object_is_its_slots_and_attributes():
    body = Body([1.0, np.ones(2)], "sun")
    assert [label for label, _ in labelled_leaves(body, "b")] == ["b.a", "b.x[0]", "b.x[1]", "b.name"]
    gradient = map_leaves(lambda leaf: leaf * 3 if is_inexact(leaf) else None, body)
    assert type(gradient) is Body
    assert (gradient.a, gradient.x[0], gradient.name) == (6.0, 3.0, None)
    assert gradient.double[0] == 3.0
    assert (body.a, body.name) == (2.0, "sun")


def test_a_frozen_record_with_a_computed_field_is_rebuilt():
    @dataclass(frozen=True)
    class Interval:
        low: float
        width: float = field(init=False)

        def __post_init__(self):
            object.__setattr__(self, "width", 1.0 - self.low)

    assert map_leaves(lambda leaf: 2 * leaf, Interval(0.25)).width == 1.5


@pytest.mark.parametrize("value", [np.sin, len, Body, np, functools.partial(max, 1.0), threading.Lock(), object()])
def test_what_holds_no_numbers_of_the_user_is_a_leaf(value):
    assert leaves(value) in ([value], [])


def test_an_object_that_is_part_of_itself_has_no_leaves():
    body = Body(1.0, "loop")
    body.x = [body]
    with pytest.raises(NotDifferentiable, match=r"b\.x\[0\] is part of itself"):
        dict(labelled_leaves(body, "b"))


def test_dict_subclass_and_order_survive():
    tree = OrderedDict(z=1.0, a=2.0)
    mapped = map_leaves(lambda leaf: leaf + 1, tree)
    assert type(mapped) is OrderedDict
    assert list(mapped.items()) == [("z", 2.0), ("a", 3.0)]


def test_none_stands_for_all_leaves_of_a_container():
    assert leaves_like(NESTED, {"a": None, "b": Layer(1, 2), "c": None}) == [None, None, None, 1, 2, None, None]


@pytest.mark.parametrize("other", [[1.0], (1.0, 2.0, 3.0), 1.0, {"x": 1.0}])
def test_another_structure_is_an_error(other):
    with pytest.raises(ValueError, match="structures differ"):
        leaves_like((1.0, 2.0), other)


def test_copied_arrays_are_ones_own():
    array = np.zeros(2)
    names = {"a"}
    mine = copied([array, {"k": array}, names, Body(array, "")])
    mine[0][:] = 1
    mine[2].add("b")
    mine[3].x[:] = 2
    assert names == {"a"}
    assert array.sum() == 0
    assert mine[1]["k"].sum() == 0


@pytest.mark.parametrize(
    ("leaf", "inexact"),
    [
        (1.0, True),
        (1j, True),
        (np.float32(1), True),
        (np.zeros(2), True),
        (np.zeros(2, complex), True),
        (1, False),
        (True, False),
        (np.int64(1), False),
        (np.arange(2), False),
        (np.array([1.0], dtype=object), False),
        ("text", False),
        (None, False),
    ],
)
def test_inexact_is_what_has_a_derivative(leaf, inexact):
    assert is_inexact(leaf) is inexact

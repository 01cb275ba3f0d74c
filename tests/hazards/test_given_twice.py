"""One object under two names: refused where the program changes it, and right where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

import srcxform
from srcxform.errors import SharedMemory


@dataclass
class Body:
    """What is changed; several of them may know one world."""

    position: Any
    world: Any = None


class World:
    """What is read only, with a slot instead of a dict of attributes."""

    __slots__ = ("gravity",)

    def __init__(self, gravity: float) -> None:
        self.gravity = gravity


OUTSIDE = Body(2.0)


def change_first(a: Any, b: Any) -> Any:
    a.position = a.position * 2.0
    return a.position * b.position


def change_item(a: Any, b: Any) -> Any:
    a["k"] = a["k"] ** 2
    return b["k"] * 1.0


def change_in_list(a: Any, many: Any) -> Any:
    many[0].position = a.position * 2.0
    return a.position * 1.0


def change_beside_outside(a: Any) -> Any:
    a.position = a.position * 3.0
    return OUTSIDE.position * a.position


def change_slot(a: Any, b: Any) -> Any:
    a.gravity = a.gravity * 2.0
    return a.gravity * b.gravity


def fall(a: Any, b: Any) -> Any:
    a.position = a.position + a.world.gravity
    b.position = b.position * b.world.gravity
    return a.position * b.position


def only_read(a: Any, b: Any) -> Any:
    return a.position * b.position


BODY, ITEMS, WORLD = Body(3.0), {"k": 3.0}, World(2.0)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (change_first, (BODY, BODY)),
        (change_item, (ITEMS, ITEMS)),
        (change_in_list, (BODY, [BODY])),
        (change_beside_outside, (OUTSIDE,)),
        (change_slot, (WORLD, WORLD)),
    ],
)
def test_a_changed_object_is_refused(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    with pytest.raises(SharedMemory, match="given twice") as caught:
        srcxform.grad(function)(*arguments)
    assert "deepcopy" in str(caught.value)


def test_an_object_that_is_only_read_may_be_shared() -> None:
    first, second = srcxform.grad(fall, wrt=("a", "b"))(Body(3.0, WORLD), Body(5.0, WORLD))
    assert (first.position, second.position) == (10.0, 10.0)
    assert srcxform.grad(only_read)(BODY, BODY).position == 3.0


def test_the_check_is_made_for_each_call() -> None:
    gradient = srcxform.grad(change_first)
    assert gradient(Body(3.0), Body(5.0)).position == 10.0
    with pytest.raises(SharedMemory):
        gradient(BODY, BODY)

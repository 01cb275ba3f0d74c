"""Systems of inequalities in whole numbers: what is called impossible has no solution."""

from __future__ import annotations

import random
from itertools import product

import pytest

from srcxform.analyses.linear import MOST_ROWS, Linear, atom, is_impossible, number

I, J, K, N = map(atom, "ijkn")


def test_arithmetic() -> None:
    assert I.plus(J).minus(J) == I
    assert I.scaled(3).shifted(2).minus(I.scaled(3)) == number(2)
    assert I.plus(J).renamed(lambda name: "x") == atom("x").scaled(2)
    assert I.minus(J).renamed(lambda name: "x") == number(0)


@pytest.mark.parametrize(
    "rows",
    [
        [number(-1)],
        [I, I.scaled(-1).shifted(-1)],  # i >= 0 and i <= -1
        [J.minus(I).shifted(-1), I.minus(J)],  # i < j and j <= i
        [J.minus(I).shifted(-1), K.minus(J).shifted(-1), I.minus(K)],  # i < j < k <= i
        [N.minus(I).shifted(-1), I.scaled(2).minus(N.scaled(2)).shifted(1)],  # i < n and 2 i >= 2 n - 1
        [I.scaled(2).minus(J.scaled(2)).shifted(-1), J.scaled(2).minus(I.scaled(2)).shifted(1)],  # 2 i = 2 j + 1
        [I.plus(J).shifted(-3), I.scaled(-1).shifted(1), J.scaled(-1).shifted(1)],  # i + j >= 3, i <= 1, j <= 1
    ],
)
def test_impossible(rows: list[Linear]) -> None:
    assert is_impossible(rows)


@pytest.mark.parametrize("rows", [[], [number(0)], [I, I.scaled(-1)], [J.minus(I).shifted(-1), I], [N.minus(I)]])
def test_possible(rows: list[Linear]) -> None:
    assert not is_impossible(rows)


def test_a_solution_is_never_denied() -> None:
    draw = random.Random(1)
    denied = 0
    for _ in range(1500):
        rows = [
            Linear(tuple((v, c) for v in "ijk" if (c := draw.choice((-2, -1, -1, 0, 0, 1, 1, 2)))), draw.randint(-4, 3))
            for _ in range(draw.randint(2, 7))
        ]
        solved = any(all(value(row, dict(zip("ijk", at, strict=True))) >= 0 for row in rows) for at in CUBE)
        denied += is_impossible(rows)
        assert not (solved and is_impossible(rows)), rows
    assert denied > 100


CUBE = list(product(range(-4, 5), repeat=3))


def value(row: Linear, at: dict[str, int]) -> int:
    return row.constant + sum(count * at[str(name)] for name, count in row.terms)


def test_large_systems_are_left_open() -> None:
    names = [atom(k) for k in range(2 * MOST_ROWS)]
    rows = [names[0].minus(x).shifted(-1) for x in names[1:]] + [x.minus(names[0]) for x in names[1:]]
    assert not is_impossible([names[0].scaled(2).plus(x) for x in names[1:]])
    assert is_impossible(rows)  # here two rows contradict each other before anything is eliminated

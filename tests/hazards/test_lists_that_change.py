"""Lists and dicts of objects that are made anew, grow and are read in loops: once refused, crashed or wrong."""

from __future__ import annotations

from itertools import groupby
from types import SimpleNamespace

import numpy as np
import pytest

from srcxform import grad
from srcxform.errors import Unsupported
from tests.hazards.outcome import RIGHT, outcome
from tests.programs.program import Program

VECTOR = np.array([0.7, 0.5, 0.9])
ROWS = np.arange(1.0, 7.0).reshape(3, 2)
SCORES = np.log(np.array([[0.2, 0.5, 0.3], [0.1, 0.3, 0.6], [0.7, 0.2, 0.1]]))


class Node:
    def __init__(self, a, k=()):
        self.a, self.k = a, k

    def __matmul__(self, other):
        return self.a * other.a

    def __lt__(self, other):
        return self.a < other.a


# A list that is read before the trip that fills it: what it holds is nothing yet.


def object_read_before_it_is_there(x):
    seen, total = [], 0.0
    for i in range(len(x)):
        if seen:
            total += seen[-1].a
        seen.append(Node(x[i] * i))
    return total


def dicts_read_before_they_are_there(x):
    seen, total = [], 0.0
    for v in x:
        for s in seen:
            total += s["a"] / sum(s["a"] for s in seen)
        seen.append({"a": v})
    return total


def operators_of_what_is_not_there(x):
    seen, total, q = [], 0.0, Node(x[0])
    for v in x:
        for s in seen:
            total += s @ q
            if s < q:
                total += v
        seen.append(Node(v))
    return total


def popped_before_it_is_there(x, n):
    stack, total = [], 0.0
    for i in range(n):
        while stack and stack[-1][0] < x[i]:
            v, o = stack.pop()
            total += v * o["w"]
        stack.append((x[i], {"w": x[i] + 1}))
    return total


def never_filled(x):
    seen, total = [], 2 * x
    for _ in range(3):
        for s in seen:
            total += s.a
    return total


# Comprehensions take items that are known while reading one by one, whatever `if` asks.


def objects_that_pass(x):
    nodes = [Node(x)]
    for _ in range(2):
        nodes = [Node(2 * b.a) for b in nodes if b.a > 0]
    return nodes[0].a


def names_that_pass(x):
    names, total = ["a", "b"], 0.0
    for t in range(3):
        total += x * len([n for n in names if t > 0])
    return total


def keys_that_pass(x):
    d, total = {"u": x, "v": x * x}, 0.0
    for i in range(2):
        total += sum(d[k] for k in [k for k in d if d[k] > i])
    return total


def objects_times_numbers(x):
    nodes = [Node(x)]
    for _ in range(2):
        nodes = [Node(b.a + k) for b in nodes for k in range(2)]
    return nodes[-1].a


# A list of known items on one path, and one of the run on another.


def cache_that_is_renewed(x, w):
    cache = [None] * len(w)
    for _ in range(2):
        new = []
        for wi, c in zip(w, cache, strict=True):
            new.append(x * wi if c is None else c + x)
        cache = new
    return sum(cache)


def joined_in_sorted_order(x, d):
    names = sorted(d, key=lambda k: -d[k][0])
    flat = sum([list(d[n]) for n in names], [])
    return sum(v * x for _, v in zip(names, flat, strict=False))


def masked_by_what_was_none(y):
    w, total = None, 0.0
    for t in y:
        if t > 0.4:
            w = t
    for v in y[y <= w]:
        total += v * w
    return total


def raises_for_none(y):
    w = None
    for t in y:
        if t > 40:
            w = t
    try:
        return np.sum(y[y <= w])
    except TypeError:
        return np.sum(y * y)


def rows_in_groups(xs):
    rows = [{"t": i // 2, "x": v} for i, v in enumerate(xs)]
    return sum(sum(r["x"] for r in g) ** 2 for _, g in groupby(rows, key=lambda r: r["t"]))


def shared_object_in_a_renewed_list(x, n):
    u = Node(x)
    cache = [u, u]
    for _ in range(n):
        s = sum(c.a for c in cache)
        u.a = u.a * 3
        cache = [Node(s), u]
    u.a = u.a + 1
    return sum(c.a for c in cache)


# Dicts that have a key on one path alone.


def key_of_one_path_in_a_list(x, n):
    out = []
    for m in range(n):
        best = {}
        if x[m] > 0.1:
            best = {"t": x[m]}
        out.append(best)
        best["t"] = best["t"] * 2
    return sum(b["t"] for b in out)


# Numbers beside arrays, lists beside numbers.


def zero_beside_an_array_of_a_list(xs):
    mem, out = [], []
    for x in xs:
        if mem:
            out.append(np.array(mem).sum(0))
        mem.append(x + (out[-1] if out else 0))
    return np.sum(out)


def records_that_are_lists(lp, k=2):
    beams = [[[], 0.0]]
    for row in lp:
        cand = []
        for seq, score in beams:
            for j in range(len(row)):
                cand.append([[*seq, j], score - row[j]])
        beams = sorted(cand, key=lambda t: t[1])[:k]
    return sum(s * sum(seq) for seq, s in beams)


# Tuples of unknown length: keys, contents of objects, and what they are equal to.


def keys_that_grow(x):
    beam = [((), (0.0, 0.0))]
    for i in range(len(x)):
        d = {}
        for pre, (p, q) in beam:
            d[pre + (i,)] = (p + x[i], q)
            d[pre] = (p, q * x[i])
        beam = sorted(d.items(), key=lambda kv: -kv[1][0] - kv[1][1])[:2]
    return beam[0][1][0]


def equal_to_a_tuple(x):
    pre = ()
    for i in range(len(x)):
        pre = (*pre, i)
    total = x[0] * 2 if pre == (0, 1, 2) else x[0]
    return total + (x[1] if pre in [(0,), (0, 1, 2)] else x[2])


def key_of_a_known_dict(x):
    d, pre = {(): 1.0, (0,): x[0]}, ()
    for i in range(len(x) - 2):
        pre = (*pre, i)
    return d[pre] * 2 + d.get((1, *pre), x[1])


def sorted_by_tuples(x, n):
    keyed, k = [], ()
    for i in range(n):
        keyed.append((k, x[i]))
        k = (i, *k)
    keyed.sort()
    return sum(v * j for j, (_, v) in enumerate(keyed))


def objects_with_tuples_that_grow(x, n):
    nodes = [Node(x[0], (0,))]
    for _ in range(3):
        found = []
        for b in nodes:
            for t in np.argsort(x)[:n]:
                found.append(Node(b.a + x[t], (*b.k, 1)))
        nodes = found
    return nodes[0].a


# Lists of a namespace; lists under keys of the run.


def lists_of_a_namespace(x):
    history = []
    r, q = SimpleNamespace(h=history), SimpleNamespace(h=history, own=[x])
    r.h.append(x)
    q.h.append(x * x)
    q.own.append(3 * x)
    r.h[0] = 5 * x
    return sum(q.h) * sum(q.own)


def binned(x, n):
    cells, total = {}, 0.0
    for i in range(n):
        cells.setdefault(i % 2, []).append(i)
    for key, members in sorted(cells.items()):
        for i in members:
            total = total + x[i] ** 2 * (key + 1)
    return total


# What the condition of a loop does.


def condition_rebinds(x):
    y = x

    def step():
        nonlocal y
        y = y * 2
        return y < 10

    while step():
        y = y + 1
    return y


def condition_fails_at_once(x):
    y = x

    def step():
        nonlocal y
        y = y * 2
        return False

    while step():
        pass
    return y


def condition_appends(x):
    seen, y = [], x

    def step():
        seen.append(y)
        return len(seen) < 3

    while step():
        y = y * 2
    return sum(seen)


def condition_stores(x):
    h, k = np.zeros(3), 0

    def step():
        h[k] = x * (k + 1)
        return k < 2

    while step():
        k += 1
    return np.sum(h * h)


def condition_pops(x):
    h, total = [x, 2 * x, 3 * x], 0.0
    while h.pop() > 2 * x:
        total += h[-1]
    return total + sum(h)


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (object_read_before_it_is_there, (VECTOR,)),
        (dicts_read_before_they_are_there, (VECTOR,)),
        (operators_of_what_is_not_there, (VECTOR,)),
        (popped_before_it_is_there, (VECTOR, 3)),
        (never_filled, (2.0,)),
        (objects_that_pass, (2.0,)),
        (names_that_pass, (2.0,)),
        (keys_that_pass, (1.3,)),
        (objects_times_numbers, (2.0,)),
        (cache_that_is_renewed, (2.0, [1.0, 2.0])),
        (joined_in_sorted_order, (2.0, {"p": [0.5, 0.2], "q": [0.9, -0.4]})),
        (masked_by_what_was_none, (VECTOR,)),
        (raises_for_none, (VECTOR,)),
        (rows_in_groups, (np.arange(1.0, 6.0),)),
        (shared_object_in_a_renewed_list, (2.0, 2)),
        (key_of_one_path_in_a_list, (VECTOR, 3)),
        (zero_beside_an_array_of_a_list, (ROWS,)),
        (records_that_are_lists, (SCORES,)),
        (keys_that_grow, (VECTOR,)),
        (equal_to_a_tuple, (VECTOR,)),
        (key_of_a_known_dict, (VECTOR,)),
        (sorted_by_tuples, (VECTOR, 3)),
        (objects_with_tuples_that_grow, (VECTOR, 2)),
        (lists_of_a_namespace, (2.0,)),
        (binned, (VECTOR, 3)),
        (condition_rebinds, (2.2,)),
        (condition_fails_at_once, (2.0,)),
        (condition_appends, (2.0,)),
        (condition_stores, (2.0,)),
        (condition_pops, (2.0,)),
    ],
)
def test_right(function, args):
    assert outcome(function, Program(function, args)) == RIGHT


def dict_with_a_key_of_one_path(x):
    best = {}
    for v in x:
        if v > 0.1:
            best = {"t": v}
    return best


def test_a_dict_that_is_given_back_has_its_keys_on_every_path():
    with pytest.raises(Unsupported, match="whether the dict has the key 't' is known only at run time"):
        grad(dict_with_a_key_of_one_path)(VECTOR)

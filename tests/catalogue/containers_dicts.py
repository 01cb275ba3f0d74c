"""Dicts: parameters by name, state by name, tables that are filled while the program runs."""

from __future__ import annotations

from collections import OrderedDict, defaultdict

import numpy as np

from tests.catalogue.entry import example
from tests.programs.program import numbers


@example(0.7, 1.3)
def literal_and_lookup(a, b):
    p = {"mass": a, "rate": b}
    return p["mass"] * np.exp(-p["rate"])


@example({"w": numbers(3, 2, seed=1), "b": numbers(3, seed=2)}, numbers(2, seed=3))
def linear_layer_from_a_dict(params, x):
    return np.sum(np.tanh(params["w"] @ x + params["b"]) ** 2)


@example(
    {
        "hidden": {"w": numbers(3, 2, seed=4), "b": numbers(3, seed=5)},
        "out": {"w": numbers(3, seed=6), "b": 0.1},
    },
    numbers(2, seed=7),
)
def nested_dicts_of_parameters(net, x):
    h = np.tanh(net["hidden"]["w"] @ x + net["hidden"]["b"])
    return net["out"]["w"] @ h + net["out"]["b"]


@example({"b": 0.3, "a": 1.2, "n": 3})
def keys_in_the_callers_order_and_an_integer(p):
    y = p["a"]
    for _ in range(p["n"]):
        y = y * p["b"] + 1.0
    return y


@example(0.7, 1.3)
def store_of_a_new_key(a, b):
    d = {}
    d["x"] = a * b
    d["y"] = d["x"] + a
    return d["x"] * d["y"]


@example(0.7, 1.3)
def store_over_an_old_key(a, b):
    d = {"x": a, "y": b}
    d["x"] = d["x"] * d["y"]
    d["y"] = d["x"] ** 2
    return d["x"] + d["y"]


@example(0.7, 1.3)
def augmented_store(a, b):
    d = {"sum": 0.0, "product": 1.0}
    for x in (a, b, a * b):
        d["sum"] += x
        d["product"] *= x
    return d["sum"] / d["product"]


@example({"a": 0.7})
def get_with_a_default(p):
    return p.get("a", 1.0) * p.get("missing", 3.0) + (p.get("other") is None) * p["a"] ** 2


@example({"a": 0.7, "b": 1.3})
def get_with_an_active_default(p):
    return p.get("c", p["a"] * p["b"]) * p.get("a", 5.0)


@example({"a": 0.7, "b": 1.3, "c": 0.2})
def iteration_over_items(p):
    total = 0.0
    for k, (name, value) in enumerate(p.items()):
        total += (k + 1) * value**2 if name != "b" else np.sin(value)
    return total


@example({"a": 0.7, "b": 1.3, "c": 0.2})
def iteration_over_keys(p):
    total = 0.0
    for name in p:
        total += p[name] ** 2
    for name in p.keys():
        total *= 1.0 + p[name]
    return total


@example({"a": 0.7, "b": 1.3, "c": 0.2})
def iteration_over_values(p):
    total = 1.0
    for value in p.values():
        total = total * value + 1.0
    return total + sum(p.values())


@example({"a": 0.7, "b": 1.3}, {"b": 0.2, "c": 0.9})
def update_from_another_dict(base, more):
    merged = dict(base)
    merged.update(more)
    return merged["a"] * merged["b"] * merged["c"]


@example(0.7, 1.3)
def update_with_keywords(a, b):
    d = dict(x=a)
    d.update(y=b, x=a * b)
    return d["x"] ** 2 + d["y"]


@example({"a": 0.7, "b": 1.3}, {"b": 0.2, "c": 0.9})
def merge_with_the_bar(left, right):
    merged = left | right
    return merged["a"] * merged["b"] + merged["c"]


@example({"a": 0.7, "b": 1.3}, 0.4)
def merge_in_place_with_the_bar(p, x):
    own = {"c": x}
    own |= p
    return own["a"] * own["b"] * own["c"]


@example({"a": 0.7, "b": 1.3}, 0.4)
def merge_by_double_star(p, x):
    new = {**p, "b": x * p["b"], "d": x}
    return new["a"] * new["b"] + new["d"] ** 2


@example({"a": 0.7, "b": 1.3, "c": 0.2})
def comprehension_over_items(p):
    scaled = {name: 2.0 * value for name, value in p.items() if name != "c"}
    return scaled["a"] * scaled["b"] + p["c"]


@example({"w": numbers(3, seed=8), "b": 0.5}, 0.1)
def gradient_step_as_comprehension(params, rate):
    steps = {"w": params["w"] * 2.0, "b": params["b"] ** 2}
    new = {k: v - rate * steps[k] for k, v in params.items()}
    return np.sum(new["w"] ** 2) * new["b"]


@example(0.7, 1.3)
def pop_of_a_key(a, b):
    d = {"x": a, "y": b}
    taken = d.pop("x")
    missing = d.pop("z", 2.0)
    return taken * d["y"] ** 2 + missing * len(d)


@example(0.7, 1.3)
def setdefault_keeps_and_makes(a, b):
    d = {"x": a}
    first = d.setdefault("x", b)
    second = d.setdefault("y", b * a)
    return first * second + d["y"]


@example(0.7, 1.3)
def deletion_of_a_key(a, b):
    d = {"x": a, "y": b, "z": a * b}
    del d["y"]
    return sum(d.values()) * len(d)


@example({"a": 0.7})
def membership_of_keys(p):
    if "b" in p:
        return p["b"]
    if "a" not in p:
        return 0.0
    return p["a"] ** 3


@example(numbers(4, seed=9))
def integer_keys(u):
    table = {}
    for i in range(4):
        table[i] = u[i] * u[i - 1]
    return table[0] * table[3] + table[1] - table[2]


@example(numbers(3, 3, seed=10))
def tuple_keys(m):
    """A sparse matrix: entries by position."""
    entries = {(i, j): m[i, j] for i in range(3) for j in range(3) if i <= j}
    total = 0.0
    for (i, j), value in entries.items():
        total += value * value * (i + 2 * j)
    return total + entries[0, 2]


@example(numbers(3, seed=11))
def arrays_in_a_dict_written_through(u):
    state = {"h": np.zeros(3), "u": u.copy()}
    for k in range(1, 3):
        state["h"][k] = state["h"][k - 1] + state["u"][k] ** 2
    state["u"][0] = state["h"][2]
    return state["h"] @ state["u"]


@example({"h": numbers(3, seed=12), "v": numbers(3, seed=13)}, 0.1)
def argument_arrays_written_through(state, dt):
    state["v"] -= dt * state["h"]
    state["h"] += dt * state["v"]
    return np.sum(state["h"] ** 2)


@example({"x": 0.3, "v": 1.1}, 0.2, of="state")
def argument_dict_changed_in_place(state, dt):
    for _ in range(3):
        state["v"] = state["v"] - dt * np.sin(state["x"])
        state["x"] = state["x"] + dt * state["v"]


@example(0.3, 1.1, 0.05)
def state_dict_stepped_in_a_loop(x, v, dt):
    state = {"x": x, "v": v, "t": 0.0}
    while state["t"] < 0.22:
        a = -np.sin(state["x"])
        state["v"] += dt * a
        state["x"] += dt * state["v"]
        state["t"] += 0.05
    return state["x"] * state["v"]


def _step(state, dt):
    return {"x": state["x"] + dt * state["v"], "v": state["v"] - dt * state["x"] ** 3}


@example(0.8, 0.1, 0.1)
def state_dict_rebuilt_by_a_helper(x, v, dt):
    state = {"x": x, "v": v}
    for _ in range(4):
        state = _step(state, dt)
    return state["x"] ** 2 + state["v"] ** 2


@example(numbers(3, seed=14), 1.2)
def dict_returned(u, a):
    return {"scaled": a * u, "norm": np.sqrt(np.sum(u * u)), "count": len(u)}


@example({"a": [0.3, 0.8], "b": (1.2, numbers(2, seed=15))})
def lists_and_tuples_in_a_dict(p):
    x, y = p["a"]
    scale, vector = p["b"]
    return scale * (x * vector[0] + y * vector[1])


@example([{"q": 1.0, "x": numbers(2, seed=16)}, {"q": -0.5, "x": numbers(2, seed=17)}, {"q": 2.0, "x": numbers(2)}])
def list_of_dicts(charges):
    energy = 0.0
    for i, one in enumerate(charges):
        for other in charges[:i]:
            r = one["x"] - other["x"]
            energy += one["q"] * other["q"] / np.sqrt(r @ r + 0.1)
    return energy


@example(0.7, 1.3)
def dict_from_pairs(a, b):
    d = dict([("x", a), ("y", a * b)])
    e = dict(zip(["p", "q"], [b, a + b]))
    return d["x"] * e["q"] + d["y"] * e["p"]


@example(0.7, 1.3)
def alias_of_a_dict(a, b):
    d = {"x": a}
    same = d
    same["x"] = a * b
    same["y"] = b
    return d["x"] * d["y"]


@example(0.7, 1.3)
def copy_is_a_dict_of_its_own(a, b):
    d = {"x": a, "y": b}
    e = d.copy()
    e["x"] = a * b
    return d["x"] * e["x"] + e["y"]


@example({"a": numbers(2, seed=18), "b": numbers(2, seed=19)})
def accumulated_in_another_dict(grads):
    sums = {k: np.zeros(2) for k in grads}
    for weight in (0.5, 2.0):
        for k in grads:
            sums[k] += weight * grads[k] ** 2
    return np.sum(sums["a"] * sums["b"])


@example(OrderedDict(z=0.4, a=1.5))
def ordered_dict_argument(p):
    return p["z"] ** 2 * p["a"]


@example([0.3, 0.9, 1.4, 0.2], ["u", "v", "u", "v"])
def default_dict_of_lists(values, labels):
    groups = defaultdict(list)
    for value, label in zip(values, labels):
        groups[label].append(value)
    return sum(groups["u"]) * sum(v * v for v in groups["v"])


@example([0.3, 0.9, 1.4], ["u", "v", "u"])
def default_dict_of_sums(values, labels):
    totals = defaultdict(float)
    for value, label in zip(values, labels):
        totals[label] += value**2
    return totals["u"] * totals["v"]


@example(0.7, True)
def key_made_in_a_branch(x, flag):
    d = {"value": x}
    if flag:
        d["extra"] = x * x
    else:
        d["extra"] = 0.0
    return d["value"] * d["extra"]


@example(0.7)
def branch_on_active_values_changes_a_key(x):
    d = {"value": x, "count": 0}
    if x > 0.5:
        d["value"] = x * x
        d["count"] += 1
    return d["value"] * (d["count"] + 1.5)


@example({"l1": {"w": numbers(2, 2, seed=20)}, "l2": {"w": numbers(2, 2, seed=21)}}, numbers(2, seed=22))
def layers_by_formatted_name(net, x):
    for k in range(1, 3):
        x = np.tanh(net[f"l{k}"]["w"] @ x)
    return x


@example({"k": 0.5, "targets": {"a": 1.0, "b": 0.4}})
def sum_over_sorted_keys(p):
    total = 0.0
    for name in sorted(p["targets"], reverse=True):
        total = total * p["k"] + p["targets"][name]
    return total


@example({"lambda": 0.3, "long call": 2.0, "short-put": 0.5, "np": 1.2})
def keys_that_are_no_names(book):
    total = np.sin(book["lambda"]) * book["long call"] ** 2
    return {"long call": total * book["np"], "short-put": [book["short-put"] * total], "in": book["lambda"]}

"""Sets as Python compares and walks them; texts as keys and in messages; records of a text and a number."""

from __future__ import annotations

import collections
import dataclasses
import enum

import numpy as np

from tests.catalogue.entry import example

X = np.array([0.5, 1.2, 0.8])
PICKED = frozenset([2, 0])


def weighted(places, x):
    """A sum whose value depends on the order of the places."""
    total = 0.0
    for k in places:
        total = total * 0.5 + x[k] ** 2
    return total


@example(X)
def sets_are_compared_as_sets(x):
    p = {"a": x[0], "b": x[1]}
    same = {1, 2} == {2, 1} and set(p) == {"b", "a"} and p.keys() == {"b", "a"} and {"b"} <= set(p)
    return p["a"] ** 2 * p["b"] if same and {1} != {2} and not {1} > {1, 2} else x[2]


@example(X)
def set_walked_in_the_order_of_python(x):
    return weighted({2, 0, 1}, x) + 2.0 * weighted(set([1, 2, 0, 1]), x) + weighted(PICKED, x)


@example(X)
def set_is_no_list(x):
    s = {1, 2}
    return x[0] ** 2 if isinstance(s, set) and not isinstance(s, (list, frozenset)) else x[1]


@example(X)
def keys_that_are_missing(x):
    p, q = {"a": x[0], "b": x[1]}, {"b": x[2], "c": x[0]}
    if {"a", "b"} - set(p):
        raise ValueError("missing keys")
    total = sum(p[k] * q[k] for k in p.keys() & q.keys())
    for k in p.keys() - q:
        total += p[k] ** 3
    return total * len(p.keys() | q.keys())


@example(X)
def places_that_are_free(x):
    fixed = [1]
    free = list(set(range(3)) - set(fixed))
    return (x[free] ** 2).sum() + x[sorted(set(range(len(x))) - {1})] @ x[free]


@example(X)
def methods_of_sets(x):
    s = {16, 8, 0}
    s.discard(8)
    s |= {1}
    s.update([2], (4, 5))
    s ^= {5}
    first = s.pop() % 3
    both = {0, 1}.union({2}).intersection([2, 0]).difference({0})
    ok = both.isdisjoint({1}) and both.issubset({2, 3}) and not both.issuperset({1})
    return weighted([k % 3 for k in s], x) * x[first] if ok else x[0]


@example(X)
def set_that_a_path_changes(x):
    s = {16, 8, 0}
    if x[0] > 0.0:
        s.discard(8)
    return weighted([k % 3 for k in s], x)


@example(X)
def set_whose_members_the_run_knows(x):
    found = set()
    for v in x[::-1]:
        found.add(int(v * 20.0 + 0.3))
    low = found - {24} | {3}
    total = 0.0
    for k in low:
        total = total * 0.5 + k * x[0]
    return total * len(found & low) if found != low and 3 in low else x[1]


@example(X)
def places_not_yet_visited(x):
    left, at, total = set(range(len(x))), 0, 0.0
    left.remove(0)
    while left:
        nearest = min(left, key=lambda j: abs(x[j] - x[at]))
        total += (x[nearest] - x[at]) ** 2 * (at + 1)
        left.remove(nearest)
        at = nearest
    return total


@example(X)
def one_of_two_sets(x):
    s = {0} if x[0] > 3.0 else {1, 2}
    return sum(x[i] ** 2 for i in s) * bool(s)


@example(X)
def frozensets_as_keys(x):
    bonds = {frozenset((0, 1)): x[0], frozenset((1, 2)): x[1]}
    return bonds[frozenset((1, 0))] ** 2 + bonds[frozenset([2, 1])]


NAMES = ["a", "b", "c"]


class Mode(enum.Enum):
    SLOW = "slow"
    FAST = "fast"


class Body:
    def __init__(self, mass):
        self.mass = mass

    def __repr__(self):
        return f"Body({self.mass:.2f})"


@dataclasses.dataclass
class Spring:
    stiffness: float
    ends: list


class Network:
    def __init__(self, kind):
        self.kind = kind

    def act_tanh(self, v):
        return np.tanh(v)

    def __call__(self, v):
        return getattr(self, f"act_{self.kind}")(v)


@example(X)
def keys_that_are_f_strings(x):
    p = {f"w{i}": x[i] * (i + 1) for i in range(3)}
    for i in range(3):
        p[f"b{i:>0{2}}"] = p[f"w{i}"] ** 2
    return p["b00"] * p["b01"] + p["b02"] * Network("tanh")(x).sum()


@example(X)
def formats_with_parts(x):
    digits, width = 3, 8
    label = f"{'loss':>{width}} = {x[0]:{width}.{digits}f}"
    assert len(label) > 0, label
    return x[0] ** 2 * len(f"{'ab':*^{width}}")


@example(X)
def names_of_a_list(x):
    p = {}
    for k, name in enumerate(NAMES):
        p[name] = x[k] ** 2
    for name, k in [("a", 2), ("b", 0)]:
        p[name] += x[k]
    return p["a"] * p["b"] * p["c"]


@example(X)
def records_of_a_text_and_a_number(x):
    events = [("add", x[0]), ("times", x[1])]
    events.append(("add", x[2]))
    state = 1.0
    for kind, v in events:
        if kind == "stop":
            break
        if kind == "add":
            state += v
        elif kind.startswith("t"):
            state *= v
    return state**2 + dict(events)["add"]


def stamped(parts, x):
    return sum(n * v if kind == "R" else -v for kind, n, v in parts) * x


@example(X)
def records_as_an_argument_of_a_helper(x):
    return stamped([("R", 1, x[0]), ("R", 2, x[1]), ("V", 0, 5.0)], x[2])


@example([("a", 2.0), ("m", 3.0), ("a", 0.5)])
def records_as_the_argument(events):
    state = 1.0
    for kind, v in events:
        state = state + v if kind == "a" else state * v
    return state**2


@example(X)
def messages_show_what_exists_only_while_reading(x):
    p, body, spring = {"a": x[0], "b": [x[1], 2]}, Body(x[2]), Spring(x[0], [x[1], None])
    message = f"{p} {p.keys()} {body} {spring!r} {(body, 1)} {range(2)} { {1} }"
    text = "%s and %s" % (body, p) + "{}".format([body]) + str(spring) + ", ".join(map(str, x))
    assert body.mass > 0.0, message + text
    if spring.stiffness < 0.0:
        raise ValueError("negative", spring)
    return p["a"] * body.mass * spring.ends[0] ** 2


@example(X)
def texts_joined(x):
    p = {"-".join(NAMES): x[0], ".".join(str(k) for k in range(2)): x[1]}
    return p["a-b-c"] ** 2 * p["0.1"]


@example(X)
def members_of_an_enumeration(x):
    p = {mode: x[k] for k, mode in enumerate(Mode)}
    named = [mode.name for mode in list(Mode)]
    total = 0.0
    for mode in Mode:
        total += p[mode] ** 2
    return total * len(Mode) + p[Mode("fast")] * p[Mode["SLOW"]] * len(named)


@example(X)
def dict_from_keys(x):
    p = dict.fromkeys(["a", "b"], 0.0)
    p["a"] += x[0] ** 2
    return p["a"] * x[1] + p["b"] * x[2] + len(dict.fromkeys("abc"))


@example(X)
def values_by_default(x):
    groups, first = {}, {}
    for k, label in enumerate(["a", "b", "a"]):
        groups.setdefault(label, []).append(x[k])
        first.setdefault("k", x[k])
    if x[0] > 0.0:
        first["m"] = x[1]
    return sum(groups["a"]) * groups["b"][0] ** 2 * first["k"] + first.setdefault("m", 2.0)


@example(X)
def counters(x):
    counts = collections.Counter("abca")
    more = collections.Counter()
    for k in "abca":
        more[k] += 1
    counts.update(["a"])
    total = sum(n * x[ord(k) - 97] ** 2 for k, n in counts.items())
    return total * more["a"] + counts["none"] + counts.most_common(1)[0][1] * x[0] * counts.total()


@example(X)
def set_of_the_run_and_known_ones(x):
    high = {k for k in range(len(x)) if x[k] > 0.6}
    low = {0, 1, 16}
    low -= high
    low.add(8)
    other = set(low).union([33]).difference([16])
    return weighted([k % 3 for k in other], x) + (x[0] if high <= {0, 1, 2} and high.isdisjoint({0}) else 0.0)


@example(np.array([0.5, 1.2, 0.8]))
def labels_in_an_array(x):
    kinds = np.array(["a", "b", "a"])
    total = 0.0
    for kind, value in zip(kinds, x, strict=True):
        total += value if kind == "a" else value**2
    return total + x[kinds == "a"].prod()


@example(np.array([0.5, 1.2, 0.8]))
def means_of_labelled_groups(x):
    labels = np.array(["red", "blue", "red"])
    total = 0.0
    for name in np.unique(labels):
        group = x[labels == name]
        total += np.mean(group) * len(str(name)) + np.sum(group**2)
    return total

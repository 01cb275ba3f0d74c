"""Everything that generated code may use beside NumPy. Each function stands alone, so that `export` can copy it."""

from __future__ import annotations

import collections
import copy
import functools
import math
import operator
import sys
import types
from typing import Any

import numpy as np


class Refused(ValueError):
    """What only the run could know, and what would make the gradient wrong."""

    instead = "pass copies: x.copy()"


class GivenTwice(Refused):
    """One object that changes is known under two names."""

    instead = "pass copies: copy.deepcopy(x)"


class Misshapen(Refused):
    """The rule of a user gives what does not belong to its argument."""

    instead = "let the rule return, for each argument, a result in the argument's shape"


class ReturnsNone(Refused):
    """The path that ran returns no value."""

    instead = "return a float or an array of floats on every path"


class ChangesMeanwhile(Refused):
    """A list changes while it is iterated over."""

    instead = "iterate over a copy: `list(xs)`"


class KindUnknown(Refused):
    """An object may be a list or an array, which have different adjoints."""

    instead = "make it an array where it begins: np.array(x), or a sum that starts from np.zeros(...)"


class ArrayAugmented(Refused):
    """An object may be a number or an array, and `x += y` writes into an array for all its names."""

    instead = "write `x = x + y`, or `x[...] += y` for an array"


class HalfDone(Refused):
    """An operation in place failed after it wrote its result."""

    instead = "compute inside the `try`, and store after it"


class NotAssigned(Refused):
    """The path that ran never assigned a name that is read."""

    instead = "assign the name on every path, and not in a function that then raises an exception which is caught"


class CopiedUnawares(Refused):
    """What looks like a view is a copy."""

    instead = "copy before writing, by name: `y = x.copy()`"


class HeadMisfit(Refused):
    """A head has not the structure and shape of the output."""

    instead = "pass a head with the structure and shape of the output"


def unbroadcast(g: Any, like: Any) -> Any:
    """The adjoint `g` of a broadcast operand, summed to the shape of the operand `like`."""
    if isinstance(like, (tuple, list, dict)):
        return g
    if g is None:  # zero by mathematics, as only the run knew
        return np.zeros_like(like)[()]
    shape = getattr(like, "shape", ())
    have = getattr(g, "shape", ())
    if have == shape:
        return g
    if len(have) < len(shape):
        g = broadcast_like(g, like)  # one number for all elements, such as the zero of a branch that was not taken
    elif len(have) > len(shape):
        g = np.sum(g, axis=tuple(range(len(have) - len(shape))))
    axes = tuple(k for k, n in enumerate(shape) if n == 1 and np.shape(g)[k] != 1)
    g = np.sum(g, axis=axes, keepdims=True) if axes else g
    if np.shape(g) != shape:  # what the primal computed of these is not always needed, but its failure is
        raise ValueError(f"operands could not be broadcast together with shapes {shape} {have}")
    return g


def of_shape(g: Any, like: Any, name: str) -> Any:
    """What a user's rule for the function `name` gave, if it has the shape of `like`, or is summed to it."""
    if isinstance(like, (tuple, list, dict)):
        return g
    if g is None:
        raise Misshapen(f"the rule for `{name}` gives None on the path that ran")
    have, want = np.shape(g), np.shape(like)
    rest = have[len(have) - len(want) :] if len(have) >= len(want) else ()
    if isinstance(g, (tuple, list)) or len(rest) != len(want) or any(w not in (1, h) for h, w in zip(rest, want)):
        kind = f"a {type(g).__name__}" if isinstance(g, (tuple, list)) else f"a result of shape {have}"
        raise Misshapen(f"the rule for `{name}` gives {kind} where the shape {want} is due")
    return g


def broadcast_like(x: Any, like: Any) -> Any:
    """`x` with the shape of `like`, to which it broadcasts; a sequence or a dict as it is."""
    if isinstance(like, (tuple, list, dict)):
        return x
    return x if np.shape(x) == np.shape(like) else x + np.zeros_like(like)


def tuple_of(*items: Any) -> tuple[Any, ...]:
    """The tuple display `(a, b)`, as a function."""
    return items


def list_of(*items: Any) -> list[Any]:
    """The list display `[a, b]`, as a function."""
    return list(items)


def dict_of_table(names: list[Any], contents: list[Any]) -> dict[Any, Any]:
    """The dict that is kept as a list of keys and a list of values."""
    return dict(zip(names, contents, strict=True))


def defaultdict_of_table(names: list[Any], contents: list[Any], factory: Any) -> Any:
    """The `defaultdict` that is kept so."""
    return collections.defaultdict(factory, zip(names, contents, strict=True))


def list_of_places(names: list[int], contents: list[Any], size: int) -> list[Any]:
    """The list of which only what was stored at `names` is not None."""
    made: list[Any] = [None] * size
    for place, value in zip(names, contents, strict=True):
        made[place] = value
    return made


def zeros_like(x: Any) -> Any:
    """Zero for a number, an array, or a nested tuple, list or dict of them; integers and other objects give 0.0."""
    if isinstance(x, (tuple, list)):
        items = [zeros_like(item) for item in x]
        return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
    if isinstance(x, dict):
        return {key: zeros_like(item) for key, item in x.items()}
    if isinstance(x, np.ndarray):
        return np.zeros_like(x) if x.dtype.kind in "fc" else np.zeros(x.shape)
    return type(x)(0) if isinstance(x, (np.inexact, complex)) else 0.0


def ones_like(x: Any) -> Any:
    """One for each float of a number, an array, or a nested tuple, list or dict of them."""
    if isinstance(x, (tuple, list)):
        items = [ones_like(item) for item in x]
        return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
    if isinstance(x, dict):
        return {key: ones_like(item) for key, item in x.items()}
    if isinstance(x, np.ndarray):
        return np.ones_like(x) if x.dtype.kind in "fc" else np.ones(x.shape)
    return type(x)(1) if isinstance(x, (np.inexact, complex)) else 1.0


def add(a: Any, b: Any) -> Any:
    """The sum of two adjoints of one structure; `None` is zero."""
    if a is None or b is None:
        return b if a is None else a
    if isinstance(a, (tuple, list)) and not isinstance(b, np.ndarray):
        items = [add(x, y) for x, y in zip(a, b, strict=True)]
        return type(a)(*items) if hasattr(a, "_fields") else type(a)(items)
    if isinstance(a, dict):
        return {key: add(a[key], b[key]) for key in a}
    return a + b  # a list beside an array is one of numbers, which NumPy makes an array of


def require_array(x: Any) -> None:
    """Raise unless `x` is an array: the code was made for in-place arithmetic on it."""
    if not isinstance(x, np.ndarray):
        raise TypeError("this version of the generated code needs an array here; call grad(f)(...) to make another")


def require_no_list(target: Any) -> None:
    """Raise where a store puts an object into a list: the code was made for a store into an array."""
    if isinstance(target, (list, dict)):
        raise KindUnknown("what this stores into is a list, and that is known only now")


def require_no_sequence(operand: Any) -> None:
    """Raise where an operator joins or repeats a list or tuple: the code was made for arithmetic."""
    if isinstance(operand, (list, tuple)):
        raise KindUnknown("a list or tuple is joined to something, or repeated, and that is known only now")


def require_no_array(operand: Any) -> None:
    """Raise where a list is not extended by this: a list and an array, or a number of NumPy's, are added."""
    if isinstance(operand, (np.ndarray, np.generic)):
        raise KindUnknown("a list is added to an array in place, and that is known only now")


def require_number(x: Any) -> None:
    """Raise where an array or a list is augmented that may have another name: it would be written in place."""
    if not isinstance(x, (int, float, complex, np.generic, str, tuple)):
        raise ArrayAugmented("an array is augmented that may have another name, and that is known only now")


def require_view(view: Any, base: Any) -> Any:
    """`view`, if it shares memory with `base`: else writing into one would not show in the other."""
    if view.size and not np.may_share_memory(view, base):
        raise CopiedUnawares(
            "this operation copied its argument, and the program writes into one of the two afterwards"
        )
    return view


def require_separate(written: Any, others: Any) -> None:
    """Raise if a written array or list is another one, too, or part of it: their gradients could not be told apart."""

    def parts_of(x: Any) -> list[Any]:
        inner = [a for item in x for a in parts_of(item)] if isinstance(x, (tuple, list)) else []
        return [x, *inner] if isinstance(x, (np.ndarray, list)) else inner

    first, second = parts_of(written), parts_of(others)
    for k, a in enumerate(first):
        for b in (*first[:k], *second):
            if a is b or (isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and np.may_share_memory(a, b)):
                raise Refused("two arguments share memory and one of them is written in place")


def require_distinct(arguments: Any, others: Any, kinds: Any) -> None:
    """Raise if one object of these kinds is (in) two arguments, or in one and outside of the function."""
    seen = {id(x) for other in others for x in _objects_in(other, kinds)}
    for argument in arguments:
        own = _objects_in(argument, kinds)
        for x in own:
            if id(x) in seen:
                kind = type(x).__name__
                raise GivenTwice(f"one `{kind}` was given twice, and such objects are changed or told apart here")
        seen.update(map(id, own))


def _objects_in(whole: Any, kinds: tuple[type, ...]) -> list[Any]:
    """The objects of these kinds that `whole` consists of."""
    found, known, open_ends = [], {id(whole)}, [whole]
    while open_ends:
        x = open_ends.pop()
        if type(x) in kinds:
            found.append(x)
        inner = list(x.values()) if isinstance(x, dict) else list(x) if isinstance(x, (list, tuple)) else []
        if not isinstance(x, (types.ModuleType, types.FunctionType, type)):
            inner += getattr(x, "__dict__", {}).values()
            inner += [getattr(x, name) for base in type(x).__mro__ for name in _slots(base) if hasattr(x, name)]
        fresh = [part for part in inner if id(part) not in known and not isinstance(part, (int, float, np.ndarray))]
        known.update(map(id, fresh))
        open_ends += fresh
    return found


def _slots(kind: type) -> list[str]:
    slots = kind.__dict__.get("__slots__", ())
    names = [slots] if isinstance(slots, str) else list(slots)
    return [name for name in names if not name.startswith("__")]


def last_written(values: Any, index: Any, like: Any) -> Any:
    """`values` of `like[index]`, kept where a store through `index` is the last to its element, else 0."""
    order = np.arange(1, np.size(values) + 1).reshape(np.shape(values))
    winner = np.zeros(np.shape(like), dtype=order.dtype)
    winner[index] = order
    return np.where(winner[index] == order, values, 0)


def add_at(target: Any, index: Any, values: Any) -> None:
    """`target[index] += values`, where each duplicate in the index counts."""
    places = np.asarray(index) if isinstance(index, (list, np.ndarray)) else None
    if places is None or not places.ndim or places.dtype.kind not in "iu" or not target.flags.c_contiguous:
        np.add.at(target, index, values)
        return
    width = math.prod(target.shape[1:])
    given = np.broadcast_to(values, (*places.shape, *target.shape[1:]))
    rows = _from_start(places.astype(np.intp), len(target)).reshape(-1)
    _add_rows(target.reshape(len(target), width), rows, given.reshape(len(rows), width))


def check(test: Any, message: Any = None) -> None:
    """`assert test, message`."""
    if not test:
        raise AssertionError(*(() if message is None else (message,)))


def throw(error: Any, *cause: Any) -> None:
    """`raise error`, perhaps `from cause`."""
    if cause:
        raise error from cause[0]
    raise error


def spread(g: Any, items: Any) -> Any:
    """The adjoint of each item of a list or tuple whose sum has the adjoint `g`."""
    return type(items)(unbroadcast(g, item) for item in items)


def unstacked(g: Any, like: Any) -> Any:
    """The rows of the array `g` in nested lists and tuples as in `like`, from which an array was made."""
    if isinstance(like, (list, tuple)):
        rows = [unstacked(g[k], item) for k, item in enumerate(like)]
        return type(like)(*rows) if hasattr(like, "_fields") else type(like)(rows)
    return g


def or_zero(x: Any, like: Any) -> Any:
    """What a rule gives, which for some dtypes is nothing; it has the shape of `like`."""
    return np.zeros_like(like) if x is None else x


def real_like(x: Any, like: Any) -> Any:
    """`x`, or its real part where `like` is real; lists, tuples and dicts as they are."""
    if isinstance(like, (tuple, list, dict)) or not np.iscomplexobj(x) or np.iscomplexobj(like):
        return x
    return np.real(x)


def rows(x: Any, axis: Any = None) -> Any:
    """`x` with the axes `axis` (all, if None) as one last axis, the others before it in their order."""
    axes = tuple(range(np.ndim(x))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    moved = np.moveaxis(x, axes, tuple(range(-len(axes), 0)))
    kept = moved.shape[: moved.ndim - len(axes)]
    return moved.reshape((*kept, int(np.prod(moved.shape[len(kept) :]))))


def from_rows(r: Any, like: Any, axis: Any = None) -> Any:
    """The array of the shape of `like` whose `rows` along `axis` are `r`."""
    axes = tuple(range(np.ndim(like))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    last = tuple(range(-len(axes), 0))
    return np.moveaxis(np.reshape(r, np.moveaxis(like, axes, last).shape), last, axes)


def previous(x: Any, first: Any) -> Any:
    """`x` moved on by one along its last axis, with `first` in front."""
    moved = np.empty_like(x)
    moved[..., :1] = first
    moved[..., 1:] = x[..., :-1]
    return moved


def linear_recurrence(a: Any, b: Any) -> Any:
    """The solution of `y[i] = a[i] * y[i - 1] + b[i]`, `y[0] = b[0]` along the last axis of two arrays of one shape."""
    y = np.array(b, dtype=np.result_type(a, b))
    if y.ndim > 1:
        for i in range(1, y.shape[-1]):
            y[..., i] += a[..., i] * y[..., i - 1]
        return y
    # Python's own numbers are several times faster here than elements of an array.
    states = y.tolist()
    for i, factor in enumerate(np.asarray(a).tolist()[1:], 1):
        states[i] += factor * states[i - 1]
    y[...] = states
    return y


def product_of_others(x: Any, axis: Any = None) -> Any:
    """For each element of `x` the product of all the others along `axis`: right where some of them are 0."""
    r = rows(x, axis)
    before = previous(np.cumprod(r, axis=-1), 1)
    after = previous(np.cumprod(r[..., ::-1], axis=-1), 1)[..., ::-1]
    return from_rows(before * after, x, axis)


def quantile_weights(a: Any, q: float, axis: Any = None) -> Any:
    """Weights `w` with `np.quantile(a, q, axis) == np.sum(w * a, axis)`; equal elements share."""
    if np.ndim(q):
        raise TypeError("the derivative of a quantile needs a single probability")
    r = rows(a, axis)
    place = q * (r.shape[-1] - 1)
    below = int(np.floor(place))
    above = min(below + 1, r.shape[-1] - 1)
    part = np.partition(r, below, axis=-1)
    low = part[..., below : below + 1]
    high = low if above == below else np.fmin.reduce(part[..., above:], axis=-1, keepdims=True)
    w = np.zeros(r.shape, dtype=np.result_type(r, np.float16))
    for value, share in ((low, 1 - (place - below)), (high, place - below)):
        chosen = r == value
        w += chosen * (share / np.sum(chosen, axis=-1, keepdims=True))
    return from_rows(w, a, axis)


def sinc_derivative(x: Any, order: int) -> Any:
    """The derivative of `np.sinc` of the given order, by its series near 0 and by recurrence elsewhere."""
    z = np.pi * np.asarray(x)
    near = np.abs(z) <= order + 1
    small, large = np.where(near, z, 0), np.where(near, 1, z)
    series = 0 * z
    power = np.ones_like(z) if order % 2 == 0 else small
    for k in range((order + 1) // 2, 25 + 2 * order):
        series = series + power / (2 * k + 1)
        power = -power * small * small / ((2 * k + 1 - order) * (2 * k + 2 - order))
    sine, cosine = np.sin(large), np.cos(large)
    value = sine / large
    for n in range(1, order + 1):
        value = ((cosine, -sine, -cosine, sine)[(n - 1) % 4] - n * value) / large
    return np.pi**order * np.where(near, (-1) ** ((order + 1) // 2) * series, value)


def bessel_i(x: Any, order: int) -> Any:
    """The modified Bessel function of the first kind, by its power series (all terms have one sign)."""
    half = np.asarray(x) / 2
    term = half**order
    for k in range(1, order + 1):
        term = term / k
    total = term
    largest = np.max(np.where(np.isfinite(half), np.abs(half), 0), initial=0)
    for k in range(1, 40 + int(min(2 * largest, 750))):
        term = term * (half * half) / (k * (k + order))
        total = total + term
    return total


def digamma(x: Any) -> Any:
    """The logarithmic derivative of the gamma function, for real numbers: reflection, recurrence, asymptotic series.

    DLMF 5.5.4, 5.5.2 and 5.11.2.
    """
    x = np.asarray(x, dtype=float)
    left = x < 0.5
    z = np.where(left, 1 - x, x)
    total = np.where(left, -np.pi / np.tan(np.pi * np.where(left, x - np.rint(x), 0.25)), 0)
    for k in range(10):
        total = total - 1 / (z + k)
    w = z + 10
    r = 1 / (w * w)
    series = r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - r * (691 / 32760 - r / 12))))
    return (total + np.log(w) - 0.5 / w - r * (1 / 12 - r * (1 / 120 - series)))[()]


def digamma_step(a: Any, d: Any) -> Any:
    """`digamma(a + d) - digamma(a)`, to all digits where `d` is small beside `a`: term by term what `digamma` adds up.

    Left of 0 by reflection (DLMF 5.5.4), where whole steps leave out the poles.
    """
    a, d = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(d, dtype=float))
    is_right, is_left = (a > 0) & (a + d > 0), (a <= 0) & (a + d <= 0) & (d == np.rint(d))
    is_plain = ~(is_right | is_left)
    far = digamma(np.where(is_plain, a + d, 1)) - digamma(np.where(is_plain, a, 1))
    a, d = np.where(is_left, 1 - a - d, np.where(is_right, a, 1)), np.where(is_plain, 0, d)
    total = np.zeros(a.shape)
    for k in range(20):
        total = total + d / ((a + k) * (a + k + d))
    u, w = 1 / (a + 20), 1 / (a + d + 20)
    squares, fourth = u * u + w * w, u**4 + w**4
    series = 1 / 12 - squares / 120 + (fourth + u * u * w * w) / 252 - fourth * squares / 240
    step = total + np.log1p(d * u) + d * u * w * (0.5 + (u + w) * series)
    return np.where(is_plain, far, np.where(is_left, -step, step))[()]


def polygamma(z: Any, order: int) -> Any:
    """The derivative of the given order >= 1 of the digamma function, real or complex, by Euler's and Maclaurin's sum.

    It is `(-1)**(order + 1) * order! * zeta(order + 1, z)`: terms are added until `z` is far to the right.
    """
    z = np.asarray(z)
    steps = 12 + order + int(np.ceil(np.max(np.where(np.isfinite(z), -np.real(z), 0), initial=0)))
    total = 0 * z
    for k in range(steps):
        total = total + (z + k) ** -(order + 1.0)
    w = z + steps
    total = total + w**-order / order + 0.5 * w ** -(order + 1.0)
    term = (order + 1) * w ** -(order + 2.0)
    for j, ratio in enumerate((1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000), 1):
        total = total + ratio * term
        term = term * (order + 2 * j) * (order + 2 * j + 1) / (w * w)
    for k in range(2, order + 1):
        total = total * k
    return total if order % 2 else -total


def gamma_moment(a: Any, x: Any, center: Any, scale: Any, order: int) -> Any:
    """The integral of a gamma density with a power of its logarithm from 0 to `x`, or minus that from `x` on.

    The density is `t**(a - 1) * exp(-t - scale)`, the power is `(log(t) - center)**order`. The side is the one without
    the peak. The double exponential rule of Takahasi and Mori (1974): below `x` on `log(x / t)`, above on `t - x`.
    """
    a, x, center, scale = (np.asarray(v, dtype=float)[..., np.newaxis] for v in (a, x, center, scale))
    x = np.minimum(x, 1e300)
    s = np.arange(-4.5, 16.0, 0.125)
    with np.errstate(divide="ignore", invalid="ignore"):  # at the ends
        u, weight = np.exp(s - np.exp(-s)), 0.125 * (1 + np.exp(-s))
        upper = x > a
        below = u / np.maximum(np.maximum(a - x, np.sqrt(x)), np.minimum(a, 1) / 2)
        above = u / np.maximum(np.abs(x - a + 1) / x, 1 / np.sqrt(x + 1))
        falling = np.where(upper, (a - 1) * np.log1p(above / x) - above, -a * below - x * np.expm1(-below))
        logarithm = np.log(x) + np.where(upper, np.log1p(above / x), -below)
        terms = np.exp(a * np.log(x) - x - scale + falling) * np.where(upper, above / x, below) * weight
        total = np.sum(np.where(terms == 0, 0, terms * (logarithm - center) ** order), axis=-1)
    return np.where(upper[..., 0], -total, total)


def beta_moment(a: Any, b: Any, x: Any, center_a: Any, center_b: Any, scale: Any, order_a: int, order_b: int) -> Any:
    """The integral of a beta density with powers of its logarithms from 0 to `x`, or minus that from `x` to 1.

    The density is `t**(a - 1) * (1 - t)**(b - 1) * exp(-scale)`, the powers are `(log(t) - center_a)**order_a` and
    `(log(1 - t) - center_b)**order_b`. The side is the one without the peak; the rule is that of `gamma_moment`.
    """
    a, b, x, center_a, center_b, scale = (np.asarray(v)[..., np.newaxis] for v in (a, b, x, center_a, center_b, scale))
    s = np.arange(-4.5, 16.0, 0.125)
    u, weight = np.exp(s - np.exp(-s)), 0.125 * (1 + np.exp(-s))
    with np.errstate(divide="ignore", invalid="ignore"):  # at the ends
        upper = x * (a + b) > a
        near, far = np.where(upper, 1 - x, x), np.where(upper, x, 1 - x)
        power, other = np.where(upper, b, a), np.where(upper, a, b)
        slope = np.abs(power - other * near / far) + np.sqrt(power + other * near / (far * far)) * 0.5
        u = u / np.maximum(slope, np.minimum(power, 1) / 2)
        near_log, far_log = np.log(near) - u, np.log(far) + np.log1p(-near * np.expm1(-u) / far)
        terms = np.exp(power * near_log + (other - 1) * far_log - scale) * u * weight
        log_t, log_rest = np.where(upper, far_log, near_log), np.where(upper, near_log, far_log)
        powers = (log_t - center_a) ** order_a * (log_rest - center_b) ** order_b
        total = np.sum(np.where(terms == 0, 0, terms * powers), axis=-1)
    return np.where(upper[..., 0], -total, total)


def student_moment(df: Any, nc: Any, t: Any, scale: Any, order: int) -> Any:
    """The integral of `w**(df - 1 + order) * exp(-df * w**2 / 2 - (t * w - nc)**2 / 2 - scale)` over all `w > 0`.

    The trapezoidal rule in `log(w)` around the peak, whose width is the unit; the sinh reaches the tails.
    """
    df, nc, t, scale = (np.asarray(v)[..., np.newaxis] for v in (df, nc, t, scale))
    power, square, slope = df + order, df + t * t, t * nc
    root = np.sqrt(slope * slope + 4 * square * power)
    peak = np.where(slope > 0, (slope + root) / (2 * square), 2 * power / (root - slope))
    s = np.arange(-64, 65) * 0.11
    width = 1 / np.sqrt(square * peak * peak + power)
    v = width * np.sinh(s)
    w = peak * np.exp(np.minimum(v, 300))
    exponent = power * (np.log(peak) + v) - df * w * w / 2 - (t * w - nc) ** 2 / 2 - scale
    return np.sum(0.11 * width * np.cosh(s) * np.exp(exponent), axis=-1)


def carlson_integral(x: Any, y: Any, z: Any, p: Any, i: float, j: float, k: float, m: float) -> Any:
    """The integral of `(t + x)**-i * (t + y)**-j * (t + z)**-k * (t + p)**-m` over all `t > 0`.

    In `log(t)` the integrand is analytic in a strip and falls exponentially: the trapezoidal rule has all digits.
    """
    x, y, z, p = (np.asarray(v)[..., np.newaxis] for v in (x, y, z, p))
    t = (np.abs(x) + np.abs(y) + np.abs(z)) * np.exp(np.arange(-130.0, 100.0, 0.5))
    return np.sum(0.5 * t * (t + x) ** -i * (t + y) ** -j * (t + z) ** -k * (t + p) ** -m, axis=-1)


def normal_quantile(p: float) -> float:
    """The inverse of the standard normal cumulative function, of one number."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)


def zeros_list(x: Any) -> Any:
    """The zero adjoint of a list or tuple that is read at changing places: a list, also for a tuple."""
    if isinstance(x, (tuple, list)):
        return [zeros_list(item) for item in x]
    if isinstance(x, np.ndarray):
        return np.zeros_like(x) if x.dtype.kind in "fc" else np.zeros(x.shape)
    return type(x)(0) if isinstance(x, (np.inexact, complex)) else 0.0


def zero_cells(x: Any) -> Any:
    """The zero adjoint of a value of unknown kind: numbers have a 0-d array, so that every name can add to it."""
    if isinstance(x, (tuple, list)):
        return [zero_cells(item) for item in x]
    array = np.asarray(x)
    return np.zeros(array.shape, array.dtype if array.dtype.kind in "fc" else float)


def require_cell(adjoint: Any) -> Any:
    """The adjoint of a value of unknown kind, which must be an object that can be added to."""
    if not isinstance(adjoint, (list, np.ndarray)):
        raise KindUnknown("what may be a number or an array is a number here, and that is known only now")
    return adjoint


def require_part(adjoint: Any, whole: Any) -> Any:
    """The adjoint of an item, which must be a part of the whole adjoint, so that what is added to it is not lost."""
    is_array = isinstance(whole, np.ndarray) and isinstance(adjoint, np.ndarray)
    if is_array and adjoint.size and not np.may_share_memory(adjoint, whole):
        raise Refused("an index that is an array picks items of an array, and that it is one is known only now")
    return adjoint


def writable(view: Any) -> Any:
    """A view of an adjoint that may be added to, where NumPy gives one that may only be read: a diagonal."""
    view.flags.writeable = True
    return view


def accumulate(target: Any, g: Any) -> None:
    """Add `g` in place to an array, or to a list of adjoints item by item; `None` is zero."""
    if g is None:
        return
    if isinstance(target, np.ndarray):
        target += unbroadcast(g, target)
        return
    if isinstance(target, float):  # of None, where a list is on another path: nothing may flow there
        if _holds_anything(g):
            raise KindUnknown("what may be None or a list is None here, and that is known only now")
        return
    for k, item in enumerate(g):
        if item is target[k] and isinstance(item, (list, np.ndarray)):
            continue  # a copied list holds the same objects: what was added to them is there already
        if item is not None and isinstance(target[k], (list, np.ndarray)):
            accumulate(target[k], item)
        elif item is not None and target[k] is not None:  # None is no float, whatever weight it is given
            target[k] += item


def _holds_anything(g: Any) -> bool:
    """Whether an adjoint is not all zero."""
    return any(map(_holds_anything, g)) if isinstance(g, (list, tuple)) else g is not None and bool(np.any(g))


def add_item(target: Any, index: Any, g: Any) -> None:
    """`target[index] += g` for an item of a list that may be a number, an array or a list, or for parts of an array."""
    if g is None:
        return
    if isinstance(target, np.ndarray):
        np.add.at(target, index, g)
        return
    item = target[index]
    if isinstance(item, (list, np.ndarray)):
        accumulate(item, g)
    else:
        target[index] = g if item is None else item + g


def safe_product(g: Any, partial: Any) -> Any:
    """`g * partial`, and exactly 0 where `g` is 0, also if the partial is infinite or not a number."""
    with np.errstate(invalid="ignore"):
        product = g * partial
    return np.where(np.equal(g, 0), 0 * g, product)[()]


def inverse_permutation(axes: Any) -> tuple[int, ...]:
    """Where each axis of the array went in `np.transpose(a, axes)`: the transposition that undoes it."""
    places = {axis % len(axes): place for place, axis in enumerate(axes)}
    return tuple(places[axis] for axis in range(len(axes)))


def fitted_part(part: Any, like: Any) -> Any:
    """A part of an adjoint in the shape and type of the array or number `like` that it belongs to."""
    part = np.reshape(part, np.shape(like))
    dtype = np.asarray(like).dtype
    if dtype.kind == "f" and np.iscomplexobj(part):
        part = np.real(part)
    return part.astype(dtype, copy=False)[()] if dtype.kind in "fc" else part[()]


def as_container_of(items: list[Any], like: Any) -> Any:
    """The items as a tuple, a list or one array, as the sequence `like` is."""
    if isinstance(like, np.ndarray):
        return np.stack(items)
    return tuple(items) if isinstance(like, tuple) else items


def unconcatenate(g: Any, arrays: Any, axis: Any = 0) -> Any:
    """The part of `g` that came from each array of np.concatenate, hstack, vstack, dstack or column_stack.

    Arrays of fewer axes than `g` were given new ones; such an array has length 1 along `axis`.
    """
    shapes = [np.shape(a) for a in arrays]
    if axis is None:
        g, axis, widths = np.ravel(g), 0, [int(np.prod(shape)) for shape in shapes]
    else:
        axis = axis % np.ndim(g)
        widths = [shape[axis] if len(shape) == np.ndim(g) else 1 for shape in shapes]
    parts, start = [], 0
    for array, width in zip(arrays, widths, strict=True):
        parts.append(fitted_part(g[(slice(None),) * axis + (slice(start, start + width),)], array))
        start += width
    return as_container_of(parts, arrays)


def reconcatenate(parts: Any, like: Any, axis: Any = 0) -> Any:
    """The array of the shape of `like` whose `unconcatenate` along `axis` gives the parts."""
    if axis is None:
        return np.concatenate(parts, axis=None).reshape(np.shape(like))
    shape = list(np.shape(like))
    shape[axis] = -1
    widths = [np.shape(part)[axis] if np.ndim(part) == len(shape) else 1 for part in parts]
    shapes = [[*shape[:axis], width, *shape[axis:][1:]] for width in widths]
    blocks = [np.reshape(part, new) for part, new in zip(parts, shapes, strict=True)]
    return np.concatenate(blocks, axis)


def unstack(g: Any, arrays: Any, axis: int = 0) -> Any:
    """The part of `g` that came from each array of `np.stack(arrays, axis)`."""
    moved = np.moveaxis(g, axis, 0)
    return as_container_of([fitted_part(moved[k], array) for k, array in enumerate(arrays)], arrays)


def untile(g: Any, shape: tuple[int, ...], reps: Any) -> Any:
    """The sum of all the copies that `np.tile` made of an array of this shape."""
    counts = [int(n) for n in np.ravel(reps)]
    rank = max(len(shape), len(counts))
    counts = [1] * (rank - len(counts)) + counts
    lengths = [1] * (rank - len(shape)) + list(shape)
    pairs = [n for pair in zip(counts, lengths, strict=True) for n in pair]
    return np.reshape(g, pairs).sum(axis=tuple(range(0, 2 * rank, 2))).reshape(shape)[()]


def untake(g: Any, shape: tuple[int, ...], indices: Any, axis: Any = None, mode: str = "raise") -> Any:
    """The transpose of `np.take`: an array of this shape to which `g` is added at the indices, each duplicate too."""
    result = np.zeros(shape, np.result_type(g))
    first = 0 if axis is None else axis % len(shape)
    length = result.size if axis is None else shape[first]
    places = np.asarray(indices).astype(np.intp)
    if mode == "wrap":
        places = places % max(length, 1)
    if mode == "clip":
        places = np.clip(places, 0, length - 1)
    target = result.reshape(-1) if axis is None else result
    if places.ndim == 0:
        target[(slice(None),) * first + (places,)] = g
        return result
    before, behind = (1, 1) if axis is None else (math.prod(shape[:first]), math.prod(shape[first + 1 :]))
    if before * behind == 1:
        np.add.at(result.reshape(-1), places.reshape(-1), np.reshape(g, -1))
    else:
        places = _from_start(places, length).reshape(-1)
        rows_of = np.arange(before)[:, np.newaxis] * length + places
        values = np.reshape(g, (before * places.size, behind))
        _add_rows(result.reshape(before * length, behind), rows_of.reshape(-1), values)
    return result


def _add_rows(target: Any, places: Any, values: Any) -> None:
    """`np.add.at(target, places, values)` for matrices: element by element, which NumPy does several times faster."""
    width = target.shape[1]
    if len(places) == 0 or np.bincount(places).max() == 1:
        target[places] += values
        return
    # In pieces, so that the places of the elements fill no second array of the size of the first.
    step = max(1, 8192 // max(width, 1))
    for start in range(0, len(places), step):
        piece = slice(start, start + step)
        of_elements = places[piece, np.newaxis] * width + np.arange(width)
        np.add.at(target.reshape(-1), of_elements.reshape(-1), values[piece].reshape(-1))


def _from_start(places: Any, length: int) -> Any:
    """Places along an axis of this length, of which some may be counted from its end, counted from its start."""
    if places.size == 0:
        return places
    lowest, highest = places.min(), places.max()
    if lowest < -length or highest >= length:
        raise IndexError(f"an index is out of bounds for an axis of size {length}")
    return np.where(places < 0, places + length, places) if lowest < 0 else places


def unrepeat(g: Any, shape: tuple[int, ...], repeats: Any, axis: Any = None) -> Any:
    """The sum of the copies that `np.repeat` made of each element or slice of an array of this shape."""
    length = int(np.prod(shape)) if axis is None else shape[axis]
    if np.ndim(repeats) == 0:
        place = 0 if axis is None else axis % len(shape)
        before, after = ((), ()) if axis is None else (shape[:place], shape[place + 1 :])
        return np.reshape(g, (*before, length, int(repeats), *after)).sum(axis=place + 1).reshape(shape)
    source = np.repeat(np.arange(length), repeats)
    return untake(g, shape, source, axis)


def untake_along_axis(g: Any, shape: tuple[int, ...], indices: Any, axis: Any = -1) -> Any:
    """The transpose of `np.take_along_axis`: an array of this shape to which `g` is added at the indices."""
    result = np.zeros(shape, np.result_type(g))
    places = np.asarray(indices).astype(np.intp)
    if axis is None:
        np.add.at(result.reshape(-1), places, g)
        return result
    along = axis % len(shape)
    grid: list[Any] = list(np.ogrid[tuple(slice(n) for n in shape)])
    grid[along] = _from_start(places, shape[along])
    # The places in the flat array: there NumPy adds faster than at tuples of indices.
    flat = grid[0]
    for places_along, length in zip(grid[1:], shape[1:], strict=True):
        flat = flat * length + places_along
    np.add.at(result.reshape(-1), flat.reshape(-1), np.reshape(g, -1))
    return result


def scattered(g: Any, places: Any, axis: int = -1) -> Any:
    """The inverse of `np.take_along_axis` for places that are a permutation along the axis."""
    result = np.empty_like(g)
    if result.ndim == 1:
        result[places] = g
    else:
        np.put_along_axis(result, places, g, axis)
    return result


def undiagonal(g: Any, shape: tuple[int, ...], offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Zeros of this shape but for the diagonals, which are `g` (with the diagonal as its last axis)."""
    result = np.zeros(shape, np.result_type(g))
    squares = np.moveaxis(result, (axis1, axis2), (-2, -1))
    height, width = squares.shape[-2:]
    down, right = max(-offset, 0), max(offset, 0)
    place = np.arange(max(min(height - down, width - right), 0))
    squares[..., place + down, place + right] = g
    return result


def unpadded_widths(shape: tuple[int, ...], pad_width: Any) -> Any:
    """The `pad_width` of `np.pad` as a pair of lengths for each axis of an array of this shape."""
    if isinstance(pad_width, dict):
        pad_width = [pad_width.get(k, pad_width.get(k - len(shape), 0)) for k in range(len(shape))]
        pad_width = [np.broadcast_to(width, 2) for width in pad_width]
    return np.broadcast_to(pad_width, (len(shape), 2)).tolist()


def unpad(g: Any, shape: tuple[int, ...], pad_width: Any, mode: str = "constant") -> Any:
    """The transpose of `np.pad` for an array of this shape: what was copied from an element is added to it."""
    for axis, ((before, after), length) in enumerate(zip(unpadded_widths(shape, pad_width), shape, strict=True)):
        if mode == "constant":
            g = g[(slice(None),) * axis + (slice(before, before + length),)]
        elif before or after:
            source = np.pad(np.arange(length), (before, after), mode=mode)  # type: ignore[call-overload]
            g = untake(g, (*g.shape[:axis], length, *g.shape[axis + 1 :]), source, axis)
    return g


def margin_sums(g: Any, shape: tuple[int, ...], pad_width: Any, of: tuple[int, ...]) -> Any:
    """What the constants of `np.pad`, given in this shape, get of `g`: the last axis is padded last."""
    sums = np.zeros((len(shape), 2), np.result_type(g))
    for axis, (before, _) in reversed(list(enumerate(unpadded_widths(shape, pad_width)))):
        low, middle, high = np.split(g, [before, before + shape[axis]], axis)
        sums[axis] = np.sum(low), np.sum(high)
        g = middle
    return unbroadcast(sums, np.zeros(of))


def python_number(x: Any) -> Any:
    """An element as a number of Python's."""
    return np.asarray(x).item()


def in_type_of(x: Any, like: Any, whole: bool = False) -> Any:
    """`x` in the floating point type of `like`, or (`whole`) in its type whatever that is."""
    kind = np.asarray(like).dtype
    return np.asarray(x).astype(kind, copy=False)[()] if whole or kind.kind in "fc" else x


def divide_or_zero(x: Any, y: Any) -> Any:
    """`x / y`, and 0 where `y` is 0."""
    if y if isinstance(y, float) else np.all(y):
        return x / y
    return np.where(y == 0, 0, x / np.where(y == 0, 1, y))[()]


def average_ties(g: Any, ordered: Any, axis: int = -1) -> Any:
    """`g`, averaged over each run of equal elements of the sorted array `ordered`."""
    values = np.moveaxis(ordered, axis, -1)
    first = np.ones(values.shape, np.bool_)
    first[..., 1:] = values[..., 1:] != values[..., :-1]
    if first.all():
        return np.array(g)
    flat = np.moveaxis(g, axis, -1).reshape(-1)
    starts = np.flatnonzero(first)
    counts = np.diff(starts, append=flat.size)
    means = (np.add.reduceat(flat, starts) / counts).astype(flat.dtype)
    return np.moveaxis(np.repeat(means, counts).reshape(values.shape), -1, axis)


def is_positive(s: Any) -> Any:
    """Which singular values are more than rounding of a zero."""
    largest = np.max(s, axis=-1, keepdims=True, initial=0)
    return s > s.shape[-1] * np.finfo(s.dtype).eps * largest


def average_close(g: Any, values: Any, vectors: Any = None) -> Any:
    """`g`, averaged over the places where `values` are equal up to rounding, which the eigenvectors magnify."""
    gaps = np.abs(values[..., np.newaxis, :] - values[..., :, np.newaxis])
    close = gaps <= rounding_of(values, vectors)[..., np.newaxis, np.newaxis]
    if np.count_nonzero(close) == values.size:
        return g
    return (close / np.sum(close, axis=-1, keepdims=True) @ g[..., np.newaxis])[..., 0].astype(g.dtype)


def require_equal(g: Any, values: Any, vectors: Any) -> Any:
    """`g`, unless it has different elements for eigenvalues that are equal: these have no derivatives of their own."""
    negligible = np.sqrt(np.finfo(g.dtype).eps) * np.max(np.abs(g), initial=0)
    if np.any(np.abs(g - average_close(g, values, vectors)) > negligible):
        raise np.linalg.LinAlgError(
            "equal eigenvalues of a general matrix have no derivatives, only symmetric functions"
        )
    return g


def rounding_of(values: Any, vectors: Any = None) -> Any:
    """How far rounding moves eigenvalues: more, where their eigenvectors are nearly dependent; an error if too far."""
    largest = values.shape[-1] * np.finfo(values.dtype).eps * np.max(np.abs(values), axis=-1, initial=0)
    if vectors is None or not vectors.size:
        return largest
    condition = np.linalg.cond(vectors, "fro")
    if np.any(condition > 1 / np.sqrt(np.finfo(values.dtype).eps)):
        raise np.linalg.LinAlgError("eigenvalues have no derivatives where their eigenvectors are (nearly) dependent")
    return largest * condition


def half_triangle(x: Any, upper: bool = False) -> Any:
    """One triangle of a matrix, or of each in a stack, with half of its diagonal."""
    part = np.triu(x) if upper else np.tril(x)
    diagonal = np.einsum("...ii->...i", part)
    diagonal /= 2
    return part


def solve_triangle(t: Any, b: Any, lower: bool = False) -> Any:
    """`np.linalg.solve(t, b)` for a triangular `t`: by substitution, block by block; only small ones are factorised."""
    size, block = t.shape[-1], 32
    if size <= block:
        return np.linalg.solve(t, b)
    if np.ndim(b) == 1:
        return solve_triangle(t, b[:, np.newaxis], lower)[:, 0]
    x = np.array(b, np.result_type(t, b))
    starts = range(0, size, block)
    for start in starts if lower else reversed(starts):
        here = slice(start, min(start + block, size))
        known = slice(0, start) if lower else slice(here.stop, size)
        rest = x[..., here, :] - t[..., here, known] @ x[..., known, :]
        x[..., here, :] = np.linalg.solve(t[..., here, here], rest)
    return x


def cholesky_bar(factor: Any, g: Any) -> Any:
    """The adjoint `g` of a lower Cholesky factor, carried over to the lower triangle of the matrix, block by block.

    See I. Murray, "Differentiation of the Cholesky decomposition" (2016), section 4.2. In the last rows the factor has
    the block `d` on the diagonal, `left` of it one that `d` depends on; the rows `below` depend on both.
    """
    size, block = factor.shape[-1], 48
    if size <= block:
        return _cholesky_block_bar(factor, g)
    bar = np.tril(g)
    for stop in range(size, 0, -block):
        start = max(stop - block, 0)
        here, left, below = slice(start, stop), slice(0, start), slice(stop, size)
        d = factor[..., here, here]
        turned = np.linalg.solve(np.conj(np.swapaxes(d, -1, -2)), np.conj(np.swapaxes(bar[..., below, here], -1, -2)))
        bar[..., below, here] = np.conj(np.swapaxes(turned, -1, -2))
        bar[..., below, left] -= bar[..., below, here] @ factor[..., here, left]
        d_bar = _cholesky_block_bar(d, bar[..., here, here] - turned @ factor[..., below, here])
        bar[..., here, here] = d_bar
        both = d_bar + np.conj(np.swapaxes(d_bar, -1, -2))
        bar[..., here, left] -= turned @ factor[..., below, left] + both @ factor[..., here, left]
    return bar


def _cholesky_block_bar(factor: Any, g: Any) -> Any:
    """By a formula: one triangle of `s + s.T`, for `s = inv(factor).T @ half_triangle(factor.T @ g) @ inv(factor)`."""
    turned = np.conj(np.swapaxes(factor, -1, -2))
    half = np.linalg.solve(turned, half_triangle(turned @ np.tril(g)))
    s = np.linalg.solve(turned, np.conj(np.swapaxes(half, -1, -2)))
    return half_triangle(s + np.conj(np.swapaxes(s, -1, -2)))


def bits_after_first(n: int) -> tuple[int, ...]:
    """The binary digits of a positive number after its first one."""
    return tuple(int(digit) for digit in f"{n:b}"[1:])


def cofactors(a: Any, determinant: Any) -> Any:
    """The derivative of the determinant, which is given, by each element of the matrix, or of each in a stack."""
    if np.all(determinant != 0):
        return np.asarray(determinant)[..., np.newaxis, np.newaxis] * np.swapaxes(np.linalg.inv(a), -1, -2)
    u, s, vh = np.linalg.svd(a)
    others = product_of_others(s, -1)
    return (np.linalg.det(u) * np.linalg.det(vh))[..., np.newaxis, np.newaxis] * (
        (np.conj(u) * others[..., np.newaxis, :]) @ np.conj(vh)
    )


def inverse_gaps(values: Any, vectors: Any = None) -> Any:
    """`1 / (values[j] - values[i])` for each i and j, with 0 on the diagonal; an error where two values coincide.

    Nearly dependent vectors, if they are given, say that rounding has moved the values further.
    """
    gaps = values[..., np.newaxis, :] - values[..., :, np.newaxis]
    same = np.eye(values.shape[-1], dtype=np.bool_)
    if np.any(np.abs(gaps[..., ~same]) <= rounding_of(values, vectors)[..., np.newaxis]):
        raise np.linalg.LinAlgError("eigenvectors of equal eigenvalues (or singular values) have no derivative")
    gaps[..., same] = np.inf
    return 1 / gaps


def over(x: Any, d: Any, values: Any, scale: Any = 0.0) -> Any:
    """`x / d`, and 0 where `d`, a sum or difference of `values`, is 0: an error unless `x` is 0 there, too.

    What is small beside the largest element of `x` or of `scale` is rounding of 0.
    """
    small = np.abs(d) <= rounding_of(values)[..., np.newaxis, np.newaxis]
    if not np.any(small):
        return x / d
    largest = max(np.max(np.abs(x), initial=0), np.max(np.abs(scale), initial=0))
    negligible = np.sqrt(np.finfo(x.dtype).eps) * largest
    if np.any(np.abs(np.where(small, x, 0)) > negligible):
        raise np.linalg.LinAlgError("vectors of equal singular values (or eigenvalues), or of 0, have no derivative")
    return np.where(small, 0, x / np.where(small, 1, d))


def independent(r: Any) -> Any:
    """The triangular factor of a matrix, if its columns are independent."""
    diagonal = np.abs(np.diagonal(r, axis1=-2, axis2=-1))
    largest = np.max(diagonal, axis=-1, keepdims=True, initial=0)
    if np.any(diagonal <= r.shape[-1] * np.finfo(r.dtype).eps * largest):
        raise np.linalg.LinAlgError("the QR factors of a matrix with dependent columns have no derivative")
    return r


def refuse_turn(bar: Any, basis: Any) -> Any:
    """The adjoint of vectors that are free to turn among themselves, unless it asks for that."""
    inner = np.conj(np.swapaxes(basis, -1, -2)) @ bar
    skew = inner - np.conj(np.swapaxes(inner, -1, -2))
    if np.any(np.abs(skew) > np.sqrt(np.finfo(skew.dtype).eps) * np.max(np.abs(inner), initial=0)):
        raise np.linalg.LinAlgError("the singular vectors beyond the singular values have no derivative")
    return bar


def refuse_phase(x: Any) -> Any:
    """`x`, unless its diagonal has an imaginary part: then the result depends on the free phases of eigenvectors."""
    phases = np.abs(np.imag(np.diagonal(x, axis1=-2, axis2=-1)))
    if np.any(phases > np.sqrt(np.finfo(x.dtype).eps) * np.max(np.abs(x), initial=0)):
        raise np.linalg.LinAlgError("the phases of complex eigenvectors (or singular vectors) have no derivative")
    return x


def contraction_transpose(axes: Any, left: int, right: int, of_left: bool) -> tuple[Any, Any]:
    """How the adjoint of an operand of `np.tensordot(a, b, axes)` comes from that of the result and the other operand.

    The operands have `left` and `right` axes. Answers the axes to sum over in the product of the result's adjoint with
    the other operand, and how to transpose what this gives (`None` if it is right already). The axes of the result
    are those that are kept of `a`, and then those of `b`.
    """
    if isinstance(axes, (tuple, list)):
        first, second = (tuple(int(k) for k in np.ravel(part)) for part in axes)
    else:
        first, second = tuple(range(left - int(axes), left)), tuple(range(int(axes)))
    summed = tuple(k % left for k in first), tuple(k % right for k in second)
    kept_left = tuple(k for k in range(left) if k not in summed[0])
    kept_right = tuple(k for k in range(right) if k not in summed[1])
    if of_left:
        own, partner, kept, others = summed[0], summed[1], kept_left, kept_right
        places = tuple(range(len(kept_left), len(kept_left) + len(kept_right)))
    else:
        own, partner, kept, others = summed[1], summed[0], kept_right, kept_left
        places = tuple(range(len(kept_left)))
    # The product has the operand's kept axes, and then the summed ones in the order that they have in the other.
    order = (*kept, *(own[k] for k in sorted(range(len(own)), key=lambda k: partner[k])))
    back = tuple(order.index(axis) for axis in range(len(order)))
    return (places, others), None if back == tuple(range(len(back))) else back


def kronecker_axes(rank: int) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Of an interleaved shape the axes of the first factor, those of the second, and the axes of one factor."""
    return tuple(range(0, 2 * rank, 2)), tuple(range(1, 2 * rank, 2)), tuple(range(rank))


def interleaved_shape(a: Any, b: Any) -> tuple[int, ...]:
    """The shape `(a0, b0, a1, b1, ...)` of a Kronecker product, before each pair of axes became one."""
    rank = max(np.ndim(a), np.ndim(b))
    left, right = ((1,) * (rank - np.ndim(x)) + np.shape(x) for x in (a, b))
    return tuple(n for pair in zip(left, right, strict=True) for n in pair)


def convolution_margin(left: int, right: int, mode: str | int, is_correlation: bool = False) -> int:
    """How many elements of the full convolution of two lengths the mode, by name or number, cuts off in front."""
    short = min(left, right)
    if mode in ("full", 2):
        return 0
    if mode in ("valid", 0):
        return short - 1
    # NumPy puts the longer operand first and turns a correlation round: so the odd element is at the other end.
    return short // 2 if is_correlation and right > left else (short - 1) // 2


def cut_convolution(full: Any, left: int, right: int, mode: str | int, is_correlation: bool = False) -> Any:
    """The part of the full convolution (or correlation) of two lengths that the mode keeps."""
    sizes = (abs(left - right) + 1, max(left, right), left + right - 1)
    size = sizes[mode if isinstance(mode, int) else ("valid", "same", "full").index(mode)]
    start = convolution_margin(left, right, mode, is_correlation)
    return full[start : start + size]


def uncut_convolution(g: Any, left: int, right: int, mode: str | int, is_correlation: bool = False) -> Any:
    """`g` in its place of the full convolution of two lengths, with zeros where the mode cut off."""
    full = np.zeros(left + right - 1, np.result_type(g))
    start = convolution_margin(left, right, mode, is_correlation)
    full[start : start + len(g)] = g
    return full


def einsum_labels(subscripts: str, ranks: tuple[int, ...]) -> list[str]:
    """One letter for each axis of each operand of an einsum, and at last of its result: implied ones written out.

    The ranks of the operands say what an ellipsis stands for; where there is none, nobody asks for them.
    """
    text = subscripts.replace(" ", "")
    given, arrow, result = text.partition("->")
    operands = given.split(",")
    unused = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" if letter not in text]
    if "..." in text:
        hidden = [rank - len(part.replace("...", "")) for part, rank in zip(operands, ranks, strict=True)]
    else:
        hidden = [0] * len(operands)
    broadcast = "".join(unused[: max([0, *(n for part, n in zip(operands, hidden, strict=True) if "..." in part)])])
    if not arrow:
        letters = "".join(operands).replace(".", "")
        result = "..." * ("..." in given) + "".join(sorted(x for x in set(letters) if letters.count(x) == 1))
    parts = [part.replace("...", broadcast[len(broadcast) - n :]) for part, n in zip(operands, hidden, strict=True)]
    return [*parts, result.replace("...", broadcast)]


def einsum_core(subscripts: str, ranks: tuple[int, ...], k: int) -> tuple[str, str, str]:
    """How operand k's adjoint comes from the others: the einsum, the labels of what it gives, and the operand's own.

    The einsum has the adjoint of the result in the place of operand k. It cannot give labels that are in operand k
    alone, nor one label twice: that is left to `uneinsum`.
    """
    labels = einsum_labels(subscripts, ranks)
    own = labels[k]
    sources = [*labels[:k], labels[-1], *labels[k + 1 : -1]]
    core = "".join(x for x in dict.fromkeys(own) if any(x in source for source in sources))
    return ",".join(sources) + "->" + core, core, own


einsum_core.result_specimen = ("", "", "")  # type: ignore[attr-defined]


@functools.cache
def matrix_axes(subscripts: str) -> Any:
    """How an einsum of two operands multiplies matrices, or stacks of them; None if it does anything else.

    Whether the second operand is the left factor, so that the last axis of the result is one of columns; the axes of
    the left factor (of the stack, of the rows, and those that are summed) and of the right one (of the stack, those
    that are summed, and of the columns); and the order in which the result has the axes of stack, rows and columns.
    """
    given, arrow, result = subscripts.partition("->")
    labels = given.split(",")
    if not arrow or len(labels) != 2 or not "".join((*labels, result)).isalpha():
        return None
    is_turned = bool(result) and result[-1] in labels[0] and result[-1] not in labels[1]
    a, b = reversed(labels) if is_turned else labels
    stack = [x for x in result if x in a and x in b]
    rows, columns = [x for x in a if x not in b], [x for x in b if x not in a]
    summed = [x for x in a if x in b and x not in result]
    found = [*stack, *rows, *columns]
    is_distinct = all(len(set(text)) == len(text) for text in (a, b, result))
    if not is_distinct or not (rows and columns and summed) or set(found) != set(result):
        return None
    left = tuple(tuple(map(a.index, group)) for group in (stack, rows, summed))
    right = tuple(tuple(map(b.index, group)) for group in (stack, summed, columns))
    return is_turned, left, right, tuple(map(found.index, result))


def contracted(subscripts: str, a: Any, b: Any) -> Any:
    """`np.einsum(subscripts, a, b)`, by products of matrices where the subscripts and the lengths allow it."""
    axes = matrix_axes(subscripts)
    a, b = np.asarray(a), np.asarray(b)
    if axes is None or a.dtype != b.dtype or a.dtype.char not in "fdFD":
        return np.einsum(subscripts, a, b)
    is_turned, (stack, rows, summed), (other_stack, other_summed, columns), order = axes
    left, right = (b, a) if is_turned else (a, b)
    left, right = left.transpose(stack + rows + summed), right.transpose(other_stack + other_summed + columns)
    k = len(stack)
    own, others = left.shape, right.shape
    inner = own[k + len(rows) :]
    if own[:k] != others[:k] or inner != others[k : k + len(summed)]:
        return np.einsum(subscripts, a, b)  # an axis of length 1 is repeated
    outer = own[k : k + len(rows)], others[k + len(summed) :]
    if len(own) > k + 2:
        left = left.reshape((*own[:k], math.prod(outer[0]), math.prod(inner)))
    if len(others) > k + 2:
        right = right.reshape((*own[:k], math.prod(inner), math.prod(outer[1])))
    product = np.matmul(left, right)
    if len(own) > k + 2 or len(others) > k + 2:
        product = product.reshape((*own[:k], *outer[0], *outer[1]))
    return product.transpose(order)


def chain_subscripts(ranks: tuple[int, ...]) -> str:
    """The einsum of a chain of matrix products, `ab,bc,cd->ad`; only its first and last operand may be vectors."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    parts = [letters[k : k + 2] for k in range(len(ranks))]
    parts[0] = parts[0][-ranks[0] :]
    parts[-1] = parts[-1][: ranks[-1]]
    return ",".join(parts) + "->" + parts[0][:-1] + parts[-1][1:]


def uneinsum(core: Any, shape: tuple[int, ...], core_labels: str = "", labels: str = "") -> Any:
    """The adjoint of an operand of this shape, with `labels`, of which `core` has those in `core_labels`.

    Missing labels were summed, so each of their elements has the same adjoint; a label that stands twice is a diagonal;
    an axis of length 1 was broadcast. No labels mean that only lengths differ.
    """
    if not labels:
        labels = core_labels = "".join(map(chr, range(97, 97 + len(shape))))
    unique = "".join(dict.fromkeys(labels))
    lengths = [shape[labels.index(x)] for x in unique]
    missing = tuple(k for k, x in enumerate(unique) if x not in core_labels)
    core = np.expand_dims(core, missing) if missing else np.asarray(core)
    summed = tuple(k for k, n in enumerate(lengths) if n == 1 and core.shape[k] != 1)
    core = np.sum(core, axis=summed, keepdims=True) if summed else core
    if len(unique) == len(labels):
        return core if core.shape == tuple(shape) else np.array(np.broadcast_to(core, lengths))
    result = np.zeros(shape, core.dtype)
    np.einsum(labels + "->" + unique, result)[...] = core
    return result


def pinv_of_rank(a: Any, rank: int) -> Any:
    """The pseudo-inverse of the matrix, from its `rank` largest singular values."""
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    return (np.conj(vh[:rank].T) / s[:rank]) @ np.conj(u[:, :rank].T)


def first_columns(x: Any, count: int) -> Any:
    """The first columns of `x`; the others, adjoints of vectors that may be any basis, must be 0."""
    if np.any(x[..., count:]):
        raise np.linalg.LinAlgError("the singular vectors beyond the singular values have no derivative")
    return x[..., :count]


def pivoted_order(pivots: Any, count: int) -> Any:
    """The order of `count` rows after row k was exchanged with row `pivots[k]`, for each k in turn."""
    order = np.array(np.broadcast_to(np.arange(count), (*pivots.shape[:-1], count)))
    for k in range(pivots.shape[-1]):
        other = pivots[..., k : k + 1]
        first, second = order[..., k : k + 1].copy(), np.take_along_axis(order, other, -1)
        np.put_along_axis(order, other, first, -1)
        order[..., k : k + 1] = second
    return order


def pad_columns(x: Any, like: Any) -> Any:
    """`x` with columns of zeros behind it, up to the shape of `like`."""
    padded = np.zeros(np.shape(like), np.result_type(x))
    padded[..., : x.shape[-1]] = x
    return padded


def resized(x: Any, like: Any, axis: int | None = None) -> Any:
    """`x` cut, or filled up with zeros behind, to the length of `like` along one axis or along all."""
    want = np.shape(like) if axis is None else list(np.shape(x))
    if axis is not None:
        want[axis] = np.shape(like)[axis]
    if tuple(want) == np.shape(x):
        return x
    result = np.zeros(want, np.result_type(x))
    common = tuple(slice(0, min(pair)) for pair in zip(want, np.shape(x), strict=True))
    result[common] = x[common]
    return result


def scaled_part(x: Any, exponent: int, start: int, stop: int | None, axis: int) -> Any:
    """`x` with the elements `start:stop` along the axis multiplied by `2 ** exponent`."""
    result = np.array(x)
    np.moveaxis(result, axis, -1)[..., start:stop] *= 2.0**exponent
    return result


def every_axis_once(axes: tuple[int, ...], rank: int) -> tuple[int, ...]:
    """The axes of a transform; an error where one of them is transformed again with another length."""
    if len({axis % rank for axis in axes}) < len(axes):
        raise Refused("the derivative of a Fourier transform needs each axis once")
    return tuple(axes)


def last_resized(axes: tuple[int, ...], length: int) -> tuple[int, ...]:
    """The lengths of a transform along these axes: the last one is given, the others are the array's own."""
    return (*(-1 for _ in axes[:-1]), length)


def built(array: Any, *writes: tuple[Any, Any, Any]) -> Any:
    """A copy of an array with what is stored into it, or added: an operator or None, an index and a value for each."""
    found = np.copy(array)
    for how, index, value in writes:
        found[index] = value if how is None else how(found[index], value)
    return found


def cleared(array: Any, *indices: Any) -> Any:
    """A copy of an array with zeros at some places."""
    found = np.copy(array)
    for index in indices:
        found[index] = 0
    return found


def copy_of(x: Any) -> Any:
    """A nested list, tuple or dict with its arrays copied."""
    if isinstance(x, (tuple, list)):
        items = [copy_of(item) for item in x]
        return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
    if isinstance(x, dict):
        return {key: copy_of(item) for key, item in x.items()}
    return x.copy() if isinstance(x, np.ndarray) else x


def like_structure(g: Any, like: Any) -> Any:
    """The adjoint `g`, with tuples where `like` has tuples, and None where it has no float."""
    if isinstance(like, (tuple, list)):
        items = [like_structure(a, b) for a, b in zip(g, like, strict=True)]
        return type(like)(*items) if hasattr(like, "_fields") else type(like)(items)
    return g if np.asarray(like).dtype.kind in "fc" else None


def unblock(g: Any, arrays: Any) -> Any:
    """The parts of `g` that came from each array of `np.block(arrays)`, in nested lists as these are."""

    def depth(tree: Any) -> int:
        return 1 + depth(tree[0]) if isinstance(tree, list) else 0

    def extent(tree: Any, axis: int) -> int:
        while isinstance(tree, list):
            tree = tree[0]
        return np.shape(tree)[axis] if -axis <= np.ndim(tree) else 1

    def cut(part: Any, tree: Any, axis: int) -> Any:
        if not isinstance(tree, list):
            return fitted_part(part, tree)
        ends = np.cumsum([extent(item, axis) for item in tree])[:-1]
        return [cut(piece, item, axis + 1) for piece, item in zip(np.split(part, ends, axis), tree, strict=True)]

    return cut(np.asarray(g), arrays, -depth(arrays))


def unwindow(g: Any, shape: tuple[int, ...], window_shape: Any, axis: Any = None) -> Any:
    """The transpose of `sliding_window_view`: each element of an array of this shape gets what all its windows have."""
    lengths = tuple(np.ravel(window_shape).tolist())
    axes = tuple(range(len(shape))) if axis is None else tuple(k % len(shape) for k in np.ravel(axis).tolist())
    result = np.zeros(shape, np.result_type(g))
    for offsets in np.ndindex(*lengths):
        place = [slice(None)] * len(shape)
        for k, offset in zip(axes, offsets, strict=True):
            start = place[k].start or 0
            count = g.shape[k]
            place[k] = slice(start + offset, start + offset + count)
        result[tuple(place)] += g[(..., *offsets)]
    return result


def require_assigned(x: Any, name: str, why: str = "") -> None:
    """Raise if the path that ran never assigned the variable."""
    if x is None or (type(x) is tuple and any(item is None for item in x)):
        raise NotAssigned(f"the path that ran never assigned `{name}`{why}")


def require_returned(x: Any, name: str) -> None:
    """Raise if the path that ran returns None."""
    if x is None:
        raise ReturnsNone(f"`{name}` returns None on the path that ran, so there is nothing to differentiate")


def require_other(xs: Any, iterated: Any) -> None:
    """Raise if the list that changes is the one that a loop around iterates over."""
    if xs is iterated:
        raise ChangesMeanwhile("a list changes while it is iterated")


def require_contiguous(x: Any) -> None:
    """Raise if the array is strided: the code works on a contiguous copy, of which a reshape is a view."""
    if isinstance(x, (tuple, list)):
        for item in x:
            require_contiguous(item)
    elif isinstance(x, np.ndarray) and not (x.flags.c_contiguous or x.flags.f_contiguous):
        raise Refused(
            "a strided argument is reshaped and written in place; pass a contiguous copy: np.ascontiguousarray(x)"
        )


def require_shape(head: Any, shape: Any) -> Any:
    """`head`, if it has the shape of the output: another one might broadcast, or be too long, and nobody would see."""
    if head.shape != shape:
        raise HeadMisfit(f"the output has the shape {shape}, and its head {head.shape}")
    return head


def fitted_head(head: Any, like: Any) -> Any:
    """A head in the structure, shape and dtype of the output `like`, of which only the run knows what it is."""
    if isinstance(like, (tuple, list)):
        if not isinstance(head, (tuple, list)) or len(head) != len(like):
            found = f"has {len(head)}" if isinstance(head, (tuple, list)) else "is none"
            raise HeadMisfit(f"the output has {len(like)} parts, and its head {found}")
        return [fitted_head(a, b) for a, b in zip(head, like, strict=True)]
    want, have = np.asarray(like), np.asarray(head)
    if want.dtype.kind not in "fc":
        return None
    if have.dtype.kind not in ("biufc" if want.dtype.kind == "c" else "biuf"):
        raise HeadMisfit(f"the output has dtype {want.dtype}, and its head {have.dtype}")
    if have.ndim or want.ndim == 0:
        require_shape(have, want.shape)
    return np.full_like(like, have) if want.ndim else have[()] * 1.0


def caught_error() -> BaseException | None:
    """The exception that is being handled."""
    return sys.exception()


class rewinding:
    """Cuts lists back to the length that they had at the entry, where an exception ends the block."""

    def __init__(self, *lists: list[Any]) -> None:
        self.marks = [(each, len(each)) for each in lists]

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is not None:
            for each, mark in self.marks:
                del each[mark:]


def require_whole() -> None:
    """Refuse that an operation in place failed, as `np.errstate` lets it, after it wrote its result."""
    if isinstance(sys.exception(), FloatingPointError):
        raise HalfDone("an operation in place failed after it wrote its result")


def raise_refusal() -> None:
    """Hand on a refusal: it is about the derivative, and no `except` of the program means it."""
    error = sys.exception()
    if isinstance(error, Refused):
        raise error


def stop_gradient(x: Any) -> Any:
    """`x`, treated as a constant: nothing flows back through it.

    An array is copied, so no write shows through, and so are dicts and objects with all that they hold.
    """
    if isinstance(x, np.ndarray):
        return x.copy()
    return x if isinstance(x, (float, list, tuple, types.ModuleType)) else copy.deepcopy(x)


def is_constant(x: Any) -> bool:
    """Whether a definition is read with a constant of the program here: the compiler answers, no code that it makes."""
    return False


def with_limit(integral: Any, limit: Any, height: Any) -> Any:
    """An integral whose upper limit moves: its derivative by the limit is the integrand there, `height`."""
    return integral * 1.0


def overwrite(target: Any, values: Any) -> None:
    """Give an array, or a list of adjoints item by item, the contents of another, in place."""
    if isinstance(target, np.ndarray):
        target[...] = values
        return
    del target[len(values) :]
    for k, item in enumerate(values):
        if isinstance(target[k], (list, np.ndarray)):
            overwrite(target[k], item)
        else:
            target[k] = item


def slice_bounds(start: Any, stop: Any, step: Any, length: int) -> tuple[int, int, int]:
    """The range of places that `[start:stop:step]` means for a sequence of this length."""
    return slice(start, stop, step).indices(length)


def as_tuple(value: Any) -> Any:
    """The value with tuples for its lists, which stand for tuples of a length that only the run knows."""
    return tuple(map(as_tuple, value)) if isinstance(value, (tuple, list)) else value


def place_among(keys: Any, key: Any) -> int:
    """The place of a key in a list of keys; -1 where it is not there. A list among keys stands for a tuple."""
    has_tuples = isinstance(key, (tuple, list)) or any(isinstance(k, list) for k in keys)
    try:
        return int(list(as_tuple(keys)).index(as_tuple(key)) if has_tuples else keys.index(key))
    except ValueError:
        return -1


place_among.result_specimen = 0  # type: ignore[attr-defined]


def ranking(keys: Any, reverse: bool) -> Any:
    """The places of the keys in their order, as Python compares them; equal ones stay in theirs."""
    return np.array(sorted(range(len(keys)), key=as_tuple(keys).__getitem__, reverse=reverse), int)


ranking.result_specimen = np.array([0])  # type: ignore[attr-defined]


# A set whose members only the run knows is kept as the steps that were taken: codes, and the members that they name.
SET_ADD, SET_DISCARD, SET_POP, SET_CLEAR, SET_COPY, SET_OPEN = range(6)
_SET_SYMBOLS = (
    operator.or_, operator.and_, operator.sub, operator.xor,
    operator.ior, operator.iand, operator.isub, operator.ixor,
)  # fmt: skip
SET_OPERATIONS = range(6, 6 + len(_SET_SYMBOLS))
_SET_RELATIONS = (operator.le, operator.lt, operator.eq, set.isdisjoint)


def _set_after(codes: Any, members: Any) -> set[Any]:
    """The set after all its steps; an operation takes the two sets that were begun last."""
    begun: list[set[Any]] = [set()]
    rest = iter(members)
    for code in codes:
        if code == SET_ADD:
            begun[-1].add(next(rest))
        elif code == SET_DISCARD:
            begun[-1].discard(next(rest))
        elif code == SET_POP:
            begun[-1].pop()
        elif code == SET_CLEAR:
            begun[-1].clear()
        elif code == SET_COPY:
            begun[-1] = begun[-1].copy()
        elif code == SET_OPEN:
            begun.append(set())
        else:
            other = begun.pop()
            begun[-1] = _SET_SYMBOLS[code - SET_OPERATIONS[0]](begun[-1], other)
    return begun[0]


def members_in_order(codes: Any, members: Any) -> list[Any]:
    """The members of a set, as Python walks it."""
    return list(_set_after(codes, members))


def set_has(codes: Any, members: Any, value: Any) -> bool:
    """`value in s`."""
    return value in _set_after(codes, members)


set_has.result_specimen = True  # type: ignore[attr-defined]


def member_to_pop(codes: Any, members: Any) -> Any:
    """What `s.pop()` takes."""
    return _set_after(codes, members).pop()


def relation_of_sets(codes: Any, members: Any, other_codes: Any, other_members: Any, which: int) -> bool:
    """`s <= t`, `s < t`, `s == t` and `s.isdisjoint(t)`."""
    return bool(_SET_RELATIONS[which](_set_after(codes, members), _set_after(other_codes, other_members)))


relation_of_sets.result_specimen = True  # type: ignore[attr-defined]


def object_of(kind: Any, **attributes: Any) -> Any:
    """An object of a class with these attributes, made without calling its `__init__`."""
    made = kind.__new__(kind)
    for name, value in attributes.items():
        object.__setattr__(made, name, value)
    return made


def occurrence(places: Any) -> Any:
    """For each number of a vector, how many equal ones stand before it."""
    order = np.argsort(places, kind="stable")
    ordered = np.asarray(places)[order]
    is_new = np.ones(ordered.shape, dtype=bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(is_new)
    result = np.empty(ordered.shape, dtype=int)
    result[order] = np.arange(len(ordered)) - np.repeat(starts, np.diff(starts, append=len(ordered)))
    return result


def fitted(c: Any, count: int) -> Any:
    """The first elements (or rows) of an array, with zeros behind it if there are fewer."""
    c = np.asarray(c)
    if len(c) >= count:
        return c[:count]
    padded = np.zeros((count, *c.shape[1:]), c.dtype)
    padded[: len(c)] = c
    return padded


def unit_like(x: Any, k: int) -> Any:
    """The unit vector of the element `k`, counted along the rows, in the shape and dtype of `x`."""
    unit = np.zeros_like(x)
    unit.flat[k] = 1
    return unit


def implicit_adjoint(tangent: Any, x: Any, x_bar: Any) -> Any:
    """`-J^-T x_bar`, where `tangent(x, x_dot)` gives a residual of `x` and `J x_dot`."""
    if np.ndim(x) == 0:
        return -x_bar / tangent(x, 1.0)[1]
    return -np.reshape(np.linalg.solve(columns(tangent, x).T, np.ravel(x_bar)), np.shape(x))


def implicit_tangent(tangent: Any, x: Any, residual_dot: Any) -> Any:
    """`-J^-1 residual_dot`, where `tangent(x, x_dot)` gives a residual of `x` and `J x_dot`."""
    if np.ndim(x) == 0:
        return -residual_dot / tangent(x, 1.0)[1]
    return -np.reshape(np.linalg.solve(columns(tangent, x), np.ravel(residual_dot)), np.shape(x))


def columns(tangent: Any, x: Any) -> Any:
    """The Jacobian, one tangent a column."""
    return np.stack([np.ravel(tangent(x, unit_like(x, k))[1]) for k in range(np.size(x))], axis=1)

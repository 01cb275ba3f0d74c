"""The topic of complex numbers: names that begin real and become complex on some path, and what is real of them."""

from __future__ import annotations

from tests.fuzz.containers import known
from tests.fuzz.generator import FLOAT, VECTOR, Generator, Scope, Topic
from tests.fuzz.kinds import Complex, Lines

# {0} is the name, {1} a real leaf of its shape.
STARTS = ("{1}", "1.0 * ({1})", "1j * {1}", "{1} + 0.5j", "np.exp(1j * np.sin({1}))", "np.sqrt({1} + 0j + 2)")
COMPLEX_STARTS = ("0.3j + {1} * 1.0", "{1} * (1 - 0.5j)", "np.exp(0.7j * np.cos({1}))")
UPDATES = (
    "{0} * 1j", "{0} * (0.6 + 0.8j)", "{0} * ({1})", "{0} + {1}", "{0} - 0.3j * ({1})", "np.conj({0}) * 0.7",
    "{0} / (1.5 + np.abs({0} + 2))", "np.real({0}) + 1j * ({1})", "np.imag({0}) * ({1})",
    "np.exp(1j * np.tanh({1})) * {0}", "{1} * 0.5", "np.real({0}) * 0.8", "{0} if {2} else {0} * 1j",
)  # fmt: skip
VECTOR_UPDATES = ("np.fft.fft({0}) * 0.5", "{0}[::-1] * 1j", "np.fft.ifft({0})", "np.where({1} > 0.1, {0}, {0} * 1j)")
IN_PLACE = (
    "{0} *= 0.8j", "{0} += {1}", "{0}[1:] *= {2}", "{0}[{i}] = {2} * 1j", "{0}[:] = {1}", "{0}[::2] -= {0}[1::2]",
)  # fmt: skip
READS = (
    "np.real({0}) * ({1})", "np.imag({0})", "np.abs({0} + 2.5)", "np.real({0} * np.conj({0}))",
    "np.imag({0} * {0}) * 0.3", "np.real(({1}) / ({0} + 3.0))", "np.angle({0} + 2.5)",
)  # fmt: skip


def make(g: Generator, scope: Scope) -> Lines:
    """A name that is real or complex; an array that is written in place is complex from the start."""
    shape = g.random.choice((FLOAT, VECTOR, VECTOR))
    is_sure = shape == VECTOR and g.chance(0.3)
    name = g.fresh("y")
    start = g.random.choice(COMPLEX_STARTS if is_sure else STARTS)
    scope.containers[name] = Complex(shape, is_sure)
    return [f"{name} = {start.format(name, g.leaf(scope, shape))}"]


def chosen(g: Generator, scope: Scope) -> tuple[str, Complex] | None:
    """One of the names that may be complex."""
    names = known(scope, Complex)
    if not names:
        return None
    name, kind = g.random.choice(names)
    assert isinstance(kind, Complex)
    return name, kind


def change(g: Generator, scope: Scope) -> Lines:
    """The name stands for another number or array, of the same shape, real or complex; or its array is written."""
    found = chosen(g, scope)
    if found is None:
        return make(g, scope)
    name, kind = found
    if kind.is_sure:
        form = g.random.choice(IN_PLACE)
        return [form.format(name, g.leaf(scope, VECTOR), g.leaf(scope, FLOAT), i=g.random.randrange(4))]
    form = g.random.choice(UPDATES + (VECTOR_UPDATES if kind.shape == VECTOR else ()))
    return [f"{name} = {form.format(name, g.leaf(scope, kind.shape), g.condition(scope))}"]


def read(g: Generator, scope: Scope) -> Lines:
    """A real name gets what is real of a complex one."""
    found = chosen(g, scope)
    if found is None:
        return make(g, scope)
    name, kind = found
    value = g.random.choice(READS).format(name, g.leaf(scope, kind.shape))
    if kind.shape == VECTOR and g.chance(0.5):
        return g.bind(scope, g.target(scope, VECTOR), VECTOR, value)
    return g.bind(scope, g.target(scope, FLOAT), FLOAT, f"np.sum({value}) * 0.4")


TOPIC = Topic("complex", statements=((2, make), (4, change), (4, read)))

"""The kernels as JAX and autograd take them: a comparison of speeds is fair only between the same programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from benchmarks.kernel import Kernel
from benchmarks.kernels import kernels
from benchmarks.peers import with_autograd, with_jax
from benchmarks.peers.rebinding import rebound
from tests import oracle
from tests.benchmarks.judged import Case, case, derivative, largest_difference

KERNELS = kernels()


def _named(chosen: list[Kernel]) -> list[Any]:
    return [pytest.param(kernel.name, id=kernel.name) for kernel in chosen]


def _gradients(judged: Case) -> tuple[Any, ...]:
    return derivative(judged.kernel.name)(*judged.args, head=judged.head)


def _objective(judged: Case, form: Callable[..., Any], np_like: Any) -> Callable[..., Any]:
    """`Re <head, value>` as a function of what is differentiated."""

    def objective(*chosen: Any) -> Any:
        args = list(judged.args)
        for position, value in zip(judged.positions, chosen, strict=True):
            args[position] = value
        return np_like.sum(np_like.real(np.conj(judged.head) * form(*args)))

    return objective


JAX_FORMS = [
    pytest.param(kernel.name, attribute, id=f"{kernel.name}-{attribute}")
    for kernel in KERNELS
    for attribute in ("jax", "jax_rewritten")
    if getattr(kernel, attribute) is not None
]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(("name", "attribute"), JAX_FORMS)
def test_jax_computes_the_same(name: str, attribute: str) -> None:
    pytest.importorskip("jax")
    jax = with_jax.started()
    judged = case(name, min(size for kernel in kernels((name,)) for size in kernel.tests))
    form = getattr(judged.kernel, attribute)(jax)
    chosen = oracle.chosen(judged.args, judged.positions)
    every = tuple(range(len(chosen)))

    def value_and_gradient(*active: Any) -> tuple[Any, Any]:
        value = form(*oracle.with_chosen(judged.args, judged.positions, active))
        return value, jax.grad(_objective(judged, form, jax.numpy), argnums=every)(*active)

    value, found = jax.jit(value_and_gradient)(*chosen)
    assert largest_difference(np.asarray(value), np.asarray(judged.value)) <= 1e-10
    # JAX's gradient for a complex number is the conjugate of the one that descends.
    assert largest_difference(jax.tree.map(np.conj, found), _gradients(judged)) <= 1e-8


def _is_for_autograd(kernel: Kernel) -> bool:
    """Whether there is a form that writes into no array."""
    return kernel.autograd and (kernel.functional is not None or kernel.of is None)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", _named([kernel for kernel in KERNELS if _is_for_autograd(kernel)]))
def test_autograd_computes_the_same(name: str) -> None:
    autograd = pytest.importorskip("autograd")
    judged = case(name, min(size for kernel in kernels((name,)) for size in kernel.tests))
    form = rebound(judged.kernel.functional or judged.kernel.function, with_autograd.modules())
    chosen = oracle.chosen(judged.args, judged.positions)
    objective = _objective(judged, form, with_autograd.modules()["numpy"])
    found = tuple(autograd.grad(objective, position)(*chosen) for position in range(len(chosen)))
    found = tuple(np.conj(part) if np.iscomplexobj(part) else part for part in found)
    assert largest_difference(found, _gradients(judged)) <= 1e-8

"""`python -m srcxform demo`: the main job end to end, on a program embedded here."""

from __future__ import annotations

import numpy as np

from srcxform.api import differentiable, grad
from srcxform.tools.check import derivative_report
from srcxform.tools.listing import primal_source, print_source


@differentiable
def f(a: np.ndarray) -> np.ndarray:
    b = a * 2
    while np.linalg.norm(b) < 1000:
        b = b * 2
    return b if np.sum(b) > 0 else 100 * b


def run_demo() -> bool:
    """Print primal, generated adjoint, head-weighted gradient and derivative check; whether the check passed."""
    a = np.array([-0.3, 0.5, -0.4])
    head = np.array([0.01, 1.0, 0.1])
    gradient = grad(f)(a, head)
    _title("primal")
    print_source(primal_source(f))
    _title("generated adjoint")
    print_source(f.adjoint_source)
    _title("head-weighted gradient")
    print(f"a                = {a}\nhead             = {head}\ngrad(f)(a, head) = {gradient}")
    _title("derivative check: reverse = forward = numerical")
    report = derivative_report(f, a)
    print(report.table())
    return not report.failures


def _title(text: str) -> None:
    print(f"\n# {text}\n" if text != "primal" else f"# {text}\n")

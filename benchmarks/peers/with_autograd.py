"""HIPS autograd: it traces the program anew in each call."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import numpy as np

from benchmarks.peers.peer import Entry, NotOffered, Peer, entry
from benchmarks.peers.rebinding import rebound
from benchmarks.problem import Problem, mapped


def enter(problem: Problem) -> Entry:
    kernel = problem.kernel
    if not kernel.autograd:
        raise NotOffered("autograd has no form of it")
    form = kernel.functional or kernel.function
    if form is kernel.function and problem.written:
        raise NotOffered("it writes in place")
    function = problem.call_of_wrt(rebound(form, modules()))
    core = importlib.import_module("autograd.core")
    active = importlib.import_module("autograd.builtins").tuple(problem.args[k] for k in problem.wrt)
    # Its gradients of complex numbers are the conjugates of ours.
    head = mapped(np.conj, problem.head) if problem.is_complex else problem.head

    def gradient() -> Any:
        pullback, _ = core.make_vjp(lambda xs: function(*xs), active)
        return mapped(np.conj, pullback(head)) if problem.is_complex else pullback(head)

    return entry(gradient)


def modules() -> dict[str, Any]:
    """Its own NumPy and SciPy, by the names of the originals."""
    names = {"numpy": "autograd.numpy", "numpy.linalg": "autograd.numpy.linalg", "numpy.fft": "autograd.numpy.fft"}
    found = {name: importlib.import_module(own) for name, own in names.items()}
    if importlib.util.find_spec("scipy") is not None:
        found["scipy.special"] = importlib.import_module("autograd.scipy.special")
        found["scipy.linalg"] = importlib.import_module("autograd.scipy.linalg")
    return found


PEER = Peer("autograd", enter, sizes=("size",), modules=("autograd",))

"""PyTorch on the processor, eager, one thread."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from benchmarks.peers.peer import Entry, NotOffered, Peer, entry
from benchmarks.problem import Problem, leaves, mapped


def enter(problem: Problem) -> Entry:
    kernel = problem.kernel
    if kernel.torch is None:
        raise NotOffered("no form of it is written")
    torch = started()
    function = kernel.torch(torch)
    args = tuple(as_tensors(torch, x, is_active=k in problem.wrt) for k, x in enumerate(problem.args))
    active = [leaf for k in problem.wrt for leaf in leaves(args[k])]
    head = [torch.as_tensor(np.asarray(leaf)) for leaf in leaves(problem.head)]

    def gradient() -> Any:
        return torch.autograd.grad(leaves(function(*args)), active, head)

    return entry(gradient)


def as_tensors(torch: Any, x: Any, *, is_active: bool) -> Any:
    """Arrays, and numbers that are differentiated, as tensors."""

    def tensor(leaf: Any) -> Any:
        if not is_active and not isinstance(leaf, np.ndarray):
            return leaf
        made = torch.as_tensor(np.array(leaf))
        return made.requires_grad_() if is_active else made

    return mapped(tensor, x)


def started() -> Any:
    """The library on one thread."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    return torch


def warm_up() -> None:
    """The first backward pass of a process starts its threads."""
    torch = started()
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    torch.autograd.grad((x * x).sum(), x)


PEER = Peer("torch", enter, modules=("torch",), warm_up=warm_up)

"""The kernels: one program a file, each with a `KERNEL`."""

from __future__ import annotations

import importlib
import pkgutil

from benchmarks.kernel import Kernel


def kernels(names: tuple[str, ...] = ()) -> list[Kernel]:
    """Every kernel, or those of these names, by name. Raises KeyError for a name that is none."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        kernel = importlib.import_module(f"{__name__}.{module.name}").KERNEL
        found[kernel.name] = kernel
    return [found[name] for name in names or sorted(found)]

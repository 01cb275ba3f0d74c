"""Where and with what the figures were taken."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

import srcxform

LIBRARIES = ("numpy", "scipy", "numba", "jax", "autograd", "torch", "srcxform")


def machine() -> dict[str, str]:
    """Processor, cores, system."""
    return {
        "processor": processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def processor() -> str:
    """The name that the processor has for itself."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def versions() -> dict[str, str]:
    """The libraries that are installed here."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    found.setdefault("srcxform", srcxform.__version__)  # used from its folder
    return found

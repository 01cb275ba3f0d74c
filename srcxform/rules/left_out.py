"""What has no derivative rule, and why: the tables `LEFT_OUT` and `NOT_OF_FLOATS` of the rule modules as one.

A reason says why there is none, or what to write instead, or both: "its eigenvectors may turn: use `eigh`".
"""

from __future__ import annotations

import re
import sys
import warnings
from typing import Any

from srcxform.rules import numpy_names, python_names
from srcxform.rules.registry import is_same

__all__ = ["advice_in", "numpy_names", "python_names", "table", "why_left_out"]

_ADVICE = re.compile(
    r"(?:^|(?<=[:;,] ))(?:and )?(?:ask|call|choose|compute|differentiate|draw|factorise|fit|give|index|loop|make|move|"
    r"multiply|register|see|solve|sum|use|write)\b.*$"
)


def table(kind: str = "LEFT_OUT") -> dict[str, str]:
    """Dotted public name -> reason, of all rule modules that are in use."""
    every: dict[str, str] = {}
    for name in sorted(sys.modules):
        if name.startswith("srcxform.rules."):
            every |= getattr(sys.modules[name], kind, {})
    return every


def why_left_out(target: Any) -> str:
    """The reason why this function or method has no derivative rule; empty where none is written down."""
    owner = getattr(target, "__self__", None)
    name = getattr(target, "__name__", "")
    kinds = () if owner is None else type(owner).__mro__
    same = [target, *(getattr(kind, name) for kind in kinds if hasattr(kind, name))]
    for public, reason in table().items():
        if public.endswith(f".{name}") or not name:
            found = _object_of(public)
            if found is not None and any(is_same(found, each) for each in same):
                return reason
    return ""


def advice_in(reason: str) -> tuple[str, str]:
    """(why there is no rule, what to write instead); either may be empty."""
    advice = _ADVICE.search(reason)
    if advice is None:
        return reason, ""
    return reason[: advice.start()].rstrip(" :;,"), advice[0].removeprefix("and ")


def _object_of(public: str) -> Any:
    """What a dotted name is of; None where it cannot be had. Nothing is imported for it."""
    parts = public.split(".")
    for k in range(len(parts) - 1, 0, -1):
        found: Any = sys.modules.get(".".join(parts[:k]))
        if found is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for part in parts[k:]:
                    found = getattr(found, part, None)
            return found
    return None

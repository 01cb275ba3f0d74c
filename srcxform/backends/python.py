"""Text -> function: compiled under a file name of its own, so that tracebacks, `inspect` and `pdb` show the text."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType
from typing import Any

from srcxform.texts import numbered_filename, register_text


def generated_filename(text: str, name: str) -> str:
    """`<srcxform f_adjoint 3>`: one name for one text, numbered by first appearance under the name."""
    return numbered_filename(name, text)


def load(text: str, name: str, filename: str, namespace: Mapping[str, Any]) -> FunctionType:
    """The function `name` that `text` defines, with a fresh copy of `namespace` as its globals.

    The copy keeps the generated module's own definitions (callees, imports) away from the user's module.
    """
    code = compile(text, filename, "exec", dont_inherit=True)
    register_text(filename, text)
    fresh = {"__name__": "srcxform.generated", **namespace}
    exec(code, fresh)
    function = fresh[name]
    if not isinstance(function, FunctionType):
        raise TypeError(f"the generated text binds {name!r} to {type(function).__name__}, not to a function")
    return function

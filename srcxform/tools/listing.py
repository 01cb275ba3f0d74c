"""Source on the screen: alone or beside the source that it came from, in colour where `rich` is installed."""

from __future__ import annotations

import inspect
import shutil
import sys
import textwrap
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

GAP = " │ "


def primal_source(function: Callable[..., Any]) -> str:
    """The user's own text of a function, at the left margin."""
    return textwrap.dedent(inspect.getsource(inspect.unwrap(function))).rstrip()


def beside(left: str, right: str, width: int) -> str:
    """Two texts in two columns; one under the other where `width` is too small for the longest lines."""
    lefts, rights = left.splitlines(), right.splitlines()
    column = max(map(len, lefts), default=0)
    if column + len(GAP) + max(map(len, rights), default=0) > width:
        return f"{left}\n\n{right}"
    return "\n".join(f"{a:<{column}}{GAP}{b}".rstrip() for a, b in zip_longest(lefts, rights, fillvalue=""))


def screen_width() -> int:
    """Columns of the terminal, or of COLUMNS; 80 where there is neither."""
    return shutil.get_terminal_size().columns


def print_source(text: str) -> None:
    """Print Python source; plain text wherever it is not read on a terminal."""
    text = text.rstrip()
    if not sys.stdout.isatty():
        print(text)
        return
    try:
        from rich.console import Console
        from rich.syntax import Syntax
    except ImportError:  # an optional extra: srcxform[cli]
        print(text)
        return
    Console().print(Syntax(text, "python", background_color="default"))

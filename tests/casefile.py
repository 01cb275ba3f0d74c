"""Case files: a program as a user writes it, then a marker, then the text that is expected of the compiler.

The part before the first marker is run under the file's own name, so the compiler finds its source as it finds any.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

MARKER = re.compile(r"^# (adjoint|tangent|error)$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """A case file cut at its markers."""

    path: Path
    program: str
    expected: dict[str, str]

    @property
    def name(self) -> str:
        return self.path.stem

    def namespace(self) -> dict[str, Any]:
        """The program's names: `FUNCTION`, `ARGS`, and options of the call."""
        # Dataclasses look their module up.
        module = sys.modules.setdefault(f"case_{self.name}", ModuleType(f"case_{self.name}"))
        names: dict[str, Any] = {"__name__": module.__name__, "__file__": str(self.path)}
        exec(compile(self.program, str(self.path), "exec"), names)
        return names

    def rewritten(self, texts: dict[str, str]) -> None:
        """Write the file again with these expected texts."""
        parts = [self.program.rstrip("\n") + "\n"]
        parts += [f"\n# {marker}\n{text.strip(chr(10))}\n" for marker, text in texts.items()]
        self.path.write_text("".join(parts))


def read_case(path: Path) -> Case:
    """Cut a case file at its markers."""
    pieces = MARKER.split(path.read_text())
    expected = {marker: text.strip("\n") for marker, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    return Case(path, pieces[0], expected)


def cases_in(folder: Path) -> list[Case]:
    """All cases of a folder, by name."""
    return [read_case(path) for path in sorted(folder.glob("*.py"))]

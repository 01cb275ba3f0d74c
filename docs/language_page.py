"""Writes the tables of language.md from the compiler's own table: `python docs/language_page.py`.

What stands outside the two marks of the page is written by hand and stays.
"""

from __future__ import annotations

import html
from pathlib import Path

import gast

from srcxform.frontend.language import LANGUAGE, Row

PAGE = Path(__file__).parent / "language.md"
BEGIN, END = "<!-- tables: begin -->\n", "<!-- tables: end -->\n"
ACCEPTED = "\n| node | construct | example |\n|---|---|---|\n"
REFUSED = "\n| node | construct | example | why it is refused | what to write instead |\n|---|---|---|---|---|\n"


def page(written: str) -> str:
    """The page with the tables as they should be."""
    before, _, rest = written.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{tables()}\n{END}{after}"


def tables() -> str:
    """Statements and expressions, each with what is accepted and what is refused."""
    parts = []
    for title, wanted in (("Statements", True), ("Expressions", False)):
        rows = [row for row in LANGUAGE if is_statement(row) is wanted]
        parts.append(f"\n## {title}\n{ACCEPTED}")
        parts += [accepted_line(row) for row in rows if row.accepted]
        refused = [refused_line(row) for row in rows if not row.accepted]
        parts += [f"\nRefused:\n{REFUSED}", *refused] if refused else []
    return "".join(parts)


def is_statement(row: Row) -> bool:
    """Whether a row is about a kind of statement; all else is part of an expression."""
    return issubclass(getattr(gast, row.kind), gast.stmt)


def accepted_line(row: Row) -> str:
    return f"| `{row.kind}` | {cell(row.note)} | {shown(row.example)} |\n"


def refused_line(row: Row) -> str:
    return f"| `{row.kind}` | {cell(row.note)} | {shown(row.example)} | {cell(row.why)} | {cell(row.instead)} |\n"


def cell(text: str) -> str:
    """Text as it may stand between two bars."""
    return text.replace("|", "\\|")


def shown(example: str) -> str:
    """A program in a cell of a table: bars and line ends would end the cell."""
    escaped = html.escape(example, quote=False).replace("|", "&#124;").replace("*", "&#42;").replace("_", "&#95;")
    return f"<pre>{escaped.replace(chr(10), '<br>')}</pre>"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

"""Every Python block in README and docs runs; every relative link leads somewhere."""

from __future__ import annotations

import contextlib
import io
import linecache
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def page_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[tuple[int, str]]:
    """Each block with the number of its first line."""
    text = page.read_text(encoding="utf-8")
    for match in CODE.finditer(text):
        yield text.count("\n", 0, match.start(1)), match[1]


def run_block(page: Path, line: int, code: str, names: dict[str, object]) -> None:
    """Run a block as if its page were a Python file in which it stands alone: tracebacks point to the page."""
    filename = f"{page_name(page)} from line {line + 1}"
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, filename, "exec"), names)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if CODE.search(page.read_text(encoding="utf-8"))], ids=page_name
)
def test_code_blocks_run(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": page.stem}
    for line, code in blocks(page):
        run_block(page, line, code, names)


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page_name(page)} links to {target}"


def test_every_page_of_the_docs_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "index.md" or f"]({page.name})" in index, page.name

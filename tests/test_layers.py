"""The order of imports: a module imports only what lies below its own layer."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "srcxform"

# From the top down. Parts of one layer must not import one another; inside a part, modules may.
LAYERS = (
    ("__init__", "__main__"),
    ("tools",),
    ("api",),
    ("versions", "fitting"),
    ("pipeline",),
    ("differentiate", "simplify", "backends"),
    ("analyses",),
    ("frontend",),
    ("rules",),
    ("ir",),
    ("request",),
    ("errors",),
    ("solvers",),
    ("origin", "runtime", "texts"),
    ("collecting", "immutable"),
)
HEIGHT = {part: -i for i, layer in enumerate(LAYERS) for part in layer}


OUTSIDE_RULES = {"numpy", "scipy", *sys.stdlib_module_names}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def module_name(path: Path) -> str:
    """`differentiate.reverse` for srcxform/differentiate/reverse.py; packages without `__init__` but the top."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def is_module(dotted: str) -> bool:
    path = PACKAGE.joinpath(*dotted.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


def imports(path: Path, *, when_run: bool = False) -> Iterator[tuple[int, str]]:
    """Each imported module with its line, inside functions too; `when_run` leaves out `if TYPE_CHECKING`."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    left_out = set(imported_for_types(tree)) if when_run else set()
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import; write `from srcxform.... import ...`"
            yield from ((node.lineno, name) for name in imported_from(node))


def imported_for_types(tree: ast.Module) -> Iterator[ast.AST]:
    """What stands under `if TYPE_CHECKING:`, which only type checkers read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            for statement in node.body:
                yield from ast.walk(statement)


def imported_from(node: ast.ImportFrom) -> Iterator[str]:
    """`from srcxform import ir` imports srcxform.ir, `from srcxform.ir import nodes` srcxform.ir.nodes."""
    assert node.module is not None
    inside = node.module == "srcxform" or node.module.startswith("srcxform.")
    for alias in node.names:
        whole = f"{node.module}.{alias.name}"
        yield whole if inside and is_module(whole.removeprefix("srcxform.")) else node.module


def inner_imports(path: Path, *, when_run: bool = False) -> Iterator[tuple[int, str]]:
    """Imports of this package, without its name; the package itself is `__init__`."""
    for line, name in imports(path, when_run=when_run):
        if name == "srcxform":
            yield line, "__init__"
        elif name.startswith("srcxform."):
            yield line, name.removeprefix("srcxform.")


def part_of(module: str) -> str:
    return module.split(".")[0]


def test_every_module_has_a_layer() -> None:
    homeless = sorted({part_of(module_name(path)) for path in modules()} - set(HEIGHT))
    assert not homeless, f"give these a place in LAYERS and in docs/architecture.md: {homeless}"


@pytest.mark.parametrize("path", modules(), ids=module_name)
def test_imports_go_downward(path: Path) -> None:
    here = part_of(module_name(path))
    for line, module in inner_imports(path):
        there = part_of(module)
        assert there == here or HEIGHT[there] < HEIGHT[here], (
            f"{path}:{line}: {here} must not import {there}: it lies "
            + ("beside" if HEIGHT[there] == HEIGHT[here] else "above")
        )


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").glob("*.py")), ids=module_name)
def test_a_rule_file_needs_only_arrays_and_the_registry(path: Path) -> None:
    own = ("srcxform.runtime", "srcxform.solvers")
    for line, name in imports(path):
        allowed = name.split(".")[0] in OUTSIDE_RULES or name in own or name.startswith("srcxform.rules")
        assert allowed, f"{path}:{line}: a rule file must not import {name}"


def test_no_module_imports_itself_in_a_circle() -> None:
    """Inside one part, too: a circle means that something lives in the wrong file.

    A name that is imported for an annotation alone makes no circle: nothing is loaded for it.
    """
    graph = {module_name(path): {module for _, module in inner_imports(path, when_run=True)} for path in modules()}
    done: set[str] = set()

    def walk(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join([*trail[trail.index(module) :], module])
        if module in done:
            return
        for imported in sorted(graph.get(module, set()) - {module}):
            walk(imported, (*trail, module))
        done.add(module)

    for module in sorted(graph):
        walk(module, ())

"""Every refusal to the letter: place, the user's line with its caret, what is wrong, what to do instead.

`pytest tests/errors --update-golden` writes the messages of now. A case sets `FUNCTION`, `ARGS`, and as it needs
`WRT`, `OF`, `HEAD`, `REVERSE_ONLY = True`, and `LINE = False` where the refusal belongs to the call and to no line. The
folder's part of file names is left out of the comparison.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import srcxform as api
from tests import oracle
from tests.casefile import Case, cases_in

FOLDER = Path(__file__).parent / "cases"
CASES = cases_in(FOLDER)
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def message(case: Case, *, reverse: bool = True) -> str:
    """The message that the compiler raises on a case, with the place free of the machine's folders."""
    from srcxform import SrcxformError

    if "scipy" in case.program:
        pytest.importorskip("scipy")
    names = case.namespace()
    function, args = names[names["FUNCTION"]], names["ARGS"]
    of, wrt, head = names.get("OF"), names.get("WRT", 0), names.get("HEAD")
    tangents = tuple(oracle.rebuilt(arg, lambda leaf: leaf * 0 + 1) for arg in args)
    with pytest.raises(SrcxformError) as caught:
        api.grad(function, wrt=wrt, of=of)(*args, head=head) if reverse else api.jvp(function, args, tangents, of=of)
    if names.get("LINE", True):
        assert caught.value.lineno > 0
        assert caught.value.filename == str(case.path)
        assert any(line.strip() == "^" for line in str(caught.value).splitlines())
    assert "\n" not in caught.value.message, "one line says what is wrong"
    assert caught.value.instead, "a refusal says what to write instead"
    return str(caught.value).replace(f"{FOLDER}/", "")


@every_case
def test_message(case: Case, update_golden: bool) -> None:
    found = "\n".join(f"# {line}".rstrip() for line in message(case).splitlines())
    if update_golden:
        case.rewritten({"error": found})
        return
    assert "error" in case.expected, "no expected text: run with --update-golden"
    assert found == case.expected["error"]


@every_case
def test_forward_refuses_too(case: Case) -> None:
    if "REVERSE_ONLY = True" in case.program:
        pytest.skip("a matter of the reverse call alone")
    message(case, reverse=False)

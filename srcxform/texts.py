"""Source text that has no file of its own: named deterministically, and shown to `linecache`.

Tracebacks, `inspect.getsource` and `pdb` find such text through `linecache`; the compiler finds it here, because
anybody may clear that cache.
"""

from __future__ import annotations

import io
import linecache
import threading

_NUMBERS: dict[str, dict[str, int]] = {}
_TEXTS: dict[str, str] = {}
_LOCK = threading.Lock()


def numbered_filename(label: str, text: str) -> str:
    """`<srcxform LABEL 3>`: the third different text that came under this label. The same text gets the same name."""
    with _LOCK:
        numbers = _NUMBERS.setdefault(label, {})
        number = numbers.setdefault(text, len(numbers) + 1)
    return f"<srcxform {label} {number}>"


def register_text(filename: str, text: str) -> None:
    """Make `text` the content of the file name for everyone who asks for its lines."""
    _TEXTS[filename] = text
    # No modification time: `linecache.checkcache` then leaves the entry alone.
    linecache.cache[filename] = (len(text), None, io.StringIO(text).readlines(), filename)


def registered_text(filename: str) -> str | None:
    """The text under this file name, or None where it is not ours."""
    return _TEXTS.get(filename)

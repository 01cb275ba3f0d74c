"""The builtins of Python that have no derivative rule, each with the reason."""

from __future__ import annotations

_TEXT = "text and bytes; no number can be made of the text of an active value"
_SESSION = "of the interactive session"
_CLASSES = "classes: no numbers in it"

LEFT_OUT: dict[str, str] = dict.fromkeys(("builtins.aiter", "builtins.anext"), "asynchronous: write a loop")

NOT_OF_FLOATS: dict[str, str] = {
    f"builtins.{name}": reason
    for reason, names in {
        _TEXT: "ascii bin bytearray bytes chr format hex memoryview oct ord",
        _SESSION: "copyright credits dir exit help license quit",
        _CLASSES: "classmethod issubclass object property staticmethod",
        "a number made of an address or a hash, which is refused of active values": "hash id",
    }.items()
    for name in names.split()
}
"""What takes or gives no floats."""

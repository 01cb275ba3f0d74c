"""Tokens of a line -> lines that fit: the layout of generated code.

A line that is too long is opened at brackets, with parentheses added around a long right-hand side, and its items or
operands fill the lines between. Operators lead a line, commas end one:

    u_bar[1:-1] += (
        first_long_factor * first_long_operand
        + second_long_factor * second_long_operand
    )
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

WIDTH = 110
_INDENT = 4
_OPENING = {"(", "[", "{"}
_CLOSING = {")", "]", "}"}
_LEVELS = (
    (", ",),
    (" if ", " else ", " for ", " async for "),
    (" or ",),
    (" and ",),
    (" == ", " != ", " < ", " <= ", " > ", " >= ", " in ", " not in ", " is ", " is not "),
    (" | ",),
    (" ^ ",),
    (" & ",),
    (" << ", " >> "),
    (" + ", " - "),
    (" * ", " / ", " // ", " % ", " @ "),
    (" ** ",),
)
# Where a line may be broken within brackets; the loosest binding breaks first.
_BREAKS = {token: level for level, tokens in enumerate(_LEVELS) for token in tokens}
_ASSIGNMENTS = {
    f" {operator}= " for operator in ("", "|", "^", "&", "<<", ">>", "+", "-", "*", "/", "//", "%", "@", "**")
}
_WRAPPED_AFTER = {"return", "if ", "elif ", "while "}


class CommentToken(str):
    """The comment at the end of a line."""

    __slots__ = ()


def lay_out(tokens: Sequence[str], width: int = WIDTH) -> str:
    """The text of a stream of tokens, in which line breaks and indentation are tokens of their own."""
    lines: list[str] = []
    line: list[str] = []
    for token in tokens:
        if token and not token.strip("\n"):
            lines += _laid_out_line(line, width)
            lines += [""] * (len(token) - 1)
            line = []
        else:
            line.append(token)
    lines += _laid_out_line(line, width)
    return "\n".join(lines).strip("\n") + "\n"


def _laid_out_line(tokens: list[str], width: int) -> list[str]:
    text = "".join(tokens)
    if len(text) <= width or "\n" in text:
        return [text]
    comments = [token for token in tokens if isinstance(token, CommentToken)]
    code = [part for token in tokens if not isinstance(token, CommentToken) for part in _split_closing(token)]
    indent = len(text) - len(text.lstrip(" "))
    above = [" " * indent + comment.strip() for comment in comments]
    stripped = "".join(code).lstrip(" ")
    if indent + len(stripped) <= width or stripped.startswith("#"):
        return [*above, " " * indent + stripped]
    first = next(index for index, token in enumerate(code) if token.strip(" "))
    return above + [" " * indent + line for line in _opened_statement(code[first:], width - indent)]


def _split_closing(token: str) -> tuple[str, ...]:
    return (")", ":") if token == "):" else (token,)


def _opened_statement(tokens: list[str], width: int) -> list[str]:
    """A statement over several lines; the first starts at column 0."""
    assigned = [index for index, token in _outermost(tokens) if token in _ASSIGNMENTS]
    if assigned:
        start = assigned[-1] + 1
    elif tokens[0] in _WRAPPED_AFTER:
        start = 2 if tokens[0] == "return" else 1
    else:
        return _opened(tokens, width)
    end = len(tokens) - (tokens[-1] == ":")
    value = tokens[start:end]
    if any(token in _BREAKS for _, token in _outermost(value)) or not any(_brackets(value)):
        return _bracketed([*tokens[:start], "("], value, [")", *tokens[end:]], width)
    lines = _opened(value, width)
    lines[0] = "".join(tokens[:start]) + lines[0]
    lines[-1] += "".join(tokens[end:])
    return lines


def _opened(tokens: list[str], width: int) -> list[str]:
    """An expression without breaks of its own, opened at the bracket that holds most; as it is without brackets."""
    spans = [(start, end) for start, end in _brackets(tokens) if end - start > 1]
    if not spans:
        return ["".join(tokens)]
    start, end = max(spans, key=lambda span: len("".join(tokens[span[0] : span[1]])))
    return _bracketed(tokens[: start + 1], tokens[start + 1 : end], tokens[end:], width)


def _bracketed(head: list[str], body: list[str], tail: list[str], width: int) -> list[str]:
    inner = [" " * _INDENT + line for line in _filled(body, width - _INDENT)]
    return ["".join(head).lstrip(" "), *inner, "".join(tail)]


def _filled(tokens: list[str], width: int) -> list[str]:
    """What stands in a bracket: as many items on a line as fit, each too long item opened in its turn."""
    pieces = _pieces(tokens)
    lines: list[str] = []
    room = 0
    for piece in pieces:
        text = "".join(piece).strip(" ")
        if len(text) > width:
            lines += _filled(piece, width) if len(pieces) > 1 else _opened(piece, width)
            room = 0
        elif len(text) < room:
            lines[-1] += " " + text
            room -= len(text) + 1
        else:
            lines.append(text)
            room = width - len(text)
    return lines


def _pieces(tokens: list[str]) -> list[list[str]]:
    """The tokens, cut at the breaks that bind loosest; a comma stays behind, an operator goes along."""
    breaks = [(index, token) for index, token in _outermost(tokens) if token in _BREAKS and index > 0]
    loosest = min((_BREAKS[token] for _, token in breaks), default=None)
    pieces: list[list[str]] = []
    start = 0
    for index, token in breaks:
        if _BREAKS[token] != loosest:
            continue
        if token == ", ":
            pieces.append([*tokens[start:index], ","])
            start = index + 1
        else:
            pieces.append(tokens[start:index])
            start = index
    return [piece for piece in (*pieces, tokens[start:]) if piece]


def _outermost(tokens: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The tokens outside of all brackets, with their positions."""
    depth = 0
    for index, token in enumerate(tokens):
        if token in _CLOSING:
            depth -= 1
        elif token in _OPENING:
            depth += 1
        elif not depth:
            yield index, token


def _brackets(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The outermost pairs of brackets, as positions."""
    depth = start = 0
    for index, token in enumerate(tokens):
        if token in _OPENING:
            if not depth:
                start = index
            depth += 1
        elif token in _CLOSING:
            depth -= 1
            if not depth:
                yield start, index

"""The kernel of the language: a function with the same meaning, in fewer kinds of statements.

Afterwards there is no `match`, `try` or `with`, no `continue` and no `else` of loops; `return` and `break` stand in
tail position. What a `try` or a `with` leaves behind are the two statements of `pseudo`.
"""

from __future__ import annotations

import functools

import gast

from srcxform.frontend.normalise.failures import without_handlers
from srcxform.frontend.normalise.jumps import without_jumps
from srcxform.frontend.normalise.lazy_loops import without_lazy_loops
from srcxform.frontend.normalise.names import Names
from srcxform.frontend.normalise.patterns import without_matches
from srcxform.frontend.normalise.trees import with_fields


@functools.lru_cache(maxsize=512)
def normalise(function: gast.FunctionDef) -> gast.FunctionDef:
    """The function in kernel form. Functions inside it are left as they are.

    The given tree is not changed; what needs no change is shared with it.
    """
    names = Names(function)
    body = without_matches(without_lazy_loops(function.body, names), names)
    body, result = without_handlers(function, body, names)
    return with_fields(function, body=without_jumps(body, names, function, result))

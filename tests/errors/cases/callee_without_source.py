import numpy as np


NAMES = {}
exec("def hidden(x): return x * x", NAMES)
hidden = NAMES["hidden"]


def f(x):
    return x * hidden(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# callee_without_source.py:10: Python kept no source text for 'hidden'
#     return x * hidden(x)
#                ^
# instead: define it in a file, or use srcxform.from_source(text, name)

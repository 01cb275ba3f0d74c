import numpy as np


def f(x, k):
    match k:
        case 1:
            return x * x
        case _:
            return x


FUNCTION = "f"
ARGS = (0.5, 1)

# error
# match_statement.py:5: `match` is not supported yet
#     match k:
#     ^
# instead: use `if` and `elif`

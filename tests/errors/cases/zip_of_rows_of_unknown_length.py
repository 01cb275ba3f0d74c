import numpy as np


def f(x):
    total = 0.0
    for column in zip(*np.outer(x, x)):
        total += column[0] * column[1]
    return total


FUNCTION = "f"
ARGS = (np.linspace(0.1, 0.9, 40),)

# error
# zip_of_rows_of_unknown_length.py:6: how many sequences are given here is known only at run time
#     for column in zip(*np.outer(x, x)):
#                   ^
# instead: make an array of the rows, and take its columns: `np.array(rows).T`

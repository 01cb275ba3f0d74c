import numpy as np


def f(x):
    table = np.outer(x, x + 1.0)
    index = ()
    for k in range(2):
        index += (k,)
    return table[index]


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# tuple_of_the_run_as_index.py:9: the length of the tuple that is an index is known only at run time
#     return table[index]
#                  ^
# instead: index with each number

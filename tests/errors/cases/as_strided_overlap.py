import numpy as np


def f(x):
    y = np.lib.stride_tricks.as_strided(x, (2, 2), (8, 8))
    return np.sum(y * y)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3, 0.1]),)

# error
# as_strided_overlap.py:5: an active value enters `numpy.lib.stride_tricks.as_strided`, which has no derivative rule: its elements may share memory
#     y = np.lib.stride_tricks.as_strided(x, (2, 2), (8, 8))
#         ^
# instead: use `np.lib.stride_tricks.sliding_window_view`

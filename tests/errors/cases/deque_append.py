from collections import deque

D = deque(maxlen=2)


def f(x):
    D.append(x * x)
    return D[-1] * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# deque_append.py:7: `append` has neither a derivative rule nor Python source, and might keep its argument
#     D.append(x * x)
#     ^
# instead: use a list or a dict

from collections import deque

D = deque(maxlen=2)


def f(x):
    D.append(x * x)
    return D[-1] * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# deque_append.py:7: `.append` changes a `deque` that comes from outside the function, also for its caller
#     D.append(x * x)
#     ^
# instead: pass a list, or make the `deque` inside of it

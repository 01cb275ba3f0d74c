from collections import deque


def f(x, items):
    return x * items.popleft()


FUNCTION = "f"
ARGS = (2.0, deque([2.0, 3.0]))

# error
# deque_argument_popped.py:5: `.popleft` changes a `deque` that comes from outside the function, also for its caller
#     return x * items.popleft()
#                ^
# instead: pass a list, or make the `deque` inside of it

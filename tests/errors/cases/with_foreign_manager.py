import threading

LOCK = threading.Lock()


def f(x):
    with LOCK:
        y = x * x
    return y


FUNCTION = "f"
ARGS = (0.5,)

# error
# with_foreign_manager.py:7: this manager of a `with` is not supported
#     with LOCK:
#     ^
# instead: enter it around the call, or write a class with `__enter__` and `__exit__`

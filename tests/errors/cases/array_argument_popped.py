from array import array


def f(x, items):
    return x * items.pop()


FUNCTION = "f"
ARGS = (2.0, array("d", [2.0, 3.0]))

# error
# array_argument_popped.py:5: `.pop` changes a `array` that comes from outside the function, also for its caller
#     return x * items.pop()
#                ^
# instead: pass a list

def f(x, items):
    items.append(4)
    return x * items[0]


FUNCTION = "f"
ARGS = (2.0, bytearray(b"ab"))

# error
# bytes_argument_extended.py:2: `.append` changes a `bytearray` that comes from outside the function, also for its caller
#     items.append(4)
#     ^
# instead: pass a list

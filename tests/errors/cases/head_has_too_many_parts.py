def f(x):
    return x * x, 3.0 * x


FUNCTION = "f"
ARGS = (0.5,)
HEAD = (1.0, 1.0, 1.0)
REVERSE_ONLY = True

# error
# head_has_too_many_parts.py:1: the output has 2 parts, and its head has 3
#     def f(x):
#     ^
# instead: pass a head with the structure and shape of the output

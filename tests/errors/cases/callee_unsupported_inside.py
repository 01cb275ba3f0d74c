def helper(x):
    global LAST
    LAST = x
    return x * x


def f(x):
    return helper(x) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# callee_unsupported_inside.py:2: assigning a global variable is not supported
#     global LAST
#     ^
# instead: return the new value

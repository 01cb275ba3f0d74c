K = 2.0


def f(x):
    global K
    del K
    return x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# del_global.py:5: assigning a global variable is not supported
#     global K
#     ^
# instead: return the new value

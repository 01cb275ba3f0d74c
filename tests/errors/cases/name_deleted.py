def f(x):
    y = x * x
    del y
    return y


FUNCTION = "f"
ARGS = (0.5,)

# error
# name_deleted.py:4: `y` has no value here
#     return y
#            ^
# instead: assign it on every path

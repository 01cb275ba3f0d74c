def f(x):
    y = x * x
    return locals()["y"]


FUNCTION = "f"
ARGS = (0.5,)

# error
# locals_read.py:3: `locals` gives variables by names that are computed
#     return locals()["y"]
#            ^
# instead: use the variables by their names

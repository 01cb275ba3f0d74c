SCALE = 1.0


def f(x):
    globals()["SCALE"] = x
    return SCALE * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# globals_write.py:5: `globals` gives variables by names that are computed
#     globals()["SCALE"] = x
#     ^
# instead: use the variables by their names

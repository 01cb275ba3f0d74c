def down(x):
    return x * down(x)


def f(x):
    return down(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# unbounded_recursion.py:5: `f` returns no float, so there is nothing to differentiate
#     def f(x):
#     ^
# instead: return a float or an array of floats, or name what is meant by of=...

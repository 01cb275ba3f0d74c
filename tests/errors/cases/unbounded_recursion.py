def down(x):
    return x * down(x)


def f(x):
    return down(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# unbounded_recursion.py:5: `f` never returns: it ends in a call that calls itself on every path
#     def f(x):
#     ^
# instead: give the recursion a path that ends

def f(x):
    return x * scael  # noqa: F821


FUNCTION = "f"
ARGS = (0.5,)

# error
# undefined_name.py:2: `scael` is not defined
#     return x * scael  # noqa: F821
#                ^
# instead: define it before the gradient is asked for

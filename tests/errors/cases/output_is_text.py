def f(x):
    return f"{x:.3f}"


FUNCTION = "f"
ARGS = (0.5,)

# error
# output_is_text.py:1: `f` returns no float, so there is nothing to differentiate
#     def f(x):
#     ^
# instead: return a float or an array of floats, or name what is meant by of=...

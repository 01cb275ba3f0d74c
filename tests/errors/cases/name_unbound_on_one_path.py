def f(x):
    if x > 1.0:
        y = x * x
    return y


FUNCTION = "f"
ARGS = (0.5,)

# error
# name_unbound_on_one_path.py:3: the path that ran never assigned `y`
#     y = x * x
#         ^
# instead: assign the name on every path, and not in a function that then raises an exception which is caught

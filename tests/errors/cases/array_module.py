import array


def f(x):
    a = array.array("d", [x, x * x])
    return a[0] * a[1]


FUNCTION = "f"
ARGS = (0.5,)

# error
# array_module.py:5: `array` has neither a derivative rule nor Python source, and might write into its argument
#     a = array.array("d", [x, x * x])
#         ^
# instead: use a list or a NumPy array

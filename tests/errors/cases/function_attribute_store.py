def helper(x):
    return x * helper.gain


helper.gain = 1.0


def f(x):
    helper.gain = x
    return helper(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# function_attribute_store.py:9: `.gain` of the function `helper` is written, and keeps its value after the call
#     helper.gain = x
#     ^
# instead: return the value, or count calls outside of what is differentiated

def helper(x):
    return x * helper.gain


helper.gain = 1.0


def f(x):
    helper.gain = x
    return helper(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# function_attribute_store.py:9: assignment to `.gain` of a function is not supported
#     helper.gain = x
#     ^
# instead: return the value, or keep it in an object that is an argument

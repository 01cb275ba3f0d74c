def f(x):
    return sum({x * k for k in range(3)})


FUNCTION = "f"
ARGS = (0.5,)

# error
# set_of_active_in_a_comprehension.py:2: a set of values that may be active
#     return sum({x * k for k in range(3)})
#                ^
# instead: use a list

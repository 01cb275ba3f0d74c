def f(x):
    total = 0.0
    for v in x:
        total += v
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# iterate_a_number.py:3: iteration over a number
#     for v in x:
#              ^
# instead: iterate over a range, an array, a list or a tuple

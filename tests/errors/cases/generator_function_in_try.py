def roots(xs):
    for x in xs:
        if x < 0.0:
            raise ValueError("a negative number")
        yield x**0.5


def f(x):
    total = 0.0
    try:
        for root in roots([x, 1.0, -x]):
            total += root
    except ValueError:
        total *= x
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_function_in_try.py:11: a generator function is iterated over in a `try`
#     for root in roots([x, 1.0, -x]):
#     ^
# instead: iterate over a list of it: `list(...)`, or put the loop into a function

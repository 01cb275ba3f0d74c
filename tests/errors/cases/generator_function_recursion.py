def halves(x):
    if abs(x) > 1e-3:
        yield x
        yield from halves(0.5 * x)


def f(x):
    return sum(v * v for v in halves(x))


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_function_recursion.py:1: a generator function calls itself, and how often is known only at run time
#     def halves(x):
#     ^
# instead: append to a list

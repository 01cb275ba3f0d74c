def powers(x):
    y = x
    while True:
        yield y
        y *= x


def f(x):
    total = 0.0
    for a, b, _ in zip(powers(x), powers(2.0 * x), range(3)):
        total += a * b
    return total


FUNCTION = "f"
ARGS = (0.5,)

# error
# generators_take_turns.py:10: two generators take turns
#     for a, b, _ in zip(powers(x), powers(2.0 * x), range(3)):
#                    ^
# instead: make a list of one of them, if neither changes what the other reads

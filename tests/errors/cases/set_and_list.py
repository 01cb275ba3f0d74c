def f(x):
    places = {0, 1} - [1]
    return sum(x[k] for k in places)


FUNCTION = "f"
ARGS = ([0.5, 1.2],)

# error
# set_and_list.py:2: this operation of a set and another value
#     places = {0, 1} - [1]
#              ^
# instead: make a set of the other one: `set(...)`

def f(x):
    table = {x: 1.0}
    return sum(key * value for key, value in table.items())


FUNCTION = "f"
ARGS = (0.5,)

# error
# dict_key_active.py:2: a key that is known only at run time
#     table = {x: 1.0}
#              ^
# instead: use constant keys, or a list

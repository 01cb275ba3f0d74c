def f(x):
    table = {}
    table[x * x] = x
    return sum(table.keys()) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# dict_key_active_store.py:3: a store under a key that is known only at run time
#     table[x * x] = x
#     ^
# instead: use an array or a list of numbers, or a loop with a constant range

def f(x):
    return x * (hash(x) % 7)


FUNCTION = "f"
ARGS = (0.5,)

# error
# hash_of_active.py:2: a number is made from the hash of an active value
#     return x * (hash(x) % 7)
#                 ^
# instead: compute with the value itself

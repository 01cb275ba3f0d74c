import json


def f(x):
    return json.loads(json.dumps(x * x)) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# json_round_trip.py:5: `dumps` has neither a derivative rule nor Python source, and might keep its argument
#     return json.loads(json.dumps(x * x)) * x
#                       ^
# instead: use the value itself

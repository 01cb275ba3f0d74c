import json


def f(x):
    return json.loads(json.dumps(x * x)) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# json_round_trip.py:5: `dumps` might keep its argument
#     return json.loads(json.dumps(x * x)) * x
#                       ^
# instead: register its derivative with @srcxform.adjoint and @srcxform.tangent

"""Source-transformation automatic differentiation for NumPy programs."""

from srcxform.api import differentiable, from_source, grad, jvp, value_and_grad, vjp
from srcxform.errors import SrcxformError
from srcxform.rules.registry import adjoint, elementwise, linear, tangent
from srcxform.runtime import stop_gradient
from srcxform.tools.check import check_grads

__version__ = "0.1.0"
__all__ = [
    "SrcxformError",
    "adjoint",
    "check_grads",
    "differentiable",
    "elementwise",
    "from_source",
    "grad",
    "jvp",
    "linear",
    "stop_gradient",
    "tangent",
    "value_and_grad",
    "vjp",
]

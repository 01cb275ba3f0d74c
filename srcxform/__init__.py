"""Source-transformation automatic differentiation for NumPy programs."""

from srcxform.api import differentiable, from_source, grad, jvp, value_and_grad, vjp
from srcxform.errors import SrcxformError
from srcxform.frontend.own_rules import adjoint, elementwise, linear, tangent
from srcxform.runtime import stop_gradient
from srcxform.tools.check import check_grads
from srcxform.tools.tape_report import tape_report

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
    "tape_report",
    "value_and_grad",
    "vjp",
]

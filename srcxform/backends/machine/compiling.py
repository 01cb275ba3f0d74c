"""Numba's compiler with passes of ours, and with less work for LLVM: what a gradient's first call costs.

Numba optimises and assembles each function that another one calls on its own, and once more where it is put in line.
What loops call is small and only ever put in line: a helper is typed and handed over as it is. A whole function is
optimised once, after everything that it calls was put in line, not by parts before.

Nothing here changes what the code computes; see `replacing` and `places` for the two passes. With `parallel=True` Numba
looks for the arrays in the code itself: then all is as Numba has it, but for indices that are not negative.
"""

from __future__ import annotations

import functools
from types import CodeType
from typing import Any

import numpy as np

from srcxform.backends.machine import access, replacing
from srcxform.backends.machine.places import Rewriter
from srcxform.collecting import uncollected

# Passes of Numba's for what generated text does not have: `with`, iteration that is unrolled by literals.
_NOT_IN_TEXT = ("WithLifting", "LiteralUnroll", "LiteralPropagationSubPipelinePass")
# And for what no function has without a lambda or a comprehension in it.
_OF_CLOSURES = ("InlineClosureLikes", "MakeFunctionToJitFunction", "InlineInlinables")


@functools.cache
def passes() -> tuple[Any, Any, Any]:
    """Our passes, as Numba wants them: before types are known, after, and in place of its own rewriting."""
    from numba.core import compiler_machinery, typed_passes, types

    register: Any = compiler_machinery.register_pass
    parent: Any = compiler_machinery.FunctionPass
    rewrites: Any = typed_passes.NopythonRewrites

    @register(mutates_CFG=False, analysis_only=False)
    class OwnFunctions(parent):  # type: ignore[misc]
        _name = "srcxform_own_functions"

        def __init__(self) -> None:
            parent.__init__(self)

        def run_pass(self, state: Any) -> bool:
            return replacing.Replacer(state.func_ir).run()

    @register(mutates_CFG=False, analysis_only=False)
    class UnsignedPlaces(parent):  # type: ignore[misc]
        _name = "srcxform_unsigned_places"

        def __init__(self) -> None:
            parent.__init__(self)

        def run_pass(self, state: Any) -> bool:
            is_direct = not state.flags.auto_parallel.enabled
            return Rewriter(state.func_ir, state.typemap, state.calltypes, state.typingctx, is_direct).run()

    @register(mutates_CFG=True, analysis_only=False)
    class RewritesOfArrays(rewrites):  # type: ignore[misc]
        """Numba's rewriting of expressions of whole arrays, where there are any."""

        _name = "srcxform_rewrites"

        def run_pass(self, state: Any) -> bool:
            return has_arrays(state) and bool(rewrites.run_pass(self, state))

    def has_arrays(state: Any) -> bool:
        for block in state.func_ir.blocks.values():
            for expression in block.find_exprs():
                if expression.op == "build_list":
                    return True
                if expression.op == "call":
                    key = getattr(state.typemap[expression.func.name], "typing_key", None)
                    if isinstance(key, np.ufunc):
                        return True
                is_operation = expression.op in ("binop", "inplace_binop", "unary")
                if is_operation and isinstance(state.calltypes[expression].return_type, types.Array):
                    return True
        return False

    return OwnFunctions, UnsignedPlaces, RewritesOfArrays


@functools.cache
def libraries() -> tuple[Any, Any]:
    """Where LLVM's code of a function is kept: of a whole one, and of a helper."""
    from llvmlite import binding as llvm
    from numba.core import codegen

    library: Any = codegen.JITCodeLibrary

    class Whole(library):  # type: ignore[misc]
        """A function that is called from Python: optimised as one module."""

        def _optimize_functions(self, ll_module: Any) -> None:
            ll_module.data_layout = self._codegen._data_layout

        def _optimize_final_module(self) -> None:
            builder = self._codegen._pass_builder()
            # References are counted where they meet in one function, which is seen once values are in registers.
            first = llvm.create_new_module_pass_manager()
            first.add_sroa_pass()
            first.add_simplify_cfg_pass()
            first.add_refprune_pass()
            first.run(self._final_module, builder)
            manager, builder = self._codegen._module_pass_manager()
            manager.run(self._final_module, builder)

    class Helper(library):  # type: ignore[misc]
        """A function that is put in line where it is called: nothing is done to it before, it never runs itself."""

        def _optimize_functions(self, ll_module: Any) -> None:
            ll_module.data_layout = self._codegen._data_layout

        def _optimize_final_module(self) -> None:
            pass

        def _finalize_final_module(self) -> None:
            self._finalize_dynamic_globals()
            self._finalized = True

        def get_pointer_to_function(self, name: str) -> int:
            self._ensure_finalized()
            return 0

        @property
        def codegen(self) -> Any:
            return _WithoutAddresses(self._codegen)

    # Older Numba drives LLVM in another way: there it optimises as it always does.
    return Whole if hasattr(codegen.JITCPUCodegen, "_pass_builder") else library, Helper


class _WithoutAddresses:
    """Numba's code generator for what is never loaded: there is no place to write a function's environment to."""

    def __init__(self, codegen: Any) -> None:
        self._codegen = codegen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codegen, name)

    def set_env(self, name: str, environment: Any) -> None:
        """There is nothing to set."""


@functools.cache
def compilers() -> tuple[Any, Any]:
    """Numba's compiler with these passes, for a whole function and for a helper."""
    from numba.core import compiler, typed_passes

    # Numba looks for what is new to it where it begins to compile.
    access.functions()
    replacing.replacements()
    replacing.copied()
    own_functions, unsigned_places, rewrites_of_arrays = passes()
    of_whole, of_helper = libraries()
    builder: Any = compiler.DefaultPassBuilder

    class Compiler(compiler.CompilerBase):
        library = of_whole
        needless: tuple[str, ...] = _NOT_IN_TEXT

        def compile_extra(self, function: Any) -> Any:
            with uncollected():
                return compiler.CompilerBase.compile_extra(self, function)

        def define_pipelines(self) -> list[Any]:
            state: Any = self.state
            state.flags.no_cfunc_wrapper = True  # no other compiled code calls by address
            manager = builder.define_nopython_pipeline(state)
            if not state.flags.auto_parallel.enabled:
                self.shorten(manager)
                if state.library is None:
                    state.library = self.library(state.targetctx.codegen(), state.func_id.func_qualname)
                    state.library.enable_object_caching()
            manager.add_pass_after(unsigned_places, typed_passes.NopythonTypeInference)
            manager.finalize()
            return [manager]

        def shorten(self, manager: Any) -> None:
            """Leave out the passes that have nothing to do."""
            has_closures = any(isinstance(c, CodeType) for c in self.state.func_id.code.co_consts)
            needless = self.needless if has_closures else (*self.needless, *_OF_CLOSURES)
            passes = []
            for each, description in manager.passes:
                if each is typed_passes.NopythonTypeInference:
                    passes.append((own_functions, "functions of our own"))
                if each is typed_passes.NopythonRewrites:
                    passes.append((rewrites_of_arrays, description))
                elif each.__name__ not in needless:
                    passes.append((each, description))
            manager.passes = passes

    class HelperCompiler(Compiler):
        library = of_helper
        needless = ()

    return Compiler, HelperCompiler


def helper_options() -> Any:
    """Options of Numba's `jit` for a function that is put in line wherever it is called."""
    return {"pipeline_class": compilers()[1], "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compile_with_it(functions: dict[str, Any]) -> None:
    """Have all of Numba's functions among these compiled in this way."""
    for function in functions.values():
        compiling: Any = getattr(function, "_compiler", None)
        if hasattr(compiling, "pipeline_class") and hasattr(function, "py_func"):
            compiling.pipeline_class = compilers()[0]


__all__ = ["compile_with_it", "compilers", "helper_options"]

"""The public names of NumPy that have no derivative rule, each with the reason."""

from __future__ import annotations

MATRICES = "it is of class `np.matrix`, whose operators mean other things: use plain arrays"
OBJECTS = "makes objects whose floats are out of sight: use one plain array for each quantity"
BYTES = "it reads the bytes of numbers: use the array itself, or `astype`"
ITERATORS = "an iterator: loop over `range` and index the array"
OVERLAP = "its elements may share memory: use `np.lib.stride_tricks.sliding_window_view`"
SHAPES = "the draws are accepted or rejected by the parameter, so that a draw does not depend on it smoothly"
WHOLE = "draws whole numbers: how likely each is changes with the parameter, and no number does"
FIXED = "has no parameter that may be active: its draws are constants"


def of_draws(names: str, reason: str) -> dict[str, str]:
    """The same reason for a method of a `Generator`, of the older `RandomState`, and for the older function."""
    places = ("numpy.random.Generator", "numpy.random.RandomState", "numpy.random")
    return {f"{place}.{name}": reason for place in places for name in names.split()}


LEFT_OUT: dict[str, str] = {
    **dict.fromkeys(("numpy.matrix", "numpy.asmatrix", "numpy.bmat"), MATRICES),
    **dict.fromkeys(("numpy.recarray", "numpy.record", "numpy.void", "numpy.object_", "numpy.frompyfunc"), OBJECTS),
    **dict.fromkeys(("numpy.frombuffer", "numpy.fromstring", "numpy.from_dlpack", "numpy.memmap"), BYTES),
    **dict.fromkeys(("numpy.nditer", "numpy.nested_iters", "numpy.ndenumerate", "numpy.flatiter"), ITERATORS),
    "numpy.broadcast": "an iterator: use `np.broadcast_arrays`",
    "numpy.lib.stride_tricks.as_strided": OVERLAP,
    "numpy.ndarray": "a view of raw memory: use `np.zeros` or `np.array`",
    "numpy.polynomial.polyutils.as_series": "makes a list of arrays in one type: use the arrays",
    "numpy.polynomial.polyutils.trimseq": "a help for the coefficients of series: use `trimcoef`",
    **{
        f"numpy.ndarray.{name}": BYTES
        for name in ("byteswap", "ctypes", "data", "dump", "dumps", "getfield", "setfield", "tobytes", "tofile")
    },
    "numpy.ndarray.base": "it is the array that the view is of: use that by its own name",
    "numpy.ndarray.resize": "changes the shape of the array that others see: use `np.resize`",
    "numpy.ndarray.setflags": "changes what may be done with the array, and no number",
    **of_draws(
        "beta chisquare dirichlet f noncentral_chisquare noncentral_f standard_gamma standard_t wald",
        SHAPES,
    ),
    **of_draws(
        "binomial geometric hypergeometric integers logseries multinomial multivariate_hypergeometric "
        "negative_binomial poisson zipf",
        WHOLE,
    ),
    **{
        f"numpy.polynomial.Polynomial.{name}": "of a series made outside of the program: make the series inside"
        for name in ("cast", "convert", "copy", "cutdeg", "linspace", "mapparms", "roots", "trim", "truncate")
    },
}  # fmt: skip
"""What is a function of floats, and why it has no rule."""

_NAMES = "dtypes, names and types: no numbers in it"
_SETTINGS = "how NumPy works or prints: no numbers in it"
_TEXT = "text and files"
_DATES = "dates and whole numbers"

_SHORT: dict[str, str] = {
    **dict.fromkeys(
        (
            "__array_namespace_info__", "bytes_", "character", "common_type", "complexfloating", "datetime64", "dtype",
            "finfo", "flexible", "floating", "generic", "iinfo", "inexact", "integer", "isdtype", "issubdtype",
            "iterable", "longlong", "min_scalar_type", "mintypecode", "number", "promote_types", "signedinteger",
            "str_", "timedelta64", "typename", "ufunc", "ulonglong", "unsignedinteger", "isfortran",
            "broadcast_shapes", "einsum_path", "ndindex",
        ),
        _NAMES,
    ),
    **dict.fromkeys(
        (
            "errstate", "get_include", "get_printoptions", "getbufsize", "geterr", "geterrcall", "info",
            "printoptions", "set_printoptions", "setbufsize", "seterr", "seterrcall", "show_config", "show_runtime",
            "test", "polynomial.set_default_printstyle", "polynomial.polyutils.format_float",
        ),
        _SETTINGS,
    ),
    **dict.fromkeys(
        (
            "array2string", "array_repr", "array_str", "base_repr", "binary_repr", "format_float_positional",
            "format_float_scientific", "fromfile", "fromregex", "genfromtxt", "load", "loadtxt", "save", "savetxt",
            "savez", "savez_compressed",
        ),
        _TEXT,
    ),
    **dict.fromkeys(
        (
            "busday_count", "busday_offset", "busdaycalendar", "datetime_as_string", "datetime_data", "is_busday",
            "isnat", "packbits", "unpackbits",
        ),
        _DATES,
    ),
    **dict.fromkeys(
        (
            "polynomial.Polynomial.degree", "polynomial.Polynomial.has_samecoef",
            "polynomial.Polynomial.has_samedomain", "polynomial.Polynomial.has_sametype",
            "polynomial.Polynomial.has_samewindow",
        ),
        _NAMES,
    ),
}  # fmt: skip
NOT_OF_FLOATS: dict[str, str] = {
    **{f"numpy.{name}": reason for name, reason in _SHORT.items()},
    **of_draws(
        "bytes choice get_state rand randint randn random random_integers random_sample ranf sample seed set_state "
        "spawn standard_cauchy standard_exponential standard_normal tomaxint",
        FIXED,
    ),
    **{
        f"numpy.random.{name}": FIXED
        for name in (
            "default_rng", "Generator", "RandomState", "BitGenerator", "SeedSequence", "MT19937", "PCG64",
            "PCG64DXSM", "Philox", "SFC64",
        )
    },
}  # fmt: skip
"""What takes or gives no floats, and draws without parameters."""

"""`python -m srcxform`: see `srcxform.tools.cli`."""

from __future__ import annotations

import sys

from srcxform.tools.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""Sphinx: `sphinx-build -W -b html docs docs/_build/html`."""

project = "srcxform"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_heading_anchors = 3
html_theme = "alabaster"

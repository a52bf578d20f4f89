"""The files that practice sites serve or draw on.

`000`…`004`: five reports as published, as plain text, each with what must be read from it
(`.expected.json`). The others were made from them or from generated reports with real programs:
see `practice/samples.py`.
"""

from functools import cache
from importlib import resources


@cache
def content(name: str) -> bytes:
    """The bytes of a file of this folder; FileNotFoundError if there is none."""
    return resources.files(__name__).joinpath(name).read_bytes()

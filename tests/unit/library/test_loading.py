"""What loading the library's functions leaves behind."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = """
import gc
import foresale
{before}
foresale.series, foresale.models
print(gc.isenabled())
try:
    foresale.serie
except AttributeError as error:
    print(error)
print(gc.isenabled())
"""


@pytest.mark.parametrize(("before", "collects"), [("", "True"), ("gc.disable()", "False")])
def test_garbage_is_looked_for_afterwards_as_before(before: str, collects: str) -> None:
    words = [sys.executable, "-c", LOADED.format(before=before)]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == [collects, "module 'foresale' has no attribute 'serie'", collects]

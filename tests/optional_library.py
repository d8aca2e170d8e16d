"""Skips what needs a library that isn't there, without loading it while tests are collected."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


def needs(name: str) -> pytest.MarkDecorator:
    """A mark that skips tests where a library isn't installed.

    Args:
        name: As it is imported.
    """
    return pytest.mark.skipif(find_spec(name) is None, reason=f"{name} isn't installed.")

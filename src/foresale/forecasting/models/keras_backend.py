"""Keras, with what it computes with: JAX where nobody said otherwise."""

from __future__ import annotations

import os
from importlib.util import find_spec
from types import ModuleType

from foresale.errors import MissingExtraError

BACKENDS = ("jax", "tensorflow", "torch")


def import_keras() -> ModuleType:
    """Keras on the backend that the user chose by KERAS_BACKEND, else on the first that is installed.

    Raises:
        MissingExtraError: Keras or everything that it could compute with is missing.
    """
    if "KERAS_BACKEND" not in os.environ:
        installed = next((name for name in BACKENDS if find_spec(name) is not None), None)
        if installed is None:
            raise MissingExtraError("JAX", "deep")
        os.environ["KERAS_BACKEND"] = installed
    try:
        import keras
    except ImportError as missing:
        raise MissingExtraError("Keras", "deep") from missing
    module: ModuleType = keras
    return module

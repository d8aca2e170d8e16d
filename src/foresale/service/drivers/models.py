"""Models of analyses in memory, to answer what-ifs at once."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from foresale.workflows.ports import parse_version

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.regression.trained import DriverModel

MAX_LOADED = 8
_loaded: OrderedDict[tuple[str, str], DriverModel] = OrderedDict()
_turn = Lock()


def load_model(container: Container, name: str) -> DriverModel:
    """The model of a version, read when it is first asked.

    Args:
        container: The service's parts.
        name: Of the version, such as drivers.customers Sales.1.

    Raises:
        SavedModelError: Its files can't be read.
        MissingExtraError: It is a network, and Keras isn't installed here.
    """
    from foresale.regression.trained import load_drivers

    version = container.registry.version(*parse_version(name))
    key = name, version.run_id
    with _turn:
        if key in _loaded:
            _loaded.move_to_end(key)
            return _loaded[key]
    model = load_drivers(container.registry.fetch(version))
    with _turn:
        _loaded[key] = model
        while len(_loaded) > MAX_LOADED:
            _loaded.popitem(last=False)
    return model

"""What became of something that was to be deleted."""

from __future__ import annotations

from dataclasses import dataclass

from foresale.client.answers import reads


@reads("Removed")
@dataclass(frozen=True)
class Removed:
    """What became of something that was to be deleted.

    Attributes:
        deleted: Whether it is gone.
        deactivated: Whether it was only put out of use, as others refer to it.
        message: The same in words.
    """

    deleted: bool
    deactivated: bool
    message: str

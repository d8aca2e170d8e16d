"""The number that sales keep of the import they came with."""

from __future__ import annotations

import uuid


def key_of_import(import_id: str) -> int:
    """The number that sales keep of their import.

    Args:
        import_id: The import's UUID.

    Examples:
        >>> key_of_import("123e4567-e89b-12d3-a456-426614174000")
        657282226912594281
    """
    return uuid.UUID(import_id).int >> 65

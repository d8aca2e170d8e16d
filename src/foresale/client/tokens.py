"""The tokens that a login gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from foresale.client.answers import reads


@reads("Tokens")
@dataclass(frozen=True)
class Tokens:
    """What a login gives.

    Attributes:
        access_token: To send with requests.
        expires_in: Seconds until it ends.
        refresh_token: Good for one renewal.
    """

    access_token: str = field(repr=False)
    expires_in: float
    refresh_token: str = field(repr=False)

"""The tokens that a login gives."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from foresale.client.answers import reads
from foresale.client.logins import Login


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


def with_tokens(login: Login, tokens: Tokens) -> Login:
    """A login with the tokens that a server has just given."""
    return replace(
        login,
        access_token=tokens.access_token,
        access_until=time.time() + tokens.expires_in,
        refresh_token=tokens.refresh_token,
    )

"""The own account on a server, and the tokens that a login gives."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from foresale.client.answers import reads
from foresale.client.logins import Login


@reads("OwnStore")
@dataclass(frozen=True)
class OwnStore:
    """A store that you are limited to.

    Attributes:
        id: Its number.
        code: Its code.
        name: Its name.
    """

    id: int
    code: str
    name: str


@reads("Me")
@dataclass(frozen=True)
class Me:
    """Who you are to a server, and what you may do there.

    Attributes:
        id: Your number.
        email: Your address.
        name: Your name.
        role: viewer, planner, analyst or admin.
        permissions: What you may do.
        store_ids: The stores you are limited to; None sees all.
        stores: The same with codes and names.
        must_change_password: Whether you have to choose a password of your own first.
    """

    id: int
    email: str
    name: str
    role: str
    permissions: tuple[str, ...]
    store_ids: tuple[int, ...] | None = None
    stores: tuple[OwnStore, ...] | None = None
    must_change_password: bool = False


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

"""The own account on a server."""

from __future__ import annotations

from dataclasses import dataclass

from foresale.client.answers import reads


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

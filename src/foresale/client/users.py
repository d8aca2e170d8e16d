"""Users of a server, for its admins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection


@reads("User")
@dataclass(frozen=True)
class User:
    """A user.

    Attributes:
        id: The user's number.
        email: The address to log in with.
        name: The name.
        role: viewer, planner, analyst or admin.
        store_ids: Stores the user is limited to; None sees all.
        is_active: Whether the user may log in.
        must_change_password: Whether the password was set by someone else.
        locked_until: Until when too many wrong passwords keep the user out.
        created_at: When the user was added, UTC.
    """

    id: int
    email: str
    name: str
    role: str
    store_ids: tuple[int, ...] | None = None
    is_active: bool = True
    must_change_password: bool = False
    locked_until: datetime | None = None
    created_at: datetime | None = None


@reads("AddedUser")
@dataclass(frozen=True)
class AddedUser:
    """A user who was just added.

    Attributes:
        id: The user's number.
        email: The address to log in with.
        one_time_password: What the user logs in with once; shown now and never again.
    """

    id: int
    email: str
    one_time_password: str = field(repr=False)


@reads("OneTimePassword")
@dataclass(frozen=True)
class OneTimePassword:
    """What a user logs in with once.

    Attributes:
        one_time_password: Shown now and never again.
    """

    one_time_password: str = field(repr=False)


@sends("NewUserGiven")
class NewUser(TypedDict, total=False):
    """What a new user is given; the names mean what they mean in `User`, and stores are named or "all"."""

    email: str
    name: str
    role: str
    store_ids: list[int] | Literal["all"]


@sends("UserGiven")
class UserFields(TypedDict, total=False):
    """What of a user can be changed, by the names of `User`; stores stay unless they are named or "all"."""

    name: str
    role: str
    store_ids: list[int] | Literal["all"]
    is_active: bool


class Users:
    """The users of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, role: str | None = None) -> Iterator[User]:
        """The users, fetched as they are asked for.

        Args:
            role: Only users of this role.
        """
        return (read(User, told) for told in self._connection.pages("/users", role=role))

    def get(self, user_id: int) -> User:
        """One user."""
        return read(User, self._connection.get(f"/users/{user_id}"))

    def add(self, **given: Unpack[NewUser]) -> AddedUser:
        """Add a user: `email`, `name` and `store_ids` at least."""
        return read(AddedUser, self._connection.post("/users", given))

    def change(self, user_id: int, **given: Unpack[UserFields]) -> User:
        """Change what is given, and leave the rest; refused if another admin changed the user meanwhile."""
        settable = UserFields.__optional_keys__
        return read(User, self._connection.change(f"/users/{user_id}", given, settable))

    def remove(self, user_id: int) -> None:
        """Remove a user with keys and sessions."""
        self._connection.delete(f"/users/{user_id}")

    def reset_password(self, user_id: int) -> str:
        """A one-time password for somebody who forgot theirs or is locked out."""
        told = self._connection.post(f"/users/{user_id}/password")
        return read(OneTimePassword, told).one_time_password

"""What is said when logging in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from foresale.service.accounts.password_rules import SHOWN_WORDS
from foresale.service.api.kit.field_types import Line, printable
from foresale.service.api.kit.permissions import Permission, Role

EXAMPLE_EMAIL = "ada@example.com"
Email = Annotated[
    str, Field(min_length=3, max_length=254, examples=[EXAMPLE_EMAIL]), AfterValidator(printable)
]
Password = Annotated[SecretStr, Field(min_length=1, max_length=200, examples=[SHOWN_WORDS])]
RefreshToken = Annotated[SecretStr, Field(min_length=1, max_length=200, examples=["frt_…"])]


class AuthBody(BaseModel):
    """What is sent: nothing but the known fields."""

    model_config = ConfigDict(extra="forbid")


class Registration(AuthBody):
    """Somebody who wants an account."""

    email: Email
    name: Line = Field(examples=["Ada"])
    password: Password


class Registered(BaseModel):
    """The answer to every registration, so that it tells nobody who has an account."""

    message: str = Field(examples=["If the address was free, you can log in now."])


class Credentials(AuthBody):
    """Who logs in."""

    email: Email
    password: Password


class Refresh(AuthBody):
    """The refresh token of the last answer."""

    refresh_token: RefreshToken


class Tokens(BaseModel):
    """What to send with requests, and how to get the next."""

    access_token: str = Field(description="Send it as `Authorization: Bearer …`.")
    token_type: str = Field(default="bearer")
    expires_in: int = Field(description="Seconds until it ends.", examples=[900])
    refresh_token: str = Field(description="Good for one use at /api/auth/refresh.")


class Logout(AuthBody):
    """Which sessions to end."""

    everywhere: bool = Field(default=False, description="All of your sessions, not only this one.")


class PasswordChange(AuthBody):
    """The old password and the new one."""

    current: Password
    new: Password


class OwnStore(BaseModel):
    """A store that the caller is limited to."""

    id: int = Field(examples=[1])
    code: str = Field(examples=["S1"])
    name: str = Field(examples=["Market Street"])


class Me(BaseModel):
    """The caller's own account."""

    id: int = Field(examples=[1])
    email: str = Field(examples=[EXAMPLE_EMAIL])
    name: str = Field(examples=["Ada"])
    role: Role
    permissions: list[Permission]
    store_ids: list[int] | None = Field(description="The stores you are limited to; null sees all.")
    stores: list[OwnStore] | None = Field(description="The same with codes and names; null sees all.")
    must_change_password: bool
    currency: str | None = Field(
        None,
        description="The currency of the service's amounts; null where nobody told it.",
        examples=["EUR"],
    )
    time_zone: str = Field(
        "UTC",
        description="The clock of stores that have no time_zone of their own.",
        examples=["Europe/Paris"],
    )


class NewKey(AuthBody):
    """A key to be made."""

    name: Annotated[Line, Field(max_length=100, examples=["Till in store S1"])]
    role: Role = Field(default=Role.VIEWER, description="What it may do; at most what you may.")
    expires_in_days: int | None = Field(default=365, ge=1, le=3650, description="Null never ends.")


class Key(BaseModel):
    """A key of a machine."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(examples=[1])
    name: str = Field(examples=["Till in store S1"])
    prefix: str = Field(description="How it begins, to tell keys apart.", examples=["fsk_3fJk2lQp"])
    role: Role
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="To some minutes.")
    revoked_at: datetime | None


class MadeKey(Key):
    """A key that was just made."""

    key: str = Field(description="Shown now and never again; send it as `X-API-Key`.")

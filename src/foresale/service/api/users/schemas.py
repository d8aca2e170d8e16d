"""Users, as admins see them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from foresale.service.api.auth.schemas import EXAMPLE_EMAIL, AuthBody, Email
from foresale.service.api.kit.field_types import LARGEST_ID, Line
from foresale.service.api.kit.permissions import Role

_Stores = Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], Field(min_length=1, max_length=1000)]
StoreIds = Annotated[
    _Stores | Literal["all"], Field(description="Stores they are limited to, or `all`.", examples=["all"])
]
Name = Annotated[Line, Field(max_length=100, examples=["Ada"])]


class NewUserGiven(AuthBody):
    """Somebody to be added."""

    email: Email
    name: Name
    role: Role = Role.VIEWER
    store_ids: StoreIds


class UserGiven(AuthBody):
    """What a user shall be from now on."""

    name: Name
    role: Role
    store_ids: StoreIds | None = Field(None, description="Left out, it stays as it is.")
    is_active: bool = True


class User(BaseModel):
    """A user."""

    id: int = Field(examples=[2])
    email: str = Field(examples=[EXAMPLE_EMAIL])
    name: str = Field(examples=["Ada"])
    role: Role
    store_ids: list[int] | None = Field(description="Stores they are limited to; null sees all.")
    is_active: bool
    must_change_password: bool
    locked_until: datetime | None
    created_at: datetime


class OneTimePassword(BaseModel):
    """What somebody logs in with once, to choose a password of their own."""

    one_time_password: str = Field(
        description="Shown now and never again.", examples=["k7wd-23mf-x9qa-h4te-ppz6"]
    )


class AddedUser(User, OneTimePassword):
    """A user who was just added."""

"""Versions of what was read, so that nobody's change is lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Response
from pydantic import BaseModel
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError
from foresale.storage.database.tables.base import Table

Shown = TypeVar("Shown", bound=BaseModel)


class ChangedError(ForesaleError):
    """Someone changed it since the caller read it."""

    code = "changed"


def tag_of(shown: BaseModel) -> str:
    """The tag of what is shown: equal as long as everything in it is."""
    digest = hashlib.blake2b(shown.model_dump_json().encode(), digest_size=12).hexdigest()
    return f'"{digest}"'


def hold(session: Session, row: Table) -> None:
    """Read what is to be changed as it is now, and keep others from changing it until this is over.

    So of two changes at once that name the same version, the second is refused.

    Args:
        session: The transaction.
        row: What is to be changed.

    Raises:
        ChangedError: It is gone.
    """
    key = inspect(row).identity
    if session.get(type(row), key, populate_existing=True, with_for_update=True) is None:
        raise ChangedError(
            "It was deleted in the same moment.",
            fix="Read again what there is.",
            reason=Reason("deleted_meanwhile"),
        )


@dataclass(frozen=True)
class Version:
    """The version of a thing that a request reads or changes.

    Attributes:
        response: Takes the tag of what is answered.
        meant: The tags that the caller names; None where it doesn't care.
    """

    response: Response
    meant: str | None

    def check(self, stored: BaseModel) -> None:
        """Refuse a change that was meant for another version.

        Args:
            stored: What is there now, as it would be shown.

        Raises:
            ChangedError: None of the tags is that of what is stored.
        """
        if self.meant is None or self.meant.strip() == "*":
            return
        named = {part.strip().removeprefix("W/") for part in self.meant.split(",")}
        if tag_of(stored) not in named:
            raise ChangedError(
                "It was changed since you read it.",
                fix="Read it again, and repeat your change.",
                reason=Reason("changed_since_read"),
            )

    def show(self, shown: Shown, place: str | None = None) -> Shown:
        """Answer a thing with its tag, and with its address where it is new."""
        self.response.headers["ETag"] = tag_of(shown)
        if place is not None:
            self.response.headers["Location"] = place
        return shown


async def version_of(
    response: Response,
    if_match: Annotated[
        str | None,
        Header(max_length=1000, description="`ETag` of what you read: 412 if it was changed since."),
    ] = None,
) -> Version:
    """What a request says about versions."""
    return Version(response, if_match)


async def tagging(response: Response) -> Version:
    """Where nothing can be changed, the answer's tag alone."""
    return Version(response, None)


Versioned = Annotated[Version, Depends(version_of)]
"""A route's parameter: the version that a change is meant for."""

Tagged = Annotated[Version, Depends(tagging)]
"""A route's parameter: gives the answer its tag."""

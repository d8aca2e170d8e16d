"""`GET /settings`: what the service was told, and by whom; nothing secret."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Services
from foresale.service.api.kit.permissions import Permission
from foresale.service.explain_settings import format_setting
from foresale.settings import PREFIX, Settings

router = APIRouter(prefix="/settings", tags=["settings"])


class ShownSetting(BaseModel):
    """A setting of the process that answers."""

    name: str = Field(description="As in a file of settings.")
    variable: str = Field(description="The variable of the environment that sets it.")
    value: str = Field(description="As text; secrets are hidden, of addresses all but who logs in there.")
    default: str
    is_changed: bool = Field(description="Whether it is another than the default.")
    meaning: str


class ShownSettings(BaseModel):
    """All settings. They are read when the service starts: whoever runs it changes them there."""

    items: list[ShownSetting]


@router.get("")
def list_settings(
    container: Services, _caller: Annotated[Caller, needs(Permission.MANAGE_USERS)]
) -> ShownSettings:
    """What this process was started with, so that nobody has to guess."""
    items = []
    for name, field in Settings.model_fields.items():
        value, default = getattr(container.settings, name), field.get_default(call_default_factory=True)
        items.append(
            ShownSetting(
                name=name,
                variable=PREFIX + name.upper(),
                value=format_setting(value),
                default=format_setting(default),
                is_changed=value != default,
                meaning=field.description or "",
            )
        )
    return ShownSettings(items=items)

"""The page on security says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from foresale.service.api.kit.permissions import GRANTS, Permission, Role
from foresale.settings import Settings


def test_the_table_of_roles_is_the_one_in_the_code(repository: Path) -> None:
    page = (repository / "docs" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \|([ ✓|]+)\|$", page, re.MULTILINE)
    told = {
        role: {name for name, marks in rows if "✓" in marks.split("|")[place]}
        for place, role in enumerate(Role)
    }
    assert told == {role: {str(item) for item in GRANTS[role]} for role in Role}
    assert len(rows) == len(Permission)


def test_the_page_names_settings_that_exist(repository: Path) -> None:
    page = (repository / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", page))
    assert named - set(Settings.model_fields) <= {str(item) for item in Permission}

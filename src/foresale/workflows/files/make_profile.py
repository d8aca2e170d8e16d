"""From sales to their portrait: build the panel, describe it, write the page and the numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.data.profile.profile import Profile, profile_sales
from foresale.notes import Note
from foresale.panel import Panel
from foresale.progress import Progress, SilentProgress
from foresale.reports.profile import profile_report
from foresale.sales import Sales
from foresale.writing.atomic_folder import whole_folder

PROFILE_FILES = {"report": "profile.html", "numbers": "profile.json", "rejects": "rejects.csv"}


@dataclass(frozen=True)
class FileProfile:
    """A file's portrait and what it rests on.

    Attributes:
        profile: Numbers for pictures, and findings in sentences.
        panel: The series it describes.
        notes: Everything that was inferred and done on the way, in order.
        rejects: Rows set aside.
    """

    profile: Profile
    panel: Panel
    notes: tuple[Note, ...]
    rejects: pl.DataFrame


def make_profile(sales: Sales, options: PanelOptions, progress: Progress | None = None) -> FileProfile:
    """Describe sales: gaps, outliers, trend, seasons, classes of series, and what stands out.

    Raises:
        HistoryError: The sales make no panel.
    """
    progress = progress or SilentProgress()
    progress.start("Describing", 2)
    panel, notes = build_panel(sales, options)
    progress.advance()
    profile = profile_sales(sales, panel)
    progress.advance()
    return FileProfile(profile, panel, (*sales.notes, *notes), sales.rejects)


def write_profile(portrait: FileProfile, folder: Path, progress: Progress | None = None) -> dict[str, Path]:
    """Write a portrait as a page, as numbers, and the rows set aside, all or nothing.

    Returns:
        What each file holds and where it is: report, numbers, rejects.
    """
    progress = progress or SilentProgress()
    progress.start("Writing", 1)
    with whole_folder(folder) as draft:
        page = profile_report(portrait.profile, portrait.notes)
        (draft / "profile.html").write_text(page, encoding="utf-8")
        numbers = json.dumps(portrait.profile.to_dict(), ensure_ascii=False, indent=2)
        (draft / "profile.json").write_text(numbers, encoding="utf-8")
        portrait.rejects.write_csv(draft / "rejects.csv")
        progress.advance()
    return {what: folder / name for what, name in PROFILE_FILES.items()}

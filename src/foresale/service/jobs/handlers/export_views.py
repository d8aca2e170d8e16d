"""The job that writes the views for reports as Parquet files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from foresale.storage import outages
from foresale.storage.database import bi_exports

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.progress import LoggedProgress

FOLDER = "exports"


def export_views(
    container: Container, arguments: Mapping[str, Any], context: LoggedProgress
) -> Mapping[str, Any]:
    """Replace the files of the export before; doing it again changes nothing else.

    Args:
        container: The service's parts.
        arguments: `views`, by default all; `copy_days`, how long copies with the day in their name stay.
        context: Hears how far it is.
    """
    settings = container.settings
    folder = settings.export_folder or settings.home / FOLDER
    today = datetime.now(ZoneInfo(settings.time_zone)).date()
    outages.refuse_full_disk(settings.home, settings.min_free_mb)
    options = bi_exports.ExportOptions.read(arguments)
    rows = bi_exports.export_views(container.engine, folder, options, today, context)
    return {"folder": str(folder), "rows": rows}

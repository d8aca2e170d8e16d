"""Settings of what leaves the service by itself: logs, traces and exports."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class OutputSettings(BaseSettings):
    """What is logged, and where traces and exports go."""

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged.")
    log_format: Literal["json", "text"] = Field("json", description="Lines for machines, or for people.")
    traces_url: str | None = Field(
        None,
        description="Where traces go by OTLP over HTTP, such as http://collector:4318; "
        "without it none are made.",
    )
    traces_share: float = Field(1.0, ge=0, le=1, description="Share of requests and jobs that are traced.")
    traces_headers: SecretStr | None = Field(
        None, description="Headers that the collector wants, name=value with commas between."
    )
    export_folder: Path | None = Field(
        None, description="Folder that scheduled exports go to; by default `exports` in `home`."
    )

"""Files are read and forecast by the command line, in a process of its own: the app adds nothing to it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

LIMIT_SECONDS = 900


@dataclass(frozen=True)
class CommandAnswer:
    """What a command answered.

    Attributes:
        fields: Its JSON; empty where it failed.
        problem: What went wrong, and what to do.
        files: What it wrote, by name.
    """

    fields: Mapping[str, Any]
    problem: str
    files: Mapping[str, bytes]

    def archive(self) -> bytes:
        """All files as one ZIP."""
        place = BytesIO()
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in self.files.items():
                packed.writestr(name, content)
        return place.getvalue()


def run_command(command: str, name: str, content: bytes, options: Sequence[str]) -> CommandAnswer:
    """Run `foresale COMMAND FILE` on an uploaded file; it and all that is made of it are removed after.

    Args:
        command: forecast or drivers.
        name: The file's name, by whose extension it is read.
        content: Its bytes.
        options: Further words.
    """
    with TemporaryDirectory(prefix="foresale-lab-") as kept:
        folder = Path(kept)
        file, out = folder / Path(name).name, folder / "out"
        file.write_bytes(content)
        words = [sys.executable, "-m", "foresale", command, str(file), "--out", str(out), "--yes", "--json"]
        try:
            ran = subprocess.run(  # noqa: S603 - words of our own, no shell
                [*words, *options],
                capture_output=True,
                text=True,
                timeout=LIMIT_SECONDS,
                check=False,
                cwd=folder,
            )
        except subprocess.TimeoutExpired:
            return CommandAnswer(
                {}, f"This took longer than {LIMIT_SECONDS // 60} minutes. Take a smaller file.", {}
            )
        files = {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file()
        }
        try:
            fields = json.loads(ran.stdout)
        except ValueError:
            fields = {}
        if ran.returncode != 0:
            told = fields.get("error") or {}
            said = (
                "\n\n".join(filter(None, (told.get("problem"), told.get("fix"))))
                if told
                else ran.stderr.strip()
            )
            return CommandAnswer({}, said.replace(str(folder) + "/", "") or "The command failed.", {})
        return CommandAnswer(fields, "", files)

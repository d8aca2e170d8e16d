"""Reads the tables inside a ZIP archive as one table."""

from __future__ import annotations

import lzma
import shutil
import tempfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from foresale.data.reading.formats.file_names import name_files
from foresale.data.reading.formats.raw_table import RawTable, stack
from foresale.errors import UnreadableFileError
from foresale.notes import Note

MAX_MEMBERS = 1_000
MAX_UNPACKED_BYTES = 8 * 2**30
_MAX_NAMED = 6

_UNPACKING = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError)
"""How the kinds of compression say that bytes are damaged or of a kind that isn't known."""


def read_archive(path: Path, endings: tuple[str, ...], read: Callable[[Path], RawTable]) -> RawTable:
    """Read the tables of an archive: those of the ending that holds most, as one table.

    Args:
        path: The archive.
        endings: Endings of files that can be read.
        read: Reads one of them.

    Raises:
        UnreadableFileError: It is damaged, locked by a password, too large, or holds no table.
    """
    try:
        with zipfile.ZipFile(path) as packed, tempfile.TemporaryDirectory() as folder:
            chosen, others = _members(packed, path.name, endings)
            tables = [
                read(_unpack(packed, member, Path(folder) / str(i), path.name))
                for i, member in enumerate(chosen)
            ]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _damage_error(path.name, error) from None
    raw = stack(tables)
    frame, said = name_files(raw.frame) if len(tables) > 1 else (raw.frame, ())
    notes = (*raw.notes, *said)
    if others:
        listed = ", ".join(others[:_MAX_NAMED])
        text = f"{path.name}: {len(chosen)} of {len(chosen) + len(others)} files are read; not {listed}."
        notes = (Note("archive_members", len(others), text), *notes)
    return replace(raw, frame=frame, notes=notes)


def _members(
    packed: zipfile.ZipFile, file: str, endings: tuple[str, ...]
) -> tuple[list[zipfile.ZipInfo], list[str]]:
    """The files to read, and the names of the others."""
    inside = [
        info
        for info in packed.infolist()
        if not info.is_dir()
        and not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(info.filename).parts)
    ]
    by_ending: dict[str, list[zipfile.ZipInfo]] = defaultdict(list)
    for info in inside:
        by_ending[PurePosixPath(info.filename).suffix.lower()].append(info)
    known = {ending: infos for ending, infos in by_ending.items() if ending in endings}
    if not known:
        listed = ", ".join(PurePosixPath(info.filename).name for info in inside[:_MAX_NAMED]) or "nothing"
        raise UnreadableFileError(
            f"{file} holds no table that can be read; it holds {listed}.",
            fix=f"Put files into it that end in one of: {', '.join(endings[:6])}.",
        )
    chosen = max(known.values(), key=lambda infos: sum(info.file_size for info in infos))
    chosen = sorted(chosen, key=lambda info: info.filename)
    if any(info.flag_bits & 1 for info in chosen):
        raise UnreadableFileError(f"{file} is protected by a password.", fix="Unpack it, and give the files.")
    if len(chosen) > MAX_MEMBERS or sum(info.file_size for info in chosen) > MAX_UNPACKED_BYTES:
        raise UnreadableFileError(
            f"{file} holds too much to be unpacked here.", fix="Unpack it, and give the files."
        )
    return chosen, [info.filename for info in inside if info not in chosen]


def _unpack(packed: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, file: str) -> Path:
    """A member as a file of its own name; its folders are words of it, so that none leaves ours."""
    folder.mkdir()
    place = folder / (" ".join(PurePosixPath(member.filename.replace("\\", "/")).parts) or file)
    try:
        with packed.open(member) as source, place.open("wb") as target:
            shutil.copyfileobj(source, target)
    except _UNPACKING as error:
        raise _damage_error(file, error) from None
    except OSError as error:
        if error.errno is not None:  # the disk's; what bzip2 can't unpack has no number
            raise
        raise _damage_error(file, error) from None
    return place


def _damage_error(file: str, error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        f"{file} is no archive that can be unpacked ({error}).", fix="Pack or download it again."
    )

"""A backup of a whole service: its database, MLflow's, models, uploads, and the secret on request."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from foresale.errors import OptionError
from foresale.messages import option
from foresale.progress import Progress, SilentProgress
from foresale.storage.backup.archive import BackupReader, BackupWriter, Manifest, new_backup
from foresale.storage.backup.database_rows import (
    list_kept_tables,
    manifest_of,
    read_tables,
    refuse_rows,
    write_tables,
)
from foresale.storage.backup.registry_copy import fill_registry, refuse_models, save_registry
from foresale.storage.home_lock import hold_home
from foresale.storage.registry.open_mlflow import hide_credentials, is_server
from foresale.storage.secret import FILE as SECRET

REGISTRY, MODELS, UPLOADS = "mlflow.db", "models", "uploads"
_ARRIVING = ".part"


@dataclass(frozen=True)
class ServicePlaces:
    """Where a service keeps what it has.

    Attributes:
        engine: The system of record.
        mlflow_address: Of MLflow's database or server.
        home: The service's folder.
    """

    engine: sa.Engine
    mlflow_address: str
    home: Path


def back_up_service(
    places: ServicePlaces, file: Path, *, with_secret: bool = False, progress: Progress | None = None
) -> Manifest:
    """Write all that a service has to a file; it goes on working meanwhile.

    Models are taken after the database, and their files after the list of them: whatever the one names, the
    other has.

    Args:
        places: Where the service keeps it.
        file: A zip that isn't there yet.
        with_secret: Whether the secret that signs tokens goes in, so that nobody has to log in again.
        progress: Hears how far it is.

    Raises:
        OptionError: The database isn't at the newest revision, or the file can't be written.
        RegistryError: MLflow's database can't be read.
    """
    progress = progress or SilentProgress()
    progress.start("Backing up", len(list_kept_tables()) + 1)
    with new_backup(file, manifest_of(places.engine)) as writer:
        # Twice: an import that ends meanwhile takes its file away, one that begins brings another.
        _add_folder(writer, places.home, UPLOADS)
        write_tables(places.engine, writer, progress)
        _add_folder(writer, places.home, UPLOADS)
        with tempfile.TemporaryDirectory(prefix=".foresale-", dir=file.parent) as folder:
            copy = Path(folder) / REGISTRY
            if save_registry(places.mlflow_address, copy):
                writer.add_file(REGISTRY, copy)
                _add_folder(writer, places.home, MODELS)
        if with_secret and (places.home / SECRET).exists():
            writer.add_file(SECRET, places.home / SECRET)
        progress.advance()
    return writer.manifest


def restore_service(
    places: ServicePlaces, file: Path, *, replace: bool = False, progress: Progress | None = None
) -> Manifest:
    """Make of a backup a service that trains and serves, in any folder and on any kind of database.

    Args:
        places: Where it is to be; nothing runs there.
        file: The backup.
        replace: Whether what is there is lost.
        progress: Hears how far it is.

    Raises:
        OptionError: Something is there already, or the backup is of a newer program.
        ConflictError: A service runs there.
        UnreadableFileError: The file isn't a whole backup.
        RegistryError: MLflow's database can't be written.
    """
    home = places.home
    with hold_home(home), BackupReader.open(file) as backup, _draft(home) as draft:
        if REGISTRY in backup.manifest.files and is_server(places.mlflow_address):
            raise OptionError(
                f"The backup holds models, and {hide_credentials(places.mlflow_address)} is a server, which "
                "takes none.",
                fix="Restore without the setting 'mlflow_url', or let it name a database.",
            )
        if not replace:
            refuse_rows(places.engine)
            refuse_models(places.mlflow_address)
            _refuse_files(home, backup)
        for name in backup.manifest.files:
            backup.extract(name, draft / name)
        read_tables(places.engine, backup, progress or SilentProgress())
        _put_in_place(places, draft)
    return backup.manifest


def _add_folder(writer: BackupWriter, home: Path, folder: str) -> None:
    """Add the files of a folder that aren't in the backup yet."""
    for path in sorted((home / folder).rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.suffix == _ARRIVING or name in writer.manifest.files or not path.is_file():
            continue
        try:
            writer.add_file(name, path)
        except FileNotFoundError:  # its import has just ended
            continue


def _refuse_files(home: Path, backup: BackupReader) -> None:
    for folder in (MODELS, UPLOADS):
        held = (path for path in (home / folder).rglob("*") if path.is_file())
        if next(held, None) is not None and any(
            name.startswith(f"{folder}/") for name in backup.manifest.files
        ):
            raise OptionError(
                f"{home / folder} holds files already.",
                fix=f"Restore to a new home, or say {option('replace', True)} to lose what this one holds.",
            )


@contextmanager
def _draft(home: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home) as folder:
        yield Path(folder)


def _put_in_place(places: ServicePlaces, draft: Path) -> None:
    for folder in (MODELS, UPLOADS):
        if (draft / folder).is_dir():
            if (places.home / folder).exists():
                (places.home / folder).rename(draft / f"{folder}.before")
            (draft / folder).rename(places.home / folder)
    if (draft / REGISTRY).exists():
        fill_registry(draft / REGISTRY, places.mlflow_address)
    if (draft / SECRET).exists():
        shutil.move(draft / SECRET, places.home / SECRET)

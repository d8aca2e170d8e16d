"""Bringing a database's schema to the version this program knows, or back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RangeNotAncestorError, RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from foresale.errors import OptionError
from foresale.storage.database.bi_views import drop_views, make_views

LATEST, NOTHING = "head", "base"
_PLACE = "foresale.storage.database:migrations"
_TURN = 7_352_010_410
"""The number, and on MySQL the name, under which processes wait for one another."""
_WAIT_SECONDS = 600

_Steps = Callable[[Any, MigrationContext], Iterable[Any]]


def upgrade(engine: Engine, to: str = LATEST) -> str:
    """Bring the schema up to a revision, the newest by default, and answer what it is now.

    Safe to call at every start, also by several processes at once: they wait for one another.

    Args:
        engine: The database.
        to: A revision such as `0003`, or `head`.

    Raises:
        OptionError: There is no such revision, or the database is newer than this program.
    """
    script = _script()
    return _migrate(engine, script, to, lambda current, _: script._upgrade_revs(to, current))


def downgrade(engine: Engine, to: str) -> str:
    """Take the schema back to an older revision, and answer what it is now.

    What newer tables and columns held is lost: make a backup before.

    Args:
        engine: The database.
        to: A revision such as `0003`, or `base` for an empty database.

    Raises:
        OptionError: There is no such revision below the database's.
    """
    script = _script()
    return _migrate(engine, script, to, lambda current, _: script._downgrade_revs(to, current))


def revision(engine: Engine) -> str | None:
    """The revision that the database is at; None before the first upgrade."""
    with engine.connect().execution_options(writes=False) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The revision that this program needs."""
    return str(_script().get_current_head())


def check_current(engine: Engine) -> None:
    """Refuse a database that isn't at the revision this program needs.

    Raises:
        OptionError: It is older, newer or empty.
    """
    found, needed = revision(engine), newest()
    if found == needed:
        return
    if found is None:
        raise OptionError("The database is empty.", fix="Run `foresale db upgrade` to make its tables.")
    if found not in {step.revision for step in _script().walk_revisions()}:
        raise _from_the_future(found)
    raise OptionError(
        f"The database's schema is at {found}; this program needs {needed}.",
        fix="Make a backup with the version before this one, then run `foresale db upgrade`.",
    )


def check_known(to: str) -> None:
    """Refuse a revision that this program doesn't know, before anything is changed for it.

    Raises:
        OptionError: A newer program made it, or it's none.
    """
    if to not in {step.revision for step in _script().walk_revisions()}:
        raise OptionError(
            f"The backup's schema is at {to[:50]}, which this program doesn't know.",
            fix="Use the newer version of Foresale that made it.",
        )


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", _PLACE)
    return ScriptDirectory.from_config(config)


def _migrate(engine: Engine, script: ScriptDirectory, to: str, steps: _Steps) -> str:
    # DDL on SQLite is as transactional as on PostgreSQL, since our connections begin transactions themselves.
    whole = engine.dialect.name != "mysql"
    with engine.connect() as connection, _turn(connection):
        found = MigrationContext.configure(connection).get_current_revision()
        known = {step.revision for step in script.walk_revisions()}
        if found is not None and found not in known:
            raise _from_the_future(found)
        views = drop_views(connection)  # a table that one of them reads can't be changed everywhere
        with EnvironmentContext(Config(), script, fn=steps) as environment:
            environment.configure(connection, transactional_ddl=whole)
            try:
                environment.run_migrations()
            except (CommandError, RevisionError, RangeNotAncestorError):
                raise OptionError(
                    f"The schema can't go from {found or NOTHING} to '{to}'.",
                    fix=f"Name one of {NOTHING}, {', '.join(sorted(known))}, {LATEST}.",
                ) from None
        now = MigrationContext.configure(connection).get_current_revision() or NOTHING
        if views and now == script.get_current_head():
            make_views(connection)
        return now


@contextmanager
def _turn(connection: Connection) -> Iterator[None]:
    """Wait until nobody else migrates; SQLite's writers wait by themselves."""
    kind = connection.dialect.name
    if kind == "mysql":
        connection.execute(text("SELECT GET_LOCK(:turn, :wait)"), {"turn": str(_TURN), "wait": _WAIT_SECONDS})
    elif kind == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    try:
        yield
        connection.commit()
    finally:
        if kind == "mysql":
            connection.execute(text("SELECT RELEASE_LOCK(:turn)"), {"turn": str(_TURN)})


def _from_the_future(found: str) -> OptionError:
    return OptionError(
        f"The database's schema is at {found}, which this program doesn't know.",
        fix="Use the newer version of Foresale that made it, or restore a backup.",
    )

"""Trained models in MLflow: a run for each training, a version for each model, aliases for who serves."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from foresale.errors import OptionError, RegistryError
from foresale.forecasting.trained.folder_digests import folder_digest, folder_digests
from foresale.storage.registry.logged_run import (
    about_training,
    dataset_input,
    run_tags,
    source_tags,
    to_metrics,
)
from foresale.storage.registry.moved_artifacts import EXPERIMENT, follow_artifacts
from foresale.storage.registry.one_at_a_time import one_at_a_time
from foresale.storage.registry.open_mlflow import hide_credentials, is_server, open_mlflow, report_failures
from foresale.storage.registry.removal import remove_run
from foresale.storage.registry.search_pages import all_pages
from foresale.storage.registry.version_tags import (
    DIGEST,
    PREFIX,
    is_ours,
    model_name,
    model_version,
    scope_of,
    version_tags,
)
from foresale.workflows.ports import ModelVersion, Scope, TrainedModel

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion as MlflowVersion

MODEL, PAGES = "model", "pages"
PARAMETERS_A_BATCH = 100


class MlflowRegistry:
    """Keeps models in MLflow, on this machine or on a server.

    Nothing is imported or opened before the first use: MLflow takes some seconds.

    Args:
        address: `http(s)://…` of an MLflow server, or a database.
        artifacts: Folder of the models' files where there is no server, which else has them.
        cache: Folder of local copies.
    """

    def __init__(self, address: str, artifacts: Path, cache: Path) -> None:
        self.address, self.artifacts, self.cache = address, artifacts.absolute(), cache.absolute()

    def register(self, trained: TrainedModel) -> ModelVersion:
        """Log a run with all of `trained`, and register its model as the next version of its scope.

        Raises:
            RegistryError: MLflow can't be reached, or refuses; the run is then marked as failed.
        """
        digests = folder_digests(trained.folder)
        if not digests:
            raise RegistryError(
                f"The model folder {trained.folder} is empty.", fix="Save the model there before."
            )
        about = about_training(trained)
        with self._report_faults():
            name = self._model(trained.scope)
            run = self._client.create_run(
                self._experiment,
                run_name=f"{trained.scope} {trained.cutoff}",
                tags={
                    "foresale.family": trained.scope.family,
                    "foresale.segment": trained.scope.segment,
                    **source_tags(about),
                },
            )
            try:
                found = self._fill(run.info.run_id, f"{run.info.artifact_uri}/{MODEL}", trained, about)
            except BaseException:  # an interruption too: nothing may look as if it still ran
                self._client.set_terminated(run.info.run_id, status="FAILED")
                raise
            self._client.set_terminated(run.info.run_id)
            return model_version(found, self._aliases(name))

    def versions(self, scope: Scope | None = None) -> Sequence[ModelVersion]:
        """Every version that Foresale registered, newest first; of one scope, or of all."""
        wanted = f"name LIKE '{PREFIX}%'" if scope is None else f"name = '{model_name(scope)}'"
        with self._report_faults():
            found = [
                version
                for version in all_pages(self._client.search_model_versions, wanted)
                if is_ours(version)
            ]
            aliases = {name: self._aliases(name) for name in {version.name for version in found}}
        known = [model_version(version, aliases[version.name]) for version in found]
        return sorted(known, key=lambda version: (version.created_at, version.number), reverse=True)

    def version(self, scope: Scope, number: int) -> ModelVersion:
        """One version.

        Raises:
            OptionError: There is none of that number.
        """
        found = self._find(scope, number)
        with self._report_faults():
            return model_version(found, self._aliases(found.name))

    def at(self, scope: Scope, alias: str) -> ModelVersion | None:
        """The version that an alias names; None while it names none."""
        with self._report_faults():
            number = self._aliases(model_name(scope)).get(alias)
        return None if number is None else self.version(scope, int(number))

    def point(self, scope: Scope, alias: str, number: int | None) -> None:
        """Let an alias name another version, or none.

        Raises:
            OptionError: There is no version of that number.
        """
        name = model_name(scope)
        if number is not None:
            self._find(scope, number)
        with self._report_faults():
            if number is not None:
                self._client.set_registered_model_alias(name, alias, str(number))
            elif alias in self._aliases(name):
                self._client.delete_registered_model_alias(name, alias)

    def alone(self) -> AbstractContextManager[None]:
        """Wait until nobody else on this machine changes aliases, and keep others from it in a block.

        Raises:
            RegistryError: Another process has kept its turn for two minutes.
        """
        return one_at_a_time(self.cache / "aliases.lock")

    def note(self, version: ModelVersion, what: str, text: str) -> None:
        """Put a tag on a version, such as why it was promoted, for readers of MLflow's own pages."""
        with self._report_faults():
            self._client.set_model_version_tag(
                model_name(version.scope), str(version.number), f"{PREFIX}{what}", text
            )

    def aliases(self) -> dict[Scope, dict[str, int]]:
        """Which version each alias names, of every scope."""
        with self._report_faults():
            found = all_pages(self._client.search_registered_models, f"name LIKE '{PREFIX}%'")
            return {
                scope_of(model.name): {alias: int(number) for alias, number in model.aliases.items()}
                for model in found
            }

    def fetch(self, version: ModelVersion) -> Path:
        """A local folder with the model's files, downloaded once and compared with what was registered.

        Raises:
            RegistryError: The files aren't those that were registered.
        """
        with self._report_faults():
            found = self._find(version.scope, version.number)
        place = self.cache / model_name(version.scope) / f"{version.number}-{found.run_id}"
        if folder_digest(place) == found.tags[DIGEST]:
            return place
        with one_at_a_time(place.parent.with_name(f"{place.parent.name}.lock")):
            if folder_digest(place) != found.tags[DIGEST]:
                self._download(found, place)
        return place

    def page(self, version: ModelVersion, name: str) -> Path | None:
        """A local copy of a further file of the version's run, such as its report; None without it."""
        folder = self.cache / model_name(version.scope) / f"{version.number}-{version.run_id}-{PAGES}"
        if (folder / PAGES / name).is_file():
            return folder / PAGES / name
        with self._report_faults():
            held = {item.path for item in self._client.list_artifacts(version.run_id, PAGES)}
            if f"{PAGES}/{name}" not in held:
                return None
            folder.mkdir(parents=True, exist_ok=True)
            return Path(self._client.download_artifacts(version.run_id, f"{PAGES}/{name}", str(folder)))

    def remove(self, version: ModelVersion) -> None:
        """Take a version away with its run, files and local copies; one that is gone stays gone."""
        name = model_name(version.scope)
        for copy in (self.cache / name).glob(f"{version.number}-*"):
            shutil.rmtree(copy, ignore_errors=True)
        with self._report_faults():
            remove_run(self._client, version.run_id, name, version.number)

    @cached_property
    def _client(self) -> MlflowClient:
        with one_at_a_time(self.cache / "registry.lock"):  # two at once can't make MLflow's tables
            client = open_mlflow(self.address)
            with report_failures(self.address):
                follow_artifacts(client, self.address, self.artifacts)
            return client

    @cached_property
    def _experiment(self) -> str:
        with one_at_a_time(self.cache / "registry.lock"):
            found = self._client.get_experiment_by_name(EXPERIMENT)
            if found is not None:
                return found.experiment_id
            place = None if is_server(self.address) else self.artifacts.as_uri()
            return self._client.create_experiment(EXPERIMENT, artifact_location=place)

    @contextmanager
    def _report_faults(self) -> Iterator[None]:
        _ = self._client  # imports MLflow, and tells why if it can't be reached
        with report_failures(self.address):
            yield

    def _fill(
        self, run_id: str, source: str, trained: TrainedModel, about: Mapping[str, str]
    ) -> MlflowVersion:
        """Everything of a run, and last the version: one that is seen is whole."""
        metrics, parameters = to_metrics(trained)
        for start in range(0, len(parameters), PARAMETERS_A_BATCH):
            self._client.log_batch(run_id, params=parameters[start : start + PARAMETERS_A_BATCH])
        self._client.log_batch(run_id, metrics=metrics, tags=run_tags(about))
        self._client.log_inputs(run_id, [dataset_input(trained)])
        self._client.log_artifacts(run_id, str(trained.folder), MODEL)
        for page in trained.pages.values():
            self._client.log_artifact(run_id, str(page), PAGES)
        tags = version_tags(trained, about, folder_digest(trained.folder))
        return self._client.create_model_version(model_name(trained.scope), source, run_id, tags=tags)

    def _model(self, scope: Scope) -> str:
        """The name of the scope's model, which is made where it isn't there yet."""
        from mlflow.exceptions import MlflowException

        name = model_name(scope)
        try:
            self._client.create_registered_model(name)
        except MlflowException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise
        held = self._client.get_registered_model(name).name
        if held != name:
            raise RegistryError(
                f"MLflow's database takes '{scope.segment}' and '{scope_of(held).segment}' for the same.",
                fix="Rename one of them, or give MLflow a database whose collation tells A from a.",
            )
        return name

    def _find(self, scope: Scope, number: int) -> MlflowVersion:
        from mlflow.exceptions import MlflowException

        with self._report_faults():
            try:
                found = self._client.get_model_version(model_name(scope), str(number))
            except MlflowException as error:
                if error.error_code == "RESOURCE_DOES_NOT_EXIST":
                    raise _make_unknown_version(scope, number) from None
                raise
        if not is_ours(found):
            raise _make_unknown_version(scope, number)
        return found

    def _aliases(self, name: str) -> Mapping[str, str | int]:
        from mlflow.exceptions import MlflowException

        try:
            return dict(self._client.get_registered_model(name).aliases)
        except MlflowException as error:
            if error.error_code == "RESOURCE_DOES_NOT_EXIST":
                return {}
            raise

    def _download(self, found: MlflowVersion, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix=".draft-", dir=place.parent) as draft,
            self._report_faults(),
        ):
            copy = Path(self._client.download_artifacts(str(found.run_id), MODEL, draft))
            if folder_digest(copy) != found.tags[DIGEST]:
                raise RegistryError(
                    f"The files of {found.name} {found.version} at {hide_credentials(self.address)} "
                    "aren't those that were registered.",
                    fix="Train it again, or restore the registry's artifacts from a backup.",
                )
            if folder_digests(place).keys() - folder_digests(copy).keys():
                raise RegistryError(
                    f"{place} holds files that aren't of {found.name} {found.version}.",
                    fix="Move the folder away; the model is then fetched anew.",
                )
            shutil.rmtree(place, ignore_errors=True)
            copy.rename(place)


def _make_unknown_version(scope: Scope, number: int) -> OptionError:
    return OptionError(f"There is no version {scope}.{number}.", fix="See which versions there are.")

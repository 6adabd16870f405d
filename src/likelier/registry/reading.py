"""What is registered: versions, aliases, and what each version keeps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from likelier.artifact import Artifact
from likelier.connection import Connection
from likelier.errors import RegistryError
from likelier.registry.version import CARD, CHAMPION, Version


class Reading:
    """One registered model in one MLflow server or file, as far as it is read.

    Parameters
    ----------
    name : str
        The registered model's name, and that of the experiment.
    folder : Path
        Where SQLite and the artifacts go when `MLFLOW_TRACKING_URI` is not set.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._connection = Connection(folder)
        self._client = self._connection.client
        self._told = self._connection.told

    def versions(self) -> list[Version]:
        """All versions, the oldest first."""
        with self._told():
            found = [self._version(one) for one in self._found()]
            # A search tells no aliases.
            aliases = self._aliases()
        of = {one.number: sorted(alias for alias, number in aliases.items() if number == one.number) for one in found}
        named = [replace(one, aliases=tuple(of[one.number])) for one in found]
        return sorted(named, key=lambda version: version.number)

    def _found(self) -> Iterator[Any]:
        page = None
        while page is None or page.token:
            page = self._client.search_model_versions(f"name='{self.name}'", page_token=page and page.token)
            yield from page

    def aliased(self, alias: str) -> Version | None:
        """The version that an alias points to, or None."""
        with self._told():
            number = self._aliases().get(alias)
        return None if number is None else self._numbered(number)

    def _numbered(self, number: int) -> Version:
        with self._told():
            return self._version(self._client.get_model_version(self.name, str(number)))

    def _aliases(self) -> dict[str, int]:
        from mlflow.exceptions import MlflowException

        try:
            found = self._client.get_registered_model(self.name).aliases
        except MlflowException as error:
            if error.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise
            return {}
        return {alias: int(number) for alias, number in found.items()}

    def file(self, version: Version, name: str) -> Path:
        """A file that the version's run keeps, fetched."""
        import mlflow

        with self._told():
            return Path(mlflow.artifacts.download_artifacts(run_id=version.run_id, artifact_path=name))

    def kept(self, version: Version, name: str) -> Path | None:
        """As `file`; None where the version keeps no such file, as that of an older likelier."""
        with self._told():
            names = [file.path for file in self._client.list_artifacts(version.run_id)]
        return self.file(version, name) if name in names else None

    def card(self, version: Version) -> str | None:
        """The model card of a version, Markdown; None where an older likelier has registered it."""
        file = self.kept(version, CARD)
        return None if file is None else file.read_text(encoding="utf-8")

    def load(self, version: Version) -> Artifact:
        """The artifact of a version, fetched and read."""
        return Artifact.load(self.fetch(version))

    def fetch(self, version: Version) -> Path:
        """The folder of a version's artifact, fetched."""
        import mlflow

        with self._told():
            folder = mlflow.artifacts.download_artifacts(f"models:/{self.name}/{version.number}")
        return Path(folder) / "artifacts" / "artifact"

    def champion(self) -> tuple[Version, Artifact]:
        """The version in service.

        Raises
        ------
        RegistryError
            Nothing has the alias `champion`.
        """
        version = self.aliased(CHAMPION)
        if version is None:
            raise RegistryError(f"no version of {self.name!r} is champion yet; run `dvc repro` or `likelier run` first")
        return version, self.load(version)

    def _version(self, found: Any) -> Version:
        registered = datetime.fromtimestamp(found.creation_timestamp / 1000, UTC)
        return Version(int(found.version), found.run_id, dict(found.tags), tuple(sorted(found.aliases)), registered)

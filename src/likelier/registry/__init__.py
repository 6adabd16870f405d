"""The MLflow registry: versions of the model, and the aliases `champion`, `challenger` and `previous`.

Any tracking server through `MLFLOW_TRACKING_URI`; without it, SQLite below ``registry/``.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from likelier.artifact import Artifact
from likelier.connection import Connection
from likelier.errors import RegistryError
from likelier.registry import turn as turns
from likelier.registry.alone import alone
from likelier.registry.evaluation import Evaluation
from likelier.registry.runs import Runs
from likelier.registry.stale import end_stale

CHAMPION, CHALLENGER, PREVIOUS = "champion", "challenger", "previous"
DIGEST, DECISION, DATA = "likelier.digest", "likelier.decision", "likelier.data"
PROMOTED = "likelier.promoted"  # yes, or which conditions of the gate have refused it; the last thing that it writes
FACTS = "likelier.facts"  # what `likelier.version_facts` gathers, as JSON
ROLLED_BACK = "likelier.rolled_back"  # since when a version that was champion is out of service
REPLACES = "likelier.replaces"  # while a version becomes champion: the number of the one that it replaces
DEPLOYED = "likelier.deployed"  # since when a service knows of a champion
CARD = "model_card.md"
ANY = -1  # whichever version is champion


@dataclass(frozen=True)
class Version:
    """One registered model version and the run that made it."""

    number: int
    run_id: str
    tags: Mapping[str, str]
    aliases: tuple[str, ...]
    registered: datetime

    @property
    def facts(self) -> dict[str, Any]:
        """What it tells of its data and figures; empty where an older likelier has registered it."""
        found: dict[str, Any] = json.loads(self.tags.get(FACTS, "{}"))
        return found


@dataclass(frozen=True)
class Completed:
    """A promotion that another process has begun: the champion since then, and the one that it replaced."""

    champion: Version
    before: Version

    @property
    def rollback(self) -> bool:
        """Whether it took the version before out of service."""
        return ROLLED_BACK in self.before.tags


class Registry:
    """One registered model in one MLflow server or file.

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
        self._taken: turns.Taken | None = None

    @contextmanager
    def turn(self, limit: float = turns.LIMIT) -> Iterator["Completed | None"]:
        """Be the only one who writes to this registered model, of all processes and machines; see `turn.py`.

        What was read before may be out of date: read it again inside. A turn inside a turn is the same one.

        Parameters
        ----------
        limit : float
            Seconds until waiting for the others is given up.

        Yields
        ------
        Completed or None
            A promotion in which a process was killed, and which is complete now.

        Raises
        ------
        RegistryError
            Others have it for longer, or the registry fails.
        """
        if self._taken is not None:
            yield None
            return
        with turns.turn(self._client, self._told, self.name, limit) as self._taken:
            try:
                yield self._complete()
            finally:
                self._taken = None

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

    def add(
        self,
        folder: Path,
        digest: str,
        knobs: Mapping[str, Any],
        figures: Mapping[str, float],
        tags: Mapping[str, str],
        files: list[Path],
        evaluation: Evaluation | None = None,
    ) -> Version:
        """Log an artifact's folder as a new version, with its run, and return it; or the lower version of the same.

        Parameters
        ----------
        folder : Path
            What `Artifact.save` wrote.
        digest : str
            Digest of the artifact and its predictions: the version's identity.
        knobs, figures, tags : mapping
            The run's params, metrics and tags.
        files : list of Path
            Further files that the run keeps.
        evaluation : Evaluation or None
            Whose best model it is: the version's run is then one of the evaluation's, with params and figures of it.
        """
        import mlflow

        with self._told():
            experiment = self._connection.experiment(self.name)
            if evaluation is None:
                logged = alone(self._client, experiment, self.name, folder, knobs, figures, tags, files)
            else:
                runs = Runs(self._client, experiment, evaluation)
                logged = runs.model(evaluation.best, folder, files)[1]
            with redirect_stderr(StringIO()):  # it prints which version it made, and so does the step
                registered = mlflow.register_model(f"models:/{logged}", self.name, tags={DIGEST: digest, **tags})
        return self._first(int(registered.version), digest)

    def _first(self, number: int, digest: str) -> Version:
        """Of two versions of the same artifact the lower one stays; the one just made is removed.

        Two processes may have registered it at once, or a server that answered too late was asked once more.
        """
        first = next(one for one in self.versions() if one.tags.get(DIGEST) == digest)
        if first.number < number:
            with self._told():
                self._client.delete_model_version(self.name, str(number))
        return first

    def record(self, evaluation: Evaluation, version: Version) -> None:
        """Complete the runs of an evaluation: one above, and one for each model below; nothing where they are there.

        Parameters
        ----------
        version : Version
            That of its best model.
        """
        with self.turn(), self._told():
            experiment = self._connection.experiment(self.name)
            Runs(self._client, experiment, evaluation).finish(self.name, version.number, version.run_id)
            end_stale(self._client, experiment)

    def tag(self, version: Version, key: str, value: str) -> None:
        """Set a tag of a version."""
        with self._told():
            self._client.set_model_version_tag(self.name, str(version.number), key, value)

    def describe(self, version: Version, text: str) -> None:
        """Set the description of a version, Markdown, which MLflow's page shows."""
        with self._told():
            self._client.update_model_version(self.name, str(version.number), text)

    def untag(self, version: Version, key: str) -> None:
        """Remove a tag of a version, if it has it."""
        if key in version.tags:
            self._end(version, key)

    def alias(self, version: Version, alias: str) -> None:
        """Point an alias at a version."""
        if self._taken is not None:
            self._taken.hold()
        with self._told():
            self._client.set_registered_model_alias(self.name, alias, str(version.number))

    def promote(self, version: Version, over: int | None = ANY, *, withdraw: bool = False) -> Version | None:
        """Make a version the champion; the one that was it before is `previous` from then on, and returned.

        Its model is fetched and read before. Killed at any moment it leaves one champion, the old or the new, and
        whoever has the next `turn` completes it: what it replaces is noted on the version, then come the aliases.

        Parameters
        ----------
        over : int or None
            The champion that it was compared with, None: there was none; nothing is changed if it is another now.
        withdraw : bool
            Keep the old champion out of service when its model is registered again.

        Raises
        ------
        ArtifactError
            Its model does not load; nothing has changed.
        RegistryError
            The champion is not `over`, or the registry fails.
        """
        self.load(version)
        with self.turn():
            version, before = self._numbered(version.number), self.aliased(CHAMPION)
            there = None if before is None else before.number
            if over not in (ANY, there):
                raise RegistryError(
                    f"version {version.number} was compared with {_named(over)}, but {_named(there)} is champion of "
                    f"{self.name!r} now; compare them again"
                )
            self.untag(version, ROLLED_BACK)
            if before is None or before.number == version.number:
                self.untag(version, REPLACES)
                self.alias(version, CHAMPION)
                return before
            if withdraw:
                self.tag(before, ROLLED_BACK, datetime.now(UTC).isoformat(timespec="seconds"))
            self.tag(version, REPLACES, str(before.number))
            self.alias(version, CHAMPION)
            self._follow(version, before)
        return before

    def _follow(self, champion: Version, before: Version) -> None:
        self.alias(before, PREVIOUS)
        self._end(champion, REPLACES)

    def _complete(self) -> "Completed | None":
        champion = self.aliased(CHAMPION)
        if champion is None:
            return None
        self.untag(champion, ROLLED_BACK)  # a rollback that was killed before it began
        if REPLACES not in champion.tags:
            return None
        before = next((one for one in self.versions() if str(one.number) == champion.tags[REPLACES]), None)
        if before is None:  # deleted since
            self._end(champion, REPLACES)
            return None
        self._follow(champion, before)
        return Completed(champion, before)

    def _end(self, version: Version, key: str) -> None:
        with self._told():
            self._client.delete_model_version_tag(self.name, str(version.number), key)

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


def _named(number: int | None) -> str:
    return "none" if number is None else f"version {number}"

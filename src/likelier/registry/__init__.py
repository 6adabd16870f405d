"""The MLflow registry: versions of the model, and the aliases `champion`, `challenger` and `previous`.

Any tracking server through `MLFLOW_TRACKING_URI`; without it, SQLite below ``registry/``.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from likelier.errors import RegistryError
from likelier.registry import turn as turns
from likelier.registry.alone import alone
from likelier.registry.evaluation import Evaluation
from likelier.registry.reading import Reading
from likelier.registry.runs import Runs
from likelier.registry.stale import end_stale
from likelier.registry.version import (
    CARD,
    CHALLENGER,
    CHAMPION,
    DATA,
    DECISION,
    DEPLOYED,
    DIGEST,
    FACTS,
    PREVIOUS,
    PROMOTED,
    REPLACES,
    ROLLED_BACK,
    Completed,
    Version,
)

__all__ = [
    "CARD",
    "CHALLENGER",
    "CHAMPION",
    "DATA",
    "DECISION",
    "DEPLOYED",
    "DIGEST",
    "FACTS",
    "PREVIOUS",
    "PROMOTED",
    "REPLACES",
    "ROLLED_BACK",
    "Completed",
    "Registry",
    "Version",
]

ANY = -1  # whichever version is champion


class Registry(Reading):
    """One registered model in one MLflow server or file; parameters as of `Reading`."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name, folder)
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


def _named(number: int | None) -> str:
    return "none" if number is None else f"version {number}"

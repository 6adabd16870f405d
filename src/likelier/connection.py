"""A connection to MLflow: a server, or SQLite in a folder; quiet, without telemetry, with errors in one line."""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from likelier.errors import RegistryError

TRACKING_URI = "MLFLOW_TRACKING_URI"
SQLITE = "sqlite:///"

SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_CONFIGURE_LOGGING": "false",
    # A server that doesn't answer is told within a minute, not after seven attempts of two minutes.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "15",
}


class Connection:
    """One MLflow server or SQLite file.

    Parameters
    ----------
    folder : Path
        Where SQLite and the artifacts go when `MLFLOW_TRACKING_URI` is not set.

    Attributes
    ----------
    uri : str
        The server's address.
    artifacts : str or None
        Where the files of new experiments go; None: a server knows that by itself.
    client : MlflowClient
    """

    def __init__(self, folder: Path) -> None:
        for key, value in SETTINGS.items():
            os.environ.setdefault(key, value)  # MLflow reads them when it is imported
        import mlflow

        logging.getLogger("mlflow").setLevel(logging.ERROR)  # "cannot resolve pip": requirements are given
        named = os.environ.get(TRACKING_URI)
        self.uri = named or sqlite_uri(folder)
        self.artifacts: str | None = None
        if self.uri.startswith(SQLITE):
            database = Path(self.uri.removeprefix(SQLITE)).resolve()
            database.parent.mkdir(parents=True, exist_ok=True)
            self.artifacts = (database.parent / "artifacts").as_uri()
        with self.told():
            mlflow.set_tracking_uri(self.uri)
            self.client: Any = mlflow.MlflowClient()
        # MLflow sets the variable: the next registry of this process would be taken for this one.
        if named is None:
            os.environ.pop(TRACKING_URI, None)
        else:
            os.environ[TRACKING_URI] = named

    def experiment(self, name: str) -> str:
        """The number of the experiment of that name, which is made when it isn't there."""
        with self.told():
            found = self.client.get_experiment_by_name(name)
            if found:
                return str(found.experiment_id)
            return str(self.client.create_experiment(name, artifact_location=self.artifacts))

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what MLflow and its database raise into a `RegistryError`."""
        from mlflow.exceptions import MlflowException
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except (MlflowException, SQLAlchemyError) as error:
            told = (str(error).splitlines() or [type(error).__name__])[0][:300]
            raise RegistryError(f"the MLflow registry at {_without_secrets(self.uri)} answered: {told}") from error


def sqlite_uri(folder: Path) -> str:
    """The address of a registry in a folder of one's own."""
    return f"{SQLITE}{folder.resolve() / 'mlflow.db'}"


def _without_secrets(uri: str) -> str:
    return re.sub(r"//[^/@]*@", "//", uri)

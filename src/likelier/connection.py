"""A connection to MLflow: a server, or SQLite in a folder; quiet, without telemetry, with errors in one line."""

import fcntl
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from likelier.atomic import replacing
from likelier.errors import RegistryError

TRACKING_URI = "MLFLOW_TRACKING_URI"
SQLITE = "sqlite:///"

SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_CONFIGURE_LOGGING": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",  # two lines for every run
    # A server that doesn't answer is told within a minute, not after seven attempts of two minutes.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "15",
    # A server may send its clients to its store, which need not be in their reach: they would try for minutes.
    "MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD": "false",
    "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD": "false",
    "AWS_MAX_ATTEMPTS": "3",  # the same for a store that the server leaves to us
}
KIND = {"mlflow.experimentKind": "custom_model_development"}  # else its page is made for language models
MENDS = {  # by the words of SQLite
    "database is locked": "another process is writing to it; run it again",
    "disk I/O error": "see that its disk has room, and run it again",
    "disk is full": "make room, and run it again",
    "not a database": "the file is damaged; put a whole copy of it there",
    "disk image is malformed": "the file is damaged; put a whole copy of it there",
}
DRIVERS = ("boto3", "psycopg2")  # of the extra `server`
_OF_A_DATABASE = re.compile(r"\((sqlite3|psycopg2)\.")


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

        # What fails is raised, too, and told in one line; a line that says less has a traceback of fifty.
        logging.getLogger("mlflow").setLevel(logging.CRITICAL)
        named = os.environ.get(TRACKING_URI)
        self.uri = named or sqlite_uri(folder)
        self.artifacts: str | None = None
        if self.uri.startswith(SQLITE):
            database = Path(self.uri.removeprefix(SQLITE)).resolve()
            with self.told():
                _make(database)
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
            return experiment_of(self.client, name, self.artifacts)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what MLflow, its database and its store raise into a `RegistryError`."""
        from mlflow.exceptions import MlflowException
        from requests.exceptions import RequestException
        from sqlalchemy.exc import SQLAlchemyError

        place = f"the MLflow registry at {_without_secrets(self.uri)}"
        try:
            yield
        except ModuleNotFoundError as error:
            mend = "pip install 'likelier[server]'" if error.name in DRIVERS else f"install {error.name}"
            raise RegistryError(f"{place} takes the package {error.name}, which isn't installed; {mend}") from error
        except (MlflowException, RequestException, SQLAlchemyError) as error:
            line = _line(error)
            mend = next((f"; {mend}" for words, mend in MENDS.items() if words in line), "")
            raise RegistryError(f"{place} answered: {line}{mend}") from error
        except Exception as error:
            if not _of_a_store(error):
                raise
            raise RegistryError(
                f"the S3 store of {place} failed: {_line(error)}; see MLFLOW_S3_ENDPOINT_URL and the AWS_ variables"
            ) from error


def experiment_of(client: Any, name: str, artifacts: str | None = None) -> str:
    """As `Connection.experiment`, of any `MlflowClient`; `artifacts` is where a new one's files go."""
    from mlflow.exceptions import MlflowException

    found = client.get_experiment_by_name(name)
    if found is None:
        try:
            return str(client.create_experiment(name, artifact_location=artifacts, tags=KIND))
        except MlflowException:  # another process has made it since
            found = client.get_experiment_by_name(name)
            if found is None:
                raise
    return str(found.experiment_id)


def sqlite_uri(folder: Path) -> str:
    """The address of a registry in a folder of one's own."""
    return f"{SQLITE}{folder.resolve() / 'mlflow.db'}"


def _make(database: Path) -> None:
    """Make a new file with all of MLflow's tables: one that was killed among them could never be used again.

    Of two processes that find none one makes it, and the other waits: it would put an empty one in its place.
    """
    import mlflow

    if database.exists():
        return
    database.parent.mkdir(parents=True, exist_ok=True)
    with (database.parent / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not database.exists():
            with replacing(database) as partial:
                uri = f"{SQLITE}{partial}"
                mlflow.MlflowClient(uri, uri).search_registered_models(max_results=1)


def _line(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    # SQLAlchemy may say first what it was at; what the database answered has its driver's name before it.
    return next((line for line in lines if _OF_A_DATABASE.match(line)), lines[0])[:300]


def _of_a_store(error: Exception) -> bool:
    """Whether the client of an S3 store raised it; only a registry with such a store has that package."""
    return any(kind.__module__.split(".")[0] in ("boto3", "botocore") for kind in type(error).__mro__)


def _without_secrets(uri: str) -> str:
    return re.sub(r"//[^/@]*@", "//", uri)

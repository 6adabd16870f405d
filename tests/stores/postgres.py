"""A PostgreSQL of one's own: a folder below /tmp, a free port of 127.0.0.1, a password, another user than root."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from serving_process import free_port
from stores.process import begin, end, listens, wait

# Nothing of it outlives the test, so nothing needs to be safe on the disk.
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB", "max_connections=60")


@dataclass
class Database:
    """A running PostgreSQL, which can be stopped and started again."""

    folder: Path
    programs: Path
    port: int
    password: str
    owner: dict[str, int]
    process: "subprocess.Popen[bytes] | None" = None

    def uri(self, name: str = "mlflow", password: str | None = None) -> str:
        """The address of one database, as MLflow takes it."""
        return f"postgresql+psycopg2://mlflow:{password or self.password}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        settings = [
            *QUICK,
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
        ]
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data")]
        log = self.folder / "log"
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        self.process = begin([*command, *(f"-c{one}" for one in settings)], log, environment, **self.owner)
        wait(self.process, lambda: listens(self.port), log)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # don't wait for those who are connected
            end(self.process)
            self.process = None

    def create(self, name: str) -> None:
        """Make a database."""
        import psycopg2

        connected = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="mlflow", password=self.password, dbname="postgres"
        )
        try:
            connected.autocommit = True
            connected.cursor().execute(f'create database "{name}"')
        finally:
            connected.close()


@contextmanager
def postgres() -> Iterator[Database]:
    """Start one with the user `mlflow`, and remove it in the end.

    The test is skipped where this machine has none.
    """
    programs, owner = _programs(), _owner()
    with tempfile.TemporaryDirectory(prefix="likelier-postgres-") as name:
        folder = Path(name)
        if owner:  # initdb and postgres refuse to be root
            os.chown(folder, owner["user"], owner["group"])
        database = Database(folder, programs, free_port(), secrets.token_hex(12), owner)
        (folder / "password").write_text(database.password)
        said = ["--username=mlflow", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
        command = [str(programs / "initdb"), "-D", str(folder / "data"), f"--pwfile={folder / 'password'}", *said]
        made = subprocess.run(command, capture_output=True, text=True, cwd=folder, **owner)
        assert made.returncode == 0, made.stderr
        try:
            database.start()
            yield database
        finally:
            database.stop()


def _programs() -> Path:
    """The folder of `postgres` and `initdb`; Debian doesn't put it on the PATH."""
    found = shutil.which("postgres")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if all((folder / name).is_file() for name in ("postgres", "initdb")):
            return folder
    pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")


def _owner() -> dict[str, int]:
    """Root starts it as the user `postgres`, or as nobody."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid}
    pytest.skip("PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`")

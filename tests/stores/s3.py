"""A store that speaks S3, with a folder behind it: Versity's gateway, one Go program."""

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from go_programs import built
from serving_process import free_port
from stores.process import begin, end, listens, wait

VERSION = "v1.8.0"


@dataclass
class Store:
    """A running store, which can be stopped and started again."""

    program: str
    folder: Path
    port: int
    key: str
    secret: str
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What boto3 reads, and MLflow; nothing of the person who runs the tests, nor of a cloud's machine."""
        return {
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "MLFLOW_S3_ENDPOINT_URL": self.endpoint,
        }

    def start(self) -> None:
        given = {"ROOT_ACCESS_KEY": self.key, "ROOT_SECRET_KEY": self.secret, "PATH": os.environ["PATH"]}
        address = ["--port", f"127.0.0.1:{self.port}", "--quiet"]
        # Not every file system has extended attributes: what S3 knows of a file stays beside it.
        kept = ["posix", "--sidecar", str(self.folder / "about"), str(self.folder / "buckets")]
        log = self.folder / "log"
        self.process = begin([self.program, *address, *kept], log, given)
        wait(self.process, lambda: listens(self.port), log)

    def stop(self) -> None:
        if self.process is not None:
            end(self.process)
            self.process = None

    def client(self) -> Any:
        """A client of boto3."""
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
            region_name="us-east-1",
        )

    def bucket(self, name: str) -> str:
        """Make a bucket."""
        self.client().create_bucket(Bucket=name)
        return name

    def names(self, bucket: str, below: str = "") -> list[str]:
        """Of everything in a bucket."""
        pages = self.client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=below)
        return [found["Key"] for page in pages for found in page.get("Contents", [])]


@contextmanager
def s3() -> Iterator[Store]:
    """Start a store with a key of its own, and remove it in the end.

    The test is skipped where the program is not there and can't be built.
    """
    program = str(built("github.com/versity/versitygw", VERSION, "versitygw"))
    with tempfile.TemporaryDirectory(prefix="likelier-s3-") as name:
        folder = Path(name)
        for part in ("buckets", "about"):
            (folder / part).mkdir()
        store = Store(program, folder, free_port(), "likelier", secrets.token_hex(16))
        try:
            store.start()
            yield store
        finally:
            store.stop()

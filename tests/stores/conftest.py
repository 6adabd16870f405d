"""A real PostgreSQL and a real S3 store for the tests of a session; they are skipped where neither can be had."""

from collections.abc import Iterator

import pytest
from stores.postgres import Database, postgres
from stores.s3 import Store, s3


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    with postgres() as started:
        yield started


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    with s3() as started:
        yield started

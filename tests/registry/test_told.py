"""What a registry answers that fails: one line with what to do, and no traceback beside it."""

import logging
import sqlite3

import pytest
from mlflow.exceptions import MlflowException
from requests.exceptions import ChunkedEncodingError
from sqlalchemy.exc import OperationalError

from likelier.errors import RegistryError


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (
            MlflowException(
                "(raised as a result of Query-invoked autoflush)\n(sqlite3.OperationalError) disk I/O error\n"
            ),
            "answered: (sqlite3.OperationalError) disk I/O error; see that its disk has room, and run it again",
        ),
        (
            OperationalError("update runs", {}, sqlite3.OperationalError("database is locked")),
            "answered: (sqlite3.OperationalError) database is locked; another process is writing to it; run it again",
        ),
        (MlflowException("API request failed\nand more"), "answered: API request failed"),
        (ChunkedEncodingError("the connection broke in the middle"), "answered: the connection broke in the middle"),
    ],
)
def test_the_line_says_what_the_database_answered_and_what_to_do(registry, raised, words):
    with pytest.raises(RegistryError) as told, registry._told():
        raise raised
    assert str(told.value).endswith(words) and "\n" not in str(told.value)


def test_mlflow_writes_no_traceback_beside_it(registry):
    assert not logging.getLogger("mlflow.store.db.utils").isEnabledFor(logging.ERROR)

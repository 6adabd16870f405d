"""A connection to MongoDB: what goes wrong is one line, and a password is in none of them."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from likelier.errors import DatabaseError

if TYPE_CHECKING:
    from pymongo.database import Database

URL = "MONGODB_URL"
SCHEMES = ("mongodb://", "mongodb+srv://")
DATABASE = "likelier"  # where the address names none
FILES = "pictures"  # the bucket of GridFS

_WAIT = 10_000  # milliseconds, for a server that doesn't answer
_DENIED = {13: "asks for a user name and a password", 18: "refuses the user name or the password"}


@contextmanager
def database(url: str, name: str | None = None) -> Iterator["Database[dict[str, Any]]"]:
    """The data base of an address, or of that `name`; whatever goes wrong in the body is told.

    Raises
    ------
    DatabaseError
        pymongo is not installed, the address is none, the server does not answer or refuses.
    """
    try:
        from pymongo import MongoClient
        from pymongo.errors import ConfigurationError, InvalidURI
    except ImportError as error:
        raise DatabaseError("MongoDB takes an extra: pip install 'likelier[mongodb]'") from error
    options: dict[str, Any] = {} if "serverSelectionTimeoutMS" in url else {"serverSelectionTimeoutMS": _WAIT}
    try:
        client: MongoClient[dict[str, Any]] = MongoClient(url, tz_aware=True, appname="likelier", **options)
        found = client[name] if name else client.get_default_database(DATABASE)
    except (ConfigurationError, InvalidURI, ValueError, TypeError):
        # Their own words may quote what stands between // and @.
        raise DatabaseError(
            f"{place(url)}: is no address of MongoDB that can be used; write mongodb://HOST:27017/DATABASE, "
            "with %-signs for : / ? # [ ] @ in a user name or a password"
        ) from None
    with client, _told(place(url)):
        yield found


def from_environment() -> str | None:
    """The address in `MONGODB_URL`, if there is one."""
    return os.environ.get(URL) or None


def place(url: str) -> str:
    """An address without user name, password and options."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{re.split('[/?]', rest.rpartition('@')[2])[0]}"


def database_of(url: str) -> str | None:
    """The data base that an address names."""
    return url.partition("://")[2].rpartition("@")[2].partition("?")[0].partition("/")[2] or None


@contextmanager
def _told(where: str) -> Iterator[None]:
    from pymongo import errors

    try:
        yield
    except (errors.DuplicateKeyError, errors.BulkWriteError) as error:
        raise DatabaseError(
            f"{where}: refused to write ({_code(error)}); if the data base holds collections of something else, "
            "name another one at the end of the address"
        ) from error
    except errors.OperationFailure as error:
        raise DatabaseError(f"{where}: {_DENIED.get(error.code or 0, f'answered with {_code(error)}')}") from error
    except errors.ServerSelectionTimeoutError as error:
        raise DatabaseError(f"{where}: no server answers; is it running, and is the address right?") from error
    except errors.ConnectionFailure as error:
        raise DatabaseError(f"{where}: the connection was lost; run again, what is written stays") from error
    except errors.PyMongoError as error:
        raise DatabaseError(f"{where}: {type(error).__name__}") from error


def _code(error: Any) -> str:
    # Not the server's own words: they quote documents.
    details = error.details or {}
    codes = [details.get("code") or error.code, *(one.get("code") for one in details.get("writeErrors", []))]
    name = details.get("codeName") or {11000: "DuplicateKey"}.get(codes[-1] or 0, "an error")
    return f"{name}, code {codes[-1]}"

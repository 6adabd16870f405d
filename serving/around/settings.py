"""Who may ask: said by the environment, read once, and refused in one line where it makes no sense."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from likelier.errors import LikelierError

API_KEY = "LIKELIER_API_KEY"
API_KEY_FILE = "LIKELIER_API_KEY_FILE"
CORS_ORIGINS = "LIKELIER_CORS_ORIGINS"
ALLOWED_HOSTS = "LIKELIER_ALLOWED_HOSTS"
MONITOR = "LIKELIER_MONITOR"
DRIFT = "LIKELIER_DRIFT"

SHORTEST_KEY = 16
ANY = "*"

_KEY = re.compile(r"[\x21-\x7e]{16,512}")  # what a header carries as it is
_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
_HOST = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*")


class SettingsError(LikelierError):
    """A variable of the environment that the service can't start with."""


@dataclass(frozen=True)
class Settings:
    """Who may ask; by default everyone who reaches the service under a name of this machine.

    Attributes
    ----------
    keys : tuple of bytes
        SHA-256 digests of the API keys; none: no key is asked for.
    origins : tuple of str
        Websites whose scripts may ask, as ``https://name``; or ``*``, all of them.
    hosts : tuple of str
        Names of the service besides `localhost` and IP addresses; ``*.name`` for all below one, ``*`` for any.
    monitor : Path or None
        The folder for records of what was scored; None: nothing is recorded.
    drift : Path or None
        The report of `likelier drift` that `GET /metrics` shows; None: none.
    """

    keys: tuple[bytes, ...] = field(default=(), repr=False)
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    monitor: Path | None = None
    drift: Path | None = None


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment.

    Raises
    ------
    SettingsError
        A key that is empty or short, both ways to give keys, a file that can't be read, an origin or a host that is
        none, or ``*`` as origin together with a key.
    """
    keys = _keys(environment)
    origins = _listed(environment, CORS_ORIGINS)
    for origin in origins:
        if origin != ANY and not _ORIGIN.fullmatch(origin):
            raise SettingsError(f"{CORS_ORIGINS} takes origins such as https://example.com, without a path")
    if ANY in origins and keys:
        raise SettingsError(f"{CORS_ORIGINS}=* goes with no API key: name the websites that may ask")
    hosts = _listed(environment, ALLOWED_HOSTS)
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise SettingsError(f"{ALLOWED_HOSTS} takes names such as example.com or *.example.com, without a port")
    monitor, drift = (Path(named) if (named := environment.get(name)) else None for name in (MONITOR, DRIFT))
    return Settings(keys, origins, hosts, monitor, drift)


def _keys(environment: Mapping[str, str]) -> tuple[bytes, ...]:
    given, file = environment.get(API_KEY), environment.get(API_KEY_FILE)
    if given is not None and file is not None:
        raise SettingsError(f"{API_KEY} and {API_KEY_FILE} are both set: keep one")
    name, text = (API_KEY, given) if file is None else (API_KEY_FILE, _content(file))
    if text is None:
        return ()
    keys = text.replace(",", "\n").split()
    if not keys:
        raise SettingsError(f"{name} is set but holds no key: unset it, or give {SHORTEST_KEY} characters or more")
    for key in keys:
        if not _KEY.fullmatch(key):
            raise SettingsError(f"{name} holds a key that is not {SHORTEST_KEY} to 512 visible ASCII characters")
    return tuple(digest(key) for key in keys)


def digest(key: str) -> bytes:
    """What is kept of a key, and compared."""
    return sha256(key.encode()).digest()


def _content(file: str) -> str:
    try:
        return Path(file).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{API_KEY_FILE} names a file that can't be read ({type(error).__name__})") from error


def _listed(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(environment.get(name, "").replace(",", " ").lower().split())

"""A JSON text sent to an address that somebody else listens at. The address may be a secret, so it is never shown."""

import json
from typing import Any
from urllib.parse import urlsplit

from likelier.errors import LikelierError

TRIES = 3  # after the first, with waits of 0, 2 and 4 seconds
PATIENCE = (10, 30)  # seconds: to connect, and to answer
BUSY = (429, 500, 502, 503, 504)


def post(address: str, content: dict[str, Any], what: str, token: str | None = None) -> None:
    """Send `content`, again where the server is busy or the line is bad: it may arrive more than once.

    Parameters
    ----------
    what : str
        What the address is called where it can't be reached.
    token : str, optional
        Sent as a bearer token.

    Raises
    ------
    LikelierError
        It did not arrive.
    """
    import urllib3

    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LikelierError(f"{what}: no address; write it like https://example.org/hook")
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    retries = urllib3.Retry(
        total=TRIES,
        redirect=False,
        backoff_factor=1,
        status_forcelist=BUSY,
        allowed_methods=None,
        raise_on_status=False,
        respect_retry_after_header=False,
    )
    timeout = urllib3.Timeout(connect=PATIENCE[0], read=PATIENCE[1])
    with urllib3.PoolManager() as pool:
        try:
            answer = pool.request(
                "POST", address, body=json.dumps(content).encode(), headers=headers, retries=retries, timeout=timeout
            )
        except urllib3.exceptions.HTTPError as error:
            why = type(getattr(error, "reason", None) or error).__name__  # its text would name the address
            raise LikelierError(f"{what}: can't be reached ({why})") from None
    if not 200 <= answer.status < 300:
        raise LikelierError(f"{what}: refuses ({answer.status})")

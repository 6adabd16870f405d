"""Where a Kubeflow server is, and what it is told about who asks."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from likelier.errors import LikelierError

TOKEN = "KFP_TOKEN"


@dataclass(frozen=True)
class Access:
    """How a server is reached.

    Attributes
    ----------
    host : str
        The server's address, as in ``https://kubeflow.example/pipeline``.
    token_file : Path or None
        Holds a bearer token, and goes before the variable `KFP_TOKEN`. A token is never taken from the command line:
        everyone on the machine could read it there.
    ca_cert : Path or None
        The authorities that the server's certificate is checked against; None: those of the `certifi` package.
    client_cert, client_key : Path or None
        What the server is shown where it asks for a certificate.
    namespace : str or None
        The namespace of the runs, on a server with many users.
    """

    host: str
    token_file: Path | None = None
    ca_cert: Path | None = None
    client_cert: Path | None = None
    client_key: Path | None = None
    namespace: str | None = None

    @property
    def token(self) -> str | None:
        """The bearer token, or None.

        Raises
        ------
        LikelierError
            The file is empty, or holds more than one line.
        """
        if self.token_file is None:
            return (os.environ.get(TOKEN) or "").strip() or None
        token = self.token_file.read_text(encoding="utf-8", errors="replace").strip()
        if not token or not token.isprintable() or " " in token:
            raise LikelierError(f"{self.token_file}: holds no token; it should be one word on one line")
        return token

    def configuration(self) -> Any:
        """All of it, as Kubeflow's client takes it.

        Raises
        ------
        LikelierError
            The address is none, or a key has no certificate.
        OSError
            A file can't be read.
        """
        import urllib3
        from kfp_server_api import Configuration

        parts = urlsplit(self.host)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise LikelierError(f"--host {self.host}: no address; write it like https://kubeflow.example/pipeline")
        if parts.username or parts.password:
            raise LikelierError("--host: a password has no place in an address; give a token with --token-file")
        if (self.client_cert is None) != (self.client_key is None):
            raise LikelierError("--client-cert and --client-key belong together; give both")
        for file in (self.ca_cert, self.client_cert, self.client_key):
            if file is not None:
                file.open("rb").close()  # the client would only say that something is missing
        configuration = Configuration(host=self.host.rstrip("/"))
        # Nothing is asked twice unnoticed (a run would start twice), and no login page is followed.
        configuration.retries = urllib3.Retry(total=0, raise_on_redirect=False)
        for name, file in (
            ("ssl_ca_cert", self.ca_cert),
            ("cert_file", self.client_cert),
            ("key_file", self.client_key),
        ):
            setattr(configuration, name, str(file) if file else None)
        if token := self.token:
            configuration.api_key["authorization"] = token
            configuration.api_key_prefix["authorization"] = "Bearer"
            # A token in a file may be renewed there while a run is followed.
            configuration.refresh_api_key_hook = lambda now: now.api_key.update(authorization=self.token)
        return configuration

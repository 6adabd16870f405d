"""A Kubeflow server that is asked through its own client; whatever goes wrong is one line."""

import json
import re
from typing import Any

from likelier.errors import LikelierError
from pipeline.access import TOKEN, Access

TIMEOUT = (10, 60)  # seconds: to connect, and to answer


class Unreachable(LikelierError):
    """The server doesn't answer now; asked again later, it may."""


class Cluster:
    """A server of Kubeflow Pipelines 2.

    Attributes
    ----------
    host : str
        Its address.
    namespace : str or None
        That of the runs; None on a server without namespaces of users.
    """

    def __init__(self, access: Access) -> None:
        from kfp_server_api import ApiClient

        configuration = access.configuration()
        self.host, self.namespace = configuration.host, access.namespace
        self._named = "authorization" in configuration.api_key
        self.client = ApiClient(configuration)

    def check(self) -> None:
        """See that a server of the right version answers, before anything is changed there.

        Raises
        ------
        LikelierError
            It doesn't, or it needs a namespace.
        """
        from kfp_server_api import HealthzServiceApi

        self.ask(HealthzServiceApi(self.client).healthz_service_get_healthz)
        answer = _parsed(self.client.last_response.data) or {}
        version = str(answer.get("tag_name", "")).lstrip("v")
        if "multi_user" not in answer:
            raise self._foreign()
        if version[:1].isdigit() and version.split(".")[0] != "2":
            raise LikelierError(f"{self.host}: runs Kubeflow Pipelines {version}; this speaks with version 2 only")
        if answer["multi_user"] and not self.namespace:
            raise LikelierError(f"{self.host}: has a namespace for each user; say yours with --namespace")

    def ask(self, function: Any, *arguments: Any, text: bool = False, **named: Any) -> Any:
        """Call one function of the client.

        Parameters
        ----------
        text : bool
            Whether plain text is a fitting answer; else only JSON is.

        Raises
        ------
        Unreachable
            No answer, or one that asks for patience.
        LikelierError
            A refusal, or an answer of another kind.
        """
        from kfp_server_api import ApiException
        from urllib3.exceptions import HTTPError

        try:
            answer = function(*arguments, _request_timeout=TIMEOUT, **named)
        except ApiException as error:
            raise self._refused(error.status or 0, error.headers or {}, error.body) from error
        except HTTPError as error:
            raise self._unreachable(getattr(error, "reason", None) or error) from error
        except (AttributeError, TypeError, ValueError) as error:  # what the client says of JSON that doesn't fit
            raise self._foreign() from error
        kind = self.client.last_response.getheader("content-type") or "nothing"
        if "html" in kind or (not text and "json" not in kind):  # Kubeflow's page is given for any unknown address
            what = "a web page" if "html" in kind else kind
            raise LikelierError(f"{self.host}: answers with {what}, not as Kubeflow's API does; see --host")
        if not text and _parsed(self.client.last_response.data) is None:
            raise self._foreign()
        return answer

    def _foreign(self) -> LikelierError:
        return LikelierError(f"{self.host}: answers, but not as Kubeflow Pipelines 2 does; see --host")

    def _unreachable(self, reason: Any) -> LikelierError:
        from urllib3.exceptions import SSLError

        if isinstance(reason, SSLError):
            why = one_line(str(reason.args[0] if reason.args else reason))
            return LikelierError(f"{self.host}: no trusted connection ({why}); see --ca-cert and --client-cert")
        why = one_line(re.sub(r"^\[Errno -?\d+\] ", "", str(reason).rsplit(": ", 1)[-1]))
        return Unreachable(f"{self.host}: can't be reached ({why}); is it up, and is its port forwarded?")

    def _refused(self, status: int, headers: Any, body: Any) -> LikelierError:
        why = one_line(_message(body))
        if status == 401 and self._named:
            return LikelierError(f"{self.host}: doesn't take the token (401 {why}); it may be out of date")
        if status == 401:
            return LikelierError(f"{self.host}: asks who you are (401); give a token with --token-file or {TOKEN}")
        if status == 403:
            return LikelierError(f"{self.host}: you may not do this (403 {why}); see --namespace and your token")
        if 300 <= status < 400:
            return LikelierError(f"{self.host}: sends on to {headers.get('location', 'a login page')}; give a token")
        if status == 429 or status >= 500:
            return Unreachable(f"{self.host}: in trouble ({status} {why}); try again later, or see the server's log")
        if status == 404 and why in ("", "Not Found"):  # of a thing that isn't there it says which
            return LikelierError(f"{self.host}: has no API of Kubeflow Pipelines 2 there (404); see --host")
        return LikelierError(f"{self.host}: refuses ({status} {why})")


def connect(access: Access) -> Cluster:
    """A server that answers, of the right version."""
    cluster = Cluster(access)
    cluster.check()
    return cluster


def _parsed(body: Any) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (TypeError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _message(body: Any) -> str:
    answer = _parsed(body) or {}
    return str(answer.get("message") or answer.get("error_message") or answer.get("error") or "")


def one_line(text: str) -> str:
    """A server's message, short enough to be read."""
    whole = " ".join(text.split())
    return whole if len(whole) <= 300 else f"{whole[:297]}..."

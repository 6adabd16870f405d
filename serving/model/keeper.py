"""Keeps the newest model in service: looks every few seconds whether another one is there, and swaps without a pause.

Requests that are under way end with the model that they began with. A model that does not load leaves the old one in
service, and says so in the log and in `GET /model`.
"""

import os
import sys
from threading import Event, Lock, Thread

from likelier.errors import ParamsError
from serving.asked.known import KnownAccounts
from serving.model.loading import Source, reason
from serving.model.scorer import Scorer
from serving.model.workers import Workers

VARIABLE = "LIKELIER_POLL"
SECONDS = 10.0  # between two looks at the registry, where the environment says nothing
FAILED = 60.0  # seconds until a model that did not load is tried again


class Keeper:
    """The model in service.

    Attributes
    ----------
    scorer : Scorer or None
        None until there is a model.
    """

    def __init__(self, source: Source, workers: Workers, known: KnownAccounts, seconds: float | None = None) -> None:
        self.scorer: Scorer | None = None
        self._source, self._workers, self._known = source, workers, known
        self._seconds = told() if seconds is None else seconds
        self._current = ""
        self._said = ""
        self._tried_in_vain: dict[str, float] = {}
        self._over = Event()
        self._lock = Lock()
        self._waited = 0.0

    def start(self) -> None:
        """Load the model, and look for others from then on."""
        self.look()
        if self._seconds:
            Thread(target=self._keep_looking, name="keeper", daemon=True).start()

    def look(self) -> bool:
        """Take another model into service, if there is one; whether that was so."""
        with self._lock:
            current = ""
            try:
                current = self._source.current()
                if current == self._current:
                    self._all_well()
                    return False
                if self._waited < self._tried_in_vain.get(current, 0.0):
                    return False
                scorer = self._source.load(self._workers, self._known)
            except Exception as error:  # whatever is wrong with a model, the service lives on to say so
                self._tried_in_vain[current] = self._waited + FAILED if current else 0.0
                self._tell(reason(error))
                return False
            self.scorer = scorer  # requests that began with the old one keep it to their end
            self._current, self._said = current, ""
            _say(f"serving {scorer.model.label}")
            return True

    def _tell(self, why: str) -> None:
        if self.scorer is None:
            line = f"not ready: {why}"
        else:
            line = f"{self.scorer.model.label} stays in service: {why}"
            self.scorer.model = self.scorer.model.model_copy(update={"problem": line})
        if line != self._said:
            _say(line)
            self._said = line

    def _all_well(self) -> None:
        if self._said and self.scorer is not None:
            self.scorer.model = self.scorer.model.model_copy(update={"problem": None})
            self._said = ""

    def _keep_looking(self) -> None:
        while not self._over.wait(self._seconds):
            self._waited += self._seconds
            self.look()

    def close(self) -> None:
        """Stop looking."""
        self._over.set()


def told() -> float:
    """Seconds between two looks, as the environment says; 0: the model is loaded once.

    Raises
    ------
    ParamsError
        It is no such number.
    """
    text = os.environ.get(VARIABLE) or str(SECONDS)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise ParamsError(f"{VARIABLE}: {text!r} is not a number of seconds, 0 to 86400")
    return seconds


def _say(line: str) -> None:
    print(f"likelier: {line}", file=sys.stderr, flush=True)

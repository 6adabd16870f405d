"""Who translates: a service on the web, or a package on this machine. Asked one text at a time, and never for long.

What was asked is written nowhere: messages of translators' errors hold the text, so only their names are told.
"""

import threading
import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from likelier.errors import ParamsError

TARGET = "en"
PATIENCE = 10.0  # seconds for one text
FAILURES = 5  # in a row: the service is down, or wants no more
PAUSE = 60.0  # seconds before a service that was given up is asked again; a run of `featurize` is over by then


class Translator(Protocol):
    """What a translator must do."""

    def __call__(self, text: str, language: str) -> str | None:
        """The English of a text in a language (ISO 639-1); None: as it is. Any error is a failure."""


def online() -> Translator:
    """Google's page for browsers, by deep-translator: what is translated is sent to Google."""
    google = _package("deep_translator", "online", "the extra `translate`: pip install 'likelier[translate]'")

    def translate(text: str, language: str) -> str | None:
        # Google tells the language better than we do. A new object each time: it keeps the text of the last question.
        found: str | None = google.GoogleTranslator(source="auto", target=TARGET).translate(text)
        return found

    return translate


def local() -> Translator:
    """Argos Translate, with the models that are installed: nothing leaves the machine."""
    argos = _package("argostranslate.translate", "local", "a package: pip install argostranslate, and its models")

    def translate(text: str, language: str) -> str | None:
        found: str | None = argos.translate(text, language, TARGET)
        return found

    return translate


TRANSLATORS: dict[str, Callable[[], Translator]] = {"online": online, "local": local}


class Asker:
    """Asks a translator; after some failures in a row it asks no more for a while."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._failures = 0
        self._since = 0.0
        self.reason = ""  # the name of the last error

    def ask(self, text: str, language: str) -> str | None:
        """The English of a text, or None where it could not be had."""
        if self._failures >= FAILURES:
            if time.monotonic() - self._since < PAUSE:
                return None
            self._failures = FAILURES - 1  # one more chance
        try:
            found = _within(PATIENCE, lambda: self._translator(text, language))
        except Exception as error:  # each translator has errors of its own
            self._failures += 1
            self._since = time.monotonic()
            self.reason = type(error).__name__
            return None
        self._failures = 0
        return found.strip() or text if found else text


@cache
def asker(name: str) -> Asker:
    """The one of this process.

    Raises
    ------
    ParamsError
        Its package is not installed.
    """
    return Asker(TRANSLATORS[name]())


def _within(seconds: float, work: Callable[[], str | None]) -> str | None:
    # In a thread that may be left behind: the libraries take no time limit of their own.
    answers: SimpleQueue[tuple[str | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            answers.put((work(), None))
        except Exception as error:
            answers.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        found, error = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return found


def _package(name: str, setting: str, needed: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise ParamsError(f"featurize.translation: {setting} needs {needed}") from error

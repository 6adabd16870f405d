"""Faults of a server, of its network, its database and its store."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

from benchmarks.faults.answering import Answer, reset, silence, torn
from benchmarks.registry_faults import proxy
from benchmarks.registry_faults.anywhere import BETTER
from benchmarks.registry_faults.places import Place
from benchmarks.registry_faults.row import FINE, MENDED, Fault, Row, judged, state

LATE = 6.0  # seconds; longer than a client waits (`places.ASKING`)


def rows(place: Place) -> Iterator[Fault]:
    """All of them, each to be run."""
    for fault, code, what in _all(place):
        yield fault, partial(_row, place, code, what)


def _row(place: Place, code: int, what: AbstractContextManager[None], fault: str) -> Row:
    name = place.fresh()
    with what:
        first = place.actors.run(place.register(name, "better"))
    between = state(place, name)
    (second,) = place.actors.run(place.register(name, "better"))
    return judged(place, fault, name, first, second, (code,), between, BETTER)


def _all(place: Place) -> Iterator[tuple[str, int, AbstractContextManager[None]]]:
    def server(*fault: Any) -> AbstractContextManager[None]:
        return _met(place, "server", proxy.Fault(*fault))

    def files(*fault: Any) -> AbstractContextManager[None]:
        return _met(place, "files", proxy.Fault(*fault))

    made, pointed = to("model-versions/create"), to("registered-models/alias")
    yield "server down", MENDED, server(anything, reset)
    yield "server down when it comes to the aliases", MENDED, server(pointed, reset)
    yield "slow: nothing is answered in time", MENDED, server(anything, late, None, True)
    yield "slow: a version is made, but answered too late, once", FINE, server(made, late, 1, True)
    yield "slow: aliases are set, but answered too late", MENDED, server(pointed, late, None, True)
    yield "500, once at each address", FINE, server(_First(), broken)
    yield "500, always", MENDED, server(anything, broken)
    yield "500, always, for aliases", MENDED, server(pointed, broken)
    yield "a reset after a version was made, once", FINE, server(made, reset, 1, True)
    yield "a reset after an alias was set, once", FINE, server(pointed, reset, 1, True)
    yield "an answer that ends in the middle, once", MENDED, server(to("runs/create"), torn, 1, True)
    yield "files that end in the middle when they are fetched", MENDED, server(fetching, torn, None, True)
    yield "files that are not stored: 507", MENDED, files(storing, full)
    yield "a store that answers too late", MENDED, files(storing, silence)
    yield "the store is stopped", MENDED, _stopped(place, "store")
    yield "the database is stopped", MENDED, _stopped(place, "database")
    yield "the table of aliases is locked", MENDED, _locked(place, "registered_model_aliases")
    yield "the table of versions is locked", MENDED, _locked(place, "model_versions")


def anything(method: str, path: str) -> bool:
    return True


def fetching(method: str, path: str) -> bool:
    return method == "GET" and "mlflow-artifacts" in path and path.endswith((".json", ".py"))


def storing(method: str, path: str) -> bool:
    return method in ("PUT", "POST")


def to(part: str) -> Callable[[str, str], bool]:
    """Writing requests whose address has a part."""
    return lambda method, path: method != "GET" and part in path


def late(answer: Answer) -> Answer:
    time.sleep(LATE)
    return answer


def broken(answer: Answer) -> Answer:
    return Answer(500, b'{"error_code": "INTERNAL_ERROR", "message": "broken"}')


def full(answer: Answer) -> Answer:
    body = b"<Error><Code>InsufficientStorage</Code><Message>The store is full.</Message></Error>"
    return Answer(507, body, "application/xml")


class _First:
    """The first request to each address; files are fetched several at once."""

    def __init__(self) -> None:
        self._asked: set[tuple[str, str]] = set()

    def __call__(self, method: str, path: str) -> bool:
        first = (method, path) not in self._asked
        self._asked.add((method, path))
        return first


@contextmanager
def _met(place: Place, part: str, fault: proxy.Fault) -> Iterator[None]:
    place.parts[part].fault = fault
    try:
        yield
    finally:
        place.parts[part].fault = None


@contextmanager
def _stopped(place: Place, part: str) -> Iterator[None]:
    place.parts[part].stop()
    try:
        yield
    finally:
        place.parts[part].start()


@contextmanager
def _locked(place: Place, table: str) -> Iterator[None]:
    import psycopg2

    database = place.parts["database"]
    other = psycopg2.connect(
        host="127.0.0.1", port=database.port, user="mlflow", password=database.password, dbname="proxied"
    )
    try:
        other.cursor().execute(f"lock table {table} in access exclusive mode")
        yield
    finally:
        other.close()

"""One writer at a time, over all processes and machines that write to one registered model.

MLflow has no transaction over aliases, and no store of it can compare and set. What each has is a tag of the
registered model that one writer alone writes, and that all can read. That is enough for Lamport's bakery: whoever
wants a turn shows a tag ``likelier.turn.<random token>`` with the number 0 ("choosing"), reads the others', shows one
more than the highest of them, and waits until nobody is choosing and nobody has a lower number (of two equal ones the
lower token goes first). So turns are given in the order in which they were asked for, and nothing but these tags is
left behind by a writer that is killed. (A registered model of an agreed name, whose creation is atomic, would be a
lock as well. But nobody could take over that of a killed writer by the name alone, without now and then deleting that
of the next one; a tag has its owner's name.)

A killed writer's tag is removed by those who wait for it:

- at once, where it ran on this machine: its token is also a file in the folder for temporary files, with a lock that
  the system takes from a process that ends;
- else after `LEASE` seconds in which its value has not changed. A living writer changes it every `BEAT` seconds. Each
  waits by its own clock, so those of two machines need not agree.

Whoever was cut off for so long has lost its turn: it finds out by its own clock, or by its missing tag, before it
writes (`Taken.hold`), and stops. What no store without compare-and-set can prevent is that a server receives a write,
holds it back for longer than that, and carries it out then.

Source: L. Lamport, A new solution of Dijkstra's concurrent programming problem, Communications of the ACM 17 (1974).
"""

import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from threading import Event, Lock, Thread
from typing import Any

from likelier.errors import RegistryError
from likelier.registry import living

TAG = "likelier.turn."
LEASE = 60.0  # seconds; longer than one request with all its attempts (`connection.SETTINGS`)
BEAT = 10.0  # seconds
POLL = 0.2  # seconds between two looks of one who waits
PATIENCE = 5.0  # seconds until somebody who waits is told why
LIMIT = 300.0  # seconds until waiting is given up
CHOOSING = 0

Told = Callable[[], AbstractContextManager[None]]


class Taken:
    """A place in the queue of a registered model: shown by a tag, kept fresh until it is left.

    Parameters
    ----------
    client : MlflowClient
    told : callable
        Turns what MLflow raises into a `RegistryError`.
    name : str
        The registered model.
    """

    def __init__(self, client: Any, told: Told, name: str) -> None:
        self._client, self._told, self._name = client, told, name
        self.token = secrets.token_hex(8)
        self._number = self._beats = 0
        self._fresh: float | None = None  # when the value that the others see at the latest was sent
        self._over, self._writing, self._lost = Event(), Lock(), False
        self._beating = Thread(target=self._beat, name="turn", daemon=True)

    def take(self, limit: float) -> None:
        """Wait for the turn.

        Raises
        ------
        RegistryError
            Others have it for longer than `limit` seconds, or the registry fails.
        """
        self._show(CHOOSING)
        self._show(1 + max((_number(value) for value in self._others().values()), default=CHOOSING))
        self._beating.start()
        began, said, seen = _now(), False, dict[str, tuple[str, float]]()
        while ahead := self._ahead():
            now = _now()
            for token, value in ahead.items():
                if seen.get(token, ("", 0.0))[0] != value:
                    seen[token] = (value, now)
                if now - seen[token][1] > LEASE or living.ended(token):
                    self._remove(token)
            if now - began > limit:
                raise RegistryError(
                    f"{self._name!r} is being written to by another process for more than {limit:.0f} s; nothing was "
                    "changed; run it again when that one is done"
                )
            if now - began > PATIENCE and not said:
                said = True
                print(f"waiting for another process that writes to {self._name!r}", file=sys.stderr, flush=True)
            self._over.wait(POLL)

    def hold(self) -> None:
        """Make sure that it still is this writer's turn, for long enough to write.

        Raises
        ------
        RegistryError
            It was taken over, because this process or its network stood still for too long.
        """
        if self.token not in self._shown():
            self._lost = True
        self._show(self._number)

    def leave(self) -> bool:
        """Give the turn to the next one; whether that was possible: if not, it is taken over."""
        self._over.set()
        if self._beating.ident is not None:
            self._beating.join()
        try:
            self._remove(self.token)
        except RegistryError:
            return False
        return True

    def _show(self, number: int) -> None:
        """Write the own tag with a value that it never had."""
        with self._writing:
            sent = _now()
            if not self._lost:
                self._number, self._beats = number, self._beats + 1
                with self._told():
                    self._write(f"{number} {self._beats}")
                # The others may remove it after this time: had they, it would have come back by this write.
                self._lost = self._fresh is not None and _now() - self._fresh > LEASE
                self._fresh = sent
        if self._lost:
            raise RegistryError(
                f"this process was cut off from the registry for so long that another one may write to {self._name!r} "
                "now; run it again"
            )

    def _write(self, value: str) -> None:
        from mlflow.exceptions import MlflowException

        try:
            self._client.set_registered_model_tag(self._name, TAG + self.token, value)
        except MlflowException as error:
            if error.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise
            try:
                self._client.create_registered_model(self._name)
            except MlflowException as also:
                if also.error_code != "RESOURCE_ALREADY_EXISTS":
                    raise
            self._client.set_registered_model_tag(self._name, TAG + self.token, value)

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            with suppress(RegistryError):  # the next one may get through; `hold` tells if none has
                self._show(self._number)

    def _shown(self) -> dict[str, str]:
        with self._told():
            tags = self._client.get_registered_model(self._name).tags
        return {key.removeprefix(TAG): value for key, value in tags.items() if key.startswith(TAG)}

    def _others(self) -> dict[str, str]:
        return {token: value for token, value in self._shown().items() if token != self.token}

    def _ahead(self) -> dict[str, str]:
        own = (self._number, self.token)
        return {token: value for token, value in self._others().items() if _place(token, value) < own}

    def _remove(self, token: str) -> None:
        with self._told():
            self._client.delete_registered_model_tag(self._name, TAG + token)


@contextmanager
def turn(client: Any, told: Told, name: str, limit: float) -> Iterator[Taken]:
    """Be the only one who writes to a registered model in the body; parameters as of `Taken`.

    Raises
    ------
    RegistryError
        Others have it for longer than `limit` seconds, or the registry fails.
    """
    taken = Taken(client, told, name)
    with living.known(taken.token) as file:
        try:
            taken.take(limit)
            yield taken
        finally:
            if taken.leave():
                file.unlink(missing_ok=True)


def _number(value: str) -> int:
    number = value.partition(" ")[0]
    return int(number) if number.isdecimal() else CHOOSING


def _place(token: str, value: str) -> tuple[int, str]:
    return _number(value), token  # one who is choosing is ahead of all: nobody knows what it will choose


def _now() -> float:
    """Seconds by a clock that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))

"""A row of the registry's fault matrix, and how it is judged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.registry_faults.places import Done, Place
from likelier.errors import LikelierError
from likelier.registry import CHAMPION, PREVIOUS, REPLACES
from likelier.registry.turn import TAG

BOUND = 90.0  # seconds until a command has ended, whatever is wrong
KILLED, MENDED, FINE = -9, 2, 0


@dataclass(frozen=True)
class State:
    """What is in a registry."""

    aliases: dict[str, int]
    numbers: tuple[int, ...]
    loads: bool
    left: tuple[str, ...]  # tags that end with what they are of

    @property
    def sound(self) -> bool:
        """Whether there is a champion that loads, and another one before it, if any."""
        return CHAMPION in self.aliases and self.loads


@dataclass(frozen=True)
class Row:
    """One fault: what the first run said and left, and what a second one came to."""

    store: str
    fault: str
    first: str
    told: bool  # ended as it has to, in time, with one line
    champion: bool  # there is one that loads, after the first run and after the second
    completed: bool  # the second run ended well, with the aliases that an undisturbed one would have left

    @property
    def held(self) -> bool:
        return self.told and self.champion and self.completed


Fault = tuple[str, Callable[[str], Row]]  # its name, and what runs it


def state(place: Place, name: str) -> State:
    """Look, past what is wrong."""
    registry = place.registry(name)
    versions = registry.versions()
    aliases = {alias: version.number for version in versions for alias in version.aliases}
    tags = registry._client.get_registered_model(name).tags
    left = [key for key in tags if key.startswith(TAG)]
    left += [REPLACES for version in versions if REPLACES in version.tags]
    try:
        loads = CHAMPION in aliases and bool(registry.champion())
    except (LikelierError, OSError):
        loads = False
    return State(aliases, tuple(version.number for version in versions), loads, tuple(left))


def well_told(done: Done, codes: tuple[int, ...]) -> bool:
    """Whether a command ended as it has to: in time, with one line where it failed, and never with a traceback."""
    lines = [line for line in done["said"].splitlines() if line.startswith("likelier: ")]
    right = done["code"] in codes and done["seconds"] < BOUND and "Traceback" not in done["said"]
    return right and (done["code"] != MENDED or (len(lines) == 1 and len(lines[0]) < 600))


def in_short(done: Done) -> str:
    """How a command ended."""
    words = {KILLED: "killed", FINE: "done", MENDED: "told"}.get(done["code"], f"exit {done['code']}")
    line = (done["said"].strip().splitlines() or [""])[-1].removeprefix("likelier: ")
    return f"{words}, {done['seconds']:.0f} s" + (f": {line[:150]}" if done["code"] else "")


def judged(
    place: Place,
    fault: str,
    name: str,
    first: list[Done],
    second: Done,
    codes: tuple[int, ...],
    between: State,
    expected: dict[str, int],
    **more: Any,
) -> Row:
    """The row of a fault whose second run has to end with certain aliases."""
    after = state(place, name)
    told = all(well_told(done, codes) for done in first)
    there = [after.aliases.get(alias) for alias in (CHAMPION, PREVIOUS)]
    wanted = [expected.get(alias) for alias in (CHAMPION, PREVIOUS)]
    completed = second["code"] == FINE and there == wanted and not after.left
    completed = completed and all(more.values()) and after.numbers == tuple(range(1, len(after.numbers) + 1))
    shown = next((done for done in first if not well_told(done, codes)), first[0])
    row = Row(place.store, fault, in_short(shown), told, between.sound and after.sound, completed)
    if not row.held:
        note = f" [between: {between}; after: {after}; second: {in_short(second)}; {more}]"
        return Row(row.store, fault, row.first + note, row.told, row.champion, row.completed)
    return row


def table(rows: Iterator[Row]) -> Iterator[str]:
    """The lines of the matrix, each as soon as its row is there."""
    yield f"{'store':<7} {'fault':<62} {'told':<5} {'champion':<9} {'completed':<10} {'held':<5} first run"
    for row in rows:
        words = ["yes" if flag else "NO" for flag in (row.told, row.champion, row.completed, row.held)]
        yield f"{row.store:<7} {row.fault:<62} {words[0]:<5} {words[1]:<9} {words[2]:<10} {words[3]:<5} {row.first}"

"""Faults of every store: killed processes, and several that write at once."""

import itertools
import json
from collections.abc import Iterator
from functools import partial

from benchmarks.registry_faults.places import Place
from benchmarks.registry_faults.row import FINE, KILLED, MENDED, Fault, Row, in_short, judged, state, well_told
from likelier.registry import CHAMPION, DECISION, PREVIOUS

BETTER = {CHAMPION: 2, PREVIOUS: 1}
REGISTERING = ("the upload", "the version", "the decision", "what it replaces", "champion", "previous")
POINTING = ("what it replaces", "champion", "previous")
AT_ONCE = (("better", "worse"), ("better", "equal"), ("better", "also_better"), ("better", "also_better", "worse"))


def rows(place: Place, times: int) -> Iterator[Fault]:
    """All of them, each to be run.

    Parameters
    ----------
    times : int
        How often several write at once.
    """
    for moment in REGISTERING:
        yield f"register killed after {moment}", partial(_again, place, 1, ("register", "better"), moment, BETTER)
    for moment in POINTING:
        end = {CHAMPION: 3, PREVIOUS: 2}
        yield f"promote killed after {moment}", partial(_again, place, 3, ("promote", "3"), moment, end)
    for moment in POINTING[:2]:  # killed after `previous` it was done, and a second one goes forward again
        end = {CHAMPION: 1, PREVIOUS: 2}
        yield f"rollback killed after {moment}", partial(_again, place, 3, ("rollback",), moment, end)
    for _ in range(times):
        for models in AT_ONCE:
            yield f"{len(models)} writers at once: {', '.join(models)}", partial(_writers, place, models)
        yield "2 writers at once: the same model", partial(_the_same, place)
        yield "2 promotions and a rollback at once", partial(_pointers, place)


def _again(
    place: Place, versions: int, command: tuple[str, ...], moment: str, expected: dict[str, int], fault: str
) -> Row:
    name = place.fresh(versions)
    run = place.register(name, command[1]) if command[0] == "register" else place.models(name, *command)
    first = place.actors.run(run | {"moment": moment})
    between = state(place, name)
    (second,) = place.actors.run(run)
    return judged(place, fault, name, first, second, (KILLED,), between, expected)


def _writers(place: Place, models: tuple[str, ...], fault: str) -> Row:
    """Challengers at once; the champion is a better one, and was compared with the one that it replaced."""
    name = place.fresh()
    done = place.actors.run(*(place.register(name, model) for model in models))
    between = state(place, name)
    versions = {version.number: version for version in place.registry(name).versions()}
    champion = versions[between.aliases[CHAMPION]]
    decision = json.loads(champion.tags[DECISION])
    over = decision.get("over") == between.aliases.get(PREVIOUS)
    better = decision["model"] in ("better", "also_better")
    (second,) = place.actors.run(place.register(name, models[0]))
    expected = {alias: number for alias, number in between.aliases.items() if alias in (CHAMPION, PREVIOUS)}
    return judged(place, fault, name, done, second, (FINE,), between, expected, over=over, better=better)


def _the_same(place: Place, fault: str) -> Row:
    """The same model twice at once: one version of it, decided once."""
    name = place.fresh()
    done = place.actors.run(*(place.register(name, "better") for _ in range(2)))
    between = state(place, name)
    (second,) = place.actors.run(place.register(name, "better"))
    return judged(place, fault, name, done, second, (FINE,), between, BETTER, one=between.numbers == (1, 2))


def _pointers(place: Place, fault: str) -> Row:
    """Two promotions and a rollback at once end as they would in some order, one after the other."""
    name = place.fresh(4)
    asked = (("promote", "3"), ("promote", "4"), ("rollback",))
    done = place.actors.run(*(place.models(name, *one) for one in asked))
    after = state(place, name)
    there = (after.aliases.get(CHAMPION), after.aliases.get(PREVIOUS))
    told = all(well_told(one, (FINE, MENDED)) for one in done) and done[0]["code"] == done[1]["code"] == FINE
    ended = there in _orders() and not after.left
    return Row(place.store, fault, f"{there}: {in_short(done[2])}", told, after.sound, ended)


def _orders() -> set[tuple[int | None, int | None]]:
    ends = set()
    for order in itertools.permutations((3, 4, None)):
        champion, previous = 2, 1
        for number in order:
            champion, previous = (previous if number is None else number), champion
        ends.add((champion, previous))
    return ends  # type: ignore[return-value]

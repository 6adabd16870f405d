"""What goes wrong between likelier and the Graph API, one case a fault.

Of each: after the fault the archive is valid, the next run completes it, and what is ingested from it equals
what an undisturbed run gives.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.faults import answering
from benchmarks.faults import graph_api as api
from benchmarks.faults import graph_api_runs as runs
from benchmarks.faults.answering import Fault
from benchmarks.faults.graph_api import GraphApi
from benchmarks.faults.killing import in_child
from benchmarks.faults.row import Row, is_valid
from likelier.collecting import Summary

Prepare = Callable[[GraphApi], None]


def nothing(fake: GraphApi) -> None:
    """Change nothing."""


def mended(fake: GraphApi) -> None:
    """What went wrong goes wrong no more."""
    fake.faults.clear()
    fake.quota, fake.calls, fake.unknown, fake.largest = 200, 0.0, "", 50


@dataclass(frozen=True)
class Case:
    """A fault: what `happens` before the first run, and what changes `between` it and the second.

    `ends` tells what is expected of the first run: "completes" (it gets over the fault), "partly" (it comes to its
    end, and the second finds more), "skips" (an account), or "stops" (with a line that says how to go on). `then` is
    what is expected of the second and the third. `setting` are settings of all runs; `calm` makes the world that an
    undisturbed run finds.
    """

    name: str
    happens: Prepare
    ends: str = "completes"
    between: Prepare = mended
    setting: dict[str, Any] = field(default_factory=dict)
    then: str = "completes"
    calm: Prepare = nothing
    first: Callable[..., Summary] = runs.collect

    def row(self) -> Row:
        """Try it."""
        calm = undisturbed(self.calm)
        with runs.fake() as fake, tempfile.TemporaryDirectory() as folder:
            archive = Path(folder)
            self.happens(fake)
            summary = self.first(fake, archive, **self.setting)
            valid = is_valid(archive)
            equal = self.ends != "completes" or runs.shards(archive) == calm
            self.between(fake)
            second = runs.collect(fake, archive, **self.setting)
            equal = equal and runs.shards(archive) == calm
            before = content(archive)
            third = runs.collect(fake, archive, **self.setting)
            ended = end(summary) == ("completes" if self.ends == "partly" else self.ends)
            ended = ended and end(second) == end(third) == self.then and content(archive) == before
            told = b"".join(before.values()) + str((summary, second)).encode()
            is_secret = not fake.leaks and api.TOKEN.encode() not in told and b"about ann" not in told
            waited = f", waits {summary.waited_seconds / 60:.0f} min" if summary.waited_seconds >= 60 else ""
            return Row(f"Graph API: {self.name}", f"{self.ends}{waited}", ended and is_secret, valid, equal)


def end(summary: Summary) -> str:
    """How a run ended."""
    if summary.stopped:
        return "stops"
    return "completes" if not summary.accounts.keys() - {"complete", "nothing_new"} else "skips"


@cache
def undisturbed(change: Prepare = nothing) -> dict[str, str]:
    """The shards of a run in which nothing goes wrong, in a world that was changed before."""
    with runs.fake() as fake, tempfile.TemporaryDirectory() as folder:
        change(fake)
        runs.collect(fake, Path(folder))
        return runs.shards(Path(folder))


def content(folder: Path) -> dict[str, bytes]:
    """Every file's bytes."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def fault(kind: str, at: int, change: api.Change, times: int = 1) -> Prepare:
    """Some answers go wrong."""
    return lambda fake: fake.faults.append(Fault(kind, at, change, times))


def setting(**values: Any) -> Prepare:
    """The fake itself is another."""
    return lambda fake: fake.__dict__.update(values)


def signed_anew(fake: GraphApi) -> None:
    """The addresses of the second page's pictures are dead by the time that they are asked for."""

    def change(answer: api.Answer) -> api.Answer:
        fake.signature += 1
        return answer

    fake.faults.append(Fault("page", 2, change))


def cursors_died(fake: GraphApi) -> None:
    """Cursors of the first run are refused."""
    mended(fake)
    fake.expired_cursors.update(f"cursor-{number}" for number in fake.accounts[0].posts if number > 90)


def deleted(fake: GraphApi) -> None:
    """A post is gone."""
    fake.accounts[0].posts.remove(91)


def deleted_between_pages(fake: GraphApi) -> None:
    """A post of the second page is deleted after the first was listed."""

    def change(answer: api.Answer) -> api.Answer:
        deleted(fake)
        return answer

    fake.faults.append(Fault("page", 1, change))


def renamed(fake: GraphApi) -> None:
    """An account takes another name, and publishes: who asks for the old name is told that there is no such account."""
    fake.accounts[0].name = "anna"
    fake.accounts[0].posts.insert(0, 101)


def hidden(fake: GraphApi) -> None:
    """The likes of all posts are hidden: what had matured stays known, and a young post was not judged yet."""
    fake.accounts[0].hidden.update(fake.accounts[0].posts)


def hidden_young(fake: GraphApi) -> None:
    """The likes of the posts are hidden that are younger than two days."""
    fake.accounts[0].hidden.update(number for number in fake.accounts[0].posts if number > 96)


def fewer(fake: GraphApi) -> None:
    """The newest posts are not there yet."""
    del fake.accounts[0].posts[:8]


def more(fake: GraphApi) -> None:
    """Now they are, and the fault is over."""
    mended(fake)
    fake.accounts[0].posts[:0] = range(100, 92, -1)


def fewer_and_expiring(fake: GraphApi) -> None:
    """The token expires on the way, and the newest posts are not there yet."""
    fewer(fake)
    fault("page", 2, api.error(190, 401), 99)(fake)


@cache
def operations() -> int:
    """How many there are in a run: files opened, renamed and removed, connections made."""
    with runs.fake() as fake, tempfile.TemporaryDirectory() as folder:
        return in_child(lambda: runs.collect(fake, Path(folder)))[1]


def killed(at: int) -> Callable[..., Summary]:
    """A first run that is killed before its nth operation."""

    def run(fake: GraphApi, archive: Path) -> Summary:
        summary, _ = in_child(lambda: runs.collect(fake, archive), die_at=at)
        return summary or Summary({"stopped": 2}, stopped="killed")

    return run


def full_disk(at: int) -> Callable[..., Summary]:
    """A first run for which there is no room on the disk from its nth operation on."""

    def run(fake: GraphApi, archive: Path) -> Summary:
        summary, _ = in_child(lambda: runs.collect(fake, archive), full_at=at)
        return summary or Summary()

    return run


def all_killed(times: int) -> Row:
    """Runs that are killed at so many moments, as one row."""
    moments = [1 + number * operations() // times for number in range(times)]
    rows = [Case("", nothing, "stops", first=killed(at)).row() for at in moments]
    held = [all(getattr(row, name) for row in rows) for name in ("as_expected", "valid", "equal")]
    return Row(f"Graph API: SIGKILL at {times} of {operations()} operations", "killed", *held)


def full_disks() -> Iterator[Row]:
    """Disks that are full from some moment on."""
    for tenths in (0, 3, 6, 9):
        at = 1 + tenths * operations() // 10
        yield Case(f"full disk, after {tenths} tenths of the run", nothing, "stops", first=full_disk(at)).row()


def rows(kills: int) -> Iterator[Row]:
    """All of them."""
    yield from (case.row() for case in CASES)
    yield from full_disks()
    yield all_killed(kills)


_BUSY = api.business(100, 12)

CASES: tuple[Case, ...] = (
    Case("nothing", nothing),
    Case("429 with Retry-After", fault("page", 2, api.status(429, b"", ("Retry-After", "90")))),
    Case("429 without Retry-After", fault("page", 2, api.status(429))),
    Case("error 4 (the app's quota)", fault("page", 2, api.error(4, 403))),
    Case("error 17 (the user's quota), an estimate", fault("page", 2, api.error(17, 400, _BUSY))),
    Case("error 32 (the page's quota)", fault("page", 2, api.error(32))),
    Case("error 613 (calls within a time)", fault("page", 2, api.error(613))),
    Case("error 80002 (Instagram's quota), an estimate", fault("page", 2, api.error(80002, 400, _BUSY))),
    Case("a quota of 4 calls an hour", setting(quota=4)),
    Case("a quota regained in two hours only", fault("page", 3, api.error(4, 403, api.business(100, 120))), "stops"),
    Case("error 190 at once (no such token)", fault("page", 1, api.error(190, 401)), "stops"),
    Case("error 190 after two pages (it expires)", fault("page", 3, api.error(190, 401), 99), "stops"),
    Case("error 10 for one account", fault("page", 1, api.error(10)), "skips"),
    Case("error 200 for all (no permission)", fault("page", 1, api.error(200), 99), "stops"),
    Case("error 100, subcode 33 (no such GRAPH_API_USER)", fault("page", 1, api.error(100, error_subcode=33)), "stops"),
    Case("error 110 (no professional account)", fault("page", 1, api.error(110)), "skips"),
    Case("error 110 for a cursor", fault("page", 2, api.error(110))),
    Case("error 110 for the cursor of an earlier run", fault("page", 3, api.error(190)), "stops", cursors_died),
    Case("an error that nobody knows", fault("page", 1, api.error(99999)), "skips"),
    Case("error 2 (the service)", fault("page", 2, api.error(2, 500))),
    Case("error 1: reduce the amount of data", setting(largest=2)),
    Case("error 100: a field that the version lacks", setting(unknown="view_count")),
    Case("error 100: a field that must be there", setting(unknown="like_count"), "stops"),
    Case("500", fault("page", 2, api.status(500))),
    Case("503 again and again", fault("page", 2, api.status(503), 99), "stops"),
    Case("401 without an error of the API", fault("page", 2, api.status(401)), "stops"),
    Case("302 to a login", fault("page", 2, api.status(302, b"", ("Location", "/login"))), "stops"),
    Case("404 for every page", fault("page", 1, api.status(404), 99), "stops"),
    Case("a connection that is reset", fault("page", 2, answering.reset)),
    Case("a time-out", fault("page", 2, answering.silence), setting={"timeout_seconds": 0.3}),
    Case("a page that is cut off", fault("page", 2, answering.cut)),
    Case("a page whose connection ends", fault("page", 2, answering.torn)),
    Case("a page that is HTML", fault("page", 2, api.status(200))),
    Case("pictures whose addresses have expired", signed_anew),
    Case("a picture that is cut off", fault("picture", 5, answering.cut)),
    Case("a picture whose connection ends", fault("picture", 5, answering.torn)),
    Case("a picture that is gone for now", fault("picture", 5, api.status(404), 2), "partly"),
    Case("a picture that is HTML again and again", fault("picture", 5, api.status(200), 3), "partly"),
    Case("500 for a picture", fault("picture", 5, api.status(500))),
    Case("429 for a picture", fault("picture", 5, api.status(429))),
    Case("a picture whose connection is reset", fault("picture", 5, answering.reset)),
    Case("the profile picture is gone for now", fault("picture", 1, api.status(404)), "partly"),
    Case("a post deleted between pages", deleted_between_pages, "partly", calm=deleted),
    Case("an account renamed between runs", nothing, "completes", renamed, then="skips"),
    Case("likes hidden between runs", nothing, "partly", hidden, calm=hidden_young),
    Case("new posts between runs", fewer, "partly", more),
    Case("new posts after a run that was stopped", fewer_and_expiring, "stops", more),
)

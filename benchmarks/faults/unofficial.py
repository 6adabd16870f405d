"""The rows of collecting through Instaloader."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from instaloader import instaloadercontext

from benchmarks.faults.answering import Answer, Fault, cut, reset, silence, torn
from benchmarks.faults.instagram import Account, Instagram, Post, redirected
from benchmarks.faults.instagram import status as answers
from benchmarks.faults.killing import in_child
from benchmarks.faults.row import Row, is_valid, shards
from likelier.collecting import Summary, Wanted
from likelier.collecting import instaloader as way
from likelier.collecting.progress import Progress
from likelier.params import Collect

DAY = 86_400
NEWEST = 1_700_000_000  # seconds since 1970
WAIT = b'{"message": "Please wait a few minutes before you try again.", "status": "fail"}'
LOGIN = {"Location": "https://www.instagram.com/accounts/login/?next=/"}


def accounts() -> list[Account]:
    """Two accounts of seven and four posts of all kinds, on three pages and two."""
    return [
        Account(
            name,
            pk,
            [Post(f"C{pk}x{n}", pk * 1000 + n, NEWEST - n * DAY - pk, 10 + n, (1, 8, 2)[n % 3]) for n in range(posts)],
        )
        for name, pk, posts in (("ann", 1, 7), ("bob", 2, 4))
    ]


class Clock:
    """Stands in for `time` in Instaloader's limits: sleeping moves it, and takes none."""

    def __init__(self) -> None:
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def monotonic(self) -> float:
        return time.monotonic() + self.slept

    def time(self) -> float:
        return time.time() + self.slept


@dataclass
class Place:
    """A fake, and an archive that is collected from it; nothing really waits."""

    fake: Instagram
    folder: Path
    users: tuple[str, ...] = ("ann", "bob")
    newest: int | None = None
    settings: Collect = field(default_factory=Collect)

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def collect(self, sleep: Callable[[float], None] | None = None) -> Summary:
        """Run once, over the real Instaloader and requests; `sleep` stands in for waiting."""
        self.archive.mkdir(exist_ok=True)
        self.fake.asked.clear()
        clock = Clock()
        progress = Progress(len(self.users), file=io.StringIO(), sleep=sleep or clock.sleep)
        with redirected(self.fake), mock.patch.object(instaloadercontext, "time", clock):
            return way.collect(Wanted(self.users, self.newest, 48.0, self.settings), self.archive, progress)

    def shards(self) -> dict[str, str]:
        """Digests of what ingest makes of it."""
        return shards(self.archive, "instaloader", self.folder)


@contextmanager
def place(world: list[Account] | None = None, **options: object) -> Iterator[Place]:
    """A fake of that world (`accounts`, if none is given) and an empty archive, both gone afterwards."""
    fake = Instagram(world or accounts())
    try:
        with TemporaryDirectory() as folder:
            yield Place(fake, Path(folder), **options)  # type: ignore[arg-type]
    finally:
        fake.close()


def undisturbed(world: list[Account] | None = None, users: tuple[str, ...] = ("ann", "bob")) -> dict[str, str]:
    """The shards of a run in which nothing goes wrong."""
    with place(world, users=users) as calm:
        calm.collect()
        return calm.shards()


@dataclass(frozen=True)
class Case:
    """A fault, and what the first run has to make of it."""

    name: str
    kind: str
    change: Callable[[Answer], Answer]
    at: int = 2
    times: int = 1
    waits: float = 0.0  # seconds at least
    stops: str | None = None  # a word of the reason
    settings: dict[str, object] = field(default_factory=dict)


CASES = (
    Case("429 with Retry-After, on a list", "list", answers(429, Retry_After="120"), waits=120),
    Case("429 with Retry-After, on a page", "page", answers(429, Retry_After="120"), waits=120),
    Case("429 with Retry-After, on a picture", "picture", answers(429, Retry_After="120"), waits=120),
    Case("429 without Retry-After", "post", answers(429), waits=600),
    Case("429 for ever", "post", answers(429, Retry_After="60"), times=999, waits=240, stops="keeps asking to wait"),
    Case("429 that asks to wait five hours", "post", answers(429, Retry_After="18000"), stops="max_wait_minutes"),
    Case('401 "please wait"', "post", answers(401, WAIT), waits=600),
    Case("401", "post", answers(401, b'{"status": "fail"}'), stops="asks for a login"),
    Case("302 to login, on a list", "list", answers(302, b"", **LOGIN), stops="asks for a login"),
    Case("302 to login, on a page", "page", answers(302, b"", **LOGIN), at=3, stops="asks for a login"),
    Case(
        "400 checkpoint_required",
        "post",
        answers(400, b'{"message": "checkpoint_required", "status": "fail"}'),
        stops="checkpoint",
    ),
    Case("400 challenge_required", "list", answers(400, b'{"message": "challenge_required"}'), stops="checkpoint"),
    Case("404, on a post", "post", answers(404)),
    Case("404 for ever, on a list", "list", answers(404), times=999),
    Case("500, on a list", "list", answers(500)),
    Case("500 for ever, on a post", "post", answers(500), times=999),
    Case("500 for ever, on pictures", "picture", answers(500), times=999),
    Case("500, on a page", "page", answers(500)),
    Case("connection reset, on a list", "list", reset),
    Case("connection reset, on a page", "page", reset),
    Case("connection reset for ever", "post", reset, times=999),
    Case("connection reset, on a picture", "picture", reset),
    Case("time-out", "post", silence, settings={"timeout_seconds": 1.0}),
    Case("truncated JSON", "list", cut),
    Case("truncated JSON, its length unknown", "post", torn),
    Case("an answer of another shape, on a list", "list", answers(200, b'{"data": {"node": null}, "status": "ok"}')),
    Case("an answer of another shape, on a post", "post", answers(200, b'{"data": [], "status": "ok"}')),
    Case("truncated page", "page", cut),
    Case("truncated picture", "picture", cut, at=3),
    Case("truncated picture, the line cut", "picture", torn, at=3),
    Case("truncated profile picture", "picture", cut, at=1),
    Case("address of a picture expired (403)", "picture", answers(403), at=3),
)


def rows(kills: int = 24) -> Iterator[Row]:
    """All of them; waiting is faked, so they take seconds."""
    calm = undisturbed()
    for case in CASES:
        yield faulty(case, calm)
    yield gone_between_pages()
    yield renamed()
    yield hidden()
    count = operations()
    yield from full_disk(count, calm)
    yield killed(kills, count, calm)


def faulty(case: Case, calm: dict[str, str]) -> Row:
    """A run into a fault, and a second one after it is over."""
    with place(settings=Collect.model_validate(case.settings)) as here:
        here.fake.faults = [Fault(case.kind, case.at, case.change, case.times)]
        summary = here.collect()
        stops = summary.stopped is None if case.stops is None else case.stops in (summary.stopped or "")
        return _finished(case.name, here, summary, stops and summary.waited_seconds >= case.waits, calm)


def _finished(name: str, here: Place, summary: Summary | None, expected: bool, calm: dict[str, str]) -> Row:
    valid = is_valid(here.archive)
    here.fake.faults = []
    second = here.collect()
    calm_now = second.stopped is None and not second.accounts.get("failed")
    return Row(name, _said(summary), expected and calm_now, valid, here.shards() == calm)


def _said(summary: Summary | None) -> str:
    if summary is None:
        return "killed"
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(summary.accounts.items()))
    return f"{summary.posts_new} posts; {outcomes}; {summary.waited_seconds:.0f} s"


def gone_between_pages() -> Row:
    """A post that the list names is deleted before it is asked for."""
    left = accounts()
    lost = left[0].posts.pop(4)
    with place() as here:
        here.fake.faults = [Fault("list", 1, lambda answer: _without(here, lost, answer))]
        summary = here.collect()
        return _finished("a post deleted between pages", here, summary, summary.posts_new == 10, undisturbed(left))


def _without(here: Place, lost: Post, answer: Answer) -> Answer:
    here.fake.accounts[0].posts.remove(lost)
    return answer


def renamed() -> Row:
    """An account takes another name, and posts again."""
    with place() as here:
        summary = here.collect()
        for world in (here.fake.accounts, after := accounts()):
            world[0].name = "anna"
            world[0].posts.insert(0, Post("C1new", 1999, _now() - 60, 5))
        again = here.collect()
        expected = again.accounts == {"renamed": 1, "nothing_new": 1} and again.posts_new == 1
        calm = undisturbed(after, ("anna", "bob"))
        return _finished("an account renamed between runs", here, summary, expected, calm)


def hidden() -> Row:
    """Likes are hidden after they were collected: of old posts they stay known, a young one was not judged yet."""
    young = Post("C1young", 1998, _now() - 3600, 3)
    with place() as here:
        here.fake.accounts[0].posts.insert(0, young)
        summary = here.collect()
        posts = here.fake.accounts[0].posts
        posts[:] = [replace(post, hidden=True) for post in posts]
        expected = here.collect().posts_seen == 1  # the young one, once more
        after = accounts()
        after[0].posts.insert(0, replace(young, hidden=True))
        return _finished("likes hidden between runs", here, summary, expected, undisturbed(after))


def _now() -> int:
    return int(time.time())


def full_disk(operations: int, calm: dict[str, str]) -> Iterator[Row]:
    """From some moment on the system writes no byte more."""
    for tenths in (0, 3, 6, 9):
        with place() as here:
            summary, _ = in_child(here.collect, full_at=1 + tenths * operations // 10)
            expected = summary is not None and "no room left" in (summary.stopped or "")
            yield _finished(f"full disk, after {tenths} tenths of the run", here, summary, expected, calm)


def operations() -> int:
    """How many there are in a run."""
    with place() as here:
        return in_child(here.collect)[1]


def killed(times: int, operations: int, calm: dict[str, str]) -> Row:
    """SIGKILL before one of all file operations and connections of a run, at so many places of it."""
    valid = equal = True
    for number in range(times):
        with place() as here:
            summary, _ = in_child(here.collect, die_at=1 + number * operations // times)
            row = _finished("", here, summary, summary is None, calm)
            valid, equal = valid and row.valid, equal and row.equal
    return Row(f"SIGKILL at {times} of {operations} operations", "killed", True, valid, equal)

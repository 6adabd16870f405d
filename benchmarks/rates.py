"""Posts a second of one core for each step, in CPU time; `benchmarks.scaling` computes with them.

Pictures are JPEGs as Instagram stores them (`benchmarks.photographs`).
"""

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from benchmarks import bare
from benchmarks.growth import write
from benchmarks.photographs import labelled
from likelier import models, params, posts
from likelier.artifact import Artifact
from likelier.atomic import remove, write_json
from likelier.calibration import Calibration
from likelier.features import table
from likelier.params import ModelEntry, Params, Sample
from likelier.scale import Scale
from likelier.sources import sample
from likelier.steps.featurize import featurize
from likelier.steps.ingest import ingest

POSTS, FITTED, ACCOUNTS = 100, 6000, 5
EVALUATE = 1e5 * 10 / 23  # posts times models a second: `make bench` (docs/measures.md)
PLAIN = {"detector": "none", "pixels": False}


def core_seconds(work: Callable[[], object]) -> float:
    """CPU time of this process, without what the step says."""
    started = time.process_time()
    with redirect_stderr(StringIO()):
        work()
    return time.process_time() - started


def measure(target: Path) -> None:
    """Measure all, print each, and write them with the day and the load of the machine."""
    given = params.load(Path("params.yaml"), ["featurize.workers=1"])
    plain = given.model_copy(update={"featurize": given.featurize.model_copy(update=PLAIN)})
    found: dict[str, float] = {"evaluate": float(f"{EVALUATE:.3g}")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shards").mkdir()
        write(folder / "shards", POSTS)
        for what, rate in {
            "ingest": lambda: ingesting(given, folder),
            "featurize": lambda: featurizing(given, folder, "features"),
            "featurize_plain": lambda: featurizing(plain, folder, "plain"),
            "fit_xgboost": lambda: fitting("xgboost"),
            "fit_linear": lambda: fitting("linear"),
            "score": lambda: scoring(given, folder),
        }.items():
            found[what] = float(f"{rate():.3g}")
            print(f"{what}: {found[what]:g} posts a second of a core", flush=True)
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"
    write_json(target, {"measured": f"{datetime.now(UTC):%Y-%m-%d}, {machine}", "posts_a_core_second": found})


def featurizing(given: Params, folder: Path, name: str) -> float:
    def step() -> None:
        featurize(given, folder / "shards", folder / name, folder / "metrics.json")

    core_seconds(step)  # what only a first call costs
    remove(folder / name)
    return POSTS / core_seconds(step)


def ingesting(given: Params, folder: Path) -> float:
    """From an archive of Instaloader with such pictures."""
    archive = folder / "archive"
    archive.mkdir()
    with redirect_stderr(StringIO()):
        sample.write(Sample(accounts=ACCOUNTS, posts=POSTS // ACCOUNTS), archive)
    files = [data for data, _ in labelled()]
    for number, picture in enumerate(sorted(archive.rglob("*.jpg"))):
        picture.write_bytes(files[number % len(files)] + str(number).encode())
    reading = given.ingest.model_copy(update={"source": "instaloader", "path": str(archive)})
    whole = given.model_copy(update={"ingest": reading})

    def step() -> None:
        ingest(whole, folder / "ingested", folder / "metrics.json")

    core_seconds(step)
    return POSTS / core_seconds(step)


def fitting(family: str) -> float:
    """One training on a table as wide as that of the default features."""
    given, target = bare.examples(FITTED)
    threads = {"threads": 1} if family == "xgboost" else {}  # threads that wait for each other would count as work
    model = models.create(family, ModelEntry(family=family, settings=threads), 7)
    return FITTED / core_seconds(lambda: model.fit(given, target))


def scoring(given: Params, folder: Path) -> float:
    """Raw posts in, scores out, by a straight line that reads every default feature."""
    features = table.read([folder / "features"])
    columns = features.drop(columns=["post_id", "account_id", "picture_hash"])
    frame, accounts = posts.read_posts(folder / "shards"), posts.read_accounts(folder / "shards")
    entry = ModelEntry(family="linear")
    model = models.create("linear", entry, 7)
    taken_at = frame["taken_at"].dt.tz_convert(None).to_numpy(dtype="datetime64[us]")
    examples = models.Examples(columns, features["account_id"].to_numpy(), taken_at)
    model.fit(examples, frame["likes"].to_numpy(dtype=float))
    sure = Calibration(0.8, Scale(), {0.8: (-1.0, 1.0), 0.9: (-2.0, 2.0)}, 1.0)
    artifact = Artifact("linear", entry, model, given.featurize, "lift", sure, 7)
    return len(frame) / core_seconds(lambda: artifact.score(frame, accounts))

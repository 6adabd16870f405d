"""The command line as a person meets it: a real process, its output, its exit code."""

import csv
import json
import shutil
import subprocess
import time
from dataclasses import dataclass

import pytest
from conftest import BIN, PROJECT, TINY

from likelier import posts
from likelier.cli import main


def process(*arguments):
    """A real process."""
    command = [str(BIN / "likelier"), *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300)


@dataclass(frozen=True)
class Finished:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def likelier(monkeypatch, capfd):
    """The same in this process: what is imported once need not be imported again."""

    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)

    def call(*arguments, cwd=PROJECT):
        monkeypatch.setattr("sys.argv", ["likelier", *map(str, arguments)])
        monkeypatch.chdir(cwd)
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        told = capfd.readouterr()
        return Finished(int(left.value.code or 0), told.out, told.err)

    return call


def refused(finished, *words):
    """One clear line, exit code 2, no traceback."""
    assert finished.returncode == 2, finished.stderr
    lines = [line for line in finished.stderr.splitlines() if line.startswith("likelier: ")]
    assert len(lines) == 1
    assert "Traceback" not in finished.stderr
    for word in words:
        assert word in lines[0]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive of accounts that the session's world has not seen."""
    from likelier.params import Sample
    from likelier.sources import sample

    folder = tmp_path_factory.mktemp("archive")
    sample.write(Sample(seed=99, accounts=3, posts=4, hidden_likes=0.5, broken_pictures=0.1), folder)
    return folder


def test_help_names_every_command_and_loads_nothing_heavy():
    started = time.perf_counter()
    finished = process("--help")
    seconds = time.perf_counter() - started
    steps = ("ingest", "validate", "featurize", "explore", "train", "evaluate", "register")
    for command in (*steps, "run", "score", "rank", "tune"):
        assert command in finished.stdout
    assert seconds < 5  # half a second on a machine of its own; this one may be busy
    loaded = subprocess.run(
        [str(BIN / "python"), "-c", "import likelier.cli, sys; print(*sys.modules)"], capture_output=True, text=True
    ).stdout.split()
    assert not {"pandas", "numpy", "mlflow", "xgboost", "sklearn", "cv2", "great_expectations"} & set(loaded)


def test_score_has_one_row_for_every_post_whatever_its_likes(likelier, world, archive, tmp_path):
    output = tmp_path / "scores.csv"
    finished = likelier(
        "score", "--source", "instaloader", "--path", archive, "--output", output, "--workdir", world.folder
    )
    assert finished.returncode == 0, finished.stderr
    with output.open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["account", "post_id", "shortcode", "score", "low", "high"]
    assert len({row["post_id"] for row in rows}) == len(rows) == 12
    assert {row["account"] for row in rows} == {folder.name for folder in archive.iterdir() if folder.is_dir()}
    for row in rows:
        assert float(row["low"]) < float(row["score"]) < float(row["high"])
        assert row["shortcode"]


def test_a_model_by_alias_by_folder_and_by_run_scores_alike(likelier, world, archive, tmp_path):
    best = json.loads((world.folder / "metrics/register.json").read_text())["model"]
    contents = []
    for model in (
        "champion",
        world.folder / "models" / best,
        world.folder / "models" / best / "artifact",
        world.folder,
    ):
        output = tmp_path / "scores.csv"
        common = ("--source", "instaloader", "--path", archive, "--output", output, "--workdir", world.folder)
        finished = likelier("score", *common, "--model", model)
        assert finished.returncode == 0, finished.stderr
        contents.append(output.read_text())
    assert len(set(contents)) == 1


def test_rank_orders_photos_with_captions_account_and_time(likelier, world, archive):
    photos = sorted(archive.rglob("*_UTC.jpg"))[:3]
    name = posts.read_accounts(world.shards)["username"].iloc[0]
    captions = [part for number in range(3) for part in ("--caption", f"caption {number}")]
    finished = likelier(
        "rank", *photos, *captions, "--account", name, "--at", "2024-06-02T18:00", "--workdir", world.folder
    )
    assert finished.returncode == 0, finished.stderr
    lines = finished.stdout.splitlines()
    assert [line[:3] for line in lines[1:4]] == [" 1.", " 2.", " 3."]
    assert {line.split()[-1] for line in lines[1:4]} == {str(photo) for photo in photos}
    model = ("--model", world.folder / "models" / "linear")  # the champion of so small a world may be any family
    told = likelier("rank", *photos, "--at", "2024-06-02T18:00", *model, "--why").stdout.splitlines()
    moves = [line.split()[0] for line in told if line.startswith("     ") and "%  " in line[:16]]
    assert moves and all(move[0] in "+-" for move in moves)


def test_best_time_tells_the_week_of_a_photo(likelier, world, archive):
    photo = sorted(archive.rglob("*_UTC.jpg"))[0]
    asked = ("best-time", photo, "--caption", "a day", "--start", "2024-06-02T18:00", "--workdir", world.folder)
    finished = likelier(*asked, "--confidence", "0.99")
    assert finished.returncode == 0, finished.stderr
    lines = finished.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:8]] == [
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ]
    assert all(len(line.split()) == 9 for line in lines[1:8]) and lines[8].startswith("no difference: ")
    finished = likelier(*asked, "--time-zone", "Mars/Base")
    assert finished.returncode == 2 and "--time-zone: 'Mars/Base' is not a known time zone" in finished.stderr


def test_what_a_person_may_get_wrong_is_one_line_and_exit_code_2(likelier, world, archive, tmp_path):
    photo = sorted(archive.rglob("*_UTC.jpg"))[0]
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(photo.read_bytes()[:300])
    (tmp_path / "empty").mkdir()
    there = ("--workdir", world.folder)
    out = ("--output", tmp_path / "out.csv")
    refused(likelier("run", "--set", "ingest.sorce=x", "--workdir", tmp_path / "w"), "ingest.sorce")
    refused(likelier("run", "--set", "ingest.source=x", "--workdir", tmp_path / "w"), "'x'", "sample")
    refused(likelier("run", "--set", "models.xgboost.settings.etaa=1", "--workdir", tmp_path / "w"), "settings.etaa")
    refused(likelier("run", cwd=tmp_path), "params.yaml")
    refused(likelier("score", "--source", "x", "--path", archive, *out, *there), "'x'")
    refused(likelier("score", "--source", "instaloader", "--path", tmp_path / "no", *out, *there), "no")
    refused(likelier("score", "--source", "instaloader", "--path", tmp_path / "empty", *out, *there), "empty")
    refused(likelier("score", "--source", "instaloader", "--path", archive, *out, "--model", tmp_path / "no"), "no")
    refused(
        likelier("score", "--source", "instaloader", "--path", archive, *out, "--model", tmp_path), "holds no model"
    )
    refused(likelier("rank", photo, "--workdir", tmp_path / "nowhere"), "champion")
    refused(likelier("rank", tmp_path / "no.jpg", *there), "no.jpg")
    refused(likelier("rank", broken, *there), "broken.jpg")
    refused(likelier("rank", photo, "--caption", "a", "--caption", "b", *there), "--caption")
    refused(likelier("rank", photo, "--account", "nobody", *there), "nobody")
    assert not (tmp_path / "out.csv").exists()


def test_a_damaged_model_is_told(likelier, world, archive, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(world.folder / "models" / "xgboost", folder)
    (folder / "artifact" / "model" / "model.ubj").write_bytes(b"not a model")
    finished = likelier(
        "score", "--source", "instaloader", "--path", archive, "--output", tmp_path / "o.csv", "--model", folder
    )
    refused(finished, "train the model again")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, ["nothing", "posts"]),
        ({"someone.json": "{"}, ["none of 1 rows"]),
        ({"someone.json": '{"other": "shape"}'}, ["none of 1 rows"]),
    ],
)
def test_a_source_that_holds_nothing_usable_is_told(likelier, tmp_path, files, words):
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_text(content)
    finished = likelier(
        "run", "--set", "ingest.source=profile_pages", "--set", f"ingest.path={folder}", "--workdir", tmp_path / "w"
    )
    refused(finished)
    assert any(word in finished.stderr for word in words) or str(folder) in finished.stderr


def test_a_real_process_scores_as_this_one_does_and_refuses_with_exit_code_2(likelier, world, archive, tmp_path):
    common = ("--source", "instaloader", "--path", archive, "--workdir", world.folder)
    assert process("score", *common, "--output", tmp_path / "a.csv").returncode == 0
    assert likelier("score", *common, "--output", tmp_path / "b.csv").returncode == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    refused(process("rank", tmp_path / "no.jpg", "--workdir", world.folder), "no.jpg")


def test_the_tiny_world_is_what_the_run_was_told(world):
    assert len(posts.shard_paths(world.shards)) > 1
    assert len(posts.read_accounts(world.shards)) == 8
    assert "ingest.sample.accounts=8" in TINY

"""The command line: what is said, and what is told in one line with exit code 2."""

import pytest

from likelier.cli import main


@pytest.fixture
def export(monkeypatch, capfd, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MONGODB_URL", raising=False)

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["likelier", "export", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        told = capfd.readouterr()
        return int(left.value.code or 0), told.out + told.err

    return call


def test_json_lines_go_to_data_export(export, shards, tmp_path):
    assert export("--to", "json", "--shards", shards) == (
        0,
        "export: 20 posts and 5 accounts with 19 pictures written to data/export\n",
    )
    assert (tmp_path / "data/export/posts.jsonl").is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--to", "mongodb"), "mongodb without an address: set MONGODB_URL"),
        (("--to", "mysql://ann:s3cret@host/db"), "--to mysql://... is no target"),
        (("--to", "json", "--pictures", "gridfs"), "--pictures gridfs does not go with json"),
        (("--to", "mongodb://ann:s3cret@127.0.0.1:x/db"), "mongodb://127.0.0.1:x: is no address of MongoDB"),
        (("--to", "json", "--mirror"), "--mirror is for MongoDB"),
    ],
)
def test_what_is_wrong_is_one_line(export, shards, arguments, told):
    code, text = export(*arguments, "--shards", shards)
    assert code == 2
    assert text.startswith(f"likelier: {told}")
    assert text.count("\n") == 1
    assert "s3cret" not in text


def test_without_shards_the_step_that_makes_them_is_named(export):
    code, text = export("--to", "json")
    assert code == 2
    assert "run `likelier ingest` first" in text

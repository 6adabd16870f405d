import signal
import subprocess
import sys

import pytest

from likelier.atomic import replacing, replacing_folder, write_json


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_body_that_raises_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "out.txt"
    target.write_text("old")
    with pytest.raises(RuntimeError), replacing(target) as partial:
        partial.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert names(tmp_path) == ["out.txt"]


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    target = tmp_path / "folder"
    target.mkdir()
    (target / "stale").write_text("x")
    with replacing_folder(target) as partial:
        (partial / "fresh").write_text("y")
    assert names(target) == ["fresh"]


def test_what_a_killed_process_left_is_swept_up_by_the_next(tmp_path):
    target = tmp_path / "folder"
    code = (
        "import os, signal, sys; from pathlib import Path; from likelier.atomic import replacing_folder\n"
        "with replacing_folder(Path(sys.argv[1])) as partial:\n"
        "    (partial / 'half').write_text('x'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(target)])
    assert killed.returncode == -signal.SIGKILL
    assert not target.exists()
    with replacing_folder(target) as partial:
        (partial / "whole").write_text("y")
    assert names(tmp_path) == ["folder"]
    assert names(target) == ["whole"]


def test_an_old_folder_does_not_go_bit_by_bit_under_its_name(tmp_path):
    target = tmp_path / "folder"
    target.mkdir()
    for name in ("old-1", "old-2"):
        (target / name).write_text("x")
    code = (
        "import os, signal, sys; from pathlib import Path; from likelier import atomic\n"
        "atomic.shutil.rmtree = lambda folder: ((folder / 'old-1').unlink(), os.kill(os.getpid(), signal.SIGKILL))\n"
        "with atomic.replacing_folder(Path(sys.argv[1])) as partial:\n"
        "    (partial / 'new').write_text('x')"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(target)])
    assert killed.returncode == -signal.SIGKILL
    assert names(target) == ["new"]
    with replacing_folder(target) as partial:
        (partial / "newer").write_text("y")
    assert names(tmp_path) == ["folder"]
    assert names(target) == ["newer"]


def test_equal_values_are_equal_bytes(tmp_path):
    write_json(tmp_path / "a.json", {"b": 1, "a": "é"})
    write_json(tmp_path / "b.json", {"a": "é", "b": 1})
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_nan_is_refused_and_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "a.json", {"a": float("nan")})
    assert names(tmp_path) == []

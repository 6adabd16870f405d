"""One writer at a time: in a queue, past those who were killed, and never two."""

import subprocess
import sys
import threading
import time

import pytest

from likelier.errors import RegistryError
from likelier.registry import Registry, living, turn

WRITERS, TIMES = 3, 3


def tags(registry):
    return dict(registry._client.get_registered_model(registry.name).tags)


def test_writers_at_once_write_one_after_the_other(registry, folder, monkeypatch):
    monkeypatch.setattr(turn, "POLL", 0.01)
    client, failed = registry._client, []
    client.create_registered_model(registry.name, {"count": "0"})

    def add():
        try:
            for _ in range(TIMES):
                with Registry(registry.name, folder).turn():
                    before = int(tags(registry)["count"])
                    time.sleep(0.01)  # long enough for another to read the same
                    client.set_registered_model_tag(registry.name, "count", str(before + 1))
        except Exception as error:
            failed.append(error)

    writers = [threading.Thread(target=add) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert tags(registry) == {"count": str(WRITERS * TIMES)}  # and no tag of a turn is left


def test_a_turn_in_a_turn_is_the_same_and_leaves_nothing(registry):
    with registry.turn():
        (key,) = tags(registry)
        assert key.startswith(turn.TAG)
        with registry.turn():
            assert list(tags(registry)) == [key]
        assert list(tags(registry)) == [key]
        (file,) = living.shown_at(key.removeprefix(turn.TAG)).parent.glob(f"*{key.removeprefix(turn.TAG)}")
    assert tags(registry) == {} and not file.exists()


def test_one_that_waits_too_long_is_told_why(registry, folder, capsys, monkeypatch):
    monkeypatch.setattr(turn, "PATIENCE", 0.1)
    late = pytest.raises(RegistryError, match="written to by another process for more than 0 s")
    with registry.turn(), late, Registry(registry.name, folder).turn(limit=0.3):
        raise AssertionError("two at once")
    assert capsys.readouterr().err == f"waiting for another process that writes to {registry.name!r}\n"
    assert tags(registry) == {}


KILLED = """
import os, signal, sys
sys.modules["mlflow.exceptions"] = type(sys)("mlflow.exceptions")  # importing MLflow takes longer than all else
sys.modules["mlflow.exceptions"].MlflowException = RuntimeError
from contextlib import nullcontext
from likelier.registry.turn import turn
class Client:
    def set_registered_model_tag(self, name, key, value): print(key, value, flush=True)
    def get_registered_model(self, name): return type("Found", (), {"tags": {}})
with turn(Client(), nullcontext, "one", 9): os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_writer_that_was_killed_on_this_machine_is_passed_at_once(registry):
    told = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True)
    assert told.returncode == -9, told.stderr
    key, value = told.stdout.splitlines()[-1].split(" ", 1)
    assert value == "1 2"
    registry._client.create_registered_model(registry.name, {key: value})
    with registry.turn(limit=5):
        assert key not in tags(registry)
    assert not living.shown_at(key.removeprefix(turn.TAG)).exists()


def test_a_writer_elsewhere_is_passed_when_it_stands_still_and_not_while_it_lives(registry, monkeypatch):
    monkeypatch.setattr(turn, "LEASE", 1.0)
    client = registry._client
    client.create_registered_model(registry.name, {turn.TAG + "elsewhere": "1 1"})
    over = threading.Event()

    def live():
        for beat in range(2, 100):
            if over.wait(0.2):
                return
            client.set_registered_model_tag(registry.name, turn.TAG + "elsewhere", f"1 {beat}")

    living = threading.Thread(target=live)
    living.start()
    try:
        with pytest.raises(RegistryError, match="another process"), registry.turn(limit=2):
            pass
    finally:
        over.set()
        living.join()
    with registry.turn(limit=9):
        assert turn.TAG + "elsewhere" not in tags(registry)


@pytest.mark.parametrize("how", ["its tag is gone", "it was cut off"])
def test_one_that_has_lost_its_turn_writes_no_alias(registry, three, aliases, how, monkeypatch):
    registry.promote(three[0])
    with registry.turn():
        if how == "its tag is gone":
            for key in tags(registry):
                registry._client.delete_registered_model_tag(registry.name, key)
        else:
            monkeypatch.setattr(turn, "LEASE", -1.0)
        with pytest.raises(RegistryError, match=f"another one may write to '{registry.name}' now; run it again"):
            registry.promote(three[1])
    assert aliases() == {"champion": 1}
    assert not [key for key in tags(registry) if key.startswith(turn.TAG)]

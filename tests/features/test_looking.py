"""Pictures are looked at in other processes, remembered, and one that brings its process down harms no other."""

import time
from functools import partial

import numpy as np
import pytest

from likelier.features.looks import Seen, see, seeing
from likelier.features.memory import Memory
from likelier.features.pool import Pool
from likelier.params import Featurize

HOSTILE = """
import os, time
from likelier.features.looks import Seen

def see(data, pause=0.0):
    if data == b"crash":
        os._exit(1)
    time.sleep(pause)
    return Seen((len(data),))
"""


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    (tmp_path / "hostile_decoder.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(tmp_path)
    import hostile_decoder

    return hostile_decoder.see


@pytest.fixture(scope="module")
def pool():
    pool = Pool(2)
    yield pool
    pool.close()


def counting(seen):
    def each(look, pictures):
        seen.extend(pictures)
        return map(look, pictures)

    return each


def length(data):
    return Seen((len(data),))


def test_what_was_seen_is_not_looked_at_again():
    looked = []
    memory = Memory(counting(looked))
    assert [one.values for one in memory(length, [b"a", b"bb", b"a"])] == [(1,), (2,), (1,)]
    assert [one.values for one in memory(length, [b"bb", b"ccc"])] == [(2,), (3,)]
    assert looked == [b"a", b"bb", b"ccc"]
    assert (memory.looked, memory.remembered) == (3, 2)


def test_what_was_asked_for_long_ago_is_forgotten():
    looked = []
    memory = Memory(counting(looked), pictures=2)
    for data in (b"a", b"b", b"a", b"c", b"b"):
        list(memory(length, [data]))
    assert looked == [b"a", b"b", b"c", b"b"]


def test_another_way_of_looking_is_another_memory(draw_picture):
    memory = Memory()
    for kinds, side in ((["picture"], 64), ([], 64), (["picture"], 32)):
        settings = Featurize(picture_side=side)
        (seen,) = memory(seeing(kinds, settings), [draw_picture])
        np.testing.assert_array_equal(seen.values, see(draw_picture, tuple(kinds), settings).values)
    assert memory.looked == 3


@pytest.fixture
def draw_picture():
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.radial_gradient("L").convert("RGB").save(file, "JPEG")
    return file.getvalue()


def test_processes_see_what_this_one_sees_in_order(pool, draw_picture):
    look = seeing(["picture"], Featurize(picture_side=64))
    pictures = [draw_picture, b"broken", draw_picture[:200]]
    told = list(pool(look, pictures))
    np.testing.assert_array_equal(told[0].values, look(draw_picture).values)
    assert told[0].fingerprint == look(draw_picture).fingerprint and told[0].problem is None
    assert [one.problem for one in told] == [look(one).problem for one in pictures]


def test_a_picture_that_brings_its_process_down_is_told_and_the_others_are_seen(pool, hostile):
    told = list(pool(hostile, [b"a", b"crash", b"ccc"]))
    assert [one.values[0] for one in told] == [1, 0, 3]
    assert [one.problem is None for one in told] == [True, False, True]
    assert [one.values for one in pool(hostile, [b"dddd"])] == [(4,)]


def test_many_pictures_of_one_caller_let_another_one_in_between(pool, hostile):
    from threading import Thread

    slow = partial(hostile, pause=0.05)
    list(pool(slow, [b"warm"] * 4))
    ended = {}

    def ask(name, pictures):
        list(pool(slow, pictures))
        ended[name] = time.perf_counter()

    many = Thread(target=ask, args=("many", [b"a"] * 30))
    many.start()
    time.sleep(0.1)
    ask("one", [b"b"])
    many.join()
    assert ended["one"] < ended["many"]

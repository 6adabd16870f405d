# ruff: noqa: RUF001 (signs that look alike are the point)
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from likelier import features
from likelier.features import meaning
from likelier.params import Featurize

BEACH = {
    "en": "A wonderful day at the beach with friends",
    "de": "Ein wunderschöner Tag am Strand mit Freunden",
    "es": "Un día maravilloso en la playa con amigos",
    "ru": "Чудесный день на пляже с друзьями",
    "ja": "友達とビーチで素晴らしい一日",
    "ar": "يوم رائع على الشاطئ مع الأصدقاء",
}
CAKE = "My grandmother's recipe for chocolate cake"


def describe(*captions):
    texts = pd.Series(captions, dtype=object, index=range(7, 7 + len(captions)))
    return meaning.compute(texts.to_frame("caption"), None, Featurize())


def likeness(one, other):
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


@pytest.mark.parametrize("code", [code for code in BEACH if code != "en"])
def test_the_same_said_in_another_language_is_near(code):
    here, there, other = describe(BEACH["en"], BEACH[code], CAKE).to_numpy()
    assert likeness(here, there) > 0.6
    assert likeness(here, other) < 0.3


@pytest.mark.parametrize("caption", [None, float("nan"), "", "  \n", "🔥🔥", "@somebody", "https://example.org", "#"])
def test_no_words_no_point(caption):
    found = describe("Something else", caption)
    assert found.iloc[1].isna().all()
    assert found.iloc[0].notna().all()


@pytest.mark.parametrize(
    ("caption", "cleaned"),
    [
        ("Golden  hour\n#sunset #beach", "Golden hour sunset beach"),
        ("With @ann.lee! HTTPS://EXAMPLE.ORG/x and example.com", "With ! and"),
        ("＃日本 の海", "日本 の海"),
        ("\ud800 lone", "? lone"),
        ("word " * 300, "word " * 99 + "word"),
    ],
)
def test_what_is_read_of_a_caption(caption, cleaned):
    assert meaning.clean(caption) == cleaned


def test_names_and_links_do_not_move_the_point():
    here, there = describe("Good morning from @ann", "Good morning from https://example.org/abc").to_numpy()
    np.testing.assert_array_equal(here, there)


def test_a_caption_alone_is_where_it_is_among_others():
    captions = [*BEACH.values(), "x", "\ud800", "word " * 400, "日本" * 600, "a\x00b", None, CAKE] * 25
    together = describe(*captions).to_numpy()
    assert np.abs(together[:13] - together[-13:])[~np.isnan(together[:13])].max() < 1e-6
    for place in range(13):
        np.testing.assert_allclose(describe(captions[place]).to_numpy()[0], together[place], rtol=0, atol=1e-6)


def test_the_index_is_kept_and_the_length_is_about_one():
    found = describe(CAKE, None)
    assert list(found.index) == [7, 8]
    assert found.dtypes.eq(np.float32).all()
    assert np.linalg.norm(found.loc[7]) == pytest.approx(1, abs=0.3)


def test_it_can_be_switched_off():
    assert "meaning" in features.kinds(Featurize())
    assert "meaning" not in features.kinds(Featurize(meaning=False))


def test_a_caption_is_the_same_point_to_the_last_bit_alone_and_among_others():
    many = pd.Series(["a walk by the sea", "ein Kuchen mit viel Sahne und Kirschen", "海で", "x" * 300])
    together = describe(*many)
    for place, text in enumerate(many):
        assert describe(text).to_numpy().tobytes() == together.iloc[[place]].to_numpy().tobytes(), text


def test_nothing_is_asked_of_the_network_and_nothing_unpickled():
    code = (
        "import pickle, socket\n"
        "def refuse(*_, **__): raise SystemExit('refused')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "pickle.load = pickle.loads = pickle.Unpickler = refuse\n"
        "from likelier.features.meaning import _encode\n"
        "print(_encode(['good morning']).shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "(1, 512)\n"

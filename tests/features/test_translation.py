"""Captions are translated by deep-translator itself, asked of a server on this machine in place of Google's."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest

from likelier import features, posts
from likelier.errors import ParamsError
from likelier.features import translation, translation_cache, translators
from likelier.features.version import digest
from likelier.params import Featurize, Params
from likelier.steps.featurize import featurize
from likelier.steps.train import train

GERMAN = "Was für ein wunderschöner Tag am Strand mit @ann.lee 😍 #sommer https://example.org/a"
PROSE = "Was für ein wunderschöner Tag am Strand mit"
ENGLISH = "What a wonderful, beautiful day at the beach with"
SALE = "Heute gibt es alles um die Hälfte billiger bei uns im Laden"
BOOK = {PROSE: ENGLISH, SALE: "Everything is on sale today, link in bio"}
OTHERS = [f"Heute war wieder ein schöner Tag, schon der {word}" for word in ("erste", "zweite", "dritte", "vierte")]
OTHERS += [f"Am {word} gehen wir alle zusammen schwimmen" for word in ("Montag", "Dienstag", "Mittwoch")]


class Server:
    """Answers as Google's page does; `status` and `wait` make it fail."""

    def __init__(self):
        self.asked, self.status, self.wait = [], 200, 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                query = parse_qs(urlsplit(self.path).query)
                outer.asked.append(query["q"][0])
                assert query["tl"] == ["en"]
                time.sleep(outer.wait)
                text = BOOK.get(query["q"][0], f"This was number {len(query['q'][0])}, a good day")
                body = f'<html><div class="result-container">{text}</div></html>'.encode()
                self.send_response(outer.status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture
def server(monkeypatch):
    from deep_translator.constants import BASE_URLS

    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    made = Server()
    monkeypatch.setitem(BASE_URLS, "GOOGLE_TRANSLATE", f"http://127.0.0.1:{made.http.server_port}/m")
    translators.asker.cache_clear()
    yield made
    translators.asker.cache_clear()
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def on(tmp_path):
    """Settings with only captions and their words on, translated."""
    off = dict.fromkeys(features.KINDS, False)
    return Featurize(
        **off | {"caption": True, "words": True}, translation="online", translation_cache=str(tmp_path / "cache")
    )


def plain(settings):
    return settings.model_copy(update={"translation": "none"})


def table(*captions):
    return pd.DataFrame({"caption": pd.Series(captions, dtype=object)})


def compute(settings, *captions):
    return features.compute(table(*captions), None, settings)


def test_only_the_prose_of_captions_in_other_languages_is_sent(server, on):
    compute(on, GERMAN, "A lovely day at the sea with all of you", None, "", "ok", "🔥🔥", "#sommer @ann")
    assert server.asked == [PROSE]


def test_what_reads_words_reads_the_translation(server, on):
    here, there = compute(on, GERMAN).iloc[0], compute(plain(on), GERMAN).iloc[0]
    assert here["caption_polarity"] > 0.5 > 0 == there["caption_polarity"]
    assert here["caption_subjectivity"] > 0.5
    assert np.isfinite(here["caption_reading_ease"]) and np.isnan(there["caption_reading_ease"])
    assert here["words_text"] == "beach beautiful day wonderful"
    assert there["words_text"] == "strand tag wunderschöner"
    assert np.expm1(here["caption_words"]) == pytest.approx(9)
    assert here["caption_feeling"] > there["caption_feeling"] > 0
    changed = [name for name in here.index if here[name] != there[name]]
    assert set(changed) <= set(translation.COLUMNS)
    assert here["caption_language"] == "de"


def test_advertising_is_counted_in_both_languages_and_once(server, on):
    here, there = (compute(settings, SALE, f"{SALE} #ad #werbung").round(4) for settings in (on, plain(on)))
    assert np.expm1(there["caption_advertising"]).round().tolist() == [0, 2]
    assert np.expm1(here["caption_advertising"]).round().tolist() == [1, 2]
    assert np.expm1(here["caption_call_to_action"]).round().tolist() == [1, 1]


def test_nothing_is_translated_by_default(server):
    features.compute(table(GERMAN), None, plain(Featurize(**dict.fromkeys(features.KINDS, False) | {"caption": True})))
    assert Featurize().translation == "none" and not server.asked


def test_no_caption_is_translated_twice_and_none_can_be_read_from_the_keys(server, on, tmp_path):
    assert translation.prepare([GERMAN, SALE, GERMAN, None], on) == ""
    assert sorted(server.asked) == sorted([PROSE, SALE])
    translation.prepare([SALE, GERMAN + " 🔥"], on)
    found, tally = translation.with_english(table(GERMAN, SALE, "Hello there, my friends", None), on, ask=False)
    assert len(server.asked) == 2
    assert found["english"].tolist() == [ENGLISH, BOOK[SALE], None, None]
    assert tally == translation.Tally(2, 0)
    stored = (tmp_path / "cache" / translation_cache.FILE).read_bytes()
    assert b"Strand" not in stored and b"billiger" not in stored
    # Another translator would say it otherwise.
    assert translation_cache.key("online", "en", PROSE) != translation_cache.key("local", "en", PROSE)


@pytest.mark.parametrize("status", [429, 500])
def test_a_service_that_fails_is_soon_left_alone_and_the_original_stays(server, on, status):
    server.status = status
    expected = compute(plain(on), *OTHERS)
    pd.testing.assert_frame_equal(compute(on, *OTHERS), expected)
    assert len(server.asked) == translators.FAILURES < len(OTHERS)
    assert translation.with_english(table(*OTHERS, "Good day to you all"), on)[1] == translation.Tally(0, len(OTHERS))
    assert len(server.asked) == translators.FAILURES


def test_it_is_asked_again_after_a_pause(server, on, monkeypatch):
    server.status = 500
    compute(on, *OTHERS)
    server.status = 200
    monkeypatch.setattr(translators, "PAUSE", 0.0)
    assert translation.with_english(table(*OTHERS), on)[1].untranslated == 0


def test_a_service_that_does_not_answer_is_not_waited_for(server, on, monkeypatch):
    server.wait = 5
    monkeypatch.setattr(translators, "PATIENCE", 0.1)
    started = time.monotonic()
    assert translation.prepare(OTHERS, on) == "TimeoutError"
    assert time.monotonic() - started < 3


def test_a_service_that_is_not_there(server, on):
    server.http.shutdown()
    server.http.server_close()
    assert translation.prepare(OTHERS, on) == "ConnectionError"


def test_an_empty_answer_leaves_the_original(on, monkeypatch):
    for answer in (None, "", "  "):
        assert translators.Asker(lambda text, language, answer=answer: answer).ask("Guten Tag", "de") == "Guten Tag"


def test_serving_asks_but_writes_nothing(server, on, tmp_path):
    compute(on, GERMAN)
    assert server.asked and not (tmp_path / "cache").exists()


def test_the_packages_are_named(on, monkeypatch):
    translators.asker.cache_clear()
    monkeypatch.setitem(sys.modules, "deep_translator", None)
    with pytest.raises(ParamsError, match=r"online needs the extra `translate`: pip install 'likelier\[translate\]'"):
        compute(on, GERMAN)
    monkeypatch.setitem(sys.modules, "argostranslate.translate", None)
    with pytest.raises(ParamsError, match="local needs a package: pip install argostranslate"):
        compute(on.model_copy(update={"translation": "local"}), GERMAN)


def test_a_local_package_is_told_the_language(on, monkeypatch):
    asked = []
    module = ModuleType("argostranslate.translate")
    module.translate = lambda *given: asked.append(given) or ENGLISH
    monkeypatch.setitem(sys.modules, "argostranslate", ModuleType("argostranslate"))
    monkeypatch.setitem(sys.modules, "argostranslate.translate", module)
    translators.asker.cache_clear()
    found = compute(on.model_copy(update={"translation": "local"}), GERMAN)
    assert asked == [(PROSE, "de", "en")]
    assert found["words_text"][0] == "beach beautiful day wonderful"
    translators.asker.cache_clear()


def test_a_cache_that_is_none_is_named(server, on, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / translation_cache.FILE).write_bytes(b"no database, but long enough to be looked at" * 50)
    with pytest.raises(ParamsError, match=r"translation_cache: .*sqlite can't be used \(.*\); remove it"):
        translation.prepare([GERMAN], on)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ParamsError, match="file can't be made"):
        translation.prepare([GERMAN], on.model_copy(update={"translation_cache": str(tmp_path / "file")}))


def test_the_first_translation_is_kept(tmp_path):
    translation_cache.keep(tmp_path, {"a": "one"})
    translation_cache.keep(tmp_path, {"a": "two", "b": "three"})
    assert translation_cache.known(tmp_path, ["a", "b", "c"]) == {"a": "one", "b": "three"}
    assert len(translation_cache.known(tmp_path, map(str, range(2000)))) == 0


def test_a_caption_of_a_million_characters_is_cut(server, on):
    compute(on, "Ein schöner Tag am Strand. " * 40_000)
    assert [len(text) for text in server.asked] == [translation.LENGTH]


def test_features_of_other_translations_are_stale(tmp_path, on, make_accounts):
    shard = tmp_path / "posts-0000.parquet"
    shard.write_bytes(b"posts")
    accounts = make_accounts([{"account_id": "a"}])
    elsewhere = on.model_copy(update={"translation_cache": "elsewhere"})
    assert len({digest(shard, accounts, settings) for settings in (on, plain(on), elsewhere)}) == 2


@pytest.fixture
def shards(tmp_path):
    rows = [
        {
            "post_id": str(number),
            "account_id": f"account-{number % 6}",
            "taken_at": pd.Timestamp("2023-05-01", tz="UTC") + pd.Timedelta(hours=5 * number),
            "kind": "image",
            "likes": 10.0 + number % 7,
            "caption": [*OTHERS, GERMAN, "A fine day with all of you", None][number % 10],
            "source": "test",
        }
        for number in range(60)
    ]
    profiles = [{"account_id": f"account-{number}", "source": "test"} for number in range(6)]
    posts.write(rows, posts.POSTS, tmp_path / "shards/posts-0000.parquet")
    posts.write(profiles, posts.ACCOUNTS, tmp_path / "shards/accounts.parquet")
    return tmp_path / "shards"


def test_a_run_translates_once_counts_failures_and_tries_them_again(server, on, shards, tmp_path, capsys):
    params = Params.model_validate(
        {
            "models": {"linear": {"family": "linear", "features": ["caption"]}},
            "featurize": on.model_dump() | {"workers": 1},
            "train": {"folds": 2, "splits": ["account"]},
        }
    )

    def run():
        featurize(params, shards, tmp_path / "features", tmp_path / "featurize.json")
        told = json.loads((tmp_path / "featurize.json").read_text())
        return told["captions_translated"], told["captions_untranslated"]

    server.status = 500
    assert run() == (0, 48)
    told = capsys.readouterr().err
    assert "some captions could not be translated (RequestError)" in told and "Strand" not in told
    server.status = 200
    translators.asker.cache_clear()
    server.asked.clear()
    assert run() == (48, 0)
    assert len(server.asked) == len(set(server.asked)) == 8
    assert run() == (48, 0)
    assert "1 shards were up to date" in capsys.readouterr().err
    server.status = 500  # a service that is down when a model is trained is no leak
    train(params, "linear", shards, [tmp_path / "features"], tmp_path / "linear", tmp_path / "train.json")
    assert len(server.asked) == 8

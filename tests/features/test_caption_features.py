# ruff: noqa: RUF001 (signs that look alike are the point)
import time

import numpy as np
import pandas as pd
import pytest

from likelier.features import caption, emoji, patterns
from likelier.features.language import LANGUAGES, language, sentiment
from likelier.params import Featurize


def describe(*captions):
    return caption.compute(pd.DataFrame({"caption": pd.Series(captions, dtype=object)}), None, Featurize())


def counted(text, name):
    return round(np.expm1(describe(text)[f"caption_{name}"][0]))


# The same thing said in ten scripts.
SCRIPTS = {
    "en": "The best day with my friends at the sea",
    "ru": "Лучший день с моими друзьями на море",
    "el": "Η καλύτερη μέρα με τους φίλους μου στη θάλασσα",
    "ar": "أفضل يوم مع أصدقائي على البحر",
    "he": "היום הכי טוב עם החברים שלי בים",
    "hi": "समुद्र के किनारे दोस्तों के साथ सबसे अच्छा दिन",
    "th": "วันที่ดีที่สุดกับเพื่อนของฉันที่ทะเล",
    "zh": "和朋友们在海边度过的最美好的一天",
    "ja": "友達と海で過ごした最高の一日でした",
    "ko": "친구들과 바다에서 보낸 최고의 하루",
}


@pytest.mark.parametrize("code", SCRIPTS)
def test_language_is_told_in_ten_scripts(code):
    assert describe(SCRIPTS[code])["caption_language"][0] == code


# A tag of each script, with its vowel signs, final letters and voicing marks; and how a question is asked.
TAGS = {
    "en": ("#Sunset", "?"),
    "ru": ("#закат", "?"),
    "el": ("#ηλιοβασίλεμα", ";"),
    "ar": ("#غُروب", "؟"),
    "he": ("#שקיעה", "?"),
    "hi": ("#सूर्यास्त", "?"),
    "th": ("#พระอาทิตย์ตก", "?"),
    "zh": ("#日落", "？"),
    "ja": ("＃ゆうやけ", "？"),
    "ko": ("#노을", "?"),
}


@pytest.mark.parametrize("code", SCRIPTS)
def test_everything_is_counted_in_ten_scripts(code):
    tag, question = TAGS[code]
    text = f"{SCRIPTS[code]}{question}\n\n{tag} {tag}2024 @ann.lee 👍🏽 ❤️ {tag}❤️"
    found = describe(text).iloc[0]
    counts = {
        "length": len(text),
        "lines": 2,
        "hashtags": 3,
        "mentions": 1,
        "links": 0,
        "questions": 1,
        "exclamations": 0,
        "emoji": 3,
        "emoji_distinct": 2,
        "emoji_hearts": 2,
        "emoji_hands": 1,
        "advertising": 0,
        "call_to_action": 0,
    }
    assert {name: round(np.expm1(found[f"caption_{name}"]), 3) for name in counts} == counts
    assert found["caption_language"] == code
    assert found["caption_empty"] == 0
    assert found["caption_emoji_mood"] == 1
    # Thai, Chinese and Japanese set no spaces: their words can't be told apart.
    words = 1 if code in ("th", "zh", "ja") else len(SCRIPTS[code].split())
    assert round(np.expm1(found["caption_words"])) == words
    assert np.isfinite(found["caption_reading_ease"]) == (code == "en")
    assert (found["caption_capitals"] > 0) == (code in ("en", "ru", "el"))


@pytest.mark.parametrize("text", [None, "", "  \n", "ok", "🔥🔥🔥", "#sunset #beach #love", "@somebody", "12345 678"])
def test_no_language_where_there_are_no_words(text):
    assert describe(text)["caption_language"][0] == "none"


def test_hashtags_and_links_do_not_decide_the_language():
    text = "Ein wunderschöner Tag am Strand #summer #beach #love https://example.com/the-best-day"
    assert language(text.split(" #")[0]) == "de"
    assert describe(text)["caption_language"][0] == "de"


def test_languages_are_codes_of_the_model():
    from likelier.features.language import _identifier

    assert sorted(LANGUAGES.split()) == sorted(_identifier().labels)


@pytest.mark.parametrize("text", [None, "", " \n\t", "\u00a0"])
def test_an_empty_caption_is_empty_and_no_number_is_missing(text):
    found = describe(text)
    assert found["caption_empty"][0] == 1
    assert found.drop(columns=["caption_language", "caption_reading_ease"]).notna().all(axis=None)
    assert counted(text, "hashtags") == 0


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("four", "length", 4),
        ("one\n\ntwo\nthree\n", "lines", 3),
        ("#one #two#three and #1 and # alone", "hashtags", 3),
        ("#हिन्दी #straße ＃日本", "hashtags", 3),
        ("@one and @two.three, not mail@example.org", "mentions", 2),
        ("see https://example.org/x and www.example.org or example.com", "links", 3),
        ("why? ¿por qué? لماذا؟ 何故？", "questions", 5),
        ("We came; we saw &amp; won", "questions", 0),
        ("Τι κάνεις; Τι\u037e", "questions", 2),
        ("yes! ¡sí! はい！", "exclamations", 4),
        ("👍", "emoji", 1),
        ("👍🏽", "emoji", 1),
        ("👨‍👩‍👧‍👦 family", "emoji", 1),
        ("🇩🇪🇫🇷", "emoji", 2),
        ("1️⃣ 2️⃣", "emoji", 2),
        ("❤️❤️", "emoji", 2),
        ("plain 123 #tag © words", "emoji", 0),
        ("👍🏽👍👍🏿 and 👩‍🚀", "emoji_distinct", 2),
        ("😀😭🤔 ☺️", "emoji_faces", 4),
        ("❤️🧡💔", "emoji_hearts", 3),
        ("👏🏾💪 🙏", "emoji_hands", 3),
        ("🤷‍♀️💃👀", "emoji_people", 3),
        ("🔥🌴☀️🐶", "emoji_nature", 4),
        ("🍕☕", "emoji_food", 2),
        ("🎉✨🏆", "emoji_party", 3),
        ("👇⬇️➡️", "emoji_pointers", 3),
        ("🇩🇪🇫🇷🏁", "emoji_flags", 3),
        ("🚗📷", "emoji_faces", 0),
        ("don’t worry, état d'âme: 12 Tage @ann #tag https://example.org/a-b", "words", 5),
        ("समुद्र के किनारे", "words", 3),
        ("#ad with a discount code, 20% off", "advertising", 3),
        ("a glad badge in the shade", "advertising", 0),
        ("Link in bio, tag a friend and comment below", "call_to_action", 3),
        ("LINK IN BIO", "call_to_action", 1),
        ("we drank tea", "call_to_action", 0),
    ],
)
def test_what_is_counted(text, name, expected):
    assert counted(text, name) == expected


@pytest.mark.parametrize(
    ("text", "share"), [("ABcd", 0.5), ("ABC", 1), ("abc", 0), ("123", 0), ("ΑΒγδ", 0.5), ("日本", 0)]
)
def test_share_of_capitals(text, share):
    assert describe(text)["caption_capitals"][0] == pytest.approx(share)


def test_sentiment_is_english_only():
    good = describe("What a wonderful, beautiful and happy day we had")
    bad = describe("This was a horrible, terrible and awful day for us")
    german = describe("Was für ein horrible Tag, wir haben so viel geweint und gelacht")
    assert good["caption_polarity"][0] > 0.5 > -0.5 > bad["caption_polarity"][0]
    assert good["caption_subjectivity"][0] > 0.5
    assert german["caption_language"][0] == "de"
    assert (german["caption_polarity"][0], german["caption_subjectivity"][0]) == (0, 0)


def test_sentiment_is_textblobs():
    from textblob import TextBlob

    text = "not a very good day, but the food was great :)"
    assert sentiment(text) == tuple(TextBlob(text).sentiment)


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "#" * 1_000_000, "a-" * 500_000, "great day " * 100_000, "😀\u200d" * 300_000]
)
def test_a_caption_of_a_million_characters_costs_no_more_than_one_of_five_thousand(text):
    describe("warm up the model of languages, please")
    started = time.perf_counter()
    found = describe(text)
    assert time.perf_counter() - started < 1
    assert np.expm1(found["caption_length"][0]) == pytest.approx(len(text), rel=1e-4)


@pytest.mark.parametrize(
    "text", ["\ud800 lone", "nice \udfff day with friends", "\x00\x01", "﷽" * 100, "\u202ertl", "Z̷a̸l̵g̶o̷", "𝓗𝓮𝓵𝓵𝓸"]
)
def test_any_text_is_described(text):
    found = describe(text)
    for name, feature in caption.FEATURES.items():
        if feature.unit != "category" and name != "caption_reading_ease":
            assert np.isfinite(found[name][0])


def test_letters_drawn_as_signs_are_read():
    assert describe("𝓛𝓲𝓷𝓴 𝓲𝓷 𝓫𝓲𝓸")["caption_call_to_action"][0] > 0


@pytest.mark.parametrize(
    ("text", "mood"), [("😍🔥", 1), ("😢💔", -1), ("😍😢", 0), ("😍😍👍🏽😢", 0.5), ("🚗", 0), ("", 0)]
)
def test_mood_of_emoji(text, mood):
    assert describe(text)["caption_emoji_mood"][0] == pytest.approx(mood)


def test_no_emoji_has_two_moods_and_each_is_one_sign():
    assert not emoji.GOOD & emoji.BAD
    assert all(
        emoji.plain([sign]) == [sign] and patterns.EMOJI.fullmatch(sign) for sign in emoji.GOOD | emoji.BAD - {"♡"}
    )


@pytest.mark.parametrize("code", SCRIPTS)
def test_feeling_reads_emoji_in_every_language(code):
    good, plain, bad = describe(SCRIPTS[code] + " 😍🔥", SCRIPTS[code], SCRIPTS[code] + " 😭😡😢")["caption_feeling"]
    assert good > max(plain, 0)
    assert bad < plain
    assert code == "en" or plain == 0


def test_feeling_reads_english_words_and_emoji_together():
    words = "What a wonderful day we had there with all of you"
    plain, glad, sad = describe(words, words + " 👍", words + " 😢")["caption_feeling"]
    assert 0 < sad < plain < glad <= 1
    assert describe("This was a horrible, terrible and awful day for us")["caption_feeling"][0] < -0.5
    assert describe("It was not a good day for all of us here")["caption_feeling"][0] < 0


def test_readability():
    found = describe(
        "The cat sat on the mat. It was a good cat and we like it! Don't you?", "", "日本の海はとても美しい。"
    )
    assert np.expm1(found["caption_sentence_length"][0]) == pytest.approx(17 / 3, rel=1e-5)
    assert describe("Good day. We swim!")["caption_word_length"][0] == pytest.approx(3.25)
    assert found["caption_reading_ease"][0] > 95
    assert found["caption_word_length"][1] == 0
    assert found["caption_reading_ease"].isna().tolist() == [False, True, True]
    hard = "Organisational communication necessitates interdisciplinary deliberation regarding responsibility."
    assert describe(hard)["caption_reading_ease"][0] == 0


@pytest.mark.slow
def test_two_thousand_captions_a_second_of_one_core():
    texts = [
        "Such a lovely day at the beach with friends ❤️🔥 #sun #sea @ann",
        "Ein schöner Tag 😍",
        "Link in bio! 20% off",
    ]
    describe(*texts)
    started = time.process_time()
    describe(*texts * 700)
    assert time.process_time() - started < 2.1  # half of what is measured on an idle machine, as others may run

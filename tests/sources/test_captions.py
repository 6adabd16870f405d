import pytest

from likelier.captions import hashtags, mentions


@pytest.mark.parametrize(
    ("caption", "tags"),
    [
        (None, []),
        ("", []),
        ("no tags, 100 % #", []),
        ("#One #two_2 three#four", ["one", "two_2", "four"]),
        ("(#sun) #sea, #sky. #end!", ["sun", "sea", "sky", "end"]),
        ("#1 #2024 #90s", ["90s"]),
        ("#one#two", ["one", "two"]),
        ("#हिन्दी #ไทยดี #日本語、#한국어 #עברית", ["हिन्दी", "ไทยดี", "日本語", "한국어", "עברית"]),
        ("#cafe\u0301", ["caf\u00e9"]),
        ("＃全角", ["全角"]),  # noqa: RUF001
        ("#love🐻 #🎉", ["love🐻", "🎉"]),
        ("https://example.org/#part &#39;", []),
        ("#sun\n#sea\u2028#sky\u00a0x", ["sun", "sea", "sky"]),
    ],
)
def test_hashtags(caption, tags):
    assert hashtags(caption) == tags


@pytest.mark.parametrize(
    ("caption", "names"),
    [
        (None, []),
        ("@Ann.Lee and @_bob_", ["ann.lee", "_bob_"]),
        ("mail@example.org", []),
        ("photo:@ann. By.@bob", ["ann", "bob"]),
        ("写真@taro", ["taro"]),
        ("@a..b", ["a"]),
        ("@", []),
    ],
)
def test_mentions(caption, names):
    assert mentions(caption) == names


def test_a_megabyte_is_quick():
    assert len(hashtags("#a" * 500_000)) == 500_000
    assert mentions("@" * 1_000_000) == []
    assert hashtags("#" + "x" * 1_000_000) == ["x" * 1_000_000]

"""What the environment says of who may ask; nonsense is refused in one line that quotes no key."""

import pytest

from serving.around.settings import Settings, SettingsError, digest, read

KEY, OTHER = "k" * 16, "another-key-0123456789"


def test_nothing_is_asked_for_by_default():
    assert read({}) == Settings()


@pytest.mark.parametrize("text", [f"{KEY},{OTHER}", f"{KEY}\n{OTHER}\n", f" {KEY} , {OTHER} "])
def test_keys_are_listed_with_commas_or_lines(text, tmp_path):
    file = tmp_path / "key"
    file.write_text(text)
    expected = (digest(KEY), digest(OTHER))
    assert read({"LIKELIER_API_KEY": text}).keys == expected
    assert read({"LIKELIER_API_KEY_FILE": str(file)}).keys == expected


def test_a_key_is_not_shown():
    assert KEY not in repr(read({"LIKELIER_API_KEY": KEY}))
    assert repr(digest(KEY)) not in repr(read({"LIKELIER_API_KEY": KEY}))


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"LIKELIER_API_KEY": ""}, "LIKELIER_API_KEY is set but holds no key"),
        ({"LIKELIER_API_KEY": " , "}, "LIKELIER_API_KEY is set but holds no key"),
        ({"LIKELIER_API_KEY": "s" * 15}, "not 16 to 512 visible ASCII characters"),
        ({"LIKELIER_API_KEY": f"{KEY},{'s' * 15}"}, "not 16 to 512"),
        ({"LIKELIER_API_KEY": "schlüssel-schlüssel"}, "not 16 to 512"),
        ({"LIKELIER_API_KEY_FILE": ""}, "LIKELIER_API_KEY_FILE names a file that can't be read"),
        ({"LIKELIER_API_KEY_FILE": "/nowhere/key"}, "can't be read (FileNotFoundError)"),
        ({"LIKELIER_API_KEY_FILE": "/dev/null"}, "LIKELIER_API_KEY_FILE is set but holds no key"),
        ({"LIKELIER_API_KEY": KEY, "LIKELIER_API_KEY_FILE": "/dev/null"}, "are both set: keep one"),
        ({"LIKELIER_API_KEY": KEY, "LIKELIER_CORS_ORIGINS": "*"}, "goes with no API key"),
        ({"LIKELIER_CORS_ORIGINS": "example.com"}, "takes origins such as https://example.com"),
        ({"LIKELIER_CORS_ORIGINS": "https://example.com/"}, "without a path"),
        ({"LIKELIER_CORS_ORIGINS": "null"}, "takes origins"),
        ({"LIKELIER_CORS_ORIGINS": "https://*.example.com"}, "takes origins"),
        ({"LIKELIER_ALLOWED_HOSTS": "example.com:3000"}, "without a port"),
        ({"LIKELIER_ALLOWED_HOSTS": "rank.*"}, "takes names such as"),
        ({"LIKELIER_ALLOWED_HOSTS": "http://example.com"}, "takes names such as"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(environment, told):
    with pytest.raises(SettingsError) as refused:
        read(environment)
    line = str(refused.value)
    assert told in line
    assert "\n" not in line
    assert not any(key in line for key in ("s" * 15, KEY, "schl"))


def test_origins_and_hosts_are_listed():
    found = read(
        {"LIKELIER_CORS_ORIGINS": "https://A.example, http://[::1]:80", "LIKELIER_ALLOWED_HOSTS": "*.b.example c"}
    )
    assert found.origins == ("https://a.example", "http://[::1]:80")
    assert found.hosts == ("*.b.example", "c")

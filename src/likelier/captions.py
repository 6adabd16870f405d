"""What a caption links to: hashtags and mentions, in any script."""

import re
import unicodedata

# Instagram ends a hashtag at white space or punctuation; letters of every script, their combining marks, digits,
# underscores and emoji belong to it. `\w` would not do: it ends a Hindi or Thai word at its first vowel sign.
_PUNCTUATION = (
    r"\s#@＃＠!\"$%&'()*+,\-./:;<=>?\[\\\]^`{|}~"  # noqa: RUF001 (the full-width signs are meant)
    "\u0000-\u001f\u007f-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf"  # Latin-1 signs, not its letters
    "\u055a-\u055f\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u060d\u061b-\u061f\u066a-\u066d\u06d4\u0964\u0965"
    "\u2000-\u200a\u2010-\u203b\u203d-\u2048\u204a-\u206f\u3000-\u3004\u3008-\u3020\u3030\u30fb"
    "\uff01-\uff0f\uff1a-\uff1f\uff3b-\uff3e\uff40\uff5b-\uff65"
)
HASHTAG = re.compile(rf"(?<![/&])[#\uff03]([^{_PUNCTUATION}]+)")

# A user name: up to 30 ASCII letters, digits, underscores and single inner dots; never part of an e-mail address.
MENTION = re.compile(r"(?<![0-9A-Za-z])@(\w(?:(?:\w|\.(?!\.)){0,28}\w)?)", re.ASCII)


def hashtags(caption: str | None) -> list[str]:
    """Hashtags in order of appearance, in lower case and without the sign; a tag of digits alone is none.

    >>> hashtags("Dawn #Sunrise #हिन्दी #2024 #straße.")
    ['sunrise', 'हिन्दी', 'straße']
    """
    if not caption or ("#" not in caption and "\uff03" not in caption):
        return []
    found = HASHTAG.findall(unicodedata.normalize("NFC", caption).lower())
    return [tag for tag in found if not tag.isdigit()]


def mentions(caption: str | None) -> list[str]:
    """User names that are mentioned, in order of appearance, in lower case and without the sign.

    >>> mentions("With @Ann.Lee, and not mail@example.org")
    ['ann.lee']
    """
    return [name.lower() for name in MENTION.findall(caption)] if caption and "@" in caption else []

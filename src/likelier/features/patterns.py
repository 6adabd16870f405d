"""Patterns of what captions are made of, in lower case. Hashtags and mentions are in `likelier.captions`.

Their time grows with the text, however it is written.
"""

import re

LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|\b[a-z0-9][a-z0-9-]{0,62}\.(?:com|net|org|co|io|me|tv|ly|be|gl|shop|app|link|fm)\b(?:/\S*)?",
)
# Greek writes the semicolon of other languages, after a Greek letter.
QUESTION = re.compile("[?¿؟՞፧⁇]|(?<=[\u0370-\u03ff\u1f00-\u1fff]);")
EXCLAMATION = re.compile("[!¡]")

# A sequence that is shown as one sign counts once: flags, keycaps, skin tones, families joined by U+200D.
_PICTURE = (
    "[\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170-\U0001f19a"
    "\U0001f200-\U0001f2ff\U0001f300-\U0001f5ff\U0001f600-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7ff"
    "\U0001f900-\U0001f9ff\U0001fa70-\U0001faff]"
)
_DRESSED = f"{_PICTURE}\ufe0f?[\U0001f3fb-\U0001f3ff]?"
EMOJI = re.compile(
    f"[\U0001f1e6-\U0001f1ff][\U0001f1e6-\U0001f1ff]|[0-9#*]\ufe0f?\u20e3|{_DRESSED}(?:\u200d{_DRESSED})*"
)

ADVERTISING = re.compile(
    r"#(?:ad|ads|advert|sponsored|spon|sp|gifted|partner|paid\w*|promo\w*|werbung|anzeige|publi\w*|pub|reklam\w*|реклама)\b"
    r"|\b(?:sponsored|sponsor(?:ed)? by|paid partner(?:ship)?|in partnership with|affiliate|ambassador"
    r"|promo(?: code)?|discount(?:s| code)?|coupon|voucher|use (?:my )?code|giveaway|sorteo|sorteio|gewinnspiel"
    r"|free shipping|shop now|buy now|on sale|order now|pre-?order|available now|out now|in stores|limited edition"
    r"|descuento|desconto|rabatt|sconto|скидк\w*)\b|\d ?% off\b|割引|セール|할인|促销",
)
CALL_TO_ACTION = re.compile(
    r"\b(?:link in (?:my |the |our )?(?:bio|profile|stor(?:y|ies))|bio link|tag (?:an?|your|someone|two|three|us|me)"
    r"|swipe (?:up|left|right)|comment (?:below|down|your)|comments below|let (?:me|us) know|tell (?:me|us)|double tap"
    r"|click (?:the|on|here)|tap (?:the|to|for)|check (?:it |this |them )?out|follow (?:me|us)|subscribe|sign up"
    r"|download"
    r"|turn on (?:post )?notifications|save this|share (?:this|with)|repost|dm (?:me|us|for)|watch (?:it|now|the full)"
    r"|stream (?:it|now)|vote (?:for|now)|don.t miss|get your tickets|join (?:me|us)|what do you think"
    r"|(?:enlace|link) en (?:la |mi )?(?:bio|biograf[ií]a)|link na bio|link in biografia|lien (?:dans la|en) bio"
    r"|link in der bio|etiqueta a|marque|marca a|commentez|kommentiert|ссылка в)\b|プロフィール|프로필 링크",
)

# What is not language: taken out before the language is told and the sentiment read.
NOT_WORDS = re.compile(rf"{LINK.pattern}|[#@]\S+", re.IGNORECASE)

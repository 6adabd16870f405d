"""What Instagram's own description says is in the picture. Written after the upload: for studies only.

Two wordings are read: "Image may contain: 2 people, people smiling, outdoor" (2018 to 2020) and "Photo by NAME on
DATE. May be an image of 2 people, tree and text" (since then). A description by a person is not one of them.
"""

import re

import pandas as pd

from likelier.features import Feature
from likelier.features.values import frame
from likelier.params import Featurize

OTHERS = {
    "alt_text_given": Feature("has a description by Instagram", "0 or 1", 0, 1),
    "alt_text_tags": Feature("things that it names", "things", 0),
    "alt_text_people": Feature("people that it counts; one or more count 1", "people", 0),
}

# A flag is 1 where a tag contains one of its words.
FLAGS = {
    "smiling": "smiling",
    "closeup": "closeup close-up close-ups selfie headshot portrait",
    "text": "text",
    "indoor": "indoor indoors room kitchen bedroom",
    "outdoor": "outdoor outdoors",
    "posing": "standing sitting",
    "nature": "nature sky cloud clouds tree trees plant grass flower flowers mountain snow twilight sunset night",
    "water": "water ocean beach pool swimming lake river waterfall",
    "food": "food drink dessert coffee icecream pizza fruit cake drinks meal",
    "animal": "dog cat bird horse animal wildlife fish",
    "vehicle": "car motorcycle bicycle boat airplane train truck",
    "clothes": "shoes shorts hat suit sunglasses eyeglasses dress stripes jewelry ring makeup",
    "sport": "sport sports stadium basketball baseball football soccer tennis ball",
    "stage": "stage concert guitar crowd instrument instruments dancing",
    "child": "child baby children",
    "graphic": "meme drawing cartoon graphic poster illustration screenshot magazine screen",
}

FEATURES = OTHERS | {f"alt_text_{name}": Feature(f"names {name}", "0 or 1", 0, 1) for name in FLAGS}

_DESCRIPTION = re.compile(
    r"\bmay (?:contain:?|be (?P<style>(?:an? )?(?:[\w-]+ ){0,4}?)(?:of|by)\b)(?P<tags>.*)", re.I | re.S
)
_NOTHING = re.compile(r"no photo description available", re.I)
_QUOTE = re.compile(r"\btext that says\b.*", re.I | re.S)
_PEOPLE = re.compile(r"\b(\d{1,3}) (?:people|person)\b")
_WORDS = {name: frozenset(words.split()) for name, words in FLAGS.items()}


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """See `likelier.features`."""
    rows = [_describe(text if isinstance(text, str) else "") for text in posts["alt_text"]]
    table = pd.DataFrame.from_records(rows, columns=list(FEATURES))
    return frame(FEATURES, {name: table[name] for name in FEATURES}, posts.index)


def _describe(text: str) -> dict[str, float]:
    found = _DESCRIPTION.search(text[:5000])
    if not found and not _NOTHING.search(text[:5000]):
        return {"alt_text_given": 0.0}
    tags = _tags(found) if found else []
    listed = " | ".join(tags)
    words = set(re.findall(r"[\w-]+", listed)) | set(((found and found["style"]) or "").lower().split())
    people = [int(number) for number in _PEOPLE.findall(listed)] + ["one or more people" in listed]
    return {
        "alt_text_given": 1.0,
        "alt_text_tags": float(len(tags)),
        "alt_text_people": float(max(people)),
        **{f"alt_text_{name}": float(bool(words & known)) for name, known in _WORDS.items()},
    }


def _tags(found: re.Match[str]) -> list[str]:
    # What is written in the picture is quoted last; its words are no tags.
    listed = _QUOTE.sub("text", found["tags"]).lower().rstrip(". \n")
    return [tag.strip() for tag in re.split(r",| and ", listed) if tag.strip()]

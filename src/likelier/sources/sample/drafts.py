"""Posts before anyone has liked them: kind, pictures, caption, place, and what the effects see in them."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from likelier.sources.sample import captions, pictures
from likelier.sources.sample.accounts import Account
from likelier.sources.sample.effects import Facts
from likelier.sources.sample.grading import Look
from likelier.sources.sample.statistics import measure

KINDS = {"image": 0.65, "carousel": 0.20, "video": 0.15}  # shares
CAROUSEL = (2, 3)  # pictures of a carousel: fewest, most
FACES = {0: 0.80, 1: 0.13, 2: 0.07}  # shares of pictures
PLACE, ALT_TEXT = 0.3, 0.9  # shares of posts
PEOPLE = ("", "1 person and ", "2 people and ")


@dataclass(frozen=True)
class Draft:
    """A post as it is uploaded; `pictures` are JPEG, the cover first, `sizes` their width and height."""

    taken_at: datetime
    facts: Facts
    pictures: tuple[bytes, ...]
    sizes: tuple[tuple[int, int], ...]
    caption: str | None
    alt_text: str | None
    place: str | None


def draw(rng: np.random.Generator, taken_at: datetime, account: Account, look: Look, accounts: int) -> Draft:
    """A post of this account at this moment, in a world of so many accounts."""
    kind = str(rng.choice(list(KINDS), p=list(KINDS.values())))
    number = int(rng.integers(CAROUSEL[0], CAROUSEL[1] + 1)) if kind == "carousel" else 1
    covers = [pictures.draw(rng, int(rng.choice(list(FACES), p=list(FACES.values()))), look) for _ in range(number)]
    caption = captions.draw(rng, account.language, accounts)
    places = captions.phrases(account.language).places
    return Draft(
        taken_at=taken_at,
        facts=_facts(taken_at, kind, covers[0], caption),
        pictures=tuple(pictures.encode(cover.pixels) for cover in covers),
        sizes=tuple((cover.pixels.shape[1], cover.pixels.shape[0]) for cover in covers),
        caption=caption.text,
        alt_text=_alt_text(account, taken_at, covers[0]) if rng.random() < ALT_TEXT else None,
        place=places[rng.integers(len(places))] if rng.random() < PLACE else None,
    )


def _facts(taken_at: datetime, kind: str, cover: pictures.Picture, caption: captions.Caption) -> Facts:
    looks = measure(cover.pixels)
    return Facts(
        brightness=looks.brightness,
        colourfulness=looks.colourfulness,
        sharpness=looks.sharpness,
        faces=cover.faces,
        caption_length=caption.length,
        question=caption.question,
        hashtags=caption.hashtags,
        advertising=caption.advertising,
        hour=taken_at.hour + taken_at.minute / 60 + taken_at.second / 3600,
        weekend=taken_at.weekday() >= 5,
        kind=kind,
    )


def _alt_text(account: Account, taken_at: datetime, cover: pictures.Picture) -> str:
    content = f"{PEOPLE[cover.faces]}{cover.contents}"
    return f"Photo by {account.full_name} on {taken_at:%B %d, %Y}. May be an image of {content}."

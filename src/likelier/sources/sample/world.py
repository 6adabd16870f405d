"""One account of the sample world, from its random numbers to its files."""

from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from likelier.params import Sample
from likelier.sources.sample import accounts, archive, drafts, effects, flaws, pictures, timetable
from likelier.sources.sample.drafts import Draft
from likelier.sources.sample.flaws import HIDDEN, Flaws
from likelier.sources.sample.grading import Look, draw_look
from likelier.sources.sample.nodes import Post, media_id

COMMENTS_DISABLED = 0.01  # share of posts
PROFILE_PICTURE_SIDE = 150  # pixels
FIRST_STREAM = 10  # of random numbers: those before belong to the world as a whole

Row = tuple[str, float, *tuple[float, ...]]  # a post: its id, its true effect, and what each effect adds to it


def write_account(settings: Sample, number: int, level: float, wrong: Flaws, folder: Path) -> list[Row]:
    """Write one account's folder; return what is true of each post, oldest first."""
    # A stream a purpose: without effects, or with other flaws, the pictures, captions and times stay the same.
    streams = [np.random.default_rng([settings.seed, FIRST_STREAM + number, purpose]) for purpose in range(5)]
    profile, times, content, chance, damage = streams
    account, look = accounts.draw(profile, number, level), draw_look(profile)
    moments = timetable.draw(times, settings.posts)
    written = [drafts.draw(content, moment, account, look, settings.accounts) for moment in moments]

    truth, parts = _truth(settings, written), _parts(settings, written)
    noise = effects.NOISE if settings.effects == "all" else effects.WITHIN
    final = level + truth + noise * chance.standard_normal(settings.posts)
    likes = np.rint(np.exp(final) * timetable.maturity(timetable.age_hours(moments))).astype(np.int64)

    uploaded = moments[0] - timedelta(days=float(profile.uniform(1, 300)))
    place = archive.start(folder, account, _profile_picture(profile, look), uploaded.replace(microsecond=0))
    rows = []
    for order, (draft, count) in enumerate(zip(written, likes, strict=True)):
        post = _post(draft, order, account, int(count), bool(wrong.hidden[order]), chance)
        covers = list(draft.pictures)
        if wrong.broken[order]:
            covers[0] = flaws.broken(damage, covers[0])
        archive.add(place, account, post, covers)
        rows.append((str(post.media_id), float(truth[order]), *parts[order].tolist()))
    return rows


def _truth(settings: Sample, written: list[Draft]) -> NDArray[np.float64]:
    if settings.effects == "none":
        return np.zeros(len(written))
    totals = np.array([effects.total(draft.facts) for draft in written])
    centred: NDArray[np.float64] = totals - totals.mean()
    return centred


def _parts(settings: Sample, written: list[Draft]) -> NDArray[np.float64]:
    """What each effect adds to each post, centred; shape (posts, effects)."""
    given = np.array([effects.parts(draft.facts) for draft in written])
    return given - given.mean(axis=0) if settings.effects == "all" else np.zeros_like(given)


def _post(
    draft: Draft, order: int, account: accounts.Account, likes: int, hidden: bool, rng: np.random.Generator
) -> Post:
    talk, watch, silent = rng.standard_normal(), rng.standard_normal(), rng.random() < COMMENTS_DISABLED
    return Post(
        media_id=media_id(draft.taken_at, account.number, order),
        taken_at=draft.taken_at,
        kind=draft.facts.kind,
        likes=HIDDEN if hidden else likes,
        comments=0 if silent else round(float(np.exp(0.6 * talk - 3.0)) * likes**0.95),
        views=round(float(np.exp(0.4 * watch + 2.0)) * likes) if draft.facts.kind == "video" else None,
        caption=draft.caption,
        alt_text=draft.alt_text,
        place=draft.place,
        comments_disabled=silent,
        sizes=draft.sizes,
    )


def _profile_picture(rng: np.random.Generator, look: Look) -> bytes:
    pixels = pictures.draw(rng, int(rng.random() < 0.5), look).pixels
    side = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - side) // 4, (pixels.shape[1] - side) // 2
    return pictures.encode(pixels[top : top + side, left : left + side], PROFILE_PICTURE_SIDE)

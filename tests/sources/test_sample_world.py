"""The sample world's numbers: how far accounts and posts differ, and what the true score reaches."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from likelier.params import Sample
from likelier.sources import instaloader, sample
from likelier.sources.sample import accounts, captions, drafts, effects, timetable, world
from likelier.sources.sample.effects import Facts
from likelier.sources.sample.grading import draw_look
from likelier.sources.sample.timetable import SNAPSHOT

ACCOUNTS, POSTS = 30, 12
PLAIN = Facts(0.5, 40, 4, 0, 0, False, 0, False, 2, False, "image")


@pytest.fixture(scope="module")
def drawn():
    """Log likes (matured, before rounding) and true effects of a world, each of shape (accounts, posts)."""
    rng, looks = np.random.default_rng(3), np.random.default_rng(4)
    heights = accounts.levels(7, ACCOUNTS)
    truth = np.empty((ACCOUNTS, POSTS))
    for number, height in enumerate(heights):
        account, look = accounts.draw(rng, number, float(height)), draw_look(looks)
        moments = timetable.draw(rng, POSTS)
        written = [drafts.draw(rng, moment, account, look, ACCOUNTS) for moment in moments]
        truth[number] = world._truth(Sample(), written)
    return heights[:, None] + truth + effects.NOISE * rng.standard_normal(truth.shape), truth


def test_nine_tenths_of_the_variance_lie_between_accounts(drawn):
    log_likes, _ = drawn
    within = log_likes.var(axis=1, ddof=1).mean()
    between = log_likes.mean(axis=1).var(ddof=1) - within / POSTS
    assert within**0.5 == pytest.approx(0.42, abs=0.025)
    assert between / (within + between) == pytest.approx(0.91, abs=0.02)


def test_effects_explain_about_half_of_the_variance_within_accounts(drawn):
    log_likes, truth = drawn
    assert truth.var(axis=1, ddof=1).mean() / log_likes.var(axis=1, ddof=1).mean() == pytest.approx(0.5, abs=0.08)
    assert np.allclose(truth.mean(axis=1), 0)


def test_the_true_score_orders_three_of_four_pairs(drawn):
    log_likes, truth = drawn
    first, second = np.triu_indices(POSTS, 1)
    right = (log_likes[:, first] > log_likes[:, second]) == (truth[:, first] > truth[:, second])
    assert right.mean() == pytest.approx(0.75, abs=0.03)


def test_likes_of_an_archive_follow_from_level_truth_and_age(tmp_path):
    settings = Sample(accounts=3, posts=20, hidden_likes=0, broken_pictures=0)
    truth = sample.write(settings, tmp_path).set_index("post_id")["effect"]
    levels = accounts.levels(settings.seed, 3)
    rows = [(levels[number], post) for number, found in enumerate(instaloader.read(tmp_path)) for post in found.posts]
    hours = timetable.age_hours([post["taken_at"] for _, post in rows])
    expected = np.array([level + truth[post["post_id"]] for level, post in rows]) + np.log(timetable.maturity(hours))
    rest = np.log([post["likes"] for _, post in rows]) - expected
    assert rest.mean() == pytest.approx(0, abs=0.12)
    assert rest.std() == pytest.approx(effects.NOISE, abs=0.08)


def test_levels_spread_alike_in_small_and_large_worlds():
    for number in (20, 500):
        levels = accounts.levels(1, number)
        assert levels.std() == pytest.approx(accounts.BETWEEN, rel=0.08)
        assert np.exp(np.median(levels)) == pytest.approx(accounts.TYPICAL_LIKES, rel=0.25)
        assert np.exp(levels.min()) > 30  # rounding to whole likes stays below the noise


@pytest.mark.parametrize(("hours", "share"), [(6, 0.58), (24, 0.86), (48, 0.95)])
def test_likes_mature_as_they_were_measured_to(hours, share):
    assert timetable.maturity(np.array([float(hours)]))[0] == pytest.approx(share, abs=0.01)


def test_some_accounts_have_young_posts_and_all_others_only_old_ones():
    ages = [timetable.age_hours(timetable.draw(np.random.default_rng(seed), 30)) for seed in range(200)]
    young = [(age < 48).sum() for age in ages]
    assert np.mean([number > 0 for number in young]) == pytest.approx(0.4, abs=0.1)
    assert max(young) == 3
    assert min(age.min() for age in ages) > 0.9
    assert 60 <= np.median([age.max() for age in ages]) / 24 <= 210


@pytest.mark.parametrize("posts", [1, 2, 5000])
def test_posts_of_an_account_are_in_order_and_never_at_the_same_second(posts):
    moments = timetable.draw(np.random.default_rng(0), posts)
    assert len(moments) == posts
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(moments))
    assert moments[-1] < SNAPSHOT
    assert moments[0] > SNAPSHOT - timedelta(days=timetable.LONGEST_DAYS + 5)
    assert all(moment.microsecond == 0 for moment in moments)


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"brightness": 0.7}, 0.16 * np.tanh(1)),
        ({"colourfulness": 70}, 0.15 * np.tanh(1)),
        ({"sharpness": 2.5}, -0.14 * np.tanh(1)),
        ({"faces": 1}, 0.27),
        ({"faces": 2}, 0.27 * 1.2),
        ({"caption_length": 99}, 0.05 * np.log(100)),
        ({"question": True}, 0.06),
        ({"hashtags": 3}, 0.04 * np.log(4)),
        ({"advertising": True}, -0.06),
        ({"hour": 20}, 0.15 * (1 - np.cos(2 * np.pi * 18 / 24))),
        ({"weekend": True}, -0.03),
        ({"kind": "carousel"}, -0.13),
        ({"kind": "video"}, -0.15),
    ],
)
def test_each_effect_is_as_documented(change, difference):
    assert effects.total(replace(PLAIN, **change)) - effects.total(PLAIN) == pytest.approx(difference)


def test_captions_come_in_ten_languages_six_scripts_and_none():
    rng = np.random.default_rng(0)
    drawn = [captions.draw(rng, captions.language_of(number), 80) for number in range(1500)]
    texts = [caption.text for caption in drawn if caption.text is not None]
    assert 0.03 < 1 - len(texts) / len(drawn) < 0.08
    everything = "".join(texts)
    for first, last in ("az", "ая", "اي", "अह", "あん", "가힣", "一龥"):
        assert any(first <= sign <= last for sign in everything), (first, last)
    assert {"#", "?", "؟", "☕"} <= set(everything)
    assert any("@sample_00" in text for text in texts)


def test_what_a_caption_says_of_itself_is_true():
    rng = np.random.default_rng(1)
    for number in range(600):
        caption = captions.draw(rng, captions.language_of(number), 80)
        text = caption.text or ""
        words = captions.phrases(captions.language_of(number)), captions.phrases("en")
        assert caption.length == len(text)
        assert caption.hashtags == text.count("#")
        assert caption.question == any(question in text for some in words for question in some.questions)
        assert caption.advertising == any(advert in text for some in words for advert in some.advertising)


def test_the_documented_table_is_the_one_in_force():
    page = (Path(__file__).parents[2] / "docs" / "sample.md").read_text(encoding="utf-8")
    documented = page.split("| effect | coefficient | times |\n| --- | --- | --- |\n")[1].split("\n\n")[0].splitlines()
    assert documented == [f"| {row.name} | {row.coefficient:.2f} | {row.meaning} |" for row in effects.EFFECTS]

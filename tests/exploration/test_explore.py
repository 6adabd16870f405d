"""The step: its page, plots and figures, also of data that lack nearly everything."""

import re
from html.parser import HTMLParser

import pytest
from exploration.made import explored, params, prepared, profiles, rows
from PIL import Image

from likelier import labelled, models
from likelier.errors import ContractError, NotEnoughData, ParamsError
from likelier.exploration import balance
from likelier.exploration.data import read
from likelier.exploration.parts import Table
from likelier.steps.explore import SECTIONS, explore

VOID = {"meta", "br", "img", "path", "use", "rect", "image", "stop"}


class Checker(HTMLParser):
    """Collects ids and addresses, and refuses a tag that is closed out of turn."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.addresses, self.tags = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.ids += [value for name, value in attributes if name == "id"]
        self.addresses += [value for name, value in attributes if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_no_network_and_no_scripts(seen):
    page, _ = seen
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert not {"script", "link", "iframe", "object"} & set(checker.tags)
    assert all(one.startswith(("#", "data:image/")) for one in checker.addresses)
    assert not re.search(r"https?:|@import", page)
    assert len(checker.ids) == len(set(checker.ids))
    targets = {one[1:] for one in checker.addresses if one.startswith("#")} | set(re.findall(r"url\(#(\w+)\)", page))
    assert targets <= set(checker.ids)
    assert "account_category=Food &amp; $Drink$" in page  # no formula, and no tag
    assert "`" not in page
    assert page.count("<h2>") == len(SECTIONS) == page.count('<li><a href="#')


def test_pictures_are_on_the_page_and_names_and_captions_nowhere(seen, small):
    page, figures = seen
    assert page.count("data:image/jpeg") + page.count("its picture can't be read") == 20  # four sheets of five
    assert 16 <= page.count("data:image/jpeg") < 20  # one picture of each account is broken
    assert "This page holds pictures" in page
    everything = page + str(figures)
    for word in ("secret", "SECRET", "Strand", "id0", "p0-"):
        assert word not in everything


def test_every_plot_is_a_picture_for_dvc_with_something_on_it(seen, small):
    page, _ = seen
    files = sorted((small / "report" / "plots").glob("*.png"))
    assert len(files) == page.count("<svg")
    for file in files:
        with Image.open(file) as image:
            assert len(image.convert("RGB").getcolors(1 << 20)) > 20, file
    labels = re.findall(r"<svg[^>]*>.*?</svg>", page, re.DOTALL)
    assert all(len(re.findall("<text", plot)) >= 4 for plot in labels)  # names of axes and ticks


def test_the_figures_are_what_was_put_in(seen):
    _, figures = seen
    assert figures["selection"]["labelled"] == figures["selection"]["selected"] == {"posts": 48, "accounts": 4}
    assert figures["age"]["between_accounts_likes"] > 0.95
    by_kind = figures["groups"]["mean_lift_by"]["kind"]
    assert by_kind["video"] < -0.3 < 0 < by_kind["image"]
    assert "shape_kind=video" in figures["correlation"]["spearman"]
    assert figures["missing"]["share"]["posts.picture"] == pytest.approx(1 / 12, abs=1e-6)


def test_what_is_selected_is_what_a_model_learns_from(small):
    select = {"languages": ["en"], "max_followers": 100_000, "balance": "cap", "cap": 2, "min_posts": 3}
    given = params(select=select)
    unfitted = models.create("constant", given.models["constant"], 7)
    learned = labelled.read(given, "constant", unfitted, small / "shards", [small / "features"])
    data = read(given, small / "shards", [small / "features"])
    drawn = balance.section(data)
    left_out = {reason: learned.counts[f"unlabelled_{reason}"] for reason in data.reasons}
    assert set(data.chosen["post_id"]) == set(learned.posts["post_id"])
    assert drawn.figures["left_out"] == data.reasons == left_out
    assert drawn.figures["selected"] == {"posts": 6, "accounts": 3}
    assert {reason: count for reason, count in left_out.items() if count} == {
        "other_language": 36,
        "too_many_followers": 3,
        "balanced_away": 3,
    }
    ways = next(part for part in drawn.parts if isinstance(part, Table) and len(part.rows) == 4)
    assert [row[1] for row in ways.rows] == ["48", "9", "6", "6"]  # labelled; none, cap (this run), equal
    assert "with captions in en" in drawn.words[0]


@pytest.mark.parametrize("posts", ["hidden", "one", "alone", "alike"])
def test_data_that_lack_nearly_everything_give_a_page_that_says_so(posts, tmp_path):
    content = rows(accounts=2, size=4)
    if posts == "one":
        content = content[:1]
    if posts == "alone":
        content = [row for row in content if row["post_id"].endswith("-02")]
    for row in content:
        row |= {"kind": "image", "comments_disabled": None}
        if posts == "hidden":
            row["likes"] = None
        if posts == "alike":
            row["likes"] = 7.0
    bare = [{key: account[key] for key in ("account_id", "source")} for account in profiles(content)]
    page, figures = explored(prepared(tmp_path, content, bare), params())
    assert "<svg" in page  # there is something to see all the same
    said = {"hidden": "No selected post has likes.", "alike": "It is 0 for all 8 posts."}
    assert said.get(posts, "nothing can be learned") in page
    assert "No account tells its followers." in page
    assert figures["selection"]["selected"]["posts"] == (8 if posts == "alike" else 0)


def test_what_is_lacking_is_told_in_one_line(small, tmp_path):
    plain = params()

    def refused(error, words, given=plain, shards=small / "shards", features=small / "features"):
        with pytest.raises(error, match=words):
            explore(given, shards, [features], tmp_path / "report", tmp_path / "explore.json")
        assert not list(tmp_path.glob("*.json")) and not (tmp_path / "report").exists()

    refused(ContractError, "no features", features=tmp_path)
    refused(ContractError, "accounts.parquet", shards=tmp_path)
    refused(ParamsError, "featurize.time_zone", params(featurize={"time_zone": "Mars"}))
    more = prepared(tmp_path / "more", rows(accounts=5))
    refused(NotEnoughData, "12 posts have no features", shards=more / "shards")

import re
from copy import deepcopy
from html.parser import HTMLParser

import pytest

from likelier.scorecard import page, slices, words, write_ups

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Checker(HTMLParser):
    """Collects tags, ids and links, and refuses a tag that is closed out of turn."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.tags = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src", "xlink:href"):
                self.links.append(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def html(measured):
    return page.render(*measured)


@pytest.fixture(scope="module")
def checked(html):
    checker = Checker()
    checker.feed(html)
    assert checker.open == []
    return checker


def test_the_page_needs_no_network_and_no_scripts(html, checked):
    assert not re.search(r"http|src=|@import|//\w", html)
    assert not {"script", "link", "iframe", "img", "object"} & set(checked.tags)
    assert {link for link in checked.links if not link.startswith("#")} == {"model_card.md", "data_card.md"}


def test_every_link_leads_somewhere_and_no_name_is_given_twice(html, checked):
    assert len(checked.ids) == len(set(checked.ids))
    targets = {link[1:] for link in checked.links if link.startswith("#")} | set(re.findall(r"url\(#(\w+)\)", html))
    assert targets <= set(checked.ids)


def test_every_model_stands_in_every_table_escaped(html, measured):
    metrics, _, _ = measured
    assert html.count('<th scope="row">time_&lt;only&gt;<small>baseline</small></th>') == 2 * 6
    assert "<only>" not in html
    for model in metrics["roles"]:
        assert html.count(f'<th scope="row">{model.replace("<", "&lt;").replace(">", "&gt;")}') >= 2 * 3


def test_every_figure_of_the_metrics_is_printed(html, measured):
    metrics, _, _ = measured
    figure = metrics["splits"]["account"]["models"]["xgboost"]["pair_accuracy"]
    cell = "{value:.1f}<small>{low:.1f} to {high:.1f}</small>".format(
        **{end: 100 * number for end, number in figure.items()}
    )
    assert html.count(f"<td>{cell}</td>") >= 2
    cells = sum(len(measures) for split in metrics["splits"].values() for measures in split["models"].values())
    cells += 2 * 2 * 4 * 3  # the write-ups' measures: splits, models, measures, and the two baselines beside
    cells += 4 * (2 + 3)  # slices: the pairs of two models, and what else is told of the best one
    assert len(re.findall(r"<td>[^<]+<small>", html)) == cells


def test_the_leaky_split_is_labelled(html):
    assert "Random split (leaky reference)" in html and "Account split</h2>" in html


def test_all_twelve_plots_are_drawn_with_words_on_their_axes(html, checked):
    assert checked.tags.count("svg") == 12
    for label in (
        "pairs in order, %",
        "posts in a set",
        "true lift, log units",
        "predicted, log units",
        "inside the int",
        "favoured post wins",
        "pairs in order that are lost",
        "mean move of a score",
        "accounts learned from",
    ):
        assert label in html


def test_equal_arguments_give_equal_bytes_whatever_the_readers_settings(html, measured):
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.grid": False}):
        assert page.render(*measured) == html


def test_the_page_can_be_drawn_without_sets_and_without_models(measured):
    metrics, tables, facts = deepcopy(measured)
    tables["sets"] = tables["sets"][:0]
    metrics["roles"] = dict.fromkeys(metrics["roles"], "baseline")
    metrics["best_model"] = None
    for split in metrics["splits"].values():
        split["best_model"] = None
    html = page.render(metrics, tables, facts)
    assert "Only baselines were trained" in html and "No set could be drawn" in html


def test_the_summary_says_value_baseline_verdict_and_ceiling(measured):
    metrics = deepcopy(measured[0])
    models = metrics["splits"]["account"]["models"]
    models["xgboost"]["pair_accuracy"] = {"value": 0.627, "low": 0.619, "high": 0.635}
    models["xgboost"]["pair_accuracy_over_baseline"] = {"value": 0.08, "low": 0.061, "high": 0.099}
    models["xgboost"]["attained"] = {"value": 0.62, "low": 0.5, "high": 0.7}
    told = " ".join(words.summary(metrics))
    assert "xgboost, puts 62.7 of 100 pairs" in told and "(95 % interval 61.9 to 63.5)" in told
    assert "8.0 points more (+6.1 to +9.9 on the same resamples): a clear gain" in told
    assert "the model reaches 62.0 %" in told
    assert "made to hold the truth of 80 of 100 posts" in told and "on average" in told
    models["xgboost"]["pair_accuracy_over_baseline"] = {"value": 0.01, "low": -0.01, "high": 0.03}
    assert "that may be chance" in " ".join(words.summary(metrics))
    models["xgboost"]["pair_accuracy_over_baseline"] = {"value": -0.02, "low": -0.03, "high": -0.01}
    assert "2.0 points less" in " ".join(words.summary(metrics))
    assert "The reference" not in " ".join(words.summary(metrics))  # it is the best model itself
    metrics["splits"]["account"]["reference"] = "linear"
    models["xgboost"]["pair_accuracy_over_reference"] = {"value": 0.02, "low": 0.01, "high": 0.03}
    assert "The reference, linear, gets" in " ".join(words.summary(metrics))
    assert "2.0 points more (+1.0 to +3.0 on the same resamples): a clear gain" in " ".join(words.summary(metrics))
    del models["xgboost"]["attained"]
    assert "there is nothing to learn in it" in " ".join(words.summary(metrics))


def test_the_write_ups_measures_stand_beside_the_constant_and_the_account(measured):
    metrics = deepcopy(measured[0])
    section = write_ups.section(metrics)
    assert [name for name, _ in section["splits"]] == ["account", "random"]
    told = " ".join(section["words"])
    assert "The target here is lift" in told and "MAPD divides by the target" in told
    groups = {title: (hides, lines) for title, hides, lines in section["splits"][0][1]}
    assert list(groups) == [
        "Within 0.25, %",
        "RMSE / maximum",
        "Mixed exact place of 2, %",
        "Mixed exact place of 5, %",
    ]
    hides, lines = groups["Within 0.25, %"]
    assert "a constant has much of it" in hides and [model for model, _ in lines] == ["xgboost", "linear"]
    models = metrics["splits"]["account"]["models"]
    wanted = [f"{100 * models[model]['within_0_25']['value']:.1f}" for model in ("xgboost", "constant", "time_<only>")]
    assert [cell[0] for cell in lines[0][1]] == wanted
    metrics |= {"target": "likes_over_mean", "beside": {"constant": "constant", "account_mean": None}}
    for split in metrics["splits"].values():
        split["models"]["xgboost"]["mapd"] = {"value": 0.5, "low": 0.4, "high": 0.6}
    section = write_ups.section(metrics)
    assert len(section["words"]) == 1
    ((_, _, ((model, cells),)), *_) = [group for group in section["splits"][1][1] if group[0] == "MAPD, %"]
    assert (model, cells) == ("xgboost", [("50.0", "40.0 to 60.0"), None, None])


def test_slices_say_which_are_worst_and_what_is_chance(measured):
    metrics = deepcopy(measured[0])
    found = metrics["slices"]["by"]
    told = " ".join(slices.words(metrics))
    assert "4 slices of the posts have pairs of 5 accounts or more." in told
    worst = min(
        (one["models"]["xgboost"]["pair_accuracy"]["value"], facet, name)
        for facet, parts in found.items()
        for name, one in parts.items()
    )
    assert f"in order in: {worst[1]}: {worst[2]}, {100 * worst[0]:.1f} of 100" in told
    assert "below the whole in none" in told
    figures = found["kind"]["video"]["models"]["xgboost"]
    figures["pair_accuracy_over_whole"] = {"value": -0.1, "low": -0.2, "high": -0.01}
    for parts in found.values():
        for one in parts.values():
            one["models"]["xgboost"]["coverage_over_wanted"] = {"value": 0.1, "low": -0.01, "high": 0.2}
    told = " ".join(slices.words(metrics))
    assert "below the whole in kind: video." in told and "as it should in every slice" in told
    figures["coverage_over_wanted"] = {"value": 0.1, "low": 0.01, "high": 0.2}
    told = " ".join(slices.words(metrics))
    assert f"than it should in kind: video ({100 * figures['coverage']['value']:.1f} %)" in told
    metrics["slices"] |= {"by": {}, "looked_at": 0}
    assert slices.words(metrics) == ["No slice of the posts has pairs of 5 accounts, so there is none to show."]
    assert "<h2>Slices of the posts" in page.render(metrics, *measured[1:])


def test_slices_without_a_baseline_have_no_lift(measured):
    metrics, tables, facts = deepcopy(measured)
    for parts in metrics["slices"]["by"].values():
        for one in parts.values():
            del one["models"]["xgboost"]["pair_accuracy_over_baseline"]
    metrics["splits"]["account"]["best_baseline"] = None
    tables["slices"] = slices.table(metrics)
    html = page.render(metrics, tables, facts)
    assert html.count("<svg") == 11 and "xgboost over baseline" not in html


def test_cautions_are_given_where_they_are_due(measured):
    metrics, _, facts = deepcopy(measured)
    assert words.cautions(metrics, facts) == []
    metrics["splits"]["account"]["accounts"] = 4
    metrics |= {"target": "likes_per_follower", "left_out": {"forward": "too few"}}
    told = words.cautions(metrics, facts | {"source": "sample", "alt_text": True, "selected": "of kind image"})
    for place, word in enumerate(
        ("made world", "Only posts of kind image", "Alt text", "likes per follower", "Only 4 accounts", "forward split")
    ):
        assert word in told[place]

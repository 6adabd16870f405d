"""All that an answer may tell is shown, and what it leaves out is not missed."""

import pytest

from tests.browser import canned

pytestmark = pytest.mark.slow
HOSTILE = "<img src=x onerror=alert(1)>.jpg"


def ranked(page):
    with page.expect_response("**/rank"):
        page.click("#rank")
    page.wait_for_selector("#rank-work .working", state="hidden")
    page.wait_for_selector("#order-body li")


def test_groups_twins_likes_and_changed_places_are_told(visit, files, answer):
    page = visit()
    before = canned.order([0.3, 0.2, -0.4], [1, 1, 2], {1: 0}, notes=["a note"])
    after = canned.order([0.3, 0.2, -0.4], [1, 2, 3])
    after["order"][0]["picture"], after["order"][1]["picture"] = 1, 0
    answer(page, "/rank", (200, before), (200, after))
    page.set_input_files("#pictures", [{**files(1)[0], "name": HOSTILE}, *files(2, 3)])
    ranked(page)
    groups = page.get_by_role("group", name="These 2 can't be told apart")
    assert groups.locator("li.order-row").count() == 2
    assert page.locator(".twin").all_inner_texts() == ["Nearly the same picture as in place 1"]
    assert page.locator("#order-body .name").first.inner_text() == HOSTILE
    assert page.locator(".likes").first.inner_text() == "About 405 likes, likely between 246 and 738"
    assert page.locator(".beats").all_inner_texts() == [
        "Place 1 beats it with a chance of 55%",
        "Place 1 beats it with a chance of 60%",
    ]
    assert page.locator(".reasons").first.inner_text().split("\n") == ["faces: 2 +6%", "caption \u22122%"]
    assert page.locator(".notes").inner_text() == "a note"
    label = page.locator(".bar").first.get_attribute("aria-label")
    assert label == "Score +35%, 80% interval from \u221218% to +146%"
    ranked(page)
    assert "Was in place 2" in page.locator("li.order-row").first.inner_text()
    assert page.locator(".group.together").count() == 0


def test_an_answer_without_the_newer_fields_is_shown(visit, files, answer):
    page = visit()
    old = canned.order([0.3, 0.2], [1, 2])
    del old["notes"], old["usual_likes"]
    for row in old["order"]:
        for name in ("likes", "duplicate_of", "low_in_words", "high_in_words", "reasons"):
            del row[name]
    answer(page, "/rank", (200, old))
    page.set_input_files("#pictures", files(1, 2))
    ranked(page)
    assert page.locator("li.order-row").count() == 2
    assert page.locator(".bar").first.get_attribute("aria-label").endswith("interval from \u22120.20 to 0.90")


def test_what_the_model_was_made_of_and_how_good_it_is_is_told(chromium, address, answer):
    page = chromium.new_page()
    measured = {"value": 0.6312, "low": 0.62, "high": 0.642, "baselines": {"recency": {"value": 0.5549}}}
    told = {
        **canned.MODEL, "card": "/model/card",
        "data": {"posts": 15567, "learned": 13142, "accounts": 1427, "first": "2015-01-05", "last": "2019-06-01"},
        "figures": {
            "split": "account", "leak_checked": True, "best_baseline": "recency",
            "measures": {"pair_accuracy": measured},
        },
    }  # fmt: skip
    answer(page, "/model", (200, told), (200, {**told, "figures": {**told["figures"], "leak_checked": False}}))
    page.goto(address)
    made = "This model has learned from 13,142 posts of 1,427 accounts, 2015-01-05 to 2019-06-01."
    page.wait_for_selector("#record")
    assert page.locator("#record").inner_text() == (
        f"{made} Of pairs of posts of accounts that it had not seen it puts 63.1% in order (between 62.0% and 64.2%); "
        "a coin reaches 50.0%, the best of the simple rules 55.5%."
    )
    assert page.get_by_role("link", name="the model card").get_attribute("href") == "/model/card"
    page.reload()
    page.wait_for_selector("#record")
    assert page.locator("#record").inner_text() == made  # a figure that may leak is not shown
    page.close()

"""The heat map of the week, and variations of a post."""

import pytest

from tests.browser import canned

pytestmark = pytest.mark.slow


def with_photos(page, files, *seeds):
    page.set_input_files("#pictures", files(*seeds))
    page.fill("#captions", "A quiet morning")
    return page


def sent(page, field):
    return [value for name, value in page.evaluate("window.sent.at(-1)") if name == field]


def test_the_service_answers_for_a_week_and_for_variations(visit, files):
    page = with_photos(visit(), files, 1, 2)
    with page.expect_response("**/best-time") as heard:
        page.click("text=Show the week")
    week = heard.value.json()
    page.wait_for_selector(".verdict")
    assert page.locator(".verdict").inner_text().lower().startswith(week["verdict"][:30].lower())
    assert page.locator(".heat tbody td:not(.gap)").count() == 168
    page.get_by_label("Another caption", exact=True).fill("Link in bio! #ad")
    page.click("text=Add hashtags")
    page.keyboard.type("#sea #sun")
    with page.expect_response("**/what-if") as heard:
        page.get_by_role("button", name="Compare").click()
    told = heard.value.json()["variations"]
    page.wait_for_selector("#what-if-body li")
    assert [one["kind"] for one in told] == ["caption", "hashtags"]
    shown = [text.replace("\u2212", "-") for text in page.locator("#what-if-body .score").all_inner_texts()]
    assert shown[1:] == [one["in_words"].replace("+0%", "0%").replace("-0%", "0%") for one in told]
    assert page.locator("#what-if-body .name").all_inner_texts() == ["1.jpg", "Link in bio! #ad", "#sea #sun"]


@pytest.mark.parametrize(("size", "columns"), [("desktop", 24), ("phone", 7)])
def test_a_week_that_differs_is_a_table_with_its_best_hour(visit, files, answer, size, columns):
    page = with_photos(visit(size), files, 1, 2)
    answer(page, "/best-time", (200, canned.week(differs=True)))
    page.select_option("#week-photo", label="2.jpg")
    page.click("text=Show the week")
    page.wait_for_selector(".heat")
    assert sent(page, "pictures") == ["2.jpg"]
    told = "Best: Monday 18:00, +49% over the week's mean; it beats the worst hour with a chance of 70%."
    assert page.locator(".verdict").inner_text() == told
    assert page.locator(".heat thead th[scope=col]").count() == columns
    assert page.locator(".heat tbody th[scope=row]").count() == 168 / columns
    cells = page.locator(".heat tbody td")
    assert cells.count() == 168
    best = page.locator(".heat td.best")
    assert best.count() == 1
    assert best.text_content() == "+49%, the best"
    assert best.get_attribute("title") == "Monday 18:00: +49% over the week's mean"
    caption = "2.jpg: each hour against the mean of the week, in Europe/Berlin"
    assert page.locator("caption").inner_text() == caption
    assert page.evaluate("document.activeElement.id") == "week-title"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_no_difference_is_said_and_the_table_is_folded_away(visit, files, answer):
    page = with_photos(visit(), files, 1)
    answer(page, "/best-time", (200, canned.week(differs=False)))
    page.click("text=Show the week")
    page.wait_for_selector(".verdict")
    assert page.locator(".verdict").inner_text().startswith("No difference: the best hour beats the worst with")
    assert not page.locator(".heat").is_visible()
    page.click("text=Show the hours all the same")
    assert page.locator(".heat").is_visible()
    assert page.locator(".heat td.best").count() == 0
    # One percent must not look like a pattern: the deepest of these colours is a fraction of what there is.
    read = "(all) => all.map((td) => parseInt(td.style.getPropertyValue('--share')))"
    shares = page.locator(".heat tbody td").evaluate_all(read)
    assert max(shares) <= 60 * 0.01 / 0.22 + 1


def test_variations_are_compared_with_the_post(visit, files, answer):
    page = with_photos(visit(zone="Europe/Berlin"), files, 1)
    told = canned.what_if(("caption", 1, 0.3), ("hashtags", 0, -0.05), ("time", 0, 0.1))
    answer(page, "/what-if", (200, told))
    page.get_by_label("Another caption", exact=True).fill("Coffee first")
    page.click("text=Add hashtags")
    page.keyboard.type("#sea #sun")
    page.click("text=Add a time")
    page.get_by_label("Another time", exact=True).fill("2026-07-01T08:00")
    page.click("text=Add a caption")  # left empty: not sent
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("#what-if-body li")
    assert sent(page, "captions") == ["A quiet morning", "Coffee first"]
    assert sent(page, "hashtags") == ["#sea #sun"]
    assert sent(page, "times") == ["2026-07-01T08:00:00+02:00"]
    names = page.locator("#what-if-body li.order-row .name").all_inner_texts()
    assert names == ["1.jpg", "Coffee first", "#sea #sun", "Wed 1 Jul, 08:00"]
    same = "can't be told apart from the post as it is; it gets more likes with a chance of"
    outcomes = page.locator("#what-if-body .beats").all_inner_texts()
    assert outcomes == [
        "+35%: gets more likes than the post as it is with a chance of 65%",
        f"\u22125%: {same} 48%",
        f"+11%: {same} 55%",
    ]
    assert "associations" in page.locator("#what-if").inner_text()
    assert page.evaluate("document.activeElement.id") == "what-if-title"


def test_a_post_without_a_caption_is_sent_with_an_empty_one_before_its_variations(visit, files, answer):
    page = visit()
    page.set_input_files("#pictures", files(1))
    answer(page, "/what-if", (200, canned.what_if(("caption", 1, 0.3))))
    page.get_by_label("Another caption", exact=True).fill("Coffee first")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("#what-if-body li")
    assert sent(page, "captions") == ["", "Coffee first"]


def test_a_wrong_variation_is_told_beside_it(visit, files, answer):
    page = with_photos(visit(), files, 1)
    page.get_by_role("button", name="Compare").click()
    assert page.locator("#variation-1-error").inner_text() == "Write at least one variation."
    answer(page, "/what-if", (422, canned.error("bad_value", "must not be before 2010", "times[1]")))
    for day in ("2026-07-01T08:00", "2001-07-01T08:00"):
        page.click("text=Add a time")
        page.get_by_label("Another time", exact=True).last.fill(day)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("#variation-3-error")
    assert page.evaluate("document.activeElement.id") == "variation-3"

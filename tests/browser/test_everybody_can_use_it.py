"""By keyboard alone, by ear, in light and dark, on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import canned

pytestmark = pytest.mark.slow


def clean(page, state):
    """Axe finds nothing serious in what is shown now."""
    found = Axe().run(page)
    grave = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    told = [(state, one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in grave]
    assert told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_nothing_keeps_people_out_in_any_state(visit, files, answer, size, scheme):
    page = visit(size, scheme)
    clean(page, "empty")
    page.click("#rank")
    clean(page, "an error")
    page.set_input_files("#pictures", files(1, 2, 3))
    page.click("text=One for each photo")
    page.click("text=Describe the account")
    page.click("text=How sure it must be")
    wrong = (422, canned.error("bad_value", "must be a number", "followers"))
    answer(page, "/rank", wrong, (200, canned.order([0.3, 0.2, -0.4], [1, 1, 2], {1: 0}, notes=["a note"])))
    page.click("#rank")
    page.wait_for_selector("#followers-error")
    clean(page, "an error of a field")
    page.click("#rank")
    page.wait_for_selector("#order-body li")
    answer(page, "/best-time", (200, canned.week(differs=True)))
    page.click("text=Show the week")
    page.wait_for_selector(".heat")
    answer(page, "/what-if", (200, canned.what_if(("caption", 1, 0.3), ("caption", 2, 0.01))))
    page.get_by_label("Another caption", exact=True).fill("Coffee first")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("#what-if-body li")
    clean(page, "results")


def test_dark_is_dark(visit):
    def light(page):
        color = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in color.strip("rgb()").split(",")) / 3

    assert light(visit(scheme="dark")) < 60 < 200 < light(visit(scheme="light"))


def test_from_start_to_end_by_keyboard_alone(visit, answer):
    page = visit()
    answer(page, "/best-time", (200, canned.week(differs=True)))

    def tab_to(name):
        """Press Tab until the focus is there; every stop on the way can be seen."""
        for _ in range(80):
            page.keyboard.press("Tab")
            told = page.evaluate(
                """() => {
                    const on = document.activeElement;
                    const style = getComputedStyle(on.id === "pictures" ? on.nextElementSibling : on);
                    const name = on.ariaLabel || on.labels?.[0]?.textContent || on.textContent;
                    return [name.trim(), style.outlineStyle !== "none"];
                }"""
            )
            assert told[1], f"the focus on {told[0]} can't be seen"
            if told[0] == name:
                return
        raise AssertionError(f"Tab never came to {name}")

    tab_to("Skip to the results")
    tab_to("Try four example photos")
    page.keyboard.press("Enter")
    page.locator("#photos > li").nth(3).wait_for()
    tab_to("Remove rocket.jpg")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.ariaLabel") == "Remove cat.jpg"
    tab_to("One for all")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Tab")  # the last photo's caption
    page.keyboard.type("A cat")
    tab_to("Rank photos")
    page.keyboard.press("Enter")
    page.wait_for_selector("#order-body li")
    assert page.evaluate("window.sent.at(-1).filter(([name]) => name === 'captions').map(([, value]) => value)") == [
        "", "", "A cat",
    ]  # fmt: skip
    assert page.evaluate("document.activeElement.id") == "order-title"
    first = page.locator("#order-body .name").first.inner_text()
    tab_to(f"Best time: {first}")
    page.keyboard.press("Enter")
    page.wait_for_selector(".heat")
    assert page.evaluate("document.activeElement.id") == "week-title"

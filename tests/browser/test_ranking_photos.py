"""Photos come in, are put in order, are changed, and are put in order again."""

import base64

import pytest

pytestmark = pytest.mark.slow


def ranked(page, button="#rank"):
    with page.expect_response("**/rank") as heard:
        page.click(button)
    page.wait_for_selector("#rank-work .working", state="hidden")
    page.wait_for_selector("#order-body li")
    return heard.value


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_examples_are_one_click_away_and_are_put_in_order(visit, size):
    page = visit(size)
    page.click("#examples")
    page.locator("#photos > li").nth(3).wait_for()
    order = ranked(page).json()["order"]
    names = ["astronaut.jpg", "coffee.jpg", "cat.jpg", "rocket.jpg"]
    rows = page.locator("#order-body li.order-row")
    assert rows.locator(".name").all_inner_texts() == [names[row["picture"]] for row in order]
    shown = [text.replace("\u2212", "-") for text in rows.locator(".score").all_inner_texts()]
    assert shown == [row["in_words"] for row in order]
    assert page.evaluate("document.activeElement.id") == "order-title"
    assert page.locator("#said").inner_text().startswith(f"Ranked 4 photos. First: {names[order[0]['picture']]}")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.locator("#order img.thumbnail[src^=blob]").count() == 4
    # The dot of each bar stands where the score is: the better, the further to the right.
    dots = [box["x"] for box in (dot.bounding_box() for dot in rows.locator(".dot").all())]
    assert dots == sorted(dots, reverse=True)


def test_a_caption_is_changed_and_ranked_again_without_choosing_files_again(visit, files):
    page = visit()
    page.set_input_files("#pictures", files(1, 2, 3))
    page.fill("#captions", "A quiet morning")
    ranked(page)
    assert sent(page, "captions") == ["A quiet morning"]
    page.get_by_role("button", name="Edit caption: 2.jpg").click()
    assert page.evaluate("document.activeElement.labels[0].textContent") == "Caption of 2.jpg"
    page.keyboard.press("End")
    page.keyboard.type(" #ad")
    assert page.locator("#stale").is_visible()
    ranked(page, "text=Rank again")
    assert sent(page, "captions") == ["A quiet morning", "A quiet morning #ad", "A quiet morning"]
    assert sent(page, "pictures") == ["1.jpg", "2.jpg", "3.jpg"]
    assert not page.locator("#stale").is_visible()
    assert page.locator(".caption").count() == 3  # shown where they differ


def sent(page, field):
    return [value for name, value in page.evaluate("window.sent.at(-1)") if name == field]


def test_photos_are_dropped_pasted_and_removed(visit, files):
    page = visit()
    for event, seed in (("drop", 1), ("paste", 2)):
        page.evaluate(
            """([event, name, text]) => {
                const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
                const carried = new DataTransfer();
                carried.items.add(new File([bytes], name, {type: "image/jpeg"}));
                carried.items.add(new File(["text"], "notes.txt", {type: "text/plain"}));
                const data = {bubbles: true, cancelable: true, dataTransfer: carried, clipboardData: carried};
                const made = event === "drop" ? new DragEvent(event, data) : new ClipboardEvent(event, data);
                document.querySelector("main").dispatchEvent(made);
            }""",
            [event, f"{seed}.jpg", base64.b64encode(files(seed)[0]["buffer"]).decode()],
        )
    assert page.locator("#photos .name").all_inner_texts() == ["1.jpg", "2.jpg"]
    assert page.locator("#pictures-error").inner_text() == "Left out, not a picture: notes.txt."
    page.get_by_role("button", name="Remove 1.jpg").click()
    assert page.evaluate("document.activeElement.ariaLabel") == "Remove 2.jpg"
    assert ranked(page).json()["order"][0]["filename"] == "2.jpg"
    assert page.locator("#order-title").inner_text() == "Your photo"


def test_what_is_said_of_the_post_is_sent_as_the_service_reads_it(visit, files):
    page = visit(zone="America/New_York")
    page.set_input_files("#pictures", files(1))
    page.fill("#at", "2026-07-01T18:30")
    page.click("text=Describe the account")
    page.fill("#followers", "12 000")
    page.select_option("#is_business", "true")
    page.set_input_files("#profile_picture", files(9)[0])
    ranked(page)
    assert dict(page.evaluate("window.sent.at(-1)")) == {
        "pictures": "1.jpg", "at": "2026-07-01T18:30:00-04:00", "time_zone": "America/New_York",
        "followers": "12000", "is_business": "true", "confidence": "0.6", "profile_picture": "9.jpg",
    }  # fmt: skip


WALLS = [
    ("2026-03-29T01:59", "Europe/Berlin", "+01:00"),
    ("2026-03-29T03:00", "Europe/Berlin", "+02:00"),
    ("2026-01-10T12:00", "Asia/Kolkata", "+05:30"),
    ("2026-10-25T12:00", "America/St_Johns", "-02:30"),
    ("2026-01-10T00:10", "Pacific/Kiritimati", "+14:00"),
    ("2026-01-10T00:10", "UTC", "+00:00"),
]


def test_a_time_on_the_wall_has_the_offset_of_its_zone(visit):
    script = "async ([wall, zone]) => (await import('/page/zones.js')).withOffset(wall, zone)"
    page = visit()
    assert [page.evaluate(script, [wall, zone]) for wall, zone, _ in WALLS] == [
        f"{wall}:00{offset}" for wall, _, offset in WALLS
    ]

"""Errors in words beside the field; a busy service; a key; stopping."""

import re

import pytest

from tests.browser import canned

pytestmark = pytest.mark.slow


def send(page):
    with page.expect_response("**/rank") as heard:
        page.click("#rank")
    return heard.value.status


def beside(page, control):
    """The error that a control is described by; the control has the focus."""
    page.wait_for_selector(f"#{control}-error")
    error = f"{control}-error"
    assert error in page.locator(f"#{control}").get_attribute("aria-describedby")
    assert page.evaluate("document.activeElement.id") == control
    return page.locator(f"#{error}").inner_text()


def test_a_picture_that_cannot_be_read_is_told_beside_it_and_forgotten_with_it(visit, files):
    page = visit()
    page.set_input_files("#pictures", [*files(1), {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}])
    assert page.locator("#photo-2 .thumbnail.none").inner_text() == "no preview"
    assert send(page) == 422
    assert beside(page, "photo-2").startswith("The picture is not a readable JPEG")
    page.get_by_role("button", name="Remove b.jpg").click()
    assert page.locator(".error:not(:empty)").count() == 0
    assert send(page) == 200


def test_a_wrong_field_is_told_beside_it_and_mended(visit, files):
    page = visit("phone")
    page.set_input_files("#pictures", files(1))
    page.click("text=Describe the account")
    page.fill("#followers", "many")
    page.click("text=Describe the account")
    assert send(page) == 422
    assert beside(page, "followers") == "Must be a whole number."
    assert page.locator("#profile").get_attribute("open") is not None  # it was closed over the field
    assert page.locator("#followers").get_attribute("aria-invalid") == "true"
    page.fill("#followers", "100")
    assert page.locator("#followers-error").count() == 0
    page.fill("#at", "2050-01-01T00:00")
    assert send(page) == 422
    assert "five years" in beside(page, "at")


def test_an_account_that_is_not_known_is_told_beside_its_name(visit, files):
    page = visit()
    page.set_input_files("#pictures", files(1))
    page.fill("#account", "nobody")
    assert send(page) == 422
    assert beside(page, "account")
    assert ["time_zone", "Europe/Berlin"] not in page.evaluate("window.sent.at(-1)")  # it has its own
    page.fill("#account", "")
    assert send(page) == 200
    assert ["time_zone", "Europe/Berlin"] in page.evaluate("window.sent.at(-1)")


def test_each_field_of_an_answer_has_its_place(visit, files, answer):
    page = visit()
    page.set_input_files("#pictures", files(1, 2))
    controls = {name: name for name in ("time_zone", "captions", "usual_likes", "category", "profile_picture")}
    for field, control in {**controls, "captions[1]": "photo-2-caption"}.items():
        if field == "captions[1]":
            page.click("text=One for each photo")
        answer(page, "/rank", (422, canned.error("bad_value", "there is something wrong", field)))
        send(page)
        assert beside(page, control) == "There is something wrong."
        assert page.locator(".error:not(:empty)").count() == 1


def test_what_has_no_field_is_told_under_the_button(visit, files, answer):
    page = visit()
    answer(page, "/rank", (500, canned.error("internal", "this is a mistake of the service")), (200, {}))
    page.set_input_files("#pictures", files(1))
    send(page)
    assert page.get_by_role("alert").first.inner_text() == "This is a mistake of the service."
    page.route("**/rank", lambda route: route.abort())
    page.click("#rank")
    page.wait_for_selector("text=can't be reached")


def test_limits_are_told_before_anything_is_sent(visit, files):
    page = visit()
    heard = []
    page.on("request", lambda request: heard.append(request.url) if request.url.endswith("/rank") else None)
    page.click("#rank")
    assert beside(page, "pictures") == "Choose at least one photo."
    small = files(1)[0]
    page.evaluate(
        """async () => {
            const { add } = await import("/page/photos.js");
            const file = (size, name) => new File([new Uint8Array(size)], name, { type: "image/jpeg" });
            add([file((16 << 20) + 1, "large.jpg")]);
        }"""
    )
    page.click("#rank")
    assert beside(page, "photo-1") == "This photo has 16.0 MiB; at most 16 MiB are taken."
    page.click("#remove-all")
    page.set_input_files("#pictures", [{**small, "name": f"{place}.jpg"} for place in range(51)])
    assert page.locator("#pictures-error").inner_text() == "51 photos are 1 too many: at most 50 are ranked at once."
    page.click("#rank")
    page.get_by_role("button", name="Remove 50.jpg").click()
    assert page.locator("#pictures-error").count() == 0
    page.evaluate(
        """async () => {
            const { add } = await import("/page/photos.js");
            document.querySelector("#remove-all").click();
            const bytes = new Uint8Array(13 << 20);
            add([1, 2, 3, 4, 5].map((one) => new File([bytes], `${one}.jpg`, { type: "image/jpeg" })));
        }"""
    )
    page.click("#rank")
    assert re.match(r"The photos have 65.0 MiB together; at most 64 MiB", beside(page, "pictures"))
    assert heard == []


def test_a_busy_service_is_asked_again_when_it_said(visit, files, answer):
    page = visit()
    busy = (429, canned.error("busy", "too many requests at once"))
    asked = answer(page, "/rank", busy, busy, (200, canned.order([0.1], [1])), headers={"Retry-After": "1"})
    page.set_input_files("#pictures", files(1))
    page.click("#rank")
    page.wait_for_selector("text=The service is busy. Trying again in 1 s (2 of 6).")
    page.wait_for_selector("#order-body li")
    assert len(asked.requests) == 3


def test_a_key_is_asked_for_and_kept_in_memory_only(visit, files, answer):
    page = visit()
    answers = [
        (401, canned.error("no_key", "this service asks for a key")),
        (401, canned.error("wrong_key", "the key is not one of this service")),
        (200, canned.order([0.1], [1])),
    ]
    asked = answer(page, "/rank", *answers)
    page.set_input_files("#pictures", files(1))
    page.click("#rank")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("#key-error")
    assert page.locator("#key-error").inner_text() == "The key is not one of this service."
    assert page.input_value("#key") == ""
    page.keyboard.type("right")
    page.click("text=Use it")
    page.wait_for_selector("#order-body li")
    assert [one.headers.get("authorization") for one in asked.requests] == [None, "Bearer wrong", "Bearer right"]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_what_is_under_way_can_be_stopped(visit, files):
    page = visit()
    held = []
    page.route("**/rank", lambda route: held.append(route))
    page.set_input_files("#pictures", files(1, 2))
    for stop in (lambda: page.click("text=Cancel"), lambda: page.keyboard.press("Escape")):
        page.click("#rank")
        page.wait_for_selector("text=Looking at 2 photos")
        assert page.get_by_role("progressbar").is_visible()
        stop()
        page.wait_for_selector("#rank-work progress", state="hidden")
        assert page.locator("#said").inner_text() == "Cancelled."
        assert page.locator(".error:not(:empty)").count() == 0
    page.unroute("**/rank")
    assert send(page) == 200


def test_without_a_model_the_page_says_so(chromium, address, answer):
    page = chromium.new_page()
    answer(page, "/model", (503, canned.error("not_ready", "the service has no model yet; its log says why")))
    page.goto(address)
    page.wait_for_selector("text=There is no model yet")
    page.close()

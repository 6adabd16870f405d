"""A fake Graph API on loopback: Business Discovery with cursors and a quota, pictures with signed addresses.

Answers go wrong on demand. It knows when the token is sent to where it must not be.
"""

import io
import json
import re
import urllib.parse
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from PIL import Image

from benchmarks.faults.answering import Answer, Change, Handler, Server

TOKEN, USER, VERSION = "token-that-nobody-may-see", "17841400000000001", "v25.0"
TODAY = datetime(2026, 5, 1, 12, tzinfo=UTC)
QUOTA = 200  # calls an hour
NO_USER = {"message": "Invalid user id", "type": "OAuthException", "code": 110, "error_subcode": 2207013}

_FIELDS = re.compile(
    r"business_discovery\.username\(([^)]+)\)\{(.+),media(?:\.after\(([^)]+)\))?\.limit\((\d+)\)\{(.+)\}\}"
)
_KINDS = ("IMAGE", "CAROUSEL_ALBUM", "VIDEO")


@dataclass
class Account:
    """An account; its posts are numbers, the newest first: post 3 is the third that it has published."""

    name: str
    number: int
    posts: list[int] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)  # posts whose likes are
    extra_likes: int = 0

    @property
    def identity(self) -> str:
        return f"1784140000001{self.number:04d}"


class GraphApi(Server):
    """The fake: its accounts, and what became of its quota.

    `calls` counts against the quota, which `sleep` regains. `leaks` are requests that carried the token to a
    wrong place, or in an address.
    """

    def __init__(self, accounts: list[Account], quota: int = QUOTA) -> None:
        self.accounts, self.quota = accounts, quota
        self.largest, self.unknown = 50, ""  # posts of a page; a field that this version lacks
        self.calls = 0.0
        self.signature = 1  # of addresses; those with an older one are dead
        self.expired_cursors: set[str] = set()
        self.gone: dict[str, int] = {}  # pictures that are not there, and how often they were asked for
        self.leaks: list[str] = []
        self.waited = 0.0
        super().__init__(_Handler, 0.02)

    def sleep(self, seconds: float) -> None:
        """In the place of `time.sleep`: nothing is waited for, and the quota is regained as if it were."""
        self.waited += seconds
        self.calls = max(0.0, self.calls - seconds * self.quota / 3600)

    def answer(self, path: str, query: dict[str, str], headers: Any) -> Answer:
        """The answer, after the faults that are due."""
        with self.lock:
            kind = "picture" if path.startswith("/pictures/") else "page"
            authorization = headers.get("Authorization")
            if TOKEN in str(query) or (authorization and kind == "picture"):
                self.leaks.append(path)
            found = self._picture(path, query) if kind == "picture" else self._page(path, query, authorization)
            return self.faulty(kind, found)

    def _picture(self, path: str, query: dict[str, str]) -> Answer:
        if query.get("signature") != str(self.signature):
            return Answer(403, b"URL signature expired", "text/plain")
        identity = path.removesuffix(".jpg").rpartition("/")[2]
        if identity in self.gone:
            self.gone[identity] += 1
            return Answer(404, b"", "text/plain")
        return Answer(200, picture(identity), "image/jpeg")

    def _page(self, path: str, query: dict[str, str], authorization: str | None) -> Answer:
        self.calls += 1
        if authorization != f"Bearer {TOKEN}":
            return failed({"message": "Invalid OAuth access token", "code": 190}, 401)
        used = 100 * self.calls / self.quota
        if used > 100:
            minutes = 60 * (self.calls - self.quota / 2) / self.quota
            return failed({"message": "Application request limit reached", "code": 4}, 403, business(used, minutes))
        asked = _FIELDS.fullmatch(query.get("fields", ""))
        if path != f"/{VERSION}/{USER}" or asked is None:
            return failed({"message": "Unsupported get request", "code": 100, "error_subcode": 33})
        return replace(self._discover(*asked.groups()), headers=(app(used), business(used / 2)))

    def _discover(self, name: str, profile: str, after: str | None, limit: str, media: str) -> Answer:
        account = next((one for one in self.accounts if one.name == name), None)
        if self.unknown and self.unknown in f"{profile},{media}":
            return failed({"message": f"(#100) Tried accessing nonexisting field ({self.unknown})", "code": 100})
        if int(limit) > self.largest:
            return failed({"message": "Please reduce the amount of data you're asking for", "code": 1}, 500)
        if account is None or after in self.expired_cursors:
            return failed(NO_USER)
        found = self._profile(account) | {"media": self._media(account, after, int(limit))}
        return Answer(200, json.dumps({"business_discovery": found, "id": USER}).encode())

    def _profile(self, account: Account) -> dict[str, Any]:
        return {
            "id": account.identity,
            "username": account.name,
            "name": f"Name {account.number}",
            "biography": "Hello",
            "website": "https://example.org",
            "followers_count": 1000 + account.number,
            "follows_count": 10,
            "media_count": len(account.posts),
            "profile_picture_url": self._address(account.identity),
        }

    def _media(self, account: Account, after: str | None, limit: int) -> dict[str, Any]:
        # A cursor names the last post that was seen, so that a deleted one moves nothing.
        older = [number for number in account.posts if after is None or number < int(after.partition("-")[2])]
        listed = older[:limit]
        cursors = {"before": "x", "after": f"cursor-{listed[-1]}"} if listed else {}
        paging = {"paging": {"cursors": cursors}} if cursors else {}
        return {"data": [self._medium(account, number) for number in listed]} | paging

    def _medium(self, account: Account, number: int) -> dict[str, Any]:
        identity = f"{account.number}{number:05d}"
        kind = _KINDS[number % 3]
        address = self._address(identity)
        medium: dict[str, Any] = {
            "id": identity,
            "caption": f"Post {number} #tag",
            "media_type": kind,
            "permalink": f"https://www.instagram.com/p/C{identity}/",
            "timestamp": taken(number).strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "comments_count": number % 7,
            "like_count": 0 if number in account.hidden else 10 + number + account.extra_likes,
        }
        if kind == "VIDEO":
            return medium | {"media_url": f"{self.address}/never.mp4", "thumbnail_url": address}
        if kind == "CAROUSEL_ALBUM":
            slides = [{"id": f"9{identity}", "media_type": "IMAGE", "media_url": address}]
            return medium | {"media_url": address, "children": {"data": slides}}
        return medium | {"media_url": address}

    def _address(self, identity: str) -> str:
        return f"{self.address}/pictures/{identity}.jpg?signature={self.signature}"


def taken(number: int) -> datetime:
    """When a post was published: the hundredth ten hours before today."""
    return TODAY - timedelta(hours=10 + 12 * (100 - number))


@cache
def picture(identity: str) -> bytes:
    """A picture, the same for the same post."""
    stream = io.BytesIO()
    colour = (int(identity[-2:]) * 2, int(identity[-4:-2]) * 2, 90)
    Image.new("RGB", (48, 40), colour).save(stream, "JPEG")
    return stream.getvalue()


def app(used: float) -> tuple[str, str]:
    """The header that tells what an app has used."""
    return "X-App-Usage", json.dumps({"call_count": used, "total_cputime": 3, "total_time": 5})


def business(used: float, minutes: float = 0) -> tuple[str, str]:
    """The header that tells what a business has used, and when it is regained."""
    usage = {"type": "instagram", "call_count": used, "total_cputime": 3, "total_time": 5}
    return "X-Business-Use-Case-Usage", json.dumps({USER: [usage | {"estimated_time_to_regain_access": minutes}]})


class _Handler(Handler):
    fake: GraphApi

    def do_GET(self) -> None:  # noqa: N802  # so http.server calls it
        path, _, query = self.path.partition("?")
        self.send(self.fake.answer(path, dict(urllib.parse.parse_qsl(query)), self.headers))


# What goes wrong.
def failed(error: dict[str, Any], status: int = 400, *headers: tuple[str, str]) -> Answer:
    """An error of the API."""
    return Answer(status, json.dumps({"error": error}).encode(), headers=headers)


def error(code: int, status: int = 400, *headers: tuple[str, str], **more: Any) -> Change:
    """An error of the API, whose text holds what must not be passed on."""
    return lambda answer: failed({"message": f"about ann and {TOKEN}", "code": code} | more, status, *headers)


def status(code: int, body: bytes = b"<html>", *headers: tuple[str, str]) -> Change:
    """Another status, and with it another body."""
    return lambda answer: Answer(code, body, "text/html", headers)

"""A fake Instagram on loopback: profile pages, both GraphQL addresses, pictures; and answers that go wrong on demand.

The real Instaloader asks it: `redirected` sends what `requests` would send to any host to the fake instead, and
refuses every other way out.
"""

import io
import json
import socket
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest import mock

import numpy as np
import requests
from PIL import Image

from benchmarks.faults.answering import Answer, Change, Handler, Server

PAGE = 3  # posts
HEADER = "X-Meant-For"
KINDS = {
    "28904005159232689": "list",  # further posts, as a visitor sees them
    "29104886249145907": "list",  # posts, as somebody sees them who is logged in
    "27128499623469141": "post",
    "27937681195819736": "profile",
}


@dataclass(frozen=True)
class Post:
    """A post of the fake; `kind` is 1 for an image, 2 for a video, 8 for a carousel."""

    code: str
    pk: int
    taken_at: int
    likes: int = 10
    kind: int = 1
    hidden: bool = False


@dataclass
class Account:
    """An account of the fake.

    `shown` is False for one that is shown to adults only; `listed` is how many posts visitors are shown, None for all.
    """

    name: str
    pk: int
    posts: list[Post] = field(default_factory=list)
    private: bool = False
    shown: bool = True
    listed: int | None = None


class Instagram(Server):
    """The fake: its accounts, and the hosts that it was asked in the place of."""

    def __init__(self, accounts: list[Account]) -> None:
        self.accounts = accounts
        self.hosts: set[str] = set()
        super().__init__(_Handler, 0.05)

    def answer(self, host: str, path: str, form: dict[str, str]) -> Answer:
        """The answer, after the faults that are due."""
        with self.lock:
            self.hosts.add(host)
            kind, found = self._route(host, path, form)
            return self.faulty(kind, found)

    def _route(self, host: str, path: str, form: dict[str, str]) -> tuple[str, Answer]:
        if host != "www.instagram.com":
            return "picture", picture(path)
        if form:
            kind = KINDS[form["doc_id"]]
            return kind, self._query(kind, json.loads(form["variables"]))
        if path == "/":
            return "start", _START
        return "page", self._page(path.strip("/"))

    def _page(self, name: str) -> Answer:
        account = next((one for one in self.accounts if one.name == name), None)
        if account is None:
            return Answer(404, b"<html></html>", "text/html")
        if not account.shown:
            return Answer(200, b"<html>Restricted profile</html>", "text/html")
        user = _user(account) | {"id": f"page-{account.pk}"}
        if not account.private:
            user["polaris_ordered_timeline_connection"] = _connection(
                account, None, lambda post: {"code": post.code}, account.listed
            )
        found = {"require": [[{"__bbox": {"result": {"data": {"xig_user_by_username": user}}}}]]}
        script = f'<script type="application/json" data-sjs>{json.dumps(found)}</script>'
        return Answer(200, f"<html>{script}</html>".encode(), "text/html")

    def _query(self, kind: str, variables: dict[str, Any]) -> Answer:
        if kind == "post":
            found = next((p for a in self.accounts for p in a.posts if p.code == variables["shortcode"]), None)
            owner = next((a for a in self.accounts if found in a.posts), None)
            items = [_media(found, owner)] if found and owner else []
            data: dict[str, Any] = {"xdt_api__v1__media__shortcode__web_info": {"items": items}}
        elif kind == "profile":
            account = next((one for one in self.accounts if str(one.pk) == variables["id"]), None)
            data = {"user": _user(account) if account else None}
        elif "username" in variables:
            account = next(one for one in self.accounts if one.name == variables["username"])
            pages = _connection(account, variables.get("after"), lambda post: _media(post, account))
            data = {"xdt_api__v1__feed__user_timeline_graphql_connection": pages}
        else:
            account = next(one for one in self.accounts if f"page-{one.pk}" == variables["id"])
            pages = _connection(account, variables["after"], lambda post: {"code": post.code}, account.listed)
            data = {"node": {"polaris_ordered_timeline_connection": pages}}
        return Answer(200, json.dumps({"data": data, "status": "ok"}).encode())


_START = Answer(
    200,
    b'<html>["DTSGInitialData",[],{"token":"d"}] ["LSD",[],{"token":"l"}] "IG_USER_EIMU":"17"</html>',
    "text/html",
    (("Set-Cookie", "csrftoken=c; Path=/"),),
)


def _user(account: Account) -> dict[str, Any]:
    return {
        "pk": str(account.pk),
        "username": account.name,
        "full_name": "",
        "biography": "",
        "is_private": account.private,
        "follower_count": 100 + account.pk,
        "following_count": 5,
        "all_media_count": len(account.posts),
        "is_business": False,
        "profile_pic_url": f"https://cdn.example/p{account.pk}.jpg?x=1",
        "friendship_status": {"following": False},
    }


def _connection(
    account: Account, after: str | None, node: Callable[[Post], dict[str, Any]], listed: int | None = None
) -> dict[str, Any]:
    # A cursor names the last post that was seen, so that a deleted one moves nothing.
    older = [post for post in account.posts[:listed] if after is None or post.taken_at < int(after)]
    page, rest = older[:PAGE], older[PAGE:]
    info = {"has_next_page": bool(rest), "end_cursor": str(page[-1].taken_at) if page else None}
    return {"edges": [{"node": node(post)} for post in page], "page_info": info}


def _media(post: Post, account: Account) -> dict[str, Any]:
    candidates = {"candidates": [{"url": f"https://cdn.example/{post.code}.jpg?x=1", "width": 64, "height": 64}]}
    media: dict[str, Any] = {
        "code": post.code,
        "pk": str(post.pk),
        "media_type": post.kind,
        "taken_at": post.taken_at,
        "user": {"pk": str(account.pk), "username": account.name, "full_name": "", "is_private": False}
        | {"profile_pic_url": "https://cdn.example/small.jpg?x=1"},
        "caption": {"text": f"Caption of {post.code} #tag"},
        "like_count": -1 if post.hidden else post.likes,
        "like_and_view_counts_disabled": post.hidden,
        "comment_count": 2,
        "has_liked": False,
        "image_versions2": candidates,
        "original_width": 64,
        "original_height": 64,
    }
    if post.kind == 2:
        media |= {"video_versions": [{"url": "https://cdn.example/never.mp4?x=1"}], "video_duration": 3.0}
        media |= {"view_count": 9}
    if post.kind == 8:
        media["carousel_media"] = [{"media_type": 1, "image_versions2": candidates} for _ in range(3)]
    return media


@cache
def picture(path: str) -> Answer:
    """The picture below an address: the same for the same address."""
    seed = np.frombuffer(path.encode().ljust(64, b"."), np.uint8).astype(np.uint32)
    pixels = np.random.default_rng(seed).integers(0, 255, (8, 8, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=90)
    modified = (("Last-Modified", "Mon, 05 Jan 2026 10:00:00 GMT"),)
    return Answer(200, stream.getvalue(), "image/jpeg", modified)


class _Handler(Handler):
    fake: Instagram

    def do_GET(self) -> None:  # noqa: N802  # so http.server calls it
        self.send(self.fake.answer(self.headers[HEADER], self.path.partition("?")[0], {}))

    def do_POST(self) -> None:  # noqa: N802  # so http.server calls it
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = dict(urllib.parse.parse_qsl(body))
        self.send(self.fake.answer(self.headers[HEADER], self.path.partition("?")[0], form))


@contextmanager
def redirected(fake: Instagram) -> Iterator[None]:
    """Send what `requests` sends to the fake, whatever the host; no other connection can be made."""
    send = requests.adapters.HTTPAdapter.send
    connect = socket.socket.connect

    def sent(self: Any, request: Any, **options: Any) -> Any:
        meant = urllib.parse.urlsplit(request.url)
        asked = request.copy()
        asked.url = urllib.parse.urlunsplit(meant._replace(scheme="http", netloc=fake.address.removeprefix("http://")))
        asked.headers[HEADER] = meant.netloc
        asked.headers.pop("Host", None)
        response = send(self, asked, **(options | {"proxies": {}}))
        response.url, response.request = request.url, request
        return response

    def connected(self: Any, address: Any) -> Any:
        if address[0] != "127.0.0.1":
            raise AssertionError(f"{address} is not loopback")
        return connect(self, address)

    with (
        mock.patch.object(requests.adapters.HTTPAdapter, "send", sent),
        mock.patch.object(socket.socket, "connect", connected),
    ):
        yield


# What goes wrong.
def status(code: int, body: bytes = b"{}", **headers: str) -> Change:
    """Another status, and with it another body."""
    told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda answer: Answer(code, body, "application/json", told)

"""Fetching the pages of a ranking: one at a time, slowly, as robots.txt allows, and under likelier's own name."""

import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx
from bs4 import BeautifulSoup, Tag
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from likelier import __version__
from likelier.errors import CollectError
from likelier.rankings.extraction import LARGEST, parse

AGENT = f"likelier/{__version__}"
PAUSE = 1.0  # seconds between two pages, if robots.txt doesn't ask for more
PATIENCE = 60.0  # seconds of a pause or a wait at most

_NEXT = re.compile(r"(?:next|next page|older|more)?\s*[\u203a\xbb\u2192>]*", re.IGNORECASE)
_KINDS = ("text/html", "application/xhtml+xml")


class _Busy(Exception):
    """The server didn't answer as it should, and may well do so at once."""


def pages(address: str, most: int) -> Iterator[BeautifulSoup]:
    """The pages of a ranking from `address` on: by their links to the next one, else by ``?page=2`` and so on.

    Raises
    ------
    CollectError
        The first page is not there, not HTML or not allowed, or a server doesn't answer.
    """
    with httpx.Client(headers={"User-Agent": AGENT}, timeout=30, follow_redirects=True, max_redirects=5) as client:
        robots = _robots(client, address)
        pause = min(PATIENCE, max(PAUSE, float(robots.crawl_delay(AGENT) or 0)))
        seen: set[str] = set()
        following: str | None = address
        while following is not None and following not in seen and len(seen) < most:
            if seen:
                time.sleep(pause)
            seen.add(following)
            if not robots.can_fetch(AGENT, following):
                raise CollectError(
                    f"{following}: its robots.txt doesn't allow programs to read it; save the page by hand"
                )
            answer = _get(client, following)
            if answer.status_code in (404, 410) and len(seen) > 1:
                return  # after the last page
            page = _page(answer, following)
            following = _following(page, str(answer.url), following)
            yield page  # who reads it takes the menus out, in which the link may be


def _robots(client: httpx.Client, address: str) -> RobotFileParser:
    robots = RobotFileParser()
    answer = _get(client, urljoin(address, "/robots.txt"))
    robots.parse(answer.text.splitlines() if answer.status_code == 200 else [])
    return robots


def _get(client: httpx.Client, address: str) -> httpx.Response:
    tries = Retrying(
        retry=retry_if_exception_type(_Busy),
        stop=stop_after_attempt(3),
        wait=wait_exponential(multiplier=1, max=PATIENCE),
        sleep=time.sleep,
        reraise=True,
    )
    try:
        return tries(_once, client, address)
    except _Busy as error:
        raise CollectError(f"{address}: can't be fetched ({error}); try again later, or save the page") from error
    except httpx.TooManyRedirects as error:
        raise CollectError(f"{address}: is redirected without end") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CollectError(f"{address}: can't be fetched ({type(error).__name__}); check the address") from error


def _once(client: httpx.Client, address: str) -> httpx.Response:
    try:
        with client.stream("GET", address) as answer:
            if answer.status_code == 429 or answer.status_code >= 500:
                raise _Busy(f"HTTP {answer.status_code}")
            content = bytearray()
            for part in answer.iter_bytes():
                content += part
                if len(content) > LARGEST:
                    raise CollectError(f"{address}: is larger than {LARGEST // 1_000_000} MB; that is no ranking")
    except (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError) as error:
        raise _Busy(type(error).__name__) from error
    kept = {key: value for key, value in answer.headers.items() if key == "content-type"}
    return httpx.Response(answer.status_code, headers=kept, content=bytes(content), request=answer.request)


def _page(answer: httpx.Response, address: str) -> BeautifulSoup:
    if answer.status_code != 200:
        raise CollectError(f"{address}: HTTP {answer.status_code}; check the address, or save the page by hand")
    kind = answer.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise CollectError(f"{address}: is {kind or 'of no kind'}, not HTML")
    return parse(answer.content, address, answer.charset_encoding)


def _following(page: BeautifulSoup, base: str, asked: str) -> str | None:
    """The address of the next page, on the same server."""
    for linked in [*page.find_all(["a", "link"], rel="next", href=True), *page.find_all("a", href=True)]:
        if linked.get("rel") == ["next"] or _is_next(linked):
            target = urljoin(base, str(linked["href"])).partition("#")[0]
            return target if urlsplit(target)[:2] == urlsplit(base)[:2] else None
    parts = urlsplit(asked)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = query.get("page", "1")
    if not (number.isdecimal() and len(number) < 6):
        return None
    return parts._replace(query=urlencode(query | {"page": str(int(number) + 1)}), fragment="").geturl()


def _is_next(link: Tag) -> bool:
    text = link.get_text(" ").strip()
    return bool(text) and _NEXT.fullmatch(text) is not None

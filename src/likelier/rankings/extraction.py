"""Which user names an HTML page of a ranking holds: in links to profiles, as @name, in a column of names.

Menus, footers, side columns and prose name others than those who are ranked, so they are left out.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from likelier.collecting.users import is_name
from likelier.errors import CollectError

LARGEST = 20_000_000  # bytes of a page

_HOSTS = ("instagram.com", "www.instagram.com", "m.instagram.com", "instagr.am", "www.instagr.am")
# The first part of an address that is no user's name.
_NO_USERS = frozenset(
    """
    _n _u about accounts ads api archive ar business challenge community creators data developer developers
    direct directory download emails explore graphql hashtag help invites legal lite locations login n nametag
    oauth p popular press privacy reel reels s session share static stories tags terms topics tv web
    your_activity
    """.split()  # noqa: SIM905
)
_MENTION = re.compile(r"(?<![\w@./+-])@([A-Za-z0-9._]{1,40})(?![\w@])")
_PROSE = 15  # words: a longer text tells a story, and whom it names is not ranked by that
_COLUMN = re.compile(
    r"(?:(?:instagram|ig)\s*)?(?:user\s*names?|users?|accounts?|handles?|profiles?)|instagram|ig", re.IGNORECASE
)

_TAGS = "html body main section div p span table tr th td ul ol li dl h1 h2 h3 h4 a b".split()  # noqa: SIM905
_ASIDE = (
    "head",
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "footer",
    "aside",
    "form",
    "button",
    "iframe",
)
_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary")
_CLASSES = frozenset(
    """
    nav navbar menu footer site-footer site-header sidebar social socials social-links social-media share
    sharing follow-us breadcrumb breadcrumbs cookie cookies cookie-banner comments comment-list related
    newsletter
    """.split()  # noqa: SIM905
)
_WHOLE = ("html", "body", "main", "article", "table", "tbody", "tr", "td")


def open_file(file: Path) -> BeautifulSoup:
    """A saved page.

    Raises
    ------
    CollectError
        It is not there, too large, or no HTML.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise CollectError(f"{file}: no such file; give the address of a ranking, or a page that was saved") from error
    return parse(content, str(file))


def parse(content: bytes, origin: str, encoding: str | None = None) -> BeautifulSoup:
    """A page from its bytes; `origin` is how errors name it, `encoding` what HTTP says.

    Raises
    ------
    CollectError
        It is too large, or no HTML.
    """
    if len(content) > LARGEST:
        raise CollectError(f"{origin}: is larger than {LARGEST // 1_000_000} MB; that is no ranking")
    try:
        page = BeautifulSoup(content, "html.parser", from_encoding=encoding)
    except (RecursionError, ValueError, AssertionError) as error:
        raise CollectError(f"{origin}: is not HTML that can be read") from error
    if page.find(_TAGS) is None or "\0" in page.get_text()[:1000]:
        raise CollectError(f"{origin}: is not HTML; save the page itself, or give its address")
    return page


def names(page: BeautifulSoup) -> Iterator[str]:
    """The names in a page, in lower case, in its order; a name may come again. The page loses its boilerplate."""
    for tag in page.find_all(_is_aside):
        tag.extract()
    in_column = {id(cell) for table in page.find_all("table") for cell in _column(table)}
    for part in page.descendants:
        if isinstance(part, Tag):
            found = [_linked(str(part.get("href") or ""))] if part.name == "a" else []
            found += [_cell(part)] if id(part) in in_column else []
        else:
            found = list(_mentioned(part)) if type(part) is NavigableString else []
        yield from (name for text in found if (name := _name(text)))


def _is_aside(tag: Tag) -> bool:
    if tag.name in _ASIDE or tag.get("role") in _ROLES:
        return True
    if tag.name in _WHOLE:
        return False
    if tag.name == "header" and tag.parent is not None and tag.parent.name in ("body", "[document]"):
        return True
    labels = {*_words(tag.get("class")), *_words(tag.get("id"))}
    return not _CLASSES.isdisjoint(labels) and tag.find("table") is None


def _words(value: object) -> list[str]:
    return [str(word).lower() for word in value] if isinstance(value, list) else str(value or "").lower().split()


def _linked(address: str) -> str | None:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if not parts.netloc and parts.path.lower().startswith(_HOSTS):  # written without its scheme
        return _linked(f"https://{address.strip()}")
    host = (parts.netloc or "").lower().rpartition("@")[2].partition(":")[0]
    if host == "l.instagram.com":  # Instagram's own way out, around another address
        return next((_linked(target) for target in parse_qs(parts.query).get("u", [])[:1]), None)
    if host not in _HOSTS:
        return None
    path = [unquote(part) for part in parts.path.split("/") if part]
    path = path[1:] if path[:1] == ["_u"] else path
    return path[0] if path else None


def _mentioned(text: NavigableString) -> Iterator[str]:
    if "@" in text:
        block = text.find_parent(["td", "th", "li", "p", "div", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "body"])
        if len((block or text).get_text(" ").split() if block else text.split()) <= _PROSE or _is_cell(block):
            yield from (found.group(1).rstrip(".") for found in _MENTION.finditer(text))


def _is_cell(block: Tag | None) -> bool:
    return block is not None and block.name in ("td", "th")


def _column(table: Tag) -> Iterator[Tag]:
    """The cells of a table that lie below a heading such as "Username"."""
    places: list[int] = []
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        cells = [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row]
        headed = [place for place, cell in enumerate(cells) if _COLUMN.fullmatch(" ".join(cell.get_text(" ").split()))]
        if headed and not places:
            places = headed
            continue
        yield from (cells[place] for place in places if place < len(cells))


def _cell(cell: Tag) -> str | None:
    """The text of a cell without a link to a profile, which is found by itself."""
    links = [str(link.get("href")) for link in cell.find_all("a", href=True)]
    return None if any(_linked(link) for link in links) else cell.get_text(" ").strip()


def _name(text: str | None) -> str | None:
    name = (text or "").strip().removeprefix("@").lower()
    return name if is_name(name) and name not in _NO_USERS else None

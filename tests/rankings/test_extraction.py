import pytest

from likelier.errors import CollectError
from likelier.rankings.extraction import names, open_file, parse


def found(html):
    return list(dict.fromkeys(names(parse(html.encode(), "page"))))


TABLE = """
<html><head><title>Top @title</title><style>.x{content:"@style"}</style><script>"@script"</script></head><body>
<nav><a href="https://www.instagram.com/ournav/">us</a></nav>
<header>By <a href="https://instagram.com/ourhead">@ourhead</a></header>
<main><table>
<tr><th>#</th><th>Name</th><th>User name</th><th>Followers</th></tr>
<tr><td>1</td><td>Ann</td><td>Ann.One</td><td>12M</td></tr>
<tr><td>2</td><td>Ben</td><td>@ben_two</td><td>11M</td></tr>
<tr><td>3</td><td>Cleo</td><td><a href="https://www.instagram.com/cleo3/?hl=en">Cleo</a></td><td>9M</td></tr>
<tr><td>4</td><td>Dora</td><td>not given</td><td>9M</td></tr>
</table></main>
<div class="share">@shared</div><aside>@aside</aside><footer>@footer</footer></body></html>
"""


def test_a_table_with_a_column_of_user_names():
    assert found(TABLE) == ["ann.one", "ben_two", "cleo3"]


def test_a_list_of_links_and_mentions_in_their_order_each_once():
    html = """<ol><li><b>Ann</b> (@Ann)</li><li><a href="//instagram.com/ben">Ben</a></li>
    <li><a href="instagram.com/cleo">Cleo</a></li><li>@ben</li><li><a href="https://instagram.com/_u/dora">D</a></li>
    <li><a href="https://l.instagram.com/?u=https%3A%2F%2Fwww.instagram.com%2Femil%2F&e=x">Emil</a></li></ol>"""
    assert found(html) == ["ann", "ben", "cleo", "dora", "emil"]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.instagram.com/p/Bx1/",
        "https://www.instagram.com/reel/Bx1/",
        "https://www.instagram.com/explore/tags/sun/",
        "https://www.instagram.com/accounts/login/",
        "https://www.instagram.com/stories/ann/1/",
        "https://about.instagram.com/about-us",
        "https://www.instagram.com/",
        "https://www.instagram.com/two%20words/",
        "https://www.instagram.com/" + "x" * 31,
        "https://instagram.com.evil.example/ann",
        "https://notinstagram.com/ann",
        "https://example.org/?next=instagram.com/ann",
        "/ann",
        "mailto:ann@instagram.com",
        "https://[broken/ann",
        "",
    ],
)
def test_addresses_that_are_no_profiles(address):
    assert found(f'<p>a</p><a href="{address}">Ann</a>') == []


@pytest.mark.parametrize(
    "html",
    [
        "<li>write to ann@example.org</li>",
        "<p>" + "many words " * 10 + "and thanks to @photographer</p>",
        "<li>@</li><li>@.dot</li><li>@@double</li>",
        '<div class="social-links"><a href="https://instagram.com/us">us</a></div>',
        '<div id="comments"><div>@troll</div></div>',
        '<div role="navigation">@menu</div>',
        "<!-- @comment --><p>x</p>",
        "<table><tr><th>Name</th></tr><tr><td>Rihanna</td></tr></table>",
    ],
)
def test_what_names_nobody_who_is_ranked(html):
    assert found(html) == []


def test_a_long_cell_may_still_mention_who_it_is_about():
    assert found("<table><tr><td>@ann " + "says much " * 20 + "</td></tr></table>") == ["ann"]


def test_a_table_in_a_side_column_is_kept_and_tables_in_tables_are_read_by_themselves():
    assert found("<div class='sidebar'><table><tr><th>IG handle</th></tr><tr><td>ann</td></tr></table></div>") == [
        "ann"
    ]
    inner = "<table><tr><th>Account</th></tr><tr><td>ben</td></tr></table>"
    assert found(f"<table><tr><td>Rank</td><td>{inner}</td></tr></table>") == ["ben"]


def test_odd_html_is_read():
    assert found("<td>@ann<td>@ben<tr></b></i><a href=https://instagram.com/cleo>x") == ["ann", "ben", "cleo"]
    assert found("<div>" * 3000 + "@ann" + "</div>" * 3000) == ["ann"]


def test_the_encoding_of_the_page_or_of_http_counts():
    assert list(names(parse("<li>é @ann</li>".encode("utf-16"), "page"))) == ["ann"]
    assert list(names(parse("<li>é @ann</li>".encode("latin-1"), "page", "latin-1"))) == ["ann"]


@pytest.mark.parametrize(
    "content", [b"", b"just text with @ann", b"%PDF-1.7 \0\1\2<a>", b'{"a": "@ann"}', b"\x89PNG\r\n\0"]
)
def test_what_is_not_html_is_one_line(tmp_path, content):
    file = tmp_path / "page.html"
    file.write_bytes(content)
    with pytest.raises(CollectError, match="is not HTML") as raised:
        open_file(file)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(CollectError, match="no such file"):
        open_file(tmp_path / "none.html")

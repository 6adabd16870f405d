import subprocess
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from likelier import __version__, rankings
from likelier.cli import app
from likelier.errors import CollectError
from likelier.rankings import fetching


class Server:
    """Pages by their path and query: (status, headers, body), or a list of such, one a request."""

    def __init__(self):
        self.pages, self.asked, self.agents = {}, Counter(), set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked[self.path] += 1
                server.agents.add(self.headers["User-Agent"])
                answer = server.pages.get(self.path, (404, {}, b"<p>none</p>"))
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                status, headers, body = answer
                self.send_response(status)
                for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def address(self, path):
        return f"http://127.0.0.1:{self.http.server_port}{path}"

    def ranking(self, path, *names, more=""):
        rows = "".join(f'<li><a href="https://www.instagram.com/{name}/">{name}</a></li>' for name in names)
        self.pages[path] = (200, {}, f"<html><body><ol>{rows}</ol>{more}</body></html>".encode())


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    found = Server()
    yield found
    found.http.shutdown()
    found.http.server_close()


@pytest.fixture(autouse=True)
def slept(monkeypatch):
    seconds = []
    monkeypatch.setattr(fetching.time, "sleep", seconds.append)
    return seconds


def gather(tmp_path, *given, pages=9, lists=()):
    output = tmp_path / "users.txt"
    found = rankings.gather([str(one) for one in given], pages, lists, output)
    return output.read_text().split(), found


def test_pages_are_followed_by_their_links(server, tmp_path, slept):
    server.ranking("/top", "ann", "ben", more='<nav><a href="/top/2" rel="next">2</a></nav>')
    server.ranking("/top/2", "cleo", "ann", more='<a href="/top/3">Next \u203a</a>')
    server.ranking("/top/3", "dora", more='<a href="https://elsewhere.example/4">next</a>')
    names, found = gather(tmp_path, server.address("/top"))
    assert names == ["ann", "ben", "cleo", "dora"]
    assert (found.names, found.from_lists, found.pages) == (4, 0, 3)
    assert slept == [1.0, 1.0]
    assert server.agents == {f"likelier/{__version__}"}
    assert set(server.asked.values()) == {1}


def test_pages_without_links_are_counted_until_there_is_none(server, tmp_path):
    server.ranking("/top?by=fame", "ann")
    server.ranking("/top?by=fame&page=2", "ben")
    assert gather(tmp_path, server.address("/top?by=fame"))[0] == ["ann", "ben"]
    assert server.asked["/top?by=fame&page=3"] == 1


def test_a_server_that_gives_one_page_for_all_is_asked_twice(server, tmp_path):
    server.ranking("/top", "ann")
    server.pages["/top?page=2"] = server.pages["/top"]
    assert gather(tmp_path, server.address("/top"))[0] == ["ann"]
    assert server.asked == {"/robots.txt": 1, "/top": 1, "/top?page=2": 1}


def test_only_so_many_pages_are_read(server, tmp_path):
    for number in range(1, 6):
        server.ranking("/top" if number == 1 else f"/top?page={number}", f"name{number}")
    assert gather(tmp_path, server.address("/top"), pages=2)[0] == ["name1", "name2"]


def test_lists_come_first_and_everything_is_there_once(server, tmp_path):
    server.ranking("/top", "Ben", "ann", "dora")
    (tmp_path / "page.html").write_text("<ul><li>@EMIL</li><li>@cleo</li></ul>")
    (tmp_path / "users.txt").write_text("# mine\ncleo\n@Ann\n")
    (tmp_path / "more.txt").write_text("zoe\ncleo\n")
    lists = [tmp_path / "users.txt", tmp_path / "more.txt"]
    names, found = gather(tmp_path, server.address("/top"), tmp_path / "page.html", lists=lists, pages=1)
    assert names == ["cleo", "ann", "zoe", "ben", "dora", "emil"]
    assert found.told(tmp_path / "users.txt").endswith("users.txt: 3 from lists, 3 more from 2 pages")


def test_what_passes_is_asked_for_again(server, tmp_path, slept):
    server.ranking("/top", "ann")
    server.pages["/top"] = [(503, {}, b""), (429, {}, b""), server.pages["/top"]]
    assert gather(tmp_path, server.address("/top"), pages=1)[0] == ["ann"]
    assert len(slept) == 2


def test_redirects_to_another_page_are_followed(server, tmp_path):
    server.ranking("/new", "ann")
    server.pages["/old"] = (301, {"Location": "/new"}, b"")
    assert gather(tmp_path, server.address("/old"), pages=1)[0] == ["ann"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, {}, b""), "HTTP 404"),
        ((403, {}, b""), "HTTP 403"),
        ((500, {}, b""), r"can't be fetched \(HTTP 500\)"),
        ((200, {"Content-Type": "application/pdf"}, b"%PDF"), "is application/pdf, not HTML"),
        ((200, {}, b"plain @ann"), "is not HTML"),
        ((200, {}, b"<p>nobody here</p>"), "names nobody"),
        ((302, {"Location": "/top"}, b""), "redirected without end"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "can't be fetched"),
        ((302, {"Location": "ftp://127.0.0.1/x"}, b""), "can't be fetched"),
    ],
)
def test_a_page_that_cannot_be_used_is_one_line_and_nothing_is_written(server, tmp_path, answer, words):
    server.pages["/top"] = answer
    with pytest.raises(CollectError, match=words) as raised:
        gather(tmp_path, server.address("/top"))
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "users.txt").exists()


def test_a_server_that_is_not_there_is_one_line(server, tmp_path):
    address = server.address("/top")
    server.http.server_close()
    with pytest.raises(CollectError, match=r"can't be fetched"):
        gather(tmp_path, address)


def test_robots_are_heeded(server, tmp_path, slept):
    server.ranking("/top", "ann")
    server.ranking("/top?page=2", "ben")
    server.pages["/robots.txt"] = (
        200,
        {"Content-Type": "text/plain"},
        b"User-agent: *\nCrawl-delay: 7\nDisallow: /no\n",
    )
    assert gather(tmp_path, server.address("/top"), pages=2)[0] == ["ann", "ben"]
    assert slept == [7.0]
    with pytest.raises(CollectError, match=r"robots\.txt doesn't allow"):
        gather(tmp_path, server.address("/no"))
    assert server.asked["/no"] == 0


def test_the_command_tells_counts_and_no_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text("<li>@somebody</li>")
    result = CliRunner().invoke(app, ["users", "page.html"])
    assert result.output == "1 names in users.txt: 0 from lists, 1 more from 1 page\n"
    assert (tmp_path / "users.txt").read_text() == "somebody\n"


def test_the_extra_is_named_where_it_is_missing(tmp_path, monkeypatch):
    for module in ("likelier.rankings.extraction", "likelier.rankings.fetching"):
        monkeypatch.delitem(sys.modules, module, raising=False)
        monkeypatch.delattr(rankings, module.rpartition(".")[2], raising=False)
    monkeypatch.setitem(sys.modules, "bs4", None)
    with pytest.raises(CollectError, match=r"pip install 'likelier\[collect\]'"):
        gather(tmp_path, "page.html")


def test_the_command_line_stays_light():
    code = "import likelier.cli, likelier.rankings, sys; print({'bs4', 'httpx'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"

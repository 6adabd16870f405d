"""Pages point at what is there, and every option of the command line is one that the code has."""

import re
import subprocess
from pathlib import Path

import pytest
from conftest import BIN, PROJECT

PAGES = sorted([PROJECT / "README.md", PROJECT / "CHANGELOG.md", *(PROJECT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_page_can_be_reached_from_the_readme():
    seen, waiting = set(), [PROJECT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if "://" not in link]
    assert set((PROJECT / "docs").glob("*.md")) <= seen


@pytest.mark.parametrize("command", ["run", "score", "rank", "tune"])
def test_the_options_that_pages_show_are_there(command):
    offered = subprocess.run([BIN / "likelier", command, "--help"], capture_output=True, text=True, check=True).stdout
    shown = {
        option
        for page in PAGES
        for line in re.findall(rf"likelier {command} ([^\n`]*)", page.read_text(encoding="utf-8"))
        for option in re.findall(r"--[a-z-]+", line.split("`")[0])
    }
    assert shown
    assert {option for option in shown if option not in offered} == set()


def test_every_make_target_that_pages_show_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = {name for page in PAGES for name in re.findall(r"\bmake ([a-z-]+)`", page.read_text(encoding="utf-8"))}
    shown |= set(
        re.findall(r"^\$ make ([a-z-]+)", Path(PROJECT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert shown
    assert shown <= targets

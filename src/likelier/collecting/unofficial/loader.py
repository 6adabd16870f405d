"""Instaloader itself, set up for an archive that `likelier.sources.instaloader` reads."""

import json
import lzma
import os
import pickle
from pathlib import Path
from typing import Any

import instaloader
from instaloader.structures import get_json_structure

from likelier import atomic
from likelier.collecting.progress import Progress
from likelier.collecting.unofficial.context import Context
from likelier.errors import CollectError
from likelier.params import Collect

SESSION, USER = "INSTAGRAM_SESSION", "INSTAGRAM_USER"


class Loader(instaloader.Instaloader):  # type: ignore[misc]
    """Writes each file under a temporary name and renames it; fetches no videos, only their covers."""

    def __init__(self, archive: Path, settings: Collect, progress: Progress) -> None:
        super().__init__(
            quiet=True,
            dirname_pattern=f"{str(archive).replace('{', '{{').replace('}', '}}')}/{{target}}",
            filename_pattern="{date_utc}_UTC_{shortcode}",  # two posts may have the same second
            download_videos=False,
            post_metadata_txt_pattern="",  # captions are in the JSON
            slide="1",  # of a carousel the first picture: the one that the source reads
            resume_prefix="resume",
        )
        self.context.close()  # that of Instaloader itself
        self.context: Context = Context(settings, progress)

    def save_metadata_json(self, filename: str, structure: Any) -> None:
        save(structure, f"{filename}.json.xz")


def save(structure: Any, filename: str) -> None:
    """Write what Instaloader's function of the same kind does, as a whole or not at all."""
    content = get_json_structure(structure)
    with (
        atomic.replacing(Path(filename)) as partial,
        lzma.open(partial, "wt", check=lzma.CHECK_NONE, encoding="utf-8") as stream,
    ):
        json.dump(content, stream, separators=(",", ":"))


class _PlainOnly(pickle.Unpickler):
    """Reads texts and dictionaries; a session file needs no more, and nothing in it is run."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError("not plain")


def log_in(loader: Loader) -> None:
    """Take the session file that the environment names, if it names one.

    Raises
    ------
    CollectError
        It can't be read, or nobody says whose it is.
    """
    path, user = os.environ.get(SESSION), os.environ.get(USER)
    if not path:
        return
    if not user:
        raise CollectError(f"{USER} is not set: {SESSION} names a session file, so say whose it is")
    try:
        with Path(path).expanduser().open("rb") as stream:
            cookies = _PlainOnly(stream).load()
    except (pickle.UnpicklingError, EOFError, ValueError, IndexError, KeyError) as error:
        raise CollectError(f"{SESSION}: is no session file; make one with: instaloader --login NAME") from error
    except OSError as error:
        raise CollectError(f"{SESSION}: cannot be read: {error.strerror}") from error
    if not isinstance(cookies, dict) or not cookies.get("csrftoken") or not cookies.get("sessionid"):
        raise CollectError(f"{SESSION}: holds no session; make one with: instaloader --login NAME")
    loader.context.load_session(user.lower(), cookies)

"""The model in service: pictures are read and scored in a few threads of their own."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO

import pandas as pd
from PIL import Image

from likelier import pictures, ranking
from likelier.artifact import Artifact
from likelier.errors import PictureError
from serving.answers import ModelDetails, Order, in_order
from serving.form import PICTURES, PROFILE_PICTURE
from serving.inputs import Asked
from serving.problems import Problem

THREADS = 2  # how many requests are scored at once
MAX_INSIDE = 8  # requests that are being read, waiting or scored; each may hold a body of `form.MAX_BODY` bytes
PATIENCE = 50.0  # seconds that a request waits for its scores
MAX_PIXELS = 640_000_000  # of all pictures together: fifty JPEGs of 12.8 megapixels
UNSCALED = 4  # a pixel of a format that can't be scaled while it is decoded counts as so many


class Scorer:
    """An artifact, and who it is.

    Parameters
    ----------
    artifact : Artifact
    model : ModelDetails
        What `GET /model` answers.
    """

    def __init__(self, artifact: Artifact, model: ModelDetails) -> None:
        self.artifact = artifact
        self.model = model
        self.loaded_at = time.time()
        self._inside = 0
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="scorer")

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Let a request in before its body is read, or turn it away.

        Raises
        ------
        Problem
            429: as many as may be are inside.
        """
        if self._inside >= MAX_INSIDE:
            raise Problem(429, "busy", "too many requests at once; try again in a moment")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def rank(self, asked: Asked) -> Order:
        """Put the pictures in order.

        Raises
        ------
        Problem
            A picture that can't be read (422), too many pixels (413), or no time (429).
        """
        work = asyncio.get_running_loop().run_in_executor(self._threads, self.rank_now, asked)
        try:
            return await asyncio.wait_for(work, PATIENCE)
        except TimeoutError as error:
            message = f"not scored within {PATIENCE:.0f} s; try again later, or send fewer or smaller pictures"
            raise Problem(429, "busy", message) from error

    def rank_now(self, asked: Asked) -> Order:
        """As `rank`, in this thread."""
        rows = pd.DataFrame({"picture": list(asked.pictures), "picture_origin": "original"})
        rows[["width", "height"]] = _sizes(asked.pictures)
        if portrait := asked.profile.get(PROFILE_PICTURE):
            with _named(PROFILE_PICTURE):
                pictures.check(portrait)
        rows["taken_at"] = pd.Timestamp(asked.at)
        rows["caption"] = asked.captions
        ranked = ranking.rank(self.artifact, rows, _account(asked), asked.confidence)
        return in_order(self.model, ranked, asked.filenames, asked.confidence)

    def warm_up(self) -> None:
        """Score a drawn picture: libraries and word lists are loaded now, not by the first who asks."""
        drawn = BytesIO()
        Image.radial_gradient("L").convert("RGB").save(drawn, "JPEG")
        asked = Asked([drawn.getvalue()], [None], ["a calm morning by the sea"], datetime.now(UTC), {})
        self._threads.submit(self.rank_now, asked).result()

    def close(self) -> None:
        """Drop what waits; what runs ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _sizes(data: Sequence[bytes]) -> list[tuple[float, float]]:
    """Width and height of each picture; all headers are read before the first picture is decoded."""
    pixels = 0
    for place, picture in enumerate(data):
        with _named(_field(place)):
            image = pictures.open_picture(picture)
        pixels += image.width * image.height * (1 if image.format in ("JPEG", "MPO") else UNSCALED)
        if pixels > MAX_PIXELS:
            most = f"{MAX_PIXELS // 10**6} megapixels in all, a quarter of that where they are not JPEGs"
            raise Problem(413, "too_many_pixels", f"the pictures are too large; send at most {most}", _field(place))
    sizes = []
    for place, picture in enumerate(data):
        with _named(_field(place)):
            width, height = pictures.check(picture)
        sizes.append((float(width), float(height)))
    return sizes


@contextmanager
def _named(field: str) -> Iterator[None]:
    try:
        yield
    except PictureError as error:
        raise Problem(422, "unreadable_picture", str(error), field) from error


def _field(place: int) -> str:
    return f"{PICTURES}[{place}]"


def _account(asked: Asked) -> ranking.Account:
    if not asked.profile:
        return ranking.STRANGER
    profile = pd.DataFrame([{"account_id": "candidate", "source": "candidate", **asked.profile}])
    return ranking.Account(profile, ranking.STRANGER.history)

"""Pictures: ours against the write-ups' way and against bare decoding; faces found by each; captions.

CPU time of one core, the best of some tries, all on the same pictures in one run.
"""

import io
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from PIL import Image

from benchmarks.photographs import crowd, labelled, lettered
from likelier.features import caption, meaning
from likelier.features.detectors import find
from likelier.features.faces import SIDE
from likelier.features.looks import look
from likelier.params import Featurize
from likelier.pictures import decode

CAPTIONS = (
    "What a wonderful morning at the lake! Who wants to join? \U0001f600 #sunrise #nature #lake",
    "Ein schöner Tag am Meer mit guten Freunden, und morgen geht es weiter in die Berge #urlaub",
    "Link in bio! Our new collection is out now, tag a friend who needs it \U0001f49c @likelier",
    "Una tarde tranquila leyendo en el parque, no hace falta nada más para ser feliz",
)


SOME_TEXT = 0.01  # of the picture
TRIES = 15  # of a fifth of a second: some fall into a quiet moment of a machine that is not idle
TIMES = 3  # each picture, so that a table's fixed cost is spread as in `featurize`


def core_seconds(work: Callable[[], object], tries: int = 3) -> float:
    """CPU time of the fastest try."""
    taken = []
    for _ in range(tries):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


class WriteUps:
    """Full decode, Haar cascades for faces and smiles at full size, Pillow to resize: as the write-ups do."""

    def __init__(self) -> None:
        folder = Path(cv2.__file__).parent / "data"
        self.face = cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_default.xml"))
        self.smile = cv2.CascadeClassifier(str(folder / "haarcascade_smile.xml"))

    def faces(self, data: bytes) -> np.ndarray:
        """Look at one picture; left, top, right, bottom of its faces, in shares."""
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        boxes = self.face.detectMultiScale(grey, 1.1, 5)
        for left, top, wide, high in boxes:
            self.smile.detectMultiScale(grey[top : top + high, left : left + wide], 1.3, 10)
        Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).resize((128, 100))
        corners = np.array([(left, top, left + wide, top + high) for left, top, wide, high in boxes]).reshape(-1, 4)
        return corners / np.tile(grey.shape[::-1], 2)


def bare(data: bytes, side: int) -> None:
    """Decode at the smallest scale of the JPEG that is no smaller than ours."""
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (side * image.width // max(image.size), side * image.height // max(image.size)))
    image.load()


def our_faces(data: bytes, settings: Featurize) -> np.ndarray:
    """The boxes that our features count, in shares."""
    picture = decode(data, min(settings.picture_side, SIDE))
    return find(picture, settings.detector) / np.tile(picture.shape[1::-1], 2)


def score(found: list[np.ndarray], known: list[list[tuple[float, float]]]) -> str:
    """Faces whose centre is in a box, and boxes with no face's centre."""
    hits = boxes_hit = 0
    for boxes, centres in zip(found, known, strict=True):
        inside = np.array(
            [[left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes] for x, y in centres]
        ).reshape(len(centres), len(boxes))
        hits += int(inside.any(axis=1).sum())
        boxes_hit += int(inside.any(axis=0).sum())
    return f"{hits} of {sum(map(len, known))} faces, {sum(map(len, found)) - boxes_hit} false"


def main() -> None:
    """Measure and print."""
    cv2.setNumThreads(1)
    files, known = map(list, zip(*labelled(), strict=True))
    column, settings, write_ups = pd.Series(files * TIMES, dtype=object), Featurize(), WriteUps()
    side, statistics = settings.picture_side, settings.model_copy(update={"pixels": False})
    look(column[:1], ["picture", "faces"], settings)  # what is loaded once, is
    ours = [our_faces(data, settings) for data in files]
    theirs: list[np.ndarray] = []
    taken = {
        "the write-ups' way": core_seconds(lambda: theirs.extend(map(write_ups.faces, files)), tries=1),
        "ours, and for the nets": core_seconds(lambda: look(column, ["picture", "faces"], settings)) / TIMES,
        "ours, without faces": core_seconds(lambda: look(column, ["picture"], statistics), TRIES) / TIMES,
        "bare decoding": core_seconds(lambda: [bare(data, side) for data in column], TRIES) / TIMES,
    }
    print(f"\n{'1080 x 1350 JPEG, one core':<28}{'pictures a second':>20}{'to the write-ups':>20}{'of bare':>12}")
    for name, seconds in taken.items():
        faster, share = taken["the write-ups' way"] / seconds, taken["bare decoding"] / seconds
        print(f"{name:<28}{len(files) / seconds:>20.1f}{faster:>19.1f}x{share:>12.0%}")
    print(f"faces of one person: ours {score(ours, known)}; the write-ups' way {score(theirs, known)}")
    people, centres = map(list, zip(*crowd(), strict=True))
    ours, theirs = [our_faces(data, settings) for data in people], [write_ups.faces(data) for data in people]
    print(f"of a hundred people: ours {score(ours, centres)}; the write-ups' way {score(theirs, centres)}")
    text = {name: look(pd.Series(some, dtype=object), ["picture"], settings) for name, some in lettered().items()}
    without = text.pop("none").features["picture_text"]
    print(
        f"text seen where there is none: {(without > SOME_TEXT).sum()} of {len(without)} photographs; where there is,"
    )
    for name, seen in text.items():
        more = seen.features["picture_text"] - without > SOME_TEXT
        print(f"  {name}: {more.sum()} of {len(more)}")
    rows = pd.DataFrame({"caption": [CAPTIONS[number % len(CAPTIONS)] + f" {number}" for number in range(1000)]})
    for name, kind in (("captions", caption), ("meaning of captions", meaning)):
        kind.compute(rows[:4], pd.DataFrame(), settings)
        seconds = core_seconds(partial(kind.compute, rows, pd.DataFrame(), settings), tries=2)
        print(f"{name}: {len(rows) / seconds:.0f} a second")

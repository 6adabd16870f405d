"""The model in service: pictures are looked at side by side, and what is asked at the same time is scored together."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TypeVar

import pandas as pd
from PIL import Image

from likelier.accounts import Account
from likelier.artifact import Artifact
from likelier.judging import Judged, Question, judge
from serving.answered.about import About
from serving.asked import reading, whose
from serving.asked.inputs import Asked
from serving.asked.known import KnownAccounts
from serving.http.problems import Problem
from serving.model.batching import Batcher
from serving.model.workers import Workers

PATIENCE = 50.0  # seconds that a request waits for its scores
MOST = 256  # candidates that are scored in one go; a week has 168

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Prepared:
    """A request whose pictures have been looked at.

    Attributes
    ----------
    rows : DataFrame, n rows
        The candidates.
    account : Account
        Whose they are.
    usual : float or None
        Likes that its posts usually get.
    fingerprints : list of str or None, n
        Of the pictures.
    notes : list of str
        What the client should know of the answer.
    """

    rows: pd.DataFrame
    account: Account
    usual: float | None
    fingerprints: list[str | None]
    notes: list[str]


class Scorer:
    """An artifact, and who it is.

    Parameters
    ----------
    artifact : Artifact
    model : About
        What `GET /model` answers.
    workers : Workers
        Who looks at pictures and computes.
    known : KnownAccounts
        The accounts that may be named.
    """

    def __init__(self, artifact: Artifact, model: About, workers: Workers, known: KnownAccounts) -> None:
        self.artifact = replace(artifact, each=workers.memory)
        self.model = model
        self.loaded_at = time.time()
        self._known = known
        self._readers = workers.readers
        self._batches: Batcher[tuple[Question, bool], Judged] = Batcher(
            self.judge_now, lambda one: len(one[0].candidates), MOST, workers.model
        )

    async def prepare(self, asked: Asked) -> Prepared:
        """Look at the pictures, and find the account.

        Raises
        ------
        Problem
            A picture that can't be read (422), too many pixels (413), an unknown account (422), or no time (429).
        """
        return await self._patiently(lambda: self.prepare_now(asked))

    async def ask(self, question: Question, why: bool = True) -> Judged:
        """Score candidates, with what others ask at the same time."""
        try:
            return await asyncio.wait_for(self._batches.ask((question, why)), PATIENCE)
        except TimeoutError as error:
            raise _late() from error

    async def aside(self, work: Callable[[], Answer]) -> Answer:
        """Do something that needs no model, in a thread of the readers."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def with_model(self, work: Callable[[], Answer]) -> Answer:
        """Do something with the model, when it is free."""
        return await self._batches.call(work)

    def prepare_now(self, asked: Asked) -> Prepared:
        """As `prepare`, in this thread."""
        rows, fingerprints = reading.candidates(self.artifact, asked)
        account = whose.account(asked, self._known)
        usual = whose.usual_likes(asked, account, self.artifact)
        return Prepared(rows, account, usual, fingerprints, whose.notes(asked, account, usual, self.artifact))

    def judge_now(self, asked: Sequence[tuple[Question, bool]]) -> list[Judged]:
        """As `ask`, of several questions, in this thread."""
        answers: dict[int, Judged] = {}
        for wants in (True, False):  # reasons take longer than scores
            chosen = [place for place, (_, why) in enumerate(asked) if why is wants]
            if chosen:
                told = judge(self.artifact, [asked[place][0] for place in chosen], why=wants)
                answers |= dict(zip(chosen, told, strict=True))
        return [answers[place] for place in range(len(asked))]

    def warm_up(self) -> None:
        """Score a drawn picture: libraries and word lists are loaded now, not by the first who asks."""
        drawn = BytesIO()
        Image.radial_gradient("L").convert("RGB").save(drawn, "JPEG")
        asked = Asked([drawn.getvalue()], [None], ["a calm morning by the sea"], datetime.now(UTC), {})
        prepared = self.prepare_now(asked)
        self.judge_now([(Question(prepared.rows, prepared.account), True)])

    async def _patiently(self, work: Callable[[], Answer]) -> Answer:
        waiting = asyncio.get_running_loop().run_in_executor(self._readers, work)
        try:
            return await asyncio.wait_for(waiting, PATIENCE)
        except TimeoutError as error:
            raise _late() from error


def _late() -> Problem:
    message = f"not scored within {PATIENCE:.0f} s; try again later, or send fewer or smaller pictures"
    return Problem(429, "busy", message)

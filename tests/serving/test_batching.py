"""What is asked while the model is busy is answered together, and nobody pays for another's mistake."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from serving.model.batching import Batcher


def asking(answer, most=100):
    return Batcher(answer, len, most, ThreadPoolExecutor(1))


async def together(batcher, questions):
    return await asyncio.gather(*(batcher.ask(one) for one in questions), return_exceptions=True)


def test_what_waits_is_answered_together():
    batches = []

    def answer(questions):
        batches.append(list(questions))
        time.sleep(0.05)
        return [one.upper() for one in questions]

    async def scenario():
        batcher = asking(answer)
        first = asyncio.create_task(batcher.ask("a"))
        await asyncio.sleep(0.02)
        told = await together(batcher, ["b", "c", "d"])
        return [await first, *told]

    assert asyncio.run(scenario()) == ["A", "B", "C", "D"]
    assert batches == [["a"], ["b", "c", "d"]]


def test_a_batch_is_no_heavier_than_it_may_be_and_a_heavy_question_goes_alone():
    batches = []

    def answer(questions):
        batches.append(list(questions))
        return list(questions)

    asyncio.run(together(asking(answer, most=4), ["aa", "bb", "cc", "ddddddd", "e"]))
    assert batches == [["aa", "bb"], ["cc"], ["ddddddd"], ["e"]]


def test_one_mistake_is_told_to_who_made_it():
    def answer(questions):
        if "bad" in questions:
            raise ValueError("bad")
        return list(questions)

    told = asyncio.run(together(asking(answer), ["one", "bad", "two"]))
    assert (told[0], told[2]) == ("one", "two")
    assert isinstance(told[1], ValueError)


def test_who_has_gone_away_is_not_answered_and_the_next_one_is():
    asked = []

    def answer(questions):
        asked.extend(questions)
        time.sleep(0.05)
        return list(questions)

    async def scenario():
        batcher = asking(answer)
        first, second = (asyncio.create_task(batcher.ask(name)) for name in ("a", "b"))
        await asyncio.sleep(0.02)
        third = asyncio.create_task(batcher.ask("c"))
        await asyncio.sleep(0)
        third.cancel()
        assert [await first, await second, await batcher.ask("d")] == ["a", "b", "d"]
        with pytest.raises(asyncio.CancelledError):
            await third

    asyncio.run(scenario())
    assert asked == ["a", "b", "d"]

"""The end of the process: bounded, and in order."""

import asyncio

from reliability.shutdown import Step, drain


async def test_a_step_that_hangs_is_cut_off_and_the_next_one_still_runs() -> None:
    done: list[str] = []

    async def hangs() -> None:
        await asyncio.sleep(60)

    async def flushes() -> None:
        done.append("flushed")

    unfinished = await asyncio.wait_for(drain([Step("hangs", hangs), Step("flush", flushes)], within_s=0.2), timeout=5)

    assert unfinished == ("hangs",)
    assert done == ["flushed"]


async def test_a_step_that_fails_is_named_and_the_next_one_still_runs() -> None:
    done: list[str] = []

    async def fails() -> None:
        raise OSError("gone")

    async def flushes() -> None:
        done.append("flushed")

    assert await drain([Step("fails", fails), Step("flush", flushes)], within_s=1) == ("fails",)
    assert done == ["flushed"]

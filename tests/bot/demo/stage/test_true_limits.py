"""The demo as it is shown: the real bot at the pace it has in an office, and a Telegram with all its limits."""

import pytest

from bot.demo.server import LocalTelegramServer, new_world
from bot.demo.stage.api import StageApi
from bot.demo.stage.player import FAST
from bot.demo.stage.stage import Stage


@pytest.mark.besides
async def test_the_whole_story_meets_no_limit_and_makes_no_slip(tmp_path):
    world = new_world()
    stage = Stage(world, tmp_path)
    async with LocalTelegramServer(world, routes=StageApi(stage).routes()) as server, stage.opened(server.base_url):
        await stage.tour.play(FAST)

        assert await stage.tour.finished() == "finished"

    calls = [entry for entry in world.ledger if entry.method != "getUpdates"]
    assert len(calls) > 60
    assert [entry for entry in calls if entry.code == 429] == []
    assert [entry.remarks for entry in calls if entry.remarks] == []

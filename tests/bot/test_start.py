"""The bot starts: a token that is refused for a moment is no reason to end, one that is refused each time is."""

import pytest

from bot import app
from bot.intake import REJECTIONS_BORNE, TokenRejected
from tests.bot.bench import Hurried

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
async def application(bench, monkeypatch):
    """Of a bot that has not asked Telegram yet; waiting between its questions takes no time to speak of."""
    monkeypatch.setattr(app, "asyncio", Hurried(2000))
    made = app._application(bench.parts.settings)
    yield made
    await made.shutdown()
    # Where Telegram was not reached, the application thinks there is nothing to be closed.
    await made.bot.shutdown()


REFUSALS = pytest.mark.parametrize(("code", "description"), [(401, "Unauthorized"), (404, "Not Found")])


@REFUSALS
async def test_a_token_that_is_refused_for_a_moment_is_asked_for_again(bench, application, code, description):
    await bench.telegram.fail("getMe", times=REJECTIONS_BORNE - 1, code=code, description=description)

    await app._initialize(application)

    assert application.bot.id == bench.bot.id


@REFUSALS
async def test_a_token_that_is_refused_each_time_ends_the_start(bench, application, code, description):
    await bench.telegram.fail("getMe", times=REJECTIONS_BORNE, code=code, description=description)

    with pytest.raises(TokenRejected):
        await app._initialize(application)


async def test_refusals_that_are_not_in_a_row_are_borne(bench, application):
    for _ in range(2):
        await bench.telegram.fail("getMe", times=REJECTIONS_BORNE - 1, code=404, description="Not Found")
        await bench.telegram.fail("getMe", times=1, code=502, description="Bad Gateway")

    await app._initialize(application)

    assert application.bot.id == bench.bot.id

"""Two clients of the Bot API that know nothing of each other, led through everything the local Telegram can do."""

import asyncio
import functools
import os

import pytest

from bot.demo.botapi.door import METHODS
from bot.demo.kit.fixtures import telegram_here
from bot.demo.world import shapes
from tests.contract.clients import AIOGRAM, aiogram_at, python_telegram_bot_at
from tests.contract.description import ABSENT, description, judge
from tests.contract.tour import comparable, deeds, still_world, tour

# python-telegram-bot warns, while it builds this error, that its own attribute will change its type.
pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")

CLIENTS = {"aiogram": aiogram_at, "python-telegram-bot": python_telegram_bot_at}
KINDS = {"message", "edited_message", "callback_query", "my_chat_member"}
CONTENTS = {"text", "caption", "document", "photo", "voice", "media_group_id", "reply_to_message", "entities"}
REFUSED = [
    "message is not modified",
    "bot was blocked by the user",
    "can't use getUpdates method while webhook is active",
    "chat not found",
    "text must be non-empty",
    "can't parse entities",
    "query is too old",
    "wrong file_id",
    "restart",
    "retry after 7",
    "group chat was upgraded",
]
FATES = [
    "BadRequest",
    "Forbidden",
    "Conflict",
    *["BadRequest"] * 5,
    "NetworkError",
    "RetryAfter",
    "ChatMigrated",
]


def client_at(name):
    if name == "aiogram" and not AIOGRAM.exists():
        reason = "aiogram has no environment here: `make tests` makes one from requirements-contract.lock"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return CLIENTS[name]


@functools.cache
def led(name):
    return asyncio.run(tour(client_at(name)))


@pytest.fixture(params=CLIENTS)
def seen(request):
    return led(request.param)


@pytest.fixture
def telegrams():
    found = description()
    if found is None:
        pytest.skip(ABSENT)
    return found


def test_it_speaks_every_method_that_the_server_has(seen):
    assert {entry.method for entry in seen.ledger} == {*METHODS, "getUpdates"}


def test_it_hears_every_kind_of_update_and_of_message(seen):
    messages = [update["message"] for update in seen.updates if "message" in update]
    taps = [update["callback_query"] for update in seen.updates if "callback_query" in update]

    assert {kind for update in seen.updates for kind in update} - {"update_id"} == KINDS
    assert {name for message in messages for name in message} >= CONTENTS
    assert messages[0]["text"] == "/start invited"
    assert {message["chat"]["type"] for message in messages} == {"private", "supergroup"}
    assert [tap["message"]["date"] == 0 for tap in taps] == [False, True], "a message that is gone is inaccessible"


def test_no_field_is_unknown_to_it(seen):
    assert [(method, answer.unknown) for method, answer in seen.answers if answer.unknown] == []


def test_what_it_holds_is_all_that_came_over_the_line(seen):
    assert len(seen.results) > 40
    for method, answer in seen.results:
        assert answer.view == answer.raw, method


def test_a_refusal_reaches_it_as_what_it_is(seen):
    told = [answer.raw["description"] for _, answer in seen.answers if answer.refused]

    assert [known in words for known, words in zip(REFUSED, told, strict=True)] == [True] * len(REFUSED)
    assert [refusal["kind"] for refusal in seen.refusals] == FATES
    assert [refusal["retry_after"] for refusal in seen.refusals if refusal["retry_after"]] == [7]
    assert [r["migrate_to_chat_id"] for r in seen.refusals if r["migrate_to_chat_id"]] == [-100999]


def test_its_requests_are_taken_as_they_were_meant(seen):
    assert [(entry.method, entry.remarks) for entry in seen.ledger if entry.remarks] == []


def test_its_requests_are_what_the_description_allows(seen, telegrams):
    judged, objections = judge(seen.ledger, telegrams)

    assert objections == []
    assert len(judged) == len(METHODS) + 1


def test_the_answers_are_what_the_description_promises(seen, telegrams):
    assert [wrong for method, answer in seen.results for wrong in telegrams.returned(method, answer.raw)] == []


def test_both_see_the_same():
    one, other = (led(name) for name in CLIENTS)

    assert [method for method, _ in one.answers] == [method for method, _ in other.answers]
    assert comparable([answer.view for _, answer in one.answers]) == comparable([a.view for _, a in other.answers])
    assert one.refusals == other.refusals


@pytest.mark.parametrize("way", ["poll", "serve"])
async def test_both_frameworks_hear_the_same(way):
    """By their own polling, and by their own webhook, which has a secret."""
    heard = []
    for name in CLIENTS:
        async with telegram_here(still_world()) as telegram, client_at(name)(telegram.server) as client:
            until = await deeds(client, telegram)
            updates = await (client.poll(until) if way == "poll" else client.serve(until, "s3cret-of-the-tour"))
            heard.append(sorted(updates, key=lambda update: update["update_id"]))

    assert {kind for update in heard[0] for kind in update} - {"update_id"} == KINDS
    assert comparable(heard[0]) == comparable(heard[1])


class TestTheJudges:
    """A server that emits something else than Telegram would be seen by each of them."""

    @pytest.mark.parametrize("name", CLIENTS)
    async def test_a_field_that_telegram_does_not_have(self, name, local_telegram, monkeypatch):
        monkeypatch.setattr(shapes, "me", lambda bot: shapes.bot_user(bot) | {"colour": "red"})
        async with client_at(name)(local_telegram.server) as client:
            answer = await client.call("getMe")

        assert answer.unknown == [".colour"]

    @pytest.mark.parametrize("name", CLIENTS)
    async def test_a_field_that_telegram_always_has(self, name, local_telegram, monkeypatch):
        person = await local_telegram.person("Ani")
        await person.say("/start")
        whole = shapes.user
        monkeypatch.setattr(shapes, "user", lambda person: whole(person) | {"first_name": None})
        async with client_at(name)(local_telegram.server) as client:
            await person.say("Halo")
            with pytest.raises((AssertionError, TypeError), match="first_name"):
                _agree(await client.call("getUpdates"))


def _agree(answer):
    assert answer.view == answer.raw

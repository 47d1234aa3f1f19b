"""The table of parameters against a description of the Bot API, and what is remarked though Telegram says nothing."""

import json
from pathlib import Path

import httpx
import pytest
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
    Update,
)

from bot.demo.botapi.door import METHODS as BUILT
from bot.demo.botapi.parameters import ELSEWHERE, METHODS, OBJECTS, UPDATE_KINDS

DESCRIPTION = Path(__file__).parents[5] / "shared" / "botapi" / "api-10.0.json"
# Of these the documentation describes each kind by itself; the table holds what one of them may have.
UNIONS = {"BotCommandScope", "MenuButton"}


@pytest.fixture(scope="module")
def described():
    if not DESCRIPTION.exists():
        pytest.skip("no machine-readable description of the Bot API beside this repository")
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))


@pytest.fixture
async def raw(server):
    async with httpx.AsyncClient(base_url=f"{server.bot_base_url}{server.token}/", trust_env=False) as raw:
        yield raw


def documented(fields):
    return {field["name"]: (" or ".join(field["types"]), field["required"]) for field in fields}


def ours(table):
    return {name: (parameter.type, parameter.is_required) for name, parameter in table.items()}


class TestTheTable:
    @pytest.mark.parametrize("method", METHODS)
    def test_a_method_takes_what_telegram_documents(self, described, method):
        assert ours(METHODS[method]) == documented(described["methods"][method].get("fields", []))

    @pytest.mark.parametrize("name", sorted(OBJECTS.keys() - UNIONS))
    def test_an_object_has_the_fields_that_telegram_documents(self, described, name):
        assert ours(OBJECTS[name]) == documented(described["types"][name]["fields"])

    @pytest.mark.parametrize("name", sorted(UNIONS))
    def test_an_object_of_several_kinds_has_the_fields_of_all(self, described, name):
        kinds = [documented(described["types"][kind]["fields"]) for kind in described["types"][name]["subtypes"]]
        everywhere = {field for field in kinds[0] if all(kind.get(field, ("", False))[1] for kind in kinds)}

        together = {field: shape[0] for kind in kinds for field, shape in kind.items()}

        assert ours(OBJECTS[name]) == {field: (kind, field in everywhere) for field, kind in together.items()}

    def test_every_method_of_telegrams_is_here_or_known_to_be_elsewhere(self, described):
        assert METHODS.keys() | ELSEWHERE == described["methods"].keys()
        assert not METHODS.keys() & ELSEWHERE

    def test_the_kinds_of_updates_are_telegrams(self, described):
        fields = documented(described["types"]["Update"]["fields"])

        assert fields.keys() - {"update_id"} == UPDATE_KINDS

    def test_what_is_in_the_table_is_built(self):
        assert METHODS.keys() == BUILT.keys() | {"getUpdates"}

    def test_python_telegram_bot_knows_the_same_kinds_of_updates(self):
        assert set(Update.ALL_TYPES) == UPDATE_KINDS


class TestMethods:
    async def test_one_that_exists_nowhere_is_not_found(self, raw):
        answer = await raw.post("sendEverything")

        assert (answer.status_code, answer.json()["description"]) == (404, "Not Found: method not found")

    @pytest.mark.parametrize("written", ["sendPoll", "sendpoll"])
    async def test_one_that_telegram_alone_has_is_told_apart(self, raw, written):
        answer = await raw.post(written)

        assert answer.json() == {
            "ok": False,
            "error_code": 501,
            "description": "Not Implemented: this local Telegram does not have sendPoll",
        }
        assert answer.status_code == 501


@pytest.fixture
def remarked(raw, people):
    """What is remarked on one call, and how it was answered."""

    async def call(method, **parameters):
        answer = (await raw.post(method, json=parameters)).json()
        return (await people.ledger(method))[-1]["remarks"], answer

    return call


class TestRemarks:
    @pytest.mark.parametrize(
        ("more", "remark"),
        [
            ({"parse_mod": "HTML"}, 'sendMessage has no parameter "parse_mod"; Telegram ignores it'),
            (
                {"disable_notification": "maybe"},
                '"disable_notification" must be true or false, not "maybe"; what Telegram does not know is a no to it',
            ),
            ({"text": 5}, '"text" must be a string, not 5; Telegram takes it as it is written'),
            ({"text": None}, '"text" must be a string, not null; Telegram takes it as it is written'),
            ({"entities": "[{"}, '"entities" is no JSON'),
            ({"entities": {}}, '"entities" must be a list, not {}'),
            ({"message_effect_id": "5"}, 'this local Telegram does not act on "message_effect_id"'),
            ({"message_thread_id": 5}, 'this local Telegram does not act on "message_thread_id"'),
            (
                {"reply_to_message_id": 1},
                'sendMessage has no parameter "reply_to_message_id"; Telegram still reads it',
            ),
            (
                {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x", "colour": "red"}]]}},
                '"reply_markup.inline_keyboard[0][0]" has no field "colour"; Telegram ignores it',
            ),
            (
                {"reply_markup": {"inline_keyboard": [[{"text": 1, "callback_data": "x"}]]}},
                '"reply_markup.inline_keyboard[0][0].text" must be of type String, not 1',
            ),
            (
                {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x", "url": "kpu.go.id"}]]}},
                "a button has url and callback_data; Telegram takes the first",
            ),
            (
                {"reply_markup": {"inline_keyboard": [[{"text": "", "callback_data": "x"}]]}},
                "a button has no label; Telegram leaves it out",
            ),
            (
                {"reply_markup": {"force_reply": True, "placeholder": "x"}},
                '"reply_markup" has no field "placeholder"; Telegram ignores it',
            ),
            (
                {"text": "<b>x</b>", "parse_mode": "HTML", "entities": [{"type": "bold", "offset": 0, "length": 1}]},
                "entities are given beside parse_mode; Telegram ignores them",
            ),
            (
                {"entities": [{"type": "bold", "offset": 0, "length": 50}]},
                "a bold entity does not lie within the text; Telegram drops or cuts it",
            ),
            (
                {"text": "<a href='kpu'>x</a>", "parse_mode": "HTML"},
                "a <a> points at nothing that Telegram knows; it is shown as plain words",
            ),
            (
                {"text": "<tg-time unix='soon'>x</tg-time>", "parse_mode": "HTML"},
                "a <tg-time> points at nothing that Telegram knows; it is shown as plain words",
            ),
            (
                {"text": "<a href='tg://user?id=77'>x</a>", "parse_mode": "HTML"},
                "nobody has the number 77; Telegram shows the mention as plain words",
            ),
            (
                {"text": " ".join(f"<b>{n}</b>." for n in range(101)), "parse_mode": "HTML"},
                "a text has at most 100 entities; Telegram drops the others",
            ),
            (
                {"text": f"https://t.me/maklumat_bot?start={'a' * 65}"},
                "a start link carries 1 to 64 letters, digits, _ and -; Telegram opens it without them",
            ),
            (
                {"reply_markup": {"inline_keyboard": [[{"text": "x", "url": "https://t.me/maklumat_bot?start=a.b"}]]}},
                "a start link carries 1 to 64 letters, digits, _ and -; Telegram opens it without them",
            ),
        ],
    )
    async def test_what_telegram_passes_over_is_remarked(self, remarked, wahyu, more, remark):
        remarks, answer = await remarked("sendMessage", **({"chat_id": wahyu.id, "text": "x"} | more))

        assert answer["ok"]
        assert remark in remarks

    async def test_a_start_link_of_64_letters_is_fine(self, remarked, wahyu):
        link = f"https://t.me/maklumat_bot?start={'Ab_-' * 16}"

        remarks, answer = await remarked("sendMessage", chat_id=wahyu.id, text=link)

        assert (answer["ok"], remarks) == (True, [])

    async def test_what_is_required_and_not_given(self, remarked):
        remarks, answer = await remarked("setMyCommands")

        assert (answer["ok"], remarks) == (True, ['setMyCommands needs "commands"'])

    @pytest.mark.parametrize(
        ("given", "remark"),
        [
            (
                {"limit": "many"},
                '"limit" must be a number, not "many"; Telegram reads the digits it begins with, or 0',
            ),
            ({"limit": 101}, '"limit" 101 is not between 1 and 100; Telegram takes the nearer one'),
            ({"timeout": 90}, '"timeout" 90 is not between 0 and 50; Telegram takes the nearer one'),
            (
                {"allowed_updates": ["mesage", "callback_query"]},
                "there are no updates of the kind mesage; Telegram passes over them",
            ),
            (
                {"allowed_updates": [1]},
                '"allowed_updates" is no list of strings; Telegram keeps the kinds it had',
            ),
        ],
    )
    async def test_slips_of_a_poller(self, remarked, wahyu, given, remark):
        remarks, answer = await remarked("getUpdates", **given)

        assert (answer["ok"], len(answer["result"])) == (True, 1)
        assert remark in remarks

    async def test_a_parameter_that_comes_twice_counts_the_first_time(self, raw, people, wahyu):
        answer = await raw.post(
            f"sendMessage?text=satu&chat_id={wahyu.id}", data={"text": "dua", "disable_notification": "true"}
        )

        assert answer.json()["result"]["text"] == "satu"
        remarks = (await people.ledger("sendMessage"))[-1]["remarks"]
        assert remarks == ['"text" is given more than once; Telegram takes the first']

    async def test_a_file_that_nothing_speaks_of(self, raw, people, wahyu):
        files = {"unused": ("a.txt", b"x")}

        await raw.post("sendMessage", data={"chat_id": str(wahyu.id), "text": "x"}, files=files)

        remarks = (await people.ledger("sendMessage"))[-1]["remarks"]
        assert remarks == ['sendMessage has no use for the file "unused"']

    async def test_a_refused_call_keeps_its_remarks(self, remarked):
        remarks, answer = await remarked("sendMessage", chat_id=1, text="x", colour="red")

        assert answer["description"] == "Bad Request: chat not found"
        assert remarks == ['sendMessage has no parameter "colour"; Telegram ignores it']

    async def test_an_album_of_one_is_no_album(self, remarked, raw, people, wahyu):
        media = json.dumps([{"type": "document", "media": "attach://a"}])

        answer = await raw.post(
            "sendMediaGroup", data={"chat_id": str(wahyu.id), "media": media}, files={"a": ("a.pdf", b"x")}
        )

        assert "media_group_id" not in answer.json()["result"][0]
        assert (await people.ledger("sendMediaGroup"))[-1]["remarks"] == [
            "an album has two parts or more; Telegram sends a single one as a plain message"
        ]


async def test_the_real_client_makes_no_slips(bot, people, wahyu):
    """python-telegram-bot, used as it is meant to be used, through every method and most of their parameters."""
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="y", style="success")]])
    card = await bot.send_message(
        wahyu.id,
        "<b>x</b> https://kpu.go.id",
        parse_mode="HTML",
        reply_markup=keyboard,
        disable_notification=True,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(1, allow_sending_without_reply=True),
    )
    await bot.send_message(wahyu.id, "abc", entities=[MessageEntity("bold", 0, 1)])
    await bot.send_message(wahyu.id, "?", reply_markup=ForceReply(selective=True, input_field_placeholder="alasan"))
    await bot.edit_message_text("y", wahyu.id, card.message_id, reply_markup=keyboard)
    await bot.edit_message_reply_markup(wahyu.id, card.message_id)
    paper = await bot.send_document(wahyu.id, b"%PDF-", filename="a.pdf", caption="<i>x</i>", parse_mode="HTML")
    await bot.edit_message_caption(wahyu.id, paper.message_id, caption="y")
    await bot.send_voice(wahyu.id, b"OggS", filename="a.ogg", duration=3)
    await bot.send_media_group(
        wahyu.id, [InputMediaDocument(b"1", filename="1.pdf"), InputMediaDocument(paper.document.file_id)], caption="x"
    )
    await bot.send_chat_action(wahyu.id, "typing")
    await bot.pin_chat_message(wahyu.id, card.message_id, disable_notification=True)
    await bot.unpin_chat_message(wahyu.id)
    await bot.set_my_commands([("baru", "Buka maklumat")], language_code="id")
    await bot.get_my_commands()
    await bot.delete_my_commands()
    await bot.set_my_name("Maklumat")
    await bot.set_chat_menu_button(wahyu.id)
    await bot.get_file(paper.document.file_id)
    await bot.get_chat(wahyu.id)
    await bot.delete_message(wahyu.id, card.message_id)
    await bot.set_webhook("http://127.0.0.1:9/", secret_token="s", max_connections=2, allowed_updates=["message"])
    await bot.delete_webhook(drop_pending_updates=True)
    await bot.get_updates(allowed_updates=Update.ALL_TYPES, timeout=0, limit=5)

    calls = await people.ledger() + await people.ledger("getUpdates")

    assert len({call["method"] for call in calls}) > 20
    assert [(call["method"], call["remarks"]) for call in calls if call["remarks"] or not call["ok"]] == []

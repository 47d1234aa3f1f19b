"""Refusals word for word, over bare HTTP: python-telegram-bot's client would change a letter here and there.

Each row is what the Bot API server answers to the same request; where TDLib or Telegram's own servers refuse, theirs.
"""

import json

import httpx
import pytest

from bot.demo.botapi.refusals import NOT_MODIFIED
from bot.demo.world import tdlib
from bot.demo.world.records import Chat
from tests.bot.demo.botapi.test_sending import png

GROUP, SUPERGROUP = -100, -100_500
DATA = {"callback_data": "x"}


@pytest.fixture
async def raw(server):
    async with httpx.AsyncClient(base_url=f"{server.bot_base_url}{server.token}/", trust_env=False) as raw:
        yield raw


@pytest.fixture
def ask(raw, wahyu):
    """Asks about Wahyu's chat unless told otherwise; error code and words of the answer."""

    async def ask(method, **parameters):
        body = (await raw.post(method, json={"chat_id": wahyu.id} | parameters)).json()
        return body.get("error_code"), body.get("description")

    return ask


def keyboard(button):
    return {"inline_keyboard": [[button]]}


BAD = "Bad Request: "
BUTTON = f"{BAD}can't parse inline keyboard button: "
MARKUP_LISTS = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'


class TestSending:
    @pytest.mark.parametrize(
        ("parameters", "words"),
        [
            ({"chat_id": ""}, "chat_id is empty"),
            ({"chat_id": None}, "chat not found"),
            ({"chat_id": "@kpu_karanganyar"}, "chat not found"),
            ({"chat_id": "Wahyu"}, "chat not found"),
            ({"text": ""}, "message text is empty"),
            ({"text": "\n \n"}, "text must be non-empty"),
            ({"text": "x" * 4097}, "message is too long"),
            ({"text": "é" * 16_385}, "text is too long"),
            ({"parse_mode": "BBCode"}, "unsupported parse_mode"),
            (
                {"text": "<b>open", "parse_mode": "html"},
                "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
            ),
            (
                {"text": "_a", "parse_mode": "MarkdownV2"},
                "can't parse entities: Can't find end of Italic entity at byte offset 0",
            ),
            ({"entities": [{"type": "bold"}]}, "can't parse MessageEntity: Can't find field \"offset\""),
            (
                {"entities": [{"type": "loud", "offset": 0, "length": 1}]},
                "can't parse MessageEntity: Unsupported type specified",
            ),
            ({"link_preview_options": 5}, "object expected as link preview options"),
            ({"link_preview_options": {"is_disabled": "yes"}}, 'field "is_disabled" must be of type Boolean'),
            ({"reply_parameters": "{"}, "can't parse reply parameters JSON object"),
            ({"reply_parameters": {"allow_sending_without_reply": True}}, 'can\'t find field "message_id"'),
            ({"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
            ({"reply_to_message_id": 99}, "message to be replied not found"),
            ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
            ({"reply_markup": None}, "object expected as reply markup"),
            ({"reply_markup": {"inline_keyboard": {}}}, 'field "inline_keyboard" must be of type Array'),
            ({"reply_markup": {"inline_keyboard": [{"text": "x"}]}}, MARKUP_LISTS),
            ({"reply_markup": {"force_reply": "ya"}}, 'field "force_reply" must be of type Boolean'),
            (
                {"reply_markup": {"force_reply": True, "input_field_placeholder": "x" * 65}},
                "INPUT_FIELD_PLACEHOLDER_INVALID",
            ),
        ],
    )
    async def test_a_message_that_makes_no_sense(self, ask, parameters, words):
        assert await ask("sendMessage", **({"text": "x"} | parameters)) == (400, BAD + words)

    async def test_a_placeholder_of_64_characters_is_fine(self, ask):
        markup = {"force_reply": True, "input_field_placeholder": "x" * 64}

        assert await ask("sendMessage", text="x", reply_markup=markup) == (None, None)

    @pytest.mark.parametrize(
        ("button", "words"),
        [
            (5, f"{BUTTON}InlineKeyboardButton must be an Object"),
            (DATA, f'{BUTTON}Can\'t find field "text"'),
            ({"text": [], **DATA}, f'{BUTTON}Field "text" must be of type String'),
            ({"text": " ", **DATA}, f"{BAD}inline keyboard button text must be non-empty"),
            ({"text": "x"}, f"{BUTTON}Text buttons are unallowed in the inline keyboard"),
            ({"text": "x", "callback_data": ""}, f"{BUTTON}Text buttons are unallowed in the inline keyboard"),
            ({"text": "x", "callback_data": "x" * 65}, f"{BAD}BUTTON_DATA_INVALID"),
            ({"text": "x", "style": "red", **DATA}, f"{BUTTON}Invalid button style specified"),
            ({"text": "x", "copy_text": "x"}, f'{BUTTON}Field "copy_text" must be of type Object'),
            ({"text": "x", "copy_text": {}}, f'{BUTTON}Can\'t find field "text"'),
            ({"text": "x", "copy_text": {"text": "x" * 257}}, f"{BAD}BUTTON_COPY_TEXT_INVALID"),
            ({"text": "x", "copy_text": {"text": ""}}, f"{BAD}BUTTON_COPY_TEXT_INVALID"),
            ({"text": "x", "url": "kpu"}, f"{BAD}inline keyboard button URL 'kpu' is invalid: Wrong HTTP URL"),
            (
                {"text": "x", "web_app": {"url": "http://kpu.go.id"}},
                f"{BAD}inline keyboard button Web App URL of 'x' is invalid: Only HTTPS links are allowed",
            ),
        ],
    )
    async def test_a_button_that_makes_no_sense(self, ask, button, words):
        assert await ask("sendMessage", text="x", reply_markup=keyboard(button)) == (400, words)

    @pytest.mark.parametrize(
        "button",
        [
            {"text": "x", "callback_data": "x" * 64},
            {"text": "x", "copy_text": {"text": "x" * 256}},
            {"text": 5, "callback_data": 5},
            {"text": "x", "style": "danger", "url": "kpu.go.id"},
            {"text": "x", "web_app": {"url": "https://kpu.go.id"}},
        ],
    )
    async def test_a_button_at_the_edge_of_what_is_allowed(self, ask, button):
        assert await ask("sendMessage", text="x", reply_markup=keyboard(button)) == (None, None)

    @pytest.mark.parametrize(("rows", "fits"), [([8] * 12 + [4], True), ([8] * 12 + [5], False), ([9], False)])
    async def test_a_keyboard_has_100_buttons_and_8_in_a_row(self, ask, rows, fits):
        markup = {"inline_keyboard": [[{"text": "x", **DATA}] * width for width in rows]}

        told = await ask("sendMessage", text="x", reply_markup=markup)

        assert told == ((None, None) if fits else (400, f"{BAD}reply markup is too long"))

    async def test_buttons_of_kinds_that_are_not_here_are_not_taken_for_others(self, ask):
        told = await ask("sendMessage", text="x", reply_markup=keyboard({"text": "x", "switch_inline_query": ""}))

        assert told == (501, "Not Implemented: this local Telegram does not have buttons with switch_inline_query")

    async def test_markdown_without_tdlib_is_not_taken_for_plain_words(self, ask, monkeypatch):
        monkeypatch.setattr(tdlib, "tdlib", lambda: None)

        told = await ask("sendMessage", text="*x*", parse_mode="Markdown")

        assert told[0] == 501
        assert told[1].startswith("Not Implemented: this local Telegram does not have Markdown")

    async def test_words_are_looked_at_before_the_chat(self, ask):
        assert await ask("sendMessage", chat_id="", text="") == (400, f"{BAD}message text is empty")

    async def test_an_unknown_action(self, ask):
        assert await ask("sendChatAction", action="dance") == (400, f"{BAD}wrong parameter action in request")


class TestFiles:
    @pytest.fixture
    def upload(self, raw, wahyu):
        async def upload(method, files=None, **data):
            sent = {"chat_id": str(wahyu.id)} | data
            body = (await raw.post(method, data=sent, files=files)).json()
            return body.get("error_code"), body.get("description")

        return upload

    @pytest.mark.parametrize(
        ("method", "data", "words"),
        [
            ("sendDocument", {}, "there is no document in the request"),
            ("sendPhoto", {}, "there is no photo in the request"),
            ("sendVoice", {"voice": "attach://lost"}, "there is no voice in the request"),
            ("sendDocument", {"document": "BQACAgIAAxk"}, "wrong file identifier/HTTP URL specified"),
            ("sendDocument", {"document": "https://kpu.go.id/a.pdf"}, "failed to get HTTP URL content"),
            ("getFile", {}, "file_id not specified"),
            ("getFile", {"file_id": "BQACAgIAAxk"}, "wrong file_id or the file is temporarily unavailable"),
            ("sendMediaGroup", {}, 'parameter "media" is required'),
            ("sendMediaGroup", {"media": "["}, "can't parse media JSON object"),
            ("sendMediaGroup", {"media": "{}"}, "expected an Array of InputMedia"),
            ("sendMediaGroup", {"media": "[]"}, "there are no messages to send"),
            ("sendMediaGroup", {"media": "[5]"}, "can't parse InputMedia: expected an Object"),
            (
                "sendMediaGroup",
                {"media": '[{"type": "document", "media": "attach://lost"}]'},
                "can't parse InputMedia: media not found",
            ),
            (
                "sendMediaGroup",
                {"media": '[{"type": "animation", "media": "x"}]'},
                "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
            ),
            (
                "sendMediaGroup",
                {"media": '[{"type": "letter", "media": "x"}]'},
                'can\'t parse InputMedia: type "letter" is unsupported',
            ),
        ],
    )
    async def test_a_file_that_is_none(self, upload, method, data, words):
        assert await upload(method, **data) == (400, BAD + words)

    async def test_at_most_50_megabytes_go_up(self, upload, world):
        world.limits.upload_bytes = 1000

        assert await upload("sendDocument", {"document": ("a.pdf", b"x" * 1001)}) == (413, "Request Entity Too Large")
        assert await upload("sendDocument", {"document": ("a.pdf", b"x" * 1000)}) == (None, None)

    async def test_the_limits_are_telegrams(self, world):
        limits = world.limits

        megabytes = [size / 2**20 for size in (limits.download_bytes, limits.upload_bytes, limits.photo_bytes)]
        assert megabytes == [20, 50, 10]

    async def test_a_picture_has_at_most_10_megabytes(self, upload, world):
        world.limits.photo_bytes = 1000

        told = await upload("sendPhoto", {"photo": ("a.png", png(30, 30) + b"x" * 1000)})

        assert told[0] == 400
        assert "is too big for a photo; the maximum size is 1000 bytes" in told[1]

    @pytest.mark.parametrize(("length", "fits"), [(1024, True), (1025, False)])
    async def test_a_caption_has_at_most_1024_characters_after_the_markup_is_read(self, upload, length, fits):
        caption = f"<b>{'&amp;' * length}</b>"

        told = await upload("sendDocument", {"document": ("a.pdf", b"x")}, caption=caption, parse_mode="HTML")

        assert told == ((None, None) if fits else (400, f"{BAD}message caption is too long"))

    async def test_an_album_has_at_most_ten_parts(self, upload):
        parts = [{"type": "document", "media": "attach://a"}] * 11

        told = await upload("sendMediaGroup", {"a": ("a.pdf", b"x")}, media=json.dumps(parts))

        assert told == (400, f"{BAD}too many messages to send as an album")

    async def test_a_broken_picture_in_an_album_is_named_by_its_place(self, upload, wahyu):
        parts = [{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://b"}]
        files = {"a": ("a.png", png(30, 30)), "b": ("b.png", b"x")}

        told = await upload("sendMediaGroup", files, media=json.dumps(parts))

        assert told == (400, f'{BAD}failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"')
        assert await wahyu.newest() is None

    async def test_a_caption_in_an_album_is_measured_like_any_other(self, upload):
        parts = [{"type": "document", "media": "attach://a", "caption": "x" * 1025}]

        told = await upload("sendMediaGroup", {"a": ("a.pdf", b"x")}, media=json.dumps(parts))

        assert told == (400, f"{BAD}message caption is too long")

    async def test_a_file_id_is_good_for_its_own_bot_alone(self, raw, upload, server, world, people, wahyu):
        other = world.add_bot("2000000002:THIS-IS-THE-TOKEN-OF-ANOTHER-BOT", "lain_bot", "Lain")
        world.chat(other, wahyu.id).is_started = True
        sent = (await raw.post("sendDocument", data={"chat_id": wahyu.id}, files={"document": ("a.pdf", b"x")})).json()
        file_id = sent["result"]["document"]["file_id"]

        async with httpx.AsyncClient(base_url=f"{server.bot_base_url}{other.token}/", trust_env=False) as theirs:
            resent = (await theirs.post("sendDocument", json={"chat_id": wahyu.id, "document": file_id})).json()
            fetched = (await theirs.post("getFile", json={"file_id": file_id})).json()

        assert resent["description"] == f"{BAD}wrong file identifier/HTTP URL specified"
        assert fetched["description"] == f"{BAD}wrong file_id or the file is temporarily unavailable"

    async def test_a_file_id_is_good_for_its_own_kind_alone(self, raw, upload, wahyu):
        sent = (await raw.post("sendVoice", data={"chat_id": wahyu.id}, files={"voice": ("a.ogg", b"x")})).json()

        told = await upload("sendDocument", document=sent["result"]["voice"]["file_id"])

        assert told == (400, f"{BAD}can't use file of type Voice as Document")


class TestChanging:
    @pytest.fixture
    async def card(self, raw, wahyu):
        body = {"chat_id": wahyu.id, "text": "Kartu", "reply_markup": keyboard({"text": "x", **DATA})}
        return (await raw.post("sendMessage", json=body)).json()["result"]["message_id"]

    @pytest.mark.parametrize("method", ["editMessageText", "editMessageCaption", "editMessageReplyMarkup"])
    async def test_an_edit_must_say_what_is_to_be_edited(self, ask, method):
        more = {"text": "x"} if method == "editMessageText" else {}

        assert await ask(method, chat_id="", **more) == (400, f"{BAD}message identifier is not specified")
        assert await ask(method, **more) == (400, f"{BAD}message to edit not found")
        assert await ask(method, message_id="abc", **more) == (400, f"{BAD}message to edit not found")
        assert await ask(method, chat_id="", message_id=5, **more) == (400, f"{BAD}chat_id is empty")

    async def test_inline_messages_are_not_here(self, ask):
        told = await ask("editMessageText", chat_id="", inline_message_id="x", text="x")

        assert told == (501, "Not Implemented: this local Telegram does not have inline messages")

    async def test_an_edit_that_changes_nothing(self, ask, card):
        same = {"message_id": card, "text": " Kartu\n", "reply_markup": keyboard({"text": "x", **DATA})}

        assert await ask("editMessageText", **same) == (400, BAD + NOT_MODIFIED)

    async def test_an_edited_message_cannot_ask_for_a_reply(self, ask, card):
        told = await ask("editMessageText", message_id=card, text="x", reply_markup={"force_reply": True})

        assert told == (400, f"{BAD}inline keyboard expected")

    async def test_what_is_to_be_deleted_must_be_said(self, ask):
        assert await ask("deleteMessage", chat_id="") == (400, f"{BAD}chat identifier is not specified")
        assert await ask("deleteMessage") == (400, f"{BAD}message identifier is not specified")
        assert await ask("deleteMessage", message_id=99) == (400, f"{BAD}message to delete not found")

    async def test_after_48_hours_nothing_is_deleted(self, ask, people, card):
        await people.set_clock(48 * 3600 + 1)

        told = await ask("deleteMessage", message_id=card)

        assert told == (400, f"{BAD}message can't be deleted for everyone")

    async def test_a_bots_own_message_is_edited_however_old_it_is(self, ask, people, card):
        await people.set_clock(400 * 24 * 3600)

        assert await ask("editMessageText", message_id=card, text="x") == (None, None)

    async def test_only_what_is_there_can_be_pinned(self, ask):
        assert await ask("pinChatMessage", message_id=99) == (400, f"{BAD}message to pin not found")
        assert await ask("unpinChatMessage") == (400, f"{BAD}message to unpin not found")


class TestGroups:
    @pytest.mark.parametrize(
        ("state", "code", "words"),
        [
            ({"bot_is": "kicked"}, 403, "Forbidden: bot was kicked from the supergroup chat"),
            ({"bot_is": "left"}, 403, "Forbidden: bot is not a member of the supergroup chat"),
            ({"type": "group", "bot_is": "kicked"}, 403, "Forbidden: bot was kicked from the group chat"),
            ({"may_write": False}, 400, "Bad Request: not enough rights to send text messages to the chat"),
        ],
    )
    async def test_a_bot_that_may_not_write_in_a_group(self, ask, world, state, code, words):
        group = {"type": "supergroup", "title": "Sekretariat", "is_started": True} | state
        world.bot.chats[GROUP] = Chat(GROUP, **group)

        assert await ask("sendMessage", chat_id=GROUP, text="x") == (code, words)

    async def test_a_group_that_has_moved_says_where_to(self, raw, world):
        world.bot.chats[GROUP] = Chat(GROUP, "group", "Sekretariat", is_started=True, upgraded_to=SUPERGROUP)

        answer = (await raw.post("sendMessage", json={"chat_id": GROUP, "text": "x"})).json()

        assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
        assert answer["parameters"] == {"migrate_to_chat_id": SUPERGROUP}


class TestTheBotItself:
    @pytest.mark.parametrize(
        ("command", "words"),
        [
            ("baru", "can't parse BotCommand: expected an Object"),
            ({"command": "baru"}, "can't parse BotCommand: Can't find field \"description\""),
            ({"command": "/", "description": "x"}, "command must be non-empty"),
            ({"command": "x" * 33, "description": "x"}, "command length must not exceed 32"),
            ({"command": "baru", "description": " "}, "command description must be non-empty"),
            ({"command": "baru", "description": "x" * 257}, "command description length must not exceed 256"),
            ({"command": "Baru", "description": "x"}, "BOT_COMMAND_INVALID"),
            ({"command": "buka-baru", "description": "x"}, "BOT_COMMAND_INVALID"),
        ],
    )
    async def test_a_command_that_is_none(self, ask, command, words):
        assert await ask("setMyCommands", commands=[command]) == (400, BAD + words)

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"commands": {}}, "expected an Array of BotCommand"),
            ({"commands": "["}, "can't parse commands JSON object"),
            ({"commands": [{"command": "x", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
            ({"scope": 5}, "can't parse BotCommandScope: BotCommandScope must be an Object"),
            ({"scope": {"type": "everybody"}}, "can't parse BotCommandScope: Unsupported type specified"),
            ({"scope": {"type": "chat"}}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
            ({"scope": {"type": "chat", "chat_id": 77}}, "chat not found"),
            ({"language_code": "indonesia"}, "invalid language code specified"),
        ],
    )
    async def test_commands_for_nobody(self, ask, more, words):
        assert await ask("setMyCommands", **({"commands": []} | more)) == (400, BAD + words)

    async def test_a_command_is_kept_without_its_slash(self, raw):
        command = {"command": "/baru_2", "description": " Buka maklumat "}
        await raw.post("setMyCommands", json={"commands": [command] * 100})

        kept = (await raw.post("getMyCommands")).json()["result"]

        assert (len(kept), kept[0]) == (100, {"command": "baru_2", "description": "Buka maklumat"})

    @pytest.mark.parametrize(
        ("method", "parameters", "words"),
        [
            ("setMyName", {"name": "x" * 65}, "BOT_TITLE_INVALID"),
            ("setMyDescription", {"description": "x" * 513}, "BOT_ABOUT_INVALID"),
            ("setMyShortDescription", {"short_description": "x" * 121}, "BOT_ABOUT_INVALID"),
            (
                "setChatMenuButton",
                {"menu_button": {"type": "x"}},
                "can't parse menu button: MenuButton has unsupported type",
            ),
            ("setChatMenuButton", {"chat_id": -5}, "invalid chat_id specified"),
            ("getChatMenuButton", {"chat_id": 77}, "user not found"),
        ],
    )
    async def test_what_cannot_be_said_of_a_bot(self, ask, method, parameters, words):
        assert await ask(method, **parameters) == (400, BAD + words)

    async def test_a_tap_opens_nothing_but_the_bot(self, raw, wahyu):
        body = {"chat_id": wahyu.id, "text": "x", "reply_markup": keyboard({"text": "x", **DATA})}
        await raw.post("sendMessage", json=body)
        tap = await wahyu.press("x")

        foreign = (
            await raw.post("answerCallbackQuery", json={"callback_query_id": tap, "url": "https://kpu.go.id"})
        ).json()
        own = {"callback_query_id": tap, "url": "https://t.me/maklumat_bot?start=x"}

        assert foreign["description"] == f"{BAD}URL_INVALID"
        assert (await raw.post("answerCallbackQuery", json=own)).json() == {"ok": True, "result": True}

    async def test_an_answer_to_nothing(self, ask):
        words = "query is too old and response timeout expired or query ID is invalid"

        assert await ask("answerCallbackQuery") == (400, BAD + words)


class TestRequests:
    @pytest.mark.parametrize(
        ("token", "code", "words"),
        [
            ("1:x", 401, "Unauthorized"),
            ("kpu", 401, "Unauthorized: invalid token specified"),
            ("0123:x", 401, "Unauthorized: invalid token specified"),
            (f"1:{'x' * 80}", 401, "Unauthorized: invalid token specified"),
            ("kpu:x", 421, "Misdirected Request: unallowed token specified"),
        ],
    )
    async def test_a_token_that_opens_nothing(self, server, token, code, words):
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.get(f"{server.bot_base_url}{token}/getMe")

        assert (answer.status_code, answer.json()["description"]) == (code, words)

    @pytest.mark.parametrize(
        ("body", "words"),
        [(b"[]", "JSON object expected"), (b"{", "can't parse request body as a JSON object")],
    )
    async def test_a_body_that_is_no_object(self, raw, body, words):
        answer = await raw.post("getMe", content=body, headers={"Content-Type": "application/json"})

        assert answer.json()["description"] == BAD + words

    async def test_half_a_character_is_none(self, raw, wahyu):
        body = f'{{"chat_id": {wahyu.id}, "text": "\\ud83d"}}'.encode()

        answer = await raw.post("sendMessage", content=body, headers={"Content-Type": "application/json"})

        assert answer.json()["description"] == f"{BAD}strings must be encoded in UTF-8"

    async def test_what_is_no_text_is_taken_as_it_is_written(self, raw, wahyu):
        await raw.post("sendMessage", json={"chat_id": str(wahyu.id), "text": None})
        await raw.post("sendMessage", json={"chat_id": wahyu.id, "text": ["é"]})

        assert [message.text for message in await wahyu.chat() if message.from_bot] == ["null", '["é"]']

    async def test_a_number_is_read_as_far_as_it_goes(self, raw, wahyu):
        answer = await raw.post("sendMessage", data={"chat_id": f"{wahyu.id}x", "text": "x"})

        assert answer.json()["ok"]

    async def test_one_answer_has_at_most_4_megabytes(self, raw, world, wahyu):
        world.limits.answer_bytes = 4000
        for number in range(5):
            await wahyu.say(f"{number}{'x' * 1000}")

        fetched = (await raw.post("getUpdates", json={"offset": -5})).json()["result"]
        rest = (await raw.post("getUpdates", json={"offset": fetched[-1]["update_id"] + 1})).json()["result"]

        assert [update["message"]["text"][0] for update in fetched + rest] == list("01234")
        assert 1 < len(fetched) < 5

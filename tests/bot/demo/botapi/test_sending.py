"""The real client against the real server: sending, editing, keyboards, files."""

import asyncio
import io
import struct
import zlib

import pytest
from telegram import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

NOT_MODIFIED = (
    "Message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def keyboard(*labels, **more):
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"d:{label}", **more)] for label in labels])


def png(width, height):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\0" + b"\x7f" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + head + rows + chunk(b"IEND", b"")


async def test_a_message_comes_back_whole(bot, wahyu):
    sent = await bot.send_message(
        wahyu.id, "<b>Halo</b> Pak, lihat https://kpu.go.id", parse_mode="HTML", reply_markup=keyboard("Paraf")
    )

    assert sent.text == "Halo Pak, lihat https://kpu.go.id"
    assert [entity.type for entity in sent.entities] == [MessageEntity.BOLD, MessageEntity.URL]
    assert sent.reply_markup == keyboard("Paraf")
    assert (sent.chat.id, sent.chat.type, sent.from_user.is_bot) == (wahyu.id, "private", True)
    seen = await wahyu.expect("Halo Pak", button="Paraf")
    assert (seen.id, seen.html.startswith("<b>Halo</b>")) == (sent.message_id, True)


async def test_a_time_is_shown_in_each_readers_own_zone(bot, wahyu):
    html = '<tg-time unix="1772366400" format="wDT">12:00</tg-time>'

    sent = await bot.send_message(wahyu.id, html, parse_mode="HTML")

    assert sent.entities[0].type == MessageEntity.DATE_TIME
    assert (sent.entities[0].unix_time.timestamp(), sent.entities[0].date_time_format) == (1772366400, "wDT")
    assert sent.text_html == html


async def test_entities_may_be_given_without_markup(bot, wahyu):
    sent = await bot.send_message(wahyu.id, "satu dua", entities=[MessageEntity("italic", 5, 3)])

    assert sent.text_html == "satu <i>dua</i>"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "Message text is empty"),
        (" \n ", "Text must be non-empty"),
        ("<b> </b>", "Text must be non-empty"),
        ("x" * 4097, "Message is too long"),
        ("x" * 40_000, "Text is too long"),
        ("a < b", 'Can\'t parse entities: unsupported start tag "" at byte offset 2'),
        ("<b>open", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
    ],
)
async def test_bad_words_are_refused_in_telegrams_words(bot, wahyu, text, error):
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(wahyu.id, text, parse_mode="HTML")

    assert refused.value.message.lower() == error.lower()


async def test_the_limit_counts_what_remains_after_the_markup(bot, wahyu):
    sent = await bot.send_message(wahyu.id, f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")

    assert sent.text == "&" * 4096


async def test_who_never_pressed_start_cannot_be_written_to(bot, people):
    stranger = await people.person("Putri")

    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "halo")


async def test_nobody_has_this_number(bot):
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "halo")


async def test_who_blocked_the_bot_is_out_of_reach_until_they_take_it_back(bot, wahyu):
    await wahyu.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(wahyu.id, "halo")

    await wahyu.unblock()
    await bot.send_message(wahyu.id, "halo lagi")

    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    statuses = [(c.old_chat_member.status, c.new_chat_member.status) for c in changes]
    assert statuses == [("member", "kicked"), ("kicked", "member")]


async def test_a_deactivated_account_is_out_of_reach(bot, wahyu, world):
    world.people[wahyu.id].is_deactivated = True

    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(wahyu.id, "halo")


class TestKeyboards:
    @pytest.mark.parametrize(
        ("data", "error"),
        [
            ("x" * 65, "BUTTON_DATA_INVALID"),
            ("é" * 33, "BUTTON_DATA_INVALID"),
            ("", "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ],
    )
    async def test_button_data_has_1_to_64_bytes(self, bot, wahyu, data, error):
        with pytest.raises(BadRequest, match=f"(?i){error}"):
            await bot.send_message(
                wahyu.id, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])
            )

    async def test_64_bytes_of_data_are_fine(self, bot, wahyu):
        button = InlineKeyboardButton("x", callback_data="é" * 32)

        sent = await bot.send_message(wahyu.id, "x", reply_markup=InlineKeyboardMarkup([[button]]))

        assert sent.reply_markup.inline_keyboard[0][0].callback_data == "é" * 32

    async def test_a_button_needs_a_label(self, bot, wahyu):
        with pytest.raises(BadRequest, match=r"(?i)inline keyboard button text must be non-empty"):
            await bot.send_message(wahyu.id, "x", reply_markup=keyboard(" "))

    async def test_only_three_styles_exist(self, bot, wahyu):
        await bot.send_message(wahyu.id, "x", reply_markup=keyboard("x", style="danger"))

        with pytest.raises(BadRequest, match=r"(?i)invalid button style specified"):
            await bot.send_message(wahyu.id, "x", reply_markup=keyboard("x", style="ungu"))

    @pytest.mark.parametrize("rows", [[9], [8] * 12 + [5]])
    async def test_at_most_100_buttons_and_8_in_a_row(self, bot, wahyu, rows):
        buttons = [[InlineKeyboardButton("x", callback_data="x")] * width for width in rows]

        with pytest.raises(BadRequest, match=r"(?i)reply markup is too long"):
            await bot.send_message(wahyu.id, "x", reply_markup=InlineKeyboardMarkup(buttons))

    async def test_links_and_words_to_copy(self, bot, wahyu):
        row = [
            InlineKeyboardButton("Laman", url="https://kpu.go.id/x"),
            InlineKeyboardButton("Salin", copy_text=CopyTextButton("MKL-2027-001")),
        ]

        await bot.send_message(wahyu.id, "x", reply_markup=InlineKeyboardMarkup([row]))

        laman, salin = (await wahyu.expect(button="Salin")).buttons
        assert (laman.url, laman.data, salin.copy_text) == ("https://kpu.go.id/x", None, "MKL-2027-001")


class TestEdits:
    async def test_an_edit_without_a_keyboard_removes_the_keyboard(self, bot, wahyu):
        card = await bot.send_message(wahyu.id, "Kartu", reply_markup=keyboard("Paraf"))

        edited = await bot.edit_message_text("Kartu, selesai", wahyu.id, card.message_id)

        assert edited.reply_markup is None
        assert edited.edit_date is not None
        assert await wahyu.buttons() == ()

    async def test_an_edit_that_changes_nothing_is_refused(self, bot, wahyu):
        card = await bot.send_message(wahyu.id, "<b>Kartu</b>", parse_mode="HTML", reply_markup=keyboard("Paraf"))

        with pytest.raises(BadRequest) as refused:
            await bot.edit_message_text(
                "<b>Kartu</b> ", wahyu.id, card.message_id, parse_mode="HTML", reply_markup=keyboard("Paraf")
            )

        assert refused.value.message == NOT_MODIFIED

    async def test_the_keyboard_alone_may_change_and_go(self, bot, wahyu):
        card = await bot.send_message(wahyu.id, "Kartu", reply_markup=keyboard("Paraf"))

        other = await bot.edit_message_reply_markup(wahyu.id, card.message_id, reply_markup=keyboard("Tanya"))
        gone = await bot.edit_message_reply_markup(wahyu.id, card.message_id)

        assert (other.reply_markup, gone.reply_markup, gone.edit_date) == (keyboard("Tanya"), None, None)
        with pytest.raises(BadRequest, match="Message is not modified"):
            await bot.edit_message_reply_markup(wahyu.id, card.message_id)

    async def test_a_message_that_is_gone_cannot_be_edited(self, bot, wahyu):
        card = await bot.send_message(wahyu.id, "Kartu")
        await bot.delete_message(wahyu.id, card.message_id)

        with pytest.raises(BadRequest, match="Message to edit not found"):
            await bot.edit_message_text("x", wahyu.id, card.message_id)
        with pytest.raises(BadRequest, match="Message to delete not found"):
            await bot.delete_message(wahyu.id, card.message_id)

    async def test_what_a_person_wrote_cannot_be_edited(self, bot, wahyu):
        said = await wahyu.say("halo")

        with pytest.raises(BadRequest, match="Message can't be edited"):
            await bot.edit_message_text("x", wahyu.id, said.id)

    async def test_a_message_that_asked_for_a_reply_cannot_be_edited(self, bot, wahyu):
        question = await bot.send_message(wahyu.id, "Alasannya?", reply_markup=ForceReply())

        with pytest.raises(BadRequest, match="Message can't be edited"):
            await bot.edit_message_text("x", wahyu.id, question.message_id)
        assert (await wahyu.expect("Alasannya?")).asks_reply

    async def test_words_and_captions_are_edited_by_different_methods(self, bot, wahyu):
        words = await bot.send_message(wahyu.id, "kata")
        paper = await bot.send_document(wahyu.id, b"%PDF-", filename="a.pdf", caption="lama")

        edited = await bot.edit_message_caption(wahyu.id, paper.message_id, caption="<i>baru</i>", parse_mode="HTML")

        assert edited.caption_html == "<i>baru</i>"
        with pytest.raises(BadRequest, match="There is no text in the message to edit"):
            await bot.edit_message_text("x", wahyu.id, paper.message_id)
        with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
            await bot.edit_message_caption(wahyu.id, words.message_id, caption="x")


class TestReplies:
    async def test_a_reply_shows_what_it_answers_with_its_keyboard(self, bot, wahyu):
        card = await bot.send_message(wahyu.id, "Kartu", reply_markup=keyboard("Paraf"))

        await wahyu.reply(card.message_id, "ini jawabannya")

        heard = (await bot.get_updates())[-1].message.reply_to_message
        assert (heard.message_id, heard.text, heard.reply_markup) == (card.message_id, "Kartu", keyboard("Paraf"))

    async def test_a_reply_to_what_is_gone_is_refused_unless_allowed(self, bot, wahyu):
        with pytest.raises(BadRequest, match="Message to be replied not found"):
            await bot.send_message(wahyu.id, "x", reply_parameters=ReplyParameters(999))

        sent = await bot.send_message(
            wahyu.id, "x", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True)
        )

        assert sent.reply_to_message is None

    async def test_a_bots_reply_is_quoted_on_the_persons_side(self, bot, wahyu):
        said = await wahyu.say("halo")

        await bot.send_message(wahyu.id, "ya?", reply_parameters=ReplyParameters(said.id))

        assert (await wahyu.expect("ya?")).reply_to == said.id


class TestFiles:
    async def test_a_document_goes_out_and_can_be_fetched_again(self, bot, wahyu):
        sent = await bot.send_document(wahyu.id, io.BytesIO(b"%PDF-1.7 isi"), filename="Draf é.pdf", caption="Draf")

        seen = await wahyu.expect("Draf", document="Draf")

        assert (seen.document.name, seen.document.mime) == ("Draf é.pdf", "application/pdf")
        assert await wahyu.download(seen.document) == b"%PDF-1.7 isi"
        file = await bot.get_file(sent.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"%PDF-1.7 isi"

    async def test_a_file_is_sent_again_by_its_id(self, bot, wahyu):
        first = await bot.send_document(wahyu.id, b"isi", filename="a.pdf")

        second = await bot.send_document(wahyu.id, first.document.file_id)

        assert second.document.file_unique_id == first.document.file_unique_id
        with pytest.raises(BadRequest, match=r"(?i)can't use file of type Document as Photo"):
            await bot.send_photo(wahyu.id, first.document.file_id)

    async def test_an_unknown_file_id_is_refused(self, bot, wahyu):
        with pytest.raises(BadRequest, match=r"(?i)wrong file identifier/HTTP URL specified"):
            await bot.send_document(wahyu.id, "BQACAgIAAxk")
        with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
            await bot.get_file("BQACAgIAAxk")

    async def test_another_bot_cannot_use_a_file_id(self, bot, wahyu, world, server):
        sent = await bot.send_document(wahyu.id, b"isi", filename="a.pdf")
        other = world.add_bot("2000000002:LAIN", "lain_bot", "Lain")

        assert sent.document.file_id not in other.files

    async def test_more_than_20_megabytes_cannot_be_fetched(self, bot, wahyu, world):
        world.limits.download_bytes = 1000
        await wahyu.send(b"x" * 1001, "besar.pdf")
        heard = (await bot.get_updates())[-1].message.document

        with pytest.raises(BadRequest, match="File is too big"):
            await bot.get_file(heard.file_id)
        assert heard.file_size == 1001

    async def test_an_empty_file_is_refused(self, bot, wahyu):
        with pytest.raises(BadRequest, match="File must be non-empty"):
            await bot.send_document(wahyu.id, b"", filename="kosong.pdf")

    async def test_a_caption_is_at_most_1024_characters(self, bot, wahyu):
        await bot.send_document(wahyu.id, b"x", filename="a.pdf", caption="x" * 1024)

        with pytest.raises(BadRequest, match="Message caption is too long"):
            await bot.send_document(wahyu.id, b"x", filename="a.pdf", caption="x" * 1025)

    async def test_a_picture_has_its_size(self, bot, wahyu):
        sent = await bot.send_photo(wahyu.id, png(30, 42), caption="Halaman 1")

        assert (sent.photo[-1].width, sent.photo[-1].height) == (30, 42)
        assert (await wahyu.expect("Halaman 1", photo=True)).photo.size == sent.photo[-1].file_size

    @pytest.mark.parametrize(
        ("content", "error"),
        [
            (b"%PDF-", "IMAGE_PROCESS_FAILED"),
            (png(1, 30), "PHOTO_INVALID_DIMENSIONS"),
            (b"x" * (10 * 2**20 + 1), "too big for a photo"),
        ],
    )
    async def test_what_is_no_picture_is_refused(self, bot, wahyu, content, error):
        with pytest.raises(BadRequest, match=f"(?i){error}"):
            await bot.send_photo(wahyu.id, content)

    async def test_an_album_shares_one_number(self, bot, wahyu):
        album = await bot.send_media_group(
            wahyu.id,
            [
                InputMediaDocument(b"satu", filename="1.pdf", caption="<b>Dua berkas</b>", parse_mode="HTML"),
                InputMediaDocument(b"dua", filename="2.pdf"),
            ],
        )

        assert len({message.media_group_id for message in album}) == 1
        assert [message.document.file_name for message in album] == ["1.pdf", "2.pdf"]
        assert album[0].caption_html == "<b>Dua berkas</b>"

    async def test_an_album_does_not_mix_papers_and_pictures(self, bot, wahyu):
        mixed = [InputMediaDocument(b"x", filename="1.pdf"), InputMediaPhoto(png(10, 10))]

        with pytest.raises(BadRequest, match=r"(?i)document can't be mixed with other media types"):
            await bot.send_media_group(wahyu.id, mixed)

    async def test_a_voice_message(self, bot, wahyu):
        sent = await bot.send_voice(wahyu.id, b"OggS" + b"x" * 9000, filename="a.ogg")

        assert sent.voice.mime_type == "audio/ogg"
        assert (await wahyu.newest()).voice is not None


class TestTheBotItself:
    async def test_it_knows_its_name_and_changes_it(self, bot):
        await bot.set_my_name("Maklumat KPU")
        await bot.set_my_description("Untuk pejabat")
        await bot.set_my_short_description("SOP 58")

        assert (await bot.get_my_name()).name == "Maklumat KPU"
        assert (await bot.get_me()).first_name == "Maklumat KPU"

    async def test_it_sets_its_commands_and_menu(self, bot, people):
        await bot.set_my_commands([("baru", "Buka maklumat baru"), ("tugas", "Yang menunggu saya")])
        await bot.set_chat_menu_button()

        assert [command.command for command in await bot.get_my_commands()] == ["baru", "tugas"]
        assert list((await people.bot())["commands"]) == ["default::"]

    async def test_it_pins_and_reads_the_pin_back(self, bot, wahyu):
        head = await bot.send_message(wahyu.id, "kepala jurnal 150")

        await bot.pin_chat_message(wahyu.id, head.message_id)

        assert (await bot.get_chat(wahyu.id)).pinned_message.text == "kepala jurnal 150"
        await bot.unpin_chat_message(wahyu.id)
        assert (await bot.get_chat(wahyu.id)).pinned_message is None

    async def test_typing_is_accepted(self, bot, wahyu):
        assert await bot.send_chat_action(wahyu.id, "typing")

    async def test_many_chats_at_once(self, bot, people):
        crowd = [await people.person(f"Orang {number}") for number in range(10)]
        await asyncio.gather(*(person.say("/start") for person in crowd))

        sent = await asyncio.gather(*(bot.send_message(person.id, "halo") for person in crowd for _ in range(5)))

        assert len({message.message_id for message in sent}) == 50

"""One phone on the page, over a server with nothing but people and a bot moved by hand: it shows what Telegram does."""

import asyncio

import pytest
from playwright.async_api import expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update

from tests.browser.screen import SAMPLES

PHOTOS = [SAMPLES / f"koreksi-{number}.png" for number in (1, 2, 3)]


@pytest.fixture
async def bot(local_telegram):
    server = local_telegram.server
    async with Bot(server.token, base_url=server.bot_base_url, base_file_url=server.file_base_url) as bot:
        yield bot


@pytest.fixture
async def wahyu(local_telegram):
    return await local_telegram.person("Wahyu", last_name="Nugroho", title="PPID")


@pytest.fixture
def heard(bot):
    """The next update of a kind, each once."""
    offset = 0

    async def hear(kind: str) -> Update:
        nonlocal offset
        async with asyncio.timeout(10):
            while True:
                for update in await bot.get_updates(offset=offset, limit=1, timeout=5):
                    offset = update.update_id + 1
                    if getattr(update, kind) is not None:
                        return update

    return hear


def keys(*rows):
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"d:{label}", style=style) for label, style in row] for row in rows]
    )


async def test_start_is_pressed_and_words_go_both_ways(local_telegram, bot, wahyu, opened, heard):
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.root.locator(".start").click()
        assert (await heard("message")).message.text == "/start"
        await bot.send_message(wahyu.id, "<b>Yth.</b> Bapak <i>Wahyu</i> &lt;3", parse_mode="HTML")
        await phone.sees("Yth. Bapak Wahyu <3")
        assert await phone.bubble("Yth.").locator("b").first.text_content() == "Yth."
        await phone.says("Baik, Bu")
        assert (await heard("message")).message.text == "Baik, Bu"


async def test_a_message_is_chosen_and_answered_by_mouse_and_by_keyboard(local_telegram, bot, wahyu, opened):
    await wahyu.say("/start")
    sent = await bot.send_message(wahyu.id, "Mohon koreksi Bapak.")
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.replies("Mohon koreksi", "Kanal pengaduan ditambahkan.")
        await expect(phone.bubble("Kanal pengaduan").locator(".quoted")).to_contain_text("Mohon koreksi Bapak.")
        await phone.root.locator(".chat").focus()
        await screen.page.keyboard.press("ArrowUp")
        await screen.page.keyboard.press("ArrowUp")
        await screen.page.keyboard.press("Enter")
        await expect(phone.root.locator(".quoting p")).to_have_text("Mohon koreksi Bapak.")
        await screen.page.keyboard.type("Satu lagi.")
        await screen.page.keyboard.press("Enter")
        await phone.sees("Satu lagi.")
    answers = [m for m in await wahyu.chat() if not m.from_bot and m.reply_to == sent.message_id]
    assert [m.text for m in answers] == ["Kanal pengaduan ditambahkan.", "Satu lagi."]


async def test_buttons_wear_their_styles_wait_for_the_answer_and_show_it(local_telegram, bot, wahyu, opened, heard):
    await wahyu.say("/start")
    rows = keys([("Setujui", "success"), ("Kembalikan", "danger")], [("Paraf", "primary"), ("Riwayat", None)])
    sent = await bot.send_message(wahyu.id, "Kartu", reply_markup=rows)
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        colours = {
            label: await phone.root.locator(".keys button", has_text=label).evaluate(
                "(key) => getComputedStyle(key).backgroundColor"
            )
            for label in ("Setujui", "Kembalikan", "Paraf", "Riwayat")
        }
        assert len(set(colours.values())) == 4
        await phone.taps("Setujui")
        await expect(phone.root.locator(".keys button.waits")).to_have_text("Setujui")
        tap = (await heard("callback_query")).callback_query
        assert tap.data == "d:Setujui"
        await bot.edit_message_text("Kartu, disetujui", chat_id=wahyu.id, message_id=sent.message_id)
        await tap.answer("Persetujuan tercatat.")
        await phone.sees_toast("Persetujuan tercatat.")
        await phone.sees("Kartu, disetujui")
        await expect(phone.bubble("Kartu, disetujui").locator(".keys")).to_have_count(0)
        await expect(phone.bubble("Kartu, disetujui").locator(".foot")).to_contain_text("diubah")
        assert await phone.bubbles.count() == 2, "edited where it stands, not sent anew"


async def test_an_alert_stays_until_it_is_closed(local_telegram, bot, wahyu, opened, heard):
    await wahyu.say("/start")
    await bot.send_message(wahyu.id, "Kartu", reply_markup=keys([("Setujui", None)]))
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.taps("Setujui")
        await (await heard("callback_query")).callback_query.answer("Belum dapat dicatat.", show_alert=True)
        alert = phone.root.locator(".alert")
        await expect(alert).to_contain_text("Belum dapat dicatat.")
        await alert.locator("button").click()
        await expect(alert).to_be_hidden()


async def test_files_are_dragged_in_and_opened(local_telegram, bot, wahyu, opened, heard):
    await wahyu.say("/start")
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.drops(SAMPLES / "maklumat-v1.pdf", caption="Draf pertama")
        assert (await heard("message")).message.text == "/start"
        document = (await heard("message")).message
        assert (document.document.file_name, document.caption) == ("maklumat-v1.pdf", "Draf pertama")
        link = phone.bubble("Draf pertama").locator("a.file")
        await expect(link).to_contain_text("24 KB")
        shown = await screen.page.request.get(local_telegram.base_url + (await link.get_attribute("href") or ""))
        assert await shown.body() == (SAMPLES / "maklumat-v1.pdf").read_bytes()


async def test_pictures_dragged_in_together_are_an_album_or_files(local_telegram, wahyu, opened):
    await wahyu.say("/start")
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.drops(*PHOTOS, caption="Tiga koreksi")
        await expect(phone.bubble("Tiga koreksi").locator(".album img")).to_have_count(3)
        assert await phone.bubbles.count() == 2, "an album is one bubble"
        await phone.drops(*PHOTOS[:2], as_file=True)
        await expect(phone.root.locator("a.file")).to_have_count(2)
    sent = [m for m in await wahyu.chat() if m.media_group_id]
    assert [bool(m.photo) for m in sent] == [True, True, True, False, False]
    assert len({m.media_group_id for m in sent}) == 2


async def test_pictures_from_the_bot_open_large_and_an_album_is_one_bubble(local_telegram, bot, wahyu, opened):
    await wahyu.say("/start")
    await bot.send_media_group(wahyu.id, [InputMediaPhoto(photo.read_bytes()) for photo in PHOTOS], caption="Halaman")
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await expect(phone.bubble("Halaman").locator(".album img")).to_have_count(3)
        await phone.bubble("Halaman").locator(".picture").first.click()
        box = screen.part("#lightbox img")
        await expect(box).to_be_visible()
        assert await box.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 100
        await screen.page.keyboard.press("Escape")
        await expect(box).to_be_hidden()


async def test_a_voice_note_shows_its_sound_and_plays(local_telegram, wahyu, opened):
    await wahyu.say("/start")
    await wahyu.send(SAMPLES / "koreksi.ogg", kind="voice")
    async with opened(local_telegram.base_url) as screen:
        voice = screen.phone("PPID").root.locator(".voice")
        await screen.page.wait_for_function(
            "() => new Set([...document.querySelectorAll('.wave i')].map((bar) => bar.style.height)).size > 1"
        )
        await voice.locator("button").click()
        await expect(voice.locator("button")).to_have_attribute("aria-label", "Jeda pesan suara")
        await expect(voice.locator(".wave i.heard").first).to_be_visible()


async def test_what_was_not_seen_is_counted_until_the_phone_is_touched(local_telegram, bot, wahyu, opened):
    await wahyu.say("/start")
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await bot.send_message(wahyu.id, "Satu")
        await bot.send_message(wahyu.id, "Dua")
        await expect(phone.root.locator(".count")).to_have_text("2")
        await expect(phone.root.locator(".day.new")).to_have_text("Pesan baru")
        await expect(screen.page).to_have_title("(2) Telegram setempat")
        await phone.root.locator(".chat").click()
        await expect(phone.root.locator(".count")).to_be_hidden()
        await expect(screen.page).to_have_title("Telegram setempat")


async def test_words_too_long_for_one_message_go_as_several_cut_between_words(local_telegram, wahyu, opened):
    await wahyu.say("/start")
    words = " ".join(f"kata{number:04d}" for number in range(700))
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.says(words)
        await phone.sees("kata0699")
        await expect(phone.root.locator(".toast")).to_be_hidden()
    sent = [m.text for m in await wahyu.chat() if m.text.startswith("kata")]
    assert len(sent) == 2
    assert " ".join(sent) == words


async def test_a_bubble_that_changes_under_the_keyboard_keeps_it(local_telegram, bot, wahyu, opened, heard):
    await wahyu.say("/start")
    sent = await bot.send_message(wahyu.id, "Kartu", reply_markup=keys([("Setujui", "success")]))
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.root.locator(".keys button").focus()
        await screen.page.keyboard.press("Enter")
        await (await heard("callback_query")).callback_query.answer()
        again = keys([("Batal", None)], [("Ya, setujui", "success")])
        await bot.edit_message_text("Yakin", chat_id=wahyu.id, message_id=sent.message_id, reply_markup=again)
        await expect(phone.root.locator(".keys button", has_text="Batal")).to_be_focused()


async def test_a_server_that_is_gone_is_told_in_plain_words_and_the_words_stay(local_telegram, wahyu, opened):
    await wahyu.say("/start")
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await screen.page.context.set_offline(True)
        await phone.says("Halo")
        await phone.sees_toast("Gagal: tidak tersambung; silakan dicoba sekali lagi")
        await expect(phone.box).to_have_value("Halo")
        screen.errors.clear()  # the browser itself logs each refused connection


async def test_a_quoted_picture_is_named_for_what_it_is(local_telegram, wahyu, opened):
    await wahyu.say("/start")
    photo = await wahyu.send(PHOTOS[0], kind="photo")
    await wahyu.say("Lihat ini", reply_to=photo)
    async with opened(local_telegram.base_url) as screen:
        await expect(screen.phone("PPID").bubble("Lihat ini").locator(".quoted")).to_have_text("WahyuFoto")


async def test_the_menu_of_commands_is_the_bots_own(local_telegram, bot, wahyu, opened):
    await wahyu.say("/start")
    await bot.set_my_commands([("tugas", "apa yang menunggu"), ("sop", "isi SOP")])
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.root.locator(".slash").click()
        await expect(phone.root.locator(".commands button")).to_have_count(2)
        await phone.root.locator(".commands button", has_text="/sop").click()
        await expect(phone.box).to_have_value("/sop ")
        await expect(phone.root.locator(".commands")).to_be_hidden()


async def test_ones_own_words_are_changed_in_place(local_telegram, bot, wahyu, opened, heard):
    await wahyu.say("/start")
    await wahyu.say("Nomor 12")
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.bubble("Nomor 12").locator(".foot button", has_text="Ubah").click()
        await expect(phone.box).to_have_value("Nomor 12")
        await phone.says("Nomor 13")
        await phone.sees("Nomor 13")
        assert (await heard("edited_message")).edited_message.text == "Nomor 13"


async def test_the_bot_is_blocked_and_unblocked(local_telegram, bot, wahyu, opened, heard):
    await wahyu.say("/start")
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.root.locator(".more").click()
        await phone.root.locator(".block").click()
        await expect(phone.root.locator(".start")).to_have_text("Buka blokir bot")
        assert (await heard("my_chat_member")).my_chat_member.new_chat_member.status == "kicked"
        await phone.root.locator(".start").click()
        await expect(phone.box).to_be_visible()


async def test_what_a_bot_writes_never_becomes_code(local_telegram, bot, wahyu, opened):
    await wahyu.say("/start")
    await bot.send_message(wahyu.id, "<script>document.title='x'</script><img src=x onerror=alert(1)>")
    await wahyu.say("<b onclick=alert(1)>tebal</b>")
    async with opened(local_telegram.base_url) as screen:
        phone = screen.phone("PPID")
        await phone.sees("<script>document.title='x'</script>")
        assert await phone.root.locator(".words script, .words img, .words [onclick]").count() == 0


async def test_without_a_stage_there_are_only_phones(local_telegram, wahyu, opened):
    async with opened(local_telegram.base_url) as screen:
        for part in ("#clock", "#strip", "#tour", "#play", "#mishaps-key"):
            await expect(screen.part(part)).to_be_hidden()

"""The whole SOP through the page, by somebody with a mouse or a thumb: on a desk's screen and on a phone's."""

import os

import pytest
from playwright.async_api import expect

from tests.browser.album import WANTED, Album
from tests.browser.screen import SAMPLES, Screen

pytestmark = pytest.mark.story

PAGE = "https://karanganyarkabppid.kpu.go.id/maklumat-2027"
TITLE = "Maklumat Pelayanan Informasi Publik Tahun 2027"
ALL = os.environ.get("ALL_STORIES") or os.environ.get(WANTED)
SIZES = [(1440, 900), *([(390, 844), (1024, 768)] if ALL else [])]
"""A desk's screen; a phone's and what lies between, with `make test-stories` and `make pictures`."""
CORRECTION = "Jam layanan hari Jumat agar disesuaikan dengan standar pelayanan."


async def steps_done(screen: Screen, number: int) -> None:
    """The strip says that so many steps are done, and the next one is under way."""
    await expect(screen.part("#strip li.done")).to_have_count(number)


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_the_whole_sop_goes_through_the_page(stage, opened, album: Album, width, height):
    async with opened(stage, width=width, height=height) as screen:
        await expect(screen.part("#tour")).to_contain_text("Selamat datang")
        await album.keep(screen, f"selamat-datang-{width}")

        ppid = await screen.shown("PPID")
        await ppid.says(f"/baru {TITLE}")
        await ppid.sees("Maklumat telah dibuka")
        await expect(screen.part("#strip li.current")).to_contain_text("Penyusunan draf")
        await expect(ppid.root.locator(".turn")).to_be_visible()
        await ppid.drops(SAMPLES / "maklumat-v1.pdf")
        await ppid.sees("Draf versi 1")
        await ppid.taps("Paraf")
        await ppid.sees_toast("Paraf tercatat.")

        atasan = await screen.shown("Atasan PPID")
        await atasan.taps("Paraf dan sampaikan")
        await steps_done(screen, 2)

        komisioner = await screen.shown("Komisioner")
        await komisioner.sees_button("Setujui")
        await expect(komisioner.root.locator(".picture img").last).to_be_visible()
        await album.keep(screen, f"komisioner-{width}")
        await komisioner.taps("Kembalikan untuk diperbaiki")
        await komisioner.sees_button("Batal")
        await komisioner.replies("Mohon membalas pesan ini", CORRECTION)
        await expect(screen.part("#strip li.current")).to_contain_text("Penyusunan draf")

        ppid = await screen.shown("PPID")
        await ppid.sees(CORRECTION)
        await ppid.drops(SAMPLES / "maklumat-v2.docx")
        await ppid.sees("Draf versi 2")
        await ppid.taps("Paraf")
        atasan = await screen.shown("Atasan PPID")
        await atasan.taps("Paraf dan sampaikan")
        await steps_done(screen, 2)

        komisioner = await screen.shown("Komisioner")
        await komisioner.taps("Setujui")
        await komisioner.sees_button("Ya, setujui")
        await album.keep(screen, f"sekali-lagi-{width}")
        await komisioner.taps("Ya, setujui")
        await steps_done(screen, 3)

        atasan = await screen.shown("Atasan PPID")
        await atasan.taps("Perintahkan publikasi")
        await steps_done(screen, 4)

        pelaksana = await screen.shown("Pelaksana (operator)")
        await pelaksana.sees_button("Tandai terpublikasi")
        await pelaksana.replies("Mohon", PAGE)
        eppid = await screen.shown("E PPID")
        await eppid.sees(PAGE)
        await eppid.taps("Sudah tayang")
        await steps_done(screen, 6)
        await album.keep(screen, f"terpublikasi-{width}")


async def test_a_newcomer_finds_sample_files_at_hand(stage, opened):
    async with opened(stage) as screen:
        ppid = await screen.shown("PPID")
        await ppid.says(f"/baru {TITLE}")
        await ppid.sees("Maklumat telah dibuka")
        await ppid.root.locator(".clip").click()
        await ppid.root.locator(".samples button", has_text="maklumat-v1.pdf").click()
        await screen.part("#sheet .go").click()
        await ppid.sees("Draf versi 1")


@pytest.mark.besides
async def test_a_telegram_that_is_down_loses_nothing(stage, opened):
    async with opened(stage) as screen:
        await screen.part("#mishaps-key").click()
        await screen.part("[data-mishap=telegram-down]").click()
        await expect(screen.part("#line")).to_have_text("Telegram tidak terjangkau")
        ppid = await screen.shown("PPID")
        await ppid.says(f"/baru {TITLE}")
        await expect(screen.part("#line")).to_have_text("tersambung", timeout=40_000)
        await ppid.sees("Maklumat telah dibuka")


async def test_a_killed_bot_comes_back_and_answers_what_was_said_meanwhile(stage, opened):
    async with opened(stage) as screen:
        await screen.part("#mishaps-key").click()
        await screen.part("[data-mishap=kill-bot]").click()
        await expect(screen.part("#line")).to_contain_text("bot sedang")
        ppid = await screen.shown("PPID")
        await ppid.says(f"/baru {TITLE}")
        await ppid.sees("Maklumat telah dibuka")
        await expect(screen.part("#line")).to_have_text("tersambung")


@pytest.mark.besides
async def test_a_mishap_that_changes_nothing_says_so(stage, opened):
    async with opened(stage) as screen:
        ppid = await screen.shown("PPID")
        await ppid.says(f"/baru {TITLE}")
        await ppid.sees("Maklumat telah dibuka")
        before = await ppid.bubbles.count()
        await screen.part("#mishaps-key").click()
        await screen.part("[data-mishap=duplicate]").click()
        await expect(screen.part("#line")).to_contain_text("yang sudah tercatat tidak tercatat lagi")
        await expect(screen.part("#line")).to_have_text("tersambung")
        assert await ppid.bubbles.count() == before


@pytest.mark.besides
async def test_who_was_blocked_out_gets_the_papers_after_unblocking(stage, opened):
    async with opened(stage) as screen:
        komisioner = await screen.shown("Komisioner")
        await komisioner.root.locator(".more").click()
        await komisioner.root.locator(".block").click()
        ppid = await screen.shown("PPID")
        await ppid.says(f"/baru {TITLE}")
        await ppid.sees("Maklumat telah dibuka")
        await ppid.drops(SAMPLES / "maklumat-v1.pdf")
        await ppid.sees("Draf versi 1")
        await ppid.taps("Paraf")
        await screen.phone("Atasan PPID").taps("Paraf dan sampaikan")
        await screen.phone("Admin").sees("belum dapat disampaikan")
        await komisioner.root.locator(".start").click()
        await komisioner.sees_button("Setujui")
        await expect(komisioner.root.locator("a.file", has_text="nota-dinas")).to_be_visible()


@pytest.mark.besides
async def test_time_moves_for_the_bot_too(stage, opened):
    async with opened(stage) as screen:
        before = await screen.part("#now").get_attribute("datetime")
        await expect(screen.part("[data-time=deadline]")).to_be_disabled()
        ppid = await screen.shown("PPID")
        await ppid.says(f"/baru {TITLE}")
        await ppid.sees("Maklumat telah dibuka")
        await screen.part("[data-time=deadline]").click()
        await expect(screen.part("#strip li.current .late")).to_have_text("lewat tenggat")
        assert (await screen.part("#now").get_attribute("datetime") or "") > (before or "")
        await ppid.sees("melewati tenggat")


async def test_the_story_is_played_paused_and_taken_over(stage, opened, album: Album):
    async with opened(stage) as screen:
        tour = screen.part("#tour")
        await screen.part("#play").click()
        await expect(tour).to_contain_text("Adegan 4 dari", timeout=40_000)
        await expect(screen.part(".phone.acting h2")).to_have_text("PPID")
        await album.keep(screen, "cerita")
        await tour.get_by_text("Jeda").click()
        await expect(tour.get_by_text("Lanjutkan")).to_be_visible()
        await tour.get_by_text("Ambil alih").click()
        await expect(tour).to_contain_text("Diambil alih")
        await screen.part("#play").click()
        await expect(screen.part("#sure")).to_be_visible()
        await screen.part("#sure .go").click()
        await expect(tour).to_contain_text("Adegan 1 dari", timeout=40_000)


@pytest.mark.besides
async def test_the_page_speaks_english_and_stays_dark(stage, opened, album: Album):
    async with opened(stage, scheme="dark", tongue="en") as screen:
        await expect(screen.part("h1")).to_have_text("Maklumat on a local Telegram")
        await album.keep(screen, "english-dark")
        await screen.part("#tongue").click()
        await expect(screen.part("h1")).to_have_text("Maklumat di Telegram setempat")
        await screen.part("#theme").click()
        assert await screen.page.evaluate("document.documentElement.dataset.theme") == "light"

"""The site that stands in for e-PPID in the demo: it shows what the operator was given, and the bot finds it there."""

import asyncio

import pytest

from bot.demo.phones.deeds import Hand
from bot.demo.server import new_world
from bot.demo.stage.site import Site
from bot.demo.stage.story import PAGE
from bot.plain_text import text_of
from bot.website.recognising import Wanted, look_at
from bot.website.stand_in import stand_in
from handlers.screens.cards import document_caption
from sop.looks import Finding
from storage.files import describe
from tests.handlers.screens.stage import brought, view_of
from tests.sop.office import DIMAS

NASKAH = b"%PDF-1.7 naskah yang disetujui"
HOSTS = ("*.kpu.go.id",)


@pytest.fixture
def world():
    """The operator was given the approved text, as the bot calls it."""
    world = new_world()
    operator = world.add_person("Rina", "Lestari")
    hand = Hand(world, world.bot, operator.id)
    hand.say("/start")
    file = world.keep_file(world.bot, "document", "maklumat v2.pdf", "application/pdf", NASKAH)
    caption = document_caption("to-publish", view_of(brought("step 5"), DIMAS))
    world.post(world.bot, hand.chat, text=caption, file=file)
    return world


async def looked(world, link, data=NASKAH):
    async with Site(world).served() as place:
        wanted = Wanted(link, describe(data, "naskah.pdf", "application/pdf"), "")
        look, _ = await look_at(stand_in(HOSTS, int(place.rpartition(":")[2])), wanted, text_of)
    return look


async def test_the_very_file_is_found_on_the_page_of_the_story(world):
    look = await looked(world, PAGE)

    assert (look.finding, look.status) == (Finding.SAME_FILE, 200)
    assert look.address.endswith("/unduh/maklumat%20v2.pdf")


@pytest.mark.parametrize(("path", "finding"), [("kosong", Finding.NOT_RECOGNISED), ("tidak-ada", Finding.UNREACHABLE)])
async def test_a_viewer_may_see_what_happens_otherwise(world, path, finding):
    assert (await looked(world, f"https://ppid.kpu.go.id/{path}")).finding is finding


async def test_before_anything_is_to_be_published_the_page_is_empty():
    assert (await looked(new_world(), PAGE)).finding is Finding.NOT_RECOGNISED


async def test_whoever_hangs_up_early_disturbs_nobody(world):
    async with Site(world).served() as place:
        host, _, port = place.partition(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET")
        writer.close()
        await writer.wait_closed()
        wanted = Wanted(PAGE, describe(NASKAH, "naskah.pdf", "application/pdf"), "")
        look, _ = await look_at(stand_in(HOSTS, int(port)), wanted, text_of)
    assert look.finding is Finding.SAME_FILE

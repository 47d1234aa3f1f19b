"""Who asks for a bundle while it is being made, or once it was made, gets that one; what is too large is not made."""

import asyncio

import pytest

from bot.papers import archivist
from bot.papers.archivist import Archivist
from handlers.context import BundleForm
from storage import files
from tests.bot.papers.archived import Archived
from tests.bot.papers.office import HEAD
from tests.bot.papers.test_bundle import nameless

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def made(monkeypatch):
    """Which dossiers were bound as a PDF, instead of binding them."""
    done = []

    async def bundle(dossier, _head, _read):
        done.append(dossier.view.maklumat.revision)
        await asyncio.sleep(0.02)
        return b"%PDF of revision " + str(dossier.view.maklumat.revision).encode()

    monkeypatch.setattr(archivist, "bundle", bundle)
    return done


@pytest.fixture
def keeper(bench):
    """An archivist who has made nothing yet."""
    return Archivist(bench.house.reading, HEAD)


async def test_a_second_tap_meanwhile_does_not_make_it_once_more(bench, made, keeper):
    m = await Archived(bench)()
    dossier = await bench.house.reading.dossier(m.id, bench.house.now)

    first, second = await asyncio.gather(*(keeper.bundle(dossier, BundleForm.PDF) for _ in range(2)))
    bench.database.write_now(lambda db: files.keep(db, first.contents, bench.clock()))
    third = await keeper.bundle(dossier, BundleForm.PDF)

    assert made == [m.revision]
    assert first == second
    assert first.file.name == "MKL-2027-001_berkas.pdf"
    assert (third.file, third.contents) == (first.file, {}), "it is kept already"


async def test_another_act_makes_another_bundle_and_one_that_was_not_kept_is_made_again(bench, made, keeper):
    m = await Archived(bench)()
    dossier = await bench.house.reading.dossier(m.id, bench.house.now)

    first = await keeper.bundle(dossier, BundleForm.PDF)
    again = await keeper.bundle(dossier, BundleForm.PDF)

    assert again.file == first.file
    assert again.contents == first.contents != {}
    assert made == [m.revision] * 2
    changed = await bench.house.does(m, bench.house.dimas, "file-on-paper", value="Rak 3")
    await keeper.bundle(await bench.house.reading.dossier(m.id, bench.house.now), BundleForm.PDF)
    assert made == [m.revision] * 2 + [changed.revision]


async def test_one_that_was_made_before_a_name_was_replaced_is_not_handed_out_any_more(bench, made, keeper):
    m = await Archived(bench)()
    first = await keeper.bundle(await bench.house.reading.dossier(m.id, bench.house.now), BundleForm.PDF)
    bench.database.write_now(lambda db: files.keep(db, first.contents, bench.clock()))

    await nameless(bench, bench.house.sri)
    await keeper.bundle(await bench.house.reading.dossier(m.id, bench.house.now), BundleForm.PDF)

    assert made == [m.revision] * 2, "its history names people as they are called now"


async def test_what_telegram_would_not_take_is_not_handed_out(bench, made, keeper, monkeypatch):
    m = await Archived(bench)()
    dossier = await bench.house.reading.dossier(m.id, bench.house.now)
    monkeypatch.setattr(archivist, "MOST", 1_000)

    assert await keeper.bundle(dossier, BundleForm.ZIP) is None
    assert await keeper.bundle(dossier, BundleForm.PDF) is None
    assert made == [], "it is not even made"

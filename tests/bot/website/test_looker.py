"""The bot looks at the page by itself: at once, again within the hour, once a week; nothing is told twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.website import looker as looking
from handlers.screens.cards import card
from sop.items import Item
from sop.looks import AGAIN_AFTER, Finding
from sop.roles import Role
from sop.steps import Action
from storage import looks
from storage import tables as t
from storage.files import describe
from storage.journal import of as journal_of
from tests.bot.website.site import Slow, file, html
from tests.storage.office import FIRST_DRAFT, LINK

SAME, TEXT, OTHER, GONE = Finding
WEEK = timedelta(days=8)


@pytest.fixture
async def looker(bench, site):
    """The looker, with a way to the site on this machine; the clock stands a little after the publication."""
    looker = bench.parts.looker
    looker.web = site.web()
    bench.clock.at += timedelta(minutes=30)
    return looker


def shows(site, data=FIRST_DRAFT):
    site.pages |= {"/maklumat": html('<a href="/naskah.pdf">Unduh</a>'), "/naskah.pdf": file(data)}


def found(bench, m):
    entries = bench.database.read_now(lambda db: journal_of(db, m.id))
    return [entry.event.look.finding for entry in entries if entry.kind == "PageChecked"]


async def card_of_endah(bench, m):
    view = await bench.parts.reading.view(m.id, bench.house.endah.id, bench.clock())
    return "".join(page.text for page in card(view, None, now=bench.clock()))


def row(bench):
    (only,) = bench.database.read_now(lambda db: list(db.execute(sa.select(t.page_looks))))
    return only


async def test_what_was_published_is_looked_at_once_and_again_in_a_week(bench, site, looker):
    shows(site)
    m = await bench.house.at_step(6)

    await looker.look()
    await looker.look()

    assert found(bench, m) == [SAME]
    assert row(bench).attempts == 0
    assert row(bench).next_at - bench.clock() >= timedelta(days=6, hours=12)
    assert site.asked == ["/maklumat", "/naskah.pdf"]


async def test_who_was_asked_to_look_reads_on_his_card_what_was_found_and_gets_no_other_message(bench, site, looker):
    shows(site)
    m = await bench.house.at_step(6)
    bench.house.forget_sent()

    await looker.look()

    assert {row_.kind for row_ in bench.rows(t.outbox.c.id > bench.house.mark)} == {"refresh"}
    assert "berkas pada laman <b>sama</b> dengan naskah yang disetujui (SHA-256 sama)" in await card_of_endah(bench, m)


async def test_a_page_that_nobody_answers_for_is_told_after_an_hour_with_the_operators_picture(bench, site, looker):
    m = await bench.house.at_step(6)
    for wait in AGAIN_AFTER:
        await looker.look()
        assert found(bench, m) == []
        bench.clock.at += wait

    await looker.look()

    assert found(bench, m) == [GONE]
    cards = bench.rows(t.outbox.c.kind == "card", t.outbox.c.person_id == bench.house.endah.id)
    assert len(cards) == 2, "the one to confirm at once, and this one"
    assert len(site.asked) == len(AGAIN_AFTER) + 1


async def test_who_is_asked_to_look_gets_the_operators_picture_with_the_card(bench, site, looker):
    site.pages["/maklumat"] = html("Silakan masuk.")
    m = await bench.house.at_step(6)
    picture = describe(b"\x89PNG", "laman.png", "image/png")
    act = replace(bench.house.act(m, bench.house.dimas, Action.GIVE_PROOF), item=Item("", (picture,)))
    cause = bench.house.cause(bench.house.chat(bench.house.dimas))
    contents = {picture.sha256: b"\x89PNG"}
    await bench.parts.desk.submit(act, bench.house.dimas.id, cause, bench.clock(), contents=contents)
    bench.house.forget_sent()

    await looker.look()

    sent = bench.house.fresh(bench.house.endah)
    assert [row_.kind for row_ in sent][:2] == ["document", "card"]
    assert picture.sha256 in sent[0].body


async def test_the_page_of_a_slow_afternoon_is_good_before_the_hour_is_over(bench, site, looker):
    m = await bench.house.at_step(6)
    site.pages["/maklumat"] = Slow()
    looker.web = site.web(seconds=0.1)
    await looker.look()
    shows(site)
    looker.web = site.web()
    bench.clock.at += AGAIN_AFTER[0]

    await looker.look()

    assert found(bench, m) == [SAME]


async def test_changed_next_week_is_told_once(bench, site, looker):
    shows(site)
    m = await bench.house.at_step(6)
    await looker.look()
    bench.house.now = bench.clock()
    await bench.house.does(m, bench.house.endah, Action.CONFIRM_LIVE, role=Role.E_PPID)
    mark = max(row_.id for row_ in bench.rows())
    shows(site, b"%PDF-1.7 1 0 obj something else")

    for _ in range(3):
        bench.clock.at += WEEK
        await looker.look()

    assert found(bench, m) == [SAME, OTHER]
    told = bench.rows(t.outbox.c.kind == "news", t.outbox.c.id > mark, t.outbox.c.body.contains("PageChecked"))
    assert {row_.person_id for row_ in told} == {bench.house.endah.id, bench.house.wahyu.id, bench.house.dimas.id}
    assert len(told) == 3


async def test_killed_after_it_was_recorded_it_says_nothing_twice(bench, site, looker, monkeypatch):
    shows(site)
    m = await bench.house.at_step(6)

    async def killed(*_args):
        raise asyncio.CancelledError

    with monkeypatch.context() as broken:
        broken.setattr(type(looker), "_noted", killed)
        with pytest.raises(asyncio.CancelledError):
            await looker.look()
    before = len(bench.rows())

    await looker.look()

    assert found(bench, m) == [SAME]
    assert len(bench.rows()) == before


async def test_two_processes_that_looked_at_once_record_it_once(bench, site, looker):
    shows(site)
    m = await bench.house.at_step(6)
    (due,) = bench.database.read_now(lambda db: looks.due(db, bench.clock()))

    await asyncio.gather(looker._tried(due, looker.web), looker._tried(due, looker.web))

    assert found(bench, m) == [SAME]


async def test_what_falls_back_and_is_published_anew_is_looked_at_anew(bench, site, looker):
    m = await bench.house.at_step(6)
    site.pages["/maklumat"] = html("Masih kosong.")
    await looker.look()
    bench.house.now = bench.clock()
    await bench.house.does(m, bench.house.endah, Action.REPORT_NOT_LIVE, "Masih kosong.")
    await looker.look()
    shows(site)
    await bench.house.does(m, bench.house.dimas, Action.PUBLISH, value=LINK)
    bench.clock.at = bench.house.now

    await looker.look()

    assert found(bench, m) == [OTHER, SAME]


async def test_a_page_that_brings_us_down_does_not_keep_the_others_waiting(bench, site, looker, monkeypatch):
    shows(site)
    first, second = await bench.house.at_step(6), await bench.house.at_step(6)
    real, seen = looking.look_at, []

    async def breaks_once(web, wanted, text_of):
        seen.append(wanted)
        if len(seen) == 1:
            raise RuntimeError("a defect of ours")
        return await real(web, wanted, text_of)

    monkeypatch.setattr(looking, "look_at", breaks_once)
    bench.clock.at = bench.house.now

    await looker.look()
    assert found(bench, second) == [SAME]
    bench.clock.at += AGAIN_AFTER[0]
    await looker.look()

    assert found(bench, first) == [SAME]


async def test_it_looks_by_itself_when_something_was_published(bench, site, looker, monkeypatch):
    shows(site)
    monkeypatch.setattr(looking, "IDLE_SECONDS", 0.02)
    async with bench.running(looker):
        m = await bench.house.at_step(6)

        await bench.until(lambda: found(bench, m) == [SAME])


async def test_without_a_way_out_nothing_is_asked_and_the_card_says_so(bench, site, looker):
    looker.web = None
    m = await bench.house.at_step(6)

    await looker.look()

    assert (found(bench, m), site.asked, site.resolved) == ([], [], [])
    assert "laman diperiksa langsung" in await card_of_endah(bench, m)

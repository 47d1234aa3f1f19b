"""The question who somebody is, in the chats of the Komisioner: with the letter, one in each, and put right at last."""

import json

import pytest
import sqlalchemy as sa

from sop.officials import Change, OfficialChanged
from sop.roles import Role
from storage import lanes
from storage import tables as t
from storage.officials import Wish
from storage.outbox import Kind, Screen
from storage.people import Official
from storage.replies import AskWho, SettleWho
from tests.storage.office import APPOINTMENT, House, document
from tests.storage.test_confirming import brought_in
from tests.storage.test_officials import changed, now_of, wish

K, E = Role.KOMISIONER, Role.E_PPID


async def asks(house: House, reader: Official, about: Official) -> None:
    """As /tugas does."""
    one = await now_of(house, about)
    chat = house.chat(reader)
    asked = AskWho(screen=Screen("Mohon …"), chat_id=chat, person=reader.id, about=one.id, number=one.asked)
    await house.desk.finish(house.cause(chat), house.now, (asked,))


async def settles(house: House, event: OfficialChanged, but: tuple[int, int | None] = (0, None)) -> None:
    await house.desk.finish(house.cause(1), house.now, (SettleWho(event=event, but=but),))


async def confirms(house: House, about: Official, by: Official) -> OfficialChanged:
    number = (await now_of(house, about)).asked
    return (await changed(house, Wish(person=about.id, change=Change.CONFIRMED, asked=number), by=by)).event


@pytest.fixture
async def asked(house):
    """Both Komisioner have been asked who Siti is, who was brought in as E PPID."""
    siti = await brought_in(house, "Siti", E)
    for reader in (house.bagus, house.ratna):
        await asks(house, reader, siti)
    house.forget_sent()
    return siti


class TestTheLetter:
    async def test_comes_behind_the_question_of_who_is_to_decide(self, house):
        joko = await brought_in(house, "Joko", K)
        house.forget_sent()

        await asks(house, house.bagus, joko)

        assert house.kinds_to(house.bagus) == [Kind.REPLY, Kind.DOCUMENT]
        sent = json.loads(house.fresh(house.bagus)[-1].body)["file"]
        assert document(APPOINTMENT).sha256 in json.dumps(sent)

    async def test_is_nobodys_who_decides_nothing(self, house, asked):
        await asks(house, house.bagus, asked)

        assert Kind.DOCUMENT not in house.kinds_to(house.bagus)

    async def test_that_is_kept_no_more_keeps_no_question_back(self, house):
        joko = await brought_in(house, "Joko", K)
        house.forget_sent()
        house.database.write_now(lambda db: db.execute(sa.delete(t.files)))

        await asks(house, house.bagus, joko)

        assert house.kinds_to(house.bagus) == [Kind.REPLY]


class TestOnceItIsAnswered:
    async def test_every_other_copy_is_put_right(self, house, asked):
        event = await confirms(house, asked, house.bagus)
        mine = house.to(house.bagus, t.outbox.c.visit == asked.id)[-1]

        await settles(house, event, (mine.chat_id, mine.message_id))

        assert house.kinds_to(house.bagus) == [], "he has read it in its place"
        (left,) = house.fresh(house.ratna)
        copy = house.to(house.ratna, t.outbox.c.visit == asked.id)[-1]
        assert (left.kind, left.target_id) == (Kind.STRIP, copy.id)
        (parcel,) = house.delivers()
        assert (parcel.target_message, parcel.event) == (copy.message_id, event)

        await settles(house, event)
        assert len(house.fresh(house.ratna)) == 1, "and once"

    async def test_a_copy_that_has_not_left_yet_is_put_right_after_it(self, house):
        siti = await brought_in(house, "Siti", E)
        await asks(house, house.ratna, siti)
        await settles(house, await confirms(house, siti, house.bagus))

        kinds = [parcel.kind for parcel in house.delivers() if parcel.chat_id == house.chat(house.ratna)]

        assert kinds[-2:] == [Kind.REPLY, Kind.STRIP]

    async def test_one_that_never_arrived_is_not_said_anew(self, house):
        siti = await brought_in(house, "Siti", E)
        house.forget_sent()
        await asks(house, house.ratna, siti)
        (row,) = house.fresh(house.ratna)
        house.database.write_now(lambda db: lanes.ended(db, row.id, "dead", "blocked", house.now))

        await settles(house, await confirms(house, siti, house.bagus))

        assert house.kinds_to(house.ratna) == [Kind.REPLY]

    async def test_what_changes_without_asking_anew_leaves_the_question_as_it_is(self, house, asked):
        done = await changed(house, wish(asked, Change.ENDED, role=E), by=house.agus)

        await settles(house, done.event)

        assert house.kinds_to(house.ratna) == []

    async def test_a_question_about_another_stays(self, house, asked):
        other = await brought_in(house, "Joko", E, chat=8_801)
        await asks(house, house.ratna, other)
        assert house.kinds_to(house.ratna) == [Kind.REPLY]
        house.forget_sent()

        await settles(house, await confirms(house, other, house.bagus))
        (left,) = house.fresh(house.ratna)
        copy = house.to(house.ratna, t.outbox.c.visit == other.id)[-1]
        assert left.target_id == copy.id

    async def test_what_is_asked_anew_leaves_the_older_one_behind(self, house, asked):
        about = wish(asked, Change.DETAILS, what="jabatan", value="Kasubbag Umum")

        await settles(house, (await changed(house, about, by=house.agus)).event)

        assert (house.kinds_to(house.bagus), house.kinds_to(house.ratna)) == ([Kind.STRIP], [Kind.STRIP])


class TestInOneChat:
    async def test_the_newest_copy_alone_has_buttons(self, house, asked):
        await asks(house, house.bagus, asked)

        (older, _newest) = house.to(house.bagus, t.outbox.c.visit == asked.id)
        stripped = house.fresh(house.bagus)[0]
        assert (stripped.kind, stripped.target_id) == (Kind.STRIP, older.id)
        assert house.kinds_to(house.ratna) == []

    async def test_whose_access_is_closed_has_no_button_left(self, house, asked):
        await changed(house, wish(house.ratna, Change.FROZEN), by=house.agus)

        assert Kind.STRIP in house.kinds_to(house.ratna)

"""Whom an admin brings in is confirmed by a Komisioner in office: only then does he decide, or vouch for anything."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sop.errors import NotConfirmedYet, RoleNotHeld
from sop.items import Item, Verdict
from sop.officials import Change
from sop.roles import Role
from sop.steps import Action
from storage.absences import Leaving
from storage.errors import (
    AdminOnly,
    AdminUnconfirmed,
    InviteUnusable,
    KomisionerConfirms,
    NameEnrolled,
    NothingToConfirm,
    StandInUnfit,
)
from storage.invites import Invitation
from storage.officials import Wish
from storage.people import Official
from tests.storage.office import APPOINTMENT, House, document
from tests.storage.test_officials import KEPT, LETTER, changed, now_of, wish

K, P, E = Role.KOMISIONER, Role.PPID, Role.E_PPID


async def brought_in(house: House, name: str, *roles: Role, chat: int = 8_800, by=None, **more: object) -> Official:
    """An admin makes a code, with a letter that only he has seen, and somebody uses it."""
    made_by = (by or house.agus).id
    letter = {"basis": "SK 99/2027", "scan": document(APPOINTMENT)} if K in roles else {}
    invitation = Invitation(name=name, roles=roles, by=made_by, **letter, **more)
    code = await house.desk.invite(invitation, house.now, contents=KEPT)
    return await house.desk.enrol(code, chat, house.cause(chat), house.now)


async def says(house: House, change: Change, about: Official, by: Official) -> None:
    asked = (await now_of(house, about)).asked
    await changed(house, Wish(person=about.id, change=change, asked=asked), by=by)


async def roles(house: House, official: Official) -> tuple[Role, ...]:
    return (await now_of(house, official)).roles


async def a_member(house: House) -> Official:
    """Mega, a member of the commission whom the machine itself has brought in."""
    code = await house.desk.invite(Invitation(name="Mega", is_member=True), house.now)
    return await house.desk.enrol(code, 8_802, house.cause(1), house.now)


async def stands_in(house: House, who: Official, for_whom: Official, *, after: int = 0) -> None:
    """Somebody is away for some days, from today or so many days after it, and says who stands in."""
    today = house.now.date()
    first, last = today + timedelta(days=after), today + timedelta(days=3)
    away = Leaving(person=for_whom.id, from_on=first, until_on=last, stand_in=who.id)
    await house.desk.change_absence(away, for_whom.id, house.cause(2), house.now, say=lambda *_: ())


@pytest.fixture
def empty_office(database, desk, reading):
    """An office in which nobody is enrolled yet."""
    return House(database, desk, reading)


class TestOneMoreWhoDecides:
    async def test_decides_nothing_before_a_komisioner_in_office_says_who_he_is(self, house):
        m = await house.at_step(3)
        joko = await brought_in(house, "Joko", K)

        assert (await roles(house, joko), joko.is_member, joko.to_be_komisioner) == ((), False, True)
        house.staff["joko"] = joko
        with pytest.raises(RoleNotHeld):
            await house.does(m, joko, Action.APPROVE, role=K)

        house.forget_sent()
        await says(house, Change.CONFIRMED, joko, by=house.bagus)

        assert await roles(house, joko) == (K,)
        assert "card" in house.kinds_to(joko), "what waits comes to him at once"
        await house.does(m, joko, Action.APPROVE, role=K)
        assert await house.reading.verify() is None

    async def test_nor_one_who_is_enrolled_already_and_given_the_role(self, house):
        await house.enrols("Tini", is_admin=True)
        await changed(house, wish(house.dimas, Change.GRANTED, role=K, **LETTER), by=house.tini)
        assert await roles(house, house.dimas) == (Role.PELAKSANA,)

        await says(house, Change.CONFIRMED, house.dimas, by=house.ratna)

        assert await roles(house, house.dimas) == (K, Role.PELAKSANA)
        assert (await now_of(house, house.dimas)).is_member

    async def test_of_whom_a_komisioner_knows_nothing_it_ends_and_his_access_is_closed(self, house):
        joko = await brought_in(house, "Joko", K)

        await says(house, Change.DISOWNED, joko, by=house.bagus)

        told = await now_of(house, joko)
        assert (told.roles, told.telegram_id, told.closed_account, told.to_be_komisioner) == ((), None, 8_800, False)
        with pytest.raises(NothingToConfirm):
            await says(house, Change.CONFIRMED, joko, by=house.ratna)
        assert not (await house.reading.kept_of(joko.id)).mandates[0].confirmed

    async def test_somebody_known_only_loses_what_waits(self, house):
        await house.enrols("Tini", is_admin=True)
        await changed(house, wish(house.dimas, Change.GRANTED, role=K, **LETTER), by=house.tini)

        await says(house, Change.DISOWNED, house.dimas, by=house.bagus)

        assert await roles(house, house.dimas) == (Role.PELAKSANA,)
        assert not (await now_of(house, house.dimas)).waits

    async def test_whom_an_admin_who_is_komisioner_brings_in_is_known_to_one(self, house):
        await house.enrols("Bagus", is_admin=True, telegram_id=house.chat(house.bagus))

        joko = await brought_in(house, "Joko", K, by=house.bagus)

        assert await roles(house, joko) == (K,)

    async def test_the_first_of_the_office_has_nobody_who_could(self, empty_office):
        admin = await empty_office.enrols("Agus", is_admin=True)

        bagus = await empty_office.desk.enrol(
            await empty_office.desk.invite(Invitation(name="Bagus", roles=(K,), by=admin.id), empty_office.now),
            8_801,
            empty_office.cause(8_801),
            empty_office.now,
        )
        assert await roles(empty_office, bagus) == (K,)

        second = await brought_in(empty_office, "Ratna", K, by=admin)
        assert await roles(empty_office, second) == ()

    async def test_two_made_before_the_first_was_used_one_waits(self, empty_office):
        admin = await empty_office.enrols("Agus", is_admin=True)
        await empty_office.desk.invite(Invitation(name="Bagus", roles=(K,), by=admin.id), empty_office.now)

        joko = await brought_in(empty_office, "Joko", K, by=admin)

        assert await roles(empty_office, joko) == ()

    async def test_the_first_ones_code_is_worth_nothing_once_somebody_else_is_the_first(self, empty_office):
        admin = await empty_office.enrols("Agus", is_admin=True)
        first = Invitation(name="Bagus", roles=(K,), by=admin.id)
        code = await empty_office.desk.invite(first, empty_office.now)
        again = await empty_office.desk.invite(first, empty_office.now)
        with pytest.raises(InviteUnusable):
            await empty_office.desk.enrol(code, 8_801, empty_office.cause(8_801), empty_office.now)
        ratna = await empty_office.enrols("Ratna", K)

        with pytest.raises(InviteUnusable):
            await empty_office.desk.enrol(again, 8_802, empty_office.cause(8_802), empty_office.now)
        assert await roles(empty_office, ratna) == (K,)

    async def test_with_another_account_waits_where_another_could_say_so(self, house):
        await house.enrols("Tini", is_admin=True)
        asked = wish(house.bagus, Change.REBIND_ASKED)
        await changed(house, asked, by=house.agus)
        code = (await changed(house, asked, by=house.tini)).code

        await house.desk.enrol(code, 8_803, house.cause(8_803), house.now)

        assert (await roles(house, house.bagus), (await now_of(house, house.bagus)).waits) == ((), True)
        await says(house, Change.CONFIRMED, house.bagus, by=house.ratna)
        assert await roles(house, house.bagus) == (K,)

    async def test_the_only_one_with_another_account_decides_at_once(self, house):
        await house.enrols("Tini", is_admin=True)
        await changed(house, wish(house.ratna, Change.ENDED, role=K), by=house.agus)
        asked = wish(house.bagus, Change.REBIND_ASKED)
        await changed(house, asked, by=house.agus)
        code = (await changed(house, asked, by=house.tini)).code

        await house.desk.enrol(code, 8_803, house.cause(8_803), house.now)

        assert (await roles(house, house.bagus), (await now_of(house, house.bagus)).waits) == ((K,), False)


class TestWhoSays:
    @pytest.mark.parametrize("who", ["wahyu", "sri", "dimas", "agus"])
    async def test_nobody_but_a_komisioner(self, house, who):
        joko = await brought_in(house, "Joko", K)

        for change in (Change.CONFIRMED, Change.DISOWNED):
            with pytest.raises(KomisionerConfirms):
                await says(house, change, joko, by=house.staff[who])
        assert (await now_of(house, joko)).waits

    async def test_not_who_only_stands_in_for_one(self, house):
        mega = await a_member(house)
        await stands_in(house, mega, house.bagus)
        joko = await brought_in(house, "Joko", K)
        house.staff["mega"] = mega
        assert K in await roles(house, mega)

        with pytest.raises(KomisionerConfirms):
            await says(house, Change.CONFIRMED, joko, by=mega)

    async def test_a_button_from_before_answers_no_later_question(self, house):
        endah = await brought_in(house, "Endang", E)
        old = (await now_of(house, endah)).asked
        await changed(house, wish(endah, Change.GRANTED, role=K, **LETTER), by=house.agus)

        with pytest.raises(NothingToConfirm):
            await changed(house, Wish(person=endah.id, change=Change.CONFIRMED, asked=old), by=house.bagus)

        assert K not in await roles(house, endah)

    @pytest.mark.parametrize(
        "more",
        [
            {"change": Change.ADMIN_GIVEN},
            {"change": Change.GRANTED, "role": P},
            {"change": Change.DETAILS, "what": "name", "value": "Sri Rahayu"},
        ],
    )
    async def test_nor_what_was_widened_since_it_was_asked(self, house, more):
        endah = await brought_in(house, "Endang", E)
        old = (await now_of(house, endah)).asked
        done = await changed(house, wish(endah, **more), by=house.agus)

        with pytest.raises(NothingToConfirm):
            await changed(house, Wish(person=endah.id, change=Change.CONFIRMED, asked=old), by=house.bagus)

        assert house.bagus.id in done.concerned, "he is asked anew"

    async def test_of_two_komisioner_the_first_word_counts(self, house):
        joko = await brought_in(house, "Joko", K)
        await says(house, Change.CONFIRMED, joko, by=house.bagus)

        with pytest.raises(NothingToConfirm):
            await says(house, Change.DISOWNED, joko, by=house.ratna)

        assert await roles(house, joko) == (K,)

    async def test_or_whoever_runs_the_machine_where_no_komisioner_can(self, house):
        joko = await brought_in(house, "Joko", K)
        machine = Wish(person=joko.id, change=Change.CONFIRMED)
        with pytest.raises(KomisionerConfirms):
            await changed(house, machine)
        for one in (house.bagus, house.ratna):
            await changed(house, Wish(person=one.id, change=Change.FROZEN, reason="telepon hilang"))

        await changed(house, machine)

        assert await roles(house, joko) == (K,)

    async def test_a_yes_names_in_the_journal_all_that_it_makes_count(self, house):
        tini = await house.enrols("Tini", is_admin=True)
        await changed(house, wish(house.dimas, Change.GRANTED, role=K, **LETTER), by=tini)
        await changed(house, wish(house.dimas, Change.ADMIN_GIVEN), by=tini)
        await changed(house, wish(house.dimas, Change.DETAILS, what="jabatan", value="Staf Parhumas"), by=tini)

        await says(house, Change.CONFIRMED, house.dimas, by=house.bagus)

        last = (await house.reading.official_file(house.dimas.id, house.now)).changes[-1]
        assert (last.change, last.what) == (Change.CONFIRMED, "komisioner admin")


class TestAMember:
    async def test_brought_in_by_an_admin_stands_in_for_no_komisioner_yet(self, house):
        mega = await brought_in(house, "Mega", is_member=True)
        today = house.now.date()
        away = Leaving(person=house.bagus.id, from_on=today, until_on=today + timedelta(days=3), stand_in=mega.id)

        with pytest.raises(StandInUnfit):
            await house.desk.change_absence(away, house.bagus.id, house.cause(1), house.now, say=lambda *_: ())
        await says(house, Change.CONFIRMED, mega, by=house.ratna)

        await house.desk.change_absence(away, house.bagus.id, house.cause(2), house.now, say=lambda *_: ())
        assert await roles(house, mega) == (K,)

    async def test_somebody_known_who_is_made_one_waits_again(self, house):
        code = await house.desk.invite(Invitation(name="Endah", is_member=True, by=house.agus.id), house.now)
        await house.desk.enrol(code, house.chat(house.endah), house.cause(house.chat(house.endah)), house.now)

        endah = await now_of(house, house.endah)

        assert (endah.is_member, endah.to_be_member, endah.waits, endah.roles) == (False, True, True, (E,))

    async def test_who_is_known_loses_nothing_else_by_a_no(self, house):
        code = await house.desk.invite(Invitation(name="Endah", is_member=True, by=house.agus.id), house.now)
        await house.desk.enrol(code, house.chat(house.endah), house.cause(house.chat(house.endah)), house.now)

        await says(house, Change.DISOWNED, house.endah, by=house.bagus)

        endah = await now_of(house, house.endah)
        assert (endah.roles, endah.telegram_id, endah.to_be_member) == ((E,), house.chat(house.endah), False)

    async def test_who_leaves_stands_in_for_nobody_and_is_no_member(self, house):
        mega = await a_member(house)
        await stands_in(house, mega, house.wahyu, after=1)
        await stands_in(house, mega, house.bagus)
        assert await roles(house, mega) == (K,)

        done = await changed(house, wish(mega, Change.LEFT), by=house.agus)
        await changed(house, wish(mega, Change.UNFROZEN), by=house.agus)

        tomorrow = await house.reading.people(house.now + timedelta(days=1))
        assert (await roles(house, mega), tomorrow[mega.id].roles) == ((), ())
        assert house.bagus.id in done.concerned
        assert await roles(house, house.bagus) == ()
        assert tomorrow[house.wahyu.id].roles == (P,), "nobody else holds the role"

    async def test_whose_account_is_doubted_stands_in_no_more(self, house):
        await house.enrols("Tini", is_admin=True)
        mega = await a_member(house)
        await stands_in(house, mega, house.bagus)
        asked = wish(mega, Change.REBIND_ASKED)
        await changed(house, asked, by=house.agus)
        code = (await changed(house, asked, by=house.tini)).code

        await house.desk.enrol(code, 8_805, house.cause(8_805), house.now)

        assert await roles(house, mega) == ()
        await says(house, Change.CONFIRMED, mega, by=house.ratna)
        assert await roles(house, mega) == (K,)

    async def test_whose_role_as_komisioner_ended_is_none(self, house):
        await changed(house, wish(house.ratna, Change.ENDED, role=K), by=house.agus)

        assert not (await now_of(house, house.ratna)).is_member


class TestASecondPerson:
    async def test_brought_in_by_an_admin_vouches_for_no_paper(self, house):
        m = await house.at_step(3)
        siti = await brought_in(house, "Siti", E)
        house.staff["siti"] = siti
        assert await roles(house, siti) == (E,), "the role itself is in force at once"
        act = house.act(m, house.dimas, Action.RECORD_WRITTEN, verdict=Verdict(Action.APPROVE, house.bagus.id))
        act = replace(act, item=Item("Disetujui", (document(APPOINTMENT),)))
        await house.desk.submit(act, house.dimas.id, house.cause(house.chat(house.dimas)), house.now, contents=KEPT)

        with pytest.raises(NotConfirmedYet):
            await house.does(m, siti, Action.CONFIRM_WRITTEN, role=E)
        await says(house, Change.CONFIRMED, siti, by=house.ratna)

        assert (await house.does(m, siti, Action.CONFIRM_WRITTEN, role=E)).step == 4

    async def test_admin_gives_nobody_another_account(self, house):
        friend = await brought_in(house, "Kawan", is_admin=True)
        house.staff["kawan"] = friend
        asked = wish(house.bagus, Change.REBIND_ASKED)
        await changed(house, asked, by=house.agus)

        with pytest.raises(AdminUnconfirmed):
            await changed(house, asked, by=friend)
        await says(house, Change.CONFIRMED, friend, by=house.ratna)

        assert (await changed(house, asked, by=friend)).code

    @pytest.mark.parametrize(
        "change",
        [
            *(Change.FROZEN, Change.UNFROZEN, Change.LEFT, Change.ADMIN_ENDED, Change.ENDED, Change.REBIND_ASKED),
            Change.DETAILS,
        ],
    )
    async def test_admin_takes_nothing_from_others_and_gives_nothing_back(self, house, change):
        friend = await brought_in(house, "Kawan", is_admin=True)
        house.staff["kawan"] = friend

        with pytest.raises(AdminUnconfirmed):
            await changed(house, wish(house.agus, change, role=P), by=friend)

    async def test_every_komisioner_reads_another_name_of_one_of_them(self, house):
        done = await changed(house, wish(house.bagus, Change.DETAILS, what="name", value="Mantan"), by=house.agus)

        assert {house.bagus.id, house.ratna.id} <= set(done.concerned)

    async def test_made_admin_by_one_alone_is_asked_for_as_such(self, house):
        await changed(house, wish(house.endah, Change.ADMIN_GIVEN), by=house.agus)

        with pytest.raises(AdminUnconfirmed):
            await changed(house, wish(house.bagus, Change.FROZEN), by=house.endah)
        await says(house, Change.CONFIRMED, house.endah, by=house.bagus)
        await changed(house, wish(house.ratna, Change.FROZEN), by=house.endah)

    async def test_nobody_of_the_office_comes_back_with_anything(self, house):
        siti = await brought_in(house, "Siti", E, is_admin=True)
        await says(house, Change.DISOWNED, siti, by=house.bagus)

        done = await changed(house, wish(siti, Change.UNFROZEN), by=house.agus)

        back = await now_of(house, siti)
        assert (back.roles, back.is_admin, back.waits) == ((), False, True)
        assert house.bagus.id in done.concerned, "and the Komisioner is asked anew"

    async def test_is_asked_for_anew_with_another_account(self, house):
        friend = await brought_in(house, "Kawan", is_admin=True)
        house.staff["kawan"] = friend
        await says(house, Change.CONFIRMED, friend, by=house.ratna)
        asked = wish(house.endah, Change.REBIND_ASKED)
        await changed(house, asked, by=house.agus)
        code = (await changed(house, asked, by=friend)).code

        await house.desk.enrol(code, 8_803, house.cause(8_803), house.now)

        endah = await now_of(house, house.endah)
        assert (endah.roles, endah.waits) == ((E,), True)


class TestACode:
    async def test_makes_no_second_person_of_a_name(self, house):
        code = await house.desk.invite(Invitation(name=" wahyu", roles=(P,), by=house.agus.id), house.now)

        with pytest.raises(NameEnrolled):
            await house.desk.enrol(code, 8_804, house.cause(8_804), house.now)

    async def test_of_a_name_however_it_is_written_fits_the_account_of_that_name(self, house):
        code = await house.desk.invite(Invitation(name=" wahyu", roles=(E,), by=house.agus.id), house.now)

        chat = house.chat(house.wahyu)
        await house.desk.enrol(code, chat, house.cause(chat), house.now)

        wahyu = await now_of(house, house.wahyu)
        assert (wahyu.name, wahyu.roles) == ("Wahyu", (P, E))

    async def test_is_made_by_whoever_is_admin_at_that_moment(self, house):
        with pytest.raises(AdminOnly):
            await house.desk.invite(Invitation(name="Joko", roles=(P,), by=house.wahyu.id), house.now)

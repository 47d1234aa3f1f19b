"""Codes, accounts and mandates: who somebody is, and what he may be today."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from sop.roles import Role, Standing
from storage import invites
from storage import people as folk
from storage import tables as t
from storage.causes import Cause
from storage.errors import AccountInUse, AlreadyDone, CodesSilenced, InviteUnusable
from storage.invites import INVITE_LASTS, Invitation
from storage.outbox import Kind, Screen
from storage.replies import Say
from storage.strangers import TRIES
from tests.storage.office import everything

WAHYU = Invitation(name="Wahyu", roles=(Role.PPID,), sapaan="Bapak", jabatan="Kasubbag Teknis")
TODAY = date(2027, 1, 18)


@pytest.fixture
def invite(database, now):
    """Make a code."""
    return lambda invitation=WAHYU: database.write_now(lambda db: invites.invite(db, invitation, now))


@pytest.fixture
def enrol(database, now):
    """Use a code; returns everyone afterwards."""

    def use(code, telegram_id=1, at=now):
        enrolled = database.write_now(lambda db: invites.enrol(db, code, telegram_id, at, TODAY))
        return everyone(database)[enrolled.person]

    return use


@pytest.fixture
def mandate(database):
    """Write a mandate down."""

    def write(person, role, from_on, until_on=None, standing=Standing.DEFINITIVE):
        values = {"person_id": person, "role": role, "standing": standing, "from_on": from_on, "until_on": until_on}
        database.write_now(lambda db: db.execute(sa.insert(t.mandates).values(**values)))

    return write


def everyone(database, today=TODAY):
    return database.read_now(lambda db: folk.everyone(db, today))


class TestACode:
    def test_makes_the_account_the_invited_official(self, invite, enrol):
        official = enrol(invite(), telegram_id=4711)

        assert (official.telegram_id, official.name, official.sapaan) == (4711, "Wahyu", "Bapak")
        assert (official.jabatan, official.roles, official.is_admin) == ("Kasubbag Teknis", (Role.PPID,), False)
        assert (official.acknowledged_at, official.unreachable_since) == (None, None)

    def test_carries_at_least_128_random_bits_and_fits_a_deep_link(self, invite):
        codes = {invite() for _ in range(50)}

        assert len(codes) == 50
        assert all(22 <= len(code) <= 64 for code in codes)
        assert set("".join(codes)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    def test_is_nowhere_in_the_database(self, invite, enrol, database):
        codes = [invite(), invite(Invitation(name="Sri"))]
        enrol(codes[0])

        rows = repr(everything(database))
        folder = Path(database.url.database).parent.iterdir() if database.is_sqlite else ()
        kept = b"".join(path.read_bytes() for path in folder)
        assert b"invites" in kept or not database.is_sqlite
        for code in codes:
            assert code not in rows
            assert code.encode() not in kept
            assert invites.hash_code(code) in rows

    def test_is_good_once(self, invite, enrol, database):
        code = invite()
        enrol(code, telegram_id=1)
        before = everything(database)

        for account in (1, 2):
            with pytest.raises(InviteUnusable):
                enrol(code, telegram_id=account)

        assert everything(database) == before

    def test_is_good_for_a_day(self, invite, enrol, now):
        early, late = invite(), invite(replace(WAHYU, name="Lina"))

        assert timedelta(hours=24) == INVITE_LASTS
        assert enrol(early, telegram_id=1, at=now + INVITE_LASTS - timedelta(seconds=1))
        with pytest.raises(InviteUnusable):
            enrol(late, telegram_id=2, at=now + INVITE_LASTS)

    @pytest.mark.parametrize("code", ["", " ", "never made", "x" * 5000, "' OR 1=1 --", "a\x00b"])
    def test_that_was_never_made_is_refused_like_one_that_was_used(self, invite, enrol, code):
        invite()

        with pytest.raises(InviteUnusable):
            enrol(code)

    def test_of_half_a_surrogate_is_refused_like_any_other(self, enrol):
        with pytest.raises(InviteUnusable):
            enrol("\ud800")

    def test_may_be_typed_with_blanks_around_it(self, invite, enrol):
        assert enrol(f"  {invite()}\n").name == "Wahyu"

    def test_is_listed_by_name_while_it_waits(self, invite, enrol, database, now):
        waits, used = invite(Invitation(name="Sri")), invite()
        enrol(used)

        def names(at):
            return tuple(one.name for one in database.read_now(lambda db: invites.open_invites(db, at)))

        assert waits
        assert names(now) == ("Sri",)
        assert names(now + INVITE_LASTS) == ()

    def test_remembers_who_used_it(self, invite, enrol, database, now):
        official = enrol(invite())

        used = database.read_now(lambda db: db.execute(sa.select(t.invites.c.used_by, t.invites.c.used_at)).one())
        assert tuple(used) == (official.id, now)


class TestAnAccount:
    def test_gains_the_roles_of_a_second_code(self, invite, enrol, database):
        first = enrol(invite(), telegram_id=1)

        second = enrol(invite(Invitation(name="Wahyu", roles=(Role.E_PPID, Role.PPID))), telegram_id=1)

        assert second.id == first.id
        assert second.roles == (Role.PPID, Role.E_PPID)
        assert len(everyone(database).roster.mandates) == 2

    def test_gains_and_never_loses_the_admin_right_by_a_code(self, invite, enrol):
        enrol(invite(), telegram_id=1)

        made = enrol(invite(Invitation(name="Wahyu", is_admin=True)), telegram_id=1)
        still = enrol(invite(Invitation(name="Wahyu", roles=(Role.E_PPID,))), telegram_id=1)

        assert made.is_admin
        assert still.is_admin

    def test_of_somebody_else_is_refused_and_the_code_stays_good(self, invite, enrol, database):
        enrol(invite(), telegram_id=1)
        code = invite(Invitation(name="Bagus", roles=(Role.KOMISIONER,)))
        before = everything(database)

        with pytest.raises(AccountInUse):
            enrol(code, telegram_id=1)

        assert everything(database) == before
        assert enrol(code, telegram_id=2).roles == (Role.KOMISIONER,)

    def test_that_is_unknown_belongs_to_nobody(self, invite, enrol, database):
        enrol(invite(), telegram_id=1)

        assert folk.by_telegram(everyone(database), 2) is None

    def test_that_cannot_be_reached_is_marked_since_the_first_time_until_it_writes(self, invite, enrol, database, now):
        enrol(invite(), telegram_id=1)

        def since():
            return folk.by_telegram(everyone(database), 1).unreachable_since

        for at in (now, now + timedelta(hours=1)):
            database.write_now(lambda db, at=at: folk.mark_unreachable(db, 1, at))
        assert since() == now
        database.write_now(lambda db: folk.mark_reachable(db, 1))
        assert since() is None


class TestMandates:
    @pytest.mark.parametrize(
        ("from_on", "until_on", "held"),
        [
            (TODAY, None, True),
            (TODAY, TODAY, True),
            (date(2026, 1, 1), TODAY - timedelta(days=1), False),
            (TODAY + timedelta(days=1), None, False),
            (TODAY - timedelta(days=1), TODAY + timedelta(days=1), True),
        ],
    )
    def test_hold_from_a_day_until_a_day_both_included(self, invite, enrol, database, mandate, from_on, until_on, held):
        person = enrol(invite(Invitation(name="Joko"))).id
        mandate(person, Role.ATASAN_PPID, from_on, until_on, Standing.PLH)

        people = everyone(database)
        assert (people[person].roles == (Role.ATASAN_PPID,)) is held
        assert (person in people.roster.holders(Role.ATASAN_PPID)) is held

    def test_an_ended_role_is_given_anew_by_a_code(self, invite, enrol, mandate):
        person = enrol(invite(Invitation(name="Wahyu"))).id
        mandate(person, Role.PPID, date(2026, 1, 1), TODAY - timedelta(days=1))

        assert enrol(invite()).roles == (Role.PPID,)

    @pytest.mark.parametrize("standing", [Standing.PLH, Standing.DEFINITIVE])
    def test_who_stands_in_for_a_while_and_then_gets_the_post_by_a_code_keeps_it(
        self, invite, enrol, database, mandate, standing
    ):
        friday = TODAY + timedelta(days=4)
        person = enrol(invite(Invitation(name="Wahyu"))).id
        mandate(person, Role.PPID, TODAY, friday, standing)

        enrol(invite())

        assert everyone(database, friday + timedelta(days=1))[person].roles == (Role.PPID,)

    def test_tell_in_what_capacity_a_role_is_held(self, invite, enrol, database, mandate):
        person = enrol(invite()).id
        mandate(person, Role.ATASAN_PPID, TODAY, None, Standing.PLT)

        roster = everyone(database).roster
        assert roster.standing(person, Role.ATASAN_PPID) is Standing.PLT
        assert roster.standing(person, Role.PPID) is Standing.DEFINITIVE

    def test_an_admin_needs_none_and_gets_no_role_by_it(self, invite, enrol, database):
        admin = enrol(invite(Invitation(name="Agus", is_admin=True)))

        people = everyone(database)
        assert (admin.roles, admin.is_admin) == ((), True)
        assert people.roster.admins == (admin.id,)
        assert people.roster.roles_of(admin.id) == ()

    def test_nobody_disappears_when_his_last_mandate_ends(self, invite, enrol, database):
        person = enrol(invite()).id
        database.write_now(lambda db: db.execute(sa.update(t.mandates).values(until_on=TODAY)))

        later = everyone(database, TODAY + timedelta(days=1))
        assert (later[person].name, later[person].roles) == ("Wahyu", ())


class TestEnrollingThroughTheDesk:
    async def test_greets_before_it_hands_over_what_waits(self, house):
        m = await house.at_step(3)
        code = await house.invites(Invitation(name="Joko", roles=(Role.KOMISIONER,)))

        def greet(people, enrolled):
            official = people[enrolled.person]
            return (Say(screen=Screen(f"Selamat datang, {official.name}"), chat_id=321, person=official.id),)

        await house.desk.enrol(code, 321, house.cause(321), house.now, greet=greet)

        rows = house.rows(t.outbox.c.chat_id == 321)
        assert [rows[0].kind, rows[-1].kind] == [Kind.REPLY, Kind.CARD]
        assert "Selamat datang, Joko" in rows[0].body
        assert rows[-1].maklumat_id == m.id

    @pytest.mark.parametrize("command", ["/start\n", "/START ", "/start@maklumat_bot\t"], ids=repr)
    async def test_however_the_command_is_written_it_is_a_try(self, house, command):
        for number in range(TRIES):
            seq = house.arrives(321, text=f"{command}salah-{number}")

        seq = house.arrives(321, text=f"{command}salah")
        with pytest.raises(CodesSilenced):
            await house.desk.enrol("salah", 321, Cause(key=f"update:{seq}", seqs=(seq,)), house.now)

    async def test_five_tries_within_an_hour_are_enough_and_then_a_good_code_is_not_looked_at(self, house):
        code = await house.desk.invite(Invitation(name="Joko", roles=(Role.PPID,)), house.now)

        async def tries(text: str) -> None:
            seq = house.arrives(321, text=f"/start {text}")
            await house.desk.enrol(text, 321, Cause(key=f"update:{seq}", seqs=(seq,)), house.now)

        first = house.now
        for number in range(TRIES - 1):
            with pytest.raises(InviteUnusable):
                await tries(f"salah-{number}")
            house.now += timedelta(minutes=1)
        with pytest.raises(CodesSilenced) as told:
            await tries("salah")
        assert (told.value.until, told.value.again) == (first + timedelta(hours=1), False)
        with pytest.raises(CodesSilenced) as told:
            await tries(code)
        assert (told.value.until, told.value.again) == (first + timedelta(hours=1, minutes=1), True)
        house.arrives(322, text='a quotation: "text": "/start x"')
        house.now += timedelta(hours=1, minutes=1)

        await tries(code)

        assert (await house.reading.official(321, house.now)).name == "Joko"

    async def test_a_good_code_is_taken_as_the_fifth_too(self, house):
        code = await house.desk.invite(Invitation(name="Joko"), house.now)
        for number in range(TRIES):
            seq = house.arrives(321, text=f"/start {number}")

        await house.desk.enrol(code, 321, Cause(key=f"update:{seq}", seqs=(seq,)), house.now)

    async def test_words_about_a_code_are_no_tries(self, house):
        code = await house.desk.invite(Invitation(name="Joko"), house.now)
        for _ in range(TRIES):
            house.arrives(321, text='kode saya: "text": "/start x"')
            house.arrives(321, text="/startle")
            house.arrives(321, text="/start")

        seq = house.arrives(321, text=f"/start {code}")
        await house.desk.enrol(code, 321, Cause(key=f"update:{seq}", seqs=(seq,)), house.now)

    async def test_a_code_is_told_to_whoever_asked_for_it_in_the_same_commit(self, house):
        chat = house.chat(house.agus)

        code = await house.desk.invite(
            Invitation(name="Joko"),
            house.now,
            house.cause(chat),
            announce=lambda made: Say(screen=Screen(f"Kode: {made}"), chat_id=chat),
        )

        (row,) = house.to(house.agus)
        assert code in row.body

    async def test_takes_effect_once(self, house):
        code = await house.desk.invite(Invitation(name="Joko", roles=(Role.PPID,)), house.now)
        cause = house.cause(321)
        await house.desk.enrol(code, 321, cause, house.now)
        before = everything(house.database)

        with pytest.raises(AlreadyDone):
            await house.desk.enrol(code, 321, cause, house.now)

        assert everything(house.database) == before

    async def test_a_bad_code_leaves_the_update_undone_for_its_refusal(self, house):
        cause = house.cause(321)
        before = everything(house.database)

        with pytest.raises(InviteUnusable):
            await house.desk.enrol("no such code", 321, cause, house.now)

        assert everything(house.database) == before
        await house.desk.finish(cause, house.now)

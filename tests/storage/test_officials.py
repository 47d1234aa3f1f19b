"""Officials are changed by admins, each change once, with its reason, in the journal; nobody makes himself anything."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sop.errors import RoleNotHeld
from sop.officials import Change
from sop.roles import Role
from sop.steps import Action, Step
from storage import closing, lanes, notes, outbox, reach
from storage import tables as t
from storage.absences import Leaving
from storage.errors import (
    AccessClosed,
    AccountInUse,
    AdminOnly,
    AdminUnconfirmed,
    AlreadySo,
    DetailUnfit,
    InviteUnusable,
    KomisionerConfirms,
    LastAdmin,
    LetterMissing,
    NameEnrolled,
    NameTaken,
    NothingToConfirm,
    NotToYourself,
    OfficialRefused,
    SecondAdminMissing,
    StillInOffice,
    TermOver,
    Unnamed,
)
from storage.invites import Invitation
from storage.officials import OF_KOMISIONER, Changed, Wish
from storage.outbox import Kind, Screen
from storage.personnel import REBIND_LASTS
from storage.replies import Say
from storage.stranding import Stranded
from tests.storage.office import APPOINTMENT, LINK, House, document, everything

FOLLOWS = (Change.ENROLLED, Change.UNBOUND)
"""What nobody asks for: it follows from a code that is used, or from another change."""
LETTER = {"reason": "SK 14/2027", "scan": document(APPOINTMENT)}
KEPT = {document(APPOINTMENT).sha256: APPOINTMENT}


async def changed(house: House, wish: Wish, by=None) -> Changed:
    """What an admin asks is done; by nobody: what the command line asks."""
    made: list[Changed] = []

    def say(_people, done):
        made.append(done)
        return ()

    actor = by.id if by is not None else None
    cause = house.cause(house.chat(by)) if by is not None else house.cause(1)
    await house.desk.change_official(wish, actor, cause, house.now, say=say, contents=KEPT)
    return made[0]


async def now_of(house: House, official):
    return (await house.reading.people(house.now))[official.id]


def wish(official, change: Change, **more) -> Wish:
    return Wish(person=official.id, change=change, **{"reason": "Mutasi", **more})


@pytest.fixture
async def office(house):
    """The usual office with a second admin."""
    await house.enrols("Tini", is_admin=True)
    return house


def live_of(office, official, m):
    return [row for row in office.live(m) if row.person_id == official.id]


class TestARole:
    async def test_is_given_from_today_and_its_holder_gets_what_waits(self, office):
        m = await office.at_step(5)
        office.forget_sent()

        done = await changed(office, wish(office.agus, Change.GRANTED, role=Role.PELAKSANA), by=office.tini)

        assert (await now_of(office, office.agus)).roles == (Role.PELAKSANA,)
        assert (done.event.in_role, done.event.reason, done.event.by) == (Role.PELAKSANA, "Mutasi", office.tini.id)
        assert "card" in office.kinds_to(office.agus)
        assert await office.reading.verify() is None
        await office.does(m, office.agus, Action.PUBLISH, role=Role.PELAKSANA, value=LINK)

    async def test_begins_and_ends_on_its_days(self, office):
        first, last = date(2027, 2, 1), date(2027, 2, 28)
        asked = wish(office.tini, Change.GRANTED, role=Role.E_PPID, from_on=first, until_on=last)
        await changed(office, asked, by=office.agus)

        held = {}
        for day in (first - timedelta(days=1), first, last, last + timedelta(days=1)):
            at = office.now.replace(month=day.month, day=day.day)
            held[day] = (await office.reading.people(at))[office.tini.id].roles
        assert list(held.values()) == [(), (Role.E_PPID,), (Role.E_PPID,), ()]

    async def test_is_not_given_for_days_that_have_passed(self, office):
        last = office.now.date() - timedelta(days=1)
        asked = wish(office.tini, Change.GRANTED, role=Role.PPID, from_on=last - timedelta(days=9), until_on=last)

        with pytest.raises(TermOver):
            await changed(office, asked, by=office.agus)

    async def test_ended_is_ended_at_once_and_stays_known(self, office):
        m = await office.at_step(3)

        await changed(office, wish(office.bagus, Change.ENDED, role=Role.KOMISIONER), by=office.tini)

        assert (await now_of(office, office.bagus)).roles == ()
        with pytest.raises(RoleNotHeld):
            await office.does(m, office.bagus, Action.APPROVE)
        (held,) = (await office.reading.kept_of(office.bagus.id)).mandates
        assert held.until_on == office.now.date()

    async def test_that_is_held_is_not_given_twice_nor_one_ended_that_is_not_held(self, office):
        for change, role in ((Change.GRANTED, Role.PPID), (Change.ENDED, Role.PELAKSANA)):
            before = everything(office.database)
            with pytest.raises(AlreadySo):
                await changed(office, wish(office.wahyu, change, role=role), by=office.tini)
            assert everything(office.database)["mandates"] == before["mandates"]


class TestWhoDecides:
    @pytest.mark.parametrize("letter", [{"reason": ""}, {"reason": "SK 14/2027"}])
    async def test_is_appointed_by_a_letter_and_its_scan(self, office, letter):
        with pytest.raises(LetterMissing):
            await changed(office, wish(office.dimas, Change.GRANTED, role=Role.KOMISIONER, **letter), by=office.tini)
        assert (await now_of(office, office.dimas)).roles == (Role.PELAKSANA,)

    async def test_is_told_to_every_komisioner(self, office):
        appointed = wish(office.dimas, Change.GRANTED, role=Role.KOMISIONER, **LETTER)

        done = await changed(office, appointed, by=office.tini)

        komisioner = set((await office.reading.people(office.now)).roster.holders(Role.KOMISIONER))
        assert {office.bagus.id} <= komisioner <= set(done.concerned)
        assert office.dimas.id in done.concerned

    async def test_a_code_for_one_more_needs_the_letter_too(self, office):
        one = Invitation(name="Joko", roles=(Role.KOMISIONER,))

        with pytest.raises(LetterMissing):
            await office.desk.invite(one, office.now)

        assert await office.invites(one)

    async def test_the_offices_first_one_is_set_up_without(self, desk, now):
        first = Invitation(name="Bagus", roles=(Role.KOMISIONER,))

        assert await desk.invite(first, now)
        assert await desk.invite(first, now), "the same name again: a code was lost"
        with pytest.raises(LetterMissing):
            await desk.invite(Invitation(name="Joko", roles=(Role.KOMISIONER,)), now)

    async def test_is_not_made_by_himself_with_a_code_of_his_own(self, office):
        letter = {"basis": "SK 14/2027", "scan": document(APPOINTMENT), "by": office.tini.id}
        with pytest.raises(NotToYourself):
            await office.desk.invite(Invitation(name="Tini", roles=(Role.KOMISIONER,), **letter), office.now)
        code = await office.desk.invite(
            Invitation(name="Joko", roles=(Role.KOMISIONER,), **letter), office.now, contents=KEPT
        )
        renamed = wish(office.tini, Change.DETAILS, what="name", value="Joko")
        await changed(office, renamed, by=office.tini)

        with pytest.raises(NotToYourself):
            await office.desk.enrol(code, office.chat(office.tini), office.cause(1), office.now)

        assert (await now_of(office, office.tini)).roles == ()


_NOT_AN_ADMINS = {Change.ENROLLED, Change.UNBOUND, *OF_KOMISIONER}
"""Made by a code, by the second admin, and what only a Komisioner says (test_confirming.py)."""


class TestAnAdmin:
    @pytest.mark.parametrize("who", ["wahyu", "sri", "bagus", "dimas"])
    @pytest.mark.parametrize("change", [c for c in Change if c not in _NOT_AN_ADMINS])
    async def test_and_nobody_else_changes_people(self, office, who, change):
        before = everything(office.database)

        asked = wish(office.agus, change, role=Role.PPID, what="jabatan", value="Lain")
        with pytest.raises(AdminOnly):
            await changed(office, asked, by=office.staff[who])

        after = everything(office.database)
        assert {name: rows for name, rows in after.items() if name != "inbox"} == {
            name: rows for name, rows in before.items() if name != "inbox"
        }

    @pytest.mark.parametrize(
        "change", [Change.GRANTED, Change.FROZEN, Change.UNFROZEN, Change.REBIND_ASKED, Change.LEFT]
    )
    async def test_does_not_decide_over_himself(self, office, change):
        with pytest.raises(NotToYourself):
            await changed(office, wish(office.tini, change, role=Role.KOMISIONER, **LETTER), by=office.tini)

    async def test_the_last_one_cannot_leave(self, office):
        await changed(office, wish(office.agus, Change.ADMIN_ENDED), by=office.tini)

        for change in (Change.ADMIN_ENDED,):
            with pytest.raises(LastAdmin):
                await changed(office, wish(office.tini, change), by=office.tini)
        assert (await office.reading.people(office.now)).roster.admins == (office.tini.id,)

    async def test_one_whom_no_komisioner_has_confirmed_yet_does_not_count(self, office):
        await changed(office, wish(office.agus, Change.ADMIN_ENDED), by=office.tini)
        await changed(office, wish(office.dimas, Change.ADMIN_GIVEN), by=office.tini)

        with pytest.raises(LastAdmin):
            await changed(office, wish(office.tini, Change.ADMIN_ENDED), by=office.tini)

    async def test_one_whose_access_is_closed_does_not_count(self, office):
        await changed(office, wish(office.agus, Change.FROZEN), by=office.tini)

        with pytest.raises(LastAdmin):
            await changed(office, wish(office.tini, Change.ADMIN_ENDED), by=office.tini)


class TestAccess:
    async def test_closed_nothing_is_taken_and_nothing_sent(self, office):
        m = await office.at_step(3)

        await changed(office, wish(office.bagus, Change.FROZEN), by=office.tini)

        bagus = await now_of(office, office.bagus)
        assert (bagus.telegram_id, bagus.roles) == (None, ())
        assert not office.rows(
            t.outbox.c.chat_id == office.chat(office.bagus),
            t.outbox.c.state == "queued",
            t.outbox.c.kind.not_in(["strip"]),
        )
        with pytest.raises(RoleNotHeld):
            await office.does(m, office.bagus, Action.APPROVE)
        code = await office.desk.invite(Invitation(name="Bagus", roles=(Role.PPID,)), office.now)
        with pytest.raises(AccessClosed):
            await office.desk.enrol(code, office.chat(office.bagus), office.cause(1), office.now)

    async def test_opened_again_what_waits_comes_back(self, office):
        m = await office.at_step(3)
        await changed(office, wish(office.bagus, Change.FROZEN), by=office.tini)
        office.forget_sent()

        await changed(office, wish(office.bagus, Change.UNFROZEN), by=office.agus)

        assert "card" in office.kinds_to(office.bagus)
        await office.does(m, office.bagus, Action.APPROVE)

    async def test_opened_again_so_do_the_cards_that_wait_for_somebody_else(self, office):
        m = await office.at_step(3)
        office.forget_sent()
        await changed(office, wish(office.wahyu, Change.FROZEN), by=office.tini)
        assert not live_of(office, office.wahyu, m)

        await changed(office, wish(office.wahyu, Change.UNFROZEN), by=office.agus)

        assert live_of(office, office.wahyu, m)

    @pytest.mark.parametrize("is_reached", [True, False], ids=["reached until then", "nothing reached the old one"])
    async def test_so_they_do_on_another_account(self, office, is_reached):
        m = await office.at_step(3)
        if is_reached:
            office.forget_sent()
        else:
            chat = office.chat(office.wahyu)
            office.database.write_now(lambda db: reach.give_up_chat(db, chat, "blocked", office.now))
        code = (await changed(office, wish(office.wahyu, Change.REBIND_ASKED))).code

        await office.desk.enrol(code, 4711, office.cause(1), office.now)

        assert [row.chat_id for row in live_of(office, office.wahyu, m)] == [4711]

    @pytest.mark.parametrize("edit", [None, 9], ids=["said", "in the place of another"])
    async def test_closed_it_is_told_nothing_by_a_turn_that_had_begun_before(self, office, edit):
        """The turn is written down after the closing; who writes from then on is told that it is closed."""
        chat = office.chat(office.wahyu)
        answer = Say(screen=Screen("Draf Saudara dikembalikan"), chat_id=chat, person=office.wahyu.id, edit=edit)
        refusal = Say(screen=Screen("Akses ditutup"), chat_id=chat)
        await changed(office, wish(office.wahyu, Change.FROZEN), by=office.tini)
        await office.desk.finish(office.cause(chat), office.now + timedelta(seconds=1), [answer, refusal])

        written, refused = office.rows(t.outbox.c.chat_id == chat, t.outbox.c.kind.in_(["reply", "edit"]))[-2:]
        assert office.database.read_now(lambda db: closing.is_turned_away(db, written.id))
        assert not office.database.read_now(lambda db: closing.is_turned_away(db, refused.id))

    @pytest.mark.parametrize("has_come", [True, False], ids=["it came", "it did not come"])
    async def test_opened_again_so_does_the_notice_of_a_restore_that_never_came(self, office, has_come):
        office.forget_sent()
        chat, at = office.chat(office.wahyu), office.now
        office.database.write_now(lambda db: notes.write(db, notes.RESTORED, at.isoformat()))
        notice = office.database.write_now(
            lambda db: outbox.put_screen(db, chat, office.wahyu.id, Screen("Dipulihkan"), now=at)
        )
        if has_come:
            office.database.write_now(lambda db: lanes.sent(db, notice, 7, at))
        office.now += timedelta(minutes=1)
        await changed(office, wish(office.wahyu, Change.FROZEN), by=office.tini)
        assert [row.state for row in office.rows(t.outbox.c.id == notice)] == ["sent" if has_come else "dropped"]

        await changed(office, wish(office.wahyu, Change.UNFROZEN), by=office.agus)

        assert [row.state for row in office.rows(t.outbox.c.id == notice)] == ["sent" if has_come else "queued"]

    async def test_so_they_do_though_it_was_closed_and_opened_before_anything_was_said(self, office):
        m = await office.at_step(3)
        office.forget_sent()

        for change in (Change.FROZEN, Change.UNFROZEN, Change.FROZEN, Change.UNFROZEN):
            await changed(office, wish(office.wahyu, change), by=office.tini)

        assert len(live_of(office, office.wahyu, m)) == 1

    async def test_so_they_do_once_a_komisioner_has_said_who_he_is(self, office):
        m = await office.at_step(4)
        office.forget_sent()
        asked = wish(office.bagus, Change.REBIND_ASKED)
        await changed(office, asked, by=office.agus)
        code = (await changed(office, asked, by=office.tini)).code
        await office.desk.enrol(code, 4711, office.cause(1), office.now)
        assert not live_of(office, office.bagus, m)

        bagus = await now_of(office, office.bagus)
        await changed(office, wish(office.bagus, Change.CONFIRMED, asked=bagus.asked), by=office.ratna)

        assert [row.chat_id for row in live_of(office, office.bagus, m)] == [4711]

    @pytest.mark.parametrize("ends", [Change.LEFT, Change.ENDED])
    async def test_none_of_a_role_that_he_has_lost_comes_back(self, office, ends):
        m = await office.at_step(3)
        office.forget_sent()
        if ends is Change.LEFT:
            await changed(office, wish(office.wahyu, Change.LEFT), by=office.tini)
        else:
            await changed(office, wish(office.wahyu, Change.FROZEN), by=office.tini)
            await changed(office, wish(office.wahyu, Change.ENDED, role=Role.PPID, reason="SK 3/2027"), by=office.tini)

        await changed(office, wish(office.wahyu, Change.UNFROZEN), by=office.agus)

        assert not live_of(office, office.wahyu, m)

    async def test_who_leaves_keeps_his_history_and_loses_the_rest(self, office):
        await office.at_step(4)

        await changed(office, wish(office.wahyu, Change.LEFT), by=office.tini)

        wahyu = await now_of(office, office.wahyu)
        assert (wahyu.roles, wahyu.is_admin, wahyu.telegram_id, wahyu.name) == ((), False, None, "Wahyu")
        kept = await office.reading.kept_of(office.wahyu.id)
        assert kept.acts
        assert kept.mandates[0].role is Role.PPID

    async def test_who_left_and_comes_back_is_asked_about_anew(self, office):
        await changed(office, wish(office.dimas, Change.LEFT), by=office.tini)

        await changed(office, wish(office.dimas, Change.UNFROZEN), by=office.tini)
        await changed(office, wish(office.dimas, Change.GRANTED, role=Role.E_PPID, reason="SK 1/2027"), by=office.tini)

        people = await office.reading.people(office.now)
        dimas = people[office.dimas.id]
        assert dimas.roles == (Role.E_PPID,)
        assert not dimas.is_confirmed
        assert dimas in people.waiting_for(office.bagus.id)


class TestAnotherAccount:
    async def test_takes_two_admins_and_the_second_gets_the_code(self, office):
        m = await office.at_step(3)
        asked = wish(office.bagus, Change.REBIND_ASKED)
        first = await changed(office, asked, by=office.tini)
        with pytest.raises(SecondAdminMissing):
            await changed(office, asked, by=office.tini)
        assert (first.event.change, first.code) == (Change.REBIND_ASKED, "")
        assert (await now_of(office, office.bagus)).telegram_id == office.chat(office.bagus), "nothing is taken yet"

        second = await changed(office, asked, by=office.agus)

        assert second.event.change is Change.UNBOUND
        assert set(second.concerned) >= {office.bagus.id, office.tini.id}
        old = office.chat(office.bagus)
        assert await office.reading.official(old, office.now) is None
        office.forget_sent()
        await office.desk.enrol(second.code, 777, office.cause(777), office.now)
        found = await office.reading.official(777, office.now)
        assert (found.id, found.roles) == (office.bagus.id, ()), "another Komisioner says first that it is he"
        said = Wish(person=found.id, change=Change.CONFIRMED, asked=found.asked)
        await changed(office, said, by=office.ratna)
        found = await office.reading.official(777, office.now)
        assert (found.id, found.roles) == (office.bagus.id, (Role.KOMISIONER,))
        assert "card" in office.kinds_to(found)
        office.staff["bagus"] = found
        await office.does(m, office.bagus, Action.APPROVE)

    async def test_opens_the_access_that_was_closed_when_the_phone_was_lost(self, office):
        await changed(office, wish(office.endah, Change.FROZEN), by=office.tini)
        code = (await changed(office, wish(office.endah, Change.REBIND_ASKED))).code

        assert (await now_of(office, office.endah)).telegram_id is None, "nobody has it before the code is used"
        assert await office.reading.official(office.chat(office.endah), office.now) is None
        await office.desk.enrol(code, 777, office.cause(777), office.now)

        assert (await now_of(office, office.endah)).telegram_id == 777

    async def test_the_first_wish_has_its_day(self, office):
        asked = wish(office.bagus, Change.REBIND_ASKED)
        await changed(office, asked, by=office.tini)
        office.now += REBIND_LASTS

        assert (await changed(office, asked, by=office.agus)).code == ""

    async def test_who_asked_and_is_no_admin_any_more_does_not_count(self, office):
        asked = wish(office.bagus, Change.REBIND_ASKED)
        await changed(office, asked, by=office.tini)
        await changed(office, wish(office.tini, Change.FROZEN), by=office.agus)

        assert (await changed(office, asked, by=office.agus)).code == ""

    async def test_the_code_fits_no_account_of_another(self, office):
        code = (await changed(office, wish(office.bagus, Change.REBIND_ASKED))).code

        with pytest.raises(AccountInUse):
            await office.desk.enrol(code, office.chat(office.wahyu), office.cause(1), office.now)
        office.now += timedelta(hours=25)
        with pytest.raises(InviteUnusable):
            await office.desk.enrol(code, 777, office.cause(2), office.now)

    async def test_an_older_code_for_it_is_worth_nothing_before_and_after_the_newer_one_is_used(self, office):
        older = (await changed(office, wish(office.bagus, Change.REBIND_ASKED))).code
        newer = (await changed(office, wish(office.bagus, Change.REBIND_ASKED))).code

        with pytest.raises(InviteUnusable):
            await office.desk.enrol(older, 778, office.cause(1), office.now)
        await office.desk.enrol(newer, 777, office.cause(777), office.now)
        with pytest.raises(InviteUnusable):
            await office.desk.enrol(older, 778, office.cause(2), office.now)

        assert (await office.reading.official(777, office.now)).id == office.bagus.id
        assert await office.reading.official(778, office.now) is None


class TestCodesOfAnAdmin:
    @pytest.mark.parametrize("change", [Change.FROZEN, Change.LEFT, Change.ADMIN_ENDED])
    async def test_are_worth_nothing_once_he_is_none(self, office, change):
        friend = Invitation(name="Kawan", is_admin=True, by=office.agus.id)
        code = await office.desk.invite(friend, office.now)

        await changed(office, wish(office.agus, change), by=office.tini)

        with pytest.raises(InviteUnusable):
            await office.desk.enrol(code, 779, office.cause(1), office.now)


class TestDetails:
    async def test_are_put_right_and_the_journal_says_which_and_not_what(self, office):
        asked = wish(office.wahyu, Change.DETAILS, what="jabatan", value="Kasubbag Hukum", reason="")
        done = await changed(office, asked, by=office.tini)

        assert (await now_of(office, office.wahyu)).jabatan == "Kasubbag Hukum"
        assert set(done.concerned) == {office.wahyu.id, office.agus.id}, "the other admin reads of it too"
        said = office.database.read_now(
            lambda db: db.execute(sa.select(t.journal.c.body).order_by(t.journal.c.seq.desc())).scalars().first()
        )
        assert "jabatan" in said
        assert "Hukum" not in said

    async def test_a_name_is_nobody_elses(self, office):
        with pytest.raises(NameTaken):
            await changed(office, wish(office.wahyu, Change.DETAILS, what="name", value=" sri "), by=office.tini)

    @pytest.mark.parametrize(
        "alike",
        [
            *("SRI", "S\N{ZERO WIDTH JOINER}ri", "\uff33ri", "Sr\N{LATIN SMALL LETTER DOTLESS I}", "Sr\u00ed"),
            *("Sri.", "S-ri", "S. ri", "Sr\N{RIGHT SINGLE QUOTATION MARK}i"),
            *("Sri, S.H.", "Sri M.Si.", "Dr. Sri", "Hj. Sri SH", "drs. Sri, M.M."),
        ],
    )
    async def test_nor_one_that_the_eye_takes_for_it(self, office, alike):
        with pytest.raises(NameTaken):
            await changed(office, wish(office.wahyu, Change.DETAILS, what="name", value=alike), by=office.tini)

        code = await office.invites(Invitation(name=alike, roles=(Role.PELAKSANA,)))
        with pytest.raises(NameEnrolled):
            await office.desk.enrol(code, 8_000, office.cause(8_000), office.now)


class TestANameIsReplaced:
    async def test_only_of_who_has_left_and_the_chain_holds(self, office):
        await office.at_step(4)
        with pytest.raises(StillInOffice):
            await changed(office, wish(office.wahyu, Change.NAME_REPLACED))
        await changed(office, wish(office.wahyu, Change.LEFT), by=office.tini)

        await changed(office, wish(office.wahyu, Change.NAME_REPLACED))

        wahyu = await now_of(office, office.wahyu)
        assert (wahyu.name, wahyu.telegram_id, wahyu.closed_account) == (f"Pejabat {office.wahyu.id}", None, None)
        assert await office.reading.verify() is None
        names = office.database.read_now(lambda db: db.execute(sa.select(t.journal.c.body)).scalars().all())
        assert not [body for body in names if "Wahyu" in body]

    @pytest.mark.parametrize("change", [one for one in Change if one not in (*OF_KOMISIONER, *FOLLOWS)])
    async def test_and_nothing_of_him_is_changed_any_more(self, office, change):
        await changed(office, wish(office.wahyu, Change.LEFT), by=office.tini)
        assert not (await now_of(office, office.wahyu)).is_unnamed
        await changed(office, wish(office.wahyu, Change.NAME_REPLACED))
        assert (await now_of(office, office.wahyu)).is_unnamed
        more = {"role": Role.PPID, "what": "name", "value": "Wahyu"}

        for by in (office.tini, None):
            with pytest.raises(Unnamed):
                await changed(office, wish(office.wahyu, change, **more), by=by)

    async def test_who_bears_a_number_and_has_not_left_is_an_official_like_any_other(self, office):
        numbered = wish(office.wahyu, Change.DETAILS, what="name", value=f"Pejabat {office.wahyu.id}")
        await changed(office, numbered, by=office.tini)

        assert not (await now_of(office, office.wahyu)).is_unnamed
        await changed(office, wish(office.wahyu, Change.FROZEN), by=office.tini)
        assert not (await now_of(office, office.wahyu)).is_unnamed

    async def test_by_nobody_but_the_command_line(self, office):
        await changed(office, wish(office.wahyu, Change.LEFT), by=office.tini)

        with pytest.raises(StillInOffice):
            await changed(office, wish(office.wahyu, Change.NAME_REPLACED), by=office.tini)


def test_every_refusal_is_a_leaf():
    leaves = (AlreadySo, DetailUnfit, LastAdmin, LetterMissing, NameTaken, NotToYourself, SecondAdminMissing)
    more = (AdminUnconfirmed, KomisionerConfirms, NameEnrolled, NothingToConfirm, StillInOffice, TermOver, Unnamed)
    assert set(OfficialRefused.__subclasses__()) == {*leaves, *more}


async def test_whoever_was_to_be_stood_in_for_by_him_is_told_that_he_has_left(house):
    first = house.now.date() + timedelta(days=7)
    leaving = Leaving(person=house.sri.id, from_on=first, until_on=first, stand_in=house.dimas.id)
    await house.desk.change_absence(
        leaving, house.sri.id, house.cause(house.chat(house.sri)), house.now, say=lambda *_: ()
    )

    done = await changed(house, wish(house.dimas, Change.LEFT), by=house.agus)

    assert house.sri.id in done.concerned


class TestWhatWaitsForNobody:
    async def test_is_what_waited_for_him_alone(self, house):
        m = await house.at_step(5)
        await house.at_step(2)

        done = await changed(house, wish(house.dimas, Change.FROZEN), by=house.agus)

        assert done.stranded == (Stranded(m.control_number, Step.PUBLISHING, (Role.PELAKSANA,)),)

    @pytest.mark.parametrize("change", [Change.ENDED, Change.LEFT])
    async def test_also_where_a_role_or_all_is_ended(self, house, change):
        await house.at_step(5)
        role = Role.PELAKSANA if change is Change.ENDED else None

        done = await changed(house, wish(house.dimas, change, role=role), by=house.agus)

        assert [one.step for one in done.stranded] == [Step.PUBLISHING]

    async def test_is_nothing_while_another_holds_the_role(self, house):
        await house.at_step(3)

        assert (await changed(house, wish(house.bagus, Change.FROZEN), by=house.agus)).stranded == ()
        assert len((await changed(house, wish(house.ratna, Change.FROZEN), by=house.agus)).stranded) == 1

    async def test_is_said_only_of_the_change_that_made_it_so(self, house):
        await house.at_step(5)
        await changed(house, wish(house.dimas, Change.FROZEN), by=house.agus)

        assert (await changed(house, wish(house.endah, Change.FROZEN), by=house.agus)).stranded == ()


class TestWhoCouldDecide:
    async def test_the_cards_of_the_steps_before_say_so_at_once(self, office):
        """That nobody could decide was said on them; it goes in its place once somebody could, and no message comes."""
        await office.at_step(2)
        for change in (Change.FROZEN, Change.UNFROZEN):
            office.forget_sent()
            for komisioner in (office.bagus, office.ratna):
                await changed(office, wish(komisioner, change), office.agus)

            for drafter in (office.wahyu, office.sri):
                assert office.kinds_to(drafter) == [Kind.REFRESH], "one redrawing in the queue is enough"

    async def test_later_than_that_nobody_is_disturbed(self, office):
        await office.at_step(5)
        office.forget_sent()

        await changed(office, wish(office.bagus, Change.FROZEN), office.agus)

        assert office.kinds_to(office.wahyu) == office.kinds_to(office.dimas) == []
